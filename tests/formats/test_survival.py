"""What comes in whole goes out whole: keys, types and facts of people's .bib files, through every format."""

from __future__ import annotations

import json
from datetime import date

import pytest
from msgspec.structs import replace

from readlist.formats import FORMATS, ExportOptions, format_of, read_file, render
from readlist.formats.citation import authors_line
from readlist.formats.facts import FACTS, TYPES, field_names
from readlist.latex.pass_through import let_through
from readlist.library.importing import plan_import
from readlist.library.library import Library
from readlist.model.dates import is_extended_date
from readlist.model.paper import Mark, Paper
from readlist.pages.decode import decode
from readlist.pages.page import PageError
from readlist.search.fields import editors
from tests.formats.facts import AT
from tests.formats.habits import files
from tests.survival import compare, survive

CORPUS = files()


@pytest.mark.parametrize("profile", ["bibtex", "biblatex"])
@pytest.mark.parametrize("name", sorted(CORPUS))
def test_every_key_type_and_fact_of_a_file_survives(name: str, profile: str) -> None:
    found = compare(CORPUS[name], survive(CORPUS[name], profile)[0], classic=profile == "bibtex")
    assert found.keys >= 38
    assert found.lost == []


def test_the_export_of_an_export_is_the_same() -> None:
    for text in CORPUS.values():
        once = survive(text, "bibtex")[0]
        assert survive(once, "bibtex")[0] == once


def library_of(*texts: str | bytes) -> Library:
    library = Library()
    for n, given in enumerate(texts):
        text = decode(given)[0] if isinstance(given, bytes) else given
        reader = format_of(text)
        assert reader
        plan = plan_import(library, [read_file(reader, text, f"{n}.bib", date(2026, 6, 1))], AT)
        library.apply(plan.plan.edits)
    return library


def export(library: Library, format: str = "biblatex") -> str:
    return render(format, [(p, library.mark(p.id)) for p in library.papers.values()]).text


ENTRY = "@article{{a, author={{Noether, Emmy}}, title={{{}}}, journal={{Math. Ann.}}, year=1921}}"


@pytest.mark.parametrize(
    "title",
    [
        r"On \enquote{Ideals} and \ce{H2SO4} at {$\sim$5} {K}",
        r"Decay in {{\SI{5}{\milli\second}}} of \foreignlanguage{german}{Der Bau}",
        r"{\noopsort{1921}}{The} \mkbibemph{Hive}",
        r"{D}eath in {V}enice and the {S}midt {T}heorem",
        r"{Die Kunst der Fuge}",
        r"A \texorpdfstring{$\alpha$}{alpha} Decay",
    ],
)
def test_macros_and_braces_of_a_title_stay(title: str) -> None:
    for profile in ("bibtex", "biblatex"):
        assert f"title         = {{{title}}}," in export(library_of(ENTRY.format(title)), profile)


@pytest.mark.parametrize(
    ("title", "written"),
    [
        ("Genome of <i>Apis mellifera</i>", r"Genome of \textit{Apis mellifera}"),
        (r"Role of $\less$i$\greater$bd$\less$/i$\greater$ Oxidase", r"Role of \textit{bd} Oxidase"),
        (r"Fish & Chips at 5% \#1", r"Fish \& Chips at 5\% \#1"),
        ("Ideals in LaTeX and DNA", "Ideals in {LaTeX} and {DNA}"),
        (r"Read \input{secrets} here", "Read input{secrets} here"),
    ],
)
def test_what_would_break_a_document_is_mended(title: str, written: str) -> None:
    assert f"{{{written}}}," in export(library_of(ENTRY.format(title)))


@pytest.mark.parametrize(
    "text",
    [r"\input{x}", r"\write18{x}", r"a } b", r"{", r"\def\a{b}", r"\begin{x}", r"^^5cinput", r"$x", r"\ifx a", "\\"],
)
def test_harm_is_not_let_through(text: str) -> None:
    assert let_through(text, "bibtex") is None


def test_types_that_classic_styles_lack_are_named() -> None:
    library = library_of("@dataset{iris, author={Fisher, R. A.}, title={Iris}, year=1936}")
    exported = render("bibtex", [(p, library.mark(p.id)) for p in library.papers.values()])
    assert "@misc{iris," in exported.text
    assert exported.remarks == ("1 entry: classic BibTeX has no place for the type dataset",)


def test_a_fact_that_changed_is_written_anew() -> None:
    library = library_of(ENTRY.format(r"On \enquote{Ideals}"))
    (paper,) = library.papers.values()
    changed = replace(paper, title="On Rings", title_text="On Rings", date="1922")
    text = render("biblatex", [(changed, Mark())]).text
    assert "{On Rings}" in text
    assert "{1922}" in text
    assert "{Math. Ann.}" in text


