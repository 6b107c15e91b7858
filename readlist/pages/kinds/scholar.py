"""Google Scholar's profiles, search results and mail alerts, in any language of its interface."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from readlist.model.paper import Candidate
from readlist.pages.kinds.entries import (
    Entry,
    Venue,
    are_names,
    plain_title,
    read_venue,
    runs_of,
    split_names,
    with_initials,
)
from readlist.pages.kinds.kind import Run
from readlist.pages.page import Line

_YEAR = r"(?:1[5-9]|20)\d\d"
_NAME = r"[^\W\d_a-z](?:[-']?[^\W\d_a-z]){0,4} [^\W\d_][^\d,;:()]{1,40}"
_NAMES = re.compile(rf"{_NAME}(?:, ?{_NAME})*(?:, ?\.\.\.| ?…|, …)?")
"""``TY Lin, M Maire, ...``: what Scholar's own lists of authors look like."""
_LONGEST_NAMES = 1000  # characters

# profiles

_HEADS = (
    "Title Cited by Year", "Titel Zitiert von Jahr", "Título Citado por Año", "标题 引用次数 年份",
    "標題 引用次數 年份", "Titre Citée par Année", "Título Citado por Ano", "Titolo Citata da Anno",
    "タイトル 引用先 年", "제목 인용 연도", "Titel Geciteerd door Jaar", "Название Процитировано Год",
    "Tytuł Cytowane przez Rok",
)  # fmt: skip
_FIGURES = re.compile(rf"\d+\*?\t{_YEAR}")
_LAST = re.compile(rf"\d+\*?(?:\t{_YEAR})?|{_YEAR}")  # no citations, or no year
_FOOT = re.compile(r"\D{2,20}?\s?(\d{1,6})–(\d{1,6})")  # "Articles 1–20"
_VERIFIED = re.compile(
    r"Verified email|Bestätigte E-Mail|correo verificada|电子邮件经过验证|電子郵件已通過驗證|e-mail validée"
    r"|E-mail confirmado|Email verificata|確認したメール|이메일이 확인|E-mailadres geverifieerd"
    r"|Подтвержден адрес|Zweryfikowany adres"
)


def read_profile(lines: Sequence[Line]) -> Iterator[Run]:
    """Title, authors, venue (maybe missing), ``CITES<TAB>YEAR``: below a head, or two such entries without."""
    full = [i for i, line in enumerate(lines) if line.text]
    texts = [lines[i].text for i in full]
    heads = dict(_heads(texts))
    entries: list[Entry] = []
    starts = [0]  # of the entries below each head
    owners: list[str | None] = [None]
    expected: list[int | None] = [None]
    at = 0
    sure = False  # is this where an entry begins?
    while at < len(texts):
        if at in heads:
            owners.append(_owner(texts, at))
            expected.append(None)
            starts.append(len(entries))
            at, sure = heads[at], True
            continue
        foot = _FOOT.fullmatch(texts[at]) if sure else None
        size = 0 if foot else _entry_size(texts, at, sure=sure)
        if size:
            paper = _profile_paper(lines[full[at]], texts[at : at + size])
            entries.append(Entry(full[at], full[at + size - 1] + 1, paper))
            at, sure = at + size, True
            continue
        if foot:
            expected[-1] = int(foot[2]) if foot[1] == "1" else None
        elif _FIGURES.fullmatch(texts[at]) or (sure and _is_cut(texts, at)):
            entries.append(Entry(full[at], full[at] + 1, None))
        at, sure = at + 1, False
    whole = sum(entry.paper is not None for entry in entries)
    if whole >= 2 or (whole and heads):
        for n, (start, end) in enumerate(pairwise([*starts, len(entries)])):
            yield from runs_of(lines, entries[start:end], owner=owners[n], expected=expected[n])


