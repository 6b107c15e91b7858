"""Proceedings as their publishers list them: PMLR, the CVF's open access, JMLR, NeurIPS.

The first three have the title on a line of its own, then an unmistakable line: ``A, B;Volume's name, PMLR
70:3319-3328``, ``A, B; 12(85):2825−2830, 2011.``, or the buttons ``[pdf] [supp]`` over ``[bibtex]``. NeurIPS has title
and authors on one line with a space between, so the best cut is taken, and only below the site's heading.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain, pairwise

from readlist.model.dates import possible_date
from readlist.model.paper import Candidate
from readlist.pages.cut import name_score
from readlist.pages.cut_traits import end_traits
from readlist.pages.cut_words import WEIGHTS
from readlist.pages.kinds.author_lines import read_author_line
from readlist.pages.kinds.entries import Entry, furniture_of, plain_title, runs_of
from readlist.pages.kinds.kind import Run
from readlist.pages.page import Line

_DASH = r"(?:[-‐–−—]{1,3}|&ndash;)"
_PMLR = re.compile(
    rf"(?P<authors>[^;]+);\s*(?P<venue>.+?),? PMLR (?P<volume>\d+)(?:\((?P<number>\d+)\))?:\s*"
    rf"(?P<pages>\w+{_DASH}\w+|\w+)(?:, (?P<year>\d{{4}}))?\.?"
)
_JMLR = re.compile(
    rf"(?P<authors>[^;]+); (?P<volume>\d+)\((?P<number>\w+)\):(?P<pages>\d+{_DASH}\d+), (?P<year>\d{{4}})\.?"
)
_CVF = re.compile(r"\[pdf\](?: ?\[[\w ]{2,20}\])*")
_CVF_HEAD = re.compile(
    r"These (?P<venue>[A-Z][\w/+&. -]{1,40}?) (?P<year>(?:19|20)\d\d)(?P<more> Workshops?)? papers are the Open Access"
)
_LINKS = re.compile(r"(?:\[[\w .:-]{1,30}\]\s*){1,12}")
_NEURIPS = re.compile(r"Advances in Neural Information Processing Systems \d+ \((?:NeurIPS|NIPS) (?P<year>\d{4})\)")
_is_neurips_menu = furniture_of(r"""
    (?:NeurIPS|NIPS) Proceedings|Search|Edited by:.*|.*\bTrack\b|Papers|Books|Authors:.*|Requests for .*
    Name Change .*
