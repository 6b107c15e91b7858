"""Less room and more, what is in view, and the mouse."""

from __future__ import annotations

import pytest
from textual import events
from textual.geometry import Size

from readlist.session.open_library import OpenLibrary
from readlist.session.ui_state import UiState
from readlist.tui.main_screen import MainScreen
from readlist.tui.widgets.row_list import RowList
from tests.tui.conftest import SECOND, Run, Seat, as_pasted, page


async def test_with_less_room_the_authors_slide_over(sample: OpenLibrary, run: Run) -> None:
    async with run(sample, (100, 30)) as seat:
        assert "Ilya Sutskever" not in seat.text
        await seat.press("1")
        assert "Ilya Sutskever" in seat.text
        assert seat.app.focused is seat.main.authors
        await seat.press("j", "enter")
        assert "Ilya Sutskever" not in "\n".join(line[:28] for line in seat.lines)
        assert seat.part("#papers-pane")[0].startswith("─ 2 Inbox ─")
        await seat.press("1", "escape")
        assert seat.app.focused is seat.main.papers


async def test_on_a_small_terminal_one_pane_is_shown_at_a_time(sample: OpenLibrary, run: Run) -> None:
    async with run(sample, (60, 20)) as seat:
        shown = []
        for _ in range(4):
            shown.append((seat.app.focused and seat.app.focused.id, seat.lines[1].split()[2]))
            await seat.press("tab")
        assert shown == [("papers", "Papers"), ("queue", "Queue"), ("detail", "Detail"), ("authors", "Authors")]
        await seat.press("enter")
        assert seat.lines[1].startswith("─ 4 Detail")
        await seat.press("escape", "a")
        assert "queue 3" in seat.status


async def test_the_smallest_terminal_works_and_a_smaller_one_names_its_needs(sample: OpenLibrary, run: Run) -> None:
    async with run(sample, (40, 8)) as seat:
        await seat.press("j", "s")
        assert "★" in seat.row(seat.main.papers)
        for size in [(39, 8), (40, 7), (1, 1), (38, 42)]:
            await seat.resize(*size)
            assert "Mamba" not in seat.text
            if size[0] > 30:
                assert "needs 40 columns, 8 lines" in seat.prose("#too-small")
        await seat.resize(140, 42)
        assert seat.key(seat.main.papers) == SECOND
        assert "›★  2023   LG" in seat.row(seat.main.papers)
        assert "needs at least" not in seat.text


