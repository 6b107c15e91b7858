"""Where the app was left: kept in the platform's state folder, a file a library. May be deleted at any time."""

from __future__ import annotations

import contextlib
import hashlib
import json
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from readlist.store.files import make_folder, write_atomically


@dataclass(frozen=True, slots=True)
class UiState:
    group: str | None = None  # row of the authors pane
    pane: str | None = None
    paper: str | None = None  # keys of the papers under the cursors
    queued: str | None = None
    exported: str | None = None  # the file that was last exported to


def _file(library: Path) -> Path:
    from platformdirs import user_state_path

    name = hashlib.blake2b(str(library.resolve()).encode(), digest_size=8).hexdigest()
    return user_state_path("readlist", appauthor=False) / f"{name}.json"


def load(library: Path) -> UiState:
    """The state a library's app was left in; of one never opened, or with a file that makes no sense, the first."""
    try:
        found = json.loads(_file(library).read_text(encoding="utf-8"))
        names = {f.name for f in fields(UiState)}
        return UiState(**{n: v for n, v in found.items() if n in names and isinstance(v, str)})
    except (OSError, ValueError, AttributeError):
        return UiState()


def save(library: Path, state: UiState) -> None:
    """Keep the state; that it can't be kept is no reason to disturb anyone."""
    with contextlib.suppress(OSError):
        file = _file(library)
        make_folder(file.parent)
        write_atomically(file, json.dumps(asdict(state)).encode())
