"""Listings: the groups whose papers a pane shows, sorting, saved queries, and the one-cell signs of a row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from readlist.library.library import Library
from readlist.library.marking import Plan
from readlist.model.change import Edit, SavedQuery
from readlist.model.dates import MONTHS
from readlist.model.paper import Mark, Paper, id_of
from readlist.model.text import clean, fold


@dataclass(frozen=True, slots=True)
class Group:
    """Papers that belong together: those in a state, or those of an author."""

    name: str  # shown
    state: str | None = "papers"  # one of ``indexes.states``
    author: str | None = None  # folded
    query: str | None = None  # a saved one: what it finds is for the search to say
    gathered: str | None = None  # see ``Library.gathered``

    def size(self, library: Library) -> int:
        """How many papers belong to the group now."""
        if self.query is not None:
            return library.count("papers")
        if self.gathered is not None:
            return len(library.gathered(self.gathered))
        return library.count(self.state or "") if self.author is None else len(library.papers_of(self.author))

    def holds(self, library: Library, id: int) -> bool:
        """Does the paper belong to the group now?"""
        if id not in library.papers:
            return False
        if self.query is not None:
            return True
        if self.gathered is not None:
            return id in library.gathered(self.gathered)
        if self.author is not None:
            return library.author_id(self.author) in library.authors_of(library.papers[id])
        return self.state in library.states(id)


def listing_query(group: Group, text: str) -> str | None:
    """What finds the papers of a listing again, also those to come: a group that was searched for a text.

    None where no query says it; "" is no query.
    """
    if group.query is not None:
        return f"({group.query}) {text}".strip()
    if group.state in _FLAGS:
        return f"is:{group.state} {text}".strip()
    if group.state and group.state.startswith("#"):
        return f'tag:"{group.state[1:]}" {text}'.strip()
    return text if text and group == ALL else None


_FLAGS = frozenset({"inbox", "starred", "unread", "check"})  # states that a query names too
ALL = Group("All papers", "papers")
INBOX = Group("Inbox", "inbox")
NEW = Group("New", "new")
LAST_IMPORT = Group("Last import", None, gathered="last import")
GROUPS = (
    ALL,
    INBOX,
    NEW,
    LAST_IMPORT,
    Group("Starred", "starred"),
    Group("Unread", "unread"),
    Group("Followed", None, gathered="followed"),
    Group("To check", "check"),
)
"""The groups above the authors."""
TAGGED = Group("Tags", "tagged")


def query_group(kept: SavedQuery) -> Group:
    return Group(kept.name, None, query=kept.text)


def tag_group(tag: str) -> Group:
    return Group(f"#{tag}", f"#{tag}")


def author_group(name: str) -> Group:
    return Group(name, None, fold(name))


def orders_by_interest(group: Group) -> bool:
    """Are the papers of a group listed by interest, where nothing else is asked for? Those to be looked through are."""
    return group in (INBOX, NEW, LAST_IMPORT) or group.author is not None


def listing(library: Library, group: Group) -> tuple[int, ...]:
    """The group's papers, newest first."""
    if group == ALL or group.query is not None:
        return library.newest
    if group.author is not None:
        own = library.papers_of(group.author)
        return tuple(id for id in library.newest if id in own)
    return tuple(id for id in library.newest if group.holds(library, id))


SORTS = ("date", "added", "title", "author", "score", "key", "interest")
"""Fields that ``list --sort`` knows; figures and dates with the greatest first."""


def sort(library: Library, ids: Iterable[int], by: str, *, reverse: bool = False) -> tuple[int, ...]:
    """Ids in the order of a field; papers without the fact come last, equal ones keep their order."""

    if by == "interest":
        ordered = library.interests.order(ids)
        return ordered[::-1] if reverse else ordered

    def value(paper: Paper) -> Any:
        if by == "author":
            return fold(paper.authors[0]).split()[-1:] if paper.authors else None
        if by == "title":
            return fold(paper.title_text)
        return getattr(paper, by)

    there: list[tuple[Any, int]] = []
    absent: list[int] = []
    for id in ids:
        fact = value(library.papers[id])
        if fact in (None, "", []):
            absent.append(id)
        else:
            there.append((fact, id))
    there.sort(key=lambda pair: pair[0], reverse=(by in ("date", "added", "score")) is not reverse)
    return (*(id for _, id in there), *absent)


