"""Renders a plain text bibliography in a CSL style, which the user provides as a file."""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from readlist.formats import ExportError, ExportOptions, Papers, render
from readlist.model.text import clean

_TAGS = re.compile(r"</?(?:span|i|b|sub|sup)\b[^<>]*>")


def formatted(papers: Papers, style: Path) -> Sequence[str]:
    """The citable papers, each in a line, in the order of the style. Raises ExportError."""
    from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
    from citeproc.source.json import CiteProcJSON

    if not style.is_file():
        raise ExportError(f"{style}: there is no such file: name the file of a CSL style")
    exported = render("csl-json", papers, ExportOptions(abstract=False, protect="none"))
    items = json.loads(exported.text or "[]")
    for item in items:
        item["title"] = _TAGS.sub("", item["title"])
        item.pop("keyword", None)
    if not items:
        return ()
    try:
        with warnings.catch_warnings():  # of facts that it has no use for
            warnings.simplefilter("ignore")
            rules = CitationStylesStyle(str(style), validate=False)
            inside = _mend(rules.root)
            bibliography = CitationStylesBibliography(rules, CiteProcJSON(items), formatter.plain)
            for item in items:
                bibliography.register(Citation([CitationItem(item["id"].lower())]))
            bibliography.sort()
            return [_punctuated(clean(str(entry)), inside=inside) for entry in bibliography.bibliography()]
    except OSError as error:
        raise ExportError(f"{style}: {error.strerror or 'it cannot be read'}: name the file of a CSL style") from None
    except Exception as error:  # it has no errors of its own: whatever a style breaks is what breaks
        reason = clean(str(error))[:120] or type(error).__name__
        raise ExportError(f"{style}: it is no CSL style that can be used: {reason}") from None


# what citeproc-py 0.11 does not do as the specification of CSL has it


def _mend(style: Any) -> bool:
    """Have a style's names and pages as it wants them; whether a comma stands inside of quotation marks in it."""
    for element in style.iter():
        if element.get("initialize") == "false":
            element.attrib.pop("initialize-with", None)
    if style.get("page-range-format", "").startswith("minimal"):
        del style.attrib["page-range-format"]  # of 1–10 it makes 1–0
    options = [e.get("punctuation-in-quote") for e in style.iter() if str(e.tag).endswith("style-options")]
    return bool((options or ["true" if style.get("default-locale", "en-US") == "en-US" else "false"])[-1] == "true")


_LABEL = re.compile(r"^(\[\d+\]|\(\d+\)|\d+\.)(?=[^\s\d])")


def _punctuated(entry: str, *, inside: bool) -> str:
    """An entry with a space behind its number, and with quotations in quotations as English has them."""
    out, depth = [], 0
    for char in _LABEL.sub(r"\1 ", entry):
        depth += (char == "“") - (char == "”" and depth > 0)
        inner = depth > 1 if char == "“" else depth > 0
        out.append({"“": "‘", "”": "’"}.get(char, char) if inner else char)
    text = "".join(out)
    return re.sub(r"(’?”)([.,])", r"\2\1", text) if inside else text
