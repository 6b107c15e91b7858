"""Recognises which paper a PDF is: by a printed arXiv id or DOI, and by the size and place of title and authors."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise, takewhile
from pathlib import PurePath
from typing import NamedTuple

from readlist.model.paper import Candidate, PaperFile
from readlist.model.text import clean, identity
from readlist.pages.cut import name_score, read_authors
from readlist.pages.cut_words import is_inflected, normalize
from readlist.pdf.extracted import Extracted, TextLine
from readlist.pdf.printed_ids import own_arxiv, own_doi

_SAME = 0.05  # by so much of their size two lines may differ that are of one size
_UPPER = 0.72  # share of a page in which its title stands
_MOST_LINES = 7  # of a title
_GAP = 2.6  # heights between two lines of a title, from top to top
_LONGEST = 400
_LONG, _LARGER = 8, 1.12  # letters of a title, as a rule; how much larger than most lines it is
_BANNER = re.compile(
    r"(?:research |review |original |short |regular )*(?:article|paper|communication|letter|report)s?|open access|"
    r"preprint(?:[.:,].*| submitted to.*)?|under review.*|(?:[a-z]+ )?technical report.*|proc\. .*|vol(?:ume)?\.?\s*\d+\s*(?:[,(;:/|].*)?|arxiv:.*|doi:.*|https?://.*|www\..*|"
    r"contents lists available.*|.*\bissn\b.*|.*\bjournal homepage\b.*|.*preprint doi.*|[\d\W]*|"
    r"abstract|introduction|references|bibliography|contents|table of contents|glossary|index|"
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december)\b[\d ,]*\d{4}",
    re.I,
)
"""What is no title wherever it stands."""
_MASTHEAD = re.compile(
    r"published as .*|published (?:in|by|online) .*|accepted (?:at|for|to|by|as) .*|to appear .*|"
    r"submitted to .*|manuscript (?:no\b|id\b|received|submitted|prepared).*|"
    r"(?=.*\b(?:journal|letters|proceedings|transactions|reviews?|annals|nature|science|plos|archives?|bulletin|"
    r"magazine|advances|frontiers|reports?|communications|university|faculty|department|institute|school|"
    r"workshop|conference|symposium|ieee|acm|elsevier|springer|research|open)\b)"
    r"(?:(?-i:(?:\W*(?:[A-Z]\S*|of|in|and|the|for|on|at|&|\d\S*)(?:\s|$)){1,8})|(?:\S+(?:\s|$)){1,3})",
    re.I,
)
"""What often stands over a title, and may be one."""
_VOLUME = re.compile(
    r".*\b(?:vol(?:ume)?\b|issn\b|no\.|homepage|www\.|https?:|pp\.|pages)|.*\(\d{4}\)|\W*[\d.,:–-]+", re.I
)
_BOLD = re.compile(r"bold|bx|heavy|black", re.I)
_NO_HEADING = re.compile(r"^\d{1,2}(?:\.\d+)*\.?\s+[^\W\d_]|\bet al\b|^\S*\d\S*$")
_NO_TITLE = re.compile(
    r"(?:untitled|microsoft word|microsoft powerpoint|powerpoint presentation|title|paper|document|slide)\b.*|"
    r".*\.(?:docx?|dvi|tex|pdf|indd|qxd|ps|eps|rtf|odt|md)$|[\w.-]*\d[\w.-]*|\S+",
    re.I,
)
_FOOTNOTE = re.compile(r"[\s*†‡§¶∗⋆#]+$")
_BEGINS = re.compile(
    r"\W*(?:[\dIVX]{0,4}[\W_]{0,4})?(?:(?:abstract|a b s t r a c t|summary|introduction|synopsis|key ?words|contents|"
    r"index terms|ccs concepts|received)(?:\W*$|\s*[—–:.-])|received:? \d|abstract\s(?:\S+\s){5})",
    re.I,
)
"""Where the paper itself begins."""
_NO_NAMES = re.compile(
    r"@|\d{4}|https?:|\b(?:univers|institut|depart|school|college|laborator|faculty|centre|center|academy|hospital|"
    r"research|inc\.|ltd|gmbh|corp|street|avenue|google|microsoft|deepmind|openai|meta ai|equal contribution|"
    r"correspond|email|e-mail|road|box|anonymous|double-blind|editor|edited|advis|supervis|submitted|communicated|"
    r"thesis|dissertation|degree|proceedings|conference|journal|arxiv)\w*",
    re.I,
)
_OTHERS = re.compile(r"\W*(?:supervis|advis|editor|edited|examin|communicated)", re.I)
_HOUSES = re.compile(
    r"\b(?:UC|TU|ETH|EPFL|MIT|IBM|NYU|CMU|UCLA|UIUC|KAIST|INRIA|CNRS|NVIDIA|FAIR|AWS|"
    r"SAP|NEC|NTT|USA|UK|Inc)\b"
)
_TITLES = re.compile(
    r",?\s*\b(?:(?:Senior |Student |Graduate |Life )*(?:Member|Fellow),?\s*IEEE|MD|PhD|Ph\.D\.|Dr\.|Prof\.)"
    r"(?!\w)|^by\b|^authors?:",
    re.I,
)
_ADDRESS = re.compile(r"(?:https?://|doi:)\S+|\S+@\S+")
_SIGNS = re.compile(r"[\d*†‡§¶∗⋆♠♣♦♯#^∥]+")
_PARTS = re.compile(r"\s*(?:,|;|·|•|⋅|\||\band\b|&|\s{3,})\s*", re.I)
_NAME = re.compile(r"[^\W\d_][^\d]*")
_MOST_AUTHOR_LINES = 60
_MARKED = re.compile(r"[^\W\d_]{3}\s*$")  # a word that a footnote's mark follows, not an exponent
_MARK = 3  # letters of such a mark
_MOST_UPPER = 200  # lines of the first page that are looked at
_CLEARLY = 1.3  # how much larger than most lines a title is that stands below a masthead
_SYLLABLE = 5  # letters: fewer before a hyphen may be half of a word, whatever they say
_SURE, _CERTAIN = 2.0, 6.0  # of a name's score, in nats


class Found(NamedTuple):
    """What a PDF says it is; ``sure`` where a number says it."""

    arxiv: str | None
    doi: str | None
    title: str | None
    authors: tuple[str, ...]

    @property
    def sure(self) -> bool:
        return bool(self.arxiv or self.doi)


def identify(extracted: Extracted, name: str) -> Found:
    """What a PDF of that file name is."""
    lines = _from_top([line for line in extracted.lines if line.text])
    stated = extracted.facts.get("Title", "")
    title = _title(lines, stated)
    text = _joined(title, extracted.pages)
    if not text or identity(text) == identity(stated):  # the file writes it without the breaks and signs of the page
        text = "" if _NO_TITLE.fullmatch(stated) and not text else stated or text
    return Found(
        own_arxiv(extracted, name),
        own_doi(extracted, name),
        text or None,
        _authors(lines, title, extracted.facts.get("Author", "")),
    )


def candidate(extracted: Extracted, name: str, number: int, file: PaperFile) -> Candidate:
    """The paper of a PDF, the ``number``-th of an import, as an import takes it. A guessed title is to be checked."""
    found = identify(extracted, name)
    return Candidate(
        line=number,
        title=found.title or (None if found.sure else clean(PurePath(name).stem.replace("_", " ")) or name),
        authors=found.authors if found.title else (),
        arxiv=found.arxiv,
        doi=found.doi,
        to_check=True,
        confidence=0.5,
        files=(file,),
    )


# title and authors


def _from_top(lines: list[TextLine]) -> list[TextLine]:
    """The lines as they were drawn, unless most were drawn from the foot of the page upwards."""
    upwards = sum(line.top > following.top for line, following in pairwise(lines))
    return sorted(lines, key=lambda line: (line.page, line.top, line.left)) if upwards * 2 > len(lines) else lines


def _title(lines: Sequence[TextLine], stated: str) -> list[TextLine]:
    """The lines of the title: of the blocks of one size above the text, the one that looks most like a title."""
    upper = [line for line in lines if line.page == 1 and -0.1 <= line.top < _UPPER]
    upper = (upper or [line for line in lines if line.page == 1])[:_MOST_UPPER]
    wanted = identity(stated)
    if wanted and not _NO_TITLE.fullmatch(stated):  # what the file calls its title, where the page has it
        for at in range(len(upper)):
            for end in range(at + 1, min(at + _MOST_LINES, len(upper)) + 1):
                if identity(_joined(upper[at:end])) == wanted:
                    return upper[at:end]
    begin = min((line.top for line in upper if _BEGINS.match(line.text)), default=1.0)
    front = [line for line in upper if line.top < begin]
    usual = sorted(line.size for line in lines)[len(lines) // 2] if lines else 0
    for some in (front, upper):
        blocks: list[list[TextLine]] = []
        for line in some:
            if _may_be_title(line) and not any(line in block for block in blocks):
                blocks.append(_block(some, some.index(line), usual))
        if blocks:
            largest = max(block[0].size for block in blocks)
            rivals = [block for block in blocks if block[0].size >= usual * _CLEARLY and not _is_masthead(block)]
            best = max(blocks, key=lambda block: _likeness(block, some, largest, usual, rivals))
            return _with_subtitle(best, some)
    return []


def _is_masthead(block: Sequence[TextLine]) -> bool:
    return len(text := _joined(block)) < 60 and bool(_MASTHEAD.fullmatch(text))


def _likeness(
    block: Sequence[TextLine],
    lines: Sequence[TextLine],
    largest: float,
    usual: float,
    rivals: Sequence[Sequence[TextLine]],
) -> float:
    """How much a block looks like a title: large, over names; no name, no single word, and no masthead of a journal,
    where there are ``rivals`` that are none.
    """
    text, size = _joined(block), block[0].size
    at = lines.index(block[-1]) + 1
    following = lines[at : at + 4]
    likeness: float = (size / max(largest, 1)) ** 0.5
    likeness += 0.25 * any(_sure_names(line) for line in following)
    likeness += 0.1 * (size <= usual * _LARGER and bool(_BOLD.search(block[0].font)))
    likeness -= 0.45 * (_is_masthead(block) and bool(rivals or _VOLUME.match(text)))
    likeness -= 0.35 * any(_VOLUME.match(line.text) for line in following[:1])
    likeness -= 0.3 * (len(identity(text)) < _LONG)
    likeness -= 0.25 * (size <= usual * _LARGER)
    likeness -= 0.4 * (all(map(_sure_names, block)) or bool(_NO_HEADING.search(text)))
    likeness -= 0.2 * block[0].top
    return likeness


def _may_be_title(line: TextLine) -> bool:
    letters = sum(c.isalpha() for c in line.text)
    return letters >= 2 and letters * 2 > len(line.text.replace(" ", "")) and not _BANNER.fullmatch(line.text.strip())


def _block(lines: Sequence[TextLine], at: int, usual: float) -> list[TextLine]:
    """A line with those of its size around it, without the names that follow in the same size."""
    first = last = at
    while first > 0 and last - first < _MOST_LINES and _go_on(lines[first - 1], lines[first], lines[at], usual):
        first -= 1
    while (
        last + 1 < len(lines) and last - first < _MOST_LINES and _go_on(lines[last], lines[last + 1], lines[at], usual)
    ):
        last += 1
    block = list(lines[first : last + 1])
    for k in range(1, len(block)):
        apart = block[k].font != block[0].font or block[k].top - block[k - 1].top > 1.6 * block[0].size / 800
        if all(_sure_names(line, 1.0 if apart else _CERTAIN) for line in block[k:]):
            return block[:k] if k > at - first else block[k:]
    return block


def _go_on(line: TextLine, following: TextLine, of: TextLine, usual: float) -> bool:
    """Are both of that size, one under the other? In the size of the text, also of one font."""
    if _BANNER.fullmatch(line.text.strip()) or _BANNER.fullmatch(following.text.strip()):
        return False
    same = all(abs(some.size - of.size) <= of.size * _SAME for some in (line, following))
    if of.size <= usual * _LARGER:
        same = same and line.font == following.font
    heights = (following.top - line.top) * 800 / max(of.size, 1)  # of a page of usual height
    return same and 0 < heights < _GAP


def _with_subtitle(block: list[TextLine], lines: Sequence[TextLine]) -> list[TextLine]:
    """The block with the smaller lines below it, where it ends in a colon."""
    at = lines.index(block[-1]) + 1
    if not block[-1].text.endswith(":") or at >= len(lines) or _sure_names(lines[at]):
        return block
    of = lines[at]
    gap = (of.top - block[-1].top) * 800 / max(block[-1].size, 1)
    if not 0 < gap < _GAP or of.size > block[0].size:
        return block
    rest = takewhile(lambda line: line.size == of.size and line.font == of.font and not _sure_names(line), lines[at:])
    return [*block, *rest][:_MOST_LINES]


def _joined(lines: Sequence[TextLine], pages: Sequence[str] = ()) -> str:
    """The lines as one; a hyphen at the end of one goes where it only broke a word."""
    text = ""
    for n, line in enumerate(lines):
        part = line.text
        if n + 1 == len(lines) and _MARKED.search(line.plain) and part.startswith(line.plain.rstrip()):
            part = line.plain if len(part) - len(line.plain.rstrip()) <= _MARK else part
        if text.endswith("-") and not text.endswith(" -"):
            half, other = re.split(r"[\s-]", text[:-1])[-1], re.split(r"[\s-]", part)[0]
            text = text[:-1] + part if _is_broken(half, other, pages) else text + part
        else:
            text += f" {part}"
    return clean(_FOOTNOTE.sub("", clean(text))[:_LONGEST])


def _is_broken(half: str, other: str, pages: Sequence[str]) -> bool:
    """Are two parts one word that a line's end broke? Titles are hardly ever hyphenated, so the text has to say so."""
    if not other[:1].islower() or not half:
        return False
    words = re.findall(r"\w+", " ".join(pages[:12]).lower())
    if words.count((half + other).lower()) > 1:  # once it is the title itself
        return True
    short = len(half) < _SYLLABLE and words.count(other.lower()) < 2 and not is_inflected(normalize(other))
    return short or (half.lower() not in words and not is_inflected(normalize(half)))


