"""The user's answers about doubtful papers (yes, no, never), and what is learned from them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

from msgspec.structs import replace

from readlist.follow.follows import people_followed
from readlist.follow.persons import People, may_be
from readlist.formats.facts import paper_class
from readlist.library.library import Library
from readlist.library.marking import Plan, title_of
from readlist.library.repairs import remove
from readlist.lookup.matching import parsed
from readlist.model.change import Arrival, Edit, Namesake
from readlist.model.paper import Paper, id_of
from readlist.model.text import count

Answer = Literal["yes", "no", "never"]


def doubts(library: Library) -> list[int]:
    """The papers whose author is in doubt, oldest first."""
    pending = [id for id, arrival in library.arrivals.items() if arrival.doubt and id in library.papers]
    return sorted(pending, key=lambda id: (library.arrivals[id].at, id))


def can_answer(library: Library, id: int, answer: Answer) -> bool:
    """Can the user answer about a paper? For a sure one, only that it is another person's."""
    arrival = library.arrivals.get(id)
    if arrival is None or id not in library.papers or not arrival.authors:
        return False
    return arrival.doubt or answer != "yes"


def plan_answer(library: Library, ids: Iterable[int], answer: Answer) -> Plan:
    """Learn whose papers are: "yes", theirs; "no", another person's; "never", nor anything in that field.

    Another person's paper leaves the library, unless something was decided about it. Further doubts that this settles
    are settled in the same change.
    """
    edits: list[Edit] = []
    asked = [id for id in dict.fromkeys(ids) if can_answer(library, id, answer)]
    for id in asked:
        edits += _theirs(library, id) if answer == "yes" else _another_persons(library, id, answer == "never")
    if not edits:
        return Plan((), "")
    further = list(_settled(library, edits, set(asked)))
    what = title_of(library.papers[asked[0]]) if len(asked) == 1 else count(len(asked), "paper")
    who = ", ".join(dict.fromkeys(name for id in asked for name in library.arrivals[id].authors))
    did = {"yes": "by", "no": "not by", "never": "never by"}[answer]
    also = f"; {count(len(further), 'more')} like it" if further else ""
    return Plan((*edits, *(edit for each in further for edit in each)), f"{did} {who}: {what}{also}")


def _theirs(library: Library, id: int) -> list[Edit]:
    old = library.arrivals[id]
    why = f"by {', '.join(old.authors)} (you follow; you said so)"
    return _each(Edit.between("arrivals", old, replace(old, doubt=False, why=why, points="")))


def _another_persons(library: Library, id: int, never: bool) -> list[Edit]:
    old, paper = library.arrivals[id], library.papers[id]
    edits = _each(Edit.between("arrivals", old, replace(old, doubt=False, authors=(), why="")))
    for label in old.authors:
        new = namesake(label, paper, old, never)
        edits += _each(Edit.between("namesakes", library.namesakes.get(new.id), new))
    mark = library.mark(id)
    fetched = all(source.startswith("fetched from") for source in paper.sources)
    if fetched and mark.inbox and not (mark.starred or mark.tags or mark.note):
        edits += remove(library, [id]).edits
    return edits


def namesake(label: str, paper: Paper, arrival: Arrival, never: bool) -> Namesake:
    """The other person of a name, as one paper shows that person."""
    return Namesake(
        id=id_of(f"namesake {label} {arrival.number or paper.id}"),
        author=label,
        paper=paper.id,
        number=arrival.number,
        never=never,
        people=tuple(a for a in paper.authors if not may_be(parsed(label.partition(" (")[0]), parsed(a))),
        affiliations=paper.affiliations,
        category=paper_class(paper) or None,
    )


def _settled(library: Library, edits: list[Edit], asked: set[int]) -> Iterator[list[Edit]]:
    """Further doubts about the same people that these edits settle."""
    labels = {label for id in asked for label in library.arrivals[id].authors}
    pending = [id for id in doubts(library) if id not in asked and labels & set(library.arrivals[id].authors)]
    if not pending:
        return
    library.apply(edits)
    try:
        people = People(library, people_followed(library))
        for id in pending:
            judged = [j for j in people.judge(library.papers[id]) if j.person.label in library.arrivals[id].authors]
            old = library.arrivals[id]
            if sure := [j for j in judged if j.verdict == "sure"]:
                new = replace(old, doubt=False, why=sure[0].why, authors=tuple(j.person.label for j in sure))
                yield _each(Edit.between("arrivals", old, new))
            elif judged and all(j.verdict == "other" for j in judged):
                yield _another_persons(library, id, False)
    finally:
        library.apply(edit.inverse() for edit in reversed(edits))


def _each(edit: Edit | None) -> list[Edit]:
    return [edit] if edit else []
