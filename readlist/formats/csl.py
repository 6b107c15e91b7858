"""Reads and writes CSL-JSON (Zotero, Mendeley, pandoc); reads Crossref's answers, which are nearly CSL-JSON.

Only names of its schema (csl-data.json, 1.0) are written.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from readlist.formats import Contents, Exported, ExportOptions, Papers, Rest, library_json, no_place
from readlist.formats.bibtex.people import names_text
from readlist.formats.bibtex.titles import needs_braces
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
from readlist.formats.json_kinds import as_csl, items_of
from readlist.formats.source_record import SourceRecord, contents_of, from_html, without_entities
from readlist.latex.escape import clean_text
from readlist.latex.readable import readable_field
from readlist.latex.syntax import match_braces
from readlist.model.dates import PartialDate, is_extended_date, read_date
from readlist.model.identifiers import find_arxiv, paper_address, paper_arxiv, paper_doi
from readlist.model.names import Name, parse_name
from readlist.model.paper import Mark, Paper, Progress
from readlist.model.text import clean, shorten
from readlist.pages.page import Problem

_TYPES = {row.name: row.csl.split()[0] for row in TYPES if row.csl}
_NAMES = type_names("csl")

# writing

_JOINTS = re.compile(r"([\s/–—‐‑&-]+)")
_CORE = re.compile(r"([\W_]*)(.*?)([\W_]*(?:['’]s)?[\W_]*)", re.DOTALL)
_TAG = re.compile(r"<(?=/?[A-Za-z])")


def render(papers: Papers, options: ExportOptions, rest: Rest) -> Exported:
    """The citable papers, ordered by key."""
    chosen, remarks = titled(papers)
    homeless: dict[str, list[str]] = {}
    items = [csl_item(paper, mark, options, homeless) for paper, mark in chosen]
    text = json.dumps(items, ensure_ascii=False, indent=2) + "\n" if items else ""
    return Exported(text, tuple(paper.id for paper, _ in chosen), (*remarks, *no_place(homeless.items(), "CSL-JSON")))


def csl_item(paper: Paper, mark: Mark, options: ExportOptions, homeless: dict[str, list[str]]) -> dict[str, Any]:
    """One item; ``homeless`` gains the fields that CSL has no name for, with the paper's key."""
    names, more = names_of(paper)
    kind, venue = venue_of(paper)
    eprint = paper_arxiv(paper)
    date = when(paper)
    authors = [_parts(name) for name in names]
    item = {
        "id": paper.key,
        "type": _TYPES.get(kind, "document" if kind else _TYPES["misc"]),
        "genre": "" if kind else "preprint",
        "author": [*authors, {"literal": "others"}] if authors and more else authors,
        "title": _title(paper, options),
        "container-title": venue,
        "issued": _issued(paper, date) if date.year else None,
        "URL": paper_address(paper),
        "DOI": paper_doi(paper),
        "number": f"arXiv:{eprint}" if eprint else "",
        "publisher": "arXiv" if eprint and not kind else "",
        "keyword": joined(filter(None, (subject(paper) or clean(paper.category or ""), *mark.tags))),
        "abstract": abstract_of(paper) if options.abstract else "",
        "note": clean(mark.note or "") if options.notes else "",
    }
    if kind and _NAMES.get(_TYPES.get(kind, "")) != kind:
        homeless.setdefault(f"the type {kind}", []).append(paper.key)
    places = field_names("csl", kind)
    for name, value in paper.fields.items():
        if name in INNER_FIELDS:
            continue
        place = places[name][0] if name in places else ""
        if place and not item.get(place):
            item[place] = _value(name, clean(value))
        elif not place or item[place] != _value(name, clean(value)):
            homeless.setdefault(name, []).append(paper.key)
    return {name: fact for name, fact in item.items() if fact}


