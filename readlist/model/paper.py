"""The records of a library: papers, the candidates they come from, marks, authors and their profiles.

Records are frozen. A record's *document* is its JSON form as TinyDB stores it: fields that have their default are
left out, tuples are lists, and the id is TinyDB's doc id, outside of the document. Times are UTC, ISO 8601, whole
seconds, ending in ``Z``, so that they sort as text.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from enum import IntEnum
from typing import Any, Self

import msgspec

from readlist.model.text import identity

Document = Mapping[str, Any]

Progress = Callable[[int, int], None]
"""Called while a source is read with (lines or entries read, how many there are); may raise to stop the reading."""

MALFORMED = (AttributeError, KeyError, TypeError, ValueError, RecursionError)
"""What reading a document that is no record may raise."""


class Record(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the library stores under an id. Each kind is declared with the same options."""

    id: int = 0  # TinyDB's doc id

    def document(self) -> dict[str, Any]:
        """The record as TinyDB stores it: without its id and without fields that have their default."""
        document = msgspec.to_builtins(self)
        document.pop("id", None)
        return {name: list(v) if type(v) is tuple else v for name, v in document.items()}

    @classmethod
    def of(cls, document: Document, id: int | None = None) -> Self:
        """The record of a document; fields that this version does not know are ignored.

        Raises ValueError where a field is missing or has the wrong type.
        """
        return msgspec.convert(document if id is None else {**document, "id": id}, cls)

    def updated(self, document: Document) -> Self:
        """The record with the fields of a document instead of its own. Raises ValueError."""
        return self.of({"id": self.id, **self.document(), **document})


class Rank(IntEnum):
    """How much a source is trusted about where and when a paper was published; the user most of all.

    Of equal ranks the later record wins; among pages and preprints, the richer fact.
    """

    TAGGER = 0
    PREPRINT = 1
    PAGE = 2  # or a list
    RECORD = 3  # a structured file, or a service's record of the publication
    USER = 4


OF_FIELDS = "fields."
"""How the name of a further fact begins that the user has set: "fields.volume"."""


class PaperFile(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, rename={"source": "from"}):
    """A PDF of a paper. ``pdfs/NAME`` is one in the library's own folder of PDFs; any other path is whole."""

    path: str
    sha256: str = ""  # hexadecimal; of two files of one paper, what tells whether they are the same
    size: int = 0  # bytes
    pages: int = 0  # 0: not known
    source: str = ""  # "attached", "imported", "linked", or the address that it was fetched from


class Facts(Record, frozen=True, kw_only=True, omit_defaults=True, rename={"fields": "extra"}):
    """The facts that a paper and any source of it may have. Absent facts are ``None`` or empty.

    On disk, ``fields`` is still called ``extra``, so that libraries of every version are read alike.
    """

    title: str | None = None  # the source's own text, LaTeX included; None where only the abstract is known
    authors: tuple[str, ...] = ()
    et_al: bool = False  # more authors exist than are listed
    affiliations: tuple[str, ...] = ()
    category: str | None = None  # "CL"
    date: str | None = None  # ISO, as much as is known: "2024", "2024-02" or "2024-02-21"
    date_text: str | None = None  # the source's own text: "May 27"
    year_assumed: bool = False
    score: float | None = None
    code: bool = False
    abstract: str | None = None
    urls: tuple[str, ...] = ()
    arxiv: str | None = None  # without version
    doi: str | None = None
    venue: str | None = None  # where it was published; None for a preprint
    type: str | None = None  # biblatex's name of it: "article"; None for a preprint, or where it is not known
    to_check: bool = False  # the cut between title and authors is unsure
    rank: Rank = Rank.PAGE  # of the source; of a paper, the highest of its sources
    fields: Mapping[str, str] = {}  # further facts under BibTeX's names, readable: volume, pages, publisher
    files: tuple[PaperFile, ...] = ()  # the one that is opened first
    texts: Mapping[str, str] = {}  # what a .bib file has for these facts: ``formats.source_text``

    @property
    def year(self) -> int | None:
        return int(self.date[:4]) if self.date else None

    @property
    def published(self) -> bool:
        """Is this more than a preprint?"""
        return self.venue is not None or self.type not in (None, "misc", "online", "unpublished")


class Paper(Facts, frozen=True, kw_only=True, omit_defaults=True):
    """One paper of the library, with the facts of all its sources."""

    key: str  # citation key: given when the paper enters the library, then pinned
    title_text: str = ""  # readable; never empty
    abstract_text: str | None = None  # readable
    sketch: tuple[int, ...] = ()  # of the abstract: finds near-equal ones without reading all
    placeholder: bool = False  # known only by its abstract or a number
    listed_under: tuple[str, ...] = ()  # authors whose page listed the paper
    sources: tuple[str, ...] = ()  # where it came from
    aliases: tuple[str, ...] = ()  # keys it had before, or those of papers merged into it
    titles: tuple[str, ...] = ()  # other titles it goes by: of merged papers, of a cut that was corrected
    fixed: tuple[str, ...] = ()  # fields the user has set: imports leave them alone
    parts: tuple[Document, ...] = ()  # merged records that had another title, as they came: what ``split`` brings back
    added: str = ""

    def user_facts(self, fields: Mapping[str, str]) -> dict[str, Any]:
        """A candidate of what the user has set, to replace other sources; ``fields``: the user's further facts."""
        facts = {name: getattr(self, name) for name in self.fixed if not name.startswith(OF_FIELDS)}
        names = [name.removeprefix(OF_FIELDS) for name in self.fixed if name.startswith(OF_FIELDS)]
        if names:
            own = {name: self.fields[name] for name in names if name in self.fields}
            facts["fields"] = {**{n: v for n, v in fields.items() if n not in names}, **own}
        return facts

    @property
    def citable(self) -> bool:
        """A paper whose title is not known is never exported as if it had one."""
        return not self.placeholder


