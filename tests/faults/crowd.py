"""Many processes that write to one library at once, the snapshot written anew all the while, beside an open app."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from readlist.session.open_library import OpenLibrary
from tests.faults.kills import WRITES, check_whole
from tests.store.conftest import written
from tests.tui.terminal import Terminal

_STARS = re.compile(r"★ (\d+)")


@dataclass(frozen=True, slots=True)
class Crowd:
    """What came of it."""

    changes: int  # that the processes were told are made
    kept: int
    anew: int  # how often the snapshot was seen to be another one
    seconds: float
    behind: float  # seconds that the app was behind at most; a change counts from when its process was told


def crowd(folder: Path, processes: int, each: int) -> Crowd:
    """Have processes star papers, each its own, with the app open; all that they were told is made has to be kept.

    The app shows every change in the end, however it comes by them. Raises AssertionError.
    """
    written(folder, processes * each)
    terminal = Terminal("--library", str(folder))
    writers = []
    try:
        terminal.begun()
        for n in range(processes):
            command = [sys.executable, "-c", WRITES, folder, processes * each, n, processes, each, 1]
            writers.append(
                subprocess.Popen(list(map(str, command)), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            )
        told: list[float] = []  # when each of the changes was

        def listen(writer: subprocess.Popen[str]) -> None:
            assert writer.stdout
            told.extend(time.monotonic() for _ in writer.stdout)

        for writer in writers:
            assert writer.stdout
            assert writer.stdin
            assert writer.stdout.readline() == "ready\n"
        begin = time.monotonic()
        listeners = [threading.Thread(target=listen, args=(writer,)) for writer in writers]
        for writer, listener in zip(writers, listeners, strict=True):
            assert writer.stdin
            writer.stdin.write("\n")
            writer.stdin.flush()
            listener.start()
        files = {(folder / "library.json").stat().st_ino}
        behind = 0.0

        def shown() -> bool:
            """Is all on the screen? Notes how far behind it is."""
            nonlocal behind
            now, known = time.monotonic(), sorted(told)
            found = _STARS.search(terminal.screen.display[0])
            stars = int(found[1]) if found else 0
            if stars < len(known):
                behind = max(behind, now - known[stars])
            files.add((folder / "library.json").stat().st_ino)
            return stars == processes * each

        while any(listener.is_alive() for listener in listeners):
            shown()
            assert terminal.read(), terminal.text
        seconds = time.monotonic() - begin
        for writer in writers:
            assert writer.wait() == 0
        terminal.until(shown)
        terminal.send("q")
        assert terminal.ended() == 0
    finally:
        terminal.process.close(force=True)
        for writer in writers:
            writer.kill()
            writer.communicate()
    library = OpenLibrary(folder).library
    kept = sum(library.mark(id).starred for id in library.papers)
    parents = [change.parent for change in library.history.values()]
    assert parents == [None, *list(library.history)[:-1]]  # each was made on top of the one before
    assert len(library.history) == len(told)
    check_whole(folder)
    return Crowd(len(told), kept, len(files), seconds, behind)
