"""Parses, finds and normalizes arXiv ids, DOIs and web addresses.

``parse_…`` reads a text that is an identifier and nothing else; ``find_…`` looks for one inside a text. All take time
linear in their input. Nothing here looks into an abstract: that may cite other papers.
"""

from __future__ import annotations

import re
from urllib.parse import quote_plus, unquote, urlsplit

from readlist.model.paper import Facts, Paper

ARXIV_DOI = "10.48550/arXiv."
"""The beginning of the DOIs that arXiv gives; the id follows."""

_ID = r"(?:(?P<new>\d{4}\.\d{4,5})|(?P<archive>[a-z]+(?:-[a-z]+)?)(?:\.[a-z]{2})?/(?P<old>\d{7}))(?:v\d+)?"
_SITE = r"(?:https?://)?(?:www\.|export\.)?arxiv\.org/(?:abs|pdf|html|format)/"
_DOI_SITE = r"(?:https?://)?(?:dx\.|www\.)?doi\.org/"
_ARXIV = re.compile(
    rf"(?:{_SITE}|(?:{_DOI_SITE}|doi:\s*)?10\.48550/arxiv\.|(?:oai:)?arxiv(?:\.org)?\s*[:.]?\s*|abs/)?"
    rf"{_ID}(?:\.pdf)?/?(?:\s*\[[a-z.-]+\]|[?#].*)?",
    re.IGNORECASE,
)
_ARXIV_IN_TEXT = re.compile(
    rf"(?:arxiv[.:\s]\s*|arxiv\}}?:\s*|arxiv\.org/(?:abs|pdf|html)/|10\.48550/arxiv\.|corr,?\s+(?:vol\.?\s+)?abs/|e-?print:\s*)"
    rf"{_ID}(?![\d/])",
    re.IGNORECASE,
)
_DOI_PREFIX = re.compile(rf"(?P<site>{_DOI_SITE})?(?:doi:?\s*)?", re.IGNORECASE)
_DOI = re.compile(r"10\.\d{4,9}/[^\s\"“”{}\\^`|%]+")
_URL = re.compile(r"(?:https?://|www\.)[^\s<>\"“”{}|\\^`]+", re.IGNORECASE)
_TEX_SIGN = re.compile(r"\\-|\\([_%#&~$<>])(?:\{\})?|\{\\?([_%#&~$])\}|\{?\\textasciitilde(?:\{\}|\}|\s)?|\$\\sim\$")
_FINAL = frozenset(".,;:!?'”’*")  # after an identifier these belong to the sentence
_PARTNERS = {")": "(", "]": "[", ">": "<"}
_FORGES = ("github.com", "gitlab.com", "bitbucket.org", "codeberg.org", "huggingface.co", "sourceforge.net")
_NO_PAPERS = ("youtube.com", "youtu.be", "vimeo.com", "bilibili.com", "modelscope.cn", "kaggle.com",
              "colab.research.google.com")  # fmt: skip


def parse_arxiv(text: str | None) -> str | None:
    """A text as an arXiv id without version: bare, after "arXiv:", or as an address or DOI of arXiv's.

    Old ids lose their subject class: ``math.NT/0101001`` is ``math/0101001``.
    """
    match = _ARXIV.fullmatch(text.strip()) if text else None
    return _arxiv(match) if match else None


def find_arxiv(text: str) -> str | None:
    """The first arXiv id in a text that is marked as one: "arXiv:2402.13718v2 [cs.CL]", "CoRR abs/…", a link, a DOI."""
    match = _ARXIV_IN_TEXT.search(text)
    return _arxiv(match) if match else None


def _arxiv(match: re.Match[str]) -> str:
    new: str | None = match["new"]
    return new or f"{match['archive'].lower()}/{match['old']}"


def parse_doi(text: str | None) -> str | None:
    """A text as a DOI: bare, after "doi:", or as an address at doi.org; final punctuation is dropped.

    Signs that DOIs may hold (``( ) < > ; :``) stay; TeX's backslashes and, in addresses, percent codes are undone.
    """
    text = undo_tex((text or "").strip())
    prefix = _DOI_PREFIX.match(text)
    if prefix:
        text = text[prefix.end() :]
        if prefix["site"]:
            text = re.split(r"[?#]", text, maxsplit=1)[0]
    text = unquote(text)
    return trim(text) if _DOI.fullmatch(text) else None


