"""A field of one line, for text and not for pages."""

from __future__ import annotations

from textual import events
from textual.geometry import Size
from textual.reactive import var
from textual.widgets import Input

from readlist.model.text import clean, has_lines

_LONGEST = 4_000  # characters of a pasted line; paths have at most about so many


class Field(Input):
    """Takes one pasted line, made harmless. Several lines are a page, whatever was asked: they go on to the app."""

    DEFAULT_CSS = """
    Field, Field:focus { border: none; height: 1; padding: 0; }
    """

    virtual_size: var[Size] = var(Size(0, 0))  # Textual lays the whole screen out anew with every letter otherwise

    def on_paste(self, event: events.Paste) -> None:
        event.prevent_default()
        if not has_lines(event.text):
            event.stop()
            if len(event.text) > _LONGEST:
                message = f"that line has {len(event.text):,} characters: a field takes {_LONGEST:,}"
                self.notify(message, severity="warning", markup=False)
            else:
                self.replace(clean(event.text), *self.selection)
