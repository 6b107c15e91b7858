"""Every row of the table of kinds: its sample is read to the letter, in whatever way it was copied, by it alone."""

from __future__ import annotations

import json
from datetime import date
from importlib import import_module
from itertools import pairwise
from pkgutil import iter_modules
from typing import Any

import pytest

from readlist.model.paper import Candidate
from readlist.pages import kinds
from readlist.pages.kinds import KINDS
from readlist.pages.kinds.kind import Kind
from readlist.pages.page import KINDS as PROBLEMS
from readlist.pages.page import Page, PageError
from readlist.pages.reading import read_pages
from tests.conftest import SAMPLES, SEEDS, needs_seeds

COPIED = date(2026, 6, 1)
LISTS = SAMPLES / "lists"

HELPERS = frozenset({"author_lines", "entries", "furniture", "kind", "refusals"})  # of the modules of kinds

each_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)


def sample(kind: Kind) -> str:
    return next(path for path in LISTS.glob(f"{kind.name}.*") if path.suffix != ".json").read_text(encoding="utf-8")


def papers_of(kind: Kind) -> list[dict[str, Any]]:
    papers: list[dict[str, Any]] = json.loads((LISTS / f"{kind.name}.json").read_text(encoding="utf-8"))
    return papers


def read(text: str) -> tuple[Page, ...]:
    return read_pages(text, "sample", COPIED)


def titles_in(text: str) -> set[str | None]:
    """The titles of the papers that are read; none where the text is refused."""
    try:
        return {entry.title for page in read(text) for entry in page.entries}
    except PageError:
        return set()


def facts(entry: Candidate, paper: dict[str, Any]) -> dict[str, Any]:
    """What the gold says of a paper, as the entry has it; the list of authors is always whole."""
    values = {name: getattr(entry, name) for name in paper}
    values |= {"authors": list(entry.authors)} if "authors" in paper else {}
    if "fields" in paper:
        values["fields"] = {name: entry.fields.get(name) for name in paper["fields"]}
    return values


def test_names_are_unique_and_plain() -> None:
    assert len({kind.name for kind in KINDS}) == len(KINDS)
    assert all(kind.name.isidentifier() and kind.label and kind.copy for kind in KINDS)


@each_kind
def test_a_sample_is_read_to_the_letter(kind: Kind) -> None:
    pages = read(sample(kind))
    assert [page.layout for page in pages] == [kind.name]
    assert pages[0].form == kind.label
    gold = papers_of(kind)
    assert [facts(entry, paper) for entry, paper in zip(pages[0].entries, gold, strict=True)] == gold
    assert not any(entry.et_al for entry, paper in zip(pages[0].entries, gold, strict=True) if not paper.get("et_al"))
    assert {problem.kind for problem in pages[0].problems} <= {*PROBLEMS} - {"incomplete entry", "count mismatch"}


@each_kind
@pytest.mark.parametrize("way", ["CRLF", "BOM", "indented", "quoted", "twice", "under prose"])
def test_the_way_it_was_copied_changes_nothing(kind: Kind, way: str) -> None:
    text = sample(kind)
    copied = {
        "CRLF": text.replace("\n", "\r\n"),
        "BOM": f"\ufeff{text}",
        "indented": "".join(f"    {line}" for line in text.splitlines(keepends=True)),
        "quoted": "".join(f"> {line}" for line in text.splitlines(keepends=True)),
        "twice": f"{text}\n\nThe same once more:\n\n{text}",
        "under prose": f"Dear all,\n\nplease read these until Friday, and bring a question.\n\n{text}",
    }
    if way in ("indented", "quoted", "under prose") and text.startswith(("<", '"')):
        pytest.skip("a file, not a text")
    once = [entry.title for page in read(text) for entry in page.entries]
    titles = [entry.title for page in read(copied[way]) for entry in page.entries]
    assert titles == once * (2 if way == "twice" else 1)


@each_kind
def test_entries_are_in_the_order_of_their_lines(kind: Kind) -> None:
    text = sample(kind)
    for page in read(text):
        assert all(0 < entry.line <= len(text.splitlines()) for entry in page.entries)
        assert all(one.line <= other.line for one, other in pairwise(page.entries))


@each_kind
def test_any_beginning_of_a_sample_gives_true_papers_only(kind: Kind) -> None:
    """A selection may end anywhere; what is read of it are papers of the list."""
    lines = sample(kind).splitlines(keepends=True)
    titles = {paper["title"] for paper in papers_of(kind)}
    for end in range(len(lines)):
        assert titles_in("".join(lines[:end])) <= titles, "".join(lines[:end])


@each_kind
def test_any_end_of_a_sample_gives_true_papers_only(kind: Kind) -> None:
    lines = sample(kind).splitlines(keepends=True)
    titles = {paper["title"] for paper in papers_of(kind)}
    for start in range(1, len(lines)):
        assert titles_in("".join(lines[start:])) <= titles, "".join(lines[start:])


@each_kind
def test_two_lists_in_one_text_are_both_read(kind: Kind) -> None:
    other = next(k for k in KINDS if k.name == ("gs_profile" if kind.name.startswith("arxiv") else "arxiv_recent"))
    both = read(f"{sample(kind)}\n{sample(other)}")
    assert {kind.name, other.name} <= {page.layout for page in both}
    assert sum(len(page.entries) for page in both) == len(papers_of(kind)) + len(papers_of(other))


@pytest.mark.long
@needs_seeds
@each_kind
def test_shared_samples_hold_what_they_list(kind: Kind) -> None:
    assert SEEDS
    samples = sorted((SEEDS / "lists").glob(f"{'refs_*' if kind.name == 'references' else kind.name}-*.gold.json"))
    assert samples
    listed, missing = 0, list[str]()
    for gold in samples:
        told = json.loads(gold.read_text(encoding="utf-8"))
        text = gold.with_name(gold.name.replace(".gold.json", ".txt")).read_text(encoding="utf-8")
        titles = {e.title.casefold() for page in read(text) for e in page.entries if e.title}
        listed += len(told["papers"])
        missing += [p["title"] for p in told["papers"] if p["title"] and p["title"].casefold() not in titles]
    assert len(missing) <= (listed // 10 if kind.loose else 0), missing


def test_a_file_of_an_author_page_a_list_and_references_is_read_whole() -> None:
    texts = [
        (SAMPLES / name).read_text(encoding="utf-8")
        for name in ("pages/sutskever.txt", "lists/gs_search.txt", "lists/references.txt")
    ]
    alone = [sum(len(page.entries) for page in read(text)) for text in texts]
    pages = read("\n\n".join(texts))
    assert [page.form for page in pages] == ["profile page", "Google Scholar search", "list of references"]
    assert [len(page.entries) for page in pages] == alone


def test_every_module_that_reads_a_list_has_a_row() -> None:
    modules = {kind.read.__module__ for kind in KINDS}
    reading = {
        f"{kinds.__name__}.{module.name}"
        for module in iter_modules(kinds.__path__)
        if any(name.startswith("read") for name in vars(import_module(f"{kinds.__name__}.{module.name}")))
    }
    assert {name for name in reading if name not in modules and name.rpartition(".")[2] not in HELPERS} == set()
