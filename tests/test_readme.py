"""What the README shows is what there is: its made parts, and its examples, which are run as they stand."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from readlist.platform.paths import sample_pages
from tests import readme

TEXT = readme.README.read_text(encoding="utf-8")
EXAMPLES = re.findall(r"(?ms)^```sh\n(.*?)^```$", TEXT)


@pytest.fixture
def shell(tmp_path: Path) -> Path:
    """A folder with pages, a library of them, a command ``readlist``, and a fzf that takes the first line."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "done").mkdir()
    shutil.copytree(sample_pages()[0].parent, tmp_path / "pages")
    for name, does in (("readlist", f'exec "{sys.executable}" -m readlist "$@"'), ("fzf", "head -n 1")):
        program = tmp_path / "bin" / name
        program.write_text(f"#!/bin/sh\n{does}\n", encoding="utf-8")
        program.chmod(0o755)
    run(tmp_path, "readlist import pages/*.txt --as-of 2023-12-15")
    return tmp_path


def run(folder: Path, script: str) -> str:
    path = f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}"
    env = {**os.environ, "PATH": path, "PYTHONPATH": str(readme.README.parent)}
    script = f"set -euo pipefail\n{script}"
    ran = subprocess.run(["bash", "-c", script], cwd=folder, env=env, capture_output=True, text=True, timeout=60)
    assert ran.returncode == 0, ran.stderr
    assert "Traceback" not in ran.stderr
    return ran.stdout


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_does_what_it_says(example: str, shell: Path) -> None:
    if "jq " in example and not shutil.which("jq"):
        pytest.skip("jq is not installed")
    run(shell, example)
    if "done/" in example:
        assert len(list((shell / "done").iterdir())) == len(sample_pages())
    if "references.bib" in example:
        assert "@misc{gu2023mamba," in (shell / "references.bib").read_text(encoding="utf-8")


def test_every_file_it_points_to_is_there() -> None:
    links = re.findall(r"\]\(([^):]+?)\)", TEXT)
    assert links
    assert [link for link in links if not (readme.README.parent / link).exists()] == []
