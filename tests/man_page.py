"""Writes the manual page from the parser of the command line and the table of commands."""

from __future__ import annotations

from argparse import SUPPRESS, ArgumentParser, _SubParsersAction
from collections.abc import Iterator
from pathlib import Path

from readlist import __version__
from readlist.cli.parser import whole_parser
from readlist.commands import COMMANDS, GROUPS
from readlist.pages.kinds import KINDS

PAGE = Path(__file__).parent.parent / "readlist" / "readlist.1"

ABOUT = """Without a command the app opens and shows authors, papers, the queue and the details of a paper.
Copy an author's page
in the browser and paste it anywhere into the app: its papers go to the inbox, where one key decides about each.
What you keep becomes a queue, and the queue becomes a BibTeX file.
readlist help shows the manual, readlist help TOPIC one of its pages."""

FILES = {
    "config.toml": "your settings, in the configuration folder, or the file that READLIST_CONFIG names.",
    "library.json, journal/, backups/": "the library, by default in your data folder.",
    "state folder": "the name of this device, how the app was left, and the log of faults.",
    "cache folder": "search index, last screen, answers of services: made again when deleted.",
}
ENVIRONMENT = {
    "READLIST_LIBRARY": "the folder of the library, unless --library names one.",
    "READLIST_CONFIG": "the configuration file.",
    "READLIST_SEMANTIC_SCHOLAR_KEY, READLIST_OPENALEX_KEY": "your API keys, in place of those in config.toml.",
    "READLIST_MAILTO": "your email address for Crossref and OpenAlex, in place of the one in config.toml.",
    "NO_COLOR": "no colours.",
    "VISUAL, EDITOR": "the editor for notes.",
    "PAGER": "the pager for readlist help; less by default.",
    "BROWSER": "the browser for links.",
}
EXIT = {
    "0": "done.",
    "1": "failed; one line says why, and nothing is half done.",
    "2": "wrong usage, or no terminal where one is needed.",
}


def plain(text: str) -> str:
    """Text as roff shows it, letter for letter."""
    safe = text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq").replace("`", "\\(ga")
    return "\n".join(f"\\&{line}" if line.startswith(".") else line for line in safe.split("\n"))


def generate() -> dict[Path, str]:
    """The manual page under its path."""
    return {PAGE: page()}


def page() -> str:
    """The manual page, as roff."""
    return "\n".join([*_lines(), ""])


def _lines() -> Iterator[str]:
    parser = whole_parser()
    yield f'.TH READLIST 1 "" "readlist {__version__}" "User Commands"'
    yield ".SH NAME"
    yield "readlist \\- keep up with papers: paste author pages, triage, queue, cite"
    yield ".SH SYNOPSIS"
    yield ".B readlist"
    yield plain("[--library DIR] [COMMAND ...]")
    yield ".SH DESCRIPTION"
    yield plain(ABOUT)
    yield ".SH COMMANDS"
    yield plain("KEY is a citation key or the start of one; - reads keys from standard input, one per line.")
    for verb, help, below in subparsers(parser):
        yield f".SS {plain(verb)}"
        yield plain(f"{help[0].upper()}{help[1:]}.")
        for name, says in options(below):
            yield from _item(name, says)
    yield ".SH LISTS THAT ARE READ"
    for kind in KINDS:
        yield ".TP"
        yield plain(kind.label)
        yield plain(f"{kind.copy}.")
    yield ".SH KEYS OF THE APP"
    for group in GROUPS:
        yield f".SS {plain(group)}"
        for command in COMMANDS:
            if command.group == group:
                yield from _item(command.shown, command.help)
    for heading, items in (("ENVIRONMENT", ENVIRONMENT), ("FILES", FILES), ("EXIT STATUS", EXIT)):
        yield f".SH {heading}"
        for name, says in items.items():
            yield from _item(name, says)


def subparsers(parser: ArgumentParser) -> Iterator[tuple[str, str, ArgumentParser]]:
    for action in parser._actions:
        if isinstance(action, _SubParsersAction):
            for choice in action._choices_actions:
                yield choice.dest, choice.help or "", action.choices[choice.dest]


def options(parser: ArgumentParser) -> Iterator[tuple[str, str]]:
    """The arguments of a command, each with what it is; commands below it first."""
    for verb, help, below in subparsers(parser):
        words = " ".join(str(a.metavar) for a in below._actions if not a.option_strings)
        yield f"{verb} {words}", help
    for action in parser._actions:
        if isinstance(action, _SubParsersAction) or action.help == SUPPRESS or action.dest in ("help", "library"):
            continue
        value = f" {action.metavar or action.dest.upper()}" if action.nargs != 0 else ""
        names = [f"{name}{value}" for name in action.option_strings] or [value.strip()]
        yield ", ".join(names), parser._get_formatter()._expand_help(action) if action.help else ""


def _item(name: str, says: str) -> Iterator[str]:
    yield ".TP"
    yield f".B {plain(name)}"
    yield plain(says)
