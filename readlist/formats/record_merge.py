"""Merges records into an existing RIS, CSL-JSON, hayagriva or Markdown file, as ``bibtex.merge`` does for ``.bib``.

A format says how its text is split into records and fields, with their places; the merge itself knows no format. A
field that still says what readlist last wrote is renewed; what a hand changed, added or deleted stays as it is, and so
does every byte between. Nothing is ever laid out anew.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from readlist.formats import ExportError, ExportOptions, Merged, Papers, Rest, UnreadableError, render
from readlist.formats.bibtex.entry import digest
from readlist.formats.bibtex.splice import EntrySpan, FieldSpan, spliced, split
from readlist.formats.source_text import TYPE
from readlist.model.change import ExportBase
from readlist.model.identifiers import parse_doi
from readlist.model.text import count

_MOST_NAMED = 8
Splice = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Records:
    """How the text of a format is taken apart, and what stands between its records."""

    format: str
    split: Callable[[str], Sequence[EntrySpan]]
    doi: str = ""  # the field that has it
    between: str = "\n"
    sorted: bool = True  # new records stand in the order of keys; else at the end

    def merge(
        self,
        text: str,
        papers: Papers,
        options: ExportOptions,
        base: Mapping[int, ExportBase],
        *,
        restore: bool = True,
    ) -> Merged:
        """The file's text with the papers in it. ``base`` has, by paper, what was last written there.

        Without ``restore`` what a hand deleted stays deleted. Raises UnreadableError, ExportError.
        """
        ours = render(self.format, papers, options, Rest())
        new = self.split(ours.text)
        spans = self.split(text)
        named = {span.key: span for span in reversed(spans)}
        by_doi = {doi: span for span in reversed(spans) if (doi := self._doi(span))}
        splices: list[Splice] = []
        missing: list[tuple[str, EntrySpan]] = []
        written: list[ExportBase] = []
        added: list[str] = []
        renewed: list[str] = []
        edited: list[str] = []
        for id, entry in zip(ours.written, new, strict=True):
            known = base.get(id)
            span = (named.get(known.key) if known else None) or named.get(entry.key) or by_doi.get(self._doi(entry))
            if span is None and known and not restore:
                written.append(known)
                continue
            key = span.key if span else entry.key
            written.append(
                ExportBase(path="", paper=id, key=key, fields={f.name: digest(f.value) for f in entry.fields})
            )
            if span is None:
                missing.append((ours.text, entry))
                added.append(key)
                continue
            changes, kept = _changes(self, text, span, ours.text, entry, known.fields if known else None)
            splices += changes
            renewed += [key] if changes else []
            edited += [f"{key} ({', '.join(kept)})"] if kept else []
        mine = {b.key for b in (*base.values(), *written)}
        splices += self._places(text, [s for s in spans if s.key in mine] if self.sorted else (), missing, spans)
        merged = spliced(text, splices)
        if merged != text and len(self.split(merged)) != len(spans) + len(missing):
            raise ExportError(f"{len(spans) + len(missing)} entries were to be in the file: nothing was written")
        remarks = list(ours.remarks)
        if edited:
            more = f" and {len(edited) - _MOST_NAMED} more" if len(edited) > _MOST_NAMED else ""
            what = f"{count(len(edited), 'entry', 'entries')} edited by hand, not changed"
            remarks.append(f"{what}: {', '.join(edited[:_MOST_NAMED])}{more}")
        return Merged(merged, tuple(written), tuple(added), tuple(renewed), tuple(remarks))

    def _doi(self, span: EntrySpan) -> str:
        field = span.get(self.doi) if self.doi else None
        found = _DOI.search(field.value) if field else None
        return (parse_doi(found[0]) or "").lower() if found else ""

    def _places(
        self, text: str, ours: Sequence[EntrySpan], missing: Sequence[tuple[str, EntrySpan]], spans: Sequence[EntrySpan]
    ) -> Iterator[Splice]:
        """New records before the next greater key that readlist wrote, else at the end of the file."""
        by_place: dict[int, list[str]] = {}
        for source, entry in missing:
            place = next((s.start for s in ours if s.key.lower() > entry.key.lower()), -1)
            by_place.setdefault(place, []).append(source[entry.start : entry.end])
        for place, texts in by_place.items():
            if self.format == "csl-json":
                yield _json_place(text, place, texts, spans)
                continue
            new = _line_ends(self.between.join(texts), text)
            if place >= 0:
                yield place, place, new + _line_ends(self.between, text)
                continue
            lead = "" if not text or text.endswith("\n") else "\n"
            end = len(text)
            gap = self.between if text.strip() and not text.endswith(("\n\n", "\n\r\n")) else ""
            yield end, end, _line_ends(lead + gap, text) + new

    def digests(self, span: EntrySpan) -> dict[str, str]:
        """What a base has of a record as it stands."""
        return {**({TYPE: span.type} if span.type else {}), **{f.name: digest(f.value) for f in span.fields}}

    def without(self, text: str, spans: Sequence[EntrySpan]) -> str:
        """The text without some of its records, and without what stood between them and the next."""
        removed = {span.start for span in spans}
        every = self.split(text)
        splices: list[Splice] = []
        at = 0  # where the last record that stays ends
        for n, span in enumerate(every):
            if span.start not in removed:
                at = span.end
            elif self.format != "csl-json":
                gaps = (gap for gap in (_line_ends(self.between, text), self.between) if text.startswith(gap, span.end))
                splices.append((span.start, span.end + len(next(gaps, "")), ""))
            elif at:
                splices.append((at, at := span.end, ""))
            else:  # the first of the list
                splices.append((span.start, every[n + 1].start if n + 1 < len(every) else span.end, ""))
        return spliced(text, splices)


def _changes(
    records: Records, text: str, span: EntrySpan, source: str, entry: EntrySpan, old: Mapping[str, str] | None
) -> tuple[list[Splice], list[str]]:
    """What renews a record, and the fields that are the user's; ``old`` is the base, None where it is not known."""
    changes: list[Splice] = []
    kept: list[str] = []
    after: FieldSpan | None = None
    in_json = records.format == "csl-json"
    for field in entry.fields:
        current = span.get(field.name)
        if current is None:
            if old is not None and field.name not in old:
                changes.append(_insertion(text, span, after, source[field.start : field.end], in_json=in_json))
            else:
                kept.append(field.name)
            continue
        after = current
        if current.value == field.value:
            continue
        if old is not None and old.get(field.name) == digest(current.value):
            new = source[field.value_start : field.end]
            changes.append((current.value_start, current.end, _line_ends(new, text)))
        else:
            kept.append(field.name)
    for name in (old or {}).keys() - {field.name for field in entry.fields}:
        current = span.get(name)
        first = in_json and current == span.fields[0]  # what is behind it begins with its comma
        if current is not None and not first and (old or {})[name] == digest(current.value):
            changes.append(_removal(span, current, in_json=in_json))
    return changes, kept


