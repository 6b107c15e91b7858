"""Fetches free PDFs, from known addresses or those that services know, only when the user asks for it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass

from readlist.lookup.client import Client, Clock, Pace, SystemClock, alone
from readlist.lookup.download import DownloadError, download
from readlist.lookup.pdf_addresses import addresses
from readlist.lookup.services import Services
from readlist.model.paper import Paper, Progress
from readlist.pdf.shelf import ShelfError
from readlist.platform.paths import cache_folder
from readlist.session.library_pdfs import Attached, PdfError, Pdfs
from readlist.session.lookups import configured
from readlist.store.files import remove


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came of fetching the PDF of one paper."""

    paper: Paper
    attached: Attached | None = None
    reason: str = ""  # why there is none


class Fetcher:
    """Fetches the PDFs of papers, one after the other, at the pace that services ask for."""

    def __init__(self, pdfs: Pdfs, services: Services, client: Client, clock: Clock, pace: Pace) -> None:
        self._pdfs, self._services, self._client = pdfs, services, client
        self._clock, self._pace = clock, pace

    def fetch(self, id: int, progress: Progress = lambda done, total: None) -> Fetched:
        """Fetch and attach a paper's PDF. Raises StoppedError, StoreError, OSError."""
        paper = self._pdfs.library.papers[id]
        failures: list[str] = []
        for address, owner in addresses(paper, self._services, self._client, failures):
            self._pace.wait(f"pdf {owner}", self._services.seconds("arxiv"))
            largest = self._pdfs.settings.largest * 1_000_000
            try:
                part = download(address, self._pdfs.shelf.incoming, self._services, largest, self._clock, progress)
                staged = self._pdfs.shelf.stage(part)
                remove(part)
                return Fetched(paper, self._pdfs.take(id, staged, address))
            except (DownloadError, PdfError, ShelfError) as error:
                failures.append(str(error))
        if not failures and not (paper.arxiv or paper.doi):
            return Fetched(paper, reason="neither arXiv id nor DOI is known: `readlist enrich` looks them up")
        return Fetched(paper, reason="; ".join(failures) or "no service knows a free PDF of it")


@contextlib.contextmanager
def fetching(pdfs: Pdfs, clock: Clock | None = None, services: Services | None = None) -> Iterator[Fetcher]:
    """What fetches PDFs; no other readlist of this user looks papers up meanwhile. Raises ServicesError, BusyError."""
    services = services or configured()
    clock = clock or SystemClock()
    folder = cache_folder() / "services"
    pace = Pace(clock, folder / "asked.json")
    with alone(folder / "lock"), Client(services, clock, pace) as client:
        yield Fetcher(pdfs, services, client, clock, pace)
