"""CSL-JSON: within its schema, and as pandoc reads it where pandoc is installed."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from readlist.formats import ExportOptions, render
from readlist.model.paper import Mark, Paper
from tests.formats.test_ris import WHOLE
from tests.hostile import records

# what readlist promises of csl-data.json: every name and type in it is the schema's own, fewer are
SCHEMA = json.loads(Path(__file__).with_name("csl_schema.json").read_text(encoding="utf-8"))


def export(*papers: Paper, note: str | None = None, **options: Any) -> list[dict[str, Any]]:
    text = render("csl-json", [(p, Mark(id=p.id, note=note)) for p in papers], ExportOptions(**options)).text
    items: list[dict[str, Any]] = json.loads(text)
    jsonschema.validate(items, SCHEMA)
    return items


def title(text: str, **options: Any) -> str:
    (item,) = export(Paper(id=1, key="k", title=text, title_text=text), **options)
    return str(item["title"])


def test_a_whole_item() -> None:
    assert export(WHOLE, note="mine", notes=True) == [
        {
            "id": "berg2024memory",
            "type": "article",
            "genre": "preprint",
            "author": [
                {"family": "Berg", "given": "Jan", "non-dropping-particle": "van der"},
                {"family": "Davis", "given": "Sammy", "suffix": "Jr."},
                {"literal": "MiniCPM Team"},
                {"literal": "others"},
            ],
            "title": '∞-Memory for <span class="nocase">LLMs</span>',
            "issued": {"date-parts": [[2024, 2, 21]]},
            "URL": "https://arxiv.org/abs/2402.13718",
            "DOI": "10.1000/x",
            "number": "arXiv:2402.13718",
            "publisher": "arXiv",
            "keyword": "cs.CL",
            "abstract": "One. TY - JOUR ER -",
            "note": "mine",
        }
    ]


def test_the_text_is_laid_out_for_people() -> None:
    text = render("csl-json", [(WHOLE, Mark(id=1))]).text
    assert text.startswith('[\n  {\n    "id": "berg2024memory",\n')
    assert text.endswith("]\n")
    assert "∞" in text


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Plain words stay", "Plain words stay"),
        ("GPT-4-based (BERT)'s", '<span class="nocase">GPT</span>-4-based (<span class="nocase">BERT</span>)\'s'),
        ("LLMs' and nanoLM’s", '<span class="nocase">LLMs</span>\' and <span class="nocase">nanoLM</span>’s'),
        ("a <i>tag</i> & 1 < 2", "a < i>tag< /i> & 1 < 2"),
    ],
)
def test_capitals_that_styles_would_lower_are_marked(text: str, written: str) -> None:
    assert title(text) == written
    assert "<span" not in title(text, protect="none")
    assert title(text, protect="all").count("<span") == 1


def test_published_papers_keep_type_and_venue() -> None:
    published = Paper(id=1, key="k", title="T", title_text="T", type="inproceedings", venue="Proc. of X", date="2020")
    (item,) = export(published)
    assert (item["type"], item["container-title"]) == ("paper-conference", "Proc. of X")
    assert not {"genre", "publisher"} & item.keys()


def test_hostile_records_are_within_the_schema() -> None:
    papers = list(records(300, seed=12))
    exported = render("csl-json", papers, ExportOptions(notes=True))
    text, written = exported.text, exported.written
    items = json.loads(text)
    jsonschema.validate(items, SCHEMA)
    assert [item["id"] for item in items] == sorted((p.key for p, _ in papers if p.id in written), key=str.lower)
    assert len(items) > 290
    assert all(item["title"].strip() for item in items)
    assert render("csl-json", papers[::-1], ExportOptions(notes=True)).text == text


@pytest.mark.skipif(not shutil.which("pandoc"), reason="pandoc is not installed")
def test_pandoc_reads_it() -> None:
    papers = [(WHOLE, Mark(id=1)), *((p, m) for p, m in records(300, seed=12) if p.id > 1)]
    text = render("csl-json", papers).text
    command = ["pandoc", "-f", "csljson", "-t"]
    back = subprocess.run([*command, "csljson"], input=text, capture_output=True, text=True, check=True, timeout=60)
    read = {item["id"]: item for item in json.loads(back.stdout)}
    for item in json.loads(text):
        assert read[item["id"]].get("issued") == item.get("issued")
        names = json.dumps(item.get("author"), ensure_ascii=False).replace("'", "’")  # pandoc sets quotes
        assert json.dumps(read[item["id"]].get("author"), ensure_ascii=False).replace("'", "’") == names
    bib = subprocess.run([*command, "biblatex"], input=text, capture_output=True, text=True, check=True, timeout=60)
    assert "{{LLMs}}" in bib.stdout
