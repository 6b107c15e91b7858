"""BibTeX and biblatex of whatever program: blocks by bibtexparser, values and crossref by BibTeX's own rules."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from readlist.formats import Contents, Progress
from readlist.formats.bibtex.splice import quiet_parser
from readlist.formats.facts import TYPES
from readlist.formats.source_record import SourceRecord, contents_of, without_entities
from readlist.latex.characters import decode_accents
from readlist.latex.readable import readable_field
from readlist.latex.syntax import match_braces, outside_braces
from readlist.model.dates import BIBTEX_MONTHS
from readlist.model.names import Name, parse_name, parse_names
from readlist.model.text import clean, count, join_words, shorten
from readlist.pages.page import PageError, Problem

_STARTS = re.compile(r"^[ \t]*@[A-Za-z]+[ \t]*[{(]", re.MULTILINE)
_TYPES = "|".join(name for row in TYPES for name in (row.name, *row.bibtex.split()))
_ENTRY = re.compile(
    rf"^[ \t]*@(?:[A-Za-z]+\s{{0,9}}\{{\s{{0,9}}[^\s,{{}}()\"#%~'=\\;]{{0,200}}\s{{0,9}},"
    rf"|(?:{_TYPES})\s{{0,9}}[{{(]|string\s{{0,9}}[{{(]\s{{0,9}}\w+\s{{0,9}}=|(?:preamble|comment)\s{{0,9}}[{{(])",
    re.MULTILINE | re.IGNORECASE,
)
_MACRO = re.compile(r"[^\s{}\"#]+")
_AND = re.compile(r"\s+and(?=\s)|\s+&\s+(?=\S)", re.IGNORECASE)
_PARENTS = frozenset({"proceedings", "mvproceedings", "collection", "mvcollection", "xdata"})
"""Types that stand in a file to lend their fields to others."""
_NO_PAPERS = frozenset({"xdata", "set", "control", "ieeetranbstctl"})
_NOT_LENT = frozenset({"abstract", "annote", "crossref", "doi", "file", "ids", "key", "keywords", "note", "subtitle",
                       "title", "url", "xdata", "xref"})  # fmt: skip
_READ_HERE = frozenset({"author", "crossref", "ids", "key", "xdata"})
_OTHER_NAMES = {"journaltitle": "journal", "eprinttype": "archiveprefix", "eprintclass": "primaryclass",
                "location": "address", "annotation": "annote"}  # fmt: skip
_EXTENDED = re.compile(r"\s*(?:family|given|prefix|suffix)\s*=")
_NUMBERED = re.compile(r" \d{4}$")  # DBLP tells people of one name apart
_DEEPEST = 4  # parents of parents


@dataclass(frozen=True, slots=True)
class _Block:
    """One entry of the file, its values resolved."""

    line: int
    type: str
    key: str
    fields: dict[str, str]


def recognizes(text: str) -> bool:
    """Does a line begin as an entry does: type, brace, key, comma? Style sheets and programs have ``@`` too."""
    return "@" in text and bool(_ENTRY.search(text))


def read(text: str, progress: Progress | None = None) -> Contents:
    """The entries of a .bib file. Raises PageError where bibtexparser gives up."""
    blocks, problems = _blocks(text)
    lent, lenders = _with_lent(blocks)

    def each() -> Iterator[SourceRecord | Problem]:
        for block in lent:
            children = lenders.get(block.key.lower(), 0)
            if block.type in _NO_PAPERS or (children and block.type in _PARENTS):
                done = f"its fields went to {count(children, 'entry', 'entries')}" if children else "left out"
                yield Problem(block.line, "no paper", f"@{block.type} {block.key}", done)
            else:
                yield _record(block)

    return contents_of(each(), len(lent), progress, problems)


def _blocks(text: str) -> tuple[list[_Block], list[Problem]]:
    """The file's entries, and what of it is none."""
    from bibtexparser import model

    found: list[_Block] = []
    problems: list[Problem] = []
    strings = {month: month for month in BIBTEX_MONTHS}
    passed: list[int] = []  # lines of comments
    for block in _parsed(text):
        line = (block.start_line or 0) + 1
        whole: Any = block
        if isinstance(block, model.ParsingFailedBlock):
            whole = block.ignore_error_block  # an entry whose key, or a field of which, was there before
            if isinstance(block, model.DuplicateFieldKeyBlock):
                done = f"of {join_words(sorted(block.duplicate_keys))}, given twice, the first taken"
                problems.append(Problem(line, "broken entry", clean(whole.key), done))
        if isinstance(whole, model.Entry):
            found.append(_block(whole, line, strings))
        elif isinstance(whole, model.String):
            strings[whole.key.lower()] = _value(whole.value, strings)
        elif isinstance(block, model.ParsingFailedBlock):
            text_of = shorten(clean((block.raw or "")[:400]), 12)
            problems.append(Problem(line, "broken entry", text_of, f"left out: {_reason(block.error)}"))
        else:
            passed.append(line)
    if passed:
        done = f"{count(len(passed), 'comment')} or preamble, not read"
        problems.append(Problem(passed[0], "no paper", "", done))
    return found, problems