def _issued(paper: Paper, known: PartialDate) -> dict[str, Any]:
    """The date; a range, a season or circa where the source has one."""
    text = paper.date_text or ""
    start, _, end = text.partition("/")
    first = read_date(start)
    if not is_extended_date(text) or first.year != known.year:
        return {"date-parts": [known.parts]}
    if season := re.fullmatch(r"\d{4}-2([1-4])", start):
        return {"date-parts": [[known.year]], "season": int(season[1])}
    last = read_date(end)
    issued: dict[str, Any] = {"date-parts": [known.parts, last.parts] if last.year else [known.parts]}
    return {**issued, "circa": True} if start[-1] in "~%?" else issued


_TAGS = {"textit": "i", "emph": "i", "mkbibemph": "i", "textbf": "b", "textsubscript": "sub", "textsuperscript": "sup"}
_MARKUP = re.compile(rf"\\({'|'.join(_TAGS)})\{{")


def _value(name: str, text: str) -> Any:
    """A field as its place in CSL has it."""
    if name in NAME_FIELDS:
        return [_parts(part) for part in people_of(text)]
    if name == "urldate":
        parts = [int(part) for part in text.split("-") if part.isdigit()]
        return {"date-parts": [parts]} if parts else {"raw": text}
    if name == "type":
        return thesis_words(text)
    return re.sub(r"(?<=\w)--+(?=\w)", "-", text) if name == "pages" else text


def _parts(name: Name) -> dict[str, str]:
    if name.group:
        return {"literal": name.last}
    parts = {"family": name.last, "given": name.first, "non-dropping-particle": name.von, "suffix": name.suffix}
    return {part: text for part, text in parts.items() if text}


def _title(paper: Paper, options: ExportOptions) -> str:
    """The title, with words that are wrong in lower case marked as CSL has it; nothing else in it is a tag."""
    words = options.protect == "words"
    title = "".join(_piece(text, tag, words=words) for text, tag in _pieces(paper))
    return f'<span class="nocase">{title}</span>' if options.protect == "all" else title


def _pieces(paper: Paper) -> Iterator[tuple[str, str]]:
    """The title in pieces, each with its tag (italics, …), if any; the text of a tagged piece is plain."""
    source, free = paper.title or "", 0
    groups = match_braces(source)[0] if _MARKUP.search(source) else {}
    for match in _MARKUP.finditer(source) if groups else ():
        if match.start() >= free and (end := groups.get(match.end() - 1)):
            yield _plain(source[free : match.start()]), ""
            yield _plain(source[match.end() : end]), _TAGS[match[1]]
            free = end + 1
    yield _plain(source[free:]) if free else title_of(paper), ""


def _plain(source: str) -> str:
    """A piece of LaTeX as text, with the spaces at its ends."""
    text = clean_text(readable_field(source))
    return f"{' ' if source[:1].isspace() else ''}{text}{' ' if text and source[-1:].isspace() else ''}"


def _piece(text: str, tag: str, *, words: bool) -> str:
    parts = _JOINTS.split(_TAG.sub("< ", text))
    marked = "".join(_word(part) if words and n % 2 == 0 else part for n, part in enumerate(parts))
    return f"<{tag}>{marked}</{tag}>" if tag else marked


def _word(part: str) -> str:
    match = _CORE.fullmatch(part)
    if not match or not needs_braces(match[2], match[3][:1]):
        return part
    return f'{match[1]}<span class="nocase">{match[2]}</span>{match[3]}'


# reading

_START = re.compile(r"\s*(?:\[\s*[{\]]|\{\s*[\"}])")
_OTHER_TYPES = (
    "bill broadcast classic collection document entry entry-dictionary event figure graphic hearing interview "
    "legal_case legislation map motion_picture musical_score pamphlet performance periodical personal_communication "
    "post post-weblog posted-content regulation review review-book song speech standard treaty webpage"
)
_SIGN = re.compile(
    rf'"type"\s{{0,9}}:\s{{0,9}}"(?:{"|".join([*_NAMES, *_OTHER_TYPES.split()])})"'
    r'|"(?:author|authors|creators|authorships)"\s{0,9}:\s{0,9}\[\s{0,99}\{|"issued"\s{0,9}:\s{0,9}\{'
    r'|"(?:itemType|display_name|externalIds|paperId|pubtype)"\s{0,9}:'
)
"""What an item has in CSL's form, or in that of another program: its type, its authors or its date."""
_FURNITURE = frozenset({"config", "version", "status", "meta"})  # what surrounds a program's references
_READ_HERE = frozenset({"id", "citation-key", "type", "title", "author", "issued", "container-title", "keyword", "note",
                        "number", "archive", "archive_location", "archive-place", "accessed",
                        "genre", "subtitle"})  # fmt: skip
