"""What is written is taken by the programs it is for: typst, pandoc, biber and pdflatex, where they are installed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from readlist.formats import ExportError, ExportOptions, render
from readlist.model.paper import Mark, Paper, Rank
from readlist.session.kept_exports import keep, update
from readlist.session.manuscripts import check, mend
from readlist.session.open_library import OpenLibrary
from readlist.writing.citation_styles import _punctuated, formatted
from readlist.writing.cite_forms import FORMS
from readlist.writing.ledger import kept_exports
from readlist.writing.manuscript_kinds import KINDS
from tests.hostile import records
from tests.writing.conftest import library_with, paper, put
from tests.writing.made_manuscripts import plant

STYLE = Path(__file__).with_name("plain.csl")
TYPES = ("article", "inproceedings", "incollection", "inbook", "book", "collection", "proceedings", "thesis", "report",
         "unpublished", "dataset", "software", "patent", "online", "periodical", "misc", None)  # fmt: skip


def every_type() -> list[tuple[Paper, Mark]]:
    """A paper of each type, with all that may be known of it, and hostile ones."""
    facts = {
        "volume": "12A", "number": "3", "pages": "e12--e19", "edition": "Second", "publisher": "A & B",
        "address": "Ulm", "isbn": "978-3-16-148410-0", "issn": "0378-5955", "pagetotal": "xii, 300",
        "editor": "Ed, It and {The Team}", "language": "german", "type": "phdthesis", "urldate": "2024-02-30",
    }  # fmt: skip
    venue = "Venue {of} $5"
    papers = [paper(1000 + n, type=kind, fields=facts, venue=venue if kind else None) for n, kind in enumerate(TYPES)]
    papers += [
        paper(1090, key="a:b/c+d", date="0850"),
        paper(1091, key="x.y", date=None, authors=()),
        paper(1092, key="24k"),
    ]
    return [*((p, Mark(id=p.id)) for p in papers), *records(300)]


def test_typst_compiles_every_type_and_hostile_text(tmp_path: Path) -> None:
    typst = pytest.importorskip("typst")
    chosen = {paper.key: (paper, mark) for paper, mark in every_type()}
    exported = render("hayagriva", list(chosen.values()))
    (tmp_path / "refs.yml").write_text(exported.text, encoding="utf-8")
    form = next(form for form in FORMS if form.name == "typst")
    cited = [form.text([(p.key, p)]) for p, _ in chosen.values() if p.id in exported.written]
    (tmp_path / "main.typ").write_text("\n".join(cited) + '\n#bibliography("refs.yml", style: "ieee")\n')
    assert typst.compile(str(tmp_path / "main.typ")).startswith(b"%PDF")


def tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


def test_pandoc_prints_what_csl_json_says_and_takes_kept_files(ten: OpenLibrary, tmp_path: Path) -> None:
    pandoc = tool("pandoc")
    file = tmp_path / "refs.json"
    keep(ten, range(1, 11), "csl-json", ExportOptions(), file, query=None)
    file.write_text(json.dumps(json.loads(file.read_text()), indent=1))
    put(ten, [paper(3, title="Taken After Another Program")])
    update(ten, kept_exports(ten.folder)[0])
    keys = [ten.library.papers[n].key for n in (1, 3)]
    cited = {form.name: form for form in FORMS}["pandoc"].text([(key, ten.library.papers[1]) for key in keys])
    main = tmp_path / "main.md"
    main.write_text(f"---\nbibliography: {file}\n---\nSee {cited}.\n")
    done = subprocess.run([pandoc, "--citeproc", main, "-t", "plain"], capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert "Taken After Another Program" in " ".join(done.stdout.split())
    assert "(Writerb and Other 2001; Writerd and Other 2003)" in " ".join(done.stdout.split())


@pytest.mark.long
def test_biber_and_pdflatex_take_a_mended_manuscript(tmp_path: Path) -> None:
    pdflatex, biber = tool("pdflatex"), tool("biber")
    if subprocess.run(["kpsewhich", "biblatex.sty"], capture_output=True, check=False).returncode:
        pytest.skip("biblatex is not installed")
    planted = plant("tex", 2, tmp_path / "ms", faults=12)
    opened = library_with(tmp_path / "library", planted.papers)
    for _ in range(2):
        checked, found = check(opened, planted.main)
        mend(opened, checked, found, ExportOptions())
    main = planted.main
    text = main.read_text().replace("{biblatex}", "[style=numeric]{biblatex}").replace("\\citestyle{plain}", "")
    lines = [line for line in text.splitlines(keepends=True) if "Citet" not in line and "citep" not in line]
    main.write_text("".join(lines) + "\\printbibliography\\end{document}\n")
    run = {"cwd": main.parent, "capture_output": True, "text": True, "check": False, "timeout": 120}
    env = {**os.environ, "HOME": str(tmp_path)}
    latex = [pdflatex, "-interaction=nonstopmode", main.stem]
    subprocess.run(latex, env=env, **run)  # type: ignore[call-overload]
    done = subprocess.run([biber, main.stem], env=env, **run)  # type: ignore[call-overload]
    assert "ERROR" not in done.stdout
    assert (main.with_suffix(".bbl")).exists()


def test_a_style_of_ones_own_formats_references() -> None:
    papers = [(paper(2, title="On {LLM}s \\emph{at} Work", fields={}), Mark(id=2)), (paper(1), Mark(id=1))]
    assert list(formatted(papers, STYLE)) == [
        "Writerb, A. and B. Other (2001). A Study of the Matter birch 1, Journal of birch 1, doi:10.1234/w.1.",
        "Writerc, A. and B. Other (2002). On LLMs at Work, Journal of cedar, doi:10.1234/w.2.",
    ]


@pytest.mark.parametrize("content", [None, b"", b"<style/>", b"\xff\xfe", STYLE.read_bytes()[:700]])
def test_a_style_that_is_none_is_one_line(content: bytes | None, tmp_path: Path) -> None:
    style = tmp_path / "x.csl"
    if content is not None:
        style.write_bytes(content)
    with pytest.raises(ExportError) as error:
        formatted([(paper(1), Mark(id=1))], style)
    assert str(error.value).startswith(f"{style}: ")
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_every_form_cites_what_its_kind_reads(form: object) -> None:
    papers = [(key, paper(n)) for n, key in enumerate(("karlsson2026small", "a:b-c_d2"), 1)]
    text = form.text(papers)  # type: ignore[attr-defined]
    assert text
    for kind in KINDS:
        if kind.form == form.name or (kind.form == "latex" and text.startswith("\\")):  # type: ignore[attr-defined]
            found = [c.key for c in kind.citations(kind.blanked(text))]
            assert found == (["karlsson2026small", "a:b-c_d2"] if kind.suffixes != (".aux",) else [])
    assert form.text([]) == ""  # type: ignore[attr-defined]


SERVER = f"{sys.executable} -m readlist lsp"


def test_neovims_client_completes_explains_and_mends(ten: OpenLibrary, tmp_path: Path) -> None:
    nvim = tool("nvim")
    pytest.importorskip("pygls")
    folder = tmp_path / "ms"
    folder.mkdir()
    keep(ten, [1], "bibtex", ExportOptions(), folder / "refs.bib", query=None)
    line = "Ünïcode 𝒜 \\cite{writer2001work,writer2002work} \\cite{wr"
    (folder / "main.tex").write_text(f"\\bibliography{{refs}}\n{line}\n\\cite{{nobody1999}}\n")
    units = len(line.encode("utf-16-le")) // 2
    place = {"line": 1, "completion": units, "hover": units - 15}
    env = {**os.environ, "SERVER": SERVER, "PLACE": json.dumps(place), "READLIST_LIBRARY": str(ten.folder)}
    script = Path(__file__).with_name("editor.lua")
    done = subprocess.run([nvim, "--clean", "--headless", "-n", "main.tex", "-c", f"luafile {script}"],
                          cwd=folder, env=env, capture_output=True, text=True, timeout=60, check=False)  # fmt: skip
    answers = json.loads(done.stdout)
    assert [(d["code"], d["line"]) for d in answers["diagnostics"]] == [("missing", 1), ("missing", 2)]
    first = answers["diagnostics"][0]
    assert line.encode()[first["column"] : first["stop"]] == b"writer2002work"
    assert [item["label"] for item in answers["completion"]["items"]][:2] == ["writer2001work", "writer2002work"]
    assert answers["hover"]["contents"]["value"].startswith("Writerc and Other (2002). A Study of the Matter cedar 2")
    assert [action["title"] for action in answers["actions"]] == ["Add writer2002work to the bibliography"]
    assert answers["message"].endswith("1 entry added; kept up to date from now on")
    assert [d["line"] for d in answers["after"]] == [2]
    assert "writer2002work" in (folder / "refs.bib").read_text()


@pytest.mark.parametrize(("encoding", "column"), [("utf-8", 10), ("utf-16", 7), ("utf-32", 6)])
def test_places_are_counted_as_the_editor_counts_them(encoding: str, column: int) -> None:
    pytest.importorskip("pygls")
    from lsprotocol.types import Position
    from pygls.workspace import PositionCodec, TextDocument

    from readlist.session.language_server import _Text

    source = "a form feed \x0c and \u2028 end no line\r\nÜn 𝒜 \\cite{x}\n"
    text = _Text(TextDocument("file:///a.tex", source, position_codec=PositionCodec(encoding)))
    at = source.index("cite")
    assert text.position(at) == Position(1, column)
    assert text.offset(Position(1, column)) == at
    assert text.offset(Position(1, 10**6)) <= source.index("\n", at) + 1
    assert text.offset(Position(10**6, 0)) == len(source)
    assert text.position(len(source)) == Position(2, 0)


@pytest.mark.parametrize(("entry", "inside", "printed"), [
    ("[1]Lee, “On “Two” Things”, J.", True, "[1] Lee, “On ‘Two’ Things,” J."),
    ("12.Lee. “Things”. J.", False, "12. Lee. “Things”. J."),
    ("1.5 Things”, “A “B””.", True, "1.5 Things,” “A ‘B.’”"),
])  # fmt: skip
def test_numbers_and_quotes_of_references_are_as_printed(entry: str, inside: bool, printed: str) -> None:
    assert _punctuated(entry, inside=inside) == printed


def test_pages_and_names_are_whole_where_the_style_wants_them(tmp_path: Path) -> None:
    style = tmp_path / "whole.csl"
    text = STYLE.read_text().replace('default-locale="en-US"', 'default-locale="en-US" page-range-format="minimal-two"')
    text = text.replace('initialize-with=". "', 'initialize-with=". " initialize="false"')
    text = text.replace("<macro", '<macro name="pages"><text variable="page"/></macro><macro', 1)
    style.write_text(text.replace('<text macro="people"/>', '<text macro="people"/><text macro="pages" prefix=" "/>'))
    (line,) = formatted([(paper(1, fields={"pages": "1--10"}), Mark(id=1))], style)
    assert line.startswith("Writerb, Ann and Bo Other 1–10")


def test_an_update_reaches_pdflatex_unharmed(ten: OpenLibrary, tmp_path: Path) -> None:
    bibtex = tool("bibtex")
    keep(ten, range(1, 11), "bibtex", ExportOptions(), tmp_path / "refs.bib", query=None)
    put(ten, [paper(4, title="50\\% of \\$5 & {more}", rank=Rank.USER)])
    update(ten, kept_exports(ten.folder)[0])
    (tmp_path / "a.aux").write_text("\\citation{*}\n\\bibstyle{plain}\n\\bibdata{refs}\n")
    done = subprocess.run([bibtex, "a"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "Warning" not in done.stdout
    assert done.returncode == 0
