"""Turns a record of any file format into a candidate.

Readers hand over records with BibTeX's names of types and fields, which are the largest vocabulary: a format only has
to say which of its fields is which of BibTeX's. Facts without an attribute of their own stay in ``Paper.fields`` under
these names, and exports write them.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from msgspec.structs import replace

from readlist.formats import Contents
from readlist.formats.facts import ARXIV_CLASS, KINDS, NAME_FIELDS, arxiv_class, is_verbatim, type_names
from readlist.formats.source_text import source_texts
from readlist.latex.readable import readable, readable_field
from readlist.latex.syntax import is_one_group
from readlist.model.dates import is_extended_date, is_iso_date, month_range, read_date, read_month
from readlist.model.identifiers import find_arxiv, find_urls, parse_arxiv, parse_doi, undo_tex
from readlist.model.names import Name, author_text
from readlist.model.paper import Candidate, Progress, Rank
from readlist.model.text import clean, clean_lines, identity
from readlist.pages.header import CATEGORIES
from readlist.pages.page import Problem

_TYPES = type_names("bibtex")
_UNPUBLISHED = (None, "misc", "online", "unpublished")
_STEP = 100  # entries between two calls of ``progress``

NOTES = ("annote", "annotation", "review", "comment", "commentary")
"""Fields for what the user thinks of a paper. ``note`` is none of them: BibTeX prints it."""

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_ISO = re.compile(r"([0-2]\d{3})(?:-(\d{1,2})(?:-(\d{1,2}))?)?(?:T[\d:.Z+-]*)?(?:/.*)?")
_QUARTER = re.compile(r"\bquarter|\bq\d|\d(?:st|nd|rd|th)\b|vol|no\.|issue", re.IGNORECASE)
_YEAR = re.compile(r"(?<!\d)([12]\d{3})(?!\d)")
_REPOSITORY = re.compile(r"arxiv(?:\.org)?\b.*|corr|computing research repository.*", re.IGNORECASE)
_SUBJECT = re.compile(r"\[?([a-z]+(?:-[a-z]+)*(?:\.[A-Za-z]{2}(?:-[a-z]+)?)?)\]?")
_ARCHIVES = frozenset({"cs", "stat", "eess"})  # whose classes pages show without the archive
_TELLING = 60  # letters: a shorter abstract does not say which paper it is of
_WHOLE = _ARCHIVES | {"econ", "math", "physics", "q-bio", "q-fin"}  # archives, which are no classes
_ISSN = re.compile(r"\d{4}-?\d{3}[\dXx](?![\d-])")
_ISBN = re.compile(r"(?:97[89][- ]?)?(?:\d[- ]?){9}[\dXx](?!\d)")
_ENTITY = re.compile(r"\\?&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_TAG = re.compile(r"</?(?:jats:)?([A-Za-z][A-Za-z0-9]*)(?=[\s/>])[^<>]{0,400}>")  # not "<https://a.b>"
_MACROS = {"i": "textit", "em": "textit", "b": "textbf", "strong": "textbf", "sub": "textsubscript",
           "sup": "textsuperscript", "sc": "textsc"}  # fmt: skip
_TYPE_TAG = re.compile(rf"<(/?)({'|'.join(_MACROS)})>", re.IGNORECASE)
_LESS = re.compile(r"\$\\(less|greater)\$")
_BARE = frozenset({"year", "month", "day", "date", "doi", "eprint", "archiveprefix", "eprinttype", "primaryclass"})
_PAGE = r"(?:[A-Za-z]{0,2}\d+|[ivxlcdm]+)"
_RANGE = re.compile(rf"\b({_PAGE})\s*[-–—]\s*(?={_PAGE}\b)")
_AS_THEY_ARE = NAME_FIELDS | {"pages"}
_ARXIV_FIELDS = ("arxivid", "arxiv", "howpublished", "number", "note", "journal", "url", "doi")


@dataclass(slots=True)
class SourceRecord:
    """One record as a reader found it. ``fields`` are by BibTeX's names, in small letters."""

    line: int
    type: str = "misc"
    keys: tuple[str, ...] = ()
    fields: dict[str, str] = field(default_factory=dict)
    authors: Sequence[Name] = ()
    et_al: bool = False
    urls: tuple[str, ...] = ()  # beside the one in ``fields``
    affiliations: tuple[str, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)  # of BibTeX: every field word for word


