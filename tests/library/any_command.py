"""Every command that changes a library, on papers and with words of some dice's choice."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date
from random import Random

from hypothesis import strategies as st

from readlist.follow.announcement import Announcement
from readlist.follow.arrivals import plan_fetch
from readlist.follow.follows import followed, plan_follow, plan_unfollow
from readlist.follow.persons import People
from readlist.follow.verdicts import plan_answer
from readlist.library import attaching, listing, marking, repairs, suggestion
from readlist.library.history import plan_restore
from readlist.library.importing import plan_import
from readlist.library.library import Library
from readlist.library.marking import Plan
from readlist.library.repairs import RepairError, correction, fix
from readlist.lookup.additions import plan_add
from readlist.lookup.completion import Choice
from readlist.lookup.completion import plan as plan_enrich
from readlist.model.change import TABLES
from readlist.model.paper import Candidate, PaperFile
from readlist.settings import Weights
from tests.library.conftest import pages

PAGES = {name: pages(name) for name in ("kaiser.txt", "landmarks.txt", "abstracts.txt")}
TODAY = date(2023, 12, 15)
NOTHING = Plan((), "")

Command = Callable[[Library, str, Random], Plan]


def some(library: Library, dice: Random, most: int = 3) -> list[int]:
    """A few papers; often the same ones, so that commands meet."""
    ids = sorted(library.papers)[: dice.choice((3, 8, None))]
    return dice.sample(ids, min(len(ids), dice.randint(1, most)))


def _marking(name: str) -> Command:
    return lambda library, at, dice: getattr(marking, name)(library, some(library, dice), dice.random() < 0.7, at)


def _move(library: Library, at: str, dice: Random) -> Plan:
    ids = dice.sample(library.queue, min(len(library.queue), dice.randint(1, 2)))
    return marking.move(library, ids, dice.randint(1, 6)) if ids else NOTHING


def _tag(library: Library, at: str, dice: Random) -> Plan:
    add, drop = (dice.sample(("nlp", "maths", "later"), dice.randint(0, 2)) for _ in "ad")
    return marking.tag(library, some(library, dice), add, drop)


def _note(library: Library, at: str, dice: Random) -> Plan:
    ids = some(library, dice, 1)
    return marking.note(library, ids[0], dice.choice(("", "one line", "two\nlines"))) if ids else NOTHING


def _author(library: Library, dice: Random) -> str:
    authors = library.authors()
    return dice.choice(authors[:12]).name if authors else "nobody"


def _follow(library: Library, at: str, dice: Random) -> Plan:
    return marking.follow(library, _author(library, dice), dice.random() < 0.7, at)


def _follow_more(library: Library, at: str, dice: Random) -> Plan:
    if library.follows and dice.random() < 0.3:
        return plan_unfollow(library, [library.follows[dice.choice(sorted(library.follows))].text])
    kind, text = dice.choice((("category", "cs.CL"), ("query", "sparse attention"), ("feed", "https://a.example/f")))
    return plan_follow(library, kind, text, at)


def _fetch(library: Library, at: str, dice: Random) -> Plan:
    """Announcements by people who are followed, some of them known, some of them again in another version."""
    names = [person.name for person in followed(library).people] or ["Nobody"]
    told = []
    for _ in range(dice.randint(1, 4)):
        number = dice.randint(1, 6)
        title = dice.choice((f"News {number}", f"News {number}, Revisited"))
        people = (dice.choice(names), dice.choice(("Eva Berg", "Ada 1", "Somebody Else")))
        found = Candidate(
            source="arxiv",
            number=f"2312.0000{number}",
            arxiv=f"2312.0000{number}",
            title=title,
            authors=people,
            date="2023-12-10",
        )
        told.append(Announcement(found, (dice.choice(("cs.CL", "hep-th")),), dice.randint(1, 3)))
    return plan_fetch(library, told, at, TODAY, People(library, followed(library).people), {}).plan


def _answer(library: Library, at: str, dice: Random) -> Plan:
    ids = [id for id in sorted(library.arrivals) if id in library.papers]
    word = dice.choice(("yes", "no", "never"))
    return plan_answer(library, dice.sample(ids, min(len(ids), 1)), word)  # type: ignore[arg-type]


def _repair(name: str, *, one: bool = False) -> Command:
    def plan(library: Library, at: str, dice: Random) -> Plan:
        ids = some(library, dice, 1 if one else 3)
        with suppress(RepairError):
            return getattr(repairs, name)(library, ids[0] if one else ids) if ids else NOTHING  # type: ignore[no-any-return]
        return NOTHING

    return plan


def _split(library: Library, at: str, dice: Random) -> Plan:
    merged = sorted(p.id for p in library.papers.values() if len(p.parts) > 1)
    return repairs.split(library, dice.choice(merged)) if merged else NOTHING


def _alias(library: Library, at: str, dice: Random) -> Plan:
    with suppress(RepairError):
        return repairs.alias(library, [_author(library, dice) for _ in range(2)])
    return NOTHING


def _fix(library: Library, at: str, dice: Random) -> Plan:
    ids = some(library, dice, 1)
    facts = (
        correction(title=dice.choice(("Title 3", "Another Title"))),
        correction(authors=("Eva Berg", "Ada 1"), et_al=dice.random() < 0.5),
        correction(date=dice.choice(("2019", "2020-05", "2021-01-31"))),
        correction(category="CL", doi="10.1000/5"),
        correction(),
    )
    return fix(library, ids[0], dice.choice(facts)) if ids else NOTHING


def _import(library: Library, at: str, dice: Random) -> Plan:
    return plan_import(library, PAGES[dice.choice(sorted(PAGES))], at, to_queue=dice.random() < 0.3).plan


def _found(title: str, dice: Random) -> Candidate:
    number = f"2301.0000{dice.randint(1, 3)}"
    return Candidate(
        source="arxiv", number=number, title=title, authors=("Ada 1", "Eva Berg"), date="2023-01-02", arxiv=number
    )


def _enrich(library: Library, at: str, dice: Random) -> Plan:
    ids = [id for id in some(library, dice) if library.papers[id].title]
    return plan_enrich(library, [Choice(id, (_found(library.papers[id].title_text, dice),)) for id in ids])


def _add(library: Library, at: str, dice: Random) -> Plan:
    title = dice.choice(("Title 2", "A Paper from Elsewhere", "Another Title"))
    return plan_add(library, [[_found(title, dice)]], at, to_queue=dice.random() < 0.5).plan


def _restore(library: Library, at: str, dice: Random) -> Plan:
    """Another time's library: some papers are gone, some decisions forgotten."""
    tables = {
        table: {id: record.document() for id in library.ids(table) if dice.random() < 0.8
                and (record := library.record(table, id))}
        for table in TABLES
    }  # fmt: skip
    return plan_restore(library, tables, "a backup")


