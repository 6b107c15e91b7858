"""The table of query fields: ``author:``, ``date:``, ``is:`` and the others.

Parsing, the index, matching, help, completion and the manual's table of queries are made from these rows. A new field
is a row here, of one of the kinds in ``field_types``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from readlist.model.paper import Mark, Paper
from readlist.model.text import fold
from readlist.search.field_types import DateField, Field, Flag, FlagField, NameField, NumberField, TextField


def category(name: str) -> str:
    """A category in the form that is compared: "cs.CL" is "cl"."""
    return fold(name.rpartition(".")[2])


def publication_type(name: str) -> str:
    """A type in the form that is compared, by the name it has in papers: "phdthesis" is "thesis"."""
    from readlist.formats.facts import type_names

    return type_names("bibtex").get(fold(name), fold(name))


_LANGUAGES = {
    code: name
    for name, codes in {
        "arabic": "ar", "chinese": "zh", "czech": "cs", "danish": "da", "dutch": "nl", "english": "en american british "
        "usenglish ukenglish", "finnish": "fi", "french": "fr", "german": "de ngerman deutsch", "greek": "el",
        "hebrew": "he", "hindi": "hi", "hungarian": "hu", "italian": "it", "japanese": "ja", "korean": "ko",
        "norwegian": "no nb nn", "persian": "fa", "polish": "pl", "portuguese": "pt brazilian", "romanian": "ro",
        "russian": "ru", "spanish": "es", "swedish": "sv", "turkish": "tr", "ukrainian": "uk", "vietnamese": "vi",
    }.items()
    for code in codes.split()
}  # fmt: skip


def language(name: str) -> str:
    """A language in the form that is compared: "en-US" and "american" are "english"."""
    name = fold(name)
    return _LANGUAGES.get(name, _LANGUAGES.get(name.partition(" ")[0], name))


def _language_of(paper: Paper) -> str | None:
    return language(paper.fields.get("language") or paper.fields.get("langid") or "") or None


def editors(paper: Paper) -> Sequence[str]:
    """The editors of the volume, which files have in one text: "Dee, Dan and Berg, Tove"."""
    if not (text := paper.fields.get("editor", "")):
        return ()
    from readlist.formats.citation import people_of  # late: it knows LaTeX

    return [name.natural for name in people_of(text)]


_STATES = (
    Flag("inbox", of_mark=lambda mark: mark.inbox),
    Flag("queued", of_mark=lambda mark: mark.queued),
    Flag("read", of_mark=lambda mark: mark.read),
    Flag("unread", of_mark=lambda mark: not mark.read and not mark.skipped),
    Flag("starred", of_mark=lambda mark: mark.starred),
    Flag("skipped", of_mark=lambda mark: mark.skipped),
    Flag("begun", of_mark=lambda mark: mark.reading),
    Flag("check", of_paper=lambda paper: paper.to_check, doubtful=True),
    Flag("placeholder", of_paper=lambda paper: paper.placeholder),
)
_FACTS = (
    Flag("code", of_paper=lambda paper: paper.code),
    Flag("note", of_mark=lambda mark: mark.note),
    Flag("url", of_paper=lambda paper: paper.urls),
    Flag("doi", of_paper=lambda paper: paper.doi),
    Flag("arxiv", of_paper=lambda paper: paper.arxiv),
    Flag("tag", of_mark=lambda mark: mark.tags),
    Flag("abstract", of_paper=lambda paper: paper.abstract_text),
    Flag("pdf", of_paper=lambda paper: paper.files),
)

FIELDS: tuple[Field, ...] = (
    TextField(
        name="title", help="words of the title", examples=("title:smoothing", 'title:"deep learning"'),
        weight=4.0, forms_weight=3.6, humps=True, in_head=True,
        of_paper=lambda paper: (paper.title_text,),
    ),
    TextField(
        name="author", synonyms=("authors",), help="an author, or the owner of a page that lists the paper",
        examples=("author:chen", 'author:"siqi fan"'), weight=3.5, in_head=True,
        of_paper=lambda paper: (*paper.authors, *paper.listed_under),
        offered=lambda library, begun: library.authors(begun),
    ),
    TextField(
        name="abs", synonyms=("abstract",), help="words of the abstract", examples=("abs:mixture",),
        weight=1.0, forms_weight=0.9,
        of_paper=lambda paper: (paper.abstract_text,) if paper.abstract_text else (),
    ),
    TextField(
        name="tag", synonyms=("tags",), help="one of your tags", examples=("tag:thesis",), weight=3.0,
        of_mark=lambda mark: mark.tags, offered=lambda library, begun: library.tags(),
    ),
    TextField(
        name="note", synonyms=("notes",), help="words of your note", examples=("note:baseline",), weight=2.0,
        of_mark=lambda mark: (mark.note,) if mark.note else (),
    ),
    TextField(
        name="venue", synonyms=("journal", "booktitle"), help="the journal, conference or book",
        examples=("venue:neural", 'venue:"machine learning"'), weight=1.0, by_name=True,
        of_paper=lambda paper: (paper.venue,) if paper.venue else (), label=lambda paper: paper.venue,
    ),
    TextField(
        name="editor", synonyms=("editors",), help="an editor of the volume", examples=("editor:berg",),
        weight=1.0, by_name=True, of_paper=editors,
    ),
    TextField(
        name="text", synonyms=("fulltext", "pdf"), help="words of the paper's PDF",
        examples=("text:softmax", 'text:"ablation study"'), weight=0.5, by_name=True, of_pdf=True,
    ),
    NameField(
        name="type", help="the type of publication", examples=("type:inproceedings", "type:article"),
        accepts="a type as BibTeX has it", label=lambda paper: paper.type, normal=publication_type,
    ),
    NameField(
        name="lang", synonyms=("language", "langid"), help="the language, where it is known",
        examples=("lang:german", "lang:en"), accepts="a language or its code",
        label=_language_of, normal=language,
    ),
    NameField(
        name="cat", synonyms=("category",), help="the arXiv category", examples=("cat:CL", "cat:cs.LG"),
        accepts="a category, such as CL", label=lambda paper: paper.category, normal=category,
    ),
    NumberField(
        name="score", help="the score on the imported page", examples=("score:>50", "score:40..60"),
        number=lambda paper: paper.score,
    ),
    DateField(
        name="date", synonyms=("year",), help="when it was published",
        examples=("date:2024", "date:2023..2025", "date:2025..", "date:this-year"),
        of_paper=lambda paper: paper.date, times=False, weight=1.5,
    ),
    DateField(
        name="added", help="when it came into the library", examples=("added:7d", "added:today"),
        of_paper=lambda paper: paper.added,
    ),
    DateField(
        name="read", help="when you read it", examples=("read:2026-11", "read:last-month"),
        of_mark=lambda mark: mark.read_at,
    ),
    DateField(
        name="starred", help="when you starred it", examples=("starred:last-month", "starred:this-week"),
        of_mark=lambda mark: mark.starred_at,
    ),
    DateField(
        name="queued", help="when you put it into the queue", examples=("queued:2w", "queued:2w..1w"),
        of_mark=lambda mark: mark.queued_at,
    ),
    DateField(
        name="skipped", help="when you skipped it", examples=("skipped:yesterday", "skipped:>=2026-11-03"),
        of_mark=lambda mark: mark.skipped_at,
    ),
    FlagField(
        name="is", help="the state of the paper", examples=("is:queued", "-is:read"),
        accepts=f"one of {', '.join(flag.name for flag in _STATES)}", flags=_STATES,
    ),
    FlagField(
        name="has", help="what the paper comes with", examples=("has:code", "-has:doi"),
        accepts=f"one of {', '.join(flag.name for flag in _FACTS)}", flags=_FACTS,
    ),
)  # fmt: skip
"""All query fields. The files of indexes made from other rows are built anew."""

_BY_NAME = {name: field for field in FIELDS for name in (field.name, *field.synonyms)}
_NEAR = (0, 0, 0, 1, 1)
"""Typing errors forgiven in a field's name of so many letters; two in a longer one. "Re:" and "GPT:" are words."""


