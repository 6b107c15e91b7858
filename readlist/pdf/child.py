"""The process that reads PDFs, ``python -m readlist.pdf.child``; a broken or hostile file can harm only it.

It takes messages on standard input and answers each on standard output: four bytes of length, then msgpack. It may use
so much memory and time, and can write no file.
"""

from __future__ import annotations

import os
import sys
from typing import BinaryIO

import msgspec

from readlist.pdf.extracted import Extracted, Wanted

MEMORY = 1_000_000_000
"""Bytes of address space, the program's own 150 MB included."""
SECONDS = 20
"""Of one file; readlist ends the process after as many by the clock."""


def main() -> None:
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what a library prints must not be taken for an answer
    _limit_memory()
    from readlist.pdf.extraction import extract

    while (wanted := receive(sys.stdin.buffer)) is not None:
        _limit_time()
        try:
            found = extract(msgspec.msgpack.decode(wanted, type=Wanted))
        except MemoryError:
            found = Extracted(refused=f"needs more than {MEMORY // 1_000_000:,} MB of memory to be read")
        send(answers, msgspec.msgpack.encode(found))


def send(stream: BinaryIO, message: bytes) -> None:
    """Write a message. Raises OSError."""
    stream.write(len(message).to_bytes(4, "big") + message)
    stream.flush()


def receive(stream: BinaryIO) -> bytes | None:
    """The next message; None at the end."""
    head = stream.read(4)
    return stream.read(int.from_bytes(head, "big")) if len(head) == 4 else None


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # not on Windows
        return
    limits = ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0))
    for kind, most in limits:
        try:
            resource.setrlimit(kind, (most, most))
        except (ValueError, OSError):  # macOS does not limit the address space
            continue


def _limit_time() -> None:
    """Processor time, for the case that nobody is there any more who could end this process."""
    try:
        import resource
    except ImportError:
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    most = int(used.ru_utime + used.ru_stime) + SECONDS + 5
    resource.setrlimit(resource.RLIMIT_CPU, (most, resource.getrlimit(resource.RLIMIT_CPU)[1]))


if __name__ == "__main__":
    main()
