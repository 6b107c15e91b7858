"""The JSON objects of the command line: a stable contract, every name always there, ``null`` where a fact is absent."""

from __future__ import annotations

from typing import Any

from readlist.library.library import Library
from readlist.models import Author, Profile

Object = dict[str, Any]


def paper_object(library: Library, id: int) -> Object:
    """One paper, whole: its facts and what was decided."""
    p, m = library.papers[id], library.mark(id)
    return {
        "key": p.key,
        "title": p.title,
        "title_text": p.title_text,
        "authors": list(p.authors),
        "et_al": p.et_al,
        "affiliations": list(p.affiliations),
        "category": p.category,
        "date": p.date,
        "date_text": p.date_text,
        "year_assumed": p.year_assumed,
        "score": p.score,
        "code": p.code,
        "abstract": p.abstract,
        "abstract_text": p.abstract_text,
        "urls": list(p.urls),
        "arxiv": p.arxiv,
        "doi": p.doi,
        "read": m.read,
        "starred": m.starred,
        "skipped": m.skipped,
        "queue": library.place(id),
        "tags": list(m.tags),
        "note": m.note,
        "to_check": p.to_check,
        "placeholder": p.placeholder,
        "listed_under": list(p.listed_under),
        "venue": p.venue,
        "type": p.type,
        "extra": dict(p.extra),
        "added": p.added,
        "read_at": m.read_at,
        "queued_at": m.queued_at,
        "skipped_at": m.skipped_at,
        "sources": list(p.sources),
    }


def _profile(profile: Profile | None) -> Object | None:
    if profile is None or profile.latest is None:
        return None
    f = profile.latest
    return {
        "category": profile.category,
        "h_index": f.h_index,
        "papers": f.papers,
        "citations": f.citations,
        "novelty": f.novelty,
        "ai_score": f.ai_score,
        "as_of": f.as_of,
    }


def author_object(author: Author) -> Object:
    """One author with counts and, where the author's page was imported, its figures."""
    return {
        "name": author.name,
        "papers": author.papers,
        "inbox": author.inbox,
        "queued": author.queued,
        "read": author.read,
        "starred": author.starred,
        "profile": _profile(author.profile),
    }
