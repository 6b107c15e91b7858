"""Entries of all types with names, dates and titles of all kinds go through every format, and come back as they were.

What a format has no place for is named in the remarks of its export.
"""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readlist.formats import FORMATS, ExportOptions, Rest, format_of, read_file
from readlist.formats.citation import people_of
from readlist.formats.facts import FACTS, INNER_FIELDS, TYPES
from readlist.latex.readable import readable_field
from readlist.library.importing import plan_import
from readlist.library.library import Library
from readlist.model.names import natural_order
from readlist.model.paper import Paper
from tests.conftest import examples
from tests.survival import compare

AT = "2026-06-01T08:00:00Z"
KINDS = [name for row in TYPES for name in (row.name, *row.bibtex.split()) if name not in ("www", "preprint")]
WORDS = (
    "On|Rings|of|the|{DNA}|{V}enice|M{\\\"u}ller's|\\'etude|na\\\"{\\i}ve|$\\alpha$|H$_2$O|$^{13}$C|\\emph{apis}|50\\%|"
    "A \\& B|\\enquote{bees}|--|O'Neil|C++|中文|Теория|β-decay|``late''|(I)|{\\LaTeX}|\\ce{H2O}|Łódź|x\\_y|\\#1|3D"
).split("|")
NAMES = (
    "Noether, Emmy|Emmy Noether|van den Berg, Tove|Tove van den Berg|King, Jr., Martin Luther|{Barnes and Noble, Inc.}|"
    "Garc{\\'i}a M{\\'a}rquez, Gabriel|李, 雷|Иванов, Пётр|{Van den Eff}, Dan|de la Vall{\\'e}e Poussin, Charles|"
    "Harry B. {Hunt III}|O'Neil, Cathy|Erd{\\H{o}}s, P.|{CERN}|Müller, Jörg|d'Alembert, Jean|Sartre, J.-P."
).split("|")
DATES = (
    "year=1905|year=1999, month=mar|year=2001, month={12}|date={2020-02-29}|date={1995-03/1996-04}|date={1991-21}|"
    'date={1723~}|year=987|year=2003, month=jan # "/" # feb|date={2011-05}|year={in press}'
).split("|")
VALUES = {
    "pages": ["1--9", "e1234", "12", "iv--xii", "1--3, 7"], "isbn": ["0-201-89683-4"], "issn": ["0003-3804"],
    "urldate": ["2020-01-02"], "language": ["german", "english"], "editor": NAMES, "translator": NAMES,
    "doi": ["10.1000/ab.1", "10.1002/(SICI)1096-911X(199805)30:5"], "url": ["https://x.org/~a/b_c?d=e&f=%20"],
    "pmid": ["271968"], "pmcid": ["PMC123"],
}  # fmt: skip
_AND = "A \\& B"
OWN = frozenset({"title", "abstract", "annote", "venue", "type", "journal", "booktitle", "school", "institution"})


@st.composite
def entries(draw: st.DrawFn) -> str:
    """A .bib file of one entry."""
    kind = draw(st.sampled_from(KINDS))
    title = " ".join(["Title", *draw(st.lists(st.sampled_from(WORDS), max_size=6)), "end"])
    names = draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=4, unique=True))
    others = draw(st.sampled_from(["", " and others"]))
    lines = [f"author={{{' and '.join(names)}{others}}}", f"title={{{title}}}", draw(st.sampled_from(DATES))]
    where = {"article": "journal", "inproceedings": "booktitle", "conference": "booktitle", "incollection": "booktitle"}
    if kind in where:
        lines.append(f"{where[kind]}={{{draw(st.sampled_from(['Annals of Flight', 'J. {ACM}', 'Proc. of X']))}}}")
    if kind in ("thesis", "phdthesis", "mastersthesis"):
        lines.append("school={University of Göttingen}")
    for name in draw(st.lists(st.sampled_from(sorted({f.name for f in FACTS} - OWN)), max_size=5, unique=True)):
        lines.append(
            f"{name}={{{draw(st.sampled_from(VALUES.get(name, ['12', 'A & B'.replace('&', chr(92) + '&')])))}}}"
        )
    return f"@{kind}{{k1, {', '.join(lines)}}}\n"


def library_of(text: str) -> Library:
    library = Library()
    reader = format_of(text)
    assert reader, text
    library.apply(plan_import(library, [read_file(reader, text, "f", date(2026, 6, 1))], AT).plan.edits)
    return library


def render(library: Library, format: str) -> tuple[str, str]:
    papers = [(paper, library.mark(paper.id)) for paper in library.papers.values()]
    exported = FORMATS[format].render(papers, ExportOptions(), Rest())
    return exported.text, " · ".join(exported.remarks)


@given(entries())
@examples(80)
def test_a_bib_file_keeps_its_key_type_and_facts(text: str) -> None:
    library = library_of(text)
    for format in ("biblatex", "bibtex"):
        after, said = render(library, format)
        lost = [
            one for one in compare(text, after, format == "bibtex").lost
            if not (one[0] == "date" and "ranges, seasons" in said) and not (one[0] == "type" and "the type" in said)
            if readable_field(one[2]) != readable_field(one[3])
        ]  # fmt: skip
        assert lost == [], (format, after)
        assert render(library_of(after), format)[0] == after


@pytest.mark.parametrize("format", ["ris", "csl-json", "json"])
@given(text=entries())
@examples(40)
def test_other_formats_keep_the_facts_or_name_them(format: str, text: str) -> None:
    library = library_of(text)
    after, said = render(library, format)
    (old,), (new,) = library.papers.values(), library_of(after).papers.values()
    assert new.key == old.key
    for name, value in facts(old, format).items():
        assert (
            facts(new, format).get(name) == value
            or f"no place for {name}" in said
            or (name == "type" and "no place for the type" in said)
        ), (name, value, facts(new, format).get(name), said)


def facts(paper: Paper, format: str) -> dict[str, object]:
    """What a paper says, without the form it has in a format: RIS has no sign for a group with a comma."""

    def name(author: str) -> str:
        return natural_order(author).replace(",", "" if format == "ris" else ",")

    fields = {
        key: " ".join(name(each.natural) for each in people_of(value)) if key in ("editor", "translator") else value
        for key, value in paper.fields.items() if key not in INNER_FIELDS
    }  # fmt: skip
    return {
        "title": paper.title_text, "authors": tuple(name(author) for author in paper.authors), "et_al": paper.et_al,
        "date": paper.date, "type": paper.type, "venue": paper.venue, "doi": paper.doi, **fields,
    }  # fmt: skip


@given(entries(), entries())
@examples(40)
def test_two_keys_of_a_file_are_two_papers(one: str, other: str) -> None:
    library = library_of(one + other.replace("{k1,", "{k2,"))
    assert sorted(paper.key for paper in library.papers.values()) == ["k1", "k2"]
    for format in ("biblatex", "ris", "csl-json", "json"):
        back = library_of(render(library, format)[0])
        assert sorted(paper.key for paper in back.papers.values()) == ["k1", "k2"], format
