"""Interest and related papers on the command line."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest

from readlist.platform.paths import cache_folder, sample_pages
from tests.cli.conftest import MAPS, NEWEST, SMALL, SPARSE, Readlist
from tests.cli.test_processes import imported
from tests.conftest import SEEDS, needs_seeds


@pytest.fixture
def samples(readlist: Readlist) -> Readlist:
    assert readlist("import", *sample_pages(), "--as-of", "2023-12-15").code == 0
    return readlist


def listed(readlist: Readlist, *words: str) -> list[dict[str, Any]]:
    papers: list[dict[str, Any]] = readlist("list", *words, "--sort", "interest", "--json").json
    return papers


def test_papers_are_listed_by_interest_with_reasons_that_sum_to_it(samples: Readlist) -> None:
    samples("queue", "add", "vaswani2017attention", "gu2023mamba")
    samples("mark", "skip", "kirillov2023segment")
    papers = listed(samples)
    interests = [paper["interest"] for paper in papers]
    assert interests == sorted(interests, reverse=True)
    assert interests[0] > 70 > 20 > interests[-1]
    for paper in papers:
        total = sum(points for _, points in paper["interest_because"])
        assert round(100 / (1 + math.exp(-total))) == pytest.approx(paper["interest"], abs=1)
    assert samples.show("gu2023mamba")["interest"] == next(p["interest"] for p in papers if p["key"] == "gu2023mamba")


def test_kept_papers_alone_are_enough(samples: Readlist) -> None:
    samples("mark", "read", "vaswani2017attention", "gu2023mamba")
    assert listed(samples)[0]["interest"] is None  # read alone tells nothing
    samples("mark", "star", "vaswani2017attention", "gu2023mamba")
    best = [paper["key"] for paper in listed(samples, "-is:read")]
    assert {"kitaev2020reformer", "dehghani2018universal"} <= set(best[:4])
    assert best.index("viazovska2016sphere") > len(best) // 2


def test_two_runs_print_the_same_byte_for_byte(samples: Readlist) -> None:
    samples("queue", "add", "vaswani2017attention")
    assert samples("list", "--sort", "interest", "--json").out == samples("list", "--sort", "interest", "--json").out


def test_undo_unlearns(samples: Readlist) -> None:
    samples("queue", "add", "vaswani2017attention")
    before = listed(samples)
    samples("mark", "skip", "gu2023mamba")
    assert [p["interest"] for p in listed(samples)] != [p["interest"] for p in before]
    samples("undo")
    assert listed(samples) == before


def test_without_anything_kept_the_order_is_by_date_and_says_why(filled: Readlist) -> None:
    ran = filled("list", "--sort", "interest")
    assert ran.told == ["readlist: nothing to learn from yet: queue or star some papers first; newest first until then"]
    assert filled.keys("--sort", "interest") == NEWEST
    filled("mark", "skip", MAPS)
    assert {paper["interest"] for paper in listed(filled)} == {None}


def test_off_is_off(filled: Readlist, file: Path) -> None:
    filled("queue", "add", SMALL)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("[interest]\nlearn = false\n", encoding="utf-8")
    ran = filled("list", "--sort", "interest")
    assert ran.told == ["readlist: interest is turned off: set learn = true under [interest] in config.toml"]
    assert filled.show(SMALL)["interest"] is None
    assert "interest" not in filled("stats").out
    assert not list(cache_folder().glob("interest*"))


@pytest.mark.parametrize("command", [["list", "--sort", "interest", "--json"], ["show", SMALL, "--json"], ["stats"]])
def test_where_nothing_can_be_learned_numpy_is_not_imported(filled: Readlist, command: list[str]) -> None:
    filled("mark", "read", SMALL)
    filled("mark", "skip", SPARSE)
    assert "numpy" not in imported(*command)
    assert not list(cache_folder().glob("interest*"))


def test_the_order_is_the_same_from_files_of_every_format(samples: Readlist, tmp_path: Path) -> None:
    """Papers are imported and kept, then others are: title, abstract and authors order these, and nothing else."""
    keys = [paper["key"] for paper in samples("list", "--json").json if paper["abstract"]]
    samples("mark", "star", *keys[::8])
    samples("mark", "skip", *(key for n, key in enumerate(keys) if n % 8))
    orders = []
    for form in ("bibtex", "ris", "csl-json"):
        library = tmp_path / form
        for query in ("is:starred", "is:skipped"):
            file = tmp_path / f"{query[3:]} {form}"
            samples("export", query, "--format", form, "-o", file)
            samples("import", file, "--library", library)
            if query == "is:starred":
                own = samples.keys("--library", str(library))
                samples("mark", "read", "--library", library, *own)
                samples("mark", "star", "--library", library, *own)
        rows = samples("list", "is:inbox", "--sort", "interest", "--json", "--library", library).json
        orders.append([(paper["title_text"], paper["interest"]) for paper in rows])
    assert len(orders[0]) > 40
    assert orders[0] == orders[1] == orders[2]


def test_related_papers_and_what_they_have_in_common(samples: Readlist) -> None:
    ran = samples("related", "vaswani2017attention", "--limit", "3")
    assert ran.code == 0
    assert len([line for line in ran.out.splitlines() if line[:3].strip()]) == 3
    found = samples("related", "vaswani2017attention", "--json").json
    assert len(found) == 10
    assert all(set(near) == {"key", "title_text", "nearness", "because"} for near in found)
    assert "vaswani2017attention" not in [near["key"] for near in found]
    assert all(near["because"] for near in found)
    assert [n["nearness"] for n in found] == sorted((n["nearness"] for n in found), reverse=True)


def test_related_needs_a_paper_and_a_number(filled: Readlist) -> None:
    assert filled("related", "nobody").code == 1
    assert filled("related", SPARSE, "--limit", "0").code == 2


def test_statistics_say_how_far_interest_is_known(samples: Readlist) -> None:
    samples("queue", "add", "vaswani2017attention")
    assert "interest: decide about 10 papers first (1 so far)" in samples("stats").out
    assert samples("stats", "--json").json["interest"] is None


@needs_seeds
def test_ten_decisions_for_experts_and_against_editing_order_the_seeds(readlist: Readlist) -> None:
    assert SEEDS is not None
    readlist("import", *sorted((SEEDS / "seeds").glob("*.txt")), "--as-of", "2026-06-01")
    readlist("queue", "add", "song2026deco", "tian2025towards", "song2025blockffn", "zeng2024turn", "ling2025every")
    readlist("mark", "skip", "huang2024commonsense", "huang2024reasons", "chen2024robust")
    readlist("mark", "skip", "huang2025capability", "si2023readin")
    best = listed(readlist, "is:inbox")[:10]
    texts = [f"{paper['title_text']} {paper['abstract']}" for paper in best]
    assert sum(any(word in text for word in ("xpert", "pars", "MoE")) for text in texts) >= 7  # of 13 in the inbox
    assert not [text for text in texts if "Edit" in text]
