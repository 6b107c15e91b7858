"""The words of whole texts: found as they stand, begun, misspelt, in phrases; the same as looking into every text."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readlist.model.paper import Mark, Paper, PaperFile
from readlist.pdf import text_cache
from readlist.pdf.extracted import Extracted
from readlist.search.full_text import FullText, TextSegment
from readlist.search.index import Index
from readlist.search.parse import parse
from readlist.search.searcher import Searcher
from readlist.search.words import Highlights, words_of
from readlist.session.full_texts import passage

WORDS = st.sampled_from(["softmax", "softly", "layer", "llama", "llamas", "quorum", "of", "zeppelin", "9"])
TEXTS = st.dictionaries(st.integers(1, 6), st.lists(WORDS, max_size=12), max_size=6)


def searching(texts: dict[int, list[str]], parts: int = 1) -> Searcher:
    """Papers 1 to 6 without words of their own, and some texts in so many segments."""
    papers = [Paper(id=id, key=f"k{id}", title_text=f"paper{id}") for id in range(1, 7)]
    words = {f"t{id}": " ".join(text) for id, text in texts.items()}
    items = list(words.items())
    segments = [TextSegment.build(items[n::parts]) for n in range(parts)]
    index = Index.of((paper, Mark(id=paper.id)) for paper in papers)
    index.use_texts(FullText(segments, {f"t{id}": [id] for id in texts}, words.get))
    return Searcher(index, {paper.id: paper for paper in papers}.get)


@given(TEXTS, WORDS, WORDS, st.integers(1, 3))
def test_words_and_phrases_are_found_where_they_are(
    texts: dict[int, list[str]], first: str, second: str, parts: int
) -> None:
    searcher = searching(texts, parts)

    def ids(query: str) -> set[int]:
        return set(searcher.search(parse(query)).ids)

    with_first = {id for id, text in texts.items() if any(word.startswith(first) for word in text)}
    if with_first:
        assert ids(f"text:{first} ") == with_first or len(first) < 3
    pairs = {id for id, text in texts.items() if (first, second) in pairwise(text)}
    assert ids(f'text:"{first} {second}" ') == pairs
    assert ids(f'-text:"{first}" ') == set(range(1, 7)) - {id for id, text in texts.items() if first in text}


@given(TEXTS, st.integers(1, 3))
def test_a_file_gives_the_same_segment_back(texts: dict[int, list[str]], parts: int) -> None:
    segment = TextSegment.build((f"t{id}", " ".join(text)) for id, text in texts.items())
    again = TextSegment.of_parts({name: memoryview(bytes(part)) for name, part in segment.parts().items()})
    assert again.names == segment.names
    for word in ("llama", "softmax", "none", "9"):
        assert again.with_word(word).tolist() == segment.with_word(word).tolist()
        assert again.with_beginning(word[:2]).tolist() == segment.with_beginning(word[:2]).tolist()


def test_a_damaged_file_is_no_segment() -> None:
    parts = {n: memoryview(bytes(p)) for n, p in TextSegment.build([("a", "one two"), ("b", "two")]).parts().items()}
    for name in parts:
        with pytest.raises((ValueError, KeyError)):
            TextSegment.of_parts(
                {**parts, name: parts[name][: len(parts[name]) // 2]} | {"starts": parts["starts"][:4]}
            )
    wild = (99).to_bytes(4, "little") * (len(parts["texts"]) // 4)
    with pytest.raises(ValueError, match="not there"):
        TextSegment.of_parts({**parts, "texts": memoryview(wild)})


def test_plain_words_look_into_texts_last() -> None:
    searcher = searching({1: ["llama", "quorum"], 2: ["llama"], 3: ["quorum", "paper2", "zeppelin"]})

    def stages(text: str) -> tuple[list[int], list[int], int]:
        query = parse(text)
        found = searcher.search(query)
        whole = searcher.with_texts(query, found)
        return list(found.ids), list(whole.ids), whole.in_text

    assert stages("paper2 ") == ([2], [2, 3], 1)
    assert (sorted(stages("llama ")[1]), stages("llama ")[2]) == ([1, 2], 2)
    assert stages("zeppelin quorum ") == ([], [3], 1)
    assert stages("zeppelin of llama ") == ([], [], 0)  # no paper has all
    assert stages("quorm ")[2] == 2
    assert stages("author:llama ") == ([], [], 0)
    assert stages("-llama ")[2] == 0


def test_papers_that_change_keep_their_texts() -> None:
    searcher = searching({1: ["llama"], 2: ["llama"]})
    searcher.index.update(1, Paper(id=1, key="k1", title_text="renamed"), Mark(id=1))
    assert set(searcher.search(parse("text:llama ")).ids) == {1, 2}
    searcher.index.update(2, None, Mark(id=2))
    assert set(searcher.search(parse("text:llama ")).ids) == {1}


def test_two_papers_may_have_one_text() -> None:
    papers = [Paper(id=id, key=f"k{id}", title_text="x") for id in (1, 2)]
    index = Index.of((paper, Mark(id=paper.id)) for paper in papers)
    index.use_texts(FullText([TextSegment.build([("t", "llama")])], {"t": [1, 2]}, lambda name: "llama"))
    searcher = Searcher(index, lambda id: papers[id - 1])
    assert set(searcher.search(parse("text:llama ")).ids) == {1, 2}
    assert set(searcher.search(parse('text:"llama" ')).ids) == {1, 2}


# texts on disk


def test_a_text_is_kept_by_what_is_in_the_pdf(own_home: Path) -> None:
    pages = ["The Zeppelin’s experiment", "", "second \f page, Ångström"]
    text_cache.store("ab" * 32, Extracted(count=3, pages=pages, remarks=["page 2 can't be read"]))
    found = text_cache.text_of("ab" * 32)
    assert found is not None
    assert found.pages == ("The Zeppelin’s experiment", "", "second   page, Ångström")
    assert found.remarks == ("page 2 can't be read",)
    assert text_cache.words_in("ab" * 32) == " ".join(words_of("The Zeppelin’s experiment second page Ångström"))
    assert text_cache.text_of("cd" * 32) is None
    (file,) = (own_home / "cache" / "readlist" / "texts").iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    file.write_bytes(file.read_bytes()[:-3])
    text_cache.text_of.cache_clear()
    assert text_cache.text_of("ab" * 32) is None
    for digest in ("../../x", "", "a/b"):
        assert text_cache.words_in(digest) is None


@given(st.lists(st.text(max_size=60), max_size=5))
def test_any_text_is_kept(pages: list[str]) -> None:
    text_cache.store("ef" * 32, Extracted(count=len(pages), pages=pages))
    text_cache.text_of.cache_clear()
    found = text_cache.text_of("ef" * 32)
    assert found is not None
    assert len(found.pages) == max(len(pages), 0) or pages in ([""], [])


def test_the_passage_is_where_most_words_stand_together() -> None:
    pages = ["llama " * 3, "a quorum here " + "x " * 300 + "llama", "the quorum of llamas met\nat noon " + "y " * 400]
    text_cache.store("12" * 32, Extracted(count=3, pages=pages))
    text_cache.text_of.cache_clear()
    found = passage([PaperFile(path="p", sha256="12" * 32)], Highlights(starts=("quorum", "llama")))
    assert found is not None
    assert found.page == 3
    assert found.text.startswith("the quorum of llamas met at noon")
    assert found.text.endswith("…")
    assert passage([PaperFile(path="p", sha256="12" * 32)], Highlights(starts=("zeppelin",))) is None
    assert passage([PaperFile(path="p", sha256="99" * 32)], Highlights(starts=("llama",))) is None
