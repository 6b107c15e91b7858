"""Citation keys: family name, year, first telling word of the title."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import readlist
from readlist.model.citekeys import base_key, first_word, free_key


@pytest.mark.parametrize(
    ("authors", "year", "title", "key"),
    [
        (["Xinrong Zhang", "Yingfa Chen"], 2024, "∞Bench: Extending Long Context", "zhang2024infbench"),
        (["Xinrong Zhang"], 2024, r"$\infty$Bench: Extending Long Context", "zhang2024infbench"),
        (["MiniCPM Team", "Wenhao An"], 2024, "MiniCPM-SALA: Hybridizing", "minicpm2024minicpm"),
        (["OpenAI"], 2023, "GPT-4 Technical Report", "openai2023gpt"),
        (["The LIGO Collaboration"], 2016, "Observation of Waves", "ligo2016observation"),
        (["01.AI"], 2024, "Yi: Open Models", "x01ai2024yi"),
        (["Ömer Öztürk"], 2021, "On the Nature of Things", "ozturk2021nature"),
        (["Łukasz Kaiser"], 2017, "One Model", "kaiser2017one"),
        (["王小明"], 2020, "β-VAE", "wangxiaoming2020beta"),
        (["Василий Пупкин"], 2001, "Θεωρία", "pupkin2001theoria"),
        ([r"J{\"o}rg M{\"u}ller"], 2001, "Wo?", "muller2001wo"),
        (["Jan van der Berg"], 2020, "The 1993 South", "berg2020south"),
        (["van der Berg, Jan"], 2020, "South", "berg2020south"),
        (["Sammy Davis Jr."], 1999, "Yes I Can", "davis1999yes"),
        (["et al.", "", "Ann Lee"], 2020, "P-tuning", "lee2020ptuning"),
        ([], 2020, "Scaling Laws", "anon2020scaling"),
        (["Ann Lee"], None, "Scaling Laws", "leendscaling"),
        ([], None, "How to Set the Batch Size", "anonndset"),
        (["Ann Lee"], 2020, "Why?", "lee2020why"),
        (["Ann Lee"], 2020, "…", "lee2020"),
    ],
)
def test_the_key(authors: list[str], year: int | None, title: str, key: str) -> None:
    assert base_key(authors, year, title) == key


def test_a_title_without_spaces_does_not_become_the_key() -> None:
    assert len(base_key(["王小明" * 30], 2020, "注意力机制研究" * 30)) <= 52


@given(st.lists(st.text(max_size=30), max_size=3), st.none() | st.integers(1900, 2100), st.text(max_size=60))
def test_every_key_is_portable(authors: list[str], year: int | None, title: str) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9]*", base_key(authors, year, title))


@given(st.text(max_size=60))
def test_a_word_is_lower_case_ascii(title: str) -> None:
    assert re.fullmatch(r"[a-z0-9]*", first_word(title))


def test_suffixes_in_order() -> None:
    taken: set[str] = set()
    keys = []
    for _ in range(30):
        keys.append(free_key("lee2020x", taken))
        taken.add(keys[-1])
    assert keys[:3] == ["lee2020x", "lee2020xa", "lee2020xb"]
    assert keys[26:29] == ["lee2020xz", "lee2020xaa", "lee2020xab"]
    assert len(set(keys)) == 30


def test_the_last_of_thousands_is_found_without_asking_for_all() -> None:
    class Counted(set[str]):
        asked = 0

        def __contains__(self, key: object) -> bool:
            self.asked += 1
            return super().__contains__(key)

    taken = Counted()
    for _ in range(3000):
        taken.add(free_key("lee2020x", taken))
    assert len(taken) == 3000
    assert {"lee2020xzz", "lee2020xaaa"} <= set(taken)
    assert taken.asked < 60 * 3000


def test_keys_are_unique_ignoring_case() -> None:
    assert free_key("Lee2020X", {"lee2020x"}) == "Lee2020Xa"


def test_keys_of_plain_names_load_nothing_heavy() -> None:
    code = (
        "import sys; from readlist.model.citekeys import base_key; base_key(['Ann Lee'], 2020, 'Scaling');"
        "heavy = {'anyascii', 'bibtexparser', 'pylatexenc', 'textual', 'tinydb'}; print(heavy & sys.modules.keys())"
    )
    home = Path(readlist.__file__).parents[1]
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=home)
    assert done.stdout.strip() == "set()"
