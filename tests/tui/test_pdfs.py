"""PDFs in the app: from triage to the page, found words and their page, reading and its progress, what is fetched."""

from __future__ import annotations

from pathlib import Path

import pytest

from readlist.library.attaching import attach
from readlist.model.paper import Progress
from readlist.pdf.shelf import link_of
from readlist.platform import viewer
from readlist.session.library_pdfs import Pdfs
from readlist.session.open_library import OpenLibrary
from readlist.tui.dialogs.base import ChooseDialog
from readlist.tui.dialogs.pdf_dialogs import AttachDialog
from readlist.tui.dialogs.preview_dialog import PreviewDialog
from readlist.tui.dialogs.reading_screen import ReadingScreen
from readlist.tui.dialogs.triage_screen import TriageScreen
from readlist.tui.widgets import page_image
from tests.pdf.site import give, serving
from tests.pdf.writer import PageOf, first_page, lines_down, pdf
from tests.tui.conftest import FIRST, QUEUE, SECOND, Run, Seat, give_arxiv_id
from tests.tui.doing_pdfs import attached, three_pages


def drawn(screen: ReadingScreen) -> str:
    """What goes to the terminal for the screen."""
    return "".join(strip.render(screen.app.console) for strip in screen._compositor.render_strips())


async def done(seat: Seat) -> None:
    """Work in threads is over."""
    await seat.app.workers.wait_for_complete()
    await seat.settle()


