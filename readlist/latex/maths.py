"""The Unicode side of ``latex``: symbols, accents, sub- and superscripts, and a line put together from them.

pylatexenc knows the symbols and accents. It is asked about one small, known piece at a time, because on whole
texts its decoder drops what it does not know; and only when there is a piece, because importing it is slow.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import Any

SYMBOLS = {  # what pylatexenc lacks, or shows in a way that does not suit a line of a terminal
    "ne": "≠", "bot": "⊥", "iff": "⇔", "implies": "⇒", "impliedby": "⇐", "land": "∧", "lor": "∨", "neg": "¬",
    "gets": "←", "longrightarrow": "→", "Longrightarrow": "⇒", "models": "⊨", "vDash": "⊨", "leadsto": "⇝",
    "triangle": "△", "Box": "□", "blacksquare": "■", "bigstar": "★", "checkmark": "✓", "degree": "°",
    "lt": "<", "gt": ">", "lll": "⋘", "ggg": "⋙", "coloneqq": "≔", "colon": ":", "prime": "′", "Re": "ℜ",
    "Im": "ℑ", "lbrace": "{", "rbrace": "}", "lbrack": "[", "rbrack": "]", "|": "‖", "imath": "ı",
    "jmath": "ȷ", "copyright": "©", "S": "§", "P": "¶", "pounds": "£", "ddag": "‡", "eth": "ð", "SS": "ẞ",
    "textgreater": ">", "textless": "<", "textbar": "|", "textunderscore": "_", "textquotedbl": '"',
    "textasciicircum": "^", "textperiodcentered": "·", "LaTeX": "LaTeX", "TeX": "TeX",
    "textbraceleft": "{", "textbraceright": "}", "textdollar": "$", "slash": "/", "textasteriskcentered": "*",
    "textasciitilde": "∼",  # a plain one would be taken for a space that does not break
}  # fmt: skip
FUNCTIONS = frozenset(
    "arg argmax argmin cos cosh cot csc deg det dim exp gcd inf ker lg lim liminf limsup ln log max min mod bmod Pr "
    "sec sin sinh softmax sup tan tanh arccos arcsin arctan".split()
)
ACCENTS = {  # in maths → the accent of text that looks the same
    "hat": "^", "widehat": "^", "tilde": "~", "widetilde": "~", "bar": "=", "overline": "=", "vec": "vec",
    "textcommabelow": "textcommabelow",
    "dot": ".", "ddot": '"', "check": "v", "breve": "u", "acute": "'", "grave": "`", "mathring": "r",
}  # fmt: skip
ALPHABETS = frozenset({"mathbb", "mathcal", "mathscr", "mathfrak"})
_RELATIONS = frozenset("≤≥≠≈≡∼≃≅∝∈∉∋⊂⊃⊆⊇⊊⊋≪≫≺≻⪯⪰≲≳≜≔⊢⊨∥≦≧⩽⩾⋘⋙<>∣")
_PREFIXES = frozenset("∇∂Δ¬∀∃")  # bind to what follows them

_RAISED = dict(
    zip(
        "0123456789+-=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVWβγδθφχ",
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵝᵞᵟᶿᵠᵡ",
        strict=True,
    )
)
_LOWERED = dict(zip("0123456789+-=()aehijklmnoprstuvxβγρφχ", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ", strict=True))
_SMALL = "".join([*_RAISED.values(), *_LOWERED.values()])
_ATOM = (  # one operand: "n", "12", "√n", "f(x)", "|S|", "(a+b)", "total", "x_max"
    rf"(?:[∂∇Δ√]?(?:\d+(?:\.\d+)?|[A-Za-z]{{3,}}|[^\W\d_])[\u0300-\u036f{_SMALL}'′!]*"
    r"(?:[_^](?:\w+|\([^()]*\)|[⊤*∗⋆†+]))?(?:\([^()]*\))?|\([^()]*\)|\|[^|]*\||‖[^‖]*‖)"
)
_OPERAND = re.compile(_ATOM)
_PRODUCT = re.compile(rf"-?(?:{_ATOM})++")  # possessive: never tries another way to cut a word into operands
_ROOTS = {"": "√", "2": "√", "3": "∛", "4": "∜"}


@cache
def _pylatexenc() -> tuple[Any, Any]:
    from pylatexenc.latex2text import (  # type: ignore[import-untyped]
        LatexNodes2Text,
        get_default_latex_context_db,
    )

    return get_default_latex_context_db(), LatexNodes2Text()


@lru_cache(4096)
def symbol(name: str) -> str | None:
    """The sign that a macro without arguments stands for."""
    if name in SYMBOLS:
        return SYMBOLS[name]
    sign = getattr(_pylatexenc()[0].get_macro_spec(name), "simplify_repl", None)
    return sign if isinstance(sign, str) and len(sign) == 1 and not sign.isspace() else None


@lru_cache(4096)
def dressed(macro: str, letter: str) -> str | None:
    """One letter under an accent or in an alphabet; None if it has no such form."""
    if len(letter) != 1 or not letter.isalpha():
        return None
    if macro == "textcommabelow":  # Romanian; pylatexenc lacks it
        return unicodedata.normalize("NFC", f"{letter}\u0326")
    try:
        text = unicodedata.normalize("NFC", _pylatexenc()[1].latex_to_text(f"\\{macro}{{{letter}}}"))
    except Exception:  # where a table fails, the letter stays as it was written
        return None
    return text if text and text != letter else None


def in_alphabet(macro: str, text: str) -> str:
    """``\\mathbb{R}`` → ℝ; what has no such form stays plain."""
    if macro == "mathbb":  # its digits are not in pylatexenc's table
        text = re.sub("[0-9]", lambda m: chr(0x1D7D8 + int(m[0])), text)
    return "".join(dressed(macro, c) or c for c in text)


def script(mark: str, body: str) -> str:
    """``^`` or ``_`` and what stands there: small letters if all of it has them, else its source form."""
    body = re.sub(r" ?([^\w\s\\]) ?", r"\1", body)
    small = _RAISED if mark == "^" else _LOWERED
    if body and all(c in small for c in body):
        return "".join(small[c] for c in body)
    if mark == "^" and body in ("∘", "°"):
        return "°"
    if mark == "^" and body and not body.strip("'′"):
        return body
    alone = sum(not unicodedata.combining(c) for c in body) == 1 or re.fullmatch(r"\([^()]*\)", body)
    return mark + (body if alone or (mark == "_" and body.isalnum()) else f"({body})")


def fraction(above: str, below: str) -> str:
    above = above if _PRODUCT.fullmatch(above) else f"({above})"
    return f"{above}/{below if _OPERAND.fullmatch(below) else f'({below})'}"


def root(degree: str, body: str) -> str:
    sign = _ROOTS.get(degree) or script("^", degree) + "√"
    bare = _OPERAND.fullmatch(body) and not re.search(r".\(", body)
    return sign + (body if bare else f"({body})")


class Line:
    """A text that grows to the right. One of maths sees to the spaces and brackets between its parts."""

    def __init__(self, is_maths: bool) -> None:
        self.is_maths = is_maths
        self._parts: list[str] = []
        self._after = ""  # what the last part was, where the next has to know: "fraction", "function"

    @property
    def last(self) -> str:
        return self._parts[-1][-1] if self._parts else ""

    def add(self, part: str) -> None:
        if not part:
            return
        if self._after == "fraction" and (part[0].isalnum() or part[0] in "(∑∏∫√"):
            self._parts[-1] = f"({self._parts[-1]})"  # or the fraction would swallow what follows it
        elif self._after == "function" and part[0].isalnum():
            self._parts.append(" ")
        self._parts.append(part)
        self._after = ""

    def space(self) -> None:
        if self.last != " " or not self.is_maths:
            self._parts.append(" ")
        self._after = ""

    def function(self, name: str) -> None:
        if self.is_maths and (self.last.isalnum() or self.last in tuple(")]}|‖'′")):
            self.space()
        self.add(name)
        self._after = "function" if self.is_maths else ""

    def symbol(self, sign: str, spaced: bool, follows: str) -> bool:
        """Adds a sign; whether the space after its macro, if ``spaced``, is none of the text."""
        last = self.last
        if not self.is_maths:
            self.add(sign)
            return False
        if sign in _RELATIONS or "\u2190" <= sign[0] <= "\u21ff" or "\u0338" in sign:
            self._relation(sign, spaced)
            return True
        self.add(sign + " " * (sign == ":"))
        if sign.isalpha() or sign in _PREFIXES:  # the space that ends "\lambda x" is none
            return follows.isalpha() or (sign in _PREFIXES and follows == "\\")
        return sign == ":" or (last != " " and (follows.isalnum() or follows == "\\"))  # "m\times n": "m×n"

    def _relation(self, sign: str, spaced: bool) -> None:
        """A sign between two sides has a space on both; one without a left side is close to its right one."""
        left = "".join(self._parts[-2:]).rstrip()[-1:]
        if left and left not in "([{,;":
            self.space()
            self.add(sign)
            self.space()
        else:
            self.add(sign + " " * (spaced and "\u2190" <= sign[0] <= "\u21ff"))

    def fraction(self, above: str, below: str) -> None:
        text = fraction(above, below)
        bound = self.last.isalnum()
        self.add(f"({text})" if bound else text)
        self._after = "" if bound else "fraction"

    def script(self, mark: str, body: str) -> None:
        if self._after == "fraction":
            self._parts[-1] = f"({self._parts[-1]})"
            self._after = ""
        self._parts.append(script(mark, body))  # and a function still waits for its argument: "log₂ n"

    def text(self) -> str:
        text = "".join(self._parts)
        if not self.is_maths:
            return text
        text = re.sub(r"(?<=[(\[⟨⌊⌈]) | (?=[)\]⟩⌋⌉,])", "", text)
        return unicodedata.normalize("NFC", re.sub(r"\s{2,}", " ", text))
