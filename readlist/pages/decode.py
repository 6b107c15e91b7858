"""From a file's bytes to text: the encodings that browsers, editors and clipboards write."""

from __future__ import annotations

import codecs

from readlist.pages.page import PageError

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


def decode(data: bytes) -> tuple[str, str]:
    """(text, encoding). Raises PageError that says what the bytes look like, or where they can't be decoded."""
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
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        return _cp1252(data, error.start)


def _strictly(data: bytes, encoding: str) -> tuple[str, str]:
    try:
        return data.decode(encoding).removeprefix("\ufeff"), encoding
    except UnicodeDecodeError as error:
        raise PageError(f"it is not valid {encoding.upper()} at byte {error.start}: save it as UTF-8") from None


def _cp1252(data: bytes, offset: int) -> tuple[str, str]:
    """Old Windows text, if the bytes make sense as such: few of them beyond ASCII, no control characters."""
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        raise PageError(f"it is neither UTF-8 (byte {offset}) nor Windows text: save it as UTF-8") from None
    odd = sum(not c.isprintable() and c not in "\t\r\n\f\xa0\xad" for c in text[:_SAMPLE])
    beyond = sum(c > "\x7f" for c in text[:_SAMPLE])
    if odd or beyond * 4 > len(text[:_SAMPLE]):
        raise PageError(f"it is binary, not text (byte {offset}): copy the page as text")
    return text, "cp1252"
