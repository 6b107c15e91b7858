"""Whatever is edited through the store is what the same edits make of a library in memory."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from tinydb import TinyDB

from readlist.library.history import HistoryError
from readlist.library.library import Library
from readlist.model.change import TABLES, Change, Edit, RetiredKeys
from readlist.model.paper import Figures, Mark, Paper, Profile, Record
from readlist.model.text import clean, clean_values
from readlist.session.demo import import_samples
from readlist.session.open_library import OpenLibrary
from readlist.store.store import Store
from tests.conftest import examples
from tests.library.any_command import COMMANDS, STEPS
from tests.store.conftest import AT, records, written

IDS = (1, 2, 3, 2**53 - 1)

text = st.text(max_size=6).map(clean_values)
name = st.text(max_size=6).map(clean)
maybe = st.none() | text
texts = st.lists(text, max_size=2).map(tuple)
figure = st.none() | st.integers(0, 10**6)
number = st.floats(allow_nan=False, allow_infinity=False)
time = st.none() | st.just(AT)
anything = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | number | text,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(name, inner, max_size=2),
    max_leaves=4,
)


def record(table: str, id: int) -> st.SearchStrategy[Record]:
    """A record of a table; what finds a paper is its own."""
    if table == "papers":
        return st.builds(
            Paper,
            id=st.just(id),
            key=st.just(f"key{id}"),
            title=st.none() | text.map(lambda t: f"{t} {id}"),
            title_text=text.map(lambda t: f"{t} {id}"),
            authors=texts,
            et_al=st.booleans(),
            date=st.sampled_from([None, "2024", "2024-02", "2024-02-21"]),
            score=st.none() | number,
            code=st.booleans(),
            abstract=st.none() | text.map(lambda t: f"{t} {id}"),
            urls=texts,
            fields=st.dictionaries(name, name, max_size=2),
            added=st.just(AT),
        )
    if table == "marks":
        return st.builds(
            Mark,
            id=st.just(id),
            read_at=time,
            starred_at=time,
            skipped_at=time,
            queued_at=time,
            place=st.none() | number.map(lambda n: n + id / 8),
            tags=texts,
            note=maybe,
        )
    if table == "profiles":
        day = st.builds(Figures, as_of=st.just("2026-06-01"), h_index=figure, citations=figure)
        return st.builds(
            Profile,
            id=st.just(id),
            name=name.map(lambda n: f"{n} {id}"),
            category=maybe,
            figures=st.lists(day, max_size=2).map(tuple),
        )
    if table == "retired":
        return st.builds(RetiredKeys, id=st.just(id), key=st.just(f"key{id}"))
    if table == "history":
        edit = st.builds(Edit, st.just("marks"), st.just(id), st.none(), st.dictionaries(name, anything, max_size=2))
        return st.builds(
            Change,
            id=st.just(id),
            at=st.just(AT),
            command=text,
            summary=text,
            edits=st.lists(edit, max_size=2).map(tuple),
            parent=st.none() | st.sampled_from(IDS),
            undone=st.booleans(),
        )
    made = st.builds(TABLES[table], id=st.just(id))  # of its types alone
    return made.map(lambda r: type(r).of(clean_values(r.document()), id=id))


slots = st.tuples(st.sampled_from(sorted(TABLES)), st.sampled_from(IDS))
wish = slots.flatmap(lambda slot: st.tuples(st.just(slot), st.none() | record(*slot)))
batches = st.lists(st.lists(wish, min_size=1, max_size=6, unique_by=lambda w: w[0]), max_size=5)


def edits_for(library: Library, wishes: Sequence[tuple[tuple[str, int], Record | None]]) -> list[Edit]:
    """What makes the library have the records, or not have those that are None."""
    made = []
    for (table, id), new in wishes:
        old = library.record(table, id)
        if new == Mark(id=id):  # as the library keeps it: not at all
            new = None
        if isinstance(old, Change) and isinstance(new, Change):  # what a change did is never changed
            new = replace(new, edits=old.edits)
        if edit := (Edit.between(table, old, new) if old or new else None):
            made.append(edit)
    return made


@examples(30)
@given(batches=batches)
def test_edits_through_the_store_are_edits_of_the_library(
    batches: list[list[tuple[tuple[str, int], Record | None]]],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store, library = Store(Path(folder), "here"), Library()
        store.load()
        for wishes in batches:
            edits = edits_for(library, wishes)
            with store.writing():
                store.append(edits, store.last + 1)
            library.apply(edits)
        if store.path.exists():
            store.compact(store.freeze())
        snapshot = store.load()
        loaded = Library(snapshot.tables)
        assert not snapshot.edits
        assert records(loaded) == records(library)
        assert loaded.newest == library.newest
        assert +loaded.counts == +library.counts
        assert list(loaded.authors()) == list(library.authors())
        with TinyDB(Path(folder, "library.json"), encoding="utf-8") as db:
            for table, cls in TABLES.items():
                for document in db.table(table):
                    same = cls.of(document, id=document.doc_id)
                    assert same == loaded.record(table, document.doc_id)
                    assert dict(document) == same.document()


def carry_out(opened: OpenLibrary, name: str, seed: int) -> None:
    if name in ("undo", "redo"):
        with suppress(HistoryError):
            opened.undo() if name == "undo" else opened.redo()
    else:
        opened.do(name, lambda library, at: COMMANDS[name](library, at, Random(seed)))


@examples(25)
@given(steps=STEPS)
def test_commands_leave_the_same_on_disk_as_in_memory(steps: list[tuple[str, int]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        written(Path(folder), 5)
        one, two = OpenLibrary(Path(folder)), OpenLibrary(Path(folder))
        for k, (name, seed) in enumerate(steps):
            carry_out((one, two)[k % 2], name, seed)
        one.refresh()
        two.refresh()
        loaded = OpenLibrary(Path(folder)).library
        assert records(loaded) == records(one.library) == records(two.library)
        assert +loaded.counts == +one.library.counts == +two.library.counts


def undoable(library: Library) -> dict[str, Any]:
    """All that undo brings back: keys that were given stay, and so does what tells them, and the history."""
    found = records(library)
    del found["history"], found["retired"]
    keys = {"key": "", "aliases": ()}
    return {**found, "papers": {id: replace(paper, **keys) for id, paper in found["papers"].items()}}


@examples(25)
@given(steps=STEPS, anew=st.sets(st.integers(0, 40), max_size=3))
def test_undo_and_redo_walk_the_whole_history_one_process_a_step(steps: list[tuple[str, int]], anew: set[int]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        written(Path(folder), 8)
        place = 0

        def restarted() -> OpenLibrary:
            nonlocal place
            opened, place = OpenLibrary(Path(folder)), place + 1
            if place in anew:
                opened.compact()
            return opened

        states = [undoable(restarted().library)]
        for name, seed in steps:
            made = len((opened := restarted()).library.history)
            if name not in ("undo", "redo"):
                carry_out(opened, name, seed)
            if len(opened.library.history) > made:
                states.append(undoable(opened.library))
        for state in reversed(states[:-1]):
            restarted().undo()
            assert undoable(restarted().library) == state
        for state in states[1:]:
            restarted().redo()
            assert undoable(restarted().library) == state
        with pytest.raises(HistoryError, match="nothing to redo"):
            restarted().redo()


def test_keys_of_papers_that_left_stay_given_in_memory_as_on_disk(tmp_path: Path) -> None:
    opened = OpenLibrary(tmp_path)
    import_samples(opened)
    opened.undo()
    given = dict(opened.library.keys)
    assert given
    opened.redo()
    opened.undo()
    assert opened.library.keys == OpenLibrary(tmp_path).library.keys == given
