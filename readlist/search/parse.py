"""Parses a query into a tree; whatever is typed is a query.

Words, ``"phrases"``, ``field:word``, filters (``year:2023..``, ``is:read``, ``has:code`` …), ``-not``, ``a OR b`` and
brackets. Nothing is an error: what can't be understood is searched as plain text, and a remark says so. Only a
misspelt field ("autor:chen") is ignored, with a remark, since no plain text is meant by it. A query that is still being
typed is read as if complete: the last word is the start of a word, quotes and brackets close at the end, ``is:que`` is
``is:queued``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from readlist.model.text import folded_words, join_words
from readlist.search.field_types import TextField
from readlist.search.fields import field_by_name, similar_field
from readlist.search.query import And, Node, Not, Or, Phrase, Query, Remark, Word, joined
from readlist.search.words import words_of


def parse(text: str, today: Callable[[], date] = date.today) -> Query:
    """Parse a query; never fails. ``today`` is called only for dates such as "last-month"."""
    return _Parser(text, today).query()


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str  # open close minus OR AND NOT field unknown phrase word
    text: str
    start: int
    end: int
    closed: bool = True


_TOKENS = re.compile(
    r"""(?P<space>\s+)
    |(?P<open>\()|(?P<close>\))
    |(?P<minus>-(?=[^\s\-)]))
    |(?P<field>[A-Za-z]+:)
    |"(?P<phrase>[^"]*)(?P<quote>"?)
    |(?P<word>[^\s()"]+)""",
    re.VERBOSE,
)
_DEEPEST = 50  # brackets within brackets: more are no query


def _tokens(text: str) -> Iterator[_Token]:
    at = 0
    while at < len(text):
        m = _TOKENS.match(text, at)
        assert m is not None, "every character begins a token"
        at, kind = m.end(), m.lastgroup or ""
        if kind == "quote":
            yield _Token("phrase", m["phrase"], m.start(), at, closed=bool(m["quote"]))
        elif kind == "field":
            title = not m[0].islower() and text[at : at + 1].isspace()  # "READ: Recurrent Adaptation", as it is pasted
            if field_by_name(m[0][:-1]) and not title:
                yield _Token("field", m[0][:-1].lower(), m.start(), at)
                continue
            word = _WORD.match(text, m.start())  # of an unknown field the whole word: "GPT:like"
            assert word is not None
            at = word.end()
            alone = word[0] == m[0] and text[at : at + 1] not in ('"', "(")  # "BERT: Pre-training"
            yield _Token("word" if alone else "unknown", word[0], m.start(), at)
        elif kind == "minus" and m.start() and not text[m.start() - 1].isspace() and text[m.start() - 1] not in "(:":
            continue  # behind a closed quote or bracket it joins, it does not rule out
        elif kind == "word" and m[0] in ("OR", "AND", "NOT"):
            yield _Token(m[0], m[0], m.start(), at)
        elif kind != "space":
            yield _Token(kind, m[0], m.start(), at)


_WORD = re.compile(r'[^\s()"]+')


class _Parser:
    """A recursive descent parser: ``or`` of ``and`` of atoms, which may be excluded."""

    def __init__(self, text: str, today: Callable[[], date]) -> None:
        self._today = today
        self._tokens = list(_tokens(text))
        self._at = 0
        self._remarks: list[Remark] = []
        self._typing = len(text) if text and not text[-1].isspace() else -1  # where a word is still being typed
        self._ruled_out = False

    def query(self) -> Query:
        nodes: list[Node] = []
        while self._at < len(self._tokens):
            nodes += _list(self._or(None, 0))
            if (token := self._peek()) is not None and token.kind == "close":
                self._at += 1
                self._remark(token, "“)” closes nothing")
        return Query(joined(And, nodes), tuple(self._remarks))

    def _peek(self) -> _Token | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _next(self) -> _Token:
        self._at += 1
        return self._tokens[self._at - 1]

    def _remark(self, token: _Token, why: str) -> None:
        self._remarks.append(Remark(token.start, token.end, why))

    def _or(self, field: str | None, depth: int) -> Node | None:
        parts = _list(self._and(field, depth))
        while (token := self._peek()) is not None and token.kind == "OR":
            self._at += 1
            right = self._and(field, depth)
            if parts and right is not None:
                parts.append(right)
                continue
            self._remark(token, "OR needs something on both sides")
            parts = _list(joined(And, [*parts, *_list(right), *self._plain(token, field)]))
        return joined(Or, parts)

    def _and(self, field: str | None, depth: int) -> Node | None:
        parts: list[Node] = []
        while (token := self._peek()) is not None and token.kind not in ("OR", "close"):
            if token.kind == "AND":  # what stands side by side is meant together anyway
                self._at += 1
                continue
            parts += _list(self._atom(field, depth))
        return joined(And, parts)

    def _atom(self, field: str | None, depth: int) -> Node | None:
        token = self._next()
        if token.kind in ("minus", "NOT"):
            return self._not(token, field, depth)
        if token.kind == "open":
            return self._brackets(token, field, depth)
        if token.kind == "field":
            return self._named(token, depth)
        if token.kind == "phrase":
            return self._phrase(token, field)
        if token.kind == "unknown":
            return self._unknown(token, field, depth)
        return joined(And, self._plain(token, field))

    def _unknown(self, token: _Token, field: str | None, depth: int) -> Node | None:
        """``name:`` with what follows it, if no field has that name."""
        name = token.text.partition(":")[0]
        named = replace(token, end=token.start + len(name) + 1)
        if (meant := similar_field(name)) is None:
            self._remark(named, f"no field “{name}”: searched as words")
            return joined(And, self._plain(token, field))
        self._remarks.append(Remark(named.start, named.end, f"no field “{name}”: did you mean {meant}:?", ignored=True))
        if token.end == named.end:  # its value is a phrase or in brackets
            self._atom(None, depth)
        return None

    def _not(self, token: _Token, field: str | None, depth: int) -> Node | None:
        following = self._peek()
        if following is None or following.kind in ("OR", "close", "AND"):
            if token.kind == "NOT":
                self._remark(token, "NOT needs something after it")
            return joined(And, self._plain(token, field))
        if depth >= _DEEPEST:
            return self._too_deep(token)
        outer, self._ruled_out = self._ruled_out, True
        node = self._atom(field, depth + 1)
        self._ruled_out = outer
        return Not(node) if node else None

    def _too_deep(self, token: _Token) -> Node | None:
        self._remark(token, "too many nested brackets")
        return None

    def _brackets(self, token: _Token, field: str | None, depth: int) -> Node | None:
        if depth >= _DEEPEST:
            return self._too_deep(token)
        node = self._or(field, depth + 1)
        if (closing := self._peek()) is not None and closing.kind == "close":
            self._at += 1
        return node

    def _named(self, token: _Token, depth: int) -> Node | None:
        """``field:`` with what directly follows it: a word, a phrase, brackets."""
        value = self._peek()
        if value is None or value.start != token.end or value.kind == "close":
            if value is not None or self._typing != token.end:
                self._remark(token, f"{token.text}: needs a value")
            return None
        field = field_by_name(token.text)
        assert field is not None
        if isinstance(field, TextField):
            return self._atom(field.name, depth)
        if value.kind not in ("word", "phrase", "unknown"):
            self._remark(token, f"{token.text}: takes {field.accepts}")
            return None
        self._at += 1
        text = value.text.rstrip(",").casefold()
        node = field.parse(text, self._today)
        if node is None and self._typing == value.end and len(begun := field.begun(text)) > 1:
            self._remark(replace(token, end=value.end), f"{token.text}:{value.text} may be {join_words(begun, 'or')}")
        elif node is None:
            remark = f"{token.text}:{value.text} is not understood: {token.text}: takes {field.accepts}"
            self._remark(replace(token, end=value.end), remark)
            return joined(And, self._plain(value, None))
        return node

    def _phrase(self, token: _Token, field: str | None) -> Node | None:
        words = tuple(folded_words(token.text))
        if not words:
            return None
        return Phrase(words, field, typing=not token.closed and self._typing == token.end)

    def _plain(self, token: _Token, field: str | None) -> list[Node]:
        """The words of a token; none if it has only punctuation."""
        words = words_of(token.text)
        typing = self._typing == token.end and token.text[-1:].isalnum()
        return [
            Word(w, field, typing=typing and w is words[-1] and not self._ruled_out, literal=self._ruled_out)
            for w in words
        ]


def _list(node: Node | None) -> list[Node]:
    return [] if node is None else [node]
