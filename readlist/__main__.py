"""``python -m readlist`` and the ``readlist`` command."""

from __future__ import annotations

import sys


def main() -> None:
    if sys.argv[1:] == ["--version"] and _said_version():
        return
    from readlist.cli.main import main as run

    sys.exit(run())


def _said_version() -> bool:
    """Say the version without importing what only commands need; False where that fails, they say why."""
    from readlist import __version__

    try:
        print(f"readlist {__version__}", flush=True)
    except OSError:
        return False
    return True


if __name__ == "__main__":
    main()