def contents_of(
    records: Iterable[SourceRecord | Problem], total: int, progress: Progress | None, problems: Iterable[Problem] = ()
) -> Contents:
    """The records of a text, of which there are ``total``, as entries; with the problems met on the way."""
    entries: list[Candidate] = []
    found = list(problems)
    done = 0
    for record in records:
        if isinstance(record, Problem):
            found.append(record)
            continue
        if progress and done % _STEP == 0:
            progress(done, total)
        done += 1
        entry, doubts = entry_of(record)
        found += doubts
        if entry:
            entries.append(entry)
    return Contents(tuple(entries), tuple(found))


def entry_of(record: SourceRecord) -> tuple[Candidate | None, list[Problem]]:
    """The record as a candidate; None, with a problem that says so, if it has neither title nor abstract."""
    rest = {clean(name): text for name, value in record.fields.items() if (text := _unescaped(name, value))}
    problems: list[Problem] = []
    title = _title(rest)
    abstract = rest.pop("abstract", None)
    if title is None and len(identity(abstract or "")) < _TELLING:
        text = ", ".join(record.keys[:1]) or next(iter(rest.values()), "")
        return None, [Problem(record.line, "incomplete entry", text, "left out: no title")]
    note = _note(rest)
    category = _category(rest)
    arxiv = _arxiv(rest)
    day, day_text = _date(rest, record.line, problems)
    doi = parse_doi(rest["doi"]) if "doi" in rest else None
    if doi:
        del rest["doi"]
    urls = _urls(rest) + tuple(re.sub(r"^www\.", "http://www.", url) for url in record.urls)
    doi = doi or next(filter(None, (parse_doi(url) for url in urls)), None)
    if abstract and ("http" in abstract or "www." in abstract):
        urls += find_urls(readable_field(abstract))
    kind, venue = _venue(record.type.lower(), rest, arxiv)
    if arxiv and rest.get("publisher", "").lower() == "arxiv":
        del rest["publisher"]
    venue = readable_field(venue) if venue else None
    entry = Candidate(
        line=record.line,
        title=title,
        authors=tuple(author_text(name) for name in record.authors),  # two of one spelling are two people
        et_al=record.et_al,
        affiliations=record.affiliations,
        category=category,
        date=day,
        date_text=day_text,
        abstract=abstract,
        urls=tuple(dict.fromkeys(urls)),
        keys=tuple(dict.fromkeys(k for key in record.keys if (k := _key(key)))),
        arxiv=arxiv,
        doi=doi,
        venue=venue,
        type=kind,
        fields=_readable(rest, tex=bool(record.texts)),
        rank=Rank.RECORD if venue or kind not in _UNPUBLISHED else Rank.PREPRINT,
        note=note,
    )
    if record.texts:
        entry = replace(entry, texts=source_texts(entry, record.texts))
    return entry, problems


def _unescaped(name: str, text: str) -> str:
    """Harmless text with its HTML entities decoded; only what the user wrote keeps its lines."""
    text = without_entities(text)
    if name in NOTES:
        return clean_lines(text).strip()
    text = clean(text)
    return text.strip("{} ") if name in _BARE else text


def sort_serial_numbers(fields: dict[str, str]) -> None:
    """Tell ISBN from ISSN by their form, for formats that have one field for both."""
    for name, other, form in (("issn", "isbn", _ISBN), ("isbn", "issn", _ISSN)):
        if other not in fields and form.match(fields.get(name, "")):
            fields[other] = fields.pop(name)


def without_entities(text: str) -> str:
    """Text with HTML entities decoded; web exports have them in any field, even in names."""
    return _ENTITY.sub(lambda m: html.unescape(m[0].removeprefix("\\")), text) if "&" in text else text


def from_html(text: str) -> str:
    """Text with its few HTML tags as LaTeX; other tags are dropped, and all of them if they are not in pairs."""
    if "<" not in text:
        return text
    tags = ((tag[0].startswith("</"), name) for tag in _TAG.finditer(text) if (name := tag[1].lower()) in _MACROS)
    macros = _MACROS if _are_pairs(tags) else {}
    return _TAG.sub(lambda tag: _latex(tag, macros), text)


