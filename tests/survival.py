"""How much of .bib files survives import and export: ``python -m tests.survival [--format bibtex] [-v] FILE…``.

Keys, types and fields of a file are compared with those of the export, as facts.md and the decisions have it: aliases
of biblatex count as equal, and so do two spellings of one letter. The scanner is none of readlist's.
"""

from __future__ import annotations

import argparse
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import NamedTuple

from readlist.formats import FORMATS, read_file, render
from readlist.latex.characters import decode_accents
from readlist.library.importing import plan_import
from readlist.library.library import Library
from readlist.pages.decode import decode

MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
PRIVATE = frozenset({"annote", "annotation", "review", "comment", "commentary", "file", "pdf", "abstract"})
_LOCAL = re.compile("file|pdf|.*-file.*")
NOT_FACTS = frozenset({"key", "crossref", "xdata", "ids", "keywords"})
"""Not compared: what is private, what only sorts, and what is written in another place."""

ALIASES = {
    "journaltitle": "journal", "location": "address", "institution": "school", "eprinttype": "archiveprefix",
    "eprintclass": "primaryclass", "annotation": "annote",
}  # fmt: skip
TYPES = {
    "conference": "inproceedings", "electronic": "online", "www": "online", "phdthesis": "thesis",
    "mastersthesis": "thesis", "techreport": "report",
}  # fmt: skip
CLASSIC = {
    "online": "misc", "dataset": "misc", "software": "misc", "patent": "misc", "mvbook": "book", "collection": "book",
    "periodical": "misc", "report": "techreport", "thesis": "phdthesis",
}  # fmt: skip
"""What becomes of biblatex's types where the classic styles shall take the file."""


class Entry(NamedTuple):
    type: str
    key: str
    fields: dict[str, str]


def entries(text: str, strings: dict[str, str] | None = None) -> Iterator[Entry]:
    """The entries of a well-formed file."""
    macros = {m: m for m in MONTHS} if strings is None else strings
    at = 0
    while (at := text.find("@", at)) >= 0:
        head = re.compile(r"@\s*([\w-]+)\s*([{(])\s*").match(text, at)
        if not head:
            at += 1
            continue
        kind, at = head[1].lower(), head.end()
        if kind in ("comment", "preamble"):
            depth = 1
            while at < len(text) and depth:
                depth += {"{": 1, "}": -1}.get(text[at], 0) if head[2] == "{" else -(text[at] == ")")
                at += 1
            continue
        key = ""
        if kind != "string":
            named = re.compile(r"([^,{}=\"]*?)\s*(?:,|(?=[})]))").match(text, at)
            if not named:
                continue
            key, at = named[1], named.end()
        fields: dict[str, str] = {}
        while named := re.compile(r"[\s,]*([^\s=,{}()]+)\s*=\s*").match(text, at):
            value, at = _value(text, named.end(), macros)
            fields.setdefault(named[1].lower(), value)
        if kind == "string":
            macros |= fields
        else:
            yield Entry(kind, key, {n: " ".join(v.split()) for n, v in fields.items()})


def _value(text: str, at: int, macros: dict[str, str]) -> tuple[str, int]:
    out = ""
    while at < len(text):
        if text[at] in '{"':
            end, depth, quoted = at + 1, int(text[at] == "{"), text[at] == '"'
            while end < len(text) and (depth or quoted):
                depth += {"{": 1, "}": -1}.get(text[end], 0)
                if quoted and depth == 0 and text[end] == '"':
                    break
                end += 1
            out += text[at + 1 : end if quoted else end - 1]
            at = end + quoted
        elif word := re.compile(r"[^\s,#{}()\"]+").match(text, at):
            out += macros.get(word[0].lower(), word[0])
            at = word.end()
        else:
            break
        joint = re.compile(r"\s*#\s*").match(text, at)
        if not joint:
            break
        at = joint.end()
    return out, at


def plain(text: str) -> str:
    """What a value says: without braces, ties and the difference between an accent's macro and its letter."""
    text = decode_accents(text.replace("~", " "))
    text = re.sub(r"\\([%&#_$])", r"\1", text.replace("{", "").replace("}", ""))
    text = unicodedata.normalize("NFC", text).replace("–", "-").replace("—", "-").replace("’", "'")
    return re.sub(r"[\s,;]+", " ", re.sub("-+", "-", text)).strip().casefold()


def dates(fields: dict[str, str]) -> tuple[str, ...]:
    """Year and month; or the text where there is no such date."""
    stated = fields.get("date", "")
    if found := re.match(r"(-?\d{1,4})(?:-(\d\d))?", stated):
        return (found[1].lstrip("0"), *((str(int(found[2])),) if found[2] else ()))
    month = fields.get("month", "").strip().lower()
    number = MONTHS.index(month[:3]) + 1 if month[:3] in MONTHS else int(month) if month.isdigit() else 0
    return (plain(fields.get("year", stated)).lstrip("0"), *((str(number),) if number else ()))


