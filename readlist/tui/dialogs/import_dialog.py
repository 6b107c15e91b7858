"""From what is pasted, dropped or named to the preview of its import."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, ClassVar

from textual.app import App
from textual.binding import Binding, BindingType

from readlist.formats import TAKES, format_of
from readlist.library.importing import plan_import
from readlist.lookup.targets import TargetError
from readlist.model.paper import Progress
from readlist.model.text import has_lines
from readlist.platform.paths import dropped_path, source_name, user_path
from readlist.session import open_library
from readlist.session.imports import clipboard_text, read_path, read_text
from readlist.session.session import Session
from readlist.tui.dialogs.add_dialog import add_named
from readlist.tui.dialogs.form_fields import PathField
from readlist.tui.dialogs.preview_dialog import PreviewDialog
from readlist.tui.dialogs.progress_dialog import read_in_thread
from readlist.tui.dialogs.text_dialogs import FieldDialog


def import_text(app: App[Any], session: Session, text: str, name: str = "pasted text") -> None:
    """Preview a text, or the file whose path the text is."""
    if has_lines(text) or format_of(text):
        _preview(app, session, lambda: (text, name))
    elif len(text) < 4096 and _is_file(dropped_path(text)):
        import_file(app, session, text)
    else:
        try:
            add_named(app, session, text)
        except TargetError as error:
            named = "://" in text or text.startswith("10.")
            why = str(error) if named else "only one line: paste a page, a list, BibTeX, an id or a path"
            session.notify(why, "warning")


def import_file(app: App[Any], session: Session, path: str) -> None:
    """Preview a file."""
    path = dropped_path(path)

    def work(progress: Progress) -> Callable[[], object]:
        pages, text = read_path(path, session.library, date.today(), progress)
        planned = plan_import(session.library, pages, open_library.now())
        return lambda: PreviewDialog(session, pages, planned, (text, source_name(path))).open(app)

    read_in_thread(app, session, work)


def import_clipboard(app: App[Any], session: Session) -> None:
    """Preview the text in the clipboard."""
    _preview(app, session, lambda: (clipboard_text(session.library, date.today()), "clipboard"))


def _is_file(text: str) -> bool:
    try:
        return user_path(text).is_file()
    except (OSError, ValueError):
        return False


def _preview(app: App[Any], session: Session, source: Callable[[], tuple[str, str]]) -> None:
    """Read a source, recognise its pages and plan the import in a thread, then open the preview."""

    def work(progress: Progress) -> Callable[[], object]:
        text, name = source()
        pages = read_text(text, name, session.library, date.today(), progress)
        planned = plan_import(session.library, pages, open_library.now())
        return lambda: PreviewDialog(session, pages, planned, (text, name)).open(app)

    read_in_thread(app, session, work)


class ImportDialog(FieldDialog):
    """Asks for the path of a file; without one the clipboard is imported."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "accept", "open", tooltip="Preview the file; with no path, the clipboard"),
        Binding("tab", "complete", "complete", tooltip="Complete the path"),
    ]

    def __init__(self, session: Session) -> None:
        message = f"{TAKES}\nempty: the clipboard   ·   or paste the text itself"
        super().__init__(session, "Import: path of a file, or an arXiv id, DOI or address", message=message)

    def new_field(self, value: str) -> PathField:
        return PathField(value)

    def action_complete(self) -> None:
        self.query_one(PathField).complete()

    def submit(self, value: str) -> None:
        """Read the file, or look up the paper, that the field names; any other text stays, to be corrected."""
        app = self.app
        if not value:
            self.dismiss(None)
            import_clipboard(app, self.session)
        elif _is_file(dropped_path(value)) or user_path(dropped_path(value)).is_dir():
            self.dismiss(None)
            import_file(app, self.session, value)
        else:
            try:
                add_named(app, self.session, value, self)
            except TargetError:
                self.show_error(f"no such file: {value}")
