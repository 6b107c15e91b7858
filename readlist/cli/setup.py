"""``keys``, ``config``, ``completions`` and ``demo``: setting readlist up, and trying it."""

from __future__ import annotations

import contextlib
import json
from argparse import REMAINDER, SUPPRESS, Action, ArgumentParser, Namespace, _SubParsersAction
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from readlist.cli.output import print_err, print_json, print_out
from readlist.cli.parser import add_json_option, library_folder_of, settings_of, whole_parser
from readlist.commands import COMMANDS, GROUPS, show_key, with_keys
from readlist.model.text import clean, count
from readlist.platform.paths import config_file

_DEMO_SEARCH = "atention is al you need"
_DEMO_ROWS = 8


# keys, config


def keys_arguments(parser: ArgumentParser) -> None:
    add_json_option(parser, "the keys")


def run_keys(args: Namespace) -> int:
    table = with_keys(settings_of(args).keys)
    if args.json:
        print_json([
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
                print_out(f"{c.shown:{width}}  {c.id:{ids}}  {c.help}")
    return 0


def config_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--example", action="store_true", help="print every entry with its default, commented out")


def run_config(args: Namespace) -> int:
    if args.example:
        for line in example():
            print_out(line)
        return 0
    print_out(clean(str(config_file())))
    mistakes = len(args.config.mistakes) if args.config else 0  # they were printed before
    if args.config and args.config.settings.theme.name:
        from readlist.tui.app import theme_mistake  # only Textual knows the themes, which takes long to import

        if mistake := theme_mistake(args.config):
            print_err(clean(mistake))
            mistakes += 1
    if mistakes:
        print_err(f"{count(mistakes, 'mistake')}: using defaults for these entries")
    elif args.config is None:
        print_err("no such file: using defaults; `readlist config --example` prints one to start from")
    else:
        print_err("config OK")
    return 1 if mistakes else 0


def example() -> Iterator[str]:
    """The lines of a configuration with every entry, commented out, with its default and what it does."""
    from readlist.settings import TABLES, entries

    yield "# readlist's settings. Every entry shows its default: remove the # before those you change."
    for name, table in TABLES.items():
        yield f"\n[{name}]"
        for entry in entries(table):
            yield f"# {entry.help}{': ' + ', '.join(entry.choices) if entry.choices else ''}"
            yield f"#{entry.name} = {_toml(entry.default)}"
    yield "\n[keys]\n# a command's key, or a list of keys; [] for none"
    for command in COMMANDS:
        keys = [key if key == "space" else show_key(key) for key in command.keys]
        yield f"#{command.id} = {_toml(keys[0] if len(keys) == 1 else keys)}  # {command.help}"


def _toml(value: Any) -> str:
    """A value in TOML: texts, numbers, booleans and lists of them are written as in JSON."""
    return json.dumps(value, ensure_ascii=False)


# completions: the shells' scripts are a few lines that call readlist, which reads its own parser, so that they never
# differ from what it takes (with shtab 1.13, keys and tags would be shell functions in every shell). It answers
# with a line per word, a tab and the meaning; a line ":" stands for file names.

SCRIPTS = {
    "bash": r"""# bash: put  eval "$(readlist completions bash)"  into ~/.bashrc
_readlist() {
    local word part begun cut
    local -a typed=()
    # bash parts words also at colons and signs, as in year:>=2024, and takes what follows the last one for the word
    for part in "${COMP_WORDS[@]:1:COMP_CWORD}"; do
        if [[ ${#typed[@]} -gt 0 && ( -n $begun || $part == [:=\<\>]* ) ]]; then
            typed[${#typed[@]}-1]+=$part
        else
            typed+=("$part")
        fi
        if [[ $part == *[:=\<\>] ]]; then begun=:; else begun=; fi
    done
    part=${typed[${#typed[@]}-1]}
    cut=${part%"${part##*[:=<>]}"}
    COMPREPLY=()
    while IFS=$'\t' read -r word _; do
        # a key may hold $(…): bash inserts words as they are, so they are quoted
        if [[ $word == : ]]; then compopt -o default; else COMPREPLY+=("$(printf %q "${word#"$cut"}")"); fi
    done < <(readlist completions words "${typed[@]}" 2> /dev/null)
}
complete -F _readlist readlist
""",
    "zsh": r"""# zsh: put  eval "$(readlist completions zsh)"  into ~/.zshrc, after compinit
_readlist() {
    local line
    local -a words_found
    for line in "${(@f)$(readlist completions words "${(@)words[2,CURRENT]}" 2> /dev/null)}"; do
        if [[ $line == : ]]; then
            _files
        elif [[ -n $line ]]; then
            words_found+=("${${${line%%$'\t'*}//\\/\\\\}//:/\\:}:${line#*$'\t'}")
        fi
    done
    (( $#words_found )) && _describe readlist words_found
}
compdef _readlist readlist
""",
    "fish": r"""# fish: readlist completions fish > ~/.config/fish/completions/readlist.fish
function __readlist_words
    set -l words (commandline -opc) (commandline -ct)
    for line in (readlist completions words $words[2..-1] 2> /dev/null)
        if test "$line" = :
            __fish_complete_path (commandline -ct)
        else
            echo $line
        end
    end
end
complete -c readlist -f -a '(__readlist_words)'
""",
}
_FILES = ":"

Suggestion = tuple[str, str]
"""A word, and what it means."""


def completions_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("shell", choices=(*SCRIPTS, "words"), metavar="|".join(SCRIPTS), help="the shell")
    parser.add_argument("words", nargs=REMAINDER, help=SUPPRESS)  # after "words": those typed, the last one unfinished


def run_completions(args: Namespace) -> int:
    if args.shell in SCRIPTS:
        print_out(SCRIPTS[args.shell], end="")
        return 0
    for word, meaning in suggestions(whole_parser(), args.words or [""], args):
        print_out(word if word == _FILES else f"{word}\t{meaning}")
    return 0


def suggestions(parser: ArgumentParser, words: Sequence[str], args: Namespace) -> Iterator[Suggestion]:
    """Completions of the last of ``words``."""
    *before, unfinished = words
    option: Action | None = None  # an option that lacks its value
    position = 0  # number of arguments before this one
    for word in before:
        if option is not None:
            if option.dest == "library":
                args.library = word
            option = None
        elif (known := parser._option_string_actions.get(word)) is not None:
            option = known if known.nargs != 0 else None
        elif (below := _subcommands(parser)) is not None:
            parser = below.choices.get(word, parser)
        else:
            position += 1
    for word, meaning in _values(parser, option, position, unfinished, args):
        if word == _FILES or _plain(word).startswith(_plain(unfinished)):
            yield word, meaning


def _plain(word: str) -> str:
    """A word as completion compares it: in lower case, without quotes around a value with spaces."""
    return word.replace('"', "").lower()


def _values(
    parser: ArgumentParser, option: Action | None, position: int, unfinished: str, args: Namespace
) -> Iterator[Suggestion]:
    if option is not None:
        yield from _values_of(option, unfinished, args)
        return
    if unfinished.startswith("-"):
        for action in parser._actions:
            for name in action.option_strings:
                if name.startswith("--") or len(action.option_strings) == 1:
                    yield name, action.help or ""
    positional = [a for a in parser._actions if not a.option_strings]
    if positional:
        yield from _values_of(positional[min(position, len(positional) - 1)], unfinished, args)


def _values_of(action: Action, unfinished: str, args: Namespace) -> Iterator[Suggestion]:
    if isinstance(action, _SubParsersAction):
        for choice in action._choices_actions:
            yield choice.dest, choice.help or ""
    elif action.choices is not None:
        for word in action.choices:
            yield str(word), ""
    elif action.metavar in ("FILE", "SOURCE", "DIR"):
        yield _FILES, ""
    elif action.metavar == "TOPIC":
        from readlist.manual import topics

        yield from ((topic.name, topic.purpose) for topic in topics().values())
    elif action.metavar == "AUTHOR":
        yield from _from_library(unfinished, args, authors=True)
    elif action.metavar == "FOLLOWED":
        yield from _from_library(unfinished, args, followed=True)
    elif action.metavar == "QUERY":
        yield from _from_library(unfinished, args, query=True)
    elif action.metavar in ("KEY", "WORD") and unfinished:
        yield from _from_library(unfinished, args)


def _from_library(
    unfinished: str, args: Namespace, *, authors: bool = False, followed: bool = False, query: bool = False
) -> Iterator[Suggestion]:
    """Authors, what is followed, query fields and their values, citation keys, or tags after their sign; nothing if the
    library can't be read.
    """
    from readlist.library.marking import all_tags
    from readlist.platform.paths import PathError
    from readlist.session.open_library import OpenLibrary
    from readlist.store.files import StoreError

    with contextlib.suppress(StoreError, PathError):
        opened = OpenLibrary(library_folder_of(args))
        library = opened.library
        if authors:
            yield from ((author.name, "") for author in library.authors())
        elif followed:
            yield from sorted((profile.name, "author") for profile in library.profiles.values() if profile.followed)
            yield from sorted((follow.text, follow.kind) for follow in library.follows.values())
        elif query:
            from readlist.search.query_completion import candidates
            from readlist.session.library_search import LibrarySearch

            yield from ((offer.word, offer.help) for offer in candidates(unfinished, LibrarySearch(opened).values))
        elif unfinished[0] in "+-":
            yield from ((f"{unfinished[0]}{tag}", "") for tag in sorted(all_tags(library)))
        else:
            papers = library.papers
            keys = ((papers.key(id), id) for id in library.newest)
            yield from ((key, papers[id].title_text) for key, id in keys if key.startswith(unfinished))


def _subcommands(parser: ArgumentParser) -> _SubParsersAction[ArgumentParser] | None:
    return next((a for a in parser._actions if isinstance(a, _SubParsersAction)), None)


# demo


def demo_arguments(parser: ArgumentParser) -> None:
    """It has none: the library is made in a temporary folder."""


def run_demo(args: Namespace) -> int:
    import tempfile

    from readlist.cli.main import has_terminal, open_app
    from readlist.session.demo import sample_library

    with tempfile.TemporaryDirectory(prefix="readlist-demo-") as folder:
        if not has_terminal():
            _print_tour(Path(folder))
            return 0
        from readlist.tui.app import show

        end = show(sample_library(Path(folder)), args.config, None)
    return open_app(end) if isinstance(end, str) else end


def _print_tour(folder: Path) -> None:
    from readlist.cli.lists import paper_rows, papers_by_query
    from readlist.cli.transfer import page_line
    from readlist.formats import ExportOptions
    from readlist.library.listing import INBOX, listing
    from readlist.session.demo import decide_some, import_samples
    from readlist.session.exports import export
    from readlist.session.open_library import OpenLibrary

    opened = OpenLibrary(folder, persistent=False)
    imported = import_samples(opened)
    library = opened.library
    print_out("Import: six pages of papers, copied from a browser on 2023-12-15")
    for report in imported.reports:
        print_out(f"  {page_line(report)}")
    print_out(f"  {count(library.count('papers'), 'paper')} in the library")
    decide_some(opened)
    inbox = listing(library, INBOX)
    print_out(f"\nInbox: {count(len(inbox), 'paper')} without a decision, newest first")
    for row in paper_rows(library, inbox[:_DEMO_ROWS]):
        print_out(f"  {row}")
    print_out(f"  … and {len(inbox) - _DEMO_ROWS} more")
    print_out(f"\nSearch: {_DEMO_SEARCH}")
    for row in paper_rows(library, papers_by_query(opened, _DEMO_SEARCH)[:3]):
        print_out(f"  {row}")
    print_out("\nQueue, in your order")
    for row in paper_rows(library, library.queue):
        print_out(f"  {row}")
    print_out("\nThe queue as BibTeX, without abstracts\n")
    print_out(export(library, library.queue, "bibtex", ExportOptions(abstract=False)).text.rstrip())
