"""What CONTRIBUTING.md shows is run as it stands."""

from __future__ import annotations

import re
import sys
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from readlist.formats import FORMATS, Format, render
from readlist.model.paper import Mark, Paper
from readlist.pages import layout
from readlist.pages.layout import Layout
from readlist.pages.reading import read_pages

TEXT = (Path(__file__).parent.parent / "CONTRIBUTING.md").read_text(encoding="utf-8")
PAGE = """* On the Sum — Ann Lee, Bo Chen
A sum is looked at from both sides and found to be the same.

* On the Product: A Sequel — Ann Lee
It is longer than the sum.
"""


@pytest.fixture(scope="module")
def shown() -> list[dict[str, Any]]:
    """The names that each piece of Python defines."""
    found = []
    for code in re.findall(r"(?ms)^```python\n(.*?)^```$", TEXT):
        names: dict[str, Any] = {"__name__": "shown"}
        exec(compile(code, "CONTRIBUTING.md", "exec", dont_inherit=True), names)
        found.append(names)
    return found


def test_a_layout_is_one_module_and_one_line(shown: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch) -> None:
    row = Layout("listed", shown[0]["starred_lines"], shown[0]["read_listed"])
    monkeypatch.setattr(layout, "LAYOUTS", (*layout.LAYOUTS, row))
    (page,) = read_pages(PAGE, "page.txt", date(2026, 6, 1))
    assert page.layout == "listed"
    assert [(e.title, e.authors) for e in page.entries] == [
        ("On the Sum", ("Ann Lee", "Bo Chen")),
        ("On the Product: A Sequel", ("Ann Lee",)),
    ]
    assert page.entries[1].abstract == "It is longer than the sum."


def test_a_format_is_one_module_and_one_line(shown: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "readlist.formats.titles", SimpleNamespace(**shown[1]))
    monkeypatch.setattr("readlist.formats.FORMATS", {**FORMATS, "titles": Format("titles", ".txt", "titles:render")})
    papers = [(Paper(id=n, key=f"k{n}", title_text=f"T{n}"), Mark(id=n)) for n in (1, 2)]
    assert render("titles", papers).text == "T1\nT2\n"
