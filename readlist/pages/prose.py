"""Telling an abstract's lines from what surrounds them."""

from __future__ import annotations

from collections.abc import Sequence

from readlist.pages.page import Line

_SENTENCE_END = (".", "!", "?", ":", ";", ")", "”", '"', "}", "$")
_LONG = 60  # characters: menus and footers are shorter, lines of prose longer


def take_abstract(lines: Sequence[Line]) -> tuple[str | None, list[Line]]:
    """The abstract at the start of the lines (wrapped lines joined by a space), and the lines that are not of it.

    What stands directly under the first line belongs to it; after a blank line only what reads on: a long line, or
    one that ends an open sentence. Menus and footers ("Load more") are short and start anew.
    """
    parts: list[str] = []
    rest: list[Line] = []
    for line in lines:
        if not line.text:
            continue
        if not parts or _reads_on(parts[-1], line.text):
            parts.append(line.text)
        else:
            rest.append(line)
    return (" ".join(parts) or None), rest


def _reads_on(before: str, text: str) -> bool:
    if len(text) >= _LONG:
        return True
    return not before.endswith(_SENTENCE_END) and (text[0].islower() or text.endswith(_SENTENCE_END))
