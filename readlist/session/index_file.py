"""The search index on disk: columns as they are in memory, mapped and not read, so that opening them costs nothing.

One file a library in the platform's cache folder; it may be deleted at any time. It says of which changes of the
library it knows, so that a search takes in what came since instead of making everything anew.
"""

from __future__ import annotations

import contextlib
import json
import mmap
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from readlist.search.index_columns import Columns
from readlist.store.files import FILE_MODE, make_folder

FORM = 1
"""Grows when columns are made in another way: files of another form are not read."""
_MAGIC = b"readlist index\n"
_ALIGNED = 64


def save(file: Path, columns: Columns, known: Mapping[str, Any]) -> None:
    """Keep columns with what they know of. Raises OSError, the old file in place."""
    arrays = {name: np.ascontiguousarray(array) for name, array in columns.arrays().items()}
    table, at = [], 0
    for name, array in arrays.items():
        table.append([name, array.dtype.str, len(array), at])
        at += -(-array.nbytes // _ALIGNED) * _ALIGNED
    head = json.dumps({"form": FORM, "known": known, "arrays": table, "size": at}).encode() + b"\n"
    head += b" " * (-(len(_MAGIC) + len(head)) % _ALIGNED)
    make_folder(file.parent)
    temp = file.with_name(f"{file.name}.{os.getpid()}.tmp")
    try:
        with os.fdopen(os.open(temp, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, FILE_MODE), "wb") as out:
            out.write(_MAGIC + head)
            for array in arrays.values():
                out.write(array.data)
                out.write(b"\0" * (-array.nbytes % _ALIGNED))
            out.flush()
            os.fsync(out.fileno())  # a file that has its name has its content, whatever happens
        temp.replace(file)
    finally:
        with contextlib.suppress(OSError):
            temp.unlink()


def load(file: Path) -> tuple[Columns, Mapping[str, Any]] | None:
    """The columns that were kept, and what they know of; None where there are none of use."""
    try:
        with file.open("rb") as opened:
            data = mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ)
        end = data.find(b"\n", len(_MAGIC))
        if data[: len(_MAGIC)] != _MAGIC or end < 0:
            return None
        head = json.loads(data[len(_MAGIC) : end])
        start = -(-(end + 1) // _ALIGNED) * _ALIGNED
        if head["form"] != FORM or len(data) != start + head["size"]:
            return None
        arrays: dict[str, NDArray[Any]] = {
            name: np.frombuffer(data, dtype, count, start + at) for name, dtype, count, at in head["arrays"]
        }
        return Columns.of(arrays), head["known"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
