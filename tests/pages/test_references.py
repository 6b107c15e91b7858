"""Lists of references: single ones in many styles, whole lists, lists out of PDFs, and texts that are none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import readlist.pages
from readlist.model.paper import Candidate
from readlist.pages.decode import text_lines
from readlist.pages.kinds import bibliography
from readlist.pages.kinds.kind import Run
from readlist.pages.references import parse_all
from readlist.pages.references.name_list import read_names
from readlist.pages.references.reference_traits import LABELS, OFFSETS, authors_end, look, words_of
from readlist.pages.references.tagger import read_model, tag_words
from readlist.pages.references.unwrap import join_lines, mend_letters

GOLDEN = Path(__file__).parent / "reference_strings.txt"
BLOCKS = [block.splitlines() for block in GOLDEN.read_text("utf-8").split("\n\n") if "\n= " in block]
DATA = Path(readlist.pages.__file__).parent / "data"


def facts(paper: Candidate) -> list[str]:
    """Title, authors, date, and the number that a paper has, as the golden file has them."""
    names = "; ".join(paper.authors) + (" et al." if paper.et_al else "")
    return [paper.title or "", names, paper.date or "", *filter(None, [paper.doi or paper.arxiv])]


def runs(text: str) -> list[Run]:
    return list(bibliography.read(text_lines(text)))


def titles(text: str) -> list[str | None]:
    return [paper.title for run in runs(text) for paper in run.entries]


# one reference

LABEL = re.compile(r"^(?:\[\d+\]|\d+\.) ")


def parse(text: str) -> Candidate:
    (paper,) = parse_all([LABEL.sub("", text, count=1)])
    return paper


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block[1][2:40])
def test_reference_is_read_whole_or_marked(block: list[str]) -> None:
    paper = parse(block[0])
    assert facts(paper) == [line.removeprefix("= ") for line in block[1:]] or paper.to_check


def test_hardly_any_reference_is_read_wrongly() -> None:
    papers = parse_all([LABEL.sub("", block[0], count=1) for block in BLOCKS])
    wrong = [p.title for p, b in zip(papers, BLOCKS, strict=True) if facts(p) != [line[2:] for line in b[1:]]]
    assert len(wrong) <= len(BLOCKS) // 20, wrong


def test_parts_have_names_of_bibtex() -> None:
    paper = parse(
        "Hall, S. (1980). Encoding/decoding. In S. Hall, D. Hobson, & A. Lowe (Eds.), Culture, media, language "
        "(pp. 128–138). London: Hutchinson."
    )
    assert (paper.type, paper.venue) == ("incollection", "Culture, media, language")
    assert paper.fields == {
        "pages": "128–138", "publisher": "Hutchinson", "address": "London",
        "editor": "S. Hall and D. Hobson and A. Lowe",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "volume", "number", "pages"),
    [
        ("J Mol Biol. 1990;215(3):403-10.", "215", "3", "403–10"),
        ("Journal of Molecular Biology, vol. 215, no. 3, pp. 403–410, 1990.", "215", "3", "403–410"),
        ("Journal of Molecular Biology 215 (3): 403–10.", "215", "3", "403–10"),
        ("Phys. Rev. 109, 1492 (1958).", "109", None, "1492"),
        ("Communications of the ACM. 21, 7 (1978), 558–565.", "21", None, "558–565"),
    ],
)
def test_volume_number_and_pages(text: str, volume: str, number: str | None, pages: str) -> None:
    fields = parse(f"Altschul, S. F., & Gish, W. Basic local alignment search tool. {text}").fields
    assert (fields["volume"], fields.get("number"), fields["pages"]) == (volume, number, pages)


@pytest.mark.parametrize(
    ("text", "names", "et_al"),
    [
        ("Kohn, W. & Sham, L. J.", ["W. Kohn", "L. J. Sham"], False),
        ("Livak KJ, Schmittgen TD.", ["K. J. Livak", "T. D. Schmittgen"], False),
        ("DiMaggio, Paul J., and Walter W. Powell.", ["Paul J. DiMaggio", "Walter W. Powell"], False),
        ("MÜLLER, Karl ; MEIER, Eva", ["Karl Müller", "Eva Meier"], False),
        ("1000 Genomes Project Consortium, Auton A, et al.", ["1000 Genomes Project Consortium", "A. Auton"], True),
        ("G. Huang, Z. Liu, L. van der Maaten, and K.Q. Weinberger", ["G. Huang", "Z. Liu", "L. van der Maaten",
                                                                    "K. Q. Weinberger"], False),
        ("Maaten, Laurens van der and Hinton, Geoffrey", ["Laurens van der Maaten", "Geoffrey Hinton"], False),
        ("Albert Q. Jiang, Diego de las Casas, and Teven Le Scao", ["Albert Q. Jiang", "Diego de las Casas",
                                                                  "Teven Le Scao"], False),
        ("Sewon Min, Patrick Lewis, and Danqi Chen", ["Sewon Min", "Patrick Lewis", "Danqi Chen"], False),
        ("Davis, S., Jr., & Smith, J.", ["S. Davis Jr.", "J. Smith"], False),
        ("Jansen, J., Smith, A., … Zhou, B.", ["J. Jansen", "A. Smith", "B. Zhou"], True),
        ("RAHNER Karl,", ["Karl Rahner"], False),
        ("García Márquez, Gabriel.", ["García Márquez, Gabriel"], False),
        ("World Health Organization", ["World Health Organization"], False),
        ("", [], False),
    ],
)  # fmt: skip
def test_names_in_natural_order(text: str, names: list[str], et_al: bool) -> None:
    assert read_names(text) == (tuple(names), et_al)


# lists

PLAIN = """\
Akerlof, G. A. (1970). The market for “lemons”. The Quarterly Journal of Economics, 84(3), 488–500.
Granovetter, M. S. (1973). The strength of weak ties. American Journal of Sociology, 78(6), 1360–1380.
Kahneman, D., & Tversky, A. (1979). Prospect theory: An analysis of decision under risk. Econometrica, 47, 263–291.
Meyer, J. W., & Rowan, B. (1977). Institutionalized organizations. American Journal of Sociology, 83(2), 340–363."""
FOUR = ["The market for “lemons”", "The strength of weak ties",
        "Prospect theory: An analysis of decision under risk", "Institutionalized organizations"]  # fmt: skip


def numbered(form: str, lines: Sequence[str]) -> str:
    return "\n".join(form.format(n) + line for n, line in enumerate(lines, 1))


@pytest.mark.parametrize("form", ["[{}] ", "({}) ", "{}. ", "{}) ", ""])
@pytest.mark.parametrize("around", ["{}", "References\n{}\nAppendix", "REFERENCES:\n\n{}", "Menu\n\n{}\n\nFoot"])
def test_list_with_any_label_and_heading(form: str, around: str) -> None:
    assert titles(around.format(numbered(form, PLAIN.splitlines()))) == FOUR


def test_lines_parted_by_blank_ones() -> None:
    assert titles("Bibliography\n\n" + PLAIN.replace("\n", "\n\n")) == FOUR


def test_lines_of_entries_are_given() -> None:
    run = runs("Text\n\nReferences\n" + PLAIN)[0]
    assert ([paper.line for paper in run.entries], run.first, run.end) == ([4, 5, 6, 7], 2, 7)


def test_gap_in_the_numbers_is_a_problem() -> None:
    text = numbered("[{}] ", PLAIN.splitlines()).replace("[3]", "[4]").replace("[4] Meyer", "[5] Meyer")
    run = runs(text)[0]
    assert len(run.entries) == 4
    assert [str(p) for p in run.problems] == ["line 1: count mismatch: no number 3 (4 papers found)"]


def test_dash_stands_for_the_authors_before() -> None:
    text = """Works Cited
