"""The manual's recipes for cron and systemd, run in the environment that cron gives."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.follow.conftest import services
from tests.follow.services import Services

__all__ = ["services"]

MANUAL = (Path(__file__).parents[2] / "readlist" / "manual" / "follow.md").read_text(encoding="utf-8")
ENTRY = "<entry><title>Schöne Nachricht</title><link href='https://a.example/1'/></entry>"
FEED = f"<feed xmlns='http://www.w3.org/2005/Atom'><title>A Blog</title>{ENTRY}</feed>"
AT_NIGHT = {"PATH": "/usr/bin:/bin", "SHELL": "/bin/sh"}
"""What cron sets, beside HOME and LOGNAME; systemd sets little more."""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with readlist where pipx and uv install it."""
    program = tmp_path / ".local" / "bin" / "readlist"
    program.parent.mkdir(parents=True)
    root = Path(__file__).parents[2]
    program.write_text(f'#!/bin/sh\nPYTHONPATH="{root}" exec "{sys.executable}" -m readlist "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    return tmp_path


@pytest.fixture
def sh(home: Path) -> Callable[[str], tuple[int, str, str]]:
    def run(command: str) -> tuple[int, str, str]:
        env = {"HOME": str(home), **AT_NIGHT}
        done = subprocess.run(["/bin/sh", "-c", command], env=env, capture_output=True, cwd=home, check=False)
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    return run


def crontab_line() -> tuple[list[str], str]:
    """The five fields of the time, and the command."""
    (line,) = re.findall(r"(?ms)^```crontab\n(.*?)\n```$", MANUAL)
    *fields, command = line.split(maxsplit=5)
    return fields, command


def units() -> dict[str, str]:
    """File name → unit."""
    return dict(re.findall(r"(?ms)^```ini\n# (\S+)\n(.*?)^```$", MANUAL))


def test_the_line_for_cron(home: Path, sh: Callable[[str], tuple[int, str, str]], services: Services) -> None:
    fields, command = crontab_line()
    assert fields == ["30", "7", "*", "*", "1-5"]
    assert "%" not in command  # which cron takes for the end of the line
    services.pages["/blog"] = lambda _: (200, "application/atom+xml", FEED.encode(), {})
    assert sh(f"$HOME/.local/bin/readlist follow --feed {services.address}/blog")[0] == 0
    code, out, told = sh(command)
    assert (code, told) == (0, "")
    assert re.fullmatch(r"new +\S+  Schöne Nachricht  \(in A Blog \(you follow\)\)\n", out)
    assert sh(command) == (0, "", "")  # no mail
    shutil.rmtree(home / ".cache")
    services.pages["/blog"] = lambda _: (404, "text/html", b"", {})
    line = f"readlist: {services.address}/blog: unexpected answer (HTTP 404)\n"
    assert sh(command) == (1, "", line)


def test_the_units_of_systemd(home: Path, sh: Callable[[str], tuple[int, str, str]], tmp_path: Path) -> None:
    found = units()
    assert list(found) == ["readlist-fetch.service", "readlist-fetch.timer"]
    (command,) = re.findall(r"(?m)^ExecStart=(.*)$", found["readlist-fetch.service"])
    code, out, told = sh(command.replace("%h", str(home)))
    assert (code, out, told) == (0, "", "")
    if (analyse := shutil.which("systemd-analyze")) is None:
        pytest.skip("systemd-analyze is not installed: the units are not verified")
    for name, text in found.items():
        (tmp_path / name).write_text(text.replace("%h", str(home)), encoding="utf-8")
    files = [str(tmp_path / name) for name in found]
    done = subprocess.run([analyse, "verify", *files], capture_output=True, text=True, check=False)
    assert not [line for line in done.stderr.splitlines() if "readlist-fetch" in line]
    (when,) = re.findall(r"(?m)^OnCalendar=(.*)$", found["readlist-fetch.timer"])
    assert subprocess.run([analyse, "calendar", when], capture_output=True, check=False).returncode == 0
