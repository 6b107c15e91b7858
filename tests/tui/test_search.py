"""Search as one types."""

from __future__ import annotations

from readlist.session.open_library import OpenLibrary
from readlist.tui.widgets.looks import look
from tests.tui.conftest import QUEUE, Run


async def test_the_search_forgives_typing_errors(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        for asked, found in [
            ("atention is al you need", "vaswani2017attention"),
            ("attention is all you need", "vaswani2017attention"),
            ("kaiser reformer", "kitaev2020reformer"),
            ("adam stochastc optimizaton", "kingma2014adam"),
        ]:
            await seat.press("slash")
            await seat.paste(asked)
            assert seat.keys(seat.main.papers)[:1] == [found]
            assert seat.key(seat.main.papers) == found
            title = seat.opened.library.papers[sample.library.keys[found]].title_text
            assert seat.prose("#detail").startswith(title)
            await seat.start_over()


async def test_typing_narrows_and_deleting_widens(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.press("slash")
        counts = []
        for letter in "transfor":
            await seat.press(letter)
            counts.append(len(seat.main.papers.rows))
            assert f"{counts[-1]} of 55" in seat.status
        assert counts == sorted(counts, reverse=True)
        assert counts[-1] < counts[0]
        for _ in "transfor":
            await seat.press("backspace")
        assert len(seat.main.papers.rows) == 55
        assert " of 55" not in seat.status


async def test_the_search_says_what_a_word_was_taken_for(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.press("slash")
        await seat.type("atention zzzzzz")
        assert "atention → attention" in seat.status
        assert "no match for “zzzzzz”" in seat.status
        assert "Attention Is All You Need" in seat.prose("#papers")


async def test_from_the_search_to_its_results_where_keys_decide_again(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        for key in ("down", "enter"):
            await seat.press("slash")
            await seat.type("reformer")
            assert seat.app.focused is not seat.main.papers
            await seat.press(key)
            assert seat.app.focused is seat.main.papers
            await seat.press("a")
            assert seat.keys(seat.main.queue) == [*QUEUE, "kitaev2020reformer"]
            assert seat.status.startswith(" / reformer")
            await seat.start_over()


async def test_escape_restores_the_listing_and_the_cursor(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        for way in (["escape"], ["enter", "escape"], ["enter", "enter", "escape", "escape"]):
            await seat.to("kirillov2023segment")
            before = seat.lines
            await seat.press("slash")
            await seat.type("attention")
            await seat.press(*way)
            assert len(seat.main.papers.rows) == 55
            assert seat.key(seat.main.papers) == "kirillov2023segment"
            assert seat.lines == before
            await seat.start_over()


async def test_a_search_within_a_group_finds_only_what_is_in_it(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.press("1", "j", "enter", "slash")
        await seat.type("attention")
        assert "vaswani2017attention" not in seat.keys(seat.main.papers)  # read already
        assert "child2019generating" in seat.keys(seat.main.papers)
        await seat.press("enter", "x")
        assert len(seat.main.papers.rows) > 1
        await seat.press("escape")
        assert seat.part("#papers-pane")[0].startswith("─ 2 Inbox ─")


async def test_a_search_asked_for_from_anywhere_goes_to_the_papers(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        for pane in "134":
            await seat.press(pane, "slash")
            await seat.type("bert")
            await seat.press("enter")
            assert seat.app.focused is seat.main.papers
            await seat.press("escape")
            assert len(seat.main.papers.rows) == 55


async def test_words_that_matched_are_lit_in_the_list_and_in_the_detail(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.press("slash")
        await seat.type("reformer")
        match = look(seat.main.papers, "match")
        segments = [s for s in seat.main.papers.render_line(0) if s.style and s.style.underline]
        assert match.underline
        assert [s.text for s in segments] == ["Reformer"]
        lit = [s.text for strip in seat.paint() for s in strip if s.style]
        assert "Reformer" in lit
