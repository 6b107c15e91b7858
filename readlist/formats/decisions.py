"""What other programs know of a user's decisions: keywords and groups, what was read, five stars.

They are read from the fields that a paper keeps in ``extra``. So it can be told which of them an import brings and
which it brought before: what the user took back since then does not come again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from readlist.formats.braces import plain
from readlist.model.text import clean

TAG_FIELDS = ("keywords", "groups", "mendeley-tags", "mendeley-groups")
READ_FIELDS = {"readstatus": ("read",), "read": ("1", "yes", "true")}  # JabRef, BibDesk
STAR_FIELDS = {"ranking": ("rank5", "5"), "rating": ("5",)}
ARXIV_CLASS = re.compile(r"(?:cs|stat|eess|math|econ|q-bio|q-fin|physics|astro-ph|cond-mat|nlin)\.[A-Za-z-]{2,}")


def tags_of(extra: Mapping[str, object]) -> tuple[str, ...]:
    """The keywords and groups, each once; semicolons part them, else commas. arXiv's classes are none."""
    words = [word for name in TAG_FIELDS for word in _split(str(extra.get(name, "")))]
    return tuple(dict.fromkeys(word for word in words if not ARXIV_CLASS.fullmatch(word)))


def _split(text: str) -> Iterable[str]:
    parts = text.split(";" if ";" in text else ",")
    return filter(None, (clean(plain(part)) for part in parts))


def joined(words: Iterable[str]) -> str:
    """Keywords as one field, such that ``tags_of`` finds them again whatever commas they have."""
    text = "; ".join(dict.fromkeys(word for part in words if (word := part.strip())))
    return f"{text};" if "," in text and ";" not in text else text


def is_read(extra: Mapping[str, object]) -> bool:
    return _is(extra, READ_FIELDS)


def is_starred(extra: Mapping[str, object]) -> bool:
    return _is(extra, STAR_FIELDS)


def _is(extra: Mapping[str, object], fields: Mapping[str, tuple[str, ...]]) -> bool:
    return any(str(extra.get(name, "")).strip().lower() in values for name, values in fields.items())
