"""The records of a library: papers, marks, profiles, and the changes that make them.

All are frozen. A record's *document* is its JSON form as TinyDB stores it: fields that have their default are
left out, tuples are lists, and the id is TinyDB's doc id, outside of the document. Times are UTC, ISO 8601, whole
seconds, ending in ``Z``, so that they sort as text.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields, replace
from operator import attrgetter
from typing import Any, NamedTuple, Self

from readlist.model.text import identity

Document = Mapping[str, Any]
Fields = Mapping[str, Any]


class _Form(NamedTuple):
    """What the fields of a kind of record are."""

    names: tuple[str, ...]  # the id aside
    values: Callable[[Any], tuple[Any, ...]]  # a record → the values of those, and its id
    known: frozenset[str]  # the id too
    defaults: dict[str, Any]  # as records have them; fields without a default are absent
    plain: dict[str, Any]  # the same as documents have them


_FORMS: dict[type[Record], _Form] = {}


def _form(record: type[Record]) -> _Form:
    if (form := _FORMS.get(record)) is None:
        own = {f.name: f for f in fields(record) if f.name != "id"}
        names = tuple(own)
        defaults = {name: f.default for name, f in own.items() if f.default is not MISSING}
        defaults |= {name: f.default_factory() for name, f in own.items() if f.default_factory is not MISSING}
        plain = {name: _plain(v) for name, v in defaults.items()}
        form = _Form(names, attrgetter(*names, "id"), frozenset({"id", *names}), defaults, plain)
        _FORMS[record] = form
    return form


def _plain(value: Any) -> Any:
    """A field's value as JSON has it."""
    if isinstance(value, tuple):
        return [v if v.__class__ is str else _plain(v) for v in value]
    if isinstance(value, Record):
        return value.document()
    return value


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Record:
    """What the library keeps under an id. Kinds of it are declared with the same options."""

    id: int = 0  # TinyDB's doc id

    # written once for all kinds: ``dataclass`` would write and compile them for each, at every start

    def __eq__(self, other: object) -> bool:
        if other.__class__ is not self.__class__:
            return NotImplemented
        values = _form(type(self)).values
        return values(self) == values(other)

    def __hash__(self) -> int:
        return hash(_form(type(self)).values(self))

    def __repr__(self) -> str:
        form = _form(type(self))
        said = zip((*form.names, "id"), form.values(self), strict=True)
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in said)})"

    @classmethod
    def defaults(cls) -> Mapping[str, Any]:
        """Field name → its default in document form; fields without a default are absent."""
        return _form(cls).plain

    def document(self) -> dict[str, Any]:
        """The record as TinyDB stores it: without its id and without fields that have their default."""
        form = _form(type(self))
        defaults, said = form.defaults, zip(form.names, form.values(self), strict=False)
        return {name: _plain(v) for name, v in said if name not in defaults or v != defaults[name]}

    def field(self, name: str) -> Any:
        """One field in document form, its default included."""
        return _plain(getattr(self, name))

    def having(self, changed: Fields) -> Self:
        """The record with some fields changed, given in document form."""
        names = _form(type(self)).known
        return replace(self, **{n: self._value(n, v) for n, v in changed.items() if n in names})

    @classmethod
    def of(cls, document: Document, **known: Any) -> Self:
        """The record of a document; fields that this version does not know are passed over."""
        names, value = _form(cls).known, cls._value
        return cls(**{n: value(n, v) for n, v in document.items() if n in names}, **known)

    @classmethod
    def _value(cls, name: str, value: Any) -> Any:
        return tuple(value) if isinstance(value, list) else value


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Paper(Record):
    """The facts of one paper, as far as pages and other imports told them. Absent facts are ``None`` or empty."""

    key: str  # citation key: given when the paper enters the library, then pinned
    title: str | None = None  # the page's own text, LaTeX included; None for a placeholder
    title_text: str = ""  # readable; never empty
    authors: tuple[str, ...] = ()
    et_al: bool = False  # more authors exist than are listed
    affiliations: tuple[str, ...] = ()
    category: str | None = None  # "CL"
    date: str | None = None  # ISO, as much as is known: "2024", "2024-02" or "2024-02-21"
    date_text: str | None = None  # the page's own text: "May 27"
    year_assumed: bool = False
    score: float | None = None
    code: bool = False
    abstract: str | None = None
    abstract_text: str | None = None  # readable
    sketch: tuple[int, ...] = ()  # of the abstract: finds near-equal ones without reading all
    urls: tuple[str, ...] = ()
    arxiv: str | None = None  # without version
    doi: str | None = None
    venue: str | None = None
    type: str | None = None  # BibTeX entry type of an imported record
    to_check: bool = False  # the cut between title and authors is unsure
    placeholder: bool = False  # known only by its abstract
    listed_under: tuple[str, ...] = ()  # authors whose page listed the paper
    extra: Mapping[str, Any] = field(default_factory=dict)  # unknown fields of an imported record
    sources: tuple[str, ...] = ()  # where it came from
    aliases: tuple[str, ...] = ()  # keys it had before, or those of papers merged into it
    titles: tuple[str, ...] = ()  # other titles it goes by: of merged papers, of a cut that was corrected
    fixed: tuple[str, ...] = ()  # fields the user has set: imports leave them alone
    parts: tuple[Document, ...] = ()  # merged records that had another title, as they came: what ``split`` brings back
    added: str = ""

    @property
    def year(self) -> int | None:
        return int(self.date[:4]) if self.date else None

    @property
    def citable(self) -> bool:
        """A paper known only by its abstract is never exported as if its title were real."""
        return not self.placeholder


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Mark(Record):
    """What was decided about one paper; it has the paper's id. Times say since when."""

    read_at: str | None = None
    starred_at: str | None = None
    skipped_at: str | None = None
    queued_at: str | None = None
    place: float | None = None  # orders the queue; only its relation to the other places means something
    placed: str | None = None  # who gave the place: "hand" or "weights"; None: it was the end when it was queued
    tags: tuple[str, ...] = ()
    note: str | None = None

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


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Figures(Record):
    """An author page's own figures on one day; part of a profile."""

    as_of: str  # the day the page was copied
    h_index: int | None = None
    papers: int | None = None
    citations: int | None = None
    novelty: int | None = None  # per cent
    ai_score: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Profile(Record):
    """What an author's own page says about the author, and the names the author goes by."""

    name: str
    category: str | None = None
    figures: tuple[Figures, ...] = ()  # oldest day first, one a day
    aliases: tuple[str, ...] = ()  # other names of the same author
    followed_at: str | None = None  # the star on an author: papers of followed authors weigh in the suggested order

    @property
    def followed(self) -> bool:
        return self.followed_at is not None

    @property
    def latest(self) -> Figures | None:
        return self.figures[-1] if self.figures else None

    @classmethod
    def _value(cls, name: str, value: Any) -> Any:
        return tuple(Figures.of(v) for v in value) if name == "figures" else value


