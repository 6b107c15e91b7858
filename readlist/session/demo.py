"""Makes the sample library of ``readlist demo``: sample pages imported, decisions made about some papers."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from readlist.library import marking
from readlist.library.import_plan import ImportPlan
from readlist.platform.paths import sample_pages
from readlist.session.imports import import_pages, read_sources
from readlist.session.open_library import OpenLibrary

COPIED = date(2023, 12, 15)
"""The day the sample pages count as copied."""

QUEUED = ("gu2023mamba", "rafailov2023direct", "viazovska2016sphere", "dettmers2023qlora")
STARRED = ("gu2023mamba", "vaswani2017attention")
READ = ("vaswani2017attention", "kingma2014adam", "he2015deep")
SKIPPED = ("redmon2016yolo9000",)


def import_samples(opened: OpenLibrary) -> ImportPlan:
    """Import the sample pages; returns the result of the import."""
    pages, refused = read_sources(map(str, sample_pages()), opened.library, COPIED)
    assert not refused, refused
    return import_pages(opened, pages)


def decide_some(opened: OpenLibrary) -> None:
    """Queue, star, read and skip some of the sample papers."""
    ids = opened.library.keys
    opened.do("queue add", lambda library, at: marking.queue(library, [ids[k] for k in QUEUED], True, at))
    opened.do("mark star", lambda library, at: marking.star(library, [ids[k] for k in STARRED], True, at))
    opened.do("mark read", lambda library, at: marking.read(library, [ids[k] for k in READ], True, at))
    opened.do("mark skip", lambda library, at: marking.skip(library, [ids[k] for k in SKIPPED], True, at))


def sample_library(folder: Path) -> OpenLibrary:
    """A sample library, made in the folder."""
    opened = OpenLibrary(folder, keep_unsaved=True, persistent=False)
    import_samples(opened)
    decide_some(opened)
    return opened
