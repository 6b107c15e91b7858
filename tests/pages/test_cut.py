"""The cut of glued title/author lines: golden lines, properties, hostile input, names already known."""

import json
import os
import re
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from readlist.pages import cut as cutting
from readlist.pages import cut_traits, cut_words
from readlist.pages.cut import Cut, cut, looks_like_authors, read_authors
from readlist.pages.cut_words import WEIGHTS

Line = dict[str, Any]
SEEDS = os.environ.get("READLIST_SEEDS", "")
needs_seeds = pytest.mark.skipif(not SEEDS, reason="READLIST_SEEDS names no folder")


def glue(line: Line) -> str:
    """The line as the page shows it."""
    affiliations = f" · {', '.join(line['affiliations'])}" if line["affiliations"] else ""
    return f"{line['title']}{', '.join(line['authors'])}{' et al.' if line['et_al'] else ''}{affiliations}"


def is_exact(line: Line, found: Cut | None) -> bool:
    return found is not None and (found.title, found.authors, found.et_al, found.affiliations) == (
        line["title"],
        tuple(line["authors"]),
        line["et_al"],
        tuple(line["affiliations"]),
    )


def read_lines(path: Path) -> list[Line]:
    return [json.loads(text) for text in path.read_text(encoding="utf-8").splitlines()]


LINES = read_lines(Path(__file__).with_name("cut_lines.jsonl"))


def read_classes() -> list[Line]:
    """Lines by what makes them awkward ("oneword", "particle", "team"); "venue" are ordinary ones."""
    lines = []
    for text in Path(__file__).with_name("cut_classes.txt").read_text(encoding="utf-8").splitlines():
        if not text.startswith("#"):
            kind, title, authors = text.split(" | ")
            names, et_al = read_authors(authors)
            lines.append({"kind": kind, "title": title, "authors": [*names], "et_al": et_al, "affiliations": []})
    return lines


CLASSES = read_classes()


def wrong_ones(lines: list[Line]) -> list[tuple[Line, Cut | None]]:
    return [(line, found) for line in lines if not is_exact(line, found := cut(glue(line)))]


# -- golden ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "rate"), [("natural", 0.995), ("hard", 0.97)])
def test_golden_lines(kind: str, rate: float) -> None:
    lines = [line for line in LINES if line["kind"] == kind]
    wrong = wrong_ones(lines)
    assert len(lines) >= 100
    assert 1 - len(wrong) / len(lines) >= rate, wrong


def test_ordinary_lines_of_all_venues_and_decades() -> None:
    lines = [line for line in CLASSES if line["kind"] == "venue"]
    assert len(lines) >= 200
    assert not wrong_ones(lines)
    assert not [line for line in lines if (found := cut(glue(line))) is None or found.to_check]


def test_awkward_lines() -> None:
    lines = [line for line in CLASSES if line["kind"] != "venue"]
    wrong = wrong_ones(lines)
    assert len(lines) >= 400
    assert len(wrong) <= 0.01 * len(lines), wrong
    assert all(found is None or found.to_check for _, found in wrong), wrong


def test_awkward_titles_with_awkward_names() -> None:
    """Any title of the awkward ones before any names of them: more than any page holds."""
    random = Random(11)
    lines = [line for line in CLASSES if line["kind"] != "venue"]
    mixed = [{**random.choice(lines), "title": random.choice(lines)["title"]} for _ in range(1500)]
    wrong = wrong_ones(mixed)
    assert len(wrong) <= 0.015 * len(mixed), wrong
    assert sum(found is None or found.to_check for _, found in wrong) >= 0.8 * len(wrong), wrong


def test_it_knows_when_it_is_unsure() -> None:
    wrong = wrong_ones(LINES)
    marked = [line for line in LINES if (found := cut(glue(line))) is None or found.to_check]
    assert len(marked) <= 0.03 * len(LINES)
    assert sum(found is None or found.to_check for _, found in wrong) >= 0.8 * len(wrong)


