"""A world of papers for the services of the tests: real titles as pages have them, plausible records, look-alikes."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from readlist.latex.readable import readable
from readlist.model.paper import Paper
from readlist.model.text import fold, identity

_GIVEN = "Ada Jun Lena Tove Omar Ines Kofi Mira Pavel Noor Yuki Rosa Emil Aino Taro Zeynep".split()
_FAMILY = "Karlsson Mori Fischer Berg Haddad Costa Mensah Novak Orlov Aziz Tanaka Duarte Vogel Laine Kudo Aydın".split()
_OTHERS = ("Wilma Otherly", "Xaver Nobody", "Yvonne Elsewhere")


@dataclass(frozen=True, slots=True)
class Work:
    """A work as the services know it."""

    title: str
    authors: tuple[str, ...]
    date: str
    arxiv: str | None = None
    doi: str | None = None  # the publisher's
    venue: str | None = None
    kind: str = "proceedings-article"  # Crossref's type
    category: str = "cs.CL"
    abstract: str = "An abstract in words of our own."
    lookalike: bool = False  # nobody's page has it


def work_of(paper: Paper, n: int, *, published: bool) -> Work:
    """A plausible record of a paper: everything its page says, and what the page left out."""
    chance = random.Random(n)
    more = tuple(f"{chance.choice(_GIVEN)} {chance.choice(_FAMILY)}" for _ in range(chance.randint(1, 9)))
    authors = (*paper.authors, *dict.fromkeys(more)) if paper.et_al else paper.authors
    date = paper.date or "2024-03-01"
    year, month = date[:4], date[5:7] or "06"
    return Work(
        title=paper.title or "",
        authors=authors,
        date=date if len(date) == 10 else f"{year}-{month}-15",
        arxiv=paper.arxiv or (f"{year[2:]}{month}.{10_000 + n}" if int(year) >= 2007 else None),
        doi=f"10.5555/conf.{n}" if published or int(year) < 2007 else None,
        venue=f"Proceedings of the {n}th Conference" if published or int(year) < 2007 else None,
    )


def lookalikes(work: Work, n: int) -> Iterator[Work]:
    """Works that a careless eye takes for this one."""

    def other(k: int, **changes: object) -> Work:
        at = {"arxiv": f"2401.{20_000 + 20 * n + k}", "doi": f"10.6666/like.{n}.{k}", "venue": "Journal of Likeness"}
        return replace(work, lookalike=True, kind="journal-article", **{**at, **changes})  # type: ignore[arg-type]

    words = readable(work.title).split()
    swapped = [*words[:-1], "Revisited"] if len(words) > 2 else [*words, "Revisited"]
    changed = [*words[:-2], "Other", words[-1]] if len(words) > 4 else ["Another", *words]
    year = int(work.date[:4])
    titles = (
        f"{work.title}: A Survey",
        f"{work.title}, Part II",
        f"Reply to “{work.title}”",
        f"Erratum to: {work.title}",
        f"Comment on {work.title}",
        " ".join(swapped),
        " ".join(changed),
    )
    for k, title in enumerate(titles):
        if identity(readable(title)) != identity(readable(work.title)):
            yield other(k, title=title)
    yield other(11, authors=_OTHERS)  # the same title by other people
    yield other(12, date=f"{year - 9}-01-01", authors=(*_OTHERS[:2], *work.authors[:1]))
    yield other(13, title=f"{work.title} ({year})" if str(year) not in work.title else f"{work.title} 2")


def world_of(papers: Sequence[Paper]) -> list[Work]:
    """Every paper with a title, each among its look-alikes; every second one was published."""
    works: list[Work] = []
    for n, paper in enumerate(p for p in papers if p.title is not None):
        work = work_of(paper, n, published=n % 2 == 0)
        works += [*lookalikes(work, n), work]
    return works


@cache
def words(title: str) -> frozenset[str]:
    return frozenset(fold(readable(title)).split())


def likeness(query: str, title: str) -> float:
    """How a search engine sees it: the share of words in common."""
    a, b = words(query), words(title)
    return len(a & b) / max(len(a), 1)
