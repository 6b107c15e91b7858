"""From a text to its pages: headers and blocks are found, each block is read by the layout that fits."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby, pairwise

from readlist.model.text import clean_lines, count, fold, removed, shorten
from readlist.pages import abstracts, compact, profile, single
from readlist.pages.date_lines import AssumedYear, DateLine, assume_year
from readlist.pages.header import Head, find_heads
from readlist.pages.joins import parted
from readlist.pages.layout import Block, Layout, Reading
from readlist.pages.page import Entry, Line, Page, PageError, Problem

LAYOUTS: tuple[Layout, ...] = (profile.LAYOUT, compact.LAYOUT, abstracts.LAYOUT, single.LAYOUT)
"""Every layout; where two fit a block equally the earlier one reads it."""

CATEGORIES = frozenset(
    "AC AG AI AO AP AR AS AT BM CA CB CC CD CE CG CL CO CP CR CT CV CY DB DC DG DL DM DS EC EM EP ET FA "
    "FL GA GL GM GN GR GT HC HE HO IM IR IT IV KT LG LO MA ME MF MG ML MM MN MP MS NA NC NE NI NT OA OC "
    "OH OS OT PE PF PL PM PR PS QA QM RA RM RO RT SC SD SE SG SI SP SR ST SY TH TO TR".split()
)
"""arXiv's archive codes of two capitals, as pages show them."""

_SURE = 0.9  # a fit that no other layout's reading surpasses
_HOUSE_BONUS = 0.35  # a doubtful block follows the layout of the rest of its page


@dataclass(frozen=True, slots=True)
class _Part:
    """The lines of one page: its header, what stands before its first entry, and its blocks."""

    head: Head | None
    before: tuple[Line, ...]
    blocks: tuple[Block, ...]


Progress = Callable[[int, int], None]
"""Told (entries read, entries there are); may raise to stop the reading."""

Read = Callable[[Sequence[int]], list[Mapping[str, Reading]]]
Spread = Callable[[Read, Sequence[int]], list[Mapping[str, Reading]]]
"""Has runs of entries read, by the places of their first ones; what is read of one says nothing of the others."""

_RUN = 100  # entries that are read between two words about the progress


def read_pages(
    text: str,
    source: str,
    copied: date,
    *,
    encoding: str = "utf-8",
    known: frozenset[str] = frozenset(),
    progress: Progress | None = None,
    spread: Spread = lambda read, starts: read(starts),
) -> tuple[Page, ...]:
    """The pages in a text, at least one.

    ``copied`` is the day the text was copied (it decides the years that dates leave out), ``known`` the folded
    names of authors in the library; ``spread`` may have parts of a large page read elsewhere. Raises PageError where
    no paper can be recognised.
    """
    lost, at = removed(text)
    numbered = [Line(n, t.strip()) for n, t in enumerate(clean_lines(text).split("\n"), 1)]
    lines = list(parted(numbered))
    parts = _parts(lines, copied.isoformat())
    if not any(part.blocks for part in parts):
        raise PageError(_looks_like(lines))
    readings = _read_blocks(parts, known, progress, spread)
    read = [page for part in parts for page in _by_form(part, [next(readings) for _ in part.blocks])]
    pages = [_made(part, own, source, copied, encoding, known) for part, own in read]
    if not any(page.entries for page in pages):
        raise PageError(_looks_like(lines))
    if lost:
        done = count(lost, "character") + " removed"
        pages[0] = _with(pages[0], Problem(at, "control characters removed", numbered[at - 1].text, done))
    headed = [(n, page.header) for n, page in enumerate(pages) if page.header]
    for n, header in headed[1:]:
        pages[n] = _with(pages[n], Problem(header.line, "second header", header.name, "read as a page of its own"))
    return tuple(pages)


def _with(page: Page, problem: Problem) -> Page:
    return replace(page, problems=tuple(sorted((problem, *page.problems), key=lambda p: p.line)))


def _looks_like(lines: Sequence[Line]) -> str:
    said = [line.text for line in lines if line.text]
    if not said:
        return "the text is empty"
    if said[0].lower().startswith(("<!doctype", "<html", "<?xml")):
        return "it is HTML: copy the page as the browser shows it, as text"
    if mark := next((m for text in said if (m := single.MARK.match(text))), None):
        return f"it is a part of one paper's own page ({mark[0].strip()}): copy the whole page, with the title"
    head = shorten(said[0], 6, 40)
    return f"no paper was recognised (it starts “{head}”): copy a whole author page from the browser"


