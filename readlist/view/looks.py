"""How everything on the main screen looks on a terminal: what only the app can find out.

It is kept when the app has found it out, for the first screens of later starts.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING

from readlist.system import kept

if TYPE_CHECKING:
    from pathlib import Path

    from readlist.settings import Settings
    from readlist.view.state import UiState

_MOST = 16  # looks that are kept, of themes and terminals

Looks = Mapping[str, Mapping[str, str]]
"""Part of the screen → kind of text in it → its look as a terminal is told it (the numbers of SGR)."""


def file_for(state: UiState, settings: Settings) -> Path:
    """Where the looks of an app are kept that is left in a state."""
    return kept.file_of("looks", f"{kept.circumstances()}{settings.theme.name or state.theme or ''}")


def load(file: Path) -> Looks | None:
    """What is kept in a file."""
    with suppress(OSError, ValueError):
        if found := kept.read(file):
            looks: Looks = json.loads(found)
            return looks
    return None


def keep(file: Path, looks: Looks) -> None:
    """Keep looks, and not those of too many themes and terminals."""
    kept.write(file, json.dumps(looks).encode())
    with suppress(OSError):
        there = sorted(file.parent.iterdir(), key=lambda other: other.stat().st_mtime)
        for old in there[:-_MOST]:
            old.unlink(missing_ok=True)
