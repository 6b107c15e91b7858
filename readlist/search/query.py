"""The nodes of a parsed query: words, phrases and filters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

_SHORT = 2  # letters of words that decide nothing in a whole text


@dataclass(frozen=True, slots=True)
class Word:
    """A folded word to find; exactly if ``literal``, else also by prefix, form or correction."""

    text: str
    field: str | None = None
    typing: bool = False  # the cursor may still stand behind it
    literal: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """Folded words that are adjacent in one field."""

    words: tuple[str, ...]
    field: str | None = None
    typing: bool = False  # its last word may still grow


@dataclass(frozen=True, slots=True)
class Range:
    """A number between two bounds; None is no bound. Papers without the number do not match. Dates are numbers too."""

    field: str
    low: float | None = None  # of days they are whole
    high: float | None = None
    above: bool = False  # greater than ``low``, not equal
    below: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a field: a flag of ``is:`` or ``has:``, or a name or its beginning."""

    field: str
    value: str


@dataclass(frozen=True, slots=True)
class Not:
    node: Node


@dataclass(frozen=True, slots=True)
class And:
    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    nodes: tuple[Node, ...]


Node = Word | Phrase | Range | Choice | Not | And | Or


@dataclass(frozen=True, slots=True)
class Remark:
    """A part of the query that was not understood: its place, and why."""

    start: int
    end: int
    text: str
    ignored: bool = False  # and was not searched as text either: it would have been a filter


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query; ``node`` is None if it asks for nothing. ``named`` are papers whose key, arXiv id or DOI it
    is.
    """

    node: Node | None
    remarks: tuple[Remark, ...] = ()
    named: tuple[int, ...] = ()

    @property
    def mistake(self) -> str | None:
        """The first part that was ignored, if any; the command line refuses such a query."""
        return next((remark.text for remark in self.remarks if remark.ignored), None)

    def words(self) -> tuple[Word | Phrase, ...]:
        """The words and phrases asked for, without excluded ones."""
        return tuple(_asked(self.node)) if self.node else ()


def in_full_text(node: Node) -> Node | None:
    """The node whose plain words may also stand in the whole text of a paper; None where it has no plain words.

    Words of one or two letters, and what is ruled out, do not decide.
    """
    if isinstance(node, Word) and node.field is None and not node.literal:
        return Or((node, replace(node, field="text"))) if len(node.text) > _SHORT else None
    if isinstance(node, Phrase) and node.field is None:
        return Or((node, replace(node, field="text")))
    if isinstance(node, And | Or):
        kind, parts = type(node), [(part, in_full_text(part)) for part in node.nodes]
        if not any(wide for _, wide in parts):
            return None
        plain_and_short = [part for part, wide in parts if wide is None and isinstance(part, Word) and not part.field]
        return joined(kind, [wide or part for part, wide in parts if part not in plain_and_short])
    return None


def both(one: Query, other: Query) -> Query:
    """A query for the papers that match both queries."""
    nodes = [node for node in (one.node, other.node) if node]
    return Query(joined(And, nodes), one.remarks + other.remarks)


def _asked(node: Node) -> Iterator[Word | Phrase]:
    if isinstance(node, Word | Phrase):
        yield node
    elif isinstance(node, And | Or):
        for part in node.nodes:
            yield from _asked(part)


def joined(kind: type[And] | type[Or], nodes: list[Node]) -> Node | None:
    """One node for several, without needless nesting."""
    flat: list[Node] = []
    for node in nodes:
        flat += node.nodes if isinstance(node, kind) else (node,)
    return None if not flat else flat[0] if len(flat) == 1 else kind(tuple(flat))
