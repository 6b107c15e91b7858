"""Ten awkward papers through readlist and two peers, judged by a checker: ``python -m tests.benchmarks.peers``.

Each program is given the same facts in its own form of input (readlist as a page brings them, papis and coBib as the
YAML that is their native form, names already in their parts) and writes BibTeX with its defaults. The peers are
installed into environments of their own under a temporary folder. The checker is the first argument, else
``$READLIST_SEEDS/tools/check_bib.sh``. Findings are counted in the file of all ten, where one fault may lead to others;
"clean alone" says of how many entries a file of that entry only has no finding. With ``--write`` the table is put into
the manual.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import venv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from readlist.formats import ExportOptions, render
from readlist.model.citekeys import base_key, free_key
from readlist.model.names import parse_names
from readlist.model.paper import Mark, Paper
from readlist.model.text import fold
from tests import documents

_GROUPS = (  # what the checker's findings are about: column → its checks
    ("syntax, keys", ("file", "syntax", "keys", "count", "bibclean")),
    ("names, fields", ("names", "fields")),
    ("text, capitals", ("latex-lint", "title-case")),
    ("bibtex", ("bibtex-plain", "bibtex-unsrt", "bibtex-abbrv", "bibtex-alpha", "bibtex-plainnat")),
    ("biber", ("biber-datamodel",)),
    ("pdflatex", ("latex-allfields", "latex-biblatex")),
    ("parsers", ("bibtexparser2", "pybtex")),
)


@dataclass(frozen=True, slots=True)
class Facts:
    title: str
    authors: tuple[str, ...]
    date: str
    category: str
    abstract: str
    arxiv: str


TEN = (
    Facts(r"$\infty$-Memory: Recall Beyond 100K Tokens in O(N log N)", ("Ömer Öztürk", "Łucja Kowal", "Zoë Ångström"),
          "2024-02-21", "CL", r"We recall $O(N\log N)$ facts.", "2402.90001"),
    Facts("50% Fewer Tokens & the Same Answers: R&D Notes #1", ("Ann Lee", "Bo Chen"),
          "2024-03-04", "CL", "Saves 50% of tokens & 30% of time; see notes #1 and #2.", "2403.90002"),
    Facts("The Case for nanoLM: GPT-4 vs. BERT on Q-Learning", ("Jan van der Berg", "Sammy Davis Jr."),
          "2023-11-30", "LG", "Small models, e.g. nanoLM, win at 5% of the cost.", "2311.90003"),
    Facts("A Report on Reports", ("MiniCPM Team", "AT&T Labs Research"),
          "2024-04-09", "CL", "We report {what} teams_report.", "2404.90004"),
    Facts("Tones in Nguyễn's Corpus of Đàn Bầu Songs", ("Nguyễn Thị Ánh", "Đặng Văn Phúc"),
          "2024-05-17", "AS", "Tones are hard – “very” hard… they say.", "2405.90005"),
    Facts("Scaling Laws for Small Budgets", ("Ann Lee", "Cho Park", "et al."),
          "2024-06-01", "LG", "Loss falls as $N^{-0.5}$ for budgets under $5 and over $3.", "2406.90006"),
    Facts("Scaling Laws for Large Budgets", ("Ann Lee", "Di Wu"),
          "2024-06-02", "LG", r"We extend~\cite{lee2024scaling} by 10%.", "2406.90007"),
    Facts("Sets {A, B} and the Unbalanced } Brace", ("O’Neil Byrne", "Ana-María de la Cruz y Ortega"),
          "2024-07-11", "CC", "A } too many, a { too few.", "2407.90008"),
    Facts("α-Divergences ≤ β: ℓ₂ Bounds for C++ and C#", ("Håkon Ødegård", "François Lefèvre"),
          "2022-01-05", "ML", "For α ≤ β we bound ‖x‖ by x_1^2 → 0.", "2201.90009"),
    Facts(r"Learning \textbf{Bold} Claims: a <i>Meta</i>-Study", ("Eve Stone", "Björn Þórsson"),
          "2021-12-31", "CL", "Claims in \\emph{bold} are believed 12% more; p<0.05 & n>30.", "2112.90010"),
)  # fmt: skip


def readlist(work: Path) -> Path:
    taken: set[str] = set()
    papers = []
    for id, f in enumerate(TEN, 1):
        key = free_key(base_key(f.authors, int(f.date[:4]), f.title), taken)
        taken.add(key)
        paper = Paper(id=id, key=key, title=f.title, title_text=f.title, authors=f.authors, date=f.date,
                      category=f.category, abstract=f.abstract, arxiv=f.arxiv)  # fmt: skip
        papers.append((paper, Mark(id=id)))
    file = work / "readlist.bib"
    file.write_text(render("bibtex", papers, ExportOptions()).text, encoding="utf-8")
    return file


def papis(work: Path) -> Path:
    """Documents from YAML, exported all together."""
    program = _installed("papis", work)
    library, file = work / "papis-library", work / "papis.bib"
    library.mkdir()
    for n, f in enumerate(TEN):
        given = [{"family": last, "given": first} for last, first in _names(f)]
        author = " and ".join(f"{last}, {first}" if first else last for last, first in _names(f))
        facts = {"type": "misc", "title": f.title, "author_list": given, "author": author, "year": int(f.date[:4]),
                 **_common(f)}  # fmt: skip
        source = work / f"papis-{n}.yaml"
        source.write_text(json.dumps(facts, ensure_ascii=False), encoding="utf-8")
        _run(work, program, "-l", library, "add", "--batch", "--no-download-files", "--from", "yaml", source)
    _run(work, program, "-l", library, "export", "--all", "--batch", "--format", "bibtex", "--out", file)
    return file


def cobib(work: Path) -> Path:
    """Entries from YAML, labels by coBib's own default, exported all together."""
    program = _installed("cobib", work)
    file = work / "cobib.bib"
    _run(work, program, "init")
    for n, f in enumerate(TEN):
        given = [{"first": first, "last": last} for last, first in _names(f)]
        facts = {"ENTRYTYPE": "misc", "title": f.title, "author": given, "year": int(f.date[:4]), **_common(f)}
        source = work / f"cobib-{n}.yaml"
        label = f"{fold(_names(f)[0][0]).replace(' ', '')}{f.date[:4]}"
        source.write_text(f"---\n{json.dumps({label: facts}, ensure_ascii=False)}\n...\n", encoding="utf-8")
        _run(work, program, "add", "--skip-download", "--disambiguation", "disambiguate", "--yaml", source)
    _run(work, program, "export", "--bibtex", "--", file)
    return file


