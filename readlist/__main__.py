"""``python -m readlist`` and the ``readlist`` command."""

from __future__ import annotations

import gc
import sys


def main() -> None:
    arguments = sys.argv[1:]
    if arguments == ["--version"]:  # without importing the parser
        sys.exit(_print_version())
    library = library_of_app(arguments)
    sys.exit(_run_command() if library is None else _open_app(library))


def library_of_app(arguments: list[str]) -> str | None:
    """The library to open in the app ("" for the default one); None if the arguments ask for something else."""
    if len(arguments) == 1 and arguments[0].startswith("--library="):
        return arguments[0].partition("=")[2]
    if len(arguments) == 2 and arguments[0] == "--library":
        return arguments[1]
    return None if arguments else ""


def _open_app(library: str) -> int:
    """Show the picture of the last screen, if there is one, then open the app, which takes longer to import."""
    from readlist.platform import picture

    picture.show(library)
    try:
        gc.disable()  # no garbage collection before the app is drawn
        from readlist.cli.main import exit_code, open_app

        code = exit_code(lambda: open_app(library or None))
        gc.freeze()  # nor on exit
        return code
    finally:
        picture.give_back()


def _run_command() -> int:
    gc.disable()  # commands are short; collecting garbage among thousands of papers is a tenth of their time
    from readlist.cli.main import main as run

    code = run()
    gc.freeze()  # nor on exit
    return code


def _print_version() -> int:
    from readlist import __version__

    try:
        print(f"readlist {__version__}", flush=True)
    except OSError as error:
        from readlist.cli.output import discard, print_err

        discard(sys.stdout)
        print_err(f"cannot write to standard output: {error.strerror}")
        return 1
    return 0


if __name__ == "__main__":
    main()
