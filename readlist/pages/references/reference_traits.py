"""Traits of the words of a reference, which the tagger weighs: how they look, and where they stand.

A trait is a short text. Traits of a word depend on the word alone, so they are computed once for each distinct word and
weighed for its neighbours too. Traits of a place describe what surrounds it and the entry as a whole: the form of its
first name, where the list of authors ends by the rules of that form, how many sentences lie between there and the
volume number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from readlist.pages.cut_words import (
    FUNCTION_WORDS,
    PARTICLES,
    is_inflected,
    is_name,
    is_title_word,
    normalize,
    read_words,
)

LABELS: Final = ("author", "title", "date", "container", "editor", "volume", "publisher", "link", "other")
"""What a word of a reference may belong to; ``volume`` has number and pages too, ``publisher`` the place."""

OFFSETS: Final = (-2, -1, 0, 1, 2)
"""The places around a word whose words speak about it."""

_CLASSES: Final = {word: name for name, words in read_words("reference_words.txt").items() for word in words}
_PUNCTUATION: Final = " \t.,;:?!()[]{}<>\"'“”„‘’«»‹›*†‡§"
_OPENING = "([{“\"„‘«‹'"
_QUOTES: Final = {"“": "”", "«": "»", "„": "“", '"': '"', "‹": "›", "‘": "’", "'": "'", "”": "”"}
_YEAR: Final = re.compile(r"(?:1[5-9]|20)\d\d(?:[a-z]|[-–/](?:1[5-9]|20)?\d\d)?")
_NUMBER: Final = re.compile(r"\d+")
_RANGE: Final = re.compile(r"[A-Za-z]{0,2}\d+[-–—−‐]+[A-Za-z]{0,2}\d*")
_ISSUE: Final = re.compile(r"\d+[A-Z]?\((?=[\dSPN]).*")
_ORDINAL: Final = re.compile(r"\d+(?:st|nd|rd|th)")
_DOTTED: Final = re.compile(  # "J.", "J.-P.", "Th."; not "Li." and "Xu.", which are whole names
    r"(?:(?:[^\W\d_]|[CTPSKZ]h|Ts|[GL]y|[CZ]s|Dz|[LN]j|Y[au]|Fr|[CG]r|Cl|St)\.[-‐–]?)+(?:[^\W\d_])?"
)
_CAPITALS: Final = re.compile(r"[^\W\d_](?:[-‐]?[^\W\d_]){0,3}")
_ROMAN: Final = re.compile(r"III?|IV|VI{1,3}|IX|XI{1,3}")
_LINK: Final = re.compile(r"(?:https?:|www\.|doi|10\.\d{4,}/|ftp:)|.*arxiv[.:]", re.IGNORECASE)
_JOINTS: Final = re.compile(
    r"(?<=[\d)\]][;:])(?=[\w(])"  # 2009;25(16):2078
    r"|(?<=[a-zß-ÿ][,;:])(?=[^\W\d_])|(?<=[a-zß-ÿ])(?=\((?:1[5-9]|20)\d\d)"  # Stetsenko,S
    r"|(?<=[^\W\d_])(?=(?:19|20)\d\d[a-z]?(?:$|[‘“(]))|(?<=[^\W\d_]\.)(?=(?:19|20)\d\d(?:$|[‘“(]))|(?<=\d\d\d\d)(?=[‘“])"
    r"|(?<=\d\d\d\d\)\.)(?=[^\W\d_])|(?<=[a-zß-ÿ]{3}\.)(?=[A-Z][a-z])|(?<=[^\s(])(?=\[[A-Z]{1,2}(?:/[A-Z]{2})?\])|(?<=//)(?=\w)"
)
_DIGIT: Final = re.compile(r"\d")
_MAX_WORD = 40  # characters of a word that count


class Word(NamedTuple):
    """A word of a reference: the text from ``start`` to ``end``."""

    text: str
    start: int
    end: int


def words_of(text: str) -> list[Word]:
    """The words of a reference; what some styles run together ("2009;25(16):2078–9") is split."""
    words = []
    for match in re.finditer(r"\S+", text):
        at, whole = match.start(), match[0]
        if len(whole) > 4 and not whole[:-1].isalpha() and not _LINK.match(whole, 0, _MAX_WORD):
            for joint in _JOINTS.finditer(whole):
                words.append(Word(text[at : match.start() + joint.start()], at, match.start() + joint.start()))
                at = match.start() + joint.start()
        words.append(Word(text[at : match.end()], at, match.end()))
    return words


class Look(NamedTuple):
    """The shape and other traits of a word by itself."""

    kind: str  # its class: "year", "initials", "journal", "name", "capital", "lower" …
    end: str  # the punctuation behind it
    start: str  # the punctuation before it
    traits: tuple[str, ...]


@lru_cache(1 << 15)
def look(word: str) -> Look:
    word = word[:_MAX_WORD]
    core = word.strip(_PUNCTUATION)
    low = normalize(core)
    start = word[0] if word[0] in _OPENING else ""
    tail = word[len(word.rstrip(_PUNCTUATION)) :][:3] if core else word[:2]
    kind = _kind(word, core, low)
    end = tail.removeprefix(".") if kind in ("initials", "link") else tail
    number = _DIGIT.sub("0", low)
    letters = low.isalpha() and len(low) > 3
    traits = [
        f"w={number[:20]}",
        f"k={kind}",
        f"ke={kind}{end}",
        f"e={end}",
        f"b={start}",
        f"s={_shape(core)}",
        f"m={_meaning(low, core) if core else ''}",
    ]
    if letters:
        traits += [f"p3={low[:3]}", f"s3={low[-3:]}"]
    return Look(kind, end, start, tuple(traits))


def _kind(word: str, core: str, low: str) -> str:
    if not core:
        return "and" if word == "&" else "sign"
    if _LINK.match(core) or (len(core) > 12 and "/" in core and "." in core):
        return "link"
    if core[0].isdigit() or core[-1].isdigit():
        if _YEAR.fullmatch(core):
            return "year"
        if _NUMBER.fullmatch(core):
            return "number"
        if _RANGE.fullmatch(core):
            return "range"
        if _ISSUE.match(core):
            return "issue"
        return "ordinal" if _ORDINAL.fullmatch(core) else "code"
    if _DOTTED.fullmatch(word.strip(",;:()&")) and core[0].isupper():
        return "initials"
    if _ROMAN.fullmatch(core) and word[-1] in ".:,":
        return "roman"
    initials = core.isupper() and len(core) < 3  # "Miller MA", "Warren JR"
    family = core[0].isupper() and low in ("page", "art", "heft", "band")
    if low in _CLASSES and not initials and not family and not (low == "in" and word[-1] in ".,"):
        return _CLASSES[low]
    if _CAPITALS.fullmatch(core) and core.isupper() and len(core) <= 4:
        return "capitals"
    if core[0].islower() and low in PARTICLES:
        return "particle"
    if low in FUNCTION_WORDS:
        return "function"
    if core[0].isupper():
        return "shout" if core.isupper() and len(core) > 1 else "capital"
    return "lower" if core[0].islower() else "other"


def _meaning(low: str, core: str) -> str:
    name, title = is_name(low), is_title_word(low)
    if name or title:
        return "both" if name and title else "name" if name else "title"
    return "inflected" if is_inflected(low) else "accent" if not core.isascii() else ""


def _shape(core: str) -> str:
    """The kinds of a word's characters, runs of one kind as one: "Xx", "0-0", "X.X"."""
    shape = ""
    for c in core[:16]:
        sign = "X" if c.isupper() else "x" if c.isalpha() else "0" if c.isdigit() else c
        if not shape.endswith(sign):
            shape += sign
    return shape[:8]


