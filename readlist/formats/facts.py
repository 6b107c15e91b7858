"""The table of publication types and fields with their names in every format; dates, subjects, tags to export."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple

from readlist.latex.readable import readable_field
from readlist.model.dates import PartialDate, possible_date, read_date
from readlist.model.identifiers import paper_arxiv
from readlist.model.paper import Facts, Paper
from readlist.model.text import clean


class EntryType(NamedTuple):
    """A type of publication, and what formats call it; of several names the first is written."""

    name: str  # biblatex's, and that of ``Paper.type``
    bibtex: str = ""  # other names of it in .bib files
    ris: str = ""
    csl: str = ""


TYPES = (
    EntryType("article", "", "JOUR EJOUR JFULL MGZN NEWS INPR ABST",
              "article-journal article-magazine article-newspaper journal-article review"),
    EntryType("inproceedings", "conference", "CPAPER CONF", "paper-conference proceedings-article"),
    EntryType("incollection", "", "CHAP ECHAP", "chapter book-chapter"),
    EntryType("inreference", "", "ENCYC DICT", "entry-encyclopedia entry-dictionary entry reference-entry"),
    EntryType("inbook", "", "CHAP", "chapter book-section book-part book-track"),
    EntryType("book", "", "BOOK EBOOK", "book monograph"),
    EntryType("mvbook", "", "BOOK", "book book-set"),
    EntryType("collection", "", "EDBOOK", "book collection edited-book"),
    EntryType("proceedings", "", "CONF", "book proceedings"),
    EntryType("reference", "", "BOOK", "book reference-book"),
    EntryType("thesis", "phdthesis mastersthesis", "THES", "thesis dissertation"),
    EntryType("report", "techreport", "RPRT", "report report-component"),
    EntryType("unpublished", "", "MANSCPT", "manuscript"),
    EntryType("dataset", "", "DATA AGGR", "dataset"),
    EntryType("software", "", "COMP", "software"),
    EntryType("patent", "", "PAT", "patent"),
    EntryType("standard", "", "STAND", "standard"),
    EntryType("online", "electronic www", "ELEC WEB BLOG", "webpage post-weblog post"),
    EntryType("periodical", "", "SER", "periodical journal"),
    EntryType("booklet", "", "PAMP", "pamphlet"),
    EntryType("misc", "preprint", "UNPB GEN", "article document posted-content"),
)  # fmt: skip
"""Every type. A paper whose type says no more than "misc" has none."""

KINDS = {"phdthesis": "phdthesis", "mastersthesis": "mathesis"}
"""BibTeX's types of theses → biblatex's field ``type``, which tells them apart."""

_THESES = {"phdthesis": "PhD thesis", "mathesis": "Master's thesis"}
_DOCTORAL = r"(?:ph\.?\s?d\.?|doctoral)(?:[ -]?(?:thesis|dissertation))?|phdthesis"
_MASTERS = r"(?:master[’']?s?|m\.?sc\.?|ma|msc)[ -]?thesis|mathesis"


def thesis_words(kind: str) -> str:
    """A thesis's ``type`` in words, as other formats have it; any other type as it is."""
    return _THESES.get(kind, kind)


def thesis_kind(words: str) -> str:
    """The ``type`` for which words such as "PhD thesis" stand; any other words as they are."""
    if re.fullmatch(_DOCTORAL, words, re.IGNORECASE):
        return "phdthesis"
    return "mathesis" if re.fullmatch(_MASTERS, words, re.IGNORECASE) else words


class Fact(NamedTuple):
    """A field of a paper, and what formats call it; of several names the first is written."""

    name: str  # BibTeX's, and that in ``Paper.fields``
    biblatex: str = ""  # where it is another
    ris: str = ""
    csl: str = ""
    types: str = ""  # the only types that have it under these names; "" where all do


