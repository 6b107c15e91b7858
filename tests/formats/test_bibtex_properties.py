"""Whatever a library holds, what is written reads back as what was meant."""

from __future__ import annotations

from typing import Any

import pytest
from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares.names import parse_single_name_into_parts, split_multiple_persons_names
from hypothesis import given
from hypothesis import strategies as st

from readlist.formats import ExportOptions, render
from readlist.latex.escape import clean_text
from readlist.model.citekeys import base_key, free_key
from readlist.model.paper import Mark, Paper

from .test_bibtex_text import balanced, hostile

NAMES = (
    "Sammy Davis Jr.", "Jan van der Berg", "MiniCPM Team", "OpenAI", "王小明", "Ömer Öztürk", "A and B", "et al.",
    "Ann Lee", "Łukasz Kaiser", "Nguyễn Ánh", "{Evil", "Evil}", "a\\", "R&D, Inc.", "50% #1", "Василий Пупкин",
    "x\u0302 y", ",",
)  # fmt: skip
names = st.sampled_from(NAMES) | hostile.filter(lambda s: len(s) < 40)


@st.composite
def libraries(draw: st.DrawFn, title: st.SearchStrategy[str] = hostile) -> list[tuple[Paper, Mark]]:
    papers: list[tuple[Paper, Mark]] = []
    taken: set[str] = set()
    for id in range(draw(st.integers(1, 5))):
        facts: dict[str, Any] = {
            "title": draw(title),
            "authors": tuple(draw(st.lists(names, max_size=4))),
            "et_al": draw(st.booleans()),
            "date": draw(st.sampled_from([None, "2024", "2024-02", "2024-02-21", "2024-13", "2024-02-31"])),
            "abstract": draw(st.none() | hostile),
            "arxiv": draw(st.sampled_from([None, "2402.13718v2", "x{", "hep-th/9901001"])),
            "doi": draw(st.sampled_from([None, "10.1000/x_1", "10.1000/{", "%"])),
            "urls": tuple(draw(st.lists(st.sampled_from(["https://a.b/%7E_x", "https://a.b/}", "x"]), max_size=2))),
            "category": draw(st.sampled_from([None, "CL", "ML", "Q%"])),
            "venue": draw(st.none() | hostile),
            "type": draw(st.sampled_from([None, "article", "inproceedings", "evil{"])),
        }
        key = free_key(base_key(facts["authors"], 2024 if facts["date"] else None, facts["title"]), taken)
        taken.add(key)
        papers.append(
            (
                Paper(id=id, key=key, title_text=facts["title"], **facts),
                Mark(id=id, note=draw(st.none() | hostile)),
            )
        )
    return papers


@given(
    libraries(),
    st.sampled_from(["bibtex", "biblatex"]),
    st.sampled_from(["words", "all", "none"]),
    st.booleans(),
)
def test_hostile_libraries(papers: list[tuple[Paper, Mark]], format: str, protect: Any, published: bool) -> None:
    options = ExportOptions(notes=True, protect=protect, howpublished=published)
    exported = render(format, papers, options)
    library = parse_string(exported.text)
    assert not library.failed_blocks
    assert len(library.entries) == len(exported.written)
    keys = [entry.key for entry in library.entries]
    assert len({key.lower() for key in keys}) == len(keys)
    by_id = {paper.id: paper for paper, _ in papers}
    assert keys == [by_id[id].key for id in exported.written]
    for entry, id in zip(library.entries, exported.written, strict=True):
        values = {field.key: str(field.value) for field in entry.fields}
        assert values["title"]
        if by_id[id].date:
            assert values.get("year", values.get("date", ""))[:4] == "2024"
        for name, value in values.items():
            assert value == value.strip() != ""
            assert balanced(value), name
        for name in split_multiple_persons_names(values.get("author", "")):
            parse_single_name_into_parts(name)  # strict: raises where BibTeX would complain
    assert render(format, papers[::-1], options).text == exported.text


plain = st.text(st.sampled_from("abc def Ghi 12,.:"), min_size=1, max_size=40).filter(str.strip)
people = st.lists(
    st.tuples(st.sampled_from(["Ann", "Bo C.", "Émile"]), st.sampled_from(["Lee", "Kühn", "Wu-Li"])),
    min_size=1,
    max_size=4,
)


@given(plain, people)
def test_plain_facts_come_back_as_they_were(title: str, authors: list[tuple[str, str]]) -> None:
    paper = Paper(id=1, key="k1", title=title, title_text=title, authors=tuple(map(" ".join, authors)), date="2024")
    exported = render("biblatex", [(paper, Mark(id=1))])
    (entry,) = parse_string(exported.text).entries
    values = {field.key: str(field.value) for field in entry.fields}
    assert values["title"].replace("{", "").replace("}", "") == clean_text(title)
    assert values["author"] == " and ".join(f"{last}, {first}" for first, last in authors)
    assert values["date"] == "2024"


@pytest.mark.parametrize("format", ["bibtex", "biblatex"])
def test_many_papers_with_one_label(format: str) -> None:
    taken: set[str] = set()
    papers = []
    for id in range(60):
        key = free_key(base_key(["Ann Lee"], 2024, "Same"), taken)
        taken.add(key)
        papers.append((Paper(id=id, key=key, title="Same", title_text="Same", authors=("Ann Lee",)), Mark(id=id)))
    assert len(parse_string(render(format, papers).text).entries) == 60
