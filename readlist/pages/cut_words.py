"""Classifies the words of a glued line: a word of titles, a given name, an initial, a syllable.

The knowledge is in two data files that say how it was made: ``data/words.txt`` and ``data/weights.txt``.
"""

from __future__ import annotations

import pkgutil
import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

CACHED: Final = 1 << 14  # words and names that are remembered: those of a large page


def _data_lines(name: str) -> Iterator[str]:
    """The lines of a data file, without comments."""
    text = (pkgutil.get_data("readlist.pages", f"data/{name}") or b"").decode("utf-8")
    return (line for line in text.splitlines() if line and line[0] != "#")


def read_words(name: str) -> dict[str, list[str]]:
    """The word lists of a data file, by their names."""
    lists: dict[str, list[str]] = {}
    words: list[str] = []
    for line in _data_lines(name):
        if line[0] == "[":
            words = lists[line.strip("[]")] = []
        else:
            words += line.split()
    return lists


def _read_weights() -> dict[str, float]:
    pairs = (line.rsplit(" = ", 1) for line in _data_lines("weights.txt"))
    return {trait: float(weight) for trait, weight in pairs}


WEIGHTS: Final = _read_weights()
"""Trait → what one occurrence of it is worth, in nats."""

_LISTS: Final = read_words("words.txt")
PARTICLES: Final = frozenset(_LISTS["particles"])
SUFFIXES: Final = frozenset(_LISTS["suffixes"])
FUNCTION_WORDS: Final = frozenset(_LISTS["function_words"])
TEAM_ENDS: Final = frozenset(_LISTS["team_ends"])
TEAM_WORDS: Final = frozenset(_LISTS["team_words"])
GROUPS: Final = frozenset(_LISTS["groups"])
TITLE_WORDS: Final = frozenset(_LISTS["title_words"])
GIVEN_NAMES: Final = frozenset(_LISTS["given_names"])
FAMILY_NAMES: Final = frozenset(_LISTS["family_names"])
CJK_FAMILY: Final = frozenset("".join(_LISTS["cjk_family_names"]))
_LETTER_PAIRS: Final = "".join(_LISTS["letter_pairs"])


def _by_last_letter(endings: str) -> dict[str, tuple[str, ...]]:
    """Endings by the letter that a word must end in to have one of them."""
    return {last: tuple(e for e in endings.split() if e[-1] == last) for last in {e[-1] for e in endings.split()}}


DASHES: Final = "-\u2010\u2011\u2013\u2014"
APOSTROPHES: Final = "'\u2019\u2018`\u00b4\u02b9\u02bc"
UPPER, LOWER = "A-Z\u00c0-\u00d6\u00d8-\u00de", "a-z\u00df-\u00f6\u00f8-\u00ff"
_FOLDED: Final = str.maketrans("øØłŁđĐ\u0131\u2019\u2010\u2011", "oOlLdDi'--")

