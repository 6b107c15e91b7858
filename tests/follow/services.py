"""arXiv on this machine: the search and the announcement feeds in their real shapes, with a calendar and faults."""

from __future__ import annotations

import random
import re
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

from tests.follow.population import Work

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" '
    'xmlns:arxiv="http://arxiv.org/schemas/atom" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/">'
)
_WITHDRAWN = "This paper has been withdrawn by the authors due to an error in the main theorem."
Answer = tuple[int, str, bytes, dict[str, str]]
"""Status, type, body and headers."""


@dataclass
class Services:
    """What is known, what day it is, what was asked."""

    works: Sequence[Work] = ()
    now: Callable[[], float] = lambda: datetime(2026, 1, 1, tzinfo=UTC).timestamp()
    faults: float = 0.0  # the share of requests that go wrong first
    seed: int = 1
    pages: dict[str, Callable[[dict[str, str]], Answer]] = field(default_factory=dict)  # of other addresses, by path
    asked: list[tuple[float, str]] = field(default_factory=list)  # when, and path with query
    shortest: int = 10_000  # entries of a page of the search, whatever was asked for
    answered: int = 0  # requests that did not go wrong
    address: str = ""
    on_request: Callable[[str], None] = lambda path: None

    @property
    def today(self) -> date:
        return datetime.fromtimestamp(self.now(), UTC).date()


