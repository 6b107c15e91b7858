"""The table of checks of a manuscript, ``CHECKS``, with a function for each row; they change nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, NamedTuple

from readlist.formats.facts import NEED_VENUE
from readlist.library.library import Library
from readlist.model.likeness import is_preprint_doi, near_keys
from readlist.model.paper import Paper
from readlist.model.text import shorten
from readlist.writing.bibliographies import Bibliography, Entry, by_key, duplicates, likeliest, paper_of, unpublished
from readlist.writing.manuscript import Manuscript, Source
from readlist.writing.manuscript_kinds import Citation

_SURE, _MAYBE = 0.85, 0.83  # how alike a mistyped key is to the one that is meant
_LONG = 6  # characters: shorter keys are alike by chance
_NAMED = 60  # characters of a title in a message

Fix = Literal["add", "key", "update", "doi"]
"""What can be done about a finding: add the paper's entry, correct the key, renew the entry, add its DOI."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong at a place."""

    check: str  # name of the row
    path: Path
    line: int
    column: int
    key: str
    text: str
    paper: str | None = None  # the key of the paper of the library that it is about
    fix: Fix | None = None  # where it is sure
    new: str = ""  # the right key
    start: int = -1  # place of the key in its file
    end: int = -1

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}: {self.check}: {self.text}"

    def document(self) -> dict[str, Any]:
        """The finding as the JSON contract has it."""
        names = ("check", "line", "column", "key", "text", "paper")
        return {"path": str(self.path), **{name: getattr(self, name) for name in names}, "fixable": bool(self.fix)}


@dataclass
class Checked:
    """A manuscript with its bibliography, beside the library."""

    manuscript: Manuscript
    bibliography: Bibliography
    library: Library
    _papers: dict[int, Paper | None] = field(default_factory=dict)
    _meant: dict[str, tuple[Entry, bool] | None] = field(default_factory=dict)

    def paper(self, entry: Entry) -> Paper | None:
        """The paper of an entry, found once."""
        if id(entry) not in self._papers:
            self._papers[id(entry)] = paper_of(self.library, entry)
        return self._papers[id(entry)]

    def cited_papers(self) -> list[int]:
        """The papers of the library that the manuscript cites, by id; of a bibliography all that it has."""
        cited, whole = self.manuscript.keys, self.manuscript.cites_all or self.manuscript.kind is None
        entries = (entry for entry in self.bibliography.entries if whole or {*entry.keys} & cited)
        found = [paper.id for entry in entries if (paper := self.paper(entry))]
        found += [paper.id for _, citation in self.missing if (paper := by_key(self.library, citation.key))]
        return list(dict.fromkeys(found))

    @cached_property
    def missing(self) -> list[tuple[Source, Citation]]:
        """Keys that no entry and no label has, each where it is cited first."""
        known = self.bibliography.by_key.keys() | self.manuscript.labels
        first: dict[str, tuple[Source, Citation]] = {}
        for source in self.manuscript.sources:
            refers = source.kind.refers if source.kind else None
            for citation in source.citations:
                if citation.key not in known and not (refers and refers.match(citation.key)):
                    first.setdefault(citation.key, (source, citation))
        return list(first.values())

    @cached_property
    def _by_small_key(self) -> dict[str, Entry]:
        return {name.lower(): entry for name, entry in self.bibliography.by_key.items()}

    @cached_property
    def _cited(self) -> set[str]:
        return self.manuscript.keys

    @cached_property
    def _entries(self) -> list[tuple[str, Entry]]:
        return list(self.bibliography.by_key.items())

    @cached_property
    def _small_keys(self) -> list[str]:
        return [name.lower() for name, _ in self._entries]

    def meant(self, key: str) -> tuple[Entry, bool] | None:
        """The entry whose key was mistyped as this one, and whether that is sure.

        The same but for capitals; else, where no paper of the library has that key, the only one that is nearly spelt
        so. Where digits differ, or the key is short, it may be another work's: then one that is not cited is a guess.
        """
        if key not in self._meant:
            self._meant[key] = self._likely(key)
        return self._meant[key]

    def _likely(self, key: str) -> tuple[Entry, bool] | None:
        if same := self._by_small_key.get(key.lower()):
            return same, True
        if len(key) < _LONG - 1 or by_key(self.library, key):
            return None
        near = []
        for place, alike in near_keys(key.lower(), self._small_keys, _MAYBE):
            name, entry = self._entries[place]
            sure = alike >= _SURE and len(key) >= _LONG and _digits(name) == _digits(key)
            if abs(len(name) - len(key)) <= 2 and (sure or name not in self._cited):
                near.append((alike, name not in self._cited, entry, sure))
        near.sort(key=lambda one: one[:2], reverse=True)
        return near[0][2:] if near and (len(near) == 1 or near[0][:2] > near[1][:2]) else None