def with_macros(text: str) -> str:
    """TeX with pairs of HTML tags for italics and the like as macros, even if a program escaped their brackets."""
    if "\\less$" in text:
        text = _LESS.sub(lambda sign: "<" if sign[1] == "less" else ">", text)
    if "<" not in text:
        return text
    if not _are_pairs((bool(tag[1]), tag[2].lower()) for tag in _TYPE_TAG.finditer(text)):
        return text
    return _TYPE_TAG.sub(lambda tag: "}" if tag[1] else f"\\{_MACROS[tag[2].lower()]}{{", text)


def _are_pairs(tags: Iterable[tuple[bool, str]]) -> bool:
    """Is every tag that opens closed by one of its name, within the one around it? Each: does it close; its name."""
    opened: list[str] = []
    for closes, name in tags:
        if not closes:
            opened.append(name)
        elif not opened or opened.pop() != name:
            return False
    return not opened


def _latex(tag: re.Match[str], macros: Mapping[str, str]) -> str:
    name = tag[1].lower()
    if name not in macros:
        return "\n" if name in ("p", "br", "div", "li") else ""
    return "}" if tag[0].startswith("</") else f"\\{macros[name]}{{"


def _title(rest: dict[str, str]) -> str | None:
    title, more = rest.pop("title", ""), rest.pop("subtitle", "")
    for _ in range(2):  # braces around all of it say nothing
        if is_one_group(title):
            title = title[1:-1].strip()
    if title and more:
        title = f"{title}: {more}"
    return title or None


def _readable(rest: Mapping[str, str], *, tex: bool) -> dict[str, str]:
    """Further facts as readable text; pages keep BibTeX's dashes. Braces are TeX's only in a TeX file."""
    read = readable_field if tex else readable
    if "pages" in rest:
        rest = {**rest, "pages": _RANGE.sub(r"\1--", rest["pages"])}
    return {
        name: text if name in _AS_THEY_ARE or is_verbatim(name) or not (tex or "\\" in text) else read(text)
        for name, text in rest.items()
    }


def _note(rest: dict[str, str]) -> str | None:
    found = [_readable_lines(rest.pop(name)).strip() for name in NOTES if name in rest]
    return "\n".join(dict.fromkeys(filter(None, found))) or None


def _readable_lines(text: str) -> str:
    return "\n".join(readable_field(line) for line in text.split("\n"))


def _category(rest: dict[str, str]) -> str | None:
    """arXiv's class, as pages show it: "CL" for cs.CL; what is no code of two letters whole."""
    stated = rest.pop("primaryclass", "") or rest.pop("eprintclass", "")
    words = rest.get("keywords", "")
    if not stated and (words in CATEGORIES or ARXIV_CLASS.fullmatch(words)):
        stated = rest.pop("keywords")
    if not stated and (found := re.search(r"\[([a-z-]+(?:\.[A-Za-z-]+)?)\]", rest.get("note", ""))):
        stated = found[1]
    match = _SUBJECT.fullmatch(stated)
    if not match or stated in CATEGORIES:
        return stated or None
    archive, _, code = match[1].partition(".")
    if not code and archive in _WHOLE:
        return None
    if archive not in _ARCHIVES or arxiv_class(code) != match[1]:
        rest["primaryclass"] = match[1]  # "DG" alone does not say that it is of mathematics
    return code if code in CATEGORIES else match[1]


def _arxiv(rest: dict[str, str]) -> str | None:
    """The paper's own arXiv id; fields that hold nothing else are used up."""
    archive = rest.get("archiveprefix") or rest.get("eprinttype") or rest.get("archive") or "arxiv"
    found: str | None = None
    if (
        "eprint" in rest
        and "arxiv" in archive.lower()
        and (found := parse_arxiv(rest["eprint"]) or find_arxiv(rest["eprint"]))
    ):
        for name in ("eprint", "archiveprefix", "eprinttype"):
            rest.pop(name, None)
    if _REPOSITORY.fullmatch(rest.get("journal", "")):
        found = found or find_arxiv(rest["journal"]) or parse_arxiv(rest.get("volume"))
    for name in _ARXIV_FIELDS:
        value = rest.get(name, "")
        id = (parse_arxiv(value) if name.startswith("arxiv") else None) or find_arxiv(value)
        found = found or id
        if id == found and id and _says_only_that(name, value):
            del rest[name]
    if found and (rest.get("volume", "").lower().startswith("abs/")):
        del rest["volume"]
    return found


