"""The last look at a text before it leaves: an independent parser has to find in it what was meant."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from readlist.formats import ExportError
from readlist.formats.bibtex.entry import Entry, balanced


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
        for name, value in entry.fields:
            if values.pop(name, None) != value:
                raise ExportError(f"{entry.key}: {name} was read back with another value")
        if values:
            raise ExportError(f"{entry.key}: {next(iter(values))} was not meant to be there")
        if entry.authors and tuple(split_multiple_persons_names(entry.get("author") or "")) != entry.authors:
            raise ExportError(f"{entry.key}: author was read back as other names")
    if len(found) != len(entries):
        raise ExportError(f"{len(entries)} entries were written and {len(found)} read back")
    if bad := next(((e.key, n) for e in entries for n, v in e.fields if not balanced(v)), None):
        raise ExportError(f"{bad[0]}: {bad[1]} has unbalanced braces")


def _at(text: str, line: int) -> str:
    """The key of the entry that a line belongs to."""
    heads = [head for head in text.splitlines()[: line + 1] if head.startswith("@")]
    return heads[-1].partition("{")[2].rstrip(",") if heads else "export"


# bibtexparser without its log: what it has to say about a file is said by readlist, once, in a line.


@contextmanager
def quiet_parser() -> Iterator[None]:
    """Nothing below ``bibtexparser`` logs; its modules have loggers of their own, so it is a level."""
    logger = logging.getLogger("bibtexparser")
    level = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        logger.setLevel(level)
