"""Damaged, odd and hostile pages: what is taken of each, and what is said about the rest."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

import pytest

from readlist.pages.page import KINDS, PageError
from readlist.pages.reading import read_pages

COPIED = date(2026, 6, 1)
HEAD = "Ada Lovelace\n\nCL\nh-index12\n3papers\n1,024citations\nNovelty45%\nAI Score59\n\n3 Papers\n\n"
TITLES = (
    "Looms for Sparse Attention",
    "Notes on the Analytical Engine",
    "Engines that Read: A Survey of Punched Cards",
)
NAMES = ("Ada Lovelace, Charles Babbage, Mary Somerville et al.", "Ada Lovelace, Luigi Menabrea", "Ada Lovelace")
PROSE = (
    "Attention is woven into a loom of cards, and the pattern that results is both sparse and exact in every thread.",
    "These notes describe how an engine of gears may compute what no table holds, and they end with a long example.",
    "Punched cards were read by many engines before ours; this survey compares them by speed, by cost and by wear.",
)
DAYS = ("36.8CLMay 27", "LGSep 14, 2024Code", "MLJun 6, 2018")


def profile(*which: int) -> str:
    return "".join(f"{DAYS[n]}\n{TITLES[n]}\n\n{NAMES[n]}\n\n{PROSE[n]}\n\n" for n in which or (0, 1, 2))


def compact(*which: int, slugs: str = "") -> str:
    return "".join(f"{DAYS[n]}\n{TITLES[n]}{NAMES[n]}{slugs}\n{PROSE[n]}\n" for n in which or (0, 1, 2))


def abstracts(*which: int) -> str:
    return "\n\n".join(f"Abstract:{PROSE[n]}" for n in which or (0, 1, 2)) + "\n"


EVERY_KIND = (
    "Sign in\n" + HEAD.replace("3", "9") + profile(0).replace("Looms", "\x1b[31mLooms", 1)
    + profile(1).replace("LGSep 14", "QQSep 31") + profile(0) + "CLMay 3\nA Title Alone\n\n"
    + HEAD + f"CLMay 5\nAttacks by DDOSY Li, Wei Chen\n{PROSE[2]}\nLGMay 6\n\n"
    + "Abstract:Orphans of the press have no title, and their abstracts wait in the rain until one comes along again "
    + "some day.\n"
)  # fmt: skip
"""A text with every kind of problem that pages have."""
KINDS_OF_PAGES = KINDS[: KINDS.index("second header") + 1]


class Case(NamedTuple):
    text: str
    titles: tuple[str | None, ...]  # of the entries taken
    kinds: tuple[str, ...] = ()  # of problems, those of assumed years aside


T1, T2, T3 = TITLES
ALL = TITLES
NONE = (None, None, None)

READ: dict[str, Case] = {
    # as it should be
    "a profile page": Case(HEAD + profile(), ALL),
    "a compact page": Case(compact(), ALL),
    "affiliations": Case(compact(slugs=" · tsinghua, tencent-ai"), ALL),
    "abstracts": Case(abstracts(), NONE),
    "a small header": Case("Ada Lovelace\nh-index12\n3papers\n" + profile(), ALL),
    "a header of one line less": Case(
        HEAD.replace("Novelty45%\n", "") + profile(), ALL),
    "entries without a header": Case(profile(), ALL),
    "a header over compact entries": Case(HEAD + compact(), ALL),
    "one paper": Case(profile(1), (T2,)),
    "one paper's own page": Case(f"{T1}\n{NAMES[1]}\narXiv:2508.11260v12 citationsh-index: 7\n{PROSE[0]}\n", (T1,),
                                 ("ignored lines",)),
    "one paper's own page under a profile": Case(
        HEAD + profile() + f"{DAYS[0]}\n{T1}\n{NAMES[1]}\narXiv:2508.11260\nAbstract\n{PROSE[0]}\n", (*ALL, T1)),
    "arXiv numbers in a list of references": Case(compact(0) + "\narXiv:2508.11260\narXiv:2508.11261\n" + compact(1),
                                                  (T1, T2), ("ignored lines", "ignored lines")),
    # line ends, spaces, characters
    "CRLF": Case((HEAD + profile()).replace("\n", "\r\n"), ALL),
    "CR": Case((HEAD + profile()).replace("\n", "\r"), ALL),
    "form feeds": Case((HEAD + profile()).replace("\n\n", "\n\f\n"), ALL),
    "line separators": Case(compact().replace("\n", "\u2028"), ALL),
    "a byte order mark": Case("\ufeff" + compact(), ALL),
    "no-break spaces": Case((HEAD + profile()).replace(" ", "\u00a0"), ALL),
    "tabs for spaces": Case(profile().replace(" ", "\t"), ALL),
    "indented": Case("".join(f"    {line}\n" for line in profile().split("\n")), ALL),
    "spaces at the ends": Case("".join(f"{line}   \n" for line in compact().split("\n")), ALL),
    "zero width characters": Case(compact().replace("Looms", "Lo\u200boms"), ALL, ("control characters removed",)),
    "a soft hyphen": Case(compact().replace("Looms", "Lo\u00adoms"), ALL, ("control characters removed",)),
    "bidi controls": Case(compact().replace("Looms", "\u202eLooms\u202c"), ALL, ("control characters removed",)),
    "an escape sequence": Case(
        compact().replace("Looms", "\x1b[31mLooms\x1b[0m"), ALL, ("control characters removed",)
    ),
    "a clipboard write": Case(
        profile().replace("Looms", "\x1b]52;c;aGk=\x07Looms"), ALL, ("control characters removed",)
    ),
    "NULs": Case(compact().replace("Looms", "Lo\0oms"), ALL, ("control characters removed",)),
    "decomposed letters": Case(profile().replace("Ada", "A\u0301da"), ALL),
    "markup": Case(compact().replace("cards", "[/bold]cards[link=x]"), ALL),
    # blank lines
    "doubled blank lines": Case((HEAD + profile()).replace("\n\n", "\n\n\n\n"), ALL),
    "no blank lines in a profile page": Case((HEAD + profile()).replace("\n\n", "\n"), ALL),
    "blank lines in a compact page": Case(compact().replace("\n", "\n\n"), ALL),
    "no line end at the end": Case(compact().rstrip("\n"), ALL),
    "blank lines first and last": Case("\n\n\n" + HEAD + profile() + "\n\n\n", ALL),
    # surroundings
    "a menu above": Case("Home\nSign in\n\n" + HEAD + profile(), ALL, ("ignored lines", "ignored lines")),
    "a footer": Case(HEAD + profile() + "Load more\n", ALL, ("ignored lines",)),
    "a footer under a compact page": Case(compact() + "Load more\nPrivacy\n", ALL, ("ignored lines", "ignored lines")),
    "a menu between": Case(compact(0) + "Load more\n" + compact(1, 2), ALL, ("ignored lines",)),
    "two pages": Case(HEAD + profile() + HEAD.replace("Ada", "Byron") + profile(1), (*ALL, T2),
                      ("second header", "count mismatch")),
    "pages without a line end between": Case(
        profile().rstrip() + compact().rstrip() + abstracts().rstrip() + HEAD + profile() , (*ALL, *ALL, *NONE, *ALL)
    ),
    "a profile page and a compact page": Case(HEAD + profile() + compact(1, 2), (*ALL, T2, T3)),
    "a profile page that turns compact": Case(HEAD + profile(0) + compact(1, 2), ALL),
    "a page and abstracts": Case(HEAD + profile() + abstracts(), (*ALL, *NONE)),
    "abstracts and a page": Case(abstracts() + HEAD + profile(), (*NONE, *ALL)),
    # counts and figures
    "too few papers": Case(HEAD + profile(0, 1), (T1, T2), ("count mismatch",)),
    "too many papers": Case(HEAD + profile(0, 1, 2, 0), (*ALL, T1), ("count mismatch",)),
    "an impossible h-index": Case(HEAD.replace("h-index12", "h-index66") + profile(), ALL),
    "counts that disagree": Case(HEAD.replace("3 Papers", "4 Papers") + profile(), ALL, ("count mismatch",)),
    # wrapped and cut off
    "a wrapped abstract": Case(compact(0).replace("loom of cards, ", "loom of cards,\n") + compact(1), (T1, T2)),
    "cut off in an abstract": Case(HEAD + profile()[:-60], ALL),
    "cut off after authors": Case(profile(0) + profile(1)[: -len(PROSE[1]) - 2], (T1, T2), ("incomplete entry",)),
    "cut off after a title": Case(
        profile(0) + f"{DAYS[1]}\n{T2}\n", (T1, T2), ("incomplete entry", "incomplete entry")
    ),
    "cut off after a date": Case(profile(0) + f"{DAYS[1]}\n", (T1,), ("incomplete entry",)),
    "a compact page cut off after a date": Case(compact(0, 1) + f"{DAYS[2]}\n", (T1, T2), ("incomplete entry",)),
    "a date without a paper in a compact page": Case(
        compact(0) + f"{DAYS[2]}\n" + compact(1), (T1, T2), ("incomplete entry",)
    ),
    "cut off after a glued line": Case(compact(0) + f"{DAYS[1]}\n{T2}{NAMES[1]}\n", (T1, T2), ("incomplete entry",)),
    "begun in an abstract": Case("gears may compute.\n\n" + profile(1), (T2,), ("ignored lines",)),
    "begun after the header": Case(profile(2), (T3,)),
    # what is missing
    "no abstract": Case(compact(0).replace(PROSE[0] + "\n", "") + compact(1), (T1, T2), ("incomplete entry",)),
    "no authors": Case(profile(0).replace(NAMES[0] + "\n\n", "") + profile(1), (T1, T2), ("incomplete entry",)),
    "an empty abstract": Case(abstracts(0) + "\nAbstract:\n", (None,), ("incomplete entry",)),
    # dates
    "an unknown category": Case(compact(1).replace("LGSep", "QQSep"), (T2,), ("unknown category",)),
    "an impossible day": Case(compact(1).replace("Sep 14", "Sep 31"), (T2,), ("impossible date",)),
    "the leap day": Case(compact(1).replace("Sep 14", "Feb 29"), (T2,)),
    "a leap day of another year": Case(compact(2).replace("Jun 6", "Feb 29"), (T3,), ("impossible date",)),
    "a whole score": Case(compact(0).replace("36.8CL", "36CL"), (T1,)),
    "spaces in a date line": Case(compact(1).replace("LGSep 14, 2024Code", "LG Sep 14, 2024 Code"), (T2,)),
    # the same
    "a paper twice": Case(compact(0, 0), (T1, T1)),
    # odd text
    "a title with maths": Case(
        compact(0).replace("Looms", r"$\infty$Looms"), (r"$\infty$Looms for Sparse Attention", )
    ),
    "an abstract that begins with a date": Case(
        profile(0).replace("Attention is woven", "May 27 is when it is woven"), (T1,)
    ),
    "a percent sign": Case(compact(0).replace("exact in", "exact % a comment\\% in"), (T1,)),
    "an abstract of 100,000 characters": Case(compact(0).replace("thread.", "thread " * 14_000 + "end."), (T1,)),
}  # fmt: skip

REFUSED: dict[str, tuple[str, str]] = {
    "nothing": ("", "empty"),
    "blank lines": ("\n \n\t\n", "empty"),
    "prose": ("It was the best of times.\nIt was the worst of times.\n", "no list of papers"),
    "a header alone": (HEAD, "no list of papers"),
    "dates alone": ("CLMay 27\nLGSep 14, 2024\n", "no list of papers"),
    "HTML": ("<!DOCTYPE html><html></html>", "HTML"),
    "an upper-case HTML": ("<HTML><body>CLMay 27</body></HTML>", "HTML"),
    "JSON": ('{"papers": []}', "no list of papers"),
    "BibTeX": ("@misc{a, title={T}}", "no list of papers"),
    "the middle of one paper's own page": ("arXiv:2508.11260v12 citationsh-index: 7\nWe read.\n", "own page"),
    "2 MB of commas": ("," * 2_000_000, "no list of papers"),
    "5 MB in one line": ("lorem ipsum " * 420_000, "no list of papers"),
    "500,000 blank lines": ("\n" * 500_000, "empty"),
    "escape sequences": ("\x1b[2J\x1b]0;x\x07", "empty"),
}


@pytest.mark.parametrize("name", READ)
def test_what_is_taken_of_an_odd_page(name: str) -> None:
    case = READ[name]
    pages = read_pages(case.text, "odd", COPIED)
    assert tuple(e.title for p in pages for e in p.entries) == case.titles
    kinds = tuple(q.kind for p in pages for q in p.problems if q.kind not in ("year assumed", "unsure split"))
    assert kinds == case.kinds
    for page in pages:
        for entry in page.entries:
            assert entry.abstract is None or "\x1b" not in entry.abstract
            assert not entry.title or entry.authors or "no authors" in name or "after a title" in name


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_page_is_refused(name: str) -> None:
    text, word = REFUSED[name]
    with pytest.raises(PageError, match=word) as refusal:
        read_pages(text, "odd", COPIED)
    assert str(refusal.value).isprintable()


def test_there_are_many_of_them() -> None:
    assert len(READ) + len(REFUSED) >= 75
