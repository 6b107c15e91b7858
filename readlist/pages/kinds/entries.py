"""Helpers for kinds of lists: gather entries into runs, and normalize titles, names and venues."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from readlist.model.identifiers import parse_arxiv
from readlist.model.names import author_text, is_group, parse_name
from readlist.model.paper import Candidate
from readlist.model.text import count
from readlist.pages.kinds.kind import Run
from readlist.pages.page import Line, Problem

_LONGEST_FURNITURE = 300  # characters; what is longer is no furniture
_BETWEEN = 8  # lines between two entries of one list that nobody knows; more are another page


@dataclass(frozen=True, slots=True)
class Entry:
    """The lines of one entry, as indices, and its paper; None where something is missing."""

    first: int
    end: int
    paper: Candidate | None


def runs_of(
    lines: Sequence[Line],
    entries: Sequence[Entry],
    furniture: Callable[[str], object] = lambda text: False,
    *,
    owner: str | None = None,
    expected: int | None = None,
    problems: Sequence[Problem] = (),
) -> Iterator[Run]:
    """The entries of a text, in order, as runs: one for each page that lists them.

    Lines between entries are reported unless they are ``furniture``; if they are many, a new run
    begins. ``owner``, ``expected`` and ``problems`` are those of the first run.
    """
    start = 0
    more = tuple(problems)
    for n, entry in enumerate(entries):
        ends = n + 1 == len(entries)
        if ends or _unknown(lines[entry.end : entries[n + 1].first], furniture)[_BETWEEN:]:
            run = _run(lines, entries[start : n + 1], furniture)
            yield replace(run, problems=(*more, *run.problems), owner=owner, expected=expected)
            start, owner, expected, more = n + 1, None, None, ()


def furniture_of(patterns: str) -> Callable[[str], bool]:
    """A test of whether a line is what a site puts around its lists: menus, buttons, footers.

    ``patterns`` are for whole lines, one on each line of the text, case aside.
    """
    known = re.compile("|".join(line.strip() for line in patterns.splitlines() if line.strip()), re.IGNORECASE)
    return lambda text: len(text) <= _LONGEST_FURNITURE and known.fullmatch(text) is not None


def _unknown(lines: Sequence[Line], furniture: Callable[[str], object]) -> list[Line]:
    return [line for line in lines if line.text and not furniture(line.text)]


def _run(lines: Sequence[Line], entries: Sequence[Entry], furniture: Callable[[str], object]) -> Run:
    problems = []
    for n, entry in enumerate(entries):
        if entry.paper is None:
            line = lines[entry.first]
            problems.append(Problem(line.number, "incomplete entry", line.text, "left out"))
        end = entries[n + 1].first if n + 1 < len(entries) else entry.end
        if unknown := _unknown(lines[entry.end : end], furniture):
            done = count(len(unknown), "line") + " not read"
            problems.append(Problem(unknown[0].number, "ignored lines", unknown[0].text, done))
    papers = tuple(entry.paper for entry in entries if entry.paper)
    return Run(entries[0].first, entries[-1].end, papers, tuple(problems))


def missing_numbers(numbers: Sequence[tuple[int, Line]]) -> list[Problem]:
    """Problems for numbers missing within a list; where numbers start again, another list begins."""
    problems = []
    for (one, _), (other, line) in pairwise(numbers):
        if other > one + 1:
            missing = f"number {one + 1}" if other == one + 2 else f"numbers {one + 1} to {other - 1}"
            problems.append(Problem(line.number, "count mismatch", f"{missing} missing", "not found"))
    return problems


# titles

_TAG = re.compile(
    r"^(?:\[(?:PDF|HTML|DOC|BOOK|CITATION|B|C|图书|引用|BUCH|ZITATION|LIBRO|CITA|LIVRE|CITATION)\]\s*)+", re.I
)


def plain_title(text: str) -> str:
    """A title without the tags before it and the full stop after it."""
    title = _TAG.sub("", text).strip()
    return title[:-1].rstrip() if title.endswith(".") and not title.endswith("..") else title


# names

_MORE = re.compile(
    r"[\s,;]*(?:…|\.\.\.|\bet\.? al\b\.?(?:\s*\([^()]*\))?|(?:\band\s+|\+\s?)?\d+ (?:more|additional)(?: authors?)?"
    r"|\(\d+ (?:more|additional) authors? not shown\)|\+\s?\d+ authors?|\band others)\s*$",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(r"\s*[;·⋅|]\s*")
_AND = re.compile(r"(?:^| )(?:and|&|und|et) ")
_MARKS = re.compile(r"\^\{[^{}]{0,20}\}| ?\(\d{1,3}(?:, ?\d{1,3}){0,9}\)|(?<=\D)[*†‡§¶]+|(?<=[^\W\d]) \d{4}(?![^,;])")
_INITIALS = re.compile(r"[^\W\d_a-zß-öø-ÿ](?:-?[^\W\d_a-zß-öø-ÿ]){0,4}")
_SUFFIX = re.compile(r"(?:Jr|Sr|[IVX]{2,3}|2nd|3rd|4th)\.?")
_LONGEST = 200_000  # characters: the largest collaborations have some thousands of authors


def without_more(text: str) -> tuple[str, bool]:
    """Names without marks of omitted ones (``…``, ``et al.``, ``and 29 more``), and whether there was such a mark."""
    head, tail = text[:-200], text[-200:]
    short = _MORE.sub("", tail)
    return (head + short).rstrip(" ,;"), short != tail


def split_names(text: str, *, semicolons: bool = False) -> tuple[tuple[str, ...], bool]:
    """The names in a list separated by ``,`` and ``and``, or by ``;``, ``·`` or ``|``; and whether some are omitted.

    Numbers and footnote marks are removed; ``Family, Given`` becomes ``Given Family``. With
    ``semicolons`` commas never separate names, even if there is only one.
    """
    if len(text) > _LONGEST:
        return (), False
    text, et_al = without_more(_MARKS.sub("", " ".join(text.split())))
    if semicolons or _SEPARATOR.search(text):
        parts = _SEPARATOR.split(text)
    else:
        parts = _AND.sub(",", text.replace(",", ", ")).split(",")
    return tuple(_natural(name) for part in parts if (name := part.strip(" ,"))), et_al


_NO_NAME = re.compile(r"[:!?=<>{}@\"“”|\\]|https?|\d{5}|\.\s\w{3,}\s\w+\s\w+\s\w+")
_LONGEST_NAME = 90  # characters: "1000 Genome Project Data Processing Subgroup"


def are_names(names: Sequence[str]) -> bool:
    """Could all of them be names of people and teams? For lines where the form of an entry has its authors."""
    return bool(names) and all(
        len(name) <= _LONGEST_NAME
        and len(name.split()) <= 9
        and any(c.isalpha() and not c.islower() for c in name)
        and not _NO_NAME.search(name)
        for name in names
    )


def without_brackets(text: str) -> str:
    """A text without parts in round brackets, however deep, such as affiliations after names."""
    kept = []
    depth = 0
    for piece in re.split(r"([()])", text):
        if piece == "(":
            depth += 1
        elif piece == ")":
            depth = max(0, depth - 1)
        elif not depth:
            kept.append(piece.rstrip())
    return " ".join("".join(kept).split())


def _natural(name: str) -> str:
    return author_text(parse_name(name)) if "," in name else name


def with_initials(name: str) -> str:
    """``KJ Livak`` as it is cited, ``K. J. Livak``; other names as they are."""
    first, _, family = name.partition(" ")
    return f"{_spaced(first)} {family}" if family and _INITIALS.fullmatch(first) and not _is_team(name) else name


def family_first(name: str) -> str:
    """PubMed's ``Livak KJ`` as ``K. J. Livak``; teams as they are."""
    words = name.split()
    suffix = words.pop() if len(words) > 2 and _SUFFIX.fullmatch(words[-1]) else ""
    if len(words) < 2 or not _INITIALS.fullmatch(words[-1]) or _is_team(name):
        return name
    return " ".join(filter(None, (_spaced(words[-1]), *words[:-1], suffix)))


