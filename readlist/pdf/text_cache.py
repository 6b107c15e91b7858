"""Caches the texts of PDFs, one derived file each, identified by the PDF's content."""

from __future__ import annotations

import json
import zlib
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from readlist.platform import derived_files
from readlist.search.words import words_of

if TYPE_CHECKING:
    from readlist.pdf.extracted import Extracted

FORM = 1
"""Grows when texts are made in another way."""
_LEVEL = 1  # of compression: five times as fast as the default, for a seventh more
_LONGEST = 40  # letters of a word: what is longer is none


class CachedText(NamedTuple):
    """The text of a PDF, page by page, or why it has none."""

    pages: tuple[str, ...]
    remarks: tuple[str, ...] = ()
    refused: str = ""


def is_cached(sha256: str) -> bool:
    """Was a PDF read?"""
    return _file(sha256).exists()


def store(sha256: str, found: Extracted) -> None:
    """Keep what was read of a PDF, also that nothing could be."""
    about = {"remarks": found.remarks, "refused": found.refused, "count": found.count}
    pages = "\f".join(page.replace("\f", " ") for page in found.pages)
    parts = {
        "about": json.dumps(about).encode(),
        "pages": zlib.compress(pages.encode("utf-8", "replace"), _LEVEL),
        "words": zlib.compress(_words(pages).encode(), _LEVEL),
    }
    derived_files.write(_file(sha256), _stamp(sha256), parts, synced=False)


@lru_cache(8)
def text_of(sha256: str) -> CachedText | None:
    """The text of a PDF; None where it was not read yet."""
    parts = derived_files.read(_file(sha256), _stamp(sha256))
    if parts is None:
        return None
    try:
        about = json.loads(bytes(parts["about"]))
        pages = zlib.decompress(parts["pages"]).decode()
        return CachedText(tuple(pages.split("\f")) if pages else (), tuple(about["remarks"]), str(about["refused"]))
    except (ValueError, KeyError, zlib.error):
        return None


def words_in(sha256: str) -> str | None:
    """The folded words of a PDF in their order, a space between them; None where it was not read yet."""
    parts = derived_files.read(_file(sha256), _stamp(sha256))
    try:
        return zlib.decompress(parts["words"]).decode() if parts else None
    except (ValueError, KeyError, zlib.error):
        return None


def forget(sha256: str) -> None:
    """Have a PDF read anew."""
    text_of.cache_clear()
    _file(sha256).unlink(missing_ok=True)


def _words(pages: str) -> str:
    return " ".join(word for word in words_of(pages) if len(word) <= _LONGEST)


def _file(sha256: str) -> Path:
    from readlist.platform.paths import cache_folder

    return cache_folder() / "texts" / (sha256 if sha256.isalnum() else "none")


def _stamp(sha256: str) -> str:
    return f"text {FORM} {sha256}"
