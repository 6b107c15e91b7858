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
    hidden: re.Pattern[str]  # what is no text: it is blanked, but for a group ``text``
    cites: re.Pattern[str]  # groups named ``key…`` with keys
    bibliographies: re.Pattern[str]  # a group ``files``
    includes: re.Pattern[str]  # groups that make a file's name together
    open: re.Pattern[str]  # matches up to a cursor that is in a key; a group ``begun``
    defines: re.Pattern[str] | None = None  # a group ``key``: labels of the manuscript itself, entries written in it
    refers: re.Pattern[str] | None = None  # keys that are labels of the manuscript, wherever it defines them
    all: re.Pattern[str] | None = None  # says that the whole bibliography is cited
    include_suffix: str = ""  # of a file that is named without one
    key: str = r"[^,\s]+"  # a key where several stand in one group
    is_key: Callable[[str], bool] = lambda key: True
    tex: bool = False  # are LaTeX's commands for citations understood too?
    indented_code: bool = False  # is what is indented by four spaces no text?

    def blanked(self, text: str) -> str:
        """The text with what is hidden replaced by spaces; every place and line is as it was."""
        text = _without_indented_code(text) if self.indented_code else text
        return self.hidden.sub(lambda m: m[0] if m.groupdict().get("text") else _blank(m), text)

    def citations(self, blanked: str) -> Iterator[Citation]:
        """The citations in a text that was blanked, in its order."""
        places = [(*match.span(name), name) for match in self.cites.finditer(blanked) for name in match.groupdict()]
        places += [(*place, "tex") for place in _tex_keys(blanked)] if self.tex else []
        for start, end, name in sorted(place for place in places if place[0] >= 0):
            pattern = _TEX_KEY if name == "tex" else _MARKED if name.startswith("marked") else self.key
            for key in re.finditer(pattern, blanked[start:end]):
                if self.is_key(key[0]):
                    yield Citation(key[0], start + key.start(), start + key.end())

    def files(self, blanked: str) -> Iterator[str]:
        """The names of bibliography files, as the text has them."""
        for pattern in (self.bibliographies, _TEX_BIBLIOGRAPHIES) if self.tex else (self.bibliographies,):
            for match in pattern.finditer(blanked):
                for name in re.split(r"[\n,]", match["files"]):
                    if name := re.sub(r"\s#.*", "", name).strip().strip("-[]()\"'<> \t"):
                        yield name

    def labels(self, blanked: str) -> set[str]:
        """What the manuscript itself defines: no citation of it needs an entry."""
        found = self.defines.finditer(blanked) if self.defines else ()
        return {label for match in found for label in match.groups() if label}


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match[0])


# LaTeX: a command's arguments are read one after the other, as their brackets may stand in each other

_TEX_CITE = re.compile(r"\\(?:([A-Za-z]*[Cc]ite[A-Za-z]*|[a-z]*bibentry|[a-z]*cquote)\*?|begin\{[a-z]*cquote\})")
_TEX_KEY = r"[^,\s*][^,\s]*"
_NO_CITE = re.compile(
    r"(?:re|new|renew|provide|set|bib|hyper|If|if|At|Declare)[A-Za-z]*[Cc]ite|citetext\b|.*[Cc]ite(?:style|setup|reset|index|label"
    r"|tracker|counter|punct|left|right|mid|dash|form|numfont|color|title(?:font|format))|mancite\b|excite"
)
_DEFINES = re.compile(r"\\(?:(?:re)?newcommand|providecommand|let|[gex]?def|\w*(?:Robust|Document)Command)\*?\s*\Z")
_OPTIONS = re.compile(
    r"(?:\s{0,99}(?:\[(?:[^\[\]{}\\]|\\.|\{(?:[^{}]|\{[^{}]*\})*+\}|\[[^\[\]]*\]){0,999}+\]|\([^()]{0,999}\)|<[^<>]{0,999}>)){0,4}+"
    r"\s{0,99}",
    re.DOTALL,
)
_GROUP = re.compile(r"\{([^{}]*)\}")
_TEX_BIBLIOGRAPHIES = re.compile(
    r"\\(?:(?:no|default)?bibliography(?!style|unit|name|title)[a-z]*\*?|addbibresource|addglobalbib|addsectionbib)"
    r"\s*(?:\[[^\]]*\]\s*)?\{(?P<files>[^{}]*)\}"
)


