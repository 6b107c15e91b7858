"""How everything on the main screen looks on a terminal: what only the app can find out.

It is kept when the app has found it out, for the first screens of later starts. How the usual theme looks comes with
readlist, for the first start of all (``python -m tests.looks`` writes it).
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from readlist.platform import derived_files, picture

if TYPE_CHECKING:
    from readlist.session.ui_state import UiState
    from readlist.settings import Settings

_MOST = 16  # looks that are kept, of themes and terminals

_TOLD_OTHERWISE = (
    "NO_COLOR",
    "FORCE_COLOR",
    "TEXTUAL_COLOR_SYSTEM",
    "TEXTUAL_THEME",
    "TEXTUAL_DIM_FACTOR",
    "TEXTUAL_FILTERS",
)
"""Variables by which Textual shows other colours than the terminal would."""
STAMP = "looks"
USUAL = "textual-dark"
"""The theme where nobody chose one."""

Looks = Mapping[str, Mapping[str, str]]
"""Part of the screen → kind of text in it → its look as a terminal is told it (the numbers of SGR)."""


def known(state: UiState, settings: Settings) -> Looks | None:
    """The looks of an app that was left in a state, as far as anyone knows."""
    with suppress(OSError, ValueError):
        if parts := derived_files.read(file_for(state, settings), STAMP):
            looks: Looks = json.loads(bytes(parts["looks"]))
            return looks
    return usual().get(_colours()) if _theme(state, settings) in ("", USUAL) else None


def file_for(state: UiState, settings: Settings) -> Path:
    """Where the looks of an app are kept that is left in a state."""
    return derived_files.derived_file("looks", f"{picture.circumstances()}{_theme(state, settings)}")


def _theme(state: UiState, settings: Settings) -> str:
    return settings.theme.name or state.theme or ""


def usual() -> Mapping[str, Looks]:
    """How the usual theme looks, by what a terminal can do."""
    looks: Mapping[str, Looks] = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
    return looks


def _colours() -> str:
    """What the terminal can do, where that is plain."""
    if any(os.environ.get(name) for name in _TOLD_OTHERWISE):
        return ""
    if os.environ.get("COLORTERM", "").lower() in ("truecolor", "24bit"):
        return "truecolor"
    return "256 colours" if os.environ.get("TERM", "").endswith("-256color") else ""


def keep(file: Path, looks: Looks) -> None:
    """Keep looks, and not those of too many themes and terminals."""
    derived_files.write(file, STAMP, {"looks": json.dumps(looks).encode()})
    with suppress(OSError):
        there = sorted(file.parent.iterdir(), key=lambda other: other.stat().st_mtime)
        for old in there[:-_MOST]:
            old.unlink(missing_ok=True)
