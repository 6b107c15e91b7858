"""The polite client: one request at a time, spaced, tried again where that helps, and never more than was asked for.

Only this module opens a connection. What comes back is bytes of the expected kind, or an error in a line.
"""

from __future__ import annotations

import email.utils
import random
from collections.abc import Callable
from types import TracebackType
from typing import Self, TypeVar
from urllib.parse import urljoin, urlsplit

import httpx

from readlist import __version__
from readlist.lookup.pacing import Clock, Pace
from readlist.lookup.questions import AnswerError, EmptyError, Request
from readlist.lookup.services import NAMES, Services, is_loopback

Answer = TypeVar("Answer")

_TRIES = 4
_AGAIN = frozenset({429, 500, 502, 503, 504})
_PATIENCE = 120.0  # seconds a service may ask to wait; who asks for more is not asked again
_REDIRECTS = 3
_KINDS = {"json": ("application/json", "+json"), "xml": ("application/atom+xml", "application/xml", "text/xml", "+xml")}
_HOME = "https://pypi.org/project/readlist/"


class ServiceError(Exception):
    """A service did not answer as it should; the message is a line that names it and says why."""

    def __init__(self, service: str, why: str, *, down: bool = False, offline: bool = False) -> None:
        super().__init__(f"{NAMES[service]}: {why}")
        self.service = service
        self.down = down  # it answers nobody at the moment: no use in asking it for the next paper
        self.offline = offline  # not even a connection was had


class _AgainError(Exception):
    """Worth another try, after so many seconds where the service says how many."""

    def __init__(self, why: str, after: float | None = None, *, offline: bool = False) -> None:
        super().__init__(why)
        self.after = after
        self.offline = offline