def _tex_keys(text: str) -> Iterator[tuple[int, int]]:
    """Where LaTeX's commands for citations have their lists of keys."""
    for command in _TEX_CITE.finditer(text):
        name = command[1] or command[0].removeprefix("\\begin{")
        if _NO_CITE.match(name) or _DEFINES.search(text, max(command.start() - 30, 0), command.start()):
            continue
        several = name.endswith(("cites", "Cites"))
        before = 1 if "volcite" in name.lower() or name.startswith(("foreign", "hyphen")) else 0  # no keys: skipped
        skip, at = before, command.end()
        while (options := _OPTIONS.match(text, at)) and (group := _GROUP.match(text, options.end())):
            at = group.end()
            if skip:
                skip -= 1
                continue
            yield group.span(1)
            skip = before
            if not several:
                break


_LIST_ITEM = re.compile(r" {0,3}(?:[-*+]|:|\(?@[\w-]*\)|\(?(?:\d{1,9}|#|[A-Za-z])[.)]|\[\^[^\]\n]+\]:)(?:\s|$)")


def _without_indented_code(text: str) -> str:
    """Markdown without its paragraphs that are indented by four spaces, but for those of lists and notes."""
    lines = text.split("\n")
    item, blank, code = False, True, False
    for n, line in enumerate(lines):
        if not line.strip():
            blank = True
            continue
        indented = line.startswith(("    ", "\t"))
        code = indented and not item and (code or blank)
        if code:
            lines[n] = " " * len(line)
        elif _LIST_ITEM.match(line):
            item = True
        elif not indented and not line.startswith(" ") and blank:
            item = False
        blank = False
    return "\n".join(lines)


_MD_KEY = r"[^\W_](?:\w|[:.#$%&+?<>~/-](?=\w))*|_(?:\w|[:.#$%&+?<>~/-](?=\w))+"
_TYPST_KEY = r"\w[\w-]*(?:[.:]+[\w-]+)*"
_TYPST_SIGN = r"(?<![^\W_])(?<![.+/@\\])(?<![(,:=#+]\")(?<![(,:=+] \")(?<!import \")@"
_ORG_KEY = r"[\w:.#$%&?+~/-]*[\w/]"
_MARKED = rf"(?<=[@&]){_ORG_KEY}"
"""A key behind its sign, in a text with words between."""
_QUARTO = (
    r"(?:fig|tbl|sec|eq|lst|thm|lem|cor|prp|cnj|def|exm|exr|rem|sol|alg|nte|tip|wrn|imp|cau|dia|vid|supp?fig|supp?tbl)"
)

