"""Every row of the table of formats, on papers of every type with every field."""

from __future__ import annotations

import json
from datetime import date

import pytest

from readlist.formats import EXPORTS, FORMATS, ExportOptions, Rest, format_of, read_file, render
from readlist.formats.facts import FACTS, TYPES, field_names, type_names
from readlist.library.importing import plan_import
from readlist.library.library import Library
from readlist.library.listing import save_query
from readlist.model.change import CutCorrection, Edit
from readlist.model.paper import Mark, Paper
from readlist.session.exports import papers_of, rest_of

AT = "2026-06-01T08:00:00Z"
FIELDS = {
    name: f"{name} zq{n}"
    for n, name in enumerate(dict.fromkeys(row.name for row in FACTS))
    if name not in ("title", "abstract", "doi", "url", "journal", "booktitle", "annote", "urldate", "editor")
} | {"pages": "8813--8899", "editor": "Lena Fischer", "urldate": "2024-02-03", "howpublished": "by hand"}
PAPERS = [
    (
        Paper(
            id=n,
            key=f"lee2020{row.name}",
            title=f"On Every {row.name.capitalize()}",
            title_text=f"On Every {row.name.capitalize()}",
            authors=("Ann Lee", "Bo Chen"),
            date="2020-05",
            doi=f"10.1000/{row.name}",
            venue="Journal of Forms",
            type=row.name,
            fields=FIELDS,
        ),
        Mark(id=n, note="private thoughts"),
    )
    for n, row in enumerate(TYPES, 1)
]
WRITTEN = [name for name in EXPORTS if FORMATS[name].fields]
"""Formats that write every field or name it."""


@pytest.mark.parametrize("name", EXPORTS)
def test_every_format_writes_papers_of_every_type(name: str) -> None:
    exported = render(name, PAPERS)
    assert sorted(exported.written) == [paper.id for paper, _ in PAPERS]
    assert all(row.name in exported.text for row in TYPES)
    assert FORMATS[name].suffix.startswith(".")


@pytest.mark.parametrize("name", [name for name in EXPORTS if not FORMATS[name].whole])
def test_private_notes_stay_out_unless_they_are_asked_for(name: str) -> None:
    assert "private thoughts" not in render(name, PAPERS).text
    assert "private thoughts" in render(name, PAPERS, ExportOptions(notes=True)).text


@pytest.mark.parametrize("name", [name for name in EXPORTS if FORMATS[name].reader])
def test_what_a_format_writes_it_recognizes_and_reads(name: str) -> None:
    text = render(name, PAPERS).text
    assert format_of(text) is FORMATS[name]
    page = read_file(FORMATS[name], text, "x", date(2026, 6, 1))
    assert {entry.keys[0]: entry.title for entry in page.entries} == {p.key: p.title for p, _ in PAPERS}


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("name", WRITTEN)
def test_every_field_is_written_or_named_in_a_remark(name: str, field: str) -> None:
    """One field at a time: two may want the same place."""
    for paper, mark in PAPERS:
        alone = Paper.of({**paper.document(), "extra": {field: FIELDS[field]}, "venue": None}, id=paper.id)
        exported = render(name, [(alone, mark)])
        value = "2024" if field == "urldate" else FIELDS[field].split("--")[0].split()[-1]
        assert value in exported.text or any(field in remark for remark in exported.remarks), (paper.type, field)


@pytest.mark.parametrize("column", ["ris", "csl"])
def test_a_name_in_a_format_belongs_to_one_field(column: str) -> None:
    for row in TYPES:
        first = [names[0] for names in field_names(column, row.name).values()]  # type: ignore[arg-type]
        assert len(first) == len(set(first))
    names = type_names(column)  # type: ignore[arg-type]
    written = {row.name: getattr(row, column).split()[0] for row in TYPES if getattr(row, column)}
    shared = {"inbook", "mvbook", "collection", "proceedings", "reference"}  # reports say so
    assert {name for name, theirs in written.items() if names[theirs] != name} <= shared


def test_json_brings_back_queries_and_corrected_cuts() -> None:
    library = Library()
    paper = PAPERS[0][0]
    cut = CutCorrection(id=77, title="On Looms", authors=("Ann Lee",))
    edits = [Edit.between("papers", None, paper), Edit.between("cuts", None, cut)]
    library.apply([edit for edit in edits if edit])
    library.apply(save_query(library, "Mine", "author:lee").edits)
    text = render("json", papers_of(library, [paper.id]), rest=rest_of(library, [paper.id])).text
    assert json.loads(text)["cuts"] == [{"line": 77, "title": "On Looms", "authors": ["Ann Lee"]}]
    page = read_file(FORMATS["json"], text, "x", date(2026, 6, 1))
    other = Library()
    other.apply(plan_import(other, [page], AT).plan.edits)
    assert (other.cuts, other.queries) == (library.cuts, library.queries)
    assert [p.fields for p in other.papers.values()] == [FIELDS]
    assert not plan_import(other, [page], AT).plan


def test_an_export_of_the_first_version_is_still_read() -> None:
    old = {"key": "k", "title": "T", "title_text": "T", "extra": {"volume": "3", "pages": ["1", "9"]}}
    page = read_file(FORMATS["json"], json.dumps({"version": 1, "papers": [old]}), "x", date(2026, 6, 1))
    stored = page.entries[0].stored
    assert stored is not None
    assert stored[0].fields == {"volume": "3", "pages": '["1", "9"]'}
    assert Rest() == Rest(page.profiles, page.queries, page.cuts)
