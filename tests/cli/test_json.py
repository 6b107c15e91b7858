"""The JSON contract: every name always there, in its type; ``null`` where a fact is absent."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from readlist.platform.paths import sample_pages
from tests.cli.conftest import COPIED, MAPS, NEWEST, ORDER, SMALL, SPARSE, Readlist
from tests.documents import EXPORT, FINDING

PAPER: dict[str, tuple[type, ...]] = {
    "key": (str,),
    "title": (str, type(None)),
    "title_text": (str,),
    "authors": (list,),
    "et_al": (bool,),
    "affiliations": (list,),
    "category": (str, type(None)),
    "date": (str, type(None)),
    "date_text": (str, type(None)),
    "year_assumed": (bool,),
    "score": (float, type(None)),
    "code": (bool,),
    "abstract": (str, type(None)),
    "abstract_text": (str, type(None)),
    "urls": (list,),
    "arxiv": (str, type(None)),
    "doi": (str, type(None)),
    "files": (list,),
    "read": (bool,),
    "starred": (bool,),
    "skipped": (bool,),
    "queue": (int, type(None)),
    "tags": (list,),
    "note": (str, type(None)),
    "to_check": (bool,),
    "placeholder": (bool,),
    "listed_under": (list,),
    "venue": (str, type(None)),
    "type": (str, type(None)),
    "fields": (dict,),
    "added": (str,),
    "read_at": (str, type(None)),
    "queued_at": (str, type(None)),
    "skipped_at": (str, type(None)),
    "opened_at": (str, type(None)),
    "page": (int, type(None)),
    "sources": (list,),
    "interest": (int, type(None)),
    "interest_because": (list, type(None)),
}
"""Name → types of a paper's values."""

REPORT = {"pages", "new", "updated", "known", "problems"}
REPORTED_PAGE = {
    "source", "kind", "layout", "encoding", "author", "found", "new", "updated", "known", "to_check", "changes",
    "ignored", "problems", "assumed_year",
}  # fmt: skip
REPORTED_AUTHOR = {"name", "category", "h_index", "papers", "citations", "novelty", "ai_score", "as_of"}
AUTHOR = {"name", "papers", "inbox", "queued", "read", "starred", "profile"}
PROFILE = {"category", "h_index", "papers", "citations", "novelty", "ai_score", "as_of"}
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def check_paper(paper: dict[str, Any]) -> None:
    assert list(paper) == list(PAPER)
    for name, value in paper.items():
        assert type(value) in PAPER[name], (name, value)
    for name in ("authors", "affiliations", "urls", "tags", "listed_under", "sources"):
        assert all(type(v) is str for v in paper[name])
    for file in paper["files"]:
        assert list(file) == ["path", "sha256", "size", "pages", "from"]
    for name in ("added", "read_at", "queued_at", "skipped_at", "opened_at"):
        assert paper[name] is None or TIME.fullmatch(paper[name])


@pytest.fixture
def samples(readlist: Readlist) -> Readlist:
    """readlist with every sample page imported."""
    assert readlist("import", *sample_pages(), "--as-of", "2023-12-15", "--queue").code == 0
    return readlist


def test_every_paper_has_every_name_in_its_type(samples: Readlist) -> None:
    papers = samples("list", "--json").json
    assert len(papers) == 55
    for paper in papers:
        check_paper(paper)


def test_show_queue_and_list_give_the_same_object(filled: Readlist) -> None:
    filled("queue", "add", SPARSE, MAPS)
    filled("mark", "star", SPARSE)
    (listed,) = [p for p in filled("list", "--json").json if p["key"] == SPARSE]
    assert filled.show(SPARSE) == listed == filled("queue", "--json").json[0]


