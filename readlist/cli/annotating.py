"""``readlist tag`` and ``readlist note``."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace

from readlist.cli.keys import find_paper, find_papers, read_keys
from readlist.cli.output import CommandError, UsageError, say, tell
from readlist.library.annotations import TagError, all_tags, note, tag, tag_of
from readlist.model.text import clean
from readlist.session.open_library import OpenLibrary


def tag_arguments(parser: ArgumentParser) -> None:
    parser.usage = "readlist tag [KEY… +TAG… -TAG…]"
    help = "citation keys (or - for keys on standard input), +TAG to give and -TAG to take; nothing lists all tags"
    parser.add_argument("words", nargs="*", metavar="WORD", help=help)


def give_tags(args: Namespace, opened: OpenLibrary) -> int:
    if not args.words:
        for name, n in all_tags(opened.library).items():
            say(f"{n:>5}  {name}")
        return 0
    signed = [word for word in args.words if word[:1] in ("+", "-") and word != "-"]
    try:
        add = [tag_of(word[1:]) for word in signed if word[0] == "+"]
        drop = [tag_of(word[1:]) for word in signed if word[0] == "-"]
    except TagError as error:
        raise UsageError(str(error)) from None
    if not signed:
        raise UsageError("which tags? +TAG gives one, -TAG takes it: `readlist tag KEY +to-cite`")
    if both := {t.casefold() for t in add} & {t.casefold() for t in drop}:
        raise UsageError(f"“{min(both)}” is to be given and taken at once")
    keys = read_keys(word for word in args.words if word not in signed)
    change = opened.do("tag", lambda library, _: tag(library, find_papers(library, keys), add, drop))
    tell(change.summary if change else "nothing to do: tagged so already")
    return 0


def note_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("key", metavar="KEY", help="a citation key, or the start of one")
    help = 'the note; - reads it from standard input, "" removes it; without it the note is printed'
    parser.add_argument("text", nargs="*", metavar="TEXT", help=help)


def write_note(args: Namespace, opened: OpenLibrary) -> int:
    if not args.text:
        library = opened.library
        found = library.mark(find_paper(library, args.key)).note
        if found:
            say(found)
        else:
            tell(f"{clean(args.key)} has no note")
        return 0
    text = _standard_input() if args.text == ["-"] else " ".join(args.text)
    change = opened.do("note", lambda library, _: note(library, find_paper(library, args.key), text))
    tell(change.summary if change else "nothing to do: that is the note already" if text.strip() else "nothing to do")
    return 0


def _standard_input() -> str:
    if sys.stdin is None:
        raise CommandError("standard input is closed: write the note after the key")
    try:
        return sys.stdin.read()
    except UnicodeDecodeError:
        raise CommandError("standard input is not UTF-8: nothing was changed") from None
