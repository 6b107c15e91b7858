"""A device's journal: lines that are found again, whatever stands between and behind them."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from readlist.model.change import Edit
from readlist.store import journal as journals
from readlist.store.journal import START, BadLineError, Journal, Line, Tail, decode, encode


def line(at: int, text: str = "") -> Line:
    return Line(at, (Edit("papers", 1, None, {"title_text": text}),))


@pytest.mark.parametrize("piece", [1, 7, 64, 1000])
def test_a_line_is_found_from_the_end_in_pieces_of_any_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, piece: int
) -> None:
    monkeypatch.setattr(journals, "_PIECE", piece)
    journal = Journal(tmp_path / "here.jsonl")
    lines = [line(at, text) for at, text in ((1, "a"), (12, 'x\n{"at":1,'), (123, "b" * 200), (1234, ""))]
    journal.path.write_bytes(b"".join(map(encode, lines)) + b'{"at":5,"ops"')
    assert [journal.find(made.at) for made in lines] == lines
    assert [journal.find(at) for at in (0, 2, 5, 23, 234, 12345)] == [None] * 6


@pytest.mark.parametrize("seed", range(40))
def test_lines_among_damaged_and_torn_ones_are_read_from_any_place(tmp_path: Path, seed: int) -> None:
    dice = Random(seed)
    journal = Journal(tmp_path / "here.jsonl")
    at, raw, whole, bad, places = 0, b"", [], [], []
    sound: int | None = None  # lines before the first damaged one
    for _ in range(dice.randint(0, 12)):
        at += dice.randint(1, 1000)
        made = encode(line(at, "y" * dice.choice((0, 5, 300, 70_000))))
        if dice.random() < 0.15:
            bad.append(len(raw))
            sound = len(whole) if sound is None else sound
            made = made[:5] + bytes(len(made) - 6) + b"\n"
        else:
            whole.append(at)
        raw += made
        journal.path.write_bytes(raw)
        # the place stays before what is damaged, so that it's seen mended
        places.append((len(whole) if sound is None else sound, journal.read().place))
    journal.path.write_bytes(raw + dice.choice((b"", bytes(50), b'{"at":17,"ops"', bytes(70_000))))
    for stamp in whole:
        found = journal.find(stamp)
        assert found
        assert found.at == stamp
    tail = journal.read()
    assert [line.at for line in tail.lines] == whole
    assert list(tail.bad) == bad
    assert tail.place.end == (bad[0] if bad else len(raw))
    for read, place in places:
        rest = journal.read(place)
        assert rest.fits
        assert rest.place == tail.place
        assert [line.at for line in rest.lines] == whole[read:]


def test_a_journal_that_is_another_than_it_was_is_read_anew(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "here.jsonl")
    lines = [line(at, str(at)) for at in range(1, 6)]
    journal.replace(lines)
    place = journal.read().place
    for others in (lines[:3], [*lines[:3], line(9), line(10)], []):
        journal.replace(others)
        tail = journal.read(place)
        assert (list(tail.lines), tail.fits) == (others, False)
    journal.replace([*lines, line(9)])
    assert (journal.read(place).lines, journal.read(place).fits) == ((line(9),), True)


def test_what_is_appended_follows_the_last_whole_line(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "here.jsonl")
    journal.make()
    journal.append(encode(line(1)))
    with journal.path.open("ab") as file:
        file.write(b'{"at":17,"ops"')
    start, place = journal.append(encode(line(2)))
    assert (start, journal.read().place) == (len(encode(line(1))), place)
    assert [line.at for line in journal.read().lines] == [1, 2]


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
    assert (journal.size(), journal.read(), journal.find(3)) == (0, Tail((), START), None)
