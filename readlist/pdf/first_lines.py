"""The lines of a page as they are looked at, with their type and place: what tells a title from names and from text.

PDFium gives letters in the order in which they are drawn, and breaks a line at an index or an exponent. Here such
pieces are one line again, and an accent that was drawn over its letter stands with it.
"""

from __future__ import annotations

import ctypes
import math
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, NamedTuple
from unicodedata import combining

import pypdfium2.raw as raw  # type: ignore[import-untyped]

from readlist.pdf.extracted import GAP, TextLine
from readlist.pdf.page_text import ACCENTS, BROKEN, page_texts
from readlist.pdf.word_order import RIGHT_TO_LEFT, reading_order

_MOST_CHARACTERS = 12_000  # of a page, whose sizes are looked at
_SAMPLED = 7  # letters of a line whose type is asked for: names have another than what follows them
_PIECES = re.compile(rf"[^\r\n{BROKEN}]+")
_RAISED, _SMALLER = 0.15, 0.87  # of its line's height: how far up a letter stands, and how large it is at most
_NEXT = 0.5  # heights between a letter and an exponent that follows it
_BLANK = 0.12  # heights between two letters that are two words


class _Letter(NamedTuple):
    sign: str  # with what it is drawn under
    at: int  # its number on the page
    left: float
    bottom: float
    right: float
    top: float

    @property
    def height(self) -> float:
        return self.top - self.bottom


def lines_of(page: Any, number: int, texts: Any) -> list[TextLine]:
    """The lines of a page in the order in which they are drawn."""
    characters = texts.get_text_range()[:_MOST_CHARACTERS]
    box = _Box(page, texts)
    if texts.count_chars() < len(characters) or not 0 < box.height < 1e6:
        return []  # characters beyond the 65,536th would not be where they are counted
    rows: list[list[_Letter]] = []
    for piece in _PIECES.finditer(characters):
        broken = characters[piece.end() : piece.end() + 1] == BROKEN
        letters = _letters(piece[0], piece.start(), box)
        if not letters:
            continue
        if broken:
            letters.append(letters[-1]._replace(sign="-", left=letters[-1].right))
        if rows and _goes_on(rows[-1], letters):
            rows[-1][-1:] = [*_spaced([rows[-1][-1], letters[0]])[:1], *letters]
        else:
            rows.append(letters)
    _put_accents(rows)
    return [_line(row, number, box, texts) for row in rows if row]


class _Box:
    """Where letters are on a page as it is looked at: turned, from its lower left corner, in points."""

    def __init__(self, page: Any, texts: Any) -> None:
        self._texts, self._turned = texts, page.get_rotation()
        self._left, self._bottom, self._right, self._top = page.get_mediabox()
        across, up = self._right - self._left, self._top - self._bottom
        self.height: float = up if self._turned in (0, 180) else across
        self._rect = raw.FS_RECTF()

    def of(self, at: int) -> tuple[float, float, float, float] | None:
        """(left, bottom, right, top) of a letter; None where it has no place."""
        rect = self._rect
        if not raw.FPDFText_GetLooseCharBox(self._texts, at, rect):
            return None
        left, right = rect.left - self._left, rect.right - self._left
        bottom, top = rect.bottom - self._bottom, rect.top - self._bottom
        across, up = self._right - self._left, self._top - self._bottom
        if self._turned == 90:
            return bottom, across - right, top, across - left
        if self._turned == 270:
            return up - top, left, up - bottom, right
        if self._turned == 180:
            return across - right, up - top, across - left, up - bottom
        return left, bottom, right, top


def _letters(text: str, begin: int, box: _Box) -> list[_Letter]:
    """The letters of a piece; a space goes with the letter before it."""
    found: list[_Letter] = []
    for at, sign in enumerate(text, begin):
        if sign.isspace() and sign >= " ":  # control codes below are letters that no table of the file explains
            if found and not found[-1].sign.endswith(" "):
                found[-1] = found[-1]._replace(sign=f"{found[-1].sign} ")
        elif (place := box.of(at)) is not None:
            found.append(_Letter(sign, at, *place))
        elif found:  # a sign without a place of its own, as the second letter of a ligature
            found[-1] = found[-1]._replace(sign=found[-1].sign + sign)
    return _in_order(found) if RIGHT_TO_LEFT.search(text) else found


def _in_order(letters: list[_Letter]) -> list[_Letter]:
    """The letters of a line with words that are written right to left, in the order in which they are read."""
    words: list[list[_Letter]] = [[]]
    for letter in letters:
        words[-1].append(letter._replace(sign=letter.sign.rstrip(" ")))
        if letter.sign.endswith(" "):
            words.append([])
    words = [word for word in words if word]
    for word in words:
        word[-1] = word[-1]._replace(sign=f"{word[-1].sign} ")
    order = reading_order([("".join(x.sign for x in word), min(x.left for x in word)) for word in words])
    return [letter for n in order for letter in words[n]]


