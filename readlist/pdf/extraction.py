"""Extracts data from PDFs with PDFium, in a process of its own. Nothing in a PDF is run or followed.

Each page is read by itself: one that PDFium can't read is named, and the others count.
"""

from __future__ import annotations

import ctypes
import os
import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any

import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pypdfium2.raw as raw  # type: ignore[import-untyped]

from readlist.model.text import clean
from readlist.pdf.drawing import draw
from readlist.pdf.extracted import Annotation, Extracted, TextLine, Wanted
from readlist.pdf.first_lines import lines_of
from readlist.pdf.page_text import page_texts
from readlist.pdf.word_order import RIGHT_TO_LEFT, reading_order
from readlist.store.files import open_regular

MOST_PAGES = 2000
MOST_TEXT = 20_000_000  # characters
_SECONDS = 15.0  # after which no further page is begun
_MOST_NOTES = 5000
_FIRST_PAGES = 2
_WEB_PAGE = re.compile(rb"<(?:!doctype html|html|head)\b", re.I)
_XMP = re.compile(rb"<x:xmpmeta.{0,20000}?</x:xmpmeta>", re.DOTALL)
_TAGS = re.compile(rb"<([\w:]{0,40})[^>]{0,500}>")
_REASONS = {
    raw.FPDF_ERR_PASSWORD: "is encrypted with a password: save a copy without it",
    raw.FPDF_ERR_SECURITY: "is encrypted in a way that can't be read: save a copy without it",
    raw.FPDF_ERR_FORMAT: "is damaged, or no PDF",
}
_QUOTED = frozenset({raw.FPDF_ANNOT_HIGHLIGHT, raw.FPDF_ANNOT_UNDERLINE, raw.FPDF_ANNOT_SQUIGGLY})
_WRITTEN = frozenset({raw.FPDF_ANNOT_TEXT, raw.FPDF_ANNOT_FREETEXT, raw.FPDF_ANNOT_STRIKEOUT}) | _QUOTED


def extract(wanted: Wanted) -> Extracted:
    """What is wanted of a file. Never raises for what a file may hold."""
    try:
        with os.fdopen(open_regular(Path(os.fsdecode(wanted.path))), "rb") as file:
            data = file.read()
        pdf = pdfium.PdfDocument(data)
    except OSError as error:
        return Extracted(refused=error.strerror or "can't be read")
    except pdfium.PdfiumError as error:
        if _WEB_PAGE.search(data[:1024]) or not data:
            return Extracted(refused="is a web page, not a PDF" if data else "is empty")
        return Extracted(refused=_REASONS.get(getattr(error, "err_code", 0), "is damaged, or no PDF"))
    try:
        count = len(pdf)
        if count < 1:
            return Extracted(refused="is damaged: it has no pages")
        work = _Work(pdf, min(count, MOST_PAGES))
        text = page_texts(work.texts()) if wanted.text else []
        lines = list(work.lines()) if wanted.first else []
        notes = list(work.notes()) if wanted.notes else []
        facts = {name: clean(value)[:2000] for name, value in pdf.get_metadata_dict(skip_empty=True).items()}
        if wanted.text and len(work.bad) == min(count, MOST_PAGES):
            return Extracted(count=count, refused="is damaged: none of its pages can be read")
        if work.bad:
            named = ", ".join(map(str, sorted(work.bad)[:5])) + (" …" if len(work.bad) > 5 else "")
            work.remarks.append(f"page {named} can't be read")
        if count > MOST_PAGES:
            work.remarks.append(f"only the first {MOST_PAGES:,} of {count:,} pages were read")
        return Extracted(
            count=count,
            pages=text,
            lines=lines,
            facts=facts if wanted.first else {},
            labelled=_labelled(data) if wanted.first else "",
            notes=notes,
            image=draw(pdf, wanted.image, wanted.width) if wanted.image else None,
            remarks=list(dict.fromkeys(work.remarks)),
        )
    finally:
        pdf.close()


def _labelled(data: bytes) -> str:
    """The names and texts of the file's XMP, where publishers put a DOI."""
    found = _XMP.search(data)
    return clean(_TAGS.sub(rb" \1 ", found[0]).decode("utf-8", "replace")) if found else ""


