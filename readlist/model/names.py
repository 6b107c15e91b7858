"""Author names: parsed by BibTeX's rules, and written so that every BibTeX program reads them alike.

The rule is that of ``btxdoc`` (First von Last; von Last, First; von Last, Jr, First), with three additions
BibTeX itself does not make: a suffix is found without a comma ("Sammy Davis Jr." would have the family name
"Jr."), groups are recognised and kept whole, and "et al." is no name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

_SUFFIX = re.compile(r"(?:[JS]n?r\.?|I{2,3}|IV)", re.IGNORECASE)
_TITLE = re.compile(r"(?:Ph\.? ?D|M\.?D|Esq|V|VI{1,3})\.?")
_WHOLE_FAMILY = re.compile(r"\{([^{}]+)\}, *(?:([^,{}]+), *)?([^,{}]+)")
_SUFFIX_CASED = re.compile(r"(?:(?:Jr|Sr|Jnr|Snr|JR|SR)\.?|II|III|IV)")
_ET_AL = re.compile(r"\s*,?\s*(?:\(?\bet\.?\s*al\b\.?\)?|\band\s+others\b)\s*$", re.IGNORECASE)
_OTHERS = re.compile(r"(?:others|\.\.\.|…)", re.IGNORECASE)
_GROUP_SIGNS = re.compile(r"[0-9&/@]|\band\b")
_CJK = (  # not a pattern: compiling one with such ranges takes longer than all the others together
    (0x1100, 0x11FF), (0x2E80, 0x303F), (0x3040, 0x31FF), (0x3400, 0x9FFF), (0xA960, 0xA97F), (0xAC00, 0xD7FF),
    (0xF900, 0xFAFF), (0xFF00, 0xFFEF), (0x20000, 0x3FFFF),
)  # fmt: skip
_GROUP_LAST = frozenset(
    {"ai", "alliance", "association", "authors", "center", "centre", "collaboration", "committee",
     "community", "company", "consortia", "consortium", "contributors", "corporation", "council",
     "department", "developers", "foundation", "group", "groups", "inc", "initiative", "institute",
     "intelligence", "investigators", "lab", "laboratories", "laboratory", "labs", "llc", "ltd", "network",
     "organisation", "organization", "partnership", "project", "research", "society", "task-force", "team",
     "teams", "university", "workshop"}
)  # fmt: skip
_COMPANY = frozenset({"inc", "llc", "ltd", "corp"})
_PARTICLES = frozenset(
    {"'t", "af", "al", "at", "av", "ben", "bin", "da", "dal", "das", "de", "degli", "dei", "del", "della",
     "der", "des", "di", "do", "dos", "du", "el", "het", "ibn", "la", "las", "le", "lo", "los", "of", "op",
     "ten", "ter", "tot", "van", "vom", "von", "y", "zu", "zum", "zur"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Name:
    """A name in BibTeX's four parts; a group has only ``last``."""

    last: str
    first: str = ""
    von: str = ""
    suffix: str = ""
    group: bool = False

    @property
    def natural(self) -> str:
        """The parts in their natural order: "Ludwig van Beethoven"."""
        return " ".join(part for part in (self.first, self.von, self.last, self.suffix) if part)


def _cjk(text: str) -> bool:
    """Does a text have Chinese, Japanese or Korean letters?"""
    return max(text, default="") >= chr(_CJK[0][0]) and any(low <= ord(c) <= high for c in text for low, high in _CJK)


def parse_names(authors: Iterable[str], et_al: bool = False) -> tuple[list[Name], bool]:
    """The names of an author list without empty ones, and whether more authors exist than are listed."""
    names: list[Name] = []
    for author in authors:
        name, more = _read(author)
        et_al = et_al or more
        if name is not None:
            names.append(name)
    return names, et_al


@lru_cache(8192)  # a paper's first author is asked for by its key, its row and its entry
def _read(author: str) -> tuple[Name | None, bool]:
    """An entry of an author list as a name, if it is one, and whether it says that there are more authors."""
    text = " ".join(author.replace("~", " ").split()).strip(" ,;")
    short = _ET_AL.sub("", text)
    et_al = short != text
    if et_al:
        text = short.strip(" ,;")
    if _OTHERS.fullmatch(text):
        return None, True
    return parse_name(text) if any(c.isalnum() for c in text) else None, et_al


