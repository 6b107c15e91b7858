"""``python -m readlist`` and the ``readlist`` command."""

from __future__ import annotations

import gc
import sys


def main() -> None:
    arguments = sys.argv[1:]
    if arguments == ["--version"]:  # without importing what only commands need
        sys.exit(_say_version())
    asked = asked_for(arguments)
    sys.exit(_run() if asked is None else _open_app(asked))


def asked_for(arguments: list[str]) -> str | None:
    """The library that the app is to open, empty where none is named; None where something else is asked for."""
    if len(arguments) == 1 and arguments[0].startswith("--library="):
        return arguments[0].partition("=")[2]
    if len(arguments) == 2 and arguments[0] == "--library":
        return arguments[1]
    return None if arguments else ""


def _open_app(asked: str) -> int:
    """Start with the picture of how the app was left, where there is one: importing the app takes longer."""
    from readlist.platform import picture

    picture.show(asked)
    try:
        gc.disable()  # cycles are not looked for before the app is drawn
        from readlist.cli.main import guarded, open_app

        code = guarded(lambda: open_app(asked or None))
        gc.freeze()  # nor are they looked for at the end
        return code
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
