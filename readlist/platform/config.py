"""Reading ``config.toml``. It is the user's: readlist never writes it.

Whatever is wrong in it is one message that names file, line, entry and the nearest right name; the entry then has its
default, and all others count. So the file is read statement by statement, each with Python's own TOML reader.
"""

from __future__ import annotations

import math
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from readlist.commands import BY_ID, clash, key_named, show_key
from readlist.model.text import clean, listed
from readlist.platform.paths import config_file, user_path
from readlist.settings import TABLES, Settings

_MOST = 1 << 20  # bytes; no configuration is that long
_ALWAYS = {"ctrl+q": "leaves", "ctrl+c": "is the terminal's own"}  # keys that can't be given to anything


@dataclass(frozen=True, slots=True)
class Config:
    """The settings, where they were read, and what was wrong there."""

    settings: Settings = field(default_factory=Settings)
    file: Path | None = None  # None: there is no file
    mistakes: tuple[str, ...] = ()  # one line each, for people
    lines: Mapping[tuple[str, str], int] = field(default_factory=dict)  # table and entry → its line

    def mistake(self, table: str, name: str, what: str) -> str:
        """A message about one entry."""
        return f"{self.file}, line {self.lines.get((table, name), 0)}: [{table}] {name}: {what}"


def load() -> Config:
    """The configuration as it is now. Never fails: what can't be read counts as not there, and is said."""
    file = config_file()
    try:
        with file.open("rb") as opened:
            data = opened.read(_MOST + 1)
            bare = os.name == "posix" and os.fstat(opened.fileno()).st_mode & 0o077
        text = data.decode("utf-8-sig")
    except FileNotFoundError:
        named = os.environ.get("READLIST_CONFIG")
        return Config(mistakes=(f"{file}: $READLIST_CONFIG names this file, but it is not there",) if named else ())
    except UnicodeDecodeError:
        return Config(file=file, mistakes=(f"{file}: it is not UTF-8 text: nothing in it counts",))
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        return Config(file=file, mistakes=(f"{file}: {why}: nothing in it counts",))
    if len(data) > _MOST:
        return Config(file=file, mistakes=(f"{file}: it has more than {_MOST:,} bytes: nothing in it counts",))
    config = _Reader(file).read(text)
    return replace(config, mistakes=(*config.mistakes, *_laid_bare(config))) if bare else config


def _laid_bare(config: Config) -> Iterator[str]:
    """A line for the first key of a service that others may read; it counts all the same."""
    services = config.settings.services
    for name in ("semantic_scholar_key", "openalex_key"):
        if getattr(services, name):
            yield config.mistake("services", name, "others on this machine may read it: `chmod 600` this file")
            return


class _MistakeError(Exception):
    """What is wrong with one entry."""


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
        self._settle_keys()
        made = {table: TABLES[table](**values) for table, values in self._values.items()}
        mistakes = tuple(clean(said) for _, said in sorted(self._mistakes, key=lambda m: m[0]))
        return Config(Settings(keys=self._keys, **made), self._file, mistakes, self._lines)

    def _wrong(self, line: int, what: str) -> None:
        self._mistakes.append((line, f"{self._file}, line {line}: {what}"))

    def _take(self, line: int, path: tuple[str, ...], value: Any) -> None:
        """Take in one entry. Raises _MistakeError."""
        table = path[0]
        if table not in (*TABLES, "keys"):
            if table in self._unknown:  # it was said
                return
            self._unknown.add(table)
            raise _MistakeError(f"there is no table of that name{_nearest(table, (*TABLES, 'keys'))}")
        if len(path) == 1:
            if value is not None:  # `theme = "nord"` before any table; a table's own heading has no value
                raise _MistakeError(f"it is a table: write [{table}], and its entries below")
            return
        name = ".".join(path[1:])
        if (table, name) in self._lines:
            raise _MistakeError(f"given twice: line {self._lines[table, name]} counts")
        if table == "keys":
            if name not in BY_ID:
                raise _MistakeError(f"no command is called that{_nearest(name, BY_ID)}")
            self._keys[name] = _keys(value)
        else:
            known = {f.name: f for f in fields(TABLES[table])}
            if name not in known:
                raise _MistakeError(f"there is no such entry{_nearest(name, known)}")
            self._values[table][name] = _value(value, known[name].default, known[name].metadata)
        self._lines[table, name] = line

    def _settle_keys(self) -> None:
        """Give no key to two commands: an entry that would is passed over, of two the later one."""
        while True:
            clashing = [(id, found) for id in self._keys if (found := clash(self._keys, id))]
            if not clashing:
                return
            id, (key, other) = max(clashing, key=lambda c: self._lines["keys", c[0]])
            del self._keys[id]
            has = f"{show_key(key)} is the key of {other}: give that another key, or take another here"
            self._wrong(self._lines["keys", id], f"[keys] {id}: {has}")


