"""Writes BibTeX in two forms: ``bibtex`` in ASCII for every program, ``biblatex`` in UTF-8 for biber.

A published paper keeps its type and fields. A preprint is written the way arXiv itself writes it, as ``@misc`` with
``eprint``: the one form that both the classic styles and biber's data model take without a warning. The text depends
on the papers and the options alone, so that a file under version control changes only where a paper did.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from msgspec import structs

from readlist.formats import Exported, ExportError, ExportOptions, Merged, Papers, Rest, citable, no_place
from readlist.formats.bibtex.entry import Entry, entry_of, field_text, lost_facts, safe_key
from readlist.formats.bibtex.splice import quiet_parser
from readlist.formats.facts import LOCAL_PATH
from readlist.latex.characters import needs_unicode
from readlist.latex.escape import Profile
from readlist.latex.syntax import is_balanced
from readlist.model.change import ExportBase
from readlist.model.citekeys import free_key
from readlist.model.text import count

if TYPE_CHECKING:
    from bibtexparser import model

_MOST_NAMED = 10
_ANEW = ("has TeX of its own that could not be kept", "have TeX of their own that could not be kept")


@dataclass(frozen=True, slots=True)
class BibTeX:
    name: Profile
    suffix: str = ".bib"

    whole: bool = False

    def render(self, papers: Papers, options: ExportOptions, rest: Rest) -> Exported:
        """The citable papers, ordered by key; the text has been read back before it is returned."""
        made, remarks = self._entries(papers, options)
        entries = [_without_paths(entry) for entry in made]
        text = "\n".join(entry.text() for entry in entries)
        if bad := misread(text, entries):  # somebody's own TeX, which no program but theirs would take
            made, remarks = self._entries(papers, options, anew=frozenset(entries[n].paper for n in bad))
            entries = [_without_paths(entry) for entry in made]
            text = "\n".join(entry.text() for entry in entries)
            remarks.append(_remark(_ANEW, [entries[n].key for n in bad]))
            check(text, entries)
        remarks += _remarks(entries)
        base = tuple(entry.export_base() for entry in entries)
        return Exported(text, tuple(entry.paper for entry in entries), tuple(remarks), base)

    def merge(
        self,
        text: str,
        papers: Papers,
        options: ExportOptions,
        base: Mapping[int, ExportBase],
        *,
        restore: bool = True,
    ) -> Merged:
        """The citable papers in a file that is there; what is new in it has been read back."""
        from readlist.formats.bibtex.merge import merge

        entries, remarks = self._entries(papers, options)
        merged = merge(text, entries, base, restore=restore)
        return replace(merged, remarks=(*remarks, *_remarks(entries), *merged.remarks))

    def _entries(
        self, papers: Papers, options: ExportOptions, anew: Container[int] = ()
    ) -> tuple[list[Entry], list[str]]:
        """The entries, ordered by key, and remarks; of the papers in ``anew`` the source texts are left aside."""
        chosen, left_out = citable(papers)
        remarks = list(left_out)
        entries: list[Entry] = []
        homeless: dict[str, list[str]] = {}
        untitled: list[str] = []
        taken: set[str] = set()
        for paper, mark in chosen:
            key = free_key(safe_key(paper.key), taken)
            paper = structs.replace(paper, texts={}) if paper.id in anew else paper
            entry = entry_of(paper, mark, key, options, self.name)
            if entry is None:
                untitled.append(paper.key)
                continue
            if key != paper.key:
                remarks.append(f"{paper.key} is written as {key}: BibTeX cannot take the key as it is")
            taken.add(key.lower())
            entries.append(entry)
            for lost in lost_facts(paper, entry) if self.name == "bibtex" else ():
                homeless.setdefault(lost, []).append(key)
        remarks += no_place(homeless.items(), "classic BibTeX")
        entries.sort(key=lambda e: (e.key.lower(), e.key))
        if untitled:
            remarks.append(f"{count(len(untitled), 'paper')} left out: without a title: {', '.join(untitled)}")
        return entries, remarks


def _remarks(entries: Sequence[Entry]) -> list[str]:
    """Remarks on what the user may want to complete, or has to know before typesetting."""

    def those(test: Callable[[Entry], bool]) -> list[str]:
        return [entry.key for entry in entries if test(entry)]

    found = (
        (("has no authors", "have no authors"), those(lambda e: not (e.authors or e.get("editor")))),
        (("has no year", "have no year"), those(lambda e: not (e.get("year") or e.get("date")))),
        (("needs a Unicode engine", "need a Unicode engine"), those(_needs_unicode)),
    )
    return [_remark(words, keys) for words, keys in found if keys]


def _remark(words: tuple[str, str], keys: Sequence[str]) -> str:
    return f"{count(len(keys), 'entry', 'entries')} {words[len(keys) > 1]}: {_named(keys)}"


def _without_paths(entry: Entry) -> Entry:
    """The fields without paths of the user's machine, which belong only in the user's own file."""
    return replace(entry, extra=tuple(f for f in entry.extra if not LOCAL_PATH.fullmatch(f[0])))


def _needs_unicode(entry: Entry) -> bool:
    return any(not value.isascii() and any(map(needs_unicode, value)) for _, value in (*entry.fields, *entry.extra))


def _named(keys: Sequence[str]) -> str:
    more = len(keys) - _MOST_NAMED
    return ", ".join(keys[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


# The last look at a text before it leaves: an independent parser has to find in it what was meant.


def check(text: str, entries: Sequence[Entry]) -> None:
    """Raises ``ExportError`` with key and field where bibtexparser reads something else than the entries."""
    if bad := misread(text, entries):
        n, reason = next(iter(bad.items()))
        raise ExportError(f"{entries[n].key}: {reason}")


def misread(text: str, entries: Sequence[Entry]) -> dict[int, str]:
    """The entries, by index, that bibtexparser reads differently, and the difference."""
    from bibtexparser import model
    from bibtexparser.entrypoint import parse_string
    from bibtexparser.middlewares.names import split_multiple_persons_names

    if not entries:
        return {}
    with quiet_parser():
        library = parse_string(text, parse_stack=[])
    places: dict[int, int] = {}  # the line that an entry begins in → its place
    line = 0
    for n, entry in enumerate(entries):
        places[line] = n
        line += len(entry.fields) + len(entry.extra) + 3
    starts = sorted(places)
    bad: dict[int, str] = {}
    read: dict[int, model.Entry] = {}
    for block in library.blocks:
        n = places[starts[bisect_right(starts, block.start_line or 0) - 1]]
        if not isinstance(block, model.Entry) or n in read or block.start_line not in places:
            bad[n] = "the entry could not be read back"
        else:
            read[n] = block
    for n, entry in enumerate(entries):
        if reason := "the entry was not read back" if n not in read else _difference(entry, read[n]):
            bad.setdefault(n, reason)
        elif entry.authors and tuple(split_multiple_persons_names(entry.get("author") or "")) != entry.authors:
            bad.setdefault(n, "author was read back as other names")
    return bad


def _difference(entry: Entry, read: model.Entry) -> str:
    """The first difference from what was meant; "" if there is none."""
    if read.key != entry.key:
        return f"key was read back as {read.key}"
    values = {field.key: str(field.value) for field in read.fields}
    for name, value in (*entry.fields, *entry.extra):
        if values.pop(name, None) != field_text(name, value):
            return f"{name} was read back with another value"
        if not is_balanced(value):
            return f"{name} has unbalanced braces"
    return f"{next(iter(values))} was not meant to be there" if values else ""


BIBTEX = BibTeX("bibtex")
BIBLATEX = BibTeX("biblatex")
