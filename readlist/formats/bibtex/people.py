"""Reads author fields as people write them, and writes them so that all BibTeX programs read them alike."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from readlist.formats.source_record import without_entities
from readlist.latex.characters import decode_accents, latin_macro, needs_unicode
from readlist.latex.escape import Profile, clean_text
from readlist.latex.pass_through import let_through
from readlist.latex.readable import readable_field
from readlist.latex.syntax import outside_braces
from readlist.model.names import Name, bibtex_name, parse_name, parse_names
from readlist.model.paper import Paper
from readlist.model.text import clean

_AND = re.compile(r"\s+and(?=\s)|\s+&\s+(?=\S)", re.IGNORECASE)
_SEMICOLON = re.compile(r"\s*;\s*(?=\S)")
_EXTENDED = re.compile(r"\s*(?:family|given|prefix|suffix|useprefix)\s*=")
_JOINED_SUFFIX = re.compile(r"(.+?),? ((?:[JS]r\.?|II|III|IV))")
_NUMBERED = re.compile(r" \d{4}$")  # DBLP tells people of one name apart


def read_people(text: str) -> tuple[list[Name], bool]:
    """The names of an author field, and whether it ends in "and others"."""
    names: list[Name] = []
    et_al = False
    text = without_entities(text.replace("&amp;", "\\&"))  # an "&" of TeX is no "and"
    for part in split_names(clean(decode_accents(text))):
        read, more = _name(part)
        names += read
        et_al = et_al or more
    return names, et_al


def split_names(text: str) -> Iterable[str]:
    """The parts between each "and" outside of braces."""
    start = 0
    ands = [match for match in outside_braces(_AND, text) if match[0].strip().lower() == "and"]
    if not ands and ";" in text:  # as databases list people
        ands = list(outside_braces(_SEMICOLON, text))
    for match in ands:
        yield text[start : match.start()].strip(" ,;")
        start = match.end()
    yield text[start:].strip(" ,;")


def names_text(names: Iterable[Name]) -> str:
    """Names as a field such as ``editor`` holds them: "van den Berg, Jan and {World Roads Agency}"."""
    return " and ".join(bibtex_name(name, str) for name in names)


def _name(text: str) -> tuple[list[Name], bool]:
    """One part of an author field: a name, or what says that there are more."""
    if _EXTENDED.match(text):
        return [_extended(text)], False
    if "{" not in text and "}" not in text:
        return parse_names([_NUMBERED.sub("", _plain(text))])
    return [_braced(text)], False


def _extended(text: str) -> Name:
    """biblatex: "family=Berg, given=Tove, prefix=van den"."""
    parts = {name.strip(): _plain(value).strip('" ') for name, _, value in (p.partition("=") for p in text.split(","))}
    first, von = parts.get("given", ""), parts.get("prefix", "")
    return Name(parts.get("family", "") or first, first, von, parts.get("suffix", ""), group=not parts.get("family"))


def _braced(text: str) -> Name:
    if text.startswith("{") and text.endswith("}") and text.find("}") == len(text) - 1:
        return Name(_plain(text[1:-1]), group=True)
    from bibtexparser.middlewares.names import InvalidNameError, parse_single_name_into_parts

    try:  # braces inside of a name hold its words together
        parts = parse_single_name_into_parts(text, strict=False)
    except InvalidNameError:
        return parse_name(_plain(text))
    last, first, von, suffix = (_plain(" ".join(words)) for words in (parts.last, parts.first, parts.von, parts.jr))
    if not last:
        return parse_name(_plain(text))
    if not suffix and (joined := _JOINED_SUFFIX.fullmatch(last)):  # "Harry B. {Hunt III}"
        last, suffix = joined[1], joined[2]
    return Name(last, first, von, suffix) if first else Name(f"{von} {last}".strip(), group=True)


def _plain(text: str) -> str:
    """A name as plain text: without TeX, and without any braces."""
    return clean(readable_field(text.replace("~", " ")).replace("{", "").replace("}", ""))


# Writing: every name as the classic programs and biber both read it.


_OWN_NAME = re.compile(r"(?:[^\W\d_]|\\[A-Za-z]+(?![A-Za-z])|\\[`'^\"~=.]|\\[- ,&]|[{}()\[\]`',./:0-9\s-])+")
_BARE_SUFFIX = re.compile(r"(?:^|\s)(?:et|al\.?|[JS]r\.?|II|III|IV|and)$|^[^,]*$(?<=\b[JS]r\.)", re.IGNORECASE)

_WITH_INITIALS = frozenset({"LATIN", "CYRILLIC", "GREEK"})
_SIGNS = {"’": "'", "‘": "'", "ʼ": "'", "ʻ": "'", "`": "'", "‐": "-", "‑": "-", "–": "-", "—": "-", "_": " ",
          "~": " ", ";": " ", "·": " ", "・": " "}  # fmt: skip
_KEPT = frozenset("-.'() ,&/@+:")


def written_names(paper: Paper, text: str, profile: Profile) -> tuple[str, ...]:
    """The names as the file has them, where every program reads them alike; the others rewritten."""
    own = [_NUMBERED.sub("", name) for name in split_names(let_through(text, profile) or "") if name]
    more = bool(own) and own[-1].lower() == "others"
    names = own[:-1] if more else own
    if not names or more != paper.et_al or len(names) != len(paper.authors):
        return author_field(paper.authors, paper.et_al, profile)
    written = [
        name if _is_name(name) else " and ".join(author_field([author], False, profile))
        for name, author in zip(names, paper.authors, strict=True)
    ]
    return (*filter(None, written), *(["others"] if more else []))


def _is_name(text: str) -> bool:
    """Does every BibTeX program read a file's name as people do?"""
    return bool(_OWN_NAME.fullmatch(text)) and not _BARE_SUFFIX.search(text) and text.count(",") < 3


