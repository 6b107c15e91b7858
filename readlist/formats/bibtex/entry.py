"""One paper as a BibTeX entry: which fields it has, and what stands in them."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Container, Sequence
from dataclasses import dataclass

from readlist.formats import ExportOptions
from readlist.formats.bibtex.titles import title
from readlist.formats.facts import ARXIV_CLASS, KINDS, TYPES, subject, when
from readlist.latex.characters import decode_accents, latin_macro, needs_unicode
from readlist.latex.escape import Profile, clean_text, escape
from readlist.latex.syntax import is_balanced
from readlist.model.change import ExportBase
from readlist.model.citekeys import title_word
from readlist.model.dates import BIBTEX_MONTHS
from readlist.model.identifiers import own_urls, paper_arxiv, paper_doi
from readlist.model.names import Name, bibtex_name, parse_names
from readlist.model.paper import Mark, Paper

TYPE = "@"  # the type of an entry, among the names of its fields
_WIDTH = len("archiveprefix")  # the longest usual name: a field that comes or goes does not move the others

_KEY_BREAKERS = re.compile(r"[\s,{}()=\\\"#%~'@]")
_FIELD_NAME = re.compile(r"[a-z][a-z0-9_-]*")
_VERBATIM = re.compile(r"file|pdf|url.*|.*-url.*|.*-file.*")
LOCAL_PATH = re.compile(r"file|pdf|.*-file.*")
_URL = re.compile(r"https?://[A-Za-z0-9\[][^\s{}<>\"\\^`|]*")
_DOI = re.compile(r"[^%#&~$,]+")  # biblatex reads the field verbatim, the classic styles do not
_WRITTEN = frozenset(row.name for row in TYPES if row.name != "misc")
_NEED_VENUE = frozenset({"article", "inproceedings"})
_CLASSIC = {"report": "techreport", "mvbook": "book", "collection": "book", "periodical": "misc", "dataset": "misc",
            "software": "misc", "patent": "misc"}  # fmt: skip
_DATES = frozenset({"date", "year", "month", "day"})


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
        return next((value for field, value in self.fields if field == name), None)

    def text(self) -> str:
        lines = [f"@{self.type}{{{self.key},"]
        lines += [f"  {name:<{_WIDTH}} = {field_text(name, value)}," for name, value in (*self.fields, *self.extra)]
        return "\n".join((*lines, "}", ""))

    def export_base(self) -> ExportBase:
        """The base of later merges: what the entry says, without the path and id that a file gives it."""
        said = {name: digest(value) for name, value in (*self.fields, *self.extra)}
        return ExportBase(path="", paper=self.paper, key=self.key, fields={TYPE: self.type, **said})


def digest(value: str) -> str:
    """What is kept of a value: enough to know it again."""
    return hashlib.blake2b(value.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()


def field_text(name: str, value: str) -> str:
    """A value as it stands behind the ``=``: in braces, but for the month's macro."""
    return value if name == "month" and value in BIBTEX_MONTHS else f"{{{value}}}"


def safe_key(key: str) -> str:
    """A key without the characters that end it, or the entry, in some BibTeX program; else as its user gave it."""
    return _KEY_BREAKERS.sub("", key) or "x"


def entry_of(paper: Paper, mark: Mark, key: str, options: ExportOptions, profile: Profile) -> Entry | None:
    """The entry of a paper; None if its title has nothing that could be written."""
    heading = title(paper.title or paper.title_text, profile, options.protect)
    if not heading:
        return None
    authors = author_field(paper.authors, paper.et_al, profile)
    eprint = paper_arxiv(paper) or ""
    url = next(filter(_URL.fullmatch, own_urls(paper)), "")
    kind, venue = _kind(paper, bool(eprint or url), options, profile)
    stated = paper.fields.get("primaryclass", "")
    classified = subject(paper) or (stated if ARXIV_CLASS.fullmatch(stated) else "")
    doi = paper_doi(paper) or ""
    fields = [
        ("author", " and ".join(authors)),
        ("title", heading),
        ("key", "" if authors else title_word(paper.title_text or heading) or key),
        *venue,
        *_dates(paper, profile),
        ("eprint", eprint),
        ("archiveprefix", "arXiv" if eprint else ""),
        ("primaryclass", classified if eprint else ""),
        ("doi", doi if _DOI.fullmatch(doi) else ""),
        ("url", url),
        ("howpublished", _howpublished(eprint, classified) if options.howpublished and kind == "misc" else ""),
        (
            "abstract",
            escape(paper.abstract or paper.abstract_text or "", profile) if options.abstract else "",
        ),
        ("keywords", "" if eprint and classified else escape(classified or paper.category or "", profile)),
        ("annote", escape(mark.note or "", profile) if options.notes else ""),
    ]
    known = tuple((n, v) for n, v in fields if v)
    names = {name for name, _ in known}
    if kind in KINDS and paper.fields.get("type") == KINDS[kind]:
        names.add("type")  # the type says it already; the styles would print it
    names |= _DATES if names & _DATES else set()  # a year beside a date is a warning of biber's
    return Entry(paper.id, kind, key, authors, known, _extra(paper, names, profile), paper.aliases)