@pytest.mark.parametrize(
    ("title", "authors"),
    [
        ("MiniCPM-SALA: Modeling", "MiniCPM Team, Wenhao An, Yingfa Chen et al."),
        ("Technical Report", "Qwen Team"),
        ("GPT-4 Technical Report", "OpenAI, :, Josh Achiam et al."),
        ("Search Agents and LLMs", "DeepSeek-AI"),
        ("A Cohort Study in the United Kingdom", "E. Ruth Palmer"),
        ("Notes on sea ice: growth, decay and use", "W F Weeks, S F Ackley"),
        ("Scaling LLMs", "Yiran shen, Xu Li"),
        ("Revenge of the ViT", "Hugo Touvron, Matthieu Cord"),
        ("Learning to Walk in 3D", "John Smith, Ann Lee"),
        ("A Dialogue Survey", "ChaeHun Park, Jane Doe"),
        ("Sampling in Diffusion", "Angus McKinley"),
        ("Sampling Molecules with Diffusion", "zhiyuan xu, Wei Liu, jing he et al."),
        ("Neural Networks", "Nicola De Cao, Ivan Titov"),
        ("Entangled Quantum States", "Shun'ichi Amari, Kenji Fukumizu"),
        ("Bounds on $SU(N)$", "Łukasz Nowak"),
        ("Why (Not [Now]) (rBOT)", "Hyeon Seo, Clément Marchand"),
        ("Is This “Reading”?", "Ioannis Metaxas, Elena Ricci"),
        ("Poems, Prose, Plays", "Anthropic"),
        ("Maps, Poses and Plans in Driving", "Rui Fang, Lei Hu"),
        ("Collisions at 13 TeV", "CMS Collaboration"),
        ("A STUDY OF ICE SHEETS", "J F Nye"),
        ("Open Foundation Models", "01. AI, Alex Young, Bei Chen et al."),
        ("Deep Learning", "王小明, 李华"),
        ("Discourse Parsing", "AiTi Aw, YiWei Lu"),
        ("Hybrid Networks in PennyLane", "Maria Schuld, Nathan Killoran"),
        ("$100K or 100 Days: Trade-offs", "E. F. Codd"),
        ("Robust Prompts 🔥", "Burton H. Bloom"),
        ("Recall (of an unclosed bracket", "Barbara Liskov"),
        ("Workflows for genomics", "The Galaxy Community"),
        ("Dark Matter Searches with XENON1T", "XENON Collaboration, E. Aprile, J. Aalbers et al."),
        ("Styles and MlBibTeX", "Jean-Michel Hufflen"),
        ("On the Meaning of \u2018Reading\u2019", "Ai Ti Aw, Chng Eng Siong"),
        ("The Gödel Type Theory", "The Univalent Foundations Program"),
        ("Sense, Plan, Act", "XiaoLi Ma, LiMin Wang"),
    ],
)
def test_special_kinds(title: str, authors: str) -> None:
    found = cut(title + authors)
    assert found is not None
    assert (found.title, found.authors, found.et_al) == (title, *read_authors(authors))


@pytest.mark.parametrize(
    "tail",
    [
        " et al.",
        " et al",
        ", et al.",
        " et al.,",
        "  et\u00a0al. ",
        " et al. ·  tsinghua,  mit ",
        " et al. · tsinghua, mit,",
    ],
)
def test_dirty_ends(tail: str) -> None:
    found = cut(f"\u00a0Deep  Residual LearningKaiming He,\u00a0Xiangyu Zhang,  Shaoqing Ren{tail}")
    assert found is not None
    assert found.title == "Deep Residual Learning"
    assert found.authors == ("Kaiming He", "Xiangyu Zhang", "Shaoqing Ren")
    assert found.et_al
    assert found.affiliations == (("tsinghua", "mit") if "·" in tail else ())


@pytest.mark.parametrize(
    "line",
    [
        "",
        " ",
        ",,,",
        "et al.",
        "Load more",
        "18 Papers",
        "We study the problem of learning halfspaces, and give an algorithm.",
        "Attention Is All You Need",
    ],
)
def test_other_lines_have_no_cut(line: str) -> None:
    assert cut(line) is None


# -- names that are known --------------------------------------------------------------------------------


def test_known_names_decide_ties() -> None:
    line = "Attacks by DDOSY Li, Wei Chen"  # DDOS by Y Li, or DDO by SY Li
    for title, author in (("Attacks by DDOS", "Y Li"), ("Attacks by DDO", "SY Li")):
        found = cut(line, known={author.casefold()})
        assert found is not None
        assert (found.title, found.authors) == (title, (author, "Wei Chen"))


def test_known_names_are_folded() -> None:
    line = "Quantized Layers of the ViTÁngel Díaz"
    free, known = cut(line), cut(line, known={"angel diaz"})
    assert free is not None
    assert known is not None
    assert known.authors == ("Ángel Díaz",)
    assert known.confidence >= free.confidence


# -- author lists on their own ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "names", "et_al"),
    [
        ("A B, C D et al.", ("A B", "C D"), True),
        ("Ada Lovelace", ("Ada Lovelace",), False),
        ("OpenAI, :, Josh Achiam et al.", ("OpenAI", ":", "Josh Achiam"), True),
        (" A B ,\u00a0 C D, et al", ("A B", "C D"), True),
        ("Zoé Metal", ("Zoé Metal",), False),
        ("", (), False),
    ],
)
def test_read_authors(text: str, names: tuple[str, ...], et_al: bool) -> None:
    assert read_authors(text) == (names, et_al)


def test_author_lists_are_told_from_titles() -> None:
    lists = [", ".join(line["authors"]) + (" et al." if line["et_al"] else "") for line in LINES]
    assert sum(map(looks_like_authors, lists)) >= 0.97 * len(lists)
    titles = [line["title"] for line in LINES]
    assert sum(map(looks_like_authors, titles)) <= 0.03 * len(titles)
    assert not looks_like_authors("We propose a new method, and show that it works.")
    assert not looks_like_authors("Ada Lovelace, Alan Turing, Grace Hopper, John Backus")


