"""Plans how announced papers enter the library: why each is wanted, and what known papers gain, as one change."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from dataclasses import replace as replaced
from datetime import date, timedelta
from typing import Literal

from msgspec.structs import replace

from readlist.follow.announcement import Announcement, month_of
from readlist.follow.follows import Follows
from readlist.follow.persons import Judgement, People
from readlist.library.differences import differences
from readlist.library.library import Library
from readlist.library.marking import Plan
from readlist.lookup.additions import plan_add
from readlist.lookup.matching import judge, overlap
from readlist.lookup.services import NAMES
from readlist.model.change import Arrival, Edit
from readlist.model.paper import Candidate, Paper, Profile
from readlist.model.text import count, shorten

Outcome = Literal["new", "check", "updated", "version", "published", "withdrawn"]
_MOST = 2 / 3  # of the authors
_RECENT = 92  # days
_SAID = {"check": "to check", "version": "new versions", "updated": "updates"}


@dataclass(frozen=True, slots=True)
class News:
    """What became of one announcement."""

    paper: Paper  # as the library will have it
    outcome: Outcome
    why: str


@dataclass
class Fetched:
    """The result of a fetch: its news, new papers first, the change, and what it left out."""

    news: list[News] = field(default_factory=list)
    plan: Plan = field(default_factory=lambda: Plan((), ""))
    left_out: int = 0  # by others of a name
    refused: list[str] = field(default_factory=list)  # a line each

    def number(self, outcome: Outcome) -> int:
        return sum(n.outcome == outcome for n in self.news)

    @property
    def of_known(self) -> list[News]:
        """What happened to papers that are there: they were published, revised or withdrawn."""
        return [n for n in self.news if n.outcome in ("published", "version", "withdrawn")]


def relevance(library: Library, follows: Follows) -> Callable[[Announcement], bool]:
    """A test of whether an announcement may matter: it has a followed name, is wanted, or is a known paper.

    It may be called in a thread, while the library changes: of thousands it leaves few to be looked at closely.
    """
    people, finder = People(library, follows.people), library.finder

    def matters(one: Announcement) -> bool:
        if one.wanted or next(people.among(one.found.authors), None) is not None:
            return True
        return any(number and finder.numbered(number) for number in (one.found.arxiv, one.found.doi))

    return matters


def plan_fetch(
    library: Library,
    announced: Iterable[Announcement],
    at: str,
    today: date,
    people: People,
    ids: Mapping[str, Mapping[str, str]],
) -> Fetched:
    """Plan what announcements change: new papers of what is followed, and facts of known papers.

    ``ids`` are what services were found to know authors by.
    """
    fetched = Fetched()
    numbered = {a.number for a in library.arrivals.values() if a.number}
    taken: list[tuple[Announcement, list[Judgement]]] = []
    for one in _each_once(announced):
        one = replaced(one, found=_sensible(one.found, str(today + timedelta(1))))
        paper, number = _numbered(library, one.found), _number(one.found)
        if paper is not None and _is_same(paper, one.found):
            taken.append((one, []))
            continue
        judged = people.judge(one.found, one.classes, one.ids)
        named = [j for j in judged if j.verdict != "other"]
        if not named and not one.wanted:
            fetched.left_out += bool(judged)
        elif paper is not None:
            here = shorten(paper.title_text, 6, 50)
            line = f"{number} is “{here}” here, {_name(one.found)} has another paper by it: left out"
            fetched.refused.append(line)
        elif number not in numbered and not one.withdrawn and not _is_old(one, today):  # what was removed stays away
            taken.append((one, named))
    _take_in(library, fetched, taken, at)
    fetched.plan = Plan((*fetched.plan.edits, *_ids_learned(library, ids)), summary(fetched))
    return fetched


def _take_in(
    library: Library, fetched: Fetched, taken: Sequence[tuple[Announcement, list[Judgement]]], at: str
) -> None:
    addition = plan_add(library, [[one.found] for one, _ in taken], at, did="fetched")
    edits: dict[int, Edit | None] = {}
    for (one, named), added in zip(taken, addition.added, strict=True):
        id, old = added.paper.id, library.papers.get(added.paper.id)
        if old is None and id not in edits:
            arrival = replace(_arrival(one, named, at), id=id)
            fetched.news.append(News(added.paper, "check" if arrival.doubt else "new", arrival.why))
            edits[id] = Edit.between("arrivals", library.arrivals.get(id), arrival)
        elif old is not None:
            if found := _news_of_known(library, one, old, added.paper):
                fetched.news.append(found)
            if edit := _version_heard(library, one, old):
                edits.setdefault(id, edit)
    order = ("new", "check", "published", "version", "withdrawn", "updated")
    fetched.news.sort(key=lambda n: order.index(n.outcome))
    fetched.plan = Plan((*addition.plan.edits, *filter(None, edits.values())), "")


def _arrival(one: Announcement, named: Sequence[Judgement], at: str) -> Arrival:
    """Why a paper comes: sure people before feeds and queries, these before people who are in doubt."""
    sure = [j for j in named if j.verdict == "sure"]
    likely = {j.person.name: j for j in reversed(named)}  # of two people of one name the likelier
    named_as = sure or ([] if one.wanted else list(likely.values())[::-1])
    why = "; ".join(filter(None, [*(j.why for j in named_as), one.wanted and f"{one.wanted} (you follow)"]))
    return Arrival(
        at=at,
        why=why,
        points="; ".join(f"{j.person.label}: {j.terms}" for j in named_as),
        authors=tuple(j.person.label for j in named_as),
        doubt=bool(named_as) and not sure,
        number=_number(one.found),
        version=one.version,
    )


def _news_of_known(library: Library, one: Announcement, old: Paper, new: Paper) -> News | None:
    mark, heard = library.mark(old.id), library.arrivals.get(old.id)
    before = heard.version if heard else 1
    matters = mark.starred or mark.queued or heard is not None
    if one.withdrawn and matters and one.version > before:
        return News(new, "withdrawn", f"version {one.version} withdraws it")
    if new.published and not old.published:
        return News(new, "published", f"published in {new.venue}" if new.venue else "published")
    if one.version > before and (mark.starred or mark.queued):
        return News(new, "version", f"version {one.version}")
    changed = [d.field for d in differences(old, new)] if new != old else []
    return News(new, "updated", f"+ {', '.join(changed)}") if changed else None


def _version_heard(library: Library, one: Announcement, old: Paper) -> Edit | None:
    """The newest version, remembered for papers whose versions matter."""
    heard, mark = library.arrivals.get(old.id), library.mark(old.id)
    if one.version <= (heard.version if heard else 1) or not (heard or mark.starred or mark.queued):
        return None
    return Edit.between("arrivals", heard, replace(heard or Arrival(id=old.id), version=one.version))


def summary(fetched: Fetched) -> str:
    """ "fetched 12 new papers, 2 to check, 3 updates"."""
    if not fetched.news:
        return "fetched ids of authors"
    new = fetched.number("new")
    rest = [
        f"{n} {_SAID.get(o, o)}"
        for o in ("check", "published", "version", "withdrawn", "updated")
        if (n := fetched.number(o))
    ]
    return "fetched " + ", ".join([count(new, "new paper"), *rest] if new or not rest else rest)


# announcements


def _each_once(announced: Iterable[Announcement]) -> list[Announcement]:
    """Each paper once, in its newest version, wanted for the reasons of all versions."""
    by_number: dict[str, Announcement] = {}
    for one in announced:
        number = _number(one.found)
        before = by_number.get(number)
        if before is not None:
            newer = one if one.version > before.version else before
            other = before if newer is one else one
            one = replaced(newer, wanted=newer.wanted or other.wanted, ids={**other.ids, **newer.ids})
        by_number[number] = one
    return list(by_number.values())


def _number(found: Candidate) -> str:
    """The id by which a paper is remembered: arXiv id, DOI, else that of its source."""
    return found.arxiv or (found.doi or "").lower() or f"{found.source} {found.number}"


def _name(found: Candidate) -> str:
    return NAMES.get(found.source, found.source)


def _sensible(found: Candidate, tomorrow: str) -> Candidate:
    """Without a date of the future: nothing is announced before it is there, wherever that is."""
    return replace(found, date=None) if found.date and found.date > tomorrow[: len(found.date)] else found


def _is_old(one: Announcement, today: date) -> bool:
    """Is it a later version of a paper that was new long ago?"""
    return one.revised and month_of(one.found.arxiv) < str(today - timedelta(_RECENT))[:7]


def _numbered(library: Library, found: Candidate) -> Paper | None:
    """The paper that the library has by a number of this one."""
    for number in filter(None, (found.arxiv, found.doi)):
        if ids := library.finder.numbered(number):
            return library.papers[ids[0]]
    return None


def _is_same(paper: Paper, found: Candidate) -> bool:
    """Is it the paper that has its number here? A feed may say anything; arXiv's papers may change their titles."""
    if judge(paper, found).verdict == "sure":
        return True
    return found.source in ("arxiv", "crossref") and overlap(paper.authors, found.authors) >= _MOST


# ids of services


def _ids_learned(library: Library, ids: Mapping[str, Mapping[str, str]]) -> list[Edit]:
    edits = []
    for name, known in ids.items():
        old = library.profile_of(name)
        if isinstance(old, Profile) and (edit := Edit.between("profiles", old, replace(old, ids={**old.ids, **known}))):
            edits.append(edit)
    return edits
