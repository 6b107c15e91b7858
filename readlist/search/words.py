"""Splits text into words, by the same rule for the index and for highlights.

Besides its plain words a text has *forms*, other ways in which people type them: compounds without their hyphen
("pretraining" for "Pre-training"), their initials ("moe" for "Mixture-of-Experts"), and, in titles, the parts of names
written as one word ("deep", "seek" for "DeepSeek").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from readlist.model.text import fold, folded_words

_WORD = re.compile(r"[^\W_]+|∞")
_PARTS = 4  # of a compound that may be typed as one word
_INITIALS = 3  # letters: two would stand for too much
_HUMPS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_AROUND = ".,;:()[]“”\"'?!"  # a word in a text
_NOISE = bytes(c if chr(c).isalnum() else 32 for c in range(128)).lower() + b" " * 128


def words_of(text: str) -> list[str]:
    """The folded words of a text; symbols with a name become words: "∞" is "infinity"."""
    if text.isascii():
        return text.encode().translate(_NOISE).decode().split()
    return folded_words(text.replace("∞", " infinity "))


def forms(text: str, *, humps: bool = False) -> Iterator[tuple[str, str]]:
    """(form, the text it stands for); with ``humps`` also the parts of "DeepSeek"."""
    if "-" in text or "‐" in text or "–" in text:
        for word in text.replace("‐", "-").replace("–", "-").split():
            if "-" in word:
                yield from _of_compound(word)
    if humps:
        for word in text.split():
            if not word.islower() and len(parts := _HUMPS.findall(word)) > 1:
                shown, whole = word.strip(_AROUND), words_of(word)
                yield from ((part.lower(), shown) for part in parts if len(part) > 1 and part.lower() not in whole)


def _of_compound(word: str) -> Iterator[tuple[str, str]]:
    parts = words_of(word)
    if len(parts) > 1:
        shown = word.strip(_AROUND)
        if len(parts) <= _PARTS:
            yield "".join(parts), shown
            if len(parts) > 2:
                yield from (("".join(parts[k : k + 2]), shown) for k in range(len(parts) - 1))
        if len(parts) >= _INITIALS:
            yield "".join(p[0] for p in parts), shown


@dataclass(frozen=True, slots=True)
class Highlights:
    """What a query highlights, folded: whole words, beginnings of words, phrases."""

    words: frozenset[str] = frozenset()
    starts: tuple[str, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.words or self.starts or self.phrases)

    def spans(self, text: str) -> list[tuple[int, int]]:
        """(start, end) of each highlight in a text, in order, without overlaps."""
        if not self:
            return []
        words = [(m.start(), m.end(), fold(m[0]) or "infinity") for m in _WORD.finditer(text)]
        spans = [span for word in words if (span := self._of_word(*word))]
        spans += self._of_forms(text)
        folded = [word for _, _, word in words]
        for phrase in self.phrases:
            n = len(phrase)
            for at in range(len(words) - n + 1):
                if folded[at : at + n - 1] == list(phrase[:-1]) and folded[at + n - 1].startswith(phrase[-1]):
                    spans.append((words[at][0], words[at + n - 1][1]))
        return _merged(spans)

    def _of_word(self, start: int, end: int, word: str) -> tuple[int, int] | None:
        if word in self.words:
            return start, end
        begun = max((len(s) for s in self.starts if word.startswith(s)), default=0)
        return (start, start + begun if len(word) == end - start else end) if begun else None

    def _of_forms(self, text: str) -> list[tuple[int, int]]:
        """Compounds and names of several parts that match in another form."""
        spans = []
        for form, shown in forms(text, humps=True):
            if form in self.words:
                at = text.find(shown)
                part = shown.lower().find(form)  # of "DeepSeek" only that part
                start = at if part < 0 else at + part
                if at >= 0:
                    spans.append((start, at + len(shown) if part < 0 else start + len(form)))
        return spans


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
