"""The table of kinds of manuscripts: how each cites, names its bibliography and includes files.

A kind first blanks what is no text of the document (comments, code; to the end where they have none), so that places
stay as they are, and then finds everything by patterns, in time linear in the text. Nothing in it is ever run.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple


class Citation(NamedTuple):
    """A key where a manuscript cites it: its place in the text of its file."""

    key: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Kind:
    """A row of ``KINDS``. Patterns see the text without comments and code."""

    name: str
    suffixes: tuple[str, ...]
    form: str  # how ``pick`` writes a citation, one of ``FORMS``
    hidden: re.Pattern[str]  # what is no text: it is blanked
    cites: re.Pattern[str]  # groups named ``key…`` with keys
    bibliographies: re.Pattern[str]  # groups ``files``, or ``listed`` (one of several in a list)
    includes: re.Pattern[str]  # a group ``file``
    open: re.Pattern[str]  # matches up to a cursor that is in a key; a group ``begun``
    defines: re.Pattern[str] | None = None  # a group ``key``: labels of the manuscript itself, entries written in it
    all: re.Pattern[str] | None = None  # says that the whole bibliography is cited
    include_suffix: str = ""  # of a file that is named without one
    key: str = r"[^,\s]+"  # a key where several stand in one group
    is_key: Callable[[str], bool] = lambda key: True

    def blanked(self, text: str) -> str:
        """The text with what is hidden replaced by spaces; every place and line is as it was."""
        return self.hidden.sub(lambda m: m[0] if m.groupdict().get("text") else _blank(m), text)

    def citations(self, blanked: str) -> Iterator[Citation]:
        """The citations in a text that was blanked, in its order."""
        for match in self.cites.finditer(blanked):
            for group, value in match.groupdict().items():
                if value is None:
                    continue
                pattern = _MARKED if group.startswith("marked") else self.key
                for key in re.finditer(pattern, _BRACKETS.sub(_blank, value)):
                    if self.is_key(key[0]):
                        start = match.start(group) + key.start()
                        yield Citation(key[0], start, start + len(key[0]))

    def files(self, blanked: str) -> Iterator[str]:
        """The names of bibliography files, as the text has them."""
        for match in self.bibliographies.finditer(blanked):
            for name in re.split(r"[\n,]", match["files"]):
                if name := re.sub(r"\s#.*", "", name).strip().strip("-[]()\"'<> \t"):
                    yield name

    def labels(self, blanked: str) -> set[str]:
        """What the manuscript itself defines: no citation of it needs an entry."""
        found = self.defines.finditer(blanked) if self.defines else ()
        return {label for match in found for label in match.groups() if label}


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match[0])


_BRACKETS = re.compile(r"\[[^\[\]]*\]|\([^()]*\)|[{}]")
_TEX_CITE = (
    r"\\(?!(?:set|new|re|Declare)[Cc]ite|[Cc]ite(?:style|setup|reset|index|text|title(?:font|format))\b)"
    r"[A-Za-z]*(?:[Cc]ite[A-Za-z]*|bibentry)\*?"
)
_OPTIONS = r"(?:\s{0,9}(?:\([^()]*\)|\[[^\[\]]*(?:\[[^\[\]]*\][^\[\]]*)*\])){0,2}"
_MD_KEY = r"[A-Za-z0-9_](?:\w|[:.#$%&+?<>~/-]+(?=\w))*"
_TYPST_KEY = r"\w[\w-]*(?:[.:][\w-]+)*"
_ORG_KEY = r"[\w:.#$%&?+~/-]*[\w/]"
_MARKED = rf"(?<=@){_ORG_KEY}"
"""A key behind its sign, in a text with words between."""
_QUARTO = re.compile(r"(?:fig|tbl|sec|eq|lst|thm|lem|cor|prp|cnj|def|exm|exr|rem|sol|alg|nte|tip|wrn|imp|cau)[-:]")

KINDS: tuple[Kind, ...] = (
    Kind(
        "LaTeX", (".tex", ".ltx", ".Rnw"), "latex",
        hidden=re.compile(
            r"(?P<text>\\[^A-Za-z\s])"
            r"|%[^\n]*|\\begin\{(?P<env>verbatim\*?|lstlisting|minted|comment|filecontents\*?)\}.*?(?:\\end\{(?P=env)\}|\Z)"
            r"|\\(?:verb|lstinline)\*?(?P<bar>[^A-Za-z\s*\[{])[^\n]*?(?P=bar)",
            re.DOTALL,
        ),
        cites=re.compile(
            rf"{_TEX_CITE}(?:(?<=s)(?P<keys>(?:{_OPTIONS}\s{{0,9}}\{{[^{{}}]*\}})+)"
            rf"|(?P<key>{_OPTIONS}\s{{0,9}}\{{[^{{}}]*\}}))"
        ),
        bibliographies=re.compile(
            r"\\(?:bibliography|nobibliography\*?|addbibresource|addglobalbib|addsectionbib)\s*(?:\[[^\]]*\]\s*)?"
            r"\{(?P<files>[^{}]*)\}"
        ),
        includes=re.compile(r"\\(?:input|include|subfile|InputIfFileExists)\s*\{(?P<file>[^{}]+)\}"),
        open=re.compile(rf"{_TEX_CITE}{_OPTIONS}\s*\{{(?:[^{{}}]*,\s*)?(?P<begun>[^{{}},\s]*)$"),
        defines=re.compile(r"\\bibitem\s*(?:\[[^\]]*\])?\s*\{(?P<key>[^{}]+)\}"),
        all=re.compile(r"\\nocite\s*\{\s*\*\s*\}"),
        include_suffix=".tex",
        is_key=lambda key: key != "*" and not key.startswith("\\") and "#" not in key,
    ),
    Kind(
        "LaTeX's .aux", (".aux",), "key",
        hidden=re.compile(r"(?!)"),
        cites=re.compile(r"\\citation\{(?P<key>[^{}]*)\}|\\abx@aux@cite(?:\{\d+\})?\{(?P<key2>[^{}]*)\}"),
        bibliographies=re.compile(r"\\bibdata\{(?P<files>[^{}]*)\}"),
        includes=re.compile(r"\\@input\{(?P<file>[^{}]+)\}"),
        open=re.compile(r"(?!)(?P<begun>)"),
        all=re.compile(r"\\citation\{\*\}|\\abx@aux@cite(?:\{\d+\})?\{\*\}"),
        is_key=lambda key: key != "*" and not key.endswith("-control"),
    ),
    Kind(
        "Markdown", (".md", ".qmd", ".Rmd", ".markdown"), "pandoc",
        hidden=re.compile(
            r"^(?P<fence>`{3,}+|~{3,}+)[^\n]*\n.*?(?:^(?P=fence)[`~]*[ \t]*$|\Z)"
            r"|(?<!`)(?P<ticks>`++).{0,999}?(?<!`)(?P=ticks)(?!`)|<!--.*?(?:-->|\Z)|\\[@\\`]|<?https?://[^\s<>)\]]+|\]\([^()\n]*\)",
            re.DOTALL | re.MULTILINE,
        ),
        cites=re.compile(rf"(?<![\w.+/@])@(?:\{{(?P<key>[^{{}}\n]+)\}}|(?P<key2>{_MD_KEY}))"),
        bibliographies=re.compile(
            r"^bibliography:(?P<files>[ \t]*\[[^\]]*\]|[ \t]*[^\s\[][^\n]*|(?:[ \t]*\n[ \t]*-[^\n]*)+)", re.MULTILINE
        ),
        includes=re.compile(r"\{\{<\s*include\s+(?P<file>[^\s>]+)\s*>\}\}"),
        open=re.compile(rf"(?<![\w.+/@])@\{{?(?P<begun>(?:{_MD_KEY})?[:.#$%&+?<>~/-]?)$"),
        defines=re.compile(r"^[ \t]*-[ \t]+id:[ \t]*(?P<key>\S+)|\(@(?P<key2>[\w-]+)\)", re.MULTILINE),
        all=re.compile(r"^nocite:.*?@\*", re.MULTILINE | re.DOTALL),
        key=r"\S+",
        is_key=lambda key: not _QUARTO.match(key),
    ),
    Kind(
        "Typst", (".typ",), "typst",
        hidden=re.compile(
            r"(?P<text>\\\\|https?://(?=\S))|(?<!`)(?P<ticks>`{3,}+)(?:.*?(?P=ticks)|.*)|`[^`]*`"
            r"|//[^\n]*|/\*.*?\*/|\\@",
            re.DOTALL,
        ),
        cites=re.compile(rf"(?<![\w.+/\"@])@(?P<key>{_TYPST_KEY})|"
                         r"cite\(\s*(?:<(?P<key2>[^<>\s]+)>|label\(\"(?P<key3>[^\"]+)\"\))"),
        bibliographies=re.compile(r"bibliography\(\s*(?P<files>\([^()]*\)|\"[^\"]*\")"),
        includes=re.compile(r"#include\s+\"(?P<file>[^\"]+)\""),
        open=re.compile(rf"(?<![\w.+/\"@])@(?P<begun>(?:{_TYPST_KEY})?[.:]?)$|cite\(\s*<(?P<begun2>[^<>\s]*)$"),
        defines=re.compile(r"(?<!cite\()(?<!\w)<(?P<key>[\w.:-]+)>"),
        all=re.compile(r"bibliography\([^)]*full:\s*true"),
        key=r"\S+",
    ),
    Kind(
        "Org", (".org",), "org",
        hidden=re.compile(
            r"^[ \t]*#\+begin_(?P<block>src|example|comment|export)\b.*?(?:^[ \t]*#\+end_(?P=block)|\Z)"
            r"|^[ \t]*#[ \t][^\n]*|(?<!\S)(?P<mark>[=~])\S(?:[^\n]*?\S)?(?P=mark)(?!\w)",
            re.DOTALL | re.MULTILINE | re.IGNORECASE,
        ),
        cites=re.compile(
            rf"(?<=\[cite)[^:\[\]]*:(?P<marked>[^\[\]]*)\]|^#\+nocite:(?P<marked2>[^\n]*)"
            rf"|\b(?:auto|text|paren|foot|no)?cite[a-z]*:&?(?P<key>{_ORG_KEY}(?:,&?{_ORG_KEY})*)",
            re.MULTILINE | re.IGNORECASE,
        ),
        bibliographies=re.compile(r"(?:^#\+bibliography:[ \t]*|\bbibliography:(?=\S))(?P<files>[^\n\]]+)",
                                  re.MULTILINE | re.IGNORECASE),
        includes=re.compile(r"^#\+include:[ \t]*\"?(?P<file>[^\"\n]+?\.org)\"?", re.MULTILINE | re.IGNORECASE),
        open=re.compile(r"\[cite[^\[\]]*@(?P<begun>[\w:.#$%&?+~/-]*)$|\bcite[a-z]*:&?(?:[^\s]*,)?(?P<begun2>[^\s,\]]*)$"),
        all=re.compile(r"^#\+nocite:[^\n]*@\*", re.MULTILINE | re.IGNORECASE),
        key=_ORG_KEY,
    ),
)  # fmt: skip
"""Every kind of manuscript, told by the suffix. ``.bib`` files are checked too, and cite nothing."""

SUFFIXES = MappingProxyType({suffix.lower(): kind for kind in KINDS for suffix in kind.suffixes})


def kind_of(name: str) -> Kind | None:
    """The kind of a file by its name; None where it is none."""
    return SUFFIXES.get(f".{name.rpartition('.')[2]}".lower())
