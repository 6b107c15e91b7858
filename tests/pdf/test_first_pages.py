"""First pages as journals and conferences set them: title, names and id are found by how a page looks.

``first_pages.txt`` has what PDFium gave for each, a line of the page a line: page, size, share of the page above it,
font, text, and after ``⇒`` the text without what is raised. ``… page size n`` are n lines of text.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from readlist.pdf.extracted import Extracted, TextLine
from readlist.pdf.first_page import identify

PAGES = (Path(__file__).parent / "first_pages.txt").read_text(encoding="utf-8").split("\n\n")


def line_of(text: str) -> Iterator[TextLine]:
    if text.startswith("…"):
        _, page, size, count = text.split()
        for n in range(int(count)):
            yield TextLine("of the text that every page has below its names", float(size), 72, 300, 0.4 + n / 200,
                           int(page), "Text")  # fmt: skip
        return
    head, _, text = text.partition(" | ")
    page, size, top, font = head.split()
    text, _, plain = text.partition(" ⇒ ")
    yield TextLine(text, float(size), 72, 300, float(top), int(page), font.strip("-"), plain)


@pytest.mark.parametrize("page", PAGES, ids=[page.partition("\n")[0].removeprefix("== ") for page in PAGES])
def test_title_names_and_id_are_found(page: str) -> None:
    _, title, authors, id, *rest = page.strip().split("\n")
    facts = {"Title": rest.pop(0).removeprefix("stated: ")} if rest[0].startswith("stated: ") else {}
    found = identify(Extracted(count=2, lines=[x for text in rest for x in line_of(text)], facts=facts), "paper.pdf")
    assert f"title: {found.title}" == title
    assert f"authors: {'; '.join(found.authors)}".strip() == authors.strip()
    assert f"id: {found.arxiv or found.doi or ''}".strip() == id.strip()
