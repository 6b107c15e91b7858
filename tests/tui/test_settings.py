"""The user's configuration in the app: keys, theme, and what is wrong with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from readlist.cli.main import main
from readlist.platform import config
from readlist.platform.config import Config
from readlist.session.open_library import OpenLibrary
from readlist.session.ui_state import UiState
from tests.platform.test_config import MISTAKES
from tests.tui.conftest import SECOND, Run


def configured(tmp_path: Path, text: str) -> Config:
    file = tmp_path / "config.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("READLIST_CONFIG", str(file))
        return config.load()


async def test_commands_have_the_keys_of_the_configuration(sample: OpenLibrary, run: Run, tmp_path: Path) -> None:
    settings = configured(tmp_path, "[keys]\nstar = 'x'\nskip = ['s', '*']\nremove = []\nhelp = 'f1'\n")
    async with run(sample, config=settings) as seat:
        await seat.to(SECOND)
        await seat.press("x")
        assert "★ 3" in seat.status
        assert "x star" in seat.hints
        assert "s skip" in seat.hints
        assert seat.hints.rstrip().removesuffix("saved ✓").rstrip().endswith("f1 help")
        for key in ("s", "asterisk"):
            await seat.press(key)
            assert "✗★" in seat.row(seat.main.papers)
            await seat.press("u")
        await seat.press("delete", "question_mark")
        assert SECOND in seat.keys(seat.main.papers)
        await seat.press("f1", "pagedown", "pageup")
        assert "s *" in seat.text.split("In the papers")[1]
        await seat.press("escape", "ctrl+p", *"star")
        assert "Star  (x)" in seat.text


async def test_mistakes_are_said_and_the_app_starts(sample: OpenLibrary, run: Run, tmp_path: Path) -> None:
    settings = configured(tmp_path, "[keys]\nstrat = '[/]'\n[theme]\nname = 'nrd'\n")
    async with run(sample, config=settings) as seat:
        assert [message.split("line ")[1] for message in seat.messages] == [
            "2: [keys] strat: unknown command; did you mean “star”?   (and 1 more: `readlist config` names them all)"
        ]
        assert seat.app.theme == "textual-dark"
        await seat.press("s")
        assert "★ 1" in seat.status


@pytest.mark.parametrize("text", [*(text for text, _ in MISTAKES), "[theme]\nname = 'nrd'", "[theme]\nname = 'zzz'"])
async def test_the_app_and_the_command_say_the_same_of_a_mistake(
    text: str,
    empty: OpenLibrary,
    run: Run,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings = configured(tmp_path, text)
    monkeypatch.setenv("READLIST_CONFIG", str(settings.file))
    assert main(["config"]) == 1
    mistake, summary = capsys.readouterr().err.splitlines()
    assert summary == "readlist: 1 mistake: using defaults for these entries"
    async with run(empty, config=settings) as seat:
        assert [f"readlist: {message}" for message in seat.messages] == [mistake]


async def test_many_mistakes_do_not_cover_the_screen(sample: OpenLibrary, run: Run, tmp_path: Path) -> None:
    async with run(sample, config=configured(tmp_path, "nonsense\n" * 30)) as seat:
        assert "(and 29 more: `readlist config` names them all)" in seat.messages[-1]
        await seat.press("j")
        assert not seat.messages


async def test_a_theme_is_seen_as_the_cursor_comes_to_it(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.press("ctrl+t", *"nord")
        assert seat.app.theme == "nord"
        await seat.press("escape")
        assert seat.app.theme == "textual-dark"
        await seat.press("ctrl+t", "down")
        assert seat.app.theme == "textual-light"
        await seat.press("enter")
        assert seat.app.theme == "textual-light"


async def test_the_theme_is_the_configured_one_else_the_one_chosen_last(
    sample: OpenLibrary, run: Run, tmp_path: Path
) -> None:
    async with run(sample) as seat:
        await seat.press("ctrl+t", *"gruvbox", "enter")
        assert seat.app.theme == "gruvbox"
        left = seat.main.remember()
    async with run(sample, left=left) as seat:
        assert seat.app.theme == "gruvbox"
    async with run(sample, left=left, config=configured(tmp_path, "[theme]\nname = 'nord'")) as seat:
        assert seat.app.theme == "nord"
        assert seat.main.remember().theme == "gruvbox"
    async with run(sample, left=UiState(theme="a theme of yesterday")) as seat:
        assert seat.app.theme == "textual-dark"
        assert seat.messages == []


async def test_columns_are_shown_as_configured(sample: OpenLibrary, run: Run, tmp_path: Path) -> None:
    text = "[columns]\ndate = false\ncategory = false\nscore = false\nauthor_width = 12\n"
    async with run(sample, config=configured(tmp_path, text)) as seat:
        assert seat.part("#papers")[0].startswith("▌›★  Mamba: Linear-Time")
        assert "Dosovitskiy" in seat.prose("#papers")
    async with run(sample, config=configured(tmp_path, "[columns]\nauthor = false\n")) as seat:
        assert "Lightman" not in seat.prose("#papers")


async def test_weights_of_the_configuration_order_the_queue(sample: OpenLibrary, run: Run, tmp_path: Path) -> None:
    text = "[weights]\nstarred = -50\nscore = 0\nfresh = 0\ncode = 0\n"
    async with run(sample, config=configured(tmp_path, text)) as seat:
        assert "starred −50" in seat.prose("#detail")
