"""Styles of the parts of a row, in the colours of the theme.

Component classes could do this in CSS, but Textual makes a node for each of them whenever a widget is restyled: eleven
per list each time the focus moves.
"""

from __future__ import annotations

import re
from functools import lru_cache

from rich.style import Style
from textual.style import Style as VisualStyle
from textual.widget import Widget

_LOOKS = {
    "text": "$foreground",
    "muted": "$text-muted",
    "gone": "$text-disabled",
    "star": "bold $text-warning",
    "place": "bold $text-accent",
    "match": "bold underline $text-success",
    "doubt": "$text-warning",
    "heading": "$text-muted",
    "title": "bold $foreground",
    "cursor": "auto on $block-cursor-background",
    "cursor-blurred": "on $block-cursor-blurred-background",
    "selected": "bold on $primary 25%",
}
_LOOKS_OF_16 = _LOOKS | {  # what is muted elsewhere is dim: such themes have neither tints nor half tones
    "muted": "dim ansi_default",
    "gone": "dim italic ansi_default",
    "heading": "dim ansi_default",
    "cursor": "$block-cursor-foreground on $block-cursor-background",
    "cursor-blurred": "bold on ansi_default",
}

_NAME = re.compile(r"\$([\w-]+)")


def look(widget: Widget, kind: str) -> Style:
    """The style of a kind of text on a widget, with a colour only if the kind has one."""
    kinds = _LOOKS_OF_16 if widget.app.native_ansi_color else _LOOKS
    known = widget.app.theme_variables
    wanted = _parsed(_NAME.sub(lambda name: known[name[1]], kinds[kind]))
    background, color = widget.background_colors[1], wanted.foreground
    if wanted.background is not None:
        background += wanted.background
    if color is not None:
        color = background + (background.get_contrast_text(color.a) if color.auto else color)
    weight = Style(bold=wanted.bold, dim=wanted.dim, italic=wanted.italic, underline=wanted.underline)
    return weight + Style.from_color(color and color.rich_color, background.rich_color if background.a else None)


@lru_cache(64)
def _parsed(look: str) -> VisualStyle:
    return VisualStyle.parse(look, {})
