"""Doc ids, made from what a record is about, so that two devices give the same thing the same id."""

from __future__ import annotations

import hashlib

BITS = 53
"""What JSON readers everywhere keep exactly."""


def id_of(text: str) -> int:
    """A doc id, 1 to 2**53 - 1, that only the text decides."""
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    number: int = int.from_bytes(digest, "big") >> (64 - BITS)
    return number or 1


def next_id(id: int) -> int:
    """Where to look for a free id when one is taken."""
    return id % ((1 << BITS) - 1) + 1
