"""One paper as a BibTeX entry: which fields it has, and what stands in them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from readlist.citekeys import telling_word
from readlist.formats import ExportOptions
from readlist.formats.bibtex_authors import author_field
from readlist.formats.bibtex_pieces import Profile
from readlist.formats.bibtex_text import escaped
from readlist.formats.bibtex_title import title
from readlist.models import Mark, Paper

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WIDTH = len("archiveprefix")  # the longest usual name: a field that comes or goes does not move the others

_CLASSES = {
    code: f"cs.{code}"
    for code in [
        "AI",
        "AR",
        "CC",
        "CE",
        "CG",
        "CL",
        "CR",
        "CV",
        "CY",
        "DB",
        "DC",
        "DL",
        "DM",
        "DS",
        "ET",
        "FL",
        "GL",
        "GR",
        "GT",
        "HC",
        "IR",
        "IT",
        "LG",
        "LO",
        "MA",
        "MM",
        "MS",
        "NA",
        "NE",
        "NI",
        "OH",
        "OS",
        "PF",
        "PL",
        "RO",
        "SC",
        "SD",
        "SE",
        "SI",
    ]
} | {"ML": "stat.ML", "AS": "eess.AS", "IV": "eess.IV", "SP": "eess.SP", "SY": "eess.SY"}
"""arXiv's subject classes by the code that pages show."""

_ARXIV = re.compile(r"(\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?:v\d+)?")
_ARXIV_LINK = re.compile(
    rf"(?:https?://)?(?:www\.|export\.)?arxiv\.org/(?:abs|pdf|html)/{_ARXIV.pattern}(?:\.pdf)?/?(?:[?#].*)?",
    re.I,
)
_ARXIV_DOI = re.compile(rf"10\.48550/arxiv\.{_ARXIV.pattern}", re.I)
_DOI = re.compile(r"10\.\d{4,9}/[^\s{}\\\"%#~^|`,&$]+")
_DOI_LINK = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?(.+)", re.I)
_URL = re.compile(r"https?://[A-Za-z0-9\[][^\s{}<>\"\\^`|]*")
_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?(?!\d)")
_KEY_BREAKERS = re.compile(r"[\s,{}()=\\\"#%~'@^&$]|[^\x21-\x7e]")
_VENUES = {"article": "journal", "inproceedings": "booktitle"}


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry ready to be written. Values stand in braces, but for the month's macro."""

    paper: int
    type: str
    key: str
    authors: tuple[str, ...]  # each as it stands in the author field
    fields: tuple[tuple[str, str], ...]

    def get(self, name: str) -> str | None:
        return next((value for field, value in self.fields if field == name), None)

    def text(self) -> str:
        lines = [f"@{self.type}{{{self.key},"]
        for name, value in self.fields:
            lines.append(f"  {name:<{_WIDTH}} = {value if name == 'month' else f'{{{value}}}'},")
        return "\n".join((*lines, "}", ""))


def safe_key(key: str) -> str:
    """A key without the characters that end it, or the entry, in some BibTeX program."""
    key = _KEY_BREAKERS.sub("", key)
    return key if key[:1].isalpha() else f"x{key}"


def entry_of(paper: Paper, mark: Mark, key: str, options: ExportOptions, profile: Profile) -> Entry | None:
    """The entry of a paper; None if its title has nothing that could be written."""
    heading = title(paper.title or paper.title_text, profile, options.protect)
    if not heading:
        return None
    authors = author_field(paper.authors, paper.et_al, profile)
    eprint = arxiv_id(paper)
    url = own_url(paper)
    kind, venue = _kind(paper, bool(authors), bool(eprint or url), options, profile)
    subject = _CLASSES.get((paper.category or "").strip().removeprefix("cs."))
    doi = own_doi(paper)
    fields = [
        ("author", " and ".join(authors)),
        ("title", heading),
        ("key", "" if authors else telling_word(paper.title_text or heading) or key),
        *venue,
        *_dates(paper, eprint, profile),
        ("eprint", eprint),
        ("archiveprefix", "arXiv" if eprint else ""),
        ("primaryclass", subject if eprint and subject else ""),
        ("doi", doi),
        ("url", url),
        ("howpublished", _howpublished(eprint, subject) if options.howpublished and kind == "misc" else ""),
        (
            "abstract",
            escaped(paper.abstract or paper.abstract_text or "", profile) if options.abstract else "",
        ),
        ("keywords", "" if eprint and subject else escaped(subject or paper.category or "", profile)),
        ("annote", escaped(mark.note or "", profile) if options.notes else ""),
    ]
    return Entry(paper.id, kind, key, authors, tuple((n, v) for n, v in fields if v))


