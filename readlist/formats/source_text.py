"""Keeps a .bib file's own wording of facts, to be written back as long as the facts are the same.

Each text is kept with a checksum of the fact it gave, so that code which changes the fact later need not know of the
text: a sum that no longer fits means that the text is out of date. Texts that the fact itself gives back are not kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from zlib import crc32

from readlist.formats.facts import cited_date
from readlist.latex.pass_through import is_plain
from readlist.model.paper import Facts
from readlist.model.text import clean

TYPE = "@"  # the type of an entry, among the names of its fields
_SUM = 8  # hexadecimal digits

_ABOUT: Mapping[str, tuple[str, ...]] = {
    TYPE: ("type",),
    **dict.fromkeys(("title", "subtitle"), ("title",)),
    "author": ("authors", "et_al"),
    **dict.fromkeys(("journal", "journaltitle", "booktitle"), ("venue",)),
    **dict.fromkeys(("eprint", "archiveprefix", "eprinttype", "archive", "arxivid", "arxiv"), ("arxiv",)),
    **dict.fromkeys(("primaryclass", "eprintclass"), ("category",)),
    "doi": ("doi",),
    "abstract": ("abstract",),
    **dict.fromkeys(("url", "howpublished", "link", "ee"), ()),  # links are only ever gained
}
"""Fields of a .bib file → the facts of a paper that are read from them."""
DATES = frozenset({"date", "year", "month", "day"})
"""Fields of a .bib file that tell when."""


def source_texts(entry: Facts, texts: Mapping[str, str]) -> dict[str, str]:
    """What to keep of the texts that gave an entry its facts: only the checksum if the fact is the text."""
    kept = {}
    for name, text in ((clean(name), clean(value)) for name, value in texts.items()):
        same = _words(entry, name) == text
        if text and not (same and is_plain(text) and name not in _ABOUT and name not in DATES):
            kept[name] = _sum(entry, name) + ("" if same else text)
    return kept


def texts_of(paper: Facts) -> dict[str, str]:
    """The texts whose facts are still the same, by field of the file."""
    return {
        name: kept[_SUM:] or _words(paper, name)
        for name, kept in paper.texts.items()
        if kept[:_SUM] == _sum(paper, name)
    }


def _words(paper: Facts, name: str) -> str:
    """The fact itself, where it is a text."""
    fact = paper.title if name == "title" else paper.abstract if name == "abstract" else paper.fields.get(name)
    return fact or ""


def joined_texts(paper: Facts, sources: Iterable[Facts]) -> dict[str, str]:
    """The texts of several records that still agree with the facts of the paper merged from them."""
    found = {}
    for source in sources:
        for name, kept in source.texts.items():
            if name not in found and kept[:_SUM] == _sum(paper, name):
                found[name] = kept
    return found


def _sum(paper: Facts, name: str) -> str:
    if name in DATES:
        fact: object = cited_date(paper)
    elif name in _ABOUT:
        fact = tuple(getattr(paper, attribute) for attribute in _ABOUT[name])
    elif name in paper.fields:
        fact = paper.fields[name]
    else:  # it went into another one, as "abs/2402.13718" in the volume of CoRR did
        fact = () if name.startswith("bdsk-url") else (paper.venue, paper.arxiv)
    return f"{crc32(repr(fact).encode('utf-8', 'surrogatepass')):0{_SUM}x}"
