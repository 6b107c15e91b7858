"""The manual: Markdown pages beside this module, one topic each; their order, their first sentences, and a search.

A new page is a file here and its name in ``SECTIONS``. ``readlist help`` and the app's help show them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from readlist.model.text import fold

SECTIONS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "First steps": ("start", "screen", "keys"),
        "Every day": (
            "import",
            "triage",
            "interest",
            "queue",
            "search",
            "notes",
            "pdf",
            "authors",
            "follow",
            "statistics",
        ),
        "Citing": ("export", "writing", "editors", "citekeys", "formats"),
        "Keeping it right": ("fix", "enrich", "history"),
        "The library": ("library", "machines", "promises", "limits"),
        "Command line": ("commands", "scripts", "json", "config"),
        "Background": ("benchmarks", "compared"),
    }
)
"""Heading of the index → the topics under it."""
INDEX = "index"
"""The page that names the others."""


@dataclass(frozen=True, slots=True)
class Topic:
    """A page of the manual."""

    name: str  # of its file, and what ``readlist help`` takes
    text: str  # Markdown

    @property
    def title(self) -> str:
        """The heading of the page."""
        return self.text.partition("\n")[0].removeprefix("# ")

    @property
    def purpose(self) -> str:
        """The first sentence, which says what the page is for; without its full stop and its Markdown."""
        paragraph = self.text.split("\n\n", 2)[1].replace("\n", " ")
        sentence = re.split(r"(?<=[.])\s", paragraph, maxsplit=1)[0]
        return sentence.removesuffix(".").replace("`", "")


@cache
def topics() -> Mapping[str, Topic]:
    """Every page by its name, in the order of the index."""
    return MappingProxyType({name: _page(name) for names in SECTIONS.values() for name in names})


def index() -> Topic:
    """The page that names the others."""
    return _page(INDEX)


def _page(name: str) -> Topic:
    text = (files(__name__) / f"{name}.md").read_text(encoding="utf-8")
    return Topic(name, re.sub(r"<!--.*?-->\n", "", text))  # the marks around generated parts


def search(text: str) -> list[Topic]:
    """The topics whose page has every word of a text, whole or as a beginning; topics of that name come first."""
    words = [folded for word in text.split() if (folded := fold(word))]  # that of "ctrl+s" is "ctrl s"
    ranks = {name: _rank(topic, words) for name, topic in topics().items()}
    return sorted((topic for topic in topics().values() if ranks[topic.name]), key=lambda topic: -ranks[topic.name])


def _rank(topic: Topic, words: list[str]) -> int:
    """How well a page fits: 0 where it lacks a word."""
    headings = " ".join(re.findall(r"(?m)^#.*", topic.text))
    weights = ((1000, f"{topic.name} {topic.title}"), (100, f"{topic.purpose} {headings}"), (1, topic.text))
    counts = [sum(n * f" {fold(text)}".count(f" {word}") for n, text in weights) for word in words]
    return sum(counts) if all(counts) else 0


def similar(text: str) -> str | None:
    """The search with each word corrected to one of the manual's; None if there is none."""
    known = dict.fromkeys(fold(" ".join(f"{topic.name} {topic.text}" for topic in topics().values())).split())
    near = [next(iter(get_close_matches(word, known, 1, 0.75)), None) for word in fold(text).split()]
    return " ".join(filter(None, near)) if near and all(near) else None


def index_lines() -> Iterator[str]:
    """The generated part of the index: every topic with what its page is for."""
    for heading, names in SECTIONS.items():
        yield f"\n## {heading}\n"
        yield "| topic | its page |\n|---|---|"
        for name in names:
            yield f"| [{name}]({name}.md) | {topics()[name].purpose} |"
