"""Looks papers up: decides which service is asked what, in which order, and sums up the outcome.

Answers are cached per paper, not per request as hishel would do: papers share requests, and a look-up that was
interrupted must not ask about any of them twice.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Literal

from msgspec import structs

from readlist.lookup import arxiv
from readlist.lookup.client import Client, Clock, ServiceError
from readlist.lookup.json_services import (
    crossref_by_doi,
    crossref_by_title,
    openalex_by_doi,
    openalex_by_title,
    read_crossref,
    read_openalex,
    read_semantic_scholar,
    semantic_scholar_by_number,
    semantic_scholar_by_title,
)
from readlist.lookup.matching import TITLE_DIFFERS, YEARS_DIFFER, Match, best
from readlist.lookup.services import NAMES, Request, Services
from readlist.lookup.targets import Target
from readlist.model.identifiers import parse_arxiv
from readlist.model.likeness import is_preprint_doi
from readlist.model.paper import Candidate, Paper
from readlist.model.text import fold, identity, join_words
from readlist.store.files import make_folder, write_atomically

Kind = Literal["found", "unsure", "unknown", "failed", "untitled"]
Read = Callable[[bytes], tuple[Candidate, ...]]

_PATIENCE = 2  # papers in a row for which a service is down, before it is left out
_MOST = 200  # records of an answer that are looked at
_REMEMBERED = 5  # records a title: enough to say what was refused


class OfflineError(Exception):
    """No service can be reached; the message says so."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of looking a paper up."""

    paper: Paper
    sure: tuple[Match, ...] = ()  # the surest first
    unsure: Match | None = None  # the best of those to ask about: of this paper, or of its published version
    refused: Match | None = None  # the best of the similar papers that are not this one
    failures: tuple[str, ...] = ()  # services that did not answer, a line each
    whole: bool = True  # the main services answered: there is no need to ask again

    @property
    def kind(self) -> Kind:
        if self.paper.placeholder and _target(self.paper) is None:
            return "untitled"
        if self.sure:
            return "found"
        return "unsure" if self.unsure else "failed" if self.failures else "unknown"

    @property
    def reason(self) -> str:
        """A line that says why there is nothing sure; empty if there is."""
        if self.kind == "untitled":
            return "title unknown: nothing to look up"
        if self.kind == "unsure":
            assert self.unsure
            return f"not sure ({self.unsure.score}): {self.unsure.why}: {described(self.unsure)}"
        if self.kind == "failed":
            return "; ".join(self.failures)
        if self.kind == "unknown":
            close = f"; closest: {self.refused.why}: {described(self.refused)}" if self.refused else ""
            return f"not known to any service{close}"
        return ""


def described(match: Match) -> str:
    """ "“A Title” by Ada Karlsson et al., 2024 (Crossref 10.1/2)"."""
    f = match.found
    who = f" by {f.authors[0]}{' et al.' if len(f.authors) > 1 else ''}" if f.authors else ""
    return f"“{f.title}”{who}{f', {f.year}' if f.year else ''} ({NAMES[f.source]} {f.number})"


