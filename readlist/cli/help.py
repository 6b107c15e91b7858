"""``help``: the manual in the terminal."""

from __future__ import annotations

import os
import shutil
import sys
from argparse import ArgumentParser, Namespace

from readlist.cli.output import CommandError, print_out
from readlist.cli.parser import VERBS, parse_arguments
from readlist.model.text import clean

_WIDTH = 80  # cells, where the output is no terminal


def help_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "topic", nargs="*", metavar="TOPIC", help="a page of the manual, a command, or words to look for in the pages"
    )


def run_help(args: Namespace) -> int:
    from readlist import manual

    name = clean(" ".join(args.topic)).strip()
    topic = manual.index() if name in ("", manual.INDEX) else manual.topics().get(name.lower())
    if topic is not None:
        _show(topic.text)
    elif any(verb.name == name for verb in VERBS):
        parse_arguments([name, "--help"])  # which ends here
    elif found := manual.search(name):
        width = max(len(topic.name) for topic in found)
        for topic in found:
            print_out(f"{topic.name:{width}}  {topic.purpose}")
    else:
        near = manual.similar(name)
        advice = f"did you mean “{near}”?" if near else "`readlist help` lists all topics"
        raise CommandError(f"no page of the manual has “{name}”: {advice}")
    return 0


def _show(markdown: str) -> None:
    """Print a page: in a terminal with some formatting, and through the pager if it is longer than the screen."""
    from readlist.manual.rendering import render
    from readlist.platform.programs import show_in_pager

    terminal = sys.stdout is not None and sys.stdout.isatty()
    size = shutil.get_terminal_size((_WIDTH, 24))
    styled = terminal and os.environ.get("TERM", "") not in ("", "dumb")
    text = render(markdown, size.columns if terminal else _WIDTH, styled=styled)
    if not (styled and text.count("\n") >= size.lines and show_in_pager(text)):
        print_out(text, end="", styled=styled)
