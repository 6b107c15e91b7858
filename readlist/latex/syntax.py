"""Parses LaTeX: pairs braces in linear time, and checks formulas with a small grammar.

A formula in a bibliography is typeset where nobody expects it to fail, so it passes only if the grammar reads the
whole of it: balanced, ASCII, macros of LaTeX, amsmath and amssymb with the arguments they need, no double super- or
subscript. Everything else is treated as text by the caller.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from readlist.latex.characters import MATH_MACROS, math_macro

_BRACES = re.compile(r"\\.|[{}]", re.DOTALL)
_RAW_BRACES = re.compile("[{}]")


def pair_braces(tokens: Iterable[tuple[str, int]]) -> tuple[dict[int, int], list[int]]:
    """Where each group ends, by where it begins; and the unmatched braces. Tokens are (text, offset)."""
    groups: dict[int, int] = {}
    opened: list[int] = []
    strays: list[int] = []
    for mark, at in tokens:
        if mark == "{":
            opened.append(at)
        elif mark == "}":
            if opened:
                groups[opened.pop()] = at
            else:
                strays.append(at)
    return groups, strays + opened


def match_braces(text: str, *, raw: bool = False) -> tuple[dict[int, int], list[int]]:
    """The same of a text. A brace behind a backslash is none, unless ``raw``: BibTeX counts that one too."""
    return pair_braces((m[0], m.start()) for m in (_RAW_BRACES if raw else _BRACES).finditer(text))


def is_balanced(value: str) -> bool:
    """Whether braces are balanced as BibTeX counts them: raw, a backslash before one changes nothing."""
    return not match_braces(value, raw=True)[1]


def is_one_group(value: str, *, raw: bool = True) -> bool:
    """Does one pair of braces enclose the whole text, unlike ``{a} # {b}``?"""
    return value.startswith("{") and match_braces(value, raw=raw)[0].get(0) == len(value) - 1


def outside_braces(pattern: re.Pattern[str], text: str, *, raw: bool = False) -> Iterator[re.Match[str]]:
    """The matches of a pattern outside of braces."""
    groups, _ = match_braces(text, raw=raw)
    end = 0  # behind the last group that was passed
    starts = sorted(groups, reverse=True)
    for match in pattern.finditer(text):
        while starts and (starts[-1] < end or starts[-1] <= match.start()):
            end = max(end, groups[starts.pop()] + 1)
        if match.start() >= end:
            yield match


# Formulas.

_RENAMED = {
    "bm": "boldsymbol",
    "mathds": "mathbb",
    "mathbbm": "mathbb",
    "bold": "mathbf",
    "mathbold": "mathbf",
    "mathscr": "mathcal",
}
_WITH_ONE = frozenset(
    {"acute", "bar", "boldsymbol", "boxed", "breve", "check", "ddot", "dot", "grave", "hat", "mathbb",
     "mathbf", "mathbin", "mathcal", "mathfrak", "mathit", "mathop", "mathord", "mathrel", "mathring",
     "mathrm", "mathsf", "mathtt", "operatorname", "overbrace", "overleftarrow", "overline",
     "overrightarrow", "pmb", "pmod", "sqrt", "tilde", "underbrace", "underline", "vec", "widehat",
     "widetilde"}
)  # fmt: skip
_WITH_TWO = frozenset(
    {"binom", "dbinom", "dfrac", "frac", "overset", "stackrel", "tbinom", "tfrac", "underset"}
)  # fmt: skip
_WITH_WORDS = frozenset({"mbox", "text", "textbf", "textit", "textnormal", "textrm", "textsf", "texttt"})
_SIZES = frozenset(
    {"Big", "Bigg", "Biggl", "Biggr", "Bigl", "Bigm", "Bigr", "big", "bigg", "biggl", "biggr", "bigl",
     "bigm", "bigr"}
)  # fmt: skip
_DELIMITERS = frozenset(
    {"Vert", "backslash", "downarrow", "lVert", "langle", "lbrace", "lceil", "lfloor", "lvert", "rVert",
     "rangle", "rbrace", "rceil", "rfloor", "rvert", "uparrow", "vert"}
)  # fmt: skip
_FUNCTIONS = frozenset({"Tr", "argmax", "argmin", "diag", "rank", "relu", "sgn", "sign", "softmax", "tr"})
_OLD_FONT = re.compile(r"\\(rm|bf|it|sf|tt|cal)(?![A-Za-z])\s*")  # {\rm SU}: plain TeX's way
_STYLES = frozenset({"displaystyle", "scriptstyle", "textstyle"})
_PASSED_OVER = frozenset({"limits", "nolimits"})  # an error anywhere but behind a big operator

_TOKEN = re.compile(r"\\([A-Za-z]+)\s*|\\(.)|([{}^_'])|(\s+)|([A-Za-z0-9+\-*/=<>()\[\]|.,:;!?~`@\"])", re.DOTALL)
_WORDS = re.compile(r"\{([A-Za-z0-9 ,.:;()/*+=!?'\[\]<>|-]*)\}")
_DEEPEST = 20


class _RefusedError(ValueError):
    """The formula holds something that the grammar does not know."""


def formula(source: str) -> str | None:
    """The inside of a formula in a form that LaTeX takes, or None if it must not be typeset as one."""
    if not source.strip() or len(source) > 2000:
        return None
    try:
        reader = _Reader(_in_ascii(source.strip()))
        return reader.row("").strip() or None
    except _RefusedError:
        return None


