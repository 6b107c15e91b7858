"""Merges entries into an existing .bib file: the user's edits stay, what readlist wrote is updated.

The base of the merge is what readlist last wrote into that file. A field that still has that value is updated; a field
with another value, or a missing one, is the user's decision and stays so. In an entry that readlist never wrote, every
field that differs is the user's. Only fields are deleted that readlist wrote, nobody touched, and no longer apply.
"""

from __future__ import annotations

import re
from bisect import insort
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from readlist.formats import ExportError, Merged
from readlist.formats.bibtex.entry import Entry, digest, field_text
from readlist.formats.bibtex.splice import EntrySpan, FieldSpan, entry_place, spliced, split
from readlist.formats.source_text import TYPE
from readlist.latex.readable import readable, readable_field
from readlist.model.change import ExportBase
from readlist.model.citekeys import free_key
from readlist.model.likeness import similar_titles
from readlist.model.names import parse_names
from readlist.model.text import count, fold, identity

_VERSION = re.compile(r"v\d+$")
_IDS = ("eprint", "doi")
_MOST_NAMED = 8

_Splice = tuple[int, int, str]


def merge(text: str, entries: Sequence[Entry], base: Mapping[int, ExportBase], *, restore: bool = True) -> Merged:
    """The file with the entries in it. ``base`` has, by paper, what was last written to this file.

    Without ``restore``, what a hand deleted from the file stays deleted. Raises UnreadableError where the file is no
    BibTeX, ExportError where the result would not say what was meant.
    """
    spans = split(text)
    work = _Merge(text, spans, base)
    for entry, span in Finder(spans, base).matches(entries):
        if span is None and entry.paper in base and not restore:
            work.written[entry.paper] = base[entry.paper]
        elif span is None:
            work.add(entry)
        else:
            work.renew(entry, span)
    merged = work.text_after()
    if merged != text:
        _check(merged, work, len(spans))
    return Merged(
        text=merged,
        written=tuple(work.written.values()),
        added=tuple(work.added),
        renewed=tuple(work.renewed),
        remarks=tuple(work.remarks()),
    )


