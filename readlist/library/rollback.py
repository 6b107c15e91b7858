"""Bringing back a library as it was: from the records of another time to one change of the library of now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from readlist.library.history import retiring
from readlist.library.library import Library, Tables
from readlist.library.marking import Plan
from readlist.model.change import TABLES, Edit

_KEPT = frozenset({"history", "retired"})
"""Tables that go on: what was done stays told, a key that was given stays given."""


def plan_restore(library: Library, tables: Tables, what: str) -> Plan:
    """Make papers, decisions and all else what other tables say; ``what`` names where they come from.

    Raises what records of another shape raise: AttributeError, KeyError, TypeError, ValueError.
    """
    edits = [edit for table in TABLES if table not in _KEPT for edit in _changed(library, table, tables.get(table, {}))]
    return Plan((*edits, *retiring(library, edits)), f"restored {what}")


def _changed(library: Library, table: str, documents: Mapping[int, Mapping[str, Any]]) -> Iterable[Edit]:
    now = {id: TABLES[table].of(document, id=id) for id, document in documents.items()}
    for id in {**dict.fromkeys(library.ids(table)), **dict.fromkeys(now)}:
        if edit := Edit.between(table, library.record(table, id), now.get(id)):
            yield edit
