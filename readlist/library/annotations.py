"""Tags and notes: what a user writes to a paper. Each function plans what a command changes and says it in a line."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from msgspec import structs

from readlist.library.library import Library
from readlist.library.marking import Plan, plan_marks, title_of
from readlist.model.change import Edit
from readlist.model.paper import Mark
from readlist.model.text import clean, clean_lines

_LONGEST = 60
_NOT_IN_TAGS = re.compile(r"[\"'(),\[\]{}]")  # they have a meaning in queries, or part one tag from the next


class TagError(Exception):
    """A text that can't be a tag; one line that says why."""


def tag_of(text: str) -> str:
    """The tag that a user wrote: one word, its spaces are hyphens, a # before it is left away. Raises TagError."""
    tag = clean(text).lstrip("#").strip().replace(" ", "-")
    if not tag:
        raise TagError("a tag needs at least a letter")
    if len(tag) > _LONGEST:
        raise TagError(f"a tag has at most {_LONGEST} letters: “{tag[:20]}…” has more")
    if found := _NOT_IN_TAGS.search(tag):
        raise TagError(f"a tag is one word without {found[0]}: “{tag}”")
    if tag[0] in "+-":
        raise TagError(f"a tag can't begin with {tag[0]}: “{tag}”")
    return tag


def all_tags(library: Library) -> Counter[str]:
    """Every tag of the library with the number of its papers, in their order."""
    found = Counter(tag for mark in library.marks.values() for tag in mark.tags)
    return Counter(dict(sorted(found.items(), key=lambda item: item[0].casefold())))


def tag(library: Library, ids: Iterable[int], add: Iterable[str], drop: Iterable[str]) -> Plan:
    """Give papers tags, and take others from them. A tag is written as the library has it: "NLP" is "nlp"."""
    known = {t.casefold(): t for t in all_tags(library)}
    new = {t.casefold(): known.get(t.casefold(), t) for t in add}
    gone = {t.casefold() for t in drop} - new.keys()

    def decide(mark: Mark) -> Mark:
        kept = {t.casefold(): t for t in mark.tags if t.casefold() not in gone}
        return structs.replace(mark, tags=tuple(t for _, t in sorted({**new, **kept}.items())))

    plan = plan_marks(library, ids, "tagged", decide)
    signs = " ".join([*(f"+{t}" for t in new.values()), *(f"-{t}" for t in sorted(gone))])
    return replace(plan, summary=f"{plan.summary} {signs}")


def note(library: Library, id: int, text: str) -> Plan:
    """Write a paper's note anew; an empty text removes it."""
    lines = clean_lines(text).strip()
    old = library.mark(id)
    edit = Edit.between("marks", old, structs.replace(old, note=lines or None))
    did = "wrote a note on" if lines else "removed the note of"
    return Plan((edit,) if edit else (), f"{did} {title_of(library.papers[id])}")
