"""Finds the address of a paper's free PDF: at arXiv, its own address, or one from OpenAlex or Semantic Scholar."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlsplit

from readlist.lookup.answer_fields import part, read_json
from readlist.lookup.client import Client, ServiceError
from readlist.lookup.services import NAMES, AnswerError, Request, Services
from readlist.model.identifiers import own_urls, paper_arxiv, paper_doi, web_address
from readlist.model.paper import Paper

_MOST = 4  # addresses of one paper that are tried


def known_addresses(paper: Paper, services: Services) -> Iterator[tuple[str, str]]:
    """(address, whose it is) of the PDFs that the library itself knows of."""
    if id := paper_arxiv(paper):
        yield f"{services.arxiv_pdf.rstrip('/')}/{id}", "arXiv"
    for url in own_urls(paper):
        address = web_address(url)
        if address and urlsplit(address).path.lower().endswith(".pdf"):
            yield address.replace("http://", "https://", 1), urlsplit(address).hostname or ""


def asked_addresses(paper: Paper, services: Services, client: Client, failures: list[str]) -> Iterator[tuple[str, str]]:
    """(address, whose it is) of the PDFs that services know of; what failed is added to ``failures``."""
    doi, arxiv = paper_doi(paper), paper_arxiv(paper)
    requests = []
    if doi:
        fields = {"select": "id,best_oa_location"}
        mail = {"mailto": services.mailto} if services.mailto else {}
        requests.append((Request("openalex", f"/works/doi:{quote(doi, safe='/')}", fields | mail), _open_alex))
    number = f"DOI:{doi}" if doi else f"ARXIV:{arxiv}" if arxiv else None
    if number:
        path = f"/paper/{quote(number, safe=':/')}"
        requests.append((Request("semantic_scholar", path, {"fields": "openAccessPdf"}), _semantic_scholar))
    for request, read in requests:
        try:
            found = client.ask(request, lambda body, read=read: read(read_json(body)))  # type: ignore[misc]
        except (ServiceError, AnswerError) as error:
            failures.append(str(error))
            continue
        if isinstance(found, str) and (address := web_address(found)):
            yield address.replace("http://", "https://", 1), NAMES[request.service]


def addresses(
    paper: Paper, services: Services, client: Client | None, failures: list[str]
) -> Iterator[tuple[str, str]]:
    """All of them, each once; services are asked only where the ones before did not do."""
    seen: set[str] = set()
    sources = [known_addresses(paper, services)]
    if client is not None:
        sources.append(asked_addresses(paper, services, client, failures))
    for source in sources:
        for address, owner in source:
            if address not in seen and len(seen) < _MOST:
                seen.add(address)
                yield address, owner


def _open_alex(answer: Any) -> str | None:
    found = part(answer, "best_oa_location").get("pdf_url")
    return found if isinstance(found, str) else None


def _semantic_scholar(answer: Any) -> str | None:
    found = part(answer, "openAccessPdf").get("url")
    return found if isinstance(found, str) else None