# The place of a word.

_NAME_KINDS = frozenset({"capital", "shout", "journal", "place", "press", "team", "proc", "other"})
_NO_TEAM = frozenset({"lower", "year", "in", "pp", "vol", "range", "issue", "link"})
_INITIAL_KINDS = frozenset({"initials", "capitals"})
_TAIL_KINDS = frozenset({"pp", "vol", "range", "issue", "link", "arxiv"})


def _is_name(word: Look) -> bool:
    return word.kind in _NAME_KINDS and word.kind not in ("team",) and not word.start


def first_form(looks: Sequence[Look]) -> str:
    """The form of an entry's first name: "N,i" for "Family, I.", "iN" for "I. Family", "N I" for "Family II"."""
    form, at = "", 0
    while at < len(looks) and looks[at].kind == "particle":
        at += 1
    for each in looks[at : at + 4]:
        kind = each.kind
        sign = "i" if kind == "initials" else "I" if kind == "capitals" else "N" if _is_name(each) else ""
        if not sign:
            form += "Q" if each.start in _QUOTES else "y" if kind == "year" else "&" if kind == "and" else "x"
            break
        if sign == "i" and form.endswith("i"):
            form += each.end[:1]
        else:
            form += sign + each.end[:1]
        if form[-1] in ",.:;" and len(form) > 2 and ("i" in form or "I" in form or form.count("N") > 1):
            break
    return form[:7]


