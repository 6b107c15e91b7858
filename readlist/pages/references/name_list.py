"""Parses the author list of a reference, whatever the order of the names and the separators.

``Kohn, W. & Sham, L. J.``, ``Livak KJ, Schmittgen TD``, ``DiMaggio, Paul J., and Walter W. Powell``, ``MÜLLER, Karl ;
MEIER, Eva``: all become names in natural order, "Walter Kohn".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from readlist.model.names import author_text, is_group, parse_name
from readlist.pages.cut_words import FAMILY_NAMES, PARTICLES, TEAM_ENDS, TEAM_WORDS, normalize

_MAX_NAMES: Final = 5000  # characters of a list that are read
_ET_AL: Final = re.compile(
    r"[\s,;]*(?:\(?\bet\.? ?(?:al(?:ii|\b)|coll\b)\.?\)?|\band (?:\d+ )?(?:others|colleagues)\b|\by otros\b|等"
    r"|\bи др\.?|\b(?:u\.|und) ?a\.|\bo\.\s?fl\.?|\ba kol\.?|\bi in\.)(?:\s*\[[^\]]*\])?[\s.,:;]*$",
    re.IGNORECASE,
)
_DOTS: Final = re.compile(r"[\s,]*(?:…|\. ?\. ?\.)[\s,&]*")
_ROLE: Final = re.compile(r"[\s,]*\(?\b(?:eds?|editors?|hrsg|hg)\b\.?\)?[\s.,:]*$", re.IGNORECASE)
_AND: Final = re.compile(
    r"\s*,?\s(?:and|&|und|et|y|e|og|och|en|a|with|\+)\s(?=\S)|\s*&\s*|,\s*(?:and|und|et)\s|(?<=,)\s?&"
)
_PARTS: Final = re.compile(r"\s+[–—-]\s+|\s*;\s*(?:and\s|&\s*)?|\s*/\s*|\s*·\s*|\s*\|\s*")
_MARKS: Final = re.compile(r"[*†‡§¶]+|\^\{[^{}]*\}|<[^<>]{1,20}>")
_INITIALS: Final = re.compile(
    r"(?:(?:[^\W\d_][a-zß-ÿ]?|Th|Ch|Yu|Ph|St)\.[-‐–]?\s?)+(?:[^\W\d_]\.?)?|[^\W\d_]|[^\W\d_]\.?-[^\W\d_]\.?"
)
_CAPITALS: Final = re.compile(r"(?:[A-ZÀ-ÖØ-ÞČŠŽŁŚĐÇŞİ]|Ij|Yu)(?:[-‐]?(?:[A-ZÀ-ÖØ-ÞČŠŽŁŚĐÇŞİ]|Ij)){0,3}")
_FINAL_STOP: Final = re.compile(r"(?<=[^\W\d_]{2})(?<!\b[JS]r)(?<!\bInc)(?<!\bLtd)\.$")
_SUFFIX: Final = re.compile(r"(?:Jr|Sr|[IVX]{2,4}|2nd|3rd)\.?")
_JOINT_INITIALS: Final = re.compile(r"(?<=\b[^\W\d_]\.)(?=[^\W\d_]\.)")
_AFTER: Final = re.compile(r"(?<=[^\W\d_])\.(?=[^\W\d_][^\W\d_.])")  # "J.Smith"


def read_names(text: str) -> tuple[tuple[str, ...], bool]:
    """The names in a list of authors, in their natural order, and whether it leaves some out."""
    text = " ".join(_MARKS.sub("", text[:_MAX_NAMES]).split())
    text = _ROLE.sub("", text.strip(" ,;:("))
    short = _ET_AL.sub("", text)
    et_al = short != text
    text = _FINAL_STOP.sub("", short.strip(" ,;:"))
    dots = _DOTS.search(text)
    if (dots and dots.end() < len(text) - 1) or text.endswith("…"):
        text, et_al = _DOTS.sub(", ", text, count=1), True
    return tuple(filter(None, map(_natural, _split(text)))), et_al


def _split(text: str) -> Iterator[str]:
    """The names in a list, each "Given Family" or "Family, Given"."""
    if _PARTS.search(text):
        parts = [
            part for whole in _PARTS.split(text) for part in (_AND.split(whole) if whole.count(",") < 2 else [whole])
        ]
        for part in parts:
            if part.count(",") > 1:
                yield from _pairs(part)
            elif part.strip(" ,."):
                yield part.strip(" ,")
    else:
        yield from _pairs(text)


def _pairs(text: str) -> Iterator[str]:
    """The names in a list that commas part, within and between names."""
    parts = [part for piece in _AND.split(text) for part in _comma_parts(piece)]
    inverted = len(parts) > 1 and not _is_whole(parts[0]) and (_is_single(parts[0]) or _is_given(parts[1]))
    i = 0
    while i < len(parts):
        part, after = parts[i], parts[i + 1] if i + 1 < len(parts) else ""
        i += 1
        suffix = ""
        if _SUFFIX.fullmatch(after):  # "Family, Jr., Given" and "Given Family, Jr."
            suffix, after = after, parts[i + 1] if i + 1 < len(parts) else ""
            i += 1
        given = after and (_is_given(after) or (inverted and _is_single(part) and not _is_team(after)))
        if given and not _ends_in_initials(part) and (inverted or not _is_whole(part)):
            i += 1
            if i < len(parts) and _SUFFIX.fullmatch(parts[i]):  # "Family, Given, Jr."
                suffix = parts[i]
                i += 1
            yield ", ".join(filter(None, (part, suffix, after)))
        else:
            yield f"{part} {suffix}".strip()


def _comma_parts(text: str) -> list[str]:
    return [part for piece in text.split(",") if (part := piece.strip(" ,;:"))]


def _is_given(text: str) -> bool:
    """May it follow "Family,": initials, or one given name, perhaps with initials or a particle?"""
    if _INITIALS.fullmatch(text) or _CAPITALS.fullmatch(text):
        return True
    words = text.split()
    plain = [word for word in words if not _INITIALS.fullmatch(word) and word not in PARTICLES]
    return 0 < len(words) < 5 and len(plain) == 1 and words[0] == plain[0] and not _is_team(text)


def _is_single(text: str) -> bool:
    """Is it one family name, perhaps with particles before it?"""
    words = text.split()
    small = (len(word) > 1 and normalize(word) in PARTICLES for word in words[:-1])
    return bool(words) and all(small) and not _is_team(text)


def _is_whole(text: str) -> bool:
    """Has it a given name (or initials, before or after) besides a family name, or is it a team?"""
    words = text.split()
    return _is_team(text) or (len(words) > 1 and (bool(_INITIALS.fullmatch(words[0])) or _ends_in_initials(text)))


def _ends_in_initials(text: str) -> bool:
    words = text.split()
    while len(words) > 2 and words[-1] in PARTICLES:
        words.pop()
    if len(words) < 2 or _SUFFIX.fullmatch(words[-1]):
        return False
    return bool(_INITIALS.fullmatch(words[-1]) or _CAPITALS.fullmatch(words[-1]))


def _is_team(text: str) -> bool:
    words = [word.strip(".()").casefold() for word in text.split()]
    return bool(words) and (
        words[-1] in TEAM_ENDS or any(c.isdigit() for c in text) or (len(words) > 2 and bool(TEAM_WORDS & {*words}))
    )


def _natural(name: str) -> str:
    """The name in natural order; family names in capitals become lower case, bare initials get full stops."""
    name = _JOINT_INITIALS.sub(" ", _AFTER.sub(". ", name.strip(" ,;:&")))
    words = name.replace(",", " ").split()
    moved: list[str] = []
    while len(words) > 2 and "," not in name and words[-1] in PARTICLES:  # "Fonseca GAB da"
        moved.insert(0, words.pop())
    if moved:
        words = [*moved, *words]
        name = " ".join(words)
    if not words or not any(c.isalpha() for c in name):
        return ""
    if _is_team(name):
        return name.rstrip(".") if not name.endswith(("Inc.", "Ltd.", "Corp.")) else name
    if "," not in name:
        suffix = (
            words.pop()
            if len(words) > 2
            and _SUFFIX.fullmatch(words[-1])
            and len(words[-1].strip(".")) > 1
            and _ends_in_initials(" ".join(words[:-1]))
            else ""
        )
        if (
            len(words) > 1 and _ends_in_initials(" ".join(words)) and not _INITIALS.fullmatch(words[0])
        ):  # "Livak KJ", "Livak K. J."
            at = next(i for i in range(1, len(words)) if _ends_in_initials(" ".join(words[: i + 1])))
            return " ".join(filter(None, (_spaced("".join(words[at:])), *map(_small, words[:at]), suffix)))
        if len(words) > 1 and _CAPITALS.fullmatch(words[0]) and normalize(words[0]) not in FAMILY_NAMES:
            words[0] = _spaced(words[0])  # "SH Strogatz"
        if _INITIALS.fullmatch(words[0]):  # "H. LIU"
            return " ".join(map(_small, words))
        if _is_shouted(words[:1]) and not _is_shouted(words[1:]):  # "RAHNER Karl"
            words = [*words[1:], words[0]]
        return " ".join(map(_small, words) if _is_shouted(words) else words)
    family, *rest = (part.strip() for part in name.split(","))
    given = rest[-1]
    if _CAPITALS.fullmatch(given) or _INITIALS.fullmatch(given):
        given = _spaced(given)
    family = " ".join(_small(word, 2) for word in family.split())
    moved = given.split()
    while len(moved) > 1 and moved[-1] in PARTICLES:  # "Maaten, Laurens van der"
        family = f"{moved.pop()} {family}"
    text = ", ".join(filter(None, (family, *rest[:-1], " ".join(moved))))
    return author_text(parse_name(text)) if not is_group(text) else f"{' '.join(moved)} {family}"


def _is_shouted(words: list[str]) -> bool:
    return any(word.isupper() and len(word) > 3 and word.isalpha() for word in words)


def _small(word: str, least: int = 3) -> str:
    """A name in capitals in its usual spelling: MÜLLER-LÜDENSCHEIDT → Müller-Lüdenscheidt."""
    letters = [c for c in word if c.isalpha()]
    if len(letters) < least or not all(c.isupper() for c in letters):
        return word
    return "".join(c if i == 0 or not word[i - 1].isalpha() else c.lower() for i, c in enumerate(word))


def _spaced(initials: str) -> str:
    """ "KJ", "K.J.", "J-P", "J.-P." → "K. J.", "J.-P."."""
    letters = re.findall(r"[-‐–]?[^\W\d_][a-zß-ÿ]*", initials)
    return "".join((letter if letter[0] in "-‐–" else " " + letter) + "." for letter in letters).strip()
