"""What is drawn goes to the terminal at once where the terminal takes it, else through a thread, in order.

Textual hands all of it to a thread, which has to wait until the app has nothing more to do.
"""

from __future__ import annotations

import os
from contextlib import suppress
from queue import Queue
from typing import IO

from textual.drivers._writer_thread import MAX_QUEUED_WRITES, WriterThread


class Output(WriterThread):
    """Is written to by one thread only."""

    def __init__(self, file: IO[str]) -> None:
        super().__init__(file)
        self._left: Queue[bytes | None] = Queue(MAX_QUEUED_WRITES)  # what the terminal has not taken yet
        self._direct = _opened_again(file.fileno())

    def write(self, text: str) -> None:
        data = text.encode(errors="replace")
        if not self._left.unfinished_tasks:  # nothing of it waits, or is being written
            data = data[self._taken(data) :]
        if data:
            self._left.put(data)

    def _taken(self, data: bytes) -> int:
        """Give the terminal what it takes without waiting; how many bytes that were."""
        if self._direct is not None:
            with suppress(OSError):  # it takes none, or is gone: the thread sees to it
                return os.write(self._direct, data)
        return 0

    def run(self) -> None:
        while (data := self._left.get()) is not None:
            with suppress(OSError):  # a terminal that is gone: its signal ends the app
                while data:
                    data = data[os.write(self.fileno(), data) :]
            self._left.task_done()

    def stop(self) -> None:
        self._left.put(None)
        self.join()
        if self._direct is not None:
            os.close(self._direct)
            self._direct = None


def _opened_again(terminal: int) -> int | None:
    """The terminal as a file of its own, whose writes never wait: to say so of the other would say it of the shell's
    too. None where it can't be opened.
    """
    try:
        return os.open(os.ttyname(terminal), os.O_WRONLY | os.O_NOCTTY | os.O_NONBLOCK)
    except OSError:
        return None
