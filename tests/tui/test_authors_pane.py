"""The pane of authors: who is followed, rows that open, figures, and what needs an author."""

from __future__ import annotations

from readlist.library import marking
from readlist.session.open_library import OpenLibrary
from tests.tui.conftest import FIRST, SECOND, Run, page


async def test_a_followed_author_moves_to_the_top_once_the_pane_is_reentered(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.press("1", *"jjjjjjjjj", "F")
        row = seat.main.authors.cursor
        assert "Oriol Vinyals" in seat.row(seat.main.authors)
        assert "★" in seat.row(seat.main.authors)
        assert row == 10
        await seat.press("2", "1")
        assert seat.part("#authors")[8].split()[:3] == ["▌Oriol", "Vinyals", "★"]
        assert "Oriol Vinyals" in seat.row(seat.main.authors)


async def test_from_a_paper_one_of_its_authors_is_chosen(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.press("F", *"dao", "enter")
        assert seat.messages[-1] == "followed: Tri Dao   (u undoes)"
        await seat.press("3")
        assert "author followed +5" in seat.prose("#detail")
        await seat.press("u")
        assert sample.library.followed() == frozenset()


async def test_tags_are_a_row_that_opens_and_list_their_papers(sample: OpenLibrary, run: Run) -> None:
    async with run(sample, (140, 42)) as seat:
        assert "Tags" not in seat.prose("#authors")
        await seat.press("t", *"moe scaling", "enter", "j", "t", *"moe", "enter")
        assert "▸ Tags 2" in seat.prose("#authors")
        assert "#moe" not in seat.prose("#authors")
        await seat.press("1", *"jjjjjjj", "enter")
        assert "▾ Tags 2 #moe 2 #scaling 1" in seat.prose("#authors")
        assert seat.keys(seat.main.papers) == [FIRST, SECOND]
        await seat.press("j")
        assert seat.keys(seat.main.papers) == [FIRST, SECOND]
        assert "#moe ▸ newest first" in seat.status
        left = seat.main.remember()
        await seat.press("j")
        assert seat.keys(seat.main.papers) == [FIRST]
        await seat.press("2", "t", "ctrl+u", "enter")
        assert "▾ Tags 1 #moe 1 ▌#scaling 0 ─" in seat.prose("#authors")
        assert seat.keys(seat.main.papers) == [FIRST]
        await seat.press("u", "1", "k", "k", "enter")
        assert "▸ Tags 2 ─" in seat.prose("#authors")
    async with run(sample, (140, 42), left) as seat:
        assert "▌#moe 2" in seat.prose("#authors")


async def test_authors_of_one_paper_are_a_row_that_opens(sample: OpenLibrary, run: Run) -> None:
    def names(*numbers: int) -> set[str]:
        return {author.name for author in sample.library.authors() if author.papers in numbers}

    async with run(sample, (140, 60)) as seat:
        several, single = names(*range(2, 50)), names(1)
        assert all(name in seat.prose("#authors") for name in several)
        assert f"▸ {len(single)} more, one paper each" in seat.prose("#authors")
        await seat.press("1", "G")
        assert seat.main.papers.group.name not in single
        before = seat.keys(seat.main.papers)
        assert seat.hints.startswith(" enter show")
        await seat.press("enter")
        assert seat.keys(seat.main.papers) == before
        await seat.press("j")
        assert seat.main.papers.group.name in single
        left = seat.main.remember()
        await seat.press("k", "enter")
        assert f"▸ {len(single)} more" in seat.row(seat.main.authors)
    async with run(sample, (140, 60), left) as seat:
        assert "▾" in seat.prose("#authors")
        assert seat.main.authors.current == left.group


async def test_what_needs_an_author_is_offered_on_an_authors_row_alone(sample: OpenLibrary, run: Run) -> None:
    sample.do("tag", lambda library, at: marking.tag(library, library.newest[:1], ("rl",), ()))
    rows = {"group:Inbox": False, "fold:tags": False, "fold:authors": False, "ilya sutskever": True}
    hints = ("A alias", "Q queue all", "F follow")
    async with run(sample) as seat:
        await seat.press("1")
        for row, offered in rows.items():
            seat.main.authors.go(row)
            await seat.settle()
            assert seat.main.authors.current == row
            assert [hint in seat.hints for hint in hints] == [offered] * 3
        seat.main.authors.go("fold:authors")  # the author's papers stay listed
        await seat.press("2", "F")
        assert sample.library.author("Ilya Sutskever").followed  # type: ignore[union-attr]


async def test_the_authors_pane_says_what_is_known_of_an_author(sample: OpenLibrary, run: Run) -> None:
    async with run(sample, (140, 42)) as seat:
        await seat.press("1", *"jjjjjjj", "2", "a", "j", "s", "r", "1")
        said = seat.prose("#figures")
        assert said.startswith("h 14 · 9,417 citations novelty 58 · AI score 71 inbox 14 queue 1 ✓1 ★1")
        assert "2012–2023" in said


async def test_figures_of_a_later_page_say_how_they_changed(empty: OpenLibrary, run: Run) -> None:
    from datetime import date

    from readlist.pages.reading import read_pages
    from readlist.session.imports import import_pages

    text = page("sutskever")
    for day, version in ((date(2023, 1, 1), text), (date(2023, 6, 1), text.replace("9,417", "9,500"))):
        import_pages(empty, read_pages(version, "page", day))
    async with run(empty, (140, 42)) as seat:
        await seat.press("1", *"jjjjjjj")
        assert "citations +83 since 2023-01-01" in seat.prose("#figures")
