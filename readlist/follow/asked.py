"""The record of what was asked: answers of the last hour, and the days for which each source is complete.

A span of days counts as long as the change that took in its papers is not undone, nor any before it; after an undo the
days are asked about again. The record belongs to this machine and may be deleted; then more is asked than necessary.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from readlist.lookup.services import Request
from readlist.store.files import make_folder, write_atomically

if TYPE_CHECKING:
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
        self.since: str = ""  # the first day that ever counted
        self.spans: list[Span] = []
        try:
            kept = json.loads(file.read_bytes())
            self.since = str(date.fromisoformat(kept["since"]))
            self.spans = [Span(**span) for span in kept["spans"] if _makes_sense(span)]
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            pass
        undone = min((s.at for s in self.spans if s.change is not None and is_undone(s.change)), default=None)
        self._stand = [s for s in self.spans if undone is None or s.at < undone]

    def of(self, source: str) -> list[Span]:
        """The spans of a source that count."""
        return [span for span in self._stand if span.source == source]

    def latest(self, *sources: str) -> str | None:
        """The last day that any of some sources was asked about, ISO."""
        return max((span.last for source in sources for span in self.of(source)), default=None)

    def last(self, source: str) -> date | None:
        """The day up to which a source is complete."""
        until: date | None = None
        for span in sorted(self.of(source), key=lambda s: s.first):
            first, last = date.fromisoformat(span.first), date.fromisoformat(span.last)
            if until is None or first <= until + timedelta(1):
                until = max(until or last, last)
        return until

    def save(self, spans: Sequence[Span], change: int | None, today: date) -> None:
        """Remember more spans, and the change that took in what they brought. What can't be written is asked again."""
        oldest = today - timedelta(_REMEMBERED)
        self.since = max(self.since or min((s.first for s in spans), default=str(today)), str(oldest))
        made = [{**asdict(span), "change": change} for span in spans]
        kept = [asdict(s) for s in self._stand if s.last >= str(oldest)] + made
        with contextlib.suppress(OSError):
            make_folder(self._file.parent)
            write_atomically(self._file, json.dumps({"since": self.since, "spans": kept}).encode())


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
    told = json.dumps([request.service, request.path, request.address, sorted(request.parameters.items())])
    return hashlib.blake2b(told.encode(), digest_size=16).hexdigest()
