"""Author names in ASCII, for exports with ``--ascii-names``: Müller becomes Muller, 李 becomes Li."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import structs

from readlist.formats.facts import NAME_FIELDS
from readlist.model.paper import Mark, Paper


def with_ascii_names(papers: Sequence[tuple[Paper, Mark]]) -> Sequence[tuple[Paper, Mark]]:
    """The papers with the names of their authors, editors and translators in ASCII."""
    return [(_with_ascii_names(paper), mark) for paper, mark in papers]


def _with_ascii_names(paper: Paper) -> Paper:
    authors = tuple(map(_ascii, paper.authors))
    fields = {name: _ascii(text) if name in NAME_FIELDS else text for name, text in paper.fields.items()}
    texts = {
        name: text
        for name, text in paper.texts.items()
        if text.isascii() or not (name == "author" or name in NAME_FIELDS)
    }
    return structs.replace(paper, authors=authors, fields=fields, texts=texts)


def _ascii(text: str) -> str:
    if text.isascii():
        return text
    from anyascii import anyascii

    return " ".join(anyascii(text).split())
