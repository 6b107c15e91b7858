"""The checklist: nothing in a paper is read as Markdown or HTML."""

from __future__ import annotations

from typing import Any

import pytest
from markdown_it import MarkdownIt

from readlist.formats import ExportOptions, render
from readlist.model.paper import Mark, Paper
from tests.formats.test_ris import WHOLE
from tests.hostile import records


def line(title: str = "T", mark: Mark | None = None, **facts: Any) -> str:
    paper = Paper(id=1, key="k", title=title, title_text=title, **facts)
    return render("markdown", [(paper, mark or Mark(id=1))]).text


def test_a_whole_line() -> None:
    mark = Mark(id=1, read_at="2024-01-01T00:00:00Z", starred_at="2024-01-01T00:00:00Z", note="see *this*\n\nand that")
    assert render("markdown", [(WHOLE, mark)], ExportOptions(notes=True)).text == (
        r"- [x] ★ **$\infty$\-Memory for LLMs**, Jan van der Berg, Sammy Davis Jr\., MiniCPM Team et al\., 2024, "
        "<https://arxiv.org/abs/2402.13718>\n"
        "  > see \\*this\\*\n"
        "  > and that\n"
    )


def test_the_order_is_the_one_given() -> None:
    papers = [(Paper(id=n, key=f"k{n}", title=f"T{n}", title_text=f"T{n}"), Mark(id=n)) for n in (2, 1, 3)]
    assert render("markdown", papers).text == "- [ ] **T2**\n- [ ] **T1**\n- [ ] **T3**\n"


@pytest.mark.parametrize(
    "title",
    [
        "[x](javascript:alert(1))", "![x](http://a.b/c.png)", "<script>alert(1)</script>", "<http://evil.org>",
        "*a* _b_",
        "`code`", "# head", "a | b", "~~x~~", "&lt;b&gt;", "1. one", "- [x] done", "a\n- [ ] second", "\\[x](y)", "**a",
        "$[x](javascript:alert(1))$", "$a<img/src=x>b$", "$x$", "costs $5 and $6",
    ],
)  # fmt: skip
def test_a_title_is_text(title: str) -> None:
    text = line(title)
    assert text.count("\n") == 1
    (block,) = [t for t in MarkdownIt().parse(text) if t.type == "inline"]
    assert {t.type for t in block.children or ()} <= {"text", "strong_open", "strong_close"}
    html = MarkdownIt().render(text)
    assert "<script" not in html
    assert "<img" not in html
    assert "<a" not in html


def test_formulas_stay_and_money_is_none() -> None:
    assert line(r"On $x^2$ for $5 and $6") == "- [ ] **On $x^2$ for \\$5 and \\$6**\n"


@pytest.mark.parametrize("url", ["javascript:alert(1)", "http://a b", "https://a.b/<c>", "ftp://a.b"])
def test_only_web_addresses_are_links(url: str) -> None:
    assert line(urls=(url,)) == "- [ ] **T**\n"


def test_hostile_records_are_one_line_each() -> None:
    papers = list(records(300, seed=13))
    exported = render("markdown", papers)
    text = exported.text
    tokens = MarkdownIt().parse(text)
    assert len(exported.written) > 290
    assert text.count("\n") == sum(t.type == "list_item_open" for t in tokens) == len(exported.written)
    kinds = {c.type for t in tokens for c in t.children or ()}
    assert kinds <= {"text", "strong_open", "strong_close", "link_open", "link_close"}
    links = [str(c.attrs["href"]) for t in tokens for c in t.children or () if c.type == "link_open"]
    assert links
    assert all(link.startswith(("http://", "https://")) for link in links)
