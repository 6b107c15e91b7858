"""Publications under a heading, as CVs and plain homepages list them: one reference per line or paragraph.

``pages.references`` reads each of them. A CV may leave its owner out, ``"Title" (with A. B and C. D), Journal, 1961``;
then the list of authors is incomplete. Entries under Teaching, Education or Awards are not papers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from msgspec import structs

from readlist.model.dates import possible_date, read_month
from readlist.model.paper import Candidate
from readlist.pages.cut import name_score
from readlist.pages.kinds.author_lines import read_author_line
from readlist.pages.kinds.entries import Entry, plain_title, read_venue, runs_of
from readlist.pages.kinds.kind import Run
from readlist.pages.page import Line
from readlist.pages.references import parse_all

_NOUNS = frozenset("publication publications papers articles preprints".split())
_PARTS = _NOUNS | frozenset(
    """journal journals conference conferences workshop workshops book books chapter chapters report reports theses
    thesis manuscripts proceedings patents other""".split()
)
_WORDS = _PARTS | frozenset(
    """selected recent representative refereed peer reviewed my all list of key major academic published edited invited
    technical working scholarly research in and by year press forthcoming under review submitted to appear""".split()
)
"""The words of which headings of publications are made."""
_OTHERS = frozenset(
    """teaching education employment experience award awards honors honours service talk talks presentations student
    students grants funding software news contact skills languages memberships activities interests background
    advising advisees courses media outreach degrees fellowships affiliations biography bio projects positions
    appointments committees lectures miscellanea miscellaneous misc""".split()
)
"""Words of which the headings of all else have one."""
_CV_HEADINGS = _OTHERS & frozenset(
    """education employment experience honors honours awards service students positions appointments degrees""".split()
)
_CV = re.compile(r"\bcurriculum vitae\b|^(?:r[eé]sum[eé]|c\.?v\.?)$", re.IGNORECASE)
_END = re.compile(r"references available|last updated|©|copyright\b", re.IGNORECASE)
_HEADING_NUMBER = re.compile(r"^(?:[A-Z\d]{1,2}|[IVX]{1,4})[.)]\s+")
_MOST_HEADING_WORDS = 6
_LABEL = re.compile(r"^(?:\[[A-Za-z]{0,3}\d{1,3}\]|\(?[A-Za-z]?\d{1,3}[.)]|[•·*▪–-])\s+")
_TAGS = re.compile(
    r"(?:[\[(](?:pdf|bib(?:tex)?|link|code|slides|video|doi|arxiv|paper|poster|data|web|url|preprint|abstract|html"
    r"|project|supp\w*)[\])][,|]?\s*){1,12}$",
    re.IGNORECASE,
)
_AWARD = re.compile(
    r"(?<=\d[.)])\s+\(?[^\d.]{0,40}\b(?:award|prize|best|honou?rable|oral|spotlight|runner|test of time|distinguished"
    r"|finalist|nominated)\b[^\d.]{0,40}\)?\.?$",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_SHORTEST = 30  # characters of an entry
_MOST_LINES = 6  # of an entry
_OWN = re.compile(r"[\"“](?P<title>[^\"“”]{4,400})[\"”],?\s*(?P<rest>\S.*)")
_OWN_BARE = re.compile(r"(?P<title>[^\"“”()]{4,300}?),?\s*(?P<rest>\((?:joint(?:ly)? |co-?authored )?with .*)")
_WITH = re.compile(
    r"\(?(?:joint(?:ly)? |co-?authored )?with (?P<names>[^()]{3,600}?)"
    r"(?:\)[,.]?\s*|,\s(?=(?:in |The )?[A-Z][\w&]+ (?:of |[A-Z]|and )))(?P<rest>.*)"
)


def read_plain(lines: Sequence[Line]) -> Iterator[Run]:
    """The publications that a homepage lists without a theme."""
    if not _is_cv(lines):
        yield from _read(lines)


def read_cv(lines: Sequence[Line]) -> Iterator[Run]:
    """The publications of a CV."""
    if _is_cv(lines):
        yield from _read(lines)


def _heading(text: str) -> list[str]:
    """The words of a possible heading, in lower case; none if the line can't be one."""
    if not text or len(text) > _SHORTEST * 2:
        return []
    text = re.sub(r"\(.*\)", "", _HEADING_NUMBER.sub("", text))
    words = re.findall(r"[^\W\d_]+", text.lower())
    return words if len(words) <= _MOST_HEADING_WORDS and not re.search(r"[.,;!?]$|\d", text) else []


def _is_heading(text: str) -> bool:
    words = _heading(text)
    return bool(words) and words[-1] in _NOUNS and _WORDS.issuperset(words)


def _is_part(text: str) -> bool:
    """Is it the heading of a part of the publications: a type, or a year?"""
    words = _heading(text)
    return (bool(words) and _WORDS.issuperset(words)) or re.fullmatch(r"(?:19|20)\d\d:?", text) is not None


