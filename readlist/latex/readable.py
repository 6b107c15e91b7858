"""Converts LaTeX in titles, names and abstracts to Unicode; what has no Unicode form stays LaTeX.

One scan from left to right knows braces, maths, macros and URLs; a second one, over its result, sets dashes,
quotation marks and spaces. Neither looks at a character more than a bounded number of times.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from readlist.latex.characters import ALPHABETS, in_alphabet, symbol, with_accent
from readlist.latex.syntax import match_braces, pair_braces
from readlist.latex.text_line import URL, Line, root, typeset

_LATEX = re.compile(r"[\\$~{]|``|--")
_MACRO = r"\\(?P<macro>[A-Za-z]+|.|)"
# Each alternative begins with a plain character: that is what makes searching for it fast.
_TOKEN = re.compile(rf"{_MACRO}|\{{|\}}|\$\$?|{URL}", re.DOTALL)
_MATHS_TOKEN = re.compile(rf"{_MACRO}|(?P<space>[\s~]+)|[{{}}^_]|[^\\{{}}^_~\s]+", re.DOTALL)
_OPTION = re.compile(r"\[([^\[\]]{0,80})\]")
_QUOTED = re.compile(r'\\"[^"\\{}]{1,200}\\"(?![A-Za-z{\\])')  # escaped, as in JSON: no accents
_PROSE = re.compile(r"[A-Za-z]{2,} +[A-Za-z]{2,}")
_PROTECTED = re.compile(r"(?! )(?=[^A-ZÀ-ɏ]*[A-ZÀ-ɏ])[A-Za-z0-9À-ɏ .'’&+/{}-]+(?<! )")
_PART = re.compile(r"\\(?:[A-Za-z]+\*?\s*|.|$)|[{}$^_]|[^\\{}$^_]+", re.DOTALL)
_DEEP = 24  # nested groups: more can't be read by anyone, and Python's stack is limited
_LONG = 1000  # characters: anything longer is no formula or protected word

_DELIMITERS = frozenset({"$", "$$", r"\(", r"\)", r"\[", r"\]"})
_ESCAPED = frozenset("%&#_${}")
_SPACES = frozenset({",", ";", ":", ">", " ", "\n", "quad", "qquad", "enspace", "thinspace", "space"})
_SWITCHES = frozenset(  # macros that style the rest, or that a terminal can't show
    "bf em it tt sc rm sf bfseries itshape ttfamily scshape protect limits nolimits displaystyle textstyle "
    "scriptstyle left right middle big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr Biggl Biggr xspace ! - /".split()
)
_TEXTS = frozenset(  # macros that style their argument
    "text textbf textit emph underline uline texttt textsc textrm textsf textsl textnormal textmd textup mbox".split()
)
_FORMULAS = frozenset("mathrm mathbf mathit mathsf mathtt mathnormal boldsymbol bm pmb ensuremath".split())
_CITES = frozenset("cite citep citet citealp citealt citeauthor parencite textcite".split())
_LINKS = frozenset({"url", "nolinkurl", "path"})
_FUNCTIONS = frozenset(
    "arg argmax argmin cos cosh cot csc deg det dim exp gcd inf ker lg lim liminf limsup ln log max min mod bmod Pr "
    "sec sin sinh softmax sup tan tanh arccos arcsin arctan".split()
)
_MATH_ACCENTS = {  # in maths → the accent of text that looks the same
    "hat": "^", "widehat": "^", "tilde": "~", "widetilde": "~", "bar": "=", "overline": "=", "vec": "vec",
    "textcommabelow": "textcommabelow",
    "dot": ".", "ddot": '"', "check": "v", "breve": "u", "acute": "'", "grave": "`", "mathring": "r",
}  # fmt: skip
_WORDS = _TEXTS | _CITES | _LINKS | {"footnote", "enquote", "textcolor", "texorpdfstring", "href", "foreignlanguage",
                                     "mkbibemph", "mkbibquote", "mkbibbold", "mkbibitalic"}  # fmt: skip
_QUOTES = frozenset({"enquote", "mkbibquote"})
_QUANTITIES = frozenset({"SI", "qty"})
_MEASURES = _QUANTITIES | {"si", "unit", "num", "ce"}
_SORTING = frozenset({"noopsort", "SortNoop"})  # their argument is for sorting alone
_OTHERS = frozenset("sqrt not operatorname pmod textsuperscript textsubscript".split())
_PAIRS = frozenset("frac dfrac tfrac cfrac nicefrac binom textcolor texorpdfstring href foreignlanguage".split())
_ARGUMENTS = {  # macro → how many it takes
    name: 2 if name in _PAIRS | _QUANTITIES else 1
    for name in _WORDS | _MEASURES | _SORTING | _FORMULAS | ALPHABETS | _MATH_ACCENTS.keys() | _OTHERS | _PAIRS
}
_ACCENTS = frozenset("'`\"^~=.Hcvukrdb")
_LETTERS = frozenset("o O l L ss ae AE oe OE aa AA i j dh th".split())


def readable(text: str) -> str:
    """The text with its LaTeX as Unicode; what can't be rendered stays as its source. Never raises."""
    if not _LATEX.search(text):
        return text
    if "\\" in text or "$" in text or "{" in text:
        text = _Scan(text).text(0, len(text))
    return typeset(text)


