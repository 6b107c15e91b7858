"""The table of commands: complete, without clashes, and what the documents say."""

from __future__ import annotations

from argparse import ArgumentParser, _SubParsersAction
from collections import Counter
from pathlib import Path

import pytest

from readlist.cli.parser import VERBS, whole_parser
from readlist.commands import BY_ID, COMMANDS, GROUPS, PANES, Command

ROOT = Path(__file__).parent.parent


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.id)
def test_every_row_has_an_action_a_short_help_and_known_panes(command: Command) -> None:
    assert callable(command.load())
    assert len(command.help) <= 60
    assert command.panes <= {*PANES, "triage"}


def test_ids_are_unique_and_every_function_is_a_row() -> None:
    assert len(BY_ID) == len(COMMANDS)
    assert len({c.action for c in COMMANDS}) == len(COMMANDS)


def test_no_key_is_given_twice() -> None:
    keys = Counter(key for c in COMMANDS for key in c.keys)
    assert [k for k, n in keys.items() if n > 1] == []


def test_every_command_is_in_a_group_and_says_what_it_does() -> None:
    assert {c.group for c in COMMANDS} == set(GROUPS)
    assert all(c.help and c.title and c.keys for c in COMMANDS)
    assert len({c.title for c in COMMANDS}) == len(COMMANDS)  # the palette has nothing else to tell them by


def test_the_last_hint_is_the_help_for_it_is_always_shown() -> None:
    assert [c.id for c in COMMANDS if c.hint][-1] == "help"


def _parsers(parser: ArgumentParser) -> dict[str, ArgumentParser]:
    (verbs,) = [a for a in parser._actions if isinstance(a, _SubParsersAction)]
    return dict(verbs.choices)


def test_the_readme_names_every_command_line_command_with_options() -> None:
    rows = [line for line in (ROOT / "README.md").read_text(encoding="utf-8").split("\n") if line.startswith("| `")]
    parsers = _parsers(whole_parser())
    assert list(parsers) == [v.name for v in VERBS]
    for name, parser in parsers.items():
        told = " ".join(row for row in rows if f"`readlist {name}" in row)
        assert told, name
        options = {o for a in parser._actions for o in a.option_strings if o.startswith("--")}
        usual = {"--help", "--library", "--abstract", "--output"}  # said once, or by their opposite or short form
        assert {o for o in options - usual if o not in told} == set(), name