# Saved queries.


def query_id(name: str) -> int:
    """The id of the query that is saved by a name."""
    return id_of(f"query {fold(name) or name}")


def save_query(library: Library, name: str, text: str) -> Plan:
    """Save a query by a name; one of that name is replaced."""
    name = clean(name)
    kept = SavedQuery(id=query_id(name), name=name, text=clean(text))
    edit = Edit.between("queries", library.queries.get(kept.id), kept)
    return Plan((edit,) if edit else (), f"saved the search “{name}”")


def delete_query(library: Library, id: int) -> Plan:
    """Delete a saved query."""
    kept = library.queries.get(id)
    if kept is None:
        return Plan((), "")
    return Plan(
        (Edit(table="queries", id=id, before=kept.document(), after=None),), f"removed the saved search “{kept.name}”"
    )


# The marks and short forms in which a paper is shown in one line.

STAR, READ, UNREAD, QUEUED, SKIPPED, CHECK = "★", "✓", "·", "›", "✗", "?"
NOTE, TAGS = "¶", "#"
READING = "◐"


LEGEND = (
    (STAR, "starred; in Authors: an author you follow"),
    (READ, "read"),
    (UNREAD, "not read yet"),
    (READING, "in the queue: begun, its PDF was opened"),
    (QUEUED, "in the queue"),
    (SKIPPED, "skipped: neither in the inbox nor in the queue"),
    (CHECK, "to check: title and authors may be cut wrongly (f fixes or confirms it)"),
    ("1 2 3 …", "place in the queue"),
    ("dim", "no longer part of this list; gone when you list it again"),
    ("underlined", "what the search matched"),
    ("▌", "the row under the cursor"),
    ("+", "selected; ╋ selected and under the cursor"),
    (NOTE, "has a note"),
    (TAGS, "has tags"),
    ("May 27", "the date of a paper of this year; of older papers the year (the detail has the whole date)"),
    ("CL LG …", "its arXiv category"),
    ("90.1", "the score on the page it was imported from"),
    ("40% read", "in the queue: how much of its PDF you read here"),
    ("+37", "its points in the suggested order; “pinned”: you gave it its place"),
    ("Gu +3", "the first author, and how many more there are"),
    ("Gu …", "there are more authors than are known here (E looks them up)"),
    ("h 14", "in Authors: the h-index on the author's own page"),
    ("16", "in Authors: how many of the author's papers you have"),
    ("▁▃█", "papers per year; the tallest bar is the best year"),
    ("/", "in Authors: a saved search"),
    ("▁▄█", "your interest in the paper, as far as your decisions tell (the detail says why)"),
    ("▸ ▾", "a line that `enter` opens and folds: tags, authors of one paper, known papers of an import (`space`)"),
    ("▸ ↶", "in the history: where you are; an undone change"),
    ("saved ✓", "every change is on disk; NOT SAVED ✗: the disk refuses, nothing is lost yet"),
    ("read only", "the folder cannot be written: changes are lost on quit"),
)
"""Every mark and figure on the screen with its meaning, for the help and the manual. A new sign needs a row."""


def state_sign(mark: Mark) -> str:
    """One cell: skipped, read, queued, or none of these."""
    return SKIPPED if mark.skipped else READ if mark.read else QUEUED if mark.queued else UNREAD


def star_sign(mark: Mark, to_check: bool) -> str:
    """One cell: starred, else to check."""
    return STAR if mark.starred else CHECK if to_check else " "


def note_sign(mark: Mark) -> str:
    """One cell: has a note, else has tags."""
    return NOTE if mark.note else TAGS if mark.tags else " "


def short_date(date: str | None, today: date) -> str:
    """A paper's ISO date in at most six cells: "May 27", "May" of this year, else the year."""
    year, _, rest = (date or "").partition("-")
    month, _, day = rest.partition("-")
    if year != str(today.year) or not month.isdigit() or not 1 <= int(month) <= 12:
        return year
    return f"{MONTHS[int(month) - 1]} {day.lstrip('0')}".strip()
