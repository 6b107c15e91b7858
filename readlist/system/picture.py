"""The app's last screen, painted at the next start before anything is imported that the app needs.

It is kept when the app is left, as it is when it opens again, and painted where everything it was made of is as it was:
this version, the terminal and its size, the library, the settings, and the day as far as what it says depends on that.
What is typed while it stands is kept by the terminal, unseen, for the app that takes it over. It may be deleted at any
time, and is worth nothing elsewhere.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterable
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from zlib import crc32

from readlist import __version__

if TYPE_CHECKING:
    from pathlib import Path

ALTERNATE_SCREEN = "\x1b[?1049h"
_TAKE = f"{ALTERNATE_SCREEN}\x1b[?25l\x1b[?7l\x1b[?2004h"  # no cursor, no wrapping, pastes are told from keys
_GIVE_BACK = "\x1b[0m\x1b[?2004l\x1b[?7h\x1b[?1049l\x1b[?25h"
_HEARD = ("TERM", "COLORTERM", "TERM_PROGRAM", "NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES", "HOME")
"""Variables that decide how things look; ``TEXTUAL_…`` too, ``XDG_…_HOME`` says where they are."""
_ENDING = (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)
_DAY = 24 * 60 * 60


class Shown:
    """A picture on the terminal, until the app draws in its place, or the terminal is given back."""

    def __init__(self, drawn: str) -> None:
        import termios

        self.drawn = drawn
        self.modes: list[Any] = termios.tcgetattr(0)  # the terminal's, as they were before
        typed = [*self.modes[:6], list(self.modes[6])]
        typed[0] &= ~(termios.IXON | termios.IXOFF | termios.ICRNL | termios.INLCR | termios.IGNCR)
        typed[3] &= ~(termios.ECHO | termios.ICANON | termios.IEXTEN | termios.ISIG)
        termios.tcsetattr(0, termios.TCSANOW, typed)
        self._before = {number: signal.signal(number, _end) for number in _ENDING}

    def paint(self) -> None:
        _write(_TAKE + self.drawn)

    def let_go(self) -> None:
        """It is another's to care for the terminal."""
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def give_back(self) -> None:
        import termios

        _write(_GIVE_BACK)
        termios.tcsetattr(0, termios.TCSANOW, self.modes)
        self.let_go()


_shown: Shown | None = None  # there is but one terminal


def show(asked: str) -> None:
    """Paint the picture of the library asked for by that name, where there is one that holds. Raises nothing: the app
    starts in any case.
    """
    global _shown
    if not (os.isatty(0) and os.isatty(1) and os.isatty(2)):
        return
    with suppress(Exception):
        if drawn := _load(asked):
            _shown = Shown(drawn)
            _shown.paint()


def take() -> Shown | None:
    """What is on the terminal, for who cares for it from now on."""
    global _shown
    taken, _shown = _shown, None
    if taken is not None:
        taken.let_go()
    return taken


def give_back() -> None:
    """Leave the terminal as it was, where nobody took it over."""
    global _shown
    if _shown is not None:
        _shown.give_back()
        _shown = None


def _end(number: int, _: object) -> None:
    give_back()
    signal.signal(number, signal.SIG_DFL)
    os.kill(os.getpid(), number)


def _write(text: str) -> None:
    left = text.encode()
    while left:
        left = left[os.write(2, left) :]


# what is kept


def keep(asked: str | None, sources: Iterable[Path], seen: str, drawn: str, days: int) -> None:
    """Keep what was drawn for who opens the library by that name, with the files that told it.

    ``seen`` is how these were (see ``states``) when it was drawn; it is true today and on so many days after.
    """
    from readlist.store.files import make_folder, write_atomically

    paths = "\0".join(map(str, sources))
    with suppress(OSError, ValueError):
        rest = "\n".join((_circumstances(asked or ""), f"{_today()} {_today() + days}", paths, seen, drawn)).encode()
        file = _file(asked or "")
        make_folder(file.parent)
        write_atomically(file, b"%08x\n" % crc32(rest) + rest)


def forget(asked: str | None) -> None:
    """What is kept for a library opened by that name holds no longer."""
    with suppress(OSError):
        _file(asked or "").unlink(missing_ok=True)


def states(paths: Iterable[str]) -> str:
    """How files are: other ones, or another state of them, give another text."""
    told = []
    for path in paths:
        try:
            s = os.stat(path)  # noqa: PTH116
            told.append(f"{s.st_ino} {s.st_size} {s.st_mtime_ns} {s.st_mode}")
        except OSError:
            told.append("")
    return ",".join(told)


def _load(asked: str) -> str | None:
    with _file(asked).open("rb") as file:
        s = os.fstat(file.fileno())
        if s.st_uid != os.getuid() or s.st_mode & 0o022:  # what is painted is nobody else's to write
            return None
        check, _, rest = file.read().partition(b"\n")
    if check != b"%08x" % crc32(rest):
        return None
    circumstances, days, paths, seen, drawn = rest.decode().split("\n", 4)
    first, last = map(int, days.split())
    true = first <= _today() <= last and seen == states(paths.split("\0"))
    return drawn if true and circumstances == _circumstances(asked) else None


def _circumstances(asked: str) -> str:
    """What the picture depends on beside files and the day, in one line."""
    heard = sorted(
        (name, value)
        for name, value in os.environ.items()
        if name in _HEARD or name.startswith("TEXTUAL_") or (name.startswith("XDG_") and name.endswith("_HOME"))
    )
    named = [_whole(os.environ.get(name, "")) for name in ("READLIST_LIBRARY", "READLIST_CONFIG")]
    size = tuple(os.get_terminal_size(1))
    return ascii((__version__, _whole(asked), heard, named, size))


def _today() -> int:
    """The number of the day, of UTC as all dates here."""
    return int(time.time() // _DAY)


def _whole(path: str) -> str:
    """The path as it is from everywhere."""
    return os.path.abspath(path) if path and path[0] not in "~/" else path  # noqa: PTH100


def _file(asked: str) -> Path:
    from readlist.system.paths import cache_folder

    return cache_folder() / "pictures" / f"{crc32(os.fsencode(_whole(asked))):08x}"