@pytest.mark.parametrize(
    ("fields", "written"),
    [
        ("date={1995-03/1996-04}", "{1995-03/1996-04}"),
        ('year=1999, month=jan # "/" # feb', "{1999-01/1999-02}"),
        ('year=2020, month=jul # "~5--10"', "{2020-07-05/2020-07-10}"),
        ("date={1991-21}", "{1991-21}"),
        ("year=1991, month={Spring}", "{1991-21}"),
        ("year={987}", "{0987}"),
        ("date={1723~}", "{1723~}"),
        ("year={in press}", "{in press}"),
        (r"year={{\noopsort{1973b}}1973}", r"{{\noopsort{1973b}}1973}"),
    ],
)
def test_dates_are_kept_as_the_source_has_them(fields: str, written: str) -> None:
    library = library_of(f"@article{{a, author={{Noether, Emmy}}, title={{Rings}}, journal={{J}}, {fields}}}")
    assert written in export(library)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Harry B. {Hunt III}", ("Harry B.", "", "Hunt", "III")),
        ("{Van den Eff}, Dan", ("Dan", "", "Van den Eff", "")),
        ("Gee, PhD, Gus", ("Gus", "", "Gee", "PhD")),
        ("useprefix=true, family=Berg, given=Tove, prefix=van den", ("Tove", "van den", "Berg", "")),
        ("李, 雷", ("雷", "", "李", "")),
        ("Иванов, Пётр", ("Пётр", "", "Иванов", "")),
        ("{García Márquez}, Gabriel", ("Gabriel", "", "García Márquez", "")),
        ("Wei Wang 0001", ("Wei", "", "Wang", "")),
    ],
)
def test_names_keep_their_parts(text: str, parts: tuple[str, str, str, str]) -> None:
    library = library_of(f"@article{{a, author={{{text}}}, title={{Rings}}, journal={{J}}, year=2001}}")
    (name,) = json.loads(export(library, "csl-json"))[0]["author"]
    keys = ("given", "non-dropping-particle", "family", "suffix")
    assert tuple(name.get(key, "") for key in keys) == parts


def test_two_authors_of_one_spelling_are_two() -> None:
    library = library_of("@article{a, author={Wang, Y. and Li, X. and Wang, Y.}, title={Rings}, year=2001}")
    assert len(next(iter(library.papers.values())).authors) == 3


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("@article{a,\n author={N, E},\n title={Rings}\n volume = 3\n year=2001}", "{3}"),
        ("@article{a, author={N, E}, title={Rings}}, journal={Ann}, year=2001}", "{Ann}"),
        ("@article{\n author={N, E},\n title={Rings}, year=2001}", "@article{n2001rings,"),
        ("@article\n{a, author={N, E}, title={Rings}, year=2001}", "@article{a,"),
        ("@in-collection{a, author={N, E}, title={Rings}, year=2001}", "@incollection{a,"),
        ("@article{a, author={N, E}, title={Rings}, , year=2001}", "{2001}"),
        ("@article{a, author={N, E}, title={Rings}, % checked\n year=2001}", "{2001}"),
        ("@article{a, author={N, E}, title={Rings}, year=2001\n@article{b, title={Ideals}, year=2002}", "@article{b,"),
        ('@article{a, author="N, E", title="On "Rings" of", year=2001}', "{2001}"),
        ("@inproceedings{a, title={Rings}, year=2000, crossref={p}}\n@book{p, title={P}, date={1999}}", "{2000}"),
        ("@misc{a, title={Rings}, url={http://x.edu/{\\textasciitilde}emmy/a\\-b\\_c}}", "{http://x.edu/~emmy/ab_c}"),
    ],
)  # fmt: skip
def test_what_people_really_have_is_read(text: str, written: str) -> None:
    assert written in export(library_of(text))


def test_encodings_are_those_of_the_file() -> None:
    text = "% Encoding: ISO8859_2\n@article{a, author={Dvořák, Jiří}, title={Česká věda}, journal={J}, year=2013}"
    assert "Česká věda" in export(library_of(text.encode("iso8859-2")))
    bad = "@article{a, author={Müller, Jörg}, title={Größe}, journal={J}, year=2013}\n".encode()
    both = export(library_of(bad + b"@article{b, author={N, E}, title={caf\xe9 Rings}, journal={J}, year=2014}"))
    assert "Müller, Jörg" in both
    assert "caf Rings" in both


@pytest.mark.parametrize("profile", ["bibtex", "biblatex", "ris", "csl-json"])
@pytest.mark.parametrize("kind", [row.name for row in TYPES])
def test_a_format_gives_back_what_it_has_a_place_for(kind: str, profile: str) -> None:
    column = {"ris": "ris", "csl-json": "csl"}.get(profile)
    names = field_names(column, kind) if column else {row.name: () for row in FACTS}  # type: ignore[arg-type]
    own = {"title", "abstract", "doi", "url", "journal", "booktitle", "annote", "venue", "type"}
    fields = {name: "12" for name in names if name not in own}
    fields |= {name: "Noether, Emmy" for name in ("editor", "translator") if name in fields}
    fields |= {name: number for name, number in (("isbn", "0-201-89683-4"), ("issn", "0003-3804")) if name in fields}
    fields |= {"pages": "1--9"} | ({"urldate": "2020-01-02"} if "urldate" in fields else {})
    where = None if kind in ("book", "thesis", "report", "online", "misc", "proceedings", "dataset") else "Annals"
    paper = Paper(
        id=1, key="a1", title="Rings", title_text="Rings", authors=("Emmy Noether",), date="1921",
        venue=where, type=None if kind == "misc" else kind, fields=fields,
    )  # fmt: skip
    exported = FORMATS[profile].render([(paper, Mark())], ExportOptions(), None)  # type: ignore[arg-type]
    (back,) = library_of(exported.text).papers.values()
    said = " ".join(exported.remarks)
    for name, value in fields.items():
        assert back.fields.get(name) == value or f"no place for {name}" in said, name
    assert back.type == paper.type or "no place for the type" in said


