"""What of a text is lit: the letters that made it match."""

from __future__ import annotations

import re
from dataclasses import dataclass

from readlist.model.text import fold
from readlist.search.words import forms

_WORD = re.compile(r"[^\W_]+|∞")


@dataclass(frozen=True, slots=True)
class Lights:
    """What a query lights, folded: whole words, the starts of words, words that follow each other."""

    words: frozenset[str] = frozenset()
    starts: tuple[str, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.words or self.starts or self.phrases)

    def spans(self, text: str) -> list[tuple[int, int]]:
        """(start, end) of what is lit in a text, in order, none within another."""
        if not self:
            return []
        there = [(m.start(), m.end(), fold(m[0]) or "infinity") for m in _WORD.finditer(text)]
        found = [span for place in there if (span := self._lit(*place))]
        found += self._compounds(text)
        folded = [word for _, _, word in there]
        for phrase in self.phrases:
            n = len(phrase)
            for at in range(len(there) - n + 1):
                if folded[at : at + n - 1] == list(phrase[:-1]) and folded[at + n - 1].startswith(phrase[-1]):
                    found.append((there[at][0], there[at + n - 1][1]))
        return _merged(found)

    def _lit(self, start: int, end: int, word: str) -> tuple[int, int] | None:
        if word in self.words:
            return start, end
        begun = max((len(s) for s in self.starts if word.startswith(s)), default=0)
        return (start, start + begun if len(word) == end - start else end) if begun else None

    def _compounds(self, text: str) -> list[tuple[int, int]]:
        """Compounds and names of several parts that match in another form."""
        found = []
        for form, shown in forms(text, humps=True):
            if form in self.words:
                at = text.find(shown)
                part = shown.lower().find(form)  # of "DeepSeek" only what was meant
                start = at if part < 0 else at + part
                if at >= 0:
                    found.append((start, at + len(shown) if part < 0 else start + len(form)))
        return found


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
