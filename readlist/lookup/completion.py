"""What records of services add to a paper, field by field, and the change that takes it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from readlist.latex.readable import readable
from readlist.library.library import Library
from readlist.library.marking import Plan, title_of
from readlist.lookup.matching import parsed, same_person
from readlist.lookup.services import NAMES
from readlist.model.change import Edit
from readlist.model.citekeys import base_key, free_key
from readlist.model.identifiers import parse_arxiv
from readlist.model.likeness import sketch
from readlist.model.names import Name
from readlist.model.paper import Candidate, Paper
from readlist.model.text import count, fold, identity, join_words

FIELDS: Mapping[str, tuple[str, ...]] = {  # what is taken or left as one: fields of a paper
    "title": ("title", "title_text", "to_check", "titles", "placeholder"),
    "authors": ("authors", "et_al"),
    "date": ("date", "date_text", "year_assumed"),
    "arxiv": ("arxiv",),
    "doi": ("doi",),
    "urls": ("urls",),
    "venue": ("venue", "type", "fields", "rank"),
    "category": ("category",),
    "abstract": ("abstract", "abstract_text", "sketch"),
}
_DETAILS = {"volume": "vol.", "number": "no.", "pages": "pp."}
LOOKED_UP = "looked up at "
"""How the source of a paper begins that was enriched; such papers are not asked about again."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that changes, as people read it; ``old`` is empty where nothing is replaced."""

    field: str
    old: str
    new: str

    @property
    def brief(self) -> tuple[str, str]:
        """Old and new, where there is little room: of authors only those who come in addition."""
        if self.field != "authors":
            return self.old, self.new
        old, new = self.old.removesuffix("; et al."), self.new
        if not old or not new.startswith(f"{old}; "):
            return self.old, self.new
        before, after = old.count("; ") + 1, new.count("; ") + 1
        return f"{before}{' et al.' if old != self.old else ''}", f"{after}: … {new[len(old) + 2 :]}"


def enriched(paper: Paper) -> bool:
    return any(source.startswith(LOOKED_UP) for source in paper.sources)


def completed(old: Paper, records: Sequence[Candidate], leave: Collection[str] = (), *, whole: bool = True) -> Paper:
    """The paper with what the records know: nothing that the user has set changes, nor any field in ``leave``.

    The records are of this paper, the surest first; of several that know a fact the first counts, but where and
    when it was published is what a publisher says. ``whole`` says that nobody need look it up again.
    """
    told = [r for r in records if r.published]
    published = next((r for r in told if r.source == "crossref"), told[0] if told else None)
    new = _with_title(_with_cut(old, records), records)
    new = _with_authors(new, records)
    new = _with_date(new, records)
    arxiv = new.arxiv or parse_arxiv(new.doi) or _first(r.arxiv for r in records)
    doi = _doi(new, records)
    links = [f"https://arxiv.org/abs/{arxiv}"] if arxiv else [f"https://doi.org/{doi}"] if doi else []
    abstract = None if new.abstract else _first(r.abstract for r in records)
    new = replace(
        new,
        arxiv=arxiv,
        doi=doi,
        urls=tuple(dict.fromkeys((*new.urls, *links))),
        category=new.category or _first(r.category for r in records),
        titles=_titles(new, records),
    )
    if abstract:
        text = readable(abstract)
        new = replace(new, abstract=abstract, abstract_text=text, sketch=sketch(abstract))
    if published and not _printed(new):
        facts = {**published.fields, **({"published": published.date} if published.date else {})}
        rank = max(new.rank, published.rank)
        new = replace(new, venue=published.venue, type=published.type, fields={**facts, **new.fields}, rank=rank)
    elif published and _same_place(new, published):
        new = replace(new, fields={**published.fields, **new.fields})
    kept = {name for field in leave for name in FIELDS[field]}
    new = replace(new, **{name: getattr(old, name) for name in kept})
    new = replace(new, **old.user_facts(new.fields))
    asked = join_words(dict.fromkeys(NAMES[r.source] for r in records)) if records and whole else ""
    sources = [s for s in old.sources if not s.startswith(LOOKED_UP)]
    return replace(new, sources=(*sources, f"{LOOKED_UP}{asked}") if asked else old.sources)


