"""Export and copy."""

from __future__ import annotations

import asyncio
import threading
from itertools import count
from pathlib import Path

import pytest
from textual import events

from readlist.formats import ExportOptions
from readlist.model.paper import Paper
from readlist.session.exports import ExportError, export
from readlist.session.open_library import OpenLibrary
from readlist.tui.dialogs.export_dialog import ExportDialog
from tests.tui.conftest import QUEUE, Clipboard, Run, add

AS_BIBTEX = ("bibtex", ExportOptions())


async def test_the_export_dialog_writes_the_queue(sample: OpenLibrary, run: Run, tmp_path: Path) -> None:
    async with run(sample, (140, 42)) as seat:
        await seat.press("e")
        assert "[the queue (4)]" in seat.text
        assert "new file: 4 entries" in seat.text
        assert "@misc{dettmers2023qlora," in seat.text
        await seat.press("enter")
        written = (tmp_path / "work" / "queue.bib").read_text(encoding="utf-8")
        assert sorted(line[6:-1] for line in written.splitlines() if line.startswith("@misc{")) == sorted(QUEUE)
        assert seat.messages[0].startswith("wrote 4 entries to ")
        assert seat.app.screen is seat.main


async def test_an_existing_file_is_merged_into_and_the_change_is_shown_first(
    sample: OpenLibrary, run: Run, tmp_path: Path
) -> None:
    file = tmp_path / "work" / "queue.bib"
    file.write_text("% mine\n")
    async with run(sample, (140, 42)) as seat:
        await seat.press("e")
        assert "existing file: 4 entries added" in seat.text
        assert "+@misc{dettmers2023qlora," in seat.text
        assert file.read_text() == "% mine\n"
        await seat.press("enter")
        assert file.read_text().startswith("% mine\n\n@misc{")
        assert seat.messages[-1] == "queue.bib: 4 entries added"
        await seat.press("e")
        assert "the file is up to date: 4 as they were" in seat.text
        await seat.press("enter")
        assert seat.messages[-1] == "queue.bib is up to date"


async def test_a_file_that_is_no_bibtex_stays_and_the_export_goes_beside_it(
    sample: OpenLibrary, run: Run, tmp_path: Path
) -> None:
    file = tmp_path / "work" / "queue.bib"
    file.write_text("Dear diary,\n")
    async with run(sample, (140, 42)) as seat:
        await seat.press("e")
        assert "queue.bib: line 1: " in seat.prose("#message")
        await seat.press("enter")
        assert "wrote 4 entries to queue.new.bib" in seat.messages[-1]
        assert file.read_text() == "Dear diary,\n"


async def test_a_file_of_another_format_is_replaced_only_when_told_twice(
    sample: OpenLibrary, run: Run, tmp_path: Path
) -> None:
    file = tmp_path / "work" / "queue.ris"
    file.write_text("mine")
    async with run(sample) as seat:
        await seat.press("e", "up", "right", "right", "enter")
        assert "press enter again to replace it" in seat.text
        assert file.read_text() == "mine"
        await seat.press("enter")
        assert file.read_text().startswith("TY  - UNPB\n")
        assert (tmp_path / "work" / "queue.ris.bak").read_text() == "mine"
        await seat.press("e", "enter")  # the format is remembered, and readlist's own file may be replaced
        assert seat.messages[-1] == "queue.ris is up to date"


async def test_a_refusal_holds_for_the_name_it_was_about(sample: OpenLibrary, run: Run, tmp_path: Path) -> None:
    (tmp_path / "work" / "queue.md").write_text("mine\n")
    (tmp_path / "work" / "queue.mdx").write_text("mine too\n")
    async with run(sample) as seat:
        await seat.press("e", "up", "left", "left", "left", "down", "enter", "end", "x", "enter")
        assert "press enter again to replace it" in seat.text
        assert (tmp_path / "work" / "queue.mdx").read_text() == "mine too\n"


async def test_paper_and_listing_can_be_exported_too(sample: OpenLibrary, run: Run, tmp_path: Path) -> None:
    async with run(sample) as seat:
        await seat.press("e", "up", "up", "right", "enter")
        assert seat.messages[-1] == "wrote 1 entry to papers.bib"
        await seat.press("slash")
        await seat.type("mamba")
        await seat.press("enter", "e", "up", "up", "left")
        assert "[the listing: 1 paper]" in seat.text
        await seat.press("escape", "escape", "e", "up", "up", "left", "enter")
        assert seat.messages[-1] == "papers.bib: 52 entries added, 1 as it was"