# Pinyin and romanised Korean are regular enough to be known by their syllables instead of by lists.
_PINYIN: Final = (
    r"(?![bpfw]e(?![in]))(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|ai|an|ao|ei|en|er|ia"
    r"|ie|in|iu|ou|ua|ue|ui|un|uo|ve|a|e|i|o|u|v)"
)
_KOREAN: Final = r"(?:kk|tt|ch|sh|[bpmdtngkhjscrwl])?[yw]?(?:yeo|eo|ae|eu|ee|oo|ou|ui|u|a|e|i|o)(?:ng|[nmklhp])?"
PINYIN_WORD: Final = re.compile(rf"{_PINYIN}(?:'?{_PINYIN})?")
MAX_JOINED: Final = 10  # letters of two given names in one: "MaryAnn", "GraceAnne"
HUMP: Final = re.compile(rf"{_PINYIN}|{_KOREAN}")  # one half of "YiFan", "ChaeHun"
_INFLECTIONS: Final = ("ings", "ing", "ers", "er", "ed", "es", "ly")
# The endings by which an unlisted word is still known as a word of titles, behind two letters, or behind three.
_ENDINGS: Final = _by_last_letter("""
tion tions sion sions ity aty ety ities ology ologies ological ical tive sive rive eous ious ency etics amics omics
istic istics isation ization ivity ize izer izers izing ally atic oid itis osis ysis yses genic genesis
""")
_SHORT_ENDINGS: Final = _by_last_letter("""
ment ments ness ism isms graphy ring ling ting ning sing ible able ted ded sed ped led red ned med ved ance ence ences
ator ators fully less ase scope scopy meter metry gram ular ward wards
""")
_PREFIXES: Final = "Da[ils]?|De[lr]?|Di|Du|L[ae]|Fitz|Vande[nr]|Van|Von|El|Al|Abd?el|Abu|Ter|San|St|Roy"
_TWO_PARTS: Final = re.compile(rf"(?:Ma?c|[OD][{APOSTROPHES}]|{_PREFIXES})[{UPPER}][{LOWER}]+")
_WORD: Final = re.compile(rf"[^\W\d_]+(?:[{DASHES}{APOSTROPHES}.][^\W\d_]+)*(?:'|-[A-Z]\.)?")
_INITIALS: Final = re.compile(rf"(?:[^\W\d_][a-z]{{0,2}}\.[{DASHES}]?)+(?:[^\W\d_]\.?)?|[A-Z]")
_DASH, _APOSTROPHE = re.compile(f"[{DASHES}]"), re.compile(f"[{APOSTROPHES}]")
_HUMPS: Final = re.compile(r"[A-Z][^A-Z]*")
DOUBLE_CAPITAL: Final = re.compile(rf"[^\W\d_{LOWER}]{{2,}}[{LOWER}]")
INNER_HUMP: Final = re.compile(f"[{LOWER}][{UPPER}]")


class _Sounds(dict[str, int]):
    """Two letters of a word, or one and the word's edge "_" → their weight, in quarters of a nat."""

    def __missing__(self, pair: str) -> int:
        first, second = (ord(c) - 96 if "a" <= c <= "z" else 0 for c in pair)
        says = ord(_LETTER_PAIRS[first * 27 + second]) - ord("m")
        if pair.isascii():  # of others there are too many
            self[pair] = says
        return says


_SOUNDS: Final = _Sounds()


