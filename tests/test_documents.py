"""What README and manual show is what there is: pages, links, commands; and their examples are run as they stand."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from readlist import manual
from readlist.cli.parser import VERBS, whole_parser
from readlist.platform.config import load
from readlist.platform.paths import sample_pages
from tests.documents import README, ROOT, documents
from tests.lookup.server import World, serving
from tests.lookup.world import Work
from tests.man_page import subparsers

TEXTS = {path.stem: path.read_text(encoding="utf-8") for path in documents()}
MOST_LINES = {"README": 250, "commands": 250, "json": 250}  # generated, a line for each option or name
MOST_LINES_OF_A_PAGE = 150
EXAMPLES_FIRST = ("README", "import", "search")
"""Whose commands are run in every run; those of the others, about 200 processes, in the long one."""

WORKS = [
    Work("Mamba: Linear-Time Sequence Modeling with Selective State Spaces", ("Albert Gu", "Tri Dao"), "2023-12-01",
         "2312.00752", category="cs.LG"),
    Work("Attention Is All You Need", ("Ashish Vaswani", "Noam Shazeer"), "2017-06-12", "1706.03762"),
    Work("Optuna: A Next-generation Hyperparameter Optimization Framework", ("Takuya Akiba", "Shotaro Sano"),
         "2019-07-25", doi="10.1145/3292500.3330701", venue="Knowledge Discovery and Data Mining"),
]  # fmt: skip
"""What the services know that the examples ask."""


def blocks(document: str, language: str) -> list[str]:
    """The code of a document in a language."""
    return re.findall(rf"(?ms)^```{language}\n(.*?)^```$", TEXTS[document])


def with_code(language: str) -> list[str]:
    return [document for document in TEXTS if blocks(document, language)]


# the examples


@pytest.fixture(scope="module")
def first_shell(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with pages, a library of them in a home, a command ``readlist``, and a fzf that takes the first line."""
    folder = tmp_path_factory.mktemp("shell")
    for name in ("bin", "done", "home"):
        (folder / name).mkdir()
    shutil.copytree(sample_pages()[0].parent, folder / "pages")
    for name, does in (("readlist", f'exec "{sys.executable}" -m readlist "$@"'), ("fzf", "head -n 1")):
        program = folder / "bin" / name
        program.write_text(f"#!/bin/sh\n{does}\n", encoding="utf-8")
        program.chmod(0o755)
    run(folder, "readlist import pages/*.txt --as-of 2023-12-15")
    run(folder, "readlist queue add dettmers2023qlora rafailov2023direct; readlist mark star gu2023mamba")
    return folder


@pytest.fixture
def shell(first_shell: Path, tmp_path: Path) -> Path:
    """A copy of it for one document."""
    shutil.copytree(first_shell, tmp_path / "shell")
    return tmp_path / "shell"


@pytest.fixture
def services() -> Iterator[str]:
    """A configuration in which the services are on this machine."""
    with serving(World(works=WORKS)) as world:
        asked = world.services()
        names = ("arxiv", "crossref", "semantic_scholar", "openalex")
        yield "\n".join(["[services]", "spacing = 0", *(f'{name} = "{getattr(asked, name)}"' for name in names)])


