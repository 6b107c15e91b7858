"""Lines that a site puts around its lists: menus, buttons, feet."""

from __future__ import annotations

import re
from collections.abc import Callable

_LONGEST = 300  # characters; what is longer is no furniture


def furniture(patterns: str) -> Callable[[str], bool]:
    """Whether a line is one of these: patterns for whole lines, one on each line of the text, case aside."""
    known = re.compile("|".join(line.strip() for line in patterns.splitlines() if line.strip()), re.IGNORECASE)
    return lambda text: len(text) <= _LONGEST and known.fullmatch(text) is not None
