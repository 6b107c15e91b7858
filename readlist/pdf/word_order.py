"""The order in which the words of a line are read, where some are written right to left.

PDFium turns each such word round, but decides by a count of words which way the whole line goes, and then also turns
the words of the other direction.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_WORD_SIGN = re.compile(r"[^\W\d_]")


def reading_order(words: Sequence[tuple[str, float]]) -> list[int]:
    """The places of some words of a line, (word, its left edge) in any order, as they are read.

    The line goes the way of most of its letters; words of the other way that stand beside each other are read the other
    way round, with what is between them.
    """
    seen = sorted(range(len(words)), key=lambda n: words[n][1])
    back = sum(len(RIGHT_TO_LEFT.findall(word)) for word, _ in words)
    line_goes_back = back * 2 >= sum(len(_WORD_SIGN.findall(word)) for word, _ in words)
    ways = [_goes_back(words[n][0]) for n in seen]
    for n, way in enumerate(ways):
        if way is None:  # a number, a dash: goes with its neighbours if both go one way, else with the line
            before = next((w for w in reversed(ways[:n]) if w is not None), line_goes_back)
            after = next((w for w in ways[n + 1 :] if w is not None), line_goes_back)
            ways[n] = before if before == after else line_goes_back
    order: list[int] = []
    for goes_back, run in groupby(zip(ways, seen, strict=True), key=lambda pair: pair[0]):
        places = [n for _, n in run]
        order += places[::-1] if goes_back != line_goes_back else places
    return order[::-1] if line_goes_back else order


def _goes_back(word: str) -> bool | None:
    if RIGHT_TO_LEFT.search(word):
        return True
    return False if _WORD_SIGN.search(word) else None
