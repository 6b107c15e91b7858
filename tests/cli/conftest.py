"""Commands run in tests: most in this process, where they are fast; some as the processes they are for users."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from readlist.cli.main import main
from tests.conftest import DEVICE, home_at

COPIED = "2026-06-01"

PAGE = """\
Ada Karlsson

CL
h-index12
3papers
1,234citations
Novelty57%
AI Score63

3 Papers

41.5CLMay 27Code
Small Language Models Remember More

Ada Karlsson, Jun Mori, Lena Fischer et al.

How much can a model of $10^8$ parameters remember of what it read once? More than expected. The code is at \
https://github.com/example/small-memory.

LGSep 14, 2024
Sparse Attention for Long Documents

Jun Mori, Ada Karlsson

Attention over long documents wastes most of its work. A sparse pattern that follows the sections keeps all of the\
 quality.

CLFeb 3, 2024
Reading Order Matters

Ada Karlsson

The order in which documents are read changes what a model keeps. Three orders are compared.
"""

OTHER = """\
CVMar 9, 2023
Drawing Maps from MemoryLena Fischer, Tove Berg
People draw maps of towns that they have seen once. A network that does the same forgets the same streets.
LGJan 5, 2022Code
Counting Without NumbersTove Berg, Jun Mori, Lena Fischer et al.
Networks compare quantities long before they can name them. Four experiments show when, and a fifth shows why it is\
 not always so.
"""

SMALL, SPARSE, ORDER = "karlsson2026small", "mori2024sparse", "karlsson2024reading"
MAPS, COUNTING = "fischer2023drawing", "berg2022counting"
NEWEST = [SMALL, SPARSE, ORDER, MAPS, COUNTING]
"""The keys of both pages, newest paper first."""


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command did: its exit code and what it printed."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def told(self) -> list[str]:
        """The lines on standard error."""
        return self.err.splitlines()


def source(text: str | bytes) -> io.TextIOWrapper:
    """Standard input with that content."""
    return io.TextIOWrapper(io.BytesIO(text if isinstance(text, bytes) else text.encode()), encoding="utf-8")


class Readlist:
    """readlist on one library."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.file = folder / "library.json"
        self._capsys = capsys
        self._monkeypatch = monkeypatch

    def __call__(self, *args: str | Path, stdin: str | bytes = "") -> Ran:
        """Run a command in this process."""
        self._monkeypatch.setattr(sys, "stdin", source(stdin))
        self._capsys.readouterr()
        try:
            code = main([str(a) for a in args])
        except SystemExit as left:  # argparse, after --help
            code = left.code if isinstance(left.code, int) else 1
        out, err = self._capsys.readouterr()
        assert "a bug in readlist" not in err, err
        return Ran(code, out, err)

    def keys(self, *args: str) -> list[str]:
        """The keys that ``list`` shows, in order."""
        return [paper["key"] for paper in self("list", "--json", *args).json]

    def queue(self) -> list[str]:
        return [paper["key"] for paper in self("queue", "--json").json]

    def show(self, key: str) -> dict[str, Any]:
        found: dict[str, Any] = self("show", key, "--json").json
        return found

    def bytes(self) -> dict[str, bytes]:
        """Every file of the library with its content; the lock aside."""
        if not self.folder.exists():
            return {}
        files = (p for p in self.folder.rglob("*") if p.is_file() and p.name != "lock")
        return {str(p.relative_to(self.folder)): p.read_bytes() for p in files}


@pytest.fixture(autouse=True)
def _in_home(own_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands run in an empty home, on a library beside it."""
    monkeypatch.setenv("READLIST_LIBRARY", str(tmp_path / "library"))
    monkeypatch.chdir(own_home)


@pytest.fixture
def readlist(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Readlist:
    """readlist with no library yet."""
    return Readlist(tmp_path / "library", capsys, monkeypatch)


@pytest.fixture
def pages(tmp_path: Path) -> tuple[Path, Path]:
    """Two pages as files: an author page and a list of papers."""
    folder = tmp_path / "pages"
    folder.mkdir()
    files = folder / "karlsson.txt", folder / "other.txt"
    for path, text in zip(files, (PAGE, OTHER), strict=True):
        path.write_text(text, encoding="utf-8")
    return files


@pytest.fixture(scope="session")
def five_papers() -> Iterator[Path]:
    """A library with the papers of both pages, made once: its folder."""
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder, "karlsson.txt"), Path(folder, "other.txt")]
        for path, text in zip(files, (PAGE, OTHER), strict=True):
            path.write_text(text, encoding="utf-8")
        out = subprocess.run(
            [
                sys.executable,
                "-m",
                "readlist",
                "import",
                *files,
                "--as-of",
                COPIED,
                "--library",
                Path(folder, "library"),
            ],
            env={**os.environ, **home_at(Path(folder, "home"), DEVICE)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert out.returncode == 0, out.stderr
        yield Path(folder, "library")


@pytest.fixture
def filled(readlist: Readlist, five_papers: Path) -> Readlist:
    """readlist on a library of five papers, none of them decided."""
    shutil.copytree(five_papers, readlist.folder)
    return readlist


@pytest.fixture
def queued(filled: Readlist) -> Readlist:
    """readlist with three papers in its queue."""
    filled("queue", "add", SPARSE, ORDER, MAPS)
    return filled


def process(*args: str | bytes | Path, **options: Any) -> subprocess.CompletedProcess[bytes]:
    """Run readlist as a process of its own."""
    env = {**os.environ, **options.pop("env", {})}
    before: Sequence[str] = options.pop("before", ())
    options.setdefault("stdin", None if "input" in options else subprocess.DEVNULL)
    options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "timeout": 20, **options}
    command = [*before, sys.executable, "-m", "readlist", *args]
    return subprocess.run(command, env={k: v for k, v in env.items() if v is not None}, check=False, **options)


def unwelcome(text: str) -> set[str]:
    """Characters that a terminal may obey, or that hide or reorder others."""
    return {c for c in text if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co") and c not in "\n\u200c\u200d"}


@pytest.fixture
def file(own_home: Path) -> Path:
    """Where the configuration goes."""
    file = own_home / "config" / "readlist" / "config.toml"
    file.parent.mkdir(parents=True)
    return file
