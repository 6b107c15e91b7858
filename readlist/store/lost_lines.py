"""Finds what no journal has (edits by other programs, lost lines), and shortens long journals."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

from readlist.model.change import Edit
from readlist.store.checks import checked_line
from readlist.store.journal import Known, Line
from readlist.store.snapshot import Document
from readlist.store.tables import Tables, Where

_TOGETHER = 1000  # documents in one line of a journal


def foreign_edits(
    tables: Mapping[str, Mapping[int, Document]], lines: Iterable[Line], *, stamped: bool
) -> Iterator[Edit]:
    """What another program changed in a file: its differences from the result of the lines included in it.

    ``stamped``: has the file stamps? Then a document with other stamps than the lines' was not changed by others.
    """
    ours, theirs = Tables({}), Tables(tables)
    ours.merge(lines)
    ours.all()
    for table, id in dict.fromkeys((*ours.places(), *theirs.places())):
        known, found = ours.stamps[table].get(id), theirs.stamps[table].get(id)
        touched = known == found or (found is None and id in theirs[table]) if stamped else known is not None
        if touched and (edit := Edit.of_documents(table, id, ours[table].get(id), theirs[table].get(id))):
            yield edit


def untold(tables: Tables, lines: Iterable[Line], without: Container[Where]) -> tuple[Known, ...]:
    """What is known of documents, except some, but is in no line."""
    tables.all()
    journalled = Tables({})
    journalled.merge(lines)
    return tuple(
        Known(table, id, *registers.stored())
        for table, id in tables.places()
        if (table, id) not in without and journalled.registers(table, id).join(registers := tables.registers(table, id))
    )


def shortened(lines: Sequence[Line], recent: int) -> Iterator[Line]:
    """The lines of a journal, all but the newest replaced by their result, without their history."""
    old = lines[:-recent]
    left = Tables({})
    left.merge(sorted((checked_line(line)[0] for line in old), key=lambda line: line.at))
    left.all()
    places = [(table, id) for table, id in left.places() if table != "history"]
    known = [Known(table, id, *left.registers(table, id).stored()) for table, id in places]
    for start in range(0, len(known), _TOGETHER):
        yield Line(old[-1].at, (), tuple(known[start : start + _TOGETHER]))
    yield from lines[-recent:]


def device_of(lines: Sequence[Line]) -> str | None:
    """The device that wrote the lines of a journal, by its newest change: the file may have another name."""
    edits = (edit for line in reversed(lines) for edit in line.edits if edit.table == "history")
    return next((str(device) for edit in edits if edit.after and (device := edit.after.get("device"))), None)
