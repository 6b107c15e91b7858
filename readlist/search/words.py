"""What the words of a text are, for the index and for what is lit: one rule, so that both always agree.

Beside its plain words a text has *forms*, other ways in which people type them: compounds without their hyphen
("pretraining" for "Pre-training"), their initials ("moe" for "Mixture-of-Experts"), and, in titles, the parts of names
written in one ("deep", "seek" for "DeepSeek").
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from readlist.model.text import folded_words

_PARTS = 4  # of a compound that may be typed in one
_INITIALS = 3  # letters: two would stand for too much
_HUMPS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_AROUND = ".,;:()[]“”\"'?!"  # a word in a text
_NOISE = bytes(c if chr(c).isalnum() else 32 for c in range(128)).lower() + b" " * 128


def spoken(text: str) -> list[str]:
    """The folded words of a text; a sign that has a name in speech is that word."""
    if text.isascii():
        return text.encode().translate(_NOISE).decode().split()
    return folded_words(text.replace("∞", " infinity "))


def forms(text: str, *, humps: bool = False) -> Iterator[tuple[str, str]]:
    """(form, what it stands for in the text); ``humps`` for the parts of "DeepSeek" too."""
    if "-" in text or "‐" in text or "–" in text:
        for word in text.replace("‐", "-").replace("–", "-").split():
            if "-" in word:
                yield from _of_compound(word)
    if humps:
        for word in text.split():
            if not word.islower() and len(parts := _HUMPS.findall(word)) > 1:
                shown, whole = word.strip(_AROUND), spoken(word)
                yield from ((part.lower(), shown) for part in parts if len(part) > 1 and part.lower() not in whole)


def _of_compound(word: str) -> Iterator[tuple[str, str]]:
    parts = spoken(word)
    if len(parts) > 1:
        shown = word.strip(_AROUND)
        if len(parts) <= _PARTS:
            yield "".join(parts), shown
            if len(parts) > 2:
                yield from (("".join(parts[k : k + 2]), shown) for k in range(len(parts) - 1))
        if len(parts) >= _INITIALS:
            yield "".join(p[0] for p in parts), shown
