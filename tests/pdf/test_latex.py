"""PDFs as authors make them: pdflatex with one and two columns, ligatures, hyphens, formulas; where pdflatex is."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from readlist.pdf.extracted import Extracted
from readlist.pdf.first_page import Found, identify
from readlist.pdf.reader import Reader

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(shutil.which("pdflatex") is None, reason="there is no pdflatex"),
]

TITLE = "Efficient Affine Flows: A Difficult Study of Offices and Representations"
NAMES = ("Jane Q. Doe", "Max Müller", "Ana García")
WORDS = (
    "internationalization",
    "characterization",
    "misunderstanding",
    "incomprehensibilities",
    "efficiently",
    "affluent",
)
BODY = (
    r"The internationalization of characterization necessitates misunderstanding, and the incomprehensibilities are "
    r"efficiently found by affluent offices; $x^2 + \sum_i \alpha_i = \mathbb{E}[y]$. "
)


@pytest.fixture(params=["article", "article twocolumn", "article 12pt", "amsart", "report"])
def made(request: pytest.FixtureRequest, tmp_path: Path) -> Extracted:
    kind, _, options = request.param.partition(" ")
    names = r" \and ".join(NAMES) if kind != "amsart" else r"} \author{".join(NAMES)
    source = (
        rf"\documentclass[{options}]{{{kind}}}\usepackage[utf8]{{inputenc}}\usepackage{{amssymb}}"
        rf"\title{{{TITLE}}}\author{{{names}}}\begin{{document}}\maketitle\section{{Methods}}{BODY * 40}"
        r"\section*{References}doi:10.1000/cited \end{document}"
    )
    (tmp_path / "x.tex").write_text(source, encoding="utf-8")
    command = ["pdflatex", "-interaction=batchmode", "-no-shell-escape", "x.tex"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=120)
    with Reader() as reader:
        return reader.read(tmp_path / "x.pdf", text=True, first=True)


def test_title_and_names_are_found(made: Extracted) -> None:
    found: Found = identify(made, "x.pdf")
    assert (found.title or "").casefold() == TITLE.casefold()
    assert found.authors == NAMES
    assert found.doi is None  # it is of what the paper cites


def test_words_are_whole_however_they_were_broken(made: Extracted) -> None:
    text = " ".join(made.pages).lower()
    for word in WORDS:
        assert text.count(word) >= 38, word