def differences(old: Paper, new: Paper) -> tuple[Difference, ...]:
    """What is new, in the order in which people look at it."""
    pairs = [
        ("title", old.title_text, new.title_text),
        ("authors", _names(old), _names(new)),
        ("date", old.date or "", new.date or ""),
        ("arxiv", old.arxiv or "", new.arxiv or ""),
        ("doi", old.doi or "", new.doi or ""),
        ("urls", "", " ".join(u for u in new.urls if u not in old.urls)),
        ("venue", _venue(old), _venue(new)),
        ("category", old.category or "", new.category or ""),
        ("abstract", old.abstract_text or "", new.abstract_text or ""),
    ]
    changed = [name for name, fields in FIELDS.items() if any(getattr(old, f) != getattr(new, f) for f in fields)]
    return tuple(Difference(name, a, b) for name, a, b in pairs if name in changed and a != b and b)


@dataclass(frozen=True, slots=True)
class Choice:
    """What is taken of a look-up: records of a paper, and the fields that stay as they are."""

    id: int
    records: tuple[Candidate, ...]
    leave: frozenset[str] = frozenset()
    whole: bool = True  # it need not be looked up again


def plan(library: Library, choices: Sequence[Choice]) -> Plan:
    """One change that completes papers; those that left the library meanwhile are passed over."""
    edits, changed = [], []
    keys: set[str] = set()  # that this change gives
    for choice in choices:
        old = library.papers.get(choice.id)
        new = (
            with_key(library, old, completed(old, choice.records, choice.leave, whole=choice.whole), keys)
            if old
            else None
        )
        if old and new and (edit := Edit.between("papers", old, new)):
            edits.append(edit)
            changed.append(old)
    what = title_of(changed[0]) if len(changed) == 1 else count(len(changed), "paper")
    return Plan(tuple(edits), f"enriched {what}")


def with_key(library: Library, old: Paper, new: Paper, keys: set[str]) -> Paper:
    """A paper whose title has come, with a key that is made of it, once; the old one stays as an alias."""
    if not old.placeholder or new.placeholder:
        return new
    key = free_key(base_key(new.authors, new.year, new.title_text), library.keys.keys() | keys)
    keys.add(key.lower())
    return replace(new, key=key, aliases=(*new.aliases, new.key))


def _first(values: Iterable[str | None]) -> str | None:
    return next((v for v in values if v), None)


def _with_cut(paper: Paper, records: Sequence[Candidate]) -> Paper:
    """A line of title and authors whose cut was in doubt, cut as the records know it."""
    if not paper.to_check or paper.title is None or not records:
        return paper
    line = identity(paper.title_text + "".join(paper.authors))
    for r in records:
        title = readable(r.title or "")
        if identity(title) == identity(paper.title_text):
            return replace(paper, to_check=False)
        if any(line == identity(title + "".join(r.authors[:n])) for n in range(1, 6)):
            titles = tuple(dict.fromkeys((*paper.titles, paper.title_text)))
            new = replace(paper, title=r.title, title_text=title, authors=(), et_al=True, to_check=False)
            return replace(new, titles=titles)
    return paper


def _with_title(paper: Paper, records: Sequence[Candidate]) -> Paper:
    """A paper that was known by a number or an abstract gets its title."""
    title = _first(r.title for r in records) if paper.placeholder else None
    return replace(paper, title=title, title_text=readable(title), placeholder=False) if title else paper