async def test_after_every_resize_the_keys_act_in_a_pane_that_is_shown(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        for pane in "1234":
            await seat.press(pane)
            for size in [(100, 30), (60, 20), (140, 30), (38, 7), (140, 30), (60, 20), (100, 30)]:
                await seat.resize(*size)
                if size != (38, 7):
                    focused = seat.app.focused
                    assert focused is not None, size
                    assert focused.region.area, size
                    assert focused.id == seat.main.session.pane, size
            await seat.start_over()


async def test_a_terminal_that_was_too_small_for_a_while_loses_no_key(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.press("j")
        await seat.resize(30, 6)
        await seat.resize(140, 30)
        await seat.press("j")
        assert seat.main.papers.cursor == 2


@pytest.mark.parametrize("keys", [["question_mark"], ["e"]])
async def test_a_resize_under_a_dialog_counts_when_the_dialog_is_left(
    keys: list[str], sample: OpenLibrary, run: Run
) -> None:
    async with run(sample) as seat:
        await seat.press(*keys)
        for size in [(60, 20), (20, 5), (100, 30), (38, 7), (60, 20)]:
            await seat.resize(*size)
        await seat.press("escape")
        assert "Ilya Sutskever" not in seat.text
        assert seat.part("#papers-pane")[0].startswith("─ 2 Papers")
        await seat.press("j")
        assert seat.main.papers.cursor == 1
        assert len(seat.main.papers.rows) == 55
        await seat.resize(140, 30)
        assert "Ilya Sutskever" in seat.text


async def test_a_resize_under_the_preview_counts_when_it_is_left(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.paste(as_pasted(page("kaiser")))
        await seat.resize(60, 20)
        assert seat.part("#entries")[0].startswith("▌▸ 9 known papers, space shows them")
        await seat.press("escape")
        assert "Ilya Sutskever" not in seat.text
        assert seat.lines[1].startswith("─ 2 Papers")


async def test_on_a_small_terminal_the_header_says_which_pane_of_how_many(sample: OpenLibrary, run: Run) -> None:
    async with run(sample, (60, 20)) as seat:
        assert "2/4 Papers" in seat.status
        await seat.press("tab")
        assert "3/4 Queue" in seat.status
        await seat.resize(140, 30)
        assert "/4" not in seat.status
        assert "All papers ▸ newest first" in seat.status


@pytest.mark.parametrize(
    "size",
    [
        (140, 30),
        (100, 30),
        (60, 20),
    ],
)
async def test_an_empty_library_says_what_to_do_at_every_size(
    size: tuple[int, int], empty: OpenLibrary, run: Run
) -> None:
    async with run(empty, size) as seat:
        assert "The library is empty." in seat.text
        assert "paste" in seat.text


async def test_the_title_of_the_focused_pane_is_bright(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        for key, pane in zip("1234", ("authors", "papers", "queue", "detail"), strict=True):
            await seat.press(key)
            bold = [p for p in ("authors", "papers", "queue", "detail") if _is_bold(seat, f"#{p}-pane")]
            assert bold == [pane]


def _is_bold(seat: Seat, pane: str) -> bool:
    x, y, _, _ = seat.main.query_one(pane).region
    strip = seat.paint()[y].crop(x + 2, x + 6)
    return all(s.style is not None and bool(s.style.bold) for s in strip if s.text)


@pytest.mark.usefixtures("drawn")
async def test_a_dialog_stands_at_the_foot_of_the_screen_and_hides_nothing_else(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        before = seat.lines
        for key, question, least in [("e", " Export ", 2), ("i", "Import: path of a file", 17)]:
            await seat.press(key)
            place = next(y for y, line in enumerate(seat.lines) if question in line)
            assert place >= least
            assert seat.lines[: place - 2] == before[: place - 2]
            await seat.press("escape")


async def test_author_names_that_are_cut_say_so(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        names = [line[:-1].split("  ")[-1].strip() or line.split("  ")[-2] for line in seat.part("#papers")]
        assert {"Lightman", "Rafailov", "Dosovit…", "Choroma…"} <= set(names)


async def test_the_hints_are_of_keys_that_act_now(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.press("slash")
        assert "a queue" not in seat.hints
        assert "x skip" not in seat.hints


@pytest.mark.parametrize(
    "size",
    [
        (140, 30),
        (100, 30),
        (60, 20),
    ],
)
async def test_the_preview_says_how_it_is_left_at_every_size(
    size: tuple[int, int], empty: OpenLibrary, run: Run
) -> None:
    async with run(empty, size) as seat:
        await seat.paste(as_pasted(page("kaiser")))
        await seat.press("a")
        assert "enter import 9" in seat.hints
        assert "esc cancel" in seat.hints


async def test_in_the_detail_what_is_muted_is_no_brighter_than_the_abstract(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        x, y, width, height = seat.main.detail.region
        strips = [s.crop(x, x + width) for s in seat.paint()[y : y + height]]

        def light(words: str) -> float:
            found = next(s for strip in strips if words in strip.text for s in strip if words in s.text)
            assert found.style is not None
            assert found.style.color is not None
            return sum(found.style.color.get_truecolor())

        assert light("cmu, princeton") < light("State-space models")


async def test_at_140_by_42_papers_queue_and_detail_have_room(sample: OpenLibrary, run: Run) -> None:
    async with run(sample, (140, 42)) as seat:
        assert seat.main.papers.size.height >= 20
        assert seat.main.queue.size.height >= 6
        assert seat.main.detail.size.height >= 10


async def test_a_click_moves_the_cursor_and_a_double_click_goes_into_the_paper(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.pilot.click("#papers", offset=(10, 4))
        await seat.settle()
        assert seat.key(seat.main.papers) == "yao2023tree"
        assert seat.prose("#detail").startswith("Tree of Thoughts")
        await seat.pilot.click("#queue", offset=(10, 1))
        await seat.settle()
        assert seat.app.focused is seat.main.queue
        assert seat.prose("#detail").startswith("Direct Preference Optimization")
        await seat.pilot.click("#authors", offset=(5, 1))
        await seat.settle()
        assert seat.part("#papers-pane")[0].startswith("─ 2 Inbox ─")
        await seat.pilot.double_click("#papers", offset=(10, 0))
        await seat.settle()
        assert seat.app.focused is seat.main.detail


async def test_the_rule_between_groups_and_authors_is_stepped_over(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.press("1", *"jjjjjjj")
        assert seat.part("#papers-pane")[0].startswith("─ 2 Ilya Sutskever ─")
        assert "16" in seat.part("#papers-pane")[0]
        await seat.press("k")
        assert seat.part("#papers-pane")[0].startswith("─ 2 To check ─")


async def test_panes_that_were_given_a_size_have_it_from_the_first_layout(
    sample: OpenLibrary, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    laid_out: list[tuple[str | None, int, int]] = []
    on_resize = RowList.on_resize

    def noted(rows: RowList[object]) -> None:
        laid_out.append((rows.id, *rows.size))
        on_resize(rows)

    monkeypatch.setattr(RowList, "on_resize", noted)
    async with run(sample, (220, 42), UiState(authors_width=40, detail_width=60, queue_height=8)):
        assert sorted(laid_out) == [("authors", 40, 32), ("papers", 118, 30), ("queue", 118, 7)]


async def test_of_two_panes_entered_at_once_the_last_is_in_use(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.press("4")
        seat.main.go("papers")
        seat.main.go("detail")
        await seat.settle()
        assert (seat.main.session.pane, seat.main.focused) == ("detail", seat.main.detail)


async def test_a_size_that_the_terminal_no_longer_has_is_passed_over(
    sample: OpenLibrary, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with run(sample, (140, 42)) as seat:
        laid_out: list[Size] = []
        monkeypatch.setattr(MainScreen, "_screen_resized", lambda _, size: laid_out.append(size))
        for size in (Size(100, 30), seat.app.size):
            seat.main.post_message(events.Resize(size, size))
            await seat.settle()
        assert laid_out == [seat.app.size]


@pytest.mark.parametrize("width", [60, 80, 100, 140])
async def test_a_message_is_shown_to_its_end_whatever_its_length(width: int, sample: OpenLibrary, run: Run) -> None:
    async with run(sample, (width, 30)) as seat:
        for length in range(width - 12, width + 3):  # it becomes a second line somewhere here
            seat.main.session.notify(f"a message of {'x' * (length - 17)} end")
            await seat.settle()
            shown = [line for line in seat.lines if line.startswith("▌ ") and ("message" in line or "end" in line)]
            assert shown[-1].rstrip().endswith(" end"), (length, shown)
            assert " ".join(" ".join(line[2:] for line in shown).split()).startswith("a message of xx")
