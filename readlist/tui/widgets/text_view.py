"""A text that is scrolled: wrapped once, and painted line by line.

A ``Static`` in a scrolled container asks for a new layout of the whole screen with every text, which paints every
scrollbar and the text several times: too much over a slow line. Here another text paints the lines that differ.
"""

from __future__ import annotations

from textual.content import Content
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.visual import Visual
from textual.widget import Widget


class TextView(ScrollView, inherit_bindings=False):
    """Nothing in the text is read as markup."""

    DEFAULT_CSS = """
    TextView { height: 1fr; padding: 0 1; overflow-x: hidden; overflow-y: scroll; scrollbar-size-vertical: 1;
        scrollbar-background: $background; scrollbar-color: $panel; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.content = Content("")
        self._lit: Content | None = None  # the content with one place of it shown
        self._lines: list[Strip] = []
        self._theme = ""  # the one whose colours the lines have

    def tell(self, content: Content) -> None:
        """Show a text from its top."""
        before, scrolled = self._lines, self.scroll_offset.y
        self.content, self._lit = content, None
        self._wrap()
        if scrolled:
            self.scroll_to(y=0, animate=False, force=True)
            self.refresh()
            return
        both = max(len(before), len(self._lines))
        old, new = (lines + [Strip([])] * (both - len(lines)) for lines in (before, self._lines))
        width = self.size.width
        if changed := [Region(0, y, width, 1) for y in range(min(both, self.size.height)) if old[y] != new[y]]:
            self.refresh(*changed)

    def light(self, content: Content, style: str) -> None:
        """Show the same text with one place of it in a style, and have that place in view."""
        self._lit = content
        self._wrap()
        lines = content.wrap(max(self.scrollable_content_region.width, 1))
        at = next((y for y, line in enumerate(lines) if any(span.style == style for span in line.spans)), 0)
        if not self.scroll_offset.y <= at < self.scroll_offset.y + self.size.height - 1:
            self.scroll_to(y=max(at - self.size.height // 3, 0), animate=False, force=True)
        self.refresh()

    def _wrap(self) -> None:
        """Lay the text out in the room there is, without laying out anything else."""
        width = self.scrollable_content_region.width
        shown = self._lit or self.content
        self._lines = self._strips(shown, width)
        self.set_reactive(Widget.virtual_size, Size(width, len(self._lines)))
        self.vertical_scrollbar.window_virtual_size = len(self._lines)
        self.vertical_scrollbar.window_size = self.container_size.height

    def _strips(self, content: Content, width: int) -> list[Strip]:
        return Visual.to_strips(self, content, width, None, self.visual_style) if width > 0 else []

    def on_resize(self) -> None:
        self._wrap()
        self.refresh()

    def notify_style_update(self) -> None:
        """Another theme: the colours of the text are others."""
        super().notify_style_update()
        if self.is_attached and self.size and self._theme != self.app.theme:
            self._theme = self.app.theme
            self._wrap()
            self.refresh()

    def render_line(self, y: int) -> Strip:
        width, place = self.size.width, y + self.scroll_offset.y
        line = self._lines[place] if place < len(self._lines) else Strip([])
        return line.adjust_cell_length(width, self.rich_style)
