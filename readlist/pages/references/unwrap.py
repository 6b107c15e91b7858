"""Repairs text copied from a PDF: ligatures, loose accents, broken words, page numbers, running heads."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Final

_LIGATURES: Final = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "ft", "ﬆ": "st", "\xad": "-"}
)
_ACCENTS: Final = {
    "´": "\u0301", "`": "\u0300", "¨": "\u0308", "ˆ": "\u0302", "ˇ": "\u030c", "˜": "\u0303", "˚": "\u030a",
    "¸": "\u0327", "˛": "\u0328", "˝": "\u030b", "¯": "\u0304", "˘": "\u0306", "˙": "\u0307",
}  # fmt: skip
_SIGNS: Final = "".join(_ACCENTS)
_LOOSE: Final = re.compile(rf"([^\W\d_]?)( ?)([{_SIGNS}])( ?)([^\W\d_]?)")
_BEHIND: Final = re.compile(rf"\s+([{_SIGNS}])$")  # of a capital: TeX sets it last in the line
_HYPHEN: Final = re.compile(r"(?<=[^\W\d_])[-‐\u00ad]$")
_WORD: Final = re.compile(r"[^\W\d_]+(?:[-‐][^\W\d_]+)*")
_DOUBLE_PARTS: Final = frozenset("mac mc di de da le la van von al el bel del du fitz o".split())
_OPEN_LINK: Final = re.compile(r"(?:https?://|doi|10\.\d{4})\S*[/._-]$|https?:$", re.IGNORECASE)
_PAGE_NUMBER: Final = re.compile(r"(?:[-–—]\s*)?(?:page\s+)?\d{1,4}(?:\s+of\s+\d{1,4})?(?:\s*[-–—])?", re.IGNORECASE)
_NUMBERED_HEAD: Final = re.compile(r"\d{1,4}\s+\D.{3,}|.{3,}[^\s,:(–-]\s+\d{1,4}")
_DIGITS: Final = re.compile(r"\d+")
_COMPLETE: Final = re.compile(r"[.!?)\]”\"’»/]$|(?:https?://|doi|10\.\d{4,}/)\S*$")
_NARROW: Final = 0.75  # of the usual width: a line that is shorter ends an entry, or is none of its lines


def mend_letters(text: str) -> str:
    """The text with ligatures as letters, and with loose accents on the letters beside them."""
    text = text.translate(_LIGATURES)
    if not any(c in text for c in _SIGNS):
        return text
    if (match := _BEHIND.search(text)) and not text[match.start() - 1].isspace():
        mark = _ACCENTS[match[1]]
        for letter in re.finditer(r"\b[A-Z]", text):
            if (whole := _composed(letter[0], mark)) and letter[0] in "AEIOUSZC":
                text = text[: letter.start()] + whole + text[letter.end() : match.start()]
                break
    return _LOOSE.sub(_placed, text)


def _placed(match: re.Match[str]) -> str:
    before, gap, accent, behind, after = match.groups()
    mark = _ACCENTS[accent]
    after = after.replace("ı", "i")
    if after and not behind and (whole := _composed(after, mark)):
        return before + gap + whole
    if before and not gap and (whole := _composed(before.replace("ı", "i"), mark)):
        return whole + behind + after
    return match[0]


def _composed(letter: str, mark: str) -> str:
    """The letter with an accent, if there is such a letter; else ""."""
    whole = unicodedata.normalize("NFC", letter + mark)
    return whole if len(whole) == 1 and ord(whole) < 0x1E00 else ""


def word_counts(texts: Sequence[str]) -> Counter[str]:
    """How often unbroken words occur in some lines: they tell what a broken word was."""
    return Counter(word.casefold() for text in texts for word in _WORD.findall(_HYPHEN.sub(" ", text)))


def join_lines(lines: Sequence[str], knows: Callable[[str], object]) -> str:
    """The lines of one entry as one; a word broken at a line's end is whole again.

    ``knows`` tells whether a text in lower case is a word: if both parts are words, and the whole is not, the hyphen
    belongs to the word.
    """
    text = ""
    for line in lines:
        if not line:
            continue
        if not text:
            text = line
        elif line[0] in ",.;:)" or _OPEN_LINK.search(text[-80:]):
            text += line
        elif (_HYPHEN.search(text) and line[0].isalpha()) or (text.endswith(("–", "—")) and line[0].isdigit()):
            text = _joined(text, line, knows)
        elif re.search(r"\d-$", text) and line[0].isdigit():
            text += line
        else:
            text += " " + line
    return text


def _joined(text: str, line: str, knows: Callable[[str], object]) -> str:
    first = re.search(r"[^\W\d_]+(?:[-‐][^\W\d_]+)*(?=[-‐\u00ad]$)", text)
    second = _WORD.match(line)
    if not first or not second:
        return text + line
    left, right = first[0].casefold(), second[0].casefold()
    last = re.split("[-‐]", left)[-1]
    if knows(left + right) or (right.islower() and knows(last + right)):
        keeps = False
    elif knows(f"{left}-{right}") or second[0][0].isupper():
        keeps = last not in _DOUBLE_PARTS
    else:
        keeps = bool(knows(last) and len(last) > 2 and knows(right) and len(right) > 2)
    return text + line if keeps else text[:-1] + line


def furniture(texts: Sequence[str], begins: Callable[[str], object]) -> set[int]:
    """The indices of page numbers and running heads; ``begins`` says whether a line may open an entry.

    It is for wrapped lines: there an entry's lines, except the last one, are about equally long.
    """
    full = [i for i, text in enumerate(texts) if text]
    widths = sorted(len(texts[i]) for i in full)
    width = widths[len(widths) * 3 // 4] if widths else 0
    shapes = {i: _DIGITS.sub("#", texts[i]) for i in full}
    times = Counter(shapes.values())
    repeated = {i: "#" in shape and times[shape] > 1 for i, shape in shapes.items()}
    dropped: set[int] = set()
    for at, i in enumerate(full):
        text = texts[i]
        before = texts[full[at - 1]] if at else ""
        after = texts[full[at + 1]] if at + 1 < len(full) else ""
        short = (
            len(text) < _NARROW * width
            and not _COMPLETE.search(text)
            and text[-1] not in ",-"
            and not text[0].islower()
        )
        if _PAGE_NUMBER.fullmatch(text) and not re.search(r"[-–,:(]$", before):
            dropped.add(i)
        elif begins(text) and not _NUMBERED_HEAD.fullmatch(text):
            continue
        elif short and len(text) > 4 and (repeated[i] or _is_number(before) or _is_number(after)):
            dropped.add(i)
        elif _NUMBERED_HEAD.fullmatch(text) and not _COMPLETE.search(text):
            between = _COMPLETE.search(before) and begins(after)
            if between or (_HYPHEN.search(before) and text[0].isupper()) or _is_shouted(text):
                dropped.add(i)
    return dropped


def _is_number(text: str) -> bool:
    return _PAGE_NUMBER.fullmatch(text) is not None


def _is_shouted(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    return len(letters) > 12 and all(c.isupper() for c in letters)


def is_complete(text: str) -> bool:
    """Does an entry end with this line: a full stop, a closing bracket or quote, an address?"""
    return _COMPLETE.search(text) is not None