def _says_only_that(name: str, value: str) -> bool:
    """Does a field hold nothing beside an arXiv id?"""
    if name in ("url", "doi", "journal"):
        return False
    return len(re.sub(r"arxiv|\[[a-z.A-Z-]+\]|[\d.:{}\s/v]|[a-z-]+(\.[A-Z]{2})?/", "", value, flags=re.IGNORECASE)) == 0


def _date(rest: dict[str, str], line: int, problems: list[Problem]) -> tuple[str | None, str | None]:
    """ISO, as much as is stated and possible, and the source's own text where it says more: a range, a season.

    What can't be a date stays in ``fields`` and is reported.
    """
    given = " ".join(rest[name] for name in ("date", "year", "month", "day") if name in rest)
    whole = rest.get("date", "")
    found = _ISO.fullmatch(whole)
    if found:
        parts = [found[1], found[2], found[3]]
    else:
        old = re.fullmatch(r"\d{3}", rest.get("year", "") or whole)
        year = _YEAR.search(rest.get("year", "") or whole)
        parts = [old[0].zfill(4) if old else year[1] if year else None]
        parts += _month(rest.get("month", ""), rest.get("day", "")) if parts[0] else ()
    iso = "-".join(part.zfill(2) for part in parts if part) if parts[0] else None
    text = whole if is_extended_date(whole) and not is_iso_date(whole) and not _DAY.fullmatch(whole) else ""
    text = text or (month_range(int(parts[0]), rest.get("month", "")) if parts[0] and not found else "")
    if iso is None:
        if given:
            problems.append(Problem(line, "impossible date", given, "taken without date"))
        return None, text or None
    exact = bool(found) or (rest.get("year", "").zfill(4) == parts[0] and bool(rest.get("month")) == bool(parts[1]))
    if not is_iso_date(iso):
        iso, exact = parts[0], False
    if "/" in text and (start := read_date(text).iso):
        iso = start
    if exact or text:
        for name in ("date", "year", "month", "day"):
            rest.pop(name, None)
    else:
        problems.append(Problem(line, "impossible date", given, f"{iso} kept"))
    return iso, text or None


def _month(text: str, day: str) -> tuple[str | None, str | None]:
    """Month and day of "feb", "February", "2", "feb # {~21}", "21 February"."""
    month = 0 if _QUARTER.search(text) else read_month(text)
    if not month:
        return None, None
    days = re.findall(r"\d{1,2}", text) if re.search("[A-Za-z]{3}", text) else []
    if len(days) != 1:
        days = [day.strip()] if day.strip().isdigit() else []
    return str(month), days[0] if days else None


def _urls(rest: dict[str, str]) -> tuple[str, ...]:
    """The record's own links; ``url`` first."""
    found: list[str] = []
    for name in ("url", "howpublished", "link", "ee", *sorted(n for n in rest if n.startswith("bdsk-url"))):
        urls = find_urls(undo_tex(rest.get(name, "").replace("\\url{", " ")))
        found += urls
        if urls and len(rest[name]) <= sum(map(len, urls)) + len("\\url{}") + 3:
            del rest[name]
    return tuple(found)


def _venue(name: str, rest: dict[str, str], arxiv: str | None) -> tuple[str | None, str | None]:
    """Type and venue. An article that is only on arXiv is a preprint, which has neither."""
    kind = _TYPES.get(name, name)
    if kind == "online" and arxiv:  # as biblatex has preprints
        kind = "misc"
    if name in KINDS:
        rest.setdefault("type", KINDS[name])
    names = ("journal", "journaltitle", "booktitle") if kind == "article" else ("booktitle", "journaltitle", "journal")
    name = next((name for name in names if name in rest), "")
    if name and _REPOSITORY.fullmatch(rest[name]):
        del rest[name]
        name, arxiv = "", arxiv or ""
    if not name and kind == "article" and arxiv is not None:
        kind = "misc"
    return None if kind == "misc" else kind, rest.pop(name) if name else None


def _key(text: str) -> str:
    """The user's key, without characters that no key can have."""
    key = "".join(clean(text).split())
    return key if any(c.isalnum() for c in key) else ""
