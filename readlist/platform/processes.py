"""Further processes of readlist, work of seconds that is split between two, and threads that nobody needs."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pickle import UnpicklingError
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

Item = TypeVar("Item")
Result = TypeVar("Result")
Work = Callable[[Sequence[Item]], list[Result]]


def module_command(module: str, *arguments: str) -> list[str]:
    """What runs a module of readlist in a new process: never another of that name, from the folder one is in."""
    return [sys.executable, "-P", "-m", module, *arguments]


@contextmanager
def one_thread() -> Iterator[None]:
    """Import numpy without the threads of its linear algebra, which nobody needs here: two thirds of the time."""
    name = "OPENBLAS_NUM_THREADS"
    before = os.environ.get(name)
    os.environ.setdefault(name, "1")
    try:
        yield
    finally:
        if before is None:  # other programs that readlist starts may want theirs
            os.environ.pop(name, None)


def in_two(work: Work[Item, Result], items: Sequence[Item]) -> list[Result]:
    """The results of ``work`` for the items; a second process does the second half.

    The result of ``work`` for an item must not depend on the other items. If there can't be a second process, this one
    does all the work. The second one is forked, so that ``work`` and the items need not be copied; that is safe only
    on Linux and without threads. It ends when this process ends, however that happens.
    """
    half = (len(items) + 1) // 2
    if half == len(items) or sys.platform != "linux" or threading.active_count() > 1 or (os.cpu_count() or 1) < 2:
        return work(items)
    from multiprocessing import get_context  # late: most imports are small

    context = get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    second = context.Process(target=_work_and_send, args=(sender, work, items[half:]), daemon=True)
    try:
        second.start()
    except OSError:  # too many processes
        return work(items)
    sender.close()
    try:
        results = work(items[:half])
        try:
            results += receiver.recv()
        except (EOFError, OSError, UnpicklingError):  # it was killed
            results += work(items[half:])
    finally:
        receiver.close()
        second.terminate()  # it has sent its results, or this process has failed or was interrupted
        second.join()
    return results


def _work_and_send(sender: Connection, work: Work[Item, Result], items: Sequence[Item]) -> None:
    with suppress(BaseException):  # the first process then does the work itself, and reports the error
        threading.Thread(target=_end_with_parent, daemon=True).start()
        sender.send(work(items))


def _end_with_parent() -> None:
    from multiprocessing import parent_process

    parent = parent_process()
    assert parent
    parent.join()
    os._exit(1)
