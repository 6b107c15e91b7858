"""What is drawn without Textual is drawn as Textual does: another version of it may change its mind."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st
from textual.content import Content
from textual.scrollbar import ScrollBarRender
from textual.style import Style

from readlist.view.scrollbar import KINDS, cells
from readlist.view.wrapping import wrapped

SIGNS = st.sampled_from(
    ["a", "be", "longer-word", " ", "   ", "\n", "\t", "大規模", "é", "Z\u0301", "👩🏽‍🔬", "…", "-"]
)


@given(st.lists(SIGNS, max_size=40).map("".join), st.integers(1, 30))
@example("the last word does not fit   ", 9)
def test_a_text_is_broken_where_textual_breaks_it(text: str, width: int) -> None:
    theirs = ["".join(s.text for s in line.to_strip(Style())[0]) for line in Content(text)._wrap_and_format(width)]
    assert [line.rstrip() for line in wrapped(text, width)] == [line.rstrip() for line in theirs]


@given(st.integers(1, 60), st.integers(1, 300), st.integers(0, 300))
def test_a_scrollbar_has_the_cells_of_textual(height: int, more: int, first: int) -> None:
    lines, first = height + more, min(first, more)
    theirs = ScrollBarRender.render_bar(height, lines, height, first).segments
    ours = cells(height, lines, height, first)
    assert [cell.text for cell in ours] == [segment.text for segment in theirs]
    filled = [bool(segment.style and segment.style.reverse) for segment in theirs]
    assert [cell.kind in ("thumb", "foot") for cell in ours] == filled
    grabbed = [(s.style.meta if s.style else {}).get("@mouse.down") == "grab" for s in theirs]
    assert [cell.kind in ("thumb", "head", "foot") for cell in ours] == grabbed
    assert {cell.kind for cell in ours} <= set(KINDS) - {"blank"}


def test_where_all_is_in_view_it_is_blank() -> None:
    assert {cell.kind for height in (1, 7) for cell in cells(height, 5, 0, 0)} == {"blank"}
