"""Saves where the user left the app (cursors, panes, sort order), in a file per library in the state folder.

The file may be deleted at any time.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from readlist.commands import PANES
from readlist.library.listing import SORTS
from readlist.platform.paths import state_folder
from readlist.store.files import make_folder, write_atomically


@dataclass(frozen=True, slots=True)
class Sizes:
    """The sizes that the user gave to panes, in cells; None: the default. The papers get the rest."""

    authors: int | None = None
    detail: int | None = None  # beside the papers
    queue: int | None = None
    detail_lines: int | None = None  # under the papers
    detail_shown: bool = True


@dataclass(frozen=True, slots=True)
class UiState:
    """Cursors, panes and choices of one library's app."""

    folder: str | None = None  # the library's
    group: str | None = None  # row of the authors pane
    pane: str | None = None
    paper: int | None = None  # ids of the papers under the cursors
    queued: int | None = None
    exported: str | None = None  # the file last exported to
    theme: str | None = None  # the one chosen in the app
    sort: str | None = None  # the field the papers are sorted by; with a minus reversed
    authors_width: int | None = None  # see ``Sizes``
    detail_width: int | None = None
    queue_height: int | None = None
    detail_height: int | None = None
    detail_hidden: int | None = None  # 1: yes
    may_look_up: int | None = None  # 1: papers that are named are looked up without asking
    may_fetch: int | None = None  # 1: PDFs are fetched without asking
    skipped_hidden: int | None = None  # 1: yes
    queries: str | None = None  # recent queries, one per line, the newest last
    exported_as: str | None = None  # the format last exported to

    @property
    def focused_pane(self) -> str:
        """The pane in use."""
        return self.pane if self.pane in PANES else "papers"

    @property
    def sizes(self) -> Sizes:
        return Sizes(
            self.authors_width, self.detail_width, self.queue_height, self.detail_height, not self.detail_hidden
        )

    @property
    def order(self) -> tuple[str, bool]:
        """(field the papers are sorted by, reversed); "" is the usual order."""
        field = (self.sort or "").removeprefix("-")
        return (field, (self.sort or "").startswith("-")) if field in SORTS else ("", False)


def state_file(library: Path) -> Path:
    """The file with the state of a library's app."""
    name = hashlib.blake2b(os.fsencode(library.resolve()), digest_size=8).hexdigest()
    return state_folder() / f"{name}.json"


def load_state(library: Path) -> UiState:
    """The state in which a library's app was left; the default if there is none, or the file is damaged."""
    return _load(state_file(library))


def _load(file: Path) -> UiState:
    try:
        stored = json.loads(file.read_text(encoding="utf-8"))
        types = {f.name: int if str(f.type).startswith("int") else str for f in fields(UiState)}
        valid: dict[str, Any] = {n: v for n, v in stored.items() if n in types and type(v) is types[n]}
        return UiState(**valid)
    except (OSError, ValueError, AttributeError):
        return UiState()


def known_libraries() -> list[Path]:
    """The libraries that were open in the app and still exist, the last one first."""
    with contextlib.suppress(OSError):
        files = sorted(state_folder().glob("*.json"), key=lambda file: file.stat().st_mtime, reverse=True)
        folders = (_load(file).folder for file in files)
        return [Path(folder) for folder in folders if folder and Path(folder).is_dir()]
    return []


def save_state(library: Path, state: UiState) -> None:
    """Write the state; failures are ignored."""
    with contextlib.suppress(OSError):
        file = state_file(library)
        make_folder(file.parent)
        write_atomically(file, json.dumps(asdict(state)).encode())
