"""OpenReview: the list of a venue's papers, and one paper's forum.

A list's entry is title, authors and a line of dates, ``01 Oct 2018 (modified: 04 Feb 2019) VENUE Readers: Everyone``
or ``Published: …, Last Modified: … VENUE Readers: Everyone``. A forum has these too, glued:
``Published: …2023ICLR 2023 posterEveryoneRevisionsBibTeX``; its reviews are not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from readlist.model.dates import possible_date, read_month
from readlist.model.paper import Candidate
from readlist.model.text import count
from readlist.pages.kinds.author_lines import read_author_line
from readlist.pages.kinds.entries import Entry, furniture_of, runs_of
from readlist.pages.kinds.kind import Run
from readlist.pages.page import Line, Problem

_DAY = r"\d{1,2} [A-Z][a-z]{2,8} \d{4}(?:, \d{1,2}:\d\d)?"
_DATES = re.compile(
    rf"(?:(?P<published>Published): )?(?:[A-Z][a-z]+(?: [A-Z][a-z]+)?: )?(?P<date>{_DAY})"
    rf"(?: ?\((?:[\w ]{{1,20}}: )?(?:{_DAY})?(?:, [\w ]{{1,20}}: {_DAY})*\)|, [A-Z][\w ]{{1,20}}: {_DAY})*"
)
_PUBLISHED = re.compile(rf"Published: (?P<date>{_DAY})")
_READERS = re.compile(r"\bReaders:\s*(?:Everyone|[^|]{1,80}?)?\s*(?:\d+ Repl(?:y|ies))?$")
_REST = re.compile(r"Readers:.*|(?:\d+|no) repl(?:y|ies)", re.IGNORECASE)
_is_button = furniture_of(r"""
    (?:Show|Hide) details(?: ▾)?|(?:Download )?(?:pdf|PDF)(?: icon)?|html icon|Open Webpage|«|‹|›|»|…|\d{1,4}
""")
_ICONS = re.compile(r"(?:\[?(?:pdf|PDF|html)(?: icon)?\]?|Download PDF|Open Webpage)$")
_LABEL = re.compile(r"(?P<label>[A-Z][\w;,'()/. -]{1,70}|TL;DR|TLDR): (?=\S)")
_DETAIL = re.compile(
    r"(?P<label>Abstract|Keywords|TL;DR|TLDR|One-sentence Summary|Supplementary Material|Primary Area|Code Of Ethics"
    r"|Submission (?:Number|Guidelines|Length)|Reviewed Version|Code|Data|Student Paper|Track|Subject Areas|Venue"
    r"|Original Pdf|Paperhash|Archival Status|Please Choose .{1,60}|Anonymous Url|Area|Submission Type): (?=\S)"
)
_UNPUBLISHED = re.compile(r"submitted to|submission|withdrawn|reject|\bCoRR\b|under review", re.IGNORECASE)
_is_site_menu = furniture_of(r"""
    OpenReview\.net(?: ?Login)?|Search OpenReview\.\.\.|Login|Your Consoles|Recent Activity|All Submissions
    (?:Accept|Reject)(?: \(.{1,40}\))?|(?:Submitted|Desk Rejected|Withdrawn|Active)(?: Submissions?)?
    ← Go to .{1,80} homepage|← Back to .{1,80}|About OpenReview|Hosting a Venue|All Venues|Contact|Feedback
    Sponsors|Donate|Terms of (?:Use|Service)|Frequently Asked Questions|FAQ|Privacy Policy|Join the Team|News
    OpenReview is .*|© .*OpenReview.*
