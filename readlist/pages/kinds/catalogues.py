"""Lists of IEEE Xplore, IDEAS/RePEc (economics) and ORCID (the works of one researcher)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from readlist.model.dates import read_date
from readlist.model.identifiers import parse_arxiv, parse_doi
from readlist.model.names import author_text, parse_name
from readlist.model.paper import Candidate
from readlist.pages.kinds.entries import Entry, are_names, plain_title, runs_of, split_names
from readlist.pages.kinds.kind import Run
from readlist.pages.page import Line

# IEEE Xplore

_YEARED = re.compile(r"Year: (?P<year>(?:18|19|20)\d\d)(?P<rest>(?: \|.{1,200})?)")
_VOLUME = re.compile(r"Volume: (?P<volume>[^,|]{1,20})(?:, Issue: (?P<number>[^,|]{1,20}))?")
_PAGES = re.compile(r"Pages?(?:\(s\))?: (?P<pages>[\w. -]{1,30})")
_BUTTONS = re.compile(
    r"Cited by: .*|Abstract|HTML|PDF|\(.{1,12} Kb\)|Pages?(?:\(s\))?: .*|(?:Request Permissions|Media)"
)
_SHOWING = re.compile(r"Showing (?P<first>[\d,]+)-(?P<last>[\d,]+) of [\d,]+ results?.*")


def read_ieee(lines: Sequence[Line]) -> Iterator[Run]:
    """Title, authors by ``;`` on one line or several, venue, ``Year: 2019 | … | Publisher: IEEE``, buttons."""
    full = [i for i, line in enumerate(lines) if line.text]
    entries: list[Entry] = []
    free = 0
    for n, i in enumerate(full):
        match = _YEARED.fullmatch(lines[i].text[:400])
        if match is None:
            continue
        top = n - 2
        while top > free and lines[full[top - 1]].text.endswith(";"):
            top -= 1
        last = n
        while last + 1 < len(full) and _BUTTONS.fullmatch(lines[full[last + 1]].text[:200]):
            last += 1
        paper = None
        if top - 1 >= free:
            names = " ".join(lines[full[k]].text for k in range(top, n - 1))
            paper = _ieee_paper(lines[full[top - 1]], names, lines[full[n - 1]].text, match)
        entries.append(Entry(full[max(free, top - 1)], full[last] + 1, paper))
        free = last + 1
    if sum(e.paper is not None for e in entries) > 1 or any("IEEE" in lines[i].text for i in full if entries):
        shown = next((m for i in full if (m := _SHOWING.fullmatch(lines[i].text[:200]))), None)
        expected = int(shown["last"].replace(",", "")) - int(shown["first"].replace(",", "")) + 1 if shown else None
        yield from runs_of(lines, entries, expected=expected)


def _ieee_paper(title: Line, names: str, venue: str, match: re.Match[str]) -> Candidate | None:
    authors, et_al = split_names(names, semicolons=True)
    if not are_names(authors):
        return None
    fields = {"year": ""}
    for pattern in (_VOLUME, _PAGES):
        if found := pattern.search(match["rest"]):
            fields |= {name: value.strip() for name, value in found.groupdict().items() if value}
    return Candidate(
        line=title.number,
        title=plain_title(title.text),
        authors=authors,
        et_al=et_al,
        date=match["year"],
        date_text=match["year"],
        venue=venue,
        fields={name: value for name, value in fields.items() if value},
    )


# IDEAS/RePEc

_OPENING = re.compile(r"^(?P<names>[^\"“]{3,2000}?), (?P<year>(?:1[89]|20)\d\d)[a-z]?\. [\"“]")
_CLOSING = re.compile(r"[,?!.][\"”] (?=[A-Z0-9])")
_ISSUE = re.compile(
    r",? vol\. (?P<volume>[^,()]{1,20})(?:\((?P<number>[^()]{1,20})\))?(?:, pages? (?P<pages>[\w-]{1,20}))?"
)
_SERIES = re.compile(r"(?P<series>.{3,100}?) (?P<number>[\w./-]*\d[\w./-]*)$")
_LONGEST = 5000  # characters of a line


def read_repec(lines: Sequence[Line]) -> Iterator[Run]:
    """``Given Family & Family, Given, YEAR. "Title," Journal, Publisher, vol. 33(1), pages 3-56, Month.``"""
    entries = []
    for i, line in enumerate(lines):
        if paper := _repec_paper(line):
            entries.append(Entry(i, i + 1, paper))
    marked = entries and any("RePEc" in line.text or line.text.startswith("IDEAS") for line in lines)
    if len(entries) > 1 or marked:
        yield from runs_of(lines, entries)


def _repec_paper(line: Line) -> Candidate | None:
    opening = _OPENING.match(line.text) if len(line.text) < _LONGEST else None
    closing = _CLOSING.search(line.text, opening.end()) if opening else None
    if opening is None or closing is None:
        return None
    title = line.text[opening.end() : closing.start() + (line.text[closing.start()] in "?!")]
    names = [name.strip() for name in re.split(r" & | and (?=[^,]*$)", opening["names"])]
    authors = tuple(author_text(parse_name(name)) if "," in name else name for name in names)
    rest = line.text[closing.end() :].rstrip(".")
    issue = _ISSUE.search(rest)
    if not are_names(authors):
        return None
    fields: dict[str, str] = {}
    if issue:
        *venue, publisher = (
            rest[: issue.start()].split(", ") if ", " in rest[: issue.start()] else (rest[: issue.start()], "")
        )
        fields = {name: value for name, value in issue.groupdict().items() if value}
        fields |= {"publisher": publisher} if publisher else {}
    else:
        first, _, publisher = rest.partition(", ")
        series = _SERIES.fullmatch(first)
        if series is None:
            return None
        venue = [series["series"]]
        fields = {"number": series["number"], **({"institution": publisher} if publisher else {})}
    return Candidate(
        line=line.number,
        title=plain_title(title),
        authors=authors,
        date=opening["year"],
        date_text=opening["year"],
        venue=", ".join(venue),
        fields=fields,
    )


# ORCID

_SOURCE = re.compile(r"Source:.{0,200}")
_MORE = re.compile(r"Preferred source.*|Show (?:more|less) detail.*")
_DATED = re.compile(r"(?P<date>(?:1[5-9]|20)\d\d(?:-\d\d(?:-\d\d)?)?) \| (?P<type>[A-Z][\w /-]{3,40})")
_LABELLED = re.compile(r"(?P<label>[A-Z][\w -]{1,30}):\s?(?P<text>.+)")
_WORKS = re.compile(r"Works \((\d+)\)")
_ADDRESS = re.compile(r"https://orcid\.org/\d{4}-\d{4}-\d{4}-\d{3}[\dX]")
_MENU = re.compile(r"\d+ – \d+ of \d+|Sort|Items per page:|\d+|Works.*|Expand|Collapse.*|Activities")
_NO_WORKS = re.compile(
    r"(?:Professor|Employment|Education|Qualification|Grant|Award|Membership|Service)", re.IGNORECASE
)


def read_orcid(lines: Sequence[Line]) -> Iterator[Run]:
    """Title, venue, ``DATE | Journal article``, ``DOI: …``, ``Contributors: A; B``, ``Source: …``."""
    full = [i for i, line in enumerate(lines) if line.text]
    texts = [lines[i].text for i in full]
    entries: list[Entry] = []
    free = 0  # the first line behind the entry before
    for n, text in enumerate(texts):
        if not _SOURCE.fullmatch(text[:300]):
            continue
        end = n + 1
        while end < len(texts) and texts[end].startswith("Preferred source"):
            end += 1
        entry = _work(lines, full, texts, free, n)
        if entry:
            entries.append(Entry(entry.first, full[end - 1] + 1, entry.paper))
        free = end
    if entries and sum(e.paper is not None for e in entries) * 2 >= len(entries):
        total = next((m for text in texts if (m := _WORKS.fullmatch(text[:40]))), None)
        at = next((n for n, text in enumerate(texts) if n and _ADDRESS.fullmatch(text[:60])), 0)
        owner = texts[at - 1] if at else None
        yield from runs_of(lines, entries, owner=owner, expected=int(total[1]) if total else None)


def _work(lines: Sequence[Line], full: Sequence[int], texts: Sequence[str], free: int, end: int) -> Entry | None:
    """The work of the lines before its source; None where they are of something else."""
    facts: dict[str, str] = {}
    dated = None
    at = end
    while at > free:
        text = texts[at - 1]
        if match := _DATED.fullmatch(text[:80]):
            dated = match
        elif match := _LABELLED.fullmatch(text) if not dated and not _MORE.fullmatch(text[:80]) else None:
            facts.setdefault(match["label"].lower(), match["text"].strip())
        elif not _MORE.fullmatch(text[:80]):
            break
        at -= 1
    ids = {"doi", "pmid", "arxiv", "isbn", "pmc", "wosuid", "eid"}
    if dated is None and ids.isdisjoint(facts):
        return None
    if dated and _NO_WORKS.match(dated["type"]):
        return None
    head = at
    while head > max(free, at - 2) and not (_MENU.fullmatch(texts[head - 1][:80]) or _MORE.match(texts[head - 1])):
        head -= 1
    if head == at or head == at - 1 == 0:  # at the very beginning a single line may be the venue of a title above
        return Entry(full[head], full[end] + 1, None)
    authors, et_al = split_names(facts.get("contributors", ""), semicolons=True)
    paper = Candidate(
        line=lines[full[head]].number,
        title=plain_title(texts[head]),
        authors=authors,
        et_al=et_al,
        date=read_date(dated["date"]).iso if dated else None,
        date_text=dated["date"] if dated else None,
        venue=texts[head + 1] if at - head > 1 else None,
        doi=parse_doi(facts.get("doi")),
        arxiv=parse_arxiv(facts.get("arxiv")),
        fields={name: facts[name] for name in ("pmid", "isbn", "issn") if name in facts},
    )
    return Entry(full[head], full[end] + 1, paper)
