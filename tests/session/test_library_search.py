"""The index of an open library: kept on disk, brought up to date, made anew where it can't be."""

from __future__ import annotations

from pathlib import Path

import pytest

from readlist.library import marking
from readlist.library.listing import Group
from readlist.library.marking import Plan
from readlist.model.change import Edit
from readlist.model.paper import Paper
from readlist.search.field_types import DateField
from readlist.search.parse import parse
from readlist.search.segment import Segment
from readlist.session import library_search
from readlist.session.derived_state import CancelledError
from readlist.session.library_search import LibrarySearch
from readlist.session.open_library import OpenLibrary

MANY = 40


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> OpenLibrary:
    monkeypatch.setattr(library_search, "CACHED_FROM", 10)
    opened = OpenLibrary(tmp_path / "library")
    put(
        opened,
        *(
            Paper(id=n, key=f"k{n}", title=f"Paper number{n}", title_text=f"Paper number{n}")
            for n in range(1, MANY + 1)
        ),
    )
    return opened


def put(opened: OpenLibrary, *papers: Paper) -> None:
    edits = tuple(e for p in papers if (e := Edit.between("papers", opened.library.papers.get(p.id), p)))
    opened.do("put", lambda library, at: Plan(edits, "put"))


def find(opened: OpenLibrary, text: str) -> set[int]:
    search = LibrarySearch(opened)
    return set(search.search(search.parse(text)).ids)


