"""The weekly report: the papers of a week by title, with notes and links, and nothing that was undone."""

from __future__ import annotations

from datetime import date

from msgspec.structs import replace

from readlist.library import marking
from readlist.library.library import Library
from readlist.library.weekly import report, weekly
from readlist.model.change import Change, Edit
from tests.library.conftest import papers

THURSDAY = date(2024, 5, 16)
NOW, LAST_WEEK = "2024-05-15T10:00:00Z", "2024-05-12T10:00:00Z"


def decided() -> Library:
    library = papers(6)
    for id in (1, 2):
        old = library.papers[id]
        edit = Edit.between("papers", old, replace(old, added=NOW, arxiv="2405.00001" if id == 1 else None))
        assert edit
        library.apply([edit])
    library.apply(marking.read(library, [1], True, NOW).edits)
    library.apply(marking.read(library, [2], True, LAST_WEEK).edits)
    library.apply(marking.star(library, [1], True, NOW).edits)
    library.apply(marking.queue(library, [3], True, NOW).edits)
    library.apply(marking.skip(library, [4], True, NOW).edits)
    plan = marking.note(library, 5, "uses *no* labels")
    library.apply(plan.edits)
    change = Change(id=7, command="note", summary="wrote a note", at=NOW, edits=plan.edits)
    history = Edit.between("history", None, change)
    assert history
    library.apply([history])
    return library


def test_a_week_has_what_happened_in_it() -> None:
    week = weekly(decided(), THURSDAY)
    assert week.name == "2024-W20"
    assert (week.read, week.starred, week.noted, week.queued, week.skipped) == ((1,), (1,), (5,), (3,), (4,))
    assert week.added == 2


def test_the_report_names_papers_with_links_and_notes() -> None:
    library = decided()
    text = report(library, weekly(library, THURSDAY))
    assert text.startswith("# Reading, 2024-W20\n\n## Read\n\n- [x] ★ **Title 1**")
    assert "<https://arxiv.org/abs/2405.00001>" in text
    assert "## Noted" in text
    assert "  > uses \\*no\\* labels" in text
    assert text.endswith("2 papers added, 1 skipped; 2 in the inbox.\n")
    assert "Title 2" not in text


def test_of_a_week_without_decisions_only_figures_are_left() -> None:
    library = papers(2)
    assert report(library, weekly(library, THURSDAY)).count("##") == 0