def _openings(lines: Sequence[Line]) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Where entries start, and the layouts that say so; where two overlap, the longer opening counts."""
    claims: dict[tuple[int, int], list[str]] = {}
    for layout in LAYOUTS:
        for opening in layout.openings(lines):
            claims.setdefault(opening, []).append(layout.name)
    free = 0
    for start, end in sorted(claims, key=lambda opening: (opening[0], -opening[1])):
        if start >= free:
            yield start, tuple(claims[start, end])
            free = end


def _parts(lines: Sequence[Line], copied: str) -> list[_Part]:
    """The lines cut into pages: at every header, and where dated entries and others meet."""
    heads = find_heads(lines, copied)
    edges = sorted({0, len(lines), *(h.start for h in heads)})
    by_start = {h.start: h for h in heads}
    parts: list[_Part] = []
    for start, end in pairwise(edges):
        head = by_start.get(start)
        first = head.end if head else start
        openings = list(_openings(lines[first:end]))
        starts = [*(first + i for i, _ in openings), end]
        before = tuple(line for line in lines[first : starts[0]] if line.text)
        blocks = [
            Block(tuple(lines[a:b]), names) for (a, b), (_, names) in zip(pairwise(starts), openings, strict=True)
        ]
        runs = [tuple(run) for _, run in groupby(blocks, lambda block: block.date is not None)]
        if not (head or runs) and parts:  # lines between two pages
            parts[-1] = replace(parts[-1], before=parts[-1].before + before)
            continue
        for k, run in enumerate(runs or [()]):
            parts.append(_Part(head if k == 0 else None, before if k == 0 else (), run))
    if len(parts) > 1 and not (parts[0].head or parts[0].blocks):  # a menu above the first header
        menu, first_page, *others = parts
        parts = [replace(first_page, before=menu.before + first_page.before), *others]
    return parts


def _read_blocks(
    parts: Sequence[_Part], known: frozenset[str], progress: Progress | None, spread: Spread
) -> Iterator[Mapping[str, Reading]]:
    """Every block of every part: layout's name → reading."""
    blocks = [block for part in parts for block in part.blocks]

    def read(starts: Sequence[int]) -> list[Mapping[str, Reading]]:
        readings: list[Mapping[str, Reading]] = []
        for start in starts:
            if progress:
                progress(start, len(blocks))
            readings += _read_run(blocks[start : start + _RUN], known)
        return readings

    return iter(spread(read, range(0, len(blocks), _RUN)))


def _read_run(blocks: Sequence[Block], known: frozenset[str]) -> Iterator[Mapping[str, Reading]]:
    """Of the layouts that may read a block the one that read the last is asked first, the others if it is not sure."""
    order = list(LAYOUTS)
    for block in blocks:
        readings: dict[str, Reading] = {}
        for layout in [layout for layout in order if layout.name in block.layouts]:
            readings[layout.name] = reading = layout.read(block, known)
            if reading.fit >= _SURE:
                order.sort(key=lambda other: other is not layout)
                break
        yield readings


_Read = list[Mapping[str, Reading]]  # what the layouts made of each block of a page


def _by_form(part: _Part, readings: _Read) -> Iterator[tuple[_Part, _Read]]:
    """The pages in a part: those without a header show only by the other form of their entries.

    A paper's own page stands by itself.
    """
    forms = [next((name for name, reading in each.items() if reading.fit >= _SURE), None) for each in readings]
    start = 0
    for _, run in groupby(forms, lambda form: form == "single"):
        here = list(run)
        end = start + len(here)
        page = replace(part, blocks=part.blocks[start:end]) if start == 0 else _Part(None, (), part.blocks[start:end])
        yield from _followed(page, readings[start:end], here)
        start = end
    if not forms:
        yield part, readings


def _followed(part: _Part, readings: _Read, forms: list[str | None]) -> Iterator[tuple[_Part, _Read]]:
    """A page, and the page without a header under it: entries of another form that go on to the end.

    Unless the header's count says that they belong to it.
    """
    own = len(forms)
    while own and forms[own - 1] in (forms[-1], None):
        own -= 1
    own += next((i for i, form in enumerate(forms[own:]) if form), 0) if own else 0
    count = part.head.count if part.head else None
    if (
        not own
        or forms[-1] in (None, *forms[:own])
        or (count is not None and abs(len(forms) - count) <= abs(own - count))
    ):
        yield part, readings
        return
    yield from _followed(replace(part, blocks=part.blocks[:own]), readings[:own], forms[:own])
    yield _Part(None, (), part.blocks[own:]), readings[own:]


