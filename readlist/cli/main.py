"""Entry point of the command line: runs a command or the app; every error becomes one line and an exit code.

Exit codes: 0 done, 1 failed (one line says why), 2 wrong usage or no terminal where one is needed, 130 interrupted.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from readlist.cli.output import CommandError, OutputError, UsageError, discard, flush, print_err

if TYPE_CHECKING:
    from argparse import Namespace

    from readlist.platform.config import Config
    from readlist.session.open_library import OpenLibrary


def main(argv: Sequence[str] | None = None) -> int:
    """Run readlist with the arguments of the command line; returns the exit code."""
    return exit_code(lambda: _run(list(sys.argv[1:] if argv is None else argv)))


def exit_code(work: Callable[[], int]) -> int:
    """Call ``work`` and return its exit code; an error becomes a line on stderr and an exit code."""
    if sys.platform == "win32":  # no lock there is freed by every kind of death, so nothing could be promised
        print_err("readlist does not support Windows yet: run it in WSL, the Windows Subsystem for Linux")
        return 1
    try:
        for stream in (sys.stdout, sys.stderr):
            if hasattr(stream, "reconfigure"):  # papers are UTF-8, whatever the locale says
                stream.reconfigure(encoding="utf-8", errors="backslashreplace")
        code = work()
        flush()
        return code
    except UsageError as error:
        print_err(str(error))
        return 2
    except BrokenPipeError:  # `readlist list | head`: the reader has what it wanted
        discard(sys.stdout)
        return 0
    except OutputError as error:
        discard(sys.stdout)
        print_err(str(error))
        return 1
    except KeyboardInterrupt:
        print_err("interrupted")
        return 130
    except Exception as error:
        print_err(_message(error))
        return 1


def _message(error: Exception) -> str:
    """The line for the user: what to do about the error or, for a bug, where its details are."""
    from readlist.library.history import HistoryError
    from readlist.platform import faults
    from readlist.platform.paths import PathError
    from readlist.store.files import StoreError

    if isinstance(error, CommandError | HistoryError | StoreError | PathError | faults.FaultError):
        return str(error)
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    if isinstance(error, MemoryError):
        return "not enough memory"
    return faults.record(error)


def _run(argv: Sequence[str]) -> int:
    from readlist.cli.parser import parse_arguments

    try:
        return _run_command(parse_arguments(argv))
    except SystemExit as end:  # after --help, --version
        return int(end.code or 0)


def _run_command(args: Namespace) -> int:
    if args.verb is None:
        return open_app(args.library)
    args.config = read_config()
    for mistake in args.config.mistakes if args.config else ():
        print_err(mistake)
    if not args.needs_library:
        return int(args.run(args))
    from readlist.cli.parser import library_folder_of
    from readlist.session.open_library import OpenLibrary
    from readlist.store.files import StoreError

    opened = OpenLibrary(library_folder_of(args))
    for problem in opened.problems[:3]:
        print_err(f"{problem}: ignored; `readlist doctor` checks the whole library")
    code = int(args.run(args, opened))
    flush()
    _follow(opened)
    if opened.files_moved:
        from readlist.session.library_pdfs import Pdfs

        Pdfs(opened, args.config.settings.pdf if args.config else None).tidy()
    if (tidy := opened.compaction()) is not None:
        with contextlib.suppress(StoreError):  # the command itself is done; the next one tries again
            tidy()
    return code


def _follow(opened: OpenLibrary) -> None:
    """Bring the exports that are kept up to date, where there are any."""
    from readlist.platform.paths import has_ledgers

    if opened.persistent and has_ledgers():
        from readlist.session.kept_exports import follow

        follow(opened, print_err)


def read_config() -> Config | None:
    """The configuration, or None without a file. Mistakes in it are reported, but stop nothing."""
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


def open_app(library: str | None) -> int:
    """Open the app on a library, named as on the command line; returns the exit code."""
    from readlist.platform import picture

    try:
        if not has_terminal():
            raise UsageError("the app needs an interactive terminal; `readlist --help` lists commands that don't")
        from readlist.platform.config import Config
        from readlist.platform.paths import library_folder
        from readlist.session.open_library import OpenLibrary
        from readlist.session.ui_state import load_state

        config = read_config() or Config()
        opened = OpenLibrary(library_folder(library, config.settings.library.path or None), keep_unsaved=True)
        left = load_state(opened.folder)
        from readlist.tui.app import show  # late: importing Textual takes longer than all else

        end = show(opened, config, left, asked=library)
        _follow(opened)
        return open_app(end) if isinstance(end, str) else end
    finally:
        picture.give_back()  # before an error is printed
