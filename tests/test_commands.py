"""The table of commands: complete and without clashes."""

from __future__ import annotations

from collections import Counter

import pytest

from readlist.commands import BY_ID, COMMANDS, GROUPS, PANES, Command


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.id)
def test_every_row_has_an_action_a_short_help_and_known_panes(command: Command) -> None:
    assert callable(command.load())
    assert len(command.help) <= 60
    assert command.panes <= {*PANES, "triage"}


def test_ids_and_actions_are_unique() -> None:
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
