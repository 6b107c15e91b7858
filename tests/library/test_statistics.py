"""Statistics: weeks, ages and forecasts, counted from the times on marks."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from readlist.library import marking
from readlist.library.library import Library
from readlist.library.statistics import Pile, Week, bar, forecast, outlook, statistics
from readlist.model.change import Edit
from readlist.model.dates import local_time
from tests.library.conftest import papers

TODAY = date(2024, 5, 15)  # a Wednesday


def added(days_ago: list[int]) -> Library:
    """A library of papers added so many days ago."""
    library = papers(len(days_ago))
    for (id, paper), days in zip(list(library.papers.items()), days_ago, strict=True):
        at = f"{TODAY - timedelta(days=days)}T10:00:00Z"
        edit = Edit.between("papers", paper, replace(paper, added=at))
        assert edit is not None
        assert edit.id == id
        library.apply([edit])
    return library


def at(days_ago: int) -> str:
    return f"{TODAY - timedelta(days=days_ago)}T23:59:59Z"


def test_what_happened_is_counted_by_the_week_it_happened_in() -> None:
    library = added([9, 9, 3, 0])
    library.apply(marking.read(library, [1], True, at(2)).edits)
    library.apply(marking.queue(library, [2], True, at(3)).edits)
    library.apply(marking.skip(library, [3], True, at(0)).edits)
    assert statistics(library, TODAY, 3).weeks == (
        Week(date(2024, 4, 29)),
        Week(date(2024, 5, 6), added=3, queued=1),
        Week(date(2024, 5, 13), added=1, read=1, skipped=1),
    )


def test_what_was_taken_back_does_not_count() -> None:
    library = added([0])
    library.apply(marking.read(library, [1], True, at(0)).edits)
    library.apply(marking.read(library, [1], False, at(0)).edits)
    assert statistics(library, TODAY, 1).weeks == (Week(date(2024, 5, 13), added=1),)


def test_the_inbox_has_an_age() -> None:
    found = statistics(added([0, 7, 8, 30, 31, 91, 92, 500]), TODAY)
    assert found.ages == (2, 2, 2, 2)
    assert (found.oldest, found.middle) == (500, 30)
    empty = statistics(Library(), TODAY)
    assert (empty.ages, empty.oldest, empty.middle) == ((0, 0, 0, 0), None, None)


def test_a_forecast_is_the_pace_of_four_weeks_carried_on() -> None:
    library = added([40] * 20)
    library.apply(marking.queue(library, [1, 2, 3], True, at(28)).edits)  # before the four weeks
    library.apply(marking.queue(library, [4, 5], True, at(27)).edits)
    library.apply(marking.skip(library, [6, 7], True, at(0)).edits)
    library.apply(marking.read(library, [1, 2], True, at(1)).edits)
    found = statistics(library, TODAY)
    assert found.inbox == Pile(13, 4, 28, TODAY + timedelta(days=91))  # 13 papers at one a week
    assert found.queue == Pile(3, 2, 28, TODAY + timedelta(days=42))
    assert outlook(found) == (
        "13 in the inbox: at 1 decided a week done on 2024-08-14, if nothing is added",
        "3 unread in the queue: at 0.5 read a week done on 2024-06-26, if nothing is added",
    )


def test_where_nothing_waits_or_nothing_was_done_there_is_no_forecast() -> None:
    assert outlook(statistics(Library(), TODAY)) == (
        "inbox empty",
        "nothing left to read",
    )
    assert statistics(added([1]), TODAY).inbox.empty_on is None
    assert "nothing decided yet" in outlook(statistics(added([1]), TODAY))[0]
    assert "nothing decided in the last four weeks" in outlook(statistics(added([60]), TODAY))[0]


@pytest.mark.parametrize(
    ("age", "line", "empty_on"),
    [
        (0, "6 in the inbox: 4 decided so far", None),
        (5, "6 in the inbox: 4 decided so far", None),
        (6, "6 in the inbox: at 4 decided a week done on 2024-05-26, if nothing is added", date(2024, 5, 26)),
    ],
)
def test_a_library_of_less_than_a_week_forecasts_nothing(age: int, line: str, empty_on: date | None) -> None:
    library = added([age] * 10)
    library.apply(marking.skip(library, [1, 2, 3, 4], True, at(0)).edits)
    found = statistics(library, TODAY)
    assert outlook(found)[0] == line
    assert found.inbox.empty_on == empty_on
    assert found.object()["inbox"]["per_week"] == 4


def test_a_forecast_beyond_the_calendar_is_never() -> None:
    assert forecast(Pile(10**9, 1, 28, None), "x", "read", "").endswith("never done at this pace")
    library = added([0] * 3)
    library.apply(marking.skip(library, [1], True, "9999-12-31T00:00:00Z").edits)
    assert statistics(library, date(9999, 12, 31)).inbox.empty_on is None


@pytest.mark.parametrize("broken", ["", "yesterday", "2024-13-45T00:00:00Z"])
def test_a_time_that_is_none_does_not_count(broken: str) -> None:
    library = added([0])
    library.apply([Edit("marks", 1, {"read_at": None}, {"read_at": broken})])
    assert sum(w.read for w in statistics(library, TODAY).weeks) == 0


def test_a_bar_shows_everything_that_is_not_nothing() -> None:
    assert [bar(n, 16, 2) for n in (0, 1, 8, 12, 16)] == ["", "▏", "█", "█▌", "██"]
    assert bar(1, 10**6, 10) == "▏"
    assert bar(0, 0, 10) == ""


def test_the_json_is_json() -> None:
    found = statistics(added([0, 40]), TODAY, 1).object()
    assert json.loads(json.dumps(found)) == found
    assert found["weeks"] == [{"week": "2024-05-13", "added": 1, "read": 0, "queued": 0, "skipped": 0}]
    assert found["inbox"]["papers"] == 2
    assert found["inbox"]["oldest_days"] == 40
    assert found["queue"] == {"papers": 0, "per_week": 0.0, "empty_on": None}


@pytest.mark.parametrize(
    ("zone", "local", "week"),
    [
        ("UTC", "2024-05-12 22:30", date(2024, 5, 6)),
        ("Asia/Tokyo", "2024-05-13 07:30", date(2024, 5, 13)),
        ("America/Los_Angeles", "2024-05-12 15:30", date(2024, 5, 6)),
    ],
    indirect=["zone"],
)
@pytest.mark.usefixtures("zone")
def test_days_and_weeks_are_those_of_the_clock_on_the_wall(local: str, week: date) -> None:
    sunday_night = "2024-05-12T22:30:00Z"
    assert f"{local_time(sunday_night):%Y-%m-%d %H:%M}" == local
    library = added([0])
    library.apply(marking.read(library, [1], True, sunday_night).edits)
    assert [w.week for w in statistics(library, TODAY).weeks if w.read] == [week]
