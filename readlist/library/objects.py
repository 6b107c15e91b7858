"""The JSON objects of the command line: a stable contract, every name always there, ``null`` where a fact is absent."""

from __future__ import annotations

from typing import Any

from readlist.formats.library_json import paper_object as record_object
from readlist.library.library import Library
from readlist.models import Author, Change, Profile

Object = dict[str, Any]


def paper_object(library: Library, id: int) -> Object:
    """One paper, whole: its facts and what was decided."""
    return record_object(library.papers[id], library.mark(id), library.place(id))


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


def change_object(change: Change) -> Object:
    """One command of the history."""
    return {
        "id": change.id,
        "at": change.at,
        "command": change.command,
        "summary": change.summary,
        "undone": change.undone,
    }
