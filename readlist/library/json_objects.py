"""The JSON object of an import's report: part of the command line's stable contract."""

from __future__ import annotations

from typing import Any

from readlist.formats.library_json import paper_object as record_object
from readlist.library.import_plan import ImportPlan, PageReport
from readlist.library.library import Library
from readlist.model.change import Change
from readlist.model.paper import Author, Profile


def import_object(plan: ImportPlan) -> Object:
    """The report of an import."""
    return {
        "pages": [_page(report) for report in plan.reports],
        "new": plan.number("new"),
        "updated": plan.number("updated"),
        "known": plan.number("known"),
        "problems": sum(len(r.problems) for r in plan.reports),
    }


def _page(report: PageReport) -> Object:
    page = report.page
    header = page.header
    author = None
    if header:
        figures = {n: getattr(header.figures, n) for n in ("h_index", "papers", "citations", "novelty", "ai_score")}
        author = {"name": header.name, "category": header.category, **figures, "as_of": header.figures.as_of}
    return {
        "source": page.source,
        "layout": page.layout,
        "encoding": page.encoding,
        "author": author,
        "found": len(report.taken),
        "new": report.number("new"),
        "updated": report.number("updated"),
        "known": report.number("known"),
        "to_check": [
            {
                "key": t.paper.key,
                "line": t.entry.line,
                "title": t.entry.title,
                "authors": list(t.entry.authors),
                "confidence": round(t.entry.confidence, 3),
            }
            for t in report.to_check
        ],
        "problems": [{"line": p.line, "kind": p.kind, "text": p.text, "done": p.done} for p in report.problems],
        "assumed_year": page.assumed_year,
    }


# The JSON objects of the command line: a stable contract, every name always there, ``null`` where a fact is absent.


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
