"""The reading view: the text of a PDF page by page, if there is no viewer, or at a passage that was found."""

from __future__ import annotations

from collections.abc import Mapping
from time import monotonic
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Input

from readlist.library.marking import title_of
from readlist.model.paper import PaperFile
from readlist.model.text import folded_words
from readlist.pdf.page_text import paragraphs
from readlist.pdf.text_cache import CachedText
from readlist.search.words import Highlights
from readlist.session.session import Session
from readlist.tui.dialogs.base import Dialog
from readlist.tui.widgets.detail import DetailView, lit_text
from readlist.tui.widgets.page_image import ImageError, PageImages, can_be_shown, image_widgets
from readlist.tui.widgets.search_bar import Field

_IDLE = 120.0  # seconds without a key, after which nobody is reading


class ReadingScreen(Dialog[None]):
    """One page at a time; scrolling past its end goes to the next. The page is remembered as the reading progress."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "accept", tooltip="One line on"),
        Binding(
            "space,ctrl+d,pagedown", "scroll(0.9)", "on", key_display="space", tooltip="Scroll on, to the next page"
        ),
        Binding("b,ctrl+u,pageup", "scroll(-0.9)", "back", key_display="b", tooltip="Scroll back, to the page before"),
        Binding("j,down", "line(1)", tooltip="One line on"),
        Binding("k,up", "line(-1)", tooltip="One line back"),
        Binding("l,right", "turn(1)", "page", key_display="← →", tooltip="Next page"),
        Binding("h,left", "turn(-1)", tooltip="Page before"),
        Binding("g,home", "go(1)", tooltip="First page"),
        Binding("G,end", "go(1000000)", tooltip="Last page"),
        Binding("slash", "search", "search", tooltip="Search in all pages"),
        Binding("i", "image", "image", tooltip="Switch between text and page image"),
        Binding("n", "match(1)", "next", tooltip="Next match"),
        Binding("N", "match(-1)", tooltip="Match before"),
        Binding("p", "view", "viewer", tooltip="Open the PDF in the viewer, at this page"),
        Binding("escape,q", "cancel", "close", tooltip="Close; the page is remembered"),
    ]

    def __init__(
        self,
        session: Session,
        id: int,
        file: PaperFile,
        text: CachedText,
        page: int = 0,
        words: Highlights | None = None,
    ) -> None:
        super().__init__(session)
        self._paper, self._file = id, file
        self._pages = text.pages or ("",)
        mark = session.library.mark(id)
        remembered = mark.page if mark.pages in (0, len(self._pages)) else 0
        self.page = min(max(page or remembered, 1), len(self._pages))
        self._view = DetailView(id="page")
        self._images: PageImages | None = None  # while pages are shown as images
        self._field = Field(compact=True, id="find")
        self._words = words or Highlights()  # what is lit: what led here
        self._typed = ""
        self._active, self._last = 0.0, monotonic()  # seconds of reading, and when a key was pressed last

    def compose_body(self) -> ComposeResult:
        yield self._view
        yield self._field

    def on_mount(self) -> None:
        self._field.display = False
        self._view.focus()
        self.session.pdfs.note_progress(self._paper, self.page, len(self._pages))
        self._show()
        if self._words:
            self.call_after_refresh(self._view.jump, 1)

    def on_unmount(self) -> None:
        self._count_time()
        minutes = round(self._active / 60) if self.session.settings.pdf.minutes else 0
        self.session.pdfs.note_progress(self._paper, self.page, len(self._pages), minutes)

    def _count_time(self) -> None:
        now = monotonic()
        if now - self._last < _IDLE:
            self._active += now - self._last
        self._last = now

    def _show(self, *, at_end: bool = False) -> None:
        title = title_of(self.session.library.papers[self._paper])
        if self._images is not None:
            self._images.show_page(self.page, at_end=at_end)
        self.show_heading(f"{title}   page {self.page} of {len(self._pages)}")
        text = paragraphs(self._pages[self.page - 1]) or "(no text on this page)"
        self._view.show_text(lit_text(Content(text), self._words))
        if at_end:
            self._view.scroll_end(animate=False, force=True, immediate=True)

    def labels(self) -> Mapping[str, str]:
        if self.focused is self._field:
            others = ("scroll(0.9)", "scroll(-0.9)", "turn(1)", "search", "image", "match(1)", "view", "help")
            return dict.fromkeys(others, "")
        return {"image": "text" if self._images is not None else "image" if can_be_shown() else ""}

    # moving

    def action_go(self, page: int, *, at_end: bool = False) -> None:
        """Show a page, the nearest that there is."""
        self._count_time()
        page = min(max(page, 1), len(self._pages))
        if page != self.page:
            self.page = page
            self.session.pdfs.note_progress(self._paper, page, len(self._pages))
            self._show(at_end=at_end)

    def action_turn(self, by: int) -> None:
        self.action_go(self.page + by)

    def action_line(self, by: int) -> None:
        self._scroll(by)

    def action_scroll(self, share: float) -> None:
        self._scroll(int(max((self._images or self._view).size.height, 1) * share) or (1 if share > 0 else -1))

    def _scroll(self, by: int) -> None:
        """Scroll by lines, over the ends to the pages beside."""
        self._count_time()
        view = self._images or self._view
        if by > 0 and view.scroll_offset.y >= view.max_scroll_y:
            self.action_turn(1)
        elif by < 0 and view.scroll_offset.y <= 0:
            self.action_go(self.page - 1, at_end=True)
        else:
            view.scroll_relative(y=by, animate=False, force=True)

    # images

    def action_image(self) -> None:
        """Show pages as they look, or their text again."""
        if self._images is not None:
            self._show_text()
            return
        path = self.session.pdfs.shelf.find(self._file)
        try:
            if path is None:
                raise ImageError("the PDF is not on this machine")
            image_widgets(self.app)
        except ImageError as error:
            self.show_message(str(error))
            return
        self._images = PageImages(path, self._image_failed, id="image")
        self._view.display = False
        self.query_one("#frame").mount(self._images, after=self._view)
        self._images.focus()
        self._images.show_page(self.page)
        self.show_hints()

    def _image_failed(self, problem: str) -> None:
        self._show_text()
        self.show_message(problem)

    def _show_text(self) -> None:
        """Show the text again, if images are shown."""
        if self._images is not None:
            self._images.display = False  # which is at once; it goes when it can
            self._images.remove()
            self._images = None
            self._view.display = True
            self._view.focus()
            self.show_message("")
            self.show_hints()

    # searching

    def action_search(self) -> None:
        self._show_text()
        self._field.display = True
        self._field.value = self._typed
        self._field.focus()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        event.prevent_default()
        self._typed = event.value
        words = tuple(folded_words(event.value))
        self._words = Highlights(phrases=(words,)) if words else Highlights()
        self._close_field()
        self._show()
        if words and not self._view.jump(1):
            self.action_match(1)

    def _close_field(self) -> None:
        self._field.display = False
        self._view.focus()
        self.show_message("")

    def action_match(self, by: int) -> None:
        """The next match on this page, else on the first page after it that has one."""
        self._count_time()
        if not self._words:
            self.show_message("press / to search")
            return
        self._show_text()
        matches = self._view.matches()
        here = matches.index(self._view.here) if self._view.here in matches else None
        if matches and (here is None or 0 <= here + by < len(matches)):
            self._view.jump(by)
            return
        for step in range(1, len(self._pages) + 1):
            page = (self.page - 1 + by * step) % len(self._pages) + 1
            if self._may_match(page) and self._words.spans(paragraphs(self._pages[page - 1])):
                self.show_message("")
                self.action_go(page)
                self._view.jump(by)
                return
        self.show_message(f"no match for “{self._typed}”" if self._typed else "no match here")

    def _may_match(self, page: int) -> bool:
        """May a page have what is searched? Looking at each word of it takes longer."""
        text, words = self._pages[page - 1].lower(), self._words
        if words.words or words.starts or not text.isascii():
            return True
        return any(all(word in text for word in phrase) for phrase in words.phrases)

    # leaving

    def action_view(self) -> None:
        from readlist.platform.viewer import has_viewer

        if not has_viewer(self.session.settings.pdf.viewer):
            self.show_message("no PDF viewer here: set [pdf] viewer in config.toml")
            return
        self.session.show_pdf(self._paper, self.page)

    def action_accept(self) -> None:
        """Enter scrolls on, as in a pager."""
        self.action_line(1)

    def action_cancel(self) -> None:
        if self._field.display:
            self._close_field()
        else:
            self.dismiss(None)