def field_by_name(name: str) -> Field | None:
    """The field of a name or synonym, in upper or lower case; None if there is none."""
    return _BY_NAME.get(name.lower())


def similar_field(name: str) -> str | None:
    """The name of a field that somebody meant who typed another one, or None: one that begins so, else one that is
    near, of those first one of the same letters.
    """
    from rapidfuzz.distance import OSA

    name = name.lower()
    most = _NEAR[len(name)] if len(name) < len(_NEAR) else 2
    near = [
        (not known.startswith(name), edits, sorted(known) != sorted(name), place, known)
        for place, known in enumerate(_BY_NAME)
        if most and ((edits := OSA.distance(name, known)) <= most or known.startswith(name))
    ]
    return min(near)[-1] if near else None


def summary() -> str:
    """All fields in one line, each by its first example."""
    return " ".join(field.examples[0] for field in FIELDS)


PLACEHOLDER = " ".join(("mixture", *(_BY_NAME[name].examples[0] for name in ("author", "added")), "-is:read"))
"""A query that shows what can be asked for."""


# what the index has for the rows


class Part(NamedTuple):
    """A part of the index: the words of a row, or their forms, with postings and a weight."""

    field: Field
    weight: float
    forms: bool = False


def _parts() -> Iterator[Part]:
    for field in FIELDS:
        if isinstance(field, TextField):
            yield Part(field, field.weight)
            if field.forms_weight is not None:
                yield Part(field, field.forms_weight, forms=True)
        elif isinstance(field, DateField) and field.weight is not None:
            yield Part(field, field.weight)


