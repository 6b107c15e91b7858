"""Edits a user's .bib file in place: entries and fields change, the rest of the text stays as it is.

Writing a parsed file back as a whole would change the layout of entries that nobody asked to have changed.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from readlist.formats import UnreadableError
from readlist.formats.bibtex.blocks import Block, blocks
from readlist.latex.syntax import is_balanced, is_one_group, outside_braces

_QUOTE = re.compile('"')
_NO_COMMENT = re.compile(r"^[ \t]*[^\s%]", re.MULTILINE)
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class FieldSpan:
    """One field of an entry: where its name begins, and where its value begins and ends."""

    name: str  # lower case
    value: str  # as ``plain`` has it
    start: int
    value_start: int
    end: int


@dataclass(frozen=True, slots=True)
class EntrySpan:
    type: str  # lower case
    key: str
    start: int
    key_end: int
    fields: tuple[FieldSpan, ...]
    end: int
    whole: bool = True  # False where something is wrong with it: it stays as it is

    def get(self, name: str) -> FieldSpan | None:
        return next((field for field in self.fields if field.name == name), None)


def split(text: str) -> tuple[EntrySpan, ...]:
    """The entries of a file in order. Raises UnreadableError for a text with no BibTeX in it."""
    found = list(blocks(text))
    if not found and (words := _NO_COMMENT.search(text)):
        raise UnreadableError(f"line {text.count(chr(10), 0, words.end()) + 1}: there is no entry in it")
    return tuple(_span(text, block) for block in found if block.is_entry)


def _span(text: str, block: Block) -> EntrySpan:
    fields = (
        FieldSpan(f.name.lower(), plain(text[f.value_start : f.end]), f.start, f.value_start, f.end)
        for f in block.fields
    )
    return EntrySpan(block.type, block.key, block.start, block.key_end, tuple(fields), block.end, block.whole)


def plain(value: str) -> str:
    """A value without its braces or quotes, on one line: the same in any layout."""
    value = _SPACES.sub(" ", value).strip()
    if len(value) > 1 and (value[0], value[-1]) in (("{", "}"), ('"', '"')) and _is_one(value):
        value = value[1:-1].strip()
    return value


def _is_one(value: str) -> bool:
    """Whether a value is one piece, and not ``{a} # {b}``."""
    if value[0] == "{":
        return is_one_group(value)
    inner = value[1:-1]
    return is_balanced(inner) and next(outside_braces(_QUOTE, inner, raw=True), None) is None


def spliced(text: str, changes: Sequence[tuple[int, int, str]]) -> str:
    """The text with some stretches replaced; changes at one place are made in their order."""
    out, at = [], 0
    for start, end, new in sorted(changes, key=lambda change: change[:2]):
        out += [text[at:start], new]
        at = end
    return "".join((*out, text[at:]))


def entry_place(text: str, entry: EntrySpan) -> int:
    """Where to insert something before an entry: above the comments directly on top of it."""
    line = text.rfind("\n", 0, entry.start) + 1
    if text[line : entry.start].strip():
        return entry.start  # on one line with what comes before
    place = line
    while place > 0:
        above = text.rfind("\n", 0, place - 1) + 1
        words = text[above : place - 1].strip()
        if not words or words.endswith("}") or words.endswith(")"):
            return place
        place = above
    return line  # the remarks reach up to the start of the file: they are about all of it


@contextmanager
def quiet_parser() -> Iterator[None]:
    """bibtexparser without its log: what it finds wrong with a file is reported by readlist, once, in a line.

    Its modules have loggers of their own, so it is a level that silences them.
    """
    logger = logging.getLogger("bibtexparser")
    level = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        logger.setLevel(level)
