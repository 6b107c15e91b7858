"""The data extracted from a PDF: its text, the lines of its first pages with their sizes, its annotations.

These are also the messages between readlist and the process that reads PDFs.
"""

from __future__ import annotations

import msgspec

GAP = "   "
"""In a line, where what follows stands apart: names beside each other, columns."""


class Wanted(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is to be read of a file; the number of its pages always is."""

    path: bytes  # which the name of a file is, in any encoding
    text: bool = False
    first: bool = False
    notes: bool = False
    image: int = 0  # the number of a page that is drawn
    width: int = 0  # of that image, in pixels


class PageImage(msgspec.Struct, frozen=True, array_like=True):
    """A page as it looks: pixels row by row, in the mode that Pillow calls it by."""

    width: int
    height: int
    mode: str
    pixels: bytes


class TextLine(msgspec.Struct, frozen=True, array_like=True):
    """A line of a first page with what tells a title: how large it is, and where."""

    text: str
    size: float  # of its type, in points
    left: float  # points from the left edge
    right: float
    top: float  # share of the page's height above it: 0 to 1
    page: int = 1
    font: str = ""  # the name of most of its type
    plain: str = ""  # the text without what is raised, as the numbers of affiliations; "" where nothing is


class Annotation(msgspec.Struct, frozen=True, omit_defaults=True):
    """A highlight, or a note: what is marked on the page, and what was written to it. Either may be empty."""

    page: int
    quote: str = ""
    comment: str = ""


class Extracted(msgspec.Struct, frozen=True, omit_defaults=True):
    """What was found in a file."""

    count: int = 0  # pages
    pages: list[str] = []  # the text of each
    lines: list[TextLine] = []  # of the first two
    facts: dict[str, str] = {}  # that the file has of itself: Title, Author, Subject, Keywords
    labelled: str = ""  # the rest of it, where identifiers may be: XMP
    notes: list[Annotation] = []
    image: PageImage | None = None
    remarks: list[str] = []  # what could not be read, a line each
    refused: str = ""  # why nothing was

    @property
    def has_text(self) -> bool:
        return any(self.pages)
