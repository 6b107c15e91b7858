"""Options that many commands share."""

from __future__ import annotations

from argparse import SUPPRESS, ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from readlist.settings import Settings


def library_option(parser: ArgumentParser) -> None:
    """``--library DIR``, wherever in the command it stands; the last one counts."""
    where = "the library's folder (else $READLIST_LIBRARY, else as configured, else in your data folder)"
    parser.add_argument("--library", metavar="DIR", default=SUPPRESS, help=where)


def settings_of(args: Namespace) -> Settings:
    """What the user has set, or the defaults."""
    from readlist.settings import Settings

    return args.config.settings if args.config else Settings()


def folder(args: Namespace) -> Path:
    """The folder of the library that a command is to work on."""
    from readlist.platform.paths import library_folder

    return library_folder(args.library, args.config.settings.library.path if args.config else None)