def _in_ascii(source: str) -> str:
    if source.isascii():
        return source
    out = []
    for c in source:
        macro = math_macro(c)
        out.append(f"{macro} " if macro else c)
    return "".join(out)


class _Reader:
    """Reads a formula once from left to right and writes it again."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.depth = 0

    def peek(self) -> re.Match[str]:
        match = _TOKEN.match(self.source, self.at)
        if match is None:
            raise _RefusedError
        return match

    def row(self, end: str) -> str:
        """Atoms with their scripts, up to ``end``: the end of the source, ``}`` or ``\\right``."""
        self.depth += 1
        if self.depth > _DEEPEST:
            raise _RefusedError
        out: list[str] = []
        scripts: set[str] = set()  # those the last atom has already
        while self.at < len(self.source):
            token = self.peek()
            if (end == "}" and token[3] == "}") or (end == "right" and token[1] == "right"):
                self.depth -= 1
                return "".join(out)
            if token[3] in ("^", "_", "'"):
                out.append(self.script(token, scripts))
                continue
            if token[4]:
                self.at = token.end()
                out.append(" ")
                if "'" in scripts:  # a prime that is not followed at once by ^ is a superscript of its own
                    scripts.add("^")
                continue
            scripts = set()
            out.append(self.atom())
        if end:
            raise _RefusedError
        self.depth -= 1
        return "".join(out)

    def script(self, token: re.Match[str], scripts: set[str]) -> str:
        self.at = token.end()
        kind = token[3]
        if kind == "'":
            if "^" in scripts:  # LaTeX: "Double superscript"
                raise _RefusedError
            scripts.add("'")
            return "'"
        if kind in scripts:
            raise _RefusedError
        scripts.update(kind if kind == "^" or "'" not in scripts else "_^")
        return kind + self.argument()

    def argument(self) -> str:
        """One group, one character or one macro: what a script or a macro applies to. Always in braces."""
        self.skip_spaces()
        if self.at >= len(self.source):
            raise _RefusedError
        token = self.peek()
        if token[3] == "{":
            return self.atom()
        if token[5] or (
            token[1] and (token[1] in MATH_MACROS or token[1] in _WITH_ONE | _WITH_TWO | _WITH_WORDS | _FUNCTIONS)
        ):
            inner = self.atom()
            return inner if len(inner) == 1 else "{" + inner.rstrip() + "}"
        raise _RefusedError

    def skip_spaces(self) -> None:
        while self.source[self.at : self.at + 1].isspace():
            self.at += 1

    def atom(self) -> str:
        token = self.peek()
        self.at = token.end()
        macro, single, structure, _, char = token.groups()
        if char:
            return char
        if structure == "{":
            font = _OLD_FONT.match(self.source, self.at)
            self.at = font.end() if font else self.at
            inner = self.row("}")
            self.at += 1
            return f"{{\\math{font[1]}{{{inner}}}}}" if font else f"{{{inner}}}"
        if single:
            return self.single(single)
        if macro:
            return self.macro(_RENAMED.get(macro, macro))
        raise _RefusedError

    def single(self, c: str) -> str:
        """``\\{`` and ``\\}`` by name: BibTeX counts their braces like all others."""
        if c in "{}":
            return self.spaced("lbrace" if c == "{" else "rbrace")
        if c in ",;:! |%#&_":
            return f"\\{c}"
        raise _RefusedError

    def macro(self, name: str) -> str:
        if name in _PASSED_OVER:
            return ""
        if name in MATH_MACROS or name in _STYLES:
            return self.spaced(name)
        if name in _FUNCTIONS:
            return f"\\operatorname{{{name}}}"
        if name in _WITH_ONE:
            option = ""
            if name == "sqrt" and (root := re.match(r"\[([0-9A-Za-z])\]", self.source[self.at :])):
                option = root[0]
                self.at += root.end()
            return f"\\{name}{option}" + self.braced()
        if name in _WITH_TWO:
            return f"\\{name}" + self.braced() + self.braced()
        if name in _WITH_WORDS:
            words = _WORDS.match(self.source, self.at)
            if not words:
                raise _RefusedError
            self.at = words.end()
            return f"\\{name}{words[0]}"
        if name in _SIZES:
            return f"\\{name}{self.delimiter()}"
        if name == "left":
            opened = self.delimiter()
            inner = self.row("right")
            self.at = self.peek().end()
            return f"\\left{opened}{inner}\\right{self.delimiter()}"
        raise _RefusedError

    def braced(self) -> str:
        argument = self.argument()
        return argument if argument.startswith("{") else "{" + argument + "}"

    def delimiter(self) -> str:
        self.skip_spaces()
        token = self.peek()
        self.at = token.end()
        if token[1] in _DELIMITERS:
            return self.spaced(f"{token[1]}")
        if token[2] and token[2] in "{}|":
            return "\\|" if token[2] == "|" else self.spaced("lbrace" if token[2] == "{" else "rbrace")
        if token[5] and token[5] in "()[]|/.<>":
            return token[5]
        raise _RefusedError

    def spaced(self, name: str) -> str:
        """A macro, with a space where a letter follows; the next character decides."""
        return f"\\{name} " if self.source[self.at : self.at + 1].isalpha() else f"\\{name}"