@lru_cache(maxsize=CACHED)
def normalize(text: str) -> str:
    """Lower case without diacritics and with single spaces: the form of the word lists and of known names."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.translate(_FOLDED))
        text = "".join(c for c in text if not unicodedata.combining(c))
    return " ".join(text.casefold().split())


def is_title_word(normal: str) -> bool:
    """Whether the list has the word, or its singular."""
    return normal in TITLE_WORDS or (len(normal) > 4 and normal[-1] == "s" and normal[:-1] in TITLE_WORDS)


def is_name(normal: str) -> bool:
    """Whether the lists have the word as a given or a family name."""
    return normal in GIVEN_NAMES or normal in FAMILY_NAMES


def is_syllable(normal: str) -> bool:
    """Whether a word may be half of a name such as "YiFan" or "ChaeHun": "ai" may, "man" may not."""
    return HUMP.fullmatch(normal) is not None and (len(normal) < 3 or not is_title_word(normal))


def is_inflected(normal: str) -> bool:
    """Whether the word is a listed one, an inflected form of one, or has the ending of a word of titles."""
    if is_title_word(normal) or (len(normal) > 6 and ends_like_word(normal)):
        return True
    if not normal.endswith(_INFLECTIONS):
        return False
    stem = normal[: -next(len(end) for end in _INFLECTIONS if normal.endswith(end))]
    return len(stem) > 3 and (stem in TITLE_WORDS or stem + "e" in TITLE_WORDS)


def ends_like_word(normal: str) -> bool:
    """Whether an unlisted word has one of the endings that words of titles have."""
    last = normal[-1:]
    return normal.endswith(_ENDINGS.get(last, ()), 2) or normal.endswith(_SHORT_ENDINGS.get(last, ()), 3)


def sound(normal: str) -> str:
    """Whether the letter pairs of an unlisted word are more like those of names or those of titles."""
    total = sum(map(_SOUNDS.__getitem__, map(str.__add__, "_" + normal, normal + "_")))
    return "name" if total >= 4 else "word" if total <= -4 else "neutral"


@lru_cache(maxsize=CACHED)
def word_traits(word: str) -> tuple[str, ...]:
    """Traits of one word of a would-be name: first its shape, then that of its letters."""
    normal = normalize(word)
    if normal in PARTICLES and word.lstrip(APOSTROPHES)[:1].islower():
        return ("shape particle",)
    if normal in SUFFIXES:
        return ("shape suffix",)
    if normal in FUNCTION_WORDS and (word.islower() or len(word) > 2):
        return ("a function word",)
    letters = word.isalpha()
    if not letters and any(c.isdigit() for c in word):
        return ("shape digits",)
    if _INITIALS.fullmatch(word):
        return ("shape initial",)
    if not letters and not _WORD.fullmatch(word):
        return ("shape punctuation",)
    if not word[0].islower() and not word[0].isupper():  # a script without capitals
        family = word[0] in CJK_FAMILY and len(word) <= 4
        return ("shape unicased", "word family") if family else ("shape unicased",)
    shape = _shape(word)
    traits = [shape] if word.isascii() else [shape, "diacritics"]
    if shape != "shape capitals":
        whole = shape != "shape odd hump"
        traits.append("word pinyin" if shape == "shape two syllables" else _meaning(normal, whole=whole))
    return tuple(traits)


def _shape(word: str) -> str:
    if word.islower():
        return "shape lower"
    if word.isupper() and len(word) > 1:
        return "shape capitals" if len(word) <= 3 else "shape shouted"
    if not word[0].isupper():
        return "shape lower start"
    parts = _DASH.split(word)
    if len(parts) > 1:
        plain = all(part[1:].islower() or len(part) < 2 or _TWO_PARTS.fullmatch(part) for part in parts)
        return "shape hyphen" if plain else "shape odd hump"
    if word[1:].islower():
        return "shape name"
    if _TWO_PARTS.fullmatch(word):
        return "shape Mc"
    if DOUBLE_CAPITAL.match(word):
        return "shape double capital"
    humps = _HUMPS.findall(word)
    if len(humps) == 2 and "".join(humps) == word:
        normal = [normalize(hump) for hump in humps]
        if all(map(is_syllable, normal)) or (len(word) <= MAX_JOINED and all(hump in GIVEN_NAMES for hump in normal)):
            return "shape two syllables"
        if is_title_word(normal[0]):
            return "shape word and hump"
    if all(not part[1:] or part[1:].islower() for part in _APOSTROPHE.split(word)):
        return "shape name"
    return "shape odd hump"


def _meaning(normal: str, *, whole: bool) -> str:
    """The trait of a word's letters; those of its hyphened halves only if it is `whole`, unlike "BibTeXJean-Luc"."""
    name = is_name(normal)
    if is_title_word(normal):
        return "word both" if name else "word of titles"
    if name:
        return "word given" if normal in GIVEN_NAMES else "word family"
    if whole and "-" in normal:
        parts = normal.split("-")
        named = [is_name(part) for part in parts]
        if any(len(p) > 3 and is_title_word(p) and not own for p, own in zip(parts, named, strict=True)):
            return "word of titles"
        if any(named) or all(PINYIN_WORD.fullmatch(part) for part in parts):
            return "word given"
    if PINYIN_WORD.fullmatch(normal):
        return "word pinyin"
    return "word ending" if ends_like_word(normal) else f"sound {sound(normal)}"
