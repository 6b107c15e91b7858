"""A key that can't act, or whose work fails, says why."""

from __future__ import annotations

from pathlib import Path

import pytest

from readlist.model.paper import Paper
from readlist.session.open_library import OpenLibrary
from readlist.store.files import StoreError
from tests.tui.conftest import Run, add
from tests.tui.test_settings import configured


async def test_a_key_that_acts_in_another_pane_says_in_which(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        for keys, said in [
            (["1", "a"], "Queue works in Papers, Queue or Detail (press 2, 3 or 4)"),
            (["1", "y"], "Copy BibTeX works in"),
            (["J"], "Move down works in Queue (press 3)"),
            (["4", "greater_than_sign"], "Move to the end works in Queue (press 3)"),
        ]:
            before = seat.lines[0]
            await seat.press(*keys)
            assert len(seat.messages) == 1
            assert seat.messages[0].startswith(said)
            assert seat.lines[0] == before
            await seat.start_over()


async def test_in_an_empty_library_every_key_says_that_there_is_nothing(empty: OpenLibrary, run: Run) -> None:
    async with run(empty) as seat:
        assert "The library is empty." in seat.text
        for key, said in [
            ("s", "Star: no paper here"),
            ("o", "Open link: no paper here"),
            ("u", "there is nothing to undo"),
            ("U", "there is nothing to redo"),
        ]:
            await seat.press(key)
            assert seat.messages[-1] == said
        await seat.press("j", "G", "ctrl+d", "3", "j", "4", "j", "enter", "1", "enter", "escape", "tab", "k", "slash")
        await seat.type("attention")
        await seat.press("enter", "j", "escape")
        assert "The library is empty." in seat.text


async def test_looking_around_in_a_library_that_is_not_there_makes_nothing(empty: OpenLibrary, run: Run) -> None:
    async with run(empty) as seat:
        await seat.press("s", "u", "U", "e", "escape", "slash", "a", "escape", "tab")
        assert not empty.folder.exists()


async def test_a_paper_without_an_address_is_searched_for_by_its_title(
    sample: OpenLibrary, run: Run, browser: list[str], tmp_path: Path
) -> None:
    async with run(sample) as seat:
        await seat.to("parmar2018image")
        await seat.press("o")
        assert browser == ["https://arxiv.org/search/?searchtype=title&query=Image+Transformer"]
    place = configured(tmp_path, '[open]\nsearch = "https://example.org/find?{title}"\n')
    async with run(sample, config=place) as seat:
        await seat.to("parmar2018image")
        await seat.press("o")
        assert browser[1:] == ["https://example.org/find?Image+Transformer"]


async def test_only_web_addresses_are_opened(empty: OpenLibrary, run: Run, browser: list[str]) -> None:
    bad = ("javascript:alert(1)", "file:///etc/passwd", "-http://x.org", "http://x.org/`id`", "https://пример.рф")
    add(
        empty,
        Paper(id=1, key="bad", title="Bad", title_text="Bad", date="2024", urls=bad),
        Paper(id=2, key="good", title="Good", title_text="Good", date="2023", urls=(*bad, "www.x.org/y?a=1&b=2")),
        Paper(id=3, key="arxiv", title="arXiv", title_text="arXiv", date="2022", arxiv="2306.01234", urls=bad),
    )
    async with run(empty) as seat:
        await seat.press("o")
        assert browser == ["https://arxiv.org/search/?searchtype=title&query=Bad"]
        browser.clear()
        await seat.press("j", "o", "j")
        assert "https://arxiv.org/abs/2306.01234" in seat.prose("#detail")  # what will be opened is shown before
        await seat.press("o")
        assert browser == ["https://www.x.org/y?a=1&b=2", "https://arxiv.org/abs/2306.01234"]


async def test_where_no_browser_opens_the_link_is_copied(
    sample: OpenLibrary, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("webbrowser.open", lambda url: False)
    async with run(sample) as seat:
        await seat.press("O")
        assert seat.app.clipboard == "https://github.com/state-spaces/mamba"
        assert "copied: https://github.com/state-spaces/mamba" in seat.messages[0]


async def test_a_change_that_cannot_be_saved_is_said_and_not_shown(
    sample: OpenLibrary, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise StoreError("cannot write to the library: No space left on device: nothing was changed")

    monkeypatch.setattr("readlist.store.store.Store.append", full)
    async with run(sample) as seat:
        await seat.press("s", "x")
        assert "No space left on device" in seat.messages[0]
        assert "›★  2023   LG" in seat.row(seat.main.papers)
        assert "queue 4   ★ 2" in seat.status


async def test_every_fact_can_be_fixed(sample: OpenLibrary, run: Run) -> None:
    async with run(sample, (100, 30)) as seat:
        await seat.press("f", *["tab"] * 3, *"Nature", "tab", *"article", *["tab"] * 4, *"pages=1--9", "enter")
        paper = sample.library.papers[seat.main.papers.current or 0]
        assert (paper.venue, paper.type, dict(paper.fields)) == ("Nature", "article", {"pages": "1--9"})
        await seat.press("f")
        assert "pages" in seat.text
        await seat.press(*["tab"] * 8, "backspace", "8", "tab", *"no field", "enter")
        assert "not a field: no field; write it as pages=1--9" in seat.text
        await seat.press("ctrl+u", "enter")
        assert sample.library.papers[paper.id].fields["pages"] == "1--8"
        await seat.press("u", "u")
        assert sample.library.papers[paper.id].venue is None
