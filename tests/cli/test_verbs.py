"""Every row of the table of commands: its help, its arguments, its place in the manual page."""

from __future__ import annotations

import pytest

from readlist.cli.parser import VERBS, Verb
from tests import man_page
from tests.cli.conftest import Readlist

each = pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.name)


@each
def test_help_is_one_short_line(verb: Verb, readlist: Readlist) -> None:
    assert 0 < len(verb.help) <= 60
    assert f"{verb.name}: {verb.help}" in " ".join(readlist(verb.name, "--help").out.split())


@each
def test_an_unknown_option_is_wrong_usage(verb: Verb, readlist: Readlist) -> None:
    ran = readlist(verb.name, "--no-such-option")
    assert (ran.code, ran.out, len(ran.told)) == (2, "", 1)
    assert ran.told[0].startswith("readlist: ")
    assert ran.told[0].endswith("--help`)")
    assert not readlist.folder.exists()


@each
def test_the_manual_page_has_the_command_and_its_options(verb: Verb) -> None:
    section = man_page.page().split(f".SS {verb.name}\n")[1].split("\n.S")[0]
    assert man_page.plain(verb.help[1:]) in section
    parser = next(p for name, _, p in man_page.subparsers(man_page.whole_parser()) if name == verb.name)
    for action in parser._actions:
        for option in action.option_strings:
            assert man_page.plain(option) in section or option in ("-h", "--help", "--library")


@pytest.mark.parametrize("names", [[verb.name for verb in VERBS]])
def test_names_are_unique(names: list[str]) -> None:
    assert len(names) == len(set(names))
