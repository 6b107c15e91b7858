"""``readlist demo``: the app on the sample library, or, without a terminal, the same tour printed."""

from __future__ import annotations

import tempfile
from argparse import ArgumentParser, Namespace
from pathlib import Path

from readlist.cli.importing import page_line
from readlist.cli.listing import find
from readlist.cli.main import has_terminal
from readlist.cli.output import say
from readlist.cli.rows import rows
from readlist.formats import ExportOptions
from readlist.library.listing import INBOX, listing
from readlist.model.text import count
from readlist.session.demo import decide_some, import_samples, sample_library
from readlist.session.exports import export
from readlist.session.open_library import OpenLibrary

_SEARCH = "atention is al you need"
_INBOX_SHOWN = 8


def arguments(parser: ArgumentParser) -> None:
    """It has none: the library is made in a throw-away folder."""


def run(args: Namespace) -> int:
    with tempfile.TemporaryDirectory(prefix="readlist-demo-") as folder:
        if not has_terminal():
            _tour(Path(folder))
            return 0
        from readlist.tui.app import show

        return show(sample_library(Path(folder)), args.config, None)


def _tour(folder: Path) -> None:
    opened = OpenLibrary(folder, lasting=False)
    done = import_samples(opened)
    library = opened.library
    say("Import: six pages of papers, copied from a browser on 2023-12-15")
    for report in done.reports:
        say(f"  {page_line(report)}")
    say(f"  {count(library.count('papers'), 'paper')} in the library")
    decide_some(opened)
    inbox = listing(library, INBOX)
    say(f"\nInbox: {count(len(inbox), 'paper')} without a decision, newest first")
    for row in rows(library, inbox[:_INBOX_SHOWN]):
        say(f"  {row}")
    say(f"  … and {len(inbox) - _INBOX_SHOWN} more")
    say(f"\nSearch: {_SEARCH}")
    for row in rows(library, find(opened, _SEARCH)[:3]):
        say(f"  {row}")
    say("\nQueue, in the order you chose")
    for row in rows(library, library.queue):
        say(f"  {row}")
    say("\nIts BibTeX, without abstracts\n")
    say(export(library, library.queue, "bibtex", ExportOptions(abstract=False)).text.rstrip())
