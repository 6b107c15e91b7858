"""Papers written to a file, in a format."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from readlist.formats import Exported, ExportError, ExportOptions, render
from readlist.library.library import Library
from readlist.store.files import UnsafeError, write_atomically
from readlist.text import count

_NEW_FILE = 0o644  # unlike the library, an export is meant for others


def export(library: Library, ids: Iterable[int], format: str, options: ExportOptions) -> Exported:
    """The papers as text. Raises ExportError where the text would not say what was meant."""
    return render(format, [(library.papers[id], library.mark(id)) for id in ids], options)


def write(exported: Exported, path: Path, *, overwrite: bool) -> str:
    """Write the text to a file, whole or not at all; what was done, in a line. Raises ExportError."""
    try:
        if path.is_dir():
            raise ExportError(f"{path} is a folder: name a file in it")
        there = path.exists()
        if there and not path.is_file():  # a pipe, a device: nothing to keep, nothing to replace
            path.write_text(exported.text, encoding="utf-8")
            return _wrote(exported, str(path))
        if there and not overwrite:
            if path.read_text(encoding="utf-8", errors="replace") == exported.text:
                return f"{path} is up to date"
            raise ExportError(f"{path} exists: choose another name, or --overwrite it (one .bak is kept)")
        if there:
            write_atomically(path.with_name(path.name + ".bak"), path.read_bytes(), path.stat().st_mode & 0o777)
        write_atomically(path, exported.text.encode(), _NEW_FILE)
    except UnsafeError as error:
        raise ExportError(f"{path}: {error.strerror}: it is written, but a power cut may lose it") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ExportError(f"cannot write {path}: {reason}: nothing was written") from None
    return _wrote(exported, f"{path} (a link to {path.resolve()})" if path.is_symlink() else str(path))


def _wrote(exported: Exported, where: str) -> str:
    return f"wrote {count(len(exported.written), 'entry', 'entries')} to {where}"
