"""Converts a saved HTML page to the lines a browser shows, each with the addresses it links to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from readlist.model.text import clean_lines
from readlist.pages.page import Line

_HTML = re.compile(
    r"\s*(?:<\?xml[^<>]{0,200}\?>\s*|<!--[^>]{0,500}-->\s*)*"
    r"<(?:!doctype html|html|head|body|meta|title|script|style|div|section|article|main|table|ul|ol|dl|p|span|a"
    r"|h[1-6])\b",
    re.IGNORECASE,
)
_HEAD = 4096  # characters at the beginning that tell what a text is

_BLOCKS = frozenset(
    "address article aside blockquote body center dd details dialog div dl dt fieldset figcaption figure footer form "
    "h1 h2 h3 h4 h5 h6 header hr html legend li main nav ol p pre section summary table tbody tfoot thead tr ul".split()
)
_UNSEEN = frozenset(
    "audio canvas colgroup datalist head iframe input math noscript object option script select style svg template "
    "textarea title video".split()
)
_UNSEEN_CLASSES = frozenset(  # hidden by the style sheets of their sites
    "gs_ct2 gs_oph short-authors short-journal-citation short-view-snippet d-none collapse drop-down "
    "mobile-submission-download header-breadcrumbs-mobile".split()
)
_BLOCK_CLASSES = frozenset("d-block d-flex".split())
_DISPLAY = re.compile(r"display\s*:\s*([a-z-]+)")
_SPACES = re.compile(r"[^\S\t]+")


def is_web_page(text: str) -> bool:
    """Is the text HTML?"""
    return bool(_HTML.match(text[:_HEAD]))


def web_page_tree(text: str) -> Any:
    """The root of a page's tree; None if there is no element. It takes linear time, however deep the tree."""
    from lxml import etree  # type: ignore[import-untyped]  # late: most imports are no web pages

    return etree.HTML(text.encode("utf-8", "replace"), etree.HTMLParser(huge_tree=True, encoding="utf-8"))


def web_page_lines(text: str) -> list[Line]:
    """The lines of a page as a browser copies them: one per block, tabs between cells, hidden text left out."""
    from lxml import etree

    root = web_page_tree(text)
    lines: list[Line] = []
    for number, (shown, links) in enumerate(_shown_lines(etree, root) if root is not None else (), 1):
        lines.append(Line(number, shown, links))
    return lines


def _shown_lines(etree: Any, root: Any) -> Iterator[tuple[str, tuple[str, ...]]]:
    pieces: list[str] = []
    links: list[str] = []

    def take() -> Iterator[tuple[str, tuple[str, ...]]]:
        text = _SPACES.sub(" ", clean_lines("".join(pieces).replace("\n", " "), tabs=True))
        text = "\t".join(cell.strip() for cell in text.split("\t")).strip()
        pieces.clear()
        if text:
            yield text, tuple(links)
            links.clear()

    walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, element in walk:
        if event in ("comment", "pi"):
            pieces.append(element.tail or "")
            continue
        display = _display(element)
        if event == "start":
            if display == "none":
                walk.skip_subtree()
                continue
            if display == "block":
                yield from take()
            elif element.tag in ("td", "th") and element.getprevious() is not None:
                pieces.append("\t")
            if element.tag == "img" and element.get("alt"):
                pieces.append(element.get("alt"))
            if element.tag == "a" and (address := element.get("href", "")) and address[0] != "#":
                links.append(address)
            if element.tag == "pre":
                for line in (element.text or "").split("\n")[:-1]:
                    pieces.append(line)
                    yield from take() if line.strip() else [("", ())]
                pieces.append((element.text or "").rpartition("\n")[2])
            else:
                pieces.append((element.text or "").replace("\t", " "))
            continue
        if display == "block" or element.tag == "br":
            yield from take()
        pieces.append((element.tail or "").replace("\t", " "))
    yield from take()


def _display(element: Any) -> str:
    """How an element is laid out: "block", "none" or "inline"."""
    style = _DISPLAY.search(element.get("style", "").lower())
    if style and style[1] != "inherit":
        return "none" if style[1] == "none" else "inline" if style[1].startswith("inline") else "block"
    classes = element.get("class", "").split()
    if element.tag == "li" and "list-inline" in element.getparent().get("class", ""):
        return "inline"
    if element.get("hidden") is not None or element.tag in _UNSEEN or not _UNSEEN_CLASSES.isdisjoint(classes):
        return "none"
    return "block" if element.tag in _BLOCKS or not _BLOCK_CLASSES.isdisjoint(classes) else "inline"
