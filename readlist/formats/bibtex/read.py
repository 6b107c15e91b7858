"""Reads .bib files of any program: values, macros and ``crossref`` by BibTeX's own rules."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from readlist.formats import Contents
from readlist.formats.bibtex.blocks import Block, blocks
from readlist.formats.bibtex.people import names_text, read_people
from readlist.formats.facts import NAME_FIELDS, TYPES, is_verbatim
from readlist.formats.source_record import NOTES, SourceRecord, contents_of, with_macros
from readlist.formats.source_text import DATES, TYPE
from readlist.latex.syntax import match_braces
from readlist.model.dates import BIBTEX_MONTHS
from readlist.model.paper import Progress
from readlist.model.text import clean, count, join_words
from readlist.pages.page import Problem

_TYPES = "|".join(name for row in TYPES for name in (row.name, *row.bibtex.split()))
_ENTRY = re.compile(
    rf"^[ \t]*@(?:[A-Za-z-]+\s{{0,9}}\{{\s{{0,9}}[^\s,{{}}()\"#%~'=\\;]{{0,200}}\s{{0,9}},"
    rf"|(?:{_TYPES})\s{{0,9}}[{{(]|string\s{{0,9}}[{{(]\s{{0,9}}\w+\s{{0,9}}=|(?:preamble|comment)\s{{0,9}}[{{(])",
    re.MULTILINE | re.IGNORECASE,
)
_MACRO = re.compile(r"[^\s{}\"#]+")
_NO_PAPERS = frozenset({"xdata", "set", "control", "ieeetranbstctl"})
_NOT_LENT = frozenset({"abstract", "annote", "crossref", "doi", "file", "ids", "key", "keywords", "note", "subtitle",
                       "title", "url", "xdata", "xref"})  # fmt: skip
_NO_TEXT = frozenset({"crossref", "ids", "xdata", *NOTES})
_READ_HERE = frozenset({"author", "crossref", "ids", "xdata"})
_OTHER_NAMES = {"journaltitle": "journal", "eprinttype": "archiveprefix", "eprintclass": "primaryclass",
                "location": "address", "annotation": "annote"}  # fmt: skip
_MOST_NAMED = 20  # repairs of an entry
_DEEPEST = 4  # parents of parents


@dataclass(frozen=True, slots=True)
class _Block:
    """One entry of the file, its values resolved."""

    line: int
    type: str
    key: str
    fields: dict[str, str]
    own: Mapping[str, str]  # without what others lend


def recognizes(text: str) -> bool:
    """Does a line begin like an entry: type, brace, key, comma? Style sheets and programs have ``@`` too."""
    return "@" in text and bool(_ENTRY.search(text))


def macros_of(text: str) -> str:
    """The ``@string`` blocks of a text on one line, to be put before the first line of a file that needs them."""
    if "@" not in text or "string" not in text.lower():
        return ""
    found = (text[block.start : block.end] for block in blocks(text) if block.type == "string" and block.whole)
    return "".join(" ".join(block.split()) for block in found)


def has_macros_alone(text: str) -> bool:
    """Has the text nothing but macros, for the files read after it?"""
    kinds = [block.type for block in blocks(text)]
    return "string" in kinds and all(kind in ("string", "comment", "preamble") for kind in kinds)


def read(text: str, progress: Progress | None = None) -> Contents:
    """The entries of a .bib file."""
    entries, problems = _entries(text)
    lent, lenders = _with_lent(entries)

    def each() -> Iterator[SourceRecord | Problem]:
        for block in lent:
            children = lenders.get(block.key.lower(), 0)
            if block.type in _NO_PAPERS:
                done = f"its fields went to {count(children, 'entry', 'entries')}" if children else "left out"
                yield Problem(block.line, "no paper", f"@{block.type} {block.key}", done)
            else:
                yield _record(block)

    return contents_of(each(), len(lent), progress, problems)


def _entries(text: str) -> tuple[list[_Block], list[Problem]]:
    """The file's entries, and the blocks that are not entries."""
    found: list[_Block] = []
    problems: list[Problem] = []
    strings = {month: month for month in BIBTEX_MONTHS}
    unknown: dict[str, int] = {}  # macros that no @string defines, and the line of their first use
    passed: list[int] = []  # lines of comments
    line, counted = 1, 0
    for block in blocks(text):
        line += text.count("\n", counted, block.start)
        counted = block.start
        if block.type == "string":
            strings |= {f.name.lower(): _value(text[f.value_start : f.end], strings) for f in block.fields}
        elif not block.is_entry:
            passed.append(line)
        else:
            entry, twice = _entry(block, line, text, strings, unknown)
            found.append(entry)
            name = clean(block.key) or clean(entry.fields.get("title", ""))
            if twice:
                done = f"{join_words(sorted(twice))} given twice: the first was taken"
                problems.append(Problem(line, "broken entry", name, done))
            if "\ufffd" in text[block.start : block.end]:
                problems.append(Problem(line, "bad encoding", name, "bytes that are not UTF-8 were left out"))
            for at, what in block.repairs[:_MOST_NAMED]:
                problems.append(Problem(line + text.count("\n", block.start, at), "repaired", name, clean(what)))
            if more := len(block.repairs[_MOST_NAMED:]):
                problems.append(Problem(line, "repaired", name, f"{count(more, 'more place')}"))
    if passed:
        done = f"{count(len(passed), 'comment')} or preamble, not read"
        problems.append(Problem(passed[0], "no paper", "", done))
    for macro, number in unknown.items():
        problems.append(Problem(number, "unknown macro", macro, "taken as text: no @string defines it"))
    return found, problems