class Seeker:
    """Asks one service after another, until the result is sure and complete."""

    def __init__(self, services: Services, client: Client, cache: Cache, clock: Clock) -> None:
        self._services = services
        self._client = client
        self._cache = cache
        self._clock = clock
        self._down: dict[str, int] = {}  # service → papers in a row it was down for
        self._offline: set[str] = set()
        self._titles: dict[
            str, tuple[Candidate, ...] | ServiceError
        ] = {}  # arXiv's answers to the titles asked together

    def look_up(self, papers: Sequence[Paper]) -> Iterator[Outcome]:
        """Every paper's outcome, in their order. Raises OfflineError or StoppedError."""
        for n, paper in enumerate(papers):
            yield self._named(paper, papers[n:]) if paper.placeholder else self._outcome(paper, papers[n:])

    def _named(self, paper: Paper, ahead: Sequence[Paper]) -> Outcome:
        """The outcome for a paper without a title: the record of its arXiv id or DOI, if it has one."""
        target = _target(paper)
        if target is None:
            return Outcome(paper)
        try:
            later = [named for other in ahead if (named := _target(other))]
            return _outcome(paper, best(paper, self.fetch(target, later)), [])
        except ServiceError as error:
            return _outcome(paper, [], [error])

    def _outcome(self, paper: Paper, ahead: Sequence[Paper]) -> Outcome:
        matches: list[Match] = []
        failures: list[ServiceError] = []

        def take(ask: Callable[[], tuple[Candidate, ...]], known: Paper) -> None:
            try:
                matches.extend(best(known, ask()))
            except ServiceError as error:
                failures.append(error)

        def sure(published: bool = False) -> Match | None:
            return next((m for m in matches if m.verdict == "sure" and (m.found.published or not published)), None)

        take(lambda: self._arxiv(paper, ahead), paper)
        here = _known(paper, sure())
        doi = here.doi if here.doi and not parse_arxiv(here.doi) else None
        mail = self._services.mailto
        if doi:
            take(lambda: self._ask(f"doi {doi.lower()}", crossref_by_doi(doi, mail), read_crossref), here)
        else:
            take(lambda: self._ask(_question(paper), crossref_by_title(paper, mail), read_crossref), here)
        if not sure(published=True):
            number = f"ARXIV:{here.arxiv}" if here.arxiv else f"DOI:{doi}" if doi else None
            request = semantic_scholar_by_number(number) if number else semantic_scholar_by_title(paper)
            take(lambda: self._ask(number or _question(paper), request, read_semantic_scholar), here)
        certain = [m.found for m in matches if m.verdict == "sure"]
        published = next((f.doi for f in certain if f.doi and not is_preprint_doi(f.doi)), None)
        if published and not doi and not any(f.source == "crossref" for f in certain):
            request = crossref_by_doi(published, mail)
            take(
                lambda: self._ask(f"doi {published.lower()}", request, read_crossref),
                structs.replace(here, doi=published),
            )
        if not sure() and self._services.asks("openalex"):
            take(lambda: self._ask(_question(paper), openalex_by_title(paper), read_openalex), here)
        self._see_whether_offline()
        return _outcome(paper, matches, failures)

    # asking

    def _ask(self, question: str, request: Request, read: Read) -> tuple[Candidate, ...]:
        """The records of an answer, cached or new. Raises ServiceError."""
        kept = self._cache.get(request.service, question, self._clock.now())
        if kept is not None:
            return kept
        found = self._send(request, read)
        self._cache.put(request.service, question, found, self._clock.now())
        return found

    def _send(self, request: Request, read: Read) -> tuple[Candidate, ...]:
        service = request.service
        if self._down.get(service, 0) >= _PATIENCE:
            raise ServiceError(service, "skipped, since it did not answer before")
        try:
            found = (self._client.ask(request, read) or ())[:_MOST]
        except ServiceError as error:
            if error.down:
                self._down[service] = _PATIENCE if error.offline else self._down.get(service, 0) + 1
            if error.offline:
                self._offline.add(service)
            raise
        self._down[service] = 0
        return found

    def _see_whether_offline(self) -> None:
        """Raises OfflineError if none of the services asked can be reached."""
        if self._offline and not self._client.reached and self._offline >= set(self._down):
            names = join_words([NAMES[name] for name in NAMES if name in self._offline])
            raise OfflineError(f"offline: {names} can't be reached: nothing was changed")

    def _arxiv(self, paper: Paper, ahead: Sequence[Paper]) -> tuple[Candidate, ...]:
        """arXiv's records; the papers that follow are asked about in the same request."""
        id = paper.arxiv or parse_arxiv(paper.doi)
        if id:
            return self._arxiv_by_id(id, (i for p in ahead if (i := p.arxiv or parse_arxiv(p.doi))))
        question = _question(paper)
        kept = self._cache.get(arxiv.SERVICE, question, self._clock.now())
        if kept is not None:
            return kept
        if question not in self._titles:
            self._ask_arxiv(ahead)
        answer = self._titles.get(question, ())
        if isinstance(answer, ServiceError):
            raise answer
        return answer

    def _ask_arxiv(self, ahead: Sequence[Paper]) -> None:
        """Ask about the next few titles together, and cache what fits each."""
        together: dict[str, Paper] = {}
        for p in ahead:
            question = _question(p)
            asked = question in self._titles or p.placeholder or p.arxiv or parse_arxiv(p.doi) or not arxiv.words_of(p)
            if asked or self._cache.get(arxiv.SERVICE, question, self._clock.now()) is not None:
                continue
            together[question] = p
            if len(together) == arxiv.TOGETHER:
                break
        if not together:
            return
        try:
            found = self._send(arxiv.by_titles(list(together.values())), arxiv.read)
        except ServiceError as error:
            self._titles |= dict.fromkeys(together, error)
            return
        for question, p in together.items():
            fitting = tuple(m.found for m in best(p, found)[:_REMEMBERED] if m.score >= 30)
            self._titles[question] = fitting
            self._cache.put(arxiv.SERVICE, question, fitting, self._clock.now())

    def _arxiv_by_id(self, id: str, later: Iterable[str]) -> tuple[Candidate, ...]:
        kept = self._cache.get(arxiv.SERVICE, f"id {id}", self._clock.now())
        if kept is not None:
            return kept
        now = self._clock.now()
        missing = (i for i in later if i != id and self._cache.get(arxiv.SERVICE, f"id {i}", now) is None)
        ids = list(dict.fromkeys([id, *islice(missing, arxiv.TOGETHER_BY_ID - 1)]))
        try:
            found = self._send(arxiv.by_ids(ids), arxiv.read)
        except ServiceError as error:
            if error.status != 400:
                raise
            if len(ids) == 1:  # an id of no form that arXiv has
                return ()
            return self._arxiv_by_id(id, ())  # one of them it cannot read, and it does not say which
        by_id = {record.number: record for record in found}
        for i in ids:
            self._cache.put(arxiv.SERVICE, f"id {i}", [by_id[i]] if i in by_id else [], self._clock.now())
        return (by_id[id],) if id in by_id else ()

    # what was asked for by number

    def fetch(self, target: Target, later: Sequence[Target] = ()) -> tuple[Candidate, ...]:
        """The records of a paper named by its number; () where no service knows it. Raises ServiceError."""
        found: tuple[Candidate, ...] = ()
        try:
            if target.kind == "arxiv":
                found = self._arxiv_by_id(target.value, (t.value for t in later if t.kind == "arxiv"))
                doi = found[0].doi if found else None
                if found and doi and not parse_arxiv(doi):
                    found += self._published(found[0], doi)
                return found
            if target.kind == "s2":
                return self._by_scholar_number(target.value)
            return self._by_doi(target)
        except ServiceError:
            self._see_whether_offline()
            raise

    def _published(self, preprint: Candidate, doi: str) -> tuple[Candidate, ...]:
        """The publisher's record of a preprint; () without one, or if it can't be had: the preprint itself is known."""
        known = Paper(key="", title=preprint.title, title_text=preprint.title or "", authors=preprint.authors, doi=doi)
        request = crossref_by_doi(doi, self._services.mailto)
        try:
            records = self._ask(f"doi {doi.lower()}", request, read_crossref)
        except ServiceError:
            return ()
        return tuple(m.found for m in best(known, records) if m.verdict == "sure")

    def _by_scholar_number(self, number: str) -> tuple[Candidate, ...]:
        """Semantic Scholar's record, and the publisher's where it has a DOI."""
        found = self._ask(number, semantic_scholar_by_number(number), read_semantic_scholar)[:1]
        doi = found[0].doi if found else None
        return self._published(found[0], doi) + found if doi and not parse_arxiv(doi) else found

    def _by_doi(self, target: Target) -> tuple[Candidate, ...]:
        """The record of a DOI: Crossref's, else that of a service that knows other registrars' DOIs."""
        failure: ServiceError | None = None
        doi = target.value
        tries: list[tuple[str, Request, Read]] = [
            (f"doi {doi.lower()}", crossref_by_doi(doi, self._services.mailto), read_crossref)
        ]
        number = f"ACL:{target.acl}" if target.acl else f"DOI:{doi}"
        tries.append((number, semantic_scholar_by_number(number), read_semantic_scholar))
        tries.append((f"doi {doi.lower()}", openalex_by_doi(doi), read_openalex))  # free, without a key too
        for question, request, read in tries:
            try:
                if found := self._ask(question, request, read):
                    return found[:1]
            except ServiceError as error:
                failure = failure or error
        if failure:
            raise failure
        return ()


