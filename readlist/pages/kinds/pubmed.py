"""PubMed's search results, and its exports as summary, as abstracts and in MEDLINE's format."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from readlist.model.dates import read_worded_date
from readlist.model.identifiers import parse_doi
from readlist.model.names import author_text, parse_name
from readlist.model.paper import Candidate
from readlist.pages.kinds.entries import (
    Entry,
    are_names,
    family_first,
    missing_numbers,
    plain_title,
    runs_of,
    split_names,
)
from readlist.pages.kinds.kind import Run
from readlist.pages.page import Line

_PMID = re.compile(r"\bPMID:\s?(\d{1,9})\b")
_DOI = re.compile(r"\bdoi:\s?(\S{6,300})", re.IGNORECASE)
_ISSUE = re.compile(
    r"\. (?P<date>(?:18|19|20)\d\d(?: [A-Z][a-z]{2,5}(?:[-/][A-Z][a-z]{2,5})?(?: \d{1,2}(?:-\d{1,2})?)?)?)"
    r"(?:;(?P<volume>[^():;.]{0,30})(?:\((?P<number>[^()]{0,30})\))?(?::(?P<pages>[\w.,;-]{1,40}?))?|:(?P<article>\S{1,40}?))?"
    r"\.(?= |$)"
)
_TITLE_END = re.compile(r"[.?!][\"”’)\]]? ")
_TEAMS = re.compile(r"(?<=[^;]); (?=\S)")
_LONGEST = 20_000  # characters of a citation


def _citation(
    text: str, title: str | None, line: int, abstract: str | None = None, names: str | None = None
) -> Candidate | None:
    """The paper of ``[Authors. ][Title. ]Journal. DATE;V(I):pages. doi: D. PMID: N``; what is given is not in it."""
    pmid = _PMID.search(text) if len(text) < _LONGEST else None
    issues = list(_ISSUE.finditer(text)) if pmid else []
    if not issues or pmid is None:
        return None
    issue = issues[-1] if title is None else issues[0]
    before = text[: issue.start()]
    if names is None:
        names, _, before = before.partition(". ")
        if names.endswith("et al"):
            names += "."
    if title is None:
        ends = list(_TITLE_END.finditer(before))
        title, before = (before[: ends[-1].end()].strip(), before[ends[-1].end() :]) if ends else ("", before)
    authors, et_al = read_authors(names)
    if not title or not before or not are_names(authors or ("A",)):
        return None
    date = issue["date"]
    doi = _DOI.search(text)
    facts = {"volume": issue["volume"], "number": issue["number"], "pages": issue["pages"] or issue["article"]}
    return Candidate(
        line=line,
        title=plain_title(title),
        authors=authors,
        et_al=et_al,
        date=read_worded_date(date).iso or None,
        date_text=date,
        abstract=abstract,
        doi=parse_doi(doi[1].rstrip(".")) if doi else None,
        venue=before.strip(),
        fields={**{name: value for name, value in facts.items() if value}, "pmid": pmid[1]},
    )


def read_authors(text: str) -> tuple[tuple[str, ...], bool]:
    """``Family II, Family II; Team``: people with their initials first; teams as they are."""
    names: list[str] = []
    et_al = False
    for part in _TEAMS.split(text.strip().rstrip(".")):
        of_part, more = split_names(part + ("." if part.endswith("et al") else ""))
        names += of_part
        et_al = et_al or more
    if names and names[0].startswith("[No authors listed"):
        return (), False
    return tuple(map(family_first, names)), et_al


# results of a search

_POSITION = re.compile(r"\d{1,5}")
_BUTTONS = re.compile(r"(?:Cite|Share|CiteShare|Item in Clipboard|Cite Share|Select item.*)")
_SNIPPET = 4  # lines, buttons among them


def read_results(lines: Sequence[Line]) -> Iterator[Run]:
    """A number, a title, ``Authors. Journal. DATE;… doi: … PMID: N …``, a snippet, ``CiteShare``."""
    full = [i for i, line in enumerate(lines) if line.text]
    cited = [n for n, i in enumerate(full) if n and _is_citation(lines[i].text)]
    entries: list[Entry] = []
    numbers: list[tuple[int, Line]] = []
    for k, n in enumerate(cited):
        line = lines[full[n - 1]]
        numbered = n > 1 and _POSITION.fullmatch(lines[full[n - 2]].text)
        if not numbered and not line.text.endswith((".", "?", "!", "]")):
            continue
        if numbered:
            numbers.append((int(lines[full[n - 2]].text), line))
        stop = min(cited[k + 1] - 2 if k + 1 < len(cited) else len(full), n + 1 + _SNIPPET)
        last = n
        for m in range(n + 1, max(n + 1, stop)):
            if _BUTTONS.fullmatch(lines[full[m]].text[:60]) or "…" in lines[full[m]].text or k + 1 < len(cited):
                last = m
        paper = _citation(lines[full[n]].text, line.text, line.number)
        entries.append(Entry(full[n - 2] if numbered else full[n - 1], full[last] + 1, paper))
    if entries:
        yield from runs_of(lines, entries, problems=missing_numbers(numbers))


def _is_citation(text: str) -> bool:
    return "PMID: " in text and not _NUMBERED.match(text) and bool(_ISSUE.search(text[:_LONGEST]))


# exports

_NUMBERED = re.compile(r"(\d{1,5})[.:] (.*)")
_HEADS = ("Author information:", "Collaborators:", "Comment in", "Comment on", "Erratum in", "Update of", "Update in",
          "Republished", "Retraction in")  # fmt: skip
_FEET = ("DOI:", "PMCID:", "PMID:", "©", "Copyright", "Conflict of interest", "Publisher:")


_LONGEST_ENTRY = 300  # lines of a paragraph


def read_summary(lines: Sequence[Line]) -> Iterator[Run]:
    """``n: Authors. Title. Journal. DATE;… doi: … PMID: N.``, maybe on several lines."""
    entries: list[Entry] = []
    numbers: list[tuple[int, Line]] = []
    for start, end, paragraph in _paragraphs(lines):
        match = _NUMBERED.fullmatch(paragraph[:_LONGEST]) if paragraph[:8].partition(":")[0].isdigit() else None
        if match and "PMID: " in paragraph and (paper := _citation(match[2], None, lines[start].number)):
            entries.append(Entry(start, end, paper))
            numbers.append((int(match[1]), lines[start]))
    if entries:
        yield from runs_of(lines, entries, problems=missing_numbers(numbers))


def _paragraphs(lines: Sequence[Line]) -> Iterator[tuple[int, int, str]]:
    """Paragraphs, each ending before a blank line or a line that begins with a number and a colon: first, end, text."""
    start = 0
    for i in range(len(lines) + 1):
        text = lines[i].text if i < len(lines) else ""
        begins = text[:8].partition(":")[0].isdigit() and ": " in text[:8]
        if not text or begins:
            if start < i <= start + _LONGEST_ENTRY:
                yield start, i, join_lines([line.text for line in lines[start:i]])
            start = i if text else i + 1


def join_lines(texts: Sequence[str]) -> str:
    """Wrapped lines as one; a word that was broken at a hyphen is joined."""
    parts: list[str] = []
    for text in texts:
        parted = bool(parts) and parts[-1].endswith("-") and parts[-1][-2:-1].isalpha()
        parts.append(text if parted or not parts else f" {text}")
    return "".join(parts)


def read_abstracts(lines: Sequence[Line]) -> Iterator[Run]:
    """``n. Journal. DATE;… doi:…``, title, authors, …, abstract, ``PMID: N``: paragraphs, wrapped."""
    paragraphs = list(_blocks(lines))
    starts = [
        k
        for k, (_, _, text) in enumerate(paragraphs)
        if (m := _NUMBERED.match(text[:400])) and _ISSUE.search(f". {m[2]}")
    ]
    entries: list[Entry] = []
    numbers: list[tuple[int, Line]] = []
    for n, k in enumerate(starts):
        end = starts[n + 1] if n + 1 < len(starts) else len(paragraphs)
        entry = _of_abstracts(lines, paragraphs[k:end])
        if entry:
            entries.append(entry)
            numbers.append((int(paragraphs[k][2].partition(" ")[0][:-1]), lines[paragraphs[k][0]]))
    if entries:
        yield from runs_of(lines, entries, problems=missing_numbers(numbers))


def _blocks(lines: Sequence[Line]) -> Iterator[tuple[int, int, str]]:
    start = 0
    for i in range(len(lines) + 1):
        if i == len(lines) or not lines[i].text:
            if start < i <= start + _LONGEST_ENTRY:
                yield start, i, join_lines([line.text for line in lines[start:i]])
            start = i + 1


def _of_abstracts(lines: Sequence[Line], paragraphs: Sequence[tuple[int, int, str]]) -> Entry | None:
    """The entry of some paragraphs; the one with the PMID is the last, except for notes."""
    last = next((k for k, (_, _, text) in enumerate(paragraphs) if k and "PMID: " in text), None)
    if last is None:
        return None
    end = last
    while end + 1 < len(paragraphs) and paragraphs[end + 1][2].startswith(_FEET):
        end += 1
    first, _, citation = paragraphs[0]
    citation = citation.partition(" ")[2]
    body = [text for _, _, text in paragraphs[1:last] if not text.startswith(_FEET)]
    names = body[1] if len(body) > 1 and _are_listed(body[1]) else ""
    abstract = [text for text in body[2 if names else 1 :] if not text.startswith(_HEADS)]
    paper = None
    if body and names:
        text = f"{citation} {paragraphs[last][2]}"
        paper = _citation(text, body[0], lines[first].number, "\n".join(abstract) or None, names)
    return Entry(first, paragraphs[end][1], paper)


def _are_listed(text: str) -> bool:
    names, _ = read_authors(text)
    return are_names(names) and text.endswith(".") and not text.startswith(_HEADS)


# MEDLINE

_TAG = re.compile(r"([A-Z]{2,4}) {0,2}- ?(.*)")


def read_medline(lines: Sequence[Line]) -> Iterator[Run]:
    """``PMID- N`` and other tags, each on a line of its own; what has no tag goes on."""
    entries: list[Entry] = []
    start = None
    for i, line in enumerate(lines):
        if line.text.startswith("PMID- "):
            if start is not None:
                entries.append(_of_medline(lines, start, i))
            start = i
    if start is not None:
        entries.append(_of_medline(lines, start, len(lines)))
        yield from runs_of(lines, [entry for entry in entries if entry.end > entry.first + 1])


def _of_medline(lines: Sequence[Line], start: int, end: int) -> Entry:
    tags: list[tuple[str, str]] = []
    last = start
    for i in range(start, end):
        text = lines[i].text
        if match := _TAG.fullmatch(text):
            tags.append((match[1], match[2]))
            last = i
        elif text and tags and i == last + 1:
            tags[-1] = (tags[-1][0], f"{tags[-1][1]} {text}")
            last = i
        elif text:
            break
    first = dict(reversed(tags))
    doi = next((text.split()[0] for tag, text in tags if tag in ("LID", "AID") and text.endswith("[doi]")), None)
    title = first.get("TI") or first.get("BTI")
    authors: list[str] = []
    for n, (tag, text) in enumerate(tags):
        if tag == "FAU":
            authors.append(author_text(parse_name(text)))
        elif (tag == "AU" and (n == 0 or tags[n - 1][0] != "FAU")) or tag == "CN":
            authors.append(family_first(text))
    names = {"volume": "VI", "number": "IP", "pages": "PG", "issn": "IS", "pmid": "PMID"}
    paper = title and Candidate(
        line=lines[start].number,
        title=plain_title(title),
        authors=tuple(authors),
        date=read_worded_date(first.get("DP", "")).iso or None,
        date_text=first.get("DP"),
        abstract=first.get("AB"),
        doi=parse_doi(doi),
        venue=first.get("JT") or first.get("TA"),
        fields={name: first[tag] for name, tag in names.items() if first.get(tag)},
    )
    return Entry(start, last + 1, paper or None)