KINDS: tuple[Kind, ...] = (
    Kind(
        "LaTeX", (".tex", ".ltx", ".Rnw"), "latex",
        hidden=re.compile(
            r"(?P<text>\\[^A-Za-z\s])"
            r"|%[^\n]*|\\begin\{(?P<env>[A-Za-z]*[Vv]erbatim\*?|lstlisting|minted|tcblisting|comment|filecontents\*?)\}"
            r".*?(?:\\end\{(?P=env)\}|\Z)"
            r"|\\(?:(?:[Vv]erb|lstinline|mintinline)\*?(?:\[[^\]\n]*\])?(?:(?<=inline)\{[a-z]+\})?|url|path|nolinkurl|href)"
            r"(?:(?P<bar>[^A-Za-z\s*\[{])[^\n]*?(?P=bar)|\{(?:[^{}\n]|\{[^{}\n]*\})*+\})"
            r"|\\iffalse\b.*?(?:\\fi\b|\Z)|\\end\{document\}.*|^<<[^\n]*>>=.*?(?:^@|\Z)",
            re.DOTALL | re.MULTILINE,
        ),
        cites=re.compile(r"(?!)"),
        bibliographies=re.compile(r"(?!)(?P<files>)"),
        includes=re.compile(
            r"\\(?:input|include|subfile|subfileinclude)\s*\{([^{}]+)\}|\\input[ \t]+([^\s{}\\]+)"
            r"|\\(?:sub)?(?:import|inputfrom|includefrom)\*?\s*\{([^{}]*)\}\s*\{([^{}]+)\}"
        ),
        open=re.compile(rf"{_TEX_CITE.pattern}{_OPTIONS.pattern}(?:\{{[^{{}}]*\}}{_OPTIONS.pattern}){{0,9}}"
                        r"\{(?:[^{}]*,\s*)?(?P<begun>[^{},\s]*)$"),
        defines=re.compile(r"\\bibitem\s*(?:\[[^\]]*\])?\s*\{(?P<key>[^{}]+)\}"),
        all=re.compile(r"\\nocite[a-z]*\s*\{\s*\*\s*\}"),
        include_suffix=".tex",
        is_key=lambda key: "\\" not in key and "#" not in key,
        tex=True,
    ),
    Kind(
        "LaTeX's .aux", (".aux",), "key",
        hidden=re.compile(r"(?!)"),
        cites=re.compile(r"\\citation\{(?P<key>[^{}]*)\}|\\abx@aux@cite(?:\{\d+\})?\{(?P<key2>[^{}]*)\}"),
        bibliographies=re.compile(r"\\bibdata\{(?P<files>[^{}]*)\}"),
        includes=re.compile(r"\\@input\{([^{}]+)\}"),
        open=re.compile(r"(?!)(?P<begun>)"),
        all=re.compile(r"\\citation\{\*\}|\\abx@aux@cite(?:\{\d+\})?\{\*\}"),
        is_key=lambda key: key != "*" and not key.lower().endswith("control"),
    ),
    Kind(
        "Markdown", (".md", ".qmd", ".Rmd", ".markdown"), "pandoc",
        hidden=re.compile(
            r"^[ >\t]*(?P<fence>`{3,}+|~{3,}+)[^`\n]*\n.*?(?:^[ >\t]*(?P=fence)[`~]*[ \t]*$|\Z)"
            r"|(?<!`)(?P<ticks>`++).{0,999}?(?<!`)(?P=ticks)(?!`)|<!--.*?(?:-->|\Z)|\\[@\\`]|</?[A-Za-z][^<>\n]*>"
            r"|(?<!@\{)(?:https?://|\bwww\.)[^\s<>)\]]+|\]\([^()\n]*\)|^ {0,3}\[[^\]\n]+\]:[ \t]+(?=<|\S+://|[/#.])\S+"
            r"|\$\$[^$]{1,4000}\$\$|\{\{<(?!\s*include\b)[^\n>]{0,400}>\}\}"
            r"|^[ \t-]*(?!nocite)[\w-]+:[ \t]*(?P<quote>[\"'])@[\w.-]+(?P=quote)[ \t]*$",
            re.DOTALL | re.MULTILINE,
        ),
        cites=re.compile(rf"(?<![^\W_])(?<![.+/@])@(?:\{{(?P<key>[^{{}}\n]+)\}}|(?P<key2>{_MD_KEY}))"),
        bibliographies=re.compile(
            r"^bibliography:(?P<files>[ \t]*\[[^\]]*\]|[ \t]*[^\s\[][^\n]*|(?:[ \t]*\n[ \t]*-[^\n]*)+)", re.MULTILINE
        ),
        includes=re.compile(r"\{\{<\s*include\s+([^\s>]+)\s*>\}\}"),
        open=re.compile(rf"(?<![\w.+/@])@\{{?(?P<begun>(?:{_MD_KEY})?[:.#$%&+?<>~/-]?)$"),
        defines=re.compile(
            r"^[ \t]*-[ \t]+id:[ \t]*(?P<key>\S+)|^ {0,3}\(@(?P<key2>[\w-]+)\)\s|\{#(?P<key3>[\w:.-]+)", re.MULTILINE
        ),
        refers=re.compile(_QUARTO + "[-:]", re.IGNORECASE),
        all=re.compile(r"^nocite:.*?@\*", re.MULTILINE | re.DOTALL),
        key=r"[^\n]+",
        tex=True,
        indented_code=True,
    ),
    Kind(
        "Typst", (".typ",), "typst",
        hidden=re.compile(
            r"(?P<text>\\\\|https?://(?=\S))|(?<!`)(?P<ticks>`{3,}+)(?:.*?(?P=ticks)|.*)|`[^`]*`"
            r"|//[^\n]*|/\*(?:[^*/]|\*(?!/)|/(?!\*)|/\*(?:[^*]|\*(?!/))*+(?:\*/|\Z))*+(?:\*/|\Z)|\\@",
            re.DOTALL,
        ),
        cites=re.compile(rf"{_TYPST_SIGN}(?P<key>{_TYPST_KEY})|"
                         r"\b(?:cite|ref)\(\s*(?:<(?P<key2>[^<>\s]+)>|label\(\"(?P<key3>[^\"]+)\"\))"),
        bibliographies=re.compile(
            r"bibliography\(\s*(?:[a-z-]+:\s*(?:\"[^\"]*\"|\[[^\[\]]*\]|[^,()\"\[\]]+),\s*)*(?P<files>\([^()]*\)|\"[^\"]*\")"
        ),
        includes=re.compile(r"#?include\s+\"([^\"]+)\""),
        open=re.compile(rf"{_TYPST_SIGN}(?P<begun>(?:{_TYPST_KEY})?[.:]?)$|\bcite\(\s*<(?P<begun2>[^<>\s]*)$"),
        defines=re.compile(r"[(,]\s*<[^<>\s]+>|<(?P<key>[\w.:-]+)>"),
        all=re.compile(r"bibliography\((?:[^()]|\([^()]*\))*?full:\s*true"),
        key=r"\S+",
    ),
    Kind(
        "Org", (".org",), "org",
        hidden=re.compile(
            r"^[ \t]*#\+begin_(?P<block>src|example|comment|export)\b.*?(?:^[ \t]*#\+end_(?P=block)|\Z)"
            r"|^[ \t]*[#:](?:[ \t][^\n]*)?$|(?<!\S)(?P<mark>[=~])\S(?:[^\n]*?\S)?(?P=mark)(?!\w)"
            r"|\bsrc_\w+(?:\[[^\]\n]*\])?\{[^{}\n]*\}|(?:https?|file|doi):[^\s\[\]]+",
            re.DOTALL | re.MULTILINE | re.IGNORECASE,
        ),
        cites=re.compile(
            rf"(?<!\[)\[cite(?:/[\w/-]*)?:(?P<marked>(?:[^\[\]]|\[[^\[\]]*\])*)\]|^[ \t]*#\+nocite:(?P<marked2>[^\n]*)"
            rf"|\[\[[a-z]*cite[a-z]*\*?:(?P<marked3>[^\[\]&]*&[^\[\]]*)\]"
            rf"|(?<![\w/.-])(?:auto|text|paren|foot|footfull|full|smart|super|note|no)?cite[a-z]*\*?:&?(?P<key>{_ORG_KEY}(?:,&?{_ORG_KEY})*)",
            re.MULTILINE | re.IGNORECASE,
        ),
        bibliographies=re.compile(
            r"(?:^[ \t]*#\+bibliography:[ \t]*|\b(?:bibliography|addbibresource):(?=\S))(?P<files>[^\n\]]+)",
            re.MULTILINE | re.IGNORECASE,
        ),
        includes=re.compile(r"^[ \t]*#\+include:[ \t]*\"?([^\"\n]+?\.org)\"?", re.MULTILINE | re.IGNORECASE),
        open=re.compile(r"\[cite[^\[\]]*@(?P<begun>[\w:.#$%&?+~/-]*)$|\bcite[a-z]*:&?(?:[^\s]*,)?(?P<begun2>[^\s,\]]*)$"),
        all=re.compile(r"^[ \t]*#\+nocite:[^\n]*@\*", re.MULTILINE | re.IGNORECASE),
        key=_ORG_KEY,
        tex=True,
    ),
)  # fmt: skip
"""Every kind of manuscript, told by the suffix. ``.bib`` files are checked too, and cite nothing."""

SUFFIXES = MappingProxyType({suffix.lower(): kind for kind in KINDS for suffix in kind.suffixes})


def kind_of(name: str) -> Kind | None:
    """The kind of a file by its name; None where it is none."""
    return SUFFIXES.get(f".{name.rpartition('.')[2]}".lower())