class _Work:
    """Reads one document page by page, until its time is over."""

    def __init__(self, pdf: pdfium.PdfDocument, count: int) -> None:
        self._pdf, self._count = pdf, count
        self._end = monotonic() + _SECONDS
        self.remarks: list[str] = []
        self.bad: set[int] = set()  # numbers of pages that can't be read

    def _pages(self, most: int) -> Iterator[tuple[int, Any]]:
        """(number from 1, page), None for a page that can't be read."""
        for n in range(min(self._count, most)):
            if monotonic() > self._end:
                self.remarks.append(f"only the first {n:,} of {self._count:,} pages were read: it took too long")
                break
            try:
                page = self._pdf[n]
            except pdfium.PdfiumError:
                self.bad.add(n + 1)
                yield n + 1, None
                continue
            try:
                yield n + 1, page
            finally:
                page.close()

    def texts(self) -> Iterator[str]:
        """What PDFium gives for each page, as it is."""
        room = MOST_TEXT
        for _, page in self._pages(self._count):
            text = _read(page, _text) or ""
            yield text[:room]
            room -= len(text)
            if room <= 0:
                self.remarks.append(f"only the first {MOST_TEXT:,} characters were read")
                break

    def lines(self) -> Iterator[TextLine]:
        for number, page in self._pages(_FIRST_PAGES):
            yield from _read(page, partial(lines_of, page, number)) or ()

    def notes(self) -> Iterator[Annotation]:
        left = _MOST_NOTES
        for number, page in self._pages(self._count):
            if page is not None and (there := raw.FPDFPage_GetAnnotCount(page)):
                found = _read(page, partial(_notes, page, number, min(there, left))) or []
                left -= len(found)
                yield from found


def _read(page: Any, take: Callable[[Any], Any]) -> Any:
    """What is taken of a page's text; None where it has none that can be read."""
    if page is None:
        return None
    try:
        texts = page.get_textpage()
    except pdfium.PdfiumError:
        return None
    try:
        return take(texts)
    except (pdfium.PdfiumError, UnicodeError, ValueError):
        return None
    finally:
        texts.close()


def _text(texts: Any) -> str:
    """The text of a page, with words that are written right to left in their place."""
    text: str = texts.get_text_range()
    if not RIGHT_TO_LEFT.search(text) or texts.count_chars() < len(text):
        return text
    lines, at, box = [], 0, raw.FS_RECTF()
    for line in text.split("\r\n"):
        words = []
        for word in re.finditer(r"\S+", line) if RIGHT_TO_LEFT.search(line) else ():
            ends = (at + word.start(), at + word.end() - 1)
            lefts = [box.left for n in ends if raw.FPDFText_GetLooseCharBox(texts, n, box)]
            words.append((word[0], min(lefts, default=0.0)))
        lines.append(" ".join(words[n][0] for n in reading_order(words)) if words else line)
        at += len(line) + 2
    return "\r\n".join(lines)


def _notes(page: Any, number: int, count: int, texts: Any) -> list[Annotation]:
    found: list[Annotation] = []
    for n in range(count):
        annotation = raw.FPDFPage_GetAnnot(page, n)
        if not annotation:
            continue
        try:
            kind = raw.FPDFAnnot_GetSubtype(annotation)
            quote = _quote(annotation, texts) if kind in _QUOTED else ""
            comment = _text_value(annotation, b"Contents") if kind in _WRITTEN else ""
            if quote or comment:
                found.append(Annotation(number, quote, "" if clean(comment) == quote else comment))
        finally:
            raw.FPDFPage_CloseAnnot(annotation)
    return found


def _quote(annotation: Any, texts: Any) -> str:
    """The text under the rectangles of a highlight, a line of the page after the other."""
    quad = raw.FS_QUADPOINTSF()
    parts: list[str] = []
    for n in range(min(raw.FPDFAnnot_CountAttachmentPoints(annotation), 200)):
        if not raw.FPDFAnnot_GetAttachmentPoints(annotation, n, quad):
            continue
        across, up = (quad.x1, quad.x2, quad.x3, quad.x4), (quad.y1, quad.y2, quad.y3, quad.y4)
        inset = (max(up) - min(up)) / 4  # highlights are higher than their line
        parts.append(texts.get_text_bounded(min(across), min(up) + inset, max(across), max(up) - inset))
    return clean(page_texts(["\n".join(part.strip("\r\n") for part in parts)])[0])


def _text_value(annotation: Any, name: bytes) -> str:
    size = raw.FPDFAnnot_GetStringValue(annotation, name, None, 0)
    if not 2 < size < 200_000:  # bytes of UTF-16, with its end
        return ""
    buffer = ctypes.create_string_buffer(size)
    into = ctypes.cast(buffer, ctypes.POINTER(raw.FPDF_WCHAR))
    raw.FPDFAnnot_GetStringValue(annotation, name, into, size)
    return page_texts([buffer.raw[: size - 2].decode("utf-16-le", "replace").replace("\r", "\n")])[0]