def readable_field(text: str) -> str:
    """A field of another program's file as text to read: LaTeX as Unicode, without braces that only group.

    Braces there are never printed: they group words, or protect capitals.
    """
    return readable(_without_groups(text) if "{" in text else text)


def _without_groups(text: str) -> str:
    """The text without braces that are not around an argument, in a formula, or around a macro."""
    groups, strays = match_braces(text)
    if strays:
        return text
    dropped: set[int] = set()
    out: list[str] = []
    argument = formula = False
    for match in _PART.finditer(text):
        part, at = match[0], match.start()
        if part == "{":
            if not (argument or formula or text.startswith("\\", at + 1)):
                dropped |= {at, groups[at]}
            argument = False
        elif part == "}":
            argument = at not in dropped  # another argument may follow
        else:
            argument = part[0] in "\\^_"
            formula ^= part == "$"
        if at not in dropped:
            out.append(part)
    return "".join(out)


def _measure(name: str, number: str, unit: str) -> str | None:
    """A number, a unit, both, or a chemical formula; None where it has no form in Unicode."""
    from readlist.latex.units import formula_text, unit_text  # late: few titles have any

    if name == "ce":
        return formula_text(number)
    if name == "num":
        return None if "\\" in number else number
    text = unit_text(unit)
    if name not in _QUANTITIES or text is None or "\\" in number:
        return text if name not in _QUANTITIES else None
    return f"{number}{'' if text[:1] in '°′″%' else ' '}{text}"


def _bare(url: str) -> str:
    return re.sub(r"\\([_%#&~$])(?:\{\})?", r"\1", url.strip())


class _Span(NamedTuple):
    """An argument: where its content begins and ends, and where the text goes on."""

    start: int
    end: int
    next: int


