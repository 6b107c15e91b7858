"""Pages of the ACL Anthology: a person's papers, and the papers of a volume.

An entry is ``pdfbibabs`` (badges), title, authors separated by `` | ``, and on a person's page the volume. Years are
headings there; a volume's page has its name above its editors and the year after ``Year:``. If the badges were not
copied, entries are recognised by the bars between the names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from readlist.model.dates import possible_date, read_month
from readlist.model.paper import Candidate
from readlist.pages.kinds.author_lines import AuthorLine, read_author_line
from readlist.pages.kinds.entries import Entry, furniture_of, runs_of
from readlist.pages.kinds.kind import Run
from readlist.pages.page import Line

_BADGES = re.compile(
    r"(?:pdf(?: \(full\))?\s*(?:bib(?: \(full\))?)?\s*(?:abs)?|bib\s*(?:abs)?)(?:\s*(?:video|code|data|poster))*"
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_VENUE = re.compile(
    r"\b(?:Proceedings|Findings|Transactions|Workshop|Conference|Linguistics|Journal|Symposium|Actes)\b"
)
_VOLUME = re.compile(r"(?:\d{4} )?(?:Proceedings|Findings|Transactions|Actes)\b")
_EDITORS = re.compile(r".*\((?:Editors?|eds?\.?)\)", re.IGNORECASE)
_is_menu = furniture_of(r"""
    ACL Anthology|News|FAQ|Corrections|Submissions|Git[hH]ub|Search\.\.\.|Also published as:.*|Fix author
    (?:19|20)\d\d|PDF \(full\)(?: Bib ?TeX)?|Bib ?TeX|(?:show|hide) all.*|up|bib|pdf|abs|Show (?:all|less).*
    Venues|ACL materials are .*|Materials prior to .*|Permission is granted .*|The ACL Anthology is .*
    Site last built .*
""")
_FACTS = re.compile(r"(?:Anthology ID|Month|Year|Address|Venues?|SIGs?|Publisher|URL|DOI|ISBN|Bibkey|Note|Dates):")
_COUNTED = re.compile(r".{2,60} \d{1,4}")  # "Rico Sennrich 21"
_SHORTEST_ABSTRACT = 15  # words


@dataclass(frozen=True, slots=True)
class _Section:
    """A part of a text, with the volume and date of all of it if it is a volume's page."""

    start: int
    end: int
    volume: str | None = None
    date: str | None = None


def read_person(lines: Sequence[Line]) -> Iterator[Run]:
    """The papers of persons, under their years."""
    for section in _sections(lines):
        if section.volume is None:
            yield from _read(lines, section)


def read_volume(lines: Sequence[Line]) -> Iterator[Run]:
    """The papers of volumes, whose name and date are at the top of the page."""
    for section in _sections(lines):
        if section.volume is not None:
            yield from _read(lines, section)


def _sections(lines: Sequence[Line]) -> Iterator[_Section]:
    """A volume's page begins at the line of its editors and ends at the site's foot, or where the next page begins."""
    start = 0
    for at, line in enumerate(lines):
        if at < start or not line.text.endswith(")") or not _EDITORS.fullmatch(line.text):
            continue
        facts = [below for below in lines[at + 1 : at + 8] if _FACTS.match(below.text)]
        name = next((i for i in range(at - 1, start - 1, -1) if lines[i].text), None)
        if not facts or name is None:
            continue
        if name > start:
            yield _Section(start, name)
        ends = (
            i
            for i in range(at + 1, len(lines))
            if lines[i].text == "ACL Anthology" or lines[i].text.startswith("ACL materials")
        )
        start = next(ends, len(lines))
        yield _Section(name, start, lines[name].text, _date(lines[at : at + 60]))
    if start < len(lines):
        yield _Section(start, len(lines))


def _date(lines: Sequence[Line]) -> str | None:
    """The year and month that a volume's facts name, each on the line of its label or below it."""
    texts = [line.text for line in lines if line.text]
    values = {"Year": "", "Month": ""}
    for text, below in zip(texts, [*texts[1:], ""], strict=True):
        label, colon, value = text.partition(":")
        if colon and label in values and not values[label]:
            values[label] = value.strip() or below
    year = values["Year"]
    return possible_date(int(year), read_month(values["Month"])).iso or None if _YEAR.fullmatch(year) else None


