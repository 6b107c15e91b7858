"""Bringing pages in: paste, file, clipboard, and the preview."""

from __future__ import annotations

import asyncio
import re
from datetime import date
from pathlib import Path
from threading import Event, current_thread, main_thread
from typing import Any

import pytest
from textual import events
from textual.widgets import Input

from readlist.library.library import Library
from readlist.model.paper import Progress
from readlist.session.imports import read_text
from readlist.session.open_library import OpenLibrary
from readlist.tui.dialogs.preview_dialog import PreviewDialog
from readlist.tui.dialogs.progress_dialog import LARGE, ProgressDialog
from tests.benchmarks.pages import compact_page
from tests.tui.conftest import PAGES, Clipboard, Run, as_pasted, page, placed

WAYS = {
    "authors": ["1"],
    "papers": ["2"],
    "queue": ["3"],
    "detail": ["4"],
    "search": ["slash", "a"],
    "results": ["slash", "a", "enter"],
    "help": ["question_mark"],
    "import": ["i"],
    "export": ["e"],
}


@pytest.mark.parametrize(
    "places",
    [
        ["authors", "papers", "queue", "detail", "search", "results", "help"],
        ["import", "export"],
    ],
)
async def test_a_page_pasted_anywhere_opens_the_preview(places: list[str], sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        for place in places:
            await seat.press(*WAYS[place])
            await seat.paste(as_pasted(page("sutskever")))
            assert isinstance(seat.app.screen, PreviewDialog)
            assert "Ilya Sutskever · profile page · 16 papers" in seat.lines[0]
            await seat.press("escape")
            assert not isinstance(seat.app.screen, PreviewDialog)
            await seat.start_over()


async def test_every_sample_page_is_read_whatever_its_line_ends(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        for name, ends in [*((p.stem, "\r") for p in PAGES.glob("*.txt")), ("landmarks", "\n"), ("landmarks", "\r\n")]:
            await seat.paste(page(name).replace("\n", ends))
            assert isinstance(seat.app.screen, PreviewDialog)
            assert " page · " in seat.lines[0]
            assert " new" not in seat.lines[0]
            assert re.search(r"known papers?, space shows them", seat.part("#entries")[0])
            await seat.start_over()


async def test_enter_takes_the_page_and_one_undo_gives_it_back(empty: OpenLibrary, run: Run) -> None:
    async with run(empty) as seat:
        await seat.paste(as_pasted(page("kaiser")))
        assert "9 papers: 9 new" in seat.lines[0]
        assert "enter import 9" in seat.hints
        await seat.press("enter")
        assert "9 papers   inbox 9   queue 0" in seat.status
        assert seat.messages == ["imported Łukasz Kaiser: 9 new   (T triages them, u undoes)"]
        assert seat.app.focused is seat.main.papers
        assert "Łukasz Kaiser" in seat.prose("#authors")
        assert seat.prose("#detail").startswith("Training Verifiers to Solve Math Word Problems")
        await seat.press("u")
        assert "0 papers" in seat.status
        assert "The library is empty." in seat.text
        await seat.press("U")
        assert "9 papers   inbox 9" in seat.status


async def test_a_page_pasted_again_says_that_all_is_known(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        before = seat.lines
        for _ in range(2):
            await seat.paste(as_pasted(page("landmarks")))
            await seat.press("enter")
            assert "known" in seat.messages[-1]
        assert seat.opened.library.count("papers") == 55
        assert seat.lines[1:12] == before[1:12]


async def test_known_papers_are_folded_behind_the_new_ones(sample: OpenLibrary, run: Run) -> None:
    text = as_pasted(page("kaiser"))
    async with run(sample, (140, 26)) as seat:
        await seat.paste(text)
        assert "▸ 9 known papers, space shows them" in seat.part("#entries")[0]
        await seat.press("escape")
        await seat.to("kitaev2020reformer")
        await seat.press("delete")
        await seat.paste(text)
        rows = [line.strip() for line in seat.part("#entries")]
        assert rows[0].startswith("▌new")
        assert "Reformer" in rows[0]
        assert rows[1].startswith("▸ 8 known papers")
        assert "Reformer: The Efficient Transformer Nikita Kitaev, Łukasz Kaiser" in seat.prose("#entry")
        await seat.press("j", "space")
        rows = [line.strip() for line in seat.part("#entries")]
        assert rows[1].startswith("▌▾ 8 known papers")
        assert [row.split()[0] for row in rows[2:10]] == ["known"] * 8
        await seat.press("j", "space")
        assert "excluded" in seat.part("#entries")[2]
        assert "8 papers: 1 new, 7 known" in seat.lines[0]
        await seat.press("k", "k", "space")
        assert "excluded" not in "".join(seat.part("#entries")[3:])
        await seat.press("enter")
        assert "1 new" in seat.messages[-1]


async def test_a_column_of_the_preview_that_no_entry_fills_takes_no_room(empty: OpenLibrary, run: Run) -> None:
    entry = "@article{{{key}, title = {{Quiet Wings {key}}}, author = {{Lee, Ada}},{more}}}"
    bare, dated = entry.format(key="a", more=""), entry.format(key="b", more=" year = {2023}")
    async with run(empty, (140, 42)) as seat:
        await seat.paste(as_pasted(f"{bare}\n{bare.replace('a,', 'c,')}"))
        assert re.search(r"new +Quiet Wings", seat.part("#entries")[0])
        title = seat.part("#entries")[0].index("Quiet")
        await seat.press("escape")
        await seat.paste(as_pasted(f"{bare}\n{dated}"))
        assert [line.index("Quiet") for line in seat.part("#entries")[:2]] == [title + len("2023 ")] * 2
        await seat.press("escape")
        await seat.paste(as_pasted(page("kaiser")))
        assert re.search(r"new +2017-06-12 CL code Attention Is", seat.part("#entries")[0])


async def test_what_changes_in_a_known_paper_is_shown_fact_by_fact(empty: OpenLibrary, run: Run) -> None:
    old = "@article{k, author={Moth, E.}, title={Of Wings}, journal={A.}, year=2021}"
    async with run(empty, (140, 26)) as seat:
        await seat.paste(old)
        await seat.press("enter")
        await seat.paste(old.replace("A.", "Annals").replace("2021", "2012, volume=3"))
        assert seat.part("#entries")[0].strip().startswith("▌updated")
        assert "Of Wings E. Moth date 2021 → 2012 venue A. → Annals volume + 3" in seat.prose("#entry")


async def test_escape_leaves_everything_as_it_was(empty: OpenLibrary, run: Run) -> None:
    async with run(empty) as seat:
        before = seat.lines
        await seat.paste(as_pasted(page("kaiser")))
        await seat.press("escape")
        assert seat.messages == ["nothing was imported"]
        assert seat.lines[:-2] == before[:-2]
        assert not empty.folder.exists()


async def test_space_leaves_one_out_and_takes_it_in_again(empty: OpenLibrary, run: Run) -> None:
    async with run(empty) as seat:
        await seat.paste(as_pasted(page("kaiser")))
        await seat.press("j", "space", "space")
        assert [line[1:9].strip() for line in seat.part("#entries")[:4]] == ["new", "excluded", "excluded", "new"]
        assert "7 papers: 7 new" in seat.lines[0]
        assert "enter import 7" in seat.hints
        await seat.press("k", "space")
        assert "8 papers: 8 new" in seat.lines[0]
        await seat.press("enter")
        titles = {p.title for p in seat.opened.library.papers.values()}
        assert len(titles) == 8
        assert "Reformer: The Efficient Transformer" not in titles


async def test_a_queues_all_in_the_order_of_the_page(empty: OpenLibrary, run: Run) -> None:
    async with run(empty) as seat:
        await seat.paste(as_pasted(page("kaiser")))
        await seat.press("a")
        assert "enter import 9 and queue all" in seat.hints
        await seat.press("a")
        assert "queue them" not in seat.hints
        await seat.press("a", "enter")
        assert "9 papers   inbox 0   queue 9" in seat.status
        assert list(placed(seat).items())[:3] == [("Attention", 1), ("Reformer:", 2), ("One", 3)]
        await seat.press("u")
        assert "0 papers" in seat.status


async def test_c_sets_the_day_of_copying_which_decides_years(empty: OpenLibrary, run: Run) -> None:
    async with run(empty) as seat:
        await seat.paste(as_pasted(page("sutskever")))
        assert "2023 assumed" in seat.lines[0]
        assert "c copied on 2024-01-05" in seat.hints
        dates = [line[10:20] for line in seat.part("#entries")[:16]]
        await seat.press("c", "ctrl+u")
        await seat.type("2019-06-30")
        await seat.press("enter")
        assert "2019 assumed" in seat.lines[0]
        assert "c copied on 2019-06-30" in seat.hints
        moved = [line[10:20] for line in seat.part("#entries")[:16]]
        assert "2023-03-02" in dates
        assert "2019-03-02" in moved
        await seat.press("enter")
        assert seat.opened.library.count("papers") == 16


async def test_what_is_no_day_is_refused_and_escape_keeps_the_day(empty: OpenLibrary, run: Run) -> None:
    async with run(empty) as seat:
        await seat.paste(as_pasted(page("sutskever")))
        await seat.press("c", "ctrl+u")
        await seat.type("yesterday")
        await seat.press("enter")
        assert "not a date: “yesterday”" in seat.prose("#message")
        await seat.press("escape")
        assert "c copied on 2024-01-05" in seat.hints
        assert isinstance(seat.app.screen, PreviewDialog)
        await seat.press("escape")
        assert "The library is empty." in seat.text


async def test_one_pasted_line_stays_in_the_search(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.press("slash")
        await seat.paste("Reformer: The Efficient Transformer\r")
        assert seat.app.focused is not None
        assert isinstance(seat.app.focused, Input)
        assert seat.app.focused.value == "Reformer: The Efficient Transformer"
        assert seat.key(seat.main.papers) == "kitaev2020reformer"
        assert seat.messages == []


async def test_one_pasted_line_stays_in_the_dialogs(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        for key in "ie":
            await seat.press(key, "ctrl+u")
            await seat.paste("/some where/x.txt")
            assert seat.app.screen.query_one(Input).value == "/some where/x.txt"
            await seat.press("escape")


async def test_the_path_of_a_file_dropped_on_the_terminal_imports_it(
    empty: OpenLibrary, run: Run, tmp_path: Path
) -> None:
    file = tmp_path / "a page.txt"
    file.write_text(page("kaiser"), encoding="utf-8")
    async with run(empty) as seat:
        for form in ("{}", "'{}'", '"{}"', "{} ", " {}\r"):
            await seat.paste(form.format(file))
            assert "Łukasz Kaiser · profile page · 9 papers: 9 new" in seat.lines[0]
            await seat.start_over()


async def test_a_path_with_a_tilde_is_a_path(empty: OpenLibrary, run: Run, own_home: Path) -> None:
    (own_home / "page.txt").write_text(page("kaiser"), encoding="utf-8")
    async with run(empty) as seat:
        await seat.paste("~/page.txt")
        assert "9 papers: 9 new" in seat.lines[0]


async def test_what_is_no_page_is_refused_with_a_reason(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        for pasted, said in [
            ("Dear all,\rthe meeting is moved to Friday.\rBest wishes\rAnn", "not imported: "),
            ("just some words", "only one line: paste a page"),
            ("\r\r\r", "only one line: paste a page"),
            ("x" * 100_000, "only one line: paste a page"),
            ("/no/such/file.txt", "only one line: paste a page"),
        ]:
            await seat.paste(pasted)
            assert len(seat.messages) == 1
            assert seat.messages[0].startswith(said)
            assert seat.app.screen is seat.main
            await seat.start_over()


async def test_a_file_that_is_not_there_is_said(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.press("i")
        await seat.type("/no/such/file.txt")
        await seat.press("enter")
        assert "no such file: /no/such/file.txt" in seat.text
        await seat.press("backspace")  # the text is still there, to be corrected
        assert "/no/such/file.tx" in seat.text


async def test_an_import_from_an_empty_clipboard_is_said(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.press("i", "enter")
        assert "the clipboard is empty" in seat.messages[0]


async def test_the_import_dialog_takes_the_clipboard_for_nothing(
    empty: OpenLibrary, run: Run, clipboard: Clipboard
) -> None:
    clipboard.text = page("kaiser")
    async with run(empty) as seat:
        await seat.press("i", "enter")
        assert "9 papers: 9 new" in seat.lines[0]


async def test_a_dropped_path_may_be_escaped_or_a_url(empty: OpenLibrary, run: Run, tmp_path: Path) -> None:
    file = tmp_path / "Ada's page (1).txt"
    file.write_text(page("kaiser"), encoding="utf-8")
    async with run(empty) as seat:
        for form in (str(file), re.sub(r"([ '()])", r"\\\1", str(file)), file.as_uri()):
            await seat.paste(form)
            assert "9 papers: 9 new" in seat.lines[0]
            await seat.start_over()


async def test_a_large_page_is_stored_in_a_thread(
    empty: OpenLibrary, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[bool] = []
    do = OpenLibrary.do

    def watched(self: OpenLibrary, *args: Any) -> Any:
        threads.append(current_thread() is main_thread())
        return do(self, *args)

    monkeypatch.setattr(OpenLibrary, "do", watched)
    async with run(empty) as seat:
        await seat.paste(as_pasted(compact_page(LARGE + 20)))
        assert isinstance(seat.app.screen, PreviewDialog)
        await seat.press("space", "enter")
        assert seat.app.screen is seat.main
        assert threads == [False]
        assert seat.opened.library.count("papers") > LARGE
        assert len(seat.main.papers.rows) == seat.opened.library.count("papers")
        await seat.press("u")
        assert not seat.main.papers.rows


@pytest.mark.parametrize("end", ["stopped", "short of memory"])
async def test_reading_a_large_page_leaves_keys_working_and_can_be_cancelled(
    end: str, empty: OpenLibrary, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    reached, go_on = Event(), Event()

    def held(text: str, name: str, library: Library, copied: date, progress: Progress) -> Any:
        def watched(done: int, total: int) -> None:
            progress(done, total)
            if done == 100:
                reached.set()
                assert go_on.wait(20)
                if end != "stopped":
                    raise MemoryError

        return read_text(text, name, library, copied, watched)

    monkeypatch.setattr("readlist.tui.dialogs.import_dialog.read_text", held)
    async with run(empty) as seat:
        seat.app.post_message(events.Paste(as_pasted(compact_page(LARGE + 20))))
        while not reached.is_set():
            await asyncio.sleep(0)
        while not isinstance(seat.app.screen, ProgressDialog):
            await asyncio.sleep(0)
        await seat.pilot.pause()
        assert "Reading the page" in seat.text
        if end == "stopped":
            await seat.app._press_keys(["escape"])
            await seat.pilot.pause()
            assert seat.app.screen is seat.main  # at once, though the thread still reads
        go_on.set()
        while not seat.messages:
            await asyncio.sleep(0)
        await seat.settle()
        said = (
            "stopped: nothing was imported" if end == "stopped" else "not imported: there is not enough memory to read"
        )
        assert said in seat.messages[-1]
        assert seat.app.screen is seat.main
        assert not empty.folder.exists()


async def test_a_large_page_is_planned_anew_in_a_thread(empty: OpenLibrary, run: Run) -> None:
    async with run(empty) as seat:
        await seat.paste(as_pasted(compact_page(LARGE)))
        preview = seat.app.screen
        await seat.press("c", *["backspace"] * 10, *"2030-01-02", "enter")
        assert seat.app.screen is preview
        assert "2030-01-02" in seat.text
