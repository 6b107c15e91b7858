from __future__ import annotations

import subprocess
import sys
import time
import unicodedata
from collections import Counter

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from readlist.latex.characters import decode_accents
from readlist.latex.escape import escape
from readlist.latex.readable import readable, readable_field
from tests.steps import steps

MATHS = [
    # scripts: small letters where all of the script has them, else a source form without braces
    ("It approximates $x^2$ well.", "It approximates x² well."),
    ("an error of $10^{-3}$", "an error of 10⁻³"),
    ("the $L_2$ norm", "the L₂ norm"),
    ("the $\\ell_1$-norm and $\\ell_\\infty$", "the ℓ₁-norm and ℓ_∞"),
    ("width $d_{\\text{model}}$", "width d_model"),
    ("weights $W_{QK}$", "weights W_QK"),
    ("entries $k_{i,j}$ and $a_{ij}$", "entries k_(i,j) and aᵢⱼ"),
    ("$x^{i+1}$ and $x^{(i)}$", "xⁱ⁺¹ and x⁽ⁱ⁾"),
    ("rate $n^{2/3}$", "rate n^(2/3)"),
    ("$x_{t-1}^{2}$", "xₜ₋₁²"),
    ("$x^\\mathrm{T} y$", "xᵀ y"),
    ("$90^\\circ$ turns", "90° turns"),
    ("$f'(x)$ and $f^\\prime$", "f'(x) and f′"),
    ("$e^{-x^2}$", "e^(-x²)"),
    ("$\\sum_{i=1}^{n} x_i$", "∑ᵢ₌₁ⁿ xᵢ"),
    # fractions, roots
    ("$\\epsilon \\leq \\frac{1}{\\sqrt{n}}$", "ϵ ≤ 1/√n"),
    ("$\\frac12$ of $\\frac{a+b}{2n}$", "1/2 of (a+b)/(2n)"),
    ("$2\\frac{1}{3}x$", "2(1/3)x"),
    ("$\\frac{1}{n}\\sum_i x_i$", "(1/n)∑ᵢ xᵢ"),
    ("$\\left(\\frac{a}{b}\\right)^2$", "(a/b)²"),
    ("$\\frac{\\partial f}{\\partial x}$", "∂f/∂x"),
    ("$\\frac{\\log n}{n}$", "(log n)/n"),
    ("$\\sqrt{n}$, $\\sqrt{n+1}$, $\\sqrt[3]{n}$, $\\sqrt 2$", "√n, √(n+1), ∛n, √2"),
    ("$\\binom{n}{k}$", "(n choose k)"),
    # symbols, their spaces
    ("$x\\in\\mathbb{R}^d$", "x ∈ ℝᵈ"),
    ("$x \\in \\mathbb{R}^{d \\times n}$", "x ∈ ℝ^(d×n)"),
    ("$\\mathcal{O}(n)$ and $\\mathcal{L}_{\\mathrm{CE}}$", "𝒪(n) and ℒ_CE"),
    ("$\\mathbb{1}[x > 0]$", "𝟙[x > 0]"),
    ("$O(N\\log N)$", "O(N log N)"),
    ("$\\log_2 n$, $2\\log\\alpha$", "log₂ n, 2 log α"),
    ("$\\operatorname*{argmin}_\\theta f(\\theta)$", "argmin_θ f(θ)"),
    ("$\\mathrm{softmax}(QK^\\top/\\sqrt{d_k})V$", "softmax(QK^⊤/√dₖ)V"),
    ("$m\\times n$ or $m \\times n$", "m×n or m × n"),
    ("$\\lambda x + \\nabla f$", "λx + ∇f"),
    ("$\\forall x\\in S$", "∀x ∈ S"),
    ("$3\\pm 0.1$", "3±0.1"),
    ("$A\\to B$, $a\\neq b$, $a\\not= b$", "A → B, a ≠ b, a ≠ b"),
    ("$p(x \\mid y)$", "p(x | y)"),
    ("$D_{KL}(p\\|q)$", "D_KL(p‖q)"),
    ("$\\|x\\|_2$ in $\\{a, b\\}$", "‖x‖₂ in {a, b}"),
    ("$\\lfloor x \\rfloor$, $\\left[ 0, 1 \\right)$", "⌊x⌋, [0, 1)"),
    ("$a\\,b\\;c\\quad d$", "a b c d"),
    ("$1-\\mathrm{sparsity\\ ratio}$", "1-sparsity ratio"),
    ("$x \\text{ if } y$", "x if y"),
    # accents
    ("$\\hat{x}$, $\\bar{y}_i$, $\\hat\\theta$", "x̂, ȳᵢ, θ̂"),
    ("$\\tilde{O}(n)$", "Õ(n)"),
    ("$\\hat{xy}$", "\\hat{xy}"),
    # delimiters
    ("$\\infty$Bench, Top-$k$, PPL-$p\\%$", "∞Bench, Top-k, PPL-p%"),
    ("around $\\sim$12\\% fewer, $<$5", "around ∼12% fewer, <5"),
    ("up to $2.64\\times$", "up to 2.64×"),
    ("\\(x \\leq y\\) and \\( n \\to \\infty \\)", "x ≤ y and n → ∞"),
    ("$$E = mc^2$$ or \\[ \\frac{-b \\pm c}{2a} \\]", "E = mc² or (-b ± c)/(2a)"),
    ("as in \\[1\\], \\(n-1)", "as in \\[1\\], \\(n-1)"),
    ("$5 and $10", "$5 and $10"),
    ("from $5M-$6M, or US$5 to US$6", "from $5M-$6M, or US$5 to US$6"),
    ("$5 for $k$ items", "$5 for k items"),
    ("set $HOME and then /$USER", "set $HOME and then /$USER"),
    ("it costs \\$5", "it costs $5"),
    # what is not known
    ("$\\weird{x} \\leq 3$", "\\weird{x} ≤ 3"),
    ("\\weird{x}{y} stays, \\odd too", "\\weird{x}{y} stays, \\odd too"),
    ("\\eg$x^2$", "\\egx²"),
    ("$\\frac{1$ and \\frac{2}", "$\\frac{1$ and \\frac{2}"),
    ("$\\begin{matrix} a & b \\\\ c \\end{matrix}$", "\\begin{matrix} a & b \\\\ c \\end{matrix}"),
]

