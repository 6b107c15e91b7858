"""The command line: one place where errors become a line and an exit code.

Exit codes: 0 done, 1 it could not be done (one line says why), 2 wrong usage or no terminal where one is needed.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from readlist.cli.output import CommandError, OutputError, UsageError, flush, give_up, tell

if TYPE_CHECKING:
    from argparse import Namespace

    from readlist.platform.config import Config


def main(argv: Sequence[str] | None = None) -> int:
    """Run readlist; the exit code."""
    return guarded(lambda: _run(list(sys.argv[1:] if argv is None else argv)))


def guarded(work: Callable[[], int]) -> int:
    """Do some work; its exit code. What goes wrong becomes a line and an exit code."""
    if sys.platform == "win32":  # no locks there that any death frees: nothing could be promised
        tell("readlist does not run on Windows itself: run it in WSL, the Windows Subsystem for Linux")
        return 1
    try:
        for stream in (sys.stdout, sys.stderr):
            if hasattr(stream, "reconfigure"):  # whatever the locale says, papers are UTF-8
                stream.reconfigure(encoding="utf-8", errors="backslashreplace")
        code = work()
        flush()
        return code
    except UsageError as error:
        tell(str(error))
        return 2
    except BrokenPipeError:  # `readlist list | head`: what was wanted was read
        give_up(sys.stdout)
        return 0
    except OutputError as error:
        give_up(sys.stdout)
        tell(str(error))
        return 1
    except KeyboardInterrupt:
        tell("interrupted")
        return 130
    except Exception as error:
        tell(_reason(error))
        return 1


def _reason(error: Exception) -> str:
    """The line that a user reads: what to do about it, or, of a bug, where its details are."""
    from readlist.library.history import HistoryError
    from readlist.platform import faults
    from readlist.platform.paths import PathError
    from readlist.store.files import StoreError

    if isinstance(error, CommandError | HistoryError | StoreError | PathError | faults.FaultError):
        return str(error)
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    if isinstance(error, MemoryError):  # no fault of anyone
        return "there is not enough memory for that"
    return faults.record(error)


def _run(argv: Sequence[str]) -> int:
    from readlist.cli.parser import parsed

    try:
        return _carry_out(parsed(argv))
    except SystemExit as asked:  # --help, --version
        return int(asked.code or 0)


def _carry_out(args: Namespace) -> int:
    if args.verb is None:
        return open_app(args.library)
    args.config = config()
    for mistake in args.config.mistakes if args.config else ():
        tell(mistake)
    if not args.needs_library:
        return int(args.run(args))
    from readlist.cli.options import folder
    from readlist.session.open_library import OpenLibrary
    from readlist.store.files import StoreError

    opened = OpenLibrary(folder(args))
    code = int(args.run(args, opened))
    flush()
    if (tidy := opened.tidying()) is not None:
        with contextlib.suppress(StoreError):  # what was asked for is done; the next command tries again
            tidy()
    return code


def config() -> Config | None:
    """The configuration, where there is a file of it; what is wrong in it keeps nothing from working."""
    from readlist.platform.paths import config_file

    if not os.environ.get("READLIST_CONFIG") and not os.path.exists(config_file()):  # noqa: PTH110 (never raises)
        return None
    from readlist.platform.config import load

    return load()


def has_terminal() -> bool:
    """Can the app be shown? Textual reads standard input and draws on standard error."""
    streams = (sys.stdin, sys.stdout, sys.stderr)
    terminal = all(stream is not None and stream.isatty() for stream in streams)
    return terminal and os.environ.get("TERM", "") not in ("", "dumb")


def open_app(asked: str | None) -> int:
    """Open the app on the library asked for by that name."""
    from readlist.platform import picture

    try:
        if not has_terminal():
            raise UsageError("the app needs a terminal that can move its cursor: `readlist --help` lists what doesn't")
        from readlist.platform.config import Config
        from readlist.platform.paths import library_folder
        from readlist.session.open_library import OpenLibrary
        from readlist.view import first, state

        found = config() or Config()
        opened = OpenLibrary(library_folder(asked, found.settings.library.path or None), patient=True)
        left = state.load(opened.folder)
        first.show(opened, left, found.settings)
        from readlist.tui.app import show  # late: it takes longer than all else

        return show(opened, found, left, asked=asked)
    finally:
        picture.give_back()  # before anything is said of what went wrong
