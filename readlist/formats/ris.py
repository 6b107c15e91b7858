"""Reads and writes RIS, as EndNote, Zotero, Mendeley, Google Scholar and publishers use it.

A line break inside a fact would begin another fact or record, so every text is written as one line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import quote

from readlist.formats import Contents, Exported, ExportOptions, Papers, Rest, no_place
from readlist.formats.bibtex.people import names_text
from readlist.formats.citation import abstract_of, names_of, people_of, title_of, titled, venue_of
from readlist.formats.facts import (
    INNER_FIELDS,
    NAME_FIELDS,
    TYPES,
    field_names,
    joined,
    subject,
    thesis_kind,
    thesis_words,
    type_names,
    when,
)
from readlist.formats.source_record import SourceRecord, contents_of, from_html, sort_serial_numbers, without_entities
from readlist.model.identifiers import find_arxiv, paper_address, paper_arxiv, paper_doi, parse_doi
from readlist.model.names import Name, parse_name
from readlist.model.paper import Mark, Paper, Progress
from readlist.model.text import clean, shorten
from readlist.pages.page import Problem

_CODES = {row.name: row.ris.split()[0] for row in TYPES if row.ris}
_NAMES = type_names("ris")

# writing


def render(papers: Papers, options: ExportOptions, rest: Rest) -> Exported:
    """The citable papers, ordered by key."""
    chosen, remarks = titled(papers)
    homeless: dict[str, list[str]] = {}
    records = [_written(paper, mark, options, homeless) for paper, mark in chosen]
    ids = tuple(paper.id for paper, _ in chosen)
    return Exported("\n".join(records), ids, (*remarks, *no_place(homeless.items(), "RIS")))


def _written(paper: Paper, mark: Mark, options: ExportOptions, homeless: dict[str, list[str]]) -> str:
    """One record; ``homeless`` gains the fields that RIS has no tag for, with the paper's key."""
    names, more = names_of(paper)
    kind, venue = venue_of(paper)
    eprint = paper_arxiv(paper)
    date = when(paper)
    url = paper_address(paper) or ""
    words = dict.fromkeys(filter(None, (subject(paper) or clean(paper.category or ""), *mark.tags)))
    notes = ["and others"] if more and names else []
    notes += [clean(mark.note)] if options.notes and mark.note else []
    facts: dict[str, list[str]] = {
        "TY": [_CODES.get(kind, "GEN" if kind else _CODES["misc"])],
        "ID": [paper.key],
        "AU": [_inverted(name) for name in names],
        "TI": [title_of(paper)],
        "T2": [venue],
        "AB": [abstract_of(paper) if options.abstract else ""],
        "PY": [f"{date.year:04}" if date.year else ""],
        "DA": [f"{date.year:04}/{_two(date.month)}/{_two(date.day)}/" if date.month else ""],
        "KW": list(words),
        "UR": [url],
        "DO": [paper_doi(paper) or ""],
        "AN": [f"arXiv:{eprint}" if eprint else ""],
        "PB": ["arXiv" if eprint and not venue else ""],
    }
    if kind and _NAMES.get(_CODES.get(kind, "")) != kind:
        homeless.setdefault(f"the type {kind}", []).append(paper.key)
    tags = field_names("ris", kind)
    for name, value in paper.fields.items():
        if name in INNER_FIELDS:
            continue
        value = thesis_words(value) if name == "type" else value
        texts = [_inverted(n) for n in people_of(value)] if name in NAME_FIELDS else [value]
        texts = list(map(clean, _page_ends(value) if name == "pages" else texts))
        tag = tags[name][0] if name in tags else ""
        if tag and not any(facts.get(tag, ())):
            facts |= {tag: texts} if name != "pages" else {tag: texts[:1], "EP": texts[1:]}
        elif not tag or facts[tag] != texts:
            homeless.setdefault(name, []).append(paper.key)
    facts["N1"] = notes
    facts["L1"] = [f"file://{quote(file.path)}" for file in paper.files] if options.files else []
    lines = [f"{tag}  - {text}\n" for tag, texts in facts.items() for text in texts if text]
    return "".join((*lines, "ER  - \n"))


def _two(number: int) -> str:
    return f"{number:02}" if number else ""


def _page_ends(text: str) -> list[str]:
    return [part for part in re.split("[-–—]+", text, maxsplit=1) if part.strip()]


