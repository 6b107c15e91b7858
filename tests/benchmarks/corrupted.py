"""Three hundred queries as people type them: with typing errors, words left out, in another order, not finished.

Each is made from one paper of the corpus, the one that is meant. The generator is fixed: what it makes counts only
while fzf finds what is meant as well as it did when the targets were set (mean reciprocal rank 0.77 ± 0.05).
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from readlist.model.paper import Paper
from readlist.model.text import fold

EACH = 50  # queries of a kind
_RUN = 5  # words of a title that one remembers
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Corrupted:
    kind: str
    text: str
    meant: int  # id of the paper


def queries(papers: Sequence[Paper], seed: int = 7) -> list[Corrupted]:
    """Fifty queries of every kind, each of another paper."""
    dice = random.Random(seed)
    chosen = iter(dice.sample(papers, len(papers)))
    return [query for kind in KINDS for query in _of_kind(kind, chosen, dice)]


def _of_kind(kind: str, papers: Iterator[Paper], dice: random.Random) -> Iterator[Corrupted]:
    made = 0
    while made < EACH:
        paper = next(papers)
        text = KINDS[kind](paper, dice)
        if text:
            made += 1
            yield Corrupted(kind, text, paper.id)


def _remembered(paper: Paper, dice: random.Random) -> list[str]:
    """A few words of the title, as they follow each other."""
    words = fold(paper.title_text).split()
    start = dice.randint(0, max(len(words) - _RUN, 0))
    return words[start : start + _RUN]


def mistyped(word: str, dice: random.Random) -> str:
    """A word with one edit: a letter changed, left out, put in, or two in the wrong order."""
    while True:
        at = dice.randrange(len(word) - 1)
        kind, letter = dice.randrange(4), dice.choice(_LETTERS)
        changed = (
            word[:at] + letter + word[at + 1 :],
            word[:at] + word[at + 1 :],
            word[:at] + letter + word[at:],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        )[kind]
        if changed != word:
            return changed


def _typos(number: int) -> Callable[[Paper, random.Random], str]:
    def make(paper: Paper, dice: random.Random) -> str:
        words = _remembered(paper, dice)
        long = [at for at, word in enumerate(words) if len(word) >= 4]
        if len(long) < number:
            return ""
        for at in dice.sample(long, number):
            words[at] = mistyped(words[at], dice)
        return " ".join(words)

    return make


def _dropped(paper: Paper, dice: random.Random) -> str:
    words = _remembered(paper, dice)
    words.pop(dice.randrange(len(words)))
    return " ".join(words)


def _shuffled(paper: Paper, dice: random.Random) -> str:
    words = _remembered(paper, dice)
    dice.shuffle(words)
    return " ".join(words)


def _prefix(paper: Paper, dice: random.Random) -> str:
    """Not typed to the end."""
    text = " ".join(_remembered(paper, dice))
    return text[: max(int(len(text) * 0.7), 4)].rstrip()


def _author_and_word(paper: Paper, dice: random.Random) -> str:
    words = [w for w in fold(paper.title_text).split() if len(w) > 4]
    return f"{fold(dice.choice(paper.authors)).split()[-1]} {dice.choice(words)}" if words else ""


KINDS: dict[str, Callable[[Paper, random.Random], str]] = {
    "1 typo": _typos(1),
    "2 typos": _typos(2),
    "word dropped": _dropped,
    "words shuffled": _shuffled,
    "prefix": _prefix,
    "author + word": _author_and_word,
}
