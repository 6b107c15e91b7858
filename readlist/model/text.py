"""Cleans text from outside of what a terminal would obey, and folds text for comparison.

Everything that enters readlist (pages, files, pastes, the library itself when it is loaded) passes ``clean`` or
``clean_lines``, because Textual and terminals would obey escape sequences in it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

ZWNJ, ZWJ = "\u200c", "\u200d"  # format characters that belong to words (Persian, Indic scripts, emoji)

_ESCAPES = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]"  # CSI: colours, cursor
    r"|\x1b[\]PX^_][^\x07\x1b\n]*(?:\x07|\x1b\\)"  # OSC, DCS, SOS, PM, APC: title, clipboard
    r"|\x1b[@-Z\\-_]"
)
_DROPPED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_LINE_ENDS = re.compile(r"\r\n?|\x0b|\x0c|\x85|\u2028|\u2029")
_SPACES = re.compile(r"\s+")


def _harmless(text: str) -> str:
    """A line without escape sequences and invisible characters, NFC; tabs and other spaces become spaces."""
    if text.isprintable() and unicodedata.is_normalized("NFC", text):
        return text
    if "\x1b" in text:
        text = _ESCAPES.sub("", text)
    if not text.isprintable():
        text = text.translate(_SEEN)
    return unicodedata.normalize("NFC", text)


class _Seen(dict[int, int | None]):
    """Each character, by code point, and what is left of it when cleaned; filled on demand."""

    def __missing__(self, number: int) -> int | None:
        c = chr(number)
        if c in (ZWNJ, ZWJ):
            left: int | None = number
        elif c.isspace():
            left = ord(" ")
        else:
            left = number if c.isprintable() or unicodedata.category(c) not in _DROPPED else None
        self[number] = left
        return left


_SEEN = _Seen()


def clean(text: str) -> str:
    """One line of harmless text: white space of every kind is one space, none at the ends."""
    text = _harmless(text)
    if "  " not in text and text.isprintable():  # then a plain space is all the white space there is
        return text.strip(" ")
    return _SPACES.sub(" ", text).strip()


def clean_lines(text: str, *, tabs: bool = False) -> str:
    """Harmless text that keeps its lines; line ends of every kind are ``\\n``. Tabs become spaces, or stay."""
    if _is_plain(text) and unicodedata.is_normalized("NFC", text):
        return text
    lines = _LINE_ENDS.sub("\n", text).split("\n")
    if tabs:
        return "\n".join("\t".join(map(_harmless, line.split("\t"))) for line in lines)
    return "\n".join(map(_harmless, lines))


def printable(text: str) -> str:
    """Text with its lines and tabs, but nothing that a terminal obeys: the last check of everything printed."""
    if _is_plain(text.replace("\t", " ")):
        return text
    return "".join(c for c in text if c in "\n\t" or c in (ZWJ, ZWNJ) or unicodedata.category(c) not in _DROPPED)


def _is_plain(text: str) -> bool:
    """Does the text have only visible characters, spaces and plain line ends?"""
    return text.replace("\n", " ").isprintable()


def clean_values(value: Any, field: str = "") -> Any:
    """A JSON value with all its text cleaned; a value that needs no cleaning is returned itself, not a copy.

    Only a ``note`` may have several lines.
    """
    if _is_harmless(value):
        return value
    if isinstance(value, str):
        return clean_lines(value) if field == "note" else clean(value)
    if isinstance(value, list):
        return [clean_values(v, field) for v in value]
    return {clean(k): clean_values(v, k) for k, v in value.items()}


def _is_harmless(value: Any) -> bool:
    if isinstance(value, str):
        return value.isprintable()
    if isinstance(value, list):
        return all(map(_is_harmless, value))
    if isinstance(value, dict):
        return all(map(_is_clean_name, value)) and all(map(_is_harmless, value.values()))
    return True


@lru_cache(1024)  # the names of fields, the same in every record
def _is_clean_name(name: str) -> bool:
    return name == clean(name)


def invisible_characters(text: str) -> tuple[int, int]:
    """How many characters ``clean_lines`` takes out (a byte order mark and spaces of other kinds aside), and the
    number of the first line that loses one: (0, 0) where nothing is lost."""
    lost = first = 0
    if _is_plain(text):
        return lost, first
    for number, line in enumerate(_LINE_ENDS.sub("\n", text).split("\n"), 1):
        if not line.isprintable():
            lost += sum(map(_is_lost, line))
            first = first or (number if lost else 0)
    return lost, first


def _is_lost(c: str) -> bool:
    return unicodedata.category(c) in _DROPPED and not c.isspace() and c not in (ZWNJ, ZWJ, "\ufeff")


def fold(text: str) -> str:
    """Lower-case words without accents and punctuation, one space between: what search and names compare."""
    return " ".join(folded_words(text))


def folded_words(text: str) -> list[str]:
    """The words of ``fold``."""
    return _decompose(text).translate(_WORDS).split()


def identity(text: str) -> str:
    """A readable title reduced to what makes it that title: case, spacing, punctuation and accents aside.

    Letters, digits and mathematical signs stay, so that "C" and "C++" are two.
    """
    return _decompose(text).translate(_IDENTITY)


def _decompose(text: str) -> str:
    return text if text.isascii() else unicodedata.normalize("NFKD", text)


class _Translation(dict[int, str | None]):
    """A table for ``str.translate`` that fills itself: each character, by code point, and its replacement."""

    def __init__(self, reduce: Callable[[str], str]) -> None:
        super().__init__()
        self._reduce = reduce

    def __missing__(self, number: int) -> str | None:
        c = chr(number)
        reduced = "" if unicodedata.combining(c) else "".join(map(self._reduce, _LETTERS.get(c, c).casefold()))
        self[number] = reduced or None
        return self[number]


_LETTERS = {  # letters that NFKD leaves whole
    "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ð": "d", "þ": "th", "æ": "ae", "Æ": "Ae",
    "œ": "oe", "Œ": "Oe", "ı": "i", "ħ": "h", "ŧ": "t",
}  # fmt: skip
_WORDS = _Translation(lambda c: c if c.isalnum() else " ")
_IDENTITY = _Translation(lambda c: c if c.isalnum() or (unicodedata.category(c) == "Sm" and c not in "~∼|−∗∶⁄") else "")


def has_lines(text: str) -> bool:
    """Is the text more than one line? Terminals paste line ends as carriage returns."""
    return len(text.strip().splitlines()) > 1


def shorten(text: str, words: int, limit: int = 80) -> str:
    """The first words of a text, with an ellipsis where there are more."""
    head = " ".join(text.split(maxsplit=words)[:words])
    return text if head == text and len(text) <= limit else head[:limit].rstrip(" ,;:.…") + "…"


def count(n: int, noun: str, plural: str | None = None) -> str:
    """ "1 paper", "2 papers", "1,248 citations"."""
    return f"{n:,} {noun if n == 1 else plural or noun + 's'}"


def join_words(items: Iterable[str], last: str = "and") -> str:
    """ "a, b and c"."""
    *head, tail = items
    return f"{', '.join(head)} {last} {tail}" if head else tail
