"""What shells offer after tab: asked of readlist itself, and of the shells that are here."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from readlist.cli.parser import VERBS
from readlist.cli.setup import SCRIPTS
from readlist.search.fields import FIELDS
from tests.cli.conftest import MAPS, SMALL, Readlist


def offered(readlist: Readlist, *words: str) -> list[str]:
    ran = readlist("completions", "words", *words)
    assert (ran.code, ran.err) == (0, "")
    return [line.split("\t")[0] for line in ran.out.splitlines()]


def test_every_command_is_offered_with_what_it_does(readlist: Readlist) -> None:
    assert offered(readlist) == [verb.name for verb in VERBS]
    assert "\tlist papers: best match first" in readlist("completions", "words", "li").out


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["hi"], ["history"]),
        (["list", "--s"], ["--sort"]),
        (["list", "--sort", "t"], ["title"]),
        (["export", "--format", "b"], ["bibtex", "biblatex"]),
        (["export", "-o", "x"], [":"]),
        (["import", ""], [":"]),
        (["import", "--json", "a.txt", ""], [":"]),
        (["queue", ""], ["add", "remove", "move"]),
        (["pdf", ""], ["get", "attach", "open", "list", "missing", "text", "notes", "remove"]),
        (["pdf", "attach", "x", ""], [":"]),
        (["pdf", "open", "--p"], ["--page"]),
        (["mark", "un"], ["unread", "unstar", "unskip"]),
        (["completions", "f"], ["fish"]),
        (["nonsense", "--l"], ["--library"]),
        (["list", ""], [f"{field.name}:" for field in FIELDS]),
        (["list", "x", "is:un"], ["is:unread"]),
        (["list", "starred:last-"], ["starred:last-week", "starred:last-month", "starred:last-year"]),
        (["export", "added:>=t"], ["added:>=today", "added:>=this-week", "added:>=this-month", "added:>=this-year"]),
    ],
)
def test_what_fits_is_offered(readlist: Readlist, words: list[str], expected: list[str]) -> None:
    assert offered(readlist, *words) == expected


def test_keys_and_tags_are_those_of_the_library(filled: Readlist) -> None:
    filled("tag", SMALL, "+to-cite", "+later")
    assert offered(filled, "show", "karlsson2026") == [SMALL]
    assert offered(filled, "mark", "read", SMALL, MAPS[:5]) == [MAPS]
    assert offered(filled, "queue", "add", MAPS[:5]) == [MAPS]
    assert offered(filled, "tag", SMALL, "-l") == ["-later"]
    assert offered(filled, "--library", "nowhere", "show", "karlsson2026") == []


def test_a_damaged_library_offers_nothing_and_says_nothing(filled: Readlist) -> None:
    filled.file.write_text("{", encoding="utf-8")
    assert offered(filled, "show", "karlsson2026") == []


@pytest.mark.parametrize("shell", SCRIPTS)
@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["hist"], {"history"}),
        (["mark", "un"], {"unread", "unstar", "unskip"}),
        (["list", "is:un"], {"is:unread"}),
        (["list", "x", "added:..last-w"], {"added:..last-week"}),
    ],
)
def test_the_scripts_work_in_their_shells(shell: str, words: list[str], expected: set[str], tmp_path: Path) -> None:
    program = shutil.which(shell)
    if program is None:
        pytest.skip(f"{shell} is not installed")
    script = tmp_path / "script"
    script.write_text(SCRIPTS[shell], encoding="utf-8")
    command = tmp_path / "readlist"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m readlist "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    quoted = [f"'{word}'" for word in words]
    parts = [part for word in words for part in re.findall("[:<>=]+|[^:<>=]+", word)]  # as bash parts them
    ask = {
        "bash": f"files=; compopt() {{ files=yes; }}; source {script}; COMP_WORDS=(readlist {shlex.join(parts)}); "
        f'COMP_CWORD={len(parts)}; _readlist; printf "%s\\n" "${{COMPREPLY[@]}}" $files',
        "zsh": f"compdef() {{ }}; source {script}; "
        "_describe() { print -l ${${words_found//\\\\:/§}%%:*} }; _files() { print yes }; "
        f"words=(readlist {' '.join(quoted)}); CURRENT={len(words) + 1}; _readlist",
        "fish": f"source {script}; complete -C 'readlist {' '.join(words)}' | string split -f 1 \\t",
    }[shell]
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    here = Path(__file__).parents[2]
    env = {**os.environ, "PATH": path, "PYTHONPATH": str(here)}
    flags = {"bash": ["--norc"], "zsh": ["-f"], "fish": ["--no-config"]}[shell]
    ran = subprocess.run([program, *flags, "-c", ask], env=env, capture_output=True, text=True, timeout=60)
    assert ran.stderr == ""
    before = words[-1][: -len(parts[-1])] if shell == "bash" else ""  # what bash leaves as it is
    assert {before + word.replace("§", ":") for word in ran.stdout.split()} == expected


def test_bash_quotes_what_a_hostile_word_would_run(tmp_path: Path) -> None:
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("bash is not installed")
    suggestion = "+x$(>ran)"
    command = tmp_path / "readlist"
    command.write_text(f"#!/bin/sh\nprintf '%s\\t\\n' '{suggestion}'\n", encoding="utf-8")
    command.chmod(0o755)
    script = SCRIPTS["bash"] + 'COMP_WORDS=(readlist tag); COMP_CWORD=1; _readlist; eval "printf %s ${COMPREPLY[0]}"'
    env = {**os.environ, "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"}
    ran = subprocess.run([bash, "--norc", "-c", script], env=env, capture_output=True, text=True, cwd=tmp_path)
    assert (ran.stdout, ran.stderr) == (suggestion, "")
    assert not (tmp_path / "ran").exists()
