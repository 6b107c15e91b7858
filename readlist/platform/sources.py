"""Reading what is to be imported: files, standard input, the clipboard."""

from __future__ import annotations

import sys
from pathlib import Path

from readlist.model.text import clean
from readlist.pages.page import PageError
from readlist.platform.paths import user_path

MOST = 50_000_000
"""Bytes of one source; a page of 7,000 papers has 5,000,000."""


def read_source(source: str) -> bytes:
    """The bytes of a file, or of standard input for ``-``. Raises PageError with the reason."""
    try:
        if source == "-":
            if sys.stdin is None:
                raise PageError("standard input is closed")
            data = sys.stdin.buffer.read(MOST + 1)
        else:
            path = user_path(source)
            if path.is_dir():
                raise PageError("it is a folder: name the files in it")
            with path.open("rb") as file:
                data = file.read(MOST + 1)
    except OSError as error:
        raise PageError(error.strerror or str(error)) from None
    except ValueError:  # a NUL in the name
        raise PageError("that is no file name") from None
    if len(data) > MOST:
        raise PageError(f"it is larger than {MOST:,} bytes: import its parts one by one")
    return data


def source_name(source: str) -> str:
    """What reports call a source: a file's name, without its folder and without what a terminal would obey."""
    return clean(Path(source).name) or clean(source) or "?"