class _Scan:
    def __init__(self, source: str) -> None:
        self.source = source
        self.formulas: dict[int, int] = {}
        tokens = [(m[0], m.start()) for m in _TOKEN.finditer(source)]
        self.groups, _ = pair_braces(tokens)
        self._match_maths(tokens)

    def _match_maths(self, tokens: list[tuple[str, int]]) -> None:
        """A delimiter closes the last one of its kind in the same group, or else opens."""
        ends = set(self.groups.values())
        inside = [-1]
        stray = -1  # the last brace without its other half; there is no formula around it
        opened: dict[tuple[int, str], int] = {}
        for mark, at in tokens:
            if mark == "{" and at in self.groups:
                inside.append(at)
            elif mark == "}" and at in ends:
                inside.pop()
            elif mark in ("{", "}"):
                stray = at
            elif mark in _DELIMITERS:
                opens = mark.replace(")", "(").replace("]", "[")
                kind = (inside[-1], opens)
                start = opened.pop(kind, None)
                closes = opens != mark or "$" in mark
                if closes and start is not None and start > stray and self._is_maths(start, at, mark):
                    self.formulas[start] = at
                elif opens == mark:
                    opened[kind] = at

    def _is_maths(self, start: int, end: int, mark: str) -> bool:
        """Pandoc's rule, that "$5 and $10" is money; so is what reads like prose. But "$<$5" is none."""
        if end - start > _LONG:
            return False
        content = self.source[start + len(mark) : end]
        if not content.strip() or (mark == "$" and content != content.strip()):
            return False
        if mark == "$" and content[0].isalnum() and self.source[end + 1 : end + 2].isdecimal():
            return False
        return "\\" in content or "=" in content or (mark not in ("$$", r"\]") and not _PROSE.search(content))

    def text(self, start: int, end: int, depth: int = 0) -> str:
        if depth > _DEEP:
            return self.source[start:end]
        line = Line(is_maths=False)
        while m := _TOKEN.search(self.source, start, end):
            line.add(self.source[start : m.start()])
            start = self._text_token(line, m, end, depth)
        line.add(self.source[start:end])
        return line.text()

    def _text_token(self, line: Line, m: re.Match[str], end: int, depth: int) -> int:
        at = m.start()
        formula, group = self.formulas.get(at, end), self.groups.get(at, end)
        if m[0][0] in "hw":
            line.add(_bare(m[0]))
        elif formula < end:
            line.add(self.formula(m.end(), formula, depth + 1).strip())
            return formula + len(m[0])
        elif m["macro"] is not None:
            return self._macro(line, m, end, depth)
        elif group < end and line.last not in ("^", "_") and self._is_protection(at, group):
            inner = self.text(at + 1, group, depth + 1)
            line.add(f"{{{inner}}}" if "\\" in inner and inner != "\\" else inner.strip())
            return group + 1
        else:
            line.add(m[0])
        return m.end()

    def _is_protection(self, at: int, close: int) -> bool:
        """Braces of TeX or BibTeX, not of a set or a template: "{\\it x}", "{BERT}", or all of the text."""
        if self.source.startswith("\\", at + 1):
            return True
        if close - at > _LONG // 3:
            return False
        raw = self.source[at + 1 : close]
        whole = at == 0 and close + 1 == len(self.source) and " " in raw
        return "\\" in raw or whole or bool(_PROTECTED.fullmatch(raw))

    def formula(self, start: int, end: int, depth: int) -> str:
        if depth > _DEEP:
            return self.source[start:end]
        line = Line(is_maths=True)
        while m := _MATHS_TOKEN.match(self.source, start, end):
            at, start = start, m.end()
            arg = self._argument(at + 1, end) if m[0] in ("^", "_") else None
            if m["macro"] is not None:
                start = self._macro(line, m, end, depth)
            elif m["space"]:
                line.space()
            elif arg:
                line.script(m[0], self.formula(arg.start, arg.end, depth + 1).strip())
                start = arg.next
            elif m[0] == "{" and self.groups.get(at, end) < end:
                start = self.groups[at] + 1
                line.add(self.formula(at + 1, start - 1, depth + 1))
            else:
                line.add(m[0])
        return line.text()

    def _macro(self, line: Line, m: re.Match[str], end: int, depth: int) -> int:
        """Adds what a macro stands for; returns the index after it and its arguments."""
        name, after = m["macro"], m.end()
        spaces = after
        while spaces < end and self.source[spaces] == " ":
            spaces += 1
        if name in _ESCAPED:
            line.add(name)
            return after
        if name in _SPACES or (name == "\\" and not line.is_maths and not self.source[after : after + 1].strip()):
            line.space()
            return after
        if name in _SWITCHES:
            if name in ("left", "right") and self.source.startswith(".", after):
                return after + 1
            return spaces if name.isalpha() and name != "xspace" else after
        if name in _ACCENTS and (arg := self._accent(line, name, m.start(), after, end)):
            return arg.next
        if name in _ARGUMENTS and (args := self._arguments(name, after, end)):
            if self._applied(line, name, args, self.source[after : args[0].start], depth):
                return args[-1].next
        elif sign := name if name in _FUNCTIONS else symbol(name):
            if self.source.startswith("{}", after):
                spaces = after = after + 2
            follows = self.source[spaces : min(spaces + 1, end)]
            if name in _FUNCTIONS:
                line.function(name.removeprefix("b"))
                return after
            none = line.symbol(sign, spaces > after, follows) or (name in _LETTERS and follows.isalpha())
            return spaces if none else after
        while name.isalpha() and self.groups.get(after, end) < end:  # unknown: it stays, with its groups
            after = self.groups[after] + 1
        line.add(self.source[m.start() : after])
        return after

    def _applied(self, line: Line, name: str, args: list[_Span], option: str, depth: int) -> bool:
        """Adds a macro with its arguments; False where they have no form in Unicode."""
        one, last = args[0], args[-1]
        raw = self.source[one.start : one.end]
        if name in _CITES:
            note = _OPTION.match(option.lstrip())
            line.add(f"[{raw}, {note[1]}]" if note else f"[{raw}]")
        elif name in _LINKS:
            line.add(_bare(raw))
        elif name in _WORDS:
            text = self.text(last.start, last.end, depth + 1)
            if name == "href" and text != _bare(raw):
                text = f"{text} ({_bare(raw)})"
            elif name == "footnote":
                text = f"({text.strip()})" if line.last in ("", " ", "~") else f" ({text.strip()})"
            line.add(f"“{text}”" if name in _QUOTES else text)
        elif name in _SORTING:
            pass
        elif name in _MEASURES:
            if (measure := _measure(name, raw, self.source[last.start : last.end])) is None:
                return False
            line.add(measure)
        else:
            bodies = [self.formula(a.start, a.end, depth + 1).strip() for a in args]
            return self._applied_maths(line, name, bodies[0], bodies[-1], option)
        return True

    def _applied_maths(self, line: Line, name: str, first: str, body: str, option: str) -> bool:
        if name in _FORMULAS:
            line.add(body)
        elif name in ALPHABETS:
            line.add(body if "\\" in body else in_alphabet(name, body))
        elif name == "binom":
            line.add(f"({first} choose {body})")
        elif name.endswith("frac"):
            line.fraction(first, body)
        elif name == "sqrt":
            degree = _OPTION.match(option.strip())
            line.add(root(degree[1].strip() if degree else "", body))
        elif name == "operatorname":
            line.function(body)
        elif name in ("textsuperscript", "textsubscript"):
            line.script("^" if name == "textsuperscript" else "_", body)
        elif name == "pmod":
            line.add(f"{' ' if line.last not in ('', ' ') else ''}(mod {body})")
        elif name == "not" and len(body) == 1:
            line.symbol(body + "\u0338", False, "")
        elif letter := with_accent(_MATH_ACCENTS.get(name, ""), body):
            line.add(letter)
        else:
            return False
        return True

    def _accent(self, line: Line, name: str, at: int, after: int, end: int) -> _Span | None:
        r"""``\"o``, ``\'{e}``, ``\v{c}``, ``\'\i``, ``{\c c}``, ``Ho\v rava``, but no ``regex \d and``."""
        part_of_word = self.source[at - 1 : at].isalpha() or self.source[at - 1 : at] == "{"
        if not part_of_word and _QUOTED.match(self.source, at, end):
            return None
        arg = self._argument(after, end, braced=name.isalpha() and not part_of_word)
        if not arg or (not name.isalpha() and self.source[after].isspace()):
            return None
        raw = self.source[arg.start : arg.end].strip()
        if raw in (r"\i", r"\j"):  # the accent takes the place of the dot
            raw = raw[1]
            arg = arg._replace(next=arg.next + (arg.end == arg.next and self.source.startswith(" ", arg.next)))
        letter = with_accent(name, raw[0]) if raw.isalpha() else None
        if not letter or len(letter) > 1:  # "n" has no umlaut in any name
            return None
        line.add(letter + raw[1:])
        return arg

    def _arguments(self, name: str, after: int, end: int) -> list[_Span] | None:
        if name == "operatorname" and self.source.startswith("*", after):
            after += 1
        if (name == "sqrt" or name in _CITES) and (option := _OPTION.match(self.source, after, end)):
            after = option.end()
        args: list[_Span] = []
        for _ in range(_ARGUMENTS[name]):
            arg = self._argument(after, end, braced=name in _WORDS)
            if not arg:
                return None
            args.append(arg)
            after = arg.next
        return args

    def _argument(self, at: int, end: int, braced: bool = False) -> _Span | None:
        """A group; unless it must be ``braced`` also one character, or a macro with the groups it takes."""
        while not braced and at < end and self.source[at] == " ":
            at += 1
        c = self.source[at : min(at + 1, end)]
        if c == "{":
            close = self.groups.get(at, end)
            return _Span(at + 1, close, close + 1) if close < end else None
        if braced or c in ("", "}", "$", "&", "^", "_") or c.isspace():
            return None
        if c != "\\":
            return _Span(at, at + 1, at + 1)
        m = _TOKEN.match(self.source, at, end)
        rest = m.end() if m else at + 1
        for _ in range(_ARGUMENTS.get(m["macro"], 0) if m else 0):
            rest = self.groups.get(rest, rest - 1) + 1
        return _Span(at, rest, rest) if rest <= end else None
