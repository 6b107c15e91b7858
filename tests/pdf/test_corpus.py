"""Two hundred PDFs are read: none ends more than the reading process, and what papers say of themselves is found."""

from __future__ import annotations

from os import fsencode

import pytest

from readlist.model.text import clean_lines
from readlist.pdf.extracted import Extracted, Wanted
from readlist.pdf.first_page import identify
from readlist.pdf.reader import Reader
from tests.pdf.corpus import MAKERS, Sample

Read = list[tuple[Sample, Extracted]]


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Read]:
    folder = tmp_path_factory.mktemp("pdfs")
    found: dict[str, Read] = {}
    for kind, make in MAKERS.items():
        samples = list(make())
        for sample in samples:
            (folder / sample.name).write_bytes(sample.data)
        wanted = (Wanted(fsencode(folder / sample.name), text=True, first=True, notes=True) for sample in samples)
        with Reader() as reader:
            found[kind] = list(zip(samples, reader.read_all(wanted), strict=True))
    return found


def test_there_are_about_two_hundred(read: dict[str, Read]) -> None:
    assert sum(map(len, read.values())) >= 195
    assert len({sample.name for samples in read.values() for sample, _ in samples}) == sum(map(len, read.values()))


def test_what_prints_an_id_is_known_by_it(read: dict[str, Read]) -> None:
    found = [(s, identify(x, s.name)) for s, x in read["identified"]]
    wrong = [s.name for s, f in found if (f.arxiv or "", f.doi or "") != (s.arxiv, s.doi)]
    assert len(wrong) <= len(found) * 0.01, wrong


def test_of_the_rest_the_title_is_exact(read: dict[str, Read]) -> None:
    found = [(s, identify(x, s.name)) for s, x in read["titled"]]
    wrong = [(s.name, f.title) for s, f in found if f.title != s.title]
    assert len(wrong) <= len(found) * 0.05, wrong
    assert [s.name for s, f in found if f.sure] == []


def test_every_name_under_a_title_is_taken(read: dict[str, Read]) -> None:
    authors = [identify(x, s.name).authors for s, x in read["titled"]]
    assert sum(map(bool, authors)) >= len(authors) * 0.95
    assert {name for names in authors for name in names} <= {
        "Jane Q. Doe", "Max Müller", "Li Wei", "Ana García Márquez", "Piet van der Berg", "O. Schmidt", "Yuki Tanaka",
    }  # fmt: skip


def test_broken_and_hostile_files_are_read_or_refused_in_a_line(read: dict[str, Read]) -> None:
    for sample, found in read["hostile"]:
        assert "crashed" not in found.refused, sample.name
        assert "\n" not in found.refused
        assert bool(found.refused) or found.count > 0, sample.name
        if not sample.reads:
            assert found.refused, sample.name
        elif sample.words:
            assert sample.words in " ".join(found.pages), sample.name


def test_no_text_of_a_pdf_is_obeyed_by_a_terminal(read: dict[str, Read]) -> None:
    for samples in read.values():
        for sample, found in samples:
            texts = [*found.pages, *(line.text for line in found.lines), *found.facts.values(), found.labelled]
            assert [text for text in texts if text != clean_lines(text)] == [], sample.name


def test_broken_words_and_ligatures_are_whole(read: dict[str, Read]) -> None:
    (text,) = (" ".join(x.pages) for s, x in read["hostile"] if s.name == "hyphens.pdf")
    assert "the universal words" in text