def run(folder: Path, script: str, **more: str) -> str:
    """What a script prints that ends well, in a home of its own."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "READLIST_"))}
    env |= {"PATH": f"{folder / 'bin'}{os.pathsep}{env['PATH']}", "PYTHONPATH": str(ROOT), "HOME": str(folder / "home")}
    ran = subprocess.run(
        ["bash", "-c", f"set -euo pipefail\n{script}"], cwd=folder, env={**env, **more},
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    assert "Traceback" not in ran.stderr
    return ran.stdout


@pytest.mark.parametrize(
    "document", [pytest.param(d, marks=[] if d in EXAMPLES_FIRST else pytest.mark.long) for d in with_code("sh")]
)
def test_the_commands_of_a_document_do_what_it_says(document: str, shell: Path, services: str) -> None:
    script = "\n".join(f"cd {shell}\n{block}" for block in blocks(document, "sh"))
    if missing := [program for program in ("jq", "git") if f"{program} " in script and not shutil.which(program)]:
        pytest.skip(f"{missing[0]} is not installed")
    if "config.toml" not in script:  # which has a configuration of its own
        (shell / "config.toml").write_text(services, encoding="utf-8")
    more = {} if "config.toml" in script else {"READLIST_CONFIG": str(shell / "config.toml")}
    run(shell, script, **more)
    if "done/" in script:
        assert len(list((shell / "done").iterdir())) == len(sample_pages())
    for file in re.findall(r" -o (\S+\.bib)", script):
        assert (shell / file).read_text(encoding="utf-8").startswith("@misc{")


@pytest.mark.parametrize("document", with_code("python"))
def test_the_programs_of_a_document_run(document: str, shell: Path) -> None:
    before = run(shell, "readlist list tag:to-cite")
    (shell / "program.py").write_text("\n".join(blocks(document, "python")), encoding="utf-8")
    run(shell, f"{sys.executable} program.py")
    assert run(shell, "readlist list tag:to-cite") != before


@pytest.mark.parametrize("document", with_code("toml"))
def test_the_settings_of_a_document_have_no_mistake(
    document: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "config.toml"
    monkeypatch.setenv("READLIST_CONFIG", str(file))
    for block in blocks(document, "toml"):
        file.write_text(block, encoding="utf-8")
        assert load().mistakes == ()
        assert load().settings != type(load().settings)()


# what they point to


@pytest.mark.parametrize("document", TEXTS)
def test_every_command_a_document_names_is_there_with_its_options(document: str) -> None:
    parsers = {name: parser for name, _, parser in subparsers(whole_parser())}
    named = re.findall(r"`(readlist(?: [^`\n]*)?)`", TEXTS[document])
    named += [c for b in blocks(document, "sh") for c in re.findall(r"(?m)(?:^|[|(]\s*)(readlist [^|$\n)]*)", b)]
    for command in named:
        words = command.split()[1:]
        if words[:1] == ["--library"]:
            words = words[2:]
        if not words or not words[0].isalpha() or words[0].isupper():
            continue
        assert words[0] in parsers, command
        known = dict(parsers[words[0]]._option_string_actions)
        for name, _, below in subparsers(parsers[words[0]]):
            known |= below._option_string_actions if [name] == words[1:2] else {}
        assert [w for w in words if w.startswith("--") and w.rstrip("…") not in known] == [], command


@pytest.mark.parametrize("path", documents(), ids=lambda path: path.stem)
def test_every_file_a_document_points_to_is_there(path: Path) -> None:
    links = re.findall(r"\]\(([^):]+?)\)", path.read_text(encoding="utf-8"))
    assert [link for link in links if not (path.parent / link.partition("#")[0]).exists()] == []


def test_the_readme_points_to_the_index_of_the_manual() -> None:
    assert "(readlist/manual/index.md)" in README.read_text(encoding="utf-8")


# the pages


@pytest.mark.parametrize("document", TEXTS)
def test_a_document_is_short_and_its_lines_are_too(document: str) -> None:
    lines = TEXTS[document].split("\n")
    assert len(lines) <= MOST_LINES.get(document, MOST_LINES_OF_A_PAGE)
    prose = [line for line in lines if not line.startswith(("|", "- `", "!", " ")) and "](" not in line]
    assert [line for line in prose if len(line) > 130] == []


def test_every_page_is_in_the_index_and_every_topic_has_a_page() -> None:
    pages = {path.stem for path in documents()} - {"README", manual.INDEX}
    listed = [name for names in manual.SECTIONS.values() for name in names]
    assert sorted(listed) == sorted(pages)
    assert set(manual.topics()) == pages


@pytest.mark.parametrize("topic", manual.topics().values(), ids=lambda topic: topic.name)
def test_a_page_says_first_what_it_is_for(topic: manual.Topic) -> None:
    assert topic.text.startswith(f"# {topic.title}\n\n")
    assert 10 <= len(topic.purpose) <= 110
    assert topic.purpose[0].isupper()
    assert "<!--" not in topic.text


def test_every_command_is_in_the_reference() -> None:
    for verb in VERBS:
        assert f"`readlist {verb.name}" in TEXTS["commands"]


@pytest.mark.parametrize("topic", manual.topics().values(), ids=lambda topic: topic.name)
def test_a_page_is_found_by_the_words_of_its_title(topic: manual.Topic) -> None:
    assert topic in manual.search(topic.title)
    assert manual.search(topic.name)[0].name in (topic.name, *_named_like(topic.name))


def _named_like(name: str) -> list[str]:
    return [topic.name for topic in manual.topics().values() if name in topic.purpose or name in topic.title.lower()]