class Mark(Record, frozen=True, kw_only=True, omit_defaults=True):
    """What was decided about one paper; it has the paper's id. Times say since when."""

    read_at: str | None = None
    starred_at: str | None = None
    skipped_at: str | None = None
    queued_at: str | None = None
    place: float | None = None  # orders the queue; only comparisons with other places have a meaning
    placed: str | None = None  # what set the place: "hand" or "weights"; None: the paper was queued at the end
    tags: tuple[str, ...] = ()
    note: str | None = None
    opened_at: str | None = None  # when its PDF was opened first
    page: int = 0  # the last one that was read in the app, from 1; 0: none
    pages: int = 0  # of that PDF
    minutes: int = 0  # that it was read in the app, where the user has them counted

    @property
    def reading(self) -> bool:
        """Begun, and neither read nor skipped."""
        return self.opened_at is not None and self.read_at is None and self.skipped_at is None

    @property
    def share(self) -> float | None:
        """How much of it was read in the app, from 0 to 1; None where that is not known."""
        return min(self.page / self.pages, 1.0) if self.page and self.pages else None

    @property
    def read(self) -> bool:
        return self.read_at is not None

    @property
    def starred(self) -> bool:
        return self.starred_at is not None

    @property
    def skipped(self) -> bool:
        return self.skipped_at is not None

    @property
    def queued(self) -> bool:
        return self.place is not None

    @property
    def inbox(self) -> bool:
        """No decision yet. A star alone decides nothing."""
        return self.place is None and self.read_at is None and self.skipped_at is None


class Candidate(Facts, frozen=True, kw_only=True, omit_defaults=True):
    """A paper as one source tells of it: an entry of a page or file, a service's record, or what the user set."""

    source: str = ""  # of a service's record: its name in ``lookup.services.NAMES``
    number: str = ""  # what the service knows it by
    line: int = 0  # where it begins in its page or file
    keys: tuple[str, ...] = ()  # citation keys: the user's own, then others the paper goes by
    note: str | None = None  # the user's own, readable
    confidence: float = 1.0  # of the cut between title and authors
    given: tuple[str, ...] = ()  # for the user's facts: the names of those that were set, even to nothing
    stored: tuple[Paper, Mark] | None = None  # of readlist's own export: the paper, without an id, and its mark

    @property
    def corrected(self) -> bool:
        """Did the user correct the cut between title and authors?"""
        return self.rank is Rank.USER


class Figures(Record, frozen=True, kw_only=True, omit_defaults=True):
    """An author page's own figures on one day; part of a profile."""

    as_of: str  # the day the page was copied
    h_index: int | None = None
    papers: int | None = None
    citations: int | None = None
    novelty: int | None = None  # per cent
    ai_score: int | None = None


class Profile(Record, frozen=True, kw_only=True, omit_defaults=True):
    """An author's figures from the author's own page, and the author's other names."""

    name: str
    category: str | None = None
    figures: tuple[Figures, ...] = ()  # oldest day first, one a day
    aliases: tuple[str, ...] = ()  # other names of the same author
    followed_at: str | None = None  # the star on an author: papers of followed authors weigh in the suggested order
    ids: Mapping[str, str] = {}  # what services know the author by: "openalex", "orcid"

    @property
    def followed(self) -> bool:
        return self.followed_at is not None

    @property
    def latest(self) -> Figures | None:
        return self.figures[-1] if self.figures else None


class Author(msgspec.Struct, frozen=True):
    """One author with the counts of the papers that list the name, or that the author's page listed."""

    name: str
    papers: int = 0
    inbox: int = 0
    queued: int = 0
    read: int = 0
    starred: int = 0
    profile: Profile | None = None

    @property
    def followed(self) -> bool:
        return self.profile is not None and self.profile.followed

    @property
    def figures(self) -> Figures | None:
        """The newest figures of the author's own page."""
        return self.profile.latest if self.profile else None


# Doc ids, made from what a record is about, so that two devices give the same thing the same id.

BITS = 53
"""What JSON readers everywhere keep exactly."""


def id_of(text: str) -> int:
    """A doc id, 1 to 2**53 - 1, that depends on nothing but the text."""
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    number: int = int.from_bytes(digest, "big") >> (64 - BITS)
    return number or 1


def paper_id(paper: Paper, taken: Callable[[int], bool], after: dict[int, int] | None = None) -> int:
    """A free id for a paper, made from its title, else from its abstract.

    For many papers at once, ``after`` remembers the last id taken per title: thousands may have the same one.
    """
    first = id_of(identity(paper.title_text if paper.title is not None else paper.abstract or paper.title_text))
    id = (after or {}).get(first, first)
    while taken(id):
        id = id % ((1 << BITS) - 1) + 1
    if after is not None and id != first:
        after[first] = id
    return id