def _read(lines: Sequence[Line], section: _Section) -> Iterator[Run]:
    part = lines[section.start : section.end]
    entries = list(_entries(part, section))
    above = list(
        _bare_entries(part[: entries[0].first if entries else None], sure=any(entry.paper for entry in entries))
    )
    entries = above + entries
    if not any(entry.paper for entry in entries):
        return
    for run in runs_of(part, entries, _is_furniture, owner=section.volume or _person(part)):
        yield replace(run, first=run.first + section.start, end=run.end + section.start)


def _is_furniture(text: str) -> bool:
    return bool(text == "Co-authors" or _COUNTED.fullmatch(text) or _is_menu(text))


def _person(lines: Sequence[Line]) -> str | None:
    """The name above the first year, below the site's menu."""
    head = [line.text for line in lines[:20] if line.text]
    if not head or head[0] != "ACL Anthology":
        return None
    return next((text for text in head if not _is_menu(text)), None)


def _entries(lines: Sequence[Line], section: _Section) -> Iterator[Entry]:
    """The entries under their badges."""
    year, volume = section.date, section.volume
    badges = [i for i, line in enumerate(lines) if line.text[:3] in ("pdf", "bib") and _BADGES.fullmatch(line.text)]
    starts = iter([*badges, len(lines)])
    start = next(starts)
    for line in lines[:start] if not section.volume else ():
        year = line.text if _YEAR.fullmatch(line.text) else year
    for end in starts:
        block = [i for i in range(start + 1, min(end, start + 12)) if lines[i].text]
        stop = next(
            (n for n, i in enumerate(block) if lines[i].text == "Co-authors" or _is_menu(lines[i].text)),
            len(block),
        )
        entry, volume = _entry(lines, start, block[:stop], year, volume, own=section.volume is None)
        if entry:
            yield entry
        if section.volume is None:
            year = next((lines[i].text for i in block[stop:] if _YEAR.fullmatch(lines[i].text)), year)
        start = end


def _entry(
    lines: Sequence[Line], badges: int, block: Sequence[int], year: str | None, volume: str | None, *, own: bool
) -> tuple[Entry | None, str | None]:
    """The entry of a block: title, authors, the volume if it is not the page's, and the abstract if it is unfolded."""
    if not block:
        return None, volume
    title = lines[block[0]]
    authors = read_author_line(lines[block[1]].text, (" | ",)) if len(block) > 1 else AuthorLine(())
    below = [lines[i] for i in block[2:]]
    if _VOLUME.match(title.text) and not (below and _VENUE.search(below[0].text)):  # a volume, and its editors
        return None, title.text
    if not authors.names or (" | " not in lines[block[1]].text and _VENUE.search(lines[block[1]].text)):
        return Entry(badges, block[0] + 1, None), volume
    venue, used = volume, 2
    if below and len(below[0].text.split()) < 60 and ((own and volume is None) or _VOLUME.match(below[0].text)):
        venue, used = below[0].text, 3
    abstract = lines[block[used]].text if len(block) > used else ""
    if len(abstract.split()) >= _SHORTEST_ABSTRACT:
        used += 1
    else:
        abstract = ""
    return Entry(badges, block[used - 1] + 1, _candidate(title, authors, venue, year, abstract)), volume


def _candidate(title: Line, authors: AuthorLine, venue: str | None, date: str | None, abstract: str = "") -> Candidate:
    return Candidate(
        line=title.number,
        title=title.text,
        authors=authors.names,
        et_al=authors.et_al,
        venue=venue,
        date=date,
        abstract=abstract or None,
        urls=tuple(link for link in title.links if "aclanthology.org/" in link)[:1],
        to_check=not authors.plausible,
    )


def _bare_entries(lines: Sequence[Line], *, sure: bool) -> Iterator[Entry]:
    """The entries of a page copied without badges; accepted if there are two, or one above a volume."""
    shown = [i for i, line in enumerate(lines) if line.text]
    entries: list[Entry] = []
    for n, at in enumerate(shown[1:], 1):
        if " | " not in lines[at].text:
            continue
        authors, title = read_author_line(lines[at].text, (" | ",)), lines[shown[n - 1]]
        if (
            not authors.plausible
            or " | " in title.text
            or _VOLUME.match(title.text)
            or _is_menu(title.text)
            or len(title.text.split()) < 2
        ):
            continue
        venue = lines[shown[n + 1]].text if n + 1 < len(shown) and _VENUE.search(lines[shown[n + 1]].text) else None
        sure = sure or bool(venue and _VOLUME.match(venue))
        entries.append(
            Entry(shown[n - 1], (shown[n + 1] if venue else at) + 1, _candidate(title, authors, venue, None))
        )
    if sure or len(entries) > 1:
        yield from entries