def find_urls(text: str) -> tuple[str, ...]:
    """The web addresses in a text, each once, without punctuation after them; a trailing ``/`` stays."""
    if "://" not in text and "www." not in text.lower():
        return ()
    urls = dict.fromkeys(trim(match[0]) for match in _URL.finditer(text))
    return tuple(url for url in urls if len(url) > len("https://"))


def undo_tex(text: str) -> str:
    r"""An address or id without TeX's escapes (``\_``, ``{\%}``, ``\textasciitilde``)."""
    if "\\" not in text and "{" not in text:
        return text
    return _TEX_SIGN.sub(lambda match: match[1] or match[2] or ("" if match[0] == "\\-" else "~"), text)


def trim(text: str) -> str:
    """An identifier without final punctuation and without closing brackets that it does not open."""
    surplus = {close: text.count(close) - text.count(opening) for close, opening in _PARTNERS.items()}
    end = len(text)
    while end and (text[end - 1] in _FINAL or surplus.get(text[end - 1], 0) > 0):
        end -= 1
        if text[end] in surplus:
            surplus[text[end]] -= 1
    return text[:end]


def arxiv_address(id: str) -> str:
    return f"https://arxiv.org/abs/{id}"


def doi_address(doi: str) -> str:
    return f"https://doi.org/{doi}"


def web_address(url: str) -> str | None:
    """The link as an address that is safe to open, or None: http(s) with a host, printable ASCII only."""
    if url.startswith("www."):
        url = f"https://{url}"
    if not (url.isascii() and url.isprintable()) or any(c in url for c in ' "<>\\^`{|}'):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.hostname else None


# The identifiers of a paper.


def paper_arxiv(paper: Paper) -> str | None:
    """A paper's arXiv id: its own, else from its links or its DOI."""
    return next(filter(None, map(parse_arxiv, (paper.arxiv, *own_urls(paper), paper.doi))), None)


def number_text(facts: Facts) -> str | None:
    """What is shown for a paper of which only an id is known: "arXiv:2402.13718", an address."""
    names = (
        ("arXiv:", facts.arxiv),
        ("doi:", facts.doi),
        ("PMID ", facts.fields.get("pmid")),
        ("", next(iter(facts.urls), None)),
    )
    return next((f"{name}{value}" for name, value in names if value), None)


def paper_doi(paper: Paper) -> str | None:
    return parse_doi(paper.doi)


def own_urls(paper: Paper) -> tuple[str, ...]:
    """The links to the paper itself; those in its abstract lead to code, data or other papers."""
    abstract = f"{paper.abstract or ''} {paper.abstract_text or ''}"
    return tuple(url for url in paper.urls if url not in abstract)


def paper_address(paper: Paper) -> str | None:
    """The address of the paper itself: at arXiv, by its DOI, or its own link; never that of its code.

    This is the link that is opened, copied and exported.
    """
    arxiv, doi = paper_arxiv(paper), paper_doi(paper)
    numbers = [arxiv_address(arxiv)] if arxiv else []
    numbers += [doi_address(doi)] if doi else []
    own = (url for url in own_urls(paper) if not _is_of_code(url) and not _host(url).endswith(_NO_PAPERS))
    return next(filter(None, map(web_address, (*numbers, *own))), None)


def search_address(place: str, title: str) -> str | None:
    """The address of a search for a title; ``place`` is a pattern with ``{title}``."""
    return web_address(place.replace("{title}", quote_plus(title)))


def code_address(paper: Paper) -> str | None:
    """The first link to a place where code is kept, if it is safe to open."""
    return next((url for url in map(web_address, paper.urls) if url and _is_of_code(url)), None)


def _is_of_code(url: str) -> bool:
    host = _host(url)
    if host == "huggingface.co" and urlsplit(url).path.startswith("/papers/"):
        return False
    return host in _FORGES or host.startswith("gitlab.") or host.endswith((".github.io", ".gitlab.io"))


def _host(url: str) -> str:
    try:
        return (urlsplit(web_address(url) or "").hostname or "").removeprefix("www.")
    except ValueError:
        return ""
