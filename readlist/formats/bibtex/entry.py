"""Turns a paper into a BibTeX entry: its type, its fields and their values."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass

from readlist.formats import ExportOptions
from readlist.formats.bibtex.people import written_names
from readlist.formats.bibtex.titles import is_title, protected, title
from readlist.formats.facts import (
    ARXIV_CLASS,
    DATE_FIELDS,
    KINDS,
    NEED_VENUE,
    TYPES,
    UPDATE_FIELDS,
    is_verbatim,
    joined,
    subject,
    tags_of,
    when,
)
from readlist.formats.file_field import file_field
from readlist.formats.source_text import DATES, TYPE, texts_of
from readlist.latex.escape import Profile, escape
from readlist.latex.pass_through import let_through
from readlist.latex.syntax import is_balanced
from readlist.model.change import ExportBase
from readlist.model.citekeys import title_word
from readlist.model.dates import BIBTEX_MONTHS, is_extended_date, read_date
from readlist.model.identifiers import own_urls, paper_arxiv, paper_doi, undo_tex
from readlist.model.paper import Mark, Paper, Rank

FILE = "file"
"""The field with the paths of a paper's PDFs."""

_WIDTH = len("archiveprefix")  # the longest usual name: a field that comes or goes does not move the others

_KEY_BREAKERS = re.compile(r"[\s,{}()=\\\"#%~'@]")
_FIELD_NAME = re.compile(r"[a-z][a-z0-9_+-]*")
_TYPE_NAME = re.compile(r"[a-z]+")
_URL = re.compile(r"https?://[A-Za-z0-9\[][^\s{}<>\"\\^`|]*")
_MONTH = f"({'|'.join(BIBTEX_MONTHS)})"
_MONTH_TEXT = re.compile(rf"{_MONTH}[\d ~,/–-]*(?:{_MONTH}[\d ~,/–-]*)?")
_MONTHS = re.compile(rf'{_MONTH}(?: # (?:{_MONTH}|"[^"{{}}\\]*"))*')
_ADDRESS = re.compile(r"[^{}\"\\]+")
_DOI = re.compile(r"[^%#&~$,]+")  # biblatex reads the field verbatim, the classic styles do not
_NUMBER = re.compile(r"\{+[\d ,.–-]+\}+")
_YEAR = re.compile(r"\d{3,4}")
_WRITTEN = frozenset(row.name for row in TYPES if row.name != "misc")
_STYLED = frozenset({"article", "book", "booklet", "conference", "inbook", "incollection", "inproceedings", "manual",
                     "mastersthesis", "misc", "phdthesis", "proceedings", "techreport", "unpublished"})  # fmt: skip
"""Types that the classic styles define."""
_CLASSIC = {
    "report": "techreport", "mvbook": "book", "collection": "book", "mvcollection": "book", "reference": "book",
    "mvreference": "book", "mvproceedings": "proceedings", "inreference": "incollection", "bookinbook": "inbook",
    "suppbook": "inbook", "suppcollection": "incollection", "suppperiodical": "article", "review": "article",
    "mathesis": "mastersthesis",
}  # fmt: skip
_BIBLATEX = {"journal": "journaltitle"}
_EDITED = frozenset({"book", "collection", "inbook", "mvbook", "mvcollection", "mvproceedings", "proceedings"})
"""Types that styles sort by their editor where there is no author."""
_RULED = frozenset({TYPE, *DATE_FIELDS, *UPDATE_FIELDS, "title", "author", "keywords", "doi", *DATES})
_ORDER = {name: n for n, name in enumerate(
    "editor journal booktitle volume number pages series edition chapter publisher address school institution "
    "organization isbn issn note howpublished".split())}  # fmt: skip
"""In which order further fields follow; the rest as it came."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry ready to be written. Values stand in braces, but for the month's macro."""

    paper: int
    type: str
    key: str
    authors: tuple[str, ...]  # each as it stands in the author field
    fields: tuple[tuple[str, str], ...]
    extra: tuple[tuple[str, str], ...] = ()  # the paper's further fields: volume, pages, publisher
    aliases: tuple[str, ...] = ()  # keys the paper had before

    def get(self, name: str) -> str | None:
        return next((value for field, value in (*self.fields, *self.extra) if field == name), None)

    def text(self) -> str:
        lines = [f"@{self.type}{{{self.key},"]
        lines += [f"  {name:<{_WIDTH}} = {field_text(name, value)}," for name, value in (*self.fields, *self.extra)]
        return "\n".join((*lines, "}", ""))

    def export_base(self) -> ExportBase:
        """The base of later merges: the entry's fields as digests, without the path and id of a file."""
        digests = {name: digest(value) for name, value in (*self.fields, *self.extra)}
        return ExportBase(path="", paper=self.paper, key=self.key, fields={TYPE: self.type, **digests})


