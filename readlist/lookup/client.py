"""The HTTP client: one request at a time, spaced, with retries where they help and limits on what is accepted.

Only this module opens a connection. It returns bytes of the expected kind, or raises an error of one line. Retries and
spacing are our own code: with Retry-After, a clock that tests and the stop key can replace, and turns shared by all
processes, stamina or tenacity would save nothing.
"""

from __future__ import annotations

import contextlib
import email.utils
import json
import os
import random
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self, TypeVar
from urllib.parse import SplitResult, urljoin, urlsplit

import httpx2

from readlist import __version__
from readlist.lookup.services import NAMES, AnswerError, EmptyError, Request, Services, is_loopback
from readlist.store.files import FILE_MODE, make_folder

Answer = TypeVar("Answer")

_TRIES = 4
_AGAIN = frozenset({429, 500, 502, 503, 504})
_PATIENCE = 120.0  # seconds that a service may ask to wait; one that asks for more is not asked again
_REDIRECTS = 3
_XML = ("application/atom+xml", "application/xml", "text/xml", "+xml")
_KINDS = {"json": ("application/json", "+json"), "xml": _XML, "feed": ("application/rss+xml", *_XML)}
_VALIDATORS = {"etag": "If-None-Match", "last-modified": "If-Modified-Since"}
"""What an answer is known by → how it is asked for only if it changed."""
_OTHERS = 1.0  # seconds between requests to a site that is no service
_HOME = "https://pypi.org/project/readlist/"


class ServiceError(Exception):
    """A service gave no usable answer; the message is a line that names it and says why."""

    def __init__(self, service: str, why: str, *, down: bool = False, offline: bool = False, status: int = 0) -> None:
        super().__init__(f"{NAMES.get(service, service)}: {why}")
        self.service = service
        self.down = down  # it answers nobody at the moment, so it is useless to ask about the next paper
        self.offline = offline  # there was not even a connection
        self.status = status  # of HTTP, where it refused the request itself


class _AgainError(Exception):
    """The request is worth another try, after the seconds that the service asks for, if any."""

    def __init__(self, why: str, after: float | None = None, *, offline: bool = False) -> None:
        super().__init__(why)
        self.after = after
        self.offline = offline


