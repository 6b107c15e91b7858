"""Writes the generated parts of README and manual, each between ``<!-- NAME -->`` and ``<!-- end of NAME -->``."""

from __future__ import annotations

import contextlib
import io
import json
import re
import tempfile
from argparse import ONE_OR_MORE, OPTIONAL, PARSER, SUPPRESS, ZERO_OR_MORE, Action
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any
from unittest.mock import patch

from readlist import manual
from readlist.cli.main import main as readlist
from readlist.cli.parser import whole_parser
from readlist.commands import BY_ID, COMMANDS, GROUPS, show_key
from readlist.formats import FORMATS
from readlist.library.listing import LEGEND
from readlist.lookup.services import SERVICES
from readlist.pages.kinds import KINDS
from readlist.platform.paths import sample_pages
from readlist.search.fields import FIELDS
from readlist.session.demo import sample_library
from readlist.settings import TABLES, Services, entries
from readlist.writing.manuscript_checks import CHECKS
from tests.man_page import ENVIRONMENT, FILES, options, subparsers

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
PAGES = ROOT / "readlist" / "manual"
NOW = "2024-01-05T09:00:00Z"
_LONG = 58
_WIDE = 96  # characters of a line of JSON

JSON = {
    "show gu2023mamba --json": "A paper, for `show`, and in an array for `list`, `queue` and `add`",
    "related gu2023mamba --json": "`related`: an array, nearest first; `nearness` is from 0 to 100",
    "authors --json": "`authors`: an array, one of them here",
    "import --dry-run --json": "`import`: the report; `found` is the sum of `new`, `updated` and `known`",
    "history --json": "`history`: an array, newest first",
    "stats --weeks 1 --json": "`stats`",
    "keys --json": "`keys`: an array",
    "follows --json": "`follows`: an array",
}
ENRICH: Mapping[str, Any] = {
    "papers": [
        {
            "key": "gu2023mamba",
            "title": "Mamba: Linear-Time Sequence Modeling with Selective State Spaces",
            "outcome": "found",
            "score": 100,
            "services": ["arXiv", "Semantic Scholar"],
            "differences": [{"field": "arxiv", "old": None, "new": "2312.00752"}],
            "unsure": None,
            "reason": None,
            "failures": [],
        }
    ],
    "found": 1,
    "unsure": 0,
    "unknown": 0,
    "failed": 0,
    "untitled": 0,
    "looked_up_before": 0,
}
"""A report of ``enrich --json``; the tests of that command hold it to the same names."""
FETCH: Sequence[Mapping[str, Any]] = [
    {
        "key": "gu2026state",
        "outcome": "new",
        "why": "by Albert Gu (you follow), with 2 usual co-authors, cs.LG",
        "points": "Albert Gu: full name +1, 2 usual co-authors +3.5, cs.LG +1.9",
        "followed": ["Albert Gu"],
        "title": "State Spaces Without Tears",
        "authors": ["Albert Gu", "Tri Dao"],
        "date": "2026-11-30",
        "category": "LG",
        "venue": None,
        "arxiv": "2611.00001",
        "doi": "10.48550/arXiv.2611.00001",
    }
]
"""What ``fetch --json`` prints; the tests of that command hold it to the same names."""
PDFS = [
    {
        "key": "gu2023mamba", "title": "Mamba: Linear-Time Sequence Modeling with Selective State Spaces",
        "path": "/home/me/.local/share/readlist/pdfs/gu2023mamba.pdf", "here": True,
        "sha256": "7d1c0a3f52e94b6d8f3a1b7c9e2d4f60718293a4b5c6d7e8f901122334455667", "size": 1048576, "pages": 36,
        "from": "https://arxiv.org/pdf/2312.00752", "searched": True,
    }
]  # fmt: skip
"""What ``pdf list --json`` prints; the tests of that command hold it to the same names."""
EXPORT = {
    "path": "/home/ann/thesis/refs.bib",
    "format": "bibtex",
    "query": "tag:thesis",
    "prune": False,
    "entries": 31,
    "written_at": "2024-01-05T09:00:00Z",
    "problem": None,
}
"""A file of ``exports --json``; ``query`` is "" for the queue, null for papers that were picked."""
FINDING = {
    "path": "paper/main.tex",
    "check": "missing",
    "line": 12,
    "column": 21,
    "key": "gu2023mamba",
    "text": "gu2023mamba is not in the bibliography, but in your library: “Mamba: …”",
    "paper": "gu2023mamba",
    "fixable": True,
}
"""A finding of ``check --json``; the tests of these commands hold both to the same names."""
TEN_KEYS = ("import", "triage", "queue", "star", "read", "skip", "undo", "search", "export", "help")
"""The commands that README names, the rest being in the manual."""
OF_FORMATS = {
    "bibtex": "BibTeX of Zotero, JabRef, Google Scholar, Mendeley, DBLP, …",
    "biblatex": "for biber: UTF-8, whole dates; read as BibTeX is",
    "ris": "Zotero, EndNote, Mendeley, publishers",
    "csl-json": "Zotero, pandoc, Crossref; also JSON of Better BibTeX, Mendeley, Paperpile, OpenAlex, Semantic Scholar",
    "markdown": "a checklist, ticked where read",
    "json": "the whole library, with everything you decided",
    "endnote": "EndNote's tagged export",
    "endnote-xml": "EndNote's XML",
    "web-of-science": "Web of Science, plain text",
    "zotero-rdf": "Zotero's RDF",
    "citation-cff": "the file that software is cited by",
    "hayagriva": "Typst's bibliographies",
    "atom": "arXiv's feeds and the answers of its API",
}
OF_SERVICES = {
    "arxiv": "whole author lists, dates, abstracts, DOIs that arXiv knows",
    "arxiv_feeds": "what was announced today, for [follow](follow.md)",
    "crossref": "what was published: DOI, venue, type, pages",
    "semantic_scholar": "finds ids by title; better with a key",
    "openalex": "finds ids by title; only with a key",
}