@dataclass(slots=True)
class _Merge:
    """A merge in progress: the splices so far, and what the report says about them."""

    source: str
    spans: Sequence[EntrySpan]
    base: Mapping[int, ExportBase]
    splices: list[_Splice] = field(default_factory=list)
    new: list[Entry] = field(default_factory=list)
    written: dict[int, ExportBase] = field(default_factory=dict)
    meant: dict[str, dict[str, str]] = field(default_factory=dict)  # key → field → digest, of what was changed
    added: list[str] = field(default_factory=list)
    renewed: list[str] = field(default_factory=list)
    edited: list[str] = field(default_factory=list)  # "key: title, year"
    unknown_base: list[str] = field(default_factory=list)
    restored: list[str] = field(default_factory=list)
    renamed: list[str] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.taken = {span.key.lower() for span in self.spans}

    def add(self, entry: Entry) -> None:
        """Add an entry that the file does not have."""
        key = free_key(entry.key, self.taken)
        if key != entry.key:
            self.renamed.append(f"{entry.key} as {key}")
            entry = replace(entry, key=key)
        self.taken.add(key.lower())
        self.new.append(entry)
        self.added.append(key)
        if entry.paper in self.base:
            self.restored.append(key)
        self.written[entry.paper] = entry.export_base()
        self.meant[key] = {name: digest(value) for name, value in (*entry.fields, *entry.extra)}

    def renew(self, entry: Entry, span: EntrySpan) -> None:
        """Update an entry that the file has, field by field."""
        known = self.base.get(entry.paper)
        old = known.fields if known else {}
        fields = (*entry.fields, *(entry.extra if known else ()))
        changes, kept, alike = [], [], set()
        if span.type != entry.type:
            if old.get(TYPE) == span.type:
                start = span.start + 1
                changes.append((start, start + len(span.type), entry.type))
            else:
                kept.append("type")
        after: FieldSpan | None = None
        for name, value in fields:
            current = span.get(name)
            if current is None:
                if known and name not in old:
                    changes.append(_insertion(self.source, span, after, name, value))
                else:
                    kept.append(name)
                continue
            after = current
            if current.value == value:
                continue
            if old.get(name) == digest(current.value):
                changes.append((current.value_start, current.end, field_text(name, value)))
            elif readable_field(current.value) != readable_field(value):
                kept.append(name)
            else:
                alike.add(name)  # an accent may be a macro or a letter
        names = {name for name, _ in fields}
        for name in old.keys() - names - {TYPE}:
            current = span.get(name)
            if current is not None and old[name] == digest(current.value):
                changes.append(_removal(span, current))
        if changes:
            self.splices += changes
            self.renewed.append(span.key)
            self.meant[span.key] = {n: digest(v) for n, v in fields if n not in kept and n not in alike}
        if kept and known:
            self.edited.append(f"{span.key} ({', '.join(kept)})")
        elif kept:
            self.unknown_base.append(span.key)
        if span.key != entry.key:
            self.renamed.append(f"{entry.key} as {span.key}")
        self.written[entry.paper] = replace(entry, key=span.key, extra=fields[len(entry.fields) :]).export_base()

    def text_after(self) -> str:
        line_end = "\r\n" if "\r\n" in self.source else "\n"
        splices = [*self.splices, *self._places()]
        return spliced(self.source, [(s, e, new.replace("\n", line_end)) for s, e, new in splices])

    def _places(self) -> Iterator[_Splice]:
        """New entries before the next greater key that readlist wrote, else at the end of the file."""
        ours = {w.key.lower() for w in (*self.base.values(), *self.written.values())}
        order: list[tuple[str, str, int]] = []
        by_place: dict[int, list[str]] = {}
        for n, span in enumerate(self.spans):
            if span.key.lower() in ours:
                insort(order, (span.key.lower(), span.key, n))
        for entry in sorted(self.new, key=lambda e: (e.key.lower(), e.key)):
            n = next((n for low, key, n in order if (low, key) > (entry.key.lower(), entry.key)), -1)
            place = len(self.source) if n < 0 else entry_place(self.source, self.spans[n])
            by_place.setdefault(place, []).append(entry.text())
        for place, texts in by_place.items():
            before = self.source[:place]
            lead = "" if not before or before.endswith("\n") else "\n"
            lead += "\n" if before.strip() and not before.endswith(("\n\n", "\n\r\n")) else ""
            yield place, place, lead + "\n".join(texts) + ("" if place == len(self.source) else "\n")

    def _line(self, span: EntrySpan) -> int:
        return self.source.count("\n", 0, span.start) + 1

    def remarks(self) -> Iterator[str]:
        first = {span.key.lower(): span.start for span in reversed(self.spans)}
        doubles = [span.key for span in self.spans if span.start != first[span.key.lower()]]
        found = (
            (
                "broken, left as it is",
                [f"{span.key} (line {self._line(span)})" for span in self.spans if not span.whole],
            ),
            ("under a key that an earlier one has, left as it is", doubles),
            ("edited by hand, not changed", self.edited),
            ("already in the file with other values, not changed", self.unknown_base),
            ("deleted from the file, added again", self.restored),
            ("under another key in the file", self.renamed),
        )
        for remark, keys in found:
            if keys:
                more = f" and {len(keys) - _MOST_NAMED} more" if len(keys) > _MOST_NAMED else ""
                yield f"{count(len(keys), 'entry', 'entries')} {remark}: {', '.join(keys[:_MOST_NAMED])}{more}"


def _insertion(text: str, span: EntrySpan, after: FieldSpan | None, name: str, value: str) -> _Splice:
    """A field behind another one, or the first; laid out as its neighbour is."""
    neighbour = after or next(iter(span.fields), None)
    place = after.end if after else span.key_end
    text_of_field = field_text(name, value)
    if neighbour is None:
        return place, place, f",\n  {name} = {text_of_field}"
    line = text.rfind("\n", 0, neighbour.start) + 1
    indent = text[line : neighbour.start]
    label = text[neighbour.start : neighbour.value_start]
    equals = label.find("=")
    if indent.strip() or label.count("\n") or line < span.start:  # all on one line
        return place, place, f", {name} = {text_of_field}"
    spaced = " " if label[:equals].endswith(" ") else ""
    return place, place, f",\n{indent}{name + spaced:<{equals}}{label[equals:]}{text_of_field}"


def _removal(span: EntrySpan, field: FieldSpan) -> _Splice:
    """A field, with what stands between it and the one before."""
    n = span.fields.index(field)
    return (span.fields[n - 1].end if n else span.key_end), field.end, ""


