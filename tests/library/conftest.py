"""Libraries made of a few papers, or of the sample pages."""

from __future__ import annotations

from datetime import date

import pytest

from readlist.library.import_plan import ImportPlan
from readlist.library.importing import plan_import
from readlist.library.library import Library
from readlist.model.change import Edit
from readlist.model.paper import Paper
from readlist.pages.page import Page
from readlist.pages.reading import read_pages
from tests.conftest import SAMPLES

COPIED = date(2023, 12, 15)
AT = "2023-12-15T08:00:00Z"


def pages(*names: str) -> list[Page]:
    texts = [(SAMPLES / "pages" / name).read_text(encoding="utf-8") for name in names]
    return [p for name, text in zip(names, texts, strict=True) for p in read_pages(text, name, COPIED)]


def take(library: Library, found: list[Page], at: str = AT, **how: object) -> ImportPlan:
    """Import pages into a library in memory."""
    done = plan_import(library, found, at, **how)  # type: ignore[arg-type]
    library.apply(done.plan.edits)
    return done


def papers(n: int) -> Library:
    """A library of n papers with ids 1 to n, the first the newest."""
    library = Library()
    made = [
        Paper(
            id=k, key=f"key{k}", title=f"Title {k}", title_text=f"Title {k}", authors=(f"Ada {k}",), date=f"20{50 - k}"
        )
        for k in range(1, n + 1)
    ]
    library.apply([Edit("papers", p.id, None, p.document()) for p in made])
    return library


@pytest.fixture
def five() -> Library:
    return papers(5)


@pytest.fixture
def sampled() -> Library:
    library = Library()
    take(
        library,
        pages("sutskever.txt", "kaiser.txt", "landmarks.txt", "tricky-titles.txt", "abstracts.txt", "single.txt"),
    )
    return library
