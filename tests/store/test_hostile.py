"""A library that other hands filled with what terminals obey: whatever field it is in, it is text when it is loaded."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from readlist.model.change import TABLES, Edit
from readlist.model.text import ZWJ, ZWNJ
from readlist.session import health
from readlist.session.open_library import OpenLibrary
from readlist.store.journal import Line, encode
from tests.store.conftest import beside, star

OBEYED = (
    "\x1b]52;c;ZXZpbA==\x07\x1b]0;t\x1b\\\x1b[31m\x1bPq\x1b\\\x9b2J\x9d0;t\x9c\x00\x08\x7f"
    "\u202e\u2066\u200b\ufeff\u00ad\ud800\ue000\U000f0000\uffff\u0378"
)
"""Of every kind that is taken out: controls, formats, halves of surrogates, private and unassigned characters."""
EVIL = f"one{OBEYED}two"


def texts(value: Any) -> Iterator[str]:
    """Every text in a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield name
            yield from texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from texts(inner)


def filled(kind: str) -> Any:
    """A value for a field of that type, hostile where it is text."""
    if kind.startswith("str"):
        return EVIL
    if kind.startswith("tuple[str"):
        return [EVIL, EVIL]
    if kind == "Mapping[str, str]":
        return {EVIL: EVIL}
    if kind.startswith("Mapping"):
        return {EVIL: [EVIL, {EVIL: EVIL}]}
    return None


@pytest.mark.parametrize("table", [table for table in TABLES if table != "history"])
def test_hostile_text_in_any_field_is_harmless_when_it_is_loaded(opened: OpenLibrary, folder: Path, table: str) -> None:
    record = TABLES[table]
    document = {name: value for name, kind in record.__annotations__.items() if (value := filled(kind)) is not None}
    assert document
    opened.compact()
    path = folder / "library.json"
    data = json.loads(path.read_bytes())
    data.setdefault(table, {})["7"] = document if table != "papers" else {**document, "key": f"k{OBEYED}"}
    path.write_text(json.dumps(data))
    again = OpenLibrary(folder)
    found = again.library.record(table, 7)
    assert found is not None
    said = list(texts(found.document()))
    assert len(said) >= len(document)
    assert any("one" in text for text in said)
    for text in said:
        left = {c for c in text if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co", "Cn")} - {ZWJ, ZWNJ, "\n"}
        assert not left, (table, text)
    star(again, 3)
    again.compact()
    assert "library.json" in beside(folder)
    assert again.library.record(table, 7) == OpenLibrary(folder).library.record(table, 7)


@pytest.mark.parametrize("facts", [{"title_text": 5}, {"key": "k", "authors": "Ann"}, {"key": "k", "score": "high"}])
def test_a_line_that_makes_no_record_is_set_aside(opened: OpenLibrary, folder: Path, facts: dict[str, Any]) -> None:
    star(opened, 1)
    (folder / "journal" / "lab.jsonl").write_bytes(
        encode(Line(1_900_000_000_000_000, (Edit("papers", 99, None, facts), Edit("marks", 2, {}, {"note": "x"}))))
    )
    for library in (OpenLibrary(folder).library, opened.refresh() and opened.library):
        assert library
        assert len(library.papers) == 20
        assert library.mark(2).note == "x"
    assert any(": papers 99: " in finding.text for finding in health.examine(folder))
