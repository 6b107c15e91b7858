"""Cuts a glued `TitleAuthor One, Author Two, Author Three et al. · affil, affil` line into its parts.

Every place at which the title may end is a candidate.  It is given the traits of the joint and of the word
before it (`cut_joints`) and of the names after it (`cut_features`), the weights of the traits add up to a
score (`cut_weights`), and the best score wins.  The scores are log-likelihoods, so the winner's share of all
candidates is the confidence.
"""

from __future__ import annotations

import math
import re
from collections.abc import Container, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from readlist.pages.cut_features import PINYIN_WORD, fold, is_inflected, is_team, is_title_word, name_traits
from readlist.pages.cut_joints import TORN_ENDS, end_traits, joint_trait
from readlist.pages.cut_weights import WEIGHTS
from readlist.pages.cut_words import TITLE_WORDS

CHECK_BELOW: Final = 0.97  # marks about one line in seventy, and nine in ten of the wrong ones
NO_CUT_BELOW: Final = -6.0  # nats; behind the best cut of such a line stands nothing that looks like a name
MAX_LINE: Final = 4000  # characters; no title with three names is longer, and hostile lines must cost nothing
MAX_NAME: Final = 90  # characters of one author that are looked at, from the comma backwards
MAX_NAME_WORDS: Final = 4  # of a name written small; longer ones are written with capitals
MAX_SHOWN: Final = 3  # the page shows no more authors than this

_ET_AL: Final = re.compile(r",?\s*(?<![^\W\d_])et\.? al\b\.?,?$", re.IGNORECASE)
_SLUG: Final = r"[a-z0-9][\w.&+'/-]*"
_AFFILIATIONS: Final = re.compile(rf"{_SLUG}(?:, ?{_SLUG})*,?")
_CAPITAL: Final = re.compile(r"(?<=\S)[^\W\d_a-z]")
_NUMBERED_GROUP: Final = re.compile(r"(?<=[^\W\d_])01\. ?AI")  # the one author whose name begins with a digit
_LETTERS: Final = re.compile(r"[^\W\d_]+")
_HUMP_END: Final = re.compile(r".(?=[^\W\d_a-z]|$)")
_LAST_LETTERS: Final = re.compile(r"[^\W\d_]+$")
_MARKS: Final = re.compile(r"(?<!\\)[()\[\]{}$\"\u201c\u201d\u00ab\u00bb]")
_PAIRS: Final = {")": "(", "]": "[", "}": "{"}


@dataclass(frozen=True, slots=True)
class Cut:
    """The parts of a glued line; `confidence` (0..1) is the share of this cut among all that are possible."""

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
    """The most probable cut of a line, or None if no place of it has an author list behind it.

    `known` holds folded names (lower case, no diacritics, single spaces) of the page or the library.
    """
    body, et_al, affiliations = _frame(line)
    scored = _scored(body, et_al, known)
    if not scored:
        return None
    best, option = max(scored, key=lambda pair: pair[0])
    if best < NO_CUT_BELOW:
        return None
    scores = [*(score for score, _ in scored), WEIGHTS["no cut"]]
    confidence = 1 / sum(math.exp(min(score - best, 0)) for score in scores)
    return Cut(body[: option.at].rstrip(), option.authors, et_al, affiliations, confidence)


def alternatives(line: str, known: Container[str] = frozenset(), most: int = 9) -> tuple[Cut, ...]:
    """The most probable cuts of a line, the best first; for a person to choose from."""
    body, et_al, affiliations = _frame(line)
    scored = sorted(_scored(body, et_al, known), key=lambda pair: -pair[0])[:most]
    if not scored:
        return ()
    whole = sum(math.exp(score - scored[0][0]) for score, _ in scored)
    return tuple(
        Cut(body[: option.at].rstrip(), option.authors, et_al, affiliations, math.exp(score - scored[0][0]) / whole)
        for score, option in scored
    )


def _scored(body: str, et_al: bool, known: Container[str]) -> list[tuple[float, Option]]:
    return [
        (sum(WEIGHTS[trait] for trait in option.traits) + _known(option.authors, known), option)
        for option in _options(body, et_al)
    ]


def read_authors(text: str) -> tuple[tuple[str, ...], bool]:
    """An author line on its own: "A B, C D et al." -> (("A B", "C D"), True)."""
    body, et_al = _without_et_al(" ".join(text.split()))
    return tuple(name for part in body.split(",") if (name := part.strip())), et_al


def looks_like_authors(text: str) -> bool:
    """Whether a whole line is plausibly an author list: one to three names, perhaps with "et al."."""
    if len(text) > MAX_SHOWN * MAX_NAME:  # an abstract
        return False
    names, et_al = read_authors(text)
    if not 1 <= len(names) <= MAX_SHOWN:
        return False
    score = WEIGHTS["list et al"] if et_al else 0.0
    score += sum(WEIGHTS[trait] for name in names for trait in name_traits(name))
    return score > WEIGHTS["no list"]


@dataclass(frozen=True, slots=True)
class Option:
    """One possible cut: the title ends before `at`."""

    at: int
    authors: tuple[str, ...]
    traits: tuple[str, ...]


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


