# ruff: noqa: E501 - the titles are as long as they are
"""Titles that would do harm, or take more or less room than they seem to: shown as text, in columns that stay."""

from __future__ import annotations

import ast
import shutil
import unicodedata
from pathlib import Path

import pytest
from rich.cells import cell_len

import readlist.tui
from readlist.library import marking
from readlist.library.marking import Plan
from readlist.model.change import Edit
from readlist.model.paper import Figures, Paper, Profile, id_of
from readlist.model.text import clean
from readlist.session.open_library import OpenLibrary
from tests.tui.conftest import Run, Seat, add
from tests.tui.terminal import Start

HOSTILE = (
    "[/]", "[bold]loud[/bold]", "[/", "[type=x, v={'a[0]'}]", "[Re] Reproducibility of [LLM]s", "[@click=app.quit]x[/]",
    "[link=file:///etc/passwd]here[/link]", "$foreground on $error", ":smile: :warning:", "\\[escaped] \\", "%s %d {0} {x}",
    "\x1b]52;c;ZXZpbA==\x07clipboard", "\x1b]0;title\x1b\\", "\x1b[31mred\x1b[0m \x1b[2J", "\x9b31m\x9d52;c;eA==\x9c",
    "\x07\x08\x7f\0bell", "tab\tand\nnewline\r\u2028more", "\u202egnp.exe\u202c \u2066\u2069bidi", "zero\u200bwidth\ufeff\u2060\u00ad",
    "x" * 10_000, "word " * 2_000, "深度学习中的注意力机制研究与应用" * 4, "ディープラーニング　全角", "한국어 제목입니다",
    "👩‍👩‍👧‍👦 family 🏳️‍🌈 flag 🇩🇪", "🙂🙃😉" * 30, "Z̸̢̛a̷̧l̶̨g̵o̴ t̶̡̛e̷x̸t̵", "e\u0301le\u0301phant a\u030aa", "عنوان باللغة العربية", "नमस्ते दुनिया क्षत्रिय",
    "‮‮‮", "…—“”‘’", "\ud7ff\ue000\uf8ff\U0010ffff",
)  # fmt: skip
OBEYED = (b"\x1b]52", b"\x1b]0;", b"\x07", "\x9b".encode(), "\u202e".encode(), "\u200b".encode())
SIZES = [(140, 42), (40, 8)]
READ_MARKUP = {
    "Button", "Checkbox", "Collapsible", "DataTable", "Digits", "Header", "Label", "Markdown", "OptionList", "RadioButton",
    "RichLog", "Select", "SelectionList", "Switch", "TabbedContent", "Tree", "border_subtitle", "border_title",
    "from_markup", "sub_title", "tooltip",
}  # fmt: skip
"""What takes text for markup, as an f-string may be, without a way to say that it is none, or with one easily forgotten."""


def papers(opened: OpenLibrary) -> None:
    """A library of papers with these titles, authors and abstracts, some queued, tagged and with a note."""
    made = []
    for n, text in enumerate(HOSTILE, 1):
        shown = clean(text) or "(no title)"
        made.append(
            Paper(
                id=n, key=f"key{n}", title=shown, title_text=shown, authors=(shown[:300], "Ada Lee"), category="CL",
                date=f"2024-01-{n % 28 + 1:02}", abstract=shown, abstract_text=f"{shown} and more", score=float(n),
                listed_under=(shown[:200],), venue=shown[:100], sources=(shown[:80],), urls=("https://x.example/[b]",),
            )
        )  # fmt: skip
    add(opened, *made)
    for n, text in enumerate(HOSTILE, 1):
        opened.do("note", lambda library, _, n=n, text=text: marking.note(library, n, text))


def aligned(seat: Seat) -> None:
    """Every line of the screen is as wide as the screen."""
    assert {cell_len(line) for line in seat.lines} == {seat.app.size.width}


async def back(seat: Seat) -> None:
    """Out of every screen over the main one."""
    for _ in range(4):
        if seat.app.screen is not seat.main:
            await seat.press("escape")
    assert seat.app.screen is seat.main


def test_nothing_in_the_app_reads_text_as_markup() -> None:
    """Where Textual would, it is told not to; what can't be told is not used."""
    told, untold, used = 0, [], set()
    for path in (Path(readlist.tui.__file__).parent).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                by_session = isinstance(node.func, ast.Attribute) and "session" in ast.unparse(node.func.value)
                if name in ("Static", "notify") and not by_session:
                    off = any(k.arg == "markup" and getattr(k.value, "value", 1) is False for k in node.keywords)
                    told += off
                    untold += [] if off else [f"{path}:{node.lineno}"]
            elif isinstance(node, ast.FunctionDef) and node.name == "render":
                untold += [f"{path}:{node.lineno}"] if getattr(node.returns, "id", "") == "str" else []
            elif isinstance(node, ast.Attribute) and node.attr == "tooltip" and isinstance(node.ctx, ast.Load):
                continue  # of a key binding, shown as plain text in the list of keys
            used.add(getattr(node, "attr", getattr(node, "id", "")))
    assert told > 15
    assert untold == []
    assert used.isdisjoint(READ_MARKUP)


