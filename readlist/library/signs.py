"""The marks and short forms in which a paper is shown in one line, in the app and on the command line."""

from __future__ import annotations

from readlist.model.names import surname
from readlist.model.paper import Mark, Paper

STAR, READ, UNREAD, SKIPPED, CHECK = "★", "✓", "·", "✗", "?"


def state_sign(mark: Mark) -> str:
    """One cell: skipped, read or unread."""
    return SKIPPED if mark.skipped else READ if mark.read else UNREAD


def star_sign(mark: Mark, to_check: bool) -> str:
    """One cell: starred, else to check."""
    return STAR if mark.starred else CHECK if to_check else " "


def byline(paper: Paper) -> str:
    """ "Tian et al.", "Chen and Yang", "OpenAI"; empty where no author is known."""
    if not paper.authors:
        return ""
    if paper.et_al or len(paper.authors) > 2:
        return f"{surname(paper.authors[0])} et al."
    return " and ".join(map(surname, paper.authors))
