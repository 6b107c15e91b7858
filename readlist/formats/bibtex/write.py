"""BibTeX in two profiles: ``bibtex`` for every BibTeX program, ``biblatex`` for biber with UTF-8 and full
dates.

A record of a publication keeps its type and fields. A preprint is
written the way arXiv itself writes it, as ``@misc`` with ``eprint``: the one shape that the
classic styles and biber's data model both take without a warning. The text depends on nothing but the
papers and the options, so that a file under version control changes only where a paper did.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from readlist.formats import Exported, ExportError, ExportOptions, Merged, Papers, Rest, citable
from readlist.formats.bibtex.entry import LOCAL_PATH, Entry, entry_of, safe_key
from readlist.formats.bibtex.splice import quiet_parser
from readlist.latex.characters import needs_unicode
from readlist.latex.escape import Profile
from readlist.latex.syntax import is_balanced
from readlist.model.change import ExportBase
from readlist.model.citekeys import free_key
from readlist.model.text import count

_MOST_NAMED = 10


@dataclass(frozen=True, slots=True)
class BibTeX:
    name: Profile
    suffix: str = ".bib"

    whole: bool = False

    def render(self, papers: Papers, options: ExportOptions, rest: Rest) -> Exported:
        """The citable papers, ordered by key; the text has been read back before it is returned."""
        entries, remarks = self._entries(papers, options)
        # paths of the user's own machine go into the user's own file only
        entries = [replace(e, extra=tuple(f for f in e.extra if not LOCAL_PATH.fullmatch(f[0]))) for e in entries]
        text = "\n".join(entry.text() for entry in entries)
        if entries:
            check(text, entries)
            remarks += _remarks(entries)
        base = tuple(entry.export_base() for entry in entries)
        return Exported(text, tuple(entry.paper for entry in entries), tuple(remarks), base)

    def merge(self, text: str, papers: Papers, options: ExportOptions, base: Mapping[int, ExportBase]) -> Merged:
        """The citable papers in a file that is there; what is new in it has been read back."""
        from readlist.formats.bibtex.merge import merge

        entries, remarks = self._entries(papers, options)
        merged = merge(text, entries, base)
        return replace(merged, remarks=(*remarks, *_remarks(entries), *merged.remarks))

    def _entries(self, papers: Papers, options: ExportOptions) -> tuple[list[Entry], list[str]]:
        chosen, left_out = citable(papers)
        remarks = list(left_out)
        entries: list[Entry] = []
        untitled: list[str] = []
        taken: set[str] = set()
        for paper, mark in chosen:
            key = free_key(safe_key(paper.key), taken)
            entry = entry_of(paper, mark, key, options, self.name)
            if entry is None:
                untitled.append(paper.key)
                continue
            if key != paper.key:
                remarks.append(f"{paper.key} is written as {key}: BibTeX cannot take the key as it is")
            taken.add(key.lower())
            entries.append(entry)
        entries.sort(key=lambda e: (e.key.lower(), e.key))
        if untitled:
            remarks.append(f"{count(len(untitled), 'paper')} left out: without a title: {', '.join(untitled)}")
        return entries, remarks


def _remarks(entries: Sequence[Entry]) -> list[str]:
    """What people may want to complete, or have to know before they typeset."""

    def those(test: Callable[[Entry], bool]) -> list[str]:
        return [entry.key for entry in entries if test(entry)]

    found = (
        ("has no authors", "have no authors", those(lambda e: not e.authors)),
        ("has no year", "have no year", those(lambda e: not (e.get("year") or e.get("date")))),
        ("needs a Unicode engine", "need a Unicode engine", those(_needs_unicode)),
    )
    return [
        f"{count(len(keys), 'entry', 'entries')} {one if len(keys) == 1 else many}: {_named(keys)}"
        for one, many, keys in found
        if keys
    ]


def _needs_unicode(entry: Entry) -> bool:
    return any(not value.isascii() and any(map(needs_unicode, value)) for _, value in (*entry.fields, *entry.extra))


def _named(keys: Sequence[str]) -> str:
    more = len(keys) - _MOST_NAMED
    return ", ".join(keys[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


# The last look at a text before it leaves: an independent parser has to find in it what was meant.


def check(text: str, entries: Sequence[Entry]) -> None:
    """Raises ``ExportError`` with key and field where bibtexparser reads something else than the entries."""
    from bibtexparser.entrypoint import parse_string
    from bibtexparser.middlewares.names import split_multiple_persons_names

    with quiet_parser():
        library = parse_string(text)
    if library.failed_blocks:
        line = library.failed_blocks[0].start_line or 0
        raise ExportError(f"{_at(text, line)}: the entry could not be read back")
    found = library.entries
    for entry, read in zip(entries, found, strict=False):
        if read.key != entry.key:
            raise ExportError(f"{entry.key}: key was read back as {read.key}")
        values = {field.key: str(field.value) for field in read.fields}
        for name, value in (*entry.fields, *entry.extra):
            if values.pop(name, None) != value:
                raise ExportError(f"{entry.key}: {name} was read back with another value")
        if values:
            raise ExportError(f"{entry.key}: {next(iter(values))} was not meant to be there")
        if entry.authors and tuple(split_multiple_persons_names(entry.get("author") or "")) != entry.authors:
            raise ExportError(f"{entry.key}: author was read back as other names")
    if len(found) != len(entries):
        raise ExportError(f"{len(entries)} entries were written and {len(found)} read back")
    if bad := next(((e.key, n) for e in entries for n, v in (*e.fields, *e.extra) if not is_balanced(v)), None):
        raise ExportError(f"{bad[0]}: {bad[1]} has unbalanced braces")


def _at(text: str, line: int) -> str:
    """The key of the entry that a line belongs to."""
    heads = [head for head in text.splitlines()[: line + 1] if head.startswith("@")]
    return heads[-1].partition("{")[2].rstrip(",") if heads else "export"


BIBTEX = BibTeX("bibtex")
BIBLATEX = BibTeX("biblatex")