async def test_from_triage_to_the_first_page_it_is_one_key(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        attached(seat, SECOND)
        await seat.press("T")
        assert isinstance(seat.app.screen, TriageScreen)
        await seat.press("p")
        await done(seat)
        assert isinstance(seat.app.screen, ReadingScreen)
        assert "heterogeneous quorum" in seat.text
        await seat.press("q")
        assert isinstance(seat.app.screen, TriageScreen)


async def test_a_viewer_is_started_where_there_is_one(
    sample: OpenLibrary, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[list[str]] = []
    monkeypatch.setattr(viewer, "_start", started.append)
    monkeypatch.setenv("DISPLAY", ":7")
    monkeypatch.setattr(viewer.shutil, "which", lambda name: f"/usr/bin/{name}")
    async with run(sample) as seat:
        attached(seat)
        await seat.press("p")
        assert seat.messages[-1] == f"opened {FIRST}.pdf"
    assert started == [["xdg-open", f"{sample.folder}/pdfs/{FIRST}.pdf"]]


async def test_a_word_of_a_pdf_is_the_last_stage_of_the_search(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        attached(seat)
        await seat.press("slash", *"zepelin")
        await done(seat)
        seat.main.search._complete(seat.main.papers.result)
        await seat.settle()
        assert "in full text: 1" in seat.text
        assert "zepelin → zeppelin" in seat.text
        assert seat.keys(seat.main.papers) == [FIRST]
        assert "in the PDF, page 2" in seat.prose("#detail")
        assert "The zeppelin experiment took place at noon" in seat.prose("#detail")
        await seat.press("enter", "enter")
        await done(seat)
        assert isinstance(seat.app.screen, ReadingScreen)
        assert "page 2 of 3" in seat.text
        await seat.press("escape", "escape")
        assert len(seat.keys(seat.main.papers)) == 55


async def test_reading_is_remembered_and_shown_in_the_queue(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        id = attached(seat, QUEUE[0])
        await seat.press("p")
        await done(seat)
        await seat.press("l")
        assert "page 2 of 3" in seat.text
        await seat.press("q")
        assert "67% read" in seat.part("#queue")[0]
        assert "◐" in seat.part("#queue")[0]
        assert "reading, page 2 of 3" in seat.prose("#detail")
        await seat.press("p")
        await done(seat)
        assert "page 2 of 3" in seat.text
        await seat.press("q", "percent_sign")
        assert "reading 1" in seat.text
        assert "67%" in seat.text
        await seat.press("escape", "p")
        await done(seat)
        await seat.press("G", "q", "percent_sign")
        assert "100%" in seat.text
        await seat.press("escape", "u")
        assert seat.opened.library.mark(id).page == 3  # no decision: undo passes it by


async def test_the_reading_view_scrolls_over_pages_and_searches_them(sample: OpenLibrary, run: Run) -> None:
    async with run(sample, (80, 24)) as seat:
        attached(seat)
        await seat.press("p")
        await done(seat)
        screen = seat.app.screen
        assert isinstance(screen, ReadingScreen)
        await seat.press("slash", *"noon", "enter")
        assert screen.page == 2
        await seat.press("slash", "ctrl+u", *"zzqqxx", "enter")
        assert "no match for “zzqqxx”" in seat.text
        await seat.press("slash", "ctrl+u", *"line 4", "enter")
        assert screen.page == 3
        before = seat.lines
        await seat.press("n")
        assert seat.lines != before
        await seat.press("g")
        for _ in range(6):
            await seat.press("space")
        assert screen.page == 3
        await seat.press("h", "k")
        assert screen.page in (1, 2)
        await seat.press("slash", "escape", "p")
        assert seat.app.screen is screen
        assert "no PDF viewer here" in seat.text


async def test_a_file_is_attached_by_its_path(sample: OpenLibrary, run: Run, tmp_path: Path) -> None:
    path = tmp_path / "a file (1).pdf"
    path.write_bytes(three_pages())
    async with run(sample) as seat:
        await seat.press("P", "a", "enter")
        assert isinstance(seat.app.screen, AttachDialog)
        await seat.press(*"/no/such.pdf", "enter")
        assert "is not there" in seat.prose("#message")
        await seat.press("ctrl+u", *str(path), "enter")
        await done(seat)
        assert seat.messages[-1].startswith("attached the PDF of “Mamba")
        assert "code · PDF" in seat.prose("#detail")
        (file,) = seat.opened.library.papers[seat.opened.library.keys[FIRST]].files
        assert (file.path, file.pages) == ("pdfs/gu2023mamba.pdf", 3)
        await seat.press("u")
        assert "code · PDF" not in seat.prose("#detail")


async def test_the_wrong_pdf_is_named(sample: OpenLibrary, run: Run, tmp_path: Path) -> None:
    path = tmp_path / "x.pdf"
    path.write_bytes(pdf([first_page("Something Else Entirely", "Jo Doe", ["words"])]))
    async with run(sample) as seat:
        await seat.press("P", "a", "enter", *str(path), "enter")
        await done(seat)
        assert "is it the right one?" in seat.messages[-1]


async def test_a_pdf_that_is_dropped_is_imported_or_attached(sample: OpenLibrary, run: Run, tmp_path: Path) -> None:
    (folder := tmp_path / "new").mkdir()
    known, new = folder / "mamba.pdf", folder / "new.pdf"
    known.write_bytes(three_pages())
    new.write_bytes(pdf([first_page("A Paper Nobody Has Yet", "Tove Berg", ["words"])]))
    async with run(sample) as seat:
        await seat.paste(str(known))
        await done(seat)
        assert isinstance(seat.app.screen, PreviewDialog)
        await seat.press("enter")
        assert len(seat.opened.library.papers) == 55
        assert seat.opened.library.papers[seat.opened.library.keys[FIRST]].files[0].path == f"pdfs/{FIRST}.pdf"
        await seat.paste(str(new))
        await done(seat)
        assert "1 new" in seat.text
        await seat.press("enter")
        assert len(seat.opened.library.papers) == 56
        await seat.press("i", *str(folder), "enter")
        await done(seat)
        assert "2 known" in seat.text


async def test_nothing_is_fetched_before_the_question_is_answered(
    sample: OpenLibrary, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    monkeypatch.setattr("socket.socket.connect", lambda *args: asked.append(args))
    async with run(sample) as seat:
        await seat.press("p")
        assert isinstance(seat.app.screen, ChooseDialog)
        await seat.press("n", "enter", "p", "escape")
        assert not seat.main.session.may_fetch
        attached(seat)
        await seat.press("p")
        await done(seat)
    assert asked == []


async def test_hostile_files_are_told_in_a_line(sample: OpenLibrary, run: Run, tmp_path: Path) -> None:
    path = tmp_path / "bad.pdf"
    path.write_bytes(b"%PDF-1.7 \x1b]52;c;QUJD\x07 broken")
    async with run(sample) as seat:
        Pdfs(seat.opened).attach(seat.opened.library.keys[FIRST], path)
        await seat.press("p")
        await done(seat)
        assert "the PDF is damaged, or no PDF" in seat.messages[-1]
        assert seat.app.screen is seat.main
        await seat.press("N")
        await done(seat)
        assert "is damaged" in seat.messages[-1]
        await seat.paste(str(path))
        await done(seat)
        assert "not imported" in seat.messages[-1]


async def test_text_of_a_pdf_is_no_markup(sample: OpenLibrary, run: Run, tmp_path: Path) -> None:
    path = tmp_path / "x.pdf"
    path.write_bytes(pdf([PageOf(lines_down(["[bold red]Mamba[/] [link=x] \x1b[31m"]))]))
    async with run(sample) as seat:
        Pdfs(seat.opened).attach(seat.opened.library.keys[FIRST], path)
        await seat.press("p")
        await done(seat)
        assert "[bold red]Mamba[/] [link=x]" in seat.text


async def test_a_pdf_is_fetched_once_that_is_allowed(
    sample: OpenLibrary, run: Run, own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    give_arxiv_id(sample, FIRST, "2312.00752")
    with serving() as site:
        file = own_home / "config.toml"
        file.write_text(f'[services]\narxiv_pdf = "{site.address}"\nspacing = 0\n')
        monkeypatch.setenv("READLIST_CONFIG", str(file))
        id = sample.library.keys[FIRST]
        site.answers[f"/{sample.library.papers[id].arxiv}"] = give(three_pages())
        async with run(sample) as seat:
            await seat.press("p", "enter")
            await done(seat)
            assert isinstance(seat.app.screen, ReadingScreen)
            assert seat.main.session.may_fetch
            assert sample.library.papers[id].files[0].path == f"pdfs/{FIRST}.pdf"
            await seat.press("q", "u")
            assert sample.library.papers[id].files == ()
            await seat.press("p")  # allowed from now on
            await done(seat)
            assert isinstance(seat.app.screen, ReadingScreen)


async def test_pdfs_are_read_for_the_search_behind_a_bar(sample: OpenLibrary, run: Run, tmp_path: Path) -> None:
    keys = [FIRST, SECOND, QUEUE[1]]
    for n, key in enumerate(keys):
        path = tmp_path / f"{n}.pdf"
        path.write_bytes(pdf([PageOf(lines_down([f"zeppelin number {n}"]))]) if n else b"%PDF-1.7 broken")
        id = sample.library.keys[key]
        file = link_of(path)
        sample.do("pdf attach", lambda library, at, id=id, file=file: attach(library, {id: [file]}))
    async with run(sample) as seat:
        await seat.press("P")
        assert "3 PDFs not searched yet" in seat.text
        await seat.press("i", "enter")
        await done(seat)
        assert "read 2 PDFs; 1 with a problem" in seat.messages[-1]
        assert f"{FIRST}: the PDF is damaged, or no PDF" in seat.messages[-1]
        await seat.press("P")
        assert "not searched yet" not in seat.text
        await seat.press("escape", "slash", *"zeppelin")
        await done(seat)
        seat.main.search._complete(seat.main.papers.result)
        await seat.settle()
        assert set(seat.keys(seat.main.papers)) == set(keys[1:])


async def test_reading_pdfs_can_be_stopped(
    sample: OpenLibrary, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from readlist.session import full_texts

    path = tmp_path / "x.pdf"
    path.write_bytes(three_pages())
    file, id = link_of(path), sample.library.keys[FIRST]
    sample.do("pdf attach", lambda library, at: attach(library, {id: [file]}))
    async with run(sample) as seat:

        def stopped_meanwhile(opened: object, shelf: object, progress: Progress) -> None:
            progress(0, 100)
            seat.app.call_from_thread(seat.app.simulate_key, "escape")
            for n in range(1, 100):
                progress(n, 100)

        monkeypatch.setattr(full_texts, "read_all", stopped_meanwhile)
        await seat.press("P", "i", "enter")
        await done(seat)
        assert seat.app.screen is seat.main
        assert seat.messages[-1] == "stopped: what was read is searched"


async def test_a_page_is_shown_as_it_looks_where_the_terminal_can(
    sample: OpenLibrary, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    renderable = pytest.importorskip("textual_image.renderable")
    async with run(sample) as seat:
        attached(seat)
        await seat.press("p")
        await done(seat)
        monkeypatch.setattr(renderable, "Image", renderable.HalfcellImage)
        await seat.press("i")
        assert "this terminal shows no images" in seat.text
        assert "heterogeneous quorum" in seat.text
        monkeypatch.setattr(renderable, "Image", renderable.SixelImage)
        await seat.press("i")
        await done(seat)
        from textual_image.widget import SixelImage

        screen = seat.app.screen
        assert isinstance(screen, ReadingScreen)
        shown = screen.query_one(SixelImage)
        assert "\x1bP" in drawn(screen)  # how sixels begin
        assert shown.size.height > shown.size.width / 3  # a page in cells, which are twice as high as wide
        assert "heterogeneous quorum" not in seat.text
        await seat.resize(80, 24)
        await done(seat)
        assert screen.query_one(SixelImage).size.width <= 80
        await seat.press("right")
        await done(seat)
        assert screen.page == 2
        assert len(screen.query(SixelImage)) == 1
        assert screen.query_one(SixelImage) is not shown
        await seat.press("i")
        assert "The zeppelin experiment" in seat.text
        assert not screen.query(SixelImage)


async def test_a_page_that_cannot_be_drawn_leaves_its_text(
    sample: OpenLibrary, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    renderable = pytest.importorskip("textual_image.renderable")
    monkeypatch.setattr(renderable, "Image", renderable.SixelImage)
    async with run(sample) as seat:
        attached(seat)
        await seat.press("p")
        await done(seat)
        (sample.folder / "pdfs" / f"{FIRST}.pdf").write_bytes(b"%PDF-1.7 no more")
        await seat.press("i")
        await done(seat)
        assert "the PDF is damaged, or no PDF" in seat.text
        assert "heterogeneous quorum" in seat.text


async def test_without_the_extra_it_is_named(sample: OpenLibrary, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_image, "find_spec", lambda name: None)
    async with run(sample) as seat:
        attached(seat)
        await seat.press("p")
        await done(seat)
        await seat.press("i")
        assert "pip install 'readlist[images]'" in seat.text


async def test_an_export_has_the_paths_of_pdfs_where_wanted(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.press("e")
        assert "PDFs" not in seat.text  # there are none
        await seat.press("escape")
        attached(seat, QUEUE[0])
        await seat.press("e", "down")
        assert "[left out]" in seat.text
        await seat.press("right", "enter")
        await done(seat)
    assert f"{sample.folder}/pdfs/{QUEUE[0]}.pdf" in Path("queue.bib").read_text()


async def test_a_file_goes_to_the_trash_with_its_undo_and_comes_back(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        id = attached(seat)
        place = sample.folder / "pdfs" / f"{FIRST}.pdf"
        for key, there in (("u", False), ("U", True)):
            await seat.press(key)
            seat.main.saving.look()
            await done(seat)
            assert place.exists() is there
            assert bool(sample.library.papers[id].files) is there