def _file(dice: Random) -> PaperFile:
    number = dice.randint(1, 4)
    return PaperFile(path=f"pdfs/{number}.pdf", sha256=f"{number:064}", size=9, pages=dice.choice((0, number)))


def _attach(library: Library, at: str, dice: Random) -> Plan:
    return attaching.attach(library, {id: [_file(dice)] for id in some(library, dice)})


def _detach(library: Library, at: str, dice: Random) -> Plan:
    ids = [id for id in some(library, dice) if library.papers[id].files]
    if not ids:
        return NOTHING
    files = library.papers[ids[0]].files
    if dice.random() < 0.5:
        return attaching.swap(library, ids[0], files[-1], _file(dice))
    return attaching.detach(library, ids[0], files[:1])


def _quote(library: Library, at: str, dice: Random) -> Plan:
    ids = some(library, dice, 1)
    notes = [(dice.randint(1, 3), dice.choice(("a quote", "")), dice.choice(("why?", ""))) for _ in range(2)]
    return attaching.quote(library, ids[0], notes) if ids else NOTHING


def _keep(library: Library, at: str, dice: Random) -> Plan:
    if library.queries and dice.random() < 0.4:
        return listing.delete_query(library, dice.choice(sorted(library.queries)))
    return listing.save_query(library, dice.choice(("mine", "new")), dice.choice(("is:inbox", "year:2023")))


COMMANDS: dict[str, Command] = {
    "pdf attach": _attach,
    "pdf remove": _detach,
    "pdf notes": _quote,
    "mark read": _marking("read"),
    "mark star": _marking("star"),
    "mark skip": _marking("skip"),
    "queue": _marking("queue"),
    "star and queue": _marking("star_and_queue"),
    "queue move": _move,
    "queue author": lambda library, at, dice: marking.queue_unread(library, _author(library, dice), at),
    "suggest": lambda library, at, dice: suggestion.suggest(library, Weights(), TODAY),
    "release": lambda library, at, dice: marking.release(library, library.queue[:2]),
    "tag": _tag,
    "note": _note,
    "follow": _follow,
    "follow more": _follow_more,
    "fetch": _fetch,
    "answer": _answer,
    "remove": _repair("remove"),
    "merge": _repair("join"),
    "split": _split,
    "alias": _alias,
    "fix": _fix,
    "import": _import,
    "enrich": _enrich,
    "add": _add,
    "restore": _restore,
    "keep": _keep,
}
"""Id → what it would change."""

STEPS = st.lists(
    st.tuples(st.sampled_from([*COMMANDS, "merge", "split", "undo", "redo"]), st.integers(0, 999)), max_size=14
)
"""Names of commands, and what their dice begin with."""