def _heads(texts: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The table's headers, on one line or three: (first index, index after it)."""
    firsts = {head.split()[0] for head in _HEADS}
    for i, text in enumerate(texts):
        if text.split("\t")[0] in firsts:
            if " ".join(text.split()) in _HEADS:
                yield i, i + 1
            elif " ".join(" ".join(texts[i : i + 3]).split()) in _HEADS:
                yield i, i + 3


def _entry_size(texts: Sequence[str], at: int, *, sure: bool) -> int:
    """How many lines the entry that begins there has, 0 if there is none; ``sure``: one does begin there."""
    for size in (4, 3):
        part = texts[at : at + size]
        if len(part) < size or any(map(_LAST.fullmatch, part[1:-1])):
            continue
        if not (_LAST if sure else _FIGURES).fullmatch(part[-1]):
            continue
        if _is_names(part[1]) or (sure and len(part[1]) < _LONGEST_NAMES):
            return size
    if sure and at + 3 < len(texts) and _is_names(texts[at + 1]) and not _LAST.fullmatch(texts[at + 2]):
        behind = _FOOT.fullmatch(texts[at + 3]) or (at + 4 < len(texts) and _is_names(texts[at + 4]))
        return 3 if behind else 0  # neither citations nor a year
    return 0


def _is_names(text: str) -> bool:
    return len(text) < _LONGEST_NAMES and bool(_NAMES.fullmatch(text))


def _is_cut(texts: Sequence[str], at: int) -> bool:
    """Is this the last entry, whose end was not copied?"""
    return len(texts) - 3 <= at < len(texts) - 1 and _is_names(texts[at + 1])


def _owner(texts: Sequence[str], head: int) -> str | None:
    """Whose profile it is: the name above the address that Scholar has verified."""
    for i in range(head - 1, max(0, head - 12), -1):
        if _VERIFIED.search(texts[i]):
            above = texts[max(0, i - 4) : i]
            twice = next((one for one, other in pairwise(above) if one == other), None)
            return twice or (above[-2] if len(above) > 1 else None)
    return None


def _profile_paper(line: Line, texts: Sequence[str]) -> Candidate:
    authors, et_al = split_names(texts[1])
    year = re.search(rf"{_YEAR}$", texts[-1]) if "\t" in texts[-1] or len(texts[-1]) == 4 else None
    venue = read_venue(texts[2]) if len(texts) == 4 or not _LAST.fullmatch(texts[-1]) else Venue()
    return Candidate(
        line=line.number,
        title=plain_title(texts[0]),
        authors=tuple(map(with_initials, authors)),
        et_al=et_al,
        date=year[0] if year else None,
        date_text=year[0] if year else None,
        venue=venue.name,
        arxiv=venue.arxiv,
        fields=venue.fields,
    )


# results of a search, and alerts

_BYLINE = re.compile(rf"(?:(?P<venue>.+?), )?(?P<year>{_YEAR})")
_SITE = re.compile(r"[\w.-]{1,60}\.[a-z]{2,10}|[A-Z][\w .,&-]{1,40}")
_FILE = re.compile(r"\[[A-Z]{2,5}\] \S{1,80}")  # "[PDF] arxiv.org", above a title
_LINKS = re.compile(
    r"(?:Save|Speichern|Guardar|保存|儲存|Enregistrer|Salvar|Salva|저장|Opslaan|Сохранить|Zapisz|☆|Cited by|Zitiert von"
    r"|Citado por|被引用次数|被引用次數|Cité|Citato da|引用元|Geciteerd door|Цитируется|Cytowane przez)\b.*\d"
)
_SHARES = frozenset({"Twitter", "X", "LinkedIn", "Facebook"})
_SNIPPET = 6  # lines
_LONGEST_BYLINE = 600  # characters


def read_search(lines: Sequence[Line]) -> Iterator[Run]:
    """A title, ``AUTHORS - VENUE, YEAR - SITE``, a snippet, ``Save Cite Cited by 12 …``."""
    results = list(_results(lines))
    entries = [entry for entry, end in results if end in ("links", "site")]
    if any(end == "links" for _, end in results):
        yield from runs_of(lines, entries)


def read_alert(lines: Sequence[Line]) -> Iterator[Run]:
    """A title, ``AUTHORS - VENUE, YEAR``, a snippet, ``Save<TAB>Twitter<TAB>…``."""
    entries = [entry for entry, end in _results(lines) if end == "shares"]
    if entries:
        yield from runs_of(lines, entries)


def _results(lines: Sequence[Line]) -> Iterator[tuple[Entry, str]]:
    """The entries, and what each ends with: the "links" of a search, the "shares" of a mail; else "site" or ""."""
    full = [i for i, line in enumerate(lines) if line.text]
    bylines = [(n, byline) for n, i in enumerate(full) if n and (byline := _byline(lines[i].text))]
    for k, (n, byline) in enumerate(bylines):
        stop = bylines[k + 1][0] - 1 if k + 1 < len(bylines) else len(full)
        last, end = n, ""
        for m in range(n + 1, min(stop, n + 2 + _SNIPPET)):
            if end := _end_of_result(lines[full[m]].text):
                last = m
                break
        first = n - 1
        while first and _is_file(lines[full[first - 1]].text):
            first -= 1
        title = lines[full[n - 1]].text
        paper = None if _end_of_result(title) or _is_file(title) else _result(lines[full[n - 1]], byline)
        if byline.exact or end == "shares" or (end and byline.sited):
            yield Entry(full[first], full[last] + 1, paper), end or ("site" if byline.sited else "")


def _is_file(text: str) -> bool:
    return text == "Full View" or bool(_FILE.fullmatch(text[:100]))


def _end_of_result(text: str) -> str:
    if len(text) > _LONGEST_BYLINE:
        return ""
    if len(_SHARES.intersection(text.split("\t"))) > 1:
        return "shares"
    return "links" if _LINKS.match(text) else ""


@dataclass(frozen=True, slots=True)
class _Byline:
    """``AUTHORS - VENUE, YEAR[ - SITE]``."""

    names: str
    venue: str
    year: str
    exact: bool  # are the names in Scholar's form? Teams are not
    sited: bool


def _byline(text: str) -> _Byline | None:
    parts = text.split(" - ") if " - " in text and len(text) < _LONGEST_BYLINE else ()
    if not 2 <= len(parts) <= 3:
        return None
    exact = _is_names(parts[0])
    if match := _BYLINE.fullmatch(parts[1]) if exact or are_names(split_names(parts[0])[0]) else None:
        return _Byline(parts[0], match["venue"] or "", match["year"], exact, len(parts) == 3)
    if exact and len(parts) == 2 and _SITE.fullmatch(parts[1]):
        return _Byline(parts[0], "", "", exact, True)
    return None


def _result(line: Line, byline: _Byline) -> Candidate:
    authors, et_al = split_names(byline.names)
    venue = read_venue(byline.venue) if byline.venue else Venue()
    return Candidate(
        line=line.number,
        title=plain_title(line.text),
        authors=tuple(map(with_initials, authors)),
        et_al=et_al,
        date=byline.year or None,
        date_text=byline.year or None,
        venue=venue.name,
        arxiv=venue.arxiv,
        fields=venue.fields,
    )
