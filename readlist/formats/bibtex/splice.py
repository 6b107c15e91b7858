"""A user's own .bib file, taken apart so that it can be changed in places and stay as it is everywhere else.

bibtexparser finds the blocks; where in the text their parts are is worked out from what it found, because writing its
library back would lay out anew what nobody asked to have changed.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from readlist.formats import UnreadableError
from readlist.latex.syntax import is_balanced, is_one_group, outside_braces

_QUOTE = re.compile('"')
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

    def get(self, name: str) -> FieldSpan | None:
        return next((field for field in self.fields if field.name == name), None)


def split(text: str) -> tuple[EntrySpan, ...]:
    """The entries of a file in their order. Raises UnreadableError at the first thing that is no BibTeX."""
    at = 0
    entries = []
    for block in _blocks(text):
        start = text.find(block.raw, at)
        if start < 0:
            raise UnreadableError(_where(text, at) + "the file could not be taken apart there")
        at = start + len(block.raw)
        if hasattr(block, "fields"):
            entries.append(_entry(text, block, start, at))
    return tuple(entries)


def _blocks(text: str) -> Iterator[Any]:
    from bibtexparser.exceptions import ParserStateException
    from bibtexparser.splitter import Splitter

    try:
        with quiet_parser():
            library = Splitter(text).split()
    except (ParserStateException, IndexError) as error:
        raise UnreadableError(f"bibtexparser gives up: {error}") from None
    for block in library.failed_blocks:
        reason = " ".join(str(getattr(block.error, "abort_reason", block.error)).split())
        raise UnreadableError(f"line {(block.start_line or 0) + 1}: {reason}")
    yield from library.blocks


def _entry(text: str, block: Any, start: int, end: int) -> EntrySpan:
    """The parts of an entry, found again one after the other; nothing but commas and spaces is between them."""
    comma = text.find(",", start, end)
    key_end = comma if comma >= 0 else end - 1
    at = key_end + 1
    fields = []
    for field in block.fields:
        name_start = text.find(field.key, at, end)
        equals = text.find("=", name_start + len(field.key), end)
        value_start = equals + 1 + _space(text, equals + 1)
        if name_start < 0 or equals < 0 or not text.startswith(field.value, value_start):
            raise UnreadableError(_where(text, at) + f"the fields of {block.key} could not be told apart")
        at = value_start + len(field.value)
        name = (field.key.split() or [""])[-1].lower()  # a remark between two fields is read as part of the name
        fields.append(FieldSpan(name, plain(field.value), name_start, value_start, at))
    return EntrySpan(block.entry_type.lower(), block.key, start, key_end, tuple(fields), end)


def _space(text: str, at: int) -> int:
    match = _SPACES.match(text, at)
    return len(match[0]) if match else 0


def _where(text: str, at: int) -> str:
    return f"line {text.count(chr(10), 0, at) + 1}: "


def plain(value: str) -> str:
    """A value without what encloses it, its lines as one: the same whoever laid it out."""
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
    """Where something new can stand before an entry: above the remarks that stand right on top of it."""
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
