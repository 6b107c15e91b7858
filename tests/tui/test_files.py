"""Files of other programs in the app: pasted or by path, they come the way pages do."""

from __future__ import annotations

from pathlib import Path

import pytest

from readlist.session.open_library import OpenLibrary
from readlist.tui.dialogs.preview_dialog import PreviewDialog
from tests.formats.facts import FILES
from tests.tui.conftest import PAGES, Run, as_pasted

SAID = {
    "jabref.bib": "Import  pasted text · bibtex file · 2 papers: 2 new",
    "mendeley.bib": "Import  pasted text · bibtex file · 1 paper: 1 new",
    "zotero.ris": "Import  pasted text · ris file · 2 papers: 2 new",
    "crossref.json": "Import  pasted text · csl-json file · 1 paper: 1 new",
    "arxiv-api.xml": "Import  pasted text · atom file · 2 papers: 2 new",
}


@pytest.mark.parametrize("name", SAID)
async def test_a_pasted_file_opens_the_preview_of_its_format(name: str, empty: OpenLibrary, run: Run) -> None:
    async with run(empty) as seat:
        text = (FILES / name).read_text(encoding="utf-8")
        await seat.paste(as_pasted(text if "\n" in text.strip() else text.replace("{", "{\n", 1)))
        assert isinstance(seat.app.screen, PreviewDialog)
        assert SAID[name] in seat.lines[0]
        await seat.press("escape")
        assert not empty.library.papers


async def test_a_path_in_the_dialog_is_taken_with_marks_and_undone_as_one(empty: OpenLibrary, run: Run) -> None:
    async with run(empty) as seat:
        await seat.press("i")
        assert "BibTeX, RIS" in seat.text
        await seat.type(str(FILES / "jabref.bib"))
        await seat.press("enter")
        assert "jabref.bib · bibtex file · 2 papers: 2 new" in seat.lines[0]
        await seat.press("enter")
        (id,) = empty.library.find("Karlsson2023")
        assert empty.library.mark(id).read
        assert empty.library.mark(id).note
        await seat.press("u")
        assert not empty.library.papers
        assert not empty.library.marks


async def test_the_day_of_copying_is_no_matter_of_files(empty: OpenLibrary, run: Run) -> None:
    async with run(empty) as seat:
        await seat.paste(str(Path(FILES / "readlist.bib")))
        assert "copied on" not in seat.text
        await seat.press("c")
        assert "only copied pages have dates without a year" in seat.text


async def test_tab_completes_the_path_of_what_is_imported(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.press("i")
        await seat.type(str(PAGES / "kais"))
        await seat.press("tab", "enter")
        assert "Łukasz Kaiser · profile page" in seat.lines[0]
