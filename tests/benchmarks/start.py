"""How soon the command line answers, beside Python itself and beside papis (where it is on the PATH)."""

from __future__ import annotations

import json
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence

from tests.benchmarks.figures import Figure
from tests.benchmarks.libraries import environment, library, made, workshop

_TIMES = 9
_PAPIS_MOST = 10_000  # papers: to read more of its folders takes papis minutes
_QUERY = "neural network"


def figures(size: int) -> Iterator[Figure]:
    env = environment()
    readlist = [sys.executable, "-m", "readlist"]
    small, here = ([*readlist, "--library", str(library(n)), "list"] for n in (100, size))
    python = _took([sys.executable, "-c", "pass"], env)
    yield Figure("readlist --version", _took([*readlist, "--version"], env), "ms", "python -c pass", python, 4.0)
    yield Figure("readlist list, 100 papers", _took(small, env), "ms", "python -c pass", python, 8.0)
    listed, found = _took(here, env), _took([*here, _QUERY], env)
    papis = _papis(size) if size <= _PAPIS_MOST else None
    beside = [_took([*papis, *words], env) for words in ([], [_QUERY])] if papis else [None, None]
    yield Figure("readlist list", listed, "ms", "papis list" if papis else "", beside[0], papis and 0.5)
    yield Figure(f"readlist list {_QUERY}", found, "ms", "papis list" if papis else "", beside[1], papis and 0.5)


def _took(command: Sequence[str], env: Mapping[str, str]) -> float:
    """Milliseconds of processor time, the median; the first run, which fills caches, is not counted."""
    taken = []
    for _ in range(_TIMES + 1):
        before = _used()
        subprocess.run(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
        taken.append(_used() - before)
    return sorted(taken[1:])[_TIMES // 2] * 1000


def _used() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _papis(size: int) -> list[str] | None:
    """What lists the same papers in papis; None where there is no papis. What it does first is to make its cache."""
    program = shutil.which("papis")
    if program is None:
        return None
    folder = workshop() / f"papis-{size}"
    for p in made(size):
        document = folder / p.key
        document.mkdir(parents=True)
        facts = {"ref": p.key, "title": p.title, "author": "; ".join(p.authors), "year": int((p.date or "0")[:4]),
                 "abstract": p.abstract, "papis_id": f"{p.id:032x}"}  # fmt: skip
        (document / "info.yaml").write_text(json.dumps(facts, ensure_ascii=False), encoding="utf-8")
    return [program, "--lib", str(folder), "list", "--all"]