FACTS = (
    Fact("title", ris="TI T1 CT", csl="title"),
    Fact("abstract", ris="AB N2", csl="abstract"),
    Fact("doi", ris="DO DI", csl="DOI"),
    Fact("url", ris="UR", csl="URL"),
    Fact("journal", "journaltitle", "T2 JF JO JA J2 J1 BT C3", "container-title", "article misc online"),
    Fact("booktitle", "", "T2 BT C3 JF JO JA J2", "container-title",
         "inproceedings incollection inbook inreference misc online"),
    Fact("editor", ris="A2 ED", csl="editor"),
    Fact("translator", ris="A4", csl="translator"),
    Fact("school", "institution", "PB", "publisher", "thesis"),
    Fact("institution", ris="PB", csl="publisher", types="report"),
    Fact("publisher", ris="PB", csl="publisher"),
    Fact("address", "location", "CY PP", "publisher-place"),
    Fact("volume", ris="VL VO", csl="volume"),
    Fact("number", csl="number", types="report patent standard"),
    Fact("number", ris="IS M1", csl="issue"),
    Fact("pages", ris="SP", csl="page"),
    Fact("series", ris="T3", csl="collection-title"),
    Fact("edition", ris="ET", csl="edition"),
    Fact("chapter", csl="chapter-number"),
    Fact("version", csl="version"),
    Fact("pagetotal", csl="number-of-pages"),
    Fact("isbn", ris="SN", types="book incollection inbook collection proceedings mvbook reference inreference"),
    Fact("isbn", csl="ISBN"),
    Fact("issn", ris="SN", csl="ISSN"),
    Fact("pmid", csl="PMID"),
    Fact("pmcid", csl="PMCID"),
    Fact("language", "", "LA", "language"),
    Fact("shorttitle", ris="ST", csl="title-short shortTitle"),
    Fact("urldate", ris="Y2", csl="accessed"),
    Fact("eventtitle", csl="event-title event"),
    Fact("venue", csl="event-place"),
    Fact("annote", csl="annote"),
    Fact("type", ris="M3", csl="genre"),
)  # fmt: skip
"""Every field that has a place of its own in some format; readers and writers take names from here."""


def type_names(column: Literal["bibtex", "ris", "csl"]) -> dict[str, str]:
    """A format's names of types → ``Paper.type``; of several that share a name the first."""
    return {name: row.name for row in reversed(TYPES) for name in getattr(row, column).split()}


def field_names(column: Literal["biblatex", "ris", "csl"], type: str) -> dict[str, tuple[str, ...]]:
    """``Paper.fields`` → a format's names of the field in a paper of the type; a name belongs to one field."""
    found: dict[str, tuple[str, ...]] = {}
    taken: set[str] = set()
    for row in FACTS:
        names = getattr(row, column).split()
        if names and row.name not in found and (not row.types or type in row.types.split()) and names[0] not in taken:
            found[row.name] = tuple(names)
            taken.add(names[0])
    return found


NAME_FIELDS = frozenset({"editor", "translator", "bookauthor", "editora", "editorb", "editorc", "annotator",
                         "commentator", "introduction", "foreword", "afterword", "holder"})  # fmt: skip
"""Fields with names, " and " between them."""

_VERBATIM = re.compile(r"file|pdf|url.*|.*-url.*|.*-file.*|verb[abc]")
LOCAL_PATH = re.compile(r"file|pdf|.*-file.*")
"""Fields with paths of the user's own machine."""


def is_verbatim(name: str) -> bool:
    """Is the field an address or a path, in which TeX's characters mean themselves?"""
    return bool(_VERBATIM.fullmatch(name))


_CLASSES = {
    code: f"cs.{code}"
    for code in "AI AR CC CE CG CL CR CV CY DB DC DL DM DS ET FL GL GR GT HC IR IT LG LO MA MM MS NA NE NI OH OS PF "
    "PL RO SC SD SE SI".split()
} | {"ML": "stat.ML", "AS": "eess.AS", "IV": "eess.IV", "SP": "eess.SP", "SY": "eess.SY"}
"""arXiv's subject classes by the code that pages show."""


def when(paper: Paper) -> PartialDate:
    """The date of what is cited, else that of the arXiv id: 2402 is February 2024."""
    known = read_date(cited_date(paper) or "")
    if known.year:
        return known
    new_id = re.match(r"(\d\d)(\d\d)\.", paper_arxiv(paper) or "")
    return possible_date(2000 + int(new_id[1]), int(new_id[2])) if new_id else PartialDate()