@contextmanager
def serving(services: Services) -> Iterator[Services]:
    """The services at an address of this machine."""
    chance = random.Random(services.seed)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            pass

        def do_GET(self) -> None:
            services.asked.append((services.now(), self.path))
            services.on_request(self.path)
            parts = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            sick = chance.random() if services.faults else 1.0
            if sick < services.faults / 3:
                status, kind, body, headers = 429, "text/plain", b"Rate exceeded.", {"Retry-After": "5"}
            elif sick < services.faults * 2 / 3:
                status, kind, body, headers = 503, "text/html", b"<html>busy</html>", {}
            else:
                status, kind, body, headers = self._answer(unquote(parts.path), query)
            length = len(body)
            if services.faults * 2 / 3 <= sick < services.faults:
                body = body[: length // 2]
                self.close_connection = True
            services.answered += sick >= services.faults
            with suppress(BrokenPipeError, ConnectionResetError):
                self.send_response(status)
                for name, value in {"Content-Type": kind, "Content-Length": str(length), **headers}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

        def _answer(self, path: str, query: dict[str, str]) -> Answer:
            if path in services.pages:
                return services.pages[path]({**query, **{name.lower(): v for name, v in self.headers.items()}})
            if path.startswith("/feeds/"):
                return 200, "application/xml", feed(services.works, path[7:].split("+"), services.today), {}
            if path == "/query":
                return (
                    200,
                    "application/atom+xml",
                    search(
                        services.works,
                        {**query, "max_results": str(min(int(query["max_results"]), services.shortest))},
                        services.today,
                        chance,
                    ),
                    {},
                )
            return 404, "text/html", b"<html>not here</html>", {}

    class Server(ThreadingHTTPServer):
        def handle_error(self, *_: object) -> None:  # who asked went away
            pass

    server = Server(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    services.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield services
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def feed(works: Sequence[Work], classes: Sequence[str], today: date) -> bytes:
    """What was announced on the last day on which arXiv announced anything: new, listed too, and replaced papers."""
    day = today - timedelta(max(today.weekday() - 4, 0))
    entries = []
    for work in works:
        if not set(classes) & set(work.classes):
            continue
        if work.announced == day:
            kind = "new" if work.classes[0] in classes else "cross"
            entries.append(_announced(work, 1, work.title, kind, work.abstract, day))
        for version in work.versions:
            if version.announced == day:
                text = _WITHDRAWN if version.withdrawn else work.abstract
                entries.append(_announced(work, version.number, version.title, "replace", text, day))
    title = "".join(classes)
    return (
        f"{_HEAD}<title>{title} updates on arXiv.org</title><id>http://rss.arxiv.org/atom/{'+'.join(classes)}</id>"
        f"<updated>{day}T04:00:00+00:00</updated>{''.join(entries)}</feed>"
    ).encode()


def _announced(work: Work, version: int, title: str, kind: str, abstract: str, day: date) -> str:
    terms = "".join(f'<category term="{name}"/>' for name in work.classes)
    return (
        f"<entry><id>oai:arXiv.org:{work.number}v{version}</id><title>{escape(title)}</title>"
        f"<updated>{day}T04:00:00+00:00</updated>"
        f'<link href="https://arxiv.org/abs/{work.number}" rel="alternate" type="text/html"/>'
        f"<summary>arXiv:{work.number}v{version} Announce Type: {kind} \nAbstract: {escape(abstract)}</summary>{terms}"
        f"<published>{day}T00:00:00-04:00</published><arxiv:announce_type>{kind}</arxiv:announce_type>"
        "<dc:rights>http://arxiv.org/licenses/nonexclusive-distrib/1.0/</dc:rights>"
        f"<dc:creator>{escape(', '.join(work.authors))}</dc:creator></entry>"
    )


_SPAN = re.compile(r"submittedDate:\[(\d{8})\d{4} TO (\d{8})\d{4}\]")


def search(works: Sequence[Work], query: dict[str, str], today: date, chance: random.Random) -> bytes:
    """arXiv's answer to a search by categories or authors within days; a page is not always in order."""
    text = query.get("search_query", "")
    classes = set(re.findall(r"cat:([\w.-]+)", text))
    names = {name.lower().replace(".", "") for name in re.findall(r'au:"([^"]+)"', text)}
    words = [part.lower() for part in re.findall(r'all:"([^"]+)"', text)]
    span = _SPAN.search(text)
    first, last = (datetime.strptime(day, "%Y%m%d").date() for day in span.groups()) if span else (date.min, date.max)

    def wanted(work: Work) -> bool:
        if not (first <= work.submitted <= last and work.indexed <= today):
            return False
        who = {author.lower().replace(".", "") for author in work.authors}
        told = f"{work.title} {work.abstract}".lower()
        return bool(classes & set(work.classes) or names & who or any(word in told for word in words))

    found = sorted((w for w in works if wanted(w)), key=lambda w: (w.submitted, w.number))
    start, most = int(query.get("start", "0")), int(query.get("max_results", "10"))
    page = found[start : start + most]
    chance.shuffle(page)
    entries = "".join(_found(work, today) for work in page)
    return (
        f"{_HEAD}<title>ArXiv Query</title><id>http://arxiv.org/api/x</id><updated>{today}T00:00:00-05:00</updated>"
        f"<opensearch:totalResults>{len(found)}</opensearch:totalResults>"
        f"<opensearch:startIndex>{start}</opensearch:startIndex>{entries}</feed>"
    ).encode()


def _found(work: Work, today: date) -> str:
    version = max((v for v in work.versions if v.announced <= today), key=lambda v: v.number, default=None)
    number, title = (version.number, version.title) if version else (1, work.title)
    authors = "".join(f"<author><name>{escape(a)}</name></author>" for a in work.authors)
    comment = f"<arxiv:comment>{_WITHDRAWN}</arxiv:comment>" if version and version.withdrawn else ""
    doi = f"<arxiv:doi>{version.doi}</arxiv:doi>" if version and version.doi else ""
    terms = "".join(f'<category term="{name}" scheme="http://arxiv.org/schemas/atom"/>' for name in work.classes)
    return (
        f"<entry><id>http://arxiv.org/abs/{work.number}v{number}</id><updated>{today}T00:00:00Z</updated>"
        f"<published>{work.submitted}T17:00:00Z</published><title>{escape(title)}</title>"
        f"<summary>{escape(work.abstract)}</summary>{authors}{doi}{comment}"
        f'<arxiv:primary_category term="{work.classes[0]}" scheme="http://arxiv.org/schemas/atom"/>{terms}'
        f'<link href="http://arxiv.org/abs/{work.number}v{number}" rel="alternate" type="text/html"/></entry>'
    )
