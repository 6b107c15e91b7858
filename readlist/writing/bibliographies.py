"""Reads a manuscript's bibliography files, and finds the library's papers in them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

from readlist.formats import FORMATS, UnreadableError, format_of
from readlist.formats.bibtex.splice import split
from readlist.latex.readable import readable_field
from readlist.library.library import Library
from readlist.model.likeness import identities, is_preprint_doi, similar_titles
from readlist.model.paper import Candidate, Paper
from readlist.model.text import fold, identity
from readlist.pages.page import PageError
from readlist.writing.manuscript import Read, read_file

_CROSSREF = re.compile(r"\b(?:crossref|xdata|related|entryset)\s*=\s*[{\"]([^}\"]+)")
_KEY_PARTS = re.compile(r"([a-z]{2,})[^a-z0-9]*((?:19|20)?\d\d)")
_BROKEN = ("broken entry", "repaired")
_NO_PAPERS = ("xdata", "set", "control", "ieeetranbstctl")
_LIKELY = 0.84  # how alike keys have to be


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a bibliography."""

    key: str
    path: Path
    line: int
    facts: Candidate

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((self.key, *self.facts.keys)))


@dataclass(slots=True)
class Bibliography:
    """All entries that a manuscript may cite."""

    entries: list[Entry] = field(default_factory=list)
    by_key: dict[str, Entry] = field(default_factory=dict)
    parents: set[str] = field(default_factory=set)  # keys that other entries take facts from
    broken: list[tuple[Path, int, str]] = field(default_factory=list)  # what a reader could not take
    repeated: list[Entry] = field(default_factory=list)  # under a key that an earlier entry has

    def add(self, path: Path, text: str) -> None:
        """Take in a file. What is broken in it is set aside."""
        text = text.encode("utf-8", "surrogateescape").decode("utf-8", "replace").replace("\ufeff", " ", 1)
        format = FORMATS["bibtex"] if path.suffix.lower() == ".bib" else format_of(text)
        if format is None or not format.reader:
            if text.strip():
                self.broken.append((path, 1, "it is no bibliography that readlist can read"))
            return
        try:
            contents = format.read(text.replace("\r\n", "\n"))
            spans = split(text) if format.suffix == ".bib" else ()
        except (PageError, UnreadableError) as error:
            self.broken.append((path, 1, str(error)))
            return
        self.broken += ((path, p.line, f"{p.text}: {p.done}") for p in contents.problems if p.kind in _BROKEN)
        self.parents |= {key.strip() for keys in _CROSSREF.findall(text) for key in keys.split(",")}
        ends = [match.start() for match in re.finditer("\n", text)] if spans else []
        lines = {bisect_left(ends, span.start) + 1: span for span in spans}
        for facts in contents.entries:
            span = lines.pop(facts.line, None)
            if key := span.key if span else next(iter(facts.keys), ""):
                self._take(Entry(key, path, facts.line, facts))
        for line, span in lines.items():  # what a reader of papers leaves out: it has no title, or is none
            self._take(
                Entry(span.key, path, line, Candidate(line=line, type=span.type)), paper=span.type not in _NO_PAPERS
            )

    def _take(self, entry: Entry, *, paper: bool = True) -> None:
        if paper:
            self.entries.append(entry)
            self.repeated += [entry] if entry.key in self.by_key else []
        for name in entry.keys:
            self.by_key.setdefault(name, entry)


def read_bibliography(paths: list[Path], read: Read = read_file) -> Bibliography:
    """The entries of some files."""
    bibliography = Bibliography()
    for path in paths:
        try:
            bibliography.add(path, read(path))
        except (OSError, ValueError) as error:
            bibliography.broken.append((path, 1, getattr(error, "strerror", None) or str(error)))
    return bibliography


