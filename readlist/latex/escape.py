"""Text of any origin made into text that LaTeX and BibTeX take without complaint."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

from readlist.latex.pieces import Piece, Profile
from readlist.latex.scan import Scanner
from readlist.model.text import clean

_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_SPACES = re.compile(r" {2,}")


def cleaned(text: str) -> str:
    """Entities decoded, characters composed, invisible ones and line ends gone; one space at most."""
    for _ in range(3):  # feeds escape twice: &amp;lt;
        text, n = _ENTITY.subn(lambda m: html.unescape(m[0]), text)
        if not n:
            break
    return clean(text.replace("\ufffd", ""))


def escaped(text: str, profile: Profile) -> str:
    """A text of any origin as the value of a field."""
    return joined(piece.latex for piece in pieces(text, profile))


def joined(parts: Iterable[str]) -> str:
    """The parts as one line, with single spaces also where something between two was dropped."""
    return _SPACES.sub(" ", "".join(parts)).strip()


def pieces(text: str, profile: Profile) -> list[Piece]:
    """The text taken apart, for those who have to look at its words."""
    return Scanner(cleaned(text), profile).scan()
