"""``readlist completions``: what a shell offers when tab is pressed.

The shells' scripts are a few lines: they ask readlist itself, which reads its own parser, so that they never differ
from what it takes. An answer is a line a word, with a tab and its meaning; a line ``:`` stands for names of files.
"""

from __future__ import annotations

import contextlib
from argparse import REMAINDER, SUPPRESS, Action, ArgumentParser, Namespace, _SubParsersAction
from collections.abc import Iterator, Sequence

from readlist.cli.output import say

SCRIPTS = {
    "bash": r"""# bash: put  eval "$(readlist completions bash)"  into ~/.bashrc
_readlist() {
    local word
    COMPREPLY=()
    while IFS=$'\t' read -r word _; do
        if [[ $word == : ]]; then compopt -o default; else COMPREPLY+=("$word"); fi
    done < <(readlist completions words "${COMP_WORDS[@]:1:COMP_CWORD}" 2> /dev/null)
}
complete -F _readlist readlist
""",
    "zsh": r"""# zsh: put  eval "$(readlist completions zsh)"  into ~/.zshrc, behind compinit
_readlist() {
    local line
    local -a found
    for line in "${(@f)$(readlist completions words "${(@)words[2,CURRENT]}" 2> /dev/null)}"; do
        if [[ $line == : ]]; then
            _files
        elif [[ -n $line ]]; then
            found+=("${${line%%$'\t'*}//:/\\:}:${line#*$'\t'}")
        fi
    done
    (( $#found )) && _describe readlist found
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

Offer = tuple[str, str]
"""A word and what it means."""


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("shell", choices=(*SCRIPTS, "words"), metavar="|".join(SCRIPTS), help="the shell's name")
    parser.add_argument("words", nargs=REMAINDER, help=SUPPRESS)  # behind "words": those typed, the last one unfinished


def run(args: Namespace) -> int:
    if args.shell in SCRIPTS:
        say(SCRIPTS[args.shell], end="")
        return 0
    from readlist.cli.parser import whole_parser

    for word, meaning in offers(whole_parser(), args.words or [""], args):
        say(word if word == _FILES else f"{word}\t{meaning}")
    return 0


def offers(parser: ArgumentParser, words: Sequence[str], args: Namespace) -> Iterator[Offer]:
    """What may stand in the place of the last of the words."""
    *before, unfinished = words
    option: Action | None = None  # that waits for its value
    count = 0  # arguments that stand there already
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
            count += 1
    for word, meaning in _values(parser, option, count, unfinished, args):
        if word == _FILES or word.startswith(unfinished):
            yield word, meaning


def _values(
    parser: ArgumentParser, option: Action | None, count: int, unfinished: str, args: Namespace
) -> Iterator[Offer]:
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
        yield from _values_of(positional[min(count, len(positional) - 1)], unfinished, args)


def _values_of(action: Action, unfinished: str, args: Namespace) -> Iterator[Offer]:
    if isinstance(action, _SubParsersAction):
        for choice in action._choices_actions:
            yield choice.dest, choice.help or ""
    elif action.choices is not None:
        for word in action.choices:
            yield str(word), ""
    elif action.metavar in ("FILE", "SOURCE", "DIR"):
        yield _FILES, ""
    elif action.metavar in ("KEY", "WORD") and unfinished:
        yield from _of_the_library(unfinished, args)


def _of_the_library(unfinished: str, args: Namespace) -> Iterator[Offer]:
    """Citation keys, or tags behind their sign; nothing where the library can't be read."""
    from readlist.cli.options import folder
    from readlist.library.annotations import all_tags
    from readlist.platform.paths import PathError
    from readlist.session.open_library import OpenLibrary
    from readlist.store.files import StoreError

    with contextlib.suppress(StoreError, PathError):
        library = OpenLibrary(folder(args)).library
        if unfinished[0] in "+-":
            yield from ((f"{unfinished[0]}{tag}", "") for tag in sorted(all_tags(library)))
        else:
            papers = library.papers
            keys = ((papers.key(id), id) for id in library.newest)
            yield from ((key, papers[id].title_text) for key, id in keys if key.startswith(unfinished))


def _subcommands(parser: ArgumentParser) -> _SubParsersAction[ArgumentParser] | None:
    return next((a for a in parser._actions if isinstance(a, _SubParsersAction)), None)
