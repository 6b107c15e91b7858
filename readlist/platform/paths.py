"""Paths of readlist's files and folders, the name of this device, and reading the files to import."""

from __future__ import annotations

import contextlib
import os
import re
import sys
from functools import cache
from pathlib import Path

from readlist.model.text import clean

SOURCE_LIMIT = 50_000_000
"""Bytes of one source; a page of 7,000 papers has 5,000,000."""
_DEVICE = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


class PathError(Exception):
    """A path can't be used; the message says why."""


# paths as users write them


def user_path(text: str) -> Path:
    """A path as a user writes it, with ``~`` replaced by the home folder, if there is one of that name."""
    try:
        return Path(text).expanduser()
    except RuntimeError:
        return Path(text)


def dropped_path(text: str) -> str:
    """The path of a file that was dropped on the terminal: quoted, with escaped spaces, or as a ``file:`` URL.

    A text that is the name of a file, or that is no path in such a form, is returned unchanged.
    """
    import shlex
    from urllib.parse import unquote, urlsplit

    text = text.strip()
    if text.startswith("file://"):
        return unquote(urlsplit(text).path)
    try:
        if not user_path(text).is_file() and len(words := shlex.split(text)) == 1:
            return words[0]
    except (OSError, ValueError):  # not the name of a file; unbalanced quotes
        pass
    return text


# folders and files of readlist


def config_file() -> Path:
    """The configuration: the file that ``$READLIST_CONFIG`` names, else the one in the platform's config folder."""
    named = os.environ.get("READLIST_CONFIG")
    if named:
        return user_path(named)
    from platformdirs import user_config_path

    return user_config_path("readlist", appauthor=False) / "config.toml"


def library_folder(given: str | None = None, configured: str | None = None) -> Path:
    """The library's folder: as given, else ``$READLIST_LIBRARY``, else as configured, else in the data folder.

    Raises PathError.
    """
    chosen = given or os.environ.get("READLIST_LIBRARY") or configured
    if chosen:
        path = user_path(chosen)
        if not path.is_absolute() and path.parts[0].startswith("~"):
            raise PathError(f"{path}: there is no such home folder")
        try:
            return path.absolute()
        except OSError:
            raise PathError(f"{path}: the current folder is gone; give the full path of the library") from None
    from platformdirs import user_data_path

    return user_data_path("readlist", appauthor=False)


def cache_folder() -> Path:
    """The folder for files that can be made again; it may be deleted at any time."""
    from platformdirs import user_cache_path

    return user_cache_path("readlist", appauthor=False)


def state_folder() -> Path:
    """The folder for the log and for what readlist remembers on this device."""
    from platformdirs import user_state_path

    return user_state_path("readlist", appauthor=False)


def ledger_folder() -> Path:
    """The folder with what is remembered about exports that are kept up to date."""
    return state_folder() / "kept"


def has_ledgers() -> bool:
    """May any export be kept up to date?"""
    return os.path.isdir(ledger_folder())  # noqa: PTH112 (never raises)


def sample_pages() -> tuple[Path, ...]:
    """The pages of the sample data, which are part of the package. Raises FileNotFoundError."""
    package = Path(__file__).parent.parent
    for home in (package / "sample_data", package.parent / "sample_data"):
        if (home / "pages").is_dir():
            return tuple(sorted((home / "pages").glob("*.txt")))
    raise FileNotFoundError(f"the sample pages are missing from {package}; install readlist again")


@cache
def device_name() -> str:
    """The name of this device among those that share a library, such as ``laptop-3f9a1c``: the name of its journal.

    It is made once and saved in the state folder. If it can't be saved, it is the host name, the same at every start.
    """
    file = state_folder() / "device"
    return _saved_device(file) or _new_device(file)


def _saved_device(file: Path) -> str | None:
    with contextlib.suppress(OSError, ValueError):
        name = file.read_text(encoding="ascii").strip()
        if _DEVICE.fullmatch(name):
            return name
    return None


def _new_device(file: Path) -> str:
    import platform
    import secrets

    from readlist.model.text import fold
    from readlist.store.files import make_folder, write_atomically

    host = "-".join(fold(platform.node()).split())[:24] or "device"
    name = f"{host}-{secrets.token_hex(3)}"
    with contextlib.suppress(OSError):
        make_folder(file.parent)
        write_atomically(file, f"{name}\n".encode())
        return name
    return host


# what is imported


def read_source(source: str) -> bytes:
    """The bytes of a file, or of standard input for ``-``. Raises PageError."""
    from readlist.pages.page import PageError

    try:
        if source == "-":
            if sys.stdin is None:
                raise PageError("standard input is closed")
            data = sys.stdin.buffer.read(SOURCE_LIMIT + 1)
        else:
            path = user_path(source)
            if path.is_dir():
                raise PageError("is a folder; name the files in it")
            with path.open("rb") as file:
                data = file.read(SOURCE_LIMIT + 1)
    except OSError as error:
        raise PageError(error.strerror or str(error)) from None
    except ValueError:  # a NUL in the name
        raise PageError("not a file name") from None
    if len(data) > SOURCE_LIMIT:
        raise PageError(f"larger than {SOURCE_LIMIT:,} bytes; import it in parts")
    return data


def source_name(source: str) -> str:
    """The name of a source in reports: a file's name without its folder and without control characters."""
    return clean(Path(source).name) or clean(source) or "?"
