"""``readlist config`` and ``readlist keys``: what can be set, and what is."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from readlist.cli.options import settings_of
from readlist.cli.output import say, say_json, tell
from readlist.commands import COMMANDS, GROUPS, show_key, with_keys
from readlist.model.text import clean, count
from readlist.platform.paths import config_file
from readlist.settings import TABLES


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--example", action="store_true", help="print every entry with its default, commented")


def run(args: Namespace) -> int:
    if args.example:
        for line in example():
            say(line)
        return 0
    say(clean(str(config_file())))
    mistakes = len(args.config.mistakes) if args.config else 0  # they were told before
    if mistakes:
        tell(f"{count(mistakes, 'mistake')}: these entries have their defaults")
    elif args.config is None:
        tell("there is no such file: everything has its default; `readlist config --example` prints one to start from")
    else:
        tell("it is right")
    return 1 if mistakes else 0


def example() -> Iterator[str]:
    """A configuration in which every entry is there, commented out, with its default and what it does."""
    yield "# readlist's settings. Every entry below has its default: take away the # before those you change."
    for table, form in TABLES.items():
        yield f"\n[{table}]"
        for entry in fields(form):
            one_of = entry.metadata.get("one_of", ())
            yield f"# {entry.metadata['does']}{': ' + ', '.join(one_of) if one_of else ''}"
            yield f"#{entry.name} = {_toml(entry.default)}"
    yield "\n[keys]\n# a command's key, or a list of its keys; [] takes them away"
    for command in COMMANDS:
        keys = [key if key == "space" else show_key(key) for key in command.keys]
        yield f"#{command.id} = {_toml(keys[0] if len(keys) == 1 else keys)}  # {command.help}"


def _toml(value: Any) -> str:
    """Texts, numbers, truths and lists of them are written in TOML as in JSON."""
    return json.dumps(value, ensure_ascii=False)


def keys_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="print the keys as JSON")


def keys(args: Namespace) -> int:
    table = with_keys(settings_of(args).keys)
    if args.json:
        say_json([
            {"id": c.id, "title": c.title, "keys": list(c.keys), "shown": c.shown, "group": c.group, "help": c.help,
             "panes": sorted(c.panes)}
            for c in table
        ])  # fmt: skip
        return 0
    width = max(len(c.shown) for c in table)
    ids = max(len(c.id) for c in table)
    for group in GROUPS:
        for c in table:
            if c.group == group:
                say(f"{c.shown:{width}}  {c.id:{ids}}  {c.help}")
    return 0
