"""Texts as large as a source may be, of what is worst to read: a minute and a gigabyte, or one line that refuses them.

``READLIST_MEGABYTES=50 pytest -m long tests/cli/test_sizes.py`` takes them as large as they may be; CI has the tenth.
"""

from __future__ import annotations

import os
import sys
from itertools import count
from pathlib import Path

import pytest

from tests.conftest import home_at

MEGABYTES = float(os.environ.get("READLIST_MEGABYTES") or 5)
SECONDS = 60 if MEGABYTES > 10 else 30  # of the processor
MEMORY = 1_000  # megabytes
TEXT = "Sand moves where the wind is strong, and rests where it is weak; we measured both for years on a coast."
BIB = f"@misc{{k%d, title={{Sand on the move}}, author={{Ann Lee and Bo Chen}}, year=2020, abstract={{{4 * TEXT}}}}}\n"
RIS = f"TY  - JOUR\nTI  - Sand %d\nAU  - Lee, Ann\nPY  - 2020\nAB  - {4 * TEXT}\nER  - \n\n"
CSL = f'{{"id":"k%d","type":"book","title":"Sand","author":[{{"family":"Lee"}}],"abstract":"{TEXT * 4}"}},\n'
REFERENCE = f"[%d] A. Lee and B. Chen. {TEXT[:63]}. Journal of Dunes, 12(3):45-67, 2020.\n"
TEXTS = {
    "line ends": "\n",
    "commas": ",",
    "openings": "@article{",
    "brackets": "{",
    "formulas": "\\(",
    "accents": "e\u0301\u0302",
    "tags": "<a href=x>",
    "BibTeX": BIB,
    "RIS": RIS,
    "CSL": CSL,
    "references": REFERENCE,
    "titles": f"{TEXT} Third edition, part %d\n",
}


def hostile(name: str, size: int) -> str:
    unit = TEXTS[name]
    if "%d" not in unit:
        return unit * (size // len(unit.encode()))
    pieces: list[str] = []
    for n in count():
        if (size := size - len(pieces[-1]) if pieces else size) < 0:
            break
        pieces.append(unit % n)
    text = "".join(pieces)
    return f"[{text.rstrip().rstrip(',')}]" if name == "CSL" else text


@pytest.mark.long
@pytest.mark.parametrize("name", TEXTS)
def test_the_worst_texts_are_read_in_time_and_memory_or_refused(name: str, tmp_path: Path) -> None:
    env = {**os.environ, **home_at(tmp_path, "here")}
    file, out = tmp_path / "text", tmp_path / "out"
    file.write_text(hostile(name, int(MEGABYTES * 0.99e6)), encoding="utf-8")
    actions = [(os.POSIX_SPAWN_OPEN, n, str(out), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600) for n in (1, 2)]
    command = [sys.executable, "-m", "readlist", "import", str(file)]
    _, status, used = os.wait4(os.posix_spawn(sys.executable, command, env, file_actions=actions), 0)
    said = out.read_text(encoding="utf-8")
    megabytes = used.ru_maxrss // (1024 if sys.platform == "linux" else 1024**2)
    print(f"{name}: {used.ru_utime + used.ru_stime:.1f} s, {megabytes} MB: {said[-100:]}")
    if code := os.waitstatus_to_exitcode(status):
        assert (code, said.count("\n")) == (1, 1), said[:500]
    else:
        assert "\nimported " in said
    assert megabytes < MEMORY
    assert used.ru_utime + used.ru_stime < SECONDS
