"""Search results of INSPIRE (high-energy physics) and NASA ADS (astronomy)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from readlist.model.dates import read_date, read_worded_date
from readlist.model.identifiers import find_arxiv, parse_doi
from readlist.model.paper import Candidate
from readlist.pages.kinds.entries import (
    Entry,
    are_names,
    missing_numbers,
    plain_title,
    runs_of,
    split_names,
    without_brackets,
)
from readlist.pages.kinds.kind import Run
from readlist.pages.page import Line

_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}"

# INSPIRE

_POSITION = re.compile(r"#(\d{1,6})")
_DATE = re.compile(rf"\s*\((?P<date>(?:{_MONTH}(?: \d{{1,2}})?, )?(?:1[5-9]|20)\d\d)\)$")
_BUTTONS = re.compile(r"(?:pdf|links?|DOI|cite|claim|datasets?)+|reference search|[\d,]+ citations?")
_COLLABORATION = " • "


def read_inspire(lines: Sequence[Line]) -> Iterator[Run]:
    """Title, ``#n``, ``[Team • ]Name(Affil.), … (DATE)``, ``Published in: … • e-Print: ID``, buttons."""
    full = [i for i, line in enumerate(lines) if line.text]
    positions = [n for n, i in enumerate(full) if 0 < n < len(full) - 1 and _POSITION.fullmatch(lines[i].text)]
    entries: list[Entry] = []
    for k, n in enumerate(positions):
        stop = positions[k + 1] - 1 if k + 1 < len(positions) else len(full)
        last = n + 1
        published = ""
        for m in range(n + 2, stop):
            text = lines[full[m]].text
            if text.startswith(("Published in:", "e-Print:", "Contribution to:")):
                published = f"{published}{_COLLABORATION}{text}"
            elif not _BUTTONS.fullmatch(text[:80]):
                break
            last = m
        title = lines[full[n - 1]]
        paper = _inspire_paper(title, lines[full[n + 1]].text, published)
        if last > n + 1:  # what has neither a publication nor buttons is another list with numbers
            entries.append(Entry(full[n - 1], full[last] + 1, paper))
    if any(entry.paper for entry in entries):
        numbers = [(int(lines[full[n]].text[1:]), lines[full[n]]) for n in positions]
        yield from runs_of(lines, entries, problems=missing_numbers(numbers))


def _inspire_paper(title: Line, names: str, published: str) -> Candidate | None:
    date = _DATE.search(names, max(0, len(names) - 40))
    team, dot, people = names[: date.start() if date else None].rpartition(_COLLABORATION)
    authors, et_al = split_names(without_brackets(people))
    if date is None or not are_names(authors):
        return None
    facts = dict(part.partition(":")[::2] for part in published.split(_COLLABORATION) if ":" in part)
    venue = facts.get("Published in", "").strip()
    return Candidate(
        line=title.number,
        title=plain_title(title.text),
        authors=authors,
        et_al=et_al,
        date=read_worded_date(date["date"]).iso or None,
        date_text=date["date"],
        arxiv=find_arxiv(f"arXiv:{facts['e-Print'].strip()}") if "e-Print" in facts else None,
        doi=parse_doi(facts.get("DOI", "").strip()),
        venue=venue or None,
        fields={"collaboration": team.removesuffix(" Collaboration").strip()} if dot else {},
    )


# ADS

_BIBCODE = re.compile(r"[12]\d{3}[A-Za-z&.][\w&.]{8}[\w.]{5}[A-Z.:]")
_MONTHLY = re.compile(r"(?P<year>[12]\d{3})/(?P<month>\d\d)")
_SUMMARY = re.compile(r"(?P<date>[12]\d{3}/\d\d)\s+·\s+(?P<stem>\S[^·]{0,60}?)(?:\s+·\s+cited: \d+)?")
_CITED = re.compile(r"cited: \d+")
_NUMBER = re.compile(r"\d{1,6}")
_SHOWING = re.compile(r"Showing (?P<first>[\d,]+) to (?P<last>[\d,]+) of [\d,]+ results?")


def read_ads(lines: Sequence[Line]) -> Iterator[Run]:
    """A number, then bibcode, ``YYYY/MM``, title, authors; or title, authors, ``YYYY/MM · STEM · cited: N``."""
    full = [i for i, line in enumerate(lines) if line.text]
    texts = [lines[i].text for i in full]
    entries: list[Entry] = []
    numbers: list[tuple[int, Line]] = []
    n = 0
    while n < len(full):
        size, paper = _ads_paper(lines, full, texts, n)
        if size:
            numbered = n > 0 and _NUMBER.fullmatch(texts[n - 1]) is not None
            if numbered:
                numbers.append((int(texts[n - 1]), lines[full[n]]))
            entries.append(Entry(full[n - numbered], full[n + size - 1] + 1, paper))
        n += size or 1
    if len(entries) > 1 or (entries and numbers):
        shown = next((m for text in texts if (m := _SHOWING.fullmatch(text[:80]))), None)
        expected = int(shown["last"].replace(",", "")) - int(shown["first"].replace(",", "")) + 1 if shown else None
        yield from runs_of(lines, entries, expected=expected, problems=missing_numbers(numbers))


def _ads_paper(
    lines: Sequence[Line], full: Sequence[int], texts: Sequence[str], n: int
) -> tuple[int, Candidate | None]:
    """How many lines the entry that begins there has, 0 where there is none, and its paper."""
    if _BIBCODE.fullmatch(texts[n][:20]):
        at = n + 1
        date = texts[at] if at < len(texts) and _MONTHLY.fullmatch(texts[at][:20]) else ""
        at += bool(date)
        at += at < len(texts) and _CITED.fullmatch(texts[at][:20]) is not None
        if not date or at + 1 >= len(texts):
            return 0, None
        return at + 2 - n, _listed(lines[full[at]], texts[at + 1], date, None, texts[n])
    summary = _SUMMARY.fullmatch(texts[n + 2][:120]) if n + 2 < len(texts) else None
    if summary is None:
        return 0, None
    return 3, _listed(lines[full[n]], texts[n + 1], summary["date"], summary["stem"], None)


def _listed(title: Line, names: str, date: str, stem: str | None, bibcode: str | None) -> Candidate | None:
    authors, et_al = split_names(names, semicolons=True)
    if not are_names(authors):
        return None
    return Candidate(
        line=title.number,
        title=plain_title(title.text),
        authors=authors,
        et_al=et_al,
        date=read_date(date).iso or None,
        date_text=date,
        venue=stem,
        fields={"bibcode": bibcode} if bibcode else {},
    )