Haraway, Donna. “Situated Knowledges.” Feminist Studies, vol. 14, no. 3, 1988, pp. 575–99.
———. Simians, Cyborgs, and Women. Routledge, 1991.
Scott, James C. Seeing Like a State. Yale University Press, 1998."""
    papers = runs(text)[0].entries
    assert [paper.authors for paper in papers] == [("Donna Haraway",), ("Donna Haraway",), ("James C. Scott",)]
    assert papers[1].title == "Simians, Cyborgs, and Women"


def test_wrapped_list_with_running_heads() -> None:
    text = """\
References
[1] Jeffrey Dean and Sanjay Ghemawat. Mapreduce:
Simplified data processing on large clusters. Com-
munications of the ACM, 51(1):107–113, 2008.
[2] Sepp Hochreiter and J¨urgen Schmidhuber. Long
short-term memory. Neural Computation
,
9(8):1735–1780, 1997.
Some Title of Ours
7
[3] Kaiming He, Xiangyu Zhang, Shaoqing Ren, and
Jian Sun. Deep residual learning for image recog-
Some Title of Ours
8
nition. In Proceedings of the IEEE Conference on
Computer Vision and Pattern Recognition, pages
770–778, 2016."""
    papers = runs(text)[0].entries
    assert [paper.title for paper in papers] == [
        "Mapreduce: Simplified data processing on large clusters",
        "Long short-term memory",
        "Deep residual learning for image recognition",
    ]
    assert papers[0].venue == "Communications of the ACM"
    assert papers[1].authors == ("Sepp Hochreiter", "Jürgen Schmidhuber")


def test_wrapped_list_without_labels() -> None:
    text = """\
