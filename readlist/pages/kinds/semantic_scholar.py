"""Search results of Semantic Scholar, with authors, field of study, venue and date on one line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from readlist.model.dates import read_worded_date
from readlist.model.paper import Candidate
from readlist.pages.kinds.entries import Entry, are_names, plain_title, runs_of, split_names
from readlist.pages.kinds.kind import Run
from readlist.pages.page import Line

_FIELDS = (
    "Agricultural and Food Sciences|Art|Biology|Business|Chemistry|Computer Science|Economics|Education|Engineering"
    "|Environmental Science|Geography|Geology|History|Law|Linguistics|Materials Science|Mathematics|Medicine|Philosophy"
    "|Physics|Political Science|Psychology|Sociology"
)
_FIELD = re.compile(rf"(?:{_FIELDS})(?:, ?(?:{_FIELDS}))*(?=\s(?!\+)|$)")
_DATE = re.compile(
    r"(?:^|\s)(?P<date>(?:\d{1,2} )?(?:January|February|March|April|May|June|July|August|September|October|November"
    r"|December) (?:1[5-9]|20)\d\d|(?:1[5-9]|20)\d\d)$"
)
_LEFT_OUT = re.compile(r"\s\+(\d{1,5}) authors?\s")
_TAIL = re.compile(
    r"(?:TLDR).*|[\d,]+(?: .*)?|\[PDF\].*|View (?:PDF|via|on|\d).*|(?:Save|Alert|Cite|Expand)\b.*|Highly Influential.*"
)
_LONGEST = 1500  # characters of the line of authors
_SHOWN = 4  # authors, before a button that stands for others, and the last one
_LONGEST_NAME = 3  # words


def read_results(lines: Sequence[Line]) -> Iterator[Run]:
    """Title, ``A. Name, Full Name[ +4 authors Last Name][Field] VENUE DATE``, ``TLDR…``, ``N [PDF] Save Alert``."""
    full = [i for i, line in enumerate(lines) if line.text]
    entries: list[Entry] = []
    free = 0
    for n, i in enumerate(full):
        if n == 0 or n <= free:
            continue
        paper = _paper(lines[full[n - 1]], lines[i].text) if n + 1 < len(full) else None
        if paper is None or not _TAIL.fullmatch(lines[full[n + 1]].text):
            continue
        last = n + 1
        while last + 1 < len(full) and _TAIL.fullmatch(lines[full[last + 1]].text):
            last += 1
        entries.append(Entry(full[n - 1], full[last] + 1, paper))
        free = last + 1
    if len(entries) > 1 or (entries and any("Semantic Scholar" in line.text for line in lines)):
        yield from runs_of(lines, entries)


def _paper(title: Line, text: str) -> Candidate | None:
    date = _DATE.search(text, max(0, len(text) - 30)) if len(text) < _LONGEST else None
    field = _FIELD.search(text) if date else None
    if date is None or (field and field.start() > date.start()):
        return None
    if field:
        names, venue = text[: field.start()].strip(), text[field.end() : date.start()].strip()
    else:
        names, venue = _without_field(text[: date.start()])
    shown = _LEFT_OUT.split(names)
    authors, et_al = split_names(shown[0])
    authors += split_names(shown[2])[0] if len(shown) == 3 else ()
    cut = len(shown) == 1 and len(authors) == _SHOWN and len(authors[-1].split()) > _LONGEST_NAME
    if cut:
        authors = (*authors[:-1], *_parted(authors[-1]))
    if not are_names(authors):
        return None
    return Candidate(
        line=title.number,
        title=plain_title(title.text),
        authors=authors,
        et_al=et_al or cut or len(shown) > 1,
        date=read_worded_date(date["date"]).iso or None,
        date_text=date["date"],
        venue=venue or None,
        to_check=cut or field is None,
    )


def _without_field(text: str) -> tuple[str, str]:
    """Names and venue with no field of study between them: the last name is assumed to be short."""
    head, comma, last = text.rpartition(", ")
    words = last.split()
    initials = next((n for n, word in enumerate(words) if not word.endswith(".")), 0)
    size = initials + 1 if initials else 2
    return f"{head}{comma}{' '.join(words[:size])}", " ".join(words[size:])


def _parted(names: str) -> tuple[str, str]:
    """Two names on both sides of a button, which Firefox leaves out of the copy: "Pierre Sermanet A. Rabinovich"."""
    words = names.split()
    begins = (n for n in range(2, len(words)) if words[n][:1].isdigit() or words[n].endswith("."))
    at = next((n for n in begins if not words[n - 1].endswith(".")), 2)
    return " ".join(words[:at]), " ".join(words[at:])
