"""Tells namesakes apart: points that add up say whether a paper is by the person followed, or another of that name.

The points are log-odds. What a name, co-authors, a field, affiliations and years are worth was set by hand and tested
on an invented year (tests/follow). No paper is left out for lack of evidence, only for evidence of another person.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from readlist.follow.follows import Person
from readlist.formats.facts import paper_class
from readlist.library.library import Library
from readlist.lookup.matching import parsed, same_person
from readlist.model.change import Namesake
from readlist.model.names import Name
from readlist.model.paper import Facts
from readlist.model.text import count, fold, folded_words

Verdict = Literal["sure", "doubt", "other"]
_SURE, _OTHER = 1.5, -1.5
_AT_HOME = 0.25  # of the papers: a field is the person's own
_COMMON = frozenset(  # family names that many people share
    """ahmed ali chen cheng choi chowdhury das deng dong fan feng gao garcia guo gupta han he hu huang jain jiang jin
    jones jung kang khan kim kumar lee li liang lin liu lu luo ma martin mishra mueller muller nguyen pan park patel
    peng pham roy sato shah sharma shen shi silva singh smith song sun suzuki tan tanaka tang tian tran wang wei
    williams wu xiao xie xu yan yang yao ye yin yu yuan zeng zhang zhao zheng zhong zhou zhu""".split()
)


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether a paper is by a person: points with what they are for, and what that comes to."""

    person: Person
    verdict: Verdict
    points: tuple[tuple[str, float], ...]
    why: str  # for people: "by Ada Berg (you follow), with 2 usual co-authors, cs.CL"

    @property
    def total(self) -> float:
        return sum(points for _, points in self.points)

    @property
    def terms(self) -> str:
        """ "full name +1, no usual co-author −0.5"."""
        return ", ".join(f"{what} {'+' if points > 0 else '−'}{abs(points):g}" for what, points in self.points)


@dataclass(slots=True)
class Evidence:
    """What the papers of the library, and earlier answers, tell of a person."""

    papers: int = 0
    people: Counter[str] = field(default_factory=Counter)
    classes: Counter[str] = field(default_factory=Counter)
    affiliations: set[str] = field(default_factory=set)
    years: set[int] = field(default_factory=set)
    alone: int = 0  # papers that came without a usual co-author, and which the user said nothing about
    namesakes: list[Namesake] = field(default_factory=list)

    def share(self, category: str) -> float:
        """How much of the person's papers is in a category."""
        return self.classes[category] / max(self.classes.total(), 1)

    @property
    def archives(self) -> set[str]:
        return {archive(name) for name in self.classes}


