"""Tags, notes and the statistics in the app."""

from __future__ import annotations

from pathlib import Path

import pytest

from readlist.library import marking
from readlist.session.open_library import OpenLibrary
from readlist.tui.dialogs.sheets import StatisticsSheet
from readlist.tui.dialogs.text_dialogs import LONGEST, NoteDialog, TagsDialog
from tests.tui.conftest import FIRST, SECOND, Run, Seat, as_pasted, page


def tags(seat: Seat, key: str) -> tuple[str, ...]:
    library = seat.opened.library
    return library.mark(library.keys[key]).tags


def note(seat: Seat, key: str) -> str | None:
    library = seat.opened.library
    return library.mark(library.keys[key]).note


def give(opened: OpenLibrary, key: str, *words: str) -> None:
    opened.do("tag", lambda library, _: marking.tag(library, [library.keys[key]], words, []))


async def test_tags_are_given_shown_found_and_taken_back(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.to(SECOND)
        await seat.press("t")
        assert "Tags of “Let's Verify Step by Step”" in seat.text
        await seat.type("reasoning #To-Read")
        await seat.press("enter")
        assert tags(seat, SECOND) == ("reasoning", "To-Read")
        assert "#reasoning #To-Read" in seat.prose("#detail")
        assert seat.messages == ["tagged “Let's Verify Step by Step” +reasoning +To-Read   (u undoes)"]
        await seat.press("slash", *"reasoning")
        assert SECOND in seat.keys(seat.main.papers)
        await seat.press("escape", "u")
        assert tags(seat, SECOND) == ()


async def test_a_tag_deleted_from_the_line_is_taken(sample: OpenLibrary, run: Run) -> None:
    give(sample, SECOND, "a", "b")
    async with run(sample) as seat:
        await seat.to(SECOND)
        await seat.press("t", "backspace", "backspace", "enter")
        assert tags(seat, SECOND) == ("a",)
        await seat.press("t", "ctrl+u", "enter")
        assert tags(seat, SECOND) == ()
        await seat.press("t", "enter")
        assert not isinstance(seat.app.screen, TagsDialog)


async def test_tab_completes_what_the_library_has_the_most_used_first(sample: OpenLibrary, run: Run) -> None:
    give(sample, FIRST, "nlp", "nlp-eval")
    give(sample, "yao2023tree", "nlp-eval")
    async with run(sample) as seat:
        await seat.to(SECOND)
        await seat.press("t", "n")
        assert "tab: nlp-eval   nlp" in seat.text
        await seat.press("tab", "x", "space", "L", "P", "tab", "enter")
        assert tags(seat, SECOND) == ("nlp", "nlp-eval", "x")


async def test_commas_part_tags_as_spaces_do(sample: OpenLibrary, run: Run) -> None:
    give(sample, FIRST, "nlp")
    async with run(sample) as seat:
        await seat.to(SECOND)
        await seat.press("t", *"moe, to-read,n", "tab", "enter")
        assert tags(seat, SECOND) == ("moe", "nlp", "to-read")


async def test_a_selection_is_tagged_in_one_change(sample: OpenLibrary, run: Run) -> None:
    give(sample, FIRST, "both", "one")
    give(sample, SECOND, "both")
    async with run(sample) as seat:
        await seat.press("space", "space", "t")
        assert "Tags of 2 papers" in seat.text
        assert "on some papers: one   (-tag removes it)" in seat.text
        await seat.type("new -one")
        await seat.press("enter")
        assert (tags(seat, FIRST), tags(seat, SECOND)) == (("both", "new"), ("both", "new"))
        await seat.press("u")
        assert (tags(seat, FIRST), tags(seat, SECOND)) == (("both", "one"), ("both",))


async def test_what_is_no_tag_is_refused_in_the_dialog(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.press("t", *"a(b", "enter")
        assert "a tag is one word without (: “a(b”" in seat.text
        assert isinstance(seat.app.screen, TagsDialog)
        await seat.press("escape")
        assert tags(seat, FIRST) == ()


async def test_a_note_is_kept_shown_and_taken_back(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.to(SECOND)
        await seat.press("n", *"ask", "enter", *"[b]Jun", "ctrl+s")
        assert note(seat, SECOND) == "ask\n[b]Jun"
        assert "note ask [b]Jun" in seat.prose("#detail")
        await seat.press("n", "backspace", "escape", "d", "enter")
        assert note(seat, SECOND) == "ask\n[b]Jun"
        await seat.press("n", "escape")
        assert not seat.messages
        await seat.press("u")
        assert note(seat, SECOND) is None


async def test_lines_pasted_into_a_note_stay_in_it_harmless(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.press("n")
        await seat.paste(as_pasted("one\ntwo \x1b]52;c;x\x07\u202e[bold]\n"))
        await seat.press("ctrl+s")
        assert note(seat, FIRST) == "one\ntwo [bold]"
        await seat.press("n")
        await seat.paste("x" * LONGEST)
        assert "a note has at most 100,000 characters" in seat.messages[-1]
        await seat.press("escape")
        assert note(seat, FIRST) == "one\ntwo [bold]"


async def test_a_note_that_cannot_be_saved_stays_in_the_editor(
    sample: OpenLibrary, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with run(sample) as seat:
        await seat.press("n", *"lost?")
        monkeypatch.setattr(seat.main.session, "change", lambda *_: None)
        await seat.press("ctrl+s")
        assert isinstance(seat.app.screen, NoteDialog)
        assert "lost?" in seat.text


async def test_without_an_editor_that_is_said(sample: OpenLibrary, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("VISUAL", "EDITOR"):
        monkeypatch.delenv(name, raising=False)
    async with run(sample) as seat:
        await seat.press("n", "x", "ctrl+o")
        assert seat.messages == ["no editor is set; name one in $EDITOR"]
        assert isinstance(seat.app.screen, NoteDialog)


async def test_in_triage_tags_and_notes_are_of_the_paper_shown(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.press("T")
        shown = seat.main.session.paper
        assert shown is not None
        await seat.press("t", *"later", "enter", "n", *"why", "ctrl+s")
        assert seat.opened.library.mark(shown).tags == ("later",)
        assert seat.opened.library.mark(shown).note == "why"
        assert "#later" in seat.text


@pytest.mark.parametrize("size", [(140, 42), (60, 20), (40, 8)])
async def test_the_statistics_fit_and_can_be_read_to_the_end(
    size: tuple[int, int], sample: OpenLibrary, run: Run
) -> None:
    async with run(sample, size) as seat:
        await seat.press("percent_sign")
        assert isinstance(seat.app.screen, StatisticsSheet)
        read = seat.text
        for _ in range(12):
            await seat.press("pagedown")
            read += seat.text
        assert "2024-01-01" in read
        assert "in the inbox" in read
        assert "unread in the queue: 3 read so far" in " ".join(read.split())
        await seat.press("q")
        assert seat.app.screen is seat.main


async def test_the_statistics_of_an_empty_library_say_so(empty: OpenLibrary, run: Run) -> None:
    async with run(empty) as seat:
        await seat.press("percent_sign")
        assert "The library is empty: nothing to count yet." in seat.text


async def test_the_statistics_of_a_library_of_today_tell_of_today_only(empty: OpenLibrary, run: Run) -> None:
    async with run(empty, (100, 42)) as seat:
        await seat.paste(as_pasted(page("kaiser")))
        await seat.press("enter", "percent_sign")
        assert "nothing read, starred, noted or queued yet" in seat.text
        weeks = [line.split() for line in seat.part("#text") if line.strip().startswith("20")]
        assert weeks == [["2024-01-01", "9", "0", "0", "0"]]
        assert "9 in the inbox: nothing decided yet" in seat.text
        await seat.press("q", "r", "j", "s", "percent_sign")
        assert "read 1" in seat.text
        assert "7 in the inbox: 2 decided so far" in seat.text
        assert "1 unread in the queue: 1 read so far" in seat.text


async def test_the_week_is_written_as_markdown_in_three_keys(
    sample: OpenLibrary, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with run(sample) as seat:
        await seat.press("percent_sign")
        assert "This week (2024-W01)" in seat.text
        await seat.press("e", "enter")
        file = tmp_path / "reading-2024-W01.md"
        assert "[x] " in file.read_text(encoding="utf-8")
        assert f"wrote {file.name}" in seat.messages[-1]
        file.write_text("mine")
        await seat.press("e", "enter")
        assert "exists: enter again replaces it" in seat.text
        await seat.press("escape")
        assert file.read_text() == "mine"
