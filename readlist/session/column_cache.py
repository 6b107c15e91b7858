"""The columns of a snapshot's papers, kept in the cache: a library of 10,000 papers opens without reading each."""

from __future__ import annotations

from pathlib import Path

from readlist.library.columns import FORM, Columns
from readlist.platform import derived_files
from readlist.store.snapshot import Lines
from readlist.store.store import Loaded


def read(folder: Path, loaded: Loaded) -> Columns | None:
    """The columns made from the snapshot that was loaded; None if the cache has none that fit."""
    papers = loaded.tables.get("papers")
    if not loaded.stamp or not isinstance(papers, Lines):
        return None
    cached = derived_files.read(_file(folder), _stamp(loaded))
    columns = Columns(cached) if cached else None
    return columns if cached and columns and papers.use(cached["places"], columns.numbers) else None


def write(folder: Path, loaded: Loaded, columns: Columns) -> None:
    """Cache the columns of a snapshot."""
    papers = loaded.tables.get("papers")
    if loaded.stamp and isinstance(papers, Lines):
        parts = {**columns.parts, "places": papers.places(columns.ids)}
        derived_files.write(_file(folder), _stamp(loaded), parts)


def _file(folder: Path) -> Path:
    return derived_files.derived_file("columns", str(folder.resolve()))


def _stamp(loaded: Loaded) -> str:
    """The form of columns, and the stamp of the snapshot they are made from."""
    return f"{FORM} {loaded.stamp}"
