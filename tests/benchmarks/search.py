"""How fast search is, keystroke by keystroke, and how often it finds what is meant."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec.structs import replace
from rapidfuzz import fuzz, process

from readlist.model.paper import Paper
from readlist.platform import derived_files
from readlist.search.index import Index
from readlist.search.parse import parse
from readlist.search.searcher import Searcher
from readlist.search.segment import Segment
from tests.benchmarks.corrupted import Corrupted, queries
from tests.benchmarks.figures import Figure, seconds, share
from tests.benchmarks.libraries import made

_TYPED = 60  # of the corrupted queries are typed letter by letter
_SLOW = 60  # are asked of what takes half a second for each
_FZF = 20  # keystrokes for which fzf is timed
_FZF_ALL = 10_000  # papers: among more it takes minutes for all queries
_COUNTED = 100  # places down to which what is meant is looked for


def figures(size: int) -> Iterator[Figure]:
    papers = made(size)
    asked = queries(papers)
    heads = [f"{p.title_text} {', '.join(p.authors)}" for p in papers]
    fzf = _fzf_time(heads, asked)
    for what, some, most in (
        ("title and authors", [replace(p, abstract=None, abstract_text=None) for p in papers], 1.5),
        ("with abstracts", papers, 0.25),
    ):
        blob = "\n".join(f"{h} {p.abstract_text or ''}" for h, p in zip(heads, some, strict=True)).lower().encode()
        once = seconds(lambda blob=blob: blob.find(b"zqxjzqxj"), 15) * 1000  # type: ignore[misc]
        start = time.process_time()
        index = Index(Segment.build(some))
        yield Figure(f"making the index, {what}", time.process_time() - start, "s")
        typed = _keystrokes(index, asked)
        yield Figure(f"keystroke, {what}, p50", share(typed, 0.5), "ms", "bytes.find", once)
        yield Figure(f"keystroke, {what}, p95", share(typed, 0.95), "ms", "bytes.find", once, most)
        yield Figure(f"keystroke, {what}, p99", share(typed, 0.99), "ms", "bytes.find", once)
        if fzf and some is not papers:
            yield Figure(f"keystroke, {what}, p95", share(typed, 0.95), "ms", "fzf", fzf, 1 / 20)
    yield from _kept(index)
    yield from _quality(papers, heads, asked, index)


def _keystrokes(index: Index, asked: Sequence[Corrupted]) -> list[float]:
    """Milliseconds of every letter typed, the best of three; what was found before the query began is forgotten."""
    rounds = [_typed(index, asked) for _ in range(3)]
    return [min(times) for times in zip(*rounds, strict=True)]


def _typed(index: Index, asked: Sequence[Corrupted]) -> list[float]:
    taken = []
    Searcher(index).search(parse("warm worm"))  # pairs of letters are made at the first typing error
    for query in asked[:: len(asked) // _TYPED]:
        searcher = Searcher(index)
        for end in range(1, len(query.text) + 1):
            start = time.perf_counter()  # reading the processor's time takes as long as many a search
            searcher.search(parse(query.text[:end]))
            taken.append((time.perf_counter() - start) * 1000)
    return taken


def _kept(index: Index) -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "index"
        start = time.process_time()
        derived_files.write(file, "", index.segment.parts(), checked=False)
        yield Figure("keeping the index on disk", (time.process_time() - start) * 1000, "ms")
        yield Figure("size of the kept index", file.stat().st_size / 1e6, "MB")

        def load() -> None:
            parts = derived_files.read(file, "")
            assert parts is not None
            Index(Segment.of_parts(parts))

        yield Figure("loading the kept index", seconds(load) * 1000, "ms")


def _quality(
    papers: Sequence[Paper], heads: Sequence[str], asked: Sequence[Corrupted], index: Index
) -> Iterator[Figure]:
    searcher = Searcher(index)
    places: dict[str, list[int]] = defaultdict(list)
    for query in asked:
        places[query.kind].append(_place(searcher.search(parse(query.text)).first, query.meant))
    everything = [place for found in places.values() for place in found]
    yield Figure("300 corrupted queries, mean reciprocal rank", _mrr(everything), "", target=0.95, least=True)
    for kind, found in places.items():
        target = 0.98 if kind == "2 typos" else None
        yield Figure(f"  {kind}: hit@10", _hits(found), "", f"MRR {_mrr(found):.3f}", target=target, least=True)
    few = asked[:: len(asked) // _SLOW]
    ids = [p.id for p in papers]
    for name, scorer in (("WRatio", fuzz.WRatio), ("partial_ratio", fuzz.partial_ratio)):
        found = [_place([ids[k] for _, _, k in process.extract(q.text, heads, scorer=scorer, limit=_COUNTED)], q.meant)
                 for q in few]  # fmt: skip
        yield Figure(
            f"  {name} (every {len(asked) // len(few)}th query)", _mrr(found), "", f"hit@10 {_hits(found):.3f}"
        )
    if shutil.which("fzf"):
        some = asked if len(papers) <= _FZF_ALL else asked[::3]
        with _lines(heads) as file:
            found = [_place([ids[k] for k in _fzf(file, q.text)], q.meant) for q in some]
        name = "  fzf" if some is asked else "  fzf (every 3rd query)"
        yield Figure(name, _mrr(found), "", f"hit@10 {_hits(found):.3f}; counts only if 0.77 ± 0.05")


def _place(ids: Sequence[int], meant: int) -> int:
    """From 1; 0 where what is meant is not among the first."""
    return ids.index(meant) + 1 if meant in ids[:_COUNTED] else 0


def _mrr(places: Sequence[int]) -> float:
    return sum(1 / place for place in places if place) / len(places)


def _hits(places: Sequence[int]) -> float:
    return sum(0 < place <= 10 for place in places) / len(places)


class _lines:  # noqa: N801 - used as a context manager only
    """Lines for fzf in a file, each with its number."""

    def __init__(self, heads: Sequence[str]) -> None:
        self._folder = tempfile.TemporaryDirectory()
        self._file = Path(self._folder.name) / "lines"
        self._file.write_text("".join(f"{head}\t{k}\n" for k, head in enumerate(heads)), encoding="utf-8")

    def __enter__(self) -> Path:
        return self._file

    def __exit__(self, *_: object) -> None:
        self._folder.cleanup()


def _fzf(file: Path, text: str, most: int = _COUNTED) -> list[int]:
    with file.open("rb") as lines:
        command = ["fzf", f"--filter={text}", "--delimiter=\t", "--nth=1"]
        done = subprocess.run(command, stdin=lines, capture_output=True, check=False)
    return [int(line.rsplit(b"\t", 1)[1]) for line in done.stdout.split(b"\n")[:most] if line]


def _fzf_time(heads: Sequence[str], asked: Sequence[Corrupted]) -> float | None:
    """Milliseconds that fzf takes for a keystroke of ours, p95: a whole filtering less reading the lines."""
    if not shutil.which("fzf"):
        return None

    def timed(file: Path, text: str) -> float:
        start = time.perf_counter()
        _fzf(file, text, most=1)
        return (time.perf_counter() - start) * 1000

    typed: list[str] = [q.text[: 1 + k * 3 % len(q.text)] for k, q in enumerate(asked[:: len(asked) // _FZF])]
    with _lines(heads) as file:
        reading = min(timed(file, "'zqxjzqxj") for _ in range(3))
        return share([max(timed(file, text) - reading, 0.0) for text in typed], 0.95)
