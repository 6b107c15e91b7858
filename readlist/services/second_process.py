"""A large page is read by two processes, as what one of its blocks says is no other's affair.

The second is this program again (``python -m readlist.services.second_process``): it takes its blocks from standard
input, writes what they say to standard output, and ends when the first does. Where there is none, one reads all.
"""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Sequence
from threading import Thread

from readlist.pages.layout import Block
from readlist.pages.reading import Progress, Readings, read_blocks

_SHARE = 0.45  # of the blocks that the second reads: it has to start, and to be told of them


def read_by_two(blocks: Sequence[Block], known: frozenset[str], progress: Progress | None = None) -> list[Readings]:
    """What ``read_blocks`` gives, sooner where there are thousands."""
    own = len(blocks) - int(len(blocks) * _SHARE)

    def tell(done: int, _: int) -> None:
        if progress:
            progress(done * len(blocks) // own, len(blocks))

    try:
        second = _Second(blocks[own:], known)
    except OSError:  # no room for another process
        return read_blocks(blocks, known, progress)
    try:
        first = read_blocks(blocks[:own], known, tell)
        rest = second.result()
    finally:
        second.end()
    return first + (read_blocks(blocks[own:], known) if rest is None else rest)


class _Second:
    """Another process at work; a thread talks to it."""

    def __init__(self, blocks: Sequence[Block], known: frozenset[str]) -> None:
        self._asked = pickle.dumps((blocks, known))
        self._answer = b""
        command = [sys.executable, "-m", __name__]
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL)  # noqa: S603
        self._thread = Thread(target=self._talk, daemon=True)
        self._thread.start()

    def _talk(self) -> None:
        self._answer, _ = self._process.communicate(self._asked)

    def result(self) -> list[Readings] | None:
        """What it read; None where it could not."""
        self._thread.join()
        if self._process.returncode or not self._answer:
            return None
        read: list[Readings] = pickle.loads(self._answer)  # noqa: S301 - our own words
        return read

    def end(self) -> None:
        """It is not needed any more, done or not."""
        self._process.kill()
        self._thread.join()


def main() -> None:
    blocks, known = pickle.load(sys.stdin.buffer)  # noqa: S301 - from the process that started this one
    pickle.dump(read_blocks(blocks, known), sys.stdout.buffer)


if __name__ == "__main__":
    main()
