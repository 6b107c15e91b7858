"""Writes ``facts.json``: what a library holds after each of ``files`` is imported. Read its diff before committing."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from readlist.formats import format_of, read_file
from readlist.library.importing import plan_import
from readlist.library.library import Library
from readlist.pages.decode import decode
from readlist.pages.page import Page

FILES = Path(__file__).parent / "files"
FACTS = Path(__file__).parent / "facts.json"
NAMES = sorted(path.name for path in FILES.iterdir())
AT = "2026-06-01T08:00:00Z"


def read(name: str) -> Page:
    text, encoding = decode((FILES / name).read_bytes())
    reader = format_of(text)
    assert reader is not None
    return read_file(reader, text, name, date(2026, 6, 1), encoding=encoding)


def facts(page: Page) -> dict[str, Any]:
    """Everything that a library holds after importing the page, and what was said."""
    library = Library()
    done = plan_import(library, [page], AT)
    library.apply(done.plan.edits)
    left_out = {"sketch", "added", "sources", "texts"}
    papers = []
    for id in dict.fromkeys(t.paper.id for r in done.reports for t in r.taken):
        paper = {n: v for n, v in library.papers[id].document().items() if n not in left_out}
        papers.append(paper | {f"mark {n}": v for n, v in library.mark(id).document().items()})
    problems = [str(p) for r in done.reports for p in r.problems]
    return {"layout": page.layout, "encoding": page.encoding, "papers": papers, "problems": problems}


def generate() -> dict[Path, str]:
    """The facts of all files under the path of ``facts.json``."""
    by_name = {name: facts(read(name)) for name in NAMES}
    return {FACTS: json.dumps(by_name, ensure_ascii=False, indent=1) + "\n"}