def paper_of(library: Library, entry: Entry) -> Paper | None:
    """The paper of the library that an entry is: by its numbers, its key, or title and authors."""
    facts = entry.facts
    for number in (facts.doi, facts.arxiv):
        if number and (ids := library.finder.numbered(number)):
            return library.papers[ids[0]]
    title = readable_field(facts.title or "")
    for key in entry.keys:
        paper = by_key(library, key)
        if paper and (not title or similar_titles(identity(title), identity(paper.title_text))):
            return paper
    if not title:
        return None
    incoming = Paper(key="", title=facts.title, title_text=title, authors=facts.authors, et_al=facts.et_al,
                     date=facts.date, venue=facts.venue, type=facts.type, fields=facts.fields)  # fmt: skip
    id = library.finder.find(incoming, identities(incoming), library.papers.__getitem__)
    return None if id is None else library.papers[id]


def by_key(library: Library, key: str) -> Paper | None:
    """The paper of exactly this key or alias."""
    id = library.heir(library.keys.get(key.lower()))
    return None if id is None else library.papers[id]


def likeliest(library: Library, key: str) -> Paper | None:
    """The paper that is likeliest meant by a key that none has: by its spelling, else by the name and year in it."""
    low = key.lower()
    keys = library.keys
    near = (known for known in keys if known[:2] == low[:2] or known[-4:] == low[-4:])
    for known in get_close_matches(low, near, n=1, cutoff=_LIKELY):
        if paper := by_key(library, known):
            return paper
    parts = _KEY_PARTS.search(fold(key).replace(" ", ""))
    if not parts:
        return None
    year = parts[2][-2:]
    named = {id for known, id in keys.items() if (found := _KEY_PARTS.match(known)) and found[1] == parts[1]
             and found[2][-2:] == year}  # fmt: skip
    heirs = {heir for id in named if (heir := library.heir(id)) is not None}
    return library.papers[heirs.pop()] if len(heirs) == 1 else None


_ARCHIVE = re.compile(r"arxiv|corr\b|(?:bio|med|chem|psy)a?rxiv|ssrn|research square|preprints?\b", re.IGNORECASE)


def unpublished(facts: Candidate) -> bool:
    """Does an entry name no publication, or an archive of preprints as one?"""
    places = (facts.venue, *(facts.fields.get(name) for name in ("institution", "publisher", "number", "type")))
    of_archive = any(place and _ARCHIVE.match(place) for place in places)
    return not facts.published or (of_archive and (facts.type == "report" or bool(_ARCHIVE.match(facts.venue or ""))))


def duplicates(bibliography: Bibliography) -> Iterator[tuple[Entry, Entry]]:
    """Entries that are an earlier one under another key, each with that one."""
    by_mark: dict[tuple[str, ...], list[Entry]] = defaultdict(list)
    for entry in bibliography.entries:
        facts = entry.facts
        marks = [("doi", facts.doi.lower())] if facts.doi else []
        marks += [("arxiv", facts.arxiv.lower())] if facts.arxiv else []
        names = [fold(name).split() for name in facts.authors[:1]]
        title = identity(readable_field(facts.title or ""))
        work = (title, names[0][-1]) if len(title) > 9 and names and names[0] else None
        earlier = [one for mark in marks for one in by_mark[mark] if not _contradict(one, entry)]
        earlier += [one for one in by_mark[work] if not _contradict(one, entry) and _alike(one, entry)] if work else []
        if first := next((one for one in earlier if one.key != entry.key), None):
            yield entry, first
        for mark in (*marks, *((work,) if work else ())):
            by_mark[mark].append(entry)


def _alike(one: Entry, other: Entry) -> bool:
    """Are entries of one title and author one work: of one year, or a preprint and its publication?"""
    years = [(entry.facts.date or "")[:4] for entry in (one, other)]
    return years[0] == years[1] or unpublished(one.facts) != unpublished(other.facts)


def _contradict(one: Entry, other: Entry) -> bool:
    """Have two entries DOIs of two publications, or chapters of a book that share its DOI other titles?"""
    dois = {doi for entry in (one, other) if (doi := (entry.facts.doi or "").lower()) and not is_preprint_doi(doi)}
    titles = [identity(readable_field(entry.facts.title or "")) for entry in (one, other)]
    return len(dois) > 1 or not similar_titles(*titles)
