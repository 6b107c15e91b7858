"""Opening a link, never through a shell."""

from __future__ import annotations

import webbrowser


def in_terminal() -> bool:
    """Does the browser take the terminal for itself until it is left, as w3m, lynx and what ``$BROWSER`` names may?"""
    try:
        return type(webbrowser.get()) is webbrowser.GenericBrowser
    except webbrowser.Error:
        return False


def open_link(url: str) -> bool:
    """Hand an address to the browser; False where there is none."""
    try:
        return webbrowser.open(url)
    except webbrowser.Error:
        return False
