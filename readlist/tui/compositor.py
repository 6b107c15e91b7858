"""Redraws only the parts of a screen that changed, and asks only the widgets they belong to.

Textual asks all widgets in a container that a change touches for all their lines, and cuts each line at the edges of
every widget it crosses: ten pieces per line where four panes are side by side.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from operator import itemgetter
from typing import Any

from rich.console import Console, RenderableType
from textual._compositor import Compositor, CompositorUpdate
from textual._context import visible_screen_stack
from textual.geometry import Region
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets._toast import Toast, ToastHolder, ToastRack

_PLACE = itemgetter(1, 0)  # in reading order: over a slow line the screen fills from the top


class Patches(CompositorUpdate):
    """Pieces of lines, with their places on the screen."""

    def __init__(self, pieces: list[tuple[int, int, Strip]]) -> None:
        self.pieces = pieces

    def render_segments(self, console: Console) -> str:
        return "".join(f"\x1b[{y + 1};{x + 1}H{strip.render(console)}" for x, y, strip in self.pieces)


class PatchCompositor(Compositor):
    """Draws updates for the terminal as patches; screenshots are drawn as by Textual."""

    held = False  # is drawing suspended, because the screen is not complete yet?

    def render_update(
        self, full: bool = False, screen_stack: list[Screen[Any]] | None = None, simplify: bool = False
    ) -> RenderableType | None:
        if full:
            return super().render_update(full, screen_stack, simplify)
        if self.held:
            return None
        visible_screen_stack.set(screen_stack or [])
        return self.render_partial_update()  # type: ignore[return-value]  # as what Textual draws

    def render_partial_update(self) -> Patches | None:  # type: ignore[override]
        regions, self._dirty_regions = self._dirty_regions, set()
        patches = self._patches(_apart(regions))
        return patches if patches.pieces else None

    def frame(self) -> Patches:
        """The whole screen, without messages that come and go."""
        return self._patches([self.size.region], without=(ToastRack, Toast, ToastHolder))

    def _patches(self, regions: Iterable[Region], without: tuple[type[Widget], ...] = ()) -> Patches:
        pieces = [
            (part.x, y, strip)
            for region in regions
            for widget, place, part in self._owners(region.intersection(self.size.region), without)
            for y, strip in zip(part.line_range, widget.render_lines(part.translate(-place.offset)), strict=False)
        ]
        return Patches(sorted(pieces, key=_PLACE))

    def _owners(
        self, region: Region, without: tuple[type[Widget], ...] = ()
    ) -> Iterator[tuple[Widget, Region, Region]]:
        """The visible widgets of a region: widget, its place, and the part of the region where it is in front."""
        left = [region] if region else []
        for widget, (place, clip) in self.visible_widgets.items():  # those in front come first
            if not left:
                return
            if isinstance(widget, without):
                continue
            shown = place.intersection(clip)
            behind: list[Region] = []
            for one in left:
                if part := one.intersection(shown):
                    yield widget, place, part
                    behind += _around(part, one)
                else:
                    behind.append(one)
            left = behind


def _apart(regions: set[Region]) -> Iterator[Region]:
    """The area of some regions, as regions that do not overlap."""
    if len(regions) == 1:
        return iter(regions)
    made: list[Region] = []
    for y, start, end in Compositor._regions_to_spans(regions):
        line = Region(start, y, end - start, 1)
        if made and made[-1].column_span == (start, end) and made[-1].bottom == y:
            made[-1] = made[-1].union(line)
        else:
            made.append(line)
    return iter(made)


def _around(part: Region, whole: Region) -> list[Region]:
    """The rest of a region without a part of it."""
    if part == whole:
        return []
    left = [
        Region.from_corners(whole.x, whole.y, whole.right, part.y),
        Region.from_corners(whole.x, part.bottom, whole.right, whole.bottom),
        Region.from_corners(whole.x, part.y, part.x, part.bottom),
        Region.from_corners(part.right, part.y, whole.right, part.bottom),
    ]
    return [region for region in left if region]
