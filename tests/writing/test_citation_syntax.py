"""What is a citation in each kind of manuscript, and what only looks like one."""

from __future__ import annotations

import pytest

from readlist.writing.manuscript_kinds import kind_of

CASES = {
    ".tex": [
        (r"\cite{a} \citep*[see][chap.~2]{b, c}", "a b c"),
        (r"\citeauthor*{a}\citeyearpar{b}\citealp*{c}\Citet{d}\citenum{e}\citefullauthor{f}", "a b c d e f"),
        (r"\nocite{a,b}\nocite{*}", "a b"),
        (r"\citetext{see \citealp{a}} \defcitealias{b}{Paper I} \citetalias{b}", "a b b"),
        (r"\parencites[1]{a}[see][2]{b}{c} \Textcites(pre)(post)[12]{d}[13]{e}", "a b c d e"),
        ("\\cites[1]{a}%\n[2]{b} % \\cite{no}\n[3]{c}", "a b c"),
        (r"\autocite[see [sic]][p. 3]{a} \cite[{see [1]}]{b} \cite[see \cite{c}]{d}", "a b c d"),
        (r"\shortciteNP<see>[p.~3]{a} \citeA<e.g.,>{b,c} \fullcite{d}", "a b c d"),
        (r"\volcite{2}[45]{a} \pvolcites{1}{b}{2}{c} \foreigntextcquote{german}[3]{d}{Wort} \textcquote{e}{x}",
         "a b c d e"),
        ("\\cite{a,%\n  b, % comment, with \\cite{no}\n  c}\n\\cite\n{d}", "a b c d"),
        (r"\mcite{a,*b} \cite{,c,,d,} \cite{DBLP:conf/x/Y17,10.1145/1.2,o'neil+x,müller}",
         "a b c d DBLP:conf/x/Y17 10.1145/1.2 o'neil+x müller"),
        (r"\verb|\cite{x}| \lstinline[language=TeX]!\cite{x}! \mintinline{tex}{\cite{x}} \url{a%b\cite{x}} \cite{a}",
         "a"),
        ("\\begin{Verbatim}[x]\n\\cite{x}\n\\end{Verbatim}\\begin{minted}{tex}\\cite{x}\\end{minted}"
         "\\begin{lstlisting}\\cite{x}\\end{lstlisting}\\iffalse\\cite{x}\\fi\\cite{a}\\end{document}\\cite{x}", "a"),
        ("50\\% of \\cite{a} \\\\% \\cite{x}\n\\cite{b}", "a b"),
        (r"\newcommand{\mine}[1]{\cite{#1}} \renewcommand\citeleft{(} \let\cite\citep \renewcommand{\cite}[1]{x}", ""),
        (r"\setcitestyle{square} \citestyle{plain} \ifciteseen{x}{y} \label{cite:x} \bibcite{x}{1}",
         ""),
    ],
    ".aux": [
        (r"\citation{a}\citation{b,c}\abx@aux@cite{0}{d}\abx@aux@cite{e}\abx@aux@segm{0}{0}{e}", "a b c d e"),
        (r"\citation{*}\citation{REVTEX42Control}\bibcite{x}{1}", ""),
    ],
    ".md": [
        ("See @a. And [@b]. [see @c, p. 3; -@d]. -@e @f [p. 33; @g] Foo[@h]. **@i** \"@j\" (@k) @l's",
         "a b c d e f g h i j k l"),
        ("[@a, pp. 3-5, and *passim*] [@b{ii, D-Z}, with] [@c, {pp. iv}] @d[p. 3] ^[note @e] | @f |", "a b c d e f"),
        ("@doe:2001a @smith.99. @a_b, @10.1145/32.33; @müller", "doe:2001a smith.99 a_b 10.1145/32.33 müller"),
        ("@{key with:odd} @{https://x.org/bib?a=b}, @a--b", "key with:odd|https://x.org/bib?a=b|a"),
        ("me@x.org <y@z.org> [l](mailto:a@b) [m](https://x/@y) https://medium.com/@u/p\n\n[ref]: https://x/@z", ""),
        ("`@x` ``@y ` @z`` \\@w <!-- @v\n@u --> <a href='https://x/@y'>t</a> $$ a @b $$ @a", "a"),
        ("```\n@x\n```\n~~~\n@y\n~~~\n````\n```\n@z\n````\n> ```\n> @w\n> ```\n> @a", "a"),
        ("Text\n\n    @decorator\n    def f(): pass\n\nMore @a\n\n- item\n\n    goes on @b\n\nand\n    lazily @c",
         "a b c"),
        ("---\ntwitter: \"@me\"\nnocite: |\n  @a, @b\n---\n", "a b"),
        ("\\cite{a,b} \\citet[p. 3]{c}", "a b c"),
    ],
    ".typ": [
        ('@a @b[p. 3] #cite(<c>) #cite(\n  <d>, form: "prose") #cite(label("e")) (@f) @g: @h; #ref(<i>)',
         "a b c d e f g h i"),
        ('// @x\n/* @x /* @x */ @x */ `@x` ```py @x``` a@b.org "x@y" \\@v https://x/@y #import "@preview/z:1": *\n@a',
         "a"),
    ],
    ".org": [
        ("[cite:@a] [cite/t:@b] [cite/text/c:see @c p. 3;@d] [cite:common;@e suffix;@f;common]", "a b c d e f"),
        ("citep:a citet:b,c cite:&d [[cite:&e]] [[citep:see &f p. 3;&g]] [[cite:h][i]] citep*:j.", "a b c d e f g h j"),
        ("autocite:a parencite:b textcite:c footcite:d fullcite:e citeauthor:f Citet:g \\citep[3]{h}",
         "a b c d e f g h"),
        ("#+nocite: @a @b\n- [fn:1] See [cite:@c].", "a b c"),
        ("# [cite:@x]\n: cite:x\n#+begin_src c\ncite:x\n#+end_src\n=cite:x= ~[cite:@x]~ src_c{cite:x} me@x.org"
         "\n[[https://x.org/cite:x][l]] excite:x", ""),
    ],
}  # fmt: skip


@pytest.mark.parametrize(("suffix", "text", "keys"), [(s, *case) for s, cases in CASES.items() for case in cases])
def test_citations_are_those_of_the_programs_that_print_it(suffix: str, text: str, keys: str) -> None:
    kind = kind_of(f"x{suffix}")
    assert kind is not None
    blanked = kind.blanked(text)
    assert len(blanked) == len(text)
    found = list(kind.citations(blanked))
    assert [c.key for c in found] == (keys.split("|") if "|" in keys else keys.split())
    assert all(text[c.start : c.end] == c.key for c in found)
