"""Small files with the faults that people's files have, and what must come of each: ``cases/``, a row a file."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from readlist.formats import FORMATS, ExportOptions, Rest
from readlist.library.importing import plan_import
from readlist.library.library import Library
from readlist.model.paper import Paper
from readlist.session.imports import read_sources

CASES = Path(__file__).with_name("cases")
AT = "2026-06-01T08:00:00Z"


class Case:
    """What came of some files: the library, what the imports said, and the exports."""

    def __init__(self, *names: str) -> None:
        self.library = Library()
        pages, refused = read_sources([str(CASES / name) for name in names], self.library, date(2026, 6, 1))
        plan = plan_import(self.library, pages, AT)
        self.library.apply(plan.plan.edits)
        self.said = [str(problem) for report in plan.reports for problem in report.problems]
        self.said += [str(source) for source in refused]
        self.changes = [f"{key}: {change}" for report in plan.reports for key, change in report.changes]

    @property
    def papers(self) -> dict[str, Paper]:
        return {paper.key: paper for paper in self.library.papers.values()}

    def export(self, format: str) -> str:
        papers = [(paper, self.library.mark(paper.id)) for paper in self.library.papers.values()]
        return FORMATS[format].render(papers, ExportOptions(), Rest()).text

    def remarks(self, format: str) -> tuple[str, ...]:
        papers = [(paper, self.library.mark(paper.id)) for paper in self.library.papers.values()]
        return FORMATS[format].render(papers, ExportOptions(), Rest()).remarks

    def entries(self, format: str) -> dict[str, dict[str, str]]:
        """The fields of each entry of a .bib export, its type as "@"."""
        found: dict[str, dict[str, str]] = {}
        for entry in self.export(format).split("\n@"):
            head, *lines = entry.strip().lstrip("@").splitlines()
            kind, _, key = head.rstrip(",").partition("{")
            fields = (line.strip().rstrip(",").partition("=") for line in lines[:-1])
            found[key] = {"@": kind, **{n.strip(): v.strip().removeprefix("{").removesuffix("}") for n, _, v in fields}}
        return found


BIB = pytest.mark.parametrize("format", ["bibtex", "biblatex"])
NAMES = {"journal": "journaltitle", "year": "date"}  # of facts in biblatex

WHOLE = """
bee2019: @=article author=Bee, Ann|title=On Bees|journal=J. of Bees|volume=12|number=3|pages=1--20|year=2019|publisher=Pub|issn=1234-5678|note=To appear|keywords=bees
cee2001: @=book author=Cee, Bob|editor=Dee, Dan|title=A Book|publisher=Pub|address=Town|edition=2|isbn=978-3-16-148410-0|year=2001
eff2010: @=phdthesis author=Eff, Eve|title=A Thesis|school=Some University|year=2010
gee2005: @=incollection author=Gee, Gus|title=A Chapter|booktitle=The Collection|editor=Dee, Dan|pages=3--9|publisher=Pub|year=2005
edited2003: @=book editor=Dee, Dan|title=Edited Book|publisher=Pub|year=2003
anon1999: @=article title=Unsigned News|journal=The Times|volume=5|year=1999
geo2024: @=misc author=Haa, Hal|title=On Geometry|eprint=2401.00001|archiveprefix=arXiv|primaryclass=math.DG|year=2024
"""  # noqa: E501


@BIB
def test_every_fact_of_an_entry_is_written_again(format: str) -> None:
    found = Case("whole-facts.bib").entries(format)
    for line in WHOLE.strip().splitlines():
        key, _, facts = line.partition(": ")
        for fact in facts.replace(" ", "|", 1).split("|"):
            name, _, value = fact.partition("=")
            assert found[key][NAMES.get(name, name) if format == "biblatex" else name] == value, (key, name)
    assert "keywords" not in found["geo2024"]


def test_ris_and_csl_have_the_types_and_their_fields() -> None:
    case = Case("whole-facts.bib")
    ris = {r.split("ID  - ")[1].split("\n")[0]: r for r in case.export("ris").split("ER  - ") if "ID  - " in r}
    for key, lines in {
        "cee2001": ("TY  - BOOK", "A2  - Dee, Dan", "PB  - Pub", "CY  - Town", "ET  - 2", "SN  - 978-3-16-148410-0"),
        "eff2010": ("TY  - THES", "PB  - Some University"),
        "gee2005": ("TY  - CHAP", "T2  - The Collection", "A2  - Dee, Dan", "SP  - 3", "EP  - 9"),
        "bee2019": ("TY  - JOUR", "T2  - J. of Bees", "VL  - 12", "IS  - 3", "SN  - 1234-5678", "KW  - bees"),
    }.items():
        for line in lines:
            assert f"{line}\n" in ris[key], (key, line)
    csl = case.export("csl-json")
    for type in ("book", "thesis", "chapter", "article-journal"):
        assert f'"type": "{type}"' in csl


def test_six_works_stay_six() -> None:
    case = Case("works-apart.bib")
    found = case.entries("bibtex")
    assert list(found) == ["bee2015", "bee2018", "cee1981", "cee2009", "li2001", "li2015"]
    assert (found["bee2015"]["pages"], found["bee2018"]["pages"]) == ("1--8", "100--140")
    assert "doi" not in found["bee2015"]
    assert (found["cee1981"]["author"], found["li2015"]["author"]) == ("Cee, Bob", "Li, Wei")
    assert case.said == [
        "line 2: look-alike: A Great Method (like bee2015, kept apart: `m` merges them)",
        "line 4: look-alike: Robust Things (like cee1981, kept apart: `m` merges them)",
    ]


@BIB
@pytest.mark.parametrize("order", [("published", "preprint"), ("preprint", "published")])
def test_preprint_and_publication_are_one(format: str, order: Sequence[str]) -> None:
    case = Case(*(f"version-{name}.bib" for name in order))
    ((key, found),) = case.entries(format).items()
    facts = {"@": "inproceedings", "booktitle": "Proc. of X", "pages": "1--9", "doi": "10.1000/y"}
    assert found.items() >= {**facts, "eprint": "2103.00001"}.items()
    assert found["date" if format == "biblatex" else "year"] == "2022"
    assert case.papers[key].fields["preprintdate"] == "2021-03"


MACROS = (
    r"\enquote{Bees}|\ce{H2SO4}|$\sim$5|\SI{5}{\milli\second}|\texorpdfstring{$\alpha$}|M$_{☉}$|\noopsort{1990}|"
    r"\mkbibemph{Hive}|\foreignlanguage{german}{Der Bau}|{\apj}"
)


@BIB
def test_macros_are_written_as_they_came_and_are_readable_in_the_app(format: str) -> None:
    case = Case("macros.bib")
    text = case.export(format)
    for macro in MACROS.split("|"):
        assert macro in text, macro
    assert [paper.title_text for paper in case.papers.values()] == [
        "On “Bees” and H₂SO₄ at ∼5 K", "A 5 ms alpha Decay with ¹³C and M_☉", "The Hive and Der Bau",
    ]  # fmt: skip


def test_html_is_latex_in_bib_files_unicode_on_screen_and_html_in_csl() -> None:
    case = Case("html-titles.bib")
    assert "\\textit{Apis mellifera}" in case.export("bibtex")
    assert "CO\\textsubscript{2}" in case.export("biblatex")
    assert "\\textit{bd} Oxidase" in case.export("bibtex")
    assert case.papers["h1"].title_text == "Genome of Apis mellifera and CO₂"
    assert case.papers["h2"].title_text == "Role of bd Oxidase"
    h1, h2 = json.loads(case.export("csl-json"))
    assert h1["title"] == 'Genome of <i>Apis mellifera</i> and <span class="nocase">CO</span><sub>2</sub>'
    assert h2["title"] == "Role of <i>bd</i> Oxidase"


@BIB
def test_braces_stay(format: str) -> None:
    text = Case("protection.bib").export(format)
    assert "{{D}eath in {V}enice and the {S}midt {T}heorem}" in text
    assert "{{Die Kunst der Fuge}}" in text


@BIB
def test_authors_of_one_name_are_several(format: str) -> None:
    case = Case("same-names.bib")
    found = case.entries(format)
    assert found["w1"]["author"] == "Wang, Y. and Li, X. and Wang, Y."
    assert found["w2"]["author"] == "Wei Wang and Wei Wang"
    assert "0001" in case.papers["w2"].texts["author"]


def test_names_of_all_scripts_keep_their_parts() -> None:
    case = Case("scripts.bib")
    assert '"family": "李"' in case.export("csl-json")
    assert '"given": "太郎"' in case.export("csl-json")
    for format in ("bibtex", "biblatex"):
        found = case.entries(format)
        assert found["c1"]["author"] == "李, 雷 and 山田, 太郎"
        assert found["c2"]["author"] == "Иванов, Пётр and Παπαδόπουλος, Γιώργος"
    assert any("Unicode engine" in remark for remark in case.remarks("bibtex"))


@pytest.mark.parametrize(
    ("name", "titles", "said"),
    [
        ("lines.jsonl", ["First", "Second"], None),
        ("better-bibtex.json", ["On Bees"], None),
        ("semantic-scholar.json", ["On Bees"], None),
        ("paperpile.json", ["On Bees"], None),
        ("one-bad-item.json", ["One", "Three"], "broken entry: b"),
        ("keyless.bib", ["Keyless Entry", "Keyed Entry"], None),
        ("odd-openings.bib", ["Newline Before Brace", "Hyphen Type", "Kept"], None),
        ("double-comma.bib", ["Double Comma"], None),
        ("extra-brace.bib", ["Extra Brace"], "one closing brace too many"),
        ("untitled.bib", [], "line 2: incomplete entry: a (left out: no title)"),
        ("macros-2.bib", ["Uses Macro"], "unknown macro: IEEE_J_AC"),
        ("one-bad-byte.bib", ["Über die Größe", "caf\ufffd"], "bad encoding: k2014"),
        ("crossref-date.bib", ["Own Year", "Proceedings"], None),
    ],
)
def test_what_can_be_read_is_and_what_can_not_is_named(name: str, titles: list[str], said: str | None) -> None:
    case = Case(name)
    assert [paper.title_text for paper in case.papers.values()] == titles
    assert len(case.said) == (said is not None)
    assert said is None or said in case.said[0]


@pytest.mark.parametrize("name", ["better-bibtex.json", "semantic-scholar.json", "paperpile.json"])
def test_other_programs_json_has_title_authors_and_date(name: str) -> None:
    (paper,) = Case(name).papers.values()
    assert (paper.title, paper.authors, paper.date) == ("On Bees", ("Ann Bee",), "2019")


def test_a_comma_that_is_missing_is_seen() -> None:
    case = Case("missing-comma.bib")
    found = case.entries("bibtex")
    assert (found["g1"]["title"], found["g1"]["volume"], found["g1"]["pages"]) == ("A Title Here", "3", "1--2")
    assert case.papers["g1"].fields["file"] == ":a.pdf:pdf"
    assert found["g2"]["journal"] == "J"
    assert case.said[0].startswith("line 1: no file: 1 entry with a PDF that is not on this machine (")
    assert case.said[1:] == [
        "line 3: repaired: g1 (a comma is missing after title)",
        "line 5: repaired: g1 (a comma is missing after volume)",
    ]


@BIB
def test_addresses_are_those_of_the_web(format: str) -> None:
    found = Case("urls.bib").entries(format)
    assert {entry["url"] for entry in found.values()} == {
        "http://www.ex.edu/~bee/p.html", "http://www.ex.edu/ab/c_d",
    }  # fmt: skip


def test_types_of_ris() -> None:
    case = Case("types.ris")
    found = case.entries("biblatex")
    page, data, patent, thesis, fanning = found.values()
    assert [entry["@"] for entry in found.values()] == ["online", "dataset", "patent", "thesis", "article"]
    assert page["url"] == "http://www.example.org/page"
    assert (data["title"], patent["title"], thesis["school"]) == ("A Data Set", "A Patent", "Some University")
    assert (fanning["author"], fanning["doi"]) == ("Fanning, E.", "10.1063/1.1954747")
    assert not any(case.library.mark(id).note for id in case.library.papers)


def test_dates_are_written_as_their_source_says_them() -> None:
    case = Case("dates.bib")
    assert {key: entry["date"] for key, entry in case.entries("biblatex").items()} == {
        "d1": "1995-03/1996-04", "d2": "1999-01/1999-02", "d3": "2020-07-05/2020-07-10", "d4": "1991-21", "d5": "0987",
    }  # fmt: skip
    classic = case.entries("bibtex")
    assert (classic["d2"]["month"], classic["d3"]["month"]) == ('jan # "/" # feb', 'jul # "~5--10"')
    assert classic["d5"]["year"] == "987"
    assert "2 entries: classic BibTeX has no place for ranges, seasons and uncertain dates" in case.remarks("bibtex")
    assert [p.date for p in case.papers.values()] == ["1995-03", "1999-01", "2020-07-05", "1991", "0987"]
    case = Case("dates.json")
    found = case.entries("biblatex")
    assert [entry["date"] for entry in found.values()] == ["2001-03/2002-04", "2001-22", "1723~", "2020", "2020"]
    assert (found["r5"]["author"], found["r5"]["translator"]) == ("de La Fontaine, Jean", "Tran, Ann")


def test_encodings() -> None:
    assert Case("latin2.bib").papers["k2013"].authors == ("Jiří Dvořák",)
    assert Case("one-bad-byte.bib").papers["k2013"].authors == ("Jörg Müller",)


def test_double_braces_are_none() -> None:
    case = Case("double-braces.bib")
    (paper,) = case.papers.values()
    assert (case.library.mark(paper.id).tags, paper.fields["volume"], paper.venue) == (("Alpha", "Beta"), "3", "BEES")


def test_macros_of_one_file_are_known_to_the_next() -> None:
    assert Case("macros-1.bib", "macros-2.bib").papers["s1"].venue == "IEEE Trans. Autom. Control"


def test_the_childs_own_date_wins() -> None:
    assert Case("crossref-date.bib").papers["c1"].date == "2000"


@pytest.mark.parametrize("name", ["target-comment.bib", "target-duplicate.bib"])
@BIB
def test_merging_leaves_what_is_broken_as_it_is(name: str, format: str) -> None:
    case = Case("double-comma.bib")
    papers = [(paper, case.library.mark(paper.id)) for paper in case.papers.values()]
    old = (CASES / name).read_text("utf-8")
    merged = FORMATS[format].merge(old, papers, ExportOptions(), {})
    assert merged.text.startswith(old)
    assert "Double Comma" in merged.text


def test_a_file_that_comes_again_tells_what_is_new() -> None:
    case = Case("again-old.bib", "again-new.bib")
    (paper,) = case.papers.values()
    assert (paper.key, paper.date, paper.venue, paper.fields["pages"]) == ("k1", "2012", "Journal", "1--9")
    case = Case("again-old.bib")
    pages, _ = read_sources([str(CASES / "again-new.bib")], case.library, date(2026, 6, 1))
    changes = [f"{key}: {change}" for r in plan_import(case.library, pages, AT).reports for key, change in r.changes]
    assert changes == ["k1: date 2021 → 2012", "k1: venue J → Journal", "k1: pages 1 → 1--9"]


def test_odd_names_are_persons_and_groups() -> None:
    case = Case("odd-names.bib")
    names = case.export("csl-json")
    assert '"family": "Hunt"' in names
    assert '"suffix": "III"' in names
    assert '"family": "Van den Eff"' in names
    assert '"suffix": "PhD"' in names
    assert case.papers["n2"].authors == ("Tove van den Berg",)
    assert case.papers["n3"].authors == ("A. Bee", "B. Cee", "C. Dee")


def test_no_case_is_without_a_row() -> None:
    used = Path(__file__).read_text("utf-8") + "version-preprint.bib version-published.bib"
    assert [file.name for file in CASES.iterdir() if file.name not in used] == []