async def test_the_day_of_a_profile_may_be_any_text(empty: OpenLibrary, run: Run) -> None:
    add(empty, Paper(id=1, key="a", title="A", title_text="A", authors=("Ada Lee",), listed_under=("Ada Lee",)))
    days = Figures(as_of="[/] [bold]", h_index=1), Figures(as_of="2026", h_index=3)
    profile = Profile(id=id_of(empty.library.author_id("Ada Lee")), name="Ada Lee", figures=days)
    edit = Edit("profiles", profile.id, None, profile.document())
    empty.do("import", lambda library, at: Plan((edit,), "added"))
    async with run(empty, (140, 42)) as seat:
        await seat.press("1", "G")
        assert "h +2 since [/] [bold]" in seat.prose("#figures")


@pytest.mark.parametrize("size", SIZES, ids=str)
async def test_hostile_titles_are_text_in_every_pane(size: tuple[int, int], empty: OpenLibrary, run: Run) -> None:
    papers(empty)
    async with run(empty, size) as seat:
        for pane in "321":
            await seat.press(pane)
            rows = seat.main.rows
            assert rows is not None
            for _ in range(0, len(rows.rows), max(size[1] // 2, 1)):
                await seat.press("ctrl+d")
                aligned(seat)


async def test_what_looks_like_markup_is_shown_as_it_is(empty: OpenLibrary, run: Run) -> None:
    papers(empty)
    async with run(empty, (140, 60)) as seat:
        for n, text in enumerate(HOSTILE, 1):
            if "[" in text and text.isprintable():
                seat.main.papers.go(n)
                await seat.settle()
                assert text[:24] in seat.row(seat.main.papers)
                assert text[:30] in seat.prose("#detail")


@pytest.mark.long
@pytest.mark.parametrize("size", [(100, 30), (40, 8)], ids=str)
async def test_hostile_titles_are_text_in_toasts_and_dialogs(
    size: tuple[int, int], empty: OpenLibrary, run: Run
) -> None:
    papers(empty)
    async with run(empty, size) as seat:
        for n in range(1, len(HOSTILE) + 1):
            seat.main.papers.go(n)
            await seat.press(["delete", "t", "n", "m", "f"][n % 5])
            aligned(seat)
            await back(seat)
            seat.app.clear_notifications()
        for key in ("H", "T", "e", "ctrl+p"):
            await seat.press(key)
            aligned(seat)
            await back(seat)


@pytest.mark.long
async def test_every_screen_survives_every_size(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        for key in ["t", "n", "percent_sign", "question_mark", "T", "H", "e", "i", "m", "S", "ctrl+p", "ctrl+t", "f"]:
            await seat.press(key)
            for size in [(1, 1), (20, 5), (80, 24)]:
                await seat.pilot.resize_terminal(*size)
                await seat.pilot.pause(0.02)
            await back(seat)
        for size in [(500, 200), (1, 300), (140, 26)]:
            await seat.resize(*size)
        assert "55 papers" in seat.status


@pytest.mark.usefixtures("unread")
async def test_the_name_of_a_folder_is_shown_as_text(sample: OpenLibrary, run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "[bold]my\x1b]52;c;eA==\x07\x9b31m\u202e papers[/]"
    shutil.move(sample.folder, folder)
    async with run(OpenLibrary(folder, keep_unsaved=True), (140, 42)) as seat:
        (folder / "lock").unlink()
        (folder / "lock").mkdir()
        await seat.press("s")  # can't be written
        assert "[bold]my31m papers[/]/lock is not a regular file" in seat.messages[-1]
        (folder / "library.json").write_bytes(b"")
        seat.main.saving.look()
        await seat.settle()
        assert "[bold]my31m papers[/]/library.json" in seat.messages[-1]
        await seat.press("G")  # can't be read
        assert "library.json is damaged" in seat.prose("#detail")
        odd = {c for line in seat.lines for c in line if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co", "Cn")}
        assert odd <= {"\u200d"}


def test_no_sequence_in_a_title_reaches_the_terminal(empty: OpenLibrary, start: Start) -> None:
    papers(empty)
    terminal = start(size=(140, 42))
    terminal.begun()
    terminal.settle()
    n = len(terminal.drawn)
    terminal.send("G")
    for _ in HOSTILE:
        terminal.send("k")
    terminal.send("g" + "sdxu" * 3)
    terminal.until("★")
    terminal.send("q")
    assert terminal.ended() == 0
    assert [bad for bad in OBEYED if bad in terminal.drawn[n:]] == []
