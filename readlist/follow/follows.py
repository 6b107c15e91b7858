"""What the user follows: authors, arXiv categories, queries and feeds; and plans that follow or unfollow."""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from msgspec.structs import replace

from readlist.formats.facts import arxiv_class, paper_class
from readlist.library.library import Library
from readlist.library.marking import Plan
from readlist.library.marking import follow as follow_author
from readlist.lookup.services import is_loopback
from readlist.model.change import Edit, Follow
from readlist.model.identifiers import web_address
from readlist.model.paper import Profile, id_of
from readlist.model.text import clean, fold, folded_words

_CATEGORIES = 20  # most whose announcements are read: a person has one or two, a lab has a dozen
_PHRASE = re.compile(r'"([^"]*)"|(\S+)')


class FollowError(Exception):
    """What was given can't be followed; the message says what is expected."""


@dataclass(frozen=True, slots=True)
class Person:
    """An author who is followed. ``category`` is given where another person of that name is followed, too."""

    name: str
    aliases: tuple[str, ...] = ()
    category: str | None = None
    ids: tuple[tuple[str, str], ...] = ()  # service → what it knows the author by
    followed_at: str = ""

    @property
    def label(self) -> str:
        """What tells the person from others: "Wei Zhang (astro-ph)"."""
        return f"{self.name} ({self.category})" if self.category else self.name

    def known_by(self, ids: Mapping[str, str]) -> Person:
        """The person with what further services know them by."""
        return dataclasses.replace(self, ids=tuple({**dict(self.ids), **ids}.items())) if ids else self


@dataclass(frozen=True, slots=True)
class Follows:
    """All that is followed."""

    people: tuple[Person, ...]
    categories: Mapping[str, str]  # arXiv's classes → since when; "" where they are those of the authors' papers here
    queries: Mapping[str, str]  # words → since when
    feeds: Mapping[str, str]  # address → since when

    def __bool__(self) -> bool:
        return bool(self.people or self.queries or self.feeds)


def people_followed(library: Library) -> tuple[Person, ...]:
    """Everybody who is followed, by name."""
    starred = [
        Person(p.name, p.aliases, None, tuple(p.ids.items()), p.followed_at or "")
        for p in library.profiles.values()
        if p.followed
    ]
    others = (f for f in library.follows.values() if f.kind == "author")
    more = (Person(f.text, (), f.category, (), f.followed_at or "") for f in others)
    return tuple(sorted((*starred, *more), key=lambda person: fold(person.label)))


def followed(library: Library) -> Follows:
    """All that a library follows. Work in proportion to the papers of the authors followed."""
    others = sorted(library.follows.values(), key=lambda f: f.text)
    given, queries, feeds = (
        {f.text: f.followed_at or "" for f in others if f.kind == kind} for kind in ("category", "query", "feed")
    )
    return Follows(people_followed(library), given or dict.fromkeys(usual_categories(library), ""), queries, feeds)


def usual_categories(library: Library) -> list[str]:
    """arXiv's classes of the papers that followed authors have here, the most frequent first."""
    papers = (library.papers[id] for id in library.gathered("followed"))
    counted = Counter(filter(None, (paper_class(paper) for paper in papers)))
    return [name for name, _ in sorted(counted.items(), key=lambda item: (-item[1], item[0]))[:_CATEGORIES]]


# plans


def plan_people(library: Library, names: Iterable[str], at: str, category: str | None = None) -> Plan:
    """Follow authors, also those of whom there is no paper yet; with a category, the one who writes there."""
    plans = []
    for name in dict.fromkeys(filter(None, map(clean, names))):
        if category:
            plans.append(_plan(library, Follow(kind="author", text=name, category=_checked_class(category)), at))
        elif library.author(name):
            plans.append(follow_author(library, name, True, at))
        else:
            new = Profile(id=id_of(library.author_id(name)), name=name, followed_at=at)
            plans.append(Plan((Edit("profiles", new.id, None, new.document()),), f"followed: {name}"))
    return together(plans)


def plan_follow(library: Library, kind: str, text: str, at: str) -> Plan:
    """Follow a category, a query or a feed. Raises FollowError."""
    text = clean(text)
    if kind == "category":
        text = _checked_class(text)
    elif kind == "feed":
        check_feed(text)
    elif not words_of(text):
        raise FollowError("a query needs at least one word")
    return _plan(library, Follow(kind=kind, text=text), at)


def plan_unfollow(library: Library, texts: Sequence[str]) -> Plan:
    """End following what is named: authors, categories, queries, addresses. Raises FollowError."""
    plans = []
    for text in texts:
        kept = [f for f in library.follows.values() if fold(_name(f)) == fold(text) or f.text == text]
        author = library.author(text)
        if kept:
            edits = tuple(Edit("follows", f.id, f.document(), None) for f in kept)
            plans.append(Plan(edits, f"no longer followed: {_name(kept[0])}"))
        elif author and author.followed:
            plans.append(follow_author(library, text, False, ""))
        else:
            raise FollowError(f"“{clean(text)}” is not followed: `readlist follows` lists what is")
    return together(plans)


def _plan(library: Library, new: Follow, at: str) -> Plan:
    new = replace(new, id=id_of(f"follow {new.kind} {new.category or ''} {fold(new.text) or new.text}"), followed_at=at)
    if new.id in library.follows:
        return Plan((), "")
    return Plan((Edit("follows", new.id, None, new.document()),), f"followed: {_name(new)}")


def _name(follow: Follow) -> str:
    return f"{follow.text} ({follow.category})" if follow.category else follow.text


def together(plans: Iterable[Plan]) -> Plan:
    """Several plans as one: "followed: Ada Berg, Bo Li and 3 more"."""
    made = [plan for plan in plans if plan]
    names = [plan.summary.rpartition("followed: ")[2] for plan in made]
    more = f" and {len(names) - 2} more" if len(names) > 3 else ""
    shown = ", ".join(names[: 2 if more else 3]) + more
    did = made[0].summary.removesuffix(names[0]) if made else ""
    return Plan(tuple(edit for plan in made for edit in plan.edits), f"{did}{shown}")


def _checked_class(text: str) -> str:
    known = arxiv_class(clean(text))
    if not known:
        raise FollowError(f"“{clean(text)}” is no arXiv category; it looks like cs.CL, astro-ph.GA or hep-th")
    return known


def check_feed(address: str) -> None:
    """Check the address of a feed: https, or http on this machine. Raises FollowError."""
    url = web_address(address)
    parts = urlsplit(url) if url else None
    safe = parts is not None and (parts.scheme == "https" or is_loopback(parts.hostname or ""))
    if url != address or not safe or (parts and parts.username is not None):
        raise FollowError(f"“{clean(address)[:80]}” is no address of a feed: write it like https://host/feed.xml")


# queries, matched here: every word and phrase has to be there


def words_of(query: str) -> list[str]:
    """The words and quoted phrases of a query, folded, with a blank on both sides."""
    parts = (" ".join(folded_words(phrase or word)) for phrase, word in _PHRASE.findall(query))
    return [f" {part} " for part in parts if part]


def matches(query: str, *texts: str | None) -> bool:
    """Has a text every word of a query?"""
    words = f" {' '.join(word for text in texts if text for word in folded_words(text))} "
    return all(word in words for word in words_of(query))