def _target(paper: Paper) -> Target | None:
    """What identifies a paper to a service, other than the title."""
    if id := paper.arxiv or parse_arxiv(paper.doi):
        return Target("arxiv", id, id)
    return Target("doi", paper.doi, paper.doi) if paper.doi else None


def _question(paper: Paper) -> str:
    """The cache's name of the question about a title: everything that the answer depends on."""
    return f"title {identity(paper.title_text)} by {fold(paper.authors[0]) if paper.authors else ''}"


def _known(paper: Paper, match: Match | None) -> Paper:
    """The paper with the ids of a sure record, so that further records with one of them match more easily."""
    if match is None:
        return paper
    f = match.found
    doi = paper.doi if paper.doi and not parse_arxiv(paper.doi) else f.doi or paper.doi
    return structs.replace(paper, arxiv=paper.arxiv or f.arxiv, doi=doi)


def _outcome(paper: Paper, matches: Sequence[Match], failed: Sequence[ServiceError]) -> Outcome:
    failures = tuple(map(str, failed))
    sure = [m for m in matches if m.verdict == "sure"]
    whole = not failed or (not any(e.service in (arxiv.SERVICE, "crossref") for e in failed) and _is_published(sure))
    ids = list(dict.fromkeys(i for m in sure if (i := m.found.arxiv)))
    if len(ids) > 1:  # two preprints with one title and the same authors: either may be meant
        doubtful = replace(next(m for m in sure if m.found.arxiv == ids[1]), verdict="unsure", why="two arXiv ids")
        return Outcome(paper, unsure=doubtful, failures=failures, whole=whole)
    each = {(m.found.source, m.found.published): m for m in reversed(sure)}
    sure = list(each.values())[::-1]  # of each service the first preprint and the first publication
    unsure = [m for m in matches if m.verdict == "unsure"]
    if any(m.found.published for m in sure):
        unsure = []
    elif sure:
        unsure = [m for m in unsure if m.found.published and m.why.startswith(YEARS_DIFFER)]  # all else fits
    others = sorted((m for m in matches if m.verdict == "other"), key=lambda m: -m.score)
    return Outcome(
        paper,
        tuple(sure),
        max(unsure, key=lambda m: (m.why != TITLE_DIFFERS, m.score), default=None),
        others[0] if others and others[0].score >= 50 else None,
        failures,
        whole,
    )


