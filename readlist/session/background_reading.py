"""The process that reads all papers of a large library, ``python -m readlist.session.background_reading``.

It makes the index of the search, or the words that interest is learned from, and leaves them in the cache, where the
app takes them from. In a thread of the app the keys would wait for it, three times as long at 100,000 papers, and the
memory that it takes would stay with the app: 80 MB at 10,000 papers, 500 at 100,000.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from threading import Lock, Thread
from typing import TYPE_CHECKING

from readlist.platform.processes import module_command
from readlist.session.open_library import OpenLibrary

if TYPE_CHECKING:
    from subprocess import Popen

LARGE = 2_000
"""Papers: fewer are read sooner than a process starts."""

_turn = Lock()  # one process after the other: each takes 400 MB at 100,000 papers


class BackgroundReading:
    """What reads a library. ``run`` may be called in any thread, once at a time."""

    def __init__(self, what: str, opened: OpenLibrary) -> None:
        self._what = what
        self._opened = opened
        self._process: Popen[bytes] | None = None
        self._ended = False

    def run(self) -> bool:
        """Wait until the library is read, if it is large; may there be something new in the cache?"""
        if len(self._opened.library.papers) < LARGE or not self._opened.persistent or self._ended:
            return False
        from subprocess import DEVNULL, PIPE, Popen  # late: most libraries are small, or read already

        command = module_command("readlist.session.background_reading", self._what, str(self._opened.folder))
        with _turn, suppress(OSError), Popen(command, stdin=PIPE, stdout=DEVNULL, stderr=DEVNULL) as process:  # noqa: S603
            self._process = process
            if self._ended:
                process.kill()
            process.wait()
        return True

    def end(self) -> None:
        """End the process: what it makes is no longer needed."""
        self._ended = True
        if self._process is not None:
            self._process.kill()


def _read_index(opened: OpenLibrary) -> None:
    from readlist.session.library_search import LibrarySearch

    LibrarySearch(opened).prepare()


def _read_interest(opened: OpenLibrary) -> None:
    from readlist.session.library_interest import LibraryInterest

    LibraryInterest(opened).prepare()


_READINGS: Mapping[str, Callable[[OpenLibrary], None]] = {"index": _read_index, "interest": _read_interest}


def _end_with_app() -> None:
    while os.read(0, 1):  # until the other end is closed, however the app ends
        pass
    os._exit(1)


def main() -> None:
    what, folder = sys.argv[1:]
    with suppress(OSError, AttributeError):  # not on Windows
        os.nice(5)  # keys go first where there is one processor
    Thread(target=_end_with_app, daemon=True).start()
    _READINGS[what](OpenLibrary(Path(folder)))


if __name__ == "__main__":
    main()