@dataclass
class Survival:
    """Counts of what was there and what came back; ``lost`` has (what, key, before, after)."""

    keys: int = 0
    types: int = 0
    facts: int = 0
    lost: list[tuple[str, str, str, str]] = field(default_factory=list)

    def count(self, what: str) -> int:
        return sum(lost[0] == what if what in ("key", "type") else lost[0] not in ("key", "type") for lost in self.lost)

    def line(self) -> str:
        rows = (("key", self.keys), ("type", self.types), ("fact", self.facts))
        parts = [f"{n} {w}s {100 * (1 - self.count(w) / n) if n else 100:.2f} %" for w, n in rows]
        return ", ".join(parts)


def compare(before: str, after: str, classic: bool = False) -> Survival:
    out = Survival()
    found: dict[str, Entry] = {}
    for entry in entries(after):
        found[entry.key] = entry
        for alias in entry.fields.get("ids", "").split(","):
            found.setdefault(alias.strip(), entry)
    there = list(entries(before))
    lenders = {
        k.strip().lower()
        for e in there
        for k in e.fields.get("crossref", "").split(",") + e.fields.get("xdata", "").split(",")
    }
    seen: set[str] = set()
    for entry in there:
        if not entry.key or entry.key.lower() in seen or entry.type in ("xdata", "set"):
            continue
        seen.add(entry.key.lower())
        if entry.key.lower() in lenders and entry.key not in found:
            continue
        if not (entry.fields.get("title") or entry.fields.get("abstract")):
            continue
        out.keys += 1
        new = found.get(entry.key)
        if new is None:
            out.lost.append(("key", entry.key, entry.fields.get("title", ""), ""))
            continue
        out.types += 1
        kinds = [TYPES.get(t, t) for t in (entry.type, new.type)]
        if classic:
            kinds = [CLASSIC.get(k, k) for k in kinds]
        if kinds[0] != kinds[1] and not (classic and kinds[1] == "misc" and kinds[0] not in ("article", "book")):
            out.lost.append(("type", entry.key, entry.type, new.type))
        now = {"@": new.type} | {ALIASES.get(n, n): v for n, v in new.fields.items()}
        dated = False
        for name, value in entry.fields.items():
            name = ALIASES.get(name, name)
            if not value.strip() or name in PRIVATE | NOT_FACTS or _LOCAL.fullmatch(name):
                continue
            if name in ("year", "month", "day", "date"):
                if not dated:
                    dated = True
                    out.facts += 1
                    if dates(entry.fields) != dates(new.fields):
                        said = [
                            " ".join(f"{n}={v}" for n, v in e.fields.items() if n in ("year", "month", "date", "day"))
                            for e in (entry, new)
                        ]
                        out.lost.append(("date", entry.key, *said))
                continue
            out.facts += 1
            if plain(now.get(name, "")) != plain(value) and not _elsewhere(name, value, now):
                out.lost.append((name, entry.key, value, now.get(name, "")))
    return out


def _elsewhere(name: str, value: str, now: dict[str, str]) -> bool:
    """Is the fact written under the name of its like?"""
    if name == "type" and value in ("phdthesis", "mathesis"):
        return now.get("@") in ("phdthesis", "mastersthesis")
    if name == "title":
        return plain(now.get("title", "")).startswith(plain(value))
    if name in ("doi", "url"):
        bare = re.sub(r"^(https?://(dx\.)?doi\.org/|doi:\s*)", "", plain(value))
        return bare in (plain(now.get("doi", "")), plain(now.get("url", "")))
    return False


def survive(text: str, format: str) -> tuple[str, Library]:
    """What an export says of a library that the text alone was imported into."""
    library = Library()
    page = read_file(FORMATS["bibtex"], text, "file.bib", date(2026, 6, 1))
    library.apply(plan_import(library, [page], "2026-06-01T00:00:00Z").plan.edits)
    return render(format, [(p, library.mark(p.id)) for p in library.papers.values()]).text, library


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--format", default="biblatex")
    parser.add_argument("-v", type=int, default=0, help="how many losses of a kind to print")
    parser.add_argument("-o", type=Path)
    options = parser.parse_args()
    for path in options.files:
        text = decode(path.read_bytes())[0]
        after, _ = survive(text, options.format)
        if options.o:
            options.o.write_text(after)
        found = compare(text, after, options.format == "bibtex")
        print(f"{path.name}: {found.line()}")
        kinds = Counter(lost[0] for lost in found.lost)
        for kind, number in kinds.most_common():
            print(f"    {number:5} {kind}")
            for lost in [one for one in found.lost if one[0] == kind][: options.v]:
                print(f"          {lost[1]}: {lost[2][:110]!r} → {lost[3][:110]!r}")


if __name__ == "__main__":
    main()