def _insertion(text: str, span: EntrySpan, after: FieldSpan | None, new: str, *, in_json: bool) -> Splice:
    place = after.end if after else span.key_end
    if not in_json:
        return place, place, _line_ends(new, text)
    first = next(iter(span.fields), None)
    gap = text[span.key_end : first.start] if first else ""
    if after:
        return place, place, f",{gap}{new}"
    return place, place, f"{gap}{new}{',' if first else ''}"


def _removal(span: EntrySpan, field: FieldSpan, *, in_json: bool) -> Splice:
    if not in_json:
        return field.start, field.end, ""
    return span.fields[span.fields.index(field) - 1].end, field.end, ""


def _line_ends(new: str, text: str) -> str:
    return new.replace("\n", "\r\n") if "\r\n" in text else new


def _json_place(text: str, place: int, texts: Sequence[str], spans: Sequence[EntrySpan]) -> Splice:
    joined = ",\n  ".join(texts)
    if not spans and not text.strip():
        return 0, len(text), f"[\n  {joined}\n]\n"
    if place >= 0:
        return place, place, f"{joined},\n  "
    if spans:
        return spans[-1].end, spans[-1].end, f",\n  {joined}"
    opened = text.index("[") + 1
    return opened, text.index("]", opened), f"\n  {joined}\n"


