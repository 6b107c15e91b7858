"""Cuts author pages into blocks, one per entry, and reads each block with the layout that fits it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby, pairwise

from msgspec import structs

from readlist.model.paper import Candidate, Progress
from readlist.model.text import count, fold
from readlist.pages.cut import looks_like_authors
from readlist.pages.decode import author_page_lines
from readlist.pages.header import CATEGORIES, AssumedYear, DateLine, Head, assume_year, date_line_of, find_heads
from readlist.pages.layout import LAYOUTS, SURE, Layout, Readings, best_reading, main_layout, openings, read_blocks
from readlist.pages.page import Block, Line, Page, Problem, Reading
from readlist.pages.single import is_sure


@dataclass(frozen=True, slots=True)
class _Part:
    """The lines of one page: its head, what comes before its first entry, and its blocks."""

    head: Head | None
    before: tuple[Line, ...]
    blocks: tuple[Block, ...]


Read = Callable[[Sequence[int]], list[Readings]]
Spread = Callable[[Read, Sequence[int]], list[Readings]]
"""Calls a Read for runs of entries, given the index of each run's first entry; no run depends on another."""

_RUN = 100  # entries between two calls of the progress
_ABSTRACT_WORDS = 20
_LABEL = re.compile(r"(?!Abstract)[A-Z][\w ./-]{1,25}:\s|Submitted \d")
_LONGEST_LABELLED = 100  # characters; what begins with a word and a colon and is longer may be of an abstract
_WRAPPED = 60  # characters
_MOST = 50  # authors in a line above an abstract


def read_layouts(
    lines: Sequence[Line],
    source: str,
    copied: date,
    *,
    encoding: str = "utf-8",
    known: frozenset[str] = frozenset(),
    progress: Progress | None = None,
    spread: Spread = lambda read, starts: read(starts),
) -> list[Page]:
    """The author pages in the lines; none where no entry can be read.

    ``copied`` is the day the text was copied (it decides the years that dates leave out), ``known`` the folded
    names of authors in the library; ``spread`` may have runs of a large page read in another process.
    """
    lines = author_page_lines(lines)
    parts = _parts(lines, copied.isoformat())
    if not any(part.blocks for part in parts):
        return []
    readings = _read_parts(parts, known, progress, spread)
    split = [page for part in parts for page in _split(part, [next(readings) for _ in part.blocks])]
    read = [(part, _page(part, of_part, source, copied, encoding, known)) for part, of_part in split]
    pages = _believable(read)
    if not any(page.entries for page in pages):
        return []
    headed = [(n, page.header) for n, page in enumerate(pages) if page.header]
    for n, header in headed[1:]:
        problem = Problem(header.line, "second header", header.name, "read as a page of its own")
        pages[n] = with_problem(pages[n], problem)
    return pages


def _believable(read: Sequence[tuple[_Part, Page]]) -> list[Page]:
    """The pages with the marks of author pages; the lines of others become problems of their neighbours."""
    pages: list[Page] = []
    unread: list[Problem] = []
    for part, page in read:
        if not page.entries or part.head or _is_author_page(part, page):
            pages.append(page)
        else:
            unread += _ignored([*part.before, *(line for block in part.blocks for line in block.lines if line.text)])
    if pages:
        pages[0] = replace(pages[0], problems=tuple(sorted((*pages[0].problems, *unread), key=lambda p: p.line)))
    return pages


def _is_author_page(part: _Part, page: Page) -> bool:
    """Do the entries of a page without a head look like papers? Two capitals and a date stand in agendas too.

    At least half of the papers with a date have an abstract; bare abstracts are many among the lines, and have
    neither a label nor names above them.
    """
    blocks: dict[int, list[Block]] = {}  # two may begin on one line, where pages were put together
    for block in part.blocks:
        blocks.setdefault(block.first.number, []).append(block)
    words = [max(_abstract_words(entry, block) for block in blocks[entry.line]) for entry in page.entries]
    long = [n for n in words if n >= _ABSTRACT_WORDS]
    if page.layout == "single":
        return len(long) == len(page.entries) or any(is_sure(block.lines) for block in part.blocks)
    if any(date_line_of(block) for block in part.blocks):
        return 2 * len(long) >= len(part.blocks)
    if page.layout != "abstracts":
        return True
    lines = len(part.before) + sum(bool(line.text) for block in part.blocks for line in block.lines)
    return len(long) == len(page.entries) and 5 * len(long) >= lines and not _have_heads(part)


