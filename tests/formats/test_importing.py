"""What a file of another program does to a library: keys, marks, joins, and what it leaves alone."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from readlist.formats import format_of, read_file, render
from readlist.library import history, marking, repairs
from readlist.library.import_plan import ImportPlan
from readlist.library.importing import plan_import
from readlist.library.library import Library
from readlist.model.change import Change, Edit
from readlist.model.paper import Mark, Paper
from readlist.pages.page import Page
from readlist.pages.reading import read_pages
from tests.conftest import SAMPLES
from tests.formats.facts import AT
from tests.steps import steps

LATER = "2026-07-01T08:00:00Z"
PAGE = """CLFeb 3, 2024
Small Language Models Remember More

Jun Mori, Ada Karlsson, Lena Fischer et al.

How much can a model remember of what it read once? More than expected, by far, and for longer than anybody thought.
"""


@pytest.fixture
def sampled_library() -> Library:
    library = Library()
    found = [p for path in sorted((SAMPLES / "pages").glob("*.txt")) for p in
             read_pages(path.read_text(encoding="utf-8"), path.name, date(2023, 12, 15))]  # fmt: skip
    library.apply(plan_import(library, found, AT).plan.edits)
    return library


def page(text: str) -> Page:
    reader = format_of(text)
    if reader is None:
        return read_pages(text, "page.txt", date(2026, 6, 1))[0]
    return read_file(reader, text, "refs", date(2026, 6, 1))


def bib(key: str, title: str = "Small Language Models Remember More", **fields: str) -> str:
    fields = {"author": "Mori, Jun and Karlsson, Ada", "year": "2024", "title": title} | fields
    return f"@article{{{key},\n" + "".join(f"  {n} = {{{v}}},\n" for n, v in fields.items()) + "}\n"


def take(library: Library, *texts: str, at: str = AT) -> ImportPlan:
    done = plan_import(library, [page(text) for text in texts], at)
    library.apply(done.plan.edits)
    return done


def only(library: Library) -> tuple[Paper, Mark]:
    (paper,) = library.papers.values()
    return paper, library.mark(paper.id)


def kinds(done: ImportPlan) -> list[str]:
    return [p.kind for r in done.reports for p in r.problems]


def test_a_key_is_kept_as_it_is_and_found_by_any_case() -> None:
    library = Library()
    take(library, bib("DBLP:journals/corr/Mori-24"))
    paper, _ = only(library)
    assert paper.key == "DBLP:journals/corr/Mori-24"
    assert library.find("dblp:Journals/corr/mori-24") == (paper.id,)


def test_a_known_paper_is_found_by_the_file_s_key_too() -> None:
    library = Library()
    take(library, PAGE)
    done = take(library, bib("Mori24"))
    paper, _ = only(library)
    assert (paper.key, paper.aliases) == ("mori2024small", ("Mori24",))
    assert library.find("Mori24") == (paper.id,)
    assert done.number("known") + done.number("updated") == 1


def test_a_key_of_another_paper_is_not_taken_from_it() -> None:
    library = Library()
    done = take(library, bib("Mori24"), bib("mori24", "Quite Another Paper"))
    assert sorted(p.key for p in library.papers.values()) == ["Mori24", "mori24a"]
    assert kinds(done) == ["key taken"]
    assert "Mori24" in str(done.reports[1].problems[0]) or "mori24" in str(done.reports[1].problems[0])


def test_a_key_survives_that_the_title_comes_later() -> None:
    library = Library()
    take(library, "@misc{mine, abstract = {" + PAGE.split("\n\n")[2].strip() + "}}")
    paper, _ = only(library)
    assert (paper.placeholder, paper.key) == (True, "mine")
    take(library, PAGE)
    paper, _ = only(library)
    assert (paper.placeholder, paper.key) == (False, "mine")


def test_the_richer_fact_of_page_and_file_wins() -> None:
    library = Library()
    take(library, PAGE)
    take(library, bib("Mori24", journal="Journal of Memory", doi="10.1234/x", volume="3", month="feb",
                      author="Mori, Jun and Karlsson, Ada and Fischer, Lena and Berg, Tove"))  # fmt: skip
    paper, _ = only(library)
    assert paper.authors == ("Jun Mori", "Ada Karlsson", "Lena Fischer", "Tove Berg")
    assert not paper.et_al
    assert (paper.date, paper.category, paper.venue, paper.type) == ("2024-02-03", "CL", "Journal of Memory", "article")
    assert paper.fields == {"volume": "3"}
    assert paper.abstract


def test_what_a_file_says_less_exactly_changes_nothing() -> None:
    library = Library()
    take(library, PAGE.replace(", 2024", ""))
    before, _ = only(library)
    assert before.year_assumed
    text = bib(before.key, year=(before.date or "")[:4], month="feb", author="Mori, Jun and others")
    done = take(library, text.replace("@article", "@misc"))
    assert done.number("known") == 1
    assert replace(only(library)[0], sources=before.sources, texts={}) == before


def test_marks_of_other_programs_come_once() -> None:
    library = Library()
    text = bib("a", keywords="x, y", groups="g", readstatus="read", ranking="rank5", annote="Mine.")
    take(library, text)
    paper, mark = only(library)
    assert (mark.tags, mark.note, mark.read_at, mark.starred_at) == (("x", "y", "g"), "Mine.", AT, AT)
    for edits in (
        marking.read(library, [paper.id], False, LATER).edits,
        marking.star(library, [paper.id], False, LATER).edits,
        (Edit("marks", paper.id, {"tags": list(mark.tags)}, {"tags": ["y"]}),),
    ):
        library.apply(edits)
    assert not take(library, text, at=LATER).plan, "what the user took back does not come again"
    done = take(library, text.replace("x, y", "x, y, z"), at=LATER)
    assert only(library)[1].tags == ("y", "z")
    assert done.reports[0].taken[0].gained == ("fields", "tags")


def test_a_note_of_the_library_is_not_touched() -> None:
    library = Library()
    take(library, bib("a", annote="First."))
    done = take(library, bib("a", annote="Second."))
    assert only(library)[1].note == "First."
    assert kinds(done) == ["note kept"]


def test_an_import_is_one_change_and_undone_with_its_marks_and_keys() -> None:
    library = Library()
    take(library, PAGE)
    before = dict(library.papers), dict(library.marks)
    done = plan_import(library, [page(bib("Mori24", annote="Mine.", keywords="k")), page(bib("b", "Another"))], LATER)
    change = Change(id=1, at=LATER, command="import", summary=done.plan.summary, edits=done.plan.edits)
    library.apply((*change.edits, Edit("history", 1, None, change.document())))
    assert len(library.papers) == 2
    library.apply(history.undoing(library, library.history[1]))
    assert {i: p.document() | {"aliases": []} for i, p in library.papers.items()} == {
        i: p.document() | {"aliases": []} for i, p in before[0].items()
    }
    assert library.marks == before[1]


def test_read_papers_are_not_queued_with_the_rest() -> None:
    library = Library()
    done = plan_import(library, [page(bib("a", readstatus="read") + bib("b", "Another"))], AT, to_queue=True)
    library.apply(done.plan.edits)
    assert [library.papers[id].key for id in library.queue] == ["b"]
    assert library.mark(library.find("a")[0]).read


@pytest.mark.parametrize(
    ("one", "other", "papers"),
    [
        (bib("a", "Introduction"), bib("b", "Introduction", author="Berg, Tove"), 2),
        (bib("a", "Introduction"), bib("b", "Introduction", author="J. Mori"), 1),
        (bib("a", "Letter", doi="10.1234/a"), bib("b", "Letter", doi="10.1234/b"), 2),
        (bib("a", "Letter", doi="10.1234/a"), bib("b", "LETTER", doi="10.1234/A"), 1),
        (bib("a", "Letter", doi="10.48550/arXiv.2402.01234"), bib("b", "Letter", doi="10.1234/b"), 1),
        (bib("a", "{B}ERT \\& {\\o}"), bib("b", "bert & Ø"), 1),
        (bib("a", "One", eprint="2402.01234"), bib("b", "Other", journal="arXiv preprint arXiv:2402.01234v3"), 1),
        (bib("a", "One"), bib("b", "Other"), 2),
    ],
)
def test_one_paper_or_two(one: str, other: str, papers: int) -> None:
    for order in ((one, other), (other, one)):
        library = Library()
        take(library, *order)
        assert len(library.papers) == papers
        assert {"a", "b"} <= set(library.keys)


def test_family_names_of_two_words_stay_whole_and_are_one_author() -> None:
    library = Library()
    other = PAGE.replace("Jun Mori", "Gabriel García Márquez").replace("Small", "Large")
    take(library, bib("a", author="Garc{\\'i}a M{\\'a}rquez, Gabriel"), other)
    author = library.author("Gabriel García Márquez")
    assert author
    assert author.papers == 2


def test_the_sample_library_exported_and_imported_is_the_same_file(sampled_library: Library) -> None:
    for format in ("bibtex", "biblatex"):
        papers = [(p, sampled_library.mark(p.id)) for p in sampled_library.papers.values()]
        text = render(format, papers).text
        assert text.count("\n@") > 50
        library = Library()
        take(library, text)
        assert render(format, [(p, library.mark(p.id)) for p in library.papers.values()]).text == text
        here = {p.key: (p.title_text, p.authors, p.et_al, p.year) for p, _ in papers if p.citable}
        assert {p.key: (p.title_text, p.authors, p.et_al, p.year) for p in library.papers.values()} == here


def test_the_sample_library_does_not_change_by_its_own_export(sampled_library: Library) -> None:
    papers = [(p, sampled_library.mark(p.id)) for p in sampled_library.papers.values()]
    done = plan_import(sampled_library, [page(render("bibtex", papers).text)], AT)
    assert done.number("new") == 0
    changed = [(t.paper.key, t.gained) for r in done.reports for t in r.taken if t.outcome == "updated"]
    assert changed == [("maaten2013barnes", ("to_check",))], "a file knows where the title ends"


def test_what_the_user_set_of_the_further_facts_stays() -> None:
    library = Library()
    take(library, bib("a", journal="J", volume="3", pages="1--2"))
    paper, _ = only(library)
    facts = repairs.correction(venue="Annals", fields={"volume": "4", "pages": ""})
    library.apply(repairs.fix(library, paper.id, facts).edits)
    take(library, bib("a", journal="J", volume="5", pages="1--9", number="7"))
    paper, mark = only(library)
    assert (paper.venue, paper.fields) == ("Annals", {"volume": "4", "number": "7"})
    text = render("biblatex", [(paper, mark)]).text
    assert "{Annals}" in text
    assert "{4}" in text
    assert "pages" not in text


RIS = "TY  - JOUR\nTI  - Editorial\nAU  - %s\nER  - \n\n"
CROWDS = {
    "keys": lambda n: "".join(bib(f"k{k}", "Editorial") for k in range(n)),
    "authors": lambda n: "".join(RIS % f"Lee{k:x}, Ann" for k in range(n)),
    "volumes": lambda n: "".join(RIS % "Lee, Ann" + f"VL  - {k}\n" for k in range(n)),
    "titles": lambda n: "".join(f"TY  - JOUR\nTI  - Reply {k:x}\nAB  - {PAGE[80:]}\nER  - \n\n" for k in range(n)),
}


@pytest.mark.parametrize("crowd", ["keys", *(pytest.param(c, marks=pytest.mark.long) for c in CROWDS if c != "keys")])
def test_many_papers_that_are_alike_are_no_more_work_each(crowd: str) -> None:
    def lines(papers: int) -> int:
        library = Library()
        done = plan_import(library, (found := [page(CROWDS[crowd](papers))]), AT)
        library.apply(done.plan.edits)
        return steps(plan_import, Library(), found, AT) + steps(plan_import, library, found, AT)

    assert lines(800) < 2.6 * lines(400)


def test_in_a_crowd_of_one_title_each_is_found_again() -> None:
    library = Library()
    text = CROWDS["authors"](300)
    assert take(library, text).number("new") == 300
    assert take(library, text, at=LATER).number("known") == 300
    assert len(library.papers) == 300