def _digits(key: str) -> str:
    return "".join(c for c in key if c.isdigit())


def _at(check: str, source: Source, citation: Citation, text: str, **more: Any) -> Finding:
    line, column = source.position(citation.start)
    return Finding(check, source.path, line, column, citation.key, text, start=citation.start, end=citation.end, **more)


def _of(check: str, entry: Entry, text: str, **more: Any) -> Finding:
    return Finding(check, entry.path, entry.line, 1, entry.key, text, **more)


def _title(paper: Paper) -> str:
    return f"“{shorten(paper.title_text, 8, _NAMED)}”"


# the checks


def mistyped(checked: Checked) -> Iterator[Finding]:
    for source, citation in checked.missing:
        if found := checked.meant(citation.key):
            entry, sure = found
            meant = f"{entry.key} is meant" if sure else f"is {entry.key} meant?"
            text = f"{citation.key} is not in the bibliography: {meant}"
            yield _at("mistyped", source, citation, text, fix="key" if sure else None, new=entry.key)


def missing(checked: Checked) -> Iterator[Finding]:
    named = checked.manuscript.bibliography
    for source, citation in checked.missing:
        key = citation.key
        if checked.meant(key):
            continue
        if paper := by_key(checked.library, key):
            other = next(
                (e for e in checked.bibliography.entries if (p := checked.paper(e)) and p.id == paper.id), None
            )
            if other:
                text = f"{key} is in the bibliography as {other.key}"
                yield _at("missing", source, citation, text, paper=paper.key, fix="key", new=other.key)
            else:
                sure: Fix | None = "add" if paper.citable and named else None
                text = f"{key} is not in the bibliography, but in your library: {_title(paper)}"
                yield _at("missing", source, citation, text, paper=paper.key, fix=sure)
        else:
            guess = likeliest(checked.library, key)
            text = f"{key} is neither in the bibliography nor in your library"
            if guess:
                text = f"{key} is not in the bibliography; in your library, {guess.key} is likeliest: {_title(guess)}"
            yield _at("missing", source, citation, text, paper=guess.key if guess else None)


def uncited(checked: Checked) -> Iterator[Finding]:
    cited = checked.manuscript.keys | checked.manuscript.cited_beside
    if checked.manuscript.cites_all or checked.manuscript.kind is None:
        return
    corrected = {finding.new for finding in (*mistyped(checked), *missing(checked)) if finding.new}
    for entry in checked.bibliography.entries:
        names = {*entry.keys}
        if not names & (cited | corrected | checked.bibliography.parents):
            yield _of("uncited", entry, f"{entry.key} is never cited")


def preprint(checked: Checked) -> Iterator[Finding]:
    for entry, paper in _known(checked):
        if unpublished(entry.facts) and paper.published and paper.venue:
            text = f"{entry.key} is cited as a preprint, but was published in {paper.venue}"
            yield _of("preprint", entry, text, paper=paper.key, fix="update")


def retracted(checked: Checked) -> Iterator[Finding]:
    named = {id(entry) for entry in checked.bibliography.entries if _RETRACTED.match(entry.facts.title or "")}
    yield from (finding for entry, finding in _noticed(checked, "retracted", "retracted") if id(entry) not in named)
    for entry in checked.bibliography.entries:
        if id(entry) in named:
            yield _of("retracted", entry, f"{entry.key} was retracted, as its title says")


_RETRACTED = re.compile(r"[\W_]*(?:retracted|withdrawn)(?: article| paper| chapter)?[\W_]*:", re.IGNORECASE)


def updated(checked: Checked) -> Iterator[Finding]:
    yield from (finding for _, finding in _noticed(checked, "updated", "corrected"))


def _noticed(checked: Checked, check: str, field: str) -> Iterator[tuple[Entry, Finding]]:
    """The entries about which a publisher's notice is known, in that field."""
    for entry, paper in _known(checked):
        if notice := paper.fields.get(field) or entry.facts.fields.get(field):
            see = "" if notice == "yes" else f", see {notice}"
            yield entry, _of(check, entry, f"{entry.key} was {field}{see}", paper=paper.key)


