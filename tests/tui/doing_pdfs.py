"""What the commands about PDFs do."""

from __future__ import annotations

from pathlib import Path

from readlist.session.library_pdfs import Pdfs
from readlist.tui.dialogs.base import ChooseDialog
from readlist.tui.dialogs.reading_screen import ReadingScreen
from tests.pdf.writer import Note, PageOf, first_page, lines_down, pdf
from tests.tui.conftest import FIRST, Seat
from tests.tui.doing import does

BODY = ["A heterogeneous quorum of llamas was asked.", "They remember more than expected."]
TITLE = "Mamba: Linear-Time Sequence Modeling with Selective State Spaces"


def three_pages() -> bytes:
    """The sample's first paper, with words that no abstract has."""
    noted = PageOf(lines_down(["The zeppelin experiment", "took place at noon"]), [Note((70, 636, 300, 652), "why?")])
    rest = PageOf(lines_down([f"Line {n} of the last page, as long as most lines are" for n in range(50)], y=780))
    return pdf([first_page(TITLE, "Albert Gu, Tri Dao", BODY), noted, rest])


def attached(seat: Seat, key: str = FIRST) -> int:
    """Give a paper a PDF, which counts as done before the test."""
    path = Path("source.pdf")
    path.write_bytes(three_pages())
    id = seat.opened.library.keys[key]
    Pdfs(seat.opened).attach(id, path.absolute())
    return id


@does("pdf")
async def _(seat: Seat, key: str) -> None:
    await seat.press(key)
    assert isinstance(seat.app.screen, ChooseDialog)
    assert f"Fetch the PDF of “{TITLE[:20]}" in seat.text
    await seat.press("escape")
    attached(seat)
    await seat.press(key)
    await seat.app.workers.wait_for_complete()
    await seat.settle()
    assert isinstance(seat.app.screen, ReadingScreen)  # no viewer here
    assert "page 1 of 3" in seat.text
    assert "heterogeneous quorum" in seat.text


@does("pdf_files")
async def _(seat: Seat, key: str) -> None:
    await seat.press(key)
    assert "Attach a file" in seat.text
    assert "Remove it" not in seat.text
    await seat.press("escape")
    attached(seat)
    await seat.press(key)
    for option in ("Open it", "Read it here", "Attach another file", "Replace it", "Remove it", "Take its notes"):
        assert option in seat.text
    await seat.press("r", "r", "r", "enter")  # read, replace, remove
    assert seat.messages[-1].startswith("removed the PDF of")
    await seat.press("u")
    assert seat.opened.library.papers[seat.opened.library.keys[FIRST]].files


@does("pdf_notes")
async def _(seat: Seat, key: str) -> None:
    await seat.press(key)
    assert "P attaches one" in seat.messages[-1]
    attached(seat)
    await seat.press(key)
    await seat.app.workers.wait_for_complete()
    await seat.settle()
    assert "The zeppelin experiment (p. 2)" in seat.prose("#detail")
