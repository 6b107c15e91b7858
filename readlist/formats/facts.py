"""The facts of a paper as every format needs them: ids, links and dates that are its own, and that make sense."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from readlist.model.records import Paper

_CLASSES = {
    code: f"cs.{code}"
    for code in "AI AR CC CE CG CL CR CV CY DB DC DL DM DS ET FL GL GR GT HC IR IT LG LO MA MM MS NA NE NI OH OS PF "
    "PL RO SC SD SE SI".split()
} | {"ML": "stat.ML", "AS": "eess.AS", "IV": "eess.IV", "SP": "eess.SP", "SY": "eess.SY"}
"""arXiv's subject classes by the code that pages show."""

_ARXIV = re.compile(r"(\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?:v\d+)?")
_ARXIV_LINK = re.compile(
    rf"(?:https?://)?(?:www\.|export\.)?arxiv\.org/(?:abs|pdf|html)/{_ARXIV.pattern}(?:\.pdf)?/?(?:[?#].*)?",
    re.I,
)
_ARXIV_DOI = re.compile(rf"10\.48550/arxiv\.{_ARXIV.pattern}", re.I)
_DOI = re.compile(r"10\.\d{4,9}/[^\s{}\\\"%#~^|`,&$]+")
_DOI_LINK = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?(.+)", re.I)
_URL = re.compile(r"https?://[A-Za-z0-9\[][^\s{}<>\"\\^`|]*")
_DATE = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?(?!\d)")


class When(NamedTuple):
    """A date as far as it is known and possible; 0 for what is not."""

    year: int = 0
    month: int = 0
    day: int = 0

    @property
    def parts(self) -> list[int]:
        """Year, month, day, as many as are known."""
        return [number for number in self if number]


def when(paper: Paper) -> When:
    """The paper's date; without one the arXiv id has year and month: 2402 is February 2024."""
    match = _DATE.match(_cited(paper) or "")
    eprint = "" if match else arxiv_id(paper)
    if match:
        year, month, day = (int(part or 0) for part in match.groups())
    elif re.match(r"\d{4}\.", eprint):
        year, month, day = int(f"20{eprint[:2]}"), int(eprint[2:4]), 0
    else:
        return When()
    if not 1 <= month <= 12:
        return When(year)
    return When(year, month, day if _is_day(year, month, day) else 0)


_PUBLISHED = frozenset({"article", "inproceedings"})


def _cited(paper: Paper) -> str | None:
    """The date of what is cited: of the published version where there is one, else the paper's own."""
    published = paper.extra.get("published")
    kind = (paper.type or "").lower()
    if isinstance(published, str) and kind in _PUBLISHED and paper.venue and "date" not in paper.fixed:
        return published
    return paper.date


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def subject(paper: Paper) -> str:
    """arXiv's class of the paper's category: "cs.CL" of "CL"; "" where it has none."""
    return _CLASSES.get((paper.category or "").strip().removeprefix("cs."), "")


def arxiv_id(paper: Paper) -> str:
    """The record's own arXiv id, without version: from its id, links or DOI, never from its abstract."""
    if match := _ARXIV.fullmatch(re.sub(r"^arxiv:", "", (paper.arxiv or "").strip(), flags=re.I)):
        return match[1]
    links = (_ARXIV_LINK.fullmatch(url.strip()) for url in _own(paper))
    if match := next(filter(None, links), None):
        return match[1]
    match = _ARXIV_DOI.fullmatch(_bare_doi(paper.doi or ""))
    return match[1] if match else ""


def own_doi(paper: Paper) -> str:
    """The DOI, unless it holds signs of TeX: biblatex reads the field verbatim, the classic styles do not."""
    doi = _bare_doi(paper.doi or "")
    return doi if _DOI.fullmatch(doi) else ""


def _bare_doi(text: str) -> str:
    match = _DOI_LINK.fullmatch(text.strip())
    return match[1] if match else ""


def own_url(paper: Paper) -> str:
    """The first link of the record itself that is a web address and nothing else."""
    return next((url for url in _own(paper) if _URL.fullmatch(url)), "")


def link(paper: Paper) -> str:
    """A web address of the paper: its own, else that of its arXiv id or DOI."""
    eprint, doi = arxiv_id(paper), own_doi(paper)
    return own_url(paper) or (f"https://arxiv.org/abs/{eprint}" if eprint else f"https://doi.org/{doi}" if doi else "")


def _own(paper: Paper) -> Iterable[str]:
    """The links that the paper's abstract does not hold: those lead to code, data or other papers."""
    abstract = f"{paper.abstract or ''} {paper.abstract_text or ''}"
    return (url for url in paper.urls if url not in abstract)