TEXT = [
    ("\\textbf{M}uon \\textbf{O}ptimization", "Muon Optimization"),
    ("\\textbf{very \\emph{deep} nets} (\\textbf{25\\%})", "very deep nets (25%)"),
    ("\\underline{M}erging \\texttt{code} \\textsc{Small}", "Merging code Small"),
    ("{\\bf Bold} and {\\em slanted} text", "Bold and slanted text"),
    ("\\textbf{never closed", "\\textbf{never closed"),
    ("the HANS dataset \\cite{hans}", "the HANS dataset [hans]"),
    ("as in~\\citep[p. 3]{a,b}.", "as in [a,b, p. 3]."),
    ("code at~\\url{https://x.org/~me/a_b--c%20d}.", "code at https://x.org/~me/a_b--c%20d."),
    ("\\href{https://x.org/a\\_b}{Our page}", "Our page (https://x.org/a_b)"),
    ("\\href is bare", "\\href is bare"),
    ("word\\footnote{See there.} or \\footnote{here}", "word (See there.) or (here)"),
    ("R\\&D, 3\\%, \\#1, a\\_b, \\{x\\}", "R&D, 3%, #1, a_b, {x}"),
    ("\\textcolor{red}{hot}, 4\\textsuperscript{th}", "hot, 4ᵗʰ"),
    ("\\texorpdfstring{$\\mu$}{mu}P", "muP"),
    ("\\LaTeX{} and \\ldots{} 3\\times3 \\alpha", "LaTeX and … 3×3 α"),
    ("\\begin{itemize} \\item one \\end{itemize}", "\\begin{itemize} \\item one \\end{itemize}"),
    # names
    ('Kurt G{\\"o}del, G\\"odel', "Kurt Gödel, Gödel"),
    ("Paul Erd\\H{o}s", "Paul Erdős"),
    ("Jos\\'{e} Garc\\'{\\i}a, Jos\\'e Garc\\'\\i a", "José García, José García"),
    ("Ho{\\v r}ava, Ho\\v{r}ava, Fran{\\c c}ois", "Hořava, Hořava, François"),
    ("S\\o ren {\\O}rsted, {\\L}ukasz Wei\\ss", "Søren Ørsted, Łukasz Weiß"),
    ('say \\"answer it\\" or \\"name', 'say \\"answer it\\" or \\"name'),
    ("\\AA ngstr\\\"om, \\~na, \\'{E}mile", "Ångström, ña, Émile"),
    # dashes, quotation marks, ties
    ("5--8 tokens---or more", "5–8 tokens—or more"),
    ("models--or not -- run it with --fast", "models–or not – run it with --fast"),
    ("LLMs ``game\" these, ``closed-book'' ones", "LLMs “game” these, “closed-book” ones"),
    ("``outer ``inner'' rest''", "“outer “inner” rest”"),
    ("``code`` and 5'' and ```sh", "``code`` and 5'' and ```sh"),
    ("Fig.~1 by A.~Author", "Fig. 1 by A. Author"),
    ("~1.3 times, a ~ b, 5~8, (~2)", "~1.3 times, a ~ b, 5~8, (~2)"),
    # braces
    ('{BERT} and {GPT}-4, {D}eep {\\"U}ber', "BERT and GPT-4, Deep Über"),
    ("{A Survey: Models, Data}", "A Survey: Models, Data"),
    ("labels {0, 1}, {name}, x_{T}, 10^{-3}, {}", "labels {0, 1}, {name}, x_{T}, 10^{-3}, {}"),
    ("an {Open brace", "an {Open brace"),
    # no LaTeX in it
    ("cost O(n*C_D*C_η), B_min ~5", "cost O(n*C_D*C_η), B_min ~5"),
    ("~ 96% of R&D % and a comment **bold**", "~ 96% of R&D % and a comment **bold**"),
    ("match \\d and \\w or \\\\host", "match \\d and \\w or \\\\host"),
    ("https://x.org/~a--b_c/$d$/{Id}?q=%7E~ end", "https://x.org/~a--b_c/$d$/{Id}?q=%7E~ end"),
    ("(see https://x.org/a), \\textit{www.y.org/~z}.", "(see https://x.org/a), www.y.org/~z."),
    # white space
    (" two  \t spaces --\n one ", " two spaces – one "),
    ("First \\\\ Second", "First Second"),
]


