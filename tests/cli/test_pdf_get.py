"""``pdf get`` from a server of this machine: what comes is attached, searched and undone as one change."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import MAPS, SMALL, SPARSE, Readlist
from tests.lookup.server import World
from tests.lookup.server import serving as services
from tests.pdf.site import Site, broken_at, give, serving
from tests.pdf.writer import first_page, pdf

TITLE = "Small Language Models Remember More"
SMALL_PDF = pdf([first_page(TITLE, "Ada Karlsson", ["A quorum of llamas."])])


@pytest.fixture
def site(filled: Readlist, file: Path) -> Iterator[Site]:
    """A server in the place of arXiv's and of the services; one paper has an arXiv id, another a DOI."""
    with serving() as site, services(World()) as world:
        site.world = world  # type: ignore[attr-defined]
        places = {"arxiv": "arxiv/query", "crossref": "crossref", "semantic_scholar": "s2", "openalex": "openalex"}
        lines = [f'{name} = "{world.address}/{path}"' for name, path in places.items()]
        file.write_text("\n".join(["[services]", f'arxiv_pdf = "{site.address}/pdf"', "spacing = 0", *lines, ""]))
        filled("fix", SMALL, "--arxiv", "2605.12345")
        yield site


def test_a_pdf_is_fetched_attached_and_undone(filled: Readlist, site: Site) -> None:
    site.answers["/pdf/2605.12345"] = give(SMALL_PDF)
    done = filled("pdf", "get", SMALL)
    assert done.code == 0
    assert done.out == f"{SMALL}  {filled.folder}/pdfs/{SMALL}.pdf  1 page\n"
    assert done.told == ["readlist: fetched 1 PDF"]
    (record,) = filled.show(SMALL)["files"]
    assert record["from"] == f"{site.address}/pdf/2605.12345"
    assert (filled.folder / "pdfs" / f"{SMALL}.pdf").read_bytes() == SMALL_PDF
    assert list((filled.folder / "pdfs" / ".incoming").iterdir()) == []
    assert filled.keys("llamas") == [SMALL]
    assert f"readlist: {SMALL}: its PDF is here already" in filled("pdf", "get", SMALL).told
    assert len(site.asked) == 1
    filled("undo")
    assert filled.keys("has:pdf") == []


def test_what_breaks_off_goes_on_the_next_time(filled: Readlist, site: Site) -> None:
    site.answers["/pdf/2605.12345"] = broken_at(30_000)
    assert filled("pdf", "get", SMALL).code == 0
    assert [begin for _, begin in site.asked] == [None, "bytes=30000-"]


def test_where_the_first_place_fails_the_services_are_asked(filled: Readlist, site: Site) -> None:
    site.answers["/pdf/2605.12345"] = give(b"<!doctype html><title>Log in</title>" + b" " * 2000)
    world: World = site.world  # type: ignore[attr-defined]
    world.answers = {"s2": lambda asked: {"openAccessPdf": {"url": "https://127.0.0.1:9/x.pdf"}}}
    failed = filled("pdf", "get", SMALL)
    assert failed.code == 1
    assert "a web page (“Log in”) came in place of a PDF" in failed.err
    assert "fetched 0 PDFs, 1 not" in failed.told[-1]
    assert filled.show(SMALL)["files"] == []


def test_a_paper_without_a_number_is_named_with_the_next_step(filled: Readlist, site: Site) -> None:
    failed = filled("pdf", "get", MAPS, SPARSE)
    assert failed.code == 1
    assert f"{MAPS}: neither arXiv id nor DOI is known: `readlist enrich` looks them up" in failed.err
    assert site.asked == []


def test_the_wrong_paper_is_named(filled: Readlist, site: Site) -> None:
    site.answers["/pdf/2605.12345"] = give(pdf([first_page("Something Else Entirely", "Jo Doe", ["words"])]))
    assert "is it the right one?" in filled("pdf", "get", SMALL).err


def test_a_queue_is_fetched_by_a_pipe(filled: Readlist, site: Site) -> None:
    site.answers["/pdf/2605.12345"] = give(SMALL_PDF)
    filled("queue", "add", SMALL)
    lacking = filled("pdf", "missing", "--keys").out
    assert lacking.split() == [SMALL]
    assert filled("pdf", "get", "-", stdin=lacking).code == 0
    assert filled("pdf", "missing", "--keys").out == ""
