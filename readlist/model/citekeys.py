"""Citation keys: family name, year and the first significant word of the title, as in ``zhang2024infbench``.

It is the form of Google Scholar's keys. A key is given once and then pinned, so these rules may change without changing
anybody's keys. Keys are ASCII, lower case and start with a letter, which every BibTeX program and LaTeX engine accepts.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Container, Sequence

from readlist.latex.characters import decode_accents
from readlist.model.names import key_word, parse_names

_ALPHABET = "abcdefghijklmnopqrstuvwxyz"
_STOP = frozenset(
    {"a", "an", "and", "are", "as", "at", "be", "been", "but", "by", "can", "could", "do", "does", "for",
     "from", "had", "has", "have", "how", "if", "in", "into", "is", "it", "its", "not", "of", "off", "on",
     "onto", "or", "our", "over", "per", "so", "than", "that", "the", "their", "then", "these", "this",
     "those", "to", "under", "upon", "via", "was", "we", "were", "what", "when", "where", "whether",
     "which", "while", "who", "whom", "whose", "why", "will", "with", "within", "without", "would", "you",
     "your"}
)  # fmt: skip
_MACRO = re.compile(r"\\(?:text[a-z]+|math[a-z]+|emph|underline)\s*\{|\\([A-Za-z]+)\s*|\\.|[{}$]")
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_GREEK = re.compile("[\u0370-\u03ff]+")
_LONGEST = 24  # the most characters that a title or name without spaces adds to a key


def base_key(authors: Sequence[str], year: int | None, title_text: str) -> str:
    """The key of these facts, before it is made unique: without authors ``anon``, without a year ``nd``."""
    first = next((names[0] for author in authors if (names := parse_names([decode_accents(author)])[0])), None)
    who = _letters(key_word(first)).lower()[:_LONGEST] if first else ""
    if who[:1].isdigit():  # "01.AI": a key has to start with a letter
        who = f"x{who}"
    return f"{who or 'anon'}{'nd' if year is None else year}{first_word(title_text)}"


def free_key(base: str, taken: Container[str]) -> str:
    """The base, or the base with the first free suffix: a to z, aa, ab and so on.

    ``taken`` holds lower-case keys: for BibTeX ``Key1`` and ``key1`` are the same. Beyond z it may not be the first
    free one, but one after a taken suffix, so that thousands of keys need not be tried.
    """

    def is_taken(number: int) -> bool:
        return (base + _suffix(number)).lower() in taken

    for number in range(len(_ALPHABET) + 1):
        if not is_taken(number):
            return base + _suffix(number)
    while is_taken(2 * number):
        number *= 2
    free = bisect_left(range(2 * number), True, lo=number, key=lambda number: not is_taken(number))
    return base + _suffix(free)


def _suffix(number: int) -> str:
    """The suffix of a number from 0 on: none, a to z, aa, ab …"""
    suffix = ""
    while number:
        number, letter = divmod(number - 1, len(_ALPHABET))
        suffix = _ALPHABET[letter] + suffix
    return suffix


def first_word(title: str) -> str:
    """The first significant word of a title, reduced to letters and digits; "" if there is none."""
    return title_word(title).lower()


def title_word(title: str) -> str:
    """The same word with its capitals.

    A word ends at a hyphen unless that would leave a single letter: ``GP`` of "GP-NAS", ``Ptuning`` of
    "P-tuning".
    """
    fallback = ""
    for match in _WORD.finditer(_spelt(title)):
        head, *rest = (_letters(part) for part in match[0].split("-"))
        word = head + rest[0] if rest and len(head) == 1 else head
        if word and word.lower() not in _STOP and not word.isdigit():
            return word[:_LONGEST]
        fallback = fallback or word
    return fallback[:_LONGEST]


def _spelt(title: str) -> str:
    """The title with symbols as words: "∞Bench" and "$\\infty$Bench" are infBench, "β-VAE" is beta-VAE."""
    if "\\" in title or "$" in title or "{" in title:
        title = _MACRO.sub(lambda m: "inf" if m[1] == "infty" else m[1] or "", title)
    if title.isascii():
        return title
    title = unicodedata.normalize("NFKC", title).replace("’", "'")
    return _GREEK.sub(_greek, "".join(_symbol(c) for c in title))


def _symbol(c: str) -> str:
    """A mathematical sign as a word, if it has a short one; punctuation of any script separates words."""
    if c.isascii() or c.isalnum():
        return c
    if unicodedata.category(c) in ("Sm", "So"):
        name = _ascii(c).strip(":")
        return name if name.isalnum() else " "
    return c if unicodedata.category(c).startswith("M") else "-" if c in "‐‑" else " "


def _greek(match: re.Match[str]) -> str:
    """One or two Greek letters are symbols and have their names; more are a word, transliterated later."""
    letters = match[0]
    if len(letters) > 2:
        return letters
    return "".join(unicodedata.name(c).replace(" FINAL", "").split(" WITH ")[0].split()[-1].lower() for c in letters)


def _letters(text: str) -> str:
    """The letters and digits of a text in ASCII."""
    if text.isascii() and text.isalnum():
        return text
    return "".join(c for c in _ascii(text) if c.isascii() and c.isalnum())


def _ascii(text: str) -> str:
    if text.isascii():
        return text
    from anyascii import anyascii  # takes 25 ms to load, and most names and titles are ASCII

    return anyascii(text)
