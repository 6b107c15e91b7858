"""A small editor for a paper's note; ``$EDITOR`` is one key away."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static, TextArea

from readlist.library.annotations import note
from readlist.library.marking import title_of
from readlist.model.text import clean_lines
from readlist.platform.programs import EditorError, edit, editor
from readlist.tui.lending import LendingError, lent

if TYPE_CHECKING:
    from readlist.tui.main import MainScreen

LONGEST = 100_000  # characters; more is no note, and an editor of one screen is slow with it


class NoteArea(TextArea):
    """Takes pasted text made harmless, and no more than a note can be."""

    async def _on_paste(self, event: events.Paste) -> None:
        event.prevent_default()
        event.stop()
        if len(event.text) + len(self.text) > LONGEST:
            self.notify(f"a note has at most {LONGEST:,} characters", severity="warning", markup=False)
        else:
            self.replace(clean_lines(event.text), *self.selection, maintain_selection_offset=False)


class NoteScreen(ModalScreen[None]):
    """Leaving keeps what was written: a change like any other, which u takes back."""

    CSS = """
    NoteScreen { align: center bottom; background: $background 40%; }
    NoteScreen > Vertical { height: 60%; min-height: 7; max-height: 100%; background: $panel; padding: 1 2; }
    NoteScreen #title { text-style: bold; height: 1; }
    NoteScreen TextArea { height: 1fr; margin: 1 0; background: $surface; border: none; padding: 0; }
    NoteScreen #keys { height: 1; color: $text-muted; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,ctrl+s", "keep", show=False),
        Binding("ctrl+o", "editor", show=False),
        Binding("ctrl+g", "dismiss", show=False),
    ]

    def __init__(self, main: MainScreen, id: int) -> None:
        super().__init__()
        self._main, self._paper = main, id
        self._before = main.session.library.mark(id).note or ""

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(
                f"Note on {title_of(self._main.session.library.papers[self._paper])}", id="title", markup=False
            )
            yield NoteArea(self._before, compact=True, highlight_cursor_line=False)
            yield Static("esc keeps it   ·   ctrl+g leaves it as it was   ·   ctrl+o $EDITOR", id="keys", markup=False)

    def on_mount(self) -> None:
        area = self.query_one(TextArea)
        area.move_cursor(area.document.end)
        area.focus()

    def action_keep(self) -> None:
        text = self.query_one(TextArea).text
        paper = self._paper
        if clean_lines(text).strip() != self._before:
            change = self._main.session.change("note", lambda library, _: note(library, paper, text))
            if change is None:
                return  # it could not be saved, and that was said: the text stays here
            self._main.session.notify(f"{change.summary}   (u undoes)")
        self.dismiss()

    def action_editor(self) -> None:
        """The text as it stands, in the user's own editor, which has the terminal for as long."""
        area = self.query_one(TextArea)
        try:
            if not editor():
                raise EditorError("no editor is set: $EDITOR names one")
            with lent(self._main):
                text = edit(area.text)
        except (EditorError, LendingError) as error:
            self._main.session.notify(str(error), "warning")
        else:
            area.text = clean_lines(text).strip()[:LONGEST]
            area.move_cursor(area.document.end)
