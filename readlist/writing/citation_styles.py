"""Renders a plain text bibliography in a CSL style, which the user provides as a file."""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Sequence
from pathlib import Path

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
            bibliography = CitationStylesBibliography(
                CitationStylesStyle(str(style), validate=False), CiteProcJSON(items), formatter.plain
            )
            for item in items:
                bibliography.register(Citation([CitationItem(item["id"].lower())]))
            bibliography.sort()
            return [clean(str(entry)) for entry in bibliography.bibliography()]
    except OSError as error:
        raise ExportError(f"{style}: {error.strerror or 'it cannot be read'}: name the file of a CSL style") from None
    except Exception as error:  # it has no errors of its own: whatever a style breaks is what breaks
        reason = clean(str(error))[:120] or type(error).__name__
        raise ExportError(f"{style}: it is no CSL style that can be used: {reason}") from None