def _authors(lines: Sequence[TextLine], title: Sequence[TextLine], stated: str) -> tuple[str, ...]:
    """The names under the title, up to where the paper begins, all in the type of the first; else those that the file
    names.
    """
    names: list[str] = []
    if title:
        first: TextLine | None = None
        at = lines.index(title[-1]) + 1
        under = lines[at : at + _MOST_AUTHOR_LINES]
        for n, line in enumerate(under):
            if line.page != 1 or _BEGINS.match(line.text) or (line.size > title[0].size and not names):
                break
            if names and _OTHERS.match(line.text):
                break
            if first is not None and abs(line.size - first.size) > first.size * _SAME:
                continue
            found = _names(line.plain or line.text)
            if not found and n + 1 < len(under) and under[n + 1].size == line.size:  # a name may go on in the next line
                found = _names(f"{line.plain or line.text} {under[n + 1].plain or under[n + 1].text}")
            least = 0.0 if first is None else 1.0 if line.font == first.font else _CERTAIN
            if not found or sum(map(name_score, found)) < least * len(found):
                continue
            if first is not None and names[0].isupper() and not found[0].isupper():
                continue
            first = first or line
            names += found
    if not names and stated and not _NO_NAMES.search(stated):
        names = _names(stated)
    names = [name.title() if name.isupper() else name for name in names]
    return tuple(name for name in dict.fromkeys(names) if not any(other.startswith(f"{name} ") for other in names))


