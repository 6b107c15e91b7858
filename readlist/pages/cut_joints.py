"""What speaks for and against a cut: traits of the joint and of the last word of the title.

The weights of these traits are in `cut_weights`; those of names are in `cut_features`.
"""

import re
from functools import lru_cache
from typing import Final

from readlist.pages.cut_features import (
    APOSTROPHES,
    DASHES,
    DOUBLE_CAPITAL,
    HUMP,
    INNER_HUMP,
    LOWER,
    UPPER,
    ends_like_word,
    fold,
    is_title_word,
    sound,
)
from readlist.pages.cut_words import FAMILY_NAMES, FUNCTION_WORDS, GIVEN_NAMES, GROUPS, TITLE_WORDS

_PIECE: Final = re.compile(rf"[{DASHES}/:(&_.]")
# The last hump of a word, "Cube" in "IceCube", unless a mark that joins words stands before it.
_TAIL: Final = re.compile(rf"(?<=[^\s(\[{{{DASHES}/:\u201c\u2018\"'&.])[{UPPER}][{LOWER}]+$")
# A cut behind "J." or "Mc" takes away the first half of a name.
_HALF_NAME: Final = re.compile(
    rf"(?:[^\s(][A-Z]|^[A-HJ-UWYZ])\.$|[^\s(-](?:Ma?c|De|Di|Du|La|Le|Van|Von|El|Al|[OD][{APOSTROPHES}])$"
)
_ACRONYM: Final = re.compile(r"[a-z]{1,2}[A-Z]+s?|[A-Z][a-z]{1,3}[A-Z]s?|\w*[a-z][A-Z]{2,}s?|[A-Z]+[a-z]")
TORN_ENDS: Final = frozenset(
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


@lru_cache(maxsize=8192)
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
    if len(piece) < 2:
        return ("end digits" if piece in ("I", "V", "X") else "end letter" if piece else "end bare",)
    folded = fold(piece)
    if folded in FUNCTION_WORDS:
        return ("end function word" if piece.islower() else "end function capital",)
    if piece[-1].isdigit():
        return ("end digits",)
    if folded in TITLE_WORDS or folded in GROUPS:
        return ("end word",)
    if piece.isupper():
        return ("end capitals short" if len(piece) == 2 else "end capitals",)
    if INNER_HUMP.search(piece) or DOUBLE_CAPITAL.match(piece):
        acronym = _ACRONYM.fullmatch(piece)
        return ("end acronym" if acronym else "end capital tail" if piece[-1].isupper() else "end camel",)
    if is_title_word(folded):
        return ("end word",)
    short = ["end short"] if len(piece) <= 3 else []
    if folded in GIVEN_NAMES or folded in FAMILY_NAMES:
        return (*short, "end name")
    return (*short, "end word ending" if ends_like_word(folded) else f"end sounds {sound(folded)}")


def _tail_trait(head: str, tail: str) -> str:
    """The trait of a last word with a hump, "IceCube" or "ReviewHyun": is it half of somebody's name?"""
    if is_title_word(tail):
        return "end camel word" if head[-1].islower() else "end torn word"
    if tail in GIVEN_NAMES or tail in FAMILY_NAMES or HUMP.fullmatch(tail):
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
        return _JOINTS.get(before, "joint digit" if before.isdigit() else "joint other")
    latin = after < "\u0250" or "\u1e00" <= after < "\u1f00"
    if (before < "\u0250") != latin:
        return "joint scripts"
    if before.islower():
        return "joint lower upper"
    if not before.isupper():
        return "joint unicased"
    return "joint in capitals" if behind.isupper() else "joint upper upper"