References
Mark S. Granovetter. The strength of weak ties. American Journal of Sociology,
78(6):1360–1380, 1973.
Daniel Kahneman and Amos Tversky. Prospect theory: An analysis of decision under
risk. Econometrica, 47(2):263–291, 1979.
Published as a workshop paper at SOME 2026
James C. Scott. Seeing Like a State. Yale University Press, New Haven,
1998."""
    papers = runs(text)[0].entries
    assert [paper.authors[0] for paper in papers] == ["Mark S. Granovetter", "Daniel Kahneman", "James C. Scott"]


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("Timoth´ee Lacroix", "Timothée Lacroix"),
        ("Ga´bor Lugosi", "Gábor Lugosi"),
        ("Ondˇrej Bojar f¨ur", "Ondřej Bojar für"),
        ("Franc¸ois", "François"),
        ("Uber die quantenthe- ¨", "Über die quantenthe-"),
        ("eﬃcient ﬁelds", "efficient fields"),
        ("a ` b", "a ` b"),
    ],
)
def test_letters_are_mended(text: str, mended: str) -> None:
    assert mend_letters(text) == mended


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        (["Com-", "puter vision"], "Computer vision"),
        (["Support-", "vector networks"], "Support-vector networks"),
        (["Ming-", "Wei Chang"], "Ming-Wei Chang"),
        (["A. Di-", "Nola"], "A. DiNola"),
        (["pages 107–", "117"], "pages 107–117"),
        (["https://doi.org/10.1145/", "12345"], "https://doi.org/10.1145/12345"),
        (["CoRR", ",", "2018"], "CoRR, 2018"),
    ],
)
def test_broken_lines_are_joined(lines: list[str], joined: str) -> None:
    assert join_lines(lines, {"computer", "support", "vector", "vision"}.__contains__) == joined


# what is no list of references

NONE = dict(text.split("\n", 1) for text in (GOLDEN.parent / "no_references.txt").read_text("utf-8").split("\n== ")[1:])


@pytest.mark.parametrize("name", NONE)
def test_other_texts_are_no_references(name: str) -> None:
    assert titles(NONE[name]) == []


@pytest.mark.parametrize("text", ["Smith, J. (1999). " * 100_000, "a" * 1_000_000, "[" * 100_000, "´" * 100_000])
def test_a_huge_line_is_refused_unread(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bibliography, "parse_all", None)
    assert runs(text) == []


def test_a_long_list_of_something_else_is_not_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def parse_and_count(texts: Sequence[str]) -> list[Candidate]:
        asked.append(len(texts))
        return parse_all(texts)

    monkeypatch.setattr(bibliography, "parse_all", parse_and_count)
    assert runs(numbered("{}. ", ["Buy Milk, Eggs and Bread in 2019, again and again"] * 2000)) == []
    assert sum(asked) < 500


# properties

words = st.sampled_from(
    "Smith, J. JR and et al. (1999). 2004;12(3):4–5. “The Title”, of ‘a paper’ In: Proc. (Eds.) pp. 12 ——— [1] "
    "doi:10.1/x https://example.org/a «und» Überall 学习 // [J]. ´e ﬁ & … 1000 Consortium, van der".split()
)
references = st.lists(words, min_size=1, max_size=25).map(" ".join)


@given(references | st.text(max_size=200))
def test_words_cover_the_text_in_order(text: str) -> None:
    parts = words_of(text)
    assert "".join(part.text for part in parts) == re.sub(r"\s+", "", text)
    assert all(text[part.start : part.end] == part.text for part in parts)


@given(st.lists(references | st.text(max_size=80), max_size=6))
def test_every_word_has_one_label(texts: list[str]) -> None:
    entries = [[word.text for word in words_of(text)] for text in texts]
    for entry, tagged in zip(entries, tag_words(entries, one_style=True), strict=True):
        assert len(tagged.labels) == len(entry)
        assert set(tagged.labels) <= set(LABELS)
        assert 0 <= tagged.confidence <= 1
        for label in ("title", "author"):  # each is in one piece
            assert re.fullmatch("0*1*0*", "".join(str(int(own == label)) for own in tagged.labels))


@given(references | st.text(max_size=300))
def test_parsing_never_raises(text: str) -> None:
    paper = parse(text)
    assert paper.title is None or paper.title.strip() == paper.title


@given(st.lists(references | st.text(max_size=60) | st.sampled_from(PLAIN.splitlines()), max_size=12).map("\n".join))
def test_reading_never_raises_and_runs_are_in_order(text: str) -> None:
    lines = text_lines(text)
    free = 0
    for run in bibliography.read(lines):
        assert free <= run.first < run.end <= len(lines)
        free = run.end


@given(references)
def test_authors_end_inside_the_entry(text: str) -> None:
    looks = [look(word.text) for word in words_of(text)]
    assert 0 <= authors_end(looks) <= len(looks)


# the model


def test_model_is_small_and_its_licence_stands_beside_it() -> None:
    assert (DATA / "references.bin").stat().st_size < 1_000_000
    licence = (DATA / "references.LICENSE.txt").read_text("utf-8")
    assert "anystyle" in licence
    assert "Redistribution and use in source and binary forms" in licence


def test_model_has_a_row_of_weights_for_every_trait() -> None:
    model = read_model()
    assert model.word_table.shape == (len(model.words) + 1, len(OFFSETS), len(LABELS))
    assert model.place_table.shape == (len(model.places) + 1, len(LABELS))
    assert not model.word_table[0].any()
    assert np.isfinite(model.steps).all()
    assert set(model.label_of) == set(range(len(LABELS)))
