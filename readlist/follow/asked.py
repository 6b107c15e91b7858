"""The record of what was asked: answers of the last hour, and the days for which each source is complete.

A span of days counts as long as the change that took in its papers is not undone, nor any before it; after an undo the
days are asked about again. The record belongs to this machine and may be deleted; then more is asked than necessary.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import zlib
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from readlist.lookup.services import Request
from readlist.store.files import make_folder, write_atomically

if TYPE_CHECKING:
    from readlist.follow.sources import Run
    from readlist.lookup.client import Client, Clock

Answer = TypeVar("Answer")
HOUR = 3_600.0
_REMEMBERED = 120  # days


@dataclass(frozen=True, slots=True)
class Span:
    """Days that a source was asked about, first and last as ISO dates."""

    source: str
    first: str
    last: str
    at: float  # seconds since 1970
    change: int | None = None  # the change that took the papers in; None: there were none
    validators: Mapping[str, str] = field(default_factory=dict)  # of a feed: what asks whether it changed since


class Asked:
    """What this machine has asked for one library."""

    def __init__(self, file: Path, is_undone: Callable[[int], bool]) -> None:
        self._file = file
        self.began: dict[str, str] = {}  # source → the first day that ever counted
        self.heard: dict[str, float] = {}  # what is followed → when it was asked about last, in seconds since 1970
        self.passed: dict[str, frozenset[str]] = {}  # feed → its entries that were old when it was first read
        spans: list[Span] = []
        try:
            kept = json.loads(file.read_bytes())
            self.began = {str(name): str(date.fromisoformat(day)) for name, day in kept["began"].items()}
            self.heard = {str(name): float(at) for name, at in kept["heard"].items() if 0 <= at < 1e11}
            self.passed = {str(feed): frozenset(map(str, ids)) for feed, ids in kept["passed"].items()}
            spans = [Span(**span) for span in kept["spans"] if _makes_sense(span)]
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            pass
        undone = min((s.at for s in spans if s.change is not None and is_undone(s.change)), default=None)
        self._stand: dict[str, list[Span]] = {}
        for span in spans:
            if undone is None or span.at < undone:
                self._stand.setdefault(span.source, []).append(span)

    def of(self, source: str) -> list[Span]:
        """The spans of a source that count."""
        return self._stand.get(source, [])

    def last(self, source: str) -> date | None:
        """The day up to which a source is complete."""
        until: date | None = None
        for span in sorted(self.of(source), key=lambda s: s.first):
            first, last = date.fromisoformat(span.first), date.fromisoformat(span.last)
            if until is None or first <= until + timedelta(1):
                until = max(until or last, last)
        return until

    def save(self, run: Run, change: int | None) -> None:
        """Remember what a run asked, and the change that took in what came. What can't be written is asked again."""
        oldest = str(run.today - timedelta(_REMEMBERED))
        for span in run.spans:
            self.began[span.source] = max(min(self.began.get(span.source, span.first), span.first), oldest)
        made = [{**asdict(span), "change": change} for span in run.spans]
        kept = [asdict(s) for stand in self._stand.values() for s in stand if s.last >= oldest] + made
        passed = {**{feed: sorted(ids) for feed, ids in self.passed.items()}, **run.passed}
        with contextlib.suppress(OSError):
            make_folder(self._file.parent)
            heard = {**self.heard, **dict.fromkeys(run.heard, run.now)}
            document = {"began": self.began, "heard": heard, "passed": passed, "spans": kept}
            write_atomically(self._file, json.dumps(document).encode())


def _makes_sense(span: object) -> bool:
    if not isinstance(span, dict) or not all(isinstance(span.get(n), str) for n in ("source", "first", "last")):
        return False
    date.fromisoformat(span["first"])
    date.fromisoformat(span["last"])
    return isinstance(span.get("at"), int | float) and isinstance(span.get("change"), int | None)


class Answers:
    """Asks, but not twice within an hour: answers are saved as they come, even if the process is killed."""

    def __init__(self, folder: Path, client: Client, clock: Clock) -> None:
        self._folder = folder
        self._client = client
        self._clock = clock
        self._tidy()

    def ask(self, request: Request, read: Callable[[bytes], Answer]) -> Answer | None:
        """An answer as ``read`` parses it, new or of the last hour; None if there is none. Raises ServiceError."""
        file = self._folder / f"{_digest(request)}.answer"
        try:
            at, _, body = file.read_bytes().partition(b"\n")
            if abs(self._clock.now() - float(at)) < HOUR:  # the clock may have gone back
                return read(zlib.decompress(body))
        except (OSError, ValueError, zlib.error):
            pass

        def take(body: bytes) -> Answer:
            made = read(body)
            with contextlib.suppress(OSError):
                make_folder(self._folder)
                write_atomically(file, b"%f\n" % self._clock.now() + zlib.compress(body, 1))
            return made

        return self._client.ask(request, take)

    def validators(self, request: Request) -> Mapping[str, str]:
        """The headers that ask whether an answer changed since it came."""
        return self._client.validators.get(request.address, {})

    def _tidy(self) -> None:
        with contextlib.suppress(OSError):
            for file in self._folder.iterdir():
                head = file.open("rb").readline(40) if file.suffix == ".answer" else b""
                with contextlib.suppress(ValueError):
                    if abs(self._clock.now() - float(head or b"0")) >= HOUR:
                        file.unlink()


def _digest(request: Request) -> str:
    identity = json.dumps([request.service, request.path, request.address, sorted(request.parameters.items())])
    return hashlib.blake2b(identity.encode(), digest_size=16).hexdigest()