_KEY = re.compile(r"(?!ITEM-\d)[A-Za-z][^\s,{}()\"#%~'=\\/]*")
_LINE = re.compile(r"\s*(citation key|doi|arxiv|pmid|pmcid|read_status|tex\.[a-z]+)\s*:\s*(.+)", re.IGNORECASE)
_NOT_READ = frozenset({"indexed", "reference", "reference-count", "references-count", "is-referenced-by-count",
                       "content-domain", "relation", "deposited", "created", "license", "link", "score", "resource",
                       "source", "prefix", "member", "original-title", "short-title", "journal-issue",
                       "alternative-id", "issn-type", "isbn-type", "published", "published-print",
                       "published-online", "subject", "assertion", "update-policy"})  # fmt: skip
"""What Crossref says about its own record, not about the paper."""


def recognizes(text: str) -> bool:
    """Is it a reference in JSON, or a list of them, and not readlist's own export? Other JSON has titles too."""
    return bool(_START.match(text)) and bool(_SIGN.search(text)) and not library_json.recognizes(text)


def read(text: str, progress: Progress | None = None) -> Contents:
    """The items of a text."""
    items, problems = items_of(text)

    def each() -> Iterator[SourceRecord | Problem]:
        for line, item in items:
            known = as_csl(item) if isinstance(item, dict) else item
            if isinstance(known, dict) and known.keys() & _READ_HERE:
                yield csl_record(line, known)
            elif not (isinstance(item, dict) and item.keys() & _FURNITURE):
                text = shorten(clean(json.dumps(item, ensure_ascii=False)[:400]), 12)
                yield Problem(line, "broken entry", text, "left out: not a reference")

    return contents_of(each(), len(items), progress, problems)


def _text(value: Any) -> str:
    """A value as text; Crossref has lists of one where CSL has the one."""
    if isinstance(value, list):
        return next((text for v in value if (text := _text(v))), "")
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, int | float):
        return f"{value:g}" if isinstance(value, float) else str(value) if abs(value) < 10**18 else ""
    return from_html(value) if isinstance(value, str) else ""


def csl_record(line: int, item: Mapping[str, Any]) -> SourceRecord:
    """The record of an item in CSL's words."""
    kind = _NAMES.get(_text(item.get("type")), "misc")
    places = field_names("csl", kind)
    fields = {
        name: next((text for place in names if (text := _text(item.get(place)))), "")
        for name, names in places.items()
        if name not in ("type", *NAME_FIELDS)
    }
    fields["title"] = ": ".join(t for t in (_text(item.get("title")), _text(item.get("subtitle"))) if t)
    fields["date"] = _date(item.get("issued"), whole=True)
    fields["urldate"] = _date(item.get("accessed"))
    keywords = item.get("keyword")
    words = keywords if isinstance(keywords, list) else re.split(r"[;\n]|,(?!.*;)", _text(keywords))
    fields["keywords"] = joined(_text(w) for w in words)
    fields = {name: text for name, text in fields.items() if text}
    keys = [_text(item.get("citation-key"))]
    _notes(item, fields, keys)
    id = _text(item.get("id"))
    keys.append(id if _KEY.fullmatch(id) else "")
    _numbers(item, fields, kind)
    authors, et_al = _names(item.get("author"))
    for name in NAME_FIELDS & places.keys():
        if people := _names(item.get(places[name][0]))[0]:
            fields[name] = names_text(people)
    known = {place for names in places.values() for place in names} | _READ_HERE | _NOT_READ
    for name, value in item.items():
        if name not in known and (text := _as_text(value)):
            fields.setdefault(clean(name), text)
    return SourceRecord(line, kind, tuple(filter(None, keys)), fields, authors, et_al)


