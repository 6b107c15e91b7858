"""Full text of 1,000 PDFs of 12 pages: how fast it is read beside pdftotext, and what it costs a search that has it."""

from __future__ import annotations

import gc
import random
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from os import fsencode
from pathlib import Path

from msgspec.structs import replace

from readlist.model.paper import PaperFile
from readlist.pdf import text_cache
from readlist.pdf.extracted import Wanted
from readlist.pdf.reader import Reader
from readlist.pdf.shelf import Shelf, digest_of
from readlist.search.index import Index
from readlist.search.parse import parse
from readlist.search.searcher import Searcher
from readlist.search.segment import Segment
from readlist.session.full_texts import FullTexts
from readlist.session.open_library import OpenLibrary
from tests.benchmarks import app
from tests.benchmarks.corpus import prose
from tests.benchmarks.figures import Figure, seconds, share
from tests.benchmarks.libraries import environment, fill, library, made, workshop
from tests.pdf.writer import Line, PageOf, pdf

FILES, PAGES, LINES, WORDS = 1000, 12, 52, 9  # in two columns
_TYPED = 60  # queries, letter by letter
_TIMES = 7
_TURN = 20  # files


def figures(size: int) -> Iterator[Figure]:
    folder = _library(size)
    opened, shelf = OpenLibrary(folder), Shelf(folder)
    files = sorted(shelf.files())
    used = _used()
    theirs, ours, their_work = _read(files)
    start = time.perf_counter()
    texts = FullTexts(opened)
    current = texts.current()
    ours += time.perf_counter() - start
    beside = len(files) / theirs if theirs else None
    speed = len(files) / ours
    yield Figure(f"reading and indexing {len(files):,} PDFs", speed, "files/s", "pdftotext", beside, 0.8, least=True)
    work = (_used() - used - their_work) / len(files) * 1000
    yield Figure("processor time of it, a file", work, "ms", "pdftotext", their_work / len(files) * 1000 or None)

    blob = "\n".join(filter(None, map(text_cache.words_in, current.owners))).encode()
    once = seconds(lambda: blob.find(b"zqxjzqxj"), 9) * 1000
    papers = made(size)
    index = Index(Segment.build(papers))
    before = _typed(index, "")
    index.use_texts(current)
    after = _typed(index, "")
    whole = _typed(index, "text:")
    yield Figure("keystroke over full text, p50", share(whole, 0.5), "ms", "bytes.find", once)
    yield Figure("keystroke over full text, p95", share(whole, 0.95), "ms", "bytes.find", once, 0.25)
    yield Figure("keystroke with PDFs, p95", share(after, 0.95), "ms", "without", share(before, 0.95), 1.05)
    yield Figure("last stage of a search, p95", share(_last_stage(index), 0.95), "ms", "bytes.find", once)
    del current, texts, index
    gc.collect()
    yield Figure("memory of the full texts", _memory(folder), "MB", "the text", len(blob) / 1e6, 1.0)
    for words in ([], ["neural", "network"]):
        with_pdfs, without = _command(words, folder, library(size))
        yield Figure(f"readlist list {' '.join(words)}".strip(), with_pdfs, "ms", "without PDFs", without, 1.05)
    yield from app.beside(folder, library(size), environment(), "with PDFs")


