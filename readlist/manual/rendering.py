"""Lays a page of the manual out for a terminal: the same on the command line and in the app."""

from __future__ import annotations

import io
import re

from rich.console import Console, ConsoleOptions, RenderResult
from rich.markdown import CodeBlock, Heading, Markdown
from rich.text import Text
from rich.theme import Theme

WIDEST = 100  # cells: longer lines of prose are hard to read

_THEME = Theme(
    {
        "markdown.h1": "bold",
        "markdown.h2": "bold",
        "markdown.h3": "bold",
        "markdown.code": "bold",
        "markdown.item.bullet": "none",
        "markdown.item.number": "none",
        "markdown.table.border": "dim",
        "markdown.table.header": "bold",
        "markdown.link": "underline",
        "markdown.link_url": "underline",
    }
)
"""Weights only: every theme of the app and of the terminal can show them, and so can a terminal without colours."""


class _Heading(Heading):
    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield self.text  # at the left edge, without the box that some versions of rich draw


class _CodeBlock(CodeBlock):
    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for line in str(self.text).rstrip().split("\n"):  # to be copied: never wrapped
            yield Text(f"    {line}".rstrip(), no_wrap=True, overflow="ignore")


class _Page(Markdown):
    elements = Markdown.elements | {"heading_open": _Heading, "fence": _CodeBlock, "code_block": _CodeBlock}


_LINK = re.compile(r"\[([^\]\n]+)\]\([\w-]+\.md(?:#[\w-]*)?\)")
_ESCAPE = re.compile(r"\x1b\[[\d;]*m")
_CODE = re.compile(r"`([^`]+)`")


def _with_quotes(markdown: str) -> str:
    """The Markdown with visible backquotes around code in prose, which is otherwise not told from words."""
    parts = markdown.split("\n\n")
    return "\n\n".join(part if part.startswith(("|", "```")) else _CODE.sub(r"`` `\1` ``", part) for part in parts)


def render(markdown: str, width: int, *, styled: bool) -> str:
    """A page in lines of at most ``width`` cells, code unwrapped; ``styled``: with escape sequences for bold and so on.

    A link to another page becomes its text: the name of a topic. Without styles, code in prose keeps its `quotes`.
    """
    markdown = _LINK.sub(r"**\1**", markdown if styled else _with_quotes(markdown))
    out = io.StringIO()
    console = Console(
        file=out,
        width=min(width, WIDEST),
        theme=_THEME,
        force_terminal=styled,
        color_system="standard" if styled else None,
        legacy_windows=False,
    )
    console.print(_Page(markdown, hyperlinks=False), crop=False)
    lines: list[str] = []
    for line in out.getvalue().split("\n"):
        blank = not _ESCAPE.sub("", line).strip()  # rich leaves several blank lines around a table
        if not blank:
            lines.append(line.rstrip())
        elif lines and lines[-1]:
            lines.append("")
    return "\n".join(lines).rstrip() + "\n"
