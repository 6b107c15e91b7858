"""Splits lines of authors, whatever separates the names, and scores how much the parts look like names.

Lists separate names by commas, semicolons, bars or dots, put affiliations in brackets behind them, and shorten long
lists in their own words. All of that is removed first; what is left are the names as written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from readlist.model.names import author_text, parse_name
from readlist.pages.cut import name_score
from readlist.pages.kinds.entries import without_more

NAMES = 1.5
"""The least likeness of a line that is taken for authors where nothing else says so."""

_MOST = 20_000  # characters of a line of authors; large experiments have some thousands of names
_LONGEST_NAME = 400  # characters, with its affiliation
_SEPARATORS = (" | ", " · ", " ⋅ ", " • ", ";", ",")
_LAST = re.compile(r"\b(?:and|und)\s|&|\bet\s(?!al\b)")
_SUFFIX = re.compile(r"(?:Jr|Sr|Jnr|Snr)\.?|II|III|IV")
_MARKS = "*†‡§¶‖♠♣♥♦∗⋆★☆✉✝#^{}¹²³⁰⁴⁵⁶⁷⁸⁹\\ \t"
_NUMBER = re.compile(r"(?: \d{4}|(?<=[^\W\d_])\d{1,2})$")  # "Wei Liu 0015", "Wei Liu1"
_PAIRS = {"(": ")", "[": "]"}
_ANONYMOUS = re.compile(r"anonymous(?: authors?(?:\(s\))?)?", re.IGNORECASE)


class AuthorLine(NamedTuple):
    """The authors that a line lists."""

    names: tuple[str, ...]
    et_al: bool = False

    @property
    def likeness(self) -> float:
        """How much the parts look like names, in nats per name; below 0 for most other texts."""
        return sum(min(name_score(name), 5.0) for name in self.names) / len(self.names) if self.names else -9.0

    @property
    def plausible(self) -> bool:
        """Would the line be taken for authors wherever it stands?"""
        return self.likeness >= NAMES

    @property
    def possible(self) -> bool:
        """May the line be taken for authors if the lines around it say that authors belong there?"""
        return self.likeness > -3.0


def read_author_line(text: str, separators: Sequence[str] = _SEPARATORS) -> AuthorLine:
    """The names of a line, split at the first of the separators that it has, and at a final "and"."""
    body, et_al = without_more(text[:_MOST])
    if _ANONYMOUS.fullmatch(body):
        return AuthorLine((), et_al)
    separator = next((s for s in separators if s in body), ",")
    parts = [part.strip() for part in split_outside(body, separator)]
    last = parts.pop() if parts else ""
    parts += map(str.strip, _LAST.split(last))
    names: list[str] = []
    for part in parts:
        name = _bare(part)
        if names and _SUFFIX.fullmatch(name):
            names[-1] += f" {name}"
        elif any(c.isalpha() for c in name):
            names.append(name)
    return AuthorLine(tuple(names), et_al)


def read_inverted_line(text: str) -> AuthorLine:
    """The names of a line that has them as "Family, Given; Family, Given"."""
    body, et_al = without_more(text[:_MOST])
    names = [_bare(part) for part in body.split(";")]
    return AuthorLine(tuple(author_text(parse_name(name)) for name in names if any(map(str.isalpha, name))), et_al)


_CITED = re.compile(
    r"(?P<family>[^,;&]{1,60}?), (?P<given>(?:[^\W\d_]\.?[ -]?){1,4}|[^\W\d_]{1,3})"
    r"(?P<suffix>, (?:Jr|Sr)\.?)?(?:,\s*|$)"
)


def read_cited_line(text: str) -> AuthorLine:
    """The names of a line as citations have them: "Fama, E. F., French, K. R." or "Fama, E. F., & French, K. R."."""
    body, et_al = without_more(text[:_MOST])
    body = re.sub(r",?\s*(?:&|\band\b)\s*", ", ", body).strip(" ,") if "," in body else body
    names: list[str] = []
    at = 0
    while at < len(body):
        match = _CITED.match(body, at)
        if not match:
            return read_author_line(text)
        given = match["given"].strip()
        names.append(author_text(parse_name(f"{match['family'].strip()}{match['suffix'] or ''}, {given}")))
        at = match.end()
    return AuthorLine(tuple(names), et_al)


def split_outside(text: str, separator: str) -> Iterator[str]:
    """The parts of a text, split at the separators outside of brackets."""
    if "(" not in text and "[" not in text:
        yield from text.split(separator)
        return
    part: list[str] = []
    waiting: list[str] = []
    for piece in re.split(rf"({re.escape(separator)}|[()\[\]])", text):
        if piece == separator and not waiting:
            yield "".join(part)
            part = []
            continue
        if piece in _PAIRS:
            waiting.append(_PAIRS[piece])
        elif waiting and piece == waiting[-1]:
            waiting.pop()
        part.append(piece)
    yield "".join(part)


def _bare(name: str) -> str:
    """A name without footnote marks, numbers, and the affiliation in brackets behind it."""
    name = name.strip(_MARKS + ",.;" if name.endswith((" .", ",", ";")) else _MARKS)
    if len(name) > _LONGEST_NAME:
        return name
    while name.endswith((")", "]")):
        start = max(name.rfind("("), name.rfind("["))
        depth = 0
        for at in range(len(name) - 1, -1, -1):
            depth += (name[at] in ")]") - (name[at] in "([")
            if depth == 0:
                start = at
                break
        if start <= 0:
            break
        name = name[:start].strip(_MARKS)
    if name.endswith(".") and len(name.rpartition(" ")[2]) > 3 and not _SUFFIX.fullmatch(name.rpartition(" ")[2]):
        name = name[:-1]  # the list's own full stop
    short = _NUMBER.sub("", name).strip(_MARKS)
    return short if " " in short else name
