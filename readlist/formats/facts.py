"""The date and the arXiv class under which a paper is cited, as every format needs them."""

from __future__ import annotations

import re

from readlist.model.dates import PartialDate, possible_date, read_date
from readlist.model.identifiers import paper_arxiv
from readlist.model.paper import Paper

_CLASSES = {
    code: f"cs.{code}"
    for code in "AI AR CC CE CG CL CR CV CY DB DC DL DM DS ET FL GL GR GT HC IR IT LG LO MA MM MS NA NE NI OH OS PF "
    "PL RO SC SD SE SI".split()
} | {"ML": "stat.ML", "AS": "eess.AS", "IV": "eess.IV", "SP": "eess.SP", "SY": "eess.SY"}
"""arXiv's subject classes by the code that pages show."""


def when(paper: Paper) -> PartialDate:
    """The date of what is cited, else that of the arXiv id: 2402 is February 2024."""
    known = read_date(_cited(paper) or "")
    if known.year:
        return known
    new_id = re.match(r"(\d\d)(\d\d)\.", paper_arxiv(paper) or "")
    return possible_date(2000 + int(new_id[1]), int(new_id[2])) if new_id else PartialDate()


_PUBLISHED = frozenset({"article", "inproceedings"})


def _cited(paper: Paper) -> str | None:
    """The date of what is cited: of the published version where there is one, else the paper's own."""
    published = paper.extra.get("published")
    kind = (paper.type or "").lower()
    if isinstance(published, str) and kind in _PUBLISHED and paper.venue and "date" not in paper.fixed:
        return published
    return paper.date


def subject(paper: Paper) -> str:
    """arXiv's class of the paper's category: "cs.CL" of "CL"; "" where it has none."""
    return _CLASSES.get((paper.category or "").strip().removeprefix("cs."), "")
