"""RIS, as EndNote, Zotero, Mendeley, Google Scholar and publishers write it: lines by rispy, record by record."""

from __future__ import annotations

import re
from collections.abc import Mapping

from readlist.formats.reader import STEP, Progress, Records
from readlist.formats.record import Record, entry_of, from_html, without_entities
from readlist.model.identifiers import find_arxiv
from readlist.model.names import Name, parse
from readlist.model.text import clean, shorten
from readlist.pages.page import Entry, Problem

_LINE = re.compile(r"([A-Z][A-Z0-9])(?: {1,2}|\t)-(?:[ \t]|$)")
_STARTS = re.compile(r"^[ \t]*TY {1,2}-[ \t]*[A-Z]{2,}", re.MULTILINE)
_TYPES = {
    "JOUR": "article", "JFULL": "article", "EJOUR": "article", "MGZN": "article", "NEWS": "article",
    "INPR": "article", "ABST": "article", "CONF": "inproceedings", "CPAPER": "inproceedings",
    "CHAP": "incollection", "ECHAP": "incollection", "ENCYC": "incollection", "BOOK": "book", "EBOOK": "book",
    "EDBOOK": "book", "THES": "phdthesis", "RPRT": "techreport", "MANSCPT": "unpublished",
}  # fmt: skip
_FIELDS = {  # tag → BibTeX's name; of several the first that is there
    "title": ("TI", "T1", "CT"), "abstract": ("AB", "N2"), "doi": ("DO", "DI"), "publisher": ("PB",),
    "address": ("CY", "PP"), "volume": ("VL", "VO"), "edition": ("ET",), "language": ("LA",),
    "shorttitle": ("ST",), "urldate": ("Y2",), "series": ("T3",),
}  # fmt: skip
_JOURNAL = ("JF", "T2", "JO", "JA", "J2", "J1")
_BOOK = ("T2", "BT", "C3", "JF", "JO", "JA", "J2")
_LISTS = ("KW", "N1", "RN")  # whose lines each say something of their own
_AUTHORS, _EDITORS, _NOTES = ("AU", "A1"), ("A2", "ED"), ("N1", "RN")
_DATES = ("DA", "PY", "Y1")
_DATE = re.compile(r"(\d{4})(?:[/-](\d{1,2})?(?:[/-](\d{1,2}))?)?")
_KEY = re.compile(r"[A-Za-z][^\s,{}()\"#%~'=\\]*\d[^\s,{}()\"#%~'=\\]*")
_MORE = re.compile(r"(?:and others|et al\.?)", re.IGNORECASE)


class _RIS:
    name = "ris"

    def starts(self, text: str) -> bool:
        return "TY " in text and bool(_STARTS.search(text))

    def read(self, text: str, progress: Progress | None = None) -> Records:
        records, problems = _cut(text)
        entries: list[Entry] = []
        for n, (line, lines, whole) in enumerate(records):
            if progress and n % STEP == 0:
                progress(n, len(records))
            record = _record(line, _tags(lines))
            if not whole:
                title = record.fields.get("title", "")
                problems.append(
                    Problem(line, "broken entry", clean(title), "taken, though its last line (ER) is missing")
                )
            entry, doubts = entry_of(record)
            problems += doubts
            if entry:
                entries.append(entry)
        return Records(tuple(entries), tuple(problems))


READER = _RIS()


def _cut(text: str) -> tuple[list[tuple[int, list[str], bool]], list[Problem]]:
    """The records: (line, their lines with wrapped ones joined, whether an ER ends them); and lines outside."""
    records: list[tuple[int, list[str], bool]] = []
    problems: list[Problem] = []
    now: list[str] | None = None
    start = 0
    for number, raw in enumerate(text.split("\n"), 1):
        line = raw.strip()
        tag = match[1] if (match := _LINE.match(line)) else None
        if tag == "TY":
            if now is not None:
                records.append((start, now, False))
            now, start = [f"TY  - {line[match.end() :].strip()}"], number  # type: ignore[union-attr]
        elif now is None:
            if line:
                problems.append(Problem(number, "ignored lines", shorten(clean(line[:400]), 12), "not read"))
        elif tag == "ER":
            records.append((start, now, True))
            now = None
        elif match:
            now.append(f"{tag}  - {line[match.end() :].strip()}")
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
    (found,) = parser.parse("\n".join([*joined, "ER  - "]))
    return {tag: kept for tag, values in found.items() if (kept := [v for v in _each(values) if v])}


