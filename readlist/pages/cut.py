"""Cuts a glued line "TitleAuthor One, Author Two, Author Three et al. · affil, affil" into its parts.

Every place at which the title may end is a candidate. It is given the traits of the place, of the word before it and
of the names after it (``cut_traits``); the weights of the traits add up to a score, and the best score wins. The
scores are log-likelihoods, so the winner's share of all candidates is the confidence.
"""

from __future__ import annotations

import math
import re
from collections.abc import Container
from dataclasses import dataclass
from functools import lru_cache
from heapq import nlargest
from typing import Final, NamedTuple

from readlist.model.text import fold
from readlist.pages.cut_traits import divided_traits, is_team, is_torn, name_traits, style
from readlist.pages.cut_words import (
    APOSTROPHES,
    CACHED,
    FUNCTION_WORDS,
    PARTICLES,
    PINYIN_WORD,
    WEIGHTS,
    is_inflected,
    is_name,
    is_title_word,
    normalize,
)

CHECK_BELOW: Final = 0.98  # marks about one line in sixty, and nine in ten of the wrong ones
NO_CUT_BELOW: Final = -8.0  # nats; behind the best cut of such a line stands nothing that looks like a name
MAX_LINE: Final = 4000  # characters; no title with three names is longer, and hostile lines must cost nothing
MAX_NAME: Final = 90  # characters of one author that are looked at, from the comma backwards
MAX_NAME_WORDS: Final = 4  # of a name written small; longer ones are written with capitals
MAX_OPEN: Final = 20  # marks that wait for their other half; no title has as many
MAX_SHOWN: Final = 3  # the page shows no more authors than this

_ET_AL: Final = re.compile(r",?\s*(?<![^\W\d_])et\.? al\b\.?,?$", re.IGNORECASE)
_SLUG: Final = r"[a-z0-9][\w.&+'/-]*"
_AFFILIATIONS: Final = re.compile(rf"{_SLUG}(?:, ?{_SLUG})*,?")
# Before a capital, and before the digits of the one group whose name begins with them.
_BEGINNING: Final = re.compile(r"(?<=.)(?:[^\W\d_a-z]|(?<=[^\W\d_])01\.(?:AI)?$)")
_MARKS: Final = re.compile(r"(?<!\\)[()\[\]{}$\"\u201c\u201d\u00ab\u00bb]")
_OPEN_QUOTE: Final = re.compile(rf"(?<![^\s(\[])[{APOSTROPHES}](?=\w)")
_NOT_IN_NAMES: Final = FUNCTION_WORDS - PARTICLES
_PAIRS: Final = {")": "(", "]": "[", "}": "{", "$": "$", '"': '"', "\u201d": "\u201c", "\u00bb": "\u00ab"}


@dataclass(frozen=True, slots=True)
class Cut:
    """The parts of a glued line; `confidence` (0..1) is the probability of this cut among all possible ones."""

    title: str
    authors: tuple[str, ...]  # as written on the page, in order, without "et al."
    et_al: bool
    affiliations: tuple[str, ...]
    confidence: float

    @property
    def to_check(self) -> bool:
        """Whether a person should look at this cut."""
        return self.confidence < CHECK_BELOW


def cut(line: str, known: Container[str] = frozenset()) -> Cut | None:
    """The most probable cut of a line, or None if an author list follows at no place of it.

    `known` holds the names of the page or the library as `readlist.model.text.fold` writes them.
    """
    found = alternatives(line, known, most=1)
    return found[0] if found else None


def alternatives(line: str, known: Container[str] = frozenset(), most: int = 9) -> tuple[Cut, ...]:
    """The most probable cuts of a line, the best first; for a person to choose from."""
    body, et_al, affiliations = _frame(line)
    options = _options(body, et_al, known)
    best = nlargest(most, options, key=lambda option: option.score)
    if not best or best[0].score < NO_CUT_BELOW:
        return ()
    top = best[0].score
    whole = sum(math.exp(min(option.score - top, 0)) for option in options) + math.exp(WEIGHTS["no cut"] - top)
    return tuple(
        Cut(body[: o.at].rstrip(), _names(body[o.at :]), et_al, affiliations, math.exp(o.score - top) / whole)
        for o in best
    )