def _inverted(name: Name) -> str:
    """ "van der Berg, Jan, Jr."; a group has no comma, which would make it a person."""
    if name.group:
        return name.last.replace(",", "")
    last = f"{name.von} {name.last}" if name.von else name.last
    return ", ".join(part for part in (last, name.first, name.suffix) if part)


# reading

_LINE = re.compile(r"([A-Z][A-Z0-9])(?: {1,2}|\t)-(?:[ \t]|$)")
_FIRST = re.compile(r"^[ \t]*TY {1,2}-[ \t]*[A-Z]{2,}", re.MULTILINE)
_LISTS = ("KW", "N1", "RN")  # whose lines are each a fact of their own
_AUTHORS, _NOTES = ("AU", "A1"), ("N1", "RN")
_PEOPLE = {"editor": ("A2", "ED", "A3"), "translator": ("A4",)}
_DATES = ("DA", "PY", "Y1")
_DATE = re.compile(r"(\d{4})(?:[/-](\d{1,2})?(?:[/-](\d{1,2}))?)?")
_KEY = re.compile(r"[A-Za-z][^\s,{}()\"#%~'=\\]*\d[^\s,{}()\"#%~'=\\]*")
_WITH_INITIALS = re.compile(r"([^\W\d_][^,.]*[^\W\d_,.]) ((?:[A-Z]\.[ -]?){1,4}|[A-Z]{2})")
_MORE = re.compile(r"(?:and others|et al\.?)", re.IGNORECASE)


def recognizes(text: str) -> bool:
    """Is it RIS?"""
    return "TY " in text and bool(_FIRST.search(text))


def read(text: str, progress: Progress | None = None) -> Contents:
    """The records of an RIS file."""
    records, problems = _records(text)

    def each() -> Iterator[SourceRecord | Problem]:
        for line, lines, complete in records:
            record = _record(line, _tags(lines))
            if not complete:
                title = clean(record.fields.get("title", ""))
                yield Problem(line, "broken entry", title, "taken, though its last line (ER) is missing")
            yield record

    return contents_of(each(), len(records), progress, problems)


def _records(text: str) -> tuple[list[tuple[int, list[str], bool]], list[Problem]]:
    """The records: (line, their lines with wrapped ones joined, whether an ER ends them); and lines outside."""
    records: list[tuple[int, list[str], bool]] = []
    problems: list[Problem] = []
    now: list[str] | None = None
    start = 0
    for number, raw in enumerate(text.split("\n"), 1):
        line = raw.strip()
        match = _LINE.match(line)
        tag, value = (match[1], line[match.end() :].strip()) if match else (None, line)
        if tag == "TY":
            if now is not None:
                records.append((start, now, False))
            now, start = [f"TY  - {value}"], number
        elif now is None:
            if line:
                problems.append(Problem(number, "ignored lines", shorten(clean(line[:400]), 12), "not read"))
        elif tag == "ER":
            records.append((start, now, True))
            now = None
        elif tag:
            now.append(f"{tag}  - {value}")
        elif line:
            now.append(line)
    if now is not None:
        records.append((start, now, False))
    return records, problems


def _tags(lines: list[str]) -> Mapping[str, list[str]]:
    """Tag → its values, none of them empty."""
    from rispy import RisParser  # type: ignore[import-untyped]

    joined: list[str] = []
    for line in lines:
        if _LINE.match(line) or joined[-1][:2] in _LISTS or joined[-1][2:5] != "  -":
            joined.append(line)
        else:
            joined[-1] += f" {line}"
    tags = {match[1] for line in joined if (match := _LINE.match(line))}
    parser = RisParser(mapping={tag: tag for tag in tags}, list_tags=sorted(tags), delimiter_tags_mapping={})
    (values,) = parser.parse("\n".join([*joined, "ER  - "]))
    each = {tag: [value] if isinstance(value, str) else value for tag, value in values.items()}
    return {tag: texts for tag, value in each.items() if (texts := [text for text in value if text])}


