"""Doc ids, made from what a record is about, so that two devices give the same thing the same id."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from readlist.models import Paper
from readlist.text import identity

BITS = 53
"""What JSON readers everywhere keep exactly."""


def id_of(text: str) -> int:
    """A doc id, 1 to 2**53 - 1, that only the text decides."""
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    number: int = int.from_bytes(digest, "big") >> (64 - BITS)
    return number or 1


def paper_id(paper: Paper, taken: Callable[[int], bool]) -> int:
    """A free id for a paper, made from its title, else from its abstract."""
    id = id_of(identity(paper.title_text if paper.title is not None else paper.abstract or paper.title_text))
    while taken(id):
        id = id % ((1 << BITS) - 1) + 1
    return id
