"""Reads ``config.toml`` and reports mistakes in it; readlist never writes that file.

A mistake becomes one message that names file, line, entry and the nearest valid name; that entry keeps its default, and
all others count. So the file is read statement by statement, each with Python's own TOML reader; msgspec checks values.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import msgspec

from readlist.commands import BY_ID, clash, key_named, show_key
from readlist.model.text import clean, join_words
from readlist.platform.paths import config_file
from readlist.settings import TABLES, Entry, Settings, entries

_LARGEST = 1 << 20  # bytes; no configuration is that long
_RESERVED = {"ctrl+q": "always quits", "ctrl+c": "belongs to the terminal"}


@dataclass(frozen=True, slots=True)
class Config:
    """The settings, the file they were read from, and the mistakes in it."""

    settings: Settings = field(default_factory=Settings)
    file: Path | None = None  # None without a file
    mistakes: tuple[str, ...] = ()  # one line each, for people
    lines: Mapping[tuple[str, str], int] = field(default_factory=dict)  # table and entry → its line

    def mistake(self, table: str, name: str, what: str) -> str:
        """A message about one entry."""
        return f"{self.file}, line {self.lines.get((table, name), 0)}: [{table}] {name}: {what}"


def load() -> Config:
    """Read the configuration. Never fails: what can't be read is reported as a mistake and keeps its default."""
    file = config_file()
    try:
        with file.open("rb") as opened:
            data = opened.read(_LARGEST + 1)
            bare = os.name == "posix" and os.fstat(opened.fileno()).st_mode & 0o077
        text = data.decode("utf-8-sig")
    except FileNotFoundError:
        named = os.environ.get("READLIST_CONFIG")
        return Config(mistakes=(f"{file}: $READLIST_CONFIG names this file, but it doesn't exist",) if named else ())
    except UnicodeDecodeError:
        return Config(file=file, mistakes=(f"{file}: not UTF-8 text; using defaults",))
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        return Config(file=file, mistakes=(f"{file}: {why}; using defaults",))
    if len(data) > _LARGEST:
        return Config(file=file, mistakes=(f"{file}: larger than {_LARGEST:,} bytes; using defaults",))
    config = _Reader(file).read(text)
    return replace(config, mistakes=(*config.mistakes, *_readable_by_others(config))) if bare else config


def _readable_by_others(config: Config) -> Iterator[str]:
    """A message if other users can read an API key; the key is used nevertheless."""
    services = config.settings.services
    for name in ("semantic_scholar_key", "openalex_key"):
        if getattr(services, name):
            yield config.mistake("services", name, "readable by other users; `chmod 600` this file")
            return


class _MistakeError(Exception):
    """A mistake in one entry."""


class _Reader:
    def __init__(self, file: Path) -> None:
        self._file = file
        self._mistakes: list[tuple[int, str]] = []
        self._lines: dict[tuple[str, str], int] = {}
        self._values: dict[str, dict[str, Any]] = {table: {} for table in TABLES}
        self._keys: dict[str, tuple[str, ...]] = {}
        self._unknown: set[str] = set()  # tables

    def read(self, text: str) -> Config:
        for line, path, value in _statements(text, self._wrong):
            try:
                self._take(line, path, value)
            except _MistakeError as mistake:
                self._wrong(line, f"{_shown(path)}: {mistake}")
        self._resolve_clashes()
        made: dict[str, Any] = {table: TABLES[table](**values) for table, values in self._values.items()}
        mistakes = tuple(clean(message) for _, message in sorted(self._mistakes, key=lambda m: m[0]))
        return Config(Settings(keys=self._keys, **made), self._file, mistakes, self._lines)

    def _wrong(self, line: int, what: str) -> None:
        self._mistakes.append((line, f"{self._file}, line {line}: {what}"))

    def _take(self, line: int, path: tuple[str, ...], value: Any) -> None:
        """Take in one entry. Raises _MistakeError."""
        table = path[0]
        if table not in (*TABLES, "keys"):
            if table in self._unknown:  # it was reported
                return
            self._unknown.add(table)
            raise _MistakeError(f"unknown table{_nearest(table, (*TABLES, 'keys'))}")
        if len(path) == 1:
            if value is not None:  # `theme = "nord"` before any table; a table's own heading has no value
                raise _MistakeError(f"is a table; write [{table}] and put its entries below")
            return
        name = ".".join(path[1:])
        if (table, name) in self._lines:
            raise _MistakeError(f"set twice; line {self._lines[table, name]} counts")
        if table == "keys":
            if name not in BY_ID:
                raise _MistakeError(f"unknown command{_nearest(name, BY_ID)}")
            self._keys[name] = _keys(value)
        else:
            known = {entry.name: entry for entry in entries(TABLES[table])}
            if name not in known:
                raise _MistakeError(f"unknown entry{_nearest(name, known)}")
            self._values[table][name] = _value(value, known[name])
        self._lines[table, name] = line

    def _resolve_clashes(self) -> None:
        """Give no key to two commands: an entry that would is ignored, the later of two."""
        while True:
            clashing = [(id, found) for id in self._keys if (found := clash(self._keys, id))]
            if not clashing:
                return
            id, (key, other) = max(clashing, key=lambda c: self._lines["keys", c[0]])
            del self._keys[id]
            has = f"{show_key(key)} is already the key of {other}; change one of them"
            self._wrong(self._lines["keys", id], f"[keys] {id}: {has}")


