"""Reads and writes readlist's own JSON: a library, or part of it, complete enough to be imported again.

``paper_object`` is the paper of every ``--json``: a stable contract, every name always there, ``null`` where a fact
is absent. The export adds what only a library needs.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

import msgspec
from msgspec.structs import replace

from readlist.formats import Contents, Exported, ExportOptions, Papers, Rest
from readlist.model.change import FOLLOWING, TABLES, CutCorrection, SavedQuery
from readlist.model.likeness import sketch
from readlist.model.paper import BITS, Candidate, Figures, Mark, Paper, PaperFile, Profile, Progress, Record
from readlist.model.text import clean_values
from readlist.pages.page import PageError

VERSION = 1
"""Of the form of the file. A newer one is refused."""

UNKNOWN = ""
"""The time of a decision of which a file says only that it was made."""

_OWN = ("titles", "fixed", "aliases", "parts", "rank", "texts")
"""Facts of a paper that only a library needs; they join those of ``paper_object``."""


def paper_object(p: Paper, m: Mark, place: int | None) -> dict[str, Any]:
    """One paper, whole: its facts, what was decided, and its place in the queue, from 1."""
    return {
        "key": p.key,
        "title": p.title,
        "title_text": p.title_text,
        "authors": list(p.authors),
        "et_al": p.et_al,
        "affiliations": list(p.affiliations),
        "category": p.category,
        "date": p.date,
        "date_text": p.date_text,
        "year_assumed": p.year_assumed,
        "score": p.score,
        "code": p.code,
        "abstract": p.abstract,
        "abstract_text": p.abstract_text,
        "urls": list(p.urls),
        "arxiv": p.arxiv,
        "doi": p.doi,
        "files": [file_object(file) for file in p.files],
        "read": m.read,
        "starred": m.starred,
        "skipped": m.skipped,
        "queue": place,
        "tags": list(m.tags),
        "note": m.note,
        "to_check": p.to_check,
        "placeholder": p.placeholder,
        "listed_under": list(p.listed_under),
        "venue": p.venue,
        "type": p.type,
        "fields": dict(p.fields),
        "added": p.added,
        "read_at": m.read_at,
        "queued_at": m.queued_at,
        "skipped_at": m.skipped_at,
        "opened_at": m.opened_at,
        "page": m.page or None,
        "sources": list(p.sources),
    }


def file_object(file: PaperFile) -> dict[str, Any]:
    """One file of a paper."""
    return {
        "path": file.path,
        "sha256": file.sha256 or None,
        "size": file.size or None,
        "pages": file.pages or None,
        "from": file.source or None,
    }


def render(papers: Papers, options: ExportOptions, rest: Rest) -> Exported:
    """The papers given, ordered by key, with notes and abstracts, placeholders included: it is a full copy."""
    chosen = {paper.id: (paper, mark) for paper, mark in papers}
    queued = sorted((m.place, id) for id, (_, m) in chosen.items() if m.place is not None)
    places = {id: n for n, (_, id) in enumerate(queued, 1)}
    ordered = sorted(chosen.values(), key=lambda pair: pair[0].key)
    text = _text(
        papers=[_paper(paper, mark, places.get(paper.id), rest.keys.get(paper.id, ())) for paper, mark in ordered],
        profiles=[profile.document() for profile in sorted(rest.profiles, key=lambda p: p.name)],
        queries=[query.document() for query in sorted(rest.queries, key=lambda q: q.name)],
        cuts=[{"line": cut.id, **cut.document()} for cut in sorted(rest.cuts, key=lambda c: c.id)],
        **{table: [{"id": r.id, **r.document()} for r in rest.following[table]] for table in sorted(rest.following)},
    )
    return Exported(text if chosen else "", tuple(paper.id for paper, _ in ordered), ())


def _paper(paper: Paper, mark: Mark, place: int | None, keys: Sequence[str]) -> dict[str, Any]:
    own = {name: getattr(paper, name) for name in _OWN}
    aliases = sorted({*paper.aliases, *keys})
    progress = {"pages": mark.pages or None, "minutes": mark.minutes or None}
    return {**paper_object(paper, mark, place), "starred_at": mark.starred_at, **progress, **own, "aliases": aliases}


def _text(**lists: Sequence[Mapping[str, Any]]) -> str:
    """An object with a line for every record, so that tools that compare lines show what changed."""
    parts = [f'"version": {VERSION}']
    for name, records in lists.items():
        lines = ",\n".join(json.dumps(record, ensure_ascii=False) for record in records)
        parts.append(f'"{name}": [\n{lines}\n]' if lines else f'"{name}": []')
    return "{\n" + ",\n".join(parts) + "\n}\n"


# reading

_HEAD = 3  # lines before the first paper


def recognizes(text: str) -> bool:
    """Does this look like an export of readlist?"""
    head = text[:400].lstrip("\ufeff \t\r\n")
    return head.startswith("{") and '"version"' in head and '"papers"' in head


def read(text: str, progress: Progress | None = None) -> Contents:
    """The library in a text. Raises PageError if any part can't be read: it is all or nothing."""
    try:
        data = json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise PageError(f"it is not JSON: {error}") from None
    version = data.get("version") if isinstance(data, dict) else None
    if not isinstance(version, int) or isinstance(version, bool) or not isinstance(data.get("papers"), list):
        raise PageError("it is not an export of readlist, which has a version and papers")
    if version > VERSION:
        raise PageError(f"it is of a newer readlist (version {version}, this one knows {VERSION}): update")
    try:
        data = clean_values(data)
    except RecursionError:
        raise PageError("it is nested deeper than any export of readlist") from None
    papers = _each(data["papers"], "paper", _read_paper)
    rest = Rest(
        profiles=tuple(_each(data.get("profiles", []), "profile", _read_profile)),
        queries=tuple(_each(data.get("queries", []), "query", _read_query)),
        cuts=tuple(_each(data.get("cuts", []), "cut", _read_cut)),
        following={table: tuple(_each(data.get(table, []), table, _reader(table))) for table in FOLLOWING},
    )
    return Contents(tuple(_entry(line, *paper) for line, paper in enumerate(papers, _HEAD + 1)), rest=rest)


