"""The links of papers: which is the paper's own, which leads to code, and which are safe to open."""

from __future__ import annotations

from urllib.parse import urlsplit

from readlist.model.records import Paper


def link_of(paper: Paper) -> str | None:
    """The address of the paper itself, else the first link in its abstract that is safe to open."""
    own = [f"https://arxiv.org/abs/{paper.arxiv}"] if paper.arxiv else []
    own += [f"https://doi.org/{paper.doi}"] if paper.doi else []
    return next((url for url in map(web_address, (*own, *paper.urls)) if url), None)


_FORGES = ("github.com", "gitlab.com", "bitbucket.org", "codeberg.org", "huggingface.co", "sourceforge.net")


def code_of(paper: Paper) -> str | None:
    """The first link to a place where code is kept, if it is safe to open."""
    return next((url for url in map(web_address, paper.urls) if url and _keeps_code(url)), None)


def _keeps_code(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    return host.removeprefix("www.") in _FORGES or host.startswith("gitlab.") or host.endswith(".github.io")


def web_address(url: str) -> str | None:
    """The link as an address a browser may be given, or None: http(s) with a host, nothing but printable ASCII."""
    if url.startswith("www."):
        url = f"https://{url}"
    if not (url.isascii() and url.isprintable()) or any(c in url for c in ' "<>\\^`{|}'):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.hostname else None
