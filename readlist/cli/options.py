"""Options that many commands share."""

from __future__ import annotations

from argparse import SUPPRESS, ArgumentParser


def library_option(parser: ArgumentParser) -> None:
    """``--library DIR``, wherever in the command it stands; the last one counts."""
    where = "the library's folder (else $READLIST_LIBRARY, else in your data folder)"
    parser.add_argument("--library", metavar="DIR", default=SUPPRESS, help=where)