def _entry(
    block: Block, line: int, text: str, strings: Mapping[str, str], unknown: dict[str, int]
) -> tuple[_Block, set[str]]:
    """An entry with its values resolved, and the names of fields that it has twice with two values."""
    fields: dict[str, str] = {}
    twice: set[str] = set()
    names = {place.name.lower() for place in block.fields}
    for place in block.fields:
        name = place.name.lower()
        name = other if (other := _OTHER_NAMES.get(name, name)) not in names else name
        value = _value(text[place.value_start : place.end], strings, lambda macro: unknown.setdefault(macro, line))
        if "<" in value or "\\less" in value:
            value = value if is_verbatim(name) else with_macros(value)
        if not fields.get(name):
            fields[name] = value
        elif fields[name] != value:
            twice.add(name)
    kind = block.type.replace("-", "").replace("_", "")
    return _Block(line, kind, block.key, fields, fields), twice


def _unset(macro: str) -> None:
    """An undefined macro is taken as text."""


def _value(raw: str, strings: Mapping[str, str], unset: Callable[[str], object] = _unset) -> str:
    """A value without its braces or quotes: "{a} # macro" is both in a row. An unknown macro is its name."""
    if "#" not in raw and raw.startswith("{") and raw.endswith("}"):
        return raw[1:-1]
    groups, _ = match_braces(raw)
    out: list[str] = []
    at = 0
    while at < len(raw):
        if raw[at] == "{":
            end = groups.get(at, len(raw))
            out.append(raw[at + 1 : end])
        elif raw[at] == '"':
            end = _closing_quote(raw, at, groups)
            out.append(raw[at + 1 : end])
        elif macro := _MACRO.match(raw, at):
            known = strings.get(macro[0].lower())
            if known is None and not macro[0].isdigit():
                unset(macro[0])
            out.append(macro[0] if known is None else known)
            end = macro.end() - 1
        else:
            end = at
        at = end + 1
    return "".join(out)


def _closing_quote(raw: str, at: int, groups: Mapping[int, int]) -> int:
    """Where the quotation mark at ``at`` is closed: one in braces, or behind a backslash, does not."""
    at += 1
    while at < len(raw) and raw[at] != '"':
        at = groups.get(at, at + (raw[at] == "\\")) + 1
    return at


def _with_lent(entries: Sequence[_Block]) -> tuple[list[_Block], dict[str, int]]:
    """The entries with what they inherit by ``crossref`` and ``xdata``, and how many inherit from each key."""
    by_key: dict[str, _Block] = {}
    for block in entries:
        by_key.setdefault(block.key.lower(), block)
    lenders: dict[str, int] = {}
    out = []
    for block in entries:
        fields = dict(block.fields)
        for key in _parents(block):
            lenders[key] = lenders.get(key, 0) + 1
        for parent in _ancestors(block, by_key):
            dated = not DATES.isdisjoint(fields)  # the child's own date wins, as a whole
            for name, value in parent.fields.items():
                if (name not in _NOT_LENT or parent.type == "xdata") and not (dated and name in DATES):
                    fields.setdefault(name, value)
            if parent.type != "xdata" and block.type.startswith("in"):
                fields.setdefault("booktitle", parent.fields.get("title", ""))
        out.append(
            _Block(block.line, block.type, block.key, fields, block.own) if len(fields) > len(block.fields) else block
        )
    return out, lenders


def _parents(block: _Block) -> list[str]:
    named = f"{block.fields.get('crossref', '')},{block.fields.get('xdata', '')}"
    return [key for part in named.split(",") if (key := part.strip().lower())]


def _ancestors(block: _Block, by_key: Mapping[str, _Block]) -> Iterator[_Block]:
    """Parents before their own parents, each once."""
    seen = {block.key.lower()}
    level = [block]
    for _ in range(_DEEPEST):
        keys = [key for one in level for key in _parents(one) if key in by_key and key not in seen]
        seen.update(keys)
        level = [by_key[key] for key in dict.fromkeys(keys)]
        yield from level


def _record(block: _Block) -> SourceRecord:
    fields = {name: value for name, value in block.fields.items() if name not in _READ_HERE}
    fields |= {name: names_text(read_people(fields[name])[0]) for name in NAME_FIELDS & fields.keys()}
    authors, et_al = read_people(block.fields.get("author", ""))
    others = block.fields.get("ids", "").split(",")
    texts = {TYPE: block.type, **{name: value for name, value in block.own.items() if name not in _NO_TEXT}}
    return SourceRecord(block.line, block.type, (block.key, *others), fields, authors, et_al, texts=texts)
