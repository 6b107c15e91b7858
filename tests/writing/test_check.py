"""``check``: what is planted is found, in manuscripts of every kind, and nothing else; ``--fix`` mends what is sure."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from readlist.formats import ExportOptions
from readlist.session.manuscripts import bibliography_of, check, mend
from readlist.session.open_library import OpenLibrary
from readlist.writing.manuscript import ManuscriptError, read_manuscript
from readlist.writing.manuscript_checks import CHECKS, Finding
from readlist.writing.manuscript_kinds import KINDS, Kind
from tests.cli.conftest import Readlist, readlist  # noqa: F401 - a fixture
from tests.formats.test_growth import grows
from tests.writing.conftest import library_with, paper
from tests.writing.made_manuscripts import MADE, Planted, plant

every_kind = pytest.mark.parametrize("kind", MADE)


def findings(planted: Planted, folder: Path) -> list[Finding]:
    opened = library_with(folder / "library", planted.papers)
    return check(opened, planted.main)[1]


def verify(kind: str, seed: int, folder: Path) -> None:
    planted = plant(kind, seed, folder / "faulty")
    assert len(planted.faults) == 40
    found = findings(planted, folder)
    assert sorted((f.check, f.key) for f in found) == sorted(planted.faults)
    clean = plant(kind, seed, folder / "clean", faults=0)
    assert findings(clean, folder / "clean") == []


@every_kind
def test_forty_planted_faults_are_found_and_none_invented(kind: str, tmp_path: Path) -> None:
    verify(kind, 0, tmp_path)


@pytest.mark.long
@every_kind
def test_forty_planted_faults_in_ten_manuscripts(kind: str, tmp_path: Path) -> None:
    for seed in range(10):
        verify(kind, seed, tmp_path / str(seed))


def test_every_check_and_every_kind_is_tried_here(tmp_path: Path) -> None:
    tried = {check for kind in MADE for check, _ in plant(kind, 0, tmp_path / kind).faults}
    assert tried == {row.name for row in CHECKS} - {"file"}
    assert {kind.suffixes[0] for kind in KINDS} <= {made.suffix for made in MADE.values()}


@every_kind
def test_places_are_those_of_the_keys(kind: str, tmp_path: Path) -> None:
    planted = plant(kind, 3, tmp_path / "ms")
    for finding in findings(planted, tmp_path):
        if finding.start >= 0:
            line = finding.path.read_text().split("\n")[finding.line - 1]
            assert line[finding.column - 1 :].startswith(finding.key)


@every_kind
def test_fix_does_what_is_sure_and_only_that(kind: str, tmp_path: Path) -> None:
    planted = plant(kind, 1, tmp_path / "ms")
    opened = library_with(tmp_path / "library", planted.papers)
    for _ in range(3):
        checked, found = check(opened, planted.main)
        if any(finding.fix for finding in found):
            assert mend(opened, checked, found, ExportOptions())
    left = {(f.check, f.key) for f in check(opened, planted.main)[1]}
    mended = {"preprint", "doi", "mistyped"}
    known = {key for check, key in planted.faults if check == "missing" and not key.startswith("nobody")}
    stays = {(c, k) for c, k in planted.faults if c not in mended and (c, k) not in {("missing", k) for k in known}}
    if kind == "aux":  # what LaTeX makes is not corrected
        stays |= {(c, k) for c, k in planted.faults if c == "mistyped"}
    assert left == stays


def test_what_fix_leaves_in_a_manuscript_is_as_it_was(tmp_path: Path) -> None:
    folder = tmp_path / "ms"
    folder.mkdir()
    opened = library_with(tmp_path / "library", [paper(1), paper(2)])
    text = "\\documentclass{x}\r\n\\cite{Writer2001work} % \\cite{Writer2001work}\r\n\\bibliography{refs}\r\n"
    (folder / "a.tex").write_bytes(text.encode())
    (folder / "refs.bib").write_text("@misc{writer2001work, title={Mine},\n year = 1999}\n")
    checked, found = check(opened, folder / "a.tex")
    assert [(f.check, f.new) for f in found if f.fix] == [("mistyped", "writer2001work")]
    mend(opened, checked, found, ExportOptions())
    assert (folder / "a.tex").read_bytes() == text.replace("\\cite{W", "\\cite{w", 1).encode()
    assert (folder / "a.tex.bak").read_bytes() == text.encode()


def test_a_published_entry_keeps_what_the_user_wrote(tmp_path: Path) -> None:
    opened = library_with(tmp_path / "library", [paper(1, arxiv="2401.00001")])
    bib = tmp_path / "refs.bib"
    bib.write_text(
        "@article{mine,\n  title   = {A {Study} of the Matter birch 1},\n  author  = {Writerb, A.},\n"
        "  journal = {arXiv preprint arXiv:2401.00001},\n  year    = 2000,\n  note    = {read this},\n"
        "  eprint  = {2401.00001}\n}\n"
    )
    checked, found = check(opened, bib)
    assert [f.check for f in found] == ["preprint"]
    mend(opened, checked, found, ExportOptions())
    text = bib.read_text()
    for line in ("journal = {Journal of birch}", "year    = {2001}", "doi     = {10.1234/w.1}", "volume  = {1}",
                 "author  = {Writerb, A.}", "note    = {read this}", "title   = {A {Study} of"):  # fmt: skip
        assert line in text
    assert check(opened, bib)[1] == []
    assert opened.library.find("mine") == (1,)  # and the key is known from now on


def test_a_chapter_is_checked_with_its_main_file(tmp_path: Path) -> None:
    opened = library_with(tmp_path / "library", [paper(1)])
    (tmp_path / "parts").mkdir()
    (tmp_path / "main.tex").write_text("\\input{parts/one}\n\\bibliography{refs}\n")
    (tmp_path / "parts" / "one.tex").write_text("\\cite{writer2001work}\n")
    _, found = check(opened, tmp_path / "parts" / "one.tex")
    assert [(f.check, f.key) for f in found] == [("file", ""), ("missing", "writer2001work")]
    assert bibliography_of(tmp_path / "parts" / "one.tex") == tmp_path / "refs.bib"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.tex", "\\cite{x}\\nocite{*}\\bibliography{refs}"),
        ("a.md", "---\nbibliography: refs.bib\nnocite: '@*'\n---\n@x"),
        ("a.typ", '@x #bibliography("refs.bib", full: true)'),
        ("a.org", "#+bibliography: refs.bib\n#+nocite: @*\n[cite:@x]"),
        ("a.aux", "\\citation{x}\\citation{*}\\bibdata{refs}"),
    ],
)
def test_all_may_be_cited_at_once(name: str, text: str, ten: OpenLibrary, tmp_path: Path) -> None:
    (tmp_path / "refs.bib").write_text("@misc{x, title={X}}\n@misc{y, title={Y}}\n")
    (tmp_path / name).write_text(text)
    assert check(ten, tmp_path / name)[1] == []


def test_entries_that_a_manuscript_has_itself_are_not_missing(ten: OpenLibrary, tmp_path: Path) -> None:
    (tmp_path / "a.tex").write_text("\\cite{x}\n\\begin{thebibliography}{9}\\bibitem{x} X.\\end{thebibliography}\n")
    (tmp_path / "a.typ").write_text("= One <one>\n@one\n")
    (tmp_path / "a.md").write_text(
        "---\nreferences:\n- id: x\n  title: X\n---\n@x\n\n(@good) An example.\n\nSee (@good).\n"
    )
    assert [check(ten, tmp_path / f"a.{kind}")[1] for kind in ("tex", "typ", "md")] == [[], [], []]


def test_biblatex_aux_finds_its_bibliography_in_the_control_file(ten: OpenLibrary, tmp_path: Path) -> None:
    (tmp_path / "a.aux").write_text("\\abx@aux@cite{0}{x}\n\\abx@aux@cite{0}{writer2001work}\n")
    (tmp_path / "a.bcf").write_text("<bcf:datasource type='file'>refs.bib</bcf:datasource>")
    (tmp_path / "refs.bib").write_text("@misc{x, title={X}}\n")
    (finding,) = check(ten, tmp_path / "a.aux")[1]
    assert (finding.check, finding.key, finding.fix) == ("missing", "writer2001work", "add")


PREPRINTS = (
    "@article{k, journal={arXiv preprint arXiv:2401.00001}",
    "@article{k, journal={CoRR}, volume={abs/2401.00001}",
    "@article{k, journal={ArXiv e-prints}, eprint={2401.00001}",
    "@misc{k, eprint={2401.00001}, archiveprefix={arXiv}",
    "@misc{k, doi={10.48550/arXiv.2401.00001}, publisher={arXiv}",
    "@online{k, eprint={2401.00001}, eprinttype={arxiv}",
    "@unpublished{k, note={arXiv:2401.00001}",
    "@techreport{k, institution={arXiv}, number={2401.00001}",
)


@pytest.mark.parametrize("entry", PREPRINTS)
def test_a_preprint_is_one_in_every_form(entry: str, tmp_path: Path) -> None:
    opened = library_with(tmp_path / "library", [paper(1, arxiv="2401.00001")])
    (tmp_path / "refs.bib").write_text(
        f"{entry}, title={{A study of the matter birch 1}}, author={{Ann Writerb}}, year=2001}}\n"
    )
    assert [f.check for f in check(opened, tmp_path / "refs.bib")[1]] == ["preprint"]


@pytest.mark.parametrize(("key", "meant", "sure"), [
    ("writer2001wrok", True, True), ("Writer2001Work", True, True), ("writer2007work", True, False),
    ("writer201work", True, False), ("nobody1999", False, False),
])  # fmt: skip
def test_a_wrong_digit_is_a_guess_and_not_corrected(key: str, meant: bool, sure: bool, tmp_path: Path) -> None:
    opened = library_with(tmp_path / "library", [paper(1)])
    (tmp_path / "refs.bib").write_text("@misc{writer2001work, title={Mine}}\n")
    (tmp_path / "a.tex").write_text(f"\\cite{{{key}}}\\bibliography{{refs}}")
    found = check(opened, tmp_path / "a.tex")[1]
    assert found[0].check == ("mistyped" if meant else "missing")
    assert (found[0].fix == "key") is sure
    assert [f.check for f in found[1:]] == ([] if meant else ["uncited"])


NAMED = {
    "a.tex": "\\addbibresource{sub/refs.bib}\\cite{writer2001work}",
    "a.aux": "\\citation{writer2001work}\\bibdata{sub/refs}",
    "a.md": "---\nbibliography: sub/refs.bib\n---\n@writer2001work",
    "a.qmd": "---\nbibliography: [sub/refs.json]\n---\n@writer2001work",
    "a.typ": '@writer2001work #bibliography("sub/refs.yml")',
    "a.org": "#+bibliography: sub/refs.bib\n[cite:@writer2001work]",
}  # fmt: skip


@pytest.mark.parametrize("name", NAMED)
def test_fix_makes_the_bibliography_that_is_named(name: str, ten: OpenLibrary, tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / name).write_text(NAMED[name])
    checked, found = check(ten, tmp_path / name)
    assert [f.check for f in found] == ["file", "missing"]
    made = bibliography_of(tmp_path / name)
    assert mend(ten, checked, found, ExportOptions()) == f"1 entry added to {made.name}, which was made"
    assert made.parent == tmp_path / "sub"
    assert check(ten, tmp_path / name)[1] == []


def test_what_is_no_paper_is_known_and_what_lacks_a_title_is_said_so(ten: OpenLibrary, tmp_path: Path) -> None:
    (tmp_path / "refs.bib").write_text(
        "% Only words, and a@b.example\n@IEEEtranBSTCTL{ctl, CTLx={y}}\n@CONTROL{REVTEX42Control}\n"
        "@xdata{x, publisher={P}}\n"
        "@set{both, entryset={a,b}}\n@article{a, author={A}, title={Aa}, journal={J}, year={in press}}\n"
        "@book{b, author={B}, title={Bb}, xdata={x}, date={2001}}\n@misc{c, author={C}, year=2001}\n"
        "@inproceedings{d, author={D}, title={Dd}, crossref={e}}\n"
        "@article{f, title={RETRACTED: F}, author={F}, year=2001, journal={J}}\n"
        "@proceedings{e, title={Ee}, booktitle={Ee}, editor={E}, publisher={P}, year=2001}\n"
    )
    (tmp_path / "a.tex").write_text(
        "\\bstctlcite{ctl}\\cite{both,c,d,f}\\input{glyphtounicode}\\bibliography{IEEEabrv,refs}"
    )
    found = check(ten, tmp_path / "a.tex")[1]
    assert [(f.check, f.text) for f in found] == [
        ("incomplete", "c (misc) has no title"),
        ("retracted", "f was retracted, as its title says"),
    ]


def test_a_bibliography_that_the_manuscript_writes_itself_is_read_there(ten: OpenLibrary, tmp_path: Path) -> None:
    (tmp_path / "a.tex").write_text(
        "\\begin{filecontents*}[overwrite]{own.bib}\n@misc{x, title={X}}\n\\end{filecontents*}\n"
        "\\addbibresource{own.bib}\\cite{x,nobody1999}"
    )
    assert [(f.check, f.key) for f in check(ten, tmp_path / "a.tex")[1]] == [("missing", "nobody1999")]


def test_chapters_of_a_quarto_book_share_a_bibliography(ten: OpenLibrary, tmp_path: Path) -> None:
    (tmp_path / "_quarto.yml").write_text("project:\n  type: book\nbibliography: refs.bib\n")
    (tmp_path / "refs.bib").write_text("@misc{one, title={X}}\n@misc{two, title={Y}}\n@misc{never, title={Z}}\n")
    (tmp_path / "index.qmd").write_text("@one, as @sec-two says {#own-x} @own-x @thm-a\n")
    (tmp_path / "two.qmd").write_text("@two @nowhere2001\n")
    assert [(f.check, f.key) for f in check(ten, tmp_path / "index.qmd")[1]] == [("uncited", "never")]


def test_a_preprint_and_its_publication_are_one_work(ten: OpenLibrary, tmp_path: Path) -> None:
    facts = "title={A Rather Long Title}, author={Lee, Ann and Bo Chen}"
    (tmp_path / "refs.bib").write_text(
        f"@misc{{a, {facts}, year=2020, eprint={{2001.00001}}, archiveprefix={{arXiv}}}}\n"
        f"@article{{b, {facts}, journal={{J}}, year=2021, doi={{10.1/b}}}}\n"
        f"@article{{c, {facts}, journal={{K}}, year=2023, doi={{10.1/c}}}}\n"
    )
    assert [f.text for f in check(ten, tmp_path / "refs.bib")[1]] == [
        "b is the same work as a",
        "c is the same work as a",
    ]


@pytest.mark.parametrize("name", ["a.txt", "none.tex", "folder.md"])
def test_what_can_not_be_read_is_one_line(name: str, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "folder.md").mkdir()
    with pytest.raises(ManuscriptError) as error:
        read_manuscript(tmp_path / name)
    assert "\n" not in str(error.value)
    assert name in str(error.value)


@pytest.mark.parametrize(("text", "told"), [
    ("hello", ["line 1: there is no entry in it"]), ("", []), ("% only a comment, a@b.example\n", []), ("\ufeff", []),
    ("@misc{a, title={X}\n", ["a: its closing brace is missing"]), ("@misc{a title={X}}", None), ("@", None),
])  # fmt: skip
def test_a_bibliography_that_is_none_is_a_finding(
    text: str, told: list[str] | None, ten: OpenLibrary, tmp_path: Path
) -> None:
    (tmp_path / "refs.bib").write_text(text)
    found = [f.text for f in check(ten, tmp_path / "refs.bib")[1]]
    assert found == told if told is not None else all("\n" not in line for line in found)


def test_another_encoding_stays_as_it_is(ten: OpenLibrary, tmp_path: Path) -> None:
    text = b"caf\xe9 \\cite{Writer2001work} \\bibliography{refs}\n"
    (tmp_path / "latin.tex").write_bytes(text)
    (tmp_path / "refs.bib").write_bytes(b"@misc{writer2001work, title={Caf\xe9}}\n")
    checked, found = check(ten, tmp_path / "latin.tex")
    assert [(f.check, f.column) for f in found] == [("mistyped", 12)]
    mend(ten, checked, found, ExportOptions())
    assert (tmp_path / "latin.tex").read_bytes() == text.replace(b"W", b"w")


def test_files_that_take_in_each_other_are_read_once(tmp_path: Path) -> None:
    (tmp_path / "a.tex").write_text("\\input{b}\\cite{x}")
    (tmp_path / "b.tex").write_text("\\input{a}\\cite{y}")
    assert [s.path.name for s in read_manuscript(tmp_path / "a.tex").sources] == ["a.tex", "b.tex"]


def test_the_command_prints_places_and_fails_where_something_is_wrong(readlist: Readlist, tmp_path: Path) -> None:  # noqa: F811
    planted = plant("tex", 5, tmp_path / "ms")
    library_with(readlist.folder, planted.papers)
    ran = readlist("check", planted.main)
    assert ran.code == 1
    assert len(ran.out.splitlines()) == 40
    assert ran.told[-1].startswith("readlist: 40 findings; --fix mends ")
    rows = readlist("check", planted.main, "--json").json
    assert {tuple(row) for row in rows} == {("path", "check", "line", "column", "key", "text", "paper", "fixable")}
    assert len(rows) == 40
    names = [argument for row in CHECKS for argument in ("--ignore", row.name)]
    ran = readlist("check", planted.main, *names)
    assert ran.code == 0
    before = len(readlist("history", "--json").json)
    ran = readlist("check", planted.main, "--fix")
    assert "corrected" in ran.told[0]
    assert len(readlist("history", "--json").json) <= before + 1
    assert readlist("check", tmp_path / "nope.tex").code == 1


def test_a_clean_manuscript_is_clean(readlist: Readlist, tmp_path: Path) -> None:  # noqa: F811
    planted = plant("md", 5, tmp_path / "ms", faults=0)
    library_with(readlist.folder, planted.papers)
    ran = readlist("check", planted.main)
    assert (ran.code, ran.out, ran.told) == (0, "", ["readlist: nothing is wrong"])


TOKENS = (
    "\\cite{", "\\cite[", "\\cite(", "\\cites{a}", "\\begin{verbatim}", "\\begin{comment}\\end{x}", "\\verb|", "%",
    "[@", "@a", "@{", "```\n", "`", "``", "~~~\n", "<!--", "](", "http://", "bibliography:\n- a", "bibliography: [",
    "nocite:", "/*", "//", "cite(", "bibliography(", "<a", "<a>", "[cite:", "#+begin_src\n", "cite:a,", "=a", "(@",
    "\\cite{a}", "\\cites[a]{b}", "\\cite<a", "\\cite[{a", "\\cite[[a]", "\\volcite{a}", "\\begin{Verbatim}x",
    "\\iffalse ", "\\href{a",
    "\\input ", "\\input{", "\\import{a}", "\\end{document", "<<a>>=\n", "    a\n\n", "- a\n\n    b\n\n",
    "$$ a ", "<a ", "</b>", "{{< a",
    "{{< a >}}", "> ```\n", "{#a", "www.a", "[a]: /b\n", "a: '@b'\n", "/* /*", "*/", "\"a\"", "(<a>,",
    "bibliography(a: \"b\",", "[[cite:&a",
    "[cite:[a]", "src_a{b", ": a\n", "cite:a", "https://a", "- id: x\n", "\n", "{", "}", "[", "]", "(", ")",
    "\\", "@a.", "\\citation{", "\\abx@aux@cite", "k:\n", "  a: b\n",
)  # fmt: skip


@pytest.mark.long
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_reading_a_manuscript_grows_with_its_text(kind: Kind) -> None:
    def run(token: str) -> Callable[[int], Callable[[], object]]:
        def of(size: int) -> Callable[[], object]:
            text = token * (size // len(token))

            def read() -> None:
                blanked = kind.blanked(text)
                list(kind.citations(blanked))
                list(kind.files(blanked))
                kind.labels(blanked)
                list(kind.includes.finditer(blanked))

            return read

        return of

    assert {token: found for token in TOKENS if (found := grows(run(token)))} == {}
