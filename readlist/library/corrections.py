"""Corrections of facts by the user: what is set by hand stays, and a cut that was corrected is remembered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from msgspec.structs import replace

from readlist.latex.readable import readable
from readlist.library.importing import cut_id
from readlist.library.library import Library
from readlist.library.marking import Plan, title_of
from readlist.model.change import CutCorrection, Edit
from readlist.model.citekeys import base_key, free_key
from readlist.model.dates import is_iso_date
from readlist.model.identifiers import parse_arxiv, parse_doi
from readlist.model.paper import Paper
from readlist.model.text import clean, identity
from readlist.pages.cut import read_authors

_SETS = {  # what is fixed with a fact: the fields that say the same thing
    "title": ("title", "title_text", "placeholder"),
    "authors": ("authors", "et_al"),
    "date": ("date", "date_text", "year_assumed"),
}


class FixError(Exception):
    """A fact that was given makes no sense; the message says what is expected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Facts to be set; None leaves a fact as it is."""

    title: str | None = None
    authors: Sequence[str] | None = None
    et_al: bool = False
    date: str | None = None
    category: str | None = None
    arxiv: str | None = None
    doi: str | None = None


def parse_authors(text: str) -> tuple[tuple[str, ...], bool]:
    """ "A B; C D; et al." as names and whether there are more of them."""
    parts = [part.strip() for part in clean(text).split(";") if part.strip()]
    last, et_al = read_authors(parts[-1]) if parts else ((), False)
    if et_al:
        parts[-1:] = [" ".join(last)] if last else []
    return tuple(parts), et_al


def fix(library: Library, id: int, facts: Facts) -> Plan:
    """Set facts of a paper, or, where none are given, confirm it as it is. Raises FixError."""
    old = library.papers[id]
    new = replace(old, **check(facts), to_check=False)
    if old.placeholder and not new.placeholder:
        key = free_key(base_key(new.authors, new.year, new.title_text), library.keys)
        new = replace(new, key=key, aliases=(*old.aliases, old.key))
    names = ("title", "authors", "date", "category", "arxiv", "doi")
    given = [name for name in names if getattr(facts, name) is not None]
    fixed = dict.fromkeys((*old.fixed, *(field for name in given for field in _SETS.get(name, (name,)))))
    if old.title is not None and identity(new.title_text) != identity(old.title_text):
        new = replace(new, titles=tuple(dict.fromkeys((*old.titles, old.title_text))))
    edits = [Edit.between("papers", old, replace(new, fixed=tuple(fixed)))]
    if old.title is not None and new.title is not None and (old.to_check or "title" in given or "authors" in given):
        edits.append(_remembered(library, old, new))
    done = f"fixed {', '.join(given)} of" if given else "confirmed"
    return Plan(tuple(e for e in edits if e), f"{done} {title_of(new)}")


def _remembered(library: Library, old: Paper, new: Paper) -> Edit | None:
    """How the line that the paper came as is to be cut from now on."""
    assert old.title is not None
    assert new.title is not None
    id = cut_id(old.title, old.authors)
    return Edit.between("cuts", library.cuts.get(id), CutCorrection(id=id, title=new.title, authors=new.authors))


def check(facts: Facts) -> dict[str, Any]:
    """The fields that facts set, each tried for sense. Raises FixError."""
    found: dict[str, Any] = {}
    if facts.title is not None:
        title = clean(facts.title)
        if not title:
            raise FixError("a title can't be empty")
        found |= {"title": title, "title_text": readable(title), "placeholder": False}
    if facts.authors is not None:
        authors = tuple(filter(None, map(clean, facts.authors)))
        found |= {"authors": authors, "et_al": facts.et_al}
    if facts.date is not None:
        found |= {"date": _date(facts.date), "date_text": facts.date, "year_assumed": False}
    if facts.category is not None:
        found["category"] = clean(facts.category) or None
    if facts.arxiv is not None:
        found["arxiv"] = _number(parse_arxiv, facts.arxiv, "arXiv id", "2402.13718 or math/0211159")
    if facts.doi is not None:
        found["doi"] = _number(parse_doi, facts.doi, "DOI", "10.1145/3292500.3330701")
    return found


def _date(text: str) -> str:
    if is_iso_date(text.strip()):
        return text.strip()
    raise FixError(f"“{clean(text)}” is not a date: write 2024, 2024-02 or 2024-02-21")


def _number(parse: Callable[[str], str | None], text: str, kind: str, example: str) -> str | None:
    if not text.strip():
        return None
    if (number := parse(text)) is None:
        raise FixError(f"not a valid {kind}: “{clean(text)}”; it looks like {example}")
    return number
