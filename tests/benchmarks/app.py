"""What a person sees of the app's speed, through a terminal: its start, its keys, its memory; beside an empty Textual
app, fzf and newsboat (those of them that are there)."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from statistics import median
from threading import Event, Thread
from time import process_time
from xml.sax.saxutils import escape

from readlist.library.marking import star
from readlist.model.paper import Paper
from readlist.platform.derived_files import derived_file
from readlist.session.open_library import OpenLibrary
from readlist.store.files import dumps
from tests.benchmarks.figures import Figure
from tests.benchmarks.libraries import environment, library, made, workshop
from tests.benchmarks.terminal import Terminal

_PAIRS, _MOVES = 3, 60  # of starts of each kind
_TYPED = ("neural network", "stochastic systems", "graph learning", "quantum dynamics")
_FEW = 1_000  # papers with which a large library is compared
_EMPTY = """
from textual.app import App
from textual.widgets import Static

class Empty(App):
    def compose(self):
        yield Static("nothing")

Empty().run()
"""
_FEED = 10_000  # articles of newsboat's feed at most: it reads more in minutes
_MANY = 100_000  # papers, from which on there are targets for searching and for memory


def figures(size: int) -> Iterator[Figure]:
    env = environment()
    folder = library(size)
    yield from _memory_at_first(folder, env)
    yield from _start(folder, env)
    with _readlist(folder, env) as app:
        yield from _moves(app, size, env)
        yield from _keystrokes(app, size, env)
    yield from _memory(folder, size, env)


def _readlist(folder: Path, env: Mapping[str, str]) -> Terminal:
    return Terminal([sys.executable, "-m", "readlist", "--library", str(folder)], env)


def _empty(env: Mapping[str, str]) -> Terminal:
    return Terminal([sys.executable, "-c", _EMPTY], env)


# the start


def _start(folder: Path, env: Mapping[str, str]) -> Iterator[Figure]:
    """Papers are on the screen when the key hints, the last of its lines, are.

    Where nothing changed since the app was left, it shows its last screen before anything is imported. Where the
    library changed, and for the first time of all, the app draws it: that may take 1.6 times an empty app and loading,
    since the 70 ms that a second way of drawing saved were not worth a second way of drawing.
    """
    empty, rounds = [], []
    for on in (True, False) * _PAIRS:
        with _empty(env) as app:
            empty.append(app.until(b"nothing") - app.started)
        rounds.append(_starts(folder, env, on))
    left, changed, first, keys = (list(times) for times in zip(*rounds, strict=True))
    loads = []
    for _ in range(3):
        start = process_time()
        OpenLibrary(folder)
        loads.append(process_time() - start)
    beside, yardstick = (min(empty) + min(loads)) * 1000, "an empty app, and loading"
    for when, times, target in (
        ("as it was left", left, 1.25),
        ("the library changed", changed, 1.6),
        ("for the first time", first, 1.6),
    ):
        yield Figure(f"start to first frame, {when}", min(times) * 1000, "ms", yardstick, beside, target)
    yield Figure("start to the answer to a key typed at once", min(keys) * 1000, "ms", yardstick, beside)


def _starts(folder: Path, env: Mapping[str, str], on: bool) -> tuple[float, float, float, float]:
    """Seconds of a start as the library was left, of one after a star, of the first, and to the answer to a key."""
    paper = OpenLibrary(folder).library.newest[0]
    shutil.rmtree(Path(env["XDG_CACHE_HOME"]) / "readlist" / "pictures", ignore_errors=True)
    first = _until_shown(folder, env)
    OpenLibrary(folder).do("star", lambda library, at: star(library, [paper], on, at))
    changed = _until_shown(folder, env)
    with _readlist(folder, env) as app:
        left = app.until(b"saved") - app.started
        app.send("/")
        return left, changed, first, app.until(b"esc back") - app.started


def beside(folder: Path, other: Path, env: Mapping[str, str], what: str) -> Iterator[Figure]:
    """Starts, cursor key and keystroke in a library beside those in another one, by turns."""
    names = ("start to first frame, as it was left", "start to first frame, the library changed",
             "start to first frame, for the first time", "start to the answer to a key typed at once",
             "cursor key to repaint, p50", "keystroke to results, p50")  # fmt: skip
    starts: tuple[list[tuple[float, ...]], ...] = ([], [])
    keys: tuple[list[tuple[float, ...]], ...] = ([], [])
    for n, on in enumerate((True, False) * _PAIRS):
        for place, started, pressed in zip((folder, other), starts, keys, strict=True):
            started.append(tuple(seconds * 1000 for seconds in _starts(place, env, on)))
            if n < 2:  # each has many of its own
                with _readlist(place, env) as app:
                    app.until(b"saved")
                    cursor, _ = _times(app, "j")
                    app.send("/")
                    app.until(b"esc back")
                    pressed.append((cursor, median(_typed(app, rb"([\d,]+) of [\d,]+ ", "\x1b", "/"))))
    ours, theirs = (
        [min(times) for rounds in both for times in zip(*rounds, strict=True)]
        for both in zip(starts, keys, strict=True)
    )
    for name, value, beside in zip(names, ours, theirs, strict=True):
        yield Figure(f"{name}, {what}", value, "ms", "without", beside, 1.05)


def _until_shown(folder: Path, env: Mapping[str, str]) -> float:
    """Seconds until a library is shown by an app that is left then."""
    with _readlist(folder, env) as app:
        shown = app.until(b"saved") - app.started
        app.settle(0.5)
        app.leave("q")
    return shown


# keys


def _times(app: Terminal, key: str) -> tuple[float, float]:
    """Milliseconds from a key until the cursor is drawn in its new place, and until all is; medians."""
    app.settle(0.5)
    taken = [both for _ in range(_MOVES) if (both := app.repaint(key)) is not None]
    first, last = zip(*taken, strict=True)
    return median(first) * 1000, median(last) * 1000


def _moves(app: Terminal, size: int, env: Mapping[str, str]) -> Iterator[Figure]:
    app.until(b"saved")
    first, last = _times(app, "j")
    articles = made(size)[:_FEED]
    theirs = _newsboat(articles, env)
    beside = f"newsboat at {len(articles):,} articles" if theirs else ""
    yield Figure("cursor key to repaint, p50", first, "ms", beside, theirs, theirs and 1.0)
    if size > _FEW:
        with _readlist(library(_FEW), env) as few:
            few.until(b"saved")
            at_few, _ = _times(few, "j")
        yield Figure("cursor key to repaint, p50", first, "ms", f"the same at {_FEW:,} papers", at_few, 1.5)
    yield Figure("cursor key until the detail is drawn too, p50", last, "ms")


def _newsboat(articles: Sequence[Paper], env: Mapping[str, str]) -> float | None:
    """What newsboat takes in a feed of these articles: the more there are, the longer."""
    if not shutil.which("newsboat"):
        return None
    top = workshop() / "newsboat"
    top.mkdir(exist_ok=True)
    items = "".join(f"<item><title>{escape(p.title_text)}</title><guid>{p.id}</guid></item>" for p in articles)
    feed = f'<rss version="2.0"><channel><title>papers</title>{items}</channel></rss>'
    (top / "feed.xml").write_text(feed, encoding="utf-8")
    (top / "urls").write_text(f"file://{top}/feed.xml\n", encoding="utf-8")
    (top / "config").write_text("auto-reload no\n", encoding="utf-8")
    command = ["newsboat", "-C", f"{top}/config", "-u", f"{top}/urls", "-c", f"{top}/cache.db"]
    subprocess.run([*command, "-x", "reload"], env={**env}, capture_output=True, check=True)
    with Terminal(command, env) as app:
        app.until(b"papers")
        app.settle(0.5)
        app.send("\r")
        return _times(app, "j")[0]


def _keystrokes(app: Terminal, size: int, env: Mapping[str, str]) -> Iterator[Figure]:
    app.send("/")
    app.until(b"esc back")
    ours = median(_typed(app, rb"([\d,]+) of [\d,]+ ", "\x1b", "/"))
    theirs = None
    if shutil.which("fzf"):
        lines = workshop() / f"lines-{size}"
        lines.write_text("".join(f"{p.title_text} {', '.join(p.authors)}\n" for p in made(size)), encoding="utf-8")
        with Terminal(["sh", "-c", f"fzf < '{lines}'"], env) as fzf:
            fzf.until(rb"(\d+)/%d" % size)
            fzf.settle(1.0)
            theirs = median(_typed(fzf, rb"(\d+)/%d(?! *\()" % size, "\x15", ""))
    target = 1 / 5 if theirs and size >= _MANY else None
    yield Figure("keystroke to results, p50", ours, "ms", "fzf" if theirs else "", theirs, target)


def _typed(app: Terminal, found: bytes, *clear: str) -> list[float]:
    """Milliseconds from every letter that changes what is found until that is said."""
    taken = []
    for text in _TYPED:
        before = b""
        for letter in text:
            start = app.send(letter)
            said = app.said(found, before)
            if said is not None:
                taken.append((said[0] - start) * 1000)
                before = said[1]
            app.settle(0.3)
        for keys in filter(None, clear):
            app.send(keys)
            app.settle(0.5)
    return taken


# memory


class _Peak:
    """The most memory of a program and those that it starts, looked at now and then."""

    def __init__(self, app: Terminal) -> None:
        self.most = 0
        self._app, self._end = app, Event()
        self._thread = Thread(target=self._look)

    def __enter__(self) -> _Peak:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._end.wait(0.05):
            self.most = max(self.most, self._app.memory_of_all())


def _searched(app: Terminal, ready: Callable[[], object]) -> None:
    """Everyday use: wait for the index, search, go through papers, decide."""
    app.until(b"saved")
    app.send("/")
    app.until(b"esc back")
    app.send("neural")
    ready()
    app.send("\x1b")
    app.settle(0.5)  # what follows an escape at once belongs to it
    for keys in "\x06\x06\x06jjjs\x02":
        app.send(keys)
        app.settle(0.2)


def _memory_at_first(folder: Path, env: Mapping[str, str]) -> Iterator[Figure]:
    made = [derived_file(kind, str(folder.resolve())) for kind in ("index", "interest")]
    for file in made:
        file.unlink(missing_ok=True)  # the command line may have made it
    with _readlist(folder, env) as app, _Peak(app) as peak:
        _searched(app, lambda: app.until(rb"[\d,]+ of [\d,]+ "))
        while not all(file.exists() for file in made):
            app.settle(1.0)
        now = app.own_memory()
    yield Figure("memory at first, index and interest being made, all processes, peak", peak.most / 1e6, "MB")
    yield Figure("memory at first, when they are made", now / 1e6, "MB")


def _memory(folder: Path, size: int, env: Mapping[str, str]) -> Iterator[Figure]:
    with _empty(env) as app:
        app.until(b"nothing")
        app.settle(0.5)
        empty = app.own_memory()
    text = sum(len(dumps(_told(p.document()))) for p in made(size))
    with _readlist(folder, env) as app, _Peak(app) as peak:
        _searched(app, lambda: app.until(rb"[\d,]+ of [\d,]+ "))
        now = app.own_memory()
    for what, used, target in (("", now, 1.0), (", peak", peak.most, 1.2)):
        yield Figure(
            f"memory less an empty app's{what}", (used - empty) / 1e6, "MB", "the papers' text", text / 1e6,
            target if size >= _MANY else None,
        )  # fmt: skip


def _told(document: Mapping[str, object]) -> dict[str, object]:
    """What a page told of a paper: once, without what is made of it."""
    made_of_it = ("title_text", "abstract_text", "sketch")
    return {name: value for name, value in document.items() if name not in made_of_it}
