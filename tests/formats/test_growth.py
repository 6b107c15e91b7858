"""Readers and writers take twice as long for twice as much, whatever it is made of."""

from __future__ import annotations

import contextlib
import gc
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace as with_fields

from readlist.formats import EXPORTS, FORMATS, ExportOptions, Rest
from readlist.model.paper import Mark, Paper
from readlist.pages.page import PageError
from readlist.session.imports import _recognised

TOKENS = (
    "{", "}", "$", "\\(", "\\[", "\\", "%", "&", "&amp;", "<b>", "[", "]", "(", ")", '"', "'", "!", ". ", ", ", "; ",
    ": ", "-", "--", " and ", "arXiv:", "arXiv:2402.13718 ", "10.1000/x ", "http://", "https://x.org/a ", "www.",
    "doi.org/", "\\emph{", "\\'e", "^^", "_", "~", "@", "#", "\n", "  ", "\t", "é", "é", "王", "A B. ", "IEEE ", "α",
    "−", "…", "“",
)  # fmt: skip
FIELDS: dict[str, Callable[[str], Any]] = {
    "title": lambda text: {"title": text, "title_text": text},
    "abstract": lambda text: {"abstract": text, "abstract_text": text},
    "authors": lambda text: {"authors": (text,)},
    "venue": lambda text: {"venue": text},
    "urls": lambda text: {"urls": (text,)},
    "doi": lambda text: {"doi": text},
    "arxiv": lambda text: {"arxiv": text},
    "fields": lambda text: {"fields": {"publisher": text, "pages": text}},
}
PAPER = Paper(id=1, key="lee2024", title="A title", title_text="A title", authors=("Ann Lee",), date="2024")
FEW = 0.02  # seconds that tell nothing of growth
SLOW = 2  # seconds for a size: larger ones are not tried
MOST = 3.5  # times as long for twice as much: four would be the square


def seconds(run: Callable[[], object], times: int = 1) -> float:
    """Processor time, the best of some, without the search for cycles, which grows with all that the tests made."""
    found = []
    gc.disable()
    try:
        for _ in range(times):
            start = time.process_time()
            run()
            found.append(time.process_time() - start)
    finally:
        gc.enable()
    return min(found)


def grows(run: Callable[[int], Callable[[], object]], sizes: tuple[int, ...] = (1_000, 8_000, 32_000)) -> list[float]:
    """The size, the seconds for it and for its double, where the growth is more than the size's."""
    for size in sizes:
        one, two = seconds(run(size)), seconds(run(2 * size))
        if two > FEW and two > MOST * one:  # or a noise: the best of three has less of it
            one, two = seconds(run(size), 3), seconds(run(2 * size), 3)
            if two > MOST * one:
                return [size, one, two]
        if two > SLOW:
            break
    return []


@pytest.mark.long
@pytest.mark.parametrize("format", EXPORTS)
@pytest.mark.parametrize("field", FIELDS)
def test_exports_grow_with_what_is_in_a_field(format: str, field: str) -> None:
    def run(token: str) -> Callable[[int], Callable[[], object]]:
        def of(size: int) -> Callable[[], object]:
            paper = with_fields(PAPER, **FIELDS[field](token * (size // len(token))))
            options = replace(ExportOptions(), notes=True)
            return lambda: FORMATS[format].render(((paper, Mark(id=1)),), options, Rest())

        return of

    assert {token: found for token in TOKENS if (found := grows(run(token)))} == {}


WRAPPED: dict[str, tuple[str, str]] = {
    "a page": ("", ""),
    "BibTeX": ("@article{k, title={A}, abstract = {", "}}\n"),
    "broken BibTeX": ("@article{k, title={", ""),
    "RIS": ("TY  - JOUR\nTI  - A\nAB  - ", "\nER  - \n"),
    "RIS lines": ("TY  - JOUR\nTI  - A\nUR  - ", "\nER  - \n"),
    "CSL": ('[{"id":"a","type":"book","title":"', '"}]'),
    "a feed": (
        "<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>A</title><summary>",
        "</summary></entry></feed>",
    ),
}


@pytest.mark.long
@pytest.mark.parametrize("form", WRAPPED)
def test_reading_grows_with_the_text(form: str) -> None:
    before, after = WRAPPED[form]

    def run(token: str) -> Callable[[int], Callable[[], object]]:
        def of(size: int) -> Callable[[], object]:
            text = before + token * (size // len(token)) + after

            def read() -> None:
                with contextlib.suppress(PageError):
                    _recognised(text, "x", date(2026, 6, 1), "utf-8", frozenset())

            return read

        return of

    assert {token: found for token in TOKENS if (found := grows(run(token)))} == {}
