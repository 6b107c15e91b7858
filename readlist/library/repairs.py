"""Repairs of a library, all undoable: remove, merge and split papers, correct facts, join names and devices."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from msgspec.structs import replace

from readlist.latex.readable import readable
from readlist.library.importing import cut_id
from readlist.library.library import Library
from readlist.library.marking import Plan, title_of
from readlist.library.merging import facts_of, merge
from readlist.model.change import CutCorrection, Edit, RetiredKeys
from readlist.model.citekeys import base_key, free_key
from readlist.model.dates import is_iso_date
from readlist.model.identifiers import parse_arxiv, parse_doi
from readlist.model.paper import OF_FIELDS, Candidate, Mark, Paper, Profile, Rank, id_of, paper_id
from readlist.model.text import clean, count, fold, identity, join_words
from readlist.pages.cut import read_authors


class RepairError(Exception):
    """A repair that makes no sense here; the message says why."""


def remove(library: Library, ids: Iterable[int]) -> Plan:
    """Remove papers with everything that was decided about them."""
    chosen = list(dict.fromkeys(ids))
    edits = [edit for id in chosen for edit in _removal(library, id, None)]
    what = title_of(library.papers[chosen[0]]) if len(chosen) == 1 else count(len(chosen), "paper")
    return Plan(tuple(edits), f"removed {what}")


def _removal(library: Library, id: int, into: int | None) -> list[Edit]:
    """The edits that remove a paper; its keys stay reserved, or lead to the paper it was merged into."""
    paper = library.papers[id]
    retired = RetiredKeys(id=id, key=paper.key, aliases=paper.aliases, into=into)
    edits = [
        Edit.between("marks", library.marks.get(id), None),
        Edit.between("papers", paper, None),
        Edit.between("retired", library.retired.get(id), retired),
    ]
    return [e for e in edits if e]


def join(library: Library, ids: Sequence[int]) -> Plan:
    """Merge several records of one paper: the first stays, with the richer facts and the marks of all."""
    first, *others = dict.fromkeys(ids)
    if not others:
        raise RepairError("merging needs two papers or more")
    old = library.papers[first]
    parts = old.parts or (facts_of(old),)
    merged = old
    for id in others:
        other = library.papers[id]
        merged = merge(merged, other)
        parts = (*parts, *(other.parts or (facts_of(other),)))
    titles = dict.fromkeys((*merged.titles, *(library.papers[id].title_text for id in (first, *others))))
    merged = replace(merged, parts=parts, titles=tuple(t for t in titles if identity(t) != identity(merged.title_text)))
    mark = marks_of_all([library.mark(id) for id in (first, *others)], first)
    edits = [Edit.between("papers", old, merged), Edit.between("marks", library.mark(first), mark)]
    gone = [edit for id in others for edit in _removal(library, id, first)]
    return Plan((*(e for e in edits if e), *gone), f"merged {count(len(others) + 1, 'paper')} into {title_of(merged)}")


def marks_of_all(marks: Sequence[Mark], id: int) -> Mark:
    """The decisions of all: the earliest time of each, the foremost place, every tag and note."""

    def earliest(name: str) -> str | None:
        return min((t for m in marks if (t := getattr(m, name))), default=None)

    place, placed = min(
        ((m.place, m.placed) for m in marks if m.place is not None), key=lambda found: found[0], default=(None, None)
    )
    return Mark(
        id=id,
        read_at=earliest("read_at"),
        starred_at=earliest("starred_at"),
        skipped_at=earliest("skipped_at") if place is None else None,
        queued_at=earliest("queued_at"),
        place=place,
        placed=placed,
        tags=tuple(dict.fromkeys(tag for m in marks for tag in m.tags)),
        note="\n".join(dict.fromkeys(m.note for m in marks if m.note)) or None,
        opened_at=earliest("opened_at"),
        **dict(zip(("page", "pages"), max((m.page, m.pages) for m in marks), strict=True)),
        minutes=sum(m.minutes for m in marks),
    )


def split(library: Library, id: int) -> Plan:
    """Take a merged paper apart again: every record as it came; the marks stay with the first."""
    old = library.papers[id]
    if len(old.parts) < 2:
        raise RepairError(f"{old.key} was not merged from several papers: `undo` takes back an import")
    own, *others = _with_files_of(old, [Paper.of(part) for part in old.parts])
    taken = {*library.papers}
    keys = dict(library.keys)
    edits = [Edit.between("papers", old, replace(own, id=id, key=old.key, aliases=old.aliases, fixed=old.fixed))]
    for part in others:
        new_id = part.id if part.id and part.id not in taken else paper_id(part, taken.__contains__)
        taken.add(new_id)
        had = library.retired.get(new_id)
        key = had.key if had else free_key(base_key(part.authors, part.year, part.title_text), keys)
        keys[key.lower()] = new_id
        aliases = had.aliases if had else ()
        edits.append(Edit.between("papers", None, replace(part, id=new_id, key=key, aliases=aliases)))
        if had and had.into is not None:
            edits.append(Edit.between("retired", had, replace(had, into=None)))
    return Plan(tuple(e for e in edits if e), f"split {title_of(old)} into {count(len(old.parts), 'paper')}")


def _with_files_of(merged: Paper, parts: list[Paper]) -> list[Paper]:
    """The records with the files that they had and the merged paper still has; the first has those that came since."""
    here = {file.sha256 or file.path: file for file in merged.files}
    found = []
    for part in parts:
        own = [here.pop(name) for file in part.files if (name := file.sha256 or file.path) in here]
        found.append(replace(part, files=tuple(own)))
    return [replace(found[0], files=(*found[0].files, *here.values())), *found[1:]]


def alias(library: Library, names: Sequence[str]) -> Plan:
    """One author under several names: the first is the one shown."""
    unknown = [name for name in names if library.author(name) is None]
    if unknown:
        called = join_words([f"“{name}”" for name in unknown], "or")
        raise RepairError(f"no author is called {called}: `readlist authors` lists them")
    names = [author.name for name in names if (author := library.author(name))]  # as they are spelt here
    ids = list(dict.fromkeys(library.author_id(name) for name in names))
    if len(ids) < 2:
        raise RepairError("an alias needs two names that are listed as two authors")
    first, *others = ids
    old = library.profile_of(first)
    named = old or Profile(id=id_of(first), name=names[0])
    figures = {f.as_of: f for f in named.figures}
    aliases = dict.fromkeys((*named.aliases, *(n for n in names if fold(n) != first)))
    followed = named.followed_at
    edits: list[Edit | None] = []
    for other in others:
        if profile := library.profile_of(other):
            figures = {f.as_of: f for f in profile.figures} | figures
            aliases |= dict.fromkeys((profile.name, *profile.aliases))
            followed = followed or profile.followed_at
            edits.append(Edit.between("profiles", profile, None))
    by_day = tuple(figures[day] for day in sorted(figures))
    own = tuple(n for n in aliases if fold(n) != fold(named.name))
    new = replace(named, figures=by_day, aliases=own, followed_at=followed)
    edits.append(Edit.between("profiles", old, new))
    summary = f"{join_words(list(new.aliases))} {'is' if len(new.aliases) == 1 else 'are'} {new.name}"
    return Plan(tuple(e for e in edits if e), summary)


# What several devices decided without knowing of each other.


def reconcile(library: Library, removed: Callable[[int], dict[str, Any] | None]) -> tuple[Edit, ...]:
    """The edits after which every decision is about an existing paper, and every key belongs to one paper.

    ``removed`` is the document that a paper had when it was last removed. Work in proportion to the library.
    """
    return (*_decisions(library, removed), *_arrivals(library), *_keys(library))


def _decisions(library: Library, removed: Callable[[int], dict[str, Any] | None]) -> Iterator[Edit]:
    """Decisions follow their paper into the one it was merged into; a removed paper comes back with them."""
    heirs: dict[int, list[int]] = defaultdict(list)
    for id in sorted(library.marks.keys() - library.papers.keys()):
        if (heir := library.heir(id)) is not None:
            heirs[heir].append(id)
        elif document := removed(id):
            yield Edit("papers", id, None, document)
    for heir, strays in heirs.items():
        both = marks_of_all([library.mark(id) for id in (heir, *strays)], heir)
        edits = [Edit.between("marks", library.marks.get(id), None) for id in strays]
        yield from filter(None, (Edit.between("marks", library.mark(heir), both), *edits))


def _arrivals(library: Library) -> Iterator[Edit]:
    """Papers that two devices fetched under two titles are one."""
    by_number: dict[str, list[int]] = defaultdict(list)
    for id, arrival in library.arrivals.items():
        if arrival.number and id in library.papers:
            by_number[arrival.number].append(id)
    for ids in (ids for ids in by_number.values() if len(ids) > 1):
        yield from join(library, sorted(ids, key=lambda id: _age(library.papers[id]))).edits


def _keys(library: Library) -> Iterator[Edit]:
    """Of papers with one key the first keeps it."""
    owners: dict[str, list[int]] = defaultdict(list)
    for id in library.papers:
        owners[library.papers.key(id).lower()].append(id)
    given = dict.fromkeys((*owners, *library.keys), 0)
    for ids in (ids for ids in owners.values() if len(ids) > 1):
        _, *others = sorted((library.papers[id] for id in ids), key=_age)
        for paper in others:
            key = free_key(base_key(paper.authors, paper.year, paper.title_text), given)
            given[key.lower()] = paper.id
            yield Edit("papers", paper.id, {"key": paper.key}, {"key": key})


def _age(paper: Paper) -> tuple[str, int]:
    return paper.added, paper.id


# Facts set by the user.

_SETS = {  # what is fixed with a fact: the fields that say the same thing
    "title": ("title", "title_text", "placeholder"),
    "authors": ("authors", "et_al"),
    "date": ("date", "date_text", "year_assumed"),
}


class FixError(Exception):
    """A fact that was given makes no sense; the message says what is expected."""


def correction(**facts: Any) -> Candidate:
    """The candidate of what the user sets: title, authors, date, category, ids, venue, type, and ``fields``.

    None leaves a fact as it is; an empty text takes it away.
    """
    facts = {name: value for name, value in facts.items() if value is not None}
    given = [name for name in facts if name not in ("et_al", "fields")]
    given += [f"{OF_FIELDS}{name}" for name in facts.get("fields", {})]
    return Candidate(rank=Rank.USER, given=tuple(given), **facts)


def parse_authors(text: str) -> tuple[tuple[str, ...], bool]:
    """ "A B; C D; et al." as names and whether there are more of them."""
    parts = [part.strip() for part in clean(text).split(";") if part.strip()]
    last, et_al = read_authors(parts[-1]) if parts else ((), False)
    if et_al:
        parts[-1:] = [" ".join(last)] if last else []
    return tuple(parts), et_al


def fix(library: Library, id: int, facts: Candidate) -> Plan:
    """Set facts of a paper; without any, confirm it as it is. Raises FixError."""
    old = library.papers[id]
    new = replace(old, **check(facts), to_check=False)
    if facts.fields:
        texts = {name: text for name, value in facts.fields.items() if (text := clean(value))}
        rest = {name: value for name, value in old.fields.items() if name not in facts.fields}
        new = replace(new, fields={**rest, **texts})
    if old.placeholder and not new.placeholder:
        key = free_key(base_key(new.authors, new.year, new.title_text), library.keys)
        new = replace(new, key=key, aliases=(*old.aliases, old.key))
    given = facts.given
    fixed = dict.fromkeys((*old.fixed, *(field for name in given for field in _SETS.get(name, (name,)))))
    if old.title is not None and identity(new.title_text) != identity(old.title_text):
        new = replace(new, titles=tuple(dict.fromkeys((*old.titles, old.title_text))))
    edits = [Edit.between("papers", old, replace(new, fixed=tuple(fixed)))]
    if old.title is not None and new.title is not None and (old.to_check or "title" in given or "authors" in given):
        edits.append(_remembered(library, old, new))
    named = ", ".join(name.removeprefix(OF_FIELDS) for name in given)
    done = f"fixed {named} of" if given else "confirmed"
    return Plan(tuple(e for e in edits if e), f"{done} {title_of(new)}")


def _remembered(library: Library, old: Paper, new: Paper) -> Edit | None:
    """Remember how the line that the paper came from is to be cut."""
    assert old.title is not None
    assert new.title is not None
    id = cut_id(old.title, old.authors)
    return Edit.between("cuts", library.cuts.get(id), CutCorrection(id=id, title=new.title, authors=new.authors))


def check(facts: Candidate) -> dict[str, Any]:
    """The fields that facts set, each checked. Raises FixError."""
    found: dict[str, Any] = {}
    if facts.title is not None:
        title = clean(facts.title)
        if not title:
            raise FixError("a title can't be empty")
        found |= {"title": title, "title_text": readable(title), "placeholder": False}
    if "authors" in facts.given:
        authors = tuple(filter(None, map(clean, facts.authors)))
        found |= {"authors": authors, "et_al": facts.et_al}
    if facts.date is not None:
        found |= {"date": _date(facts.date), "date_text": facts.date, "year_assumed": False}
    if facts.category is not None:
        found["category"] = clean(facts.category) or None
    if facts.arxiv is not None:
        found["arxiv"] = _number(parse_arxiv, facts.arxiv, "arXiv id", "2402.13718 or math/0211159")
    for name in ("venue", "type"):
        if name in facts.given:
            found[name] = clean(getattr(facts, name)) or None
    if facts.doi is not None:
        found["doi"] = _number(parse_doi, facts.doi, "DOI", "10.1145/3292500.3330701")
    return found


def _date(text: str) -> str:
    if is_iso_date(text.strip()):
        return text.strip()
    raise FixError(f"“{clean(text)}” is not a date: write 2024, 2024-02 or 2024-02-21")


def _number(parse: Callable[[str], str | None], text: str, kind: str, example: str) -> str | None:
    if not text.strip():
        return None
    if (number := parse(text)) is None:
        raise FixError(f"not a valid {kind}: “{clean(text)}”; it looks like {example}")
    return number