def _kind(
    paper: Paper, authors: bool, linked: bool, options: ExportOptions, profile: Profile
) -> tuple[str, list[tuple[str, str]]]:
    """The entry's type and its venue. Types other than @misc warn about what they miss: they need it all."""
    field = _VENUES.get((paper.type or "").lower())
    venue = escaped(paper.venue or "", profile)
    if field and venue and authors:
        kind = (paper.type or "").lower()
        return kind, [("journaltitle" if field == "journal" and profile == "biblatex" else field, venue)]
    return ("online" if profile == "biblatex" and linked and not options.howpublished else "misc"), []


def _dates(paper: Paper, eprint: str, profile: Profile) -> list[tuple[str, str]]:
    """Year and month, or biblatex's date. Without a date the arXiv id has both: 2402 is February 2024."""
    match = _DATE.match(paper.date or "")
    year, month, day = match.groups() if match else (None, None, None)
    if not year and re.match(r"\d{4}\.", eprint):
        year, month = f"20{eprint[:2]}", eprint[2:4]
    if not year:
        return []
    number = int(month or 0)
    known = 1 <= number <= 12
    if profile == "bibtex":
        return [("year", year), ("month", MONTHS[number - 1] if known else "")]
    if not known:
        return [("date", year)]
    return [
        (
            "date",
            f"{year}-{number:02}-{int(day):02}" if day and _is_day(year, number, day) else f"{year}-{number:02}",
        )
    ]


def _is_day(year: str, month: int, day: str) -> bool:
    try:
        date(int(year), month, int(day))
    except ValueError:
        return False
    return True


def arxiv_id(paper: Paper) -> str:
    """The record's own arXiv id, without version: from its id, links or DOI, never from its abstract."""
    if match := _ARXIV.fullmatch(re.sub(r"^arxiv:", "", (paper.arxiv or "").strip(), flags=re.I)):
        return match[1]
    links = (_ARXIV_LINK.fullmatch(url.strip()) for url in _own(paper))
    if match := next(filter(None, links), None):
        return match[1]
    match = _ARXIV_DOI.fullmatch(_bare_doi(paper.doi or ""))
    return match[1] if match else ""


def own_doi(paper: Paper) -> str:
    """The DOI, unless it holds signs of TeX: biblatex reads the field verbatim, the classic styles do not."""
    doi = _bare_doi(paper.doi or "")
    return doi if _DOI.fullmatch(doi) else ""


def _bare_doi(text: str) -> str:
    match = _DOI_LINK.fullmatch(text.strip())
    return match[1] if match else ""


def own_url(paper: Paper) -> str:
    """The first link of the record itself that can stand in a url field."""
    return next((url for url in _own(paper) if _URL.fullmatch(url)), "")


def _own(paper: Paper) -> Iterable[str]:
    """The links that the paper's abstract does not hold: those lead to code, data or other papers."""
    abstract = f"{paper.abstract or ''} {paper.abstract_text or ''}"
    return (url for url in paper.urls if url not in abstract)


def _howpublished(eprint: str, subject: str | None) -> str:
    return f"{{arXiv}}:{eprint}" + (f" [{subject}]" if subject else "") if eprint else ""
