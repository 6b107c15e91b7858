"""Journals that anyone wrote: whatever a line holds, the library opens, names it, and all else works."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest

from readlist.cli.output import change_object
from readlist.formats.library_json import paper_object
from readlist.library import history
from readlist.library.statistics import statistics
from readlist.model.change import TABLES
from readlist.session import health
from readlist.session.open_library import OpenLibrary
from tests.store.conftest import records, star, starred

STAMP = 1_700_000_000_000_000
DEEP: Any = []
for _ in range(900):
    DEEP = [DEEP]
WRONG: tuple[Any, ...] = (
    5, -1, 0.5, True, None, "x", [], ["x"], [5], [None], {}, {"x": 5}, {"x": ["y"]}, 10**400, 1e999, DEEP,
)  # fmt: skip
"""A value of every shape."""
SHAPES: tuple[str, ...] = (
    '{}',
    '[]',
    '5',
    'null',
    '"text"',
    '{"at":5}',
    '{"at":"x","ops":[]}',
    '{"at":-5,"ops":[]}',
    '{"at":7,"ops":5}',
    '{"at":1e400,"ops":[]}',
    f'{{"at":{"9" * 400},"ops":[]}}',
    '{"at":NaN,"ops":[]}',
    '{"at":7,"ops":[5]}',
    '{"at":7,"ops":[[]]}',
    '{"at":7,"ops":[["papers"]]}',
    '{"at":7,"ops":[["papers","x",null,{}]]}',
    '{"at":7,"ops":[[5,1,null,{}]]}',
    '{"at":7,"ops":[["papers",-1,null,{"key":"a"}]]}',
    '{"at":7,"ops":[["papers",0,null,{"key":"a"}]]}',
    '{"at":7,"ops":[["papers",7,null,null]]}',
    '{"at":7,"ops":[["papers",999999999999999999999999999999,null,{"key":"a"}]]}',
    '{"at":7,"ops":[["papers",7,{"key":"x"},{}]]}',
    '{"at":7,"ops":[["papers",7,[],{}]]}',
    '{"at":7,"ops":[["meta",1,null,{"version":9}]]}',
    '{"at":7,"ops":[["papers.stamps",1,null,{"made":5}]]}',
    r'{"at":7,"ops":[["a\"b\\",1,null,{"x":5}]]}',
    r'{"at":7,"ops":[["a\nb",1,null,{"x":5}]]}',
    r'{"at":7,"ops":[["\ud800",1,null,{"x":5}]]}',
    r'{"at":7,"ops":[["mine",1,null,{"\u001b[31m":"\u001b]52;c;eA==\u0007"}]]}',
    '{"at":7,"ops":[],"state":5}',
    '{"at":7,"ops":[],"state":[["papers"]]}',
    '{"at":7,"ops":[],"state":[["papers",7,{"key":5},{"made":5}]]}',
    '{"at":7,"ops":[],"state":[["papers",7,{"title":"x"},{"made":5}]]}',
    '{"at":7,"ops":[],"state":[["papers",7,{"key":"a"},{"made":-5}]]}',
    '{"at":7,"ops":[],"state":[["papers",7,{"key":"a"},{"made":5,"fields":[]}]]}',
    '{"at":7,"ops":[],"state":[["papers",7,{"key":"a"},{"made":5,"members":{"score":{"x":5}}}]]}',
    '{"at":7,"ops":[],"state":[["papers",7,null,{"made":5},{"values":{"key":"a","authors":7}}]]}',
    '{"at":7,"ops":[],"state":[["papers",7,null,{"made":5},{"members":{"urls":[7]},"without":5}]]}',
)  # fmt: skip


def of_fields() -> Iterator[str]:
    """Lines that put a value of every shape into every field."""
    for table, record in TABLES.items():
        for number, name in enumerate(record.__struct_encode_fields__):
            for value in WRONG if table in ("papers", "marks", "history") or number < 4 else WRONG[:6]:
                needed = {"key": "k", "title_text": "t", "at": "", "command": "c", "summary": "s", "name": "n"}
                needed |= {"title": "t", "authors": ["A"], "text": "t", "path": "/x"}
                after = {n: v for n, v in needed.items() if n in record.__struct_encode_fields__} | {name: value}
                before = {} if table == "marks" else None
                yield json.dumps({"at": STAMP, "ops": [[table, 7_000 + number, before, after]]}, separators=(",", ":"))
                yield json.dumps({"at": STAMP + 1, "ops": [[table, 3, {name: value}, {name: value}]]})


def written(text: str) -> bytes:
    raw = text.encode()[:-1]
    return b'%b,"crc":"%08x"}\n' % (raw, crc32(raw))


def used(opened: OpenLibrary) -> None:
    """Do with a library what screens and commands do."""
    library = opened.library
    for id in library.papers:
        json.dumps(paper_object(library.papers[id], library.mark(id), library.place(id)))
    for change in library.history.values():
        json.dumps(change_object(change))
    assert all(author.name for author in library.authors())
    assert all(library.author_names_with(""))
    assert sum(statistics(library, date(2026, 6, 1)).ages) == library.count("inbox")
    history.present(library)
    star(opened, 5)
    opened.undo()
    star(opened, 6)
    assert 6 in starred(opened.library)
    assert opened.compact()


def test_there_are_enough() -> None:
    assert len(SHAPES) + len(set(of_fields())) > 300


@pytest.mark.parametrize("number", range(len(SHAPES)))
def test_a_line_of_any_shape_leaves_the_library_usable(opened: OpenLibrary, folder: Path, number: int) -> None:
    star(opened, 1)
    (folder / "journal" / "lab.jsonl").write_bytes(written(SHAPES[number]))
    opened.refresh()
    used(OpenLibrary(folder))
    opened.refresh()
    assert starred(opened.library) == {1, 6}
    assert records(OpenLibrary(folder).library) == records(opened.library)


def test_fields_of_any_shape_leave_the_library_usable(opened: OpenLibrary, folder: Path) -> None:
    star(opened, 1)
    lines = sorted(set(of_fields()))
    (folder / "journal" / "lab.jsonl").write_bytes(b"".join(map(written, lines)))
    opened.refresh()
    again = OpenLibrary(folder)
    assert again.problems
    used(again)
    opened.refresh()
    assert {1, 6} <= starred(opened.library)
    now, then = records(OpenLibrary(folder).library), records(opened.library)
    assert {t: {i: r for i, r in now[t].items() if then[t].get(i) != r} for t in TABLES} == {t: {} for t in TABLES}
    assert sum(": left out" in finding.text for finding in health.examine(folder)) > 100