def read_authors(text: str) -> tuple[tuple[str, ...], bool]:
    """An author line on its own: "A B, C D et al." -> (("A B", "C D"), True)."""
    body, et_al = _without_et_al(" ".join(text.split()))
    return _names(body), et_al


def _names(text: str) -> tuple[str, ...]:
    return tuple(name for part in text.split(",") if (name := part.strip()))


def looks_like_authors(text: str, most: int = MAX_SHOWN) -> bool:
    """Whether a whole line is plausibly an author list: one to so many names, perhaps with "et al."."""
    if len(text) > most * MAX_NAME:  # an abstract
        return False
    names, et_al = read_authors(text)
    if not 1 <= len(names) <= most:
        return False
    return sum(map(name_score, names)) + (WEIGHTS["list et al"] if et_al else 0.0) > WEIGHTS["no list"]


class Option(NamedTuple):
    """One possible cut: the title ends before `at`."""

    at: int
    score: float


def _frame(line: str) -> tuple[str, bool, tuple[str, ...]]:
    """The line without what follows its names: (title and names, et al.?, affiliations)."""
    if len(line) > 4 * MAX_LINE:
        return "", False, ()
    body = " ".join(line.split())
    if len(body) > MAX_LINE:
        return "", False, ()
    affiliations: tuple[str, ...] = ()
    head, dot, tail = body.rpartition("·")
    if dot and (head.endswith(" ") or _ET_AL.search(head)) and _AFFILIATIONS.fullmatch(tail.strip()):
        affiliations = tuple(slug for part in tail.split(",") if (slug := part.strip()))
        body = head.rstrip()
    body, et_al = _without_et_al(body)
    return body, et_al, affiliations


def _without_et_al(text: str) -> tuple[str, bool]:
    found = _ET_AL.search(text, max(0, len(text) - 12))
    return (text[: found.start()].rstrip(), True) if found else (text, False)


def _options(body: str, et_al: bool, known: Container[str]) -> list[Option]:
    """Every place of the line at which a title may end."""
    spans = _enclosed(body)
    options: list[Option] = []
    names = 0.0  # what the whole segments after the one that is cut say
    manner = ""  # in which the first of them is written
    end = len(body)
    for shown in range(1, MAX_SHOWN + 1):
        start = body.rfind(",", max(0, len(body) - MAX_SHOWN * MAX_NAME), end) + 1
        count = WEIGHTS[f"et al with {shown}" if et_al else f"names {shown}"]
        team = is_team(body[start:end])
        small = not et_al or shown == MAX_SHOWN  # the unlikely need not be tried where it is unlikely twice
        for at in _places(body, max(start, end - MAX_NAME), end, team=team, small=small):
            author = body[at:end].strip()
            here = _title_score(body, at, end) + (_team_score(body, at, author) if team else 0.0)
            if spans:
                here += min((WEIGHTS[trait] for first, last, trait in spans if first < at <= last), default=0.0)
            if manner and manner != style(author):
                here += WEIGHTS["another style"]
            options.append(Option(at, count + here + _author_score(author, known) + names))
        name = body[start:end].strip()
        if start == 0 or shown == MAX_SHOWN or not name or len(name) > MAX_NAME:
            break
        names += _author_score(name, known)
        manner = style(name)
        end = start - 1
    return options


def _author_score(name: str, known: Container[str]) -> float:
    """The score of the authors. Known names decide what the line alone leaves open."""
    return name_score(name) + (WEIGHTS["known"] if known and fold(name) in known else 0.0)


@lru_cache(maxsize=CACHED)
def name_score(name: str) -> float:
    """How much a text looks like the name of one author, in nats: above 2 it does, below -2 it does not."""
    return sum(map(WEIGHTS.__getitem__, name_traits(name)))


def _places(body: str, start: int, end: int, *, team: bool, small: bool) -> list[int]:
    """Positions in a segment before which a title may end: inside a word, before a capital as a rule.

    `team` says that the segment ends as the names of teams do, `small` that a name may be written small.
    """
    places: list[int] = []
    word_end = end
    for nth, word in enumerate(reversed(body[start:end].split(" "))):
        if word in _NOT_IN_NAMES and not team:
            break  # no name has such a word, so no name begins before it
        at = word_end - len(word)
        for inner in _inner_places(word):
            places.append(at + inner)
        if small and 0 < nth < MAX_NAME_WORDS:
            for inner in _lower_places(word):
                places.append(at + inner)
        elif nth == 0 and word.endswith("xAI") and len(word) > 3:
            places.append(end - 3)
        word_end = at - 1
    return places


