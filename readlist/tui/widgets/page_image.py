"""A page of a PDF as an image, with kitty's graphics or sixel, by the extra ``images``.

What a terminal can show is known by asking it, once, when the first image is wanted; the app waits aside meanwhile, as
it would take the answer for keys.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from textual.app import App
from textual.containers import VerticalScroll

from readlist.pdf.extracted import PageImage
from readlist.pdf.reader import Reader, ReaderError
from readlist.tui.terminal import HandoverError, hand_over

MISSING = "page images need textual-image: pip install 'readlist[images]'"
NO_GRAPHICS = "this terminal shows no images: it takes one with kitty's graphics or sixel"
_PIXELS = 1400  # of a page's width: sharp in 140 columns
_MOST_COLUMNS, _MOST_ROWS = 120, 290  # kitty counts to 297


class ImageError(Exception):
    """Images can't be shown; the message is a line that says why."""


def can_be_shown() -> bool:
    """Is the extra installed? Whether the terminal shows images is not known yet."""
    return find_spec("textual_image") is not None


def image_widgets(app: App[Any]) -> Any:
    """The widget for images that the terminal can show. Raises ImageError."""
    if not can_be_shown():
        raise ImageError(MISSING)
    try:
        if app.is_headless or "textual_image.renderable" in sys.modules:
            from textual_image import renderable
        else:
            with hand_over(app):
                from textual_image import renderable
    except HandoverError:
        raise ImageError(NO_GRAPHICS) from None
    from textual_image.widget import SixelImage, TGPImage

    widgets: dict[object, Any] = {renderable.SixelImage: SixelImage, renderable.TGPImage: TGPImage}
    if renderable.Image not in widgets:
        raise ImageError(NO_GRAPHICS)
    return widgets[renderable.Image]


class PageImages(VerticalScroll, can_focus=True, inherit_bindings=False):
    """The pages of one PDF, each drawn when it is shown, by the process that reads PDFs."""

    def __init__(self, path: Path, failed: Callable[[str], object], *, id: str) -> None:
        super().__init__(id=id)
        self._path, self._failed = path, failed
        self._reader = Reader()
        self._wanted = 0  # the page that is shown or waited for
        self._working = False
        self._at_end = False
        self._fitted = 0  # columns that the image was fitted into

    def show_page(self, page: int, *, at_end: bool = False) -> None:
        """Show a page, from its top or its end, as soon as it is drawn."""
        self._wanted, self._at_end = page, at_end
        if not self._working:
            self._working = True
            self.app.run_worker(partial(self._draw, self.app, page), thread=True, group="page image")

    def _draw(self, app: App[Any], page: int) -> None:
        """In a thread: draw a page."""
        try:
            drawn = self._reader.draw(self._path, page, _PIXELS)
            image, problem = drawn.image, f"the PDF {drawn.refused}" if drawn.refused else "this page can't be drawn"
        except ReaderError as error:
            image, problem = None, str(error)
        app.call_from_thread(self._end, page, image, problem)

    def _end(self, page: int, image: PageImage | None, problem: str) -> None:
        self._working = False
        if not self.is_attached:
            self._close()
        elif page != self._wanted:  # the reader went on meanwhile
            self.show_page(self._wanted, at_end=self._at_end)
        elif image is None:
            self._failed(problem)
        else:
            self.call_later(self._put, image)

    async def _put(self, image: PageImage) -> None:
        from PIL import Image
        from textual_image._terminal import get_cell_size  # no public name has it; tried with 0.12

        picture = Image.frombytes("RGB", (image.width, image.height), image.pixels, "raw", image.mode)
        widget = image_widgets(self.app)(picture)
        cell, self._fitted = get_cell_size(), self.outer_size.width
        columns = max(min(self.size.width, _MOST_COLUMNS), 1)
        rows = columns * cell.width * image.height / image.width / cell.height
        if rows > _MOST_ROWS:
            columns, rows = max(int(columns * _MOST_ROWS / rows), 1), _MOST_ROWS
        widget.styles.width, widget.styles.height = columns, max(round(rows), 1)
        async with self.batch():
            await self.remove_children()
            await self.mount(widget)
        if self._at_end:
            self.scroll_end(animate=False, force=True)
        else:
            self.scroll_home(animate=False, force=True)

    def on_resize(self) -> None:
        if self._fitted not in (0, self.outer_size.width):
            self.show_page(self._wanted)

    def on_unmount(self) -> None:
        if not self._working:
            self._close()

    def _close(self) -> None:
        self._reader.__exit__(None, None, None)