def _abstract_words(entry: Candidate, block: Block) -> int:
    """How many words the abstract has in its first paragraph; the rest may be another text."""
    rest = entry.abstract or ""
    words = 0
    for line in block.lines:
        text = line.text.removeprefix("Abstract:").strip() or line.text
        if rest and text and rest.startswith(text):
            words += len(text.split())
            rest = rest[len(text) :].lstrip()
            if len(text) < _WRAPPED and text.endswith((".", "!", "?")):
                break  # a line that was wrapped is longer
        elif words:
            break
    return words


def _have_heads(part: _Part) -> bool:
    """Are there labels or author lists above the abstracts or between them?"""
    lines = [line for block in part.blocks for line in block.lines if len(line.text) < _LONGEST_LABELLED]
    if sum(bool(_LABEL.match(line.text)) for line in lines) >= len(part.blocks):
        return True
    above = [next(iter(part.before[-1:]), None), *(_last_line(block) for block in part.blocks[:-1])]
    return any(line and (_LABEL.match(line.text) or looks_like_authors(line.text, _MOST)) for line in above)


def _last_line(block: Block) -> Line | None:
    return block.body[-1] if block.body else None


def with_problem(page: Page, problem: Problem) -> Page:
    return replace(page, problems=tuple(sorted((problem, *page.problems), key=lambda p: p.line)))


def _parts(lines: Sequence[Line], copied: str) -> list[_Part]:
    """The lines cut into pages: at every header, and between dated and undated entries."""
    heads = find_heads(lines, copied)
    edges = sorted({0, len(lines), *(h.start for h in heads)})
    by_start = {h.start: h for h in heads}
    parts: list[_Part] = []
    for start, end in pairwise(edges):
        head = by_start.get(start)
        first = head.end if head else start
        marks = list(openings(lines[first:end]))
        starts = [*(first + i for i, _ in marks), end]
        before = tuple(line for line in lines[first : starts[0]] if line.text)
        blocks = [Block(tuple(lines[a:b]), names) for (a, b), (_, names) in zip(pairwise(starts), marks, strict=True)]
        runs = [tuple(run) for _, run in groupby(blocks, lambda block: date_line_of(block) is not None)]
        if not (head or runs) and parts:  # lines between two pages
            parts[-1] = replace(parts[-1], before=parts[-1].before + before)
            continue
        for k, run in enumerate(runs or [()]):
            parts.append(_Part(head if k == 0 else None, before if k == 0 else (), run))
    if len(parts) > 1 and not (parts[0].head or parts[0].blocks):  # a menu above the first header
        menu, first_page, *others = parts
        parts = [replace(first_page, before=menu.before + first_page.before), *others]
    return parts


def _read_parts(
    parts: Sequence[_Part], known: frozenset[str], progress: Progress | None, spread: Spread
) -> Iterator[Readings]:
    """The readings of every block of every part."""
    blocks = [block for part in parts for block in part.blocks]

    def read(starts: Sequence[int]) -> list[Readings]:
        readings: list[Readings] = []
        for start in starts:
            if progress:
                progress(start, len(blocks))
            readings += read_blocks(blocks[start : start + _RUN], known)
        return readings

    starts = range(0, len(blocks), _RUN)
    return iter(spread(read, starts) if len(starts) > 1 else read(starts))


def _split(part: _Part, readings: list[Readings]) -> Iterator[tuple[_Part, list[Readings]]]:
    """The pages in a part: a page without a head can only be told by its entries' other layout."""
    names = [next((name for name, reading in each.items() if reading.fit >= SURE), None) for each in readings]
    alone = {layout.name for layout in LAYOUTS if layout.alone}
    start = 0
    for _, run in groupby(names, lambda name: name in alone):
        of_run = list(run)
        end = start + len(of_run)
        page = replace(part, blocks=part.blocks[start:end]) if start == 0 else _Part(None, (), part.blocks[start:end])
        yield from _split_end(page, readings[start:end], of_run)
        start = end
    if not names:
        yield part, readings


def _split_end(
    part: _Part, readings: list[Readings], names: list[str | None]
) -> Iterator[tuple[_Part, list[Readings]]]:
    """A page, and the page without a head below it: entries of another layout from there to the end.

    They stay one page if the count in the head includes them.
    """
    own = len(names)
    while own and names[own - 1] in (names[-1], None):
        own -= 1
    own += next((i for i, name in enumerate(names[own:]) if name), 0) if own else 0
    count = part.head.count if part.head else None
    if (
        not own
        or names[-1] in (None, *names[:own])
        or (count is not None and abs(len(names) - count) <= abs(own - count))
    ):
        yield part, readings
        return
    yield from _split_end(replace(part, blocks=part.blocks[:own]), readings[:own], names[:own])
    yield _Part(None, (), part.blocks[own:]), readings[own:]


