"""Reads YAML: hayagriva, the format of Typst's bibliographies, and ``CITATION.cff``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from readlist.formats import Contents
from readlist.formats.csl import csl_record
from readlist.formats.source_record import SourceRecord, contents_of
from readlist.model.paper import Progress
from readlist.model.text import clean
from readlist.pages.page import PageError, Problem

_TYPES = {
    "article": "article-journal", "conference-paper": "paper-conference", "proceedings": "paper-conference",
    "book": "book", "chapter": "chapter", "anthos": "chapter", "thesis": "thesis", "report": "report", "web": "webpage",
    "patent": "patent", "repository": "software", "software": "software", "software-code": "software",
    "dataset": "dataset", "data": "dataset", "reference": "book", "misc": "document", "manual": "document",
    "entry": "entry-encyclopedia", "blog": "webpage", "unpublished": "manuscript", "generic": "document",
    "manuscript": "manuscript", "periodical": "periodical",
}  # fmt: skip
_HAYAGRIVA = re.compile(
    r"^[^\s:#][^:\n]{0,200}:[ \t]*\n(?:[ \t][^\n]*\n)*?[ \t]+type:[ \t]*[A-Za-z-]+[ \t]*$", re.MULTILINE
)


def recognizes_citation(text: str) -> bool:
    return bool(re.search(r"^cff-version[ \t]*:", text, re.MULTILINE))


def recognizes_hayagriva(text: str) -> bool:
    """Does an entry begin with its key, and have a type and a title below it?"""
    there = "type:" in text and "title:" in text and not recognizes_citation(text)
    return there and bool(_HAYAGRIVA.search(text[:4000]))


def read_citation(text: str, progress: Progress | None = None) -> Contents:
    """The work that a ``CITATION.cff`` describes, and the one it prefers to be cited. Raises PageError."""
    document = _parsed(text)
    preferred, references = document.get("preferred-citation"), document.get("references")
    works = [("cff-version", document), ("preferred-citation", preferred)]
    works += [("references", work) for work in (references if isinstance(references, list) else [])]
    found = [(next(_lines(text, [mark])), _citation(work)) for mark, work in works if isinstance(work, dict)]
    return _contents(found, progress)


def read_hayagriva(text: str, progress: Progress | None = None) -> Contents:
    """The entries of a bibliography of Typst. Raises PageError."""
    entries = {str(key): entry for key, entry in _parsed(text).items() if isinstance(entry, dict)}
    found = zip(_lines(text, entries), entries.items(), strict=True)
    return _contents([(line, _hayagriva(key, entry)) for line, (key, entry) in found], progress)


def _lines(text: str, keys: Iterable[str]) -> Iterator[int]:
    """The lines of keys that stand in this order."""
    line, at = 1, 0
    for key in keys:
        if match := re.compile(rf"^[\"']?{re.escape(key)}[\"']?[ \t]*:", re.MULTILINE).search(text, at):
            line += text.count("\n", at, match.start())
            at = match.start()
        yield line


def _contents(items: list[tuple[int, dict[str, Any]]], progress: Progress | None) -> Contents:
    def each() -> Iterator[SourceRecord | Problem]:
        for line, item in items:
            yield csl_record(line, {name: value for name, value in item.items() if value not in (None, "", [])})

    return contents_of(each(), len(items), progress)


def _parsed(text: str) -> dict[Any, Any]:
    import yaml

    try:
        document = yaml.load(text, Loader=_loader(yaml))  # noqa: S506 a SafeLoader without dates
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise PageError(f"it is YAML that can't be read: {clean(str(error))[:200]}") from None
    if not isinstance(document, dict):
        raise PageError("it is YAML without entries")
    return document


def _loader(yaml: Any) -> Any:
    """YAML's safe loader that leaves dates and numbers as the texts they are."""

    class Loader(yaml.SafeLoader):  # type: ignore[misc]
        pass

    Loader.yaml_implicit_resolvers = {}
    return Loader


