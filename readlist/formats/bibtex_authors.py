"""The author field: every name as the classic programs and biber both read it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from readlist.formats import bibtex_letters as letters
from readlist.formats.bibtex_pieces import Profile
from readlist.formats.bibtex_text import cleaned
from readlist.names import Name, people, written

_TRANSLITERATED = re.compile("[\u0370-\u03ff\u1f00-\u1fff\u0400-\u052f\u1c80-\u1c8f\u2de0-\u2dff\ua640-\ua69f]+")
_SIGNS = {"’": "'", "‘": "'", "ʼ": "'", "ʻ": "'", "`": "'", "‐": "-", "‑": "-", "–": "-", "—": "-", "_": " ",
          "~": " ", ";": " ", "·": " ", "・": " "}  # fmt: skip
_KEPT = frozenset("-.'() ,&/@+:")


def author_field(authors: Sequence[str], et_al: bool, profile: Profile) -> tuple[str, ...]:
    """The names of an author field, with a last ``others`` where more authors exist; empty without a name."""
    names, more = people((readable_name(author, profile) for author in authors), et_al)
    out = [written(_whole(name, profile), lambda text: encoded(text, profile)) for name in names]
    return (*out, "others") if out and more else tuple(out)


def readable_name(author: str, profile: Profile) -> str:
    """A name as plain text that holds nothing but letters, digits and the signs that names have.

    The braces around a group's name stay.
    """
    if author.startswith("{") and author.endswith("}"):
        inner = readable_name(author[1:-1].strip("{}"), profile)
        return f"{{{inner}}}" if inner else ""
    text = unicodedata.normalize("NFKC", cleaned(letters.decoded(author)))  # "ﬁ" and "ª" are letters elsewhere
    if profile == "bibtex" and _TRANSLITERATED.search(text):
        from anyascii import anyascii

        text = _TRANSLITERATED.sub(lambda m: anyascii(m[0]), text)
    text = "".join(_SIGNS.get(c, c) for c in text)
    return " ".join("".join(c for c in text if c in _KEPT or _is_letter(c)).split())


def _is_letter(c: str) -> bool:
    return c.isalnum() or (not c.isascii() and unicodedata.category(c).startswith("M"))


def encoded(text: str, profile: Profile) -> str:
    """The text of ``readable_name`` as LaTeX."""
    text = text.replace("&", "\\&")
    if profile == "biblatex" or text.isascii():
        return text
    return "".join(c if c.isascii() else letters.latin(c) or _nearest(c) for c in text)


def _nearest(c: str) -> str:
    """A Latin letter that T1 lacks, by its nearest one: classic BibTeX would cut it in half for a label."""
    if "LATIN" not in unicodedata.name(c, ""):
        return "" if unicodedata.combining(c) else c
    parts = unicodedata.normalize("NFD", c)
    kept = unicodedata.normalize("NFC", "".join(p for p in parts if p not in "\u031b\u0309"))
    if kept != c:
        return "".join(p if p.isascii() else letters.latin(p) or "" for p in kept)
    from anyascii import anyascii

    return anyascii(c)


def _whole(name: Name, profile: Profile) -> Name:
    """Classic BibTeX would cut initials in scripts without LaTeX macros: such names stay in one piece."""
    if profile == "bibtex" and not name.group:
        text = " ".join(part for part in (name.first, name.von, name.last, name.suffix) if part)
        if any(letters.needs_unicode(c) and "LATIN" not in unicodedata.name(c, "") for c in text):
            return Name(text, group=True)
    return name