def authors_end(looks: Sequence[Look]) -> int:
    """The place after the list of authors at the start of an entry, by the rules of its first name's form."""
    form = first_form(looks)
    read = next(read for pattern, read in _NAME_RULES if pattern.match(form))
    n, at, i = len(looks), 0, 0
    while i < n:
        while i < n and looks[i].kind in ("and", "particle"):
            i += 1
        if i < n and looks[i].kind == "etal":
            return i + 1
        if i + 1 < n and looks[i + 1].kind == "etal":
            return i + 2
        behind, final = read(looks, i)
        if behind == i:
            behind, final = _team(looks, i)
            if behind == i:
                return at
        at = i = behind
        while i < n and looks[i].kind == "suffix":
            at = i = i + 1
        if final:
            return at
        if form.startswith("N,") and read is _inverted:  # only the first name is
            read = _natural
    return at


def _team(looks: Sequence[Look], i: int) -> tuple[int, bool]:
    """ "World Health Organization": up to a word that ends teams' names, before punctuation, a year or "et al."."""
    for k in range(i, min(i + 9, len(looks))):
        if looks[k].start or looks[k].kind in _NO_TEAM:
            break
        after = looks[k + 1] if k + 1 < len(looks) else looks[k]
        if looks[k].kind == "team" and (looks[k].end or after.start == "(" or after.kind in ("year", "and", "etal")):
            return k + 1, looks[k].end[:1] in (".", ":")
    return i, False


def _inverted_initials(looks: Sequence[Look], i: int) -> tuple[int, bool]:
    """ "Family, I. I." """
    name = _while(looks, i, _is_name, stop=",")
    end = _while(looks, name, lambda w: w.kind == "initials")
    if end == name and end < len(looks) and looks[end].kind == "capitals":  # "Family, II"
        end += 1
    return (i if name == i or "," not in looks[name - 1].end or end == name else end), False


def _bare_initials(looks: Sequence[Look], i: int) -> tuple[int, bool]:
    """ "Family II": the name that no comma follows is the last."""
    end = _while(looks, i, _is_name)
    if end == i or end >= len(looks) or looks[end].kind not in _INITIAL_KINDS:
        return i, False
    return end + 1, looks[end].end[:1] not in (",", ";")


def _initials_first(looks: Sequence[Look], i: int) -> tuple[int, bool]:
    """ "I. I. Family" """
    name = _while(looks, i, lambda w: w.kind in _INITIAL_KINDS)
    name, start = _while(looks, name, lambda w: w.kind == "particle"), name
    end = _while(looks, name, _is_name, stop=",.;:")
    return (i if start == i or end == name else end), end > i and looks[end - 1].end[:1] in (".", ":")


def _natural(looks: Sequence[Look], i: int) -> tuple[int, bool]:
    """ "Given I. Family" """
    end = _while(looks, i, lambda w: _is_name(w) or w.kind in _INITIAL_KINDS or w.kind == "particle", ",.;:")
    return end, end > i and looks[end - 1].end[:1] in (".", ":")


def _inverted(looks: Sequence[Look], i: int) -> tuple[int, bool]:
    """ "Family, Given I." """
    name = _while(looks, i, _is_name, stop=",")
    end = _while(looks, name, lambda w: _is_name(w) or w.kind in _INITIAL_KINDS, ",.;:")
    return (i if end == name else end), end > i and looks[end - 1].end[:1] in (".", ":")


