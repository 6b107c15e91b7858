"""Lists of rows: only what changed is painted, every row is exactly as wide as its pane, text is only text."""

from __future__ import annotations

import json
import unicodedata
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual._compositor import Compositor
from textual.app import App, ComposeResult
from textual.geometry import Region
from textual.strip import Strip
from textual.theme import Theme
from textual.widgets import Input

from readlist.library import marking
from readlist.model.paper import Paper
from readlist.session.open_library import OpenLibrary
from readlist.tui.dialogs.preview_dialog import PreviewDialog
from readlist.tui.widgets.row_list import Part, RowList, fitted
from tests.tui.conftest import Run, Seat, add

# painting


@pytest.fixture
def painted(monkeypatch: pytest.MonkeyPatch) -> Counter[tuple[str | None, int]]:
    """How often each line of each list was painted, by the list's id and the place of its row."""
    lines: Counter[tuple[str | None, int]] = Counter()
    render_line = RowList.render_line

    def counted(self: RowList[int], y: int) -> Strip:
        lines[self.id, y + self.scroll_offset.y] += 1
        return render_line(self, y)

    monkeypatch.setattr(RowList, "render_line", counted)
    return lines


Painted = Counter[tuple[str | None, int]]


async def test_rows_have_the_colours_of_the_theme_also_after_it_changes(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        for colour in ("#123456", "#654321"):  # two themes that differ in nothing else
            seat.app.register_theme(Theme(colour, primary="#0178d4", variables={"text-accent": colour}))
            seat.app.theme = colour
            await seat.settle()
            edge = next(iter(seat.main.papers.render_lines(Region(0, 1, 1, 1))[0])).style
            assert str(edge).startswith(f"bold {colour}")
            states = seat.main.detail.render_lines(Region(0, 0, seat.main.detail.size.width, 12))
            assert any(str(s.style).startswith(colour) for line in states for s in line), "the detail"


@pytest.mark.usefixtures("drawn")
async def test_moving_the_cursor_paints_the_row_it_leaves_and_the_row_it_enters(
    sample: OpenLibrary, run: Run, painted: Painted
) -> None:
    async with run(sample) as seat:
        for key, rows in [("j", (0, 1)), ("j", (1, 2)), ("k", (2, 1))]:
            painted.clear()
            await seat.press(key)
            assert painted == {("papers", rows[0]): 1, ("papers", rows[1]): 1}


@pytest.mark.usefixtures("drawn")
async def test_a_star_paints_the_paper_in_each_list_and_the_count_of_starred(
    sample: OpenLibrary, run: Run, painted: Painted
) -> None:
    async with run(sample) as seat:
        painted.clear()
        await seat.press("s")
        assert painted == {("papers", 0): 1, ("queue", 0): 1, ("authors", 3): 1}


@pytest.mark.usefixtures("drawn")
async def test_a_decision_in_the_inbox_paints_two_rows_of_it(sample: OpenLibrary, run: Run, painted: Painted) -> None:
    async with run(sample) as seat:
        await seat.press("1", "j", "enter")
        painted.clear()
        await seat.press("x")
        assert painted == {("papers", 0): 1, ("papers", 1): 1, ("authors", 1): 1, ("authors", 4): 1}


async def test_a_change_out_of_sight_paints_nothing_in_the_list(
    sample: OpenLibrary, run: Run, painted: Painted
) -> None:
    async with run(sample) as seat:
        await seat.press("s", "G")
        painted.clear()
        await seat.press("u")
        assert [place for id, place in painted if id == "papers"] == []


@pytest.mark.usefixtures("drawn")
async def test_a_letter_typed_paints_the_results_once_and_no_other_list(
    sample: OpenLibrary, run: Run, painted: Painted, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with run(sample) as seat:
        await seat.press("slash", "l", "e")
        painted.clear()
        layouts: list[object] = []
        monkeypatch.setattr(Compositor, "reflow", lambda self, *args: layouts.append(args))
        await seat.press("a")
        assert painted == {("papers", place): 1 for place in range(seat.main.papers.size.height)}
        assert layouts == []


class Numbers(RowList[int]):
    """Rows that say their number."""

    drawn = 0

    def draw(self, key: int, width: int) -> list[Part]:
        self.drawn += 1
        return [Part(fitted(f"row {key}", width))]


class NumbersApp(App[None]):
    def compose(self) -> ComposeResult:
        yield Numbers(id="numbers")


@pytest.mark.usefixtures("drawn")
async def test_of_100_000_rows_only_those_in_view_are_drawn() -> None:
    app = NumbersApp()
    async with app.run_test(size=(40, 20)) as pilot:
        rows = app.query_one(Numbers)
        rows.show(range(100_000))
        await pilot.pause()
        await pilot.pause()
        shown = rows.drawn
        assert 20 <= shown <= 3 * 20
        rows.move(+50_000)
        await pilot.pause()
        await pilot.pause()
        assert rows.drawn - shown <= 3 * 20
        text = [strip.text for strip in app.screen._compositor.render_strips()]
        assert any(line.startswith("▌row 50000 ") for line in text)
        assert rows.current == 50_000


async def test_rows_that_come_behind_those_in_view_paint_nothing() -> None:
    app = NumbersApp()
    async with app.run_test(size=(40, 20)) as pilot:
        rows = app.query_one(Numbers)
        rows.show(range(30))
        await pilot.pause()
        await pilot.pause()
        drawn = rows.drawn
        rows.extend(range(1_000))
        await pilot.pause()
        await pilot.pause()
        assert rows.drawn == drawn
        assert rows.vertical_scrollbar.window_virtual_size == 1_000
        rows.move(+1_000)
        assert rows.current == 999


@pytest.mark.usefixtures("drawn")
async def test_changes_out_of_sight_are_shown_when_the_list_comes_back(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        ids = list(seat.main.papers.rows)[1:4]
        await seat.press("G")
        seat.opened.do("mark star", lambda library, at: marking.star(library, ids, True, at))
        await seat.settle()
        await seat.press("g")
        assert [line[2] for line in seat.part("#papers")[1:4]] == ["★"] * 3
        await seat.press("V", "G", "V")  # the range ends far below
        await seat.press("g")
        assert [line[0] for line in seat.part("#papers")[1:4]] == ["+"] * 3
        await seat.press("G")
        seat.main.papers.select_none()
        await seat.press("g")
        assert [line[0] for line in seat.part("#papers")[1:4]] == [" "] * 3


async def test_the_cursor_stays_with_its_row_and_near_it_when_the_row_goes() -> None:
    app = NumbersApp()
    async with app.run_test(size=(40, 10)) as pilot:
        rows = app.query_one(Numbers)
        rows.show((10, 20, 30, 40))
        rows.go(30)
        rows.show((5, 10, 15, 20, 25, 30, 40))
        assert rows.current == 30
        rows.show((5, 10, 15))
        assert rows.current == 15
        rows.show(())
        assert rows.current is None
        rows.move(+1)
        rows.page(-1)
        rows.go(7)
        await pilot.pause()
        assert rows.current is None
        rows.show((7,))
        assert rows.current == 7


# widths

TEXTS = st.text(
    st.one_of(
        st.characters(exclude_categories=("Cc", "Cs")),
        st.sampled_from("漢字かなカナ한글ｆｕｌｌ，。👩🏽‍🔬🇩🇪❤️é̂ａ\u200d\ufe0f\u0301\u20dd…ﷺ𝔐⃗"),
    ),
    max_size=60,
)


@given(TEXTS, st.integers(0, 80))
def test_a_fitted_text_is_as_wide_as_it_was_asked_to_be(text: str, width: int) -> None:
    assert cell_len(fitted(text, width)) == width


@given(TEXTS, st.integers(1, 80))
def test_a_text_that_has_room_is_kept_and_one_that_has_not_says_so(text: str, width: int) -> None:
    shown = fitted(text, width)
    if cell_len(text) <= width:
        assert shown.rstrip(" ") == text.rstrip(" ")
    else:
        assert shown.endswith("…")


# hostile text

HOSTILE = {
    "markup": "[/]",
    "bold": "[bold]x[/bold]",
    "click": "[@click=app.exit]x[/]",
    "unclosed": "[",
    "replication": "[Re] Reproducibility of [link=https://x.org]links[/link]",
    "braces": "{0} %s ${HOME} `id` \\[x]",
    "colours": "\x1b[31mred\x1b[0m \x1b]0;title\x07 \x1b]52;c;YWJj\x07 \x1bP1$r\x1b\\ \x9b31m",
    "nul": "nul\x00 bell\x07 back\x08\x08space",
    "bidi": "\u202egnihtyreve\u202c \u2066x\u2069 \u200f",
    "long": "long " * 2_000,
    "one word": "w" * 10_000,
    "cjk": "大規模言語モデルの効率的な学習と推論に関する研究" * 5,
    "emoji": "👩🏽‍🔬 the 👨‍👩‍👧‍👦 family 🇩🇪 of ❤️ signs " * 5,
    "combining": "Z" + "\u0301\u0302\u0303" * 40 + " algo",
    "arabic": "نماذج لغوية كبيرة",
    "tabs": "a\tb\u00a0c\u3000d\u00adsoft",
}
LINES = "two\nlines\rand\u2028more"
BIDI = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def hostile_library(opened: OpenLibrary, *texts: str) -> OpenLibrary:
    """A library whose file other hands filled: titles, names, abstracts, sources, all hostile."""
    texts = texts or tuple(HOSTILE.values())
    add(opened, Paper(id=99, key="last", title="Last", title_text="Last", date="1990"))
    opened.compact()
    file = opened.folder / "library.json"
    data = json.loads(file.read_text())
    for n, text in enumerate(texts, 1):
        data["papers"][str(n)] = {
            "key": f"k{n}",
            "title": text,
            "title_text": text,
            "authors": [text, "Ann " + text[:40]],
            "affiliations": [text[:300]],
            "category": "CL",
            "date": f"20{40 - n}",
            "abstract": text,
            "abstract_text": text,
            "venue": text[:50],
            "sources": [text[:100]],
            "urls": ["https://x.org/" + text[:20]],
        }
        data.setdefault("marks", {})[str(n)] = {"place": n, "queued_at": "2024-01-01T00:00:00Z", "note": text}
    file.write_text(json.dumps(data))
    return OpenLibrary(opened.folder)


def check_widths(seat: Seat) -> None:
    """Every line of every list is exactly as wide as the list, and the screen's lines as the screen."""
    for rows in seat.app.screen.query(RowList):
        if rows.size.width:
            for y in range(rows.size.height):
                strip = rows.render_line(y)
                assert cell_len(strip.text) == rows.size.width == strip.cell_length
    for strip in seat.paint():
        assert strip.cell_length == seat.app.size.width
        assert [c for c in strip.text if unicodedata.category(c) in ("Cc", "Zl", "Zp") or c in BIDI] == [], strip.text


@pytest.mark.long
@pytest.mark.parametrize("size", [(140, 42), (100, 30), (60, 20), (40, 8)])
async def test_hostile_text_is_shown_as_text_in_every_pane(size: tuple[int, int], empty: OpenLibrary, run: Run) -> None:
    async with run(hostile_library(empty), size) as seat:
        for pane in "1234":
            await seat.press(pane)
            check_widths(seat)
        await seat.press("1", "G", "enter")  # authors of one paper, which are folded
        check_widths(seat)
        shown = seat.prose("#authors") if size == (140, 42) else ""
        await seat.press("2")
        for _ in HOSTILE:
            await seat.press("j")
            check_widths(seat)
        assert seat.app.return_code is None
        if size == (140, 42):
            assert "[/]" in seat.part("#papers")[0]
            assert "[bold]x[/bold]" in seat.part("#papers")[1]
            assert "[@click=app.exit]x[/]" in seat.part("#papers")[2]
            assert "[Re] Reproducibility of [link=" in seat.part("#papers")[4]
            assert "[@click=app." in shown
            assert "red" in seat.part("#papers")[6]


async def test_a_click_on_hostile_text_is_no_command(empty: OpenLibrary, run: Run) -> None:
    async with run(hostile_library(empty), (140, 42)) as seat:
        await seat.press("j", "j")
        assert seat.part("#detail")[0].startswith(" [@click=app.exit]x[/]")
        for selector in ("#detail", "#papers", "#queue", "#authors"):
            for x in (2, 12, 20):
                await seat.pilot.click(selector, offset=(x, 0))
        await seat.settle()
        assert seat.app.return_code is None


async def test_a_title_of_several_lines_is_one_row(empty: OpenLibrary, run: Run) -> None:
    async with run(hostile_library(empty, LINES)) as seat:
        check_widths(seat)
        assert "two lines and more" in seat.part("#papers")[0]


async def test_hostile_text_is_shown_as_text_in_toasts(empty: OpenLibrary, run: Run) -> None:
    async with run(hostile_library(empty)) as seat:
        for n, text in enumerate(HOSTILE.values(), 1):
            await seat.to(f"k{n}")
            await seat.press("s", "u")
            assert seat.messages[-1].startswith(("undone: starred “", "undone: starred and queued “"))
            if text.startswith("["):
                assert text.split()[0] in seat.messages[-1]
            check_widths(seat)


async def test_hostile_text_is_shown_as_text_in_the_search(empty: OpenLibrary, run: Run) -> None:
    async with run(hostile_library(empty)) as seat:
        await seat.press("slash")
        await seat.paste("[bold]x[/bold] [@click=app.exit]nowhere[/]")
        check_widths(seat)
        assert "[bold]x[/bold]" in seat.status
        for name in ("markup", "cjk", "emoji"):
            seat.app.screen.query_one(Input).value = ""
            await seat.paste(HOSTILE[name][:100])
            check_widths(seat)


@pytest.mark.parametrize("key", ["slash", "i", "e"])
async def test_escape_sequences_pasted_into_a_field_are_not_obeyed(key: str, sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.press(key)
        await seat.paste("\x1b[31mred\x1b]0;title\x07 \u202egnihtyreve\x9b2J")
        check_widths(seat)


async def test_hostile_text_is_shown_as_text_in_the_preview(empty: OpenLibrary, run: Run) -> None:
    entries = [
        f"CLMay {n}, 2020\n{' '.join(text.split())[:300]}\n\nAnn Lee, Bob Ray\n\nAn abstract: {text[:100]}\n"
        for n, text in enumerate(HOSTILE.values(), 1)
    ]
    text = "Ann [bold]Lee[/bold]\n\nh-index8\n17papers\n\n17 Papers\n\n" + "\n".join(entries)
    async with run(empty) as seat:
        await seat.paste(text.replace("\n", "\r"))
        assert isinstance(seat.app.screen, PreviewDialog)
        check_widths(seat)
        assert "Ann [bold]Lee[/bold]" in seat.lines[0]
        assert "[@click=app.exit]x[/]" in seat.text
        for _ in HOSTILE:
            await seat.press("j", "space")
            check_widths(seat)
        await seat.press("enter")
        check_widths(seat)


async def test_hostile_text_is_shown_as_text_in_the_dialogs(empty: OpenLibrary, run: Run) -> None:
    async with run(hostile_library(empty)) as seat:
        await seat.press("e")
        check_widths(seat)
        await seat.press("ctrl+u")
        await seat.paste("[bold]no[/bold]/[@click=app.exit]such/[/]")
        await seat.press("enter")
        assert "[bold]no[/bold]/[@click=app.exit]such" in " ".join(seat.text.split())
        check_widths(seat)
        await seat.press("escape", "i")
        await seat.paste("[/]nothing[bold]")
        await seat.press("enter")
        check_widths(seat)
        await seat.press("y")
        check_widths(seat)
