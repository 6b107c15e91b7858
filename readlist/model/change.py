"""The edits that changes are made of; the records of history, retired keys, saved queries and exports.

An ``Edit`` is the only form of a change: the same in memory, in the history and in the journal on disk.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

import msgspec
from msgspec.structs import fields

from readlist.model.paper import Document, Mark, Paper, Profile, Record


class Edit(msgspec.Struct, frozen=True, array_like=True):
    """What a change does to one document: the fields that differ, before and after.

    A field in only one of the two is new, or goes (a record then has its default). ``before`` is None where the
    document is new, ``after`` is None where it is removed; but a mark without a document is one in which nothing is
    decided, so marks are only ever changed. In JSON it is ``[TABLE, ID, BEFORE, AFTER]``.
    """

    table: str
    id: int
    before: dict[str, Any] | None
    after: dict[str, Any] | None

    def inverse(self) -> Edit:
        return Edit(self.table, self.id, self.after, self.before)

    def apply(self, document: Document | None) -> dict[str, Any] | None:
        """The document after the edit; None if it is removed. The given document is not modified."""
        if self.table == "marks":
            return changed(document or {}, self.before or {}, self.after or {}) or None
        if self.after is None:
            return None
        return self.after if self.before is None else changed(document or {}, self.before, self.after)

    @classmethod
    def between(cls, table: str, old: Record | None, new: Record | None) -> Self | None:
        """The edit that turns one record into the other; None if they are equal. One of them may be missing."""
        record = old or new
        if record is None or old == new:
            return None
        before = None if old is None else old.document()
        return cls.of_documents(table, record.id, before, None if new is None else new.document())

    @classmethod
    def of_documents(cls, table: str, id: int, old: Document | None, new: Document | None) -> Self | None:
        """The edit that turns one document into the other; None if they are equal."""
        if table == "marks":
            old, new = old or {}, new or {}
        if old is None or new is None:
            if old is new:
                return None
            return cls(table, id, None if old is None else dict(old), None if new is None else dict(new))
        names = [n for n in {**old, **new} if n not in old or n not in new or old[n] != new[n]]
        if not names:
            return None
        return cls(table, id, {n: old[n] for n in names if n in old}, {n: new[n] for n in names if n in new})


def changed(document: Document, before: Document, after: Document) -> dict[str, Any]:
    """A document without the fields of ``before``, with those of ``after``."""
    return {**{n: v for n, v in document.items() if n not in before}, **after}


class Change(Record, frozen=True, kw_only=True, omit_defaults=True):
    """What one command did; it can be undone. Ids grow with every change, whatever the clock says.

    It has ``edits`` only if the journal has none under its id, so use ``Library.edits_of``.
    """

    at: str
    command: str  # id of the command: "mark star"
    summary: str  # what it did, for people: "starred 2 papers"
    edits: tuple[Edit, ...] = ()
    parent: int | None = None  # the newest change of its device not undone when this one was made
    device: str | None = None  # that made it; None: any device may undo it
    undone: bool = False


class RetiredKeys(Record, frozen=True, kw_only=True, omit_defaults=True):
    """The keys of a paper that left the library; it has the paper's id. A key once given belongs to its paper."""

    key: str
    aliases: tuple[str, ...] = ()
    into: int | None = None  # the paper it was merged into


class CutCorrection(Record, frozen=True, kw_only=True, omit_defaults=True):
    """A glued line with the parts the user gave it; its id is made of the line."""

    title: str
    authors: tuple[str, ...]


class SavedQuery(Record, frozen=True, kw_only=True, omit_defaults=True):
    """A query saved under a name; its id is made of the name."""

    name: str
    text: str


class Follow(Record, frozen=True, kw_only=True, omit_defaults=True):
    """What is followed beside the authors with a star; its id is made of kind and text.

    Kinds are "category", "query", "feed" and "author", a second person of a name: the one who writes in ``category``.
    """

    kind: str
    text: str  # the name, arXiv's class, the words, the address
    category: str | None = None
    followed_at: str | None = None


class Arrival(Record, frozen=True, kw_only=True, omit_defaults=True):
    """Why a fetch brought a paper, whose id it has; it outlives it, so that what was removed does not come again."""

    at: str = ""  # empty: only the version was heard of
    why: str = ""  # for people: "by Ada Berg (you follow), with 2 usual co-authors, cs.CL"
    points: str = ""  # what speaks for and against the author: "full name +1, …"; empty where the user said whose it is
    authors: tuple[str, ...] = ()  # whom it is taken to be by, of those followed
    doubt: bool = False  # it may be a namesake's: the user is asked
    number: str = ""  # arXiv id or DOI
    version: int = 0  # at arXiv, of papers whose new versions matter


class Namesake(Record, frozen=True, kw_only=True, omit_defaults=True):
    """Another person of the name of one who is followed, as one paper shows that person; the id is made of both."""

    author: str
    paper: int = 0
    number: str = ""
    never: bool = False  # nothing in that field is asked about again
    people: tuple[str, ...] = ()  # co-authors
    affiliations: tuple[str, ...] = ()
    category: str | None = None


class ExportBase(Record, frozen=True, kw_only=True, omit_defaults=True):
    """What was last written of one paper to one file: the base of the next merge. Its id is made of both."""

    path: str  # real, absolute
    paper: int = 0  # 0: the base is of the whole file, whose format is not merged
    key: str = ""  # in that file
    fields: Mapping[str, str] = {}  # field → digest of its value


TABLES: Mapping[str, type[Record]] = {
    "papers": Paper,
    "marks": Mark,
    "profiles": Profile,
    "history": Change,
    "cuts": CutCorrection,
    "retired": RetiredKeys,
    "queries": SavedQuery,
    "exports": ExportBase,
    "follows": Follow,
    "arrivals": Arrival,
    "namesakes": Namesake,
}
"""The tables of a library, and the records in them."""


FOLLOWING = ("follows", "arrivals", "namesakes")
"""The tables of what is followed, and of what came of it."""


def without_defaults(edit: Edit) -> Edit:
    """The edit without default values, which libraries of version 1 wrote out for empty fields."""
    defaults: dict[str, Any] = {f.name: [] if f.default == () else f.default for f in fields(TABLES[edit.table])}

    def less(document: Document | None) -> dict[str, Any] | None:
        return (
            None if document is None else {n: v for n, v in document.items() if n not in defaults or v != defaults[n]}
        )

    return Edit(edit.table, edit.id, less(edit.before), less(edit.after))
