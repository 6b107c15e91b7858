"""Pages put one behind the other without a line end between them: the first line of the next stands at the end of an
abstract, ``…these methods.36.8CLMay 27``, and is made a line again."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from readlist.pages.date_lines import read_date_line
from readlist.pages.header import begins_header
from readlist.pages.page import Line

_SENTENCE_END = r"(?<=[.!?)\]}\"”’*$])"
_DATE = re.compile(_SENTENCE_END + r"(?:\d{1,3}(?:\.\d+)?)?[A-Z]{2}[A-Z][a-z]{2} \d{1,2}(?:, \d{4})?(?:Code)?$")
_ABSTRACT = re.compile(_SENTENCE_END + r"Abstract:(?=\S)")
_NAME = re.compile(_SENTENCE_END + r"(?=[^\W\d_])")
_LONGEST_DATE = 40
_LONGEST_NAME = 80
_SHORTEST = 40  # characters of an abstract


def parted(lines: Sequence[Line]) -> Iterator[Line]:
    """The lines, those that two pages share as two of the same number."""
    for i, line in enumerate(lines):
        at = _place(lines, i) if len(line.text) > _SHORTEST else None
        if at is None:
            yield line
        else:
            yield Line(line.number, line.text[:at])
            yield Line(line.number, line.text[at:])


def _place(lines: Sequence[Line], i: int) -> int | None:
    """Where in a line the next page begins."""
    text = lines[i].text
    found = _DATE.search(text, len(text) - _LONGEST_DATE)
    if found and read_date_line(found[0]):
        return found.start()
    if "Abstract:" in text and (found := _ABSTRACT.search(text, _SHORTEST)):
        return found.start()
    if begins_header(lines, i + 1):
        ends = [m.start() for m in _NAME.finditer(text, max(_SHORTEST, len(text) - _LONGEST_NAME))]
        return ends[-1] if ends else None
    return None
