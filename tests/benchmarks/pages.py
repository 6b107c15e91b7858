"""How long a page of 7,000 papers takes: reading it, planning its import, and the whole import as a process.

The page is made by a seeded generator: titles and names of ``tests/pages/cut_lines.jsonl`` crossed with each other,
abstracts of the sample pages' words with the LaTeX and the links that such abstracts have.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

from tests.benchmarks.figures import Figure
from tests.benchmarks.libraries import environment, workshop

PAPERS = 7_000
_SMALL = 10_000
_TIMES = 3
COPIED = date(2026, 6, 1)
_HERE = Path(__file__).parent
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_PIECES = (
    "$O(n \\log n)$", "\\textbf{faster}", "Top-$k$", "state--of--the--art", "12.5\\%", "https://github.com/a/b.",
    "``exactly''", "$\\alpha \\in (0, 1]$", "B_min", "(e.g., \\cite{one})",
)  # fmt: skip


def compact_page(papers: int = PAPERS, seed: int = 7) -> str:
    """A compact page of so many papers, about 700 characters each; the same for the same seed."""
    random = Random(seed)
    lines = [json.loads(line) for line in (_HERE.parent / "pages" / "cut_lines.jsonl").open(encoding="utf-8")]
    titles = [line["title"].split() for line in lines if len(line["title"].split()) > 3]
    names = [name.split() for line in lines for name in line["authors"] if len(name.split()) == 2]
    samples = sorted((_HERE.parent.parent / "sample_data" / "pages").glob("*.txt"))
    words = [w for path in samples for w in path.read_text(encoding="utf-8").split() if w.isalpha() and w.islower()]
    return "".join(_paper(random, titles, names, words) for _ in range(papers))


def _paper(random: Random, titles: list[list[str]], names: list[list[str]], words: list[str]) -> str:
    one, other = random.choice(titles), random.choice(titles)
    title = " ".join(one[: len(one) // 2] + other[len(other) // 2 :])
    shown = random.choices((1, 2, 3), (1, 3, 16))[0]
    authors = ", ".join(f"{random.choice(names)[0]} {random.choice(names)[1]}" for _ in range(shown))
    more = " et al." if shown == 3 and random.random() < 0.8 else ""
    slugs = " · tsinghua, mit" if random.random() < 0.3 else ""
    prose = random.choices(words, k=97)
    if random.random() < 0.25:
        prose[random.randrange(len(prose))] = random.choice(_PIECES)
    day = f"{random.choice(_MONTHS)} {random.randint(1, 28)}, {random.randint(2010, 2025)}"
    head = f"{random.choice(('CL', 'LG', 'AI', 'CV'))}{day}{'Code' if random.random() < 0.3 else ''}"
    return f"{head}\n{title}{authors}{more}{slugs}\n{' '.join(prose).capitalize()}.\n"


def figures(size: int) -> Iterator[Figure]:
    """A page into a new library: the same at every size, so told at the least one that is measured only."""
    if size > _SMALL:
        return
    from readlist.library.importing import plan_import
    from readlist.library.library import Library
    from readlist.pages.reading import read_pages

    text = compact_page()
    what = f"a page of {PAPERS:,} papers, {len(text) / 1e6:.1f} MB"
    start = process_time()
    pages = read_pages(text, "page", COPIED)
    read = process_time()
    plan_import(Library(), pages, "2026-06-01T00:00:00Z")
    planned = process_time()
    yield Figure(f"{what}: reading", read - start, "s")
    yield Figure(f"{what}: planning", planned - read, "s")
    yield Figure(f"{what}: import, by the clock", median(_imported(text) for _ in range(_TIMES)), "s", target=5.0)


def _imported(text: str) -> float:
    """Seconds that the command takes, into a new library; a small page first, so that there is bytecode."""
    with TemporaryDirectory(dir=workshop()) as folder:
        for number, content in enumerate((compact_page(10), text)):
            page = Path(folder) / f"{number}.txt"
            page.write_text(content, encoding="utf-8")
            command = [sys.executable, "-m", "readlist", "--library", f"{folder}/{number}", "import", str(page)]
            command += ["--as-of", COPIED.isoformat()]
            begun = perf_counter()
            subprocess.run(command, env=environment(), check=True, capture_output=True)
        return perf_counter() - begun