def _is_name(text: str) -> bool:
    """Two to five words, all but particles with a capital, the last no end of a sentence."""
    words = text.split()
    small = sum(not word[:1].isupper() and word[:1].islower() for word in words)
    return (
        bool(_NAME.fullmatch(text))
        and not _HOUSES.search(text)
        and 1 < len(words) <= 5
        and small <= len(words) - 2
        and text[-1] not in ".:)"
    )


def _names(text: str) -> list[str]:
    """The names in a line, those before an affiliation; none where a part of it can't be one."""
    text = _TITLES.sub(" ", _ADDRESS.sub(" ", text))
    parts = [clean(part) for part in _PARTS.split(_SIGNS.sub(" , ", text)) if clean(part).strip(" ,.()")]
    able = list(takewhile(lambda part: _is_name(part) and not _NO_NAMES.search(part), parts))
    if able and able[0].isupper():  # all of them are written so
        able = list(takewhile(str.isupper, able))
    if not able or (len(able) < len(parts) and not _NO_NAMES.search(" ".join(parts[len(able) :]))):
        return []
    return list(read_authors(", ".join(able))[0])


def _sure_names(line: TextLine, least: float = _SURE) -> bool:
    """Is this a line of names, each as likely one as that?"""
    found = _names(line.plain or line.text)
    return bool(found) and all(name_score(name) >= least for name in found)
