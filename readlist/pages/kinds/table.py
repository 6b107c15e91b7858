"""Tables of papers: CSV and tab-separated exports of Zotero, Scopus, Web of Science, PubMed and other programs.

Any table is read whose header row names titles and authors. A table here says which heading means which fact; how a
column writes its names is judged from all of its cells.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from readlist.model.dates import possible_date, read_date, read_month
from readlist.model.identifiers import find_arxiv, find_urls, parse_arxiv, parse_doi
from readlist.model.names import author_text, parse_name
from readlist.model.paper import Candidate
from readlist.pages.kinds.author_lines import AuthorLine, read_author_line, read_cited_line, read_inverted_line
from readlist.pages.kinds.entries import Entry, family_first, plain_title, runs_of, without_more
from readlist.pages.kinds.kind import Run
from readlist.pages.page import Line

_HEADINGS = {  # fact → the headings that mean it, in letters and digits only; the earlier ones are the fuller
    "title": "title documenttitle articletitle papertitle ti itemtitle",
    "authors": "authorfullnames authorsfullnames af authors author au authornames creators creator",
    "doi": "doi di doilink digitalobjectidentifier",
    "date": "date publicationdate datepublished publisheddate",
    "year": "publicationyear year py pubyear yearpublished published",
    "month": "month pd",
    "venue": "publicationtitle sourcetitle journalbook publication journal so venue booktitle journaltitle conference"
    " conferencename source publishedin",
    "abstract": "abstractnote abstract ab",
    "volume": "volume vl",
    "number": "issue number is",
    "pages": "pages page",
    "first page": "pagestart startpage bp firstpage",
    "last page": "pageend endpage ep lastpage",
    "eid": "artno ar articlenumber",
    "publisher": "publisher pu",
    "issn": "issn sn",
    "isbn": "isbn isbns bn",
    "pmid": "pmid pubmedid pm",
    "pmcid": "pmcid",
    "arxiv": "arxiv arxivid eprint",
    "url": "url link pdflink urls ur",
    "type": "itemtype documenttype dt",
    "keywords": "manualtags",
    "extra": "extra",
}
_FACTS = {heading: (fact, n) for fact, headings in _HEADINGS.items() for n, heading in enumerate(headings.split())}
_BIBLIOGRAPHIC = frozenset(
    {"doi", "year", "venue", "volume", "pages", "first page", "publisher", "issn", "isbn", "pmid", "arxiv"}
)
_PLAIN_FIELDS = ("volume", "number", "eid", "publisher", "issn", "isbn", "pmid", "pmcid", "keywords")
_TYPES = {
    "journalarticle": "article", "article": "article", "review": "article", "journal": "article", "letter": "article",
    "conferencepaper": "inproceedings", "proceedingspaper": "inproceedings", "book": "book",
    "booksection": "incollection", "bookchapter": "incollection", "thesis": "thesis", "report": "report",
}  # fmt: skip
_DELIMITERS = ("\t", ",", ";")
_MOST_COLUMNS = 300
_LONGEST_HEAD = 10_000  # characters
_LONGEST_HEADING = 40  # characters of one column's
_PUBMED_NAME = re.compile(r"[^\W\d_][^\d,;]*? [^\W\d_a-zß-öø-ÿ]{1,4}(?: (?:Jr|Sr|2nd|3rd|I{2,3}))?")
_SCOPUS_NAME = re.compile(r"(?P<family>.+?),? (?P<initials>(?:[^\W\d_]\.-?)+)")


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of a table: the lines it stands on, as indices, and its cells."""

    first: int
    end: int
    cells: Sequence[str]


def read(lines: Sequence[Line]) -> Iterator[Run]:
    """The tables whose head names titles, and authors or DOIs."""
    at = 0
    while at < len(lines):
        found = _head(lines[at].text)
        if not found:
            at += 1
            continue
        delimiter, columns = found
        rows = list(_rows(lines, at, delimiter))
        named = columns.get("authors", _MOST_COLUMNS)
        inverted = _inverted([row.cells[named] for row in rows if len(row.cells) > named])
        entries = [Entry(row.first, row.end, _paper(lines[row.first].number, row, columns, inverted)) for row in rows]
        if any(entry.paper for entry in entries):
            yield from runs_of(lines, entries)
        at = max(at + 1, rows[-1].end if rows else 0)


def _head(text: str) -> tuple[str, dict[str, int]] | None:
    """(delimiter, fact → column) of a line that is the header row of a table of papers."""
    if len(text) > _LONGEST_HEAD or "ti" not in text.lower():
        return None
    for delimiter in _DELIMITERS:
        if delimiter not in text:
            continue
        cells = _parsed_line(text, delimiter)
        if not 2 <= len(cells) <= _MOST_COLUMNS or max(map(len, cells)) > _LONGEST_HEADING:
            continue
        columns: dict[str, tuple[int, int]] = {}
        for n, cell in enumerate(cells):
            fact, rank = _FACTS.get(re.sub(r"[\W_]+", "", cell).lower(), ("", 0))
            if fact and (fact not in columns or rank < columns[fact][0]):
                columns[fact] = (rank, n)
        if _is_of_papers(columns, cells):
            return delimiter, {fact: n for fact, (_, n) in columns.items()}
    return None