""")
_FORUM = re.compile(
    r"Everyone(?:Show )?(?:Revisions|BibTeX|Bibtex|CC BY).{0,60}$|Readers: ?Everyone(?:Show )?(?:Revisions|B).{0,60}$"
)


def _is_menu(text: str) -> bool:
    return _is_site_menu(text) or _is_button(text)


def read_list(lines: Sequence[Line]) -> Iterator[Run]:
    """The lists of papers in a text."""
    entries = list(_entries(lines))
    if any(entry.paper for entry in entries):
        owner = _venue_page(lines)
        yield from runs_of(lines, entries, _is_menu, owner=owner)


def _entries(lines: Sequence[Line]) -> Iterator[Entry]:
    free = 0  # lines before this index belong to an earlier entry
    at = 0
    while at < len(lines):
        meta = _meta(lines, at)
        if meta is None:
            at += 1
            continue
        abstract, end = _details(lines, meta.end)
        yield _entry(lines, free, at, end, meta, abstract)
        free = at = end


def _entry(lines: Sequence[Line], free: int, at: int, end: int, meta: _Meta, abstract: str | None) -> Entry:
    """The entry of a line of dates, from the two lines above it: authors, then the title."""
    above = [i for i in range(at - 1, max(free, at - 12) - 1, -1) if lines[i].text and not _is_menu(lines[i].text)]
    if not above:
        return Entry(at, end, None)
    if len(above) < 2 or _ICONS.search(lines[above[0]].text):  # no title, or no authors
        return Entry(above[0], end, None)
    title, authors = lines[above[1]], read_author_line(lines[above[0]].text)
    published = bool(meta.venue) and not _UNPUBLISHED.search(meta.venue)
    paper = Candidate(
        line=title.number,
        title=_ICONS.sub("", title.text).strip(),
        authors=authors.names,
        et_al=authors.et_al,
        date=meta.date,
        venue=meta.venue if published else None,
        fields={} if published or not meta.venue else {"howpublished": meta.venue},
        abstract=abstract,
        urls=tuple(link for link in title.links if "openreview.net/forum" in link)[:1],
        to_check=bool(authors.names) and authors.likeness < 0,
    )
    return Entry(above[1], end, paper)


class _Meta(NamedTuple):
    """A line of dates, venue and readers."""

    end: int  # index behind it
    date: str | None
    venue: str


def _meta(lines: Sequence[Line], at: int) -> _Meta | None:
    """The line of dates, venue and readers; in a saved page each may have its own line."""
    text = lines[at].text
    dates = _DATES.match(text) if text[:1].isdigit() or text[:1].isupper() else None
    if not dates:
        return None
    rest = text[dates.end() :]
    if readers := _READERS.search(rest):
        return _Meta(at + 1, _date(text, dates), rest[: readers.start()].strip())
    if rest.strip():
        return None
    venue, end, readers_line = "", at + 1, False
    while end < len(lines) and end < at + 6:
        line = lines[end].text
        if _REST.fullmatch(line):
            readers_line = True
        elif line and (venue or readers_line):
            break
        elif line:
            venue = line
        end += 1
    return _Meta(end, _date(text, dates), venue) if readers_line else None


def _date(text: str, dates: re.Match[str]) -> str | None:
    published = _PUBLISHED.search(text, 0, dates.end())
    day, month, year = (published or dates)["date"].split(",")[0].split()
    return possible_date(int(year), read_month(month), int(day)).iso or None


def _details(lines: Sequence[Line], at: int) -> tuple[str | None, int]:
    """The details that ``Show details`` unfolds: the abstract, and the index after all of them."""
    abstract, end = None, at
    for i in range(at, min(at + 40, len(lines))):
        text = lines[i].text
        label = _DETAIL.match(text)
        if label:
            if label["label"] == "Abstract":
                abstract = text[label.end() :]
            end = i + 1
        elif _is_button(text) and not text.isdigit():
            end = i + 1
        elif text:
            break
    return abstract, end


def _venue_page(lines: Sequence[Line]) -> str | None:
    """The name of the page's venue, below the site's menu."""
    head = [line.text for line in lines[:12] if line.text]
    if not head or not head[0].startswith("OpenReview.net"):
        return None
    return next((text for text in head[1:] if not _is_menu(text)), None)


# One paper's forum.


def read_forum(lines: Sequence[Line]) -> Iterator[Run]:
    """The papers whose forum is in a text; the discussion below them belongs to the forum."""
    papers: list[tuple[Entry, int, list[Problem]]] = []  # each with the index behind its content, and what that leaves
    free = 0
    for at, line in enumerate(lines):
        if not (line.text[:1].isdigit() or line.text.startswith("Published:")) or not _FORUM.search(line.text):
            continue
        if dates := _DATES.match(line.text):
            venue = _FORUM.sub("", line.text[dates.end() :]).removesuffix("Readers:").strip()
            abstract, end, problems = _content(lines, at + 1)
            meta = _Meta(at + 1, _date(line.text, dates), venue)
            papers.append((_entry(lines, free, at, end, meta, abstract), end, problems))
            free = at + 1
    limits = [*(entry.first for entry, _, _ in papers[1:]), len(lines)]
    for (entry, end, problems), limit in zip(papers, limits, strict=False):
        if below := [line for line in lines[end:limit] if line.text and not _is_menu(line.text)]:
            done = f"{count(len(below), 'line')} below the paper not read"
            problems.append(Problem(below[0].number, "ignored lines", below[0].text, done))
        for run in runs_of(lines, [entry]):
            yield replace(run, end=limit, problems=(*run.problems, *problems))


_LONG = 60  # characters: a paragraph of an abstract is longer than a label's value or a reviewer's heading


def _content(lines: Sequence[Line], at: int) -> tuple[str | None, int, list[Problem]]:
    """The labelled lines under a forum's paper: its abstract, the index after them, and the others, ignored."""
    abstract: list[str] = []
    skipped: list[Problem] = []
    end, label_now = at, ""
    for i in range(at, len(lines)):
        text = lines[i].text
        if not text:
            continue
        label = _LABEL.match(text)
        if label:
            label_now = label["label"]
            if label_now == "Abstract" and abstract:
                break
            if label_now == "Abstract":
                abstract.append(text[label.end() :])
            else:
                skipped.append(Problem(lines[i].number, "ignored lines", text, "not read"))
        elif label_now == "Abstract" and len(text) >= _LONG:
            abstract.append(text)
        elif not label_now and _is_button(text):
            continue
        else:
            break
        end = i + 1
    return " ".join(abstract) or None, end, skipped
