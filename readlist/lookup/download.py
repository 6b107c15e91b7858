"""Downloads one PDF: over https only, redirects included, with a limit on its size, resumed where it broke off.

What comes is judged by what is in it: a web page in place of a PDF is refused and named.
"""

from __future__ import annotations

import hashlib
import html
import os
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import httpx2

from readlist import __version__
from readlist.lookup.client import Clock
from readlist.lookup.services import Services, is_loopback
from readlist.model.paper import Progress
from readlist.model.text import clean, shorten
from readlist.store.files import FILE_MODE, remove

_REDIRECTS = 8
_TRIES = 3
_AGAIN = frozenset({429, 500, 502, 503, 504})
_HEAD = 1024  # bytes in which a PDF says that it is one
_WHOLE = 600.0  # seconds for one PDF
_TITLE = re.compile(rb"<title[^>]{0,200}>([^<]{1,300})", re.IGNORECASE)


class DownloadError(Exception):
    """A PDF was not fetched; the message is a line that names the address and says why."""


class _AgainError(Exception):
    """Worth another try."""


def download(
    url: str,
    folder: Path,
    services: Services,
    largest: int,
    clock: Clock,
    progress: Progress = lambda done, total: None,
) -> Path:
    """Fetch a PDF of at most ``largest`` bytes into a folder; its file. Raises DownloadError, StoppedError, OSError.

    What is there of it when the connection breaks stays, and the next time goes on from there.
    """
    part = folder / f"{hashlib.sha256(url.encode()).hexdigest()[:24]}.part"
    tries = _Tries(url, part, services, largest, clock, progress)
    for n in range(_TRIES):
        try:
            return tries.run()
        except _AgainError as error:
            if n + 1 == _TRIES:
                raise DownloadError(f"{_shown(url)}: {error}") from None
            clock.sleep(2.0**n)
    raise AssertionError("every try returns or raises")


