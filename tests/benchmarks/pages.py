"""How long a page of 7,000 papers takes: reading it, planning its import, and the whole import as a process.

``python -m tests.benchmarks.pages`` prints seconds of processor time by stage. The page is made by a seeded
generator: titles and names of ``tests/pages/cut_lines.jsonl`` crossed with each other, abstracts of the sample pages'
words with the LaTeX and the links that such abstracts have.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

PAPERS = 7_000
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


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """(seconds of processor time, result)."""
    start = time.process_time()
    result = work()
    return time.process_time() - start, result


def main(papers: int = PAPERS) -> None:
    """Print the seconds of each stage of importing a large compact page."""
    from readlist.library.importing import plan_import
    from readlist.library.library import Library
    from readlist.pages.reading import read_pages

    text = compact_page(papers)
    print(f"a compact page of {papers:,} papers, {len(text) / 1e6:.1f} MB")
    reading, pages = timed(lambda: read_pages(text, "page", COPIED))
    print(f"  reading          {reading:6.2f} s   {sum(e.to_check for p in pages for e in p.entries)} to check")
    planning, plan = timed(lambda: plan_import(Library(), pages, "2026-06-01T00:00:00Z"))
    print(f"  planning         {planning:6.2f} s   {plan.number('new'):,} new")
    again = Library()
    again.apply(plan.plan.edits)
    replanning, plan = timed(lambda: plan_import(again, pages, "2026-06-01T00:00:00Z"))
    print(f"  planning again   {replanning:6.2f} s   {plan.number('known'):,} known")
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.txt"
        page.write_text(text, encoding="utf-8")
        command = [sys.executable, "-m", "readlist", "--library", f"{folder}/library", "import", str(page)]
        start, before = time.perf_counter(), os.times()
        subprocess.run([*command, "--as-of", COPIED.isoformat()], check=True, capture_output=True)
        after = os.times()
        used = after.children_user + after.children_system - before.children_user - before.children_system
        print(f"  whole, as a process {used:.2f} s, {time.perf_counter() - start:.2f} s by the clock (target 5 s)")


if __name__ == "__main__":
    main()
