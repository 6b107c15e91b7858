"""Web addresses of papers: which arXiv number, DOI or other id an address names, site by site."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

from readlist.model.identifiers import parse_arxiv, parse_doi

Site = Literal["arxiv", "doi", "acl", "openreview", "pmid"]


class PaperId(NamedTuple):
    """The id of a paper and its site: arXiv, DOI, the ACL Anthology, OpenReview, PubMed."""

    site: Site
    value: str


_END = r"(?:\.pdf)?/?(?:[?#].*)?"
_SITES: tuple[tuple[str, str, Site, str], ...] = (  # host; path and query; the site of the id; the id's template
    (
        r"(?:\w+\.)?arxiv\.org|alphaxiv\.org|ar5iv\.org|ar5iv\.labs\.arxiv\.org",
        rf"/(?:abs|pdf|html|format|overview)/([^?#]+?){_END}",
        "arxiv",
        "{}",
    ),
    (r"huggingface\.co", rf"/papers/([^?#/]+){_END}", "arxiv", "{}"),
    (r"doi\.org", r"/(10\.[^?#]+?)/?(?:[?#].*)?", "doi", "{}"),
    (r"openreview\.net", r"/(?:forum|pdf|attachment)\?(?:[^#]*&)?id=([\w-]+)(?:[&#].*)?", "openreview", "{}"),
    (r"pubmed\.ncbi\.nlm\.nih\.gov", rf"/(\d{{1,8}}){_END}", "pmid", "{}"),
    (r"ncbi\.nlm\.nih\.gov", rf"/pubmed/(\d{{1,8}}){_END}", "pmid", "{}"),
    (r"nature\.com", rf"/articles/([a-z]{{0,12}}\d[\w.-]*?)(?:_reference)?{_END}", "doi", "10.1038/{}"),
    (r"peerj\.com", r"/articles/((?:cs-)?\d+)(?:[/.?#].*)?", "doi", "10.7717/peerj.{}"),
    (r"hindawi\.com|onlinelibrary\.wiley\.com", rf"/journals/[a-z]+/(\d{{4}}/\d{{4,9}}){_END}", "doi", "10.1155/{}"),
    (
        r"aclanthology\.org|aclweb\.org",
        r"/(?:anthology/|papers/(?:\w/\w+/)?)?"
        rf"([A-Z]\d{{2}}-\d{{4}}|\d{{4}}\.[a-z0-9_]+-[a-z0-9_]+\.\d+)(?:v\d+)?{_END}",
        "acl",
        "{}",
    ),
)
_DOI = re.compile(r"/(10\.\d{4,9}/[^?#\s]+)")
_BEHIND_DOI = re.compile(
    r"(?:(?<=\d)v\d{1,2})?(?:\.(?:full|abstract|short|figures|pdf|html?|epub|full-text))*/?$"
    r"|/(?:full|abstract|e?pdf|html|xml|epub|fulltext|meta|summary|references|figures|tab-[a-z-]+)/?$"
)


def paper_id_of(address: str) -> PaperId | None:
    """The paper that an address names, with or without "https://"; None if it names none. Never raises."""
    try:
        parts = urlsplit(address if "://" in address else f"https://{address}")
        host = (parts.hostname or "").lower().removeprefix("www.").removeprefix("dx.").removeprefix("export.")
    except ValueError:
        return None
    path = unquote(parts.path) + (f"?{parts.query}" if parts.query else "")
    for hosts, pattern, site, form in _SITES:
        if re.fullmatch(hosts, host) and (match := re.fullmatch(pattern, path)):
            return _checked(site, form.format(match[1]))
    for text in (unquote(parts.path), *(f"/{value}" for _, value in parse_qsl(parts.query))):
        if match := _DOI.search(text):  # publishers' addresses have the DOI in them, with more after it
            return _checked("doi", _BEHIND_DOI.sub("", _BEHIND_DOI.sub("", match[1])))
    return None


def _checked(site: Site, value: str) -> PaperId | None:
    """The id in its normal form; arXiv's own DOIs become arXiv ids."""
    if site not in ("arxiv", "doi"):
        return PaperId(site, value)
    if number := parse_arxiv(value):
        return PaperId("arxiv", number)
    doi = parse_doi(value) if site == "doi" else None
    return PaperId("doi", doi) if doi else None


_OLD_WITHOUT_DOI = "CFJLOQRTUXY"  # letters of venues
_NEW_WITHOUT_DOI = re.compile(
    r"\d{4}\.(?:tacl|cl|lrec|jeptalnrecital|amta|eamt|mtsummit|icon|paclic|rocling|ccl|lilt)\b"
)


def anthology_doi(id: str) -> str | None:
    """The DOI of a paper of the ACL Anthology, if it follows from the id: from 2014 on, for most venues."""
    if re.fullmatch(r"[A-Z]\d\d-\d{4}", id):
        venue, year = id[0], int(id[1:3])
        if venue in _OLD_WITHOUT_DOI or not 14 <= year <= 19:
            return None
        return f"10.3115/v1/{id}" if year == 14 or (year == 15 and venue in "NP") else f"10.18653/v1/{id}"
    return None if _NEW_WITHOUT_DOI.match(id) else f"10.18653/v1/{id}"
