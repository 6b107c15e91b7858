"""Dialogs for the PDF of a paper: open it, fetch it if the user agrees, attach or remove it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import App
from textual.binding import Binding, BindingType

from readlist.library.marking import title_of
from readlist.model.text import clean, count
from readlist.pdf.reader import ReaderError
from readlist.platform.paths import dropped_path
from readlist.platform.viewer import has_viewer, reveal
from readlist.session.library_pdfs import Attached, PdfError, Pdfs, named_pdf
from readlist.session.session import Session
from readlist.store.files import StoreError
from readlist.tui.dialogs.base import ChooseDialog, Option
from readlist.tui.dialogs.form_fields import PathField
from readlist.tui.dialogs.progress_dialog import LookUpDialog, ProgressDialog
from readlist.tui.dialogs.text_dialogs import FieldDialog

if TYPE_CHECKING:
    from readlist.lookup.client import SystemClock
    from readlist.model.paper import PaperFile
    from readlist.search.words import Highlights

_FETCH = [
    Option("yes", "Fetch it", "from now on without asking"),
    Option("once", "Fetch it this once"),
    Option("attach", "Attach a file"),
    Option("no", "No", "nothing is sent"),
]


class _StoppedError(Exception):
    """The user stopped the work."""


# showing


def show(app: App[Any], session: Session, id: int, page: int = 0, words: Highlights | None = None) -> None:
    """Show a paper's PDF in the viewer, or here where there is no viewer."""
    if not has_viewer(session.pdfs.settings.viewer):
        read_here(app, session, id, page, words)
        return
    session.show_pdf(id, page)


def read_here(app: App[Any], session: Session, id: int, page: int = 0, words: Highlights | None = None) -> None:
    """Open the reading view, at a page with what led there, else where reading ended last time. A PDF that was not
    read yet is read now.
    """
    from readlist.tui.dialogs.reading_screen import ReadingScreen

    def work(pdfs: Pdfs) -> Callable[[], object]:
        file, text = pdfs.text(id)
        return lambda: ReadingScreen(session, id, file, text, page, words).open(app)

    _in_thread(app, session, "Reading the PDF", work)


# fetching


def fetch_and_show(app: App[Any], session: Session, id: int) -> None:
    """Fetch a paper's PDF and show it; the network is used only where the user allows it."""
    paper, setting = session.library.papers[id], session.pdfs.settings.fetch
    what = title_of(paper)
    if paper.files:
        where = session.pdfs.shelf.place(paper.files[0]) or clean(paper.files[0].path)
        missing = f"the PDF is not on this machine: {where}"
    else:
        missing = f"no PDF of {what}"
    if setting == "never":
        session.notify(f"{missing}; P attaches a file", "warning")
    elif not (paper.arxiv or paper.doi or paper.urls):
        session.notify(f"{missing}, and neither arXiv id nor DOI: P attaches a file, E looks the paper up", "warning")
    elif setting == "always" or session.may_fetch:
        _fetch(app, session, id)
    else:
        ChooseDialog(session, f"Fetch the PDF of {what}?", _FETCH).open(app, lambda answer: _answer(answer))

    def _answer(chosen: str) -> None:
        if chosen == "attach":
            AttachDialog(session, id).open(app)
        elif chosen != "no":
            session.may_fetch = session.may_fetch or chosen == "yes"
            _fetch(app, session, id)


def _fetch(app: App[Any], session: Session, id: int) -> None:
    from readlist.lookup.client import SystemClock

    clock = SystemClock()
    waiting = LookUpDialog(session, f"Fetching the PDF of {title_of(session.library.papers[id])}", clock.stop)
    waiting.open(app)
    work = partial(_fetch_in_thread, app, session, id, clock, waiting)
    app.run_worker(work, thread=True, exclusive=True, group="pdf fetch")  # what shows it is a worker, too


