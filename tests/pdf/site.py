"""A server of PDFs on this machine: whole, in parts, broken off, or something else altogether."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.pdf.writer import PageOf, lines_down, pdf

PDF = pdf([PageOf(lines_down([f"line {n}" for n in range(400)]))], extra=[b"(" + bytes(range(65, 90)) * 2000 + b")"])


@dataclass
class Site:
    """A server of files: path → an answer, called with the handler; and what was asked, with the ranges."""

    answers: dict[str, Callable[[Any], None]] = field(default_factory=dict)
    asked: list[tuple[str, str | None]] = field(default_factory=list)
    address: str = ""


def give(data: bytes = PDF, status: int = 200, **headers: str) -> Callable[[Any], None]:
    def answer(handler: Any) -> None:
        handler.send_response(status)
        for name, value in {"Content-Length": str(len(data)), **headers}.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(data)

    return answer


def ranged(handler: Any) -> None:
    """As real servers do: the rest from where it is asked for, if it is still the same."""
    begin, tag = handler.headers.get("Range"), handler.headers.get("If-Range")
    if begin and tag == '"v1"':
        at = int(begin.removeprefix("bytes=").rstrip("-"))
        give(PDF[at:], 206, ETag='"v1"')(handler)
    else:
        give(PDF, ETag='"v1"')(handler)


def broken_at(size: int) -> Callable[[Any], None]:
    """The connection ends after so many bytes; the next request is answered in full."""
    done: list[bool] = []

    def answer(handler: Any) -> None:
        if done:
            ranged(handler)
            return
        done.append(True)
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(PDF)))
        handler.send_header("ETag", '"v1"')
        handler.end_headers()
        handler.wfile.write(PDF[:size])
        handler.wfile.flush()
        handler.connection.close()

    return answer


@contextmanager
def serving() -> Iterator[Site]:
    """A server on a free port."""
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

        def do_GET(self) -> None:
            site.asked.append((self.path, self.headers.get("Range")))
            site.answers[self.path](self)

    class Server(ThreadingHTTPServer):
        def handle_error(self, *_: object) -> None:
            pass

    server = Server(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    site.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