@pytest.mark.parametrize(("source", "shown"), MATHS + TEXT)
def test_golden(source: str, shown: str) -> None:
    assert readable(source) == unicodedata.normalize("NFC", shown)


PLAIN = st.text(st.characters(exclude_characters="\\$~{`-"))
MACROS = r"""\alpha \frac \frac{ \sqrt[ \sqrt \hat{ \mathbb{ \mathcal \text{ \textbf{ \emph \cite{ \url{ \href{
    \footnote{ \left \right. \not \log \leq \to \, \\ \' \"o \v{c} \H \o \i \% \$ \{ \} \| \( \) \[ \weird{ \begin{x}
    { } $ $$ ^ _ ^{ _{ ` `` '' " - -- --- ~ % & # https:// www. \ a B 7 é η ∈ x [ ] ."""
PIECES = [*MACROS.split(), " ", "  ", "\n", "\\\u2028"]
LATEX = st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=40).map("".join)


@given(PLAIN)
def test_text_without_latex_stays(text: str) -> None:
    assert readable(text) == text


@given(st.text() | LATEX)
def test_any_text_is_read_without_an_error(text: str) -> None:
    assert isinstance(readable(text), str)


@given(LATEX)
@example("{-}- {~}a~")
def test_reading_twice_is_reading_once(text: str) -> None:
    once = readable(text)
    if not set(once) & set("\\${"):
        assert readable(once) == once


@given(st.lists(st.sampled_from("$ ~ { } -- `` '' % & _ ^".split()) | PLAIN).map("".join))
@example("$x^2$ costs {BERT} $5")
def test_no_symbol_of_plain_text_is_lost(text: str) -> None:
    def symbols(text: str) -> Counter[str]:
        folded = unicodedata.normalize("NFKC", text)  # small letters count as what they are made of
        return Counter(c for c in folded if c.isalnum() or c in "%&+=<>" or (c > "\x7f" and c.isprintable()))

    lost = symbols(text) - symbols(readable(text))
    assert not lost


@given(LATEX)
def test_no_symbol_of_latex_is_lost(text: str) -> None:
    before, after = unicodedata.normalize("NFKD", text), unicodedata.normalize("NFKD", readable(text))
    for symbol in ("7", "B", "e\u0301", "η", "∈"):  # no part of a macro's name
        assert after.count(symbol[0]) >= before.count(symbol)


@pytest.mark.parametrize(
    "unit",
    r"{ $ \ $a \frac \frac{a}{ $\sqrt{ {A ``a \( ^{ \weird{ {$ http://{ \textbf{ \mathbf{".split(),
)
def test_hostile_text_takes_linear_time(unit: str) -> None:
    def seconds(size: int) -> float:
        opened = unit * (size // len(unit))
        text = opened + "}" * opened.count("{")
        start = time.process_time()
        readable(text)
        return time.process_time() - start

    assert seconds(80_000) < 20 * max(seconds(10_000), 0.02)  # eight times the text; 64 if it were quadratic


def test_pylatexenc_is_loaded_only_for_latex() -> None:
    code = (
        "import sys, readlist.latex.readable as l\n"
        "assert l.readable('plain 5% of ~3') == 'plain 5% of ~3'\n"
        "assert 'pylatexenc' not in sys.modules\n"
        "assert l.readable('$\\\\alpha$') == 'α'\n"
        "assert 'pylatexenc' in sys.modules\n"
    )
    subprocess.run([sys.executable, "-X", "utf8", "-c", code], check=True)


GROWING = (readable, readable_field, decode_accents, lambda text: escape(text, "bibtex"))


@pytest.mark.parametrize(
    "part",
    ["\\(", "\\(a\\)", "\\[", "{", "}", "{a}", "$", "$a", "$$", "$a$", "\\", "\\'e", '\\"{o}', "\\v ", "α", "é", "&",
     "&amp;", "~", "arXiv:", "\\frac{a}", "\\url{", "\\cite[", "\\hat{", "\\bf ", "^", "_{", "``", "--", "http://a{",
     "a "],
)  # fmt: skip
def test_work_grows_with_the_text_and_no_faster(part: str) -> None:
    for function in GROWING:
        function(part * 2)  # tables are loaded once
        assert steps(function, part * 800) <= 2.5 * steps(function, part * 400) + 100