def _names(f: Facts) -> list[tuple[str, str]]:
    """The names in two parts, as a user of those programs would type them: a team is all family name."""
    return [
        (f"{n.von} {n.last} {n.suffix}".strip(), n.first) for n in parse_names(a for a in f.authors if a != "et al.")[0]
    ]


def _common(f: Facts) -> dict[str, Any]:
    return {"abstract": f.abstract, "eprint": f.arxiv, "archiveprefix": "arXiv", "primaryclass": f"cs.{f.category}",
            "url": f"https://arxiv.org/abs/{f.arxiv}"}  # fmt: skip


def _installed(package: str, work: Path) -> Path:
    folder = work / f"env-{package}"
    venv.create(folder, with_pip=True)
    subprocess.run([folder / "bin" / "pip", "install", "-q", package], check=True, capture_output=True)
    return folder / "bin" / package


def _run(work: Path, *command: str | Path) -> None:
    home = work / "home"
    env = {**os.environ, "HOME": str(home), "XDG_CONFIG_HOME": str(home / "config"), "PYTHONUTF8": "1"}
    home.mkdir(exist_ok=True)
    nothing = subprocess.DEVNULL
    done = subprocess.run(command, env=env, cwd=work, capture_output=True, text=True, stdin=nothing, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(map(str, command))}: {done.stdout[-500:]}{done.stderr[-1500:]}")


PROGRAMS: Mapping[str, Callable[[Path], Path]] = {"readlist": readlist, "papis": papis, "cobib": cobib}


def judged(checker: Path, file: Path, entries: int) -> dict[str, Any]:
    """What the checker found, by check."""
    report = file.with_suffix(".json")
    command = [checker, file, "--expect", str(entries), "--json", report]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if not report.exists():
        raise SystemExit(done.stdout + done.stderr)
    found: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    return found


def clean_alone(checker: Path, file: Path) -> int:
    """How many entries have no finding in a file of their own."""
    clean = 0
    for n, text in enumerate(re.split(r"(?m)^(?=@)", file.read_text(encoding="utf-8"))[1:]):
        one = file.with_name(f"{file.stem}-{n}.bib")
        one.write_text(f"{text.rstrip()}\n", encoding="utf-8")
        clean += judged(checker, one, 1)["findings"] == 0
    return clean


def row(name: str, found: Mapping[str, Any], clean: int) -> str:
    checks = {check: len(messages) for check, messages in found["checks"].items()}
    cells = [sum(checks.get(check, 0) for check in group) for _, group in _GROUPS]
    assert sum(cells) == found["findings"], set(checks) - {check for _, group in _GROUPS for check in group}
    entries = found["figures"].get("entries", 0)
    return f"| {name} | {entries} | {' | '.join(map(str, cells))} | **{found['findings']}** | **{clean}** |"


def table(checker: Path, work: Path, say: Callable[[str], None]) -> str:
    heads = ["program", "entries", *(name for name, _ in _GROUPS), "findings", "clean alone"]
    rows = [f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]
    for name, through in PROGRAMS.items():
        file = through(work)
        found = judged(checker, file, len(TEN))
        for check, messages in found["checks"].items():
            for message in messages:
                say(f"{name}: {check}: {message}")
        rows.append(row(f"{name} {_version(name, work)}", found, clean_alone(checker, file)))
        if found["skipped"]:
            say(f"{name}: not checked here: {'; '.join(found['skipped'])}")
    return "\n".join(rows) + "\n"


def _version(name: str, work: Path) -> str:
    if name == "readlist":
        return version("readlist")
    code = f"from importlib.metadata import version; print(version({name!r}))"
    python = work / f"env-{name}" / "bin" / "python"
    return subprocess.run([python, "-c", code], capture_output=True, text=True, check=True).stdout.strip()


def main(arguments: Sequence[str]) -> None:
    paths = [a for a in arguments if not a.startswith("--")]
    checker = Path(paths[0]) if paths else Path(os.environ.get("READLIST_SEEDS", ".")) / "tools" / "check_bib.sh"
    with tempfile.TemporaryDirectory() as folder:
        made = table(checker, Path(folder), lambda text: print(text, file=sys.stderr))
    print(made)
    if "--write" in arguments:
        documents.write_part("bibtex, compared", made)


if __name__ == "__main__":
    main(sys.argv[1:])
