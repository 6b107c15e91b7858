"""Splits a .bib file into entries and fields with their positions, and reports what is malformed.

It reads what people have, not what BibTeX's manual asks for: a missing or surplus comma or closing brace is reported,
and does not spoil what follows. Positions refer to the original text, so that a file can be edited in place. It takes
time linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from readlist.latex.syntax import match_braces

_HEAD = r"@[ \t]*(?:[A-Za-z][A-Za-z_-]*)\s*[{(]"
_START = re.compile(r"@\s*([A-Za-z][A-Za-z_-]*)\s*([{(])")
_KEY = re.compile(r"\s*([^,={}\"\s][^,={}\"\n]*|)(?=[,}\n]|$)")
_NAME = re.compile(r"([^\s=,{}()\"#%@]+)\s*=")
_GAP = re.compile(r"(?:[\s,]+|%[^\n]*(?:\n|$))*+")
_SPACE = re.compile(r"(?:\s+|%[^\n]*(?:\n|$))*+")
_WORD = re.compile(r"[^\s,#{}()\"=]+")
_JOINT = re.compile(r"\s*#\s*")
_BRACES = re.compile(rf"[{{}}]|^[ \t]*{_HEAD}", re.MULTILINE)
_QUOTED = re.compile(r"\\\"(?=[A-Za-z{\\])|[{}\"]")  # an accent closes nothing, though BibTeX thinks so
_MORE_FIELDS = re.compile(r"\s*,\s*[A-Za-z][\w+.:-]*\s*=\s*[\w{\"]")
_FIELD_INSIDE = re.compile(r",\s*[A-Za-z][\w+.:-]*\s*=\s*[\d{\"]")
_RECOVERY = re.compile(rf"[,\n]\s*(?=[A-Za-z][\w+.:-]*\s*=)|[{{}}]|^[ \t]*{_HEAD}", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class FieldPlace:
    """One field of an entry: its name as written, where it begins, and where its value begins and ends."""

    name: str
    start: int
    value_start: int
    end: int


@dataclass(slots=True)
class Block:
    """An entry, ``@string``, ``@comment`` or ``@preamble``, from its "@" to its end."""

    type: str  # lower case
    start: int
    key: str = ""
    key_end: int = 0
    end: int = 0
    fields: list[FieldPlace] = field(default_factory=list)
    repairs: list[tuple[int, str]] = field(default_factory=list)  # where something was wrong, and what
    whole: bool = True  # nothing was wrong that could have moved a field to another place

    @property
    def is_entry(self) -> bool:
        return self.type not in ("string", "comment", "preamble")


def blocks(text: str) -> Iterator[Block]:
    """The blocks of a file in order. Text between them is a comment in BibTeX."""
    reader = _Reader(text)
    at = seen = 0
    comment = False  # is there a percent sign before this in its line?
    while (at := text.find("@", at)) >= 0:
        line = text.rfind("\n", seen, at) + 1
        comment = text.find("%", line or seen, at) >= 0 or (comment and not line)
        seen = at
        start = _START.match(text, at)
        if not start or comment or text[at - 1 : at].isalnum():
            at += 1  # an address, or an entry that somebody commented out
            continue
        block = Block(start[1].lower(), at)
        if block.type in ("comment", "preamble"):
            block.end = reader.outer.get(start.end() - 1, start.end()) + 1
        else:
            reader.read(start.end(), ")" if start[2] == "(" else "}", block)
        at = max(block.end, start.end())
        yield block


class _Reader:
    """Reads the blocks of one text."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def outer(self) -> Mapping[int, int]:
        """Where each group ends, by where it begins."""
        return match_braces(self.text, raw=True)[0]

    @cached_property
    def groups(self) -> Mapping[int, int]:
        """The same, without groups in which a line begins an entry: their closing brace is missing."""
        groups: dict[int, int] = {}
        opened: list[int] = []
        for match in _BRACES.finditer(self.text):
            if match[0] == "}":
                if opened:
                    groups[opened.pop()] = match.start()
            else:
                opened = opened if match[0] == "{" else []
                opened.append(match.end() - 1)
        return groups

    def after(self, pattern: re.Pattern[str], at: int) -> int:
        """The end of a match of a pattern that matches everywhere, such as white space."""
        match = pattern.match(self.text, at)
        return match.end() if match else at

    def read(self, at: int, closing: str, block: Block) -> None:
        """Read key and fields from behind the opening brace."""
        text = self.text
        if block.type != "string":
            if key := _KEY.match(text, at):
                block.key, at = key[1].strip(), key.end()
            block.key_end = at
            if block.key and text[at : at + 1] not in (",", "}") and "," not in text[at : self.after(_GAP, at)]:
                self.repair(block, at, "a comma is missing after the key")
        while True:
            at = self.after(_GAP, at)
            if at >= len(text) or (text[at] == "@" and _START.match(text, at)):
                self.repair(block, at, "its closing brace is missing")
                block.end = at
                return
            if text[at] in ("}", closing):
                if not _MORE_FIELDS.match(text, at + 1):
                    block.end = at + 1
                    return
                self.repair(block, at, "one closing brace too many")
                at += 1
            elif name := _NAME.match(text, at):
                at = self.field(name, block)
            else:
                at = self.passed(at, block)

    def repair(self, block: Block, at: int, what: str) -> None:
        block.repairs.append((at, what))
        block.whole = False

    def field(self, name: re.Match[str], block: Block) -> int:
        """Read one field; returns the index after it."""
        text = self.text
        start = self.after(_SPACE, name.end())
        end, done = self.value(start)
        behind = self.after(_GAP, end)
        if behind >= len(text) or text[behind] == "@":  # it may have swallowed the fields behind it
            inside = _FIELD_INSIDE.search(text, start, end)
            if inside and text[start] == "{":
                end, done = inside.start(), False
        block.fields.append(FieldPlace(name[1], name.start(), start, end))
        if not done:
            self.repair(block, name.start(), f"{name[1].lower()}: its end is missing")
        elif "," not in text[end:behind] and _NAME.match(text, behind):
            block.repairs.append((end, f"a comma is missing after {name[1].lower()}"))
        return end

    def value(self, at: int) -> tuple[int, bool]:
        """Where the value that begins at ``at`` ends, and whether it has an end."""
        end, text = at, self.text
        while at < len(text):
            if text[at] == "{":
                close = self.groups.get(at)
                if close is None:
                    return self.line_end(at), False
                end = close + 1
            elif text[at] == '"':
                close = self.quotation(at)
                if close is None:
                    return self.line_end(at), False
                end = close + 1
            elif word := _WORD.match(text, at):
                end = word.end()
            else:
                return end, True
            joint = _JOINT.match(text, end)
            if not joint:
                return end, True
            at = joint.end()
        return end, True

    def quotation(self, at: int) -> int | None:
        """Where the quotation that begins at ``at`` is closed: by a quotation mark outside of braces."""
        match = _QUOTED.search(self.text, at + 1)
        while match and match[0] not in ("}", '"'):
            close = self.groups.get(match.start()) if match[0] == "{" else match.start()
            match = _QUOTED.search(self.text, close + 1) if close is not None else None
        return match.start() if match and match[0] == '"' else None

    def line_end(self, at: int) -> int:
        """The end of a value that has none: that of its line."""
        end = self.text.find("\n", at)
        line = self.text[at : end if end >= 0 else len(self.text)]
        return at + max(1, len(line.rstrip().rstrip("}").rstrip(",")))

    def passed(self, at: int, block: Block) -> int:
        """Skip text that is no field, up to where one may begin."""
        text = self.text
        self.repair(block, at, f"not read: {text[at : at + 60].split(chr(10))[0].strip()}")
        if text[at] == "{":
            return self.groups.get(at, at) + 1
        match = _RECOVERY.search(text, at + 1)
        while match and match[0] == "{":
            match = _RECOVERY.search(text, self.groups.get(match.start(), match.start()) + 1)
        if match is None:
            return len(text)
        return match.end() if match[0][0] in ",\n" else match.start()
