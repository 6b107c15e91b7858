"""Writing prepared exports."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from readlist.formats import ExportError, ExportOptions
from readlist.library.marking import Plan
from readlist.model.change import Edit
from readlist.model.paper import Paper
from readlist.session.exports import gaps, prepare, write
from readlist.session.open_library import OpenLibrary


@pytest.fixture
def opened(tmp_path: Path) -> OpenLibrary:
    opened = OpenLibrary(tmp_path / "library")
    papers = [Paper(id=n, key=f"lee202{n}", title=f"T{n}", title_text=f"T{n}", date="2024") for n in (1, 2)]
    opened.do("import", lambda library, at: Plan(tuple(Edit("papers", p.id, None, p.document()) for p in papers), "x"))
    return opened


def test_a_file_that_is_changed_meanwhile_is_not_written(opened: OpenLibrary, tmp_path: Path) -> None:
    file = tmp_path / "refs.bib"
    file.write_text("% mine\n")
    prepared = prepare(opened.library, [1, 2], "bibtex", ExportOptions(), file)
    file.write_text("% mine, still writing\n")
    with pytest.raises(ExportError, match="changed by another program"):
        write(opened, prepared)
    assert file.read_text() == "% mine, still writing\n"


def test_an_unchanged_queue_touches_neither_file_nor_library(opened: OpenLibrary, tmp_path: Path) -> None:
    file = tmp_path / "refs.bib"
    write(opened, prepare(opened.library, [1, 2], "bibtex", ExportOptions(), file))
    os.utime(file, (1, 1))
    before = (opened.folder / "library.json").read_bytes()
    assert write(opened, prepare(opened.library, [2, 1], "bibtex", ExportOptions(), file)) == f"{file} is up to date"
    assert file.stat().st_mtime == 1
    assert (opened.folder / "library.json").read_bytes() == before


def test_what_was_written_is_known_to_the_next_process_and_by_any_name(opened: OpenLibrary, tmp_path: Path) -> None:
    file, link = tmp_path / "refs.bib", tmp_path / "link.bib"
    write(opened, prepare(opened.library, [1, 2], "bibtex", ExportOptions(), file))
    link.symlink_to(file)
    file.write_text(file.read_text().replace("{T1}", "{Mine}"))
    other = OpenLibrary(opened.folder)
    other.do("fix", lambda library, at: Plan((Edit("papers", 2, {"date": "2024"}, {"date": "2025"}),), "x"))
    said = write(other, prepare(other.library, [1, 2], "bibtex", ExportOptions(), link))
    assert said == f"{link} (a link to {file}): 1 renewed, 1 as it was"
    assert "{Mine}" in file.read_text()
    assert "{2025}" in file.read_text()
    assert link.is_symlink()


def test_no_file_name_is_no_file(opened: OpenLibrary) -> None:
    with pytest.raises(ExportError, match="not a file name"):
        prepare(opened.library, [1], "bibtex", ExportOptions(), Path("a\0b"))


def test_a_second_broken_file_is_not_followed_for_ever(opened: OpenLibrary, tmp_path: Path) -> None:
    for name in ("refs.bib", "refs.new.bib"):
        (tmp_path / name).write_text("Dear diary,")
    with pytest.raises(ExportError, match=r"refs\.new\.bib: .*nothing was written"):
        prepare(opened.library, [1], "bibtex", ExportOptions(), tmp_path / "refs.bib")


def test_what_entries_lack_is_counted(opened: OpenLibrary) -> None:
    library = opened.library
    ids = list(library.papers)
    lacking = [id for id in ids if not (library.papers[id].doi or library.papers[id].arxiv)]
    assert gaps(library, ids).startswith(f"{len(lacking)} of {len(ids)} without DOI or arXiv id")
    assert gaps(library, [lacking[0]]).startswith("no DOI or arXiv id")
    assert gaps(library, []) == ""
