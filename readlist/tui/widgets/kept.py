"""Widgets whose lines are kept: with every change Textual asks all widgets for their lines that share a container."""

from __future__ import annotations

from typing import Self

from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget


class Kept(Widget):
    """Paints its lines anew only when something of it changed, its style included.

    As a base class it stands last: Textual takes the style of the first one.
    """

    _kept_lines: tuple[Region, list[Strip]] | None = None

    def render_lines(self, crop: Region) -> list[Strip]:
        if self._kept_lines is None or self._kept_lines[0] != crop:
            self._kept_lines = crop, self.paint(crop)
        return self._kept_lines[1]

    def paint(self, crop: Region) -> list[Strip]:
        """The lines as they are now."""
        return super().render_lines(crop)

    def refresh(self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Self:
        self._kept_lines = None
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def notify_style_update(self) -> None:
        self._kept_lines = None
        super().notify_style_update()