def without_doi(checked: Checked) -> Iterator[Finding]:
    for entry, paper in _known(checked):
        published = paper.doi and not is_preprint_doi(paper.doi)
        if published and not entry.facts.doi and not unpublished(entry.facts):
            yield _of("doi", entry, f"{entry.key} has no DOI; it is {paper.doi}", paper=paper.key, fix="doi")


def duplicated(checked: Checked) -> Iterator[Finding]:
    for entry in checked.bibliography.repeated:
        yield _of("duplicate", entry, f"{entry.key} is the key of an earlier entry, too")
    for entry, earlier in duplicates(checked.bibliography):
        yield _of("duplicate", entry, f"{entry.key} is the same work as {earlier.key}")


_NEEDED = {
    "article": "authors year", "inproceedings": "authors year", "book": "people publisher year",
    "incollection": "authors publisher year", "inbook": "people publisher year", "thesis": "authors school year",
    "report": "authors institution year", "unpublished": "authors",
}  # fmt: skip
"""What the classic styles warn about where an entry of the type lacks it; a title they all need."""


def incomplete(checked: Checked) -> Iterator[Finding]:
    for path, line, reason in checked.bibliography.broken:
        yield Finding("incomplete", path, line, 1, "", reason)
    for entry in checked.bibliography.entries:
        facts = entry.facts
        has = {
            "authors": facts.authors, "people": facts.authors or facts.fields.get("editor"), "year": facts.date
            or facts.date_text or facts.fields.get("year"), "publisher": facts.fields.get("publisher"),
            "school": facts.fields.get("school") or facts.fields.get("institution"),
            "institution": facts.fields.get("institution") or facts.fields.get("school"),
        }  # fmt: skip
        lacks = [] if facts.title else ["title"]
        kind = (facts.type or "").lower()
        if facts.title:  # else it was not read
            lacks += [name for name in _NEEDED.get(kind, "").split() if not has[name]]
        if facts.title and kind in (*NEED_VENUE, "incollection") and not facts.venue:
            lacks.append("journal" if kind == "article" else "booktitle")
        if lacks:
            text = f"{entry.key} ({kind or 'misc'}) has no {', no '.join(lacks)}".replace("people", "author or editor")
            yield _of("incomplete", entry, text)


def unnamed(checked: Checked) -> Iterator[Finding]:
    manuscript = checked.manuscript
    for source, name in manuscript.missing:
        yield Finding("file", source.path, 1, 1, "", f"{name} is not there")
    if checked.missing and not (manuscript.bibliographies or manuscript.missing or manuscript.makes):
        yield _at("file", *checked.missing[0], "the manuscript cites, but names no bibliography")


def _known(checked: Checked) -> Iterator[tuple[Entry, Paper]]:
    """The entries that are papers of the library; of a manuscript, those that matter to it."""
    for entry in checked.bibliography.entries:
        if entry.facts.title and (paper := checked.paper(entry)):  # without a title it was not read
            yield entry, paper


class Check(NamedTuple):
    """A row of ``CHECKS``."""

    name: str
    help: str  # for the manual
    find: Callable[[Checked], Iterator[Finding]]


CHECKS = (
    Check("file", "a file that the manuscript names is not there, or it names no bibliography", unnamed),
    Check("missing", "a key is cited that the bibliography does not have; names the likeliest paper", missing),
    Check("mistyped", "a cited key is nearly, or but for its capitals, one of the bibliography", mistyped),
    Check("uncited", "an entry of the bibliography is never cited", uncited),
    Check("preprint", "a preprint is cited that has been published", preprint),
    Check("retracted", "a paper was retracted, as far as your library knows", retracted),
    Check("updated", "a paper was corrected, as far as your library knows", updated),
    Check("doi", "an entry lacks a DOI that your library knows", without_doi),
    Check("duplicate", "a work stands under two keys, or a key twice", duplicated),
    Check("incomplete", "an entry lacks what a style would warn about, or can't be read", incomplete),
)
"""Everything that is checked."""


def findings(checked: Checked) -> list[Finding]:
    """All that is wrong, by file and line."""
    found = [finding for check in CHECKS for finding in check.find(checked)]
    order = {source.path: n for n, source in enumerate(checked.manuscript.sources)}
    return sorted(found, key=lambda f: (order.get(f.path, len(order)), str(f.path), f.line, f.column))