def _shown(path: tuple[str, ...]) -> str:
    return f"[{path[0]}] {'.'.join(path[1:])}".rstrip()


def _nearest(name: str, known: Any) -> str:
    """ "; did you mean “star”?", or a list of the valid names."""
    from difflib import get_close_matches

    found = get_close_matches(name.lower(), list(known), n=1, cutoff=0.5)
    if found:
        return f"; did you mean “{found[0]}”?"
    return f"; there are {join_words(sorted(known))}" if len(list(known)) <= 12 else "; `readlist keys` lists them"


def _keys(value: Any) -> tuple[str, ...]:
    """A command's keys as Textual names them. Raises _MistakeError."""
    given = [value] if isinstance(value, str) else value
    if not isinstance(given, list) or not all(isinstance(key, str) for key in given):
        raise _MistakeError('expected a key such as "s" or a list such as ["j", "down"]')
    found = []
    for key in given:
        name = key_named(key)
        if name is None:
            raise _MistakeError(f"unknown key “{key}”; write keys like “s”, “S”, “?”, “ctrl+d”, “f5”, “pagedown”")
        if name in _RESERVED:
            raise _MistakeError(f"{name} {_RESERVED[name]}; choose another key")
        found.append(name)
    return tuple(dict.fromkeys(found))


def _value(value: Any, entry: Entry) -> Any:
    """The value of an entry, of its type. Raises _MistakeError."""
    try:
        result = msgspec.convert(value, entry.type)
    except msgspec.ValidationError:
        if entry.choices and isinstance(value, str):
            raise _MistakeError(f"unknown value “{value}”{_nearest(value, entry.choices)}") from None
        raise _MistakeError(f"expected {entry.expected}, got {_quoted(value)}") from None
    if entry.choices and result not in entry.choices:
        raise _MistakeError(f"unknown value “{value}”{_nearest(value, entry.choices)}")
    return result


def _quoted(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f"“{value}”" if isinstance(value, str) else str(value)[:40]


# a file, statement by statement

_HEADING = re.compile(r"\s*\[[^\[\]]*\]\s*(#.*)?")
_OPEN = re.compile(r"=\s*(\[|\"\"\"|''')")
_STATEMENT = re.compile(r"""\s*(\[|([\w-]+|"[^"]*"|'[^']*')(\s*\.\s*([\w-]+|"[^"]*"|'[^']*'))*\s*=)""")


def _statements(text: str, wrong: Any) -> Iterator[tuple[int, tuple[str, ...], Any]]:
    """Line, path and value of every entry; a table's heading has the value None. Mistakes are added to ``wrong``."""
    import tomllib

    lines = text.splitlines()
    table: tuple[str, ...] = ()
    at = 0
    while at < len(lines):
        first, chunk = at, lines[at]
        at += 1
        while True:
            try:
                found = tomllib.loads(chunk)
                break
            except (tomllib.TOMLDecodeError, RecursionError) as error:
                open = _OPEN.search(lines[first])  # a list over several lines
                if open and at < len(lines) and not _STATEMENT.match(lines[at]):
                    chunk += f"\n{lines[at]}"
                    at += 1
                    continue
                wrong(first + 1, f"“{lines[first].strip()[:60]}” can't be read ({_why(error)}) and is ignored")
                found = None
                break
        if found is None:
            continue
        entries = list(_flat(found))
        if _HEADING.fullmatch(chunk):
            table = entries[0][0]
        for path, value in entries:
            yield first + 1, path if value is None else (*table, *path), value


def _why(error: Exception) -> str:
    return re.sub(r" \(at .*\)$", "", str(error)).lower()


def _flat(found: Mapping[str, Any], path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    for name, value in found.items():
        if not isinstance(value, dict):
            yield (*path, name), value
        elif value:
            yield from _flat(value, (*path, name))
        else:
            yield (*path, name), None
