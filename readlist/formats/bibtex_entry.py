"""One paper as a BibTeX entry: which fields it has, and what stands in them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Container
from dataclasses import dataclass

from readlist.citekeys import telling_word
from readlist.formats import ExportOptions
from readlist.formats.bibtex_authors import author_field
from readlist.formats.bibtex_pieces import Profile
from readlist.formats.bibtex_text import escaped
from readlist.formats.bibtex_title import title
from readlist.formats.facts import arxiv_id, own_doi, own_url, subject, when
from readlist.models import Mark, Paper, Written

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
TYPE = "@"  # the type of an entry, among the names of its fields
_WIDTH = len("archiveprefix")  # the longest usual name: a field that comes or goes does not move the others

_KEY_BREAKERS = re.compile(r"[\s,{}()=\\\"#%~'@]")
_FIELD_NAME = re.compile(r"[a-z][a-z0-9_-]*")
_VERBATIM = re.compile(r"file|pdf|url.*|.*-url.*|.*-file.*")
_BRACE = re.compile("[{}]")
_VENUES = {"article": "journal", "inproceedings": "booktitle"}


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry ready to be written. Values stand in braces, but for the month's macro."""

    paper: int
    type: str
    key: str
    authors: tuple[str, ...]  # each as it stands in the author field
    fields: tuple[tuple[str, str], ...]
    extra: tuple[
        tuple[str, str], ...
    ] = ()  # what an import brought and readlist does not know: for the user's own file
    aliases: tuple[str, ...] = ()  # keys the paper had before

    def get(self, name: str) -> str | None:
        return next((value for field, value in self.fields if field == name), None)

    def text(self) -> str:
        lines = [f"@{self.type}{{{self.key},"]
        lines += [f"  {name:<{_WIDTH}} = {field_text(name, value)}," for name, value in (*self.fields, *self.extra)]
        return "\n".join((*lines, "}", ""))

    def written(self) -> Written:
        """The base of later merges: what the entry says, without the path and id that a file gives it."""
        said = {name: digest(value) for name, value in (*self.fields, *self.extra)}
        return Written(path="", paper=self.paper, key=self.key, fields={TYPE: self.type, **said})


def digest(value: str) -> str:
    """What is kept of a value: enough to know it again."""
    return hashlib.blake2b(value.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()


def field_text(name: str, value: str) -> str:
    """A value as it stands behind the ``=``: in braces, but for the month's macro."""
    return value if name == "month" and value in MONTHS else f"{{{value}}}"


def safe_key(key: str) -> str:
    """A key without the characters that end it, or the entry, in some BibTeX program; else as its user gave it."""
    return _KEY_BREAKERS.sub("", key) or "x"


def entry_of(paper: Paper, mark: Mark, key: str, options: ExportOptions, profile: Profile) -> Entry | None:
    """The entry of a paper; None if its title has nothing that could be written."""
    heading = title(paper.title or paper.title_text, profile, options.protect)
    if not heading:
        return None
    authors = author_field(paper.authors, paper.et_al, profile)
    eprint = arxiv_id(paper)
    url = own_url(paper)
    kind, venue = _kind(paper, bool(authors), bool(eprint or url), options, profile)
    classified = subject(paper)
    doi = own_doi(paper)
    fields = [
        ("author", " and ".join(authors)),
        ("title", heading),
        ("key", "" if authors else telling_word(paper.title_text or heading) or key),
        *venue,
        *_dates(paper, profile),
        ("eprint", eprint),
        ("archiveprefix", "arXiv" if eprint else ""),
        ("primaryclass", classified if eprint else ""),
        ("doi", doi),
        ("url", url),
        ("howpublished", _howpublished(eprint, classified) if options.howpublished and kind == "misc" else ""),
        (
            "abstract",
            escaped(paper.abstract or paper.abstract_text or "", profile) if options.abstract else "",
        ),
        ("keywords", "" if eprint and classified else escaped(classified or paper.category or "", profile)),
        ("annote", escaped(mark.note or "", profile) if options.notes else ""),
    ]
    known = tuple((n, v) for n, v in fields if v)
    return Entry(paper.id, kind, key, authors, known, _extra(paper, {n for n, _ in known}, profile), paper.aliases)


def _extra(paper: Paper, known: Container[str], profile: Profile) -> tuple[tuple[str, str], ...]:
    """Fields of the user's own file that readlist does not know; paths and addresses as they are, if BibTeX can."""
    out = []
    for name, value in paper.extra.items():
        if isinstance(value, str) and _FIELD_NAME.fullmatch(name) and name not in known:
            raw = " ".join(value.split())
            verbatim = _VERBATIM.fullmatch(name) and balanced(raw) and not raw.endswith("\\")
            if text := raw if verbatim else escaped(raw, profile):
                out.append((name, text))
    return tuple(out)


def balanced(value: str) -> bool:
    """Whether braces are balanced as BibTeX counts them: raw, a backslash before one changes nothing."""
    depth = 0
    for brace in _BRACE.findall(value):
        depth += 1 if brace == "{" else -1
        if depth < 0:
            return False
    return depth == 0


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


def _dates(paper: Paper, profile: Profile) -> list[tuple[str, str]]:
    """Year and month, or biblatex's date."""
    known = when(paper)
    if not known.year:
        return []
    if profile == "biblatex":
        return [("date", "-".join(f"{part:02}" for part in known.parts))]
    return [("year", f"{known.year:04}"), ("month", MONTHS[known.month - 1] if known.month else "")]


def _howpublished(eprint: str, subject: str) -> str:
    return f"{{arXiv}}:{eprint}" + (f" [{subject}]" if subject else "") if eprint else ""
