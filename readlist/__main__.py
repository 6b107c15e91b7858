"""``python -m readlist`` and the ``readlist`` command."""

from __future__ import annotations

import gc
import sys


def main() -> None:
    if sys.argv[1:] == ["--version"]:  # without importing what only commands need
        sys.exit(_say_version())
    if not sys.argv[1:] or sys.argv[1].startswith("--library"):
        sys.exit(_open_app())
    sys.exit(_run())


def _open_app() -> int:
    """Start with the picture of how the app was left, where there is one: importing the app takes longer."""
    from readlist.system import picture

    picture.show(sys.argv[1:])
    try:
        return _run()
    finally:
        picture.give_back()


def _run() -> int:
    gc.disable()  # commands are short, and looking for cycles among thousands of papers is a tenth of their time
    from readlist.cli.main import main as run

    code = run()
    gc.freeze()  # nor are they looked for at the end
    return code


def _say_version() -> int:
    from readlist import __version__

    try:
        print(f"readlist {__version__}", flush=True)
    except OSError as error:
        from readlist.cli.output import give_up, tell

        give_up(sys.stdout)
        tell(f"cannot write to standard output: {error.strerror}")
        return 1
    return 0


if __name__ == "__main__":
    main()