def _check(text: str, work: _Merge, before: int) -> None:
    """Check that the merged text says what was meant where it changed, and has lost nothing."""
    found = split(text)
    if len(found) != before + len(work.new):
        raise ExportError(f"{before + len(work.new)} entries were to be in the file, and {len(found)} read back")
    by_key = {span.key: span for span in found}
    for key, fields in work.meant.items():
        span = by_key.get(key)
        for name, value in fields.items():
            current = span.get(name) if span else None
            if current is None or digest(current.value) != value:
                raise ExportError(f"{key}: {name} was read back with another value")


# Which entry of the file is which paper: by the key it was written under, by its ids, by title and first author.


class Finder:
    """Finds entries of a file; each is found once."""

    def __init__(self, spans: Sequence[EntrySpan], base: Mapping[int, ExportBase]) -> None:
        self._spans = [span for span in spans if span.whole]
        self._base = base
        self._by_key = {span.key.lower(): span for span in reversed(self._spans)}
        self._exact = {span.key: span for span in reversed(self._spans)}

    def matches(self, entries: Sequence[Entry]) -> Iterator[tuple[Entry, EntrySpan | None]]:
        """Every entry with its place in the file, or None; keys come before everything else."""
        used: set[int] = set()
        found: dict[int, EntrySpan] = {}
        for find in (self._written, self._key, self._like):
            for entry in entries:
                if entry.paper not in found and (span := find(entry)) and span.start not in used:
                    found[entry.paper] = span
                    used.add(span.start)
        return ((entry, found.get(entry.paper)) for entry in entries)

    def _written(self, entry: Entry) -> EntrySpan | None:
        """The entry under the key that the paper was last written with."""
        known = self._base.get(entry.paper)
        return self._named(known.key) if known else None

    def _key(self, entry: Entry) -> EntrySpan | None:
        """The entry under the paper's key, or one it had before, unless that is plainly another paper."""
        named = (self._named(key) for key in (entry.key, *entry.aliases))
        return next((span for span in named if span and not _other(span, entry)), None)

    def _named(self, key: str) -> EntrySpan | None:
        return self._exact.get(key) or self._by_key.get(key.lower())

    def _like(self, entry: Entry) -> EntrySpan | None:
        """The entry with the same arXiv id or DOI, else with the same title and first author, that no paper has."""
        marks: list[tuple[str, ...]] = [*_ids(entry), *_titles(entry)]
        return next((self._by_mark[mark] for mark in marks if mark in self._by_mark), None)

    @cached_property
    def _by_mark(self) -> dict[tuple[str, ...], EntrySpan]:
        found: dict[tuple[str, ...], EntrySpan] = {}
        owned = {known.key for known in self._base.values()}
        for span in self._spans:
            if span.key in owned:  # an editorial of another year has the same title and author
                continue
            marks: list[tuple[str, ...]] = [*_ids(span), *_titles(span)]
            for mark in marks:
                found.setdefault(mark, span)
        return found


def _value(entry: Entry | EntrySpan, name: str) -> str:
    value = entry.get(name)
    if value is None:
        return ""
    return value if isinstance(value, str) else value.value


def _ids(entry: Entry | EntrySpan) -> Iterator[tuple[str, str]]:
    for name in _IDS:
        if value := _value(entry, name):
            yield name, _VERSION.sub("", value.lower().removeprefix("arxiv:").removeprefix("https://doi.org/"))


def _titles(entry: Entry | EntrySpan) -> Iterator[tuple[str, ...]]:
    title = identity(readable(_value(entry, "title")))
    first = re.split(r"\s+and\s+", _value(entry, "author"), maxsplit=1)[0]
    names, _ = parse_names([readable(first).strip("{}")])
    if title and names:
        yield "title", title, fold(names[0].last)


def _other(span: EntrySpan, entry: Entry) -> bool:
    """Whether an entry of the file that has a paper's key is plainly another paper's."""
    in_file, ours = dict(_ids(span)), dict(_ids(entry))
    shared = in_file.keys() & ours.keys()
    if shared:
        return all(in_file[name] != ours[name] for name in shared)
    titles = [identity(readable(_value(e, "title"))) for e in (span, entry)]
    if not all(titles):
        return False
    return not similar_titles(titles[0], titles[1])