class People:
    """Everybody followed, found by any spelling of a name; evidence is gathered when somebody is found."""

    def __init__(self, library: Library, people: Sequence[Person]) -> None:
        self.library = library
        self._people = people
        self._names: dict[str, list[tuple[Person, Name]]] = {}  # last word of a name → those who have it
        self._evidence: dict[str, Evidence] = {}
        self._not_theirs: dict[str, set[int]] = {}
        for namesake in library.namesakes.values():
            self._not_theirs.setdefault(namesake.author, set()).add(namesake.paper)
        for person in people:
            for name in (person.name, *person.aliases):
                for word in folded_words(parsed(name).last)[-1:]:
                    self._names.setdefault(word, []).append((person, parsed(name)))

    def among(self, authors: Iterable[str]) -> Iterator[tuple[Person, str]]:
        """Who of those followed may be among some authors, with the name there."""
        for author in authors:
            words = set(folded_words(author))
            near = {id(p): (p, n) for word in words & self._names.keys() for p, n in self._names[word]}
            for person, name in near.values():
                if may_be(name, parsed(author)):
                    yield person, author

    def judge(self, facts: Facts, classes: Sequence[str] = (), ids: Mapping[str, str] | None = None) -> list[Judgement]:
        """Judgements of which followed authors a paper may be by, the surest first."""
        classes = classes or tuple(filter(None, [paper_class(facts)]))
        found = [self._weighed(person, name, facts, classes, ids or {}) for person, name in self.among(facts.authors)]
        return sorted(found, key=lambda j: -j.total)

    def prepare(self, authors: Iterable[str]) -> None:
        """Gather the evidence about those among some authors, which ``judge`` will need."""
        for person, _ in self.among(authors):
            self.evidence(person)

    def evidence(self, person: Person) -> Evidence:
        if person.label not in self._evidence:
            self._evidence[person.label] = self._gathered(person)
        return self._evidence[person.label]

    def _gathered(self, person: Person) -> Evidence:
        library, found = self.library, Evidence()
        rivals = [p.category for p in self._people if p.name == person.name and p.category and p is not person]
        others = self._not_theirs.get(person.label, set())
        theirs = [
            id for id in library.papers_of(person.name) if id not in others and self._is_theirs(id, person, rivals)
        ]
        for id in sorted(theirs, key=lambda id: (self._is_unproved(id), id)):
            paper, known = library.papers[id], paper_class(library.papers[id])
            keys = [key for a in paper.authors if not may_be(parsed(person.name), parsed(a)) if (key := person_key(a))]
            found.papers += 1
            if not self._is_unproved(id) or found.people.keys() & set(keys):
                found.people.update(keys)
            else:  # if it is a mistake, it should not bring the next
                found.alone += 1
            found.classes.update([known] if known else [])
            found.affiliations.update(map(fold, paper.affiliations))
            found.years.update([paper.year] if paper.year else [])
        found.namesakes = [n for n in library.namesakes.values() if n.author == person.label]
        if person.category and not found.classes:
            found.classes[person.category] = 1
        return found

    def _is_theirs(self, id: int, person: Person, rivals: Sequence[str]) -> bool:
        """Is a paper that has the name the person's, as far as anyone said?"""
        arrival, known = self.library.arrivals.get(id), paper_class(self.library.papers[id])
        if arrival and arrival.doubt:
            return False
        if arrival and any(p.label in arrival.authors for p in self._people):
            return person.label in arrival.authors
        in_field = not person.category or _within(known, person.category)
        return in_field and not any(_within(known, rival) for rival in rivals)

    def _is_unproved(self, id: int) -> bool:
        """Did a fetch take it as theirs, and the user neither say so nor keep it?"""
        arrival, mark = self.library.arrivals.get(id), self.library.mark(id)
        return bool(arrival and arrival.points) and not (mark.queued or mark.read or mark.starred)

    def _weighed(
        self, person: Person, name: str, facts: Facts, classes: Sequence[str], ids: Mapping[str, str]
    ) -> Judgement:
        known = self.evidence(person)
        others = [a for a in facts.authors if a != name]
        keys = {key for a in others if (key := person_key(a))}
        usual = len(keys & known.people.keys())
        primary = classes[0] if classes else ""
        points = list(_of_name(person, name, known))
        if usual:
            rare = any(not set(key.split()[:-1]) & _COMMON for key in keys & known.people.keys())
            points.append((count(usual, "usual co-author"), (4.0 if rare else 2.0) + min(usual - 1, 3)))
        elif others and known.papers > 2:
            points.append(("no usual co-author", -0.5))
        if primary and known.classes:
            points.append((primary, _of_class(primary, known)))
        if shared := known.affiliations & set(map(fold, facts.affiliations)):
            points.append((min(shared), 1.5))
        if known.years and facts.year and min(abs(facts.year - year) for year in known.years) > 8:
            points.append(("no paper for years", -1.0))
        if (given := ids.get(name)) and (own := [id for _, id in person.ids if id[0].isalpha() == given[0].isalpha()]):
            points.append(("known by an id", 4.0) if given in own else ("another id", -3.0))
        points += _of_namesakes(known, keys, facts, classes, usual)
        total, against = sum(n for _, n in points), any(what.startswith(_ANOTHER) for what, _ in points)
        verdict: Verdict = "sure" if total >= _SURE else "other" if against and total <= _OTHER else "doubt"
        return Judgement(
            person, verdict, tuple((w, n) for w, n in points if n), _why(person, verdict, usual, primary, known)
        )