def _library(size: int) -> Path:
    """A library of so many papers, some of them with a PDF."""
    folder = workshop() / f"pdfs-{size}"
    shelf = Shelf(folder)
    shelf.root.mkdir(parents=True, mode=0o700)
    chance = random.Random(23)
    papers = list(made(size))
    step = max(len(papers) // FILES, 1)
    for n in range(min(FILES, len(papers))):
        path = shelf.root / f"{n:04}.pdf"
        path.write_bytes(pdf([_page(chance) for _ in range(PAGES)]))
        file = PaperFile(path=f"pdfs/{path.name}", sha256=digest_of(path), size=path.stat().st_size, pages=PAGES)
        papers[n * step] = replace(papers[n * step], files=(file,))
    fill(folder, papers)
    return folder


def _page(chance: random.Random) -> PageOf:
    lines = [" ".join(prose(chance, WORDS)) for _ in range(2 * LINES)]
    return PageOf([Line(text, 50 if n < LINES else 310, 780 - (n % LINES) * 14, 8) for n, text in enumerate(lines)])


def _used() -> float:
    """Processor seconds of this process and of those that it waited for."""
    return sum(
        used.ru_utime + used.ru_stime
        for used in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


def _read(files: list[Path]) -> tuple[float, float, float]:
    """Seconds that pdftotext takes for the files, one after the other, 0 where there is none, and that readlist takes;
    both by turns, so that whatever else runs slows both; and the processor seconds of pdftotext.
    """
    program = shutil.which("pdftotext")
    theirs = ours = work = 0.0
    with Reader() as reader:
        for at in range(0, len(files), _TURN):
            some = files[at : at + _TURN]
            start, used = time.perf_counter(), _used()
            for path in some if program else ():
                subprocess.run([str(program), str(path), "/dev/null"], check=True)
            between = time.perf_counter()
            work += _used() - used
            digests = [digest_of(path) for path in some]
            for digest, found in zip(
                digests, reader.read_all(Wanted(fsencode(p), text=True) for p in some), strict=True
            ):
                text_cache.store(digest, found)
            theirs, ours = theirs + between - start, ours + time.perf_counter() - between
    return theirs, ours, work


def _queries() -> list[str]:
    return [word for word in prose(random.Random(7), 8 * _TYPED) if len(word) > 3 and word.isalpha()][:_TYPED]


def _typed(index: Index, field: str) -> list[float]:
    """Milliseconds of every letter of some words, the best of three."""
    rounds = []
    for _ in range(3):
        taken = []
        for word in _queries():
            searcher = Searcher(index)
            for end in range(1, len(word) + 1):
                start = time.perf_counter()
                searcher.search(parse(field + word[:end]))
                taken.append((time.perf_counter() - start) * 1000)
        rounds.append(taken)
    return [min(times) for times in zip(*rounds, strict=True)]


def _last_stage(index: Index) -> list[float]:
    """Milliseconds of the last stage of some searches, the best of three."""
    taken = []
    for word in _queries():
        query = parse(word)
        times = []
        for _ in range(3):
            searcher = Searcher(index)
            found = searcher.search(query)
            start = time.perf_counter()
            searcher.with_texts(query, found)
            times.append((time.perf_counter() - start) * 1000)
        taken.append(min(times))
    return taken


def _memory(folder: Path) -> float:
    """Megabytes that a process has more once it searched the full texts."""
    code = (
        "import resource, sys; from pathlib import Path\n"
        "from readlist.session.library_search import LibrarySearch\n"
        "from readlist.session.open_library import OpenLibrary\n"
        "search = LibrarySearch(OpenLibrary(Path(sys.argv[1]))); search.search(search.parse('zq'))\n"
        "def resident(): return int(open('/proc/self/statm').read().split()[1]) * resource.getpagesize() / 1e6\n"
        "before = resident()\n"
        "for word in ('text:neural', 'text:learnng', 'text:a'): search.search(search.parse(word))\n"
        "print(resident() - before)\n"
    )
    ran = subprocess.run([sys.executable, "-c", code, str(folder)], env=environment(), capture_output=True, check=True)
    return float(ran.stdout)


def _command(words: list[str], *folders: Path) -> list[float]:
    """Milliseconds of a command in each of some libraries by the clock, the least of some runs by turns."""
    taken: list[list[float]] = []
    for _ in range(_TIMES + 1):
        taken.append([])
        for folder in folders:
            command = [sys.executable, "-m", "readlist", "--library", str(folder), "list", *words]
            start = time.perf_counter()
            subprocess.run(command, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
            taken[-1].append((time.perf_counter() - start) * 1000)
    return [min(times) for times in zip(*taken[1:], strict=True)]
