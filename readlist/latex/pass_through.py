"""Passes a user's own TeX through unchanged, unless it would break the file or the document.

Macros are not looked up, since people define their own. Where only a backslash is missing, it is added; any other
text that would break something is refused, and the caller escapes it instead.
"""

from __future__ import annotations

import re

from readlist.latex.escape import Profile, clean_text, escape_character, is_greek
from readlist.latex.syntax import match_braces

_PLAIN = re.compile(r"[A-Za-z0-9 ,.:;!?()/\[\]*+=@'`|-]*")
_TOKEN = re.compile(r"\\[A-Za-z@]+\*?|\\.|\$\$?|[{}%#&_^]|\\|[^\\${}%#&_^]+", re.DOTALL)
_HARM = frozenset(
    "input include includeonly write openout openin closeout closein read readline csname endcsname catcode lccode "
    "uccode sfcode mathcode def edef gdef xdef let futurelet newcommand renewcommand providecommand "
    "DeclareRobustCommand newenvironment renewenvironment immediate directlua luadirect luaexec special usepackage "
    "RequirePackage documentclass loop repeat iffalse iftrue if ifx ifnum ifdim ifcase ifcat ifvmode ifhmode ifmmode "
    "ifdefined ifcsname else fi or begin end endinput expandafter noexpand aftergroup afterassignment everypar "
    "everyjob everymath everydisplay output shipout batchmode errorstopmode scrollmode nonstopmode newread newwrite "
    "newif newcount newtoks newbox chardef mathchardef countdef dimendef skipdef toksdef begingroup endgroup bgroup "
    "egroup global outer long dump jobname meaning the message errmessage makeatletter makeatother InputIfFileExists "
    "IfFileExists lstinputlisting verbatiminput includegraphics bibliography nocite verb verbatim halign valign "
    "font scantokens pdfliteral pdfximage write18 ShellEscape par vbox vtop hrule vrule number romannumeral".split()
)
"""Macros that define something, run something, read or write a file, or end what they did not begin."""
_SIGNS = "’‘“”„‚«»‹›–—…§©®°±·×÷¡¿¶†‡•"
"""What every TeX that reads UTF-8 has."""
_VERBATIM = frozenset({"\\url", "\\path", "\\nolinkurl", "\\href", "\\cite", "\\citep", "\\citet", "\\ref", "\\label"})
"""Macros whose next group is no text."""


def is_plain(text: str) -> bool:
    """Has the text only characters that are not special to TeX and BibTeX?"""
    return bool(_PLAIN.fullmatch(text)) and "--" not in text and "``" not in text and "''" not in text


def let_through(text: str, profile: Profile) -> str | None:
    """The text as the value of a field, macros and braces as they are; None where it cannot be let through."""
    if is_plain(text):
        return text
    text = clean_text(text)
    groups, strays = match_braces(text, raw=True)
    if strays or "^^" in text:
        return None
    known = _SIGNS if profile == "biblatex" else ""
    greek = not text.isascii() and is_greek(text)
    out: list[str] = []
    formula: tuple[str, int] | None = None  # the sign that opened it, and how deep in braces
    depth = at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        assert match
        part, at = match[0], match.end()
        if part[0] == "\\":
            name = part[1:].rstrip("*")
            if not name or name in _HARM or name.startswith(("if", "every")):
                return None
            if part in _VERBATIM and (end := groups.get(at)):
                part, at = part + text[at : end + 1], end + 1
            if part == "\\ensuremath" and (end := groups.get(at)):
                part, at = part + text[at : end + 1], end + 1
        elif part == "{":
            depth += 1
        elif part == "}":
            depth -= 1
            if formula and depth < formula[1]:
                return None
        elif part[0] == "$":
            if formula is None:
                formula = (part, depth)
            elif formula == (part, depth):
                formula = None
            else:
                return None
        elif part in "%#&":
            if formula:
                return None
            part = f"\\{part}"
        elif part in "_^":
            part = part if formula else "\\_" if part == "_" else "{\\textasciicircum}"
        elif not part.isascii() and not formula:
            part = "".join(c if c.isascii() or c in known else escape_character(c, profile, greek) for c in part)
        out.append(part)
    return None if formula else "".join(out)
