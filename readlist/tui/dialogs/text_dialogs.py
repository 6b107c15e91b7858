"""Dialogs with text to type: tags, the name of a saved search, a note."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input, TextArea

from readlist.library.library import Library
from readlist.library.listing import save_query
from readlist.library.marking import Plan, TagError, all_tags, note, tag, tag_of, title_of
from readlist.library.repairs import RepairError
from readlist.model.change import Change
from readlist.model.text import clean, clean_lines, count, has_lines
from readlist.platform.programs import EditorError, edit, editor
from readlist.session.session import Session
from readlist.tui.dialogs.base import ChooseDialog, Option, Panel
from readlist.tui.terminal import HandoverError, hand_over
from readlist.tui.widgets.search_bar import Field

_MOST_OFFERS = 8
LONGEST = 100_000  # characters of a note; the editor here is slow with more


class FieldDialog(Panel[str]):
    """Asks for one line of text, and carries out a change with it."""

    def __init__(self, session: Session, heading: str, value: str = "", message: str = "") -> None:
        super().__init__(session, heading, message)
        self.field = self.new_field(value)

    def new_field(self, value: str) -> Field:
        """The field that the text is typed in."""
        return Field(value, compact=True, select_on_focus=False)

    def compose_body(self) -> ComposeResult:
        yield self.field

    def on_mount(self) -> None:
        self.field.focus()

    def action_accept(self) -> None:
        self.submit(self.field.value.strip())

    def submit(self, value: str) -> None:
        """Carry out the dialog's purpose with the text."""
        raise NotImplementedError

    def save(self, command: str, plan: Callable[[Library, str], Plan]) -> Change | None:
        """Carry out a change and close; a text that makes no sense is refused, and can be corrected."""
        try:
            change = self.session.change(command, plan)
        except (RepairError, TagError) as error:
            self.show_error(str(error))
            return None
        self.dismiss(None)
        if change:
            self.session.notify(f"{change.summary}   (u undoes)")
        return change

    def on_paste(self, event: events.Paste) -> None:
        """Leave several lines to the app: they are a page to import."""
        if has_lines(event.text):
            self.dismiss(None)


def _words(text: str) -> list[str]:
    """The words of a list of tags, separated by spaces or commas; the last is the one being typed, perhaps empty."""
    return re.split(r"[\s,]+", text)


