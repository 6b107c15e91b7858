"""Signs of mathematics: the macros that LaTeX and amssymb have for them."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

SIGNS = frozenset(
    {"Box", "Delta", "Diamond", "Downarrow", "Gamma", "Im", "Lambda", "Leftarrow", "Leftrightarrow",
     "Longleftrightarrow", "Longrightarrow", "Omega", "Phi", "Pi", "Pr", "Psi", "Re", "Rightarrow", "Sigma",
     "Theta", "Uparrow", "Upsilon", "Vert", "Xi", "aleph", "alpha", "amalg", "angle", "approx", "arccos",
     "arcsin", "arctan", "arg", "ast", "asymp", "backprime", "backslash", "because", "beta", "beth",
     "bigcap", "bigcirc", "bigcup", "bigoplus", "bigotimes", "bigstar", "bigvee", "bigwedge", "blacksquare",
     "bmod", "bot", "bowtie", "boxplus", "boxtimes", "bullet", "cap", "cdot", "cdots", "checkmark", "chi",
     "circ", "circlearrowleft", "circlearrowright", "clubsuit", "colon", "complement", "cong", "coprod",
     "cos", "cosh", "cot", "cup", "dagger", "dashv", "ddagger", "ddots", "deg", "delta", "det", "diamond",
     "diamondsuit", "dim", "div", "doteq", "dots", "dotsb", "dotsc", "downarrow", "ell", "emptyset",
     "epsilon", "eqsim", "equiv", "eta", "eth", "exists", "exp", "flat", "forall", "frown", "gamma", "gcd",
     "ge", "geq", "geqslant", "gets", "gg", "gtrsim", "hbar", "heartsuit", "hom", "hookleftarrow",
     "hookrightarrow", "hslash", "iff", "iint", "imath", "implies", "in", "inf", "infty", "int", "iota",
     "jmath", "kappa", "ker", "lVert", "lambda", "land", "langle", "lbrace", "lceil", "ldots", "le",
     "leadsto", "leftarrow", "leftrightarrow", "leq", "leqslant", "lesssim", "lfloor", "lg", "lim",
     "liminf", "limsup", "ll", "ln", "lnot", "log", "longleftarrow", "longleftrightarrow", "longmapsto",
     "longrightarrow", "lor", "lozenge", "ltimes", "lvert", "mapsto", "max", "mho", "mid", "min", "models",
     "mp", "mu", "nabla", "natural", "ne", "nearrow", "neg", "neq", "nexists", "ni", "nmid", "notin", "nu",
     "nwarrow", "odot", "oint", "omega", "ominus", "oplus", "oslash", "otimes", "owns", "parallel",
     "partial", "perp", "phi", "pi", "pm", "prec", "preceq", "prime", "prod", "propto", "psi", "qquad",
     "quad", "rVert", "rangle", "rbrace", "rceil", "rfloor", "rho", "rightarrow", "rightharpoonup",
     "rightleftharpoons", "rightsquigarrow", "rtimes", "rvert", "searrow", "sec", "setminus", "sharp",
     "sigma", "sim", "simeq", "sin", "sinh", "smile", "spadesuit", "sqcap", "sqcup", "sqsubseteq",
     "sqsupseteq", "square", "star", "subset", "subseteq", "subsetneq", "succ", "succeq", "sum", "sup",
     "supset", "supseteq", "supsetneq", "surd", "swarrow", "tan", "tanh", "tau", "therefore", "theta",
     "times", "to", "top", "triangle", "triangleleft", "triangleq", "triangleright", "uparrow",
     "updownarrow", "uplus", "upsilon", "varepsilon", "varkappa", "varnothing", "varphi", "varpi", "varrho",
     "varsigma", "vartheta", "vdash", "vdots", "vee", "vert", "wedge", "wp", "wr", "xi", "zeta"}
)  # fmt: skip
"""Macros without argument that may stand in a formula: Greek, operators, relations, arrows, functions."""

_OWN = {
    "−": "-", "∗": "*", "∶": ":", "µ": r"\mu", "∣": r"\mid", "‖": r"\|", "ϵ": r"\epsilon",
    "ε": r"\varepsilon", "φ": r"\varphi", "ϕ": r"\phi",
    "⟨": r"\langle", "⟩": r"\rangle", "∅": r"\emptyset", "∆": r"\Delta",
    "Ω": r"\Omega", "∎": r"\blacksquare", "■": r"\blacksquare", "□": r"\square", "★": r"\bigstar",
    "☆": r"\star", "⋆": r"\star", "✓": r"\checkmark", "✔": r"\checkmark", "⇒": r"\Rightarrow",
    "→": r"\rightarrow", "←": r"\leftarrow",
    "∥": r"\parallel", "ℓ": r"\ell", "△": r"\triangle", "⩽": r"\leqslant", "⩾": r"\geqslant", "×": r"\times",
    "±": r"\pm", "÷": r"\div", "¬": r"\neg", "∼": r"\sim", "≈": r"\approx", "⊤": r"\top", "√": r"\surd",
    "≔": ":=", "ℒ": r"\mathcal{L}", "′": "'", "″": "''",
}  # fmt: skip
_MACRO = re.compile(r"\\(?:ensuremath\{\\([A-Za-z]+)(\{[A-Za-z]\})?\}|([A-Za-z]+))")
_ALPHABETS = frozenset({"mathbb", "mathcal", "mathfrak"})


@cache
def _table() -> dict[str, str]:
    """pylatexenc's table, as far as it names macros that are known here, under the choices made above."""
    from pylatexenc.latexencode import (  # type: ignore[import-untyped]
        get_builtin_uni2latex_dict,
    )

    table = dict(_OWN)
    for code, latex in get_builtin_uni2latex_dict().items():
        match = _MACRO.fullmatch(latex)
        if not match:
            continue
        macro, letter = match[1] or match[3], match[2] or ""
        if macro in (_ALPHABETS if letter else SIGNS):
            table.setdefault(chr(code), f"\\{macro}{letter}")
    return table


def sign(c: str) -> str | None:
    """The source, inside of a formula, of one sign or Greek letter; None if it has none in ASCII."""
    if c.isascii():
        return None
    return _table().get(c)


def plain_letter(c: str) -> str | None:
    """The letter behind one of Unicode's mathematical alphabets, which some pages use for bold type."""
    kind, _, code = unicodedata.decomposition(c).partition(" ")
    return chr(int(code, 16)) if kind == "<font>" and " " not in code else None
