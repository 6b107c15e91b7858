"""Lists of accepted papers, as conferences and workshops show them before the proceedings are out.

They have no common form: title and authors may be on two lines or on one, with or without affiliations. So a list is
read only below a heading that announces accepted papers, and all of it in the form that most of its lines have.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

from readlist.model.paper import Candidate
from readlist.pages.cut import name_score
from readlist.pages.kinds.author_lines import AuthorLine, read_author_line
from readlist.pages.kinds.entries import Entry, furniture_of, plain_title, runs_of
from readlist.pages.kinds.kind import Run
from readlist.pages.page import Line

_is_announcement = furniture_of(r"""
    (?:.{0,60}\b)?accepted\b.{0,30}\b(?:papers?|articles?|posters?|submissions?|contributions?)\b.{0,60}
    (?:.{0,60}\b)?(?:technical|paper|poster|research|oral) (?:sessions?|program(?:me)?)\b.{0,60}
    (?:.{0,60}\b)?(?:list of papers|conference program(?:me)?)\b.{0,60}
    \w[\w'&-]{1,15} (?:19|20)\d\d (?:papers|posters|orals)
""")
_ANNOUNCED = re.compile(
    r"[Aa]ccepted|ACCEPTED|[Ss]ession|[Pp]rogram|PROGRAM|[Ll]ist of [Pp]apers|\d (?:[Pp]aper|[Pp]oster|[Oo]ral)s"
)
_LONGEST_HEAD = 90  # characters
_is_furniture = furniture_of(r"""
    poster|oral|spotlight|talk|paper|abstract|pdf|code|slides|video|bibtex|arxiv|openreview|website
    project page|supplement(?:ary)?|available media|show details(?: ▾)?|hide details(?: ▴)?
    award(?:ed)? .{1,40}!?|best paper.{0,30}|\[?(?:pdf|paper|slides|video|abstract)\]?
    (?:poster|oral|spotlight|paper|main|research|technical)? ?(?:session|presentation|track)s?\b.{0,30}
    (?:oral|poster|session) [\d.a-z]{1,8}
    .{0,40}\b(?:hall|room|ballroom|auditorium|foyer|lobby|exhibit|booth|theat(?:er|re))\b.{0,40}
    .{0,40} #\d{1,5}|(?:exhibit|arch) .{0,30}|(?:session )?chairs?:.*|.*\bcookies\b.*|accept|dates|register
    schedule|filter by.*|select year.*|topic|search|sign in|log ?in|my stuff
    (?:mon|tues|wednes|thurs|fri|satur|sun)day\b.{0,40}|(?:mon|tue|wed|thu|fri|sat|sun)\b[ ,.].{0,40}
    \d{1,2}(?::\d\d)? ?(?:[ap]\.?m\.?)?\b ?[-–—].{1,40}|\d{1,2}:\d\d(?: ?[ap]\.?m\.?)?
    .{0,20}\b(?:break|lunch|breakfast|reception)
    (?:long|short|full|demo|regular|main|industry|findings) (?:papers?|conference|track).{0,20}
    (?:papers?|posters?|demos?|orals?|spotlights?)
""")
_is_no_title = furniture_of(r"""
    (?:keynote|invited|opening|closing|panel|tutorial|welcome|plenary|lunch|coffee|break|reception)\b.*
    (?:registration|banquet|organi[sz]|sponsor|copyright|camera-ready|important dates|contact|proceedings).*
    (?:program(?:me)?|general|publicity|local|track|area|session|workshop) (?:co-?)?(?:chair|committee).*
    (?:committee|chairs?|speakers?|editors?)\b.*
""")
_NUMBERED = re.compile(
    r"(?:(?:#|No\.? ?|Paper (?:ID:? ?|#)?)\d{1,5}[.:)]?|[(\[]?\d{1,5}(?:[.:)\]]|(?=\t)))\s+", re.IGNORECASE
)
_ORGANISATION = re.compile(
    r"\b(?:Univ|Uni|College|Institut|School|Academy|Acad|Labs?\b|Laborator|Research|Inc\b|Ltd\b|Corp|GmbH|Center|Centre"
    r"|Group|Technolog|Polytech|Technion|Inria|Berkeley|Stanford|Harvard|Princeton|Cornell|Caltech|Google|Microsoft"
    r"|Meta\b|Facebook|Amazon|Apple|Intel\b|Huawei|Alibaba|Tencent|ByteDance|Samsung|VMware|Yahoo|Adobe|Oracle|Netflix"
    r"|Uber|Twitter|LinkedIn|Baidu|DeepMind|OpenAI|Anthropic|Salesforce|[A-Z]{2,}\b)"
)


@dataclass(frozen=True, slots=True)
class _Pair:
    """A possible entry: the indices of title and authors (the same if they share a line), and its facts."""

    title: int
    authors: int
    text: str
    names: AuthorLine
    form: str


def read(lines: Sequence[Line]) -> Iterator[Run]:
    """The lists below heads that announce accepted papers."""
    heads = [i for i, line in enumerate(lines) if _is_head(line.text)]
    if not heads or _is_title_of(lines, heads[0]):
        return
    shown = [
        i
        for i in range(heads[0] + 1, len(lines))
        if lines[i].text and not _is_furniture(lines[i].text) and not _is_head(lines[i].text)
    ]
    pairs = max(
        (_two_lines(lines, shown), _one_line(lines, shown, _title_first), _one_line(lines, shown, _authors_first)),
        key=len,
    )
    if len(pairs) < 2 or not _is_whole(pairs, shown):
        return
    numbered = sum(bool(_NUMBERED.match(pair.text)) for pair in pairs) * 2 > len(pairs)
    entries = [Entry(pair.title, pair.authors + 1, _paper(lines, pair, numbered)) for pair in pairs]
    yield from runs_of(lines, entries, _is_furniture, owner=lines[heads[0]].text)


def _is_head(text: str) -> bool:
    return (
        0 < len(text) <= _LONGEST_HEAD
        and _ANNOUNCED.search(text) is not None
        and not text.endswith((".", ","))
        and _is_announcement(text)
    )


def _is_title_of(lines: Sequence[Line], at: int) -> bool:
    """Is a line that looks like a heading the title of a paper? Then authors follow below it."""
    below = next((line.text for line in lines[at + 1 : at + 4] if line.text), "")
    names = read_author_line(below)
    return "," in below and names.plausible and _all_names(names)


def _is_whole(pairs: Sequence[_Pair], shown: Sequence[int]) -> bool:
    """Are the entries most of the lines from the heading to the last of them?"""
    used = sum(1 if pair.title == pair.authors else 2 for pair in pairs)
    return 2 * used > sum(i <= pairs[-1].authors for i in shown)


def _paper(lines: Sequence[Line], pair: _Pair, numbered: bool) -> Candidate:
    title = _NUMBERED.sub("", pair.text, count=1) if numbered else pair.text
    return Candidate(
        line=lines[pair.title].number,
        title=plain_title(title),
        authors=pair.names.names,
        et_al=pair.names.et_al,
        to_check=not pair.names.plausible,
    )


# title and authors on two lines


def _two_lines(lines: Sequence[Line], shown: Sequence[int]) -> list[_Pair]:
    """Entries of two lines: the lines of authors in the most frequent form, with the titles above them."""
    read = {i: _authors_of(lines[i].text) for i in shown}
    forms = Counter(form for form, names in read.values() if len(names.names) > 1)
    if not forms:
        return []
    main = forms.most_common(1)[0][0]
    pairs: list[_Pair] = []
    free = -1
    for title, at in pairwise(shown):
        form, names = read[at]
        alone = len(names.names) == 1 and (form == main or main != "bracketed")
        if title <= free or not (form == main or alone) or not _is_title(lines[title].text, read[title]):
            continue
        if alone and form != main and not _is_lone_author(lines[at].text, lines[title].text):
            continue
        pairs.append(_Pair(title, at, lines[title].text, names, form))
        free = at
    return pairs


def _is_title(text: str, read: tuple[str, AuthorLine]) -> bool:
    form, names = read
    return (
        not _is_no_title(text) and not (form and len(names.names) > 1) and len(text) <= 400 and not text.endswith(":")
    )


def _is_lone_author(text: str, title: str) -> bool:
    """A single name below a title: both must be sure, since there are no separators to go by."""
    likeness = name_score(text)
    return 2 <= len(text.split()) <= 5 and likeness > 1 and " " in title and name_score(title) < min(likeness - 3, 0)


def _authors_of(text: str) -> tuple[str, AuthorLine]:
    """(form, names) of a line; the form is empty if it is not a line of authors."""
    if len(text) > 8000 or text.endswith((":", "?", "!")):
        return "", AuthorLine(())
    for form, fits, read in _FORMS:
        if fits(text):
            names = read(text)
            if names.plausible and (form == "dotted" or _all_names(names)):
                return form, names
    return "", AuthorLine(())


def _affiliated(text: str) -> AuthorLine:
    """The names of "A, B, and C, University of X; D, Institute of Y"."""
    names: list[str] = []
    for group in text.removesuffix(".").split(";"):
        parts = [part.strip() for part in group.split(", ")]
        last = next((n for n, part in enumerate(parts) if re.match(r"and\s|.* and ", part) and _are_names(part)), 0)
        names += [name for part in parts[: last + 1] for name in read_author_line(part).names]
    return AuthorLine(tuple(names))


def _are_names(part: str) -> bool:
    line = read_author_line(part.removeprefix("and "))
    return line.plausible and all(" " in name for name in line.names) and not _ORGANISATION.search(part)


def _has_affiliation(text: str) -> bool:
    """Does an organisation stand behind a name?"""
    if ", " not in text:
        return False
    return any(_ORGANISATION.search(part) for group in text.split(";") for part in group.split(", ")[1:])


_FORMS: tuple[tuple[str, Callable[[str], bool], Callable[[str], AuthorLine]], ...] = (
    ("dotted", lambda text: any(dot in text for dot in (" · ", " ⋅ ", " • ")), read_author_line),
    ("bracketed", lambda text: text.rstrip("*; ").endswith(")") and " (" in text, lambda text: read_author_line(text)),
    ("affiliated", _has_affiliation, _affiliated),
    ("plain", lambda text: True, lambda text: read_author_line(text.removeprefix("Authors:").removesuffix("."))),
)

# title and authors on one line

_STOP = re.compile(r"(?<=[^\s.])(?P<stop>[.?!])\s+(?=\S)")
_HALF = re.compile(r"(?:^|[\s.-])(?:[^\W\d_]|Jr|Sr|St|Dr)$")
_MOST_STOPS = 12


def _one_line(
    lines: Sequence[Line], shown: Sequence[int], cut: Callable[[str], tuple[str, AuthorLine] | None]
) -> list[_Pair]:
    """Entries on one line, which a cut divides, if they are most of the lines."""
    found = [(i, both) for i in shown if len(lines[i].text) < 2000 and (both := cut(lines[i].text))]
    if 2 * len(found) < len(shown) or not any(len(names.names) > 1 for _, (_, names) in found):
        return []
    return [_Pair(i, i, title, names, "") for i, (title, names) in found]


def _title_first(text: str) -> tuple[str, AuthorLine] | None:
    """ "1. Title. A, B and C." """
    start = match.end() if (match := _NUMBERED.match(text)) else 0
    for stop in islice(_STOP.finditer(text, start), _MOST_STOPS):
        title = text[: stop.end("stop")]
        names = read_author_line(text[stop.end() :].removesuffix("."))
        if names.plausible and _all_names(names) and len(title[start:].split()) > 1:
            return title, names
    return None


def _authors_first(text: str) -> tuple[str, AuthorLine] | None:
    """ "A, B and C. Title" """
    start = match.end() if (match := _NUMBERED.match(text)) else 0
    for stop in islice(_STOP.finditer(text, start), _MOST_STOPS):
        before = text[start : stop.start()]
        if stop["stop"] != "." or _HALF.search(before[-4:]):
            continue
        names = read_author_line(before)
        if names.plausible and _all_names(names):
            return text[stop.end() :], names
        return None
    return None


def _all_names(line: AuthorLine) -> bool:
    return all(name_score(name) > -2 for name in line.names)
