"""Decodes a file's bytes into numbered lines: encodings, control characters, pages glued together."""

from __future__ import annotations

import codecs
import contextlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from readlist.model.text import clean_lines
from readlist.pages.header import begins_header, read_date_line
from readlist.pages.page import Line, PageError
from readlist.pages.web_page import is_web_page, web_page_lines

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_MAGIC = (
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"PK\x03\x04", "a zip archive or an office document"),
    (b"\x1f\x8b", "a gzip archive"),
)
_SAMPLE = 4096
_DECLARED = re.compile(
    rb"^%[ \t]*(?:!TeX |!BIB )?encoding[ \t]*[:=][ \t]*([A-Za-z0-9_-]+)", re.IGNORECASE | re.MULTILINE
)


def decode(data: bytes, encoding: str | None = None) -> tuple[str, str]:
    """(text, encoding); the encoding is detected unless it is given.

    Raises PageError, with what the bytes look like or where they can't be decoded.
    """
    if encoding:
        return _strictly(data, encoding)
    for magic, name in _MAGIC:
        if data.startswith(magic):
            raise PageError(f"it is {name}, not text: copy the page as text")
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strictly(data, encoding)
    head = data[:_SAMPLE]
    if b"\0" in head:
        for encoding, zeros in (("utf-16-le", head[1::2]), ("utf-16-be", head[::2])):
            if zeros.count(0) > len(zeros) * 0.7:
                return _strictly(data, encoding)
        raise PageError(f"it is binary, not text (byte {head.index(0)}): copy the page as text")
    if declared := _DECLARED.search(head):
        with contextlib.suppress(LookupError, UnicodeDecodeError):
            name = codecs.lookup(declared[1].decode()).name
            return data.decode(name), name
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        text = data.decode("utf-8", "replace")
        bad = text.count("\ufffd")
        if bad * 4 <= sum(c > "\x7f" for c in text) - bad:  # UTF-8 in which a few bytes are wrong
            return text, "utf-8"
        return _cp1252(data, error.start)


def _strictly(data: bytes, encoding: str) -> tuple[str, str]:
    try:
        return data.decode(encoding).removeprefix("\ufeff"), encoding
    except UnicodeDecodeError as error:
        raise PageError(f"it is not valid {encoding.upper()} at byte {error.start}: save it as UTF-8") from None


def _cp1252(data: bytes, offset: int) -> tuple[str, str]:
    """The bytes as old Windows text, if that makes sense: few are beyond ASCII, none are control characters."""
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        raise PageError(f"it is neither UTF-8 (byte {offset}) nor Windows text: save it as UTF-8") from None
    odd = sum(not c.isprintable() and c not in "\t\r\n\f\xa0\xad" for c in text[:_SAMPLE])
    beyond = sum(c > "\x7f" for c in text[:_SAMPLE])
    if odd or beyond * 4 > len(text[:_SAMPLE]):
        raise PageError(f"it is binary, not text (byte {offset}): copy the page as text")
    return text, "cp1252"


_SENTENCE_END = r"(?<=[.!?)\]}\"”’*$])"
_JOINED_DATE = re.compile(_SENTENCE_END + r"(?:\d{1,3}(?:\.\d+)?)?[A-Z]{2}[A-Z][a-z]{2} \d{1,2}(?:, \d{4})?(?:Code)?$")
_JOINED_ABSTRACT = re.compile(_SENTENCE_END + r"Abstract:(?=\S)")
_JOINED_NAME = re.compile(_SENTENCE_END + r"(?=[^\W\d_])")
_LONGEST_DATE_LINE = 40
_LONGEST_NAME = 80
_SHORTEST_ABSTRACT = 40  # characters of an abstract


_PARTED = re.compile("\xad(?=\\r?\\n)")  # where a word is parted, as copies from a PDF have it


def text_lines(text: str) -> list[Line]:
    """The numbered lines of a text, harmless; of a web page as a browser shows it, of a mail without quote marks."""
    if is_web_page(text):
        return web_page_lines(text)
    text = clean_lines(_PARTED.sub("-", text), tabs=True)
    return _without_quote_marks([Line(n, line.strip()) for n, line in enumerate(text.split("\n"), 1)])


_QUOTE_MARKS = re.compile(r"(?:> ?)+")
_QUOTED_LINES = 3  # so many lines in a row that begin with ">" are a mail that was passed on


def _without_quote_marks(lines: list[Line]) -> list[Line]:
    if not any(line.text.startswith(">") for line in lines):
        return lines
    bare: list[Line] = []
    for quoted, run in groupby(lines, lambda line: line.text.startswith(">")):
        of_run = list(run)
        if quoted and len(of_run) >= _QUOTED_LINES:
            of_run = [replace(line, text=_QUOTE_MARKS.sub("", line.text, count=1).strip()) for line in of_run]
        bare += of_run
    return bare


def author_page_lines(lines: Sequence[Line]) -> list[Line]:
    """The lines with spaces for tabs; a line that two pages share becomes two of the same number.

    If pages were joined without a line end between them, the first line of the next page is at the end of an
    abstract: ``…these methods.36.8CLMay 27``.
    """
    return list(_split_joined([replace(x, text=x.text.replace("\t", " ")) if "\t" in x.text else x for x in lines]))


def _split_joined(lines: Sequence[Line]) -> Iterator[Line]:
    for i, line in enumerate(lines):
        at = _joint(lines, i) if len(line.text) > _SHORTEST_ABSTRACT else None
        if at is None:
            yield line
        else:
            yield Line(line.number, line.text[:at])
            yield Line(line.number, line.text[at:])


def _joint(lines: Sequence[Line], i: int) -> int | None:
    """Where in a line the next page begins."""
    text = lines[i].text
    found = _JOINED_DATE.search(text, len(text) - _LONGEST_DATE_LINE)
    if found and read_date_line(found[0]):
        return found.start()
    if "Abstract:" in text and (found := _JOINED_ABSTRACT.search(text, _SHORTEST_ABSTRACT)):
        return found.start()
    if begins_header(lines, i + 1):
        ends = [m.start() for m in _JOINED_NAME.finditer(text, max(_SHORTEST_ABSTRACT, len(text) - _LONGEST_NAME))]
        return ends[-1] if ends else None
    return None
