"""What speaks for and against a cut: traits of the joint and of the last word of the title.

The weights of these traits are in `cut_weights`; those of names are in `cut_features`.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

from readlist.pages.cut_features import (
    APOSTROPHES,
    CACHED,
    DASHES,
    DOUBLE_CAPITAL,
    HUMP,
    INNER_HUMP,
    LOWER,
    PINYIN_WORD,
    UPPER,
    ends_like_word,
    fold,
    is_inflected,
    is_name,
    is_syllable,
    is_title_word,
    sound,
)
from readlist.pages.cut_words import FUNCTION_WORDS, GROUPS, TITLE_WORDS

_PIECE: Final = re.compile(rf"[{DASHES}/:(&_.]")
# The last hump of a word, "Cube" in "IceCube", unless a mark that joins words stands before it.
_TAIL: Final = re.compile(rf"(?<=[^\s(\[{{{DASHES}/:\u201c\u2018\"'&.])[{UPPER}][{LOWER}]+$")
# A cut behind "J." or "Mc" takes away the first half of a name.
_HALF_NAME: Final = re.compile(
    rf"(?:[^\s(][A-Z]|^[A-HJ-UWYZ])\.$|[^\s(-](?:Ma?c|De|Di|Du|La|Le|Van|Von|El|Al|[OD][{APOSTROPHES}])$"
)
# Initials of a name behind what ends a word by itself: "GPT-2TM|J Fruchterman".
_STRAY: Final = re.compile(r"[\d%#+)\]?!][A-Z]{1,3}$")
_ACRONYM: Final = re.compile(r"[a-z]{1,2}[A-Z]+s?|[A-Z][a-z]{1,3}[A-Z]s?|\w*[a-z][A-Z]{2,}s?|[A-Z]+[a-z]")
_LETTERS: Final = re.compile(r"[^\W\d_]*")
_HUMP_END: Final = re.compile(r".(?=[^\W\d_a-z]|$)")
_TORN_ENDS: Final = frozenset(
    ("end torn", "end torn word", "end capital tail", "end word and name", "end capitals and name")
) | {"end hump and name"}
_JOINTS: Final = (
    dict.fromkeys(")]}", "joint bracket")
    | dict.fromkeys("?!.\u2026", "joint stop")
    | dict.fromkeys('$"\u201d\u00bb', "joint quote")
    | dict.fromkeys(APOSTROPHES, "joint apostrophe")
    | dict.fromkeys("#+*%\u00b0\u2032\u2033\u2122\u00ae\u2020", "joint sign")
    | dict.fromkeys(DASHES + "/&(", "joint hyphen")
)


def divided_traits(left: str, right: str) -> list[str]:
    """Traits of the word that a cut divides into the title's last and the name's first one."""
    traits = [joint_trait(left[-1], right[0], right[1:2]), *end_traits(left)]
    before = 0 if left.isalpha() else len(left)
    while before and left[before - 1].isalpha():
        before -= 1
    after = _LETTERS.match(right)
    if before == len(left) or not after:
        return traits
    piece, more = fold(left[before:]), fold(after[0][:16])
    if right[0].islower():
        if any(is_inflected(piece + more[:n]) for n in range(1, min(len(more) - 1, 8))):
            traits.append("longer word")
    elif any(piece + more[: hump.end()] in TITLE_WORDS for hump in _HUMP_END.finditer(after[0])):
        traits.append("splits a word")
    return traits


def is_torn(end: str) -> bool:
    """Whether a last word looks as if a part of a name had been left on it."""
    return bool(end) and end_traits(end)[0] in _TORN_ENDS


@lru_cache(maxsize=CACHED)
def end_traits(left: str) -> tuple[str, ...]:
    """Traits of a title's last word as it stands before the cut (`left`: from the last space on)."""
    if _HALF_NAME.search(left):
        return ("end half a name",)
    tail = _TAIL.search(left)
    if tail:
        head = left[: tail.start()]
        whole = len(head) < 3 and head.isalpha() and not head.isupper()  # "PyTorch", "LaTeX"
        if not whole and fold(_PIECE.split(left)[-1]) not in TITLE_WORDS:
            return (_tail_trait(head, fold(tail.group())),)
    piece = _PIECE.split(left.strip(f'()[]{{}}.,:;!?{APOSTROPHES}"\u201c\u201d$*\u2026+#'))[-1]
    if not piece[:1].isalnum() and unicodedata.category(left[-1])[0] == "S":
        return ("end digits",)  # an emoji or an arrow; like a number it says little
    if len(piece) < 2:
        return ("end digits" if piece in ("I", "V", "X") else "end letter" if piece else "end bare",)
    folded = fold(piece)
    if folded in FUNCTION_WORDS:
        return ("end function word" if piece.islower() else "end function capital",)
    if piece[-1].isdigit():
        return ("end digits",)
    if folded in TITLE_WORDS or folded in GROUPS:
        return ("end word",)
    if _STRAY.search(left) or (piece.isupper() and not is_title_word(folded) and _is_word_and_initials(folded)):
        return ("end stray capitals",)
    if piece.isupper():
        return ("end capitals short" if len(piece) == 2 else "end capitals",)
    if INNER_HUMP.search(piece) or DOUBLE_CAPITAL.match(piece):
        acronym = _ACRONYM.fullmatch(piece)
        return ("end acronym" if acronym else "end capital tail" if piece[-1].isupper() else "end camel",)
    if is_title_word(folded):
        return ("end word",)
    short = ["end short"] if len(piece) <= 3 else []
    if is_name(folded):
        return (*short, "end name")
    return (*short, "end word ending" if ends_like_word(folded) else f"end sounds {sound(folded)}")


def _is_word_and_initials(folded: str) -> bool:
    return any(folded[:-n] in TITLE_WORDS for n in (1, 2, 3) if n + 3 < len(folded))


def _tail_trait(head: str, tail: str) -> str:
    """The trait of a last word with a hump, "IceCube" or "ReviewHyun": is it half of somebody's name?"""
    if is_title_word(tail) and not is_syllable(tail):
        return "end camel word" if head[-1].islower() else "end torn word"
    if is_name(tail) or HUMP.fullmatch(tail) or PINYIN_WORD.fullmatch(tail):
        if head[-1].isupper():
            return "end capitals and name"
        word = fold(_PIECE.split(head)[-1])
        whole = is_title_word(word) or ends_like_word(word) or not head[-1].isalpha()
        return "end word and name" if whole else "end hump and name"
    return "end camel" if head[-1].islower() else "end torn"


def joint_trait(before: str, after: str, behind: str) -> str:
    """The kind of place at which title and name meet, by the character before it and the two after it."""
    if after.islower():
        return "joint lower lower" if before.islower() else "joint other lower"
    if not before.isalpha():
        other = "joint sign" if unicodedata.category(before)[0] == "S" else "joint other"
        return _JOINTS.get(before, "joint digit" if before.isdigit() else other)
    latin = after < "\u0250" or "\u1e00" <= after < "\u1f00"
    if (before < "\u0250") != latin:
        return "joint scripts"
    if before.islower():
        return "joint lower upper"
    if not before.isupper():
        return "joint unicased"
    return "joint in capitals" if behind.isupper() else "joint upper upper"
