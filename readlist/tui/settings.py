"""What the user's configuration means in the app: keys and theme, and where it is wrong."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from readlist.platform.config import Config

if TYPE_CHECKING:
    from textual.app import App

_NEVER = "<ignore>"  # what Textual calls a key that can't be pressed
_TOLD = 3  # mistakes that are shown one by one


def keymap(config: Config) -> dict[str, str]:
    """Command id → its keys, for Textual's ``set_keymap``."""
    return {id: ",".join(keys) or _NEVER for id, keys in config.settings.keys.items()}


def set_theme(app: App[None], config: Config, remembered: str | None) -> str | None:
    """The theme of the configuration, else the one chosen in the app; a message where there is none of that name."""
    wanted = config.settings.theme.name
    if wanted and wanted not in app.available_themes:
        near = get_close_matches(wanted, app.available_themes, n=1, cutoff=0.3)
        return config.mistake("theme", "name", f"there is no theme “{wanted}”: the nearest is “{near[0]}”" if near else
                              f"there is no theme “{wanted}”: ctrl+t shows them")  # fmt: skip
    if chosen := wanted or (remembered if remembered in app.available_themes else None):
        app.theme = chosen
    elif not app.is_headless and app.console.color_system == "standard":
        app.theme = "ansi-dark"  # a terminal of 16 colours: the nearest ones to those of other themes can't be read
    return None


def told(mistakes: list[str]) -> list[str]:
    """The mistakes as so many messages as one can read."""
    rest = len(mistakes) - _TOLD
    return mistakes if rest <= 1 else [*mistakes[:_TOLD], f"{rest} more mistakes: `readlist config` names them all"]
