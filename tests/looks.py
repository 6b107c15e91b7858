"""``python -m tests.looks`` writes how the usual theme looks, which comes with readlist."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from readlist.view import looks
from readlist.view.looks import Looks
from tests.conftest import home_at
from tests.tui.terminal import Terminal

TERMINALS = {
    "truecolor": {"TERM": "xterm-256color", "COLORTERM": "truecolor"},
    "256 colours": {"TERM": "xterm-256color", "COLORTERM": ""},
}
"""What a terminal can do → what it says of itself."""


def found(home: Path) -> dict[str, Looks]:
    """How the app finds that it looks, in terminals of each kind."""
    return {colours: _found(home / colours, env) for colours, env in TERMINALS.items()}


def _found(home: Path, env: Mapping[str, str]) -> Looks:
    home.mkdir()
    terminal = Terminal(**env, **home_at(home))
    try:
        terminal.until("saved ✓")
        terminal.send("q")
        terminal.ended()
    finally:
        terminal.process.close(force=True)
    [file] = home.rglob("looks/*")
    kept: Looks = json.loads(file.read_bytes().split(b"\n")[1])
    return kept


def main() -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "READLIST_LIBRARY", "READLIST_CONFIG"):
        os.environ.pop(name, None)
    with TemporaryDirectory() as home:
        text = json.dumps(found(Path(home)), indent=1)
    Path(looks.__file__).with_suffix(".json").write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
