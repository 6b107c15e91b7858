"""Where things are on this machine: the library's folder and the sample pages."""

from __future__ import annotations

import os
from pathlib import Path


class PathError(Exception):
    """A path leads nowhere; the message says why."""


def user_path(text: str) -> Path:
    """A path as a user writes it: ``~`` is the home folder, where there is one of that name."""
    try:
        return Path(text).expanduser()
    except RuntimeError:
        return Path(text)


def library_folder(given: str | None = None) -> Path:
    """The library's folder: the one given, else ``$READLIST_LIBRARY``, else in the platform's data folder."""
    chosen = given or os.environ.get("READLIST_LIBRARY")
    if chosen:
        path = user_path(chosen)
        if not path.is_absolute() and path.parts[0].startswith("~"):
            raise PathError(f"{path}: there is no such home folder")
        try:
            return path.absolute()
        except OSError:
            raise PathError(f"{path}: the folder you are in is gone: name the library by its whole path") from None
    from platformdirs import user_data_path

    return user_data_path("readlist", appauthor=False)


def sample_pages() -> tuple[Path, ...]:
    """The pages of the sample data, which travel with the package."""
    package = Path(__file__).parent.parent
    for home in (package / "sample_data", package.parent / "sample_data"):
        if (home / "pages").is_dir():
            return tuple(sorted((home / "pages").glob("*.txt")))
    raise FileNotFoundError(f"the sample pages are missing from {package}: install readlist again")