def documents() -> list[Path]:
    """README and the pages of the manual."""
    return [README, *sorted(PAGES.glob("*.md"))]


def write_part(part: str, content: str) -> None:
    """Replace a part that no rule makes, such as figures of a benchmark, in the document that has it."""
    (path,) = [path for path in documents() if f"<!-- {part} -->" in path.read_text(encoding="utf-8")]
    path.write_text(_replace(path.read_text(encoding="utf-8"), part, content), encoding="utf-8")


def _replace(text: str, part: str, content: str) -> str:
    begin, end = f"<!-- {part} -->\n", f"<!-- end of {part} -->"
    assert text.count(begin) == text.count(end) == 1, part
    return re.sub(f"(?<={re.escape(begin)}).*?(?={re.escape(end)})", lambda _: content, text, flags=re.DOTALL)


def generate() -> dict[Path, str]:
    """Every document with its generated parts up to date, under its path."""
    parts = {name: make() for name, make in PARTS.items()}
    made, used = {}, set()
    for path in documents():
        text = path.read_text(encoding="utf-8")
        for part, content in parts.items():
            if f"<!-- {part} -->" in text:
                text = _replace(text, part, content)
                used.add(part)
        made[path] = text
    assert used == set(parts), f"in no document: {set(parts) - used}"
    return made


def _table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    heads = tuple(heads)
    lines = (heads, ("---",) * len(heads), *rows)
    return "".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |\n" for line in lines)


# one function a part


def _kinds() -> str:
    return _table(("list", "how to copy it"), ((kind.label, kind.copy) for kind in KINDS))


def _keys() -> str:
    rows = []
    for group in GROUPS:
        for c in COMMANDS:
            if c.group == group:
                rows.append((" ".join(f"`{show_key(k)}`" for k in c.keys), c.title, c.help, f"`{c.id}`"))
    return _table(("key", "command", "what it does", "in `[keys]`"), rows)


def _ten_keys() -> str:
    rows = [(f"`{show_key(BY_ID[id].keys[0])}`", BY_ID[id].help) for id in TEN_KEYS]
    return _table(("key", "what it does"), rows)


def _query_fields() -> str:
    rows = []
    for field in FIELDS:
        names = ", ".join(f"`{name}:`" for name in (field.name, *field.synonyms))
        rows.append((names, field.help, field.accepts, ", ".join(f"`{example}`" for example in field.examples)))
    return _table(("field", "finds", "accepts", "examples"), rows)


def _commands() -> str:
    lines = []
    for verb, help, parser in subparsers(whole_parser()):
        words = [w for a in parser._actions if not a.option_strings for w in [_placeholder(a)] if w]
        lines.append(f"`readlist {' '.join((verb, *words))}`: {help}.\n")
        lines += [f"- `{name}`: {text}" for name, text in options(parser) if name.startswith("-")]
        for name, text, below in subparsers(parser):
            words = [_placeholder(a) for a in below._actions if not a.option_strings]
            lines.append(f"- `{' '.join((verb, name, *words))}`: {text}")
        lines.append("")
    return "\n".join(line for n, line in enumerate(lines) if line or lines[n - 1]).replace("\n\n\n", "\n\n")


def _placeholder(action: Action) -> str:
    """An argument as the usage line of a command shows it."""
    name = action.metavar or action.dest.upper()
    forms = {ZERO_OR_MORE: f"[{name} …]", PARSER: f"[{name} …]", OPTIONAL: f"[{name}]"}
    forms[ONE_OR_MORE] = f"{name} …"
    return "" if action.help == SUPPRESS else forms.get(str(action.nargs), str(name))


def _settings() -> str:
    parts = []
    for name, table in TABLES.items():
        rows = []
        for entry in entries(table):
            default = json.dumps(entry.default, ensure_ascii=False)
            choices = f": {', '.join(entry.choices)}" if entry.choices else ""
            rows.append((f"`{entry.name}`", f"`{default}`", entry.help + choices))
        parts.append(f"### [{name}]\n\n{_table(('entry', 'default', 'what it is'), rows)}")
    return "\n".join(parts)