def _text(value: Any) -> str:
    if isinstance(value, dict):
        value = value.get("value") or value.get("name") or ""
    return value if isinstance(value, str) else ""


def _citation(work: Mapping[str, Any]) -> dict[str, Any]:
    date = _text(work.get("date-released") or work.get("date-published")) or "-".join(
        filter(None, (_text(work.get("year")), _text(work.get("month")).zfill(2) if work.get("month") else ""))
    )
    pages = [_text(work.get(name)) for name in ("start", "end")]
    return {
        "type": _TYPES.get(_text(work.get("type")) or "software", "document"),
        "title": _text(work.get("title")),
        "author": [
            {"family": _text(a.get("family-names")), "non-dropping-particle": _text(a.get("name-particle")),
             "given": _text(a.get("given-names")), "suffix": _text(a.get("name-suffix"))}
            if a.get("family-names") else {"literal": _text(a.get("name") or a.get("alias"))}
            for a in work.get("authors") or [] if isinstance(a, dict)
        ],
        "issued": {"raw": date},
        "container-title": _text(work.get("journal") or work.get("collection-title")),
        "volume": _text(work.get("volume")), "issue": _text(work.get("issue")), "page": "-".join(filter(None, pages)),
        "DOI": _text(work.get("doi")), "URL": _text(work.get("url") or work.get("repository-code")),
        "version": _text(work.get("version")), "abstract": _text(work.get("abstract")),
        "publisher": _text(work.get("publisher") or work.get("institution")),
        "keyword": [k for k in work.get("keywords") or [] if isinstance(k, str)],
    }  # fmt: skip


def _hayagriva(key: str, entry: Mapping[str, Any]) -> dict[str, Any]:
    parents = entry.get("parent")
    parents = [p for p in (parents if isinstance(parents, list) else [parents]) if isinstance(p, dict)]

    def fact(name: str) -> str:
        return next((text for one in (entry, *parents) if (text := _text(one.get(name)))), "")

    numbers: dict[str, Any] = {}
    for one in reversed((entry, *parents)):
        numbers |= one["serial-number"] if isinstance(one.get("serial-number"), dict) else {}
    publisher = next((one["publisher"] for one in (entry, *parents) if one.get("publisher")), "")
    kind = _TYPES.get(_text(entry.get("type")).lower(), "document")
    parent = _text(parents[0].get("type")).lower() if parents else ""
    if kind == "article-journal" and parent in ("proceedings", "conference"):
        kind = "paper-conference"
    return {
        "citation-key": key,
        "type": kind,
        "title": _text(entry.get("title")),
        "author": _people(entry.get("author")),
        "editor": next((people for one in (entry, *parents) if (people := _people(one.get("editor")))), []),
        "container-title": _text(parents[0].get("title")) if parents else "",
        "issued": {"raw": fact("date")},
        "volume": fact("volume"), "issue": fact("issue"), "page": fact("page-range"), "edition": fact("edition"),
        "publisher": _text(publisher) or fact("organization"),
        "publisher-place": publisher.get("location", "") if isinstance(publisher, dict) else fact("location"),
        "DOI": _text(numbers.get("doi")), "ISBN": _text(numbers.get("isbn")), "ISSN": _text(numbers.get("issn")),
        "URL": fact("url"), "abstract": _text(entry.get("abstract")),
        "arxiv": _text(numbers.get("arxiv")),
    }  # fmt: skip


def _people(value: Any) -> list[dict[str, str]]:
    """ "Lovelace, Ada", a list of these, or of objects with name and given-name."""
    found = []
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, dict) and one.get("name"):
            names = {"family": "name", "given": "given-name", "non-dropping-particle": "prefix", "suffix": "suffix"}
            found.append({ours: _text(one.get(theirs)) for ours, theirs in names.items()})
        elif isinstance(one, str) and one:
            family, _, given = one.partition(",")
            found.append({"family": family.strip(), "given": given.strip()} if given else {"literal": one})
    return found