def _record(line: int, tags: Mapping[str, list[str]]) -> SourceRecord:
    left = {tag: [from_html(v) for v in values] for tag, values in tags.items()}
    kind = _NAMES.get(left.pop("TY", ["GEN"])[0].upper(), "misc")
    fields: dict[str, str] = {}
    _dates(left, fields)
    _pages(left, fields)
    others = {name: [v for tag in tags for v in left.pop(tag, ())] for name, tags in _PEOPLE.items()}
    names = field_names("ris", kind)
    if kind == "book":  # the title of a book may be in the tag of a book's title, and its series in T2
        names |= {"title": (*names["title"], "BT"), "series": (*names["series"], "T2"), "booktitle": ()}
    for name, sources in names.items():
        if name not in ("url", *_PEOPLE):
            _take(name, sources, left, fields)
    if "type" in fields:
        fields["type"] = thesis_kind(fields["type"])
        if doi := parse_doi(fields["type"]):  # as some publishers have it
            del fields["type"]
            fields.setdefault("doi", doi)
    sort_serial_numbers(fields)
    et_al = _notes(left, fields)
    _keywords(left, fields)
    _numbers(left, fields)
    urls = tuple(part.strip() for value in left.pop("UR", ()) for part in value.split("; "))
    fields |= {name: names_text(map(_name, texts)) for name, texts in others.items() if texts}
    authors = [v for tag in _AUTHORS for v in left.pop(tag, ())]
    et_al = et_al or any(map(_MORE.fullmatch, authors))
    people = [_name(v) for v in authors if any(c.isalnum() for c in v) and not _MORE.fullmatch(v)]
    keys = tuple(v for v in left.get("ID", ()) if _KEY.fullmatch(v))
    if keys:
        del left["ID"]
    fields |= {tag: "; ".join(values) for tag, values in left.items() if tag != "ER"}
    return SourceRecord(
        line, kind, keys, fields, people, et_al, urls=tuple(u for u in urls if u.startswith(("http", "www.", "ftp")))
    )


def _take(name: str, tags: tuple[str, ...], left: dict[str, list[str]], fields: dict[str, str]) -> None:
    """Move the first of these tags that is present to a field; drop the others if they have the same text."""
    value = next((left[tag][0] for tag in tags if tag in left), None)
    if value is None:
        return
    fields[name] = value
    for tag in tags:
        if tag in left and (rest := [v for v in left.pop(tag) if v != value]):
            left[tag] = rest


def _name(text: str) -> Name:
    """ "Davis, Sammy, Jr." is RIS's order of the parts; without a comma a name is as it is spoken, or a group's."""
    text = clean(without_entities(text)).strip(" ,;")
    turned = _WITH_INITIALS.fullmatch(text)  # "Fanning E.", as PubMed has names
    return Name(turned[1], turned[2]) if turned else parse_name(text)


def _dates(left: dict[str, list[str]], fields: dict[str, str]) -> None:
    """The most exact of the dates; RIS writes 2024/02/21/and more."""
    stated = [v for tag in _DATES for v in left.pop(tag, ())]
    read = [m for v in stated if (m := _DATE.match(v))]
    if read:
        parts = max(([p for p in m.groups() if p] for m in read), key=len)
        fields["date"] = "-".join(parts)
    elif stated:
        fields["date"] = stated[0]


def _pages(left: dict[str, list[str]], fields: dict[str, str]) -> None:
    first, last = left.pop("SP", [""])[0], left.pop("EP", [""])[0]
    if first or last:
        fields["pages"] = f"{first}--{last}" if first and last and first != last and "-" not in first else first or last


def _notes(left: dict[str, list[str]], fields: dict[str, str]) -> bool:
    """The user's notes; whether one of them says that more authors exist."""
    notes = [v for tag in _NOTES for v in left.pop(tag, ())]
    kept = [v for v in notes if not _MORE.fullmatch(v.strip())]
    for doi in filter(None, map(parse_doi, kept)):
        fields.setdefault("doi", doi)
    if own := [v for v in kept if not (_is_number(v) or parse_doi(v))]:
        fields["annote"] = "\n".join(own)
    if number := next(filter(_is_number, kept), None):
        fields.setdefault("note", number)
    return len(kept) < len(notes)


def _is_number(text: str) -> bool:
    """Zotero exports an arXiv number as a note."""
    return bool(find_arxiv(text)) and len(text.split()) <= 3


def _keywords(left: dict[str, list[str]], fields: dict[str, str]) -> None:
    words = [word for value in left.pop("KW", ()) for word in re.split(r"[;\n]", value)]
    if text := joined(words):
        fields["keywords"] = text


def _numbers(left: dict[str, list[str]], fields: dict[str, str]) -> None:
    """The arXiv id among archive numbers, which programs put under several tags."""
    for tag in ("AN", "C7", "M2", "U1", "ID", "L2", "LB"):
        for value in left.get(tag, ()):
            if find_arxiv(value):
                fields.setdefault("arxiv", value)
                if len(left[tag]) == 1:
                    del left[tag]
                break