def _extra(paper: Paper, known: Container[str], profile: Profile) -> tuple[tuple[str, str], ...]:
    """The further fields of a paper; paths and addresses as they are, if BibTeX can."""
    out = []
    for name, value in paper.fields.items():
        if isinstance(value, str) and _FIELD_NAME.fullmatch(name) and name not in known:
            raw = " ".join(value.split())
            verbatim = _VERBATIM.fullmatch(name) and is_balanced(raw) and not raw.endswith("\\")
            if text := raw if verbatim else escape(raw, profile):
                out.append((name, text))
    return tuple(out)


def _kind(paper: Paper, linked: bool, options: ExportOptions, profile: Profile) -> tuple[str, list[tuple[str, str]]]:
    """The entry's type and its venue. An article or a paper in proceedings without a venue is a preprint."""
    kind = (paper.type or "").lower()
    venue = escape(paper.venue or "", profile)
    if kind in _WRITTEN and (venue or kind not in _NEED_VENUE):
        field = "booktitle" if kind.startswith("in") else "journaltitle" if profile == "biblatex" else "journal"
        return _classic(kind, paper) if profile == "bibtex" else kind, [(field, venue)]
    return ("online" if profile == "biblatex" and linked and not options.howpublished else "misc"), []


def _classic(kind: str, paper: Paper) -> str:
    """The type as the classic styles know it."""
    if kind == "thesis":
        return next((name for name, word in KINDS.items() if word == paper.fields.get("type")), "phdthesis")
    return _CLASSIC.get(kind, kind)


def _dates(paper: Paper, profile: Profile) -> list[tuple[str, str]]:
    """Year and month, or biblatex's date."""
    known = when(paper)
    if not known.year:
        return []
    if profile == "biblatex":
        return [("date", "-".join(f"{part:02}" for part in known.parts))]
    return [("year", f"{known.year:04}"), ("month", BIBTEX_MONTHS[known.month - 1] if known.month else "")]


def _howpublished(eprint: str, subject: str) -> str:
    return f"{{arXiv}}:{eprint}" + (f" [{subject}]" if subject else "") if eprint else ""


# The author field: every name as the classic programs and biber both read it.


_TRANSLITERATED = re.compile("[\u0370-\u03ff\u1f00-\u1fff\u0400-\u052f\u1c80-\u1c8f\u2de0-\u2dff\ua640-\ua69f]+")
_SIGNS = {"’": "'", "‘": "'", "ʼ": "'", "ʻ": "'", "`": "'", "‐": "-", "‑": "-", "–": "-", "—": "-", "_": " ",
          "~": " ", ";": " ", "·": " ", "・": " "}  # fmt: skip
_KEPT = frozenset("-.'() ,&/@+:")


def author_field(authors: Sequence[str], et_al: bool, profile: Profile) -> tuple[str, ...]:
    """The names of an author field, with a last ``others`` where more authors exist; empty without a name."""
    names, more = parse_names((readable_name(author, profile) for author in authors), et_al)
    out = [bibtex_name(_whole(name, profile), lambda text: encode_name(text, profile)) for name in names]
    return (*out, "others") if out and more else tuple(out)


def readable_name(author: str, profile: Profile) -> str:
    """A name as plain text that holds nothing but letters, digits and the signs that names have.

    The braces around a group's name stay.
    """
    if author.startswith("{") and author.endswith("}"):
        inner = readable_name(author[1:-1].strip("{}"), profile)
        return f"{{{inner}}}" if inner else ""
    text = unicodedata.normalize("NFKC", clean_text(decode_accents(author)))  # "ﬁ" and "ª" are letters elsewhere
    if profile == "bibtex" and _TRANSLITERATED.search(text):
        from anyascii import anyascii

        text = _TRANSLITERATED.sub(lambda m: anyascii(m[0]), text)
    text = "".join(_SIGNS.get(c, c) for c in text)
    return " ".join("".join(c for c in text if c in _KEPT or _is_letter(c)).split())


def _is_letter(c: str) -> bool:
    return c.isalnum() or (not c.isascii() and unicodedata.category(c).startswith("M"))


def encode_name(text: str, profile: Profile) -> str:
    """The text of ``readable_name`` as LaTeX."""
    text = text.replace("&", "\\&")
    if profile == "biblatex" or text.isascii():
        return text
    return "".join(c if c.isascii() else latin_macro(c) or _nearest(c) for c in text)


def _nearest(c: str) -> str:
    """A Latin letter that T1 lacks, by its nearest one: classic BibTeX would cut it in half for a label."""
    if "LATIN" not in unicodedata.name(c, ""):
        return "" if unicodedata.combining(c) else c
    parts = unicodedata.normalize("NFD", c)
    kept = unicodedata.normalize("NFC", "".join(p for p in parts if p not in "\u031b\u0309"))
    if kept != c:
        return "".join(p if p.isascii() else latin_macro(p) or "" for p in kept)
    from anyascii import anyascii

    return anyascii(c)


def _whole(name: Name, profile: Profile) -> Name:
    """Classic BibTeX would cut initials in scripts without LaTeX macros: such names stay in one piece."""
    if profile == "bibtex" and not name.group:
        text = " ".join(part for part in (name.first, name.von, name.last, name.suffix) if part)
        if any(needs_unicode(c) and "LATIN" not in unicodedata.name(c, "") for c in text):
            return Name(text, group=True)
    return name