@pytest.mark.parametrize(
    "text",
    [
        "@article{a,\n" + 'x="{\n' * 20000,
        "@article{a," + "x={" * 50000,
        "@article{a, title={" + "{" * 50000 + "}" * 50000 + "}}",
        "@article{a, title={x}, author={" + "{A} and " * 20000 + "}}",
        "@article{a, title={" + "%&#_^" * 20000 + "}}",
        '[{"id":"a","title":"x' * 20000,
        "a:\n" + "  b: *x\n" * 20000 + "  type: article\n  title: x\n",
    ],
    ids=["quotes", "braces", "nested", "names", "signs", "json", "yaml"],
)
def test_hostile_texts_end_soon(text: str) -> None:
    """What is not linear here would run into the tests' time-out."""
    reader = format_of(text)
    try:
        entries = read_file(reader, text, "x.bib", date(2026, 6, 1)).entries if reader else ()
    except PageError:
        entries = ()
    assert len(entries) <= 1


@pytest.mark.parametrize("key", ["a{b", "50%", "A & B", "\\input{x}", "}"])
def test_a_sort_key_of_another_file_is_written_as_text(key: str) -> None:
    library = library_of(json.dumps([{"id": "t1", "type": "book", "title": "Rings", "key": key}]))
    for profile in ("bibtex", "biblatex"):
        (back,) = library_of(export(library, profile)).papers.values()
        assert back.title_text == "Rings"


def test_inventors_and_programmers_are_authors_beside_the_others() -> None:
    people = [("inventor", "Ida", "Jeong"), ("author", "Ada", "Byron"), ("programmer", "Paz", "Ruiz")]
    creators = [{"creatorType": role, "firstName": first, "lastName": last} for role, first, last in people]
    item = {"itemType": "patent", "key": "AB12CD34", "version": 1, "title": "A Loom", "creators": creators}
    (paper,) = library_of(json.dumps([item])).papers.values()
    assert set(paper.authors) == {"Ida Jeong", "Ada Byron", "Paz Ruiz"}


def test_plain_objects_keep_what_they_name() -> None:
    item = {"id": "x", "title": "Rings", "authors": [{"name": "Ada Lovelace"}], "doi": "10.1234/x"}
    (paper,) = library_of(json.dumps([item | {"url": "https://a.b/c", "venue": "Annals"}])).papers.values()
    assert (paper.doi, paper.urls, paper.venue) == ("10.1234/x", ("https://a.b/c",), "Annals")


@pytest.mark.parametrize("day", ["2024-13-45", "2024-02-30", "2024-99/2025-77"])
def test_a_day_that_no_calendar_has_is_named(day: str) -> None:
    text = f"@article{{a1, author={{Noether, Emmy}}, title={{Rings}}, journal={{Annals}}, date={{{day}}}}}"
    reader = format_of(text)
    assert reader
    problems = read_file(reader, text, "a.bib", date(2026, 6, 1)).problems
    assert [problem.kind for problem in problems] == ["impossible date"]


@pytest.mark.parametrize("text", ["1995-03/1996-04", "1991-21", "1723~", "199X", "19XX", "-0044", "723", "2020/.."])
def test_dates_of_more_than_a_day_are_told(text: str) -> None:
    assert is_extended_date(text)


def test_records_with_attributes_are_read_too() -> None:
    record = '<record{}><ref-type name="Book">6</ref-type><titles><title>{}</title></titles></record>'
    records = record.format(' id="1"', "First Rings") + "\n" + record.format("", "Second Rings")
    papers = library_of(f'<?xml version="1.0"?>\n<xml><records>{records}</records></xml>').papers.values()
    assert sorted(paper.title_text for paper in papers) == ["First Rings", "Second Rings"]


def test_a_particle_of_a_citation_file_is_one() -> None:
    author = "  - family-names: Berg\n    given-names: Jan\n    name-particle: van den"
    (paper,) = library_of(f"cff-version: 1.2.0\ntitle: Rings\nauthors:\n{author}\n").papers.values()
    assert paper.authors == ("Jan van den Berg",)


def test_editors_are_found_and_shown_by_whole_names() -> None:
    names = "van den Berg, Jan and {Research and Development Lab} and Davis, Jr., Sammy"
    (paper,) = library_of(f"@book{{b1, editor={{{names}}}, title={{Rings}}, year=2001}}").papers.values()
    whole = ["Jan van den Berg", "Research and Development Lab", "Sammy Davis Jr."]
    assert list(editors(paper)) == whole
    assert authors_line(paper) == f"{', '.join(whole)} (eds.)"
