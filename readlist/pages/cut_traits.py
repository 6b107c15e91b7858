"""Traits that speak for or against a cut: of the place, of the title's last word, of the names behind it.

The functions return names of traits (one may occur several times); ``data/weights.txt`` says what one occurrence is
worth. Nothing here looks at more than a few words.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from readlist.pages.cut_words import (
    APOSTROPHES,
    CACHED,
    DASHES,
    DOUBLE_CAPITAL,
    FAMILY_NAMES,
    FUNCTION_WORDS,
    GIVEN_NAMES,
    GROUPS,
    HUMP,
    INNER_HUMP,
    LOWER,
    PINYIN_WORD,
    TEAM_ENDS,
    TEAM_WORDS,
    TITLE_WORDS,
    UPPER,
    ends_like_word,
    is_inflected,
    is_name,
    is_syllable,
    is_title_word,
    normalize,
    sound,
    word_traits,
)

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
_ARTICLE: Final = re.compile(r"(?<!\s)The ")


def is_team(name: str) -> bool:
    """Whether the name ends like the name of a team ("Kimi Team", "The Galaxy Community")."""
    last = normalize(name.rpartition(" ")[2])
    return last in TEAM_ENDS or (last in TEAM_WORDS and _ARTICLE.search(name) is not None)


def style(name: str) -> str:
    """The style in which a name begins; the names of one list have the same."""
    first = name.partition(" ")[0]
    if first.islower():
        return "small"
    if INNER_HUMP.search(first) and word_traits(first)[0] == "shape two syllables":
        return "humped"  # "ChaeHun Park, JaeYoon Kim"
    if not first.isupper() or len(first) > 3 or first == name:
        return "full"
    return "dotted" if "." in first else "bare"


def name_traits(name: str) -> tuple[str, ...]:
    """Traits of a whole would-be author ("Ada Lovelace", "Kimi Team", ":")."""
    if name == ":":  # arXiv puts one between a collaboration and its members
        return ("colon",)
    words = name.split(" ")
    if len(words) > 9 or not name:
        return ("too long",)
    normal = [normalize(word) for word in words]
    if "-".join(normal) in GROUPS:
        return ("group known",)
    if len(words) > 1 and (normal[-1] in TEAM_ENDS or (normal[-1] in TEAM_WORDS and words[0] == "The")):
        return tuple(_team_traits(words[:-1]))
    if len(words) == 1 and name.endswith("Team") and len(name) > 6:
        return tuple(_team_traits([name[:-4]]))
    if len(words) > 1 and normal[0] in ("team", "project"):
        return tuple(_team_traits(words[1:]))
    each = [word_traits(word) for word in words]
    if len(words) == 1 and each[0][0] == "shape unicased":
        return each[0]
    traits: list[str] = []
    full = initials = 0
    for place, own in enumerate(each, 1):
        shape = own[0]
        if shape == "shape capitals" and place < len(words):
            own = ("shape initials run",)  # "Charleston WK Chiang"
            initials += 1
        elif shape == "shape suffix" and place == 1:
            own = ("shape punctuation",)  # nobody begins with "Sr."
        elif shape == "shape initial":
            initials += 1
        elif shape not in ("shape particle", "shape suffix"):
            full += 1
        traits += own
    traits.append("words 1 and initials" if full == 1 and initials else f"words {min(full, 5)}")
    if initials > 3:
        traits.append("many initials")
    if each[-1][0] in ("shape particle", "shape initial"):
        traits.append("ends in initial")
    if len(words) > 1:
        if each[0][0] == "shape shouted" and not name.isupper():
            traits.append("shouts one name")
        if full and len(words) <= 4 and name.islower():
            traits.append("all lower")
        if normal[0] in GIVEN_NAMES:
            traits.append("given first")
        if normal[-1] in FAMILY_NAMES:
            traits.append("family last")
    if normal[-1] in TEAM_WORDS:
        traits.append("group perhaps")
    return tuple(traits)


def _team_traits(words: list[str]) -> list[str]:
    """Traits of a team's name without its last word, such as "Team"."""
    traits = ["group team", f"team of {min(len(words), 4)}"]
    if words[0] == "the" and len(words) > 1:
        traits.append("the team")
    for word in words:
        normal = normalize(word)
        if normal in GROUPS:
            traits.append("team known")
        elif normal == "the":
            traits.append("team the")
        elif (shape := word_traits(word)[0]) in ("shape odd hump", "shape word and hump"):
            traits.append("team camel")
        elif shape == "shape initial":
            traits.append("team letter")
        elif shape in ("shape double capital", "shape punctuation", "shape digits"):
            traits.append("team digits" if shape == "shape digits" else "team odd")
        elif normal in FUNCTION_WORDS:
            traits.append("a function word")
        elif word.islower():
            traits.append("team lower")
        elif is_title_word(normal):
            traits.append("team title word")
    return traits