def _entry(line: int, paper: Paper, mark: Mark) -> Candidate:
    return Candidate(
        line=line,
        title=paper.title,
        authors=paper.authors,
        et_al=paper.et_al,
        category=paper.category,
        date=paper.date,
        code=paper.code,
        abstract=paper.abstract,
        to_check=paper.to_check,
        keys=(paper.key, *paper.aliases),
        stored=(paper, mark),
    )


_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_DATE = re.compile(r"\d{4}(?:-\d{1,2}){0,2}")


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(v, str) for v in value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


_CHECKS: Mapping[str, tuple[str, Callable[[Any], bool]]] = {
    "str": ("a text", lambda v: isinstance(v, str)),
    "str | None": ("a text or null", lambda v: v is None or isinstance(v, str)),
    "bool": ("true or false", lambda v: isinstance(v, bool)),
    "int | None": ("a whole number or null", lambda v: v is None or (isinstance(v, int) and _is_number(v))),
    "Rank": ("a whole number", lambda v: isinstance(v, int) and _is_number(v)),
    "float | None": ("a number or null", lambda v: v is None or _is_number(v)),
    "int": ("a whole number or null", lambda v: v is None or (isinstance(v, int) and _is_number(v))),
    "tuple[str, ...]": ("a list of texts", _is_texts),
    "Mapping[str, str]": ("an object", lambda v: isinstance(v, dict)),
    "tuple[Document, ...]": (
        "a list of objects",
        lambda v: isinstance(v, list) and all(isinstance(d, dict) for d in v),
    ),
}
"""A field's type in ``models`` → what its JSON has to be."""

_T = TypeVar("_T")


def _each(values: Any, kind: str, read_one: Callable[[dict[str, Any]], _T]) -> Iterator[_T]:
    """Every record of a list. Raises PageError that says which one can't be read."""
    if not isinstance(values, list):
        raise PageError(f"its list of {kind} records is no list")
    for n, value in enumerate(values, 1):
        try:
            if not isinstance(value, dict):
                raise ValueError("is no object")
            yield read_one(value)
        except ValueError as error:
            raise PageError(f"{kind} {n} {error}") from None


