"""The picture of the app's last screen: saved on exit, painted at the next start before anything is imported.

It is painted only if everything it depends on is unchanged: this version, the terminal and its size, the library, the
settings, the day. What is typed while it is shown waits in the terminal, unseen, for the app that takes over. The file
may be deleted at any time, and is of no use on another machine.
"""

from __future__ import annotations

import _thread  # not ``threading``, which takes longer to import than the picture to paint
import os
import signal
import time
from collections.abc import Iterable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from readlist import __version__
from readlist.platform import derived_files

if TYPE_CHECKING:
    from pathlib import Path

ALTERNATE_SCREEN = "\x1b[?1049h"
_TAKE = f"{ALTERNATE_SCREEN}\x1b[?25l\x1b[?7l\x1b[?2004h"  # no cursor, no wrapping, bracketed paste
_GIVE_BACK = "\x1b[0m\x1b[?2004l\x1b[?7h\x1b[?1049l\x1b[?25h"
_ENDING = (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)
_DAY = 24 * 60 * 60
_VARIABLES = ("TERM", "COLORTERM", "TERM_PROGRAM", "NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES", "HOME")
"""Variables that decide how the app looks; ``TEXTUAL_…`` too. ``XDG_…_HOME`` decide where its files are."""


class Shown:
    """A picture on the terminal, until the app draws over it or the terminal is restored."""

    def __init__(self, drawn: str) -> None:
        import termios

        self.drawn = drawn
        self._data = (_TAKE + drawn).encode()
        self._painting = False
        self.modes: list[Any] = termios.tcgetattr(0)  # the terminal's, as they were before
        typed = [*self.modes[:6], list(self.modes[6])]
        typed[0] &= ~(termios.IXON | termios.IXOFF | termios.ICRNL | termios.INLCR | termios.IGNCR)
        typed[3] &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN | termios.ISIG)
        termios.tcsetattr(0, termios.TCSANOW, typed)
        self._before = {number: signal.signal(number, _end) for number in _ENDING}

    def paint(self) -> None:
        """Start painting, in a thread: over a slow line it takes time, which the imports can use."""
        self._painting = True
        _thread.start_new_thread(self._paint, ())

    def _paint(self) -> None:
        with suppress(OSError):  # the terminal is gone
            _write(self._data)
        self._painting = False

    def wait(self) -> None:
        """Wait until it is painted. It takes no lock, since a signal handler may wait here at the same time."""
        while self._painting:
            time.sleep(0.001)

    def release(self) -> None:
        """Restore the signal handlers, except those that the app has replaced already."""
        for number, handler in self._before.items():
            if signal.getsignal(number) is _end:
                signal.signal(number, handler)

    def give_back(self) -> None:
        import termios

        self.wait()
        _write(_GIVE_BACK.encode())
        termios.tcsetattr(0, termios.TCSANOW, self.modes)
        self.release()


_shown: Shown | None = None  # there is but one terminal


def show(asked: str) -> None:
    """Paint the picture of the library of that name, if a valid one exists. Never raises: the app must start."""
    with suppress(Exception):
        if os.isatty(0) and os.isatty(1) and os.isatty(2) and (drawn := _load(asked)):
            paint(drawn)


def paint(drawn: str) -> None:
    """Show a screen until the app draws its own."""
    global _shown
    _shown = Shown(drawn)
    _shown.paint()


def shown() -> bool:
    """Is a picture on the terminal?"""
    return _shown is not None


def take() -> Shown | None:
    """Hand the picture over to the app, which looks after the terminal from then on; None if there is none."""
    global _shown
    taken, _shown = _shown, None
    if taken is not None:
        taken.wait()
        taken.release()
    return taken


def give_back() -> None:
    """Restore the terminal, unless the app has taken it over."""
    global _shown
    if _shown is not None:
        _shown.give_back()
        _shown = None


def _end(number: int, _: object) -> None:
    with suppress(Exception):  # the terminal may be gone
        give_back()
    signal.signal(number, signal.SIG_DFL)
    os.kill(os.getpid(), number)


def _write(left: bytes) -> None:
    while left:
        left = left[os.write(2, left) :]


# the file of a picture


def keep(asked: str | None, sources: Iterable[Path], seen: str, drawn: str, size: tuple[int, int]) -> None:
    """Save the screen of the library that was opened by that name, ``drawn`` in ``size`` (columns and lines).

    It is valid today, while the files it was made from, ``sources``, have the same ``states`` as ``seen``. Raises
    ValueError if a text can't be encoded.
    """
    paths = "\0".join(map(str, sources))
    text = "\n".join((str(_today()), paths, seen, drawn))
    derived_files.write(_file(asked or ""), _stamp(asked or "", size), {"picture": text.encode()})


def forget(asked: str | None) -> None:
    """Remove the picture of a library opened by that name."""
    with suppress(OSError):
        _file(asked or "").unlink(missing_ok=True)


def states(paths: Iterable[str]) -> str:
    """The state of files as a text that differs if any of them is replaced or changed."""
    stamps = []
    for path in paths:
        try:
            s = os.stat(path)  # noqa: PTH116
            stamps.append(f"{s.st_ino} {s.st_size} {s.st_mtime_ns} {s.st_mode}")
        except OSError:
            stamps.append("")
    return ",".join(stamps)


def _load(asked: str) -> str | None:
    if (parts := derived_files.read(_file(asked), _stamp(asked, os.get_terminal_size(1)))) is None:
        return None
    day, paths, seen, drawn = bytes(parts["picture"]).decode().split("\n", 3)
    return drawn if day == str(_today()) and seen == states(paths.split("\0")) else None


def circumstances() -> str:
    """What every picture depends on, in one line: this version and the environment."""
    values = sorted(
        (name, value)
        for name, value in os.environ.items()
        if name in _VARIABLES or name.startswith("TEXTUAL_") or (name.startswith("XDG_") and name.endswith("_HOME"))
    )
    return ascii((__version__, values))


def _stamp(asked: str, size: tuple[int, int]) -> str:
    """What a picture depends on besides files and the day, in one line."""
    named = [_whole(os.environ.get(name, "")) for name in ("READLIST_LIBRARY", "READLIST_CONFIG")]
    return ascii((_whole(asked), named, tuple(size))) + circumstances()


def _today() -> int:
    """The number of the day by the user's clock."""
    return int((time.time() + time.localtime().tm_gmtoff) // _DAY)


def _whole(path: str) -> str:
    """The path made absolute, except one that begins with ``~`` or ``/``."""
    return os.path.abspath(path) if path and path[0] not in "~/" else path  # noqa: PTH100


def _file(asked: str) -> Path:
    return derived_files.derived_file("pictures", _whole(asked))
