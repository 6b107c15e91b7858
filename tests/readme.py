"""Writes the generated parts of the README: query fields, keys, and the JSON that commands print."""

from __future__ import annotations

import contextlib
import io
import json
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from unittest.mock import patch

from readlist.cli.main import main as readlist
from readlist.commands import key_table
from readlist.pages.kinds import KINDS
from readlist.platform.paths import sample_pages
from readlist.search.fields import table
from readlist.session.demo import sample_library

README = Path(__file__).parent.parent / "README.md"
NOW = "2024-01-05T09:00:00Z"
_LONG = 58

COMMANDS = {
    "show gu2023mamba --json": "A paper, for `show`, and in an array for `list`, `queue` and `add`",
    "authors --json": "`authors`: an array, one of them here",
    "import --dry-run --json": "`import`: the report; `found` is the sum of `new`, `updated` and `known`",
    "history --json": "`history`: an array, newest first",
    "stats --weeks 1 --json": "`stats`",
    "keys --json": "`keys`: an array",
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


def write_part(part: str, content: str) -> None:
    """Replace one generated part of the README."""
    README.write_text(_replace(README.read_text(encoding="utf-8"), part, content), encoding="utf-8")


def _replace(text: str, part: str, content: str) -> str:
    begin, end = f"<!-- {part} -->\n", f"<!-- end of {part} -->"
    assert text.count(begin) == text.count(end) == 1, part
    return re.sub(f"(?<={re.escape(begin)}).*?(?={re.escape(end)})", lambda _: content, text, flags=re.DOTALL)


def generate() -> dict[Path, str]:
    """The README with its generated parts up to date, under its path."""
    parts = {"kinds": _kinds(), "query fields": table(), "keys": key_table(), "json": _json_examples()}
    text = README.read_text(encoding="utf-8")
    for part, content in parts.items():
        text = _replace(text, part, content)
    return {README: text}


def _kinds() -> str:
    """The kinds of lists, and how each is copied."""
    rows = (f"| {kind.label} | {kind.copy} |" for kind in KINDS)
    return "\n".join(["| List | How to copy it |", "| --- | --- |", *rows, ""])


def _json_examples() -> str:
    parts = []
    with tempfile.TemporaryDirectory() as folder, patch("readlist.session.open_library.now", lambda: NOW):
        sample_library(Path(folder))
        for command, says in COMMANDS.items():
            words = command.split()
            if words[0] == "import":
                words += ["--as-of", "2023-12-15", *(str(p) for p in sample_pages() if p.stem == "tricky-titles")]
            parts.append(_example(says, _first(_printed(["--library", folder, *words]))))
    parts.append(_example("`enrich`: what each paper's look-up gave", ENRICH))
    return "\n".join(parts)


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
        return [_first(v) for v in (value if all(isinstance(v, str) for v in value) else value[:1])]
    return f"{value[:_LONG]}…" if isinstance(value, str) and len(value) > _LONG else value


def _example(says: str, value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, indent=2)
    flat = re.sub(r"\[\s+([^][{}]*?)\s+\]", lambda m: "[" + " ".join(m[1].split()) + "]", text)
    return f"{says}:\n\n```json\n{flat}\n```\n"