@lru_cache(maxsize=CACHED)
def _inner_places(word: str) -> tuple[int, ...]:
    """Where in a word a name may begin: before a capital that is not its first letter, as a rule."""
    return tuple(found.start() for found in _BEGINNING.finditer(word) if not word[found.start()].islower())


@lru_cache(maxsize=CACHED)
def _lower_places(word: str) -> tuple[int, ...]:
    """Where in a word a name written small may begin ("Trainingxiaofei"): only behind a whole word."""
    normal = normalize(word)
    if not 5 <= len(word) == len(normal) <= MAX_NAME or is_title_word(normal) or is_name(normal):
        return ()
    first = 2 if not word[1:].islower() else 3  # a plain word needs three letters before the name
    return tuple(at for at in range(first, len(word) - 1) if word[at].islower() and _may_end(word, normal, at))


def _may_end(word: str, normal: str, at: int) -> bool:
    before = word[at - 1]
    if before.islower():
        left = normal[normal.rfind("-", 0, at) + 1 : at].lstrip("([\"'")
        if len(left) < 3:
            return False
        return is_inflected(left) or (
            len(left) > 3 and len(word) - at > 3 and PINYIN_WORD.fullmatch(word, at) is not None
        )
    if before.isupper():
        return word[at - 2].isupper() or word[at - 2].isdigit()
    return before.isdigit() or before in ')?!"$+*#%'


def _title_score(body: str, at: int, end: int) -> float:
    """The score of the title: of what is before the cut, and of the word that the cut would divide."""
    space = body.rfind(" ", max(0, at - MAX_NAME), at)
    after = body.find(" ", at, end)
    left, right = body[max(space + 1, at - MAX_NAME) : at], body[at : after if after > 0 else end]
    score = _divided(left, right)
    if left[-1] in APOSTROPHES and _OPEN_QUOTE.search(body, max(0, at - MAX_NAME), at - 1):
        score += WEIGHTS["joint quote"] - WEIGHTS["joint apostrophe"]
    if space < 0:
        return WEIGHTS["title of one word"] + score
    earlier = body[body.rfind(" ", max(0, space - MAX_NAME), space) + 1 : space]
    return score + (WEIGHTS["joint before"] if is_torn(earlier) else 0.0)


def _team_score(body: str, at: int, author: str) -> float:
    """The score of a team as author, by what the title says about it."""
    score = WEIGHTS["team torn"] if is_torn(body[body.rfind(" ", 0, at) + 1 : at]) else 0.0
    own_name = author.removeprefix("The ").removeprefix("the ").partition(" ")[0]
    if len(own_name) > 2 and _has_word(body[max(0, at - 300) : at], own_name):
        score += WEIGHTS["team in title"]  # the ATLAS Collaboration writes of the ATLAS detector
    return score


def _has_word(text: str, word: str) -> bool:
    """Whether a text has the word, perhaps with digits behind it."""
    at = text.find(word)
    while at >= 0:
        before, after = text[max(at - 1, 0) : at], text[at + len(word) : at + len(word) + 1]
        if not (before.isalnum() or before == "_" or (after.isalnum() and not after.isdecimal())):
            return True
        at = text.find(word, at + 1)
    return False


@lru_cache(maxsize=CACHED)
def _divided(left: str, right: str) -> float:
    return sum(map(WEIGHTS.__getitem__, divided_traits(left, right)))


def _enclosed(body: str) -> list[tuple[int, int, str]]:
    """Where brackets, formulas and quotations are: (opening mark, closing mark, trait of a cut between them).

    A mark without its other half ("$100K or 100 days") encloses nothing.
    """
    spans: list[tuple[int, int, str]] = []
    opened: list[tuple[str, int]] = []
    for found in _MARKS.finditer(body):
        mark, at = found.group(), found.start()
        closes = _PAIRS.get(mark)
        partner = next((n for n in range(len(opened) - 1, -1, -1) if opened[n][0] == closes), None)
        if partner is not None:
            trait = "open maths" if mark == "$" else "open bracket" if mark in ")]}" else "open quote"
            spans.append((opened[partner][1], at, trait))
            del opened[partner:]
        elif len(opened) < MAX_OPEN:
            opened.append((mark, at))
    return spans
