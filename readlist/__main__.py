"""``python -m readlist`` and the ``readlist`` command."""

from __future__ import annotations

import sys


def main() -> None:
    if sys.argv[1:] == ["--version"]:  # without importing what only commands need
        from readlist import __version__

        print(f"readlist {__version__}")
        return
    from readlist.cli.main import main as run

    sys.exit(run())


if __name__ == "__main__":
    main()
