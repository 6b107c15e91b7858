"""Parses a reference: the tagger labels its words, and the labelled parts become a candidate."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple

from readlist.model.dates import possible_date, read_month
from readlist.model.identifiers import find_arxiv, find_urls, parse_arxiv, parse_doi, trim
from readlist.model.paper import Candidate, Progress, Rank
from readlist.pages.references.name_list import read_names
from readlist.pages.references.reference_traits import Word, words_of

CHECK_BELOW: Final = 0.93  # confidence in title and authors: of references above it, of any style, 98 in 100 are right
_STAGES: Final = 3  # an entry is looked at, labelled, and cut into facts
_STEP: Final = 256  # entries
MAX_LENGTH: Final = 4000  # characters of a reference; hostile lines must cost nothing

_REPEAT: Final = re.compile(r"(?:[—–―]{1,4}|-{2,6}|_{2,10})[.,:]?\s+")
_YEAR: Final = re.compile(r"(?<!\d)(1[5-9]\d\d|20\d\d)(?!\d)")
_DAY: Final = re.compile(r"(?<!\d)([12]?\d|3[01])(?:st|nd|rd|th|\.)?(?!\d)")
_DOI: Final = re.compile(r"10\.\d{4,9}/\S+")
_QUOTES: Final = (("“", "”"), ('"', '"'), ("«", "»"), ("„", "“"), ("‘", "’"), ("'", "'"))
_CLOSED: Final = {"“": "”", '"': '"', "«": "»", "„": "“"}
_CLOSING_INSIDE: Final = {  # single ones are apostrophes too, but not behind the last letter of a word
    closing: re.compile(rf"{closing}(?!\w)" if closing in "’'" else closing) for _, closing in _QUOTES
}
_KIND_MARK: Final = re.compile(r"\s*\[(?:[JCMDPRNSGZ](?:/OL)?|Internet|online|en ligne|PDF|Print)\]\.?$", re.IGNORECASE)
_KIND_MARKS: Final = re.compile(r"^\[[A-Z](?:/OL)?\][.,]?\s*")
_IN: Final = re.compile(r"^(?:[–—-]\s*)?(?:[Ii]n|[Dd]ans|//)(?:\s*:|\s|(?<=/))\s*|^//\s*")
_PROCEEDINGS: Final = re.compile(
    r"\b(?:proceedings?|proc\b|conference|conf\b|symposium|workshop|meeting|congress|advances in neural|colloque)",
    re.IGNORECASE,
)
_THESIS: Final = re.compile(r"\b(?:thesis|dissertation|diss\b|thèse|tese)\b", re.IGNORECASE)
_REPORT: Final = re.compile(r"\b(?:technical report|tech\. ?rep|working paper|report|memo)\b", re.IGNORECASE)
_EDITOR: Final = re.compile(
    r"^(?:[Ii]n:?\s)?\s*\(?(?:[Ee]dited by:?|[Ee]d(?:s|\.)*\.? by|[Ee]ds?[.:]+|[Hh]rsg\. v(?:on|\.))?\s*|"
    r"[\s,(]*\b(?:[Ee]ds?|[Ee]ditors?|[Hh]rsg|[Hh]g|[Oo]rg|[Dd]ir)\b\.?[\s).,:;]*$"
)
_PAGES: Final = re.compile(
    r"(?:\bpp?\.?|\bpages?|\bS\.|\bs\.|С\.)\s*([A-Za-z]{0,2}\d+(?:\s*[-–—−‐]+\s*[A-Za-z]{0,2}\d+)?)"
)
_RANGE: Final = re.compile(r"[A-Za-z]{0,2}\d+\s*[-–—−‐]+\s*[A-Za-z]{0,2}\d+")
_VOLUME: Final = re.compile(r"\b(?:[Vv]ol(?:ume)?|Bd|Т|v)\.?\s*(\w+)")
_NUMBER: Final = re.compile(
    r"(?:\b[Nn][or]|\b[Nn]um|\b[Ii]ssue|n°|№)\.?\s*([\w–/-]+)|\(((?:Suppl\.?|Pt|Part|S|\d)[\w .–-]*)\)"
)
_FIRST: Final = re.compile(r"(?<![\w.])([A-Za-z]?\d+[A-Za-z]?)(?![\w-])(?:\.(\d+)\b)?")
_LAST: Final = re.compile(r"[:,]\s*(?:p\.\s*)?([A-Za-z]{0,2}\d+)\b")


class Reference(NamedTuple):
    """A reference, its words and their labels."""

    text: str
    words: list[Word]
    labels: list[str]
    confidence: float

    def part(self, label: str, *, whole: bool = False) -> str:
        """The text of the first run of words with a label; of all runs if ``whole``."""
        runs = list(self.runs(label))
        return " ".join(runs) if whole else runs[0] if runs else ""

    def runs(self, label: str) -> Iterator[str]:
        """The text of every run of words with a label."""
        start: int | None = None
        for i, own in enumerate([*self.labels, ""]):
            if own == label and start is None:
                start = i
            elif own != label and start is not None:
                yield self.text[self.words[start].start : self.words[i - 1].end]
                start = None


def tag_texts(texts: Sequence[str], step: Callable[[int], None] = lambda more: None) -> list[Reference]:
    """The references with labels. One that begins with dashes has the authors of the one before it.

    ``step`` is called whenever entries have passed a stage of the work; these are two of the three stages.
    """
    from readlist.pages.references.tagger import tag_words  # numpy; most commands do without

    texts = [text[:MAX_LENGTH] for text in texts]
    repeats = [_REPEAT.match(text) for text in texts]

    def tag(numbers: Sequence[int]) -> dict[int, Reference]:
        words = [words_of(texts[n]) for n in numbers]
        tagged = tag_words([[word.text for word in each] for each in words], step, one_style=True)
        return {
            n: Reference(texts[n], each, _without_rest_of_quote(each, labels), sure)
            for n, each, (labels, sure) in zip(numbers, words, tagged, strict=True)
        }

    found = tag([n for n, repeat in enumerate(repeats) if not repeat])
    authors = ""
    for n, repeat in enumerate(repeats):
        if repeat:
            texts[n] = f"{authors or 'N. N.'} {texts[n][repeat.end() :]}"
        elif found[n].part("author"):
            authors = found[n].part("author")
    if any(repeats):
        found = tag(range(len(texts)))
    return [found[n] for n in range(len(texts))]


def _without_rest_of_quote(words: Sequence[Word], labels: list[str]) -> list[str]:
    """The labels, with a title in quotes ending where the quote is closed: “A title,” Journal …"""
    if "title" not in labels:
        return labels
    start = labels.index("title")
    closing = next((_CLOSED.get(c) for c in words[start].text[:1]), None)
    if not closing:
        return labels
    for i in range(start, len(words) - 1):
        if labels[i] == labels[i + 1] == "title" and words[i].text.endswith(
            (f",{closing}", f".{closing}", f"{closing},")
        ):
            rest = next(k for k in range(i + 1, len(labels) + 1) if k == len(labels) or labels[k] != "title")
            return [*labels[: i + 1], *["container"] * (rest - i - 1), *labels[rest:]]
    return labels


def parse_all(texts: Sequence[str], progress: Progress | None = None) -> list[Candidate]:
    """The candidates of many references, faster than one by one; a candidate may have no title.

    ``progress`` is called with the number of references done, and may raise an exception to end the work.
    """
    done = 0

    def step(more: int) -> None:
        nonlocal done
        done += more
        if progress:
            progress(min(done // _STAGES, len(texts)), len(texts))

    candidates: list[Candidate] = []
    for n, reference in enumerate(tag_texts(texts, step)):
        if n % _STEP == 0:
            step(_STEP)
        candidates.append(candidate_of(reference))
    return candidates


def candidate_of(reference: Reference) -> Candidate:
    title = _title(reference.part("title"))
    authors, et_al = read_names(reference.part("author"))
    date, date_text = _date(reference)
    arxiv = find_arxiv(reference.text)
    doi = next(filter(None, map(parse_doi, _DOI.findall(reference.text))), None)
    if doi and parse_arxiv(doi):
        arxiv, doi = arxiv or parse_arxiv(doi), None
    venue = _venue(reference.part("container"))
    fields = _fields(reference)
    names = [name for name in authors if any(c.isdigit() for c in name) or len(name.split()) > 5]
    return Candidate(
        title=title or None,
        authors=authors,
        et_al=et_al,
        date=date,
        date_text=date_text,
        arxiv=arxiv,
        doi=doi,
        urls=tuple(url for url in find_urls(reference.text) if not parse_arxiv(url) and not parse_doi(url)),
        venue=venue,
        type=_type(reference, venue, fields),
        fields=fields,
        rank=Rank.TAGGER,
        confidence=reference.confidence,
        to_check=reference.confidence < CHECK_BELOW or not authors or bool(names) or len(title) < 4,
    )


def _title(text: str) -> str:
    """A title without the punctuation and the quotes around it; a quote within it stays whole."""
    text = _KIND_MARK.sub("", text).strip()
    while text and text[-1] in ".,:;" and not text.endswith("..."):
        text = text[:-1].rstrip()
    for opening, closing in _QUOTES:
        inner = text[1:-1] if text.endswith(closing) else text[1:]
        if text.startswith(opening) and not (opening in inner or _CLOSING_INSIDE[closing].search(inner)):
            text = inner
        elif text.endswith(closing) and opening not in text and closing not in "'’":
            text = text[:-1]
    return _KIND_MARK.sub("", text.strip(" ,")).removesuffix(".") if not text.endswith("...") else text


def _date(reference: Reference) -> tuple[str | None, str | None]:
    """The date (ISO) and its text; without a word labelled so, any year outside of a title or an address."""
    text = next((run for run in reference.runs("date") if _YEAR.search(run)), "")
    if not text:
        words = (
            w.text for w, label in zip(reference.words, reference.labels, strict=True) if label not in ("title", "link")
        )
        text = next((word for word in words if _YEAR.fullmatch(word.strip("().,;:[]"))), "")
    year = _YEAR.search(text)
    if not year:
        return None, None
    rest = text.replace(year[0], " ", 1)
    month = read_month(rest) if any(c.isalpha() for c in rest) else 0
    day = _DAY.search(rest) if month else None
    return possible_date(int(year[0]), month, int(day[1]) if day else 0).iso or None, text.strip(" ().,;:[]")


def _venue(text: str) -> str | None:
    text = _bare(_IN.sub("", _KIND_MARKS.sub("", text)))
    if not any(c.isalpha() for c in text) or find_arxiv(text) or re.match(r"(?:arxiv|corr)\b", text, re.IGNORECASE):
        return None
    return text


def _bare(text: str) -> str:
    """A name without the punctuation around it; the full stop of an abbreviation ("Phys. Rev.") stays."""
    text = trim(text.strip(' ,;:/–“”".').removeprefix("(")) + (
        "." if text.rstrip(" ,;:").endswith(".") and ". " in text else ""
    )
    return text if text.count("(") == text.count(")") else text.strip("()")


def _type(reference: Reference, venue: str | None, fields: dict[str, str]) -> str | None:
    other = reference.part("other", whole=True)
    container = reference.part("container")
    if _THESIS.search(other):
        return "thesis"
    if venue is None:
        return "report" if _REPORT.search(other) else "book" if "publisher" in fields else None
    if {"volume", "number"} <= fields.keys():
        return "article"
    if _PROCEEDINGS.search(venue) and not re.search(r"acad|\bsoc|institution of", venue, re.IGNORECASE):
        return "inproceedings"
    return "incollection" if "editor" in fields or (_IN.match(container) and "publisher" in fields) else "article"


def _fields(reference: Reference) -> dict[str, str]:
    """Volume, number, pages, publisher, place, editors under BibTeX's names."""
    fields: dict[str, str] = {}
    text = reference.part("volume", whole=True)
    rest = text
    if pages := _PAGES.search(text) or _RANGE.search(re.sub(r"\([^()]*\)", lambda m: " " * len(m[0]), text)):
        fields["pages"] = re.sub(r"\s*[-–—−‐]+\s*", "–", pages[pages.lastindex or 0])
        rest = text[: pages.start()] + " " + text[pages.end() :]
    if volume := _VOLUME.search(rest):
        fields["volume"] = volume[1]
        rest = rest.replace(volume[0], " ", 1)
    if number := _NUMBER.search(rest):
        fields["number"] = (number[1] or number[2]).strip(" -–")
        rest = rest[: number.start()] + " " + rest[number.end() :]
    if "volume" not in fields and (first := _FIRST.search(rest)):
        fields["volume"] = first[1]
        if first[2]:
            fields.setdefault("number", first[2])
        rest = rest[first.end() :]
    if "pages" not in fields and (last := _LAST.search(rest) or _FIRST.search(rest)):
        fields["pages"] = last[1]
    if publisher := _bare(reference.part("publisher").strip(" .,;:[]")):
        place, colon, house = publisher.partition(":")
        fields["publisher"] = house.strip() if colon and house.strip() else publisher
        if colon and house.strip():
            fields["address"] = place.strip()
    editors, _ = read_names(_EDITOR.sub("", reference.part("editor")))
    if editors:
        fields["editor"] = " and ".join(editors)
    return fields