def _fetch_in_thread(app: App[Any], session: Session, id: int, clock: SystemClock, waiting: ProgressDialog) -> None:
    """In a thread: fetch, then show it, or say why there is none."""
    from readlist.lookup.client import BusyError, StoppedError
    from readlist.lookup.services import ServicesError
    from readlist.session.pdf_fetching import fetching

    def progress(done: int, total: int) -> None:
        if clock.stopped:
            raise StoppedError
        app.call_from_thread(waiting.show_progress, done, max(total, done))

    def end(message: str, attached: Attached | None) -> None:
        if app.screen is waiting:
            app.pop_screen()
        if attached is None:
            session.notify(message, "error")
        else:
            session.show_saved()
            show(app, session, id)
            session.notify(message, "warning" if attached.remark else "information")

    try:
        with fetching(_pdfs_of(app, session), clock) as fetcher:
            found = fetcher.fetch(id, progress)
    except StoppedError:
        app.call_from_thread(session.notify, "stopped: what came of the PDF is kept; p goes on")
        return
    except (BusyError, ServicesError, StoreError, ReaderError, OSError) as error:
        app.call_from_thread(end, f"not fetched: {clean(str(error))}", None)
        return
    if found.attached is None:
        app.call_from_thread(end, f"not fetched: {found.reason}; P attaches a file", None)
    else:
        remark = f"; {found.attached.remark}" if found.attached.remark else ""
        app.call_from_thread(end, f"fetched {found.attached.file.path}{remark}   (u undoes)", found.attached)


# the menu


def manage(app: App[Any], session: Session, id: int) -> None:
    """Ask what to do with a paper's PDF, and do it."""
    pdfs = session.pdfs
    files = session.library.papers[id].files
    first = files[0] if files else None
    here = pdfs.has(id)
    options = [Option("attach", "Attach a file" if first is None else "Attach another file")]
    if first is not None:
        about = clean(first.path)
        options.append(Option("replace", "Replace it", about))
        options.append(Option("remove", "Remove it", "it rests in the trash" if pdfs.shelf.holds(first) else "unlink"))
    if here:
        options = [
            Option("open", "Open it"),
            Option("text", "Read it here", "the text of its pages"),
            *options,
            Option("notes", "Take its notes", "highlights and comments into the note"),
            Option("show", "Show its folder"),
        ]
    else:
        options.insert(0, Option("get", "Fetch it", "where a free one is known"))
    if len(files) > 1:
        options.append(Option("next", "Use the next file", f"of {len(files)}"))
    if waiting := _unread(session):
        options.append(Option("all", "Index all PDFs", f"{count(waiting, 'PDF')} not searched yet"))
    does: dict[str, Callable[[], object]] = {
        "open": lambda: show(app, session, id),
        "text": lambda: read_here(app, session, id),
        "get": lambda: fetch_and_show(app, session, id),
        "attach": lambda: AttachDialog(session, id).open(app),
        "replace": lambda: AttachDialog(session, id, first).open(app),
        "remove": lambda: _remove(session, id, first),
        "notes": lambda: take_notes(app, session, id),
        "show": lambda: _reveal(session, id),
        "next": lambda: _use_next(session, id),
        "all": lambda: read_all(app, session),
    }
    heading = f"PDF of {title_of(session.library.papers[id])}"
    ChooseDialog(session, heading, options).open(app, lambda chosen: does[chosen]())


def _unread(session: Session) -> int:
    from readlist.session.full_texts import unread

    return sum(1 for _ in unread(session.opened, session.pdfs.shelf))


def _remove(session: Session, id: int, file: PaperFile | None) -> None:
    try:
        change = session.pdfs.remove([id], file)
    except StoreError as error:
        session.notify(str(error), "error")
        return
    if change:
        session.show_saved()
        session.notify(f"{change.summary}   (u brings it back)")


def _use_next(session: Session, id: int) -> None:
    from readlist.library.attaching import put_first

    files = session.library.papers[id].files
    change = session.change("pdf choose", lambda library, at: put_first(library, id, files[1]))
    if change:
        session.notify(f"p opens {clean(files[1].path)}   (u undoes)")


def _reveal(session: Session, id: int) -> None:
    _, path = session.pdfs.first(id)
    session.notify(clean(str(path)) if not reveal(path) else f"opened {clean(str(path.parent))}")