# -- properties ------------------------------------------------------------------------------------------

PIECES = st.sampled_from(
    [
        *["Deep", "LLMs", "ViT", "3D", "(", ")", "$", "?", "\u201c", "\u201d", '"', "'", "\u2019"],
        *["-", ":", "·"],
        *[",", ", ", " ", "\u00a0", " et al.", " et al", "Kaiming He", "xiaofei", "D M", "OpenAI", "Team"],
        *["王小明", "É", "ß", "ŉ", "ǆ", "İ", "\u0301", "01. AI", "xAI"],
    ]
)
TEXTS = st.one_of(st.text(), st.lists(PIECES, max_size=25).map("".join))


def squeezed(text: str) -> str:
    """The text without white space, dots and commas: what a cut may not change."""
    return re.sub(r"[\s,.]", "", text)


@given(TEXTS)
@example("aet al.·b")
@example("Xet al.")
def test_nothing_is_lost_or_invented(line: str) -> None:
    found = cut(line)
    if found is None:
        return
    assert found.title
    assert 1 <= len(found.authors) <= cutting.MAX_SHOWN
    assert all(found.authors)
    assert 0 <= found.confidence <= 1
    et_al = "et al." if found.et_al else ""
    affiliations = "·" + ",".join(found.affiliations) if found.affiliations else ""
    together = squeezed(f"{found.title}{','.join(found.authors)}{et_al}{affiliations}")
    assert together.casefold() == squeezed(line).casefold()
    assert cut(line) == found


@given(TEXTS)
def test_author_lists_never_raise(text: str) -> None:
    names, _ = read_authors(text)
    assert all(names)
    looks_like_authors(text)


@given(st.sampled_from(LINES), st.sampled_from(["", " ", "\u00a0 "]))
def test_white_space_changes_nothing(line: Line, space: str) -> None:
    text = glue(line)
    assert cut(space + text.replace(" ", " " + space) + space) == cut(text)


def test_every_trait_has_a_weight() -> None:
    """Traits are built from literals in the code; every literal that reads like one must be weighed."""
    groups = "|".join({trait.split()[0] for trait in WEIGHTS if " " in trait})
    for module in (cut_words, cut_traits, cutting):
        source = Path(str(module.__file__)).read_text(encoding="utf-8")
        for literal in re.findall(rf'"((?:{groups}) [a-zM ]+)"', source):
            assert literal in WEIGHTS or f"{literal} " in source, literal
    for meaning in ("name", "word", "neutral"):
        assert {f"sound {meaning}", f"end sounds {meaning}"} <= WEIGHTS.keys()


# -- hostile input ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        "," * 2_000_000,
        "Ab" * 2_500_000,
        "A, " * 1_500_000 + "et al.",
        " " * 5_000_000 + "x",
        "([{" * 1_000_000,
        "$" * 3_000_000,
        "Deep Learning" + "Kaiming He, " * 400_000 + "et al. · " + "a, " * 100_000,
        "et al. " * 500_000,
        "·" * 2_000_000,
        "a" * 3990 + "B c",
        "aB" * 1990 + " c",
        "((((" * 990 + "aB c, D e",
        "word" * 980 + "wu li, A b",
    ],
)
def test_hostile_lines_end(line: str) -> None:
    cut(line)
    looks_like_authors(line)


def test_only_the_end_of_a_line_is_searched(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at: list[int] = []
    original = cut_traits.divided_traits

    def counting(left: str, right: str) -> list[str]:
        looked_at.append(len(left))
        return original(left, right)

    monkeypatch.setattr(cutting, "divided_traits", counting)
    cut("aB" * 1990 + " c, D e, F g et al.")
    assert len(looked_at) <= cutting.MAX_SHOWN * cutting.MAX_NAME
    assert max(looked_at, default=0) <= cutting.MAX_NAME + 1


# -- lines of real pages ---------------------------------------------------------------------------------


@needs_seeds
def test_development_lines() -> None:
    lines = read_lines(Path(SEEDS) / "splits" / "dev.jsonl")
    wrong = [(line, found) for line in lines if not is_exact(line, found := cut(line["glued"]))]
    assert 1 - len(wrong) / len(lines) >= 0.995, wrong


@needs_seeds
def test_compact_pages() -> None:
    paths = sorted(Path(SEEDS, "gold").glob("*.json"))
    pages = [json.loads(path.read_text(encoding="utf-8")) for path in paths]
    papers = [paper for page in pages if page["layout"] == "compact" for paper in page["papers"]]
    assert papers
    wrong = [(paper, found) for paper in papers if not is_exact(paper, found := cut(paper["glued"]))]
    assert not wrong