def _as_text(value: Any) -> str:
    """A value that readlist has no use for, as text."""
    if isinstance(value, list) and all(isinstance(v, str) for v in value):
        return "; ".join(value)
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False) if value not in (None, {}, []) else ""


def _date(value: Any, *, whole: bool = False) -> str:
    """ISO of date-parts, or the text that a program had instead of them; a range or season where it is ``whole``."""
    if isinstance(value, list):
        value = value[0] if value else None
    if not isinstance(value, dict):
        return _text(value)
    parts = value.get("date-parts")
    if whole and isinstance(parts, list) and len(parts) == 2 and all(isinstance(p, list) and p for p in parts):
        return "/".join("-".join(_text(n).zfill(2) for n in part[:3]) for part in parts)
    while isinstance(parts, list) and parts and isinstance(parts[0], list):
        parts = parts[0]
    if isinstance(parts, list) and parts and (found := [_text(p) for p in parts[:3]])[0]:
        iso = "-".join(part.zfill(2) for part in found if part)
        season = _text(value.get("season"))
        if whole and season in ("1", "2", "3", "4") and len(iso) == 4:
            return f"{iso}-2{season}"
        return f"{iso}~" if whole and value.get("circa") else iso
    return _text(value.get("raw")) or _text(value.get("literal")) or _text(value.get("date-time"))[:10]


def _names(value: Any) -> tuple[list[Name], bool]:
    names: list[Name] = []
    et_al = False
    for one in value if isinstance(value, list) else []:
        if not isinstance(one, dict):
            one = {"literal": _text(one)}
        part = {name: clean(without_entities(_text(text))) for name, text in one.items()}
        whole = part.get("literal") or part.get("name") or ""
        if whole.lower() in ("others", "et al.", "et al"):
            et_al = True
        elif any(c.isalnum() for c in whole):
            names.append(Name(whole, group=True))
        elif part.get("family") and not part.get("given"):
            names.append(Name(f"{part.get('non-dropping-particle', '')} {part['family']}".strip(), group=True))
        elif part.get("family"):
            von = f"{part.get('dropping-particle', '')} {part.get('non-dropping-particle', '')}".strip()
            names.append(Name(part["family"], part["given"], von, part.get("suffix", "")))
        elif part.get("given"):
            names.append(parse_name(part["given"]))
    return names, et_al


def _notes(item: Mapping[str, Any], fields: dict[str, str], keys: list[str]) -> None:
    """``note``: Zotero's "Extra" has facts in lines of their own; the rest is the user's note."""
    value = item.get("note")
    own = []
    for line in from_html(value).split("\n") if isinstance(value, str) else []:
        fact = _LINE.fullmatch(line)
        name = fact[1].lower() if fact else ""
        if fact and name == "citation key":
            keys.append(fact[2].strip())
        elif fact and name in ("doi", "pmid", "pmcid"):
            fields.setdefault(name, fact[2])
        elif fact and name == "read_status":
            fields["readstatus"] = fact[2].strip().lower()
        elif fact and name.startswith("tex."):
            fields.setdefault(name.removeprefix("tex."), fact[2])
        elif find_arxiv(line) and len(line.split()) <= 3:
            fields.setdefault("note", line)
        elif line.strip():
            own.append(line.strip())
    if own:
        fields["annote"] = "\n".join(filter(None, [fields.get("annote", ""), *own]))


def _numbers(item: Mapping[str, Any], fields: dict[str, str], kind: str) -> None:
    """``number`` is an arXiv number, or that of a report; archives have theirs in archive_location."""
    number, place, archive = (_text(item.get(name)) for name in ("number", "archive_location", "archive"))
    if number:
        name = "arxiv" if find_arxiv(number) else "number"
        fields[name if name not in fields else "collection-number"] = number
    if place:
        fields["arxiv" if "arxiv" in (archive + place).lower() and "arxiv" not in fields else "archive_location"] = (
            place
        )
    if archive and archive.lower() != "arxiv":
        fields["archive"] = archive
    genre = _text(item.get("genre"))
    if genre and not (kind == "misc" and genre.lower() == "preprint"):
        fields["type"] = thesis_kind(genre)
