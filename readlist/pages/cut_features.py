"""What speaks for and against a cut: traits of a name and of its words.

The functions return names of traits (one may occur several times); `cut_weights.WEIGHTS` says in nats what
one occurrence is worth.  Nothing here looks at more than a few words.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

from readlist.pages.cut_words import (
    CJK_FAMILY,
    FAMILY_NAMES,
    FUNCTION_WORDS,
    GIVEN_NAMES,
    GROUPS,
    PARTICLES,
    SOUND,
    SUFFIXES,
    TEAM_ENDS,
    TEAM_WORDS,
    TITLE_WORDS,
)


def _by_last_letter(endings: str) -> dict[str, tuple[str, ...]]:
    """Endings by the letter that a word must end in to have one of them."""
    return {last: tuple(e for e in endings.split() if e[-1] == last) for last in {e[-1] for e in endings.split()}}


CACHED: Final = 1 << 14  # words and names that are remembered: those of a large page
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
_ARTICLE: Final = re.compile(r"(?<!\s)The ")
DOUBLE_CAPITAL: Final = re.compile(rf"[^\W\d_{LOWER}]{{2,}}[{LOWER}]")
INNER_HUMP: Final = re.compile(f"[{LOWER}][{UPPER}]")


class _Sounds(dict[str, int]):
    """Two letters of a word, or one and the word's edge "_" → what they say, in quarters of a nat."""

    def __missing__(self, pair: str) -> int:
        first, second = (ord(c) - 96 if "a" <= c <= "z" else 0 for c in pair)
        says = ord(SOUND[first * 27 + second]) - ord("m")
        if pair.isascii():  # of others there are too many
            self[pair] = says
        return says


_SOUNDS: Final = _Sounds()


@lru_cache(maxsize=CACHED)
def fold(text: str) -> str:
    """Lower case without diacritics and with single spaces: the form of the word lists and of known names."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.translate(_FOLDED))
        text = "".join(c for c in text if not unicodedata.combining(c))
    return " ".join(text.casefold().split())


def is_title_word(folded: str) -> bool:
    """Whether the list has the word, or its singular."""
    return folded in TITLE_WORDS or (len(folded) > 4 and folded[-1] == "s" and folded[:-1] in TITLE_WORDS)


def is_name(folded: str) -> bool:
    """Whether the lists have the word as a given or a family name."""
    return folded in GIVEN_NAMES or folded in FAMILY_NAMES


def is_syllable(folded: str) -> bool:
    """Whether it may be one half of "YiFan" or "ChaeHun"; "ai" may, "man" is a word."""
    return HUMP.fullmatch(folded) is not None and (len(folded) < 3 or not is_title_word(folded))


def is_inflected(folded: str) -> bool:
    """Whether the word is a listed one, an inflected form of one, or has the ending of a word of titles."""
    if is_title_word(folded) or (len(folded) > 6 and ends_like_word(folded)):
        return True
    if not folded.endswith(_INFLECTIONS):
        return False
    stem = folded[: -next(len(end) for end in _INFLECTIONS if folded.endswith(end))]
    return len(stem) > 3 and (stem in TITLE_WORDS or stem + "e" in TITLE_WORDS)


def ends_like_word(folded: str) -> bool:
    """Whether an unlisted word has one of the endings that words of titles have."""
    last = folded[-1:]
    return folded.endswith(_ENDINGS.get(last, ()), 2) or folded.endswith(_SHORT_ENDINGS.get(last, ()), 3)


def sound(folded: str) -> str:
    """Whether the letter pairs of an unlisted word are those of names or those of titles."""
    total = sum(map(_SOUNDS.__getitem__, map(str.__add__, "_" + folded, folded + "_")))
    return "name" if total >= 4 else "word" if total <= -4 else "neutral"


def is_team(name: str) -> bool:
    """Whether the name ends as the names of teams do ("Kimi Team", "The Galaxy Community")."""
    last = fold(name.rpartition(" ")[2])
    return last in TEAM_ENDS or (last in TEAM_WORDS and _ARTICLE.search(name) is not None)


def style(name: str) -> str:
    """How a name begins: the names of one list are written alike."""
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
    folded = [fold(word) for word in words]
    if "-".join(folded) in GROUPS:
        return ("group known",)
    if len(words) > 1 and (folded[-1] in TEAM_ENDS or (folded[-1] in TEAM_WORDS and words[0] == "The")):
        return tuple(_team_traits(words[:-1]))
    if len(words) == 1 and name.endswith("Team") and len(name) > 6:
        return tuple(_team_traits([name[:-4]]))
    if len(words) > 1 and folded[0] in ("team", "project"):
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
        if folded[0] in GIVEN_NAMES:
            traits.append("given first")
        if folded[-1] in FAMILY_NAMES:
            traits.append("family last")
    if folded[-1] in TEAM_WORDS:
        traits.append("group perhaps")
    return tuple(traits)


def _team_traits(words: list[str]) -> list[str]:
    """Traits of a team's name without the word that says it is one."""
    traits = ["group team", f"team of {min(len(words), 4)}"]
    if words[0] == "the" and len(words) > 1:
        traits.append("the team")
    for word in words:
        folded = fold(word)
        if folded in GROUPS:
            traits.append("team known")
        elif folded == "the":
            traits.append("team the")
        elif (shape := word_traits(word)[0]) in ("shape odd hump", "shape word and hump"):
            traits.append("team camel")
        elif shape == "shape initial":
            traits.append("team letter")
        elif shape in ("shape double capital", "shape punctuation", "shape digits"):
            traits.append("team digits" if shape == "shape digits" else "team odd")
        elif folded in FUNCTION_WORDS:
            traits.append("a function word")
        elif word.islower():
            traits.append("team lower")
        elif is_title_word(folded):
            traits.append("team title word")
    return traits


@lru_cache(maxsize=CACHED)
def word_traits(word: str) -> tuple[str, ...]:
    """Traits of one word of a would-be name: first its shape, then what its letters say."""
    folded = fold(word)
    if folded in PARTICLES and word.lstrip(APOSTROPHES)[:1].islower():
        return ("shape particle",)
    if folded in SUFFIXES:
        return ("shape suffix",)
    if folded in FUNCTION_WORDS and (word.islower() or len(word) > 2):
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
        traits.append("word pinyin" if shape == "shape two syllables" else _meaning(folded, whole=whole))
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
        folded = [fold(hump) for hump in humps]
        if all(map(is_syllable, folded)) or (len(word) <= MAX_JOINED and all(hump in GIVEN_NAMES for hump in folded)):
            return "shape two syllables"
        if is_title_word(folded[0]):
            return "shape word and hump"
    if all(not part[1:] or part[1:].islower() for part in _APOSTROPHE.split(word)):
        return "shape name"
    return "shape odd hump"


def _meaning(folded: str, *, whole: bool) -> str:
    """What a word's letters say; those of its hyphened halves only if it is `whole`, unlike "BibTeXJean-Luc"."""
    name = is_name(folded)
    if is_title_word(folded):
        return "word both" if name else "word of titles"
    if name:
        return "word given" if folded in GIVEN_NAMES else "word family"
    if whole and "-" in folded:
        parts = folded.split("-")
        named = [is_name(part) for part in parts]
        if any(len(p) > 3 and is_title_word(p) and not own for p, own in zip(parts, named, strict=True)):
            return "word of titles"
        if any(named) or all(PINYIN_WORD.fullmatch(part) for part in parts):
            return "word given"
    if PINYIN_WORD.fullmatch(folded):
        return "word pinyin"
    return "word ending" if ends_like_word(folded) else f"sound {sound(folded)}"
