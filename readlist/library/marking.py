"""Decisions about papers and authors (read, star, queue, tag, follow …): each function returns a plan.

A plan changes nothing by itself. Rules (the words of the contract): ``read``, ``starred``, ``skipped`` and ``queued``
are independent, but skipping takes a paper out of the queue and queueing takes back a skip, in the same change.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from msgspec.structs import replace

from readlist.library.library import Library
from readlist.model.change import Edit
from readlist.model.paper import Mark, Paper, Profile, id_of
from readlist.model.text import clean, clean_lines, count, shorten


@dataclass(frozen=True, slots=True)
class Plan:
    """The edits of a command, and a line that says what they do. Without edits there is nothing to do."""

    edits: tuple[Edit, ...]
    summary: str

    def __bool__(self) -> bool:
        return bool(self.edits)


def title_of(paper: Paper) -> str:
    """A paper's title, short enough for a message."""
    return f"“{shorten(paper.title_text, 8, 60)}”"


def plan_marks(library: Library, ids: Iterable[int], did: str, decide: Callable[[Mark], Mark]) -> Plan:
    """The plan of one decision about several papers; ``did`` begins its line: "starred", say."""
    edits, changed = [], []
    for id in dict.fromkeys(ids):
        old = library.mark(id)
        if id in library.papers and (edit := Edit.between("marks", old, decide(old))):
            edits.append(edit)
            changed.append(id)
    what = title_of(library.papers[changed[0]]) if len(changed) == 1 else count(len(changed), "paper")
    return Plan(tuple(edits), f"{did} {what}")


def read(library: Library, ids: Iterable[int], on: bool, at: str, keep_queued: bool = False) -> Plan:
    """Read, and off the queue unless ``keep_queued``; or unread."""
    if not on:
        return plan_marks(library, ids, "marked unread", lambda m: replace(m, read_at=None))

    def finish(mark: Mark) -> Mark:
        done = replace(mark, read_at=mark.read_at or at)
        return done if keep_queued else _unqueued(done)

    return plan_marks(library, ids, "marked read", finish)


def star(library: Library, ids: Iterable[int], on: bool, at: str) -> Plan:
    did = "starred" if on else "unstarred"
    return plan_marks(library, ids, did, lambda m: replace(m, starred_at=(m.starred_at or at) if on else None))


def skip(library: Library, ids: Iterable[int], on: bool, at: str) -> Plan:
    if not on:
        return plan_marks(library, ids, "unskipped", lambda m: replace(m, skipped_at=None))
    return plan_marks(library, ids, "skipped", lambda m: replace(_unqueued(m), skipped_at=m.skipped_at or at))


def _unqueued(mark: Mark) -> Mark:
    """The mark without its place in the queue. A read paper keeps the time it was queued, for the statistics."""
    return replace(mark, place=None, placed=None, queued_at=mark.queued_at if mark.read else None)


def queue(library: Library, ids: Iterable[int], on: bool, at: str) -> Plan:
    """Into the queue at its end, in the order given, or out of it."""
    if not on:
        return plan_marks(library, ids, "took out of the queue", _unqueued)
    return plan_marks(library, ids, "queued", to_end(library, at))


def star_and_queue(library: Library, ids: Iterable[int], on: bool, at: str) -> Plan:
    """What ``s`` means in the app: star, and queue what is in the inbox; one change, one undo."""
    if not on:
        return star(library, ids, False, at)
    add = to_end(library, at)
    did = "starred and queued" if any(library.mark(id).inbox for id in ids) else "starred"
    return plan_marks(library, ids, did, lambda m: replace(add(m) if m.inbox else m, starred_at=m.starred_at or at))


def release(library: Library, ids: Iterable[int]) -> Plan:
    """Unpin: let the suggested order place the papers again."""
    return plan_marks(library, ids, "unpinned", lambda m: replace(m, placed=None) if m.placed else m)


def to_end(library: Library, at: str) -> Callable[[Mark], Mark]:
    """A function that queues one paper after another at the end of the queue."""
    last = library.mark(library.queue[-1]).place if library.queue else None
    place = last if last is not None else 0.0

    def add(mark: Mark) -> Mark:
        nonlocal place
        if mark.queued:
            return mark
        place += 1.0
        return replace(mark, place=place, queued_at=at, skipped_at=None)

    return add