def _is_team(name: str) -> bool:
    words = name.split()
    return is_group(name) and not (len(words) > 1 and _INITIALS.fullmatch(words[-1])) and len(words[0]) > 2


def _spaced(initials: str) -> str:
    return ". ".join(initials.replace("-", ".-")).replace(". .. -. ", ".-") + "."


# venues

_PREPRINT = re.compile(
    r"(?:arXiv(?: preprint)?|CoRR)\b[,:]?\s*(?P<sign>arXiv:|abs/)?(?P<id>[\w.-]{1,20}(?:/\d{7})?)?.*", re.IGNORECASE
)
_PAGES = re.compile(r", (?P<pages>[A-Za-z]?\d+(?:[-–][A-Za-z]?\d+)?|e\d+)$")
_VOLUME = re.compile(r" (?P<volume>\d{1,4})(?: \((?P<number>[^()]{1,20})\))?$")


@dataclass(frozen=True, slots=True)
class Venue:
    """The parts of where a paper was published; a preprint's venue has no name."""

    name: str | None = None
    fields: Mapping[str, str] = field(default_factory=dict)  # volume, number, pages
    arxiv: str | None = None


def read_venue(text: str) -> Venue:
    """The facts of ``Venue volume (number), pages`` or ``arXiv preprint arXiv:1609.02907``."""
    if preprint := _PREPRINT.fullmatch(text):
        number = parse_arxiv(preprint["id"])
        if number and not preprint["sign"]:  # "arXiv preprint hep-th/9802150": a citation's own word for it
            return Venue(fields={"eprint": number, "eprinttype": "arxiv"})
        return Venue(arxiv=number)
    fields: dict[str, str] = {}
    for pattern in (_PAGES, _VOLUME):
        if match := pattern.search(text, max(0, len(text) - 40)):
            fields |= {name: value for name, value in match.groupdict().items() if value}
            text = text[: match.start()]
    return Venue(text.strip(" ,") or None, fields)
