"""Where things are on this machine: the library's folder and the sample pages."""

from __future__ import annotations

import os
from pathlib import Path


def library_folder(given: str | None = None) -> Path:
    """The library's folder: the one given, else ``$READLIST_LIBRARY``, else in the platform's data folder."""
    chosen = given or os.environ.get("READLIST_LIBRARY")
    if chosen:
        return Path(chosen).expanduser().absolute()
    from platformdirs import user_data_path

    return user_data_path("readlist", appauthor=False)


def sample_pages() -> tuple[Path, ...]:
    """The pages of the sample data, which travel with the package."""
    package = Path(__file__).parent.parent
    for home in (package / "sample_data", package.parent / "sample_data"):
        if (home / "pages").is_dir():
            return tuple(sorted((home / "pages").glob("*.txt")))
    raise FileNotFoundError(f"the sample pages are missing from {package}: install readlist again")