@dataclass(frozen=True, slots=True)
class Author:
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


@dataclass(frozen=True, slots=True)
class Edit:
    """What a change does to one record: field → document value, before and after.

    ``before`` is None where the change makes the record, ``after`` is None where it removes it; otherwise both
    name the same fields.
    """

    table: str
    id: int
    before: Fields | None
    after: Fields | None

    def inverse(self) -> Edit:
        return Edit(self.table, self.id, self.after, self.before)

    @classmethod
    def between(cls, table: str, old: Record | None, new: Record | None) -> Edit | None:
        """What turns one record into the other, or None where they are equal. The record has an id in either."""
        if old is None:
            return None if new is None else cls(table, new.id, None, new.document())
        if new is None:
            return cls(table, old.id, old.document(), None)
        names = [f.name for f in fields(old) if getattr(old, f.name) != getattr(new, f.name)]
        if not names:
            return None
        return cls(table, old.id, {n: old.field(n) for n in names}, {n: new.field(n) for n in names})


class Recalled(Sequence[Edit]):
    """The edits of a change, fetched when somebody looks at them."""

    def __init__(self, recall: Callable[[], Sequence[Edit]]) -> None:
        self._recall = recall

    def __getitem__(self, index: Any) -> Any:
        return self._recall()[index]

    def __iter__(self) -> Iterator[Edit]:
        return iter(self._recall())

    def __reversed__(self) -> Iterator[Edit]:
        return reversed(self._recall())

    def __len__(self) -> int:
        return len(self._recall())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Change(Record):
    """What one command did; invertible. Ids grow with every change, whatever the clock says.

    Its document has no edits where the journal has them under its id.
    """

    at: str
    command: str  # id of the command: "mark star"
    summary: str  # what it did, for people: "starred 2 papers"
    edits: Sequence[Edit] = ()
    parent: int | None = None  # the newest change not undone when this one was made
    undone: bool = False

    def document(self) -> dict[str, Any]:
        document = Record.document(replace(self, edits=()))
        if self.edits and not isinstance(self.edits, Recalled):
            document["edits"] = [[e.table, e.id, e.before, e.after] for e in self.edits]
        return document

    @classmethod
    def _value(cls, name: str, value: Any) -> Any:
        return tuple(Edit(*edit) for edit in value) if name == "edits" else value


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Retired(Record):
    """The keys of a paper that left the library; it has the paper's id. A key once given belongs to its paper."""

    key: str
    aliases: tuple[str, ...] = ()
    into: int | None = None  # the paper it was merged into


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class CorrectedCut(Record):
    """A glued line with the parts the user gave it; its id is made of the line."""

    title: str
    authors: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class KeptQuery(Record):
    """A query that is kept; its id is made of the name."""

    name: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Written(Record):
    """What was last written of one paper to one file: the base of the next merge. Its id is made of both."""

    path: str  # real, absolute
    paper: int = 0  # 0: of the file as a whole, where its format is not merged
    key: str = ""  # in that file
    fields: Mapping[str, str] = field(default_factory=dict)  # field → digest of its value


TABLES: Mapping[str, type[Record]] = {
    "papers": Paper,
    "marks": Mark,
    "profiles": Profile,
    "history": Change,
    "cuts": CorrectedCut,
    "retired": Retired,
    "queries": KeptQuery,
    "exports": Written,
}
"""The tables of a library, and what is in them."""


# Doc ids, made from what a record is about, so that two devices give the same thing the same id.


BITS = 53
"""What JSON readers everywhere keep exactly."""


def id_of(text: str) -> int:
    """A doc id, 1 to 2**53 - 1, that only the text decides."""
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    number: int = int.from_bytes(digest, "big") >> (64 - BITS)
    return number or 1


def paper_id(paper: Paper, taken: Callable[[int], bool]) -> int:
    """A free id for a paper, made from its title, else from its abstract."""
    id = id_of(identity(paper.title_text if paper.title is not None else paper.abstract or paper.title_text))
    while taken(id):
        id = id % ((1 << BITS) - 1) + 1
    return id
