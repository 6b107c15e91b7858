"""Prose with bits of LaTeX in it: escaped once, balanced, and with nothing in it that TeX would run."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from readlist.latex.escape import escape


@pytest.mark.parametrize(
    ("text", "written"),
    [
        # signs of TeX
        ("100% of #1 & a_b", r"100\% of \#1 \& a\_b"),
        (r"100\% of \#1 \& a\_b \$5", r"100\% of \#1 \& a\_b \$5"),
        ("% a comment stays", r"\% a comment stays"),
        ("a^b <c> |d|", r"a{\textasciicircum}b {\textless}c{\textgreater} {\textbar}d{\textbar}"),
        ("C:\\ and a\\", r"C: and a{\textbackslash}"),
        (r"5 \! 4", r"5 {\textbackslash}! 4"),
        # braces
        ("a {bc} {d} e", "a {bc} d e"),
        ("a } b { c", r"a {\textbraceright} b {\textbraceleft} c"),
        ("{{{", r"{\textbraceleft}{\textbraceleft}{\textbraceleft}"),
        (r"\{a, b\}", r"{\textbraceleft}a, b{\textbraceright}"),
        ("{}", ""),
        ("@article{evil", r"@article{\textbraceleft}evil"),
        # ties
        ("a~b and 3~x", "a~b and 3~x"),
        ("Fig.~2 of~$k$", "Fig.~2 of~$k$"),
        (
            "~5 http://a.b/~user c ~",
            r"{\textasciitilde}5 http://a.b/{\textasciitilde}user c {\textasciitilde}",
        ),
        # formulas, by pandoc's rule
        ("$x^2$ is", "$x^2$ is"),
        ("$5 and $6", r"\$5 and \$6"),
        ("$ x $", r"\$ x \$"),
        (r"\(a+b\) and \[c\]", "$a+b$ and $c$"),
        ("$$x$$", "$x$"),
        ("$α_1 ≤ β$", r"$\alpha_1 \leq\beta$"),
        (r"$\{a\}$", r"$\lbrace a\rbrace$"),
        ("$x^2^3$", r"\$x{\textasciicircum}2{\textasciicircum}3\$"),
        (r"$\write18{ls}$", r"\$write18{ls}\$"),
        ("$a % b$", r"\$a \% b\$"),
        (r"$\frac{1}$", r"\$frac1\$"),
        (r"${\rm SU}(N)$", r"${\mathrm{SU}}(N)$"),
        # macros
        (r"\textbf{M}uon \emph{a \textit{b}}", r"\textbf{M}uon \emph{a \textit{b}}"),
        (r"{\bf bold} and {\em so}", r"\textbf{bold} and \emph{so}"),
        (r"as shown~\cite{x}, in \citep[p.~3]{y}. See \ref{z}", "as shown, in. See"),
        (r"A\footnote{B \textbf{C}} D", "A D"),
        (r"\href{http://a.b}{this} and \url{http://a.b/c_d%20#e}", r"this and http://a.b/c\_d\%20\#e"),
        (r"\input{/etc/passwd} \foo", r"input{/etc/passwd} foo"),
        (r"\begin{document}\end{it}", r"begin{document}end{it}"),
        (r"\LaTeX{} and \TeX", r"{\LaTeX} and {\TeX}"),
        (r"a \alpha b \times", r"a $\alpha$ b $\times$"),
        (r"a \ldots b", r"a {\ldots}b"),
        # letters
        (r"J\"org J{\"o}rg \'{e}\c{c} \v s \'\i", r"J{\"o}rg J{\"o}rg {\'e}{\c{c}} {\v{s}} {\'i}"),
        (r"regex \d and \r or \u e, Ho\v rava {\d a}", r"regex d and r or u e, Ho{\v{r}}ava {\d{a}}"),
        ("Ömer Łukasz ß œ ș ő", r"{\"O}mer {\L}ukasz {\ss} {\oe} {\textcommabelow{s}} {\H{o}}"),
        ("ễ ệ", r"{\~{ê}} {\d{ê}}"),
        ("e\u0301", r"{\'e}"),
        ("– — “x” ‘y’ … ﬁ", r"-- --- ``x'' `y' {\ldots} fi"),
        ("5 × 3 ≤ ∞ → ρμ 5°", r"5 $\times$ 3 $\leq$ $\infty$ $\rightarrow$ $\rho\mu$ 5{\textdegree}"),
        ("x² H₂O", r"x\textsuperscript{2} H\textsubscript{2}O"),
        ("γλώσσα", "γλώσσα"),
        ("𝐁𝐞𝐫𝐭 in ℝ", r"Bert in $\mathbb{R}$"),
        ("你好 😀 👩‍🔬", "你好 😀 👩‍🔬"),
        # the web
        ("R&amp;D &lt;x&gt; &#x41; &amp;lt; &nbsp;y", r"R\&D {\textless}x{\textgreater} A {\textless} y"),
        ("AT&T; &foo;", r"AT{\&}T; {\&}foo;"),
        ("a\u00a0\u200b\u202e\u0007\x1b[31m\ufeff\u00ad b\n\tc", "a b c"),
    ],
)
def test_prose(text: str, written: str) -> None:
    assert escape(text, "bibtex") == written


def test_biblatex_keeps_letters_and_escapes_the_rest() -> None:
    assert escape(r"Ömer ễ \"o 100% ∞ “x”", "biblatex") == r"Ömer ễ ö 100\% $\infty$ ``x''"


PIECES = (
    "{", "}", "{{{", "\\", "\\\\", "%", "#", "$", "$$", "~", "^", "_", "&", "<", ">", "|", '"', "'",
    "@article{x", r"\input{x}", r"\write18", r"\begin{a}", r"\{", r"\}", "$x^2$", "$a_b$", r"\(", r"\)",
    r"\[", r"\]", r"\textbf{", r"\emph{a}", r"{\bf", r"\cite{", r"\cite[a]{b}", r"\footnote", r"\url{",
    r"\href{a}{", r"\'", r"\'e", '{\\"o}', r"\c{", r"\ss", r"\%", r"\$", r"\left(", r"\right)", r"\frac",
    r"\sqrt", r"\text{", "é", "ễ", "ơ", "ß", "–", "“", "∞", "α", "²", "😀", "你", "&amp;", "&lt;", "&x;",
    "\u0301", "\u200b", "ﬁ", "\n", "BERT", "word", "a", "5", "-", ":", ".",
)  # fmt: skip
hostile = st.lists(st.sampled_from(PIECES) | st.text(max_size=4) | st.just(" "), max_size=40).map("".join)


def balanced(text: str) -> bool:
    depth = 0
    for c in text:
        depth += (c == "{") - (c == "}")
        if depth < 0:
            return False
    return depth == 0


@given(hostile)
def test_whatever_comes_in_is_harmless(text: str) -> None:
    for profile in ("bibtex", "biblatex"):
        out = escape(text, profile)  # type: ignore[arg-type]
        assert balanced(out), out
        assert not re.search(r"(?<!\\)(?:\\\\)*[%#&]", out), out
        assert len(re.findall(r"(?<!\\)\$", out)) % 2 == 0, out
        assert not re.search(r"(?<!\\)[_^]", re.sub(r"(?<!\\)\$[^$]*\$", "", out).replace(r"\^", "")), out
        assert not re.search(r"\\(?:input|write|begin|end|csname|def|catcode)(?![a-z])", out), out
        assert out == " ".join(out.split()), out
        assert not out.endswith("\\"), out
        assert not re.search(r"[\x00-\x1f\x7f\u200b\u202e\ufeff]", out), out


latin = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x17F, categories=("L", "N", "P", "Zs")), max_size=60)


@given(latin)
def test_latin_script_is_ascii_in_the_classic_profile(text: str) -> None:
    assert escape("".join(c for c in text if c not in "ĸĦħŦŧ"), "bibtex").isascii()  # T1 lacks five


@given(st.text(st.sampled_from("abc xyz,.;:()"), max_size=60))
def test_plain_text_stays(text: str) -> None:
    assert escape(text, "bibtex") == " ".join(text.split())


@pytest.mark.parametrize("c", "{}\\$\\(")
def test_long_runs_of_a_sign_are_quick(c: str) -> None:
    assert escape(c * 20_000, "bibtex") is not None
    assert balanced(escape("{" * 3000 + "x" + "}" * 3000, "bibtex"))