def _with_authors(paper: Paper, records: Sequence[Candidate]) -> Paper:
    """The whole list where a record has it; who was listed already keeps the spelling, unless it was an initial."""
    for r in records:
        if not r.et_al and r.authors and len(r.authors) >= len(paper.authors):
            known = [(name, parsed(name)) for name in paper.authors]
            authors = _spelt(r.authors, known)
            if (authors, False) == (paper.authors, paper.et_al) or _agrees(authors, known):
                return replace(paper, authors=authors, et_al=False)
    return paper


def _agrees(authors: Sequence[str], known: Sequence[tuple[str, Name]]) -> bool:
    """Is nobody lost whom the page names? One name may be spelt so that it is not known again."""
    there = [parsed(name) for name in authors]
    missing = [name for name, person in known if not any(same_person(person, other) for other in there)]
    return len(missing) <= len(known) // 3


def _is_same_name(one: str, other: str) -> bool:
    return fold(one) == fold(other)


def _is_same_person(one: str, other: str) -> bool:
    return same_person(parsed(one), parsed(other))


def _spelt(names: Sequence[str], known: Sequence[tuple[str, Name]]) -> tuple[str, ...]:
    """The names, each in the spelling of the paper's own author that it fits best; nobody is used twice."""
    left = [name for name, _ in known]
    found: dict[int, str] = {}
    for fits in (_is_same_name, _is_same_person):
        for n, name in enumerate(names):
            own = None if n in found else next((one for one in left if fits(one, name)), None)
            if own is not None:
                left.remove(own)
                found[n] = own if len(fold(own)) >= len(fold(name)) else name
    return tuple(found.get(n, name) for n, name in enumerate(names))


def _with_date(paper: Paper, records: Sequence[Candidate]) -> Paper:
    """A date that is missing, assumed or less exact; otherwise the page's stays: the list is sorted by it."""
    given = next((r.date for r in records if r.date), None)
    if given is None:
        return paper
    if paper.date is None or (paper.year_assumed and given[:4] != paper.date[:4]):
        return replace(paper, date=given, date_text=paper.date_text or given, year_assumed=False)
    if given.startswith(paper.date) and len(given) > len(paper.date):
        return replace(paper, date=given, year_assumed=False)
    if paper.year_assumed and given[:4] == paper.date[:4]:
        return replace(paper, year_assumed=False)
    return paper


def _doi(paper: Paper, records: Sequence[Candidate]) -> str | None:
    """The publisher's DOI, else arXiv's; one that is known gives way only where it is arXiv's."""
    if paper.doi and not parse_arxiv(paper.doi):
        return paper.doi
    dois = [r.doi for r in records if r.published and r.doi] + [r.doi for r in records if r.doi]
    return next((d for d in dois if not parse_arxiv(d)), None) or paper.doi or _first(dois)


def _printed(paper: Paper) -> bool:
    """Is it known already where it was published?"""
    return bool(paper.venue) and fold(paper.venue or "") not in ("arxiv", "corr", "arxiv org")


def _same_place(paper: Paper, record: Candidate) -> bool:
    """Is this where the paper is known to be published? Then what the record has beside that is the paper's."""
    if paper.doi and record.doi:
        return paper.doi.lower() == record.doi.lower()
    return bool(record.venue) and fold(paper.venue or "") == fold(record.venue or "")


def _titles(paper: Paper, records: Sequence[Candidate]) -> tuple[str, ...]:
    """The other titles it goes by: of the published version, say."""
    seen = {identity(t): t for t in (paper.title_text, *paper.titles)}
    others = [t for r in records if identity(t := readable(r.title or "")) not in seen]
    return tuple(dict.fromkeys((*paper.titles, *others)))


def _names(paper: Paper) -> str:
    return "; ".join(paper.authors) + ("; et al." if paper.et_al and paper.authors else "")


def _venue(paper: Paper) -> str:
    where = f"{paper.venue} ({paper.type})" if paper.venue and paper.type else paper.venue or paper.type or ""
    named = [f"{short} {paper.fields[n]}" for n, short in _DETAILS.items() if paper.fields.get(n)]
    return ", ".join(filter(None, (where, *named)))