def _page(
    part: _Part, readings: Sequence[Readings], source: str, copied: date, encoding: str, known: frozenset[str]
) -> Page:
    """The page of a part, from the readings of its blocks."""
    problems = _ignored(part.before)
    main = main_layout(readings)
    chosen = _read_again(part.blocks, [best_reading(each, main) for each in readings], known)
    dates = [date_line_of(block) for block in part.blocks]
    assumed = assume_year([d for d in dates if d], copied)
    entries: list[Candidate] = []
    for block, reading, date_line in zip(part.blocks, chosen, dates, strict=True):
        problems += [*reading.problems, *_ignored(reading.rest)]
        if reading.entry:
            entry, doubts = _with_date(reading.entry, date_line, assumed, block.first)
            entries.append(entry)
            problems += doubts
    problems += _count_mismatch(part.head, len(entries)) + _year_assumed(assumed, dates, part.blocks, copied)
    return Page(
        source=source,
        layout=main.name,
        encoding=encoding,
        copied=copied.isoformat(),
        header=part.head.header if part.head else None,
        entries=tuple(entries),
        problems=tuple(sorted(problems, key=lambda p: p.line)),
        assumed_year=assumed.year if assumed else None,
    )


def _read_again(
    blocks: Sequence[Block], chosen: Sequence[tuple[Layout, Reading]], known: frozenset[str]
) -> list[Reading]:
    """The readings; doubtful ones are repeated, now that the names in the page's sure ones are known."""
    entries = [reading.entry for _, reading in chosen if reading.entry]
    if not any(entry.to_check for entry in entries):
        return [reading for _, reading in chosen]
    known |= {fold(name) for entry in entries if not entry.to_check for name in entry.authors}
    return [
        layout.read(block, known) if reading.entry and reading.entry.to_check else reading
        for block, (layout, reading) in zip(blocks, chosen, strict=True)
    ]


def _ignored(lines: Sequence[Line]) -> list[Problem]:
    return [Problem(line.number, "ignored lines", line.text, "not read") for line in lines]


def _with_date(
    entry: Candidate, date_line: DateLine | None, assumed: AssumedYear | None, line: Line
) -> tuple[Candidate, list[Problem]]:
    """The entry with the facts of its date line."""
    if date_line is None:
        return entry, []
    problems = []
    year = date_line.year or (assumed.year if assumed else None)
    iso = date_line.iso(year) if year else None
    if iso is None and year:
        iso = str(year) if date_line.year else None
        done = f"the year {year} kept" if date_line.year else "taken without date"
        problems.append(Problem(line.number, "impossible date", line.text, done))
    if date_line.category not in CATEGORIES:
        problems.append(Problem(line.number, "unknown category", line.text, f"“{date_line.category}” kept"))
    entry = structs.replace(
        entry,
        category=date_line.category,
        date=iso,
        date_text=date_line.text,
        year_assumed=date_line.year is None and iso is not None,
        score=date_line.score,
        code=date_line.code,
    )
    return entry, problems


def _count_mismatch(head: Head | None, found: int) -> list[Problem]:
    """Problems of counts in a head that disagree with the number of entries."""
    if head is None:
        return []
    counts = {n for n in (head.header.figures.papers, head.heading) if n is not None and n != found}
    text = " and ".join(count(n, "paper") for n in sorted(counts))
    done = f"{count(found, 'paper')} found"
    return [Problem(head.header.line, "count mismatch", f"the page says {text}", done)] if counts else []


def _year_assumed(
    assumed: AssumedYear | None, dates: Sequence[DateLine | None], blocks: Sequence[Block], copied: date
) -> list[Problem]:
    """A problem, once per page: which year was assumed, and why."""
    if assumed is None:
        return []
    first = next(b.first for d, b in zip(dates, blocks, strict=True) if d and d.year is None)
    n = sum(d is not None and d.year is None for d in dates)
    done = f"{assumed.year} assumed for {count(n, 'date')} without a year: copied on {copied.isoformat()}"
    if assumed.others:
        done += f"; {' or '.join(str(y) for y in reversed(assumed.others))} possible too"
    if assumed.contradicts:
        done += "; but the page gives that year, or a later one, in full: was it copied later?"
    return [Problem(first.number, "year assumed", first.text, done)]