def digest(value: str) -> str:
    """A digest of a value: enough to recognise it."""
    return hashlib.blake2b(value.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()


def field_text(name: str, value: str) -> str:
    """A value as it stands behind the ``=``: in braces, but for the month's macro."""
    return value if name == "month" and _MONTHS.fullmatch(value) else f"{{{value}}}"


def safe_key(key: str) -> str:
    """A key as the user gave it, without characters that would end it, or the entry, in some BibTeX program."""
    return _KEY_BREAKERS.sub("", key) or "x"


def entry_of(paper: Paper, mark: Mark, key: str, options: ExportOptions, profile: Profile) -> Entry | None:
    """The entry of a paper; None if its title has nothing that could be written.

    A fact that came from a .bib file, and is still the same, is written as it stood there.
    """
    texts = texts_of(paper)
    heading = _title(paper, texts, options, profile)
    if not heading:
        return None
    authors = written_names(paper, texts.get("author", ""), profile)
    eprint = paper_arxiv(paper) or ""
    url = next(filter(_URL.fullmatch, own_urls(paper)), "")
    kind, venue = _kind(paper, texts, bool(eprint or url), options, profile)
    stated = paper.fields.get("primaryclass", "")
    classified = subject(paper) or (stated if ARXIV_CLASS.fullmatch(stated) else "")
    doi = paper_doi(paper) or ""
    word = "" if (eprint and classified) or not paper.category else classified or paper.category
    fields = {
        "author": " and ".join(authors),
        "title": heading,
        "key": "" if authors or (kind in _EDITED and "editor" in paper.fields) else _sort_key(paper, key, profile),
        **venue,
        **_dates(paper, texts, profile),
        "eprint": eprint,
        "archiveprefix": "arXiv" if eprint else "",
        "primaryclass": classified if eprint else "",
        "doi": doi if _DOI.fullmatch(doi) else let_through(texts.get("doi", ""), profile) or "",
        "url": url,
        "howpublished": _howpublished(eprint, classified) if options.howpublished and kind == "misc" else "",
        "abstract": _abstract(paper, profile) if options.abstract and "abstract" not in texts else "",
        "keywords": _keywords(paper, mark, texts, word or "", profile),
        "annote": escape(mark.note or "", profile) if options.notes else "",
    }
    further = _further(paper, fields, texts, profile)
    if kind in KINDS and paper.fields.get("type") == KINDS[kind]:
        further.pop("type", None)  # the type of the entry says it already; the styles would print it
    for name, text in _written(texts, options, profile):
        (fields if name in fields else further)[name] = text
    if options.files:
        paths = [file.path for file in paper.files if is_balanced(file.path)]
        stated = paper.fields.get(FILE, "")  # of files that are on another machine
        fields[FILE] = file_field(paths) if paths else stated if is_balanced(stated) else ""
    if profile == "biblatex" and paper.aliases:
        further["ids"] = ",".join(map(safe_key, paper.aliases))
    known = {n: v for n, v in fields.items() if v}
    rest = ((n, v) for n, v in further.items() if v and n not in known)
    return Entry(paper.id, kind, key, authors, tuple(known.items()), tuple(rest), paper.aliases)


def _sort_key(paper: Paper, key: str, profile: Profile) -> str:
    return escape(paper.fields.get("key", ""), profile) or title_word(paper.title_text) or key


def _title(paper: Paper, texts: Mapping[str, str], options: ExportOptions, profile: Profile) -> str:
    own = let_through(texts.get("title", ""), profile)
    if own and is_title(own):
        return protected(own, options.protect)
    if "subtitle" in texts and "title" in texts:
        return title(texts["title"], profile, options.protect)
    return title(paper.title or paper.title_text, profile, options.protect)


def _further(paper: Paper, fields: Mapping[str, str], texts: Container[str], profile: Profile) -> dict[str, str]:
    """The further fields of a paper; paths and addresses as they are, if BibTeX can."""
    out = {}
    for name in sorted(paper.fields, key=lambda name: _ORDER.get(name, len(_ORDER))):
        value = paper.fields[name]
        place = _BIBLATEX.get(name, name) if profile == "biblatex" else name
        if name in texts:
            out[place] = ""  # in its place
            continue
        if not isinstance(value, str) or not _FIELD_NAME.fullmatch(name) or fields.get(place) or name in _RULED:
            continue
        raw = " ".join(value.split())
        verbatim = is_verbatim(name) and is_balanced(raw) and not raw.endswith("\\")
        if text := raw if verbatim else escape(raw, profile):
            out[place] = text
    return out


def _written(texts: Mapping[str, str], options: ExportOptions, profile: Profile) -> Iterator[tuple[str, str]]:
    """The source texts of facts that are still the same, except fields with rules of their own."""
    for name, text in texts.items():
        if name in _RULED or not _FIELD_NAME.fullmatch(name) or (name == "abstract" and not options.abstract):
            continue
        if name == "url":
            text = undo_tex(text)
            if not _ADDRESS.fullmatch(text):
                continue
        elif _NUMBER.fullmatch(text):
            text = text.strip("{}")
        elif not (is_verbatim(name) and is_balanced(text) and not text.endswith("\\")):
            text = let_through(text, profile) or escape(text, profile)
        if text:
            yield _BIBLATEX.get(name, name) if profile == "biblatex" else name, text


def _abstract(paper: Paper, profile: Profile) -> str:
    return escape(paper.abstract or paper.abstract_text or "", profile)


def _keywords(paper: Paper, mark: Mark, texts: Mapping[str, str], word: str, profile: Profile) -> str:
    """Tags, and the category where no field says it; in the words of the file as long as they are the same tags."""
    stated = tags_of(paper.fields)
    listed = tags_of({"keywords": paper.fields.get("keywords", "")})
    tags = [t for t in listed if t in mark.tags] + [t for t in mark.tags if t not in stated]
    own = texts.get("keywords", "")
    if own and tags == list(listed) and not word:
        return let_through(own, profile) or escape(own, profile)
    return escape(joined(dict.fromkeys((*filter(None, [word]), *tags))), profile)


def _kind(
    paper: Paper, texts: Mapping[str, str], linked: bool, options: ExportOptions, profile: Profile
) -> tuple[str, dict[str, str]]:
    """The entry's type and venue. An article or proceedings paper without a venue is a preprint."""
    kind = (paper.type or "").lower()
    known = any(name in texts for name in ("journal", "journaltitle", "booktitle"))
    venue = "" if known else escape(paper.venue or "", profile)
    stated = texts.get(TYPE, "")
    field = "booktitle" if kind.startswith("in") else "journaltitle" if profile == "biblatex" else "journal"
    if stated and _TYPE_NAME.fullmatch(stated):
        return _classic(stated, paper) if profile == "bibtex" else stated, {field: venue}
    if kind in _WRITTEN and (venue or known or kind not in NEED_VENUE or paper.rank >= Rank.RECORD):
        return _classic(kind, paper) if profile == "bibtex" else kind, {field: venue}
    return ("online" if profile == "biblatex" and linked and not options.howpublished else "misc"), {}


def _classic(kind: str, paper: Paper) -> str:
    """The type under the name that the classic styles have for it."""
    if kind == "thesis":
        return next((name for name, word in KINDS.items() if word == paper.fields.get("type")), "phdthesis")
    return kind if kind in _STYLED else _CLASSIC.get(kind, "misc")


def lost_facts(paper: Paper, entry: Entry) -> Iterator[str]:
    """The facts for which the classic styles have no place: some types, and dates more exact than a month."""
    kind = texts_of(paper).get(TYPE) or (paper.type or "").lower()
    if paper.type and kind not in _STYLED and kind not in ("report", "thesis", entry.type):
        yield f"the type {kind}"
    text = paper.date_text or ""
    if is_extended_date(text) and read_date(text).iso != text and "#" not in (entry.get("month") or ""):
        yield "ranges, seasons and uncertain dates"


def _dates(paper: Paper, texts: Mapping[str, str], profile: Profile) -> dict[str, str]:
    """Year and month, or biblatex's date; as the source has them where it says more than a date can."""
    known = when(paper)
    year, month = (let_through(texts.get(name, ""), profile) or "" for name in ("year", "month"))
    if year and not _YEAR.fullmatch(year.strip("{}")):
        return {"year": year, "month": month}
    if not known.year:
        stated = let_through(texts.get("date", ""), profile) or ""
        return {"date": stated} if profile == "biblatex" and stated else {"year": year or stated, "month": month}
    text = paper.date_text or ""
    if profile == "biblatex" and is_extended_date(text) and text.lstrip("-")[:4] == f"{known.year:04}":
        return {"date": text}
    if profile == "biblatex" and not (month and not known.month):
        return {"date": known.iso}
    months = _month_expression(month) or (BIBTEX_MONTHS[known.month - 1] if known.month else month)
    return {"year": str(known.year), "month": months}


def _month_expression(text: str) -> str:
    """Months and what stands between them as BibTeX joins macros and texts: ``jan # "/" # feb`` of "jan/feb"."""
    if text in BIBTEX_MONTHS or not _MONTH_TEXT.fullmatch(text):
        return ""
    parts = [part for part in re.split(_MONTH, text) if part]
    return " # ".join(part if part in BIBTEX_MONTHS else f'"{part}"' for part in parts)


def _howpublished(eprint: str, subject: str) -> str:
    return f"{{arXiv}}:{eprint}" + (f" [{subject}]" if subject else "") if eprint else ""
