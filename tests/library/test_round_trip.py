"""The JSON of any library, read into an empty one, is the JSON of that one."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from readlist.formats import FORMATS, read_file, render
from readlist.library.importing import plan_import
from readlist.library.library import Library
from readlist.model.paper import Figures, Mark, Profile
from readlist.model.text import clean, clean_values
from readlist.pages.page import Page
from readlist.session.exports import papers_of, rest_of
from tests.conftest import examples
from tests.hostile import records

AT = "2024-01-05T09:00:00Z"
times = st.sampled_from([None, "2024-01-01T00:00:00Z", "2024-02-01T00:00:00Z"])
TIME = "2024-03-01T00:00:00Z"
marks = st.builds(
    Mark,
    read_at=times,
    starred_at=times,
    skipped_at=st.none(),
    queued_at=times,
    place=st.none() | st.floats(0.5, 99),
    tags=st.lists(st.sampled_from(["a", "b c", "ü"]), unique=True).map(tuple),
    note=st.sampled_from([None, "one", "one\n\n two"]),
) | st.builds(Mark, skipped_at=times)
figures = st.builds(
    Figures, as_of=st.sampled_from(["2024-01-01", "2025-01-01"]), h_index=st.none() | st.integers(0, 99)
)
profiles = st.builds(
    Profile,
    name=st.sampled_from(["Ann Lee", "Bo Wu"]),
    category=st.sampled_from([None, "CL"]),
    figures=st.lists(figures, max_size=2, unique_by=lambda f: f.as_of).map(
        lambda found: tuple(sorted(found, key=lambda f: f.as_of))
    ),
    aliases=st.sampled_from([(), ("A. Lee",)]),
)


def export(library: Library) -> str:
    return render("json", papers_of(library, library.newest), rest=rest_of(library, library.newest)).text


@examples(60)
@given(st.integers(0, 10_000), st.lists(marks, min_size=1, max_size=6), st.lists(profiles, max_size=2), st.data())
def test_any_library_comes_back(seed: int, decided: list[Mark], authors: list[Profile], data: st.DataObject) -> None:
    decided = [replace(m, queued_at=m.queued_at or TIME) if m.queued else m for m in decided]
    found = [(p, m) for (p, _), m in zip(records(len(decided), seed), decided, strict=True) if clean(p.title_text)]
    papers: dict[int, dict[str, Any]] = {}
    for paper, _ in found:
        known = {"code": data.draw(st.booleans()), "score": data.draw(st.none() | st.floats(0, 100)), "added": AT}
        papers[paper.id] = clean_values(paper.document()) | known
    tables = {
        "papers": papers,
        "marks": {p.id: m.document() for p, m in found},
        "profiles": {n: a.document() for n, a in enumerate({a.name: a for a in authors}.values(), 1)},
    }
    before = export(Library(tables))
    if not papers:
        assert before == ""
        return
    page: Page = read_file(FORMATS["json"], before, "x", date(2024, 1, 5))
    empty = Library()
    empty.apply(plan_import(empty, [page], AT).plan.edits)
    assert export(empty) == before
