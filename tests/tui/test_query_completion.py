"""Tab completes a query: fields, then values; what it may go on with stands in the bar."""

from __future__ import annotations

from readlist.library import marking
from readlist.search.fields import FIELDS, PLACEHOLDER
from readlist.session.open_library import OpenLibrary
from tests.tui.conftest import Run


async def test_an_empty_search_shows_what_can_be_asked(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.press("slash")
        assert PLACEHOLDER in seat.status
        await seat.type("a")
        assert PLACEHOLDER not in seat.status


async def test_tab_completes_fields_then_values(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.press("slash")
        await seat.press("tab")
        offers = seat.prose("#offers")
        assert offers.startswith("title: author: abs:")
        assert offers.endswith(f"+{len(FIELDS) - offers.count(':')}") or offers.count(":") == len(FIELDS)
        for typed, text in [
            ("aut", "author:"),
            ("vas", 'author:"Ashish Vaswani" '),
            ("is:un", 'author:"Ashish Vaswani" is:unread '),
        ]:
            await seat.type(typed)
            await seat.press("tab")
            assert seat.main.bar.field.value == text
            assert seat.app.focused is seat.main.bar.field
        assert all("Vaswani" in ", ".join(seat.opened.library.papers[id].authors) for id in seat.main.papers.rows)
        assert seat.main.papers.rows


async def test_several_candidates_are_shown_and_what_they_share_is_typed(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.press("slash")
        await seat.type("starred:l")
        await seat.press("tab")
        assert seat.main.bar.field.value == "starred:last-"
        assert seat.prose("#offers") == "last-week last-month last-year"
        await seat.type("m")
        assert seat.prose("#offers") == ""
        await seat.press("tab")
        assert seat.main.bar.field.value == "starred:last-month "


async def test_tags_and_the_labels_of_papers_are_values(sample: OpenLibrary, run: Run) -> None:
    sample.do("tag", lambda library, at: marking.tag(library, list(library.queue), ["to-cite", "thesis"], []))
    async with run(sample) as seat:
        for typed, whole in [("tag:the", "tag:thesis "), ("cat:mg", "cat:MG "), ("-has:co", "-has:code ")]:
            await seat.press("slash")
            await seat.type(typed)
            await seat.press("tab")
            assert seat.main.bar.field.value == whole
            await seat.start_over()


async def test_a_field_is_explained_and_a_wrong_one_put_right(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.press("slash")
        await seat.type("added:")
        assert seat.prose("#offers") == "when it came into the library: added:7d, added:today"
        await seat.start_over()
        await seat.press("slash")
        await seat.type("autor:vaswani")
        assert "no field “autor”: did you mean author:?" in seat.prose("SearchBar")
        assert len(seat.main.papers.rows) == 55
        await seat.press("tab")
        assert seat.main.bar.field.value == 'author:"Ashish Vaswani" '
        assert 0 < len(seat.main.papers.rows) < 55


async def test_offers_end_with_the_search_and_fit_narrow_screens(sample: OpenLibrary, run: Run) -> None:
    async with run(sample, size=(60, 20)) as seat:
        await seat.press("slash", "tab")
        assert seat.prose("#offers").startswith("title:")
        await seat.press("escape", "slash")
        assert seat.prose("#offers") == ""
        await seat.type("author:")
        await seat.press("tab")
        (line,) = seat.part("#offers")
        assert "+" in line
        assert len(line) <= 60
        await seat.type("zzz")
        await seat.press("tab")
        assert seat.prose("#offers") == "nothing to complete"


async def test_tab_completes_in_triage_too(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.press("T", "slash")
        await seat.type("date:this-y")
        await seat.press("tab")
        assert seat.app.screen.query_one("#query").value == "date:this-year "  # type: ignore[attr-defined]