NEED_VENUE = frozenset({"article", "inproceedings"})
"""Types of what is a part of a journal or book, which it can't be without."""


def cited_date(paper: Facts) -> str | None:
    """The date of what is cited: of the published version where there is one, else the paper's own."""
    published = paper.fields.get("published")
    if published and paper.published and "date" not in getattr(paper, "fixed", ()) and read_date(published).year:
        return published
    return paper.date


def subject(paper: Paper) -> str:
    """arXiv's class of the paper's category: "cs.CL" of "CL"; "" where it has none."""
    return _CLASSES.get((paper.category or "").strip().removeprefix("cs."), "")


def arxiv_class(category: str | None) -> str:
    """arXiv's class of a category, as pages or as arXiv show it: "cs.CL" of "CL", "astro-ph.GA"; "" of what is none."""
    known = (category or "").strip()
    if code := _CLASSES.get(known.removeprefix("cs."), ""):
        return code
    return known if known in _ARCHIVES or ARXIV_CLASS.fullmatch(known) else ""


def paper_class(paper: Facts) -> str:
    """arXiv's class of a paper; a file may have stated it whole where the category is a bare code ("ST": math.ST)."""
    return arxiv_class(paper.fields.get("primaryclass")) or arxiv_class(paper.category)


# What other programs know of the user's decisions. It stays in the fields, so that an import can tell what is new from
# what it brought before: what the user took back since does not come again.

TAG_FIELDS = ("keywords", "groups", "mendeley-tags", "mendeley-groups")
DATE_FIELDS = ("published", "preprintdate")
"""When it was published, where ``date`` is the day of a page, and when its preprint was posted."""
UPDATE_FIELDS = ("retracted", "corrected")
"""The notices that a publisher's record names: DOIs, or "yes" where it names none."""
INNER_FIELDS = frozenset({*TAG_FIELDS, *DATE_FIELDS, *UPDATE_FIELDS})
"""Fields that are written under other names, as tags and as the date, or are for the library alone."""
READ_FIELDS = {"readstatus": ("read",), "read": ("1", "yes", "true")}  # JabRef, BibDesk
STAR_FIELDS = {"ranking": ("rank5", "5"), "rating": ("5",)}
_ARCHIVES = frozenset(
    """astro-ph cond-mat cs econ eess gr-qc hep-ex hep-lat hep-ph hep-th math math-ph nlin nucl-ex nucl-th physics q-bio
    q-fin quant-ph stat""".split()
)
ARXIV_CLASS = re.compile(r"(?:cs|stat|eess|math|econ|q-bio|q-fin|physics|astro-ph|cond-mat|nlin)\.[A-Za-z-]{2,}")


def tags_of(fields: Mapping[str, object]) -> tuple[str, ...]:
    """The keywords and groups, each once; separated by semicolons, else by commas. arXiv's classes are left out."""
    words = [word for name in TAG_FIELDS for word in _split(str(fields.get(name, "")))]
    return tuple(dict.fromkeys(word for word in words if not ARXIV_CLASS.fullmatch(word)))


def _split(text: str) -> Iterable[str]:
    parts = text.split(";" if ";" in text else ",")
    return filter(None, (clean(readable_field(part)) for part in parts))


def joined(words: Iterable[str]) -> str:
    """Keywords as one field that ``tags_of`` splits into the same keywords, even if they have commas."""
    text = "; ".join(dict.fromkeys(word for part in words if (word := part.strip())))
    return f"{text};" if "," in text and ";" not in text else text


def is_read(fields: Mapping[str, object]) -> bool:
    return _is(fields, READ_FIELDS)


def is_starred(fields: Mapping[str, object]) -> bool:
    return _is(fields, STAR_FIELDS)


def _is(fields: Mapping[str, object], marks: Mapping[str, tuple[str, ...]]) -> bool:
    return any(str(fields.get(name, "")).strip().lower() in values for name, values in marks.items())