def _parsed(text: str) -> Sequence[Any]:
    from bibtexparser.entrypoint import parse_string

    try:
        with quiet_parser():
            return parse_string(text, parse_stack=[]).blocks
    except Exception as error:  # "internal error in parser": it says itself that this may happen
        raise PageError(f"it is BibTeX that bibtexparser can't read: {clean(str(error))[:200]}") from None


def _reason(error: Exception) -> str:
    return shorten(clean(str(getattr(error, "abort_reason", error)).replace("`", "")), 20, 120)


def _block(entry: Any, line: int, strings: Mapping[str, str]) -> _Block:
    fields: dict[str, str] = {}
    for field in entry.fields:
        name = field.key.lower()
        fields.setdefault(_OTHER_NAMES.get(name, name), _value(field.value, strings))
    return _Block(line, entry.entry_type.lower(), entry.key, fields)


def _value(raw: str, strings: Mapping[str, str]) -> str:
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
            out.append(strings.get(macro[0].lower(), macro[0]))
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


def _with_lent(blocks: Sequence[_Block]) -> tuple[list[_Block], dict[str, int]]:
    """The entries with what ``crossref`` and ``xdata`` lend them, and how many borrow from each key."""
    by_key: dict[str, _Block] = {}
    for block in blocks:
        by_key.setdefault(block.key.lower(), block)
    lenders: dict[str, int] = {}
    out = []
    for block in blocks:
        fields = dict(block.fields)
        for key in _parents(block):
            lenders[key] = lenders.get(key, 0) + 1
        for parent in _ancestors(block, by_key):
            for name, value in parent.fields.items():
                if name not in _NOT_LENT or parent.type == "xdata":
                    fields.setdefault(name, value)
            if parent.type != "xdata" and block.type.startswith("in"):
                fields.setdefault("booktitle", parent.fields.get("title", ""))
        out.append(_Block(block.line, block.type, block.key, fields) if len(fields) > len(block.fields) else block)
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
    authors, et_al = _people(block.fields.get("author", ""))
    others = block.fields.get("ids", "").split(",")
    return SourceRecord(block.line, block.type, (block.key, *others), fields, authors, et_al)


def _people(text: str) -> tuple[list[Name], bool]:
    """The names of an author field, and whether it ends in "and others"."""
    names: list[Name] = []
    et_al = False
    text = without_entities(text.replace("&amp;", "\\&"))  # an "&" of TeX is no "and"
    for part in _split(clean(decode_accents(text))):
        read, more = _name(part)
        names += read
        et_al = et_al or more
    return names, et_al


def _split(text: str) -> Iterable[str]:
    """The parts between "and"s that stand in no braces."""
    start = 0
    for match in outside_braces(_AND, text):
        if match[0].strip().lower() == "and":
            yield text[start : match.start()].strip(" ,;")
            start = match.end()
    yield text[start:].strip(" ,;")


def _name(text: str) -> tuple[list[Name], bool]:
    """One part of an author field: a name, or what says that there are more."""
    if _EXTENDED.match(text):
        return [_extended(text)], False
    if "{" not in text and "}" not in text:
        return parse_names([_NUMBERED.sub("", _plain(text))])
    return [_braced(text)], False


def _extended(text: str) -> Name:
    """biblatex: "family=Berg, given=Tove, prefix=van den"."""
    parts = {name.strip(): _plain(value).strip('" ') for name, _, value in (p.partition("=") for p in text.split(","))}
    first, von = parts.get("given", ""), parts.get("prefix", "")
    return Name(parts.get("family", "") or first, first, von, parts.get("suffix", ""), group=not parts.get("family"))


def _braced(text: str) -> Name:
    if text.startswith("{") and text.endswith("}") and text.find("}") == len(text) - 1:
        return Name(_plain(text[1:-1]), group=True)
    from bibtexparser.middlewares.names import InvalidNameError, parse_single_name_into_parts

    try:  # braces inside of a name hold its words together
        parts = parse_single_name_into_parts(text, strict=False)
    except InvalidNameError:
        return parse_name(_plain(text))
    last, first, von, suffix = (_plain(" ".join(words)) for words in (parts.last, parts.first, parts.von, parts.jr))
    if not last:
        return parse_name(_plain(text))
    return Name(last, first, von, suffix) if first else Name(f"{von} {last}".strip(), group=True)


def _plain(text: str) -> str:
    """A name's text without TeX: braces go, whatever they were for."""
    return clean(readable_field(text.replace("~", " ")).replace("{", "").replace("}", ""))