def _checked(record: type[Record], value: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a record that a JSON object has; ValueError where one is of another kind."""
    found = {}
    kinds = {n: k for base in record.__mro__ for n, k in vars(base).get("__annotations__", {}).items()}
    for name, kind in kinds.items():
        if name in value and kind in _CHECKS:
            what, fits = _CHECKS[kind]
            if not fits(value[name]):
                raise ValueError(f"({value.get('key') or value.get('name')}): {name} is not {what}")
            if value[name] is not None or kind != "int":
                found[name] = value[name]
    return found


def _read_paper(value: dict[str, Any]) -> tuple[Paper, Mark]:
    if "extra" in value:  # the name of ``fields`` in exports of the first versions
        value = {"fields": value["extra"], **value}
    facts = _checked(Paper, value)
    further = facts.pop("fields", {})
    facts["extra"] = {n: v if isinstance(v, str) else json.dumps(v, ensure_ascii=False) for n, v in further.items()}
    if not facts.get("key") or not facts.get("title_text"):
        raise ValueError("has no key or no title_text")
    if (date := facts.get("date")) and not _DATE.fullmatch(date):
        raise ValueError(f"({facts['key']}): its date is not like 2024-02-21")
    place = value.get("queue")
    if not (place is None or _is_number(place)):
        raise ValueError(f"({facts['key']}): queue is not a number or null")
    for part in facts.get("parts", []):
        if not isinstance(_checked(Paper, part).get("key"), str) or not isinstance(part.get("id", 0), int):
            raise ValueError(f"({facts['key']}): a merged record has no key, or an id that is no number")
    facts["files"] = [_read_file(file) for file in _objects(value.get("files", []), "files")]
    paper = Paper.of(facts)
    mark = Mark.of({n: v for n, v in _checked(Mark, value).items() if n != "place"})
    made = ("read", "starred", "skipped")
    times: dict[str, Any] = {f"{n}_at": getattr(mark, f"{n}_at") or UNKNOWN for n in made if value.get(n)}
    mark = mark.updated({**times, "place": place})
    return replace(paper, sketch=sketch(paper.abstract) if paper.abstract else ()), mark


def _read_file(value: dict[str, Any]) -> PaperFile:
    try:
        return msgspec.convert({name: v for name, v in value.items() if v is not None}, PaperFile)
    except msgspec.ValidationError:
        raise ValueError("has a file without a path, or with a fact of another type") from None


def _objects(value: Any, what: str) -> list[dict[str, Any]]:
    if not isinstance(value, list) or not all(isinstance(v, dict) for v in value):
        raise ValueError(f"has {what} that are no list of objects")
    return value


def _read_profile(value: dict[str, Any]) -> Profile:
    facts = _checked(Profile, value)
    figures = [_checked(Figures, f) for f in _objects(value.get("figures", []), "figures")]
    if not facts.get("name") or not all(f.get("as_of") for f in figures):
        raise ValueError("has no name, or figures of no day")
    return Profile.of({**facts, "figures": figures})


def _read_query(value: dict[str, Any]) -> SavedQuery:
    facts = _checked(SavedQuery, value)
    if not facts.get("name") or not facts.get("text"):
        raise ValueError("has no name or no text")
    return SavedQuery.of(facts)


def _reader(table: str) -> Callable[[dict[str, Any]], Record]:
    """What reads a record of what is followed."""

    def read_one(value: dict[str, Any]) -> Record:
        record = TABLES[table].of(value)
        times = (getattr(record, name, None) for name in ("at", "followed_at"))
        if not 0 < record.id < 1 << BITS or not all(not time or _TIME.fullmatch(time) for time in times):
            raise ValueError("has an id or a time that makes no sense")
        return record

    return read_one


def _read_cut(value: dict[str, Any]) -> CutCorrection:
    facts = _checked(CutCorrection, value)
    line = value.get("line")
    if not facts.get("title") or "authors" not in facts or type(line) is not int or line < 1:
        raise ValueError("has no line, title or authors")
    return CutCorrection.of(facts, id=line)
