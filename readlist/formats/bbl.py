"""Reads the .bbl file that biber writes for biblatex.

Its entries are translated back into .bib entries, which the BibTeX reader then reads.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from readlist.formats import Contents
from readlist.formats.bibtex.read import read as read_bibtex
from readlist.latex.syntax import match_braces
from readlist.model.paper import Progress

_ENTRY = re.compile(r"\\entry\{([^{}\s]+)\}\{([A-Za-z]+)\}")
_PART = re.compile(r"\\(field|list|name|strng|verb|range|keyw|true|endentry|entry|set)\b")
_ARGUMENT = re.compile(r"\s*%?\s*\{")
_VERB = re.compile(r"\\verb\{([^{}]+)\}\s*\\verb ([^\n]*)\s*\\endverb")
_NAME_PART = re.compile(r"(family|given|prefix|suffix)=\{")
_RANGE = re.compile(r"\\bibrange(dash|ssep)\s*")
_DELIMITER = re.compile(r"\\bib(?:name|init)delim[a-z]\s*")
_INNER = re.compile(
    r"(?:label|sort|extra|name|bibname|full|unique|single|clone|time|\w+(?:era|hash|source|datesplit)$).*"
)
"""Fields that biber made for itself."""


def recognizes(text: str) -> bool:
    """Is it biblatex's .bbl?"""
    return "\\entry{" in text and ("biblatex" in text[:400] or "\\datalist" in text or "\\refsection" in text)


def read(text: str, progress: Progress | None = None) -> Contents:
    """The entries of a .bbl file, each at the line where it stands."""
    groups, _ = match_braces(text)
    out: list[str] = []
    line = 1
    counted = 0
    seen: set[str] = set()  # biblatex lists an entry once for each order that it sorts them by
    for match in _ENTRY.finditer(text):
        if match[1] in seen:
            continue
        seen.add(match[1])
        more = text.count("\n", counted, match.start())
        counted = match.start()
        out.append("\n" * more)
        line += more
        fields = _dated(dict(_fields(text, match.end(), groups)))
        values = (f"{name} = {{{' '.join(value.split())}}}" for name, value in fields.items())
        out.append(f"@{match[2]}{{{match[1]}, {', '.join(values)}}} ")
    return read_bibtex("".join(out), progress)


def _fields(text: str, at: int, groups: dict[int, int]) -> Iterator[tuple[str, str]]:
    """The fields of the entry that begins there, by biblatex's names."""
    while part := _PART.search(text, at):
        at = part.end()
        if part[1] in ("endentry", "entry", "set"):
            return
        if part[1] == "verb":
            if verb := _VERB.match(text, part.start()):
                yield verb[1], verb[2].strip()
                at = verb.end()
            continue
        arguments, at = _arguments(text, at, groups)
        if not arguments or _INNER.fullmatch(arguments[0]):
            continue
        name, value = arguments[0], arguments[-1]
        if part[1] == "keyw":
            yield "keywords", value
        elif part[1] == "field":
            yield name, _RANGE.sub(lambda sign: "--" if sign[1] == "dash" else ", ", value)
        elif part[1] == "list":
            yield name, " and ".join(_items(value))
        elif part[1] == "name":
            yield name, " and ".join(filter(None, map(_name, _items(value))))


def _arguments(text: str, at: int, groups: dict[int, int]) -> tuple[list[str], int]:
    """The groups that follow a place, and the index after them."""
    found: list[str] = []
    while (start := _ARGUMENT.match(text, at)) and (end := groups.get(start.end() - 1)):
        found.append(text[start.end() : end])
        at = end + 1
    return found, at


def _items(value: str) -> list[str]:
    """The contents of the adjacent groups of a value."""
    return _arguments(value, 0, match_braces(value)[0])[0]


def _name(item: str) -> str:
    """ "prefix family, suffix, given" of ``{options}{family={…}, given={…}, …}``."""
    item = _DELIMITER.sub(" ", item)
    groups, _ = match_braces(item)
    found = ((m[1], m.end()) for m in _NAME_PART.finditer(item) if m.end() - 1 in groups)
    parts = {name: item[start : groups[start - 1]].strip() for name, start in found}
    family = f"{parts.get('prefix', '')} {parts.get('family', '')}".strip()
    if not parts.get("given"):
        return f"{{{family}}}" if family else ""
    family = f"{{{family}}}" if " " in family and not parts.get("prefix") else family
    return ", ".join(filter(None, (family, parts.get("suffix", ""), parts["given"])))


def _dated(fields: dict[str, str]) -> dict[str, str]:
    """The fields with their dates as biblatex takes them: year, month and day, endyear … as one."""
    for kind in ("", "event", "orig", "url"):
        start, end = (_day(fields, f"{kind}{part}") for part in ("", "end"))
        if start:
            fields[f"{kind}date"] = f"{start}/{end}" if end else start
    return fields


def _day(fields: dict[str, str], kind: str) -> str:
    """A date, as exact as the fields have it; its parts are removed from the fields."""
    year, month, day = (fields.pop(f"{kind}{unit}", "") for unit in ("year", "month", "day"))
    return "-".join(f"{part:0>2}" for part in (year, month, day if month else "") if part) if year else ""