def _is_other_section(text: str) -> bool:
    return not _OTHERS.isdisjoint(_heading(text)) or (len(text) < 80 and _END.match(text) is not None)


def _is_cv(lines: Sequence[Line]) -> bool:
    headings = sum(not _CV_HEADINGS.isdisjoint(_heading(line.text)) for line in lines if len(line.text) < _SHORTEST)
    return headings > 1 or any(len(line.text) < 60 and _CV.search(line.text) for line in lines)


@dataclass(frozen=True, slots=True)
class _Item:
    """One entry's lines as an index range, and its text without labels and buttons."""

    first: int
    end: int
    text: str


def _read(lines: Sequence[Line]) -> Iterator[Run]:
    for start, end in _sections(lines):
        items = list(_items(lines, start, end))
        papers = list(_papers(items))
        entries = [
            Entry(item.first, item.end, paper and structs.replace(paper, line=lines[item.first].number))
            for item, paper in zip(items, papers, strict=True)
        ]
        whole = sum(entry.paper is not None for entry in entries)
        if whole and whole * 2 >= len(entries):
            yield from runs_of(lines, entries, _is_between, owner=_owner(lines))


def _is_between(text: str) -> bool:
    return _is_part(text) or len(text) < _SHORTEST


def _sections(lines: Sequence[Line]) -> Iterator[tuple[int, int]]:
    """The sections after each heading of publications, up to the next heading of anything else."""
    start: int | None = None
    for i, line in enumerate(lines):
        text = line.text
        if _is_other_section(text):
            if start is not None:
                yield start, i
            start = None
        elif start is None and _is_heading(text):
            start = i + 1
    if start is not None:
        yield start, len(lines)


def _items(lines: Sequence[Line], start: int, end: int) -> Iterator[_Item]:
    """The entries of a section: paragraphs if blank lines separate entries of several lines, else lines."""
    blocks: list[list[int]] = [[]]
    for i in range(start, end):
        if not lines[i].text or _is_part(lines[i].text):
            blocks.append([])
        else:
            blocks[-1].append(i)
    blocks = [block for block in blocks if block]
    wrapped = len(blocks) > 1 and all(len(block) <= _MOST_LINES for block in blocks) and any(len(b) > 1 for b in blocks)
    for block in blocks if wrapped else [[i] for of_block in blocks for i in of_block]:
        text = _LABEL.sub("", " ".join(lines[i].text for i in block), count=1)
        text = _AWARD.sub("", _TAGS.sub("", text).rstrip())
        if len(text) >= _SHORTEST and _YEAR.search(text):
            yield _Item(block[0], block[-1] + 1, text)


def _papers(items: Sequence[_Item]) -> Iterator[Candidate | None]:
    """The papers of the entries: those that leave the owner out by their quotes, all others as references."""
    own = [_own_paper(item.text) for item in items]
    cited = iter(parse_all([item.text for item, paper in zip(items, own, strict=True) if paper is None]))
    for paper in own:
        if paper is not None:
            yield paper
            continue
        reference = next(cited)
        whole = reference.title and reference.authors and reference.date
        yield reference if whole else None


def _own_paper(text: str) -> Candidate | None:
    """``"Title," Journal, 70(1), February 1956, 65-94`` or ``Title (with A. B and C. D), Journal, …``."""
    match = _OWN.match(text) or _OWN_BARE.match(text)
    if not match:
        return None
    rest = match["rest"]
    names: tuple[str, ...] = ()
    if coauthors := _WITH.match(rest):
        line = read_author_line(coauthors["names"])
        if not line.possible:
            return None
        names, rest = line.names, coauthors["rest"]
    year = list(_YEAR.finditer(rest))
    if not year:
        return None
    venue = re.split(r",? (?=\d|vol|no\.|pp|\(|forthcoming)|, (?=[A-Z][a-z]+ \d{4})|, (?=\d)", rest, maxsplit=1)[0]
    venue = re.sub(r"^in:? ", "", venue.strip(" ,."), flags=re.IGNORECASE)
    before = rest[max(0, year[-1].start() - 14) : year[-1].start()]
    month = read_month(word[0]) if (word := re.search(r"[A-Z][a-z]{2,8}\.?(?= ?(?:\d{1,2}, ?)?$)", before)) else 0
    place = read_venue(venue)
    return Candidate(
        title=plain_title(match["title"].rstrip(" ,")),
        authors=names,
        et_al=bool(names),  # and the owner
        venue=place.name,
        date=possible_date(int(year[-1][0]), month).iso or None,
        fields=place.fields,
    )


def _owner(lines: Sequence[Line]) -> str | None:
    """The name at the top of the CV."""
    for line in [line for line in lines[:20] if line.text][:4]:
        text = line.text.title() if line.text.isupper() else line.text
        if 2 <= len(text.split()) <= 5 and name_score(text) > 2:
            return text
    return None