# how each format is split


_DOI = re.compile(r"10\.\d{4,9}/[^\s\"'{}]+")
_RIS_LINE = re.compile(r"([A-Z][A-Z0-9])(?: {1,2}|\t)-")
_YAML_KEY = re.compile(r"(?:\"((?:[^\"\\]|\\.)*)\"|'([^']*)'|([^\s#\"'{}\[\]-][^:\n]*?))[ \t]*:[ \t]*$")
_YAML_FIELD = re.compile(r"([ \t]+)([A-Za-z-]+):")
_ITEM = re.compile(r"(- \[[ xX]\] )(★ )?(.*)")
_ITEM_NAME = re.compile(r"<(https?://[^>]+)>|\*\*(.+?)\*\*")


def split_ris(text: str) -> list[EntrySpan]:
    """Records from ``TY`` to ``ER``; lines of one tag that follow each other are one field."""
    spans: list[EntrySpan] = []
    start, runs = -1, [("", 0, 0)]
    for at, line in _lines(text):
        match = _RIS_LINE.match(line)
        tag = match[1] if match else ""
        if tag == "TY":
            spans += [_ris_span(text, start, at, runs)] if start >= 0 else []
            start, runs = at, []
        if start < 0:
            continue
        if tag == "ER":
            spans.append(_ris_span(text, start, at + len(line), runs))
            start = -1
        elif (not tag and runs) or (runs and runs[-1][0] == tag):  # a value that goes on, a list
            runs[-1] = (runs[-1][0], runs[-1][1], at + len(line) if line.strip() else runs[-1][2])
        elif tag:
            runs.append((tag, at, at + len(line)))
    return [*spans, _ris_span(text, start, len(text), runs)] if start >= 0 else spans


def _ris_span(text: str, start: int, end: int, runs: Sequence[tuple[str, int, int]]) -> EntrySpan:
    fields: list[FieldSpan] = []
    for tag, at, to in runs:
        name = tag if all(f.name != tag for f in fields) else f"{tag} {at - start}"
        fields.append(FieldSpan(name, _lined(text[at:to]), at, at, to))
    id = next((re.sub(r"^ID\s*-\s*", "", f.value) for f in fields if f.name == "ID"), "")
    return EntrySpan("", id, start, fields[0].end if fields else start, tuple(fields), end)


def split_markdown(text: str) -> list[EntrySpan]:
    """The lines of a checklist, with the quotes under them: box, star, text and notes are its fields."""
    spans: list[EntrySpan] = []
    for at, line in _lines(text):
        if match := _ITEM.match(line):
            box, star = at + match.end(1), at + (match.end(2) if match[2] else match.end(1))
            name = _ITEM_NAME.search(match[3])
            link = re.search(r"<(https?://[^>]+)>", match[3])
            key = link[1] if link else (name[2] or "") if name else match[3].strip()
            places = [("box", at, box), ("star", box, star), ("text", star, at + len(line))]
            fields = tuple(FieldSpan(n, text[a:b].rstrip("\r\n"), a, a, b) for n, a, b in places if b > a)
            spans.append(EntrySpan("", key, at, at, fields, at + len(line)))
        elif spans and spans[-1].end == at and line.startswith("  >"):
            last = spans[-1]
            notes = last.get("notes")
            begin = notes.start if notes else at
            field = FieldSpan("notes", _lined(text[begin : at + len(line)]), begin, begin, at + len(line))
            others = tuple(f for f in last.fields if f.name != "notes")
            spans[-1] = EntrySpan("", last.key, last.start, last.start, (*others, field), field.end)
    return spans


