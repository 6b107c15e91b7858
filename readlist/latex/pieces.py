"""The pieces that a text is taken apart into, and how each of its characters is written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from readlist.latex import letters as letters
from readlist.latex.signs import plain_letter, sign

Profile = Literal["bibtex", "biblatex"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text: what it says, as far as capitals and words go, and how it is written."""

    plain: str
    latex: str
    math: bool = False
    group: bool = False  # the latex is a whole ``{...}`` or a macro with its argument


_GREEK = re.compile("[\u0370-\u03ff\u1f00-\u1fff]{3,}")
_SCRIPTS = {c: ("super" if i < 10 else "sub", str(i % 10)) for i, c in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉")}


def is_greek(text: str) -> bool:
    """Whether a text is in Greek; otherwise its Greek letters are symbols."""
    return bool(_GREEK.search(text))


def written(c: str, profile: Profile, greek: bool = False) -> str:
    """One character of prose, whatever it is, as LaTeX; itself where LaTeX has nothing for it."""
    if c in "%#_&$":
        return f"\\{c}"
    if profile == "biblatex" and not c.isascii() and letters.latin(c):
        return c
    latex = letters.latex(c)
    if latex is None and not (greek and "\u0370" <= c <= "\u03ff"):
        source = sign(c)
        latex = f"${source}$" if source else plain_letter(c)
    if latex is None and c in _SCRIPTS:
        kind, digit = _SCRIPTS[c]
        latex = f"\\text{kind}script{{{digit}}}"
    return c if latex is None else latex


def grouped(macro: str, inner: Sequence[Piece]) -> Piece:
    plain = "".join(piece.plain for piece in inner)
    return Piece(plain, macro + "{" + "".join(piece.latex for piece in inner) + "}", group=True)


def matched(text: str) -> dict[int, int]:
    """Where each group ends; a brace behind a backslash is none, and neither is one without its partner."""
    pairs: dict[int, int] = {}
    opened: list[int] = []
    for match in re.finditer(r"\\.|[{}]", text, re.DOTALL):
        if match[0] == "{":
            opened.append(match.start())
        elif match[0] == "}" and opened:
            pairs[opened.pop()] = match.start()
    return pairs