def _made(
    part: _Part,
    all_readings: Sequence[Mapping[str, Reading]],
    source: str,
    copied: date,
    encoding: str,
    known: frozenset[str],
) -> Page:
    """The page of a part, from the readings of its blocks."""
    problems = _ignored(part.before)
    house = max(LAYOUTS, key=lambda layout: sum(_fit(readings, layout) for readings in all_readings)).name
    chosen = [_best(readings, house) for readings in all_readings]
    chosen = _second_look(part.blocks, chosen, known)
    dates = [block.date for block in part.blocks]
    assumed = assume_year([d for d in dates if d], copied)
    entries: list[Entry] = []
    for block, (_, reading), dated in zip(part.blocks, chosen, dates, strict=True):
        problems += [*reading.problems, *_ignored(reading.rest)]
        if reading.entry:
            entry, doubts = _with_date(reading.entry, dated, assumed, block.first)
            entries.append(entry)
            problems += doubts
    problems += _counts(part.head, len(entries)) + _year_said(assumed, dates, part.blocks, copied)
    return Page(
        source=source,
        layout=house,
        encoding=encoding,
        copied=copied.isoformat(),
        header=part.head.header if part.head else None,
        entries=tuple(entries),
        problems=tuple(sorted(problems, key=lambda p: p.line)),
        assumed_year=assumed.year if assumed else None,
    )


def _best(readings: Mapping[str, Reading], house: str) -> tuple[Layout, Reading]:
    """The reading that fits best; where that is open, the layout of the page's other entries decides."""
    read = [layout for layout in LAYOUTS if layout.name in readings]
    fits = {layout: _fit(readings, layout) for layout in read}
    layout = max(read, key=lambda layout: fits[layout] and fits[layout] + _HOUSE_BONUS * (layout.name == house))
    return layout, readings[layout.name]


def _fit(readings: Mapping[str, Reading], layout: Layout) -> float:
    return readings[layout.name].fit if layout.name in readings else 0.0


def _second_look(
    blocks: Sequence[Block], chosen: Sequence[tuple[Layout, Reading]], known: frozenset[str]
) -> list[tuple[Layout, Reading]]:
    """Doubtful entries read again, now that the names of the page's sure ones are known."""
    if not any(reading.entry and reading.entry.to_check for _, reading in chosen):
        return list(chosen)
    sure = [r.entry for _, r in chosen if r.entry and not r.entry.to_check]
    known = known | {fold(name) for entry in sure for name in entry.authors}
    return [
        (layout, layout.read(block, known)) if reading.entry and reading.entry.to_check else (layout, reading)
        for block, (layout, reading) in zip(blocks, chosen, strict=True)
    ]


def _ignored(lines: Sequence[Line]) -> list[Problem]:
    return [Problem(line.number, "ignored lines", line.text, "not read") for line in lines]


def _with_date(
    entry: Entry, dated: DateLine | None, assumed: AssumedYear | None, line: Line
) -> tuple[Entry, list[Problem]]:
    """The entry with the facts of its date line."""
    if dated is None:
        return entry, []
    problems = []
    year = dated.year or (assumed.year if assumed else None)
    iso = dated.iso(year) if year else None
    if iso is None and year:
        iso = str(year) if dated.year else None
        done = f"the year {year} kept" if dated.year else "taken without date"
        problems.append(Problem(line.number, "impossible date", line.text, done))
    if dated.category not in CATEGORIES:
        problems.append(Problem(line.number, "unknown category", line.text, f"“{dated.category}” kept"))
    entry = replace(
        entry,
        category=dated.category,
        date=iso,
        date_text=dated.text,
        year_assumed=dated.year is None and iso is not None,
        score=dated.score,
        code=dated.code,
    )
    return entry, problems


def _counts(head: Head | None, found: int) -> list[Problem]:
    """The counts in a header that disagree with the entries found."""
    if head is None:
        return []
    said = {n for n in (head.header.figures.papers, head.heading) if n is not None and n != found}
    text = " and ".join(count(n, "paper") for n in sorted(said))
    done = f"{count(found, 'paper')} found"
    return [Problem(head.header.line, "count mismatch", f"the page says {text}", done)] if said else []


def _year_said(
    assumed: AssumedYear | None, dates: Sequence[DateLine | None], blocks: Sequence[Block], copied: date
) -> list[Problem]:
    """Once a page: which year was assumed, and why."""
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


def names_on(pages: Sequence[Page]) -> frozenset[str]:
    """Folded names of the pages' owners and of every author whose cut is not in doubt."""
    sure = [entry for page in pages for entry in page.entries if not entry.to_check]
    listed = {fold(name) for entry in sure for name in entry.authors}
    return frozenset(listed | {fold(page.header.name) for page in pages if page.header})
