"""Where the app was left: kept in the platform's state folder, a file a library. May be deleted at any time."""

from __future__ import annotations

import contextlib
import hashlib
import json
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from readlist.library.listing import SORTS
from readlist.store.files import make_folder, write_atomically
from readlist.view.geometry import PANES, Sizes


@dataclass(frozen=True, slots=True)
class UiState:
    group: str | None = None  # row of the authors pane
    pane: str | None = None
    paper: int | None = None  # ids of the papers under the cursors
    queued: int | None = None
    exported: str | None = None  # the file that was last exported to
    theme: str | None = None  # the one chosen in the app
    sort: str | None = None  # the field the papers are sorted by; with a minus the other way round
    authors_width: int | None = None  # sizes of panes that were given by the user, in cells
    detail_width: int | None = None
    queue_height: int | None = None
    queries: str | None = None  # what was searched for, a line each, the newest last
    exported_as: str | None = None  # in which format

    @property
    def in_pane(self) -> str:
        """The pane in use."""
        return self.pane if self.pane in PANES else "papers"

    @property
    def sizes(self) -> Sizes:
        """The room that panes were given."""
        return Sizes(self.authors_width, self.detail_width, self.queue_height)

    @property
    def order(self) -> tuple[str, bool]:
        """The field that the papers are sorted by, and whether the other way round; "" is the usual order."""
        field = (self.sort or "").removeprefix("-")
        return (field, (self.sort or "").startswith("-")) if field in SORTS else ("", False)


def file_of(library: Path) -> Path:
    """Where a library's state is kept."""
    from platformdirs import user_state_path

    name = hashlib.blake2b(str(library.resolve()).encode(), digest_size=8).hexdigest()
    return user_state_path("readlist", appauthor=False) / f"{name}.json"


def load(library: Path) -> UiState:
    """The state a library's app was left in; of one never opened, or with a file that makes no sense, the first."""
    try:
        found = json.loads(file_of(library).read_text(encoding="utf-8"))
        kinds = {f.name: int if str(f.type).startswith("int") else str for f in fields(UiState)}
        fitting: dict[str, Any] = {n: v for n, v in found.items() if n in kinds and type(v) is kinds[n]}
        return UiState(**fitting)
    except (OSError, ValueError, AttributeError):
        return UiState()


def save(library: Path, state: UiState) -> None:
    """Keep the state; that it can't be kept is no reason to disturb anyone."""
    with contextlib.suppress(OSError):
        file = file_of(library)
        make_folder(file.parent)
        write_atomically(file, json.dumps(asdict(state)).encode())
