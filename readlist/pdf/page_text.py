"""Cleans the text of a PDF's pages for reading and search: words joined, ligatures as letters, plain lines.

PDFium gives the characters in the order in which the page draws them. Where it took a hyphen at the end of a line for a
broken word it joins both halves with U+FFFE; TeX's ligatures that no table of the file explains come as control codes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from readlist.model.text import clean_lines

BROKEN = "\ufffe"
"""Between the halves of a word that was broken at the end of a line."""

_LIGATURES = {
    "\x1b": "ff", "\x1c": "fi", "\x1d": "fl", "\x1e": "ffi", "\x1f": "ffl",  # TeX's T1 encoding
    "\x0b": "ff", "\x0e": "ffi", "\x0f": "ffl",  # OT1; its fi and fl are the codes of line ends
    **{chr(code): unicodedata.normalize("NFKD", chr(code)) for code in range(0xFB00, 0xFB07)},
}  # fmt: skip
_LIGATURE = re.compile(rf"[{''.join(_LIGATURES)}](?=\w)|(?<=\w)[{''.join(_LIGATURES)}](?![\[\]PX^_])")
ACCENTS = {
    "`": "\u0300", "´": "\u0301", "ˆ": "\u0302", "˜": "\u0303", "¯": "\u0304", "˘": "\u0306", "˙": "\u0307",
    "¨": "\u0308", "˚": "\u030a", "˝": "\u030b", "ˇ": "\u030c", "¸": "\u0327",
}  # fmt: skip
"""Signs that TeX draws over or under a letter of its own, and what they are with it."""
_BESIDE = "".join(ACCENTS).replace("`", "")  # which is a quotation mark, too
_ACCENTED = re.compile(rf"(?<=[^\W\d_])[ ]?([{_BESIDE}])[ ]?([^\W\d_])")
"""A letter under an accent that TeX drew beside it."""
_DOTTED = {"ı": "i", "ȷ": "j"}
_DOTLESS = re.compile(r"[ıȷ](?=[\u0300-\u036f])")
"""What stands under an accent; alone it is a letter of Turkish."""
_OLD_FI = re.compile(r"(?<=\w)\x0c(?=\w)|\x0c(?=[a-z])")
_HALVES = re.compile(rf"(\w+)(?:{BROKEN}|[-\xad]\n)(\w+)")
_HYPHENS = (BROKEN, "-\n", "\xad\n")
_WORD = re.compile(r"\w+")
_SHORT = 3  # letters: halves of fewer are hardly words of their own


def page_texts(raw: Iterable[str]) -> list[str]:
    """The harmless text of each page, lines parted by ``\\n``; ``raw`` is what PDFium gave for them."""
    pages = [_lettered(text) for text in raw]
    if any(sign in page for page in pages for sign in _HYPHENS):
        known = {word.lower() for page in pages for word in _WORD.findall(_HALVES.sub(" ", page))}
        pages = [_whole(page, known) for page in pages]
    return [clean_lines(page).strip() for page in pages]


def _lettered(text: str) -> str:
    text = text.replace("\r\n", "\n")
    if not text.replace("\n", "").isprintable() or not text.isascii():  # most pages have nothing of the following
        text = _LIGATURE.sub(lambda sign: _LIGATURES[sign[0]], _OLD_FI.sub("fi", text))
        if any(accent in text for accent in _BESIDE):
            text = _ACCENTED.sub(lambda sign: sign[2] + ACCENTS[sign[1]], text)
        text = _DOTLESS.sub(lambda sign: _DOTTED[sign[0]], text)
    return text


def _whole(page: str, known: set[str]) -> str:
    """Broken words in one piece. A hyphen stays where both halves are words of the text and the whole is none."""

    def join(halves: re.Match[str]) -> str:
        first, second = halves[1], halves[2]
        if (first + second).lower() in known or min(len(first), len(second)) < _SHORT:
            return first + second
        compound = first.lower() in known and second.lower() in known
        return f"{first}-{second}" if compound else first + second

    return _HALVES.sub(join, page).replace(BROKEN, "") if any(sign in page for sign in _HYPHENS) else page


_ENDS = (".", ":", "?", "!", ".”", ".)", "]")
_SHORT_LINE = 0.6  # of the usual length of a page's lines: one that is shorter ends its paragraph


def paragraphs(page: str) -> str:
    """A page's text for reading: the lines of a paragraph as one, an empty line between two."""
    lines = [line.strip() for line in page.split("\n")]
    long = sorted(len(line) for line in lines if len(line) > 20)
    usual = long[len(long) * 3 // 4] if long else 0
    out: list[str] = []
    ended = True
    for line in lines:
        if not line:
            ended = True
            continue
        if out and not ended:
            out[-1] += f" {line}"
        else:
            out.append(line)
        ended = len(line) < usual * _SHORT_LINE or (line.endswith(_ENDS) and len(line) < usual * 0.9)
    return "\n\n".join(out)
