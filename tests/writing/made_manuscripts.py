"""Manuscripts of every kind, made with faults that are known, beside text that only looks like citations."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from readlist.formats import ExportOptions, render
from readlist.model.paper import Mark, Paper, Rank

WORDS = (
    "amber basalt copper dolomite emerald flint granite hornblende iron jasper kaolin limestone marble nickel".split()
)
SYLLABLES = "ba de fi go hu ka le mi no pu ra se ti vo wu za".split()


@dataclass(frozen=True)
class Made:
    """How manuscripts of a kind are written."""

    suffix: str
    cite: Callable[[Sequence[str]], str]
    head: str
    noise: str  # what only looks like citations
    bibliography: str = "refs.bib"
    chapter: str = ""  # a line that takes in the file ``chapter`` + suffix


def _tex(keys: Sequence[str]) -> str:
    forms = ("\\citep[see][p.~3]{%s}", "\\textcite{%s}", "\\autocite*{%s}", "\\Citet{ %s }", "\\footfullcite{%s}")
    return "We follow " + forms[len(keys[0]) % len(forms)] % ",\n ".join(keys) + "."


MADE: Mapping[str, Made] = {
    "tex": Made(
        ".tex", _tex,
        "\\documentclass{article}\n\\usepackage{biblatex}\n\\addbibresource{refs.bib}\n\\begin{document}\n",
        "% \\cite{commented}\n\\verb|\\cite{verbatim}| 50\\% \\citestyle{plain}\n"
        "\\begin{verbatim}\n\\cite{code}\n\\end{verbatim}\n\\newcommand{\\mine}[1]{\\cite{#1}}\n",
        chapter="\\input{chapter}\n",
    ),
    "aux": Made(".aux", lambda keys: f"\\citation{{{','.join(keys)}}}", "\\relax\n\\bibdata{refs}\n",
                "\\citation{REVTEX41-control}\n\\bibcite{other}{1}\n", chapter="\\@input{chapter.aux}\n"),
    "md": Made(
        ".md", lambda keys: f"As shown [see @{'; @'.join(keys)}, p. 3].",
        "---\ntitle: T\nauthor: a@b.example\nbibliography: refs.bib\n---\n",
        "Write to me@home.example, `@code`, <https://x.example/@user>.\n"
        "```\n@fenced\n```\n<!-- @hidden -->\n\\@escaped\n",
    ),
    "qmd": Made(
        ".qmd", lambda keys: " and ".join(f"@{key}" for key in keys) + " say so, see @fig-one and @sec-two.",
        "---\ntitle: T\nbibliography:\n  - refs.bib\n---\n", "```{python}\n@decorator\n```\n[link](https://x.example/@y)\n",
        chapter="{{< include chapter.qmd >}}\n",
    ),
    "typ": Made(
        ".typ", lambda keys: f"Shown by @{keys[0]}[p. 3]" + "".join(f" #cite(<{key}>)" for key in keys[1:]) + ".",
        '#bibliography("refs.yml", style: "ieee")\n= Start <start>\n',
        "See @start. // @comment\n`@raw` me@home.example /* @no */\n",
        bibliography="refs.yml", chapter='#include "chapter.typ"\n',
    ),
    "org": Made(
        ".org", lambda keys: f"As [cite/t:see @{';@'.join(keys)} p. 3] or cite:{keys[0]}.",
        "#+title: T\n#+bibliography: refs.bib\n",
        "# [cite:@comment]\n=cite:verb= me@home.example\n#+begin_src c\ncite:code\n#+end_src\n",
    ),
    "bib": Made(".bib", lambda keys: "", "", "@comment{cite @mine}\n% @misc{gone,}\n"),
}  # fmt: skip


@dataclass
class Planted:
    """A manuscript with the faults it was given, the papers of the library, and the file to check."""

    main: Path
    papers: list[Paper] = field(default_factory=list)
    faults: set[tuple[str, str]] = field(default_factory=set)  # (check, key)


def _paper(id: int, dice: random.Random) -> Paper:
    name = "".join(dice.choices(SYLLABLES, k=4)).capitalize()
    year, word = dice.randint(1990, 2024), dice.choice(WORDS)
    title = f"{word.capitalize()} and {dice.choice(SYLLABLES)}{dice.choice(SYLLABLES)} number {id}"
    return Paper(id=id, key=f"{name.lower()}{year}{word}", title=title, title_text=title, authors=(f"Ann {name}",),
                 date=str(year), venue="Journal of Stones", type="article", doi=f"10.1234/stone.{id}",
                 arxiv=f"2401.{10000 + id}", rank=Rank.RECORD)  # fmt: skip


def _entry(paper: Paper, format: str) -> str:
    return render(format, [(paper, Mark(id=paper.id))], ExportOptions()).text


def plant(kind: str, seed: int, folder: Path, faults: int = 40) -> Planted:
    """A manuscript of a kind with so many faults, spread over the checks that the kind can have."""
    made, dice = MADE[kind], random.Random(f"{kind} {seed}")
    planted = Planted(folder / f"main{made.suffix}")
    format = "hayagriva" if made.bibliography.endswith(".yml") else "bibtex"
    checks = ["preprint", "doi", "retracted", "updated", "duplicate"]
    checks += ["incomplete"] if format == "bibtex" else []
    checks += ["missing", "unknown", "mistyped", "uncited"] if kind != "bib" else []
    todo = [checks[n % len(checks)] for n in range(faults)]
    todo += ["fine"] * 12
    dice.shuffle(todo)
    entries: list[str] = []
    cited: list[str] = []
    for id, fault in enumerate(todo, 1):
        paper = _paper(id, dice)
        entry, key = _entry(paper, format), paper.key
        if fault in ("retracted", "updated"):
            notice = {"retracted" if fault == "retracted" else "corrected": "10.1/n"}
            paper = Paper.of({**paper.document(), "extra": notice}, id=id)
        elif fault == "preprint":
            early = {"venue": None, "type": None, "doi": None, "rank": Rank.PREPRINT}
            entry = _entry(Paper.of({**paper.document(), **early}, id=id), format)
        elif fault == "doi":
            entry = _entry(Paper.of({**paper.document(), "doi": None}, id=id), format)
        elif fault == "duplicate":
            other = f"{key}again"
            entries.append(_entry(Paper.of({**paper.document(), "key": other}, id=id), format))
            cited.append(other)
            entry = entries.pop()  # the later one is named
            entries.append(_entry(paper, format))
        elif fault == "incomplete":
            entry = "\n".join(line for line in entry.split("\n") if not line.strip().startswith(("year", "month")))
        wrong = f"nobody{seed}x{id}q" if fault == "unknown" else key[0] + key[2] + key[1] + key[3:]
        name = {"unknown": wrong, "mistyped": wrong}.get(fault, key)
        if fault not in ("missing", "unknown"):
            entries.append(entry)
        if fault != "uncited":
            cited.append(name)
        planted.papers += [paper] if fault != "unknown" else []
        check = "missing" if fault == "unknown" else fault
        planted.faults |= {(check, f"{key}again" if fault == "duplicate" else name)} if fault != "fine" else set()
    folder.mkdir(parents=True, exist_ok=True)
    _write(made, planted, entries, cited, dice)
    return planted


def _write(made: Made, planted: Planted, entries: list[str], cited: list[str], dice: random.Random) -> None:
    if made.suffix == ".bib":
        planted.main.write_text(made.noise + "\n".join(entries))
        return
    folder = planted.main.parent
    (folder / made.bibliography).write_text("\n".join(entries))
    groups: list[str] = []
    while cited:
        size = dice.randint(1, 3)
        groups.append(made.cite(cited[:size]))
        cited = cited[size:]
    chapter = groups[: len(groups) // 3] if made.chapter else []
    if made.chapter:
        (folder / f"chapter{made.suffix}").write_text(made.noise + "\n".join(chapter) + "\n")
    planted.main.write_text(made.head + made.chapter + made.noise + "\n\n".join(groups[len(chapter) :]) + "\n")