def test_a_paper_as_its_page_tells_it(filled: Readlist) -> None:
    paper = filled.show(SMALL)
    assert TIME.fullmatch(paper.pop("added"))
    assert paper == {
        "key": "karlsson2026small",
        "title": "Small Language Models Remember More",
        "title_text": "Small Language Models Remember More",
        "authors": ["Ada Karlsson", "Jun Mori", "Lena Fischer"],
        "et_al": True,
        "affiliations": [],
        "category": "CL",
        "date": "2026-05-27",
        "date_text": "May 27",
        "year_assumed": True,
        "score": 41.5,
        "code": True,
        "abstract": "How much can a model of $10^8$ parameters remember of what it read once? More than expected. "
        "The code is at https://github.com/example/small-memory.",
        "abstract_text": "How much can a model of 10⁸ parameters remember of what it read once? More than expected. "
        "The code is at https://github.com/example/small-memory.",
        "urls": ["https://github.com/example/small-memory"],
        "arxiv": None,
        "doi": None,
        "files": [],
        "read": False,
        "starred": False,
        "skipped": False,
        "queue": None,
        "tags": [],
        "note": None,
        "to_check": False,
        "placeholder": False,
        "listed_under": ["Ada Karlsson"],
        "venue": None,
        "type": None,
        "fields": {},
        "read_at": None,
        "queued_at": None,
        "skipped_at": None,
        "opened_at": None,
        "page": None,
        "sources": ["profile page of Ada Karlsson"],
        "interest": None,
        "interest_because": None,
    }


def test_decidingshow_in_a_paper(filled: Readlist) -> None:
    filled("mark", "read", SPARSE)
    filled("queue", "add", MAPS, SPARSE)
    filled("mark", "star", SPARSE)
    filled("mark", "skip", ORDER)
    paper, skipped = filled.show(SPARSE), filled.show(ORDER)
    check_paper(paper)
    check_paper(skipped)
    assert (paper["read"], paper["starred"], paper["skipped"], paper["queue"]) == (True, True, False, 2)
    assert TIME.fullmatch(paper["read_at"])
    assert TIME.fullmatch(paper["queued_at"])
    assert (skipped["skipped"], skipped["queue"], skipped["read_at"]) == (True, None, None)
    assert TIME.fullmatch(skipped["skipped_at"])


def test_a_paper_known_by_its_abstract_alone_has_no_title(samples: Readlist) -> None:
    placeholders = [p for p in samples("list", "--json").json if p["placeholder"]]
    assert len(placeholders) == 2
    for paper in placeholders:
        assert paper["title"] is None
        assert paper["title_text"]
        assert paper["date"] is None
        assert paper["abstract"].startswith(paper["title_text"].rstrip("…")[:20])


def test_places_in_the_queue_count_from_one(filled: Readlist) -> None:
    filled("queue", "add", MAPS, SMALL, SPARSE)
    assert [p["queue"] for p in filled("queue", "--json").json] == [1, 2, 3]
    filled("queue", "remove", SMALL)
    assert {p["key"]: p["queue"] for p in filled("list", "--json").json if p["queue"]} == {MAPS: 1, SPARSE: 2}


def test_the_report_of_an_import_has_its_names_and_numbers(readlist: Readlist, pages: tuple[Path, Path]) -> None:
    report = readlist("import", *pages, "--as-of", COPIED, "--json").json
    assert set(report) == REPORT
    first, second = report["pages"]
    assert set(first) == set(second) == REPORTED_PAGE
    assert set(first["author"]) == REPORTED_AUTHOR
    assert first["author"] == {
        "name": "Ada Karlsson", "category": "CL", "h_index": 12, "papers": 3, "citations": 1234, "novelty": 57,
        "ai_score": 63, "as_of": "2026-06-01",
    }  # fmt: skip
    assert second["author"] is None
    assert (first["source"], first["layout"], first["assumed_year"]) == ("karlsson.txt", "profile", 2026)
    assert (second["source"], second["layout"], second["assumed_year"]) == ("other.txt", "compact", None)
    assert first["problems"] == [
        {
            "line": 12,
            "kind": "year assumed",
            "text": "41.5CLMay 27Code",
            "done": "2026 assumed for 1 date without a year: copied on 2026-06-01; 2025 possible too",
        }
    ]
    assert [report[n] for n in ("new", "updated", "known", "problems")] == [5, 0, 0, 1]


