"""Draws one page of a PDF. A page decides how large it is, and its reader how many pixels that may be."""

from __future__ import annotations

from typing import Any

import pypdfium2 as pdfium  # type: ignore[import-untyped]

from readlist.pdf.extracted import PageImage

MOST_PIXELS = 4_000_000


def draw(pdf: Any, number: int, width: int) -> PageImage | None:
    """Page ``number``, from 1, as many pixels wide as that, or fewer where it is very high; None where it can't be
    drawn.
    """
    if not 1 <= number <= len(pdf):
        return None
    try:
        page = pdf[number - 1]
        try:
            across, up = page.get_size()
            if not (across > 0 and up > 0):
                return None
            scale = min(width / across, (MOST_PIXELS / (across * up)) ** 0.5, MOST_PIXELS / max(across, up))
            bitmap = page.render(scale=scale, rev_byteorder=True, may_draw_forms=False)
            try:
                return _image(bitmap)
            finally:
                bitmap.close()
        finally:
            page.close()
    except (pdfium.PdfiumError, ValueError):
        return None


def _image(bitmap: Any) -> PageImage | None:
    """The pixels of a bitmap, row by row without the bytes that fill a row up."""
    channels = bitmap.n_channels
    if bitmap.width * bitmap.height > MOST_PIXELS * 1.1 or channels not in (3, 4):
        return None
    data, used = bytes(bitmap.buffer), bitmap.width * channels
    rows = (data[at : at + used] for at in range(0, bitmap.height * bitmap.stride, bitmap.stride))
    return PageImage(bitmap.width, bitmap.height, "RGB" if channels == 3 else "RGBX", b"".join(rows))