def divided_traits(left: str, right: str) -> list[str]:
    """Traits of the word that a cut divides into the title's last and the name's first one."""
    traits = [joint_trait(left[-1], right[0], right[1:2]), *end_traits(left)]
    before = 0 if left.isalpha() else len(left)
    while before and left[before - 1].isalpha():
        before -= 1
    after = _LETTERS.match(right)
    if before == len(left) or not after:
        return traits
    piece, more = normalize(left[before:]), normalize(after[0][:16])
    if right[0].islower():
        if any(is_inflected(piece + more[:n]) for n in range(1, min(len(more) - 1, 8))):
            traits.append("longer word")
    elif any(piece + more[: hump.end()] in TITLE_WORDS for hump in _HUMP_END.finditer(after[0])):
        traits.append("splits a word")
    return traits


def is_torn(end: str) -> bool:
    """Whether a title's last word looks as if it had a part of a name attached."""
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
        if not whole and normalize(_PIECE.split(left)[-1]) not in TITLE_WORDS:
            return (_tail_trait(head, normalize(tail.group())),)
    piece = _PIECE.split(left.strip(f'()[]{{}}.,:;!?{APOSTROPHES}"\u201c\u201d$*\u2026+#'))[-1]
    if not piece[:1].isalnum() and unicodedata.category(left[-1])[0] == "S":
        return ("end digits",)  # an emoji or an arrow; like a number it says little
    if len(piece) < 2:
        return ("end digits" if piece in ("I", "V", "X") else "end letter" if piece else "end bare",)
    normal = normalize(piece)
    if normal in FUNCTION_WORDS:
        return ("end function word" if piece.islower() else "end function capital",)
    if piece[-1].isdigit():
        return ("end digits",)
    if normal in TITLE_WORDS or normal in GROUPS:
        return ("end word",)
    if _STRAY.search(left) or (piece.isupper() and not is_title_word(normal) and _is_word_and_initials(normal)):
        return ("end stray capitals",)
    if piece.isupper():
        return ("end capitals short" if len(piece) == 2 else "end capitals",)
    if INNER_HUMP.search(piece) or DOUBLE_CAPITAL.match(piece):
        acronym = _ACRONYM.fullmatch(piece)
        return ("end acronym" if acronym else "end capital tail" if piece[-1].isupper() else "end camel",)
    if is_title_word(normal):
        return ("end word",)
    short = ["end short"] if len(piece) <= 3 else []
    if is_name(normal):
        return (*short, "end name")
    return (*short, "end word ending" if ends_like_word(normal) else f"end sounds {sound(normal)}")


def _is_word_and_initials(normal: str) -> bool:
    return any(normal[:-n] in TITLE_WORDS for n in (1, 2, 3) if n + 3 < len(normal))


def _tail_trait(head: str, tail: str) -> str:
    """The trait of a last word with an inner capital, "IceCube" or "ReviewHyun": does a name begin in it?"""
    if is_title_word(tail) and not is_syllable(tail):
        return "end camel word" if head[-1].islower() else "end torn word"
    if is_name(tail) or HUMP.fullmatch(tail) or PINYIN_WORD.fullmatch(tail):
        if head[-1].isupper():
            return "end capitals and name"
        word = normalize(_PIECE.split(head)[-1])
        whole = is_title_word(word) or ends_like_word(word) or not head[-1].isalpha()
        return "end word and name" if whole else "end hump and name"
    return "end camel" if head[-1].islower() else "end torn"


def joint_trait(before: str, after: str, behind: str) -> str:
    """The kind of place where title and name meet, by the character before it and the two after it."""
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
