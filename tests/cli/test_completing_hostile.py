"""Keys and tags made to break a shell: tab inserts them as words, in shells that people type into."""

from __future__ import annotations

import contextlib
import os
import pty
import select
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from readlist.cli.setup import SCRIPTS

WORDS = (
    "k$(>ran)", "k`>ran`", "k;>ran", "k|>ran", "k&>ran", "k>ran", "k<x", "k'x", 'k"x', "k\\x", "k*", "k?", "k[a]",
    "k{a,b}", "k$HOME", "k#x", "k:x", "k=~x", "k!x", "k%x", "k^x", "kübler", "k(x)", "k)x", "k@x",
)  # fmt: skip
STARTS = {
    "bash": (["--norc", "--noprofile", "-i"], "PS1='READY>'; bind 'set enable-bracketed-paste off'; source {script}"),
    "zsh": (["-f", "-i"], "PS1='READY>'; autoload -U compinit; compinit -u -D; source {script}"),
    "fish": (["--no-config", "-i"], "function fish_prompt; echo -n 'READY>'; end; source {script}"),
}
SECONDS = 20  # after which a shell is given up


class Terminal:
    """A shell with somebody in front of it."""

    def __init__(self, command: list[str], folder: Path, env: dict[str, str]) -> None:
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.chdir(folder)
            os.execve(command[0], command, env)

    def type(self, text: str, until: str) -> str:
        """Type something; what is shown until a text is."""
        os.write(self.fd, text.encode())
        shown = b""
        while until.encode() not in shown:
            if not select.select([self.fd], [], [], SECONDS)[0]:
                pytest.fail(f"{until!r} is not in {shown!r}")
            try:
                shown += os.read(self.fd, 4096)
            except OSError:
                pytest.fail(f"it ended: {shown!r}")
        return shown.decode(errors="replace")

    def close(self) -> None:
        with contextlib.suppress(OSError):
            os.close(self.fd)
        with contextlib.suppress(OSError):
            os.kill(self.pid, 9)
        with contextlib.suppress(OSError):
            os.waitpid(self.pid, 0)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder with a stand-in for readlist: it offers the word in ``word``, and notes what it was called with."""
    program = tmp_path / "bin" / "readlist"
    program.parent.mkdir()
    program.write_text(
        "#!/bin/sh\n"
        f'if [ "$1" = completions ]; then printf "%s\\tx\\n" "$(cat {tmp_path}/word)"; exit; fi\n'
        f'printf "%s\\n" "$@" > {tmp_path}/called\n'
    )
    program.chmod(0o755)
    return tmp_path


@pytest.mark.parametrize("words", [WORDS[:1], pytest.param(WORDS[1:], marks=pytest.mark.long)], ids=["one", "all"])
@pytest.mark.parametrize("shell", SCRIPTS)
def test_a_word_made_to_break_the_shell_is_inserted_as_it_is(shell: str, words: tuple[str, ...], folder: Path) -> None:
    program = shutil.which(shell)
    if program is None:
        pytest.skip(f"{shell} is not installed")
    script = folder / "script"
    script.write_text(SCRIPTS[shell], encoding="utf-8")
    env = {"PATH": f"{folder / 'bin'}:/usr/bin:/bin", "HOME": str(folder), "TERM": "xterm", "LANG": "C.UTF-8"}
    options, start = STARTS[shell]
    wrong = {}
    for word in words:
        (folder / "word").write_text(word, encoding="utf-8")
        (folder / "called").unlink(missing_ok=True)
        terminal = Terminal([program, *options], folder, env)
        try:
            terminal.type(start.format(script=script) + "; echo BE''GUN\n", "BEGUN")
            terminal.type("readlist show k\t; echo DO''NE\n", "DONE")
        finally:
            terminal.close()
        called = (folder / "called").read_text(encoding="utf-8") if (folder / "called").exists() else "nothing"
        if called != f"show\n{word}\n":
            wrong[word] = called
        assert not (folder / "ran").exists(), word
    assert wrong == {}
