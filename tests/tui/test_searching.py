"""Searching as a person does it: earlier queries, kept ones, what is said, and matches in the detail."""

from __future__ import annotations

from readlist.library import listing
from readlist.model.paper import Paper
from readlist.session.open_library import OpenLibrary
from tests.tui.conftest import SECOND, Run, Seat, add


async def test_up_brings_back_earlier_queries_and_down_leads_on(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        for query in ("bert", "mamba"):
            await seat.press("slash")
            await seat.type(query)
            await seat.press("escape")
        await seat.press("slash")
        await seat.type("re")
        await seat.press("up")
        assert seat.status.startswith(" / mamba")
        await seat.press("up", "up")
        assert seat.status.startswith(" / bert")
        await seat.press("down", "down")
        assert seat.status.startswith(" / re")
        await seat.press("down")
        assert seat.app.focused is seat.main.papers


async def test_earlier_queries_outlive_the_app(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.press("slash")
        await seat.type("bert")
        await seat.press("escape")
        assert seat.main.remember().queries == "bert"


async def test_leaving_the_search_restores_listing_and_cursor(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.press("j", "j", "j")
        before = seat.main.papers.rows, seat.main.papers.current
        await seat.press("slash")
        await seat.type("year:2017 atention")
        assert len(seat.main.papers.rows) < 10
        await seat.press("enter", "j", "escape")
        assert (seat.main.papers.rows, seat.main.papers.current) == before


async def test_what_was_not_understood_stands_under_the_query_whole(sample: OpenLibrary, run: Run) -> None:
    async with run(sample, size=(60, 20)) as seat:
        await seat.press("slash")
        await seat.type("atention year:soon zzzzzz")
        said = seat.prose("SearchBar")
        for part in ("atention → attention", "no match for “zzzzzz”", "year:soon is not understood", "esc back"):
            assert part in said


async def test_a_query_narrows_a_group_and_follows_to_another(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.press("slash")
        await seat.type("year:2017..")
        everything = seat.main.papers.rows
        await seat.press("enter", "1", "j", "j", "j")
        assert seat.main.papers.group.name == "Starred"
        library = sample.library
        assert set(seat.main.papers.rows) == {id for id in everything if library.mark(id).starred}
        assert 0 < len(seat.main.papers.rows) < len(everything)


async def test_a_saved_query_is_above_the_authors_can_be_narrowed_and_removed(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.press("slash")
        await seat.type("year:..2016")
        old = len(seat.main.papers.rows)
        await seat.press("ctrl+s")
        await seat.type("old")  # in place of the query
        await seat.press("enter", "escape", "1", *["j"] * 7)
        assert seat.main.papers.group.name == "old"
        assert len(seat.main.papers.rows) == old < 55
        await seat.press("enter", "slash")
        await seat.type("residual")
        assert 0 < len(seat.main.papers.rows) < old
        await seat.press("escape")
        assert len(seat.main.papers.rows) == old
        await seat.press("1", "delete")
        assert not sample.library.queries
        assert seat.messages[-1].startswith("removed the saved search “old”")
        await seat.press("u")
        assert [q.text for q in sample.library.queries.values()] == ["year:..2016"]


async def test_saved_searches_have_counts_that_follow(sample: OpenLibrary, run: Run) -> None:
    sample.do("query", lambda library, at: listing.save_query(library, "waiting", "is:inbox"))
    sample.do("query", lambda library, at: listing.save_query(library, "old", "year:..2016"))

    def counts(seat: Seat) -> list[list[str]]:
        return [line.split()[1:] for line in seat.part("#authors") if line.startswith(" / ")]

    async with run(sample, (140, 42)) as seat:
        await seat.press("slash", "escape")
        old = sum(bool(paper.year and paper.year <= 2016) for paper in sample.library.papers.values())
        assert counts(seat) == [["old", str(old)], ["waiting", "47"]]
        await seat.to(SECOND)
        await seat.press("x")
        assert counts(seat) == [["old", str(old)], ["waiting", "46"]]
        await seat.press("u", "slash", *"is:starred", "ctrl+s", *"best", "enter", "escape")
        assert counts(seat) == [["best", "2"], ["old", str(old)], ["waiting", "47"]]


async def test_matches_in_the_detail_come_into_view_one_after_the_other(empty: OpenLibrary, run: Run) -> None:
    abstract = "Word. " * 400 + "A needle. " + "Word. " * 400 + "Another needle."
    add(empty, Paper(id=1, key="k", title="Hay", title_text="Hay", abstract=abstract, abstract_text=abstract))
    async with run(empty) as seat:
        await seat.press("slash")
        await seat.type("needle")
        await seat.press("enter")
        for key, seen in (("right_square_bracket", "A needle"), ("right_square_bracket", "Another needle"),
                          ("left_square_bracket", "A needle")):  # fmt: skip
            await seat.press(key)
            assert seen in seat.prose("#detail")


async def test_brackets_say_where_nothing_matches(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.press("right_square_bracket")
        assert seat.messages[-1] == "no match here; press / to search"


async def test_what_is_imported_is_found_and_what_is_removed_is_not(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.press("slash")
        await seat.type("quokka")
        assert not seat.main.papers.rows
        add(sample, Paper(id=1, key="k", title="Quokkas", title_text="Quokkas"))
        await seat.type("s")
        assert list(seat.main.papers.rows) == [1]
        sample.undo()
        await seat.press("backspace")
        assert not seat.main.papers.rows