""")
_NEURIPS_FOOT = re.compile(r"Do not remove\b.*")
_is_menu = furniture_of(r"""
    Proceedings of Machine Learning Research|Volume \d+(?:: .*)?|JMLR(?: Volume \d+)?|MLOSS|FAQ
    Submission Format|Editors?: .*|Accepted Papers|This site last compiled .*|Back|Search|Open Access
    .*\[bibtex\]|\[bib\]|@\w+\{.*|Home Page|Papers|Submissions|News|Editorial Board|Special Issues
    Open Source Software|Proceedings \(PMLR\)|Data \(DMLR\)|Transactions \(TMLR\)|Statistics|Login
    Frequently Asked Questions|Contact Us|Back to Top
""")


def read(lines: Sequence[Line]) -> Iterator[Run]:
    """The volumes in a text, of any of these publishers."""
    entries = list(chain(_detailed(lines), _open_access(lines), _neurips(lines)))
    entries.sort(key=lambda entry: entry.first)
    apart = [entry for before, entry in pairwise([Entry(0, 0, None), *entries]) if entry.first >= before.end]
    if any(entry.paper for entry in apart):
        yield from runs_of(lines, apart, _is_furniture, owner=_name(lines))


def _is_furniture(text: str) -> bool:
    return bool(_LINKS.fullmatch(text)) or _is_menu(text) or _is_neurips_menu(text)


def _name(lines: Sequence[Line]) -> str | None:
    """The volume's name, from its head."""
    for line in lines[:60]:
        if match := _NEURIPS.fullmatch(line.text):
            return f"NeurIPS {match['year']}"
        if match := _CVF_HEAD.match(line.text):
            return f"{match['venue']} {match['year']}{match['more'] or ''}"
        if re.fullmatch(r"Volume \d+: .*", line.text):
            return line.text.partition(": ")[2]
        if re.fullmatch(r"JMLR Volume \d+", line.text):
            return line.text
    return None


def _above(lines: Sequence[Line], at: int) -> int | None:
    """The index of the nearest line above that is not blank."""
    return next((i for i in range(at - 1, max(-1, at - 6), -1) if lines[i].text), None)


def _is_title(text: str) -> bool:
    return not _is_furniture(text) and any(map(str.isalpha, text))


def _detailed(lines: Sequence[Line]) -> Iterator[Entry]:
    """PMLR and JMLR: the line of details, below the title."""
    for at, line in enumerate(lines):
        pmlr = _PMLR.fullmatch(line.text) if " PMLR " in line.text else None
        details = pmlr or (_JMLR.fullmatch(line.text) if "; " in line.text and "):" in line.text else None)
        if not details:
            continue
        title = _above(lines, at)
        if title is None or not _is_title(lines[title].text):
            yield Entry(at, at + 1, None)
            continue
        authors = read_author_line(details["authors"])
        fields = {name: details[name] for name in ("volume", "number") if details[name]}
        paper = Candidate(
            line=lines[title].number,
            title=plain_title(lines[title].text),
            authors=authors.names,
            et_al=authors.et_al,
            date=details["year"],
            venue=pmlr["venue"].strip(" ,") if pmlr else "Journal of Machine Learning Research",
            type="inproceedings" if pmlr else "article",
            fields=fields | {"pages": re.sub(_DASH, "--", details["pages"])},
            to_check=authors.likeness < 0,
        )
        yield Entry(title, at + 1, paper)


def _open_access(lines: Sequence[Line]) -> Iterator[Entry]:
    """The CVF's papers: title, authors, and two lines of buttons."""
    head = next((match for line in lines[:60] if (match := _CVF_HEAD.match(line.text))), None)
    for at, line in enumerate(lines):
        if not line.text.startswith("[pdf]") or not _CVF.fullmatch(line.text):
            continue
        below = next((i for i in range(at + 1, min(at + 4, len(lines))) if lines[i].text), None)
        if below is None or not lines[below].text.startswith("[bibtex]"):
            continue
        names = _above(lines, at)
        title = None if names is None else _above(lines, names)
        if names is None or title is None or not (_is_title(lines[names].text) and _is_title(lines[title].text)):
            yield Entry(at if names is None else names, below + 1, None)
            continue
        authors = read_author_line(lines[names].text)
        paper = Candidate(
            line=lines[title].number,
            title=plain_title(lines[title].text),
            authors=authors.names,
            et_al=authors.et_al,
            date=possible_date(int(head["year"])).iso or None if head else None,
            venue=head["venue"] + (head["more"] or "") if head else None,
            type="inproceedings",
            to_check=authors.likeness < 0,
        )
        yield Entry(title, below + 1, paper)


# NeurIPS

_SURE = 1.0  # nats between the best cut of a line and the next; below it a person should look
_MOST_WORDS = 6  # of a name


def _neurips(lines: Sequence[Line]) -> Iterator[Entry]:
    """The lines between the volume's name and the site's foot."""
    year: str | None = None
    for at, line in enumerate(lines):
        if match := _NEURIPS.fullmatch(line.text):
            year = match["year"]
        elif year and (
            _NEURIPS_FOOT.fullmatch(line.text) or (not line.text and not any(x.text for x in lines[at : at + 4]))
        ):
            year = None
        elif year and " " in line.text and not _is_neurips_menu(line.text) and (cut := cut_at_blank(line.text)):
            title, names, margin = cut
            paper = Candidate(
                line=line.number,
                title=plain_title(title),
                authors=names,
                date=year,
                venue="Advances in Neural Information Processing Systems",
                type="inproceedings",
                to_check=margin < _SURE,
            )
            yield Entry(at, at + 1, paper)


def cut_at_blank(text: str) -> tuple[str, tuple[str, ...], float] | None:
    """Title, authors, and by how many nats this cut is better than the next, of "Title A. Author, B. Author".

    The last parts between commas are names; in the one before them the title ends at the blank that the words on both
    sides favour.
    """
    parts = text[:4000].split(", ")
    at = len(parts) - 1
    while at and parts[at].count(" ") < _MOST_WORDS and name_score(parts[at]) > 0:
        at -= 1
    words = parts[at].split(" ")
    options = sorted(
        ((_blank_score(words, size), size) for size in range(1, min(_MOST_WORDS, len(words) - (at == 0)) + 1)),
        reverse=True,
    )
    if not options or options[0][0] < -1:
        return None
    size = len(words) - options[0][1]
    title = ", ".join([*parts[:at], *([" ".join(words[:size])] if size else [])])
    margin = options[0][0] - options[1][0] if len(options) > 1 else 0.0
    return title, (" ".join(words[size:]), *parts[at + 1 :]), margin


def _blank_score(words: Sequence[str], size: int) -> float:
    """How well the last words are one name: names have two, and the word before them ends a title."""
    name, before = words[-size:], words[:-size]
    full = sum(len(word.strip(".")) > 1 and word[0].isupper() for word in name)
    end = sum(WEIGHTS[trait] for trait in end_traits(before[-1])) if before and before[-1] else 0.0
    return name_score(" ".join(name)) - 2.5 * max(0, full - 2) + end