_NAME_RULES: Final = (
    (re.compile(r"N{1,2},[iI]"), _inverted_initials),
    (re.compile(r"N{1,2}I"), _bare_initials),
    (re.compile(r"[iI].?N"), _initials_first),
    (re.compile(r"N{1,2},N"), _inverted),
    (re.compile(r""), _natural),
)
"""The form of an entry's first name → what reads a name from a place on: the place behind it, is it the last?"""


def _while(looks: Sequence[Look], i: int, fits: object, stop: str = "") -> int:
    """The place after the words that fit, and the place after the first of them that ends in one of some characters."""
    while i < len(looks) and fits(looks[i]):  # type: ignore[operator]
        i += 1
        if looks[i - 1].end[:1] and looks[i - 1].end[:1] in stop:
            break
    return i


def place_traits(looks: Sequence[Look]) -> Iterator[list[str]]:
    """The traits of each word's place in an entry."""
    n = len(looks)
    form, end = first_form(looks), authors_end(looks)
    stops = [bool(w.end) and w.end[0] in ".?!" and w.kind not in _INITIAL_KINDS and len(w.traits[0]) > 4 for w in looks]
    commas = ["," in w.end for w in looks]
    tail = next((i for i in range(max(end, 1), n) if _begins_tail(looks, i)), n)
    stops_left, commas_left = sum(stops[end:tail]), sum(commas[end:tail])
    stops_seen = commas_seen = years = 0
    quote = ""
    quotes = "Q" if any(w.start in _QUOTES and w.start for w in looks) else "-"
    quoted = "0"
    keys = [w.kind + w.end[:1] for w in looks]
    for i, each in enumerate(looks):
        if not quote and each.start and each.start in _QUOTES and (quoted == "0" or i >= end):
            quote, quoted = _QUOTES[each.start], "1"
        ahead = looks[i + 1] if i + 1 < n else None
        before = keys[i - 1] if i else "^"
        after = (ahead.start + ahead.kind) if ahead else "$"
        place = "in" if i < end - 1 else "last" if i == end - 1 else str(i - end) if i < end + 2 else "behind"
        if i < tail:
            parts = f"{min(stops_seen, 3)}/{min(stops_left, 3)}" if i >= end else "authors"
            clauses = f"{min(commas_seen, 3)}/{min(commas_left, 3)}" if i >= end else "authors"
        else:
            parts = clauses = f"tail{min(i - tail, 3)}"
        yield [
            f"i={i if i < 4 else 4 + min(i // 8, 4)}",
            f"z={min(n - i, 4)}",
            f"a={place}{form}",
            f"a={place}",
            f"f<{form}|{before}|{each.start}{each.kind}",
            f"f>{form}|{keys[i]}|{after}",
            f"<{before}|{each.start}{each.kind}",
            f">{keys[i]}|{after}",
            f"q={quotes}{quoted}",
            f"qe={quotes}{quoted}{each.end if quote else ''}",
            f"t={parts}{each.end[:1]}",
            f"c={clauses}{each.end[:1]}",
            f"tc={parts}{clauses}{'y' if years else ''}",
            f"y={min(years, 2)}{place if place != 'in' else ''}{each.kind}",
        ]
        if quote and quote in each.end and (quote not in "’'" or _closes(looks, i)):
            quote, quoted = "", "2"
        if each.kind == "year":
            years += 1
        if end <= i < tail:
            stops_seen, stops_left = stops_seen + stops[i], stops_left - stops[i]
            commas_seen, commas_left = commas_seen + commas[i], commas_left - commas[i]


def _closes(looks: Sequence[Look], i: int) -> bool:
    """Does a single quote after a word close a quotation: with punctuation, or before what follows titles?"""
    return len(looks[i].end) > 1 or (i + 1 < len(looks) and (looks[i + 1].kind == "in" or looks[i + 1].start == "("))


def _begins_tail(looks: Sequence[Look], i: int) -> bool:
    """Does a volume, pages, a link or "In" begin here, as after a title or the name of a journal?"""
    each = looks[i]
    if each.kind in _TAIL_KINDS:
        return True
    if each.kind == "in":
        return bool(looks[i - 1].end) or looks[i - 1].kind in ("sign", "year")
    return each.kind == "number" and (
        each.end[:1] in (",", ":", ";") or (i + 1 < len(looks) and looks[i + 1].start == "(")
    )
