"""RIS: what rispy reads back is what the library says."""

from __future__ import annotations

from typing import Any

import rispy

from readlist.formats import ExportOptions, Papers, render
from readlist.model.paper import Mark, Paper
from tests.hostile import records

WHOLE = Paper(
    id=1, key="berg2024memory", title=r"$\infty$-Memory for {LLMs}", title_text="∞-Memory for LLMs",
    authors=("Jan van der Berg", "Sammy Davis Jr.", "MiniCPM Team"), et_al=True, category="CL", date="2024-02-21",
    abstract="One.\nTY  - JOUR\nER  - ", abstract_text="One.\nTY  - JOUR\nER  - ", arxiv="2402.13718v2",
    doi="10.1000/x",
)  # fmt: skip


def export(*papers: Paper, note: str | None = None, **options: Any) -> str:
    return render("ris", [(p, Mark(id=p.id, note=note)) for p in papers], ExportOptions(**options)).text


def test_a_whole_record() -> None:
    assert export(WHOLE, note="mine\nand more", notes=True) == (
        "TY  - UNPB\n"
        "ID  - berg2024memory\n"
        "AU  - van der Berg, Jan\n"
        "AU  - Davis, Sammy, Jr.\n"
        "AU  - MiniCPM Team\n"
        "TI  - ∞-Memory for LLMs\n"
        "AB  - One. TY - JOUR ER -\n"
        "PY  - 2024\n"
        "DA  - 2024/02/21/\n"
        "KW  - cs.CL\n"
        "UR  - https://arxiv.org/abs/2402.13718\n"
        "DO  - 10.1000/x\n"
        "AN  - arXiv:2402.13718\n"
        "PB  - arXiv\n"
        "N1  - and others\n"
        "N1  - mine and more\n"
        "ER  - \n"
    )


def test_private_and_long_things_can_be_left_out() -> None:
    text = export(WHOLE, note="mine", abstract=False)
    assert "AB  - " not in text
    assert "mine" not in text


def test_published_papers_keep_type_and_venue() -> None:
    published = Paper(id=1, key="k", title="T", title_text="T", type="article", venue="Nature", date="2020-05")
    assert export(published) == "TY  - JOUR\nID  - k\nTI  - T\nT2  - Nature\nPY  - 2020\nDA  - 2020/05//\nER  - \n"


def test_placeholders_are_left_out_and_named() -> None:
    papers: Papers = [(Paper(id=1, key="anon", title_text="We show…", placeholder=True), Mark(id=1))]
    exported = render("ris", papers)
    assert (exported.text, exported.written) == ("", ())
    assert exported.remarks == ("1 paper left out: known only by their abstract: anon",)


def test_hostile_records_read_back() -> None:
    papers = list(records(300, seed=11))
    exported = render("ris", papers, ExportOptions(notes=True))
    read = rispy.loads(exported.text)
    assert [r["id"] for r in read] == sorted((p.key for p, _ in papers if p.id in exported.written), key=str.lower)
    assert len(read) > 290
    assert exported.text.count("\nTY  - ") + 1 == len(read)
    by_key = {p.key: p for p, _ in papers}
    for r in read:
        assert r["title"].strip()
        assert r["year"] == (by_key[r["id"]].date or "")[:4]
        assert not {"unknown_tag"} & r.keys()
    assert render("ris", papers[::-1], ExportOptions(notes=True)).text == exported.text