class AttachDialog(FieldDialog):
    """Asks for the path of a PDF; it is copied into the library, in the place of another one where that is given."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "accept", "attach", tooltip="Copy the file into the library"),
        Binding("ctrl+l", "link", "link", tooltip="Leave the file where it is, and link it"),
        Binding("tab", "complete", "complete", tooltip="Complete the path"),
    ]

    def __init__(self, session: Session, id: int, gone: PaperFile | None = None) -> None:
        what = "Replace" if gone else "Attach"
        super().__init__(session, f"{what} the PDF of {title_of(session.library.papers[id])}: path of a file")
        self._paper, self._gone = id, gone

    def new_field(self, value: str) -> PathField:
        return PathField(value)

    def action_complete(self) -> None:
        self.query_one(PathField).complete()

    def action_link(self) -> None:
        self._take(self.field.value.strip(), link=True)

    def submit(self, value: str) -> None:
        self._take(value, link=False)

    def _take(self, value: str, *, link: bool) -> None:
        try:
            path = named_pdf(dropped_path(value)) if value else None
        except (PdfError, ValueError) as error:
            self.show_error(str(error))
            return
        if path is None:
            self.show_error("enter the path of a PDF")
            return
        app, session, id, gone = self.app, self.session, self._paper, self._gone
        self.dismiss(None)

        def work(pdfs: Pdfs) -> Callable[[], object]:
            attached = pdfs.attach(id, path, link=link, gone=gone)
            return lambda: _notify_attached(session, attached)

        _in_thread(app, session, "Reading the PDF", work)


def _notify_attached(session: Session, attached: Attached) -> None:
    session.show_saved()
    if attached.change is None:
        session.notify("the paper has that PDF already")
    elif attached.remark:
        session.notify(f"{attached.change.summary}; {attached.remark}   (u undoes)", "warning")
    else:
        session.notify(f"{attached.change.summary}   (u undoes)")


def take_notes(app: App[Any], session: Session, id: int) -> None:
    """Append highlights and notes of a paper's PDF to its note."""

    def work(pdfs: Pdfs) -> Callable[[], object]:
        change = pdfs.take_notes(id)
        message = f"{change.summary}   (u undoes)" if change else "the PDF has no note that is not taken yet"
        return lambda: session.notify(message)

    _in_thread(app, session, "Reading the PDF", work)


def read_all(app: App[Any], session: Session) -> None:
    """Read the PDFs that the search does not know yet, behind a bar that esc ends."""
    from readlist.session import full_texts

    stopped: list[bool] = []
    waiting = ProgressDialog(session, "Reading PDFs for the search", lambda: stopped.append(True))
    waiting.open(app)

    def progress(done: int, total: int) -> None:
        if stopped:
            raise _StoppedError
        app.call_from_thread(waiting.show_progress, done, total)

    def run() -> None:
        try:
            done = full_texts.read_all(session.opened, session.pdfs.shelf, progress)
        except _StoppedError:
            app.call_from_thread(_end, app, session, waiting, "stopped: what was read is searched", "information")
        except (ReaderError, OSError) as error:
            app.call_from_thread(_end, app, session, waiting, clean(str(error)), "error")
        else:
            message = "\n".join((full_texts.summary(done), *done.problems[:3]))
            app.call_from_thread(_end, app, session, waiting, message, "warning" if done.problems else "information")

    app.run_worker(run, thread=True, exclusive=True, group="pdf index")


def _end(app: App[Any], session: Session, waiting: ProgressDialog, message: str, severity: Any) -> None:
    if app.screen is waiting:
        app.pop_screen()
    if session.has_searched and session.searching.texts is not None:
        session.searching.texts.outdated = True
    session.notify(message, severity)


# threads


def _pdfs_of(app: App[Any], session: Session) -> Pdfs:
    """The PDFs for work in a thread: what changes the library is done in the app's own."""
    return Pdfs(session.opened, session.settings.pdf, commit=lambda change: app.call_from_thread(change))


def _in_thread(app: App[Any], session: Session, what: str, work: Callable[[Pdfs], Callable[[], object]]) -> None:
    """Work in a thread behind a bar, then call what it returns in the app; errors are told."""
    waiting = ProgressDialog(session, what)
    waiting.open(app)

    def end(then: Callable[[], object]) -> None:
        if app.screen is waiting:
            app.pop_screen()
        then()

    def run() -> None:
        try:
            then = work(_pdfs_of(app, session))
        except (PdfError, ReaderError, StoreError, OSError) as error:
            message = clean(str(error))
            app.call_from_thread(end, lambda: session.notify(message, "error"))
        else:
            app.call_from_thread(end, then)

    app.run_worker(run, thread=True, exclusive=True, group="pdf")