def _options(body: str, et_al: bool) -> Iterator[Option]:
    """Every place of the line at which a title may end, with its traits."""
    commas = [i for i in range(max(0, len(body) - MAX_SHOWN * MAX_NAME), len(body)) if body[i] == ","]
    openings = _openings(body)
    names: list[str] = []  # the whole segments after the one that is cut
    traits: list[str] = []
    end = len(body)
    for shown in range(1, MAX_SHOWN + 1):
        start = commas[-shown] + 1 if len(commas) >= shown else 0
        count = f"et al with {shown}" if et_al else f"names {shown}"
        for at in _places(body, max(start, end - MAX_NAME), end):
            author = body[at:end].strip()
            joint = joint_trait(body[at - 1], body[at], body[at + 1 : at + 2])
            opening = [trait for place, trait in openings if place < at][-1:]
            before = [count, joint, *filter(None, opening), *_title_traits(body, at, end, author)]
            yield Option(at, (author, *names), (*before, *name_traits(author), *traits))
        name = body[start:end].strip()
        if start == 0 or not name or len(name) > MAX_NAME:
            break
        names.insert(0, name)
        traits += name_traits(name)
        end = start - 1


def _places(body: str, start: int, end: int) -> list[int]:
    """Positions in a segment before which a title may end: inside a word, before a capital as a rule."""
    places = [found.start() for found in _CAPITAL.finditer(body, max(start, 1), end)]
    places = [at for at in places if not body[at].islower()]
    for found in _NUMBERED_GROUP.finditer(body, start, end):
        places.append(found.start())
    words = body[start:end].split(" ")
    word_end = end - len(words[-1]) - 1
    if words[-1].endswith("xAI") and len(words[-1]) > 3:
        places.append(end - 3)
    for word in words[-2 : -MAX_NAME_WORDS - 1 : -1]:
        word_start = word_end - len(word)
        places += [word_start + at for at in _lower_places(word)]
        word_end = word_start - 1
    return places


@lru_cache(maxsize=8192)
def _lower_places(word: str) -> tuple[int, ...]:
    """Where in a word a name written small may begin ("Trainingxiaofei"): only behind a whole word."""
    if len(word) < 5 or len(word) > MAX_NAME or is_title_word(fold(word)):
        return ()
    return tuple(at for at in range(2, len(word) - 1) if word[at].islower() and _may_end(word, at))


def _may_end(word: str, at: int) -> bool:
    before = word[at - 1]
    if not before.islower():
        return before.isupper() or before.isdigit() or before in ')?!"$+*#%'
    left = fold(word[:at]).rpartition("-")[2].lstrip("([\"'")
    if len(left) < 3:
        return False
    pinyin = min(len(left), len(word) - at) > 3 and PINYIN_WORD.fullmatch(word, at)
    return is_inflected(left) or bool(pinyin)


def _title_traits(body: str, at: int, end: int, author: str) -> list[str]:
    """Traits of what stands before the cut, and of the word the cut would divide."""
    space = body.rfind(" ", max(0, at - MAX_NAME), at)
    left = body[max(space + 1, at - MAX_NAME) : at]
    traits = [*end_traits(left)]
    if space < 0:
        traits.append("title of one word")
    if is_team(author):
        if traits[0] in TORN_ENDS:
            traits.append("team torn")
        own_name = author.removeprefix("The ").removeprefix("the ").partition(" ")[0]
        named = rf"(?<!\w){re.escape(own_name)}(?!\w)"  # the ATLAS Collaboration writes of the ATLAS detector
        if len(own_name) > 2 and re.search(named, body[max(0, at - 300) : at]):
            traits.append("team in title")
    earlier = body[body.rfind(" ", max(0, space - MAX_NAME), max(space, 0)) + 1 : max(space, 0)]
    if earlier and end_traits(earlier)[0] in TORN_ENDS:
        traits.append("joint before")
    before, after = _LAST_LETTERS.search(left), _LETTERS.match(body, at, end)
    if not before or not after:
        return traits
    piece, more = fold(before.group()), fold(after.group()[:16])
    if body[at].islower():
        if any(is_inflected(piece + more[:n]) for n in range(1, min(len(more) - 1, 8))):
            traits.append("longer word")
    elif any(piece + more[: hump.end()] in TITLE_WORDS for hump in _HUMP_END.finditer(after.group())):
        traits.append("splits a word")
    return traits


def _openings(body: str) -> list[tuple[int, str]]:
    """Where a bracket, formula or quotation opens or closes: (position, trait of a cut after it or "")."""
    changes = []
    brackets: list[str] = []
    quotes = 0
    maths = quoted = False
    for found in _MARKS.finditer(body):
        mark = found.group()
        if mark in "([{":
            brackets.append(mark)
        elif mark in _PAIRS:
            if _PAIRS[mark] in brackets:
                while brackets.pop() != _PAIRS[mark]:
                    pass
        elif mark == "$":
            maths = not maths
        elif mark == '"':
            quoted = not quoted
        else:
            quotes += 1 if mark in "\u201c\u00ab" else -1
        quoting = "open quote" if quoted or quotes > 0 else ""
        changes.append((found.start(), "open bracket" if brackets else "open maths" if maths else quoting))
    return changes


def _known(authors: tuple[str, ...], known: Container[str]) -> float:
    """What the names already known add: they decide where the line alone leaves it open."""
    if not known:
        return 0.0
    return WEIGHTS["known"] * sum(fold(name) in known for name in authors)
