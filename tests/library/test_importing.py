"""An import: every paper once, the richer facts of each side, never a mark lost."""

from __future__ import annotations

from datetime import date
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from readlist.library import marking
from readlist.library.import_plan import import_object
from readlist.library.importing import plan_import
from readlist.library.library import Library
from readlist.library.merging import merge
from readlist.model.paper import Paper
from readlist.pages.page import Page
from readlist.pages.reading import read_pages
from tests.conftest import SAMPLES, SEEDS, examples, needs_seeds
from tests.library.conftest import AT, pages, take

NAMES = sorted(p.name for p in (SAMPLES / "pages").glob("*.txt"))
SEED_NAMES = sorted(p.name for p in (SEEDS / "seeds").glob("*.txt")) if SEEDS else []


def seed_pages(*names: str) -> list[Page]:
    assert SEEDS
    found: list[Page] = []
    for name in names:
        found += read_pages((SEEDS / "seeds" / name).read_text(encoding="utf-8"), name, date(2026, 6, 1))
    return found


def facts(library: Library) -> dict[str, Any]:
    """Every fact by title, keys aside: what must not depend on the order of imports."""
    return {p.title_text: replace(p, key="", aliases=(), id=0).document() for p in library.papers.values()}


def test_the_sample_pages_hold_each_paper_once(sampled: Library, sample_facts: dict[str, Any]) -> None:
    assert len(sampled.papers) == sample_facts["distinct_papers"]
    assert sum(p.placeholder for p in sampled.papers.values()) == sample_facts["placeholders"]


def test_a_second_import_changes_nothing(sampled: Library) -> None:
    done = take(sampled, pages(*NAMES), at="2024-01-01T00:00:00Z")
    assert (done.number("new"), done.number("updated")) == (0, 0)
    assert done.plan.edits == ()
    assert done.total == sum(done.number(o) for o in ("new", "updated", "known"))  # type: ignore[arg-type]


@pytest.mark.parametrize("order", list(permutations(NAMES))[::79], ids=lambda o: "-".join(n[0] for n in o))
def test_the_order_of_imports_makes_no_difference(order: tuple[str, ...], sampled: Library) -> None:
    library = Library()
    for name in order:
        take(library, pages(name))
    assert facts(library) == facts(sampled)


@needs_seeds
def test_the_real_pages_are_85_entries_of_77_papers() -> None:
    library = Library()
    first = take(library, seed_pages(*SEED_NAMES))
    assert first.total == 85
    assert len(library.papers) == 77
    assert sum(p.citable for p in library.papers.values()) == 75
    again = take(library, seed_pages(*SEED_NAMES))
    assert (again.number("new"), again.number("updated"), again.number("known")) == (0, 0, 85)
    assert not again.plan


Part = tuple[list[str], str | None]  # pages, and what is between them where they come as one text


def mixes(names: list[str]) -> st.SearchStrategy[list[Part]]:
    """Imports of any pages, some of them often, in any order, one by one or several in one text."""
    part = st.tuples(st.lists(st.sampled_from(names), min_size=1, max_size=3), st.sampled_from([None, "", "\n"]))
    return st.lists(part, min_size=1, max_size=4)


def check_mix(mix: list[Part], folder: Path, copied: date) -> None:
    def text_of(name: str) -> str:
        return (folder / name).read_text(encoding="utf-8")

    def brought(names: list[str], between: str | None) -> list[Page]:
        texts = [text_of(name).rstrip() for name in names]
        texts = texts if between is None else [between.join(texts)]
        return [page for text in texts for page in read_pages(text, "a page", copied)]

    mixed, plain = Library(), Library()
    for part in mix:
        take(mixed, brought(*part))
    take(plain, brought(sorted({name for names, _ in mix for name in names}), None))
    found = facts(mixed)
    assert found == facts(plain)
    for part in mix:
        assert not take(mixed, brought(*part)).plan
    assert facts(mixed) == found


@examples(10)
@given(mixes(NAMES))
def test_any_mix_of_pages_brings_the_same_papers(mix: list[Part]) -> None:
    check_mix(mix, SAMPLES / "pages", date(2023, 12, 15))


@needs_seeds
@examples(10)
@given(mixes(SEED_NAMES or ["none"]))
def test_any_mix_of_the_real_pages_brings_the_same_papers(mix: list[Part]) -> None:
    assert SEEDS
    check_mix(mix, SEEDS / "seeds", date(2026, 6, 26))


def test_look_alikes_stay_apart() -> None:
    text = "".join(
        f"CLJan 8, 2026\n{title}\n\nAda Lovelace, Alan Turing\n\nThis is the abstract of the paper numbered {n}: "
        "it says what was done and why, how it was measured, and what came of it in the end.\n\n"
        for n, title in enumerate(
            ["How to Set the Batch Size for Large-Scale Pre-training?",
             "How to Set the Learning Rate for Large-Scale Pre-training?", "Intern-S1", "Intern-S1-Pro"]
        )
    )  # fmt: skip
    library = Library()
    take(library, list(read_pages(text, "t", date(2026, 6, 1))))
    assert len(library.papers) == 4


def test_marks_survive_every_import(sampled: Library) -> None:
    ids = list(sampled.papers)
    sampled.apply(marking.queue(sampled, ids[:9], True, AT).edits)
    sampled.apply(marking.star(sampled, ids[5:15], True, AT).edits)
    marks, queue = dict(sampled.marks), sampled.queue
    take(sampled, pages(*reversed(NAMES)))
    assert sampled.marks == marks
    assert sampled.queue == queue