class _Tries:
    def __init__(
        self, url: str, part: Path, services: Services, largest: int, clock: Clock, progress: Progress
    ) -> None:
        self._url, self._part, self._services, self._largest = url, part, services, largest
        self._clock, self._progress = clock, progress
        self._tag = part.with_suffix(".tag")  # what the half that is there is a half of
        self._end = clock.now() + _WHOLE
        self._local = is_loopback(urlsplit(url).hostname or "")

    def run(self) -> Path:
        url = self._url
        client = httpx2.Client(
            timeout=httpx2.Timeout(self._services.waiting, connect=self._services.connecting),
            trust_env=not self._local,
        )
        with client:
            for _ in range(_REDIRECTS + 1):
                self._check(url)
                try:
                    to = self._once(client, url)
                except httpx2.TimeoutException:
                    raise _AgainError("no answer in time; try again later") from None
                except (httpx2.ConnectError, UnicodeError):
                    raise _AgainError("can't be reached; are you offline?") from None
                except httpx2.TransportError:
                    raise _AgainError("the connection was lost; the next try goes on from there") from None
                except (httpx2.InvalidURL, httpx2.HTTPError):
                    raise DownloadError(f"{_shown(url)}: the answer is not HTTP") from None
                if to is None:
                    return self._part
                try:
                    url = urljoin(url, to)
                except ValueError:
                    raise DownloadError(f"{_shown(self._url)}: redirects to what is not https: not followed") from None
        raise DownloadError(f"{_shown(self._url)}: redirects in circles")

    def _check(self, url: str) -> None:
        """Only https, and plain http where this machine was asked from the beginning."""
        try:
            parts = urlsplit(url)
            host = parts.hostname or ""
        except ValueError:
            host, parts = "", urlsplit("")
        secure = parts.scheme == "https" and (self._local or not is_loopback(host))
        if not host or not (secure or (self._local and parts.scheme == "http" and is_loopback(host))):
            why = "redirects to" if url != self._url else "is"
            raise DownloadError(f"{_shown(self._url)}: {why} an address that is not https: not followed")

    def _once(self, client: httpx2.Client, url: str) -> str | None:
        """One request: None where the file is there, else where it is redirected to."""
        headers = {"User-Agent": self._agent(), "Accept": "application/pdf, */*;q=0.5", "Accept-Encoding": "identity"}
        there = self._resumed(headers)
        with client.stream("GET", url, headers=headers) as answer:
            status = answer.status_code
            if answer.is_redirect:
                return str(answer.headers.get("location", ""))
            if status in _AGAIN:
                raise _AgainError(f"it has a problem (HTTP {status}); try again later")
            if status == 416:  # what is there is all there is, or none of it
                self._forget()
                raise _AgainError("it can't go on where it broke off")
            if status in (401, 402, 403):
                raise DownloadError(f"{_shown(url)}: access refused (HTTP {status}); open it in the browser")
            if status in (404, 410):
                raise DownloadError(f"{_shown(url)}: there is no PDF (HTTP {status})")
            if status not in (200, 206):
                raise DownloadError(f"{_shown(url)}: unexpected answer (HTTP {status})")
            if answer.headers.get("content-encoding", "identity").strip().lower() not in ("", "identity"):
                raise DownloadError(f"{_shown(url)}: the answer is compressed, which was not asked for")
            if status == 200:
                there = 0
            elif not answer.headers.get("content-range", f"bytes {there}-").startswith(f"bytes {there}-"):
                self._forget()
                raise _AgainError("it goes on at another place than where it broke off")
            expected = _number(answer.headers.get("content-length", "")) + there
            if expected > self._largest:
                raise DownloadError(f"{_shown(url)}: larger than {self._largest // 1_000_000} MB ([pdf] largest)")
            self._remember(answer.headers)
            self._write(answer.iter_raw(), there, expected, url)
        remove(self._tag)
        return None

    def _write(self, pieces: Iterator[bytes], there: int, expected: int, url: str) -> None:
        flags = os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW | (0 if there else os.O_TRUNC)
        with os.fdopen(os.open(self._part, flags, FILE_MODE), "wb") as file:
            file.seek(there)
            head = b""
            size = there
            for piece in pieces:
                if size < _HEAD and not there:
                    head += piece
                    if len(head) >= _HEAD:
                        self._judge(head, url)
                size += len(piece)
                if size > self._largest:
                    file.truncate(0)
                    raise DownloadError(f"{_shown(url)}: larger than {self._largest // 1_000_000} MB ([pdf] largest)")
                file.write(piece)
                self._progress(size, expected)
                if self._clock.now() > self._end:
                    raise _AgainError("it takes too long; the next try goes on from there")
            file.truncate(size)
        if not there:
            self._judge(head, url)
        if expected > size > 0 and expected != there:
            raise _AgainError("the connection was lost; the next try goes on from there")

    def _judge(self, head: bytes, url: str) -> None:
        """Raise DownloadError where this is no PDF."""
        if b"%PDF-" in head[:_HEAD]:
            return
        self._forget()
        if b"<html" in head[:4096].lower() or b"<!doctype" in head[:200].lower():
            title = _TITLE.search(head)
            named = f" (“{shorten(clean(html.unescape(title[1].decode('utf-8', 'replace'))), 8, 60)}”)" if title else ""
            raise DownloadError(f"{_shown(url)}: a web page{named} came in place of a PDF; open it in the browser")
        raise DownloadError(f"{_shown(url)}: what came is {'no PDF' if head else 'empty'}")

    def _resumed(self, headers: dict[str, str]) -> int:
        """How many bytes are there already, and asks for the rest, if it is still the same file."""
        with suppress(OSError, ValueError):
            size, tag = self._part.stat().st_size, self._tag.read_text(encoding="ascii")
            if size >= _HEAD and tag:
                headers |= {"Range": f"bytes={size}-", "If-Range": tag}
                return size
        return 0

    def _remember(self, headers: httpx2.Headers) -> None:
        tag = headers.get("etag", "") or headers.get("last-modified", "")
        if tag.isascii() and tag.isprintable() and not tag.startswith("W/"):
            self._tag.write_text(tag, encoding="ascii")
        else:
            remove(self._tag)

    def _forget(self) -> None:
        remove(self._part)
        remove(self._tag)

    def _agent(self) -> str:
        return self._services.agent or f"readlist/{__version__} (https://pypi.org/project/readlist/)"


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0


def _shown(url: str) -> str:
    return shorten(clean(url), 1, 120)
