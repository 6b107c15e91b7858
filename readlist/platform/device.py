"""What this device is called among those that share a library: the name of its journal."""

from __future__ import annotations

import contextlib
import re
from functools import cache
from pathlib import Path

from readlist.model.text import fold

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


@cache
def device_name() -> str:
    """A short name made once and kept in the platform's state folder, such as ``laptop-3f9a1c``.

    Where it can't be kept it is the host's name alone, the same at every start.
    """
    from platformdirs import user_state_path

    file = user_state_path("readlist", appauthor=False) / "device"
    return _kept(file) or _made(file)


def _kept(file: Path) -> str | None:
    with contextlib.suppress(OSError, ValueError):
        name = file.read_text(encoding="ascii").strip()
        if _NAME.fullmatch(name):
            return name
    return None


def _made(file: Path) -> str:
    import platform
    import secrets

    from readlist.store.files import make_folder, write_atomically

    host = "-".join(fold(platform.node()).split())[:24] or "device"
    name = f"{host}-{secrets.token_hex(3)}"
    with contextlib.suppress(OSError):
        make_folder(file.parent)
        write_atomically(file, f"{name}\n".encode())
        return name
    return host
