"""The table of LaTeX's characters, in both directions: accents, letters, symbols of text and of mathematics.

Classic BibTeX counts bytes: a label or an initial made of a UTF-8 letter is cut in half. A macro in braces
is one "special character" to it, and biber turns the same macro back into the letter, so ``{\\"O}`` is
right in both. The macros of text are those of LaTeX's T1 encoding and text companion, those of mathematics LaTeX's
and amssymb's, so that pdflatex typesets them. pylatexenc, slow to import, is asked for symbols that are not here.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import Any

_ACCENTS = {
    "\u0300": "`", "\u0301": "'", "\u0302": "^", "\u0303": "~", "\u0304": "=", "\u0306": "u", "\u0307": ".",
    "\u0308": '"', "\u030a": "r", "\u030b": "H", "\u030c": "v", "\u0323": "d", "\u0327": "c", "\u0328": "k",
    "\u0331": "b",
}  # fmt: skip
_MARKS = {macro: mark for mark, macro in _ACCENTS.items()} | {"vec": "\u20d7", "textcommabelow": "\u0326"}

_LETTERS = {
    "ß": "ss", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L",
    "å": "aa", "Å": "AA", "ı": "i", "ȷ": "j", "đ": "dj", "Đ": "DJ", "ð": "dh", "Ð": "DH", "þ": "th",
    "Þ": "TH",
    "ŋ": "ng", "Ŋ": "NG",
}  # fmt: skip
_BY_MACRO = {macro: letter for letter, macro in _LETTERS.items()}

_TEXT_SIGNS = {
    "…": "ldots", "§": "S", "¶": "P", "†": "dag", "‡": "ddag", "©": "textcopyright", "®": "textregistered",
    "™": "texttrademark", "•": "textbullet", "·": "textperiodcentered", "£": "pounds", "€": "texteuro",
    "¥": "textyen", "¢": "textcent", "¤": "textcurrency", "°": "textdegree", "‰": "textperthousand",
    "ª": "textordfeminine", "º": "textordmasculine", "½": "textonehalf", "¼": "textonequarter",
    "¾": "textthreequarters", "¦": "textbrokenbar", "«": "guillemotleft", "»": "guillemotright",
    "‹": "guilsinglleft", "›": "guilsinglright", "„": "quotedblbase", "‚": "quotesinglbase",
    "¡": "textexclamdown", "¿": "textquestiondown", "¯": "textasciimacron", "´": "textasciiacute",
    "¨": "textasciidieresis", "℃": "textcelsius", "№": "textnumero", "␣": "textvisiblespace",
    "^": "textasciicircum", "<": "textless", ">": "textgreater", "|": "textbar", "~": "textasciitilde",
    "\\": "textbackslash", "{": "textbraceleft", "}": "textbraceright",
}  # fmt: skip
_BY_SIGN_MACRO = {macro: sign for sign, macro in _TEXT_SIGNS.items()} | {
    "dots": "…", "textellipsis": "…", "textsection": "§", "textparagraph": "¶", "textdagger": "†",
    "textdaggerdbl": "‡", "copyright": "©", "textsterling": "£", "EUR": "€", "euro": "€", "textmu": "µ",
    "textendash": "–", "textemdash": "—", "textquoteleft": "‘", "textquoteright": "’",
    "textquotedblleft": "“", "textquotedblright": "”", "lq": "‘", "rq": "’", "textunderscore": "_",
    "textdollar": "$", "textasteriskcentered": "*", "textquotedbl": '"', "textquotesingle": "'",
    "slash": "/", "lbrack": "[", "rbrack": "]", "space": " ", "quad": " ", "qquad": " ",
}  # fmt: skip

_PLAIN = {
    "–": "--", "—": "---", "―": "---", "“": "``", "”": "''", "‘": "`", "’": "'", "ʼ": "'", "ʻ": "`", "‛": "`",
    "‐": "-", "‑": "-", "‒": "--", "⁄": "/", "‟": "``", "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl",
    "ﬃ": "ffi", "ﬄ": "ffl", "ĳ": "ij", "Ĳ": "IJ", "Ŀ": "L{\\textperiodcentered}",
    "ŀ": "l{\\textperiodcentered}",
    "ŉ": "'n", "ſ": "s", "ẞ": "SS",  # \SS draws two letters, and biber makes broken initials of it
    "ǆ": "d{\\v{z}}", "\u200c": "", "\u200d": "", "\ufe0f": "", "\ufe0e": "",
}  # fmt: skip


_LETTER_MACRO = re.compile(rf"\\({'|'.join(sorted(_BY_MACRO, key=len, reverse=True))})(?:\s+|\{{\}}|(?![A-Za-z]))")
_BRACED_LETTER = re.compile(r"\{([^\W\d_])\}")
ACCENT = re.compile(
    r"""\\(?:
          ([`'^~=."])\s* | ([uvHrcdbk])(?:\s+|(?=\{)|(?=\\)) )      # an accent
        (?: \{\s*(\\?[A-Za-z]|[^\W\d_])\s*\} | (\\[ij])(?![A-Za-z])\s? | ([^\W\d_]) )  # over one letter
    """,
    re.VERBOSE,
)
"""An accent macro with the letter it stands over: ``\\'e``, ``\\'{e}``, ``\\c c``, ``\\'{\\i}``."""


def accented_letter(match: re.Match[str]) -> str | None:
    """The letter that an ``ACCENT`` stands for, if Unicode has it as one letter."""
    letter = match[3] or match[4] or match[5]
    if letter.startswith("\\"):
        if letter[1] not in "ij":
            return None
        letter = letter[1]
    whole = unicodedata.normalize("NFC", letter + _MARKS[match[1] or match[2]])
    return whole if len(whole) == 1 else None


def character(macro: str) -> str | None:
    """The letter or sign that a macro without argument stands for."""
    return _BY_MACRO.get(macro) or _BY_SIGN_MACRO.get(macro)


def latin_macro(c: str) -> str | None:
    """A Latin letter as LaTeX in ASCII, in braces; None where LaTeX's T1 encoding has no macro for it.

    The inner letter of two stacked accents stays composed, ``{\\~{ê}}``: biber 2.18 loses the outer accent of
    ``{\\~{\\^e}}``.
    """
    if c in _LETTERS:
        return f"{{\\{_LETTERS[c]}}}"
    if c in "șțȘȚ":  # T1 draws a comma below for these two
        return f"{{\\textcommabelow{{{unicodedata.normalize('NFD', c)[0]}}}}}"
    parts = unicodedata.normalize("NFD", c)
    if len(parts) == 3 and parts[1] == "\u0323":  # the dot below stands outside, as TeX builds it
        parts = parts[0] + parts[2] + parts[1]
    if len(parts) not in (2, 3) or not (parts[0].isascii() and parts[0].isalpha()):
        return None
    macro = _ACCENTS.get(parts[-1])
    if macro is None:
        return None
    if len(parts) == 2:
        # \i would come back from biber as a dotless i with a loose accent, so the i keeps its dot
        letter = f"{{{parts[0]}}}" if macro.isalpha() else parts[0]
        return f"{{\\{macro}{letter}}}"
    inner = unicodedata.normalize("NFC", parts[:-1])
    if len(inner) != 1 or latin_macro(inner) is None:
        return None
    return f"{{\\{macro}{{{inner}}}}}"


def text_macro(c: str) -> str | None:
    """One character of prose as a LaTeX text macro; None if it has none."""
    if c in _PLAIN:
        return _PLAIN[c]
    if c in _TEXT_SIGNS:
        return f"{{\\{_TEXT_SIGNS[c]}}}"
    return latin_macro(c)


def needs_unicode(c: str) -> bool:
    """Whether pdflatex cannot typeset the character: a Unicode engine is needed."""
    return not c.isascii() and latin_macro(c) is None


def decode_accents(text: str) -> str:
    """A name with accent macros as letters: ``J{\\"o}rg`` is Jörg. Braces around a letter go with them."""
    if "\\" not in text:
        return text
    text = ACCENT.sub(lambda m: accented_letter(m) or m[0], text)  # before \i and \j lose what stands over them
    text = _LETTER_MACRO.sub(lambda m: _BY_MACRO[m[1]], text)
    return _BRACED_LETTER.sub(r"\1", text)


# Mathematics.


MATH_MACROS = frozenset(
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


_MATH_OF = {
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

_SYMBOLS = {  # what pylatexenc lacks, or shows in a way that does not suit a line of a terminal
    "ne": "≠", "bot": "⊥", "iff": "⇔", "implies": "⇒", "impliedby": "⇐", "land": "∧", "lor": "∨", "neg": "¬",
    "gets": "←", "longrightarrow": "→", "Longrightarrow": "⇒", "models": "⊨", "vDash": "⊨", "leadsto": "⇝",
    "triangle": "△", "Box": "□", "blacksquare": "■", "bigstar": "★", "checkmark": "✓", "degree": "°",
    "lt": "<", "gt": ">", "lll": "⋘", "ggg": "⋙", "coloneqq": "≔", "colon": ":", "prime": "′", "Re": "ℜ",
    "Im": "ℑ", "lbrace": "{", "rbrace": "}", "|": "‖", "imath": "ı", "jmath": "ȷ", "eth": "ð", "SS": "ẞ",
    "LaTeX": "LaTeX", "TeX": "TeX",
    "textasciitilde": "∼",  # a plain "~" would be taken for a no-break space
}  # fmt: skip

_ALPHABETS = {
    "mathbb": ("DOUBLE-STRUCK",),
    "mathcal": ("SCRIPT",),
    "mathscr": ("SCRIPT",),
    "mathfrak": ("FRAKTUR", "BLACK-LETTER"),
}
ALPHABETS = frozenset(_ALPHABETS)
"""Macros that draw letters in another alphabet."""

_KNOWN_MACRO = re.compile(r"\\(?:ensuremath\{\\([A-Za-z]+)(\{[A-Za-z]\})?\}|([A-Za-z]+))")


@cache
def _math_table() -> dict[str, str]:
    """pylatexenc's table, reduced to macros that are known here, with the choices made above."""
    from pylatexenc.latexencode import (  # type: ignore[import-untyped]
        get_builtin_uni2latex_dict,
    )

    table = dict(_MATH_OF)
    for code, latex in get_builtin_uni2latex_dict().items():
        match = _KNOWN_MACRO.fullmatch(latex)
        if not match:
            continue
        macro, letter = match[1] or match[3], match[2] or ""
        if macro in (ALPHABETS - {"mathscr"} if letter else MATH_MACROS):
            table.setdefault(chr(code), f"\\{macro}{letter}")
    return table


def math_macro(c: str) -> str | None:
    """The ASCII source of a symbol or Greek letter inside a formula; None if it has none."""
    return None if c.isascii() else _math_table().get(c)


def plain_letter(c: str) -> str | None:
    """The letter behind one of Unicode's mathematical alphabets, which some pages use for bold type."""
    kind, _, code = unicodedata.decomposition(c).partition(" ")
    return chr(int(code, 16)) if kind == "<font>" and " " not in code else None


@cache
def _macro_specs() -> Any:
    from pylatexenc.latex2text import get_default_latex_context_db  # type: ignore[import-untyped]

    return get_default_latex_context_db()


@lru_cache(4096)
def symbol(name: str) -> str | None:
    """The sign that a macro without arguments stands for."""
    if known := _SYMBOLS.get(name) or character(name):
        return known
    sign = getattr(_macro_specs().get_macro_spec(name), "simplify_repl", None)
    return sign if isinstance(sign, str) and len(sign) == 1 and not sign.isspace() else None


def with_accent(macro: str, letter: str) -> str | None:
    """One letter under the accent of a macro of text; None if it is no letter, or the macro no accent."""
    mark = _MARKS.get(macro)
    return unicodedata.normalize("NFC", letter + mark) if mark and len(letter) == 1 and letter.isalpha() else None


@lru_cache(4096)
def in_alphabet(macro: str, text: str) -> str:
    """``\\mathbb{R}`` → ℝ; what has no such form stays plain."""
    return "".join(_in_alphabet(_ALPHABETS[macro], c) for c in text)


def _in_alphabet(names: tuple[str, ...], c: str) -> str:
    if not (c.isascii() and c.isalnum()):
        return c
    what = unicodedata.name(c).replace("LATIN ", "").replace("LETTER ", "")
    for name in names:
        for full in (f"MATHEMATICAL {name} {what}", f"{name} {what}"):
            try:
                return unicodedata.lookup(full)
            except KeyError:
                continue
    return c
