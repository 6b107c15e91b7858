"""Letters and signs outside of ASCII as LaTeX has them, in both directions.

Classic BibTeX counts bytes: a label or an initial made of a UTF-8 letter is cut in half. A macro in braces
is one "special character" to it, and biber turns the same macro back into the letter, so ``{\\"O}`` is
right in both. The macros are those of LaTeX's own T1 encoding and text companion, so that pdflatex typesets
them.
"""

from __future__ import annotations

import re
import unicodedata

_ACCENTS = {
    "\u0300": "`", "\u0301": "'", "\u0302": "^", "\u0303": "~", "\u0304": "=", "\u0306": "u", "\u0307": ".",
    "\u0308": '"', "\u030a": "r", "\u030b": "H", "\u030c": "v", "\u0323": "d", "\u0327": "c", "\u0328": "k",
    "\u0331": "b",
}  # fmt: skip
_MARKS = {macro: mark for mark, macro in _ACCENTS.items()}

_LETTERS = {
    "ß": "ss", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L",
    "å": "aa", "Å": "AA", "ı": "i", "ȷ": "j", "đ": "dj", "Đ": "DJ", "ð": "dh", "Ð": "DH", "þ": "th",
    "Þ": "TH",
    "ŋ": "ng", "Ŋ": "NG",
}  # fmt: skip
_BY_MACRO = {macro: letter for letter, macro in _LETTERS.items()}

SIGNS = {
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
_SIGN_MACROS = {macro: sign for sign, macro in SIGNS.items()} | {
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


def accented(match: re.Match[str]) -> str | None:
    """The letter that an ``ACCENT`` stands for, if Unicode has it as one letter."""
    letter = match[3] or match[4] or match[5]
    if letter.startswith("\\"):
        if letter[1] not in "ij":
            return None
        letter = letter[1]
    whole = unicodedata.normalize("NFC", letter + _MARKS[match[1] or match[2]])
    return whole if len(whole) == 1 else None


def named(macro: str) -> str | None:
    """The letter or sign that a macro without argument stands for."""
    return _BY_MACRO.get(macro) or _SIGN_MACROS.get(macro)


def latin(c: str) -> str | None:
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
    if len(inner) != 1 or latin(inner) is None:
        return None
    return f"{{\\{macro}{{{inner}}}}}"


def latex(c: str) -> str | None:
    """One character of prose as LaTeX, as far as text macros go; None where there is none for it."""
    if c in _PLAIN:
        return _PLAIN[c]
    if c in SIGNS:
        return f"{{\\{SIGNS[c]}}}"
    return latin(c)


def needs_unicode(c: str) -> bool:
    """Whether pdflatex cannot typeset the character: a Unicode engine is needed."""
    return not c.isascii() and latin(c) is None


def decoded(text: str) -> str:
    """A name with accent macros as letters: ``J{\\"o}rg`` is Jörg. Braces around a letter go with them."""
    if "\\" not in text:
        return text
    text = ACCENT.sub(lambda m: accented(m) or m[0], text)  # before \i and \j lose what stands over them
    text = _LETTER_MACRO.sub(lambda m: _BY_MACRO[m[1]], text)
    return _BRACED_LETTER.sub(r"\1", text)
