"""Finds lists of references in a text and cuts them into entries: numbered, labelled, plain or wrapped.

A list is accepted if most of its entries read as references, and if it has a heading ("References"), labels without a
gap, or three entries in a row. Names, years or numbers alone are not enough: lists of songs, steps of instructions and
prose with citations have them too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

from msgspec import structs

from readlist.model.paper import Candidate, Progress
from readlist.model.text import count
from readlist.pages.cut_words import is_inflected
from readlist.pages.kinds.kind import Run
from readlist.pages.page import Line, Problem
from readlist.pages.references import parse_all
from readlist.pages.references.reference_traits import authors_end, first_form, look, words_of
from readlist.pages.references.unwrap import furniture, is_complete, join_lines, mend_letters, word_counts

_HEADING: Final = re.compile(
    r"(?:\d{1,2}\.?\s+|[ivx]+\.?\s+)?(?:references?(?: list| cited| and notes| and further reading)?|list of references"
    r"|(?:selected |annotated )?bibliography|works cited|works consulted|literature(?: cited)?|cited literature"
    r"|literatur(?:verzeichnis|liste|angaben)?|quellen(?:verzeichnis)?|références(?: bibliographiques)?|bibliographie"
    r"|referencias(?: bibliográficas)?|bibliografía|bibliografia|riferimenti|referências(?: bibliográficas)?|literatura"
    r"|referenties|参考文献|список литературы|литература)\s*[:.]?",
    re.IGNORECASE,
)
_NAMED: Final = re.compile(
    r"\[(?=[^\[\]]{0,80}\d\d[a-z]?\])[^\W\d_][^\[\]]{2,80}\]\s+(?=\S)"
)  # [Li et al., 2009], [Knu84]
_LABELS: Final = (
    re.compile(r"\[(\d{1,4})\]\.?\s*(?=\S)"),
    re.compile(r"\((\d{1,4})\)\s+(?=\S)"),
    re.compile(r"(\d{1,4})[.)]\s+(?=\S)"),
    re.compile(r"(\d{1,3})\s+(?=[^\W\d_])"),
    _NAMED,
)
"""The forms of labels before entries; in a list all have one form."""
_LABEL_STARTS: Final = tuple("[(0123456789")
_YEAR: Final = re.compile(r"(?<!\d)(?:1[5-9]\d\d|20\d\d)(?!\d)")
_REPEAT: Final = re.compile(r"(?:[—–―]{2,4}|—|-{3,6}|_{3,10})[.,:]?\s")
_STRONG: Final = re.compile(  # forms of ``first_form`` that nothing but names has, as a rule
    r"(?P<initials_last>[NI]N?,[iI]|N{1,2}[iI][.,;:y&])|(?P<bare>N{1,2}I[Ny])|(?P<initials_first>[iI].?N|iI[,.&])"
    r"|(?P<inverted>N{1,2},N)|(?P<natural>NiN|N{2,4}i?[,&.]|N{2,4}$)"
)
_LONGEST: Final = 1500  # characters of an entry
_MOST_LINES: Final = 30
_SHORTEST: Final = 30
_SHORTEST_LINE: Final = 8
_OPENING: Final = 6  # lines of an entry that are looked at before it is read
_NARROW_END: Final = 0.85  # of the usual width: a shorter line may end an entry
_FEWEST: Final = 3  # entries of a list without heading and labels
_WHOLE: Final = 0.6  # of the entries of a list that is believed
_LIKELY, _MOST = 0.5, 0.8  # such a share of the entries of a list without any mark must be read with such a confidence
_NARROW: Final = 0.6  # of the longest line
_SAMPLE: Final = 100
_WRAPPED: Final = 1.3  # lines an entry


@dataclass(frozen=True, slots=True)
class _Listing:
    """The lines of a list, as indices, by entry, and what marks it."""

    start: int
    end: int
    entries: tuple[tuple[int, ...], ...]
    label: re.Pattern[str] | None = None
    headed: bool = False
    gaps: tuple[str, ...] = ()


def read(lines: Sequence[Line], progress: Progress | None = None) -> Iterator[Run]:
    """The lists of references in a text, each as a run. Linear in the length of the text."""
    texts = [mend_letters(" ".join(line.text.split())) if len(line.text) <= _LONGEST else " " for line in lines]
    labelled = _labelled(texts)
    listings = list(labelled)
    for start, end in _between(labelled, len(texts)):
        listings += _plain(texts, start, end)
    free = 0
    for listing in sorted(listings, key=lambda each: each.start):
        if listing.start >= free and (run := _run(lines, texts, listing, progress)):
            free = listing.end
            yield run


def _between(listings: Sequence[_Listing], end: int) -> Iterator[tuple[int, int]]:
    spans = sorted((listing.start, listing.end) for listing in listings)
    for (_, start), (stop, _) in pairwise([(0, 0), *spans, (end, end)]):
        if start < stop:
            yield start, stop


# lists with labels


def _labelled(texts: Sequence[str]) -> list[_Listing]:
    """The lists whose entries have labels; the longest first if two share lines."""
    found = [listing for label in _LABELS for listing in _numbered(texts, label)]
    taken: set[int] = set()
    listings = []
    for listing in sorted(found, key=lambda each: -len(each.entries)):
        if not taken.intersection(range(listing.start, listing.end)):
            taken.update(range(listing.start, listing.end))
            listings.append(listing)
    return listings


def _numbered(texts: Sequence[str], label: re.Pattern[str]) -> Iterator[_Listing]:
    """Runs of consecutive numbers; any other number belongs to its line ("12. Springer, 1999")."""
    matches = [(i, match) for i, text in enumerate(texts) if text[:1] in _LABEL_STARTS and (match := label.match(text))]
    marks = [(i, n if label is _NAMED else int(match[1])) for n, (i, match) in enumerate(matches, 1)]
    skips = 2 if label is _LABELS[0] else 0  # a number in brackets is nothing else: some may be missing
    run: list[tuple[int, int]] = []  # index, number
    for i, number in marks:
        near = bool(run) and i - run[-1][0] <= _MOST_LINES
        if near and 0 < number - run[-1][1] <= 1 + skips:
            run.append((i, number))
        elif not near or number == 1:
            if listing := _with_labels(texts, run, label):
                yield listing
            run = [(i, number)]
    if listing := _with_labels(texts, run, label):
        yield listing


def _with_labels(texts: Sequence[str], run: Sequence[tuple[int, int]], label: re.Pattern[str]) -> _Listing | None:
    """The list whose entries begin at some lines, if there are two, or one below a heading."""
    if not run:
        return None
    headed = _headed(texts, run[0][0])
    ends = [i for i, _ in run[1:]] + [run[-1][0] + 1]
    first = list(zip(run, ends, strict=True))[:_SAMPLE]
    openings = (" ".join(texts[i : min(i + _OPENING, end)]) for (i, _), end in first)
    seems = _YEAR.search if headed is not None else lambda text: _is_promising(label.sub("", text, count=1))
    promising = sum(bool(seems(text)) for text in openings)
    if len(run) < (1 if headed is not None else 2) or promising * 2 < len(first):
        return None
    starts = [i for i, _ in run]
    full = [sum(bool(text) for text in texts[a:b]) for a, b in pairwise(starts)]
    end = _last_end(texts, starts[-1], max(full, default=1 if headed is None else _MOST_LINES))
    dropped: set[int] = set()
    if sum(full) > _WRAPPED * len(full):
        region = texts[starts[0] : end]
        dropped = {starts[0] + i for i in furniture(region, lambda text: label.match(text))} - set(starts)
    entries = tuple(tuple(i for i in range(a, b) if texts[i] and i not in dropped) for a, b in pairwise([*starts, end]))
    gaps = [f"{a + 1}–{b - 1}" if b - a > 2 else str(a + 1) for (_, a), (_, b) in pairwise(run) if b - a > 1]
    return _Listing(starts[0] if headed is None else headed, end, entries, label, headed is not None, tuple(gaps))


def _wraps(texts: Sequence[str], i: int) -> bool:
    """May the entry that begins at a line continue on the next one?"""
    return i + 1 < len(texts) and not is_complete(texts[i]) and bool(texts[i + 1]) and len(texts[i]) > _SHORTEST


def _last_end(texts: Sequence[str], start: int, most: int) -> int:
    """The index after the last entry of a list whose other entries have at most so many lines."""
    end, seen = start + 1, 1
    while end < len(texts) and texts[end] and seen < most + 1 and (most > 1 or not is_complete(texts[end - 1])):
        if is_complete(texts[end - 1]) and _YEAR.search(" ".join(texts[start:end])):
            break
        if _HEADING.fullmatch(texts[end]):
            break
        end, seen = end + 1, seen + 1
    return end


def _headed(texts: Sequence[str], i: int) -> int | None:
    """The index of the heading above a line, if it is a heading of references."""
    above = i - 1
    while above >= 0 and not texts[above]:
        above -= 1
    return above if above >= 0 and _HEADING.fullmatch(texts[above]) else None


# lists without labels


def _plain(texts: Sequence[str], start: int, end: int) -> Iterator[_Listing]:
    """The lists between two lines whose entries have no labels."""
    headings = [i for i in range(start, end) if 0 < len(texts[i]) < 60 and _HEADING.fullmatch(texts[i])]
    below = frozenset(headings)
    for a, b in pairwise([start, *headings, end]):
        headed = a in below
        first = a + headed
        dropped: set[int] = set()
        region = texts[first:b]
        full = [i for i, text in enumerate(region) if text]
        begins = sum(map(bool, map(_form, region)))
        if headed and len(full) > _WRAPPED * max(begins, 1):
            dropped = {first + i for i in furniture(region, _form)}
        chunks = _chunks(texts, [i for i in range(first, b) if i not in dropped], headed=headed)
        yield from _runs_of_chunks(texts, chunks, a, headed=headed)


def _chunks(texts: Sequence[str], lines: Sequence[int], *, headed: bool) -> list[list[int]]:
    """The lines by entry: an entry begins with a name, after a blank line or a line that ends an entry.

    Below a heading, where entries may end without a full stop, a number or a short line ends one too, if the name that
    follows has the form of the others.
    """
    chunks: list[list[int]] = []
    widths = sorted(len(texts[i]) for i in lines if texts[i]) or [0]
    narrow = _NARROW_END * widths[len(widths) * 3 // 4]
    forms: set[str] = set()
    before, dated = "", False
    for i in lines:
        text = texts[i]
        if not text:
            before = text if not chunks or is_complete(before) or not headed else before
            continue
        form = _form(text)
        opens = bool(form) and (not before or is_complete(before))
        if opens:
            forms.add(form)
        elif headed and form in forms and dated:
            opens = before[-1].isdigit() or len(before) < narrow
        if opens or not chunks or (not before and not headed) or len(chunks[-1]) >= _MOST_LINES:
            chunks.append([i])
            dated = False
        else:
            chunks[-1].append(i)
        dated = dated or _YEAR.search(text) is not None
        before = text
    return _with_year(texts, chunks) if headed else chunks


def _with_year(texts: Sequence[str], chunks: list[list[int]]) -> list[list[int]]:
    """The chunks; one without a year is joined to the one before: its line began with a name by chance."""
    joined: list[list[int]] = []
    bare = [not any(_YEAR.search(texts[i]) for i in chunk) for chunk in chunks]
    for chunk, no_year in zip(chunks, bare, strict=True):
        if (
            joined
            and (no_year or not any(_YEAR.search(texts[i]) for i in joined[-1]))
            and _wraps(texts, joined[-1][-1])
        ):
            joined[-1] += chunk
        else:
            joined.append(list(chunk))
    return joined


def _runs_of_chunks(
    texts: Sequence[str], chunks: Sequence[Sequence[int]], start: int, *, headed: bool
) -> Iterator[_Listing]:
    """The lists: below a heading, chunks until two in a row are no references; elsewhere at least three in a row."""
    run: list[tuple[int, ...]] = []
    missed = 0
    for chunk in [*chunks, ()]:
        good = bool(chunk) and _is_promising(" ".join(texts[i] for i in chunk))
        if good:
            run.append(tuple(chunk))
            missed = 0
        elif chunk and run and missed < 1 and headed:
            missed += 1
            run.append(tuple(chunk))
        else:
            while missed and run:
                run.pop()
                missed -= 1
            if run and (headed or (len(run) >= _FEWEST and _is_even(texts, run))):
                yield _Listing(start if headed else run[0][0], run[-1][-1] + 1, tuple(run), None, headed)
            run, missed, headed = [], 0, False


def _is_even(texts: Sequence[str], chunks: Sequence[Sequence[int]]) -> bool:
    """Are the lines of the entries, except the last of each, about equally long, as on a printed page?"""
    inner = sorted(len(texts[i]) for chunk in chunks for i in chunk[:-1])
    return not inner or (inner[len(inner) // 10] > _NARROW * inner[-1] and inner[-1] > _SHORTEST)


@lru_cache(1 << 13)  # lines are asked more than once
def _form(text: str) -> str:
    """The form of the name that an entry may begin with in this line, or of the dash for those before; "" if none."""
    if len(text) < _SHORTEST_LINE or not (text[0].isalnum() or text[0] in "—–―-_"):
        return ""
    if _REPEAT.match(text):
        return "dash"
    looks = [look(word.text) for word in words_of(text[:120])[:10]]
    strong = _STRONG.match(first_form(looks))
    if strong and authors_end(looks):
        return str(strong.lastgroup)
    kinds = [each.kind for each in looks[:7]]
    return "team" if "team" in kinds and "lower" not in kinds[: kinds.index("team")] else ""


def _is_promising(text: str) -> bool:
    """Does it look like a reference at first sight: a name first, a year somewhere, neither too short nor too long?"""
    if not _SHORTEST <= len(text) <= _LONGEST or not (
        _YEAR.search(text) or "arxiv" in text.lower() or "press" in text.lower()
    ):
        return False
    return bool(_form(text))


# runs


def _run(lines: Sequence[Line], texts: Sequence[str], listing: _Listing, progress: Progress | None) -> Run | None:
    """The papers of a list, if it is a list of references."""
    own = [texts[i] for entry in listing.entries for i in entry]
    knows = _vocabulary(own)
    whole = [join_lines([texts[i] for i in entry], knows) for entry in listing.entries]
    if listing.label:
        whole = [listing.label.sub("", text, count=1) for text in whole]
    if len(whole) > 2 * _SAMPLE and sum(map(_is_whole, parse_all(whole[:_SAMPLE]))) * 2 < _SAMPLE * _WHOLE:
        return None  # so that a long list of something else is cheap
    papers = parse_all(whole, progress)
    good = [_is_whole(paper) for paper in papers]
    needed = 1 if listing.headed else 2 if listing.label else _FEWEST
    if sum(good) < needed or sum(good) < _WHOLE * len(good):
        return None
    if not listing.headed and not _is_scholarly(papers):
        return None
    if not listing.headed and not listing.label and sum(p.confidence > _LIKELY for p in papers) < _MOST * len(papers):
        return None
    entries: list[Candidate] = []
    problems: list[Problem] = []
    for numbers, paper, text in zip(listing.entries, papers, whole, strict=True):
        line = lines[numbers[0]]
        if numbers is listing.entries[-1] and not (paper.date or is_complete(text)):  # cut off by the selection
            problems.append(Problem(line.number, "incomplete entry", text, "left out"))
        elif paper.title and (paper.authors or listing.label or listing.headed):
            entries.append(structs.replace(paper, line=line.number))
        else:
            problems.append(Problem(line.number, "incomplete entry", text, "left out"))
    if listing.gaps:
        done = f"{count(len(entries), 'paper')} found"
        problems.append(
            Problem(lines[listing.start].number, "count mismatch", f"no number {', '.join(listing.gaps)}", done)
        )
    return Run(listing.start, listing.end, tuple(entries), tuple(problems))


def _is_whole(paper: Candidate) -> bool:
    """Has it title and authors, a date, and where it was published?"""
    return bool(
        paper.title and paper.authors and paper.date and (paper.venue or paper.fields or paper.doi or paper.arxiv)
    )


def _is_scholarly(papers: Sequence[Candidate]) -> bool:
    """Do many entries have what songs and films lack: several authors or initials, and a volume, pages or a DOI?"""
    several = sum(len(p.authors) > 1 or p.et_al or any("." in name for name in p.authors) for p in papers)
    numbers = sum(bool(p.doi or p.arxiv or {"volume", "pages"} & p.fields.keys()) for p in papers)
    return several * 3 >= len(papers) and numbers * 3 >= len(papers)


def _vocabulary(texts: Sequence[str]) -> Callable[[str], object]:
    """Whether a word is known: from these lines, from titles, or from the references that the tagger learned from."""
    from readlist.pages.references.tagger import is_known_word

    counts = word_counts(texts)
    return lambda word: counts[word] or is_inflected(word) or is_known_word(word)
