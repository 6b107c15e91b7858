"""arXiv's listings (recent, new, of a month), search results, abstract pages and daily mails."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from readlist.latex.characters import decode_accents
from readlist.model.dates import read_worded_date
from readlist.model.identifiers import find_urls, parse_arxiv, parse_doi
from readlist.model.paper import Candidate
from readlist.pages.kinds.entries import (
    Entry,
    missing_numbers,
    plain_title,
    runs_of,
    split_names,
    without_brackets,
)
from readlist.pages.kinds.kind import Run
from readlist.pages.page import Line

_ID = r"(?P<id>\d{4}\.\d{4,5}|[a-z-]{2,12}(?:\.[A-Z]{2})?/\d{7})(?:v\d{1,3})?"
_CLASS = re.compile(r"\((?P<class>[a-z-]{2,12}(?:\.[A-Za-z-]{2,20})?)\)")
_OLD_OR_NEW = re.compile(r"(?:[a-z-]+(?:\.[A-Z]{2})?/)?(?P<year>\d\d)(?P<month>0[1-9]|1[0-2])")
_LABELS = re.compile(
    r"(?P<label>Title|Authors?|Comments?|Journal[- ]ref(?:erence)?|Subjects?|Categories|Report(?:-no| number)"
    r"|(?:MSC|ACM)[- ]class(?:es)?|DOI|Related DOI|License|Cite as|Abstract|Proxy)\s?:\s*(?P<text>.*)",
    re.IGNORECASE,
)


@dataclass(slots=True)
class _Facts:
    """What the lines of an entry say, by label; the lines without one."""

    line: int
    id: str
    labelled: dict[str, str] = field(default_factory=dict)
    bare: list[str] = field(default_factory=list)

    def take(self, lines: Sequence[Line], at: int, end: int, stop: re.Pattern[str]) -> int:
        """Takes in title, authors and labelled lines up to the subjects; returns the index after the last."""
        while at < end and "subject" not in self.labelled:
            text = lines[at].text
            if match := _LABELS.fullmatch(text):
                self.labelled.setdefault(match["label"].lower().replace("-", " ").rstrip("s"), match["text"])
            elif text and (len(self.bare) == 2 or "author" in self.labelled or stop.fullmatch(text[:300])):
                break
            elif text:
                self.bare.append(text)
            at += 1
        return at

    def paper(
        self, abstract: str | None = None, date: str | None = None, date_text: str | None = None
    ) -> Candidate | None:
        """The paper, if its title and its authors are there."""
        title = self.labelled.get("title") or (self.bare.pop(0) if self.bare else "")
        names = self.labelled.get("author") or (self.bare.pop(0) if self.bare else "")
        authors, et_al = split_names(decode_accents(without_brackets(names) if "((" in names else names))
        if not title or not authors:
            return None
        subject = _CLASS.search(self.labelled.get("subject", ""))
        category = subject["class"] if subject else next(iter(self.labelled.get("categorie", "").split()), None)
        dois = (
            parse_doi(doi.rstrip(",;"))
            for doi in (self.labelled.get("doi") or self.labelled.get("related doi", "")).split()
        )
        venue = self.labelled.get("journal ref") or self.labelled.get("journal reference")
        return Candidate(
            line=self.line,
            title=plain_title(decode_accents(title)),
            authors=authors,
            et_al=et_al,
            category=category.removeprefix("cs.") if category else None,
            date=date or _month_of(self.id),
            date_text=date_text,
            abstract=abstract,
            urls=find_urls(abstract or ""),
            arxiv=parse_arxiv(self.id),
            doi=next(filter(None, dois), None),
            venue=venue or None,
        )


def _month_of(id: str) -> str | None:
    """Year and month of submission, with which every arXiv id begins."""
    match = _OLD_OR_NEW.match(id)
    if match is None:
        return None
    return f"{1900 + int(match['year']) if int(match['year']) > 90 else 2000 + int(match['year'])}-{match['month']}"


# listings

_OPENING = re.compile(rf"\[(?P<number>\d{{1,5}})\]\s*arXiv:{_ID}\s*(?P<rest>[(\[].*)?")
_HEADING = re.compile(
    r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{1,2} [A-Z][a-z]{2} \d{4}.*|.{0,60}\(showing .{0,60}"
    r"|(?:New|Cross|Replacement) submissions.*"
    r"|Total of \d.*|Showing (?:up to|new|first|last) .*|\[ ?(?:total of )?\d+ entries.*"
)
_TOTAL = re.compile(r"\[? ?(?:Total|total) of [\d,]+ entries ?[:|] ?(?P<first>\d+)-(?P<last>\d+).*")
_NEW = re.compile(r"\((?:cross-list|replaced)|^(?:Showing )?new (?:submissions|listings)", re.IGNORECASE)
_OWNER = re.compile(r"arxiv logo > (?P<name>\S+)")
_SHORTEST_ABSTRACT = 60  # characters


def read_new(lines: Sequence[Line]) -> Iterator[Run]:
    """Listings with abstracts, cross-lists and replacements."""
    if any(_NEW.search(line.text[:200]) for line in lines):
        yield from read_recent(lines)


def read_recent(lines: Sequence[Line]) -> Iterator[Run]:
    """``[n] arXiv:ID [pdf, …]``, title, authors, labelled lines; maybe an abstract below the subjects."""
    openings = [(i, match) for i, line in enumerate(lines) if (match := _opening(line.text))]
    entries: list[Entry] = []
    for n, (start, match) in enumerate(openings):
        end = openings[n + 1][0] if n + 1 < len(openings) else len(lines)
        facts = _Facts(lines[start].number, match["id"])
        at = facts.take(lines, start + 1, end, _HEADING)
        rest = match["rest"] or ""
        if "subject" in facts.labelled or "[" in rest:
            abstract, at = (None, at) if "replaced" in rest else _abstract_below(lines, at, end)
            entries.append(Entry(start, at, facts.paper(abstract)))
    if entries:
        owner = next((m["name"] for line in lines[: entries[0].first] if (m := _OWNER.fullmatch(line.text))), None)
        total = next((m for line in lines if (m := _TOTAL.fullmatch(line.text[:300]))), None)
        expected = int(total["last"]) - int(total["first"]) + 1 if total else None
        missing = missing_numbers([(int(match["number"]), lines[i]) for i, match in openings])
        yield from runs_of(lines, entries, _HEADING.fullmatch, owner=owner, expected=expected, problems=missing)


def _opening(text: str) -> re.Match[str] | None:
    return _OPENING.fullmatch(text) if text.startswith("[") and len(text) < 500 else None


def _abstract_below(lines: Sequence[Line], at: int, end: int) -> tuple[str | None, int]:
    """The paragraph that begins there, if it is long enough for an abstract, and the index after it."""
    start = next((i for i in range(at, end) if lines[i].text), end)
    stop = start
    while stop < end and lines[stop].text and not _HEADING.fullmatch(lines[stop].text[:300]):
        stop += 1
    text = " ".join(line.text for line in lines[start:stop])
    return (text, stop) if len(text) >= _SHORTEST_ABSTRACT else (None, at)


# results of a search

_RESULT = re.compile(rf"arXiv:{_ID}\s+\[(?P<files>[^\[\]]{{2,40}})\]\s*(?P<classes>.*)")
_CLASSES = re.compile(r"[a-z-]{2,12}(?:\.[A-Za-z-]{2,20})?(?: [a-z-]{2,12}(?:\.[A-Za-z-]{2,20})?)*")
_SUBMITTED = re.compile(
    r"Submitted (?P<last>[^;]{6,30}?)(?:; v1 submitted (?P<first>[^;]{6,30}?))?(?:; originally announced .*|\.)"
)
_COUNT = re.compile(r"Showing (?P<first>[\d,]+)[–-](?P<last>[\d,]+) of [\d,]+ results?.*")
_MORE = re.compile(r"\s*(?P<sign>[▽△])\s*(?:More|Less)$")
_RESULT_LABELS = re.compile(r"(?:Comments|(?:ACM|MSC) Class|Report number):.*")


def read_search(lines: Sequence[Line]) -> Iterator[Run]:
    """``arXiv:ID [pdf, other] classes``, maybe a DOI, title, ``Authors:``, ``Abstract:``, ``Submitted …``."""
    openings = [(i, match) for i, line in enumerate(lines) if (match := _RESULT.fullmatch(line.text[:500]))]
    entries: list[Entry] = []
    for n, (start, match) in enumerate(openings):
        end = openings[n + 1][0] if n + 1 < len(openings) else len(lines)
        entry = _result(lines, start, end, match)
        if entry.paper or entry.end > start + 1:
            entries.append(entry)
    if entries:
        showing = next((m for line in lines if (m := _COUNT.fullmatch(line.text[:300]))), None)
        expected = _number(showing["last"]) - _number(showing["first"]) + 1 if showing else None
        yield from runs_of(lines, entries, expected=expected)


def _number(text: str) -> int:
    return int(text.replace(",", ""))


def _result(lines: Sequence[Line], start: int, end: int, match: re.Match[str]) -> Entry:
    """One result; its title is what comes between the opening line and the authors."""
    facts = _Facts(lines[start].number, match["id"])
    classes = match["classes"].split()
    title: list[str] = []
    abstract = date = None
    last = start + 1
    at_doi = False
    for i in range(start + 1, end):
        text = lines[i].text
        if not text:
            continue
        if "author" not in facts.labelled:
            if text.startswith("Authors:"):
                facts.labelled |= {"title": " ".join(title), "author": text.removeprefix("Authors:").strip()}
            elif text == "doi":
                at_doi = True
            elif at_doi or text.startswith("doi 10."):
                facts.labelled["doi"], at_doi = text.removeprefix("doi "), False
            elif not title and _CLASSES.fullmatch(text[:200]) and ("." in text or not classes):
                classes += text.split()
            elif len(title) < 3:
                title.append(text)
            else:
                break
        elif text.startswith("Abstract:"):
            more = _MORE.search(text, len(text) - 12 if len(text) > 12 else 0)
            if more is None or more["sign"] == "△":
                abstract = text[: more.start() if more else None].removeprefix("Abstract:").strip()
        elif submitted := _SUBMITTED.fullmatch(text[:300]):
            date = submitted["first"] or submitted["last"]
        elif text.startswith("Journal ref:"):
            facts.labelled["journal ref"] = text.removeprefix("Journal ref:").strip()
        elif not _RESULT_LABELS.fullmatch(text):
            break
        last = i + 1
    facts.labelled["categorie"] = " ".join(classes)
    iso = read_worded_date(date or "").iso or None
    return Entry(start, last, facts.paper(abstract, iso, date))


# the page of one paper

_SUBMISSION = re.compile(r"\[Submitted on (?P<first>\d{1,2} [A-Z][a-z]{2,8} \d{4})\b[^\[\]]{0,200}\]")
_BUTTON = re.compile(r"(?:View (?:a )?PDF|HTML \(experimental\)|TeX Source|Other Formats|Focus to learn more).*")


def read_page(lines: Sequence[Line]) -> Iterator[Run]:
    """``[Submitted on …]``, title, authors, abstract, the table with ``Cite as:``."""
    for start, line in enumerate(lines):
        if line.text.startswith("[Submitted") and (match := _SUBMISSION.fullmatch(line.text[:300])):
            entry = _of_page(lines, start, match["first"])
            if entry:
                yield from runs_of(lines, [entry])


def _of_page(lines: Sequence[Line], start: int, date: str) -> Entry | None:
    facts = _Facts(lines[start].number, "")
    abstract: list[str] = []
    for at in range(start + 1, len(lines)):
        text = lines[at].text
        match = _LABELS.fullmatch(text.replace("\t", " ").strip()) if len(text) < 100_000 else None
        if match and match["label"].lower() != "abstract":
            facts.labelled.setdefault(match["label"].lower().replace("-", " ").rstrip("s"), match["text"])
        elif text.startswith("Submission history") or text.startswith("[Submitted"):
            break
        elif match:
            abstract.append(match["text"])
        elif not text or _BUTTON.fullmatch(text[:200]):
            pass
        elif "cite a" in facts.labelled:
            pass  # other forms of the number
        elif sum(("title" in facts.labelled, "author" in facts.labelled, len(facts.bare))) < 2:
            facts.bare.append(text)
        else:
            abstract.append(text)
        if at - start > 200:
            break
    else:
        at = len(lines)
    number = parse_arxiv(facts.labelled.get("cite a", "").split("[")[0].strip())
    if number is None:
        return None
    facts.id = number
    return Entry(start, at, facts.paper(" ".join(abstract) or None, read_worded_date(date).iso, date))


# mails

_NUMBER = re.compile(rf"(?:arXiv|Paper): ?{_ID}\s*(?:\(\*cross-listing\*\))?.*")
_DATE = re.compile(r"Date(?: \(.{1,20}\))?: (?P<date>.{0,60}?)\s*(?:\(.{1,20}\))?")


def read_mail(lines: Sequence[Line]) -> Iterator[Run]:
    r"""``\\``, ``arXiv:ID``, ``Date:``, labelled lines that go on below, ``\\``, the abstract, ``\\ ( link, size)``."""
    entries: list[Entry] = []
    full = [i for i, line in enumerate(lines) if line.text]
    for n, i in enumerate(full[:-1]):
        if lines[i].text == "\\\\" and (match := _NUMBER.fullmatch(lines[full[n + 1]].text[:300])):
            entries.append(_of_mail(lines, i, full[n + 1], match))
    if entries:
        yield from runs_of(lines, entries, re.compile(r"[-%]{20,}").fullmatch)


def _of_mail(lines: Sequence[Line], start: int, number: int, match: re.Match[str]) -> Entry:
    facts = _Facts(lines[number].number, match["id"])
    date = label = None
    at = number + 1
    while at < len(lines) and not lines[at].text.startswith("\\\\"):
        text = lines[at].text
        if found := _DATE.fullmatch(text[:200]):
            date = found["date"]
        elif labelled := _LABELS.fullmatch(text):
            label = labelled["label"].lower().replace("-", " ").rstrip("s")
            facts.labelled[label] = labelled["text"]
        elif text and label:
            facts.labelled[label] += " " + text
        elif not text and label:
            break
        at += 1
    abstract: list[str] = []
    if at < len(lines) and lines[at].text == "\\\\":
        at += 1
        while at < len(lines) and not lines[at].text.startswith(("\\\\", "-----")):
            abstract.append(lines[at].text)
            at += 1
    if at < len(lines) and lines[at].text.startswith("\\\\ ("):
        at += 1
    iso = read_worded_date(date or "").iso or None
    return Entry(start, at, facts.paper(" ".join(filter(None, abstract)) or None, iso, date))