def _each(values: list[str] | str) -> list[str]:
    return [values] if isinstance(values, str) else values


def _record(line: int, tags: Mapping[str, list[str]]) -> Record:
    left = {tag: [from_html(v) for v in values] for tag, values in tags.items()}
    kind = _TYPES.get(left.pop("TY", ["GEN"])[0].upper(), "misc")
    fields: dict[str, str] = {}

    def take(name: str, *sources: str) -> None:
        """The first of the tags that is there; the same text under others goes too."""
        found = next((left[tag][0] for tag in sources if tag in left), None)
        if found is None:
            return
        fields[name] = found
        for tag in sources:
            if tag in left and (rest := [v for v in left.pop(tag) if v != found]):
                left[tag] = rest

    for name, sources in _FIELDS.items():
        take(name, *sources)
    if kind == "book":
        take("title", "BT")
        take("series", "T2")
    else:
        take("journal" if kind in ("article", "misc") else "booktitle", *(_JOURNAL if kind == "article" else _BOOK))
    take("isbn" if kind in ("book", "incollection") else "issn", "SN")
    take("school" if kind == "phdthesis" else "institution", *(("PB",) if kind in ("phdthesis", "techreport") else ()))
    _dates(left, fields)
    _pages(left, fields)
    take("number", "IS", "M1")
    et_al = _notes(left, fields)
    _keywords(left, fields)
    _numbers(left, fields)
    urls = tuple(part.strip() for value in left.pop("UR", ()) for part in value.split("; "))
    editors = [v for tag in _EDITORS for v in left.pop(tag, ())]
    if editors:
        fields["editor"] = " and ".join(editors)
    authors = [v for tag in _AUTHORS for v in left.pop(tag, ())]
    et_al = et_al or any(map(_MORE.fullmatch, authors))
    names = [_name(v) for v in authors if any(c.isalnum() for c in v) and not _MORE.fullmatch(v)]
    keys = tuple(v for v in left.get("ID", ()) if _KEY.fullmatch(v))
    if keys:
        del left["ID"]
    fields |= {tag: "; ".join(values) for tag, values in left.items() if tag != "ER"}
    return Record(line, kind, keys, fields, names, et_al, urls=tuple(u for u in urls if u.startswith("http")))


def _name(text: str) -> Name:
    """ "Davis, Sammy, Jr." is RIS's order of the parts; without a comma a name is as it is spoken, or a group's."""
    return parse(clean(without_entities(text)).strip(" ,;"))


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
    own = [v for v in kept if not _only_number(v)]
    if own:
        fields["annote"] = "\n".join(own)
    if number := next(filter(_only_number, kept), None):
        fields.setdefault("note", number)
    return len(kept) < len(notes)


def _only_number(text: str) -> bool:
    """Zotero exports an arXiv number as a note."""
    return bool(find_arxiv(text)) and len(text.split()) <= 3


def _keywords(left: dict[str, list[str]], fields: dict[str, str]) -> None:
    from readlist.formats.decisions import joined

    words = [word for value in left.pop("KW", ()) for word in re.split(r"[;\n]", value)]
    if text := joined(words):
        fields["keywords"] = text


def _numbers(left: dict[str, list[str]], fields: dict[str, str]) -> None:
    """An arXiv number among those of archives, which programs put under several tags."""
    for tag in ("AN", "C7", "M2", "U1", "ID", "L2", "LB"):
        for value in left.get(tag, ()):
            if find_arxiv(value):
                fields.setdefault("arxiv", value)
                if len(left[tag]) == 1:
                    del left[tag]
                break
