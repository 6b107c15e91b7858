"""What the kinds share: entries gathered into runs, and the words of titles, names and venues brought into one form."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from readlist.model.identifiers import parse_arxiv
from readlist.model.names import author_text, is_group, parse_name
from readlist.model.paper import Candidate
from readlist.model.text import count
from readlist.pages.kinds.kind import Run
from readlist.pages.page import Line, Problem

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
) -> Iterator[Run]:
    """The entries of a text, which are in order, as runs: one for each page that lists them.

    Lines between entries are known to be ``furniture``, else they are reported; where they are many a new run
    begins. ``owner`` and ``expected`` are those of the first run.
    """
    start = 0
    for n, entry in enumerate(entries):
        ends = n + 1 == len(entries)
        if ends or _unknown(lines[entry.end : entries[n + 1].first], furniture)[_BETWEEN:]:
            yield _run(lines, entries[start : n + 1], furniture, owner, expected)
            start, owner, expected = n + 1, None, None


def _unknown(lines: Sequence[Line], furniture: Callable[[str], object]) -> list[Line]:
    return [line for line in lines if line.text and not furniture(line.text)]


def _run(
    lines: Sequence[Line],
    entries: Sequence[Entry],
    furniture: Callable[[str], object],
    owner: str | None,
    expected: int | None,
) -> Run:
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
    return Run(entries[0].first, entries[-1].end, papers, tuple(problems), owner, expected)


# titles

_TAG = re.compile(
    r"^(?:\[(?:PDF|HTML|DOC|BOOK|CITATION|B|C|图书|引用|BUCH|ZITATION|LIBRO|CITA|LIVRE|CITATION)\]\s*)+", re.I
)


def plain_title(text: str) -> str:
    """A title without the tags before it and the full stop behind it."""
    title = _TAG.sub("", text).strip()
    return title[:-1].rstrip() if title.endswith(".") and not title.endswith("..") else title


# names

_MORE = re.compile(
    r"[\s,;]*(?:…|\.\.\.|\bet\.? al\b\.?(?:\s*\([^()]*\))?|(?:\band\s+|\+\s?)?\d+ (?:more|additional)(?: authors?)?"
    r"|\+\s?\d+ authors?|\band others)\s*$",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(r"\s*[;·⋅|]\s*")
_AND = re.compile(r",?\s+(?:and|&|und|et|y)\s+(?=[^,]*$)")
_MARKS = re.compile(r"\^\{[^{}]*\}|\s*\(\d+(?:,\s?\d+)*\)|(?<=\D)[*†‡§¶]+|(?<=[^\W\d])\s\d{4}$")
_INITIALS = re.compile(r"[^\W\d_a-zß-öø-ÿ](?:-?[^\W\d_a-zß-öø-ÿ]){0,4}")
_SUFFIX = re.compile(r"(?:Jr|Sr|[IVX]{2,3}|2nd|3rd|4th)\.?")


def without_more(text: str) -> tuple[str, bool]:
    """Names without what stands for those left out behind them (``…``, ``et al.``, ``and 29 more``), and was it there."""
    short = _MORE.sub("", text[-200:]) if len(text) > 200 else _MORE.sub("", text)
    whole = text[:-200] + short if len(text) > 200 else short
    return whole.rstrip(" ,;"), whole != text


def split_names(text: str) -> tuple[tuple[str, ...], bool]:
    """The names in a list parted by ``,`` or, where there is one, by ``;``, ``·``, ``|``; and are some left out?

    Numbers and marks of footnotes go; ``Family, Given`` becomes ``Given Family``.
    """
    text, et_al = without_more(_MARKS.sub("", text))
    if _SEPARATOR.search(text):
        names = _SEPARATOR.split(text)
    else:
        names = _AND.sub(", ", text).split(",")
    return tuple(_natural(name) for part in names if (name := part.strip(" ,"))), et_al


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
    r"(?:arXiv(?: preprint)?|CoRR)\b[,:]?\s*(?:arXiv:|abs/)?(?P<id>[\w.-]+(?:/\d{7})?)?.*", re.IGNORECASE
)
_PAGES = re.compile(r", (?P<pages>[A-Za-z]?\d+(?:[-–][A-Za-z]?\d+)?|e\d+)$")
_VOLUME = re.compile(r" (?P<volume>\d{1,4})(?: \((?P<number>[^()]{1,20})\))?$")


@dataclass(frozen=True, slots=True)
class Venue:
    """Where a paper was published, taken apart; a preprint's venue has no name."""

    name: str | None = None
    fields: Mapping[str, str] = field(default_factory=dict)  # volume, number, pages
    arxiv: str | None = None


def read_venue(text: str) -> Venue:
    """The facts of ``Venue volume (number), pages`` or ``arXiv preprint arXiv:1609.02907``."""
    if preprint := _PREPRINT.fullmatch(text):
        return Venue(arxiv=parse_arxiv(preprint["id"]))
    fields: dict[str, str] = {}
    for pattern in (_PAGES, _VOLUME):
        if match := pattern.search(text, max(0, len(text) - 40)):
            fields |= {name: value for name, value in match.groupdict().items() if value}
            text = text[: match.start()]
    return Venue(text.strip(" ,") or None, fields)
