"""Naming papers on the command line: keys, prefixes of keys, or ``-`` for keys on standard input."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from readlist.cli.output import CommandError
from readlist.library.library import Library
from readlist.model.text import clean, listed

_SHOWN = 5


def read_keys(keys: Iterable[str]) -> list[str]:
    """The keys given, those on standard input in the place of ``-``. Raises CommandError where there is none."""
    wanted: list[str] = []
    for key in keys:
        wanted += _on_standard_input() if key == "-" else [key]
    if not wanted:
        raise CommandError("no keys were given: `readlist list` shows them")
    return wanted


def _on_standard_input() -> list[str]:
    if sys.stdin is None:
        raise CommandError("standard input is closed: name the keys")
    try:
        return [line.strip() for line in sys.stdin if line.strip()]
    except UnicodeDecodeError:
        raise CommandError("standard input is not UTF-8: keys are plain letters and digits") from None


def find_papers(library: Library, keys: Iterable[str]) -> list[int]:
    """The ids that keys name, in their order, each once. Raises CommandError: nothing is done by halves."""
    return list(dict.fromkeys(find_paper(library, key) for key in keys))


def find_paper(library: Library, key: str) -> int:
    """The id of the one paper that a key names. Raises CommandError."""
    found = library.find(key)
    if len(found) == 1:
        return found[0]
    if not found:
        raise CommandError(f"no paper has the key “{clean(key)}”: `readlist list` shows the keys")
    names = [library.papers[id].key for id in found[:_SHOWN]]
    more = f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    raise CommandError(f"“{clean(key)}” could be {listed(names, 'or')}{more}: type more of the key")
