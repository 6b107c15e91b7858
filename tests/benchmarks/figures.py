"""What a benchmark says: a figure beside a yardstick measured in the same run, their ratio, and the target."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    what: str
    value: float
    unit: str
    yardstick: str = ""
    beside: float | None = None  # the yardstick's value, in the same unit
    target: float | None = None  # of the ratio where there is a yardstick, else of the value
    least: bool = False  # the target is the least that is good, not the most

    @property
    def ratio(self) -> float | None:
        return self.value / self.beside if self.beside else None

    @property
    def reached(self) -> bool | None:
        measured = self.value if self.beside is None else self.ratio
        if self.target is None or measured is None:
            return None
        return measured >= self.target if self.least else measured <= self.target

    def row(self) -> tuple[str, ...]:
        target = "" if self.target is None else f"{'≥' if self.least else '≤'} {self.target:.3g}"
        beside = "" if self.beside is None else f"{self.yardstick} {self.beside:.4g} {self.unit}"
        verdict = {None: "", True: "reached", False: "MISSED"}[self.reached]
        ratio = "" if self.ratio is None else f"{self.ratio:.3f}"
        return self.what, f"{self.value:.4g} {self.unit}", beside or self.yardstick, ratio, target, verdict


HEADS = ("what", "figure", "yardstick", "ratio", "target", "")
_WIDTHS = (66, 14, 40, 7, 8, 7)


def table(figures: Iterable[Figure]) -> list[Figure]:
    """Print figures as they come, and give them back."""
    told = []
    for row in (HEADS, tuple("-" * w for w in _WIDTHS)):
        _print(row)
    for figure in figures:
        _print(figure.row())
        told.append(figure)
    return told


def _print(row: Iterable[str]) -> None:
    print("  ".join(f"{cell:{w}}" for cell, w in zip(row, _WIDTHS, strict=True)).rstrip(), flush=True)


def markdown(figures: Iterable[Figure]) -> str:
    """The same as a table for a text."""
    rows = (HEADS, ("---",) * len(HEADS), *(figure.row() for figure in figures))
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def seconds(run: Callable[[], object], times: int = 5) -> float:
    """The median of processor seconds that a call takes."""
    taken = []
    for _ in range(times):
        start = time.process_time()
        run()
        taken.append(time.process_time() - start)
    return sorted(taken)[len(taken) // 2]


def share(values: Iterable[float], part: float) -> float:
    """The value below which that part of the values lies."""
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * part), len(ordered) - 1)]
