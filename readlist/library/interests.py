"""How likely papers of the library are to interest the user, and why, as far as that was learned."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from math import exp
from typing import NamedTuple

import msgspec

from readlist.model.paper import Mark

DECISIONS = 10
"""With less of them papers stay in the order of their dates."""

BASE = "any paper"
"""The reason that every paper has."""

_TOLD = 3  # reasons in a line
REST = "all else"
"""What reasons come to that are not told one by one."""

BARS = " ▁▂▃▄▅▆▇█"


class Because(NamedTuple):
    """Why a paper is of interest, or is not: a word, an author, a venue, and what it adds to the log-odds."""

    text: str
    points: float

    def __str__(self) -> str:
        return f"{self.text} {f'{self.points:+.1f}'.replace('-', '−')}"


class Interests(msgspec.Struct, frozen=True):
    """Log-odds by id, of the papers that were there when it was learned; ``reasons`` tells what they are the sum of."""

    sums: Mapping[int, float] = {}
    decisions: int = 0  # that it was learned from
    reasons: Callable[[int], Sequence[Because]] = lambda id: ()

    @property
    def orders(self) -> bool:
        """Was enough decided for papers to be listed by interest?"""
        return bool(self.sums) and self.decisions >= DECISIONS

    def of(self, id: int) -> int | None:
        """Interest from 0 to 100; None where it is not known."""
        value = self.sums.get(id)
        return None if value is None else per_cent(value)

    def shown(self, id: int) -> int | None:
        """Interest as the app shows it: not before enough was decided."""
        return self.of(id) if self.orders else None

    def order(self, ids: Iterable[int]) -> tuple[int, ...]:
        """Ids with the most interesting first; equal ones stay in their order, and those not known are as any paper."""
        sums = self.sums
        return tuple(sorted(ids, key=lambda id: -sums.get(id, 0.0)))


def per_cent(log_odds: float) -> int:
    """A probability from log-odds."""
    return round(100 / (1 + exp(-max(min(log_odds, 50.0), -50.0))))


def strongest(reasons: Iterable[Because], most: int) -> tuple[Because, ...]:
    """Those that weigh most, for or against, as far as they would be seen with one digit."""
    ordered = sorted(reasons, key=lambda reason: (-abs(reason.points), reason.text))
    return tuple(reason for reason in ordered[:most] if abs(reason.points) >= 0.05)


def particular(reasons: Iterable[Because], most: int) -> tuple[Because, ...]:
    """The strongest reasons that are about this paper."""
    return strongest((reason for reason in reasons if reason.text not in (BASE, REST)), most)


def line_of(interests: Interests, id: int) -> str:
    """ "interest 87: mixture of experts +1.9 · Kunlong Chen +0.8"; empty where it is not shown."""
    if (interest := interests.shown(id)) is None:
        return ""
    because = " · ".join(map(str, particular(interests.reasons(id), _TOLD)))
    return f"interest {interest}" + (f": {because}" if because else "")


def listed(reasons: Sequence[Because], total: float, most: int) -> list[tuple[str, float]]:
    """The strongest reasons about this paper, what any paper has, and what all others come to: together the total.

    Points have two digits.
    """
    base = (reason for reason in reasons if reason.text == BASE)
    shown = [(reason.text, round(reason.points, 2)) for reason in (*particular(reasons, most), *base)]
    rest = round(round(total, 2) - sum(points for _, points in shown), 2)
    return [*shown, (REST, rest)] if rest else shown


class Decision(NamedTuple):
    """What was decided about a paper, and when (ISO 8601, or empty where that is not known)."""

    kept: bool
    at: str


def decision_of(mark: Mark) -> Decision | None:
    """Kept: queued, starred, noted, or read from the queue; or skipped. None of a paper that tells nothing."""
    if mark.starred or mark.queued or mark.note or (mark.read and mark.queued_at is not None):
        times = (mark.starred_at, mark.queued_at, mark.read_at if mark.starred or mark.queued_at else None)
        return Decision(True, max(filter(None, times), default=""))
    return Decision(False, mark.skipped_at or "") if mark.skipped else None


class HeldOut(NamedTuple):
    """How well the papers that were kept last could have been foreseen."""

    kept: int  # the last so many
    first_half: int  # of these, in the first half of what waited then

    def __str__(self) -> str:
        return f"interest: of the last {self.kept} papers you kept, {self.first_half} were in the first half"


def standing(held_out: HeldOut | None, decisions: int) -> str:
    """A line about how far interest is known."""
    if held_out is not None:
        return str(held_out)
    if decisions < DECISIONS:
        return f"interest: decide about {DECISIONS} papers first ({decisions} so far)"
    return "interest: too few decisions to say how good it is"


def bar_sign(interest: int | None) -> str:
    """One cell, the fuller the more."""
    return " " if interest is None else BARS[1 + min(interest * 8 // 100, 7)]
