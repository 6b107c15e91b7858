"""An author in a few lines: the figures of the author's page and how they changed, counts, papers a year."""

from __future__ import annotations

from readlist.library.library import Library
from readlist.library.statistics import grown, papers_a_year, sparkline
from readlist.model.paper import Author

_YEARS = 12
_SHORT = {"h_index": "h", "papers": "papers", "citations": "citations", "novelty": "novelty", "ai_score": "AI score"}


def figures_of(library: Library, author: Author | None) -> str:
    """ "h 10 · 2,816 citations", "novelty 45 · AI score 59", "inbox 5  queue 2  ✓3  ★1", bars, "citations +120"."""
    if author is None:
        return ""
    signs = (("inbox ", author.inbox), ("queue ", author.queued), ("✓", author.read), ("★", author.starred))
    lines = [*_page(author), "  ".join(f"{sign}{n}" for sign, n in signs if n or sign == "inbox ")]
    first, numbers = papers_a_year(library, author.name, _YEARS)
    if numbers:
        last = first + len(numbers) - 1
        lines.append(f"{sparkline(numbers)} {first}–{last}" if first != last else f"papers of {first}")
    if author.profile and (by := grown(author.profile)):
        changed = " · ".join(f"{_SHORT[n]} {d:+,}".replace("-", "−") for n, d in by.items())
        lines.append(f"{changed} since {author.profile.figures[-2].as_of}")
    return "\n".join(filter(None, lines))


def _page(author: Author) -> list[str]:
    """What the author's own page says, in two lines."""
    f = author.figures
    if f is None:
        return []
    first = (
        f"h {f.h_index}" if f.h_index is not None else "",
        f.citations is not None and f"{f.citations:,} citations",
    )
    second = (f.novelty is not None and f"novelty {f.novelty}", f.ai_score is not None and f"AI score {f.ai_score}")
    return [" · ".join(part for part in line if part) for line in (first, second)]
