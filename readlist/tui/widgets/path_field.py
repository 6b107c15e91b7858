"""A field for the path of a file, which completes what is there."""

from __future__ import annotations

import os
from pathlib import Path

from textual.suggester import Suggester

from readlist.platform.paths import user_path
from readlist.tui.widgets.field import Field

_MOST = 2000  # names that are looked at in a folder


class PathField(Field):
    """The right arrow, at the end, takes the rest of a name that a folder has."""

    def __init__(self, value: str, *, id: str | None = None) -> None:
        super().__init__(value, compact=True, select_on_focus=False, suggester=_Paths(), id=id)


class _Paths(Suggester):
    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        return completed(value)


def completed(typed: str) -> str | None:
    """The path with the first name, in order, that begins as the last part does; None where there is none."""
    head, _, start = typed.rpartition("/")
    if not start or "\0" in typed:
        return None
    folder = user_path(f"{head}/") if head or typed.startswith("/") else Path()
    found: list[str] = []
    try:
        with os.scandir(folder) as entries:
            for n, entry in enumerate(entries):
                if n >= _MOST:
                    break
                if entry.name.startswith(start) and entry.name.isprintable():
                    found.append(entry.name + ("/" if entry.is_dir() else ""))
    except OSError:
        return None
    name = min(found, default=None)
    return typed[: len(typed) - len(start)] + name if name else None
