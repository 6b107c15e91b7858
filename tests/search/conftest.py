"""Libraries to search in, and what is found in them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date

import pytest

from readlist.library.library import Library
from readlist.model.paper import Mark, Paper
from readlist.pages.reading import read_pages
from readlist.search.full_text import FullText, TextSegment
from readlist.search.index import Index
from readlist.search.parse import parse
from readlist.search.searcher import Result, Searcher
from readlist.search.words import words_of
from tests.conftest import SEEDS
from tests.library.conftest import pages, take

Ask = Callable[[str], Result]


def asking(
    library: Iterable[tuple[Paper, Mark]], today: date = date(2026, 11, 30), texts: Mapping[int, str] | None = None
) -> Ask:
    """What asks an index of these papers, and of the texts of some by id."""
    pairs = list(library)
    papers = {p.id: p for p, _ in pairs}
    searcher = Searcher(Index.of(pairs), papers.get)
    if texts:
        words = {f"text {id}": " ".join(words_of(text)) for id, text in texts.items()}
        segment = TextSegment.build(words.items())
        searcher.index.use_texts(FullText([segment], {f"text {id}": [id] for id in texts}, words.get))
    return lambda text: searcher.search(parse(text, lambda: today))


def asking_library(library: Library) -> Ask:
    return asking((p, library.mark(p.id)) for p in library.papers.values())


@pytest.fixture(scope="session")
def samples() -> Library:
    made = Library()
    take(made, pages("sutskever.txt", "kaiser.txt", "landmarks.txt", "tricky-titles.txt", "abstracts.txt"))
    return made


@pytest.fixture(scope="session")
def real() -> Library:
    assert SEEDS is not None
    made = Library()
    for page in sorted((SEEDS / "seeds").glob("*.txt")):
        take(made, read_pages(page.read_text(encoding="utf-8"), page.name, date(2026, 6, 1)))
    return made
