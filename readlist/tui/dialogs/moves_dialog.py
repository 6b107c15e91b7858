"""Keys that move the cursor on screens with a list of their own."""

from __future__ import annotations

from textual.binding import Binding, BindingType

MOVES: list[BindingType] = [
    Binding("j,down", "move(1)", show=False),
    Binding("k,up", "move(-1)", show=False),
    Binding("g,home", "move(-1000000)", show=False),
    Binding("G,end", "move(1000000)", show=False),
    Binding("ctrl+d,pagedown", "move(15)", show=False),
    Binding("ctrl+u,pageup", "move(-15)", show=False),
]
"""Of a screen with an action ``move``, which is told by how many rows."""
