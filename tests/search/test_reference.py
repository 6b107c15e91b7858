"""Search finds exactly what a slow, obviously right one finds, and follows any change of the library."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from hypothesis import example, given
from hypothesis import strategies as st

from readlist.model.paper import Mark, Paper
from readlist.search.index import Index
from readlist.search.parse import parse
from readlist.search.searcher import Result, Searcher
from readlist.search.segment import Segment
from tests.conftest import examples
from tests.search import reference

WORDS = (
    "attention model models modal scaling laws neural deep über fold α sparse moe learning learnt GPT-4 "
    "Mixture-of-Experts Pre-training pretraining DeepSeek SpellGCN a of in 2021 2024 ∞Bench state-of-the-art"
).split()
NAMES = ("Kunlong Chen", "Ömer Müller", "Li Wei", "Chen Li", "OpenAI", "Anna Neural")
CATEGORIES = ("CL", "LG", "CV", "C")


def prose(most: int) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(WORDS), min_size=1, max_size=most).map(" ".join)


TODAY = date(2024, 1, 10)
DATES = st.none() | st.sampled_from(["2021", "2021-03", "2021-03-05", "2024-12-31", "1999-01-01"])
PAPERS = st.builds(
    Paper,
    id=st.integers(1, 9),
    key=st.just("k"),
    title_text=prose(5),
    authors=st.lists(st.sampled_from(NAMES), max_size=2).map(tuple),
    abstract_text=st.none() | prose(8),
    date=DATES,
    score=st.none() | st.sampled_from([0.0, 36.8, 50.0, 99.9]),
    category=st.none() | st.sampled_from(CATEGORIES),
    code=st.booleans(),
    urls=st.sampled_from([(), ("https://a.b",)]),
    doi=st.none() | st.just("10.1/a"),
    arxiv=st.none() | st.just("2101.00001"),
    to_check=st.booleans(),
    placeholder=st.booleans(),
    added=st.sampled_from(["", "2023-11-30T12:00:00Z", "2024-01-09T23:30:00Z"]),
    venue=st.none() | st.sampled_from(["Neural Models", "Letters on Deep Learning", "ACL"]),
    type=st.none() | st.sampled_from(["article", "inproceedings", "book", "inbook"]),
    fields=st.sampled_from([{}, {"language": "de"}, {"language": "english", "editor": "Ömer Müller and Li Wei"}]),
)
WHEN = st.none() | st.sampled_from(["2024-01-01T00:00:00Z", "2024-01-09T12:00:00Z", "2023-12-31T22:30:00Z"])
MARKS = st.builds(
    Mark,
    read_at=WHEN,
    starred_at=WHEN,
    skipped_at=WHEN,
    queued_at=WHEN,
    place=st.none() | st.just(1.0),
    tags=st.lists(st.sampled_from(["reading-group", "neural", "later"]), max_size=2, unique=True).map(tuple),
    note=st.none() | prose(3),
)
LIBRARIES = st.lists(st.tuples(PAPERS, MARKS), max_size=9, unique_by=lambda pair: pair[0].id)

FILTERS = (
    "year:2021 year:2021.. "
    "year:..2021 year:2000..2023 year:>2021 year:<=2021 year:20 score:>36.8 score:36.8.. score:50 "
    "score:<1 cat:CL cat:cs.CL cat:C cat:x is:inbox is:queued is:read is:unread is:starred is:skipped is:check "
    "read:2024-01 read:last-year starred:today starred:>=2024-01-02 queued:1w skipped:this-week skipped:..yesterday "
    "added:2023 added:yesterday date:2021-03 date:2021-03-05.. date:<2021-03 date:last-year type:article type:book "
    "type:in type:boko type:articel lang:german lang:en lang:englsh lang:x venue:neural venue:acl venue:lettrs "
    "editor:li editor:muler is:placeholder has:code has:note has:url has:doi has:arxiv has:tag has:abstract is:un"
).split()
TYPED = [
    *WORDS,
    "atention",
    "modle",
    "learnign",
    "kunlog",
    "chen",
    "muller",
    "att",
    "sca",
    "fodl",
    "fld",
    "mzo",
    "lwa",
    "s",
    "zzzz",
    "infinity",
    "seek",
]
ATOMS = st.one_of(
    st.sampled_from(TYPED),
    st.sampled_from(FILTERS),
    st.builds(
        "{}:{}".format, st.sampled_from(["title", "author", "abs", "tag", "note", "venue"]), st.sampled_from(TYPED)
    ),
    st.lists(st.sampled_from(TYPED), min_size=1, max_size=3).map(lambda ws: f'"{" ".join(ws)}"'),
)
QUERIES = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        inner.map("-{}".format),
        st.lists(inner, min_size=2, max_size=3).map(" ".join),
        st.lists(inner, min_size=2, max_size=3).map(" OR ".join),
        inner.map("({})".format),
    ),
    max_leaves=5,
)


def ask(pairs: Iterable[tuple[Paper, Mark]], text: str) -> Result:
    pairs = list(pairs)
    papers = {p.id: p for p, _ in pairs}
    return Searcher(Index.of(pairs), papers.get).search(parse(text, lambda: TODAY))


@examples(150)
@given(LIBRARIES, QUERIES, st.sampled_from(["", " "]))
def test_results_are_those_of_a_search_that_asks_every_paper(
    library: list[tuple[Paper, Mark]], text: str, end: str
) -> None:
    result = ask(library, text + end)
    node = parse(text + end, lambda: TODAY).node
    wanted = reference.matching({p.id: (p, m) for p, m in library}, node) if node else set()
    assert len(result.ids) == result.count == len(set(result.ids))
    if result.partial:  # nothing has it all: what is found then is a matter of degree
        assert not wanted
    else:
        assert set(result.ids) == wanted


@examples(120)
@given(
    LIBRARIES, st.text(max_size=40) | st.lists(st.sampled_from([*'-():" ', "OR", "is:", "year:2", "a"])).map("".join)
)
def test_any_text_is_a_query(library: list[tuple[Paper, Mark]], text: str) -> None:
    query = parse(text)
    for remark in query.remarks:
        assert 0 <= remark.start < remark.end <= len(text)
        assert remark.text
    result = ask(library, text)
    assert set(result.ids) <= {p.id for p, _ in library}
    for paper, _ in library:
        for start, end in result.highlights.spans(paper.title_text):
            assert 0 <= start < end <= len(paper.title_text)


STEPS = st.lists(st.tuples(PAPERS, MARKS, st.sampled_from(["facts", "mark", "gone"])), max_size=14)


def _of(id: int, category: str | None) -> tuple[Paper, Mark]:
    return Paper(id=id, key="k", title_text="attention", category=category), Mark(id=id)


@examples(120)
@given(LIBRARIES, STEPS, QUERIES)
@example([_of(1, "CL"), _of(2, "C")], [(*_of(2, None), "facts")], "cat:C")
def test_an_index_kept_up_is_the_index_made_anew(
    library: list[tuple[Paper, Mark]], steps: list[tuple[Paper, Mark, str]], text: str
) -> None:
    there = {p.id: (p, m) for p, m in library}
    kept = Index.of(library)
    searcher = Searcher(kept, lambda id: there[id][0])
    for paper, mark, what in steps:
        id = paper.id
        if what == "gone":
            there.pop(id, None)
        elif what == "mark" and id in there:
            there[id] = (there[id][0], mark)
        else:
            what, there[id] = "facts", (paper, mark)
        kept.update(id, there[id][0] if id in there else None, mark, facts=what != "mark")
        searcher.search(parse(text, lambda: TODAY))  # what it remembers must not outlive the change
    result, anew = searcher.search(parse(text, lambda: TODAY)), ask(there.values(), text)
    assert set(result.ids) == set(anew.ids)
    assert (set(result.corrections), result.unmatched, result.partial) == (
        set(anew.corrections),
        anew.unmatched,
        anew.partial,
    )
    assert len(kept) == len(there)


@given(LIBRARIES, QUERIES)
def test_a_segment_read_back_finds_the_same(library: list[tuple[Paper, Mark]], text: str) -> None:
    segment = Segment.build(p for p, _ in library)
    again = Segment.of_parts({name: memoryview(bytes(part)) for name, part in segment.parts().items()})
    marks = {p.id: m for p, m in library}
    papers = {p.id: p for p, _ in library}
    one, other = (Searcher(Index(c, marks), papers.get).search(parse(text)) for c in (segment, again))
    assert one.ids == other.ids
    assert one.corrections == other.corrections