class Client:
    """Asks services. To be used in a ``with``."""

    def __init__(self, services: Services, clock: Clock, pace: Pace, chance: random.Random | None = None) -> None:
        self._services = services
        self._clock = clock
        self._pace = pace
        self._chance = chance or random.Random()  # noqa: S311 - jitter
        self._spacing = {name: services.seconds(name) for name in NAMES}
        self._clients: dict[str, httpx.Client] = {}
        self.reached = False  # has anything answered yet?

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for client in self._clients.values():
            client.close()

    def ask(self, request: Request, read: Callable[[bytes], Answer]) -> Answer | None:
        """The answer as ``read`` takes it; None where the service knows nothing of the kind. Raises ServiceError."""
        for n in range(_TRIES):
            try:
                body = self._get(request)
                return None if body is None else read(body)
            except (EmptyError, _AgainError) as error:
                offline = isinstance(error, _AgainError) and error.offline
                if n + 1 == _TRIES or (offline and not self.reached):  # nothing answers: nothing will in 8 seconds
                    down = isinstance(error, _AgainError)
                    raise ServiceError(request.service, str(error), down=down, offline=offline) from None
                after = error.after if isinstance(error, _AgainError) else None
                wait = 2.0**n * (1 + self._chance.random() / 4) if after is None else after
                if wait > _PATIENCE:
                    why = f"it asks to be left alone for {wait:,.0f} seconds: try again later"
                    raise ServiceError(request.service, why, down=True) from None
                self._clock.sleep(wait)
            except AnswerError as error:
                raise ServiceError(request.service, str(error)) from None
        raise AssertionError("every try returns or raises")

    def _get(self, request: Request) -> bytes | None:
        url = getattr(self._services, request.service).rstrip("/") + request.path
        parameters: dict[str, str] | None = {**request.parameters, **self._key_parameter(request.service)}
        home = urlsplit(url)
        for _ in range(_REDIRECTS + 1):
            self._pace.wait(request.service, self._spacing[request.service])
            try:
                found = self._once(request, url, parameters)
            except httpx.TimeoutException:
                raise _AgainError("no answer in time: try again later") from None
            except (httpx.ConnectError, UnicodeError):  # a host's name can be too long to be one
                raise _AgainError("cannot be reached: are you offline?", offline=True) from None
            except httpx.TransportError:
                raise _AgainError("the connection broke off: try again later") from None
            except (httpx.InvalidURL, httpx.HTTPError):
                raise ServiceError(request.service, "its answer is no HTTP") from None
            if not isinstance(found, str):
                return found
            parameters = None  # a redirect has its own
            try:
                url = urljoin(url, found)
                there = urlsplit(url)
            except ValueError:
                there = None
            if there is None or (there.scheme, there.netloc) != (home.scheme, home.netloc):
                raise ServiceError(request.service, "it redirects to another place: not followed")
        raise ServiceError(request.service, "it redirects in circles")

    def _once(self, request: Request, url: str, parameters: dict[str, str] | None) -> bytes | str | None:
        """One request: the answer, where it redirects to, or None for not found."""
        started = self._clock.now()
        client = self._client(request.service)
        with client.stream("GET", url, params=parameters, headers=self._headers(request)) as answer:
            self.reached = True
            self._heed(request.service, answer.headers)
            status = answer.status_code
            if status in (404, 410):
                return None
            if answer.is_redirect:
                return str(answer.headers.get("location", ""))
            if status in _AGAIN:
                why = "too many are asking it" if status == 429 else "it has a fault of its own"
                raise _AgainError(f"{why} (HTTP {status}): try again later", self._retry_after(answer.headers))
            if status in (401, 403):
                raise ServiceError(
                    request.service, f"it refuses to answer (HTTP {status}): is a key needed?", down=True
                )
            if status != 200:
                raise ServiceError(request.service, f"it answers HTTP {status}")
            kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
            if not kind.endswith(_KINDS[request.kind]):
                raise ServiceError(request.service, f"its answer is no {request.kind.upper()}")
            if answer.headers.get("content-encoding", "identity").strip().lower() not in ("", "identity"):
                raise ServiceError(request.service, "its answer is packed, which was not asked for")
            body = bytearray()
            for chunk in answer.iter_raw():
                body += chunk
                if len(body) > self._services.largest:
                    raise ServiceError(request.service, f"its answer is larger than {self._services.largest:,} bytes")
                if self._clock.now() - started > self._services.whole:
                    raise _AgainError("its answer takes too long: try again later")
            return bytes(body)

    def _client(self, service: str) -> httpx.Client:
        if service not in self._clients:
            s = self._services
            here = is_loopback(urlsplit(getattr(s, service)).hostname or "")
            try:
                self._clients[service] = httpx.Client(
                    timeout=httpx.Timeout(s.waiting, connect=s.connecting),
                    limits=httpx.Limits(max_connections=1),
                    trust_env=not here,  # an institution's proxy is for the world outside
                )
            except (ImportError, ValueError, OSError, httpx.InvalidURL):  # SOCKS, no URL, a file that is not there
                why = "the environment names a proxy, or certificates, that can't be used"
                raise ServiceError(service, why, down=True) from None
        return self._clients[service]

    def _headers(self, request: Request) -> dict[str, str]:
        s = self._services
        mail = f"; mailto:{s.mailto}" if s.mailto else ""
        headers = {
            "User-Agent": s.agent or f"readlist/{__version__} ({_HOME}{mail})",
            "Accept": ", ".join(k for k in _KINDS[request.kind] if not k.startswith("+")),
            "Accept-Encoding": "identity",  # a small answer that unpacks into a large one is refused before it is one
        }
        if request.service == "semantic_scholar" and s.semantic_scholar_key:
            headers["x-api-key"] = s.semantic_scholar_key
        return headers

    def _key_parameter(self, service: str) -> dict[str, str]:
        key = self._services.openalex_key if service == "openalex" else None
        return {"api_key": key} if key else {}

    def _heed(self, service: str, headers: httpx.Headers) -> None:
        """Crossref says how often it may be asked: so many requests in an interval such as "1s"."""
        try:
            limit = float(headers["x-rate-limit-limit"])
            interval = float(headers["x-rate-limit-interval"].strip().removesuffix("s"))
        except (KeyError, ValueError):
            return
        if limit > 0 and 0 < interval <= _PATIENCE:
            self._spacing[service] = max(self._services.seconds(service), min(interval / limit, _PATIENCE))

    def _retry_after(self, headers: httpx.Headers) -> float | None:
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