async def test_to_leave_the_export_while_it_is_prepared_leaves_only_that(
    sample: OpenLibrary, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = threading.Event()

    def slow(*_: object, **__: object) -> None:
        left.wait()
        raise ExportError("it took long")

    monkeypatch.setattr("readlist.tui.dialogs.export_dialog.prepare", slow)
    async with run(sample) as seat:
        seat.app.post_message(events.Key("e", "e"))
        while not isinstance(seat.app.screen, ExportDialog) or not seat.app.typed.done:
            await asyncio.sleep(0)
        seat.app.post_message(events.Key("escape", None))
        while seat.app.screen is not seat.main or not seat.app.typed.done:
            await asyncio.sleep(0)
        left.set()
        await seat.press("j")
        assert seat.main.papers.cursor == 1


async def test_the_path_is_completed(sample: OpenLibrary, run: Run, tmp_path: Path) -> None:
    (tmp_path / "work" / "thesis").mkdir()
    (tmp_path / "work" / "thesis" / "references.bib").write_text("")
    async with run(sample) as seat:
        await seat.press("e", "ctrl+u")
        await seat.type("th")
        await seat.press("right")
        await seat.type("ref")
        await seat.press("right", "enter")
        assert seat.messages[-1] == "thesis/references.bib: 4 entries added"


async def test_the_export_dialog_offers_the_name_given_last(sample: OpenLibrary, run: Run, tmp_path: Path) -> None:
    async with run(sample) as seat:
        await seat.press("e", "ctrl+u")
        await seat.type("mine.bib")
        await seat.press("enter", "e")
        assert "mine.bib" in seat.text
        assert (tmp_path / "work" / "mine.bib").exists()
        await seat.press("escape")
        assert seat.main.remember().exported == "mine.bib"


async def test_where_it_cannot_write_the_export_dialog_says_why(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        for name, said in [("", "enter a file name"), ("no/such/queue.bib", "cannot write"), (".", "folder")]:
            await seat.press("e", "ctrl+u")
            await seat.type(name)
            await seat.press("enter")
            assert isinstance(seat.app.screen, ExportDialog)
            assert said in seat.text
            await seat.press("escape")
            assert seat.app.screen is seat.main
            await seat.start_over()


async def test_an_empty_queue_has_nothing_to_export(empty: OpenLibrary, run: Run, tmp_path: Path) -> None:
    add(empty, Paper(id=1, key="lee2024a", title="A", title_text="A"))
    async with run(empty) as seat:
        await seat.press("e", "enter")
        assert "a adds a paper to it" in seat.text
        assert list((tmp_path / "work").iterdir()) == []


async def test_y_copies_through_the_terminal_and_the_system(
    sample: OpenLibrary, run: Run, clipboard: Clipboard
) -> None:
    async with run(sample) as seat:
        await seat.press("3", "j", "y")
        assert clipboard.text.startswith("@misc{rafailov2023direct,\n")
        assert clipboard.text == export(sample.library, sample.library.find("rafailov2023direct"), *AS_BIBTEX).text
        assert seat.app.clipboard == clipboard.text
        assert seat.messages == [
            "copied the BibTeX of rafailov2023direct; no DOI or arXiv id, it ends in “and others”: E looks it up"
        ]


async def test_where_there_is_no_clipboard_the_terminal_is_asked(
    sample: OpenLibrary, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(text: str) -> None:
        raise RuntimeError("no xclip")

    monkeypatch.setattr("pyperclip.copy", none)
    monkeypatch.setattr("readlist.tui.command_screen.monotonic", count().__next__)  # no key is pressed twice at once
    async with run(sample) as seat:
        await seat.press("y")
        assert seat.app.clipboard.startswith("@misc{gu2023mamba,\n")
        assert seat.messages == [
            "copied the BibTeX of gu2023mamba through the terminal; no DOI or arXiv id: E looks it up; "
            "not in your clipboard? The same key again shows the text"
        ]
        await seat.press("y")
        assert seat.messages[-1] == "this terminal can't be given to another program"


async def test_a_paper_known_only_by_its_abstract_is_not_copied(
    empty: OpenLibrary, run: Run, clipboard: Clipboard
) -> None:
    add(empty, Paper(id=1, key="anon", title_text="We show that…", abstract_text="We show that.", placeholder=True))
    async with run(empty) as seat:
        await seat.press("y")
        assert clipboard.text == ""
        assert seat.messages == ["nothing to cite yet: only the abstract is known"]


@pytest.mark.parametrize(
    ("keys", "copied"),
    [
        ("1", "@misc{gu2023mamba,\n"),
        ("2", "@misc{gu2023mamba,\n"),
        ("3", "gu2023mamba"),
        ("4", "\\cite{gu2023mamba}"),
        ("5", "Mamba: Linear-Time Sequence Modeling with Selective State Spaces"),
        ("6", "Gu and Dao (2023). Mamba: Linear-Time Sequence Modeling with Selective State Spaces"),
        ("8", "- [ ] ★ **Mamba: Linear\\-Time Sequence"),
        ("9", "TY  - UNPB\nID  - gu2023mamba\n"),
        ("0", '[\n  {\n    "id": "gu2023mamba",'),
        ("jj\r", "gu2023mamba"),
    ],
)
async def test_what_is_copied_can_be_chosen(
    keys: str, copied: str, sample: OpenLibrary, run: Run, clipboard: Clipboard
) -> None:
    async with run(sample) as seat:
        await seat.press("Y", *keys.replace("\r", ""), *(["enter"] if "\r" in keys else []))
        assert clipboard.text.startswith(copied)
        assert seat.app.screen is seat.main


async def test_what_a_paper_does_not_have_is_not_copied(sample: OpenLibrary, run: Run, clipboard: Clipboard) -> None:
    async with run(sample) as seat:
        await seat.press("Y", "7")
        assert seat.messages == ["no link to copy"]
        assert clipboard.text == ""


async def test_what_was_added_to_a_bibliography_is_told_without_a_clipboard_too(
    sample: OpenLibrary, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(text: str) -> None:
        raise RuntimeError("no xclip")

    monkeypatch.setattr("pyperclip.copy", none)
    (tmp_path / "work" / "a.tex").write_text("\\bibliography{refs}\n")
    async with run(sample) as seat:
        await seat.press("c", "w")
        await seat.type("a.tex")
        await seat.press("enter")
        assert seat.messages[-1].startswith("copied \\cite{")
        assert "through the terminal; wrote 1 entry to refs.bib; not in your clipboard?" in seat.messages[-1]
