"""Answers that were had, a small private file each: what was interrupted goes on without asking twice."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

from readlist.lookup.answer_fields import Found
from readlist.store.files import make_folder, write_atomically

_FRESH = 86_400.0  # arXiv asks not to be asked the same again within a day
_NOTHING = 3_600.0  # what was not known may be known soon


class Cache:
    """Question → records, in a folder that may be deleted at any time. What can't be kept is asked again, no more."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def get(self, service: str, question: str, now: float) -> tuple[Found, ...] | None:
        """The records of an earlier answer that is still fresh; None where the service is to be asked."""
        try:
            kept = json.loads(self._file(service, question).read_bytes())
            found = tuple(Found.of(record) for record in kept["found"])
            age = now - float(kept["at"])
        except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
            return None
        return found if 0 <= age < (_FRESH if found else _NOTHING) else None

    def put(self, service: str, question: str, found: Sequence[Found], now: float) -> None:
        kept = {"at": now, "found": [record.document() for record in found]}
        with contextlib.suppress(OSError):
            make_folder(self.folder)
            write_atomically(self._file(service, question), json.dumps(kept).encode())

    def tidy(self, now: float) -> None:
        """Remove what is too old to be of use, and what killed writers left."""
        with contextlib.suppress(OSError):
            for file in self.folder.iterdir():
                if file.suffix in (".json", ".tmp") and now - file.stat().st_mtime > _FRESH:
                    file.unlink()

    def _file(self, service: str, question: str) -> Path:
        name = hashlib.blake2b(f"{service}\n{question}".encode(), digest_size=16).hexdigest()
        return self.folder / f"{name}.json"
