"""Four services on this machine, in the shapes that the real ones document, with faults on demand."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

from readlist.lookup.services import Services
from tests.lookup.world import Work, likeness, words

JSON, ATOM = "application/json", "application/atom+xml; charset=utf-8"
ESC = "\x1b]0;owned\x07\x1b[31m"


@dataclass
class Asked:
    """One request as it arrived."""

    at: float
    service: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]


@dataclass
class World:
    """What the services know, what they were asked, and what is wrong with them."""

    works: Sequence[Work] = ()
    answers: dict[str, Callable[[Asked], object | None]] | None = None  # service → a JSON value, or a feed, of its own
    faults: dict[str, str] = field(default_factory=dict)  # service → fault
    times: dict[str, int] = field(default_factory=dict)  # service → how often yet; absent: always
    clock: Callable[[], float] = time.monotonic
    asked: list[Asked] = field(default_factory=list)
    in_flight: int = 0
    most_in_flight: int = 0
    before: Callable[[Asked], None] = lambda asked: None
    address: str = ""

    def questions(self, service: str | None = None) -> list[str]:
        return [f"{a.service}{a.path}?{sorted(a.query.items())}" for a in self.asked if service in (None, a.service)]

    def services(self, **more: Any) -> Services:
        """The settings that lead here; nothing waits."""
        base = self.address
        places = {
            "arxiv": f"{base}/arxiv/query",
            "crossref": f"{base}/crossref",
            "semantic_scholar": f"{base}/s2",
            "openalex": f"{base}/openalex",
        }
        return Services(**{"waiting": 0.3, "connecting": 1.0, **places, **more})

    def fault(self, service: str) -> str | None:
        """What is wrong with a service now."""
        fault = self.faults.get(service)
        if fault and service in self.times:
            self.times[service] -= 1
            if self.times[service] < 0:
                return None
        return fault


@contextmanager
def serving(world: World) -> Iterator[World]:
    """A server on a free port of this machine."""

    class Handler(_Handler):
        pass

    class Server(ThreadingHTTPServer):
        def handle_error(self, *_: object) -> None:  # who asked went away
            pass

    Handler.world = world
    server = Server(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    world.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield world
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    world: World
    protocol_version = "HTTP/1.1"
    lock = threading.Lock()

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        _, service, *rest = parts.path.split("/", 2)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        asked = Asked(self.world.clock(), service, "/" + "".join(rest), query, dict(self.headers))
        with self.lock:
            self.world.asked.append(asked)
            self.world.in_flight += 1
            self._waiting = 1
            self.world.most_in_flight = max(self.world.most_in_flight, self.world.in_flight)
        try:
            with suppress(BrokenPipeError, ConnectionResetError):
                self.world.before(asked)
                self._answer(asked)
        finally:
            self._answered()

    def _answered(self) -> None:
        """Whoever asked has the answer, or is about to: another request is not beside this one."""
        with self.lock:
            self.world.in_flight -= self._waiting
            self._waiting = 0

    def _own(self, asked: Asked) -> tuple[str, bytes | None]:
        """The answer that a test gives in place of the world's."""
        answer = (self.world.answers or {}).get(asked.service, lambda _: None)(asked)
        if asked.service == "arxiv":
            return ATOM, answer if isinstance(answer, bytes) else atom([], total=0)
        return JSON, None if answer is None else json.dumps(answer).encode()

    def _answer(self, asked: Asked) -> None:
        fault = self.world.fault(asked.service)
        kind, good = (
            self._own(asked) if self.world.answers is not None else _SERVICES[asked.service](self.world.works, asked)
        )
        status = 200 if good is not None else 404
        body = good if good is not None else b"{}"
        headers: dict[str, str] = {}
        if fault == "slow":
            time.sleep(0.5)
        elif fault == "busy":
            status, headers = 429, {"Retry-After": "7"}
        elif fault == "away":
            status, headers = 429, {"Retry-After": "86400"}
        elif fault == "broken":
            status = 500
        elif fault == "unreadable":
            status = 400
        elif fault == "refused":
            status = 403
        elif fault == "type":
            kind, body, status = "text/html", b"<html>Please log in</html>", 200
        elif fault == "empty":
            status, body = 200, atom([], total=3) if asked.service == "arxiv" else b""
        elif fault == "elsewhere":
            status, headers = 302, {"Location": "http://127.0.0.2:9/stolen"}
        elif fault == "unsafe":
            status, headers = 302, {"Location": f"//localhost:{self.server.server_address[1]}/arxiv/query"}
        elif fault == "circle":
            status, headers = 302, {"Location": self.path}
        elif fault == "large":
            status, body = 200, b" " * 6_000_000
        elif fault == "packed":
            headers = {"Content-Encoding": "gzip"}
        elif fault == "nonsense":
            status, body = 200, b"[[[[" * 50_000
        elif fault == "other shape":
            status, body = 200, b'{"message": [1], "data": {"a": 1}, "results": 7}'
        elif fault == "entities":
            status = 200
            body = (
                b'<?xml version="1.0"?><!DOCTYPE feed [<!ENTITY a "aaaa">]><feed xmlns="http://www.w3.org/2005/Atom"/>'
            )
        length = len(body)
        if fault == "cut off":
            body = body[: max(len(body) // 2, 1)]
        if fault == "cut short":
            body, length = body[: len(body) // 2], len(body) // 2
        self._answered()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(length))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
        if fault == "cut off":
            self.close_connection = True


# arXiv


def _arxiv(works: Sequence[Work], asked: Asked) -> tuple[str, bytes]:
    known = [w for w in works if w.arxiv]
    most = int(asked.query.get("max_results", "10"))
    if ids := asked.query.get("id_list"):
        by_id = {w.arxiv: w for w in known}
        found = [by_id[i] for i in ids.split(",") if i in by_id]
    else:
        groups = re.findall(r"\(([^()]*)\)", asked.query.get("search_query", ""))
        wanted = [re.findall(r"ti:(\S+)", group) for group in groups]
        found = [w for w in known if any(set(g) <= words(w.title) for g in wanted)]
    return ATOM, atom(found[:most], total=len(found))


def atom(works: Sequence[Work], total: int) -> bytes:
    entries = "".join(_entry(w) for w in works)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">'
        "<title>ArXiv Query</title><id>http://arxiv.org/api/x</id>"
        '<opensearch:totalResults xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/">'
        f"{total}</opensearch:totalResults>{entries}</feed>"
    ).encode()


def _entry(w: Work) -> str:
    spaced = escape(w.title).replace(": ", ":\n  ")
    authors = "".join(f"<author><name>{escape(a)}</name></author>" for a in w.authors)
    space = 'xmlns:arxiv="http://arxiv.org/schemas/atom"'
    doi = f"<arxiv:doi {space}>{w.doi}</arxiv:doi>" if w.doi else ""
    return (
        f"<entry><id>http://arxiv.org/abs/{w.arxiv}v3</id><published>{w.date}T17:00:00Z</published>"
        f"<updated>2026-01-01T00:00:00Z</updated><title>{spaced}</title><summary>{escape(w.abstract)}</summary>"
        f'{authors}{doi}<arxiv:primary_category {space} term="{w.category}"/>'
        f'<category term="{w.category}"/></entry>'
    )


# Crossref


def _crossref(works: Sequence[Work], asked: Asked) -> tuple[str, bytes | None]:
    known = [w for w in works if w.doi]
    if asked.path.startswith("/works/"):
        doi = unquote(asked.path.removeprefix("/works/")).lower()
        one = next((w for w in known if w.doi and w.doi.lower() == doi), None)
        return JSON, _json({"status": "ok", "message": _work(one)}) if one else None
    query = asked.query["query.bibliographic"]
    ranked = sorted(known, key=lambda w: (-likeness(query, w.title), not w.lookalike))
    found = [_work(w) for w in ranked[: int(asked.query["rows"])]]
    return JSON, _json({"status": "ok", "message-type": "work-list", "message": {"items": found}})


def _work(w: Work) -> dict[str, Any]:
    year, month, day = (int(p) for p in w.date.split("-"))
    names = [a.rpartition(" ") for a in w.authors]
    update = {"update-to": [{"DOI": "10.1/x", "type": "erratum"}]} if w.title.startswith("Erratum") else {}
    return {
        "DOI": w.doi,
        "type": w.kind,
        "title": [w.title.replace("&", "&amp;")],
        "author": [{"given": given, "family": family} if given else {"name": family} for given, _, family in names],
        "issued": {"date-parts": [[year, month, day]]},
        "container-title": [w.venue] if w.venue else [],
        "volume": "12",
        "page": "1-9",
        "publisher": "A Press",
        **update,
    }


# Semantic Scholar


def _s2(works: Sequence[Work], asked: Asked) -> tuple[str, bytes | None]:
    if asked.path == "/paper/search/match":
        query = asked.query["query"]
        ranked = sorted(works, key=lambda w: (-likeness(query, w.title), not w.lookalike))
        return JSON, _json({"data": [{**_paper(ranked[0]), "matchScore": 120.5}]}) if ranked else None
    kind, _, number = unquote(asked.path.removeprefix("/paper/")).partition(":")
    numbers: dict[str, Callable[[Work], str | None]] = {"ARXIV": lambda w: w.arxiv, "DOI": lambda w: w.doi}
    one = next((w for w in works if kind in numbers and numbers[kind](w) == number), None)
    return JSON, _json(_paper(one)) if one else None


def _paper(w: Work) -> dict[str, Any]:
    numbers = {"ArXiv": w.arxiv, "DOI": w.doi or (f"10.48550/arXiv.{w.arxiv}" if w.arxiv else None)}
    return {
        "paperId": f"{abs(hash(w.title)):040x}"[:40],
        "title": w.title,
        "authors": [{"authorId": str(n), "name": a} for n, a in enumerate(w.authors)],
        "year": int(w.date[:4]),
        "publicationDate": w.date,
        "externalIds": {name: value for name, value in numbers.items() if value},
        "venue": w.venue or "arXiv.org",
        "publicationVenue": {"name": w.venue, "type": "conference"} if w.venue else None,
        "journal": {"name": "ArXiv", "volume": f"abs/{w.arxiv}"},
        "publicationTypes": ["JournalArticle", "Conference"] if w.venue else None,
    }


# OpenAlex


def _openalex(works: Sequence[Work], asked: Asked) -> tuple[str, bytes | None]:
    if asked.path.startswith("/works/doi:"):
        doi = unquote(asked.path.removeprefix("/works/doi:"))
        one = next((w for w in works if w.doi == doi), None)
        return JSON, _json(_open(one)) if one else None
    wanted = set(asked.query["search.title"].split())
    found = [w for w in works if wanted <= words(w.title)]
    return JSON, _json({"meta": {"count": len(found)}, "results": [_open(w) for w in found[:8]]})


def _open(w: Work) -> dict[str, Any]:
    source = (
        {"display_name": w.venue, "type": "conference"} if w.venue else {"display_name": "arXiv", "type": "repository"}
    )
    places = [{"landing_page_url": f"https://arxiv.org/abs/{w.arxiv}"}] if w.arxiv else []
    return {
        "id": "https://openalex.org/W1234",
        "doi": f"https://doi.org/{w.doi}" if w.doi else None,
        "display_name": w.title,
        "publication_date": w.date,
        "type": "article",
        "authorships": [{"author": {"display_name": a}, "raw_author_name": a} for a in w.authors],
        "primary_location": {"source": source},
        "locations": places,
        "biblio": {"volume": "12", "issue": None, "first_page": "1", "last_page": "9"},
    }


def _json(value: object) -> bytes:
    return json.dumps(value).encode()


_SERVICES: dict[str, Callable[[Sequence[Work], Asked], tuple[str, bytes | None]]] = {
    "arxiv": _arxiv,
    "crossref": _crossref,
    "s2": _s2,
    "openalex": _openalex,
}