def _source(part: Part) -> int:
    """What a part is of: 0 a paper, 1 a mark, 2 a PDF."""
    field = part.field
    return 0 if not isinstance(field, TextField) else 2 if field.of_pdf else int(field.of_mark is not None)


PARTS = tuple(sorted(_parts(), key=_source))
"""Those of papers, then those of marks, then those of PDFs."""
PAPER_PARTS = sum(_source(part) == 0 for part in PARTS)
PDF_PARTS = frozenset(place for place, part in enumerate(PARTS) if _source(part) == 2)
NUMBERS = tuple(
    field for field in FIELDS if isinstance(field, NumberField) or (isinstance(field, DateField) and field.of_paper)
)
LABELS = tuple(field for field in FIELDS if field.label is not None)
DOUBT = 1 << 31
"""The bit of papers of which it is in doubt whose they are."""
FLAGS = {
    (field.name, flag.name): (1 << place | DOUBT * flag.doubtful, flag)
    for place, (field, flag) in enumerate((f, flag) for f in FIELDS if isinstance(f, FlagField) for flag in f.flags)
}
"""(Field, flag) → its bits, of which a paper has any, and the flag."""
LAYOUT = ascii([[(p.field.name, p.forms) for p in PARTS], [f.name for f in (*NUMBERS, *LABELS)], list(FLAGS)])
"""Names what an index has: another table has another."""


def places_of(field: str | None) -> tuple[int, ...]:
    """The indices in PARTS of a text field's parts, by name; without a name, of the parts that plain words search."""
    return _PLACES[field]


def paper_flags(paper: Paper) -> int:
    """The flags of a paper's facts, as bits."""
    return sum(bit for bit, of in _PAPER_BITS if of(paper))


def mark_flags(mark: Mark) -> int:
    """The flags of the decisions about a paper, as bits."""
    return sum(bit for bit, of in _MARK_BITS if of(mark))


_PAPER_BITS = tuple((bit & ~DOUBT, flag.of_paper) for bit, flag in FLAGS.values() if flag.of_paper is not None)
_MARK_BITS = tuple((bit, flag.of_mark) for bit, flag in FLAGS.values() if flag.of_mark is not None)
PAPER_MASK = sum(bit for bit, _ in _PAPER_BITS)
_PLACES: dict[str | None, tuple[int, ...]] = {
    field.name: tuple(n for n, part in enumerate(PARTS) if part.field is field) for field in FIELDS
} | {None: tuple(n for n, part in enumerate(PARTS) if not (isinstance(part.field, TextField) and part.field.by_name))}
