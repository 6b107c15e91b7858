"""Links and ids of papers in notes and messages: lines that have an id and few words beside it.

Each id becomes a candidate without a title, until it is looked up or a page has the title; the words beside the id
become its note. Only dense groups of such lines count, which are large or make up much of the text: other texts have
links too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from readlist.model.addresses import PaperId, anthology_doi, paper_id_of
from readlist.model.identifiers import parse_arxiv, parse_doi, trim
from readlist.model.paper import Candidate
from readlist.pages.kinds.entries import Entry, runs_of
from readlist.pages.kinds.kind import Run
from readlist.pages.page import Line

_LONGEST = 400  # characters of a line
_MOST_WORDS = 12  # beside the ids
_BETWEEN = 3  # lines without ids between two of a group
_DENSITY = 0.25  # of lines with ids among all
_LARGE = 6  # lines with ids in a group that counts in any text
_ARXIV = r"(?:\d{4}\.\d{4,5}|[a-z-]+(?:\.[a-z]{2})?/\d{7})(?:v\d+)?"
_BARE_DOI = re.compile(r"(?:\bdoi:?\s*)?\b(10\.\d{4,9}/[^\s\"“”{}\\^`|%]+)", re.IGNORECASE)
_NAMED_ARXIV = re.compile(rf"\barxiv:\s?({_ARXIV})(?:\s?\[[a-z.-]+\])?", re.IGNORECASE)
_NAMED_PMID = re.compile(r"\bPMID:?\s?(\d{4,8})\b")
_ADDRESS = re.compile(
    r"(?:https?://|www\.)[^\s<>\"“”{}|\\^`]+|\b(?:arxiv\.org|doi\.org|dx\.doi\.org|openreview\.net|aclanthology\.org|pubmed\.ncbi\.nlm\.nih\.gov)/[^\s<>\"“”{}|\\^`]+",
    re.IGNORECASE,
)
_ADDRESSES = {"acl": "https://aclanthology.org/{}/", "openreview": "https://openreview.net/forum?id={}"}
_HINTS = ("10.", "xiv", "pmid", "openreview", "aclanthology", "aclweb", "pubmed", "nature.com", "huggingface")
_BARE = re.compile(rf"^\W*{_ARXIV}$")
_NO_NOTE = re.compile(  # lines of code and markup, of papers' own pages, and references
    r"</|/>|!\[|\\cite|\\href|^\s*[\"{<@%#/\\]|\s=\s|=\{|\":|\s>\s|\[pdf, |citations|h-index"
    r"|\d\(\d{1,5}\):|\d{4};\d|\d;\d+[(:]"
    r"|^(?:DOI|PMID|PMCID|ARXIV|Cite as|Related DOI|Journal reference):?\s|^\(or arXiv"
)
_BULLET = re.compile(r"^(?:[-*+•·–]\s+|\(?\d{1,3}[.)]\s+)?(?:\[[ xX]?\]\s+)?")


@dataclass(frozen=True, slots=True)
class _Note:
    """A line with ids, and the words beside them."""

    at: int
    ids: tuple[PaperId, ...]
    words: str


def read(lines: Sequence[Line]) -> Iterator[Run]:
    """The ids in notes and messages."""
    shown = [i for i, line in enumerate(lines) if line.text]
    notes = [note for i in shown if (note := _note(i, lines[i].text))]
    if len(notes) < min(2, len(shown)):
        return  # a single one among other lines is a part of something else
    least = 1 if len(notes) >= _DENSITY * len(shown) else _LARGE
    place = {i: n for n, i in enumerate(shown)}
    entries = [
        Entry(note.at, note.at + 1, _candidate(lines[note.at], id, note.words if len(note.ids) == 1 else ""))
        for group in _groups(notes, place)
        if len(group) >= least and len(group) * 3 > place[group[-1].at] - place[group[0].at]
        for note in group
        for id in note.ids
    ]
    if entries:
        yield from runs_of(lines, entries)


def _groups(notes: Sequence[_Note], place: dict[int, int]) -> Iterator[list[_Note]]:
    group: list[_Note] = []
    for note in notes:
        if group and place[note.at] - place[group[-1].at] > _BETWEEN + 1:
            yield group
            group = []
        group.append(note)
    if group:
        yield group


def _note(at: int, text: str) -> _Note | None:
    """A line as a note, if it has an id and few words."""
    low = text.lower() if len(text) <= _LONGEST else ""
    if (not any(hint in low for hint in _HINTS) and not _BARE.search(low)) or _NO_NOTE.search(text):
        return None
    body = _BULLET.sub("", text)
    ids: list[PaperId] = []
    rest = body
    for match in _ADDRESS.finditer(body):
        address = trim(match[0])
        if id := paper_id_of(address):
            ids.append(id)
            rest = rest.replace(address, " ", 1)
    for pattern in (_NAMED_ARXIV, _NAMED_PMID, _BARE_DOI):
        ids += [id for match in pattern.finditer(rest) if (id := _named(pattern, match[1]))]
        rest = pattern.sub(" ", rest)
    if not ids and (bare := _bare_number(body)):
        ids, rest = [PaperId("arxiv", bare)], ""
    words = " ".join(re.sub(r"\(\s*\)|\[\s*\]|<\s*>", " ", rest).split()).strip(" -–—:,;()[]<>|*")
    if not ids or len(words.split()) > _MOST_WORDS:
        return None
    return _Note(at, tuple(dict.fromkeys(ids)), words if any(map(str.isalnum, words)) else "")


def _named(pattern: re.Pattern[str], value: str) -> PaperId | None:
    """The id that is marked as one; a DOI of arXiv's is its arXiv id."""
    if pattern is _NAMED_PMID:
        return PaperId("pmid", value)
    if number := parse_arxiv(value):
        return PaperId("arxiv", number)
    doi = parse_doi(value)
    return PaperId("doi", doi) if doi else None


def _bare_number(text: str) -> str | None:
    """An arXiv id that is the whole line: year and month must be possible, with as many digits as ids had then."""
    number = parse_arxiv(text) if re.fullmatch(_ARXIV, text) else None
    if number and "." in number and "/" not in number:
        possible = 7 <= int(number[:2]) <= 39 and 1 <= int(number[2:4]) <= 12
        return number if possible and len(number) == (9 if number[:4] < "1501" else 10) else None
    return number


def _candidate(line: Line, id: PaperId, words: str) -> Candidate:
    site, value = id
    doi = value if site == "doi" else anthology_doi(value) if site == "acl" else None
    url = _ADDRESSES[site].format(value) if site in _ADDRESSES and doi is None else None
    return Candidate(
        line=line.number,
        arxiv=value if site == "arxiv" else None,
        doi=doi,
        urls=(url,) if url else (),
        fields={"pmid": value} if site == "pmid" else {},
        note=words or None,
    )
