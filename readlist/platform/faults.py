"""Reports bugs of readlist: the details go to a private log, one line to the user."""

from __future__ import annotations

import traceback
from datetime import UTC, datetime
from hashlib import blake2b

from readlist import __version__
from readlist.model.text import clean, clean_lines
from readlist.platform.paths import state_folder
from readlist.store.files import FILE_MODE, StoreError, make_folder

_LOG_LIMIT = 1 << 20  # bytes; then a new log begins, and the last one is kept


class FaultError(Exception):
    """An error ended the app (it is in the log if it is a bug); the message is the line for the user."""


def message_of(error: BaseException) -> str:
    """The line for the user about an error: its own message if it is meant for users, else that of ``record``.

    Errors of an unreadable or damaged library may occur anywhere, since papers are read when they are shown.
    """
    return str(error) if isinstance(error, StoreError) else record(error)


def record(error: BaseException) -> str:
    """Append a bug to the log; returns the line for the user that says where its details are.

    The log has the traceback without the values of variables: they may hold private notes.
    """
    what = clean(f"{type(error).__name__}: {error}")[:200]
    at = datetime.now(UTC).isoformat(timespec="seconds")
    details = clean_lines("".join(traceback.format_exception(error)))
    id = blake2b(f"{at}{details}".encode(), digest_size=3).hexdigest()
    try:
        log = state_folder() / "readlist.log"
        make_folder(log.parent)
        if log.exists() and log.stat().st_size > _LOG_LIMIT:
            log.replace(log.with_suffix(".old.log"))
        log.touch(mode=FILE_MODE)
        with log.open("a", encoding="utf-8") as file:
            file.write(f"{id} {at} readlist {__version__}\n{details}\n")
    except OSError:
        return f"a bug in readlist ({what})"
    return f"a bug in readlist ({what}); details are in {log} under {id}"