def move(library: Library, ids: Iterable[int], to: int) -> Plan:
    """Move papers within the queue, as one block in their order, the first of them to place ``to`` (from 1).

    They are pinned from then on: the suggested order keeps their places.
    """
    chosen = set(ids)
    order = library.queue
    block = [id for id in order if id in chosen]
    others = [id for id in order if id not in chosen]
    at = max(0, min(to - 1, len(others)))
    where = "top" if at == 0 else "end" if at == len(others) else f"place {at + 1}"
    places = _places_between(library, others, at, len(block))
    if places is None:  # no number is left between two places: number the whole queue anew
        wanted = [*others[:at], *block, *others[at:]]
        places = [float(n) for n in range(1, len(wanted) + 1)]
        block = wanted
    if [*others[:at], *[id for id in block if id in chosen], *others[at:]] == list(order):
        return Plan((), "")
    to_place = dict(zip(block, places, strict=True))
    by_hand = {id: "hand" if id in chosen else library.mark(id).placed for id in block}
    plan = plan_marks(library, block, "moved", lambda m: replace(m, place=to_place[m.id], placed=by_hand[m.id]))
    moved = [id for id in order if id in chosen]
    what = title_of(library.papers[moved[0]]) if len(moved) == 1 else count(len(moved), "paper")
    return Plan(plan.edits, f"moved {what} to {'the ' if at in (0, len(others)) else ''}{where} of the queue")


def _places_between(library: Library, others: Sequence[int], at: int, n: int) -> list[float] | None:
    """n increasing numbers between the places of two neighbours, or None if floats have no room left."""
    lo = library.mark(others[at - 1]).place if at else None
    hi = library.mark(others[at]).place if at < len(others) else None
    if lo is None:
        lo = (hi or 0.0) - n - 1
    if hi is None:
        hi = lo + n + 1
    places = [lo + (hi - lo) * (k + 1) / (n + 1) for k in range(n)]
    bounds = [lo, *places, hi]
    return places if all(a < b for a, b in pairwise(bounds)) else None


# Tags and notes.

_LONGEST = 60
_NOT_IN_TAGS = re.compile(r"[\"'(),\[\]{}]")  # they have a meaning in queries, or part one tag from the next


class TagError(Exception):
    """A text that can't be a tag; one line that says why."""


def tag_of(text: str) -> str:
    """The tag that a user wrote: spaces become hyphens, a leading # is dropped. Raises TagError."""
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
    tags = sorted((name[1:] for name in +library.counts if name.startswith("#")), key=str.casefold)
    return Counter({tag: library.count(f"#{tag}") for tag in tags})


def tag(library: Library, ids: Iterable[int], add: Iterable[str], drop: Iterable[str]) -> Plan:
    """Add tags to papers and remove others. A tag takes the spelling it has in the library: "NLP" is "nlp"."""
    known = {t.casefold(): t for t in all_tags(library)}
    new = {t.casefold(): known.get(t.casefold(), t) for t in add}
    gone = {t.casefold() for t in drop} - new.keys()

    def decide(mark: Mark) -> Mark:
        kept = {t.casefold(): t for t in mark.tags if t.casefold() not in gone}
        return replace(mark, tags=tuple(t for _, t in sorted({**new, **kept}.items())))

    plan = plan_marks(library, ids, "tagged", decide)
    signs = " ".join([*(f"+{t}" for t in new.values()), *(f"-{t}" for t in sorted(gone))])
    return Plan(plan.edits, f"{plan.summary} {signs}")


def note(library: Library, id: int, text: str) -> Plan:
    """Replace a paper's note; an empty text removes it."""
    lines = clean_lines(text).strip()
    old = library.mark(id)
    edit = Edit.between("marks", old, replace(old, note=lines or None))
    did = "wrote a note on" if lines else "removed the note of"
    return Plan((edit,) if edit else (), f"{did} {title_of(library.papers[id])}")


# Authors followed.


def follow(library: Library, name: str, on: bool, at: str) -> Plan:
    """Follow or unfollow an author, by any of the names. The profile records it, and is made if need be."""
    author = library.author(name)
    if author is None or author.followed is on:
        return Plan((), "")
    id = library.author_id(name)
    old = library.profile_of(name)
    new: Profile | None = replace(old or Profile(id=id_of(id), name=author.name), followed_at=at if on else None)
    if new == Profile(id=id_of(id), name=author.name):
        new = None
    edit = Edit.between("profiles", old, new)
    return Plan((edit,) if edit else (), f"{'followed' if on else 'no longer followed'}: {author.name}")


def queue_unread(library: Library, name: str, at: str) -> Plan:
    """Queue every paper of an author that is neither read nor skipped nor queued, newest first."""
    own = library.papers_of(name)
    return queue(library, [id for id in library.newest if id in own and library.mark(id).inbox], True, at)
