"""Clocks that are wrong, and hours that come twice: times are those of UTC, and the order depends on no clock."""

from __future__ import annotations

import time
from datetime import UTC, datetime, tzinfo
from pathlib import Path

import pytest

from readlist.cli.main import main
from readlist.model.change import Edit
from readlist.session import health
from readlist.session.open_library import OpenLibrary
from readlist.store.journal import Line, encode
from tests.store.conftest import records, star, starred, written

SUMMER, WINTER = 1_792_889_970, 1_792_890_030
"""Half a minute before, and half a minute after clocks in Berlin go back from three to two, in October 2026."""


@pytest.mark.parametrize("zone", ["Europe/Berlin"], indirect=True)
@pytest.mark.usefixtures("zone")
@pytest.mark.parametrize(
    "moments",
    [(0, 1, 86_400), (2**31 - 1, 2**31, 2**32), (SUMMER, WINTER), (WINTER, SUMMER), (SUMMER, 0, 2**32, WINTER)],
    ids=["1970", "2038", "an hour that comes twice", "a clock set back a little", "a clock that leaps"],
)
def test_times_are_in_utc_and_the_order_is_that_of_the_changes(
    moments: tuple[int, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = tmp_path / "library"
    said = [f"{datetime.fromtimestamp(moment, UTC):%Y-%m-%dT%H:%M:%SZ}" for moment in moments]
    written(folder)
    for id, moment in enumerate(moments, 1):

        class Clock(datetime):
            @classmethod
            def now(cls, tz: tzinfo | None = None, moment: int = moment) -> Clock:
                return cls.fromtimestamp(moment, tz)

        for module in ("readlist.session.open_library", "readlist.store.backups"):
            monkeypatch.setattr(f"{module}.datetime", Clock)
        monkeypatch.setattr("time.time_ns", lambda moment=moment: moment * 10**9)
        star(OpenLibrary(folder), id)
    opened = OpenLibrary(folder)
    assert [change.at for change in opened.library.history.values()] == said
    assert [opened.library.mark(id).starred_at for id in range(1, len(moments) + 1)] == said
    ids = list(opened.library.history)
    assert ids == sorted(set(ids))
    opened.compact()
    assert records(OpenLibrary(folder).library) == records(opened.library)
    for command in (["stats"], ["history"], ["list"], ["doctor"]):
        assert main(["--library", str(folder), *command]) == 0
    assert "fault" not in capsys.readouterr().err
    for n in range(len(moments), 0, -1):
        assert starred(opened.library) == set(range(1, n + 1))
        opened.undo()
    for _ in moments:
        opened.redo()
    assert starred(OpenLibrary(folder).library) == set(range(1, len(moments) + 1))


def test_a_device_whose_clock_is_ahead_is_named(tmp_path: Path) -> None:
    (tmp_path / "journal").mkdir()
    ahead = 1_000_000 * round(time.time() + 400 * 86_400)
    line = Line(ahead, (Edit("papers", 1, None, {"key": "a", "title_text": "A"}),))
    (tmp_path / "journal" / "lab.jsonl").write_bytes(encode(line))
    findings = list(health.examine(tmp_path))
    assert all(finding.good for finding in findings)
    assert any("lab.jsonl: 400 days ahead of this clock" in finding.text for finding in findings)