def _shown(path: tuple[str, ...]) -> str:
    return f"[{path[0]}] {'.'.join(path[1:])}".rstrip()


def _nearest(name: str, known: Any) -> str:
    """ ": the nearest is “star”", or what there is."""
    from difflib import get_close_matches

    found = get_close_matches(name.lower(), list(known), n=1, cutoff=0.5)
    if found:
        return f": the nearest is “{found[0]}”"
    return f": there are {listed(sorted(known))}" if len(list(known)) <= 12 else ": `readlist keys` shows them"


def _keys(value: Any) -> tuple[str, ...]:
    """A command's keys as Textual names them. Raises _MistakeError."""
    given = [value] if isinstance(value, str) else value
    if not isinstance(given, list) or not all(isinstance(key, str) for key in given):
        raise _MistakeError('a key is a text such as "s", several are a list such as ["j", "down"]')
    found = []
    for key in given:
        name = key_named(key)
        if name is None:
            raise _MistakeError(f"“{key}” is no key: they are named as in “s”, “S”, “?”, “ctrl+d”, “f5”, “pagedown”")
        if name in _ALWAYS:
            raise _MistakeError(f"{name} {_ALWAYS[name]}: take another key")
        found.append(name)
    return tuple(dict.fromkeys(found))


def _value(value: Any, default: Any, rules: Mapping[str, Any]) -> Any:
    """An entry's value as the settings have it. Raises _MistakeError."""
    if isinstance(default, bool):
        if not isinstance(value, bool):
            raise _MistakeError(f"true or false is wanted, not {_said(value)}")
        return value
    if isinstance(default, int | float):
        whole = isinstance(default, int)
        right = isinstance(value, int if whole else (int, float)) and not isinstance(value, bool)
        if not right or not math.isfinite(value):
            raise _MistakeError(f"a {'whole ' if whole else ''}number is wanted, not {_said(value)}")
        if (least := rules.get("least")) is not None and value < least:
            raise _MistakeError(f"at least {least:g} is wanted, not {_said(value)}")
        return value if whole else float(value)
    if not isinstance(value, str):
        raise _MistakeError(f"a text in quotation marks is wanted, not {_said(value)}")
    return _text(value, rules)


def _text(value: str, rules: Mapping[str, Any]) -> str:
    one_of = rules.get("one_of", ())
    if one_of and value not in one_of:
        raise _MistakeError(f"“{value}” is not known{_nearest(value, one_of)}")
    if rules.get("kind") == "address" and not re.fullmatch(r"https?://[^\s/?#]+\S*", value):
        raise _MistakeError(f"“{value}” is no address: they begin with https:// or http://")
    if rules.get("kind") == "folder" and value and not user_path(value).is_absolute():
        raise _MistakeError(f"“{value}” is not a whole path: begin it with / or ~/")
    return value


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f"“{value}”" if isinstance(value, str) else str(value)[:40]


# a file, statement by statement

_HEADING = re.compile(r"\s*\[[^\[\]]*\]\s*(#.*)?")
_OPEN = re.compile(r"=\s*(\[|\"\"\"|''')")
_STATEMENT = re.compile(r"""\s*(\[|([\w-]+|"[^"]*"|'[^']*')(\s*\.\s*([\w-]+|"[^"]*"|'[^']*'))*\s*=)""")


def _statements(text: str, wrong: Any) -> Iterator[tuple[int, tuple[str, ...], Any]]:
    """Line, path and value of every entry; a table's heading has the value None. ``wrong(line, what)`` is told."""
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
                wrong(first + 1, f"“{lines[first].strip()[:60]}” can't be read ({_why(error)}): it is passed over")
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