_ANOTHER = "the other"


def _of_name(person: Person, name: str, known: Evidence) -> Iterator[tuple[str, float]]:
    written = parsed(name)
    whole = written.group or len((folded_words(written.first) or [""])[0]) > 1
    yield ("full name", 1.0) if whole else ("initials only", -0.5)
    if set(folded_words(written.last)) & _COMMON:
        yield "a common name", -1.5
    if not known.papers:
        yield "no paper of theirs here", -1.0


def _of_class(primary: str, known: Evidence) -> float:
    if primary in known.classes:
        share = known.share(primary)
        return round(1.0 + share if share >= _AT_HOME else 3 * share, 1)
    return -0.5 if archive(primary) in known.archives else -1.75 if known.classes.total() > 1 else -1.0


def _of_namesakes(
    known: Evidence, keys: set[str], facts: Facts, classes: Sequence[str], usual: int
) -> Iterator[tuple[str, float]]:
    """What speaks for another person of the name, whom an earlier answer told of."""
    primary, at_home = classes[0] if classes else "", any(known.share(name) >= _AT_HOME for name in classes)
    circle = {person_key(a) for n in known.namesakes for a in n.people}
    if shared := keys & (circle - known.people.keys()):
        yield f"{_ANOTHER}'s co-authors", -3.0 - len(shared)
    elif not usual and any(primary and n.category == primary for n in known.namesakes):
        never = any(n.never and n.category == primary for n in known.namesakes)
        if never or not at_home:
            yield f"{_ANOTHER}'s field", -9.0 if never else -2.0
        else:  # what is listed in the person's own field, too, is asked about
            yield "a field of another's", -1.0
    elif not usual and (listed := {n.category for n in known.namesakes} & set(classes) - known.classes.keys()):
        if known.share(primary) >= _AT_HOME:
            yield f"listed in {min(filter(None, listed))}, a field of another's", -1.0
        else:
            yield f"{_ANOTHER}'s field", -2.0
    elif known.namesakes and known.share(primary) >= _AT_HOME and not known.alone:
        yield "others of the name write elsewhere", 0.6
    if any(set(map(fold, n.affiliations)) & set(map(fold, facts.affiliations)) for n in known.namesakes):
        yield f"{_ANOTHER}'s affiliation", -2.0


def _why(person: Person, verdict: Verdict, usual: int, primary: str, known: Evidence) -> str:
    if verdict == "sure":
        circle = f", with {count(usual, 'usual co-author')}" if usual else ""
        return f"by {person.label} (you follow){circle}{f', {primary}' if primary else ''}"
    if not usual and primary not in known.classes:
        article = "an" if person.name[0].lower() in "aeiou" else "a"
        return f"{article} {person.name} whom none of your papers knows{f': {primary}' if primary else ''}"
    circle = f"with {count(usual, 'usual co-author')}" if usual else "no usual co-author"
    return f"perhaps by {person.label} (you follow): {circle}{f', {primary}' if primary else ''}"


# names and classes


def may_be(one: Name, other: Name) -> bool:
    """May two names be the same person's, second given names included?"""
    if not same_person(one, other):
        return False
    a, b = folded_words(one.first), folded_words(other.first)
    if len(a) < 2 or len(b) < 2:
        return True
    return a[1].startswith(b[1]) or b[1].startswith(a[1])


@lru_cache(8192)
def person_key(author: str) -> str:
    """Family name and first initial, folded; "" for a group."""
    name = parsed(author)
    first = folded_words(name.first)
    return f"{fold(name.last)} {first[0][0]}" if first and not name.group else ""


def archive(category: str) -> str:
    """ "cs" of "cs.CL"."""
    return category.partition(".")[0]


def _within(category: str, field: str) -> bool:
    return category == field or category.startswith(f"{field}.")