def test_an_abstract_waits_for_its_title_and_keeps_its_marks() -> None:
    library = Library()
    take(library, pages("abstracts.txt"))
    placeholder = next(p for p in library.papers.values() if p.abstract and "Richard Hamilton" in p.abstract)
    assert placeholder.placeholder
    assert placeholder.title is None
    library.apply(marking.queue(library, [placeholder.id], True, AT).edits)
    take(library, pages("sutskever.txt", "kaiser.txt", "landmarks.txt", "tricky-titles.txt"))
    paper = library.papers[placeholder.id]
    assert paper.title == "The entropy formula for the Ricci flow and its geometric applications"
    assert not paper.placeholder
    assert paper.key == "perelman2002entropy"
    assert paper.aliases == (placeholder.key,)
    assert library.find(placeholder.key) == (paper.id,)
    assert library.queue == (paper.id,)


def test_the_owner_of_a_page_is_an_author_of_its_papers() -> None:
    library = Library()
    take(library, pages("sutskever.txt"))
    hidden = [p for p in library.papers.values() if "Ilya Sutskever" not in p.authors]
    assert hidden
    assert all(p.listed_under == ("Ilya Sutskever",) for p in hidden)
    assert len(library.papers_of("ilya  SUTSKEVER")) == 16


def test_a_profile_keeps_its_figures_by_day() -> None:
    library = Library()
    for day in (date(2023, 12, 15), date(2023, 11, 1), date(2024, 2, 1)):
        text = (SAMPLES / "pages" / "sutskever.txt").read_text(encoding="utf-8")
        take(library, list(read_pages(text, "s", day)))
    (profile,) = library.profiles.values()
    assert [f.as_of for f in profile.figures] == ["2023-11-01", "2023-12-15", "2024-02-01"]


def test_a_stored_year_gives_way_only_to_one_stated_in_full() -> None:
    entry = (
        "CLMay 27{0}\nA Title\n\nAda Lovelace, Alan Turing\n\nAn abstract that is here: it says what was done and why, "
        "how it was measured, and what came of it in the end.\n"
    )
    library = Library()
    take(library, list(read_pages(entry.format(""), "t", date(2026, 6, 1))))
    take(library, list(read_pages(entry.format(""), "t", date(2027, 6, 1))))
    (paper,) = library.papers.values()
    assert (paper.date, paper.year_assumed) == ("2026-05-27", True)
    take(library, list(read_pages(entry.format(", 2025"), "t", date(2027, 6, 1))))
    (paper,) = library.papers.values()
    assert (paper.date, paper.year_assumed) == ("2025-05-27", False)


RICH = Paper(
    key="k", title="T", title_text="T", authors=("A B", "C D", "E F"), et_al=True, date="2024-02-21", added="1"
)


@pytest.mark.parametrize(
    ("new", "field", "value"),
    [
        (replace(RICH, authors=("A B",), et_al=False), "authors", RICH.authors),
        (replace(RICH, authors=("A B", "C D", "E F"), et_al=False), "et_al", False),
        (replace(RICH, authors=("A B", "C D", "E F", "G H"), et_al=False), "authors", ("A B", "C D", "E F", "G H")),
        (replace(RICH, authors=("a b", "C D", "E F")), "authors", RICH.authors),
        (replace(RICH, abstract="long"), "abstract", "long"),
        (replace(RICH, code=True), "code", True),
        (replace(RICH, date="2023", year_assumed=False), "date", "2024-02-21"),
        (replace(RICH, arxiv="2402.13718"), "arxiv", "2402.13718"),
    ],
)
def test_the_richer_fact_wins(new: Paper, field: str, value: object) -> None:
    assert getattr(merge(RICH, new), field) == value


def test_merging_with_itself_changes_nothing() -> None:
    assert merge(RICH, RICH) == RICH


def test_a_preview_is_the_import(sampled: Library) -> None:
    library = Library()
    preview = plan_import(library, pages("landmarks.txt"), AT)
    assert import_object(preview) == import_object(take(library, pages("landmarks.txt")))


def test_entries_can_be_left_out() -> None:
    library = Library()
    done = take(library, pages("landmarks.txt"), leave={0, 2})
    assert done.total == 14
    assert "chen2016infogan" not in library.keys or len(library.papers) == 14


def test_a_whole_page_can_be_queued_in_its_order() -> None:
    library = Library()
    done = take(library, pages("kaiser.txt"), to_queue=True)
    assert [library.papers[id].title for id in library.queue] == [t.entry.title for t in done.reports[0].taken]
    assert done.plan.summary.endswith("queued 9 papers")


def test_the_same_paper_twice_on_a_page_is_counted_once_and_said() -> None:
    done = plan_import(Library(), pages("landmarks.txt"), AT)
    assert [p.text for r in done.reports for p in r.problems if p.kind == "duplicate"] == [
        "BERT: Pre-training of Deep Bidirectional Transformers for Language Understanding"
    ]


def test_ids_come_from_the_papers_so_that_two_devices_give_the_same(sampled: Library) -> None:
    other = Library()
    take(other, pages(*reversed(NAMES)))
    shared = {p.title: p.id for p in sampled.papers.values() if p.title}
    same = [shared[p.title] == p.id for p in other.papers.values() if p.title]
    assert sum(same) >= len(same) - 6  # those that came as a bare abstract have their abstract's id
    assert all(0 < id < 2**53 for id in other.papers)


def test_sample_pages_are_where_the_demo_looks() -> None:
    from readlist.platform.paths import sample_pages

    assert [Path(p).name for p in sample_pages()] == NAMES
