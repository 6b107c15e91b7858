"""``pdf``: files of papers on the command line, imports of PDFs, full text in ``list``, undo, two machines."""

from __future__ import annotations

import shutil
import socket
from pathlib import Path
from typing import Any

import pytest

from readlist.platform import viewer
from tests.cli.conftest import COUNTING, MAPS, ORDER, SMALL, SPARSE, Readlist
from tests.documents import PDFS
from tests.pdf.writer import Note, PageOf, first_page, lines_down, pdf

TITLE = "Small Language Models Remember More"
BODY = ["A heterogeneous quorum of llamas was asked.", "They remember more than expected."]


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    path = tmp_path / "download (3).pdf"
    second = PageOf(
        lines_down(["The zeppelin experiment", "took place at noon"]), [Note((70, 636, 300, 652), "why noon?")]
    )
    path.write_bytes(pdf([first_page(TITLE, "Ada Karlsson, Jun Mori", BODY), second]))
    return path


def files(readlist: Readlist) -> list[str]:
    folder = readlist.folder / "pdfs"
    return sorted(p.name for p in folder.glob("*.pdf")) if folder.exists() else []


def test_a_file_is_attached_under_the_key_and_can_be_undone(filled: Readlist, paper: Path) -> None:
    done = filled("pdf", "attach", SMALL, paper)
    assert done.code == 0
    assert done.told == [f"readlist: attached the PDF of “{TITLE}”: {filled.folder}/pdfs/{SMALL}.pdf"]
    (file,) = filled.show(SMALL)["files"]
    assert (file["path"], file["pages"], file["from"]) == (f"pdfs/{SMALL}.pdf", 2, "attached")
    assert len(file["sha256"]) == 64
    assert file["size"] == paper.stat().st_size
    assert filled("pdf", "attach", SMALL, paper).told == [f"readlist: nothing to do: {SMALL} has that PDF already"]
    assert filled("undo").code == 0
    assert filled.show(SMALL)["files"] == []
    assert filled("pdf", "list").out == ""
    assert filled("redo").code == 0
    assert filled("pdf", "text", SMALL, "--page", "2").out == "The zeppelin experiment\ntook place at noon\n"
    assert filled("pdf", "list", "--json").json[0]["here"] is True
    assert files(filled) == [f"{SMALL}.pdf"]


def test_what_is_removed_rests_in_the_trash(filled: Readlist, paper: Path) -> None:
    filled("pdf", "attach", SMALL, paper)
    assert filled("pdf", "remove", SMALL).code == 0
    assert files(filled) == []
    filled("undo")
    assert filled("pdf", "list", "--json").json[0]["here"] is True
    assert files(filled) == [f"{SMALL}.pdf"]


def test_a_paper_that_is_removed_comes_back_with_its_file(filled: Readlist, paper: Path) -> None:
    filled("pdf", "attach", SMALL, paper)
    filled("remove", SMALL)
    assert filled("pdf").out == ""
    assert files(filled) == [f"{SMALL}.pdf"] or files(filled) == []
    filled("undo")
    assert filled("pdf", "list", "--json").json[0]["here"] is True


