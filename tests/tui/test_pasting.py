"""Pastes are text, whatever is in them, and however the terminal sends them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events
from textual.message import Message

from readlist.tui.terminal import PasteParser
from tests.tui.conftest import page
from tests.tui.terminal import Start

BEGIN, END = "\x1b[200~", "\x1b[201~"
EVIL = "\x1b]52;c;ZXZpbA==\x07 \x1bOPxxxa \x1b[A\x1b[<0;1;1M q\x1b"


def came(*pieces: str) -> list[Message]:
    """The events of what comes in such pieces."""
    parser = PasteParser()
    return [event for piece in pieces for event in parser.feed(piece)]


def told(found: list[Message]) -> list[tuple[str, str]]:
    return [("paste", e.text) if isinstance(e, events.Paste) else ("key", getattr(e, "key", "")) for e in found]


def test_escape_sequences_in_a_paste_are_text() -> None:
    assert told(came(f"j{BEGIN}one{EVIL}two{END}k")) == [("key", "j"), ("paste", f"one{EVIL}two"), ("key", "k")]


@given(
    st.lists(st.tuples(st.sampled_from(["", "j", "ab"]), st.text(max_size=12) | st.just(EVIL)), max_size=4),
    st.lists(st.integers(0, 120), max_size=8),
)
def test_it_does_not_matter_where_the_pieces_end(pastes: list[tuple[str, str]], cuts: list[int]) -> None:
    pastes = [(typed, text.replace(END, "").replace("\0", "")) for typed, text in pastes]
    sent = "".join(f"{typed}{BEGIN}{text}{END}" for typed, text in pastes)
    places = [0, *sorted(min(cut, len(sent)) for cut in cuts), len(sent)]
    pieces = [sent[a:b] for a, b in pairwise(places) if a < b]
    wanted = [part for typed, text in pastes for part in (*(("key", key) for key in typed), ("paste", text))]
    assert told(came(*pieces)) == wanted


def test_a_large_paste_is_one_event() -> None:
    text = "abcdefgh" * 600_000
    (event,) = came(*(f"{BEGIN}{text}{END}"[n : n + 4096] for n in range(0, len(text) + 12, 4096)))
    assert isinstance(event, events.Paste)
    assert event.text == text


@pytest.mark.long
@pytest.mark.parametrize("evil", [EVIL, "\x1b" + "x" * 40 + "\r\r", "\x1b[31mqqqq"])
def test_a_page_with_escape_sequences_gives_no_commands(evil: str, start: Start) -> None:
    terminal = start()
    terminal.begun()
    text = page("kaiser").replace("Attention", f"Attention{evil}", 1)
    terminal.paste(text)
    terminal.until("enter import")
    assert "Łukasz Kaiser" in terminal.text
    terminal.send("\x1b")
    terminal.until(lambda: "enter import" not in terminal.text)
    terminal.send("q")
    assert terminal.ended() == 0
