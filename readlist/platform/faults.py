"""Bugs of readlist itself: their details go to a private log, never to the screen."""

from __future__ import annotations

import traceback
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path

from readlist import __version__
from readlist.model.text import clean, clean_lines
from readlist.store.files import FILE_MODE, StoreError, make_folder

_LONGEST = 1 << 20  # bytes; then the log begins anew, and the one before it is kept


class FaultError(Exception):
    """What ended the app, and was recorded if it is a bug; the message is the line for the user."""


def told(error: BaseException) -> str:
    """The line for the user where an error ends what was going on: its own if people are meant, else ``record``'s.

    That the library can't be read, or is damaged, may show anywhere, since papers are read when they are shown.
    """
    return str(error) if isinstance(error, StoreError) else record(error)


def record(error: BaseException) -> str:
    """Append an unexpected error to the log; a line for the user that says where it is.

    The log has the traceback without the values of variables: they may hold what the user keeps private.
    """
    what = clean(f"{type(error).__name__}: {error}")[:200]
    at = datetime.now(UTC).isoformat(timespec="seconds")
    details = clean_lines("".join(traceback.format_exception(error)))
    id = blake2b(f"{at}{details}".encode(), digest_size=3).hexdigest()
    try:
        log = _log()
        make_folder(log.parent)
        if log.exists() and log.stat().st_size > _LONGEST:
            log.replace(log.with_suffix(".old.log"))
        log.touch(mode=FILE_MODE)
        with log.open("a", encoding="utf-8") as file:
            file.write(f"{id} {at} readlist {__version__}\n{details}\n")
    except OSError:
        return f"a fault of readlist itself ({what})"
    return f"a fault of readlist itself ({what}): its details are in {log} under {id}"


def _log() -> Path:
    from platformdirs import user_state_path

    return user_state_path("readlist", appauthor=False) / "readlist.log"