def split_yaml(text: str) -> list[EntrySpan]:
    """The entries of a hayagriva file: a key at the left margin, its fields indented by as much as the first."""
    spans: list[EntrySpan] = []
    fields: list[FieldSpan] = []
    indent, inside = "", False
    for at, line in _lines(text):
        bare = line.strip()
        if bare and not line[0].isspace():
            match = _YAML_KEY.match(line.rstrip())
            inside, indent, fields = bool(match), "", []
            if match:
                key = _unquoted(match[1]) if match[1] is not None else match[2] or match[3]
                spans.append(EntrySpan("", key, at, at + len(line), (), at + len(line)))
            elif not bare.startswith(("#", "---", "%")):
                raise UnreadableError(f"line {text.count(chr(10), 0, at) + 1}: it is no entry of hayagriva")
        elif bare and inside:
            field = _YAML_FIELD.match(line)
            if field and (not indent or field[1] == indent):
                indent = field[1]
                fields.append(FieldSpan(field[2], _lined(line), at, at, at + len(line)))
            elif fields:  # what belongs to the field above
                last = fields.pop()
                fields.append(FieldSpan(last.name, _lined(text[last.start : at + len(line)]), last.start, last.start,
                                        at + len(line)))  # fmt: skip
            last_entry = spans.pop()
            spans.append(replace(last_entry, fields=tuple(fields), end=at + len(line)))
    return spans


def _unquoted(key: str) -> str:
    """A key in double quotes, its escapes resolved where JSON has them too."""
    try:
        return str(json.loads(f'"{key}"'))
    except ValueError:
        return key


def split_json(text: str) -> list[EntrySpan]:
    """The items of a list of CSL-JSON, wherever their members stand."""
    decoder = json.JSONDecoder()
    spans: list[EntrySpan] = []
    at = _gap(text, 0)
    if at == len(text):
        return []
    try:
        if text[at] != "[":
            raise ValueError("it is no list")
        at = _gap(text, at + 1)
        while text[at] != "]":
            item, end = decoder.raw_decode(text, at)
            if not isinstance(item, dict):
                raise ValueError("an item is no object")
            fields = tuple(_members(text, at, decoder))
            spans.append(EntrySpan("", str(item.get("id", "")), at, at + 1, fields, end))
            at = _gap(text, end)
            at = _gap(text, at + 1) if text[at] == "," else at
    except (ValueError, IndexError, RecursionError) as error:
        raise UnreadableError(f"line {text.count(chr(10), 0, at) + 1}: {getattr(error, 'msg', error)}") from None
    return spans


def _members(text: str, at: int, decoder: json.JSONDecoder) -> Iterator[FieldSpan]:
    at = _gap(text, at + 1)
    while text[at] != "}":
        name, colon = decoder.raw_decode(text, at)
        value_start = _gap(text, _gap(text, colon) + 1)
        value, end = decoder.raw_decode(text, value_start)
        yield FieldSpan(name, json.dumps(value, ensure_ascii=False, sort_keys=True), at, value_start, end)
        at = _gap(text, end)
        at = _gap(text, at + 1) if text[at] == "," else at


_WHITE = re.compile(r"[ \t\r\n]*")


def _gap(text: str, at: int) -> int:
    match = _WHITE.match(text, at)
    return match.end() if match else at


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """(offset, line with its end)."""
    at = 0
    for line in re.findall(r"[^\n]*\n|[^\n]+", text):
        yield at, line
        at += len(line)


def _lined(text: str) -> str:
    """A value's lines, however they end."""
    return text.replace("\r\n", "\n").rstrip()


RIS = Records("ris", split_ris, "DO")
CSL = Records("csl-json", split_json, "DOI")
MARKDOWN = Records("markdown", split_markdown, between="", sorted=False)
HAYAGRIVA = Records("hayagriva", split_yaml, "serial-number")
_BIBTEX = Records("bibtex", split, between="\n\n")


def records_of(format: str) -> Records:
    """How files of a format are taken apart."""
    return next((row for row in (RIS, CSL, MARKDOWN, HAYAGRIVA) if row.format == format), _BIBTEX)
