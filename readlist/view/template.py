"""Where the parts of the main screen are on a terminal, and how they look: what only the app can find out.

It is kept when the app has found it out, and tells the next start where its first screen goes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from readlist.system import kept

if TYPE_CHECKING:
    from pathlib import Path

    from readlist.settings import Settings
    from readlist.view.state import UiState

_MOST = 16  # templates that are kept: of sizes of terminals, themes and panes


@dataclass(frozen=True, slots=True)
class Place:
    """Where a part is, in cells of the screen, and how the kinds of text in it look, as terminals are told it (SGR)."""

    x: int
    y: int
    width: int
    height: int
    room: int  # columns for its text
    bar: int  # column of its scrollbar, from its left edge
    looks: Mapping[str, str]


Template = Mapping[str, Place]
"""Part → its place. Together they cover the screen."""


def file_for(state: UiState, settings: Settings) -> Path:
    """Where the template of an app is kept that is left in a state: another one for whatever makes it another.

    Raises OSError where there is no terminal.
    """
    sizes = state.authors_width, state.detail_width, state.queue_height
    facts = (state.in_pane, sizes, settings.theme.name or state.theme or "")
    return kept.file_of("templates", f"{kept.circumstances()}{facts}")


def load(file: Path) -> Template | None:
    """The template that is kept in a file."""
    with suppress(OSError, ValueError, TypeError, AttributeError):
        if found := kept.read(file):
            return {part: Place(**place) for part, place in json.loads(found).items()}
    return None


def keep(file: Path, template: Template) -> None:
    """Keep a template, and not too many."""
    kept.write(file, json.dumps({part: asdict(place) for part, place in template.items()}).encode())
    with suppress(OSError):
        there = sorted(file.parent.iterdir(), key=lambda other: other.stat().st_mtime)
        for old in there[:-_MOST]:
            old.unlink(missing_ok=True)