class TagsDialog(FieldDialog):
    """Edits the tags that all the papers have; ``-tag`` removes one from those that have it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "complete", "complete", tooltip="Complete the tag; again for the next one")
    ]

    def __init__(self, session: Session, ids: Sequence[int]) -> None:
        self._ids = ids
        self._tags = all_tags(session.library)
        marks = [set(session.library.mark(id).tags) for id in ids]
        self._common = set.intersection(*marks)
        self._some = set.union(*marks) - self._common
        what = title_of(session.library.papers[ids[0]]) if len(ids) == 1 else count(len(ids), "paper")
        value = " ".join(sorted(self._common, key=str.casefold))
        super().__init__(session, f"Tags of {what}", f"{value} " if value else "")

    def on_mount(self) -> None:
        self._show_offers()

    def _word(self) -> tuple[str, str]:
        """The text before the word that is being typed, and that word."""
        before = self.field.value[: self.field.cursor_position]
        word = _words(before)[-1]
        return before.removesuffix(word), word

    def _offers(self) -> list[str]:
        """Completions of the word: tags that begin with it, then those that have it in them; the most used first."""
        word = self._word()[1].lstrip("+-").casefold()
        typed = {t.casefold() for t in _words(self.field.value)} - {word}
        tags = [t for t in self._tags if word in t.casefold() and t.casefold() not in typed]
        return sorted(tags, key=lambda t: (not t.casefold().startswith(word), -self._tags[t]))[:_MOST_OFFERS]

    @on(Input.Changed)
    def _show_offers(self) -> None:
        offers = self._offers()
        lines = [f"tab: {'   '.join(offers)}"] if offers else []
        if self._some:
            lines.append(f"on some papers: {' '.join(sorted(self._some))}   (-tag removes it)")
        self.show_message("\n".join(lines))

    def action_complete(self) -> None:
        """Replace the word by the first completion; pressed again, by the next."""
        head, word = self._word()
        sign = word[:1] if word[:1] in ("+", "-") else ""
        if offers := self._offers():
            complete = word[len(sign) :] == offers[0]
            offer = offers[1] if complete and len(offers) > 1 else offers[0]
            self.field.value = f"{head}{sign}{offer} {self.field.value[self.field.cursor_position :].lstrip()}"
            self.field.cursor_position = len(head + sign + offer) + 1

    def submit(self, value: str) -> None:
        try:
            words = [(word[0] == "-", tag_of(word.lstrip("+-"))) for word in filter(None, _words(value))]
        except TagError as error:
            self.show_error(str(error))
            return
        add = [t for minus, t in words if not minus]
        stay = {t.casefold() for t in add}
        remove = [t for minus, t in words if minus] + [t for t in self._common if t.casefold() not in stay]
        if self.save("tag", lambda library, _: tag(library, self._ids, add, remove)):
            self.session.end_selection()


class SaveSearchDialog(FieldDialog):
    """Asks for the name under which a search is saved; one of that name is replaced."""

    def __init__(self, session: Session, query: str) -> None:
        super().__init__(session, f"Save the search “{query}” as", query)
        self._query = query

    def new_field(self, value: str) -> Field:
        return Field(value, compact=True)  # selected: the first letter typed replaces the query

    @on(Input.Changed)
    def _warn(self, event: Input.Changed) -> None:
        name = clean(event.value)
        exists = any(q.name == name for q in self.session.library.queries.values())
        self.show_message("replaces the saved search of that name" if exists else "")

    def submit(self, value: str) -> None:
        if clean(value):
            self.save("keep", lambda library, at: save_query(library, value, self._query))
        else:
            self.show_error("enter a name")


class NoteArea(TextArea):
    """A text area that cleans pasted text, and limits it to the length of a note."""

    def on_paste(self, event: events.Paste) -> None:
        event.prevent_default()
        event.stop()
        if len(event.text) + len(self.text) > LONGEST:
            self.notify(f"a note has at most {LONGEST:,} characters", severity="warning", markup=False)
        else:
            self.replace(clean_lines(event.text), *self.selection, maintain_selection_offset=False)


class NoteDialog(Panel[str]):
    """A small editor for a paper's note; ``$EDITOR`` is one key away."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "accept", "save", tooltip="Save and close"),
        Binding("escape", "cancel", "cancel", tooltip="Close; a changed note asks first"),
        Binding("ctrl+o", "edit", "$EDITOR", tooltip="Edit in the program that $EDITOR names"),
    ]

    def __init__(self, session: Session, id: int) -> None:
        super().__init__(session, f"Note on {title_of(session.library.papers[id])}")
        self._paper = id
        self._before = session.library.mark(id).note or ""
        self._area = NoteArea(self._before, compact=True, highlight_cursor_line=False)

    def compose_body(self) -> ComposeResult:
        yield self._area

    def on_mount(self) -> None:
        self._area.move_cursor(self._area.document.end)
        self._area.focus()

    @property
    def _changed(self) -> bool:
        return clean_lines(self._area.text).strip() != self._before

    def action_accept(self) -> None:
        text, paper = self._area.text, self._paper
        if self._changed:
            change = self.session.change("note", lambda library, _: note(library, paper, text))
            if change is None:
                return  # saving failed, as the user was told: the text stays here
            self.session.notify(f"{change.summary}   (u undoes)")
        self.dismiss(None)

    def action_cancel(self) -> None:
        """Close; unsaved text is not discarded without asking."""
        if not self._changed:
            self.dismiss(None)
            return
        options = [Option("save", "Save"), Option("discard", "Discard"), Option("edit", "Edit", "go on writing")]
        ChooseDialog(self.session, "Save the note?", options).open(self.app, self._close)

    def _close(self, answer: str) -> None:
        if answer == "save":
            self.action_accept()
        elif answer == "discard":
            self.dismiss(None)

    def action_edit(self) -> None:
        """Edit the text in the user's own editor, which has the terminal meanwhile."""
        try:
            if not editor():
                raise EditorError("no editor is set; name one in $EDITOR")
            with hand_over(self.app):
                text = edit(self._area.text)
        except (EditorError, HandoverError) as error:
            self.session.notify(str(error), "warning")
        else:
            self._area.text = clean_lines(text).strip()[:LONGEST]
            self._area.move_cursor(self._area.document.end)
