"""Merges what several devices wrote to one document: the result is the same in whatever order writes arrive.

Every field is a register, and so is every member of a collection, whether the document was made, and whether it was
removed. For each the newest write counts, by its stamp. So writes may come late, twice or in parts, and the order in
which devices are read does not matter. A document that one device removed and another changed later exists, with what
it had; a document of which only changes are known waits until the line arrives that makes it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import msgspec

from readlist.model.change import Edit
from readlist.store.snapshot import Document

COLLECTIONS: Mapping[str, frozenset[str]] = {
    "papers": frozenset(("urls", "listed_under", "sources", "aliases", "titles", "fixed", "parts", "extra", "files")),
    "marks": frozenset(("tags",)),
    "profiles": frozenset(("aliases", "figures")),
}
"""Table → fields in which every member is written by itself: lists without doubles, and names with values."""

_SORTED = frozenset(("tags", "figures"))  # collections sorted after a merge; the others keep the order of adding
_NONE: frozenset[str] = frozenset()

GIVEN = "key"
"""Of papers: two devices that make the same one give it two keys, and either may be cited somewhere."""

OLD = 1
"""The stamp of what was written before there were stamps: any other is newer."""


def _key(member: Any) -> str:
    """The identity of a member of a list."""
    if isinstance(member, str):
        return member
    if isinstance(member, dict) and isinstance(day := member.get("as_of"), str):
        return day
    return hashlib.blake2b(_rank(member), digest_size=8).hexdigest()


def _members(value: Any) -> dict[str, Any]:
    """The members of a collection, by identity."""
    if isinstance(value, dict):
        return value
    return {_key(member): member for member in value or ()}


def _rank(value: Any) -> bytes:
    """The rank that decides between values written in the same microsecond, equal on every device."""
    return b"" if value is msgspec.UNSET else json.dumps(value, sort_keys=True).encode()


class Registers:
    """The registers of one document. A field that is only in ``stamps`` was removed."""

    __slots__ = ("made", "members", "removed", "stamps", "table", "values")

    def __init__(self, table: str) -> None:
        self.table = table
        self.made = 0  # stamp of the newest line that makes the document
        self.removed = 0  # of the newest that removes it
        self.values: dict[str, Any] = {}  # of a collection: as it was written last, for its order
        self.stamps: dict[str, int] = {}
        self.members: dict[str, dict[str, tuple[int, Any]]] = {}  # collection → key → stamp (< 0: taken out), member

    @property
    def _collections(self) -> frozenset[str]:
        return COLLECTIONS.get(self.table, _NONE)

    # writing

    def write(self, edit: Edit, at: int) -> None:
        """Take in an edit of a line with that stamp."""
        before, after = edit.before, edit.after
        if edit.table == "marks":
            before, after = before or {}, after or {}
        if after is None:
            self.removed = max(self.removed, at)
            return
        if before is None:
            self.made = max(self.made, at)
            before = {}
            if GIVEN in after and edit.table == "papers":
                self._put_member(GIVEN, str(after[GIVEN]), at, after[GIVEN])
        for name in {**before, **after}:
            if name in self._collections:
                old, new = _members(before.get(name)), _members(after.get(name))
                for key, member in new.items():
                    if key not in old or old[key] != member:
                        self._put_member(name, key, at, member)
                for key, member in old.items():
                    if key not in new:
                        self._put_member(name, key, -at, member)
            self._put_field(name, at, after.get(name, msgspec.UNSET))

    def join(self, other: Registers) -> bool:
        """Merge other registers; False if nothing in them is new."""
        new = other.made > self.made or other.removed > self.removed
        self.made, self.removed = max(self.made, other.made), max(self.removed, other.removed)
        for name, at in other.stamps.items():
            new |= self._put_field(name, at, other.values.get(name, msgspec.UNSET))
        for name, members in other.members.items():
            for key, (stamp, member) in members.items():
                new |= self._put_member(name, key, stamp, member)
        return new

    def _put_field(self, name: str, at: int, value: Any) -> bool:
        old = self.stamps.get(name, 0)
        if at < old or (at == old and _rank(value) <= _rank(self.values.get(name, msgspec.UNSET))):
            return False
        self.stamps[name] = at
        if value is msgspec.UNSET:
            self.values.pop(name, None)
        else:
            self.values[name] = value
        return True

    def _put_member(self, name: str, key: str, stamp: int, member: Any) -> bool:
        there = self.members.setdefault(name, {})
        old, known = there.get(key, (0, msgspec.UNSET))
        if (abs(stamp), stamp, _rank(member)) <= (abs(old), old, _rank(known)):
            return False
        there[key] = (stamp, member)
        return True

    # reading

    def document(self) -> Document | None:
        """The document as it is now; None if it is removed, or if the line that makes it has not arrived yet."""
        if self.table == "marks":
            return self._document(0) or None
        if not self.made:
            return None
        if self.made > self.removed:
            return self._document(self.removed)
        return self._document(0) if max(self.stamps.values(), default=0) > self.removed else None

    def last(self) -> Document | None:
        """The document as it was when it was removed."""
        return self._document(0) if self.made else None

    @property
    def waits(self) -> bool:
        """Are there changes, but no line yet that makes the document?"""
        return self.table != "marks" and not self.made and bool(self.stamps)

    def _document(self, since: int) -> Document:
        document = {
            name: value
            for name, value in self.values.items()
            if self.stamps[name] > since and name not in self._collections
        }
        for name in self._collections & self.stamps.keys():
            written = self.values.get(name) if self.stamps[name] > since else None
            value = self._collection(name, written, since)
            if value or written is not None:
                document[name] = value
        given = [key for key, (stamp, _) in self.members.get(GIVEN, {}).items() if stamp > since]
        if len(given) > 1:
            others = sorted(set(given) - {document.get(GIVEN), *document.get("aliases", ())})
            document["aliases"] = [*document.get("aliases", ()), *others]
        return document

    def _collection(self, name: str, written: Any, since: int) -> Any:
        there = {key: (stamp, m) for key, (stamp, m) in self.members.get(name, {}).items() if stamp > since}
        last = _members(written)
        if last == {key: member for key, (_, member) in there.items()}:
            return written
        in_order = {key: there[key][1] for key in last if key in there}
        more = sorted((stamp, key) for key, (stamp, _) in there.items() if key not in in_order)
        found = in_order | {key: there[key][1] for _, key in more}
        if isinstance(written, dict) or name == "extra":
            return found
        if more and name in _SORTED:
            return [found[key] for key in sorted(found, key=str.casefold)]
        return list(found.values())

    # how a snapshot has them: the document, beside it the stamps, and what the document does not show

    @classmethod
    def of(cls, table: str, document: Document | None, stamps: Document | None, aside: Document | None) -> Registers:
        """The registers from what ``stored`` returned, or of a document written before there were stamps."""
        self = cls(table)
        document, stamps, aside = document or {}, stamps, aside or {}
        if stamps is None:
            if document:
                self.write(Edit(table, 0, None, document), OLD)
            return self
        self.made, self.removed = stamps.get("made", 0), stamps.get("removed", 0)
        self.values = {n: v for n, v in document.items() if n not in aside.get("without", ())} | aside.get("values", {})
        self.stamps = dict.fromkeys(self.values, self.made) | stamps.get("fields", {})
        signs = stamps.get("members", {})
        for name in self._collections & self.stamps.keys():
            members = _members(document.get(name)) | _members(aside.get("members", {}).get(name))
            known = {key: (signs.get(name, {}).get(key, self.made), member) for key, member in members.items()}
            gone = {key: (stamp, key) for key, stamp in signs.get(name, {}).items() if key not in known}
            self.members[name] = known | gone
        if self.table == "papers" and GIVEN in self.values:
            given = signs.get(GIVEN) or {self.values[GIVEN]: self.made}
            self.members[GIVEN] = {key: (stamp, key) for key, stamp in given.items()}
        return self

    def stored(self) -> tuple[Document | None, Document, Document | None]:
        """The document, the stamps, and the registers that the document does not show."""
        document = self.document()
        shown = document or {}
        fields = {n: at for n, at in self.stamps.items() if at != self.made or n not in self.values}
        members: dict[str, dict[str, int]] = {}
        hidden: dict[str, Any] = {}
        for name, all_of_it in self.members.items():
            if name == GIVEN:
                if all_of_it != {self.values.get(GIVEN): (self.made, self.values.get(GIVEN))}:
                    members[name] = {key: stamp for key, (stamp, _) in all_of_it.items()}
                continue
            if signs := {key: stamp for key, (stamp, _) in all_of_it.items() if stamp != self.made}:
                members[name] = signs
            visible = _members(shown.get(name))
            unseen = [m for key, (stamp, m) in all_of_it.items() if key not in visible and (stamp > 0 or m != key)]
            if unseen:
                hidden[name] = unseen if name != "extra" else {
                    key: m for key, (_, m) in all_of_it.items() if key not in visible
                }  # fmt: skip
        stamps = {"made": self.made, "removed": self.removed, "fields": fields, "members": members}
        aside = {
            "values": {n: v for n, v in self.values.items() if n not in shown or shown[n] != v},
            "without": [n for n in shown if n not in self.values],
            "members": hidden,
        }
        kept = {n: v for n, v in aside.items() if v}
        return document, {n: v for n, v in stamps.items() if v}, kept or None