def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A note for every time that a segment is built anew."""
    notes: list[str] = []
    build = Segment.build.__func__  # type: ignore[attr-defined]
    monkeypatch.setattr(Segment, "build", classmethod(lambda cls, papers: notes.append("made") or build(cls, papers)))
    return notes


def test_the_index_is_kept_and_private(opened: OpenLibrary, monkeypatch: pytest.MonkeyPatch) -> None:
    notes = made(monkeypatch)
    assert find(opened, "number7 ") == find(opened, "number7 ") == {7}
    assert notes == ["made"]
    assert LibrarySearch(opened).file.stat().st_mode & 0o777 == 0o600


def test_what_changed_since_is_taken_in(opened: OpenLibrary, monkeypatch: pytest.MonkeyPatch) -> None:
    find(opened, "a")
    notes = made(monkeypatch)
    put(
        opened,
        Paper(id=7, key="k7", title="Otherwise", title_text="Otherwise"),
        Paper(id=99, key="k99", title_text="Late"),
    )
    opened.do("mark read", lambda library, at: marking.read(library, [3], True, at))
    assert find(opened, "otherwise") == {7}
    assert find(opened, "late") == {99}
    assert find(opened, "is:read") == {3}
    opened.undo()
    opened.undo()
    assert find(opened, "number7 ") == {7}
    assert find(opened, "late") == find(opened, "is:read") == set()
    assert notes == []


@pytest.mark.parametrize("damage", [b"", b"nonsense", None])
def test_a_damaged_index_is_made_anew(opened: OpenLibrary, damage: bytes | None) -> None:
    find(opened, "a")
    file = LibrarySearch(opened).file
    file.write_bytes(file.read_bytes()[:-70] if damage is None else damage)
    assert find(opened, "number7 ") == {7}


def test_the_index_of_another_library_is_not_believed(opened: OpenLibrary, tmp_path: Path) -> None:
    find(opened, "a")
    other = OpenLibrary(tmp_path / "other")
    put(other, *(Paper(id=n, key=f"o{n}", title=f"Other {n}", title_text=f"Other {n}") for n in range(1, MANY + 1)))
    find(other, "other")
    LibrarySearch(other).file.write_bytes(LibrarySearch(opened).file.read_bytes())
    assert find(other, "number7 ") == set()
    assert len(find(other, "other")) == MANY


def test_papers_changed_by_other_hands_are_noticed(opened: OpenLibrary) -> None:
    opened.compact()
    find(opened, "a")
    library = opened.folder / "library.json"
    library.write_text(library.read_text(encoding="utf-8").replace('Paper number7"', 'By hand"'), encoding="utf-8")
    assert find(OpenLibrary(opened.folder), "hand") == {7}


def test_changes_made_while_the_index_is_made_are_in_it(opened: OpenLibrary) -> None:
    search = LibrarySearch(opened)
    opened.watch(lambda touched: search.update(touched) or None)
    search.begin()
    index = search.prepare()
    put(opened, Paper(id=7, key="k7", title="Otherwise", title_text="Otherwise"))
    search.use(index)
    assert set(search.search(parse("otherwise")).ids) == {7}


def test_an_index_nobody_waits_for_is_given_up(opened: OpenLibrary) -> None:
    search = LibrarySearch(opened)
    search.begin()
    search.cancel()
    with pytest.raises(CancelledError):
        search.prepare()


def test_times_are_gathered_when_asked_for_and_kept_up_one_by_one(
    opened: OpenLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened.do("mark read", lambda library, at: marking.read(library, range(1, 21), True, at))
    search = LibrarySearch(opened)
    search.ensure()
    opened.watch(lambda touched: search.update(touched) or None)
    taken: list[str] = []
    number_of = DateField.number_of
    monkeypatch.setattr(DateField, "number_of", lambda field, text: taken.append(field.name) or number_of(field, text))

    def found(text: str) -> int:
        return search.search(search.parse(text)).count

    assert found("is:read paper") == 20
    assert taken == []  # nobody asked for a time
    assert found("read:today") == 20
    assert taken == ["read"] * 20
    assert (found("read:this-w"), found("read:this-week paper"), found("-read:1d")) == (20, 20, MANY - 20)
    assert taken == ["read"] * 20
    opened.do("mark read", lambda library, at: marking.read(library, [30], True, at))
    opened.do("star", lambda library, at: marking.star(library, [30, 31], True, at))
    assert taken == ["read"] * 23  # of the papers that were decided about
    assert (found("read:today"), found("starred:today")) == (21, 2)
    opened.undo()
    assert (found("read:today"), found("starred:today")) == (21, 0)
    put(opened, Paper(id=99, key="k99", title="Late", title_text="Late", added="2020-05-05T12:00:00Z"))
    assert (found("added:2020"), found("added:<2020"), found("read:today")) == (1, 0, 21)


def test_labels_are_offered_by_how_many_papers_have_them(opened: OpenLibrary) -> None:
    def paper(id: int, venue: str | None, type: str | None) -> Paper:
        return Paper(id=id, key=f"k{id}", title=f"Paper {id}", title_text=f"Paper {id}", venue=venue, type=type)

    put(opened, paper(1, "Letters on Graphs", "article"), paper(2, "ACL", "inproceedings"), paper(3, "ACL", "article"))
    search = LibrarySearch(opened)
    assert search.values.labels("venue") == []  # tab waits for no index
    search.ensure()
    opened.watch(lambda touched: search.update(touched) or None)
    assert search.values.labels("venue") == ["ACL", "Letters on Graphs"]
    assert search.values.labels("type") == ["article", "inproceedings"]
    put(opened, paper(3, None, None), paper(4, "Graphs", "book"))
    assert search.values.labels("type") == ["article", "book", "inproceedings"]
    opened.do("remove", lambda library, at: Plan((Edit("papers", 2, library.papers[2].document(), None),), "removed"))
    assert search.values.labels("venue") == ["Graphs", "Letters on Graphs"]
    assert list(search.values.authors("x")) == []


@pytest.mark.parametrize(
    ("zone", "found"),
    [("UTC", {"today": {1}, "yesterday": {2}}), ("Pacific/Auckland", {"today": {1, 2}, "this-month": {1, 2, 3}}),
     ("America/Los_Angeles", {"today": {1, 2}, "this-week": {1, 2, 3}})],
    indirect=["zone"],
)  # fmt: skip
@pytest.mark.usefixtures("zone")
def test_today_is_the_users_day(
    found: dict[str, set[int]], opened: OpenLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = "2026-11-04T01:00:00Z"
    for id, at in ((3, "2026-11-02T12:00:00Z"), (2, "2026-11-03T11:30:00Z"), (1, now)):
        monkeypatch.setattr("readlist.session.open_library.now", lambda at=at: at)
        opened.do("mark read", lambda library, at, id=id: marking.read(library, [id], True, at))
    assert {word: find(opened, f"read:{word}") for word in found} == found


@pytest.fixture
def numbered(opened: OpenLibrary) -> OpenLibrary:
    """Papers with ids and keys, beside one whose number is nearly one of them."""
    put(
        opened,
        Paper(id=901, key="chen2025cost", title="Cost", title_text="Cost", arxiv="2503.09579"),
        Paper(id=902, key="Chen:2025:736", title="Keys", title_text="Keys", doi="10.1004/ABC.1854(96)"),
        Paper(id=903, key="gpt4", title="A report", title_text="A report"),
        Paper(id=904, key="other2024", title="What GPT4 knows in 2503 ways", title_text="What GPT4 knows in 2503 ways"),
    )
    return opened


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("2503.09579", [901]),
        ("arXiv:2503.09579v2", [901]),
        ("https://arxiv.org/abs/2503.09579", [901]),
        ("https://arxiv.org/pdf/2503.09579v1", [901]),
        ("10.1004/abc.1854(96)", [902]),
        ("doi:10.1004/abc.1854(96)", [902]),
        ("https://doi.org/10.1004/ABC.1854(96)", [902]),
        ("CHEN2025cost", [901]),
        ("Chen:2025:736", [902]),
        ("gpt4", [903, 904]),  # a key and a word: the paper that is named comes first
        ("cost", [901]),
    ],
)
def test_an_id_or_a_key_finds_its_paper(numbered: OpenLibrary, text: str, ids: list[int]) -> None:
    search = LibrarySearch(numbered)
    found = search.search(search.parse(text))
    assert (list(found.ids), found.count, found.messages()) == (ids, len(ids), [])
    assert list(search.in_full_text(found).ids) == ids


def test_an_id_is_looked_for_in_the_group_that_is_shown(numbered: OpenLibrary) -> None:
    numbered.do("mark read", lambda library, at: marking.read(library, [901], True, at))
    search = LibrarySearch(numbered)
    query = search.parse("2503.09579")
    assert search.search(query, Group("group:Read", "read")).ids == (901,)
    assert 901 not in search.search(query, Group("group:Inbox", "inbox")).ids


def test_an_id_that_no_paper_has_is_not_taken_for_another(numbered: OpenLibrary) -> None:
    search = LibrarySearch(numbered)
    for text in ("2503.09570", "arXiv:2503.11111", "10.1004/abc.1"):
        found = search.search(search.parse(text))
        assert (found.ids, found.messages()) == ((), [])


def test_an_id_is_found_in_the_columns_without_an_index_of_all(numbered: OpenLibrary) -> None:
    numbered.compact()
    again = OpenLibrary(numbered.folder)
    columns = again.library.papers.columns
    assert len(columns.ids) == MANY + 4
    search = LibrarySearch(again)
    assert search.search(search.parse("arXiv:2503.09579")).ids == (901,)
    assert "by_identity" not in vars(columns)
    assert {i: list(columns.with_identity(i)) for i in columns.by_identity} == dict(columns.by_identity)
    assert list(columns.with_identity(12345)) == []
