"""Merges a few entries into a large file: only the windows of its text that they stand in are taken apart.

The result is that of the merge of the whole file, which takes seconds at 10,000 entries. Wherever the text does not
show plainly what stands where, nothing is decided here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from readlist.formats import FORMATS, ExportOptions, Merged, Papers, UnreadableError
from readlist.formats.record_merge import records_of, split_markdown
from readlist.model.change import ExportBase

_FEW = 50  # papers; more are merged with the whole file

_BIB = re.compile(r"@[ \t]*([A-Za-z]+)\s*[{(][ \t]*([^,\s{}()=\"]*)(,?)")
_RIS = re.compile(r"^(?:(TY)  -|ID  - ([^\r\n]*))", re.MULTILINE)
_YAML = re.compile(
    r"^(?:\"((?:[^\"\\\n]|\\.)*)\"|([^\s#\"'%{}\[\]:-][^:\n]*?))[ \t]*:[ \t]*\r?$|^[^\s#%-][^\n]*", re.MULTILINE
)
_JSON = re.compile(r"\{\s*\"id\"\s*:\s*(\"(?:[^\"\\]|\\.)*\")")


class _Head(NamedTuple):
    """Where an entry begins; "" is the key of what is not plainly one."""

    start: int
    key: str


def merge_in_windows(
    text: str, format: str, papers: Papers, options: ExportOptions, base: Mapping[int, ExportBase]
) -> Merged | None:
    """The text with a few papers in it, what a hand deleted not restored; None where that takes the whole file."""
    if not papers or len(papers) > _FEW:
        return None
    try:
        return _in_windows(text, format, papers, options, base)
    except (ValueError, RecursionError, UnreadableError):  # something is wrong in it: the whole merge says what
        return None


def _in_windows(
    text: str, format: str, papers: Papers, options: ExportOptions, base: Mapping[int, ExportBase]
) -> Merged | None:
    heads = _heads(text, format)
    if not heads:
        return None
    places = {head.key: n for n, head in enumerate(heads)}
    ours = {known.key: id for id, known in base.items()}
    small = {key.lower() for key in places}
    plain = len(small) == len(heads) and "" not in places
    wanted: list[tuple[int, int, int]] = []  # (first head, the one after the last, paper)
    for n, (paper, _) in enumerate(papers):
        known = base.get(paper.id)
        at = places.get(known.key) if known else None
        if known and (at is None or not plain):
            return None
        if at is None:  # a new one: that it is not there under another key is sure where all entries are ours
            if not plain or places.keys() != ours.keys() or paper.key.lower() in small:
                return None
            at = _next(heads, paper.key, format)
            wanted.append((max(at - 1, 0), min(at + 1, len(heads)), n))
        else:
            wanted.append((at, at + 1, n))
    out: list[str] = []
    done: list[Merged] = []
    end = 0
    for first, last, numbers in _united(wanted):
        start = heads[first].start if first or format == "csl-json" else 0
        stop = _end(text, format, heads, last)
        within = {ours[head.key]: base[ours[head.key]] for head in heads[first:last] if head.key in ours}
        merged = _merged(text[start:stop], last - first, format, [papers[n] for n in numbers], options, within)
        if merged is None:
            return None
        out += [text[end:start], merged.text]
        done.append(merged)
        end = stop
    return Merged(
        text="".join((*out, text[end:])),
        written=tuple(entry for merged in done for entry in merged.written),
        added=tuple(key for merged in done for key in merged.added),
        renewed=tuple(key for merged in done for key in merged.renewed),
        remarks=(),
    )


def _merged(
    window: str, entries: int, format: str, papers: Papers, options: ExportOptions, base: Mapping[int, ExportBase]
) -> Merged | None:
    """A window's text after the merge; None where it has not so many whole entries."""
    listed = format == "csl-json"
    text = f"[{window}]" if listed else window
    spans = records_of(format).split(text)
    if len(spans) != entries or not all(span.whole for span in spans):
        return None
    merged = FORMATS[format].merge(text, papers, options, base, restore=False)
    new = [entry for entry in merged.written if entry.paper not in base]
    if len(new) != len(merged.added):
        return None
    return replace(merged, text=merged.text[1:-1]) if listed else merged


def _next(heads: Sequence[_Head], key: str, format: str) -> int:
    """The entry before which a new one stands, as the merges of the formats have it; their number for the end."""
    low = (key.lower(), key)
    if format in ("bibtex", "biblatex"):
        greater = (
            (head.key.lower(), head.key, n) for n, head in enumerate(heads) if (head.key.lower(), head.key) > low
        )
        return min(greater, default=("", "", len(heads)))[2]
    if not records_of(format).sorted:
        return len(heads)
    return next((n for n, head in enumerate(heads) if head.key.lower() > low[0]), len(heads))


def _united(wanted: Sequence[tuple[int, int, int]]) -> Iterator[tuple[int, int, list[int]]]:
    """Ranges that overlap or touch as one, in order, with the papers of all."""
    united: list[tuple[int, int, list[int]]] = []
    for first, last, number in sorted(wanted):
        if united and first <= united[-1][1]:
            united[-1] = (united[-1][0], max(last, united[-1][1]), [*united[-1][2], number])
        else:
            united.append((first, last, [number]))
    for first, last, numbers in united:
        yield first, last, sorted(numbers)


def _end(text: str, format: str, heads: Sequence[_Head], last: int) -> int:
    if format == "csl-json":
        return json.JSONDecoder().raw_decode(text, heads[last - 1].start)[1]
    return heads[last].start if last < len(heads) else len(text)


def _heads(text: str, format: str) -> list[_Head]:
    """The entries of a text in order; none where it has something that can't be told so."""
    if format in ("bibtex", "biblatex"):
        return _bib_heads(text)
    find = {"ris": _ris_heads, "hayagriva": _yaml_heads, "csl-json": _json_heads}.get(format)
    return find(text) if find else [_Head(span.start, span.key) for span in split_markdown(text)]


def _bib_heads(text: str) -> list[_Head]:
    heads: list[_Head] = []
    comment = -1  # where one begins whose end has not been seen
    for match in _BIB.finditer(text):
        line = text.rfind("\n", 0, match.start()) + 1  # looked for so, 15 MB take 30 ms, by a pattern for lines 100
        if text[line : match.start()].strip():
            continue
        if comment >= 0 and text.count("{", comment, match.start()) > text.count("}", comment, match.start()):
            return []  # what stands in a comment is no entry
        kind = match[1].lower()
        comment = match.start() if kind == "comment" else -1
        if kind not in ("comment", "string", "preamble"):
            heads.append(_Head(match.start(), match[2] if match[3] else ""))
    return heads


def _ris_heads(text: str) -> list[_Head]:
    heads: list[_Head] = []
    for match in _RIS.finditer(text):
        if match[1]:
            heads.append(_Head(match.start(), ""))
        elif heads and not heads[-1].key:
            heads[-1] = _Head(heads[-1].start, match[2].strip())
    return heads


def _yaml_heads(text: str) -> list[_Head]:
    heads: list[_Head] = []
    for match in _YAML.finditer(text):
        key = match[2] if match[1] is None else str(json.loads(f'"{match[1]}"'))
        if not key:
            return []
        heads.append(_Head(match.start(), key))
    return heads


def _json_heads(text: str) -> list[_Head]:
    heads = [_Head(match.start(), str(json.loads(match[1]))) for match in _JSON.finditer(text)]
    return heads if text.count('"id"') == len(heads) else []
