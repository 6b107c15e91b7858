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


def dropped_path(text: str) -> str:
    """The path of a file that was dropped on the terminal: quoted, with escaped spaces, or as a ``file:`` URL.

    A text that names a file as it stands, or that is no path in such a form, comes back as it is.
    """
    import shlex
    from urllib.parse import unquote, urlsplit

    text = text.strip()
    if text.startswith("file://"):
        return unquote(urlsplit(text).path)
    try:
        if not user_path(text).is_file() and len(words := shlex.split(text)) == 1:
            return words[0]
    except (OSError, ValueError):  # no name of a file; quotes that do not match
        pass
    return text


def config_file() -> Path:
    """The configuration: the file that ``$READLIST_CONFIG`` names, else in the platform's config folder."""
    named = os.environ.get("READLIST_CONFIG")
    if named:
        return user_path(named)
    from platformdirs import user_config_path

    return user_config_path("readlist", appauthor=False) / "config.toml"


def library_folder(given: str | None = None, configured: str | None = None) -> Path:
    """The library's folder: the one given, else ``$READLIST_LIBRARY``, else configured, else in the data folder."""
    chosen = given or os.environ.get("READLIST_LIBRARY") or configured
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


def cache_folder() -> Path:
    """Where what can be had again is kept; may be deleted at any time."""
    from platformdirs import user_cache_path

    return user_cache_path("readlist", appauthor=False)


def sample_pages() -> tuple[Path, ...]:
    """The pages of the sample data, which travel with the package."""
    package = Path(__file__).parent.parent
    for home in (package / "sample_data", package.parent / "sample_data"):
        if (home / "pages").is_dir():
            return tuple(sorted((home / "pages").glob("*.txt")))
    raise FileNotFoundError(f"the sample pages are missing from {package}: install readlist again")