def _is_of_papers(columns: Mapping[str, object], cells: Sequence[str]) -> bool:
    """Has it titles with authors or DOIs? A single "Author" could be that of anything, so more is needed."""
    if "title" not in columns or not ("authors" in columns or "doi" in columns):
        return False
    plural = any(cell.strip().lower() in ("authors", "author full names") for cell in cells)
    return plural or bool(_BIBLIOGRAPHIC & columns.keys())


def _parsed_line(text: str, delimiter: str) -> list[str]:
    return next(_parsed([text], delimiter), [])


def _parsed(texts: Iterable[str], delimiter: str) -> Iterator[list[str]]:
    """The rows in some lines; a quoted cell may span several. They end where csv can't read on."""
    rows = (f"{text}\n" for text in texts)
    try:
        if delimiter == "\t":
            yield from csv.reader(rows, delimiter=delimiter, quoting=csv.QUOTE_NONE)
        else:
            yield from csv.reader(rows, delimiter=delimiter)
    except csv.Error:
        return


def _rows(lines: Sequence[Line], head: int, delimiter: str) -> Iterator[_Row]:
    """The rows below a header; a row of another width ends the table. With tabs, empty last cells may be missing."""
    width = len(_parsed_line(lines[head].text, delimiter))
    read = 0

    def texts() -> Iterator[str]:
        nonlocal read
        for i in range(head + 1, len(lines)):
            read += 1
            yield lines[i].text

    start = head + 1
    for cells in _parsed(texts(), delimiter):
        end = head + 1 + read
        if len(cells) == width or (delimiter == "\t" and 1 < len(cells) < width):
            yield _Row(start, end, [" ".join(cell.split()) for cell in cells])
        elif any(cell.strip() for cell in cells):
            return
        start = end


# cells


def _inverted(cells: Sequence[str]) -> bool:
    """Does a column write its names as "Family, Given; Family, Given"?"""
    if any("," in part for cell in cells if ";" in cell for part in cell.split(";")):
        return True
    pairs = [cell.partition(",")[0].split() for cell in cells if cell.count(",") == 1]
    return not any(cell.count(",") > 1 for cell in cells) and sum(len(family) == 1 for family in pairs) * 2 > len(pairs)


def _authors(text: str, *, inverted: bool) -> AuthorLine:
    """The names of a cell in PubMed's, Scopus' or another way."""
    text = text.strip(" ;")
    body, et_al = without_more(text)
    parts = [
        part.strip(" .") if "." not in part[:-1] else part.strip() for part in re.split(r"[;,]", body) if part.strip()
    ]
    short = [part for part in parts if _PUBMED_NAME.fullmatch(part)]
    if (
        parts
        and len(short) * 2 > len(parts)
        and not (inverted and ";" in body and "," in body.split(";")[0] and len(short) < len(parts) - 1)
    ):
        return AuthorLine(tuple(map(family_first, parts)), et_al)
    if inverted:
        line = read_inverted_line(text) if ";" in body or body.count(",") == 1 else read_cited_line(text)
    elif ";" in body or "," not in body:
        line = read_author_line(text)
    else:
        line = read_cited_line(text)
    return AuthorLine(tuple(map(_natural, line.names)), line.et_al)


def _natural(name: str) -> str:
    """Scopus' "Becke A.D." as "A.D. Becke"."""
    match = _SCOPUS_NAME.fullmatch(name)
    return author_text(parse_name(f"{match['family']}, {match['initials']}")) if match else name


def _paper(number: int, row: _Row, columns: Mapping[str, int], inverted: bool) -> Candidate | None:
    """A row's paper; None without a title."""
    cell = {fact: row.cells[n].strip() for fact, n in columns.items() if n < len(row.cells)}
    if not cell.get("title"):
        return None
    authors = _authors(cell.get("authors", ""), inverted=inverted)
    venue = cell.get("venue", "")
    doi = parse_doi(cell.get("doi"))
    url = next(iter(find_urls(cell.get("url", ""))), None)
    preprint = venue.lower().startswith("arxiv")
    named = (
        find_arxiv(f"{venue} {cell.get('extra', '')}") if preprint or "arxiv" in cell.get("extra", "").lower() else None
    )
    fields = {name: cell[name] for name in _PLAIN_FIELDS if cell.get(name)}
    first, last = cell.get("first page", ""), cell.get("last page", "")
    if pages := cell.get("pages") or (f"{first}--{last}" if first and last and first != last else first):
        fields["pages"] = pages
    return Candidate(
        line=number,
        title=plain_title(cell["title"]),
        authors=authors.names,
        et_al=authors.et_al,
        date=_date(cell),
        venue=None if preprint else venue or None,
        type=_TYPES.get(re.sub(r"\W", "", cell.get("type", "")).lower()),
        abstract=cell.get("abstract") or None,
        arxiv=parse_arxiv(cell.get("arxiv")) or parse_arxiv(url) or parse_arxiv(doi) or named,
        doi=doi,
        urls=(url,) if url else (),
        fields=fields,
    )


def _date(cell: Mapping[str, str]) -> str | None:
    """A row's date, as exact as its columns have it."""
    date = read_date(cell.get("date", "")).iso
    year = re.match(r"\d{4}", cell.get("year", "")) or re.search(r"\b\d{4}\b", cell.get("date", ""))
    if date or not year:
        return date or None
    return possible_date(int(year[0]), read_month(cell.get("month", ""))).iso or None
