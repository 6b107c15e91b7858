"""Edits of records as what is done to TinyDB's documents, and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tinydb.table import Document as TinyDocument

from readlist.model.records import TABLES, Edit
from readlist.store.journal import Op
from readlist.store.snapshot import Document
from readlist.store.tables import JournalDB


def edit(op: Op) -> Edit:
    """What was done to a document as what is done to a record: fields that documents omit have their default.

    A paper without a mark has one in which everything is default, so the first decision about it changes fields.
    """
    before, after = op.before, op.after
    defaults = TABLES[op.table].defaults() if op.table in TABLES else {}
    if op.table == "marks":
        before, after = before or {}, after or {}
    if before is None or after is None:
        return Edit(op.table, op.id, before, after)
    names = {**before, **after}
    return Edit(
        op.table,
        op.id,
        {n: before.get(n, defaults.get(n)) for n in names},
        {n: after.get(n, defaults.get(n)) for n in names},
    )


def carry_out(db: JournalDB, table: str, edits: Sequence[Edit]) -> None:
    """The edits of one table, each of another record, in three calls whatever their number.

    A document in which nothing but defaults is left goes, so that documents have one form, that in which records are
    loaded.
    """
    documents = db.table(table)
    there = {e.id: d for e in edits if (d := documents.get(doc_id=e.id)) is not None}
    now = {e.id: _edited(there.get(e.id, {}), e) for e in edits}
    if gone := [id for id in there if not now[id]]:
        documents.remove(doc_ids=gone)
    if made := [TinyDocument(d, doc_id=id) for id, d in now.items() if d and id not in there]:
        documents.insert_multiple(made)
    if changed := [id for id in there if now[id]]:
        pending = iter(changed)

        def replace(document: Any) -> None:
            document.clear()
            document.update(now[next(pending)])

        documents.update(replace, doc_ids=changed)


def _edited(document: Mapping[str, Any], edit: Edit) -> Document:
    """The document after an edit; empty where it is gone."""
    if edit.after is None or edit.before is None:
        return dict(edit.after or {})
    defaults = TABLES[edit.table].defaults()
    new = {**document, **edit.after}
    return {n: v for n, v in new.items() if n not in defaults or v != defaults[n]}
