"""What is drawn without Textual is drawn as Textual does: another version of it may change its mind."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st
from textual.content import Content
from textual.style import Style

from readlist.tui.widgets.frame import wrapped

SIGNS = st.sampled_from(
    ["a", "be", "longer-word", " ", "   ", "\n", "\t", "大規模", "é", "Z\u0301", "👩🏽‍🔬", "…", "-"]
)


@given(st.lists(SIGNS, max_size=40).map("".join), st.integers(1, 30))
@example("the last word does not fit   ", 9)
def test_a_text_is_broken_where_textual_breaks_it(text: str, width: int) -> None:
    theirs = ["".join(s.text for s in line.to_strip(Style())[0]) for line in Content(text)._wrap_and_format(width)]
    assert [line.rstrip() for line in wrapped(text, width)] == [line.rstrip() for line in theirs]
