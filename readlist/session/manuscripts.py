"""Checks and fixes manuscripts with an open library, and gives them the entries that they cite."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from msgspec.structs import replace

from readlist.formats import FORMATS, ExportError, ExportOptions
from readlist.formats.bibtex.entry import digest
from readlist.formats.record_merge import records_of
from readlist.formats.source_text import TYPE
from readlist.library.library import Library
from readlist.library.marking import Plan
from readlist.model.change import Edit, ExportBase
from readlist.model.text import count
from readlist.session.exports import prepare, write
from readlist.session.kept_exports import keep
from readlist.session.open_library import OpenLibrary
from readlist.store.file_swap import replace_unchanged
from readlist.store.files import write_atomically
from readlist.writing.bibliographies import Entry, by_key, read_bibliography
from readlist.writing.ledger import place_of
from readlist.writing.manuscript import Manuscript, Read, read_file, read_manuscript
from readlist.writing.manuscript_checks import Checked, Finding, findings
from readlist.writing.manuscript_kinds import kind_of

_ROOT = re.compile(
    r"^%\s*!\s*TEX\s+root\s*=\s*(\S[^\n]*)|^\s*\\documentclass\[([^\]\n]+)\]\{subfiles\}", re.MULTILINE | re.IGNORECASE
)
_MOST_MAINS = 30  # .tex files in which is looked for the one that takes in a chapter
_OF_PREPRINT = ("year", "month", "date", "journal", "journaltitle", "howpublished", "parent", "type", "container-title",
                "issued", "genre", "publisher", "number", "note", "doi", "DOI")  # fmt: skip
"""Fields of a preprint that are others once it is published."""
_MAYBE = ("note", "number", "publisher", "journal", "journaltitle", "howpublished", "container-title")
"""Of these, those that name the archive."""
_ARCHIVE = re.compile(r"arxiv|corr\b|preprint|abs/", re.IGNORECASE)
_FACTS = frozenset("type journal journaltitle booktitle year month date volume number pages doi publisher DOI issue "
                   "container-title issued page volume parent serial-number genre".split())  # fmt: skip
"""What an entry gains when its paper is published."""


def check(opened: OpenLibrary, path: Path, read: Read = read_file) -> tuple[Checked, list[Finding]]:
    """A manuscript and what is wrong with it. Raises ManuscriptError."""
    manuscript = whole_manuscript(path, read)
    checked = Checked(manuscript, read_bibliography(manuscript.bibliographies, read), opened.library)
    return checked, findings(checked)


def whole_manuscript(path: Path, read: Read = read_file) -> Manuscript:
    """The manuscript that a file belongs to: of a chapter without a bibliography the main file's.

    Raises ManuscriptError.
    """
    manuscript = read_manuscript(path, read)
    if manuscript.bibliographies or manuscript.missing or path.suffix != ".tex":
        return manuscript
    if root := _ROOT.search(manuscript.sources[0].text):
        return read_manuscript(path.parent / (root[1] or root[2]).strip(), read)
    for folder in (path.parent, path.absolute().parent.parent):
        for main in sorted(folder.glob("*.tex"))[:_MOST_MAINS]:
            other = read_manuscript(main, read)
            if (other.bibliographies or other.missing) and any(s.path.samefile(path) for s in other.sources):
                return other
    return manuscript


# adding entries


@dataclass(frozen=True, slots=True)
class Added:
    """Papers that a bibliography has now: what was done, in a line, and the key of each there."""

    report: str
    keys: dict[int, str]


def bibliography_of(path: Path) -> Path:
    """The bibliography that entries for a manuscript go into. Raises ManuscriptError, ExportError."""
    if kind_of(path.name) is None:
        return path
    manuscript = whole_manuscript(path)
    if manuscript.bibliography is None:
        raise ExportError(f"{path} names no bibliography: name one there, or --into the file itself")
    return manuscript.bibliography


def add(opened: OpenLibrary, ids: Sequence[int], file: Path, options: ExportOptions, *, kept: bool = False) -> Added:
    """Have papers in a bibliography: in one that is kept up to date, or merged once. Raises ExportError."""
    place = place_of(opened.folder, os.path.realpath(file))
    known = place.load()
    if known or kept:
        format = known.format if known else format_of_file(file)
        report = keep(opened, ids, format, ExportOptions(**known.options) if known else options, file, query=None)
        ledger = place.load_ledger().papers
        return Added(report, {id: ledger[id].entry.key for id in ids if id in ledger})
    prepared = prepare(opened.library, ids, format_of_file(file), options, file, merging=True)
    if prepared.refused or not prepared.text:
        raise ExportError(prepared.refused or f"{file}: the papers can't be cited: nothing was written")
    return Added(write(opened, prepared), {w.paper: w.key for w in prepared.base})


def format_of_file(file: Path) -> str:
    """The format in which entries are added to a file, by its name, and of a ``.bib`` by its words."""
    if file.suffix.lower() in (".yml", ".yaml"):
        return "hayagriva"
    if file.suffix.lower() == ".json":
        return "csl-json"
    try:
        text = read_file(file)
    except (OSError, ValueError):
        text = ""
    return "biblatex" if re.search(r"^\s*(?:journaltitle|date)\s*=", text, re.MULTILINE) else "bibtex"


# mending


def mend(opened: OpenLibrary, checked: Checked, found: Sequence[Finding], options: ExportOptions) -> str:
    """Do what is sure about some findings; what was done, in a line. Raises ExportError, StoreError.

    Keys are corrected in the manuscript (its old text is kept as ``.bak``), entries are merged into the bibliography,
    and the library learns under which keys it cites its papers, as one change.
    """
    done: Counter[str] = Counter()
    keys = {finding.key: finding.new for finding in found if finding.fix == "key"}
    for source in checked.manuscript.sources:
        places = [(c.start, c.end, keys[c.key]) for c in source.citations if c.key in keys]
        if places and source.path.suffix != ".aux":
            _correct(source.path, source.text, places)
            done["key"] += len(places)
    ids = [p.id for f in found if f.fix == "add" and f.paper and (p := by_key(opened.library, f.paper))]
    file, made = checked.manuscript.bibliography, ""
    if ids and file:
        made = "" if file.exists() else f" to {file.name}, which was made"
        add(opened, ids, file, options)
        done["entry"] += len(ids)
    renewals = [finding for finding in found if finding.fix in ("update", "doi")]
    for path in dict.fromkeys(finding.path for finding in renewals):
        done["renewed"] += _renew(opened.library, path, [f for f in renewals if f.path == path])
    if opened.do("check --fix", lambda library, at: _with_keys(library, checked)):
        done["learned"] += 1
    parts = [f"{count(done['key'], 'key')} corrected"] if done["key"] else []
    parts += [f"{count(done['entry'], 'entry', 'entries')} added{made}"] if done["entry"] else []
    parts += [f"{done['renewed']} renewed"] if done["renewed"] else []
    parts += ["the library knows the manuscript's keys"] if done["learned"] else []
    return ", ".join(parts) or "nothing to fix"


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def _correct(path: Path, text: str, places: Sequence[tuple[int, int, str]]) -> None:
    from readlist.formats.bibtex.splice import spliced

    before = _bytes(text)
    try:
        write_atomically(path.with_name(f"{path.name}.bak"), before, path.stat().st_mode & 0o777)
        if not replace_unchanged(path, before, _bytes(spliced(text, places)), 0o644):
            raise ExportError(
                f"{path} has just been changed by another program: nothing was corrected in it: try again"
            )
    except OSError as error:
        raise ExportError(f"cannot write {path}: {error.strerror}: nothing was corrected in it") from None


def _renew(library: Library, path: Path, found: Sequence[Finding]) -> int:
    """Give entries what they lack by a merge whose base says which of their fields are not the user's."""
    before = read_file(path)
    name = format_of_file(path)
    spans = {span.key: span for span in reversed(records_of(name).split(before))}
    base: dict[int, ExportBase] = {}
    for finding in found:
        paper, span = by_key(library, finding.paper or ""), spans.get(finding.key)
        if paper is None or span is None:
            continue
        rendered = FORMATS[name].merge("", [(paper, library.mark(paper.id))], ExportOptions(abstract=False), {})
        wanted = {"doi", "DOI"} if finding.fix == "doi" else _FACTS
        fields = {field: "" for field in rendered.written[0].fields if field not in wanted}  # kept, or not added
        new = next(iter(records_of(name).split(rendered.text)))
        if (numbers := span.get("serial-number")) and (more := new.get("serial-number")):
            within = set(numbers.value.split("\n")) <= set(more.value.split("\n"))
            fields |= {"serial-number": digest(numbers.value) if within else ""}
        if finding.fix == "update":
            fields[TYPE] = span.type
            for field in span.fields:
                archive = field.name in _MAYBE or field.name.lower() == "doi"
                if field.name in _OF_PREPRINT and (not archive or _ARCHIVE.search(field.value)):
                    fields[field.name] = digest(field.value)
        base[paper.id] = ExportBase(path="", paper=paper.id, key=finding.key, fields=fields)
    papers = [(library.papers[id], library.mark(id)) for id in base]
    merged = FORMATS[name].merge(before, papers, ExportOptions(abstract=False), base)
    try:
        if merged.text != before and not replace_unchanged(path, _bytes(before), _bytes(merged.text), 0o644):
            raise ExportError(f"{path} has just been changed by another program: nothing was renewed in it: try again")
    except OSError as error:
        raise ExportError(f"cannot write {path}: {error.strerror}: nothing was renewed in it") from None
    return len(merged.renewed)


def _with_keys(library: Library, checked: Checked) -> Plan:
    """The keys under which the bibliography has papers of the library, as their aliases."""
    edits: list[Edit] = []
    for entry in checked.bibliography.entries:
        paper = checked.paper(entry)
        if paper and paper.id in library.papers and entry.key.lower() not in library.keys and _is_sure(entry):
            new = replace(library.papers[paper.id], aliases=(*library.papers[paper.id].aliases, entry.key))
            edits += filter(None, [Edit.between("papers", library.papers[paper.id], new)])
    once = {edit.id: edit for edit in edits}
    return Plan(tuple(once.values()), f"{count(len(once), 'key')} learned from {checked.manuscript.main.name}")


def _is_sure(entry: Entry) -> bool:
    return bool(entry.facts.doi or entry.facts.arxiv)
