"""The JSON objects of the command line: a stable contract, every name always there, ``null`` where a fact is absent."""

from __future__ import annotations

from typing import Any

from readlist.library.importing import ImportPlan, PageReport
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