def parse_name(text: str) -> Name:
    """The parts of one name, given as plain text in any of BibTeX's forms or with a bare suffix.

    Braces around all of it mark a group.
    """
    if text.startswith("{"):
        if text.endswith("}") and text.find("}") == len(text) - 1:
            return Name(text[1:-1].strip() or text, group=True)
        if whole := _WHOLE_FAMILY.fullmatch(text):
            return Name(whole[1].strip(), whole[3].strip(), suffix=(whole[2] or "").strip())
    if is_group(text):
        return Name(text, group=True)
    words = [[w for w in section.split() if any(c.isalnum() for c in w)] for section in text.split(",")]
    words = [section for section in words if section]
    suffix = ""
    for i, section in enumerate(words):
        if i and (
            _SUFFIX.fullmatch(" ".join(section)) or (len(words) == 3 and _TITLE.fullmatch(" ".join(section)))
        ):  # "Davis, Jr., Sammy" and "Sammy Davis, Jr."
            suffix = section[0]
            del words[i]
            break
    if len(words) == 1 and len(words[0]) == 2 and _SUFFIX_CASED.fullmatch(words[0][1]):
        return Name(" ".join(words[0]), group=True)  # "King Jr.": nobody knows King's first name
    for part in reversed(words):  # "Sammy Davis Jr.", "Davis Jr., Sammy", "Davis, Sammy Jr."
        if not suffix and len(part) > (2 if len(words) == 1 else 1) and _SUFFIX_CASED.fullmatch(part[-1]):
            suffix = part.pop()
    if len(words) == 1:
        first, von, last = _first_von_last(words[0])
    else:
        von, last = _von_last(words[0])
        first = [word for part in words[1:] for word in part]
    if not first:  # "de Gaulle": nothing says which part is given, so it stays as it is
        return Name(" ".join((*von, *last, *([suffix] if suffix else []))), group=True)
    return Name(" ".join(last), " ".join(first), " ".join(von), suffix)


def is_group(text: str) -> bool:
    """Whether a name is a team's or a company's, or has no space between its parts."""
    words = text.replace(",", " ").split()
    if len(words) < 2 or _GROUP_SIGNS.search(text) or (_cjk(text) and "," not in text):
        return True
    if words[-1].strip(".()").casefold() in _COMPANY:
        return True
    return "," not in text and words[-1].strip(".()").casefold() in _GROUP_LAST


def _lower(word: str) -> bool:
    letter = next((c for c in word if c.isalpha()), "")
    return letter.islower()


def _first_von_last(words: list[str]) -> tuple[list[str], list[str], list[str]]:
    """btxdoc: von is from the first to the last lower-case word, but the last word is always Last."""
    low = [i for i, word in enumerate(words[:-1]) if _lower(word)]
    if not low:
        return words[:-1], [], words[-1:]
    if low[0] == 0 and words[0].casefold() not in _PARTICLES:  # "bell hooks": a name in small letters
        low = [i for i in low if i and words[i].casefold() in _PARTICLES]
        if not low:
            return words[:-1], [], words[-1:]
    return words[: low[0]], words[low[0] : low[-1] + 1], words[low[-1] + 1 :]


def _von_last(words: list[str]) -> tuple[list[str], list[str]]:
    """btxdoc: before the comma, von goes up to the last lower-case word; the last word is always Last."""
    low = [i for i, word in enumerate(words[:-1]) if _lower(word)]
    cut = low[-1] + 1 if low else 0
    return words[:cut], words[cut:]


def key_word(name: Name) -> str:
    """The part of a name for citation keys; for a group the first word that is no article."""
    if not name.group or _cjk(name.last):
        return name.last
    words = name.last.split()
    return next((w for w in words if w.casefold() not in _PARTICLES | {"the"}), words[0])


def bibtex_name(name: Name, encode: Callable[[str], str]) -> str:
    """A name as it stands in an author field: "von Last, Jr., First"; groups in braces of their own."""
    if name.group:
        return "{" + encode(name.last) + "}"
    last = encode(f"{name.von} {name.last}") if name.von else encode(name.last)
    if not name.von and _von_last(name.last.split())[0]:  # "Van den Berg" as the family name
        last = f"{{{last}}}"
    return ", ".join(part for part in (last, encode(name.suffix), encode(name.first)) if part)


@lru_cache(8192)  # rows are painted again and again
def surname(author: str) -> str:
    """The short form of an author for rows: the family name with its particles, or a group's whole name."""
    names, _ = parse_names([author])
    return f"{names[0].von} {names[0].last}".strip() if names else author


def author_text(name: Name) -> str:
    """A name given in parts, in the form of author lists: "Jan van der Berg".

    If that would be read as another name ("Gabriel García Márquez" has the family name García Márquez), the family
    name comes first, before a comma; a group that does not look like one is put in braces.
    """
    if name.group:
        return name.last if is_group(name.last) else f"{{{name.last}}}"
    last = f"{name.von} {name.last}".strip()
    if not name.first:
        return author_text(Name(f"{last} {name.suffix}".strip(), group=True))
    inverted = f"{last}, {name.suffix}, {name.first}".replace(", ,", ",")
    whole = f"{{{name.last}}}, {name.suffix}, {name.first}".replace(", ,", ",")
    near = ""
    for form in (f"{name.first} {last} {name.suffix}", inverted, whole):
        text = " ".join(form.split())
        for read in parse_names([text])[0]:
            if (read.first, read.suffix.strip(".")) != (name.first, name.suffix.strip(".")):
                continue
            if (read.von, read.last) == (name.von, name.last):
                return text
            if not near and f"{read.von} {read.last}".strip() == last:
                near = text
    return near or f"{{{name.first} {last} {name.suffix}".strip() + "}"


def natural_order(author: str) -> str:
    """The name in natural order and without a group's braces, by which authors are compared."""
    if "," not in author and not author.startswith("{"):
        return author
    names, _ = parse_names([author])
    return names[0].natural if names else author
