"""A made year of papers: whom one follows, their namesakes, everybody else; what is announced, revised and withdrawn.

Shares are those of the wild as far as one can tell: most papers of a person are in the person's own field with some of
the usual co-authors; few are alone, in another field, or with nobody known. All of it follows from the seed.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

FIELDS = ("cs.CL", "cs.LG", "cs.CV", "stat.ML", "cs.IR")
"""The categories that are followed."""
OTHER_FIELDS = (
    "astro-ph.GA",
    "cond-mat.mtrl-sci",
    "math.AP",
    "cs.RO",
    "cs.CR",
    "q-bio.QM",
    "physics.flu-dyn",
    "eess.SP",
)
FIRST = date(2025, 12, 1)
"""The first day of the year that is replayed."""
DAYS = 365
_COMMON = ("Chen", "Wang", "Zhang", "Li", "Liu", "Kim", "Nguyen", "Smith", "Kumar", "Yang")
_GIVEN = (
    "Ada Bruno Carla Dmitri Elena Farid Greta Hiro Ines Jonas Kavya Lars Mei Nadia Omar Petra Quentin Rosa Sven Tove "
    "Umar Vera Wen Xenia Yusuf Zoe Wei Jun Ming Hao Minh Arjun Kunlong Yifan"
).split()
_HEADS = "Bal Cor Dor Fen Gar Hal Jor Kes Lind Mar Nor Ost Pel Quin Ras Sol Tar Ulm Vos Wess Yar Zel".split()
_ENDS = "berg dahl ero ingham ic kova lund man nen ova ridge sen stad ton vari witz".split()
_WORDS = (
    "sparse attention graph transport kernel memory retrieval language vision noise bound spectral causal robust fast "
    "dense latent policy reward token scaling search query field flow phase order lattice cluster galaxy tissue signal "
    "optimal adaptive online private federated neural bayesian convex random deep shallow local global"
).split()


@dataclass(frozen=True)
class Person:
    """Somebody who writes papers."""

    number: int
    name: str
    fields: tuple[str, ...]
    usual: tuple[str, ...]  # names of usual co-authors
    followed: bool = False


@dataclass
class Work:
    """A paper with everything that becomes of it."""

    number: str  # arXiv id
    title: str
    authors: tuple[str, ...]
    people: frozenset[int]  # numbers of the persons among the authors who are followed, or namesakes
    classes: tuple[str, ...]  # the first is the primary one
    submitted: date
    announced: date
    indexed: date  # the first day on which the search knows it
    abstract: str
    versions: list[Version] = field(default_factory=list)


@dataclass(frozen=True)
class Version:
    """A later version."""

    number: int
    announced: date
    title: str
    withdrawn: bool = False
    doi: str | None = None


@dataclass(frozen=True)
class Population:
    """People and papers: ``earlier`` are those of the library at the beginning."""

    people: tuple[Person, ...]
    earlier: tuple[Work, ...]
    works: tuple[Work, ...]

    @property
    def followed(self) -> tuple[Person, ...]:
        return tuple(p for p in self.people if p.followed)

    def is_true(self, work: Work) -> bool:
        """Is it by somebody who is followed?"""
        return any(self.people[n].followed for n in work.people)


def weekday(day: date) -> date:
    """The day itself, or the Monday after it."""
    return day + timedelta(max(7 - day.weekday(), 0) if day.weekday() > 4 else 0)


def population(seed: int = 1, papers: int = 2_000, followed: int = 60, shared: int = 25) -> Population:
    """So many papers of a year; of those followed so many share their name with one or two others."""
    chance = random.Random(seed)
    names = _names(chance)
    people: list[Person] = []
    for n in range(followed):
        common = n < shared
        name = f"{chance.choice(_GIVEN)} {chance.choice(_COMMON)}" if common else next(names)
        while any(p.name == name for p in people):
            name = f"{chance.choice(_GIVEN)} {chance.choice(_COMMON)}"
        home = tuple(chance.sample(FIELDS, chance.choice((1, 1, 2))))
        people.append(Person(n, name, home, tuple(next(names) for _ in range(chance.randint(8, 15))), True))
    for person in people[:shared]:
        for _ in range(chance.choice((1, 1, 2))):
            near = chance.random()
            home = (chance.choice(FIELDS),) if near < 0.08 else tuple(chance.sample(OTHER_FIELDS, 1))
            usual = tuple(next(names) for _ in range(chance.randint(5, 10)))
            people.append(Person(len(people), person.name, home, usual))
    made = _Papers(chance, names)
    earlier = [made.by(p, FIRST - timedelta(chance.randint(20, 1500))) for p in people if p.followed
               for _ in range(chance.randint(6, 14))]  # fmt: skip
    works = [made.by(p, _day(chance)) for p in people for _ in range(chance.randint(6, 14) if p.followed else 7)]
    while len(works) < papers:
        works.append(made.by(Person(-1, next(names), FIELDS, tuple(next(names) for _ in range(4))), _day(chance)))
    for work in works:
        made.revise(work)
    return Population(tuple(people), tuple(earlier), tuple(sorted(works, key=lambda w: w.number)))


def _day(chance: random.Random) -> date:
    return FIRST + timedelta(chance.randrange(DAYS))


def _names(chance: random.Random) -> Iterator[str]:
    """Names of which hardly any two are alike."""
    while True:
        family = f"{chance.choice(_HEADS)}{chance.choice(_ENDS)}{chance.choice(('', 'i', 'a', 's'))}"
        yield f"{chance.choice(_GIVEN)} {family}"


class _Papers:
    """Makes papers, each with a number and a title of its own."""

    def __init__(self, chance: random.Random, names: Iterator[str]) -> None:
        self._chance = chance
        self._names = names
        self._numbers: dict[str, int] = {}
        self._titles: set[str] = set()

    def by(self, person: Person, submitted: date) -> Work:
        """A paper of a person of that day."""
        chance, kind = self._chance, self._chance.random()
        own = chance.choice(person.fields)
        foreign = chance.choice([f for f in (*FIELDS, *OTHER_FIELDS) if f not in person.fields])
        strangers = [next(self._names) for _ in range(chance.randint(1, 4))]
        known = chance.sample(person.usual, chance.randint(1, min(4, len(person.usual))))
        if kind < 0.88:
            others, field = [*known, *strangers[: chance.randint(0, 2)]], own
        elif kind < 0.93:
            others, field = strangers, own
        elif kind < 0.96:
            others, field = known, foreign
        elif kind < 0.98:
            others, field = [], own
        else:
            others, field = strangers, foreign
        name = person.name
        if chance.random() < 0.03:
            given, _, family = name.partition(" ")
            name = f"{given[0]}. {family}"
        chance.shuffle(others)
        at = chance.randint(0, len(others))
        cross = [own] if field != own else []
        if not set(person.fields) & set(FIELDS):
            cross.append(chance.choice(FIELDS))  # others are only heard of where they are listed, too
        announced = weekday(submitted + timedelta(1 if chance.random() < 0.97 else chance.randint(2, 6)))
        late = 1 if chance.random() < 0.9 else chance.randint(2, 6)
        return Work(
            number=self._number(submitted),
            title=self._title(),
            authors=(*others[:at], name, *others[at:]),
            people=frozenset({person.number} - {-1}),
            classes=tuple(dict.fromkeys((field, *cross))),
            submitted=submitted,
            announced=announced,
            indexed=submitted + timedelta(late),
            abstract=" ".join(chance.choice(_WORDS) for _ in range(60)).capitalize() + ".",
        )

    def revise(self, work: Work) -> None:
        """Give some papers later versions, of which few are withdrawals, and few have the publication's DOI."""
        chance = self._chance
        if chance.random() < 0.2:
            day = weekday(work.announced + timedelta(chance.randint(5, 60)))
            title = f"{work.title}, Revisited" if chance.random() < 0.1 else work.title
            kind = chance.random()
            doi = f"10.1234/made.{work.number}" if kind > 0.75 else None
            work.versions.append(Version(2, day, title, withdrawn=kind < 0.1, doi=doi))

    def _number(self, day: date) -> str:
        month = f"{day:%y%m}"
        self._numbers[month] = self._numbers.get(month, 0) + 1
        return f"{month}.{self._numbers[month]:05d}"

    def _title(self) -> str:
        while True:
            title = " ".join(self._chance.sample(_WORDS, self._chance.randint(5, 8))).title()
            if title not in self._titles:
                self._titles.add(title)
                return title