class Client:
    """Sends requests to services. To be used in a ``with``."""

    def __init__(self, services: Services, clock: Clock, pace: Pace, chance: random.Random | None = None) -> None:
        self._services = services
        self._clock = clock
        self._pace = pace
        self._chance = chance or random.Random()  # noqa: S311 - jitter
        self._spacing = {name: services.seconds(name) for name in NAMES}
        self._clients: dict[str, httpx2.Client] = {}
        self.reached = False  # has anything answered yet?
        self.validators: dict[str, dict[str, str]] = {}  # address → headers that ask whether it changed since

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for client in self._clients.values():
            client.close()

    def ask(self, request: Request, read: Callable[[bytes], Answer]) -> Answer | None:
        """The answer as ``read`` parses it; None if the service has no such record. Raises ServiceError."""
        for n in range(_TRIES):
            try:
                body = self._get(request)
                return None if body is None else read(body)
            except (EmptyError, _AgainError) as error:
                offline = isinstance(error, _AgainError) and error.offline
                if n + 1 == _TRIES or (offline and not self.reached):  # nothing will answer in 8 seconds either
                    down = isinstance(error, _AgainError)
                    raise ServiceError(request.service, str(error), down=down, offline=offline) from None
                after = error.after if isinstance(error, _AgainError) else None
                wait = 2.0**n * (1 + self._chance.random() / 4) if after is None else after
                if wait > _PATIENCE:
                    why = f"asks to wait {wait:,.0f} seconds; try again later"
                    raise ServiceError(request.service, why, down=True) from None
                self._clock.sleep(wait)
            except AnswerError as error:
                raise ServiceError(request.service, str(error)) from None
        raise AssertionError("every try returns or raises")

    def _get(self, request: Request) -> bytes | None:
        url = request.address or getattr(self._services, request.service).rstrip("/") + request.path
        parameters: dict[str, str] | None = {**request.parameters, **self._key_parameter(request.service)} or None
        home = urlsplit(url)
        for _ in range(_REDIRECTS + 1):
            self._pace.wait(request.service, self._spacing.get(request.service, _OTHERS))
            try:
                found = self._once(request, url, parameters)
            except httpx2.TimeoutException:
                raise _AgainError("no answer in time; try again later") from None
            except (httpx2.ConnectError, UnicodeError):  # a host's name can be too long to be one
                raise _AgainError("can't be reached; are you offline?", offline=True) from None
            except httpx2.TransportError:
                raise _AgainError("connection lost; try again later") from None
            except (httpx2.InvalidURL, httpx2.HTTPError):
                raise ServiceError(request.service, "the answer is not HTTP") from None
            if not isinstance(found, str):
                return found
            parameters = None  # a redirect has its own
            try:
                url = urljoin(url, found)
                there = urlsplit(url)
            except ValueError:
                there = None
            if there is None or not _is_same_site(home, there):
                raise ServiceError(request.service, "redirects to another site: not followed")
        raise ServiceError(request.service, "redirects in circles")

    def _once(self, request: Request, url: str, parameters: dict[str, str] | None) -> bytes | str | None:
        """One request: the answer, where it redirects to, or None for not found."""
        started = self._clock.now()
        client = self._client(request.service, url)
        with client.stream("GET", url, params=parameters, headers=self._headers(request)) as answer:
            self.reached = True
            self._apply_rate_limit(request.service, answer.headers)
            status = answer.status_code
            if status == 304 or (status in (404, 410) and not request.address):
                return None
            if answer.is_redirect:
                return str(answer.headers.get("location", ""))
            if status in _AGAIN:
                why = "too many requests" if status == 429 else "it has a problem"
                raise _AgainError(f"{why} (HTTP {status}); try again later", self._retry_after(answer.headers))
            if status in (401, 403):
                raise ServiceError(request.service, f"access refused (HTTP {status}); is an API key needed?", down=True)
            if status != 200:
                raise ServiceError(request.service, f"unexpected answer (HTTP {status})", status=status)
            kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
            if request.kind != "feed" and not kind.endswith(_KINDS[request.kind]):  # feeds are served as anything
                raise ServiceError(request.service, f"the answer is not {request.kind.upper()}")
            body, largest = bytearray(), request.largest or self._services.largest
            unpack = _unpacking(request.service, answer.headers.get("content-encoding", ""))
            for chunk in answer.iter_raw():
                try:
                    body += unpack.decompress(chunk, largest + 1 - len(body)) if unpack else chunk
                except zlib.error:
                    raise ServiceError(request.service, "the answer is compressed, but can't be unpacked") from None
                if len(body) > largest:
                    raise ServiceError(request.service, f"the answer is larger than {largest:,} bytes")
                if self._clock.now() - started > self._services.whole:
                    raise _AgainError("the answer takes too long; try again later")
            if unpack and not unpack.eof:
                raise _AgainError("connection lost; try again later")
            sent = {_VALIDATORS[name]: answer.headers[name][:200] for name in _VALIDATORS if name in answer.headers}
            self.validators[request.address] = {name: value for name, value in sent.items() if value.isascii()}
            return bytes(body)

    def _client(self, service: str, url: str) -> httpx2.Client:
        if service not in self._clients:
            s = self._services
            here = is_loopback(urlsplit(url).hostname or "")
            try:
                self._clients[service] = httpx2.Client(
                    timeout=httpx2.Timeout(s.waiting, connect=s.connecting),
                    limits=httpx2.Limits(max_connections=1),
                    trust_env=not here,  # an institution's proxy is for the world outside
                )
            except (ImportError, ValueError, OSError, httpx2.InvalidURL):  # SOCKS, not a URL, a missing file
                why = "the proxy or the certificates set in the environment can't be used"
                raise ServiceError(service, why, down=True) from None
        return self._clients[service]

    def _headers(self, request: Request) -> dict[str, str]:
        s = self._services
        mail = f"; mailto:{s.mailto}" if s.mailto else ""
        headers = {
            "User-Agent": s.agent or f"readlist/{__version__} ({_HOME}{mail})",
            "Accept": ", ".join(k for k in _KINDS[request.kind] if not k.startswith("+")),
            "Accept-Encoding": "identity",  # a small answer may unpack into a large one; see ``_once``
            **request.headers,
        }
        if request.service == "semantic_scholar" and s.semantic_scholar_key:
            headers["x-api-key"] = s.semantic_scholar_key
        return headers

    def _key_parameter(self, service: str) -> dict[str, str]:
        key = self._services.openalex_key if service == "openalex" else None
        return {"api_key": key} if key else {}

    def _apply_rate_limit(self, service: str, headers: httpx2.Headers) -> None:
        """Obey the limit that Crossref states in headers: a number of requests in an interval such as "1s"."""
        try:
            limit = float(headers["x-rate-limit-limit"])
            interval = float(headers["x-rate-limit-interval"].strip().removesuffix("s"))
        except (KeyError, ValueError):
            return
        if limit > 0 and 0 < interval <= _PATIENCE:
            self._spacing[service] = max(self._services.seconds(service), min(interval / limit, _PATIENCE))

    def _retry_after(self, headers: httpx2.Headers) -> float | None:
        """The seconds of a Retry-After header, which may hold a date."""
        text = headers.get("retry-after", "").strip()
        if not text:
            return None
        if text.isascii() and text.isdigit():
            return float(text[:9])
        try:
            return max(email.utils.parsedate_to_datetime(text).timestamp() - self._clock.now(), 0.0)
        except (ValueError, TypeError, OverflowError):
            return None


