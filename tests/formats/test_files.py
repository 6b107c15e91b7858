"""Files of other programs, with every field that a library has of them afterwards."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date

import feedparser  # type: ignore[import-untyped]
import pytest
import rispy  # type: ignore[import-untyped]

from readlist.formats import FORMATS, format_of, read_file
from readlist.library.importing import plan_import
from readlist.library.library import Library
from readlist.model.names import parse_names
from tests.formats.facts import AT, FACTS, FILES, NAMES, facts, read

every_file = pytest.mark.parametrize("name", NAMES)
LAYOUTS = {
    ".bib": "bibtex",
    ".ris": "ris",
    ".json": "csl-json",
    ".xml": "atom",
    ".enw": "endnote",
    ".cff": "citation-cff",
    ".bbl": "bbl",
    ".yml": "hayagriva",
    ".txt": "web-of-science",
    ".rdf": "zotero-rdf",
}


STARTS = {
    ".bib": "@",
    ".ris": r"TY\b",
    ".json": r"\{",
    ".xml": r"<(entry|item|record|\?xml)",
    ".enw": "%0",
    ".cff": r"[a-z-]+:",
    ".yml": r"\S+:$",
    ".txt": "PT ",
    ".rdf": r"<[\w:]+ rdf:about=",
    ".bbl": r"\\entry\{",
}
"""How the line of an entry begins, by the ending of the file."""


@every_file
def test_a_file_is_read_whole(name: str) -> None:
    truth = json.loads(FACTS.read_text(encoding="utf-8"))
    assert json.loads(json.dumps(facts(read(name)))) == truth[name]


@every_file
def test_a_file_is_told_by_its_content_and_by_one_reader_only(name: str) -> None:
    text = (FILES / name).read_bytes().decode("latin-1")
    if name != "utf16.bib":
        assert [r.name for r in FORMATS.values() if r.recognizes(text.lstrip("ï»¿"))] == [
            "endnote-xml" if name == "endnote.xml" else LAYOUTS[name[name.index(".") :]]
        ]


@every_file
def test_a_second_import_changes_nothing(name: str) -> None:
    library = Library()
    library.apply(plan_import(library, [read(name)], AT).plan.edits)
    before = dict(library.papers), dict(library.marks), dict(library.keys)
    again = plan_import(library, [read(name)], "2027-01-01T00:00:00Z")
    assert (again.number("new"), again.number("updated")) == (0, 0)
    assert not again.plan
    assert (library.papers, library.marks, library.keys) == before


def test_all_files_together_are_each_paper_once_in_any_order() -> None:
    one, other = Library(), Library()
    pages = [read(name) for name in NAMES]
    one.apply(plan_import(one, pages, AT).plan.edits)
    for page in reversed(pages):
        other.apply(plan_import(other, [page], AT).plan.edits)
    assert len(other.papers) == len(one.papers)
    assert other.keys.keys() >= {k for page in pages for e in page.entries for k in map(str.lower, e.keys)}
    small = [p for p in one.papers.values() if p.arxiv == "2402.01234"]
    assert len(small) == 1, "one preprint, however many programs wrote it"
    assert {"mori2024small", "DBLP:journals/corr/abs-2402-01234", "moriSmall2024"} <= {small[0].key, *small[0].aliases}


@pytest.mark.parametrize("name", [n for n in NAMES if n.endswith(".ris") and n != "mendeley.ris"])
def test_ris_agrees_with_rispy(name: str) -> None:
    text = (FILES / name).read_text(encoding="utf-8-sig").replace("\r", "")
    theirs = rispy.loads(text)
    ours = FORMATS["ris"].read(text).entries
    assert [e.title for e in ours] == [(t.get("title") or t["primary_title"]).replace("&amp;", "&") for t in theirs]
    for entry, record in zip(ours, theirs, strict=True):
        stated = record.get("authors") or record["first_authors"]
        names = [(n.last, n.first) for n in parse_names(stated)[0]]
        assert [(n.last, n.first) for n in parse_names(entry.authors)[0]] == names
        assert (entry.date or "")[:4] == (record.get("year") or record["publication_year"])[:4]
        if doi := record.get("doi"):
            assert entry.doi == doi.removeprefix("https://doi.org/")
        words = [w for value in record.get("keywords", ()) for w in value.split("; ")]
        assert [w for w in words if w not in entry.fields.get("keywords", "")] == []


@pytest.mark.parametrize("name", [n for n in NAMES if n.startswith("arxiv-")])
def test_feeds_agree_with_feedparser(name: str) -> None:
    theirs = feedparser.parse((FILES / name).read_bytes(), sanitize_html=False).entries
    ours = read(name).entries
    assert [e.title for e in ours] == [" ".join(t.title.split()) for t in theirs]
    assert [e.date for e in ours] == ["{:04}-{:02}-{:02}".format(*t.published_parsed) for t in theirs]
    for entry, item in zip(ours, theirs, strict=True):
        assert entry.arxiv
        assert entry.arxiv in item.link
        assert len(entry.authors) == max(len(item.authors), item.authors[0].name.count(",") + 1)


def test_an_entry_has_the_line_it_starts_at() -> None:
    for name in NAMES:
        if name == "utf16.bib":
            continue
        lines = (FILES / name).read_bytes().decode("utf-8-sig", "replace").replace("\r", "").split("\n")
        ending = name[name.rindex(".") :]
        for entry in read(name).entries:
            line = lines[entry.line - 1]
            start = line if ending in (".ris", ".enw", ".cff", ".yml", ".txt") else line.strip()
            assert re.match(STARTS[ending], start), (name, entry.line, line)


def test_a_byte_order_mark_and_line_ends_make_no_difference() -> None:
    text = (FILES / "zotero.ris").read_text(encoding="utf-8")
    reader = format_of("\ufeff" + text.replace("\n", "\r\n"))
    assert reader is FORMATS["ris"]
    page = read("zotero.ris")
    for other in ("\ufeff" + text, text.replace("\n", "\r\n"), text.replace("\n", "\r")):
        assert replace(read_file(FORMATS["ris"], other, "zotero.ris", date(2026, 6, 1)), encoding="utf-8") == page
