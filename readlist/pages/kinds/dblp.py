"""Author pages of dblp: authors with a colon, then ``Title. VENUE YEAR: pages``; menus may come between."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from readlist.model.identifiers import parse_arxiv
from readlist.model.paper import Candidate
from readlist.pages.kinds.entries import Entry, are_names, plain_title, runs_of, split_names
from readlist.pages.kinds.kind import Run
from readlist.pages.page import Line

_YEAR = r"(?:1[89]|20)\d\d"
_DATED = re.compile(_YEAR)
_NUMBER = re.compile(r"\[[a-z]{1,2}\d{1,4}\]")
_TOTAL = re.compile(r"(\d+) entries")
_HEADING = re.compile(
    rf"{_YEAR}|{_YEAR}s?\s?[–-]\s?(?:today|{_YEAR}|\d\d)|see FAQ.*|Books and Theses|Journal Articles"
    r"|Conference and Workshop Papers|Parts in Books or Collections|Editorship|Reference Works|Data and Artifacts"
    r"|Informal and Other Publications"
)
_PARTS = (
    re.compile(r"CoRR abs/(?P<arxiv>\S{6,20}) \((?P<year>\d{4})\)"),
    re.compile(
        r"(?P<venue>.+?) (?P<volume>[\w-]{1,12})(?:\((?P<number>[^()]{1,20})\))?(?:: (?P<pages>[\w:.-]{1,30}))?"
        rf" \((?P<year>{_YEAR})\)"
    ),
    re.compile(rf"(?P<venue>.+?) (?P<year>{_YEAR})(?:: (?P<pages>[\w:,. -]{{1,40}}))?"),
    re.compile(rf"(?P<venue>.+?),? (?P<year>{_YEAR})(?:, (?:ISBN|pp\.|pages|isbn) .{{1,60}})?"),
)
_BREAK = re.compile(r"[.?!]\s+")
_SMALL = frozenset("the of a an to with via by from is are in for how what why using".split())
_WHOLE_WORD = re.compile(
    r"(?:ings?|ions?|ed|y|e|ness|ments?|ics|ers)\.$"
)  # no abbreviation: "vs. Informed Learning. KDD"
_LONGEST_VENUE = 12  # words; dblp abbreviates
_LONGEST = 2000  # characters of a line of titles
_MENU = 60  # lines between an entry's number and its authors
_EDITORS = re.compile(r"\(eds?\.\)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Parts:
    """The parts of a line after the authors."""

    title: str
    facts: dict[str, str | None]


def read_person(lines: Sequence[Line]) -> Iterator[Run]:
    """Entries of two lines, the first with the authors and a colon at its end."""
    full = [i for i, line in enumerate(lines) if line.text]
    entries: list[Entry] = []
    editions = marks = 0
    free = 0
    for n, (i, j) in enumerate(pairwise(full)):
        text = lines[i].text
        if not text.endswith(":") or i < free or not _DATED.search(lines[j].text[-120:]):
            continue
        names = text.removesuffix(":")
        parts = _parts(lines[j].text) if are_names(split_names(_EDITORS.sub("", names))[0]) else None
        if parts is None:
            continue
        above = [k for k in full[max(0, n - _MENU) : n] if k >= free]
        first = next((k for k in reversed(above) if _NUMBER.fullmatch(lines[k].text)), i)
        marks += first < i
        if _EDITORS.search(names):
            editions += 1
        else:
            entries.append(Entry(first, j + 1, _paper(lines[i], parts)))
        free = j + 1
    if len(entries) > 1 or (entries and marks):
        total = next((m for line in lines if (m := _TOTAL.fullmatch(line.text[:40]))), None)
        at = next((n for n, i in enumerate(full) if lines[i].text.startswith("> Home > Persons")), 0)
        yield from runs_of(
            lines,
            entries,
            lambda text: _HEADING.fullmatch(text[:200]),
            owner=lines[full[at - 1]].text if at else None,
            expected=int(total[1]) - editions if total else None,
        )


def _parts(text: str) -> _Parts | None:
    """Title and venue: the title ends where only venue, year and pages follow."""
    if len(text) > _LONGEST:
        return None
    last = None
    for end in _BREAK.finditer(text):
        match = next((m for pattern in _PARTS if (m := pattern.fullmatch(text[end.end() :]))), None)
        if match is None:
            continue
        last = _Parts(text[: end.start() + 1], match.groupdict())
        if _is_short(last.facts.get("venue") or ""):
            break
    return last


def _is_short(venue: str) -> bool:
    """Is it a venue in dblp's form? Words that end in a full stop are abbreviations, words in lower case are rare."""
    words = venue.split()
    if len(words) > _LONGEST_VENUE or not _SMALL.isdisjoint(word.lower() for word in words):
        return False
    dotted = [word for word in words if word.endswith(".")]
    return all(word[0].isupper() and len(word) <= 10 and not _WHOLE_WORD.search(word) for word in dotted)


def _paper(line: Line, parts: _Parts) -> Candidate:
    authors, et_al = split_names(line.text.removesuffix(":"))
    facts = parts.facts
    fields = {name: value for name in ("volume", "number", "pages") if (value := facts.get(name))}
    return Candidate(
        line=line.number,
        title=plain_title(parts.title),
        authors=authors,
        et_al=et_al,
        date=facts["year"],
        date_text=facts["year"],
        venue=(facts.get("venue") or "").strip(" ,") or None,
        arxiv=parse_arxiv(facts.get("arxiv")),
        fields=fields,
    )
