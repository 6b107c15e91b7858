"""bibtexparser without its log: what it has to say about a file is said by readlist, once, in a line."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def quiet_parser() -> Iterator[None]:
    """Nothing below ``bibtexparser`` logs; its modules have loggers of their own, so it is a level."""
    logger = logging.getLogger("bibtexparser")
    level = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        logger.setLevel(level)