def _is_published(sure: Sequence[Match]) -> bool:
    return any(m.found.published for m in sure)


# earlier answers

_FRESH = 86_400.0  # arXiv asks not to be asked the same again within a day
_NOTHING = 3_600.0  # a paper that is not known may be known soon


class Cache:
    """Earlier answers: question → records, in a folder that may be deleted at any time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def get(self, service: str, question: str, now: float) -> tuple[Candidate, ...] | None:
        """The records of an earlier answer that is still fresh; None if the service must be asked."""
        try:
            kept = json.loads(self._file(service, question).read_bytes())
            found = tuple(Candidate.of(record) for record in kept["found"])
            age = now - float(kept["at"])
        except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
            return None
        return found if 0 <= age < (_FRESH if found else _NOTHING) else None

    def put(self, service: str, question: str, found: Sequence[Candidate], now: float) -> None:
        kept = {"at": now, "found": [record.document() for record in found]}
        with contextlib.suppress(OSError):
            make_folder(self.folder)
            write_atomically(self._file(service, question), json.dumps(kept).encode())

    def tidy(self, now: float) -> None:
        """Remove answers that are too old, and files that killed processes left."""
        with contextlib.suppress(OSError):
            for file in self.folder.iterdir():
                if file.suffix in (".json", ".tmp") and now - file.stat().st_mtime > _FRESH:
                    file.unlink()

    def _file(self, service: str, question: str) -> Path:
        name = hashlib.blake2b(f"{service}\n{question}".encode(), digest_size=16).hexdigest()
        return self.folder / f"{name}.json"
