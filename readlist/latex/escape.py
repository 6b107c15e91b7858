"""Escapes text of any origin for LaTeX and BibTeX; formulas and macros in it stay.

One scan from left to right, so that plain text is escaped exactly once. Braces come out balanced as BibTeX counts them:
it knows no escaped braces, so ``\\{`` opens a group.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from readlist.latex.characters import (
    ACCENT,
    MATH_MACROS,
    accented_letter,
    character,
    latin_macro,
    math_macro,
    plain_letter,
    text_macro,
)
from readlist.latex.syntax import formula, match_braces
from readlist.model.text import clean

Profile = Literal["bibtex", "biblatex"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text: its plain form, for decisions about words and capitals, and its LaTeX."""

    plain: str
    latex: str
    math: bool = False
    group: bool = False  # the latex is a whole ``{...}`` or a macro with its argument


_GREEK = re.compile("[\u0370-\u03ff\u1f00-\u1fff]{3,}")
_SCRIPTS = {c: ("super" if i < 10 else "sub", str(i % 10)) for i, c in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉")}


def is_greek(text: str) -> bool:
    """Whether a text is in Greek; otherwise its Greek letters are symbols."""
    return bool(_GREEK.search(text))


def escape_character(c: str, profile: Profile, greek: bool = False) -> str:
    """Any character of prose as LaTeX; the character itself if LaTeX has nothing for it."""
    if c in "%#_&$":
        return f"\\{c}"
    if profile == "biblatex" and not c.isascii() and latin_macro(c):
        return c
    latex = text_macro(c)
    if latex is None and not (greek and "\u0370" <= c <= "\u03ff"):
        source = math_macro(c)
        latex = f"${source}$" if source else plain_letter(c)
    if latex is None and c in _SCRIPTS:
        kind, digit = _SCRIPTS[c]
        latex = f"\\text{kind}script{{{digit}}}"
    return c if latex is None else latex


def group_pieces(macro: str, inner: Sequence[Piece]) -> Piece:
    plain = "".join(piece.plain for piece in inner)
    return Piece(plain, macro + "{" + "".join(piece.latex for piece in inner) + "}", group=True)


_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_SPACES = re.compile(r" {2,}")


def clean_text(text: str) -> str:
    """Entities decoded, characters composed, invisible ones and line ends gone; one space at most."""
    for _ in range(3 if "&" in text else 0):  # feeds escape twice: &amp;lt;
        text, n = _ENTITY.subn(lambda m: html.unescape(m[0]), text)
        if not n:
            break
    return clean(text.replace("\ufffd", ""))


def escape(text: str, profile: Profile) -> str:
    """A text of any origin as the value of a field."""
    if _HARMLESS.fullmatch(text) and "  " not in text:
        return text.strip(" ")
    return join_parts(piece.latex for piece in split_pieces(text, profile))


def join_parts(parts: Iterable[str]) -> str:
    """The parts as one line, with single spaces even where something between them was dropped."""
    return _SPACES.sub(" ", "".join(parts)).strip()


def split_pieces(text: str, profile: Profile) -> list[Piece]:
    """The text in pieces, for code that looks at its words."""
    return Scanner(clean_text(text), profile).scan()


_HARMLESS = re.compile(r"[A-Za-z0-9 ,.:;!?()/\[\]*+='@-]*")
_RUN = re.compile(r"[A-Za-z0-9 ,.:;!?()/\[\]*+=\"'`@-]+")
_MACRO = re.compile(r"\\([A-Za-z]+)\*?")
_KEPT = frozenset(
    {"emph", "textbf", "textit", "textmd", "textrm", "textsc", "textsf", "textsl", "textsubscript",
     "textsuperscript", "texttt", "textup", "underline"}
)  # fmt: skip
_OLD = {"bf": "textbf", "bfseries": "textbf", "it": "textit", "itshape": "textit", "em": "emph",
        "sl": "textsl", "tt": "texttt", "ttfamily": "texttt",
        "sc": "textsc", "scshape": "textsc", "sf": "textsf", "rm": "textrm"}  # fmt: skip
_OLD_START = re.compile(r"\{\s*\\(" + "|".join(sorted(_OLD, key=len, reverse=True)) + r")(?![A-Za-z])\s*")
_DROPPED = re.compile(r"[a-zA-Z]*cite[a-zA-Z]*|[a-zA-Z]*(?<!h)ref|label|footnote(?:mark|text)?|thanks|index")
_TRANSPARENT = frozenset(
    {"ensuremath", "hbox", "lowercase", "mathrm", "mbox", "protect", "text", "textnormal", "uppercase"}
)  # fmt: skip
_ENDS, _STARTS = frozenset(".,)$"), frozenset("\\$")  # of a word, beside a tie
_NAMES_OF_TEX = frozenset({"LaTeX", "LaTeXe", "TeX"})
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_ENTITY_REST = re.compile("[#0-9A-Za-z]+;")
_OPTION = re.compile(r"\s*\[[^\[\]{}]*\]")
_DEEPEST = 8


def _bracketed_formulas(text: str) -> Iterator[tuple[int, int]]:
    r"""Where each ``\(..\)`` and ``\[..\]`` begins and ends; of two openings in a row, the second counts."""
    opened: dict[str, int] = {}
    for match in _ESCAPED.finditer(text):
        if match[1] in ("(", "["):
            opened["])"[match[1] == "("]] = match.start()
        elif (start := opened.pop(match[1], None)) is not None:
            yield start, match.start()


def _joined_formulas(pieces: Sequence[Piece]) -> list[Piece]:
    """Adjacent formulas joined: the "$$" between them would begin a displayed formula in some programs."""
    out: list[Piece] = []
    for is_formula, run in groupby(pieces, key=lambda piece: piece.latex.startswith("$")):
        parts = list(run)
        if not is_formula or len(parts) == 1:
            out += parts
            continue
        latex = [parts[0].latex[1:-1]]
        for piece in parts[1:]:
            inner = piece.latex[1:-1]
            latex.append(" " + inner if latex[-1][-1].isalpha() and inner[0].isalpha() else inner)
        out.append(Piece("".join(p.plain for p in parts), f"${''.join(latex)}$", any(p.math for p in parts)))
    return out


class Scanner:
    """Goes over one text, once."""

    def __init__(self, text: str, profile: Profile) -> None:
        self.text = text
        self.profile = profile
        self.groups, _ = match_braces(text)
        self.formulas = dict(_bracketed_formulas(text))
        self.greek = is_greek(text)  # a text in Greek, not one with Greek symbols
        self.out: list[Piece] = []
        self.at = 0

    def scan(self) -> list[Piece]:
        return self.part(0, len(self.text), 0)

    def part(self, start: int, end: int, depth: int) -> list[Piece]:
        """The pieces of one stretch, which holds whole groups only."""
        outer, self.out, self.at = self.out, [], start
        while self.at < end:
            run = _RUN.match(self.text, self.at, end)
            if run:
                self.out.append(Piece(run[0], run[0]))
                self.at = run.end()
                continue
            c = self.text[self.at]
            if c == "\\":
                self.backslash(end, depth)
            elif c == "$":
                self.dollar(end)
            elif c == "{":
                self.brace(depth)
            else:
                self.at += 1
                self.character(c, end)
        inner, self.out, self.at = _joined_formulas(self.out), outer, end
        return inner

    def add(self, plain: str, latex: str, *, math: bool = False, group: bool = False) -> None:
        self.out.append(Piece(plain, latex, math, group))

    def escape_character(self, c: str) -> str:
        return escape_character(c, self.profile, self.greek)

    def character(self, c: str, end: int) -> None:
        if c == "&":  # in braces where an entity could be read into what follows
            self.add(c, "{\\&}" if _ENTITY_REST.match(self.text, self.at, end) else "\\&")
        elif c == "~":
            # a tie holds two words together, "Fig.~2" and "of~$k$"; elsewhere it is a sign: "~5", "/~user"
            before, after = self.text[self.at - 2 : self.at - 1], self.text[self.at : min(self.at + 1, end)]
            tie = (before.isalnum() or before in _ENDS) and (after.isalnum() or after in _STARTS)
            self.add(" " if tie else c, c if tie else "{\\textasciitilde}")
        elif c in "\u200c\u200d\ufe0e\ufe0f":
            # they join letters of other scripts and emoji; between ASCII they are left over from a web page
            if self.text[self.at - 2 : self.at - 1] > "\u02ff":
                self.add("", c)
        else:
            self.add(c, self.escape_character(c))

    def dollar(self, end: int) -> None:
        """A formula by pandoc's rule: no space just inside the dollars, no digit after the closing one."""
        width = 2 if self.text.startswith("$$", self.at) else 1
        at = self.at + width
        close = self.text.find("$" * width, at, end)
        while close > 0 and self.text[close - 1] == "\\":
            close = self.text.find("$" * width, close + 1, end)
        if close > at:
            inside = self.text[at:close]
            behind = self.text[close + width : min(close + width + 1, end)]
            spaced = inside[0] == " " or inside[-1] == " "
            if width == 2 or not (spaced or behind.isdigit()):
                latex = formula(inside)
                if latex is not None:
                    self.add(inside, f"${latex}$", math=True)
                    self.at = close + width
                    return
        self.add("$", "\\$")
        self.at += 1

    def brace(self, depth: int) -> None:
        close = self.groups.get(self.at)
        if close is None or depth >= _DEEPEST:
            self.add("{", "{\\textbraceleft}")
            self.at += 1
            if close is not None:
                self.groups.pop(self.at - 1)
            return
        old = _OLD_START.match(self.text, self.at, close)
        inner = self.part(old.end() if old else self.at + 1, close, depth + 1)
        self.at = close + 1
        if old:
            self.wrap(_OLD[old[1]], inner)
        elif len(inner) == 1 or (inner and inner[0].latex.startswith(("\\", "{\\"))):
            # the braces of {\"o} and {x}; and a group that starts with a macro is special for BibTeX
            self.out.extend(inner if len(inner) > 1 or len(inner[0].plain) < 2 else [group_pieces("", inner)])
        elif inner:
            self.out.append(group_pieces("", inner))

    def wrap(self, macro: str, inner: list[Piece]) -> None:
        if inner:
            self.out.append(group_pieces(f"\\{macro}", inner))

    def backslash(self, end: int, depth: int) -> None:
        text, at = self.text, self.at
        accent = ACCENT.match(text, at, end)
        letter = accented_letter(accent) if accent else None
        if accent and letter and not self.is_of_code(accent):
            self.at = accent.end()
            self.add(letter, self.escape_character(letter))
            return
        macro = _MACRO.match(text, at, end)
        if macro:
            self.at = macro.end()
            self.macro(macro[1], end, depth)
            return
        c = text[at + 1 : at + 2] if at + 1 < end else ""
        if c in ("(", "[") and self.bracketed(at, end):
            return
        self.at = at + 2
        if c and c in "%#_&$":
            self.add(c, f"\\{c}")
        elif c in ("{", "}"):
            self.add(c, self.escape_character(c))
        elif c and c in "\\ :;>":  # the last three are spaces of formulas, and errors in text
            self.add(" ", " ")
        elif c == ",":
            self.add(" ", "\\,")
        elif c not in ("-", "/", "@") or not c:
            self.at = at + 1
            self.add("\\", "{\\textbackslash}")

    def is_of_code(self, accent: re.Match[str]) -> bool:
        r"""Is the macro a letter of a pattern or string, not an accent: ``\d and \r or \u e``, outside any word?"""
        loose = accent[2] in ("b", "d", "r", "u") and accent[0][2:3].isspace()
        before = self.text[accent.start() - 1 : accent.start()]
        return loose and not (before.isalpha() or before == "{")

    def bracketed(self, at: int, end: int) -> bool:
        """``\\(..\\)`` and ``\\[..\\]`` are formulas."""
        close = self.formulas.get(at, end)
        latex = formula(self.text[at + 2 : close]) if close < end else None
        if latex is None:
            return False
        self.add(self.text[at + 2 : close], f"${latex}$", math=True)
        self.at = close + 2
        return True

    def macro(self, name: str, end: int, depth: int) -> None:
        """Reads a macro's arguments; ``self.at`` is after its name."""
        if name in _KEPT:
            inner = self.argument(end, depth)
            if inner is not None:
                self.wrap(name, inner)
                return
        elif name == "url":
            group = self.group(end)
            if group:
                url = re.sub(r"\\([%#_&~])", r"\1", self.text[group[0] : group[1]])
                self.at = group[1] + 1
                self.out.extend(Scanner(url.replace("\\", "").replace("$", ""), self.profile).scan())
                return
        elif name == "href":
            group = self.group(end)
            if group:
                self.at = group[1] + 1
                inner = self.argument(end, depth)
                self.out.extend(inner or [])
                return
        elif _DROPPED.fullmatch(name):
            self.drop(end)
            return
        elif name in _NAMES_OF_TEX:
            self.swallow(end)
            self.add(name, f"{{\\{name}}}")
            return
        elif name in _TRANSPARENT:
            inner = self.argument(end, depth)
            if inner is not None:
                self.out.extend(inner)
                return
        elif name in _OLD:  # not at the start of a group: its scope is unknown
            self.swallow(end)
            return
        elif (c := character(name)) is not None:
            self.swallow(end)
            self.add(c, self.escape_character(c))
            return
        elif name in MATH_MACROS:
            self.add(name, f"$\\{name}$", math=True)
            return
        self.add(name, name)

    def swallow(self, end: int) -> None:
        """A macro without argument takes the spaces behind it, or an empty group."""
        if self.text.startswith("{}", self.at) and self.at + 2 <= end:
            self.at += 2
        else:
            while self.at < end and self.text[self.at] == " ":
                self.at += 1

    def group(self, end: int) -> tuple[int, int] | None:
        """Start and end of the inside of the group that comes next."""
        at = self.at
        while at < end and self.text[at] == " ":
            at += 1
        close = self.groups.get(at) if at < end else None
        return None if close is None else (at + 1, close)

    def argument(self, end: int, depth: int) -> list[Piece] | None:
        group = self.group(end)
        if group is None or depth >= _DEEPEST:
            return None
        inner = self.part(*group, depth + 1)
        self.at = group[1] + 1
        return inner

    def drop(self, end: int) -> None:
        """A citation, reference or footnote goes with its arguments and with the tie or space before it."""
        while option := _OPTION.match(self.text, self.at, end):
            self.at = option.end()
        group = self.group(end)
        if group:
            self.at = group[1] + 1
        after = self.text[self.at : min(self.at + 1, end)]
        if self.out and not after.isalnum():
            last = self.out.pop()
            if last.latex in ("~", "{\\textasciitilde}"):
                return
            if last.plain.endswith(" ") and last.plain == last.latex:
                last = Piece(last.plain[:-1], last.latex[:-1])
            if last.latex:
                self.out.append(last)