def _formats() -> str:
    rows = []
    for f in FORMATS.values():
        into = "yes, merged into an existing file" if f.merger else "yes" if f.writer else ""
        read = "yes" if f.reader else "as bibtex" if f.suffix == ".bib" else ""
        rows.append((f"`{f.name}`", f"`{f.suffix}`", read, into, OF_FORMATS.get(f.name, "")))
    return _table(("format", "file", "imported", "exported", "what it is"), rows)


def _services() -> str:
    rows = [(s.name, f"`{getattr(Services(), s.id)}`", f"{s.spacing:g} s", OF_SERVICES.get(s.id, "")) for s in SERVICES]
    return _table(("service", "address", "between requests", "asked for"), rows)


def _pairs(heads: tuple[str, str], pairs: Iterable[tuple[str, str]]) -> Callable[[], str]:
    return lambda: _table(heads, ((f"`{name}`", text) for name, text in pairs))


def _topics() -> str:
    manual.topics.cache_clear()  # the pages may have changed since
    return "\n".join([*manual.index_lines(), ""])


def _json_examples() -> str:
    parts = []
    with tempfile.TemporaryDirectory() as folder, patch("readlist.session.open_library.now", lambda: NOW):
        sample_library(Path(folder))
        for command, says in JSON.items():
            words = command.split()
            if words[0] == "follows":
                _follow("Albert Gu", folder)
            if words[0] == "import":
                words += ["--as-of", "2023-12-15", *(str(p) for p in sample_pages() if p.stem == "tricky-titles")]
            parts.append(_example(says, _first(_printed(["--library", folder, *words]))))
    parts.append(_example("`exports`: an array, the files that are kept up to date", [EXPORT]))
    parts.append(_example("`check`: an array, what is wrong", [FINDING]))
    parts.append(_example("`enrich`: what each paper's look-up gave", ENRICH))
    outcomes = "`new`, `check`, `published`, `version`, `withdrawn` or `updated`"
    parts.append(_example(f"`fetch`: an array of what came and changed; `outcome` is {outcomes}", FETCH))
    return "\n".join(parts)


def _follow(author: str, folder: str) -> None:
    with contextlib.redirect_stderr(io.StringIO()):
        assert readlist(["--library", folder, "follow", author]) == 0


def _pdf_json() -> str:
    return _example("`pdf list --json`: an array, one file each", PDFS)


def _printed(words: list[str]) -> Any:
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()):
        assert readlist(words) == 0
    return json.loads(out.getvalue())


def _first(value: Any) -> Any:
    """An example of a value: of arrays the first, of long texts the beginning, of times that run the same."""
    if isinstance(value, dict):
        return {k: 1704445200000000 if k == "id" and isinstance(v, int) else _first(v) for k, v in value.items()}
    if isinstance(value, list):
        whole = all(isinstance(v, str) for v in value) or list(map(type, value)) == [str, float]  # a reason
        return [_first(v) for v in (value if whole else value[:1])]
    return f"{value[:_LONG]}…" if isinstance(value, str) and len(value) > _LONG else value


def _example(says: str, value: Any) -> str:
    return f"{says}:\n\n```json\n{_packed(value, 0)}\n```\n"


def _packed(value: Any, indent: int) -> str:
    """JSON with as much in a line as has room."""
    flat = json.dumps(value, ensure_ascii=False)
    if len(flat) + indent <= _WIDE or not isinstance(value, dict | list):
        return flat
    inner = indent + 2
    if isinstance(value, dict):
        items = [f"{json.dumps(name)}: {_packed(item, inner)}" for name, item in value.items()]
    else:
        items = [_packed(item, inner) for item in value]
    lines = [""]
    for n, item in enumerate(items):
        text = item + ("," if n < len(items) - 1 else "")
        fits = inner + len(lines[-1]) + 1 + len(text) <= _WIDE and "\n" not in lines[-1] + text
        if fits and lines[-1]:
            lines[-1] += f" {text}"
        else:
            lines.append(text)
    begin, end = "{}" if isinstance(value, dict) else "[]"
    body = "".join(f"{' ' * inner}{line}\n" for line in lines if line)
    return f"{begin}\n{body}{' ' * indent}{end}"


PARTS: Mapping[str, Callable[[], str]] = {
    "checks": lambda: _table(("check", "what is wrong"), ((f"`{check.name}`", check.help) for check in CHECKS)),
    "kinds": _kinds,
    "keys": _keys,
    "ten keys": _ten_keys,
    "query fields": _query_fields,
    "legend": _pairs(("mark", "meaning"), LEGEND),
    "commands": _commands,
    "settings": _settings,
    "environment": _pairs(("variable", "what it sets"), ENVIRONMENT.items()),
    "files": _pairs(("file or folder", "what it is"), FILES.items()),
    "formats": _formats,
    "services": _services,
    "topics": _topics,
    "json": _json_examples,
    "pdf json": _pdf_json,
}
"""Every generated part, by the name between its marks."""
