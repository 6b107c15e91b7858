"""A device's journal: lines that are found again, whatever stands between and behind them."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from readlist.model.change import Edit
from readlist.store.journal import BadLineError, Journal, Line, decode, encode


def line(at: int, text: str = "") -> Line:
    return Line(at, (Edit("papers", 1, None, {"title_text": text}),))


@pytest.mark.parametrize("seed", range(40))
def test_a_line_is_located_by_its_stamp_among_damaged_and_torn_ones(tmp_path: Path, seed: int) -> None:
    dice = Random(seed)
    journal = Journal(tmp_path / "here.jsonl")
    at, raw, whole = 0, b"", []
    for _ in range(dice.randint(0, 12)):
        at += dice.randint(1, 1000)
        made = encode(line(at, "y" * dice.choice((0, 5, 300, 70_000))))
        if dice.random() < 0.15:
            made = made[:5] + bytes(len(made) - 6) + b"\n"
        else:
            whole.append(at)
        raw += made
    raw += dice.choice((b"", bytes(50), b'{"at":17,"ops"', bytes(70_000)))
    journal.path.write_bytes(raw)
    for stamp in whole:
        found = journal.find(stamp)
        assert found
        assert found.at == stamp
    for stamp in range(0, at + 2, max(1, at // 40)):
        assert [found.at for found in journal.read(journal.place(stamp)).lines] == [a for a in whole if a >= stamp]
    assert [found.at for found in journal.read(0).lines] == whole


def test_a_line_with_any_bit_flipped_is_no_line() -> None:
    raw = encode(line(1_700_000_000_000_000, "α β"))[:-1]
    assert decode(raw) == line(1_700_000_000_000_000, "α β")
    for place in range(len(raw)):
        for bit in range(8):
            with pytest.raises(BadLineError):
                decode(raw[:place] + bytes([raw[place] ^ 1 << bit]) + raw[place + 1 :])


def test_a_line_cut_short_anywhere_is_no_line() -> None:
    raw = encode(line(5))[:-1]
    for size in range(len(raw)):
        with pytest.raises(BadLineError):
            decode(raw[:size])


def test_there_is_nothing_in_a_journal_that_is_not_there(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal" / "here.jsonl")
    assert (journal.size(), journal.read(7).lines, journal.place(3), journal.find(3)) == (0, (), 0, None)
