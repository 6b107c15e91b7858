"""TinyDB's storage on one file that is never half written."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tinydb.storages import Storage

from readlist.store.files import StoreError, write_atomically

Data = dict[str, dict[str, Any]]


class AtomicStorage(Storage):
    """JSON in one file, as TinyDB's own JSONStorage writes it, but replaced as a whole.

    Inside ``transaction`` writes stay in memory and reach the file together at its end, or not at all.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._held: Data | None = None
        self._in_transaction = False

    def read(self) -> Data | None:
        """The whole file; None where there is none. Raises StoreError for anything that is not a library."""
        if self._in_transaction and self._held is not None:
            return self._held
        try:
            raw = self.path.read_bytes()
        except FileNotFoundError:
            if self.path.is_symlink():
                where = self.path.readlink()
                raise StoreError(f"{self.path} is a link to {where}, which is not there: is a disk missing?") from None
            return None
        except OSError as error:
            raise StoreError(f"{self.path} can't be read: {error.strerror}") from None
        try:
            data = json.loads(raw)
        except (ValueError, RecursionError):
            raise damaged(self.path) from None
        if not (isinstance(data, dict) and data and all(isinstance(t, dict) for t in data.values())):
            raise damaged(self.path)
        return data

    def write(self, data: Data) -> None:
        if self._in_transaction:
            self._held = data
        else:
            text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
            write_atomically(self.path, text.encode("utf-8", "surrogatepass"))

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """Hold back writes; at the end one atomic write of all of them. An exception drops them."""
        self._in_transaction, self._held = True, None
        try:
            yield
            held = self._held
        finally:
            self._in_transaction, self._held = False, None
        if held is not None:
            self.write(held)


def damaged(path: Path) -> StoreError:
    """What is to be said of a file that is no library."""
    size = path.stat().st_size
    return StoreError(
        f"{path} is damaged, or no library ({size:,} bytes): it was left as it is; put a good copy in its place"
    )
