"""Files of what a screen looks like, kept for the next start. They may be deleted at any time."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING
from zlib import crc32

from readlist import __version__

if TYPE_CHECKING:
    from pathlib import Path

_HEARD = ("TERM", "COLORTERM", "TERM_PROGRAM", "NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES", "HOME")
"""Variables that decide how things look; ``TEXTUAL_…`` too, ``XDG_…_HOME`` says where they are."""


def circumstances() -> str:
    """What every screen depends on, in one line: this version and the terminal."""
    heard = sorted(
        (name, value)
        for name, value in os.environ.items()
        if name in _HEARD or name.startswith("TEXTUAL_") or (name.startswith("XDG_") and name.endswith("_HOME"))
    )
    return ascii((__version__, heard))


def file_of(kind: str, name: str) -> Path:
    """Where what is kept by a name, of any length, is."""
    from readlist.platform.paths import cache_folder

    return cache_folder() / kind / f"{crc32(os.fsencode(name)):08x}"


def read(file: Path) -> bytes | None:
    """What was kept. None where it is damaged, or another could have written it: it goes to the terminal as it is.
    Raises OSError.
    """
    with file.open("rb") as opened:
        s = os.fstat(opened.fileno())
        if s.st_uid != os.getuid() or s.st_mode & 0o022:
            return None
        check, _, rest = opened.read().partition(b"\n")
    return rest if check == b"%08x" % crc32(rest) else None


def write(file: Path, rest: bytes) -> None:
    """Keep something; that it can't be kept is no reason to disturb anyone."""
    from readlist.store.files import make_folder, write_atomically

    with suppress(OSError):
        make_folder(file.parent)
        write_atomically(file, b"%08x\n" % crc32(rest) + rest)
