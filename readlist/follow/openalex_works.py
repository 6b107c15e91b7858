"""OpenAlex: works by authors' ids. An id is accepted if two papers of the library have it in their bylines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from readlist.follow.announcement import Announcement
from readlist.follow.persons import may_be
from readlist.follow.sources import PAGE, Run
from readlist.lookup.answer_fields import items, number_of, part, read_json
from readlist.lookup.json_services import read_openalex_work
from readlist.lookup.matching import parsed
from readlist.lookup.services import AnswerError, Request

SERVICE = "openalex"
_TOGETHER = 100  # ids in one request
_CONFIRMED = 2  # papers
_LATE = 30  # days: works are known weeks after they appeared


def announcements(run: Run) -> Iterator[Announcement]:
    """The works of every author whose id is known. Raises ServiceError."""
    if not run.services.asks(SERVICE):
        return
    _find_ids(run)
    known = {id: p for p in run.follows.people if (id := {**dict(p.ids), **run.ids.get(p.name, {})}.get(SERVICE))}
    first, last = run.window(SERVICE, _LATE)
    ids = sorted(known)
    for n in range(0, len(ids), _TOGETHER):
        wanted = f"author.id:{'|'.join(ids[n : n + _TOGETHER])},from_publication_date:{first}"
        for work in _works(run, wanted):
            found = read_openalex_work(work)
            by = {name: id for name, id, _ in _byline(work)}
            named = any(id in known and may_be(parsed(known[id].name), parsed(name)) for name, id in by.items())
            if found and named and (found.date or "") <= str(last + timedelta(_LATE)):
                yield Announcement(found, ids=by)
    run.done(SERVICE, first, last)
    run.heard_of(*(person.label for person in known.values()))


def _find_ids(run: Run) -> None:
    """Look for the ids of those who have none: by the DOIs of their papers, a hundred at once."""
    people = (p for p in run.follows.people if not dict(p.ids).get(SERVICE) and len(run.dois[p.name]) >= _CONFIRMED)
    wanted = [p for p in people if not run.asked.of(f"{SERVICE} {p.label}")]
    dois = {doi for p in wanted for doi in run.dois[p.name]}
    found_ids: dict[str, Counter[tuple[str, str]]] = {p.name: Counter() for p in wanted}
    listed = sorted(doi for doi in dois if not set(doi) & set("|,"))
    for n in range(0, len(listed), _TOGETHER):
        for work in _works(run, f"doi:{'|'.join(listed[n : n + _TOGETHER])}"):
            for p in wanted:
                found_ids[p.name].update(
                    (id, orcid) for name, id, orcid in _byline(work) if may_be(parsed(p.name), parsed(name))
                )
    for p in wanted:
        run.done(f"{SERVICE} {p.label}", run.today, run.today)
        if found_ids[p.name]:
            (id, orcid), papers = found_ids[p.name].most_common(1)[0]
            if papers >= _CONFIRMED:
                run.ids[p.name] = {SERVICE: id, **({"orcid": orcid} if orcid else {})}


def _works(run: Run, wanted: str) -> Iterator[dict[str, Any]]:
    cursor = "*"
    while cursor:
        query = {"filter": wanted, "per_page": str(PAGE), "cursor": cursor}
        answer = run.answers.ask(Request(SERVICE, "/works", query), _read)
        works = items((answer or {}).get("results"))
        yield from works
        cursor = number_of(part(answer, "meta").get("next_cursor")) if works else ""


def _read(body: bytes) -> dict[str, Any]:
    answer = read_json(body)
    if not isinstance(answer.get("results"), list):
        raise AnswerError("the answer does not have the documented form")
    return answer


def _byline(work: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Name as printed, id and ORCID of every author."""
    for authorship in items(work.get("authorships")):
        author = part(authorship, "author")
        id = number_of(author.get("id")).rpartition("/")[2]
        name = number_of(authorship.get("raw_author_name")) or number_of(author.get("display_name"))
        if id and name:
            yield name, id, number_of(author.get("orcid")).rpartition("/")[2]
