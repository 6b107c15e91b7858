"""Braces in the files of other programs: there they never are signs, they hold words together or protect capitals."""

from __future__ import annotations

import re

from readlist.latex.readable import readable

_PART = re.compile(r"\\(?:[A-Za-z]+\*?\s*|.|$)|[{}$^_]|[^\\{}$^_]+", re.DOTALL)


def plain(text: str) -> str:
    """The text to read: LaTeX as Unicode, without braces that only group."""
    return readable(_ungrouped(text) if "{" in text else text)


def _ungrouped(text: str) -> str:
    """The text without groups that are no argument, no formula's and hold no macro for themselves."""
    out: list[str] = []
    opened: list[bool] = []  # of every open group, whether its braces stay
    argument = formula = False
    for match in _PART.finditer(text):
        part = match[0]
        if part == "{":
            stays = argument or formula or text.startswith("\\", match.end())
            opened.append(stays)
            argument = False
        elif part == "}":
            if not opened:
                return text
            stays = argument = opened.pop()  # another argument may follow
        else:
            stays = True
            argument = part[0] in "\\^_"
            formula ^= part == "$"
        if stays:
            out.append(part)
    return text if opened else "".join(out)
