"""The JSON object of an import's report: part of the command line's stable contract."""

from __future__ import annotations

from readlist.library.import_plan import ImportPlan, PageReport
from readlist.library.objects import Object


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
