"""Validates the lines of journals: they come from other devices, and from folders that anyone may write to.

Every record is checked on its own, field by field. One that makes no sense is set aside and reported; all others count.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from math import isfinite
from typing import Any, get_type_hints

import msgspec
from msgspec.structs import replace

from readlist.model.change import TABLES, Edit
from readlist.model.text import clean, clean_values
from readlist.store.journal import Known, Line
from readlist.store.registers import COLLECTIONS, GIVEN
from readlist.store.snapshot import ASIDE, STAMPS

_DEPTH = 40  # of lists in lists: ours have four
_LARGEST = 1 << 62  # of ids and stamps
_DATE = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?")  # in form: what was once stored is never refused for its year
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def _is_time(value: Any, _: int) -> bool:
    return value in (None, "") or _TIME.fullmatch(value) is not None


_TIMES = ("added", "at", "read_at", "starred_at", "skipped_at", "queued_at", "opened_at", "followed_at")
_SENSE: Mapping[str, Callable[[Any, int], bool]] = {
    **dict.fromkeys(_TIMES, _is_time),
    "date": lambda value, id: value is None or _DATE.fullmatch(value) is not None,
    "parent": lambda value, id: value is None or value < id,  # else the history would be a circle
    "into": lambda value, id: value != id,
}
"""What a field has to be besides its type, by its name."""


class NonsenseError(ValueError):
    """A record makes no sense; the message says what is wrong with it."""


def checked_line(line: Line) -> tuple[Line, tuple[str, ...]]:
    """The valid part of the line, with harmless texts, and what is wrong with the rest."""
    if not 0 < line.at < _LARGEST:
        return Line(1, ()), (f"the stamp {str(line.at)[:20]}",)
    edits, state, wrong = list[Edit](), list[Known](), list[str]()
    records: tuple[Edit | Known, ...] = (*line.edits, *line.state)
    for found in records:
        try:
            if isinstance(found, Edit):
                edits.append(_edit(found))
            else:
                state.append(_known(found))
        except (AttributeError, ValueError, TypeError, OverflowError, RecursionError) as error:
            wrong.append(f"{clean(found.table)[:20]} {str(found.id)[:20]}: {clean(str(error))[:80]}")
    return Line(line.at, tuple(edits), tuple(state)), tuple(wrong)


def _edit(edit: Edit) -> Edit:
    _check_place(edit.table, edit.id)
    before, after = (_document(edit.table, edit.id, document) for document in (edit.before, edit.after))
    if edit.table in TABLES and edit.table != "marks":
        if before is None and after is None:
            raise NonsenseError("nothing made or removed")
        if before is None:
            _check_whole(edit.table, after or {})
        elif after is not None and (gone := (before.keys() - after.keys()) & _required(edit.table)):
            raise NonsenseError(f"without {', '.join(sorted(gone))}")
    return replace(edit, before=before, after=after)


def _known(known: Known) -> Known:
    _check_place(known.table, known.id)
    stamps, aside = known.stamps, known.aside or {}
    fields, members = stamps.get("fields", {}), stamps.get("members", {})
    numbers = [stamps.get("made", 0), stamps.get("removed", 0), *fields.values()]
    numbers += [abs(stamp) for of_field in members.values() for stamp in of_field.values()]
    if not all(type(n) is int and 0 <= n < _LARGEST for n in numbers):
        raise NonsenseError("an invalid stamp")
    document = _document(known.table, known.id, known.document)
    values = _document(known.table, known.id, aside.get("values", {}))
    more = _document(known.table, known.id, aside.get("members", {}))
    if not set(more or ()) | members.keys() <= {GIVEN, *COLLECTIONS.get(known.table, ())}:
        raise NonsenseError("members of a field that has none")
    if stamps.get("made"):
        _check_whole(known.table, {**(document or {}), **(values or {})})
    without = [str(name) for name in aside.get("without", ())]
    left = {"values": values, "members": more, "without": without}
    return Known(known.table, known.id, document, stamps, {name: v for name, v in left.items() if v} or None)


def _check_place(table: str, id: int) -> None:
    if not 0 < id < _LARGEST:
        raise NonsenseError("an invalid id")
    if table != clean(table) or not table or table == "meta" or table.endswith((STAMPS, ASIDE)):
        raise NonsenseError("an unknown table")


def _document(table: str, id: int, document: dict[str, Any] | None) -> dict[str, Any] | None:
    """The fields with harmless texts, each of its type. Raises NonsenseError, msgspec.ValidationError."""
    if document is None:
        return None
    _check_depth(document, _DEPTH)
    cleaned: dict[str, Any] = clean_values(document)
    if table in TABLES:
        msgspec.convert(cleaned, _some_fields(table))
        for name in cleaned.keys() & _SENSE.keys():
            if not _SENSE[name](cleaned[name], id):
                raise NonsenseError(f"{name} {cleaned[name]}")
    return cleaned


def _check_depth(value: Any, depth: int) -> None:
    """Check that a value can be written again: it is not nested too deep, and has no number that is too large."""
    if isinstance(value, dict | list):
        if not depth:
            raise NonsenseError("nested too deep")
        for inner in value.values() if isinstance(value, dict) else value:
            _check_depth(inner, depth - 1)
    elif isinstance(value, float):
        if not isfinite(value):
            raise NonsenseError("a number that is not finite")
    elif isinstance(value, int) and not -_LARGEST < value < _LARGEST:
        raise NonsenseError("a number too large")


def _check_whole(table: str, document: dict[str, Any]) -> None:
    if missing := _required(table) - document.keys():
        raise NonsenseError(f"without {', '.join(sorted(missing))}")


@cache
def _required(table: str) -> frozenset[str]:
    record = TABLES.get(table)
    return frozenset(f.encode_name for f in msgspec.structs.fields(record) if f.required) if record else frozenset()


@cache
def _some_fields(table: str) -> type[msgspec.Struct]:
    """The record of a table, any of whose fields may be missing."""
    hints = get_type_hints(TABLES[table])
    names = {f.name: f.encode_name for f in msgspec.structs.fields(TABLES[table])}
    fields = [(n, hints[n] | msgspec.UnsetType, msgspec.UNSET) for n in names if n != "id"]
    return msgspec.defstruct(f"Some{table}", fields, rename=names, kw_only=True)
