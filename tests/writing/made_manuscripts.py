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
    forms = (
        "\\citep[see][p.~3]{%s}", "\\textcite{%s}", "\\autocite*{%s}", "\\Citet{ %s }", "\\footfullcite{%s}",
        "\\citeauthor*{%s}", "\\shortciteNP<e.g.,>[p.~2]{%s}", "\\cite[see [sic]][{[2]}]{%s}", "\\volcite{2}[5]{%s}",
    )  # fmt: skip
    form = forms[sum(map(ord, keys[0])) % len(forms)]
    if len(keys) > 2:
        return "\\parencites(see)()" + "".join(f"[{n}]{{{key}}}%\n " for n, key in enumerate(keys)) + "say so."
    return "We follow " + form % ",% and \\cite{no}\n ".join(keys) + "."


def _pandoc(keys: Sequence[str]) -> str:
    forms = (
        "[see @%s, p. 3]",
        "[-@%s, pp. 33-35, and *passim*]",
        "**@%s** [p. 4]",
        "^[Note @%s.]",
        "(@%s)",
        "@%s's work",
    )
    return "As " + forms[sum(map(ord, keys[0])) % len(forms)] % "; @".join(keys) + " shows."


def _org(keys: Sequence[str]) -> str:
    forms = ("[cite/t:see @%s p. 3]", "[cite:all;@%s;none]", "[[citep:see &%s p. 3]]", "citet:%s ", "[[cite:%s][text]]")
    form = forms[sum(map(ord, keys[0])) % len(forms)]
    return f"As {form % {'&': ';&', '@': ';@'}.get(form.split('%')[0][-1], ',').join(keys)} or cite:{keys[0]}."


_MARKDOWN = """Write to me@home.example, `@code`, ``@two ` ticks``, <https://x.example/@user>, https://x.example/@me/post.

```
@fenced
```

    @indented
    code

- item

    that goes on
<!-- @hidden -->
\\@escaped <a href="https://x.example/@y">z</a>

[ref]: https://x.example/@me
"""

MADE: Mapping[str, Made] = {
    "tex": Made(
        ".tex", _tex,
        "\\documentclass{article}\n\\usepackage{biblatex}\n\\addbibresource{refs.bib}\n\\begin{document}\n",
        "% \\cite{commented}\n\\verb|\\cite{verbatim}| 50\\% \\citestyle{plain}"
        " \\lstinline!\\cite{inline}! \\url{x%\\cite{url}}\n"
        "\\begin{verbatim}\n\\cite{code}\n\\end{verbatim}\n\\begin{minted}{tex}\n\\cite{minted}\n\\end{minted}\n"
        "\\newcommand{\\mine}[1]{\\cite{#1}} \\renewcommand\\citeleft{(}"
        " \\label{cite:this} \\iffalse\\cite{never}\\fi\n",
        chapter="\\input{chapter}\n",
    ),
    "aux": Made(".aux", lambda keys: f"\\citation{{{','.join(keys)}}}", "\\relax\n\\bibdata{IEEEabrv,refs}\n",
                "\\citation{REVTEX42Control}\n\\bibcite{other}{1}\n", chapter="\\@input{chapter.aux}\n"),
    "md": Made(".md", _pandoc, "---\ntitle: T\nauthor: a@b.example\ntwitter: '@me'\nbibliography: refs.bib\n---\n",
               _MARKDOWN),
    "qmd": Made(
        ".qmd", lambda keys: " and ".join(f"@{key}" for key in keys)
        + " say so, see @fig-one, [@Sec-two] and @own-line.",
        "---\ntitle: T\nbibliography:\n  - refs.bib\n---\n",
        "```{python}\n#| label: fig-one\n@decorator\n```\n::: {#own-line}\n:::\n" + _MARKDOWN,
        chapter="{{< include chapter.qmd >}}\n",
    ),
    "typ": Made(
        ".typ", lambda keys: f"Shown by @{keys[0]}[p. 3]"
        + "".join(f" #cite(\n  <{key}>,\n)" for key in keys[1:]) + ".",
        '#bibliography(title: "All", "refs.yml", style: "ieee")\n= Start <start>\n',
        '#import "@preview/cetz:0.2.0": *\nSee @start. // @comment\n`@raw` me@home.example /* @no /* @no */ @no */'
        ' $x$ <eq:x>\n'
        "By @eq:x. https://x.example/@user \\@escaped\n",
        bibliography="refs.yml", chapter='#include "chapter.typ"\n',
    ),
    "org": Made(
        ".org", _org, "#+title: T\n#+bibliography: refs.bib\n",
        "# [cite:@comment]\n: cite:fixed\n=cite:verb= me@home.example src_c{cite:code} [[https://x.example/cite:x][l]]\n"
        "#+begin_src c\ncite:code\n#+end_src\n",
    ),
    "bib": Made(".bib", lambda keys: "", "", "@comment{cite @mine}\n% @misc{gone,}\n@xdata{lent, publisher = {P}}\n"),
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
            in_corr = {"venue": "CoRR", "type": "article", "doi": None} if format == "bibtex" and id % 2 else early
            entry = _entry(Paper.of({**paper.document(), **in_corr}, id=id), format)
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
