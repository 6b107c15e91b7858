"""Pages are read whole: every fact exact, nothing dropped silently, nothing ever raised."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from readlist.model.paper import Candidate
from readlist.model.text import clean
from readlist.pages.decode import decode
from readlist.pages.page import KINDS, Page, PageError
from readlist.pages.reading import read_pages
from tests.conftest import SAMPLES, SEEDS, needs_seeds

FACTS = json.loads((SAMPLES / "facts.json").read_text(encoding="utf-8"))
COPIED = date.fromisoformat(FACTS["as_of"])
SEED_FILES = sorted((SEEDS / "gold").glob("*.json")) if SEEDS else []


def read(text: str, copied: date = COPIED) -> Page:
    (page,) = read_pages(text, "test", copied)
    return page


def sample(name: str) -> str:
    return (SAMPLES / "pages" / name).read_text(encoding="utf-8")


def digest(text: str | None) -> str:
    return hashlib.sha256((text or "").encode()).hexdigest()


def said(entry: Candidate) -> dict[str, Any]:
    """An entry in the words of facts.json."""
    return {
        "line": entry.line,
        "title": entry.title,
        "authors": list(entry.authors),
        "et_al": entry.et_al,
        "affiliations": list(entry.affiliations),
        "category": entry.category,
        "date": entry.date,
        "date_text": entry.date_text,
        "year_assumed": entry.year_assumed,
        "score": entry.score,
        "code": entry.code,
        "urls": list(entry.urls),
        "abstract_sha256": digest(entry.abstract),
    }


@pytest.mark.parametrize("name", FACTS["pages"])
def test_every_fact_of_the_sample_pages(name: str) -> None:
    page, facts = read(sample(name)), FACTS["pages"][name]
    assert page.layout == facts["layout"]
    assert [said(e) for e in page.entries] == [
        {**{k: p[k] for k in said(page.entries[0])}, "et_al": bool(p["et_al"]), "code": bool(p["code"]),
         "year_assumed": bool(p["year_assumed"])}
        for p in facts["papers"]
    ]  # fmt: skip
    if facts["author"] is None:
        assert page.header is None
    else:
        assert page.header is not None
        figures = page.header.figures.document()
        assert {"name": page.header.name, "category": page.header.category, **figures} == {
            **{k: v for k, v in facts["author"].items() if v is not None or k == "category"},
            "as_of": FACTS["as_of"],
        }


@needs_seeds
@pytest.mark.parametrize("path", SEED_FILES, ids=[p.stem[:3] for p in SEED_FILES])
def test_every_fact_of_the_real_pages(path: Path) -> None:
    assert SEEDS
    gold = json.loads(path.read_text(encoding="utf-8"))
    page = read((SEEDS / "seeds" / f"{path.stem}.txt").read_text(encoding="utf-8"), date(2026, 6, 1))
    layouts = {"author_page": "profile", "compact": "compact", "abstract_only": "abstracts"}
    assert page.layout == layouts[gold["layout"]]
    assert len(page.entries) == gold["n_entries"]
    for entry, facts in zip(page.entries, gold["papers"], strict=True):
        day = f"{facts['year_resolved']}-{facts['month']:02}-{facts['day']:02}" if facts["month"] else None
        assert said(entry) == {
            "line": facts["line"],
            "title": facts["title"],
            "authors": facts["authors"] or [],
            "et_al": bool(facts["et_al"]),
            "affiliations": facts["affiliations"] or [],
            "category": facts["category"],
            "date": day,
            "date_text": facts["date_raw"],
            "year_assumed": bool(day) and facts["year"] is None,
            "score": facts["score"],
            "code": bool(facts["code"]),
            "urls": facts["urls"],
            "abstract_sha256": facts["abstract_sha256"],
        }
    if gold["name"]:
        assert page.header is not None
        assert page.header.name == gold["name"]
        assert page.header.category == gold["category"]
        assert page.header.figures.document() == {
            "as_of": "2026-06-01",
            "h_index": gold["h_index"],
            "papers": gold["paper_count"],
            "citations": gold["citations"],
            "novelty": gold["novelty"],
            "ai_score": gold["ai_score"],
        }


# the same page, in other clothes

ENTRIES = read(sample("sutskever.txt")).entries


@pytest.mark.parametrize(
    "dress",
    [
        lambda t: t.replace("\n", "\r\n"),
        lambda t: t.replace("\n", "\r"),
        lambda t: "\ufeff" + t,
        lambda t: "".join(f"   {line}  \n" for line in t.split("\n")),
        lambda t: t.replace("\n\n", "\n\n\n"),
        lambda t: t.replace(" ", "\u00a0"),
        lambda t: t.replace("a", "a\u200b"),
        lambda t: "Home\nSearch\nSign in\n\n" + t + "\nLoad more\nPrivacy\n",
    ],
    ids=["CRLF", "CR", "BOM", "indented", "doubled blanks", "no-break spaces", "zero width", "menus"],
)
def test_a_page_is_the_same_in_other_clothes(dress: Any) -> None:
    page = read(dress(sample("sutskever.txt")))
    facts = [{k: v for k, v in said(e).items() if k != "line"} for e in page.entries]
    assert facts == [{k: v for k, v in said(e).items() if k != "line"} for e in ENTRIES]
    assert page.header is not None
    assert page.header.name == "Ilya Sutskever"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_encodings_of_editors_and_clipboards(encoding: str) -> None:
    text, _ = decode(sample("kaiser.txt").encode(encoding))
    assert text == sample("kaiser.txt")


def test_old_windows_text() -> None:
    text, encoding = decode("LGMar 1, 2020\nCafé “quoted” — naïve\n".encode("cp1252"))
    assert encoding == "cp1252"
    assert "“quoted” — naïve" in text


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"%PDF-1.7", "PDF"),
        (b"PK\x03\x04", "zip"),
        (bytes(range(256)) * 9, "binary"),
        (b"\xff\xfe\x00", "UTF-16"),
    ],
)
def test_what_is_no_text_is_named(data: bytes, word: str) -> None:
    with pytest.raises(PageError, match=word):
        decode(data)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "empty"),
        (" \n\n\t\n", "empty"),
        ("It was a dark and stormy night.\nThe rain fell in torrents.\n", "no list of papers"),
        ("<!DOCTYPE html>\n<html><body>LGMar 1</body></html>", "HTML"),
        ("\x00\x01\x02", "empty"),
        ("CLMay 27\n\nLGMar 1, 2024\n", "no list of papers"),
        ("Abstract:\n\nAbstract:  \n", "no list of papers"),
        ("\narXiv:2508.11260v12 citationsh-index: 7\nSome abstract.", "one paper's own page"),
        ("Kunlong Chen\n\nCL\nh-index10\n18papers\n", "no list of papers"),
    ],
)
def test_what_is_no_page_is_refused_with_a_reason(text: str, word: str) -> None:
    with pytest.raises(PageError, match=word):
        read(text)


# years

DATED = (
    "{0}\nA Title of {1} Words\n\nAda Lovelace\n\nThe abstract says what was done and why, how it was measured, what "
    "came of it, and where it may lead, and ends in a full stop.\n\n"
)


def years(*lines: str, copied: str) -> Page:
    return read("".join(DATED.format(line, n) for n, line in enumerate(lines)), date.fromisoformat(copied))


def test_a_date_without_a_year_is_of_the_year_of_copying() -> None:
    page = years("CLMay 27", "LGMar 1, 2024", copied="2026-06-01")
    assert [e.date for e in page.entries] == ["2026-05-27", "2024-03-01"]
    assert [e.year_assumed for e in page.entries] == [True, False]
    assert page.assumed_year == 2026


def test_one_date_in_the_future_puts_the_whole_page_a_year_back() -> None:
    page = years("CLMay 27", "LGDec 3", copied="2026-06-01")
    assert [e.date for e in page.entries] == ["2025-05-27", "2025-12-03"]


def test_the_year_is_said_once_with_what_else_it_could_be() -> None:
    page = years("CLMay 27", "CLMay 28", "LGMar 1, 2024", copied="2026-06-01")
    (problem,) = [p for p in page.problems if p.kind == "year assumed"]
    assert "2026 assumed for 2 dates" in problem.done
    assert "2025 possible too" in problem.done


def test_a_year_that_the_page_contradicts_is_doubted() -> None:
    page = years("CLMay 27", "LGMar 1, 2026", copied="2026-06-01")
    assert any("copied later" in p.done for p in page.problems)


def test_an_impossible_day_keeps_what_is_known() -> None:
    page = years("CLFeb 30, 2024", "CLFeb 30", copied="2026-06-01")
    assert [e.date for e in page.entries] == ["2024", None]
    assert [p.kind for p in page.problems if p.kind == "impossible date"] == ["impossible date"] * 2


def test_an_unknown_category_is_kept_and_noted() -> None:
    page = years("QQMar 1, 2024", copied="2026-06-01")
    assert page.entries[0].category == "QQ"
    assert "unknown category" in [p.kind for p in page.problems]


# one paper's own page

LIST = "Ada Lovelace, Charles Babbage, Mary Somerville, Augustus De Morgan, Michael Faraday"
ANCHOR = "arXiv:2508.11260v12 citationsh-index: 7"
WHOLE = f"Looms for Sparse Attention\n{LIST}\n{ANCHOR}\nAbstract\nThe abstract says what was done. https://a.org/b\n"


@pytest.mark.parametrize(
    "text",
    [
        WHOLE,
        f"LGAug 15, 2025\n{WHOLE}",
        f"Home\nSign in\n{WHOLE}Load more\n",
        WHOLE.replace("\n", "\r\n\r\n"),
        WHOLE.replace("Abstract\n", "Abstract: "),
        WHOLE.replace("Abstract\n", ""),
        WHOLE.replace(", ", "\n"),
        WHOLE.replace(", Michael", " and Michael"),
        WHOLE.replace(ANCHOR, "arXiv:2508.11260"),
        WHOLE.replace(ANCHOR, f"LGAug 15, 2025Code\n{ANCHOR}"),
        WHOLE.replace("done. https", "done.\nhttps"),
    ],
)
def test_one_papers_own_page(text: str) -> None:
    page = read(text)
    (entry,) = page.entries
    assert page.layout == "single"
    assert entry.title == "Looms for Sparse Attention"
    assert entry.authors == tuple(LIST.split(", "))
    assert not entry.et_al
    assert entry.arxiv == "2508.11260"
    assert entry.abstract is not None
    assert entry.abstract.startswith("The abstract says")
    assert entry.urls == ("https://a.org/b",)
    assert entry.date in (None, "2025-08-15")
    assert (entry.date is not None) == ("Aug 15" in text)
    said = [p.text for p in page.problems if p.kind == "ignored lines"]
    assert said == [*["Home", "Sign in"] * ("Home" in text), *["citationsh-index: 7"] * ("index" in text),
                    *["Load more"] * ("Load" in text)]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "authors", "kinds"),
    [
        (f"Learning to Learn by Ada LearningGrace Hopper, Ada Lovelace\n{ANCHOR}\nIt says so.\n", 2, ["unsure split"]),
        (f"On what nobody signed\n{ANCHOR}\nIt says so.\n", 0, ["incomplete entry"]),
        (f"LGAug 15, 2025\n{ANCHOR}\n", None, ["incomplete entry"]),
        (f"Looms for Sparse Attention\nAda Lovelace\n{ANCHOR}\n", 1, ["incomplete entry"]),
    ],
)
def test_a_part_of_one_papers_own_page(text: str, authors: int | None, kinds: list[str]) -> None:
    pages = read_pages(text + f"\n{WHOLE}", "test", COPIED)
    assert [p.kind for page in pages for p in page.problems if p.kind != "ignored lines"] == kinds
    *first, whole = (entry for page in pages for entry in page.entries)
    assert [len(e.authors) for e in first] == ([] if authors is None else [authors])
    assert whole.authors == tuple(LIST.split(", "))


def test_a_papers_own_page_among_others() -> None:
    pages = read_pages(sample("kaiser.txt") + sample("single.txt") + sample("abstracts.txt"), "all", COPIED)
    assert [(p.layout, len(p.entries)) for p in pages] == [("profile", 9), ("single", 1), ("abstracts", 8)]
    assert pages[1].header is None
    assert pages[1].entries[0].arxiv == "2001.04451"
    pages = read_pages(sample("abstracts.txt") + WHOLE, "all", COPIED)
    assert [e.arxiv for p in pages for e in p.entries] == [None] * 8 + ["2508.11260"]


# what is missing, doubled or in between

GLUED = "Learning to Learn by Ada LearningGrace Hopper, Ada Lovelace, Alan Turing et al."
PROSE = "This abstract is long enough to be one, it says what was done and why it matters, and it ends."


def test_a_header_may_be_followed_by_compact_entries() -> None:
    page = read(
        f"Ada Lovelace\n\nCL\nh-index10\n2papers\nCLMay 1, 2020\n{GLUED}\n{PROSE}\nLGMay 2, 2020\n{GLUED}\n{PROSE}\n"
    )
    assert page.layout == "compact"
    assert page.header is not None
    assert [e.authors[0] for e in page.entries] == ["Grace Hopper"] * 2


def test_several_pages_in_one_text() -> None:
    pages = read_pages(sample("sutskever.txt") + sample("abstracts.txt") + sample("kaiser.txt"), "both", COPIED)
    assert [p.layout for p in pages] == ["profile", "abstracts", "profile"]
    assert [len(p.entries) for p in pages] == [16, 8, 9]
    assert [p.header.name if p.header else None for p in pages] == ["Ilya Sutskever", None, "Łukasz Kaiser"]


def test_counts_that_disagree_are_reported() -> None:
    page = read(sample("sutskever.txt").replace("16papers", "99papers"))
    assert [(p.kind, p.text) for p in page.problems if p.kind == "count mismatch"] == [
        ("count mismatch", "the page says 99 papers")
    ]


@pytest.mark.parametrize("cut", range(0, len(sample("sutskever.txt")), 211))
def test_a_page_cut_off_anywhere_keeps_its_whole_entries(cut: int) -> None:
    text = sample("sutskever.txt")[:cut]
    try:
        (page,) = read_pages(text, "cut", COPIED)
    except PageError:
        return
    whole = page.entries[:-1]
    assert [said(e)["title"] for e in whole] == [said(e)["title"] for e in ENTRIES[: len(whole)]]
    assert [e.authors for e in whole] == [e.authors for e in ENTRIES[: len(whole)]]


def test_menus_and_footers_are_said_to_be_ignored() -> None:
    page = read("Sign in\n" + sample("landmarks.txt") + "Load more\n")
    assert [p.text for p in page.problems if p.kind == "ignored lines"] == ["Sign in", "Load more"]


def test_an_abstract_may_be_missing_or_wrapped() -> None:
    wrapped = "This abstract was wrapped by a mail program\nafter some words, as it used to be\ndone in those days.\n"
    page = read(f"CLMay 1, 2020\n{GLUED}\nCLMay 2, 2020\n{GLUED}\n{wrapped}CLMay 3, 2020\n{GLUED}\n{PROSE}\n")
    assert [e.abstract for e in page.entries] == [None, wrapped.replace("\n", " ").strip(), PROSE]
    assert [p.kind for p in page.problems] == ["incomplete entry"]


def test_every_word_of_a_page_is_in_an_entry_or_a_problem() -> None:
    text = "Menu\n" + sample("tricky-titles.txt") + "Load more\n"
    page = read(text)
    parts = [[e.title or "", *e.authors, *e.affiliations, e.abstract or "", e.date_text or ""] for e in page.entries]
    kept = "".join("".join(p) for p in parts) + "".join(p.text for p in page.problems)
    kept = "".join(kept.replace(",", "").split())
    for word in text.replace(",", " ").split():
        core = word.strip(",·.")
        if core.isalpha() and core not in ("et", "al") and core[0].islower():
            assert core in kept


LINES = st.sampled_from(
    ["", "Kunlong Chen", "CL", "h-index10", "18papers", "18 Papers", "CLMay 27", "36.8LGMar 1, 2024Code", "Abstract:",
     GLUED, "Abstract:Something was done.", "A Title", "Grace Hopper, Ada Lovelace", PROSE, "Load more", "\x1b[31m",
     "[/bold]", ","]
)  # fmt: skip


@given(st.lists(LINES | st.text(max_size=30), max_size=25).map("\n".join))
@example("CLFeb 29\n" + GLUED)
@example("h-index10")
@example("Abstract:\nAbstract:")
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        pages = read_pages(text, "any", COPIED)
    except PageError as error:
        reason = str(error)
        pages = ()
        assert clean(reason) == reason
    for page in pages:
        assert page.entries or page.problems or len(pages) > 1
        for problem in page.problems:
            assert problem.kind in KINDS
            assert "\x1b" not in str(problem)
        assert all("\x1b" not in (e.title or "") + (e.abstract or "") for e in page.entries)
