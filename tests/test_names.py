"""Names as BibTeX takes them apart, and as they are written for it."""

from __future__ import annotations

import pytest
from bibtexparser.middlewares.names import parse_single_name_into_parts
from hypothesis import given
from hypothesis import strategies as st

from readlist.formats.bibtex.people import author_field
from readlist.latex.characters import decode_accents
from readlist.model.names import Name, parse_name


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Ann Lee", "Lee, Ann"),
        ("Lee, Ann", "Lee, Ann"),
        ("Jan van der Berg", "van der Berg, Jan"),
        ("van der Berg, Jan", "van der Berg, Jan"),
        ("Charles de la Vallée Poussin", r"de la Vall{\'e}e Poussin, Charles"),
        ("Siqi fan", "fan, Siqi"),
        ("bell hooks", "hooks, bell"),
        ("D M Gray", "Gray, D M"),
        ("Zhen Leng Thai", "Thai, Zhen Leng"),
        # suffixes, which BibTeX takes for family names
        ("Sammy Davis Jr.", "Davis, Jr., Sammy"),
        ("Sammy Davis, Jr.", "Davis, Jr., Sammy"),
        ("Davis, Jr., Sammy", "Davis, Jr., Sammy"),
        ("Davis Jr., Sammy", "Davis, Jr., Sammy"),
        ("John Smith III", "Smith, III, John"),
        ("John van Smith Sr", "van Smith, Sr, John"),
        ("King Jr.", "{King Jr.}"),
        # groups
        ("MiniCPM Team", "{MiniCPM Team}"),
        ("OpenAI", "{OpenAI}"),
        ("DeepSeek-AI", "{DeepSeek-AI}"),
        ("01.AI", "{01.AI}"),
        ("R&D Group", r"{R\&D Group}"),
        ("AI@Meta", "{AI@Meta}"),
        ("Group, Inc.", "{Group, Inc.}"),
        ("A and B", "{A and B}"),
        ("王小明", "{王小明}"),
        ("山田 太郎", "{山田 太郎}"),
        ("de Gaulle", "{de Gaulle}"),
        # letters
        ("Ömer Öztürk", r"{\"O}zt{\"u}rk, {\"O}mer"),
        (r"\"Omer {\"O}zt{\"{u}}rk", r"{\"O}zt{\"u}rk, {\"O}mer"),
        ("Łukasz Kaiser", r"Kaiser, {\L}ukasz"),
        ("Nguyễn Ánh", r"{\'A}nh, Nguy{\~{ê}}n"),
        ("Đỗ Ứng", r"{\'U}ng, {\DJ}{\~{ô}}"),
        ("İpek Şen", r"{\c{S}}en, {\.I}pek"),
        ("Martín Díaz", r"D{\'i}az, Mart{\'i}n"),
        ("Ioan Pașca", r"Pa{\textcommabelow{s}}ca, Ioan"),
        ("Василий Пупкин", "Пупкин, Василий"),
        ("Γιώργος Σεφέρης", "Σεφέρης, Γιώργος"),
        ("O’Brien Pat", "Pat, O'Brien"),
        # what no name holds
        ("Jane Doe*†", "Doe, Jane"),
        ("50% of {Evil}\\", "{50 of Evil}"),
        ("Ann\u202e\x1b[31m Lee\u200b", "Lee, Ann"),
        ("Ann ~ --- Lee", "Lee, Ann"),
    ],
)
def test_a_name(name: str, written: str) -> None:
    assert author_field([name], False, "bibtex") == (written,)


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Ömer Öztürk", "Öztürk, Ömer"),
        ("Василий Пупкин", "Пупкин, Василий"),
        ("محمد علي", "علي, محمد"),
        (r"{\'E}mile \v{S}tefan", "Štefan, Émile"),
    ],
)
def test_biblatex_keeps_scripts(name: str, written: str) -> None:
    assert author_field([name], False, "biblatex") == (written,)


def test_a_script_without_macros_is_not_cut_into_initials() -> None:
    assert author_field(["محمد علي"], False, "bibtex") == ("{محمد علي}",)


@pytest.mark.parametrize(
    "authors",
    [
        ["Ann Lee", "et al."],
        ["Ann Lee et al."],
        ["Ann Lee, et al"],
        ["Ann Lee", "others"],
        ["Ann Lee and others"],
        ["Ann Lee", "…"],
    ],
)
def test_et_al_is_a_last_others(authors: list[str]) -> None:
    assert author_field(authors, False, "bibtex") == ("Lee, Ann", "others")


def test_the_lists_own_et_al_and_empty_names() -> None:
    assert author_field(["", " , ", "Ann Lee", "*"], True, "bibtex") == ("Lee, Ann", "others")
    assert author_field(["et al."], True, "bibtex") == ()
    assert author_field([], True, "bibtex") == ()


@pytest.mark.parametrize(
    "name",
    [
        "Ludwig van Beethoven",
        "Jean de La Fontaine",
        "Knuth, Donald E.",
        "Ngo Anh Vien",
        "Beeblebrox, IV, Zaphod",
        "Maria dos Santos e Silva",
    ],
)
def test_parts_are_those_of_bibtex(name: str) -> None:
    theirs, mine = parse_single_name_into_parts(name), parse_name(name)
    assert mine == Name(" ".join(theirs.last), " ".join(theirs.first), " ".join(theirs.von), " ".join(theirs.jr))


WORDS = ("Ann", "Lee", "Kühn", "van", "der", "de", "la", "von", "Ömer", "Garcia-Marquez", "O'Brien", "D.", "M")
words = st.sampled_from(WORDS)


@given(st.lists(words, min_size=2, max_size=6))
def test_what_is_written_is_read_as_meant(name: list[str]) -> None:
    mine = parse_name(" ".join(name))
    (text,) = author_field([" ".join(name)], False, "bibtex")
    if not mine.group:
        theirs = parse_single_name_into_parts(text)
        assert decode_accents(" ".join(theirs.first)) == mine.first
        assert decode_accents(" ".join(theirs.von + theirs.last)) == " ".join(filter(None, (mine.von, mine.last)))


def test_stacked_accents_keep_the_inner_letter_whole() -> None:
    # biber 2.18 loses the outer of two accents that are both macros
    assert author_field(["Hội Ồn"], False, "bibtex") == (r"{\`{Ô}}n, H{\d{ô}}i",)
