"""``readlist help``: pages, search, commands; plain in a pipe, formatted and paged in a terminal."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pexpect
import pytest

from readlist import manual
from readlist.cli.parser import VERBS
from readlist.manual.rendering import render
from readlist.platform.programs import show_in_pager
from tests.cli.conftest import Readlist
from tests.cli.test_completing import offered

TOPICS = tuple(manual.topics().values())


def test_without_a_topic_all_topics_are_listed(readlist: Readlist) -> None:
    ran = readlist("help")
    assert (ran.code, ran.err) == (0, "")
    assert [topic.name for topic in TOPICS if f" {topic.name} " not in ran.out] == []
    assert not readlist.folder.exists()


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.name)
def test_a_page_is_plain_text_in_a_pipe(topic: manual.Topic, readlist: Readlist) -> None:
    ran = readlist("help", topic.name)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(f"{topic.title}\n\n")
    assert "\x1b" not in ran.out
    assert "\n\n\n" not in ran.out
    assert [line for line in ran.out.split("\n") if line != line.rstrip()] == []


def test_case_and_spaces_of_a_topic_do_not_matter(readlist: Readlist) -> None:
    assert readlist("help", " Search ").out == readlist("help", "search").out


@pytest.mark.parametrize("verb", [v.name for v in VERBS if v.name not in manual.topics()])
def test_a_command_that_is_no_topic_shows_its_options(verb: str, readlist: Readlist) -> None:
    assert readlist("help", verb).out == readlist(verb, "--help").out


def test_words_list_the_pages_that_have_all_of_them(readlist: Readlist) -> None:
    ran = readlist("help", "Syncthing")
    assert ran.out == f"machines  {manual.topics()['machines'].purpose}\n"
    first, *_ = readlist("help", "saved", "searches").out.splitlines()
    assert first.startswith("search ")


@pytest.mark.parametrize(
    ("words", "advice"),
    [("zotro", "did you mean “zotero”?"), ("qqzzxx", "`readlist help` lists all topics")],
)
def test_what_no_page_has_says_what_next(words: str, advice: str, readlist: Readlist) -> None:
    ran = readlist("help", words)
    assert (ran.code, ran.out, len(ran.told)) == (1, "", 1)
    assert advice in ran.err


def test_topics_are_completed(readlist: Readlist) -> None:
    assert offered(readlist, "help", "") == [topic.name for topic in TOPICS]
    assert offered(readlist, "help", "sc") == ["screen", "scripts"]


@pytest.mark.parametrize("width", [20, 60, 200, *(pytest.param(n, marks=pytest.mark.long) for n in (40, 100))])
@pytest.mark.parametrize("topic", [manual.index(), *TOPICS], ids=lambda topic: topic.name)
def test_a_page_fits_every_width(topic: manual.Topic, width: int) -> None:
    lines = render(topic.text, width, styled=False).split("\n")
    assert [line for line in lines if len(line) > min(width, 100) and not is_code(line, topic)] == []


def is_code(line: str, topic: manual.Topic) -> bool:
    """Is it a line of a block, which has to be copied as it stands?"""
    return line.startswith("    ") and f"\n{line[4:]}\n" in topic.text


# in a terminal


def in_terminal(*arguments: str, lines: int, home: Path, **env: str) -> str:
    """What readlist shows in a terminal of so many lines."""
    command = ["-m", "readlist", *arguments]
    child = pexpect.spawn(
        sys.executable, command, env={**os.environ, "TERM": "xterm", **env}, dimensions=(lines, 70), cwd=str(home),
        encoding="utf-8", timeout=30,
    )  # fmt: skip
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
    return str(child.before)


@pytest.fixture
def pager(tmp_path: Path) -> Path:
    """A pager that says how much it was given."""
    program = tmp_path / "my pager"
    program.write_text('#!/bin/sh\necho "$1: $(wc -l) lines"\n', encoding="utf-8")
    program.chmod(0o755)
    return program


def test_a_long_page_goes_through_the_pager(pager: Path, tmp_path: Path) -> None:
    shown = in_terminal("help", "search", lines=20, home=tmp_path, PAGER=f"'{pager}' 'the pager'")
    assert shown.startswith("the pager: ")


@pytest.mark.parametrize("named", ["/no/such/pager", "'unclosed", "cat"])
def test_without_a_pager_a_page_is_printed_with_light_formatting(named: str, tmp_path: Path) -> None:
    shown = in_terminal("help", "search", lines=20, home=tmp_path, PAGER=named)
    assert "\x1b[1mSearching\x1b[0m" in shown


def test_a_short_page_and_a_dumb_terminal_need_no_pager(pager: Path, tmp_path: Path) -> None:
    assert "Statistics" in in_terminal("help", "statistics", lines=60, home=tmp_path, PAGER=f"'{pager}'")
    shown = in_terminal("help", "search", lines=20, home=tmp_path, PAGER=f"'{pager}'", TERM="dumb")
    assert "\x1b" not in shown
    assert "lines" not in shown.split("\n")[0]


def test_a_pager_that_is_left_early_is_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAGER", "true")
    assert show_in_pager("a line\n" * 100_000)
