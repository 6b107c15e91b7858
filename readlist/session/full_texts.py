"""The full texts of a library's PDFs: read in the background, searched, and shown by matching passage."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from os import fsencode
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from readlist.model.paper import PaperFile, Progress
from readlist.model.text import clean, count
from readlist.pdf import text_cache
from readlist.platform import derived_files
from readlist.search.full_text import FullText, TextSegment
from readlist.search.words import Highlights
from readlist.session.open_library import OpenLibrary

if TYPE_CHECKING:
    from readlist.pdf.shelf import Shelf

_FORM = f"texts {text_cache.FORM} 1"
_FEW = 24  # texts beside the large segment; more are worth writing it anew
_AROUND = 140  # characters of a passage on each side
_CANDIDATES = 400  # places of a page that are compared for the best passage
_PAGES, _ACCENTED = 3, 30  # pages that are looked at word by word, where some have the letters, and where none does


class Passage(NamedTuple):
    """Where in a paper's PDF it says what was asked for."""

    file: PaperFile
    page: int  # from 1
    text: str


class Readings(NamedTuple):
    """What came of reading PDFs: how many have text, and a line on each that has a problem."""

    read: int
    problems: tuple[str, ...]


class FullTexts:
    """The full texts of an open library, loaded when they are first searched."""

    def __init__(self, opened: OpenLibrary) -> None:
        self._opened = opened
        self._large: TextSegment | None = None
        self._small: TextSegment | None = None
        self._current: FullText | None = None
        self._owners: dict[str, list[int]] = {}
        self._absent: set[str] = set()  # texts that are asked for and not there
        self.outdated = True  # papers came, went or changed, or more PDFs were read

    def current(self) -> FullText:
        """The texts that were read of the PDFs that papers have now."""
        if self._current is None or self.outdated:
            owners = owners_of(self._opened)
            if self._current is None or owners != self._owners or any(map(text_cache.is_cached, self._absent)):
                self._owners = owners
                self._current = self._gathered(owners)
            self.outdated = False
        return self._current

    def _gathered(self, owners: dict[str, list[int]]) -> FullText:
        if self._large is None:
            self._large = self._loaded() or TextSegment.build(())
        known = set(self._large.names)
        missing = [name for name in owners if name not in known]
        if self._small is None or set(self._small.names) != set(missing) - self._absent or self._absent:
            found = [(name, words) for name in missing if (words := text_cache.words_in(name)) is not None]
            self._absent = set(missing) - {name for name, _ in found}
            stale = len(known - owners.keys())
            if len(found) > _FEW or stale > max(_FEW, len(known) // 2):
                whole = ((name, words) for name in owners if (words := text_cache.words_in(name)) is not None)
                self._large, found = TextSegment.build(whole), []
                derived_files.write(self._file, _FORM, self._large.parts(), checked=False)
            self._small = TextSegment.build(found)
        return FullText((self._large, self._small), owners, text_cache.words_in)

    @property
    def _file(self) -> Path:
        return derived_files.derived_file("full-text", str(self._opened.folder.resolve()))

    def _loaded(self) -> TextSegment | None:
        try:
            parts = derived_files.read(self._file, _FORM)
            return TextSegment.of_parts(parts) if parts else None
        except (ValueError, KeyError):
            return None


def owners_of(opened: OpenLibrary) -> dict[str, list[int]]:
    """The PDFs of a library by what is in them, and the papers that have them."""
    owners: dict[str, list[int]] = {}
    for id, files in opened.library.papers.with_files():
        for file in files:
            if file.sha256:
                owners.setdefault(file.sha256, []).append(id)
    return owners


def unread(opened: OpenLibrary, shelf: Shelf) -> Iterator[tuple[str, PaperFile, str]]:
    """(key, file, path) of the PDFs that are here and were not read yet."""
    done: set[str] = set()
    library = opened.library
    for id, files in library.papers.with_files():
        for file in files:
            if file.sha256 and file.sha256 not in done and not text_cache.is_cached(file.sha256):
                done.add(file.sha256)
                if (path := shelf.find(file)) is not None:
                    yield library.papers.key(id), file, str(path)


def read_all(opened: OpenLibrary, shelf: Shelf, progress: Progress = lambda done, total: None) -> Readings:
    """Read the PDFs that were not read yet, for the search. Raises ReaderError, and what ``progress`` raises."""
    from readlist.pdf.extracted import Wanted  # late: a search reads no PDF
    from readlist.pdf.reader import Reader

    waiting = list(unread(opened, shelf))
    problems: list[str] = []
    good = 0
    progress(0, len(waiting))
    with Reader() as reader:
        found = reader.read_all(Wanted(fsencode(path), text=True) for _, _, path in waiting)
        for n, ((key, file, _), extracted) in enumerate(zip(waiting, found, strict=False), 1):
            text_cache.store(file.sha256, extracted)
            good += extracted.has_text
            if problem := problem_of(extracted.refused, extracted.has_text, extracted.remarks):
                problems.append(f"{key}: the PDF {problem}")
            progress(n, len(waiting))
    return Readings(good, tuple(problems))


def problem_of(refused: str, has_text: bool, remarks: Sequence[str]) -> str:
    """What a person should know of a PDF that was read; "" where all is well."""
    if refused:
        return refused
    if not has_text:
        return "has no text: its pages are images"
    return "; ".join(remarks)


def passage(files: Sequence[PaperFile], words: Highlights) -> Passage | None:
    """The place in a paper's PDFs where most of what was asked for stands together; None where nothing does."""
    for file in files:
        text = text_cache.text_of(file.sha256) if file.sha256 else None
        if text is None or not words:
            continue
        asked = {*words.words, *words.starts, *(word for phrase in words.phrases for word in phrase)}
        lowered = [page.lower() for page in text.pages]
        counts = [sum(word in page for word in asked) for page in lowered]
        ranked = sorted(range(len(counts)), key=lambda n: (-counts[n], n))
        looked_at = [n for n in ranked if counts[n]][:_PAGES] or ranked[:_ACCENTED]
        places = ((near, -n, start) for n in looked_at for near, start in (_best_place(text.pages[n], words),))
        near, number, start = max(places, default=(0, 0, 0))
        if near:
            return Passage(file, 1 - number, _cut(text.pages[-number], -start))
    return None


def _best_place(page: str, words: Highlights) -> tuple[int, int]:
    """How many different words of what was asked for stand near each other on a page, at most; and minus where."""
    spans = words.spans(page)[:_CANDIDATES]
    best = (0, 0)
    for n, (start, _) in enumerate(spans):
        near = {page[s:e].lower() for s, e in spans[n : n + 30] if e <= start + 2 * _AROUND}
        best = max(best, (len(near), -start))
    return best


def _cut(page: str, at: int) -> str:
    """The words around a place of a page, in one line."""
    start = max(page.rfind(" ", 0, max(at - _AROUND, 0)), 0)
    end = page.find(" ", min(at + 2 * _AROUND, len(page)))
    end = len(page) if end < 0 else end
    return f"{'…' if start else ''}{clean(page[start:end])}{'…' if end < len(page) else ''}"


def summary(readings: Readings) -> str:
    """ "read 12 PDFs; 2 have problems"."""
    bad = f"; {len(readings.problems)} with a problem" if readings.problems else ""
    return f"read {count(readings.read, 'PDF')}{bad}"