def author_field(authors: Sequence[str], et_al: bool, profile: Profile) -> tuple[str, ...]:
    """The names of an author field, with a last ``others`` where more authors exist; empty without a name."""
    names, more = parse_names((readable_name(author, profile) for author in authors), et_al)
    out = [bibtex_name(_whole(name, profile), lambda text: encode_name(text, profile)) for name in names]
    return (*out, "others") if out and more else tuple(out)


def readable_name(author: str, profile: Profile) -> str:
    """A name as plain text that holds nothing but letters, digits and the signs that names have.

    The braces around a group's name stay.
    """
    if author.startswith("{") and author.endswith("}"):
        inner = readable_name(author[1:-1].strip("{}"), profile)
        return f"{{{inner}}}" if inner else ""
    if author.startswith("{") and "}, " in author:
        family, _, rest = author[1:].partition("}, ")
        return f"{{{readable_name(family, profile)}}}, {readable_name(rest, profile)}"
    text = unicodedata.normalize("NFKC", clean_text(decode_accents(author)))  # "ﬁ" and "ª" are letters elsewhere
    text = "".join(_SIGNS.get(c, c) for c in text)
    return " ".join("".join(c for c in text if c in _KEPT or _is_letter(c)).split())


def _is_letter(c: str) -> bool:
    return c.isalnum() or (not c.isascii() and unicodedata.category(c).startswith("M"))


def encode_name(text: str, profile: Profile) -> str:
    """The text of ``readable_name`` as LaTeX."""
    text = text.replace("&", "\\&")
    if profile == "biblatex" or text.isascii():
        return text
    return "".join(c if c.isascii() else latin_macro(c) or _nearest(c) for c in text)


def _nearest(c: str) -> str:
    """A Latin letter that T1 lacks, by its nearest one: classic BibTeX would cut it in half for a label."""
    if "LATIN" not in unicodedata.name(c, ""):
        return "" if unicodedata.combining(c) else c
    parts = unicodedata.normalize("NFD", c)
    kept = unicodedata.normalize("NFC", "".join(p for p in parts if p not in "\u031b\u0309"))
    if kept != c:
        return "".join(p if p.isascii() else latin_macro(p) or "" for p in kept)
    from anyascii import anyascii

    return anyascii(c)


def _whole(name: Name, profile: Profile) -> Name:
    """Names in Chinese and the like have no initials that classic BibTeX could make: they stay in one piece."""
    if profile == "bibtex" and not name.group:
        text = name.natural
        if any(needs_unicode(c) and unicodedata.name(c, "").split(" ")[0] not in _WITH_INITIALS for c in text):
            return Name(text, group=True)
    return name