def test_merged_papers_have_all_files_and_split_parts_their_own(filled: Readlist, paper: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.pdf"
    other.write_bytes(pdf([PageOf(lines_down(["another"]))]))
    filled("pdf", "attach", SMALL, paper)
    filled("pdf", "attach", SPARSE, other)
    filled("merge", SMALL, SPARSE)
    assert {f["path"] for f in filled.show(SMALL)["files"]} == {f"pdfs/{SMALL}.pdf", f"pdfs/{SPARSE}.pdf"}
    third = tmp_path / "third.pdf"
    third.write_bytes(pdf([PageOf(lines_down(["a third"]))]))
    filled("pdf", "attach", SMALL, third)
    filled("split", SMALL)
    assert {f["path"] for f in filled.show(SMALL)["files"]} == {f"pdfs/{SMALL}.pdf", f"pdfs/{SMALL}-2.pdf"}
    assert [f["path"] for f in filled.show(SPARSE)["files"]] == [f"pdfs/{SPARSE}.pdf"]


def test_a_linked_file_stays_where_it_is(filled: Readlist, paper: Path) -> None:
    filled("pdf", "attach", SMALL, paper, "--link")
    assert filled.show(SMALL)["files"][0]["path"] == str(paper)
    assert files(filled) == []
    paper.unlink()
    missing = filled("pdf", "open", SMALL)
    assert missing.code == 1
    assert missing.told == [
        f"readlist: {SMALL}: its PDF is not on this machine: {paper}; copy it there, or attach it again"
    ]


def test_another_machine_without_the_files_says_so(filled: Readlist, paper: Path, tmp_path: Path) -> None:
    filled("pdf", "attach", SMALL, paper)
    away = filled.folder / "pdfs"
    shutil.move(away, tmp_path / "elsewhere")
    (row,) = filled("pdf", "list", "--json").json
    assert row["here"] is False
    assert list(row) == list(PDFS[0])
    (lacking,) = filled("pdf", "missing", "small", "--json").json
    assert lacking == {"key": SMALL, "title": TITLE, "reason": "not on this machine", "id": None}
    assert "(not on this machine)" in filled("pdf").out
    assert filled("pdf", "missing", "--keys", "small").out.split() == [SMALL]
    checked = filled("doctor")
    assert checked.code == 1
    assert f"wrong {away}/{SMALL}.pdf: missing: the PDF of {SMALL}" in checked.out
    assert "1 PDF missing" in checked.told[-1]
    shutil.move(tmp_path / "elsewhere", away)
    assert filled("doctor").code == 0


def test_the_doctor_knows_changed_and_loose_files(filled: Readlist, paper: Path) -> None:
    filled("pdf", "attach", SMALL, paper)
    place = filled.folder / "pdfs" / f"{SMALL}.pdf"
    place.write_bytes(place.read_bytes() + b"% a highlight")
    (place.parent / "loose.pdf").write_bytes(paper.read_bytes())
    out = filled("doctor").out
    assert f"{place}: changed since it was attached" in out
    assert "loose.pdf: the PDF of no paper" in out
    filled("undo")
    assert f"{place}: the PDF of no paper" not in filled("doctor").out  # the history tells of it


def test_full_text_is_the_last_stage_of_a_search(filled: Readlist, paper: Path) -> None:
    filled("pdf", "attach", SPARSE, paper)
    found = filled("list", "zeppelin", "--json")
    assert [p["key"] for p in found.json] == [SPARSE]
    assert "readlist: in full text: 1" in found.told
    assert filled.keys("remember") == [SMALL, SPARSE]  # behind those that say so themselves
    assert filled.keys("text:zeppeln") == [SPARSE]
    assert filled.keys('text:"took place at noon"') == [SPARSE]
    assert filled.keys('"place took"') == []
    assert filled.keys("text:quorum", "-author:mori") == []
    assert filled.keys("has:pdf") == [SPARSE]
    filled("pdf", "remove", SPARSE)
    assert filled.keys("zeppelin") == []


def test_notes_are_taken_once(filled: Readlist, paper: Path) -> None:
    filled("note", SMALL, "my own words")
    filled("pdf", "attach", SMALL, paper)
    assert filled("pdf", "notes", SMALL).told == [f"readlist: took 1 note from the PDF of “{TITLE}”"]
    assert filled.show(SMALL)["note"] == "my own words\n\n> The zeppelin experiment (p. 2)\nwhy noon?"
    assert "nothing to do" in filled("pdf", "notes", SMALL).err
    filled("undo")
    assert filled.show(SMALL)["note"] == "my own words"


def test_a_folder_of_pdfs_becomes_a_library(filled: Readlist, paper: Path, tmp_path: Path) -> None:
    folder = tmp_path / "papers"
    (folder / "more").mkdir(parents=True)
    new = first_page("A Paper Nobody Has Yet", "Tove Berg, Omar Haddad", ["Its own words.", "doi:10.5555/new.1"])
    (folder / "more" / "x.pdf").write_bytes(pdf([new]))
    shutil.copy(paper, folder / "y.pdf")
    (folder / "z.pdf").write_bytes(b"%PDF-1.4 broken")
    preview = filled("import", folder, "--dry-run")
    assert files(filled) == []
    done = filled("import", folder)
    assert done.code == 1
    assert done.out.splitlines() == [*preview.out.replace("would import", "imported").splitlines()]
    assert "x.pdf: 1 paper: 1 new, 1 to check (PDF file)" in done.out
    assert "y.pdf: 1 paper: 1 updated" in done.out
    assert done.told[-1].endswith("z.pdf: is damaged, or no PDF")
    assert files(filled) == ["bergndpaper.pdf", f"{SMALL}.pdf"]
    berg = filled.show("bergndpaper")
    assert (berg["title"], berg["authors"], berg["doi"]) == (
        "A Paper Nobody Has Yet", ["Tove Berg", "Omar Haddad"], "10.5555/new.1",
    )  # fmt: skip
    assert berg["to_check"] is True
    assert filled.show(SMALL)["files"][0]["from"] == "imported"
    assert filled.show(SMALL)["to_check"] is False
    again = filled("import", folder / "more", folder / "y.pdf")
    assert "0 new, 0 updated, 2 known" in again.out
    filled("undo")
    assert filled.keys("has:pdf") == []
    assert filled("pdf").out == ""


def test_file_fields_are_linked_copied_and_written(readlist: Readlist, paper: Path, tmp_path: Path) -> None:
    bib = tmp_path / "refs" / "refs.bib"
    bib.parent.mkdir()
    shutil.copy(paper, bib.parent / "a;b.pdf")
    bib.write_text(
        "@article{one, title={One of Two}, author={Doe, Jane}, file={:a\\;b.pdf:PDF;Page:gone.html:text/html}}\n"
        f"@article{{two, title={{The Other}}, author={{Roe, Jo}}, file={{{paper}}}}}\n"
    )
    assert readlist("import", bib).code == 0
    one, two = (readlist.show(key)["files"] for key in ("one", "two"))
    assert one[0] | {"sha256": ""} == {
        "path": str(bib.parent / "a;b.pdf"), "sha256": "", "size": paper.stat().st_size, "pages": 2, "from": "linked",
    }  # fmt: skip
    assert two[0]["path"] == str(paper)
    assert "file " not in readlist("export", "is:inbox").out
    assert f"file          = {{:{paper}:PDF}}" in readlist("export", "is:inbox", "--files").out
    assert (
        f"L1  - file://{paper}".replace(" (3)", "%20%283%29")
        in readlist("export", "is:inbox", "--format", "ris", "--files").out
    )
    copied = readlist("--library", str(tmp_path / "second"), "import", bib, "--copy-files")
    assert copied.code == 0
    assert sorted(p.name for p in (tmp_path / "second" / "pdfs").glob("*.pdf")) == ["one.pdf"]  # which both are in
    assert [
        f["path"] for f in readlist("--library", str(tmp_path / "second"), "list", "two", "--json").json[0]["files"]
    ] == ["pdfs/one.pdf"]


def test_a_json_export_brings_files_back(filled: Readlist, paper: Path, tmp_path: Path) -> None:
    filled("pdf", "attach", SMALL, paper)
    out = tmp_path / "all.json"
    filled("export", "--format", "json", "-o", out)
    filled("--library", str(tmp_path / "second"), "import", out)
    assert (
        filled("--library", str(tmp_path / "second"), "show", SMALL, "--json").json["files"]
        == filled.show(SMALL)["files"]
    )


def test_nothing_is_fetched_without_being_asked(
    filled: Readlist, paper: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Any] = []
    monkeypatch.setattr(socket.socket, "connect", lambda *a: opened.append(a))
    for args in (
        ("pdf",), ("pdf", "open", MAPS), ("pdf", "list"), ("pdf", "missing", "is:inbox"), ("pdf", "text"),
        ("pdf", "attach", MAPS, paper), ("pdf", "text", MAPS), ("pdf", "notes", MAPS), ("import", paper),
        ("list", "text:x"), ("doctor",), ("pdf", "remove", MAPS),
    ):  # fmt: skip
        filled(*args)
    file.write_text('[pdf]\nfetch = "never"\n')
    refused = filled("pdf", "get", MAPS)
    assert refused.code == 1
    assert 'fetch is "never"' in refused.err
    assert opened == []


def test_the_viewer_is_started_at_a_page(
    filled: Readlist, paper: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[list[str]] = []
    monkeypatch.setattr(viewer, "_start", started.append)
    filled("pdf", "attach", SMALL, paper)
    file.write_text('[pdf]\nviewer = "zathura"\n')
    assert filled("pdf", "open", SMALL, "--page", "2").told == [f"readlist: opened {SMALL}.pdf at page 2"]
    file.write_text('[pdf]\nviewer = "see --at {page} {file} -x"\n')
    filled("pdf", "open", SMALL)
    path = f"{filled.folder}/pdfs/{SMALL}.pdf"
    assert started == [["zathura", "--page=2", path], ["see", "--at", "1", path, "-x"]]
    assert filled.show(SMALL)["opened_at"].endswith("Z")
    assert filled.keys("is:begun") == [SMALL]
    assert "## Reading" in filled("stats", "--report").out
    assert [change["command"] for change in filled("history", "--json").json] == ["pdf attach", "import"]
    filled("mark", "read", SMALL)
    assert filled.keys("is:begun") == []


def test_errors_name_the_next_step(filled: Readlist, paper: Path, tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("no")
    for args, reason in (
        (("pdf", "open", ORDER), f"{ORDER} has no PDF: `readlist pdf get {ORDER}` fetches one"),
        (("pdf", "attach", ORDER, tmp_path / "gone.pdf"), "is not there"),
        (("pdf", "attach", ORDER, tmp_path / "x.txt"), "is not a PDF"),
        (("pdf", "notes", ORDER), "has no PDF"),
        (("pdf", "remove", ORDER), "nothing to do"),
        (("pdf", "text", "nokey"), "no paper has the key"),
    ):  # fmt: skip
        ran = filled(*args)
        assert reason in ran.err
        assert len(ran.told) == 1
    scanned = tmp_path / "scan.pdf"
    scanned.write_bytes(pdf([PageOf()]))
    assert "has no text: its pages are images" in filled("pdf", "attach", COUNTING, scanned).err
    assert filled("pdf", "text", COUNTING).code == 1


def test_without_the_library_that_reads_pdfs_all_else_works(
    filled: Readlist, paper: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("reader", "reader"):
        monkeypatch.setattr(f"readlist.pdf.{module}.can_read", lambda: False)
    monkeypatch.setattr("readlist.session.library_pdfs.can_read", lambda: False)
    assert filled("pdf", "attach", SMALL, paper).code == 0
    assert filled.show(SMALL)["files"][0]["pages"] is None
    assert filled("pdf", "text", SMALL).told == ["readlist: reading PDFs needs pypdfium2: pip install pypdfium2"]
    assert filled("import", paper).code == 1
    assert filled.keys("small") == [SMALL]


def test_a_kept_export_names_a_file_that_is_attached_later(filled: Readlist, paper: Path, tmp_path: Path) -> None:
    refs = tmp_path / "refs.bib"
    filled("queue", "add", SMALL)
    assert filled("export", "--keep", "--files", "-o", refs).code == 0
    assert "file " not in refs.read_text(encoding="utf-8")
    assert filled("pdf", "attach", SMALL, paper).code == 0
    (line,) = (line for line in refs.read_text(encoding="utf-8").splitlines() if line.startswith("  file "))
    assert str(filled.folder / "pdfs" / f"{SMALL}.pdf") in line


def test_the_files_of_an_import_that_is_undone_go_to_the_trash(filled: Readlist, tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "x.pdf").write_bytes(
        pdf([first_page("A Paper Nobody Has Yet", "Tove Berg", ["doi:10.5555/n.1"])])
    )
    filled("import", tmp_path / "new")
    (name,) = files(filled)
    filled("undo")
    assert files(filled) == []
    assert len(list((filled.folder / "pdfs" / ".trash").iterdir())) == 1
    assert "no paper" not in filled("doctor").out
    filled("redo")
    assert files(filled) == [name]
    filled("remove", filled("list", "nobody", "--json").json[0]["key"])
    assert files(filled) == []


def test_a_paper_is_shown_with_its_ids_and_files(filled: Readlist, tmp_path: Path) -> None:
    (tmp_path / "x.pdf").write_bytes(pdf([first_page("A Paper Nobody Has Yet", "Tove Berg", ["doi:10.5555/n.1"])]))
    filled("import", tmp_path / "x.pdf")
    key = filled("list", "nobody", "--json").json[0]["key"]
    assert f"doi:10.5555/n.1\nPDF pdfs/{key}.pdf\n" in filled("show", key).out
