"""Crossref: works by authors' ORCIDs, which OpenAlex provides."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from readlist.follow.announcement import Announcement
from readlist.follow.sources import Run
from readlist.lookup.answer_fields import items, number_of, part, read_json, text_of
from readlist.lookup.json_services import read_crossref_work
from readlist.lookup.services import Request

SERVICE = "crossref"
_TOGETHER = 20  # ids in one request
_ROWS = 200
_MOST = 10_000  # works: it lists no more
_LATE = 30  # days
_ORCID = re.compile(r"\d{4}-\d{4}-\d{4}-\d{3}[\dX]")


def announcements(run: Run) -> Iterator[Announcement]:
    """The works of every author whose ORCID is known. Raises ServiceError."""
    orcids = ({**dict(person.ids), **run.ids.get(person.name, {})}.get("orcid", "") for person in run.follows.people)
    known = sorted({orcid for orcid in orcids if _ORCID.fullmatch(orcid)})
    if not known:
        return
    first, last = run.window(SERVICE, _LATE)
    for n in range(0, len(known), _TOGETHER):
        ids = ",".join(f"orcid:{orcid}" for orcid in known[n : n + _TOGETHER])
        for work in _works(run, f"{ids},from-created-date:{first}"):
            if found := read_crossref_work(work):
                yield Announcement(found, ids=_byline(work))
    run.done(SERVICE, first, last)


def _works(run: Run, wanted: str) -> Iterator[dict[str, Any]]:
    mail = {"mailto": run.services.mailto} if run.services.mailto else {}
    for start in range(0, _MOST, _ROWS):
        query = {"filter": wanted, "rows": str(_ROWS), **({"offset": str(start)} if start else {}), **mail}
        answer = part(run.answers.ask(Request(SERVICE, "/works", query), read_json), "message")
        works = items(answer.get("items"))
        yield from works
        if len(works) < _ROWS:
            return


def _byline(work: dict[str, Any]) -> dict[str, str]:
    names = {}
    for author in items(work.get("author")):
        name = " ".join(filter(None, (text_of(author.get("given"), 160), text_of(author.get("family"), 160))))
        if orcid := _ORCID.search(number_of(author.get("ORCID"))):
            names[name] = orcid[0]
    return names