def test_new_updated_and_known_add_up_to_what_was_found(readlist: Readlist) -> None:
    for _ in range(2):
        report = readlist("import", *sample_pages(), "--as-of", "2023-12-15", "--json").json
        for page in report["pages"]:
            assert page["new"] + page["updated"] + page["known"] == page["found"]
        for name in ("new", "updated", "known"):
            assert sum(page[name] for page in report["pages"]) == report[name]
        assert report["problems"] == sum(len(page["problems"]) for page in report["pages"])
    assert report["new"] == 0


def test_what_is_to_check_says_where_and_how_sure(readlist: Readlist) -> None:
    (tricky,) = [p for p in sample_pages() if p.name == "tricky-titles.txt"]
    (page,) = readlist("import", tricky, "--as-of", "2023-12-15", "--json").json["pages"]
    assert page["to_check"]
    for doubt in page["to_check"]:
        assert list(doubt) == ["key", "line", "title", "authors", "confidence"]
        assert 0.0 <= doubt["confidence"] < 1.0
        paper = readlist.show(doubt["key"])
        assert (paper["to_check"], paper["title"], paper["authors"]) == (True, doubt["title"], doubt["authors"])


def test_problems_name_line_kind_text_and_what_was_done(readlist: Readlist) -> None:
    report = readlist("import", *sample_pages(), "--as-of", "2023-12-15", "--json").json
    problems = [problem for page in report["pages"] for problem in page["problems"]]
    assert problems
    for problem in problems:
        assert list(problem) == ["line", "kind", "text", "done"]
        assert [type(v) for v in problem.values()] == [int, str, str, str]


def test_authors_have_counts_and_a_profile_once_their_page_is_imported(filled: Readlist) -> None:
    filled("queue", "add", SPARSE)
    filled("mark", "read", ORDER)
    filled("mark", "star", ORDER, SMALL)
    found = {author["name"]: author for author in filled("authors", "--json").json}
    assert all(set(author) == AUTHOR for author in found.values())
    ada = found["Ada Karlsson"]
    assert set(ada["profile"]) == PROFILE
    assert ada == {
        "name": "Ada Karlsson", "papers": 3, "inbox": 1, "queued": 1, "read": 1, "starred": 2,
        "profile": {"category": "CL", "h_index": 12, "papers": 3, "citations": 1234, "novelty": 57, "ai_score": 63,
                    "as_of": "2026-06-01"},
    }  # fmt: skip
    assert (found["Jun Mori"]["papers"], found["Jun Mori"]["inbox"], found["Jun Mori"]["profile"]) == (3, 2, None)


def test_absent_figures_of_a_profile_are_null(samples: Readlist) -> None:
    (kaiser,) = [a for a in samples("authors", "--json").json if a["name"] == "Łukasz Kaiser"]
    assert kaiser["profile"] == {
        "category": None, "h_index": 8, "papers": 9, "citations": None, "novelty": None, "ai_score": None,
        "as_of": "2023-12-15",
    }  # fmt: skip


def test_json_keeps_the_letters_of_names(samples: Readlist) -> None:
    ran = samples("list", "kaiser", "--json")
    assert "Łukasz Kaiser" in ran.out
    assert json.loads(ran.out)


def test_an_empty_library_is_empty_arrays(readlist: Readlist) -> None:
    for command in ("list", "queue", "authors"):
        assert readlist(command, "--json").json == []


def test_a_list_is_in_the_order_of_its_rows(filled: Readlist) -> None:
    assert filled.keys() == NEWEST


def test_kept_exports_and_findings_have_the_names_of_the_manual(filled: Readlist, tmp_path: Path) -> None:
    file, paper = tmp_path / "refs.bib", tmp_path / "paper.tex"
    paper.write_text("\\cite{nobody1999}\\bibliography{refs}\n")
    assert filled("export", "memory", "-o", file, "--keep").code == 0
    (kept,) = filled("exports", "--json").json
    assert kept.keys() == EXPORT.keys()
    assert {type(kept[name]) for name in ("path", "format", "query", "written_at")} == {str}
    found = filled("check", paper, "--json").json
    assert found
    assert {frozenset(finding) for finding in found} == {frozenset(FINDING)}
    assert [type(finding["line"]) for finding in found] == [int] * len(found)
