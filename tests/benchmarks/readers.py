"""Readers with tastes, and the papers they decide about: made of nothing but a seed, the same on every machine.

Written before what it measures, and not changed since. A field of research has some eighty topics; near ones share
words. A paper is about one topic, often a second one, in an abstract of topical and common words; its authors are those
of its main topic. A reader likes a few topics more than others and some people, dislikes a few, and decides by that
and by chance; most of what a reader is shown is of no interest. Three worlds differ in what taste is made of:

- ``topics``: two to five topics, much chance;
- ``words``: hundreds of words, each worth a little, which is what a linear model assumes;
- ``people``: one or two topics, and whose the paper is.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from readlist.model.paper import Paper, id_of

WORLDS = ("topics", "words", "people")

_TOPICS, _WORDS, _OWN = 80, 6_000, 60  # topics, words of the field, words of each topic
_PEOPLE = 12  # authors of each topic
_LENGTH = (60, 130)  # words of an abstract
_SHARE = 0.35  # of the words of a paper that are of its topics
_LIKED = 0.12  # share of all papers that a reader would keep
_SYLLABLES = "ba ce di fo gu ha je ki lo mu na pe ri so tu va we xi yo zu bra cle dri flo gru".split()


@dataclass(frozen=True, slots=True)
class Reader:
    """What a reader would keep of the papers, by place, and how sure each decision is."""

    likes: tuple[bool, ...]


def papers(seed: int, number: int) -> list[Paper]:
    """Papers of one field."""
    return [paper for paper, _ in _written(seed, number)]


def readers(seed: int, number: int, world: str, people: int) -> tuple[list[Paper], list[Reader]]:
    """Papers, and readers of one kind."""
    written = _written(seed, number)
    rng = random.Random(f"{seed} {world}")
    return [paper for paper, _ in written], [_reader(rng, written, world) for _ in range(people)]


def changed(rng: random.Random, before: Reader, after: Reader, at: int) -> Reader:
    """A reader whose taste is another one from a place on."""
    return Reader((*before.likes[:at], *after.likes[at:]))


def _written(seed: int, number: int) -> list[tuple[Paper, tuple[int, int]]]:
    rng = random.Random(f"field {seed}")
    words = list(dict.fromkeys("".join(rng.choices(_SYLLABLES, k=rng.randint(2, 4))) for _ in range(2 * _WORDS)))[
        :_WORDS
    ]
    usual = list(accumulate(1 / (n + 5) for n in range(len(words))))
    rare = words[200:]
    topics: list[list[str]] = []
    for n in range(_TOPICS):
        near = rng.sample(topics[n - n % 4], _OWN // 4) if n % 4 else []  # four topics in a row are of one kind
        topics.append(near + rng.sample(rare, _OWN - len(near)))
    topical = list(accumulate(1 / (n + 3) for n in range(_OWN)))
    popular = list(accumulate(1 / (n + 4) for n in range(_TOPICS)))
    orders = list(range(_TOPICS))
    rng.shuffle(orders)
    made = []
    for n in range(number):
        main, second = (orders[t] for t in rng.choices(range(_TOPICS), cum_weights=popular, k=2))
        second = second if rng.random() < 0.6 else main

        def text(length: int, share: float, main: int = main, second: int = second) -> str:
            said = []
            for _ in range(length):
                if rng.random() < share:
                    said += rng.choices(topics[main if rng.random() < 0.7 else second], cum_weights=topical)
                else:
                    said += rng.choices(words, cum_weights=usual)
            return " ".join(said)

        title = text(rng.randint(6, 10), 0.6)
        authors = [f"{'ABCDEFGHIJKL'[rng.randrange(_PEOPLE)]}. {words[main * 7 + 300].title()}" for _ in range(3)]
        paper = Paper(
            id=id_of(f"{seed} {n}"),
            key=f"paper{n}",
            title=title,
            title_text=title,
            authors=tuple(dict.fromkeys(authors)),
            abstract_text=text(rng.randint(*_LENGTH), _SHARE),
            date=f"{rng.randint(2015, 2024)}-{rng.randint(1, 12):02}-01",
            category=f"T{main // 8}",
        )
        made.append((paper, (main, second)))
    return made


def _reader(rng: random.Random, written: Sequence[tuple[Paper, tuple[int, int]]], world: str) -> Reader:
    there = sorted({topic for _, topics in written for topic in topics})
    liked = {topic: rng.uniform(0.5, 1.0) for topic in rng.sample(there, rng.randint(2, 5) if world == "topics" else 2)}
    disliked = dict.fromkeys(rng.sample(there, 3), -0.5)
    worth = disliked | liked
    names = sorted({name for paper, topics in written for name in paper.authors if topics[0] in liked})
    friends = set(rng.sample(names, min(4, len(names))))
    vocabulary = sorted({word for paper, _ in written[:400] for word in f"{paper.abstract_text}".split()})
    values = {word: rng.gauss(0, 1) for word in rng.sample(vocabulary, min(800, len(vocabulary)))}

    def value(paper: Paper, topics: tuple[int, int]) -> float:
        if world == "words":
            said = set(f"{paper.title_text} {paper.abstract_text}".split())
            return sum(values.get(word, 0.0) for word in said) / len(said) ** 0.5 + rng.gauss(0, 0.3)
        own = 0.7 * worth.get(topics[0], 0.0) + 0.3 * worth.get(topics[1], 0.0)
        if world == "people":
            own += 0.5 * len(friends.intersection(paper.authors))
        return own + rng.gauss(0, 0.15)

    found = [value(*one) for one in written]
    bar = sorted(found)[int(len(found) * (1 - _LIKED))]
    return Reader(tuple(v > bar for v in found))