def _is_same_site(home: SplitResult, there: SplitResult) -> bool:
    """Is it the same host, by the same way or a safer one?"""
    if (there.scheme, there.netloc) == (home.scheme, home.netloc):
        return True
    return there.scheme == "https" and there.hostname == home.hostname and there.username is None


def _unpacking(service: str, encoding: str) -> zlib._Decompress | None:
    """What unpacks an answer; some servers compress though nobody asked for it. Raises ServiceError."""
    if encoding.strip().lower() in ("", "identity"):
        return None
    if encoding.strip().lower() in ("gzip", "x-gzip"):
        return zlib.decompressobj(zlib.MAX_WBITS | 16)
    raise ServiceError(service, "the answer is compressed, which was not asked for")


# time, spacing, one process at a time


class StoppedError(Exception):
    """The user stopped the look-up."""


class BusyError(Exception):
    """Another readlist is using the services; the message says so."""


class Clock(Protocol):
    """Time; tests replace it, so that they need not wait."""

    def now(self) -> float:
        """Seconds since 1970."""

    def sleep(self, seconds: float) -> None:
        """Wait. Raises StoppedError when the user stops the look-up."""


class SystemClock:
    """The real time; ``stop`` ends every wait."""

    def __init__(self) -> None:
        self._stopped = threading.Event()

    def now(self) -> float:
        return time.time()

    def sleep(self, seconds: float) -> None:
        if self._stopped.wait(max(seconds, 0.0)):
            raise StoppedError

    def stop(self) -> None:
        self._stopped.set()

    @property
    def stopped(self) -> bool:
        return self._stopped.is_set()


class Pace:
    """Waits until a service may be asked again.

    The times of the last requests are in a file, so that many commands in a row are as polite as one.
    """

    def __init__(self, clock: Clock, file: Path | None = None) -> None:
        self._clock = clock
        self._file = file
        self._last: dict[str, float] = self._read()

    def wait(self, service: str, spacing: float) -> None:
        """Wait until the service may be asked, and count the request."""
        now = self._clock.now()
        turn = min(self._last.get(service, now - spacing) + spacing, now + spacing)  # the clock may have gone back
        self._clock.sleep(max(turn - now, 0.0))
        self._last[service] = max(self._clock.now(), turn)
        self._write()

    def _read(self) -> dict[str, float]:
        try:
            kept = json.loads(self._file.read_bytes()) if self._file else {}
            return {str(name): float(at) for name, at in kept.items()}
        except (OSError, ValueError, TypeError, AttributeError):
            return {}

    def _write(self) -> None:
        if self._file:
            with contextlib.suppress(OSError):
                make_folder(self._file.parent)
                fd = os.open(self._file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, FILE_MODE)
                with open(fd, "w", encoding="utf-8") as file:  # noqa: PTH123 - a descriptor with its mode
                    json.dump(self._last, file)


@contextlib.contextmanager
def alone(file: Path) -> Iterator[None]:
    """Let no other readlist of this user use the services meanwhile. Raises BusyError, or OSError."""
    from filelock import FileLock, Timeout

    make_folder(file.parent)
    lock = FileLock(file, timeout=0, mode=FILE_MODE)
    try:
        lock.acquire()
    except Timeout:
        raise BusyError("another readlist is looking papers up; try again when it is done") from None
    try:
        yield
    finally:
        lock.release()
