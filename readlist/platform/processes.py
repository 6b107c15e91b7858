"""Work for two processors, for what takes seconds."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from pickle import UnpicklingError
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

Item = TypeVar("Item")
Made = TypeVar("Made")
Work = Callable[[Sequence[Item]], list[Made]]


def in_two(work: Work[Item, Made], items: Sequence[Item]) -> list[Made]:
    """What ``work`` makes of the items, of the second half of them in a process of its own.

    In this process where no other can be had: it forks, which it may not while there are threads. ``work`` must make
    of each item what it makes of it alone.
    """
    half = (len(items) + 1) // 2
    if half == len(items) or threading.active_count() > 1 or (os.cpu_count() or 1) < 2 or not hasattr(os, "fork"):
        return work(items)
    from multiprocessing import get_context

    context = get_context("fork")
    taking, giving = context.Pipe(duplex=False)
    other = context.Process(target=_give, args=(giving, work, items[half:]), daemon=True)
    try:
        other.start()
    except OSError:  # there are too many processes
        return work(items)
    giving.close()
    made = work(items[:half])
    try:
        made += taking.recv()
    except (EOFError, OSError, UnpicklingError):  # it was killed
        made += work(items[half:])
    taking.close()
    other.join()
    return made


def _give(giving: Connection, work: Work[Item, Made], items: Sequence[Item]) -> None:
    with suppress(BaseException):  # who waits for it does the work then, and fails where it must
        giving.send(work(items))
