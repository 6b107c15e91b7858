"""A scrollbar as cells, its ends in eighths of a cell."""

from __future__ import annotations

from math import ceil

from readlist.view.rows import Part

KINDS = ("above", "head", "thumb", "foot", "below", "blank")
_EIGHTHS = "▁▂▃▄▅▆▇"


def cells(height: int, all: int, seen: int, first: float) -> list[Part]:
    """A scrollbar of so many lines where ``seen`` of ``all`` lines are in view, from the ``first`` on.

    Kinds: "above", "below" the thumb; "thumb"; its "head" and "foot", a sign that fills a cell from its bottom, which
    in the foot is what the thumb leaves free. A blank bar is all "blank".
    """
    if not (height and all and seen) or all == height:
        return [Part(" ", "blank")] * height
    length = max(1, seen / (all / height))
    start = int((height - length) * (first / (all - seen)) * 8) if all != seen else 0
    head, above = divmod(max(0, start), 8)
    foot, below = divmod(max(0, start + ceil(length * 8)), 8)
    bar = [Part(" ", "above" if y < head else "thumb" if y < foot else "below") for y in range(height)]
    if above and head < height:
        bar[head] = Part(_EIGHTHS[7 - above], "head")
    if below and foot < height:
        bar[foot] = Part(_EIGHTHS[7 - below], "foot")
    return bar
