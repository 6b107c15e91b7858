"""Builds a line of readable text or of a formula from pieces, with typographic dashes, quotes and spaces."""

from __future__ import annotations

import re
import unicodedata

_URL_PART = r"\\[_%#&~$]|\{[^\s\\{}]*\}"
_URL_REST = rf"(?:[^\s\\{{}}]|{_URL_PART})*(?:[^\s\\{{}}.,;:!?'\"$)\]]|{_URL_PART})"
URL = rf"h(?<!\wh)ttps?://{_URL_REST}|w(?<!\ww)ww\.{_URL_REST}"
"""An address, with what LaTeX escapes in it."""

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
_PRODUCT = rf"-?(?:{_ATOM})++"  # possessive: never tries another way to cut a word into operands
# as texts, which are made patterns when a formula is read: at the start they took 2 ms
_ROOTS = {"": "√", "2": "√", "3": "∛", "4": "∜"}


def _script(mark: str, body: str) -> str:
    """A superscript or subscript in Unicode's small characters if it has all of them, else as source."""
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


def _fraction(above: str, below: str) -> str:
    above = above if re.fullmatch(_PRODUCT, above) else f"({above})"
    return f"{above}/{below if re.fullmatch(_ATOM, below) else f'({below})'}"


def root(degree: str, body: str) -> str:
    """A root of ``body``; ``degree`` is "" for the square one."""
    sign = _ROOTS.get(degree) or _script("^", degree) + "√"
    bare = re.fullmatch(_ATOM, body) and not re.search(r".\(", body)
    return sign + (body if bare else f"({body})")


class Line:
    """A text that is built from left to right. A formula adds the spaces and brackets between its parts itself."""

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
        """Adds a symbol; returns whether the space after its macro, if ``spaced``, is not part of the text."""
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
        text = _fraction(above, below)
        bound = self.last.isalnum()
        self.add(f"({text})" if bound else text)
        self._after = "" if bound else "fraction"

    def script(self, mark: str, body: str) -> None:
        if self._after == "fraction":
            self._parts[-1] = f"({self._parts[-1]})"
            self._after = ""
        self._parts.append(_script(mark, body))  # and a function still waits for its argument: "log₂ n"

    def text(self) -> str:
        text = "".join(self._parts)
        if not self.is_maths:
            return text
        text = re.sub(r"(?<=[(\[⟨⌊⌈]) | (?=[)\]⟩⌋⌉,])", "", text)
        return unicodedata.normalize("NFC", re.sub(r"\s{2,}", " ", text))


_SIGN = rf"--+|``+|''|\"|~|\\(?:[A-Za-z]+(?:\{{[^{{}}]*\}})*|.)|{URL}"
"""Each alternative begins with a plain character: that is what makes searching for it fast."""
_TIED = r"[\w.,;:)\]”’%][^\s~]"
_DASHES = {"--": "–", "---": "—"}


def typeset(text: str) -> str:
    """Dashes but not "--flags", pairs of quotation marks, ties but not "~1.3" and "5~8", single spaces."""
    text = re.sub(r"\s{2,}", " ", text)
    new: dict[int, tuple[str, str]] = {}
    quotes: list[int] = []
    for m in re.finditer(_SIGN, text, re.DOTALL):
        sign, at = m[0], m.start()
        before, after = text[max(at - 1, 0) : at], text[m.end() : m.end() + 1]
        if sign in _DASHES:
            if before not in ("!", "<") and after != ">" and not (before.isspace() and after.isalnum()):
                new[at] = sign, _DASHES[sign]
        elif sign == "``" and not before.isalnum() and after.strip():
            quotes.append(at)
        elif sign[0] == "`" and quotes:  # the end of ``code``
            quotes.pop()
        elif sign in ("''", '"') and quotes and before.strip():
            new[quotes.pop()] = "``", "“"
            new[at] = sign, "”"
        elif sign == "~" and re.match(_TIED, before + after) and not (before + after).isdecimal():
            new[at] = sign, " "
    out: list[str] = []
    end = 0
    for at, (sign, shown) in sorted(new.items()):
        out += text[end:at], shown
        end = at + len(sign)
    return "".join([*out, text[end:]])