def _goes_on(row: list[_Letter], letters: list[_Letter]) -> bool:
    """Does a piece stand right after another one, in the same line?"""
    last, first = row[-1], letters[0]
    size = max(last.height, first.height)
    shared = min(last.top, first.top) - max(last.bottom, first.bottom)
    smaller = min(last.height, first.height)
    return shared > smaller * 0.3 and -0.1 * size < first.left - last.right < _NEXT * size and smaller > 0


def _put_accents(rows: list[list[_Letter]]) -> None:
    """Have accents that were drawn over a letter, wherever in the text, stand with it."""
    for n, row in enumerate(rows):
        for accent in [letter for letter in row if _mark(letter)]:
            for near in rows[max(n - 1, 0) : n + 2]:
                if (k := next((k for k, letter in enumerate(near) if _is_under(letter, accent)), None)) is not None:
                    sign = near[k].sign
                    near[k] = near[k]._replace(sign=sign[0] + _mark(accent) + sign[1:])
                    row[:] = _spaced([letter for letter in row if letter.at != accent.at])
                    near[:] = _spaced(near)
                    break


def _mark(letter: _Letter) -> str:
    """The accent that a letter of its own is; "" for any other."""
    sign = letter.sign.strip()
    return ACCENTS.get(sign) or (sign if len(sign) == 1 and combining(sign) else "")


def _is_under(letter: _Letter, accent: _Letter) -> bool:
    shared = min(letter.top, accent.top) - max(letter.bottom, accent.bottom)
    middle = (accent.left + accent.right) / 2
    return (
        letter.sign[0].isalpha()
        and not _mark(letter)
        and letter.left < middle < letter.right
        and shared > letter.height * 0.4
    )


def _spaced(row: list[_Letter]) -> list[_Letter]:
    """The letters with spaces by their distance: an accent that stood between two leaves one behind."""
    spaced = [letter._replace(sign=letter.sign.rstrip(" ")) for letter in row]
    for k, (letter, following) in enumerate(pairwise(spaced)):
        if following.left - letter.right > _BLANK * letter.height:
            spaced[k] = letter._replace(sign=f"{letter.sign} ")
    return spaced


def _line(row: list[_Letter], number: int, box: _Box, texts: Any) -> TextLine:
    height = sorted(letter.height for letter in row)[len(row) // 2]
    bottom = sorted(letter.bottom for letter in row)[len(row) // 2]

    def is_raised(letter: _Letter) -> bool:
        return letter.height < height * _SMALLER and letter.bottom > bottom + height * _RAISED

    text = "".join(_signs(row))
    smallest = min(letter.height for letter in row)  # hardly any line has a smaller letter
    plain = "".join(_signs(row, is_raised)) if smallest < height * _SMALLER and any(map(is_raised, row)) else ""
    size, font = _type(texts, row)
    return TextLine(
        text=page_texts([text])[0].replace("\n", " "),
        size=size,
        left=round(min(letter.left for letter in row), 1),
        right=round(max(letter.right for letter in row), 1),
        top=round(1 - max(letter.top for letter in row) / box.height, 4),
        page=number,
        font=font,
        plain=page_texts([plain])[0].replace("\n", " "),
    )


def _signs(row: list[_Letter], leave_out: Any = None) -> Iterator[str]:
    """The signs of a line; what stands apart, and what is left out, leaves a gap."""
    before: _Letter | None = None
    for letter in row:
        if before is not None and letter.left - before.right > letter.height:
            yield GAP
        yield GAP if leave_out is not None and leave_out(letter) else letter.sign
        before = letter


def _type(texts: Any, row: list[_Letter]) -> tuple[float, str]:
    """Size in points and font of a line: those of most of its first letters."""
    matrix, buffer, flags = raw.FS_MATRIX(), ctypes.create_string_buffer(120), ctypes.c_int()
    sizes, fonts = [], []
    for letter in [letter for letter in row if letter.sign[0].isalnum()][:_SAMPLED] or row[:1]:
        raw.FPDFText_GetMatrix(texts, letter.at, matrix)
        sizes.append(raw.FPDFText_GetFontSize(texts, letter.at) * math.hypot(matrix.c, matrix.d))
        size = raw.FPDFText_GetFontInfo(texts, letter.at, buffer, len(buffer), flags)
        fonts.append(buffer.value if 0 < size <= len(buffer) else b"")
    name = max(fonts, key=fonts.count).decode("utf-8", "replace").rpartition("+")[2]
    return (
        round(float(sorted(sizes)[len(sizes) // 2]), 2),
        "".join(sign for sign in name if sign.isalnum() or sign == "-"),
    )
