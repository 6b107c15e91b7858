"""Runs long work in a thread, behind a progress bar: reading a page, storing it, looking papers up."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import ProgressBar
from textual.worker import Worker, get_current_worker

from readlist.model.paper import Progress
from readlist.model.text import clean, count, shorten
from readlist.pages.page import PageError
from readlist.platform.programs import ClipboardError
from readlist.session.session import Session
from readlist.tui.dialogs.base import Panel

if TYPE_CHECKING:
    from readlist.lookup.client import SystemClock
    from readlist.lookup.seeker import Outcome
    from readlist.model.paper import Paper

LARGE = 500
"""Entries of a page; fewer are read, planned and stored before a bar could be seen."""


class ProgressDialog(Panel[None]):
    """Shows the progress of some work. esc calls ``stop``, if the work can be stopped."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "cancel", "stop", tooltip="Stop; nothing is changed")]

    def __init__(self, session: Session, heading: str, stop: Callable[[], None] | None = None) -> None:
        super().__init__(session, heading)
        self._stop = stop

    def compose_body(self) -> ComposeResult:
        yield ProgressBar(show_eta=False)

    def labels(self) -> Mapping[str, str]:
        return {"accept": "", "help": "", "cancel": "stop" if self._stop else ""}

    def show_progress(self, done: int, total: int) -> None:
        """Called from the working thread's messages; a late one, after the end, is ignored."""
        for bar in self.query(ProgressBar):  # none, where the dialog is about to close
            bar.update(total=total, progress=done)

    def action_accept(self) -> None:
        """There is nothing to accept."""

    def action_cancel(self) -> None:
        if self._stop:
            self._stop()
            self.dismiss(None)


# importing


class _StoppedError(Exception):
    """The user stopped the work."""


def read_in_thread(app: App[Any], session: Session, work: Callable[[Progress], Callable[[], object]]) -> None:
    """Run work in a thread, then call what it returns in the app; a bar shows the progress of large pages."""

    def run() -> None:
        worker: Worker[None] = get_current_worker()
        waiting = ProgressDialog(session, "Reading the page", worker.cancel)

        def progress(done: int, total: int) -> None:
            if worker.is_cancelled:
                raise _StoppedError
            if total >= LARGE:
                app.call_from_thread(_show_progress, app, waiting, done, total)

        def end(then: Callable[[], object]) -> None:
            if app.screen is waiting:
                app.pop_screen()
            then()

        stopped = False
        try:
            then = work(progress)
        except (PageError, ClipboardError, MemoryError) as error:
            reason = str(error) or "out of memory"
            app.call_from_thread(end, lambda: session.notify(f"not imported: {reason}", "error"))
            return
        except _StoppedError:
            stopped = True
        if stopped or worker.is_cancelled:
            app.call_from_thread(session.notify, "stopped: nothing was imported")
        else:
            app.call_from_thread(end, then)

    app.run_worker(run, thread=True, exclusive=True, group="import")


def store_in_thread(app: App[Any], session: Session, papers: int, change: Callable[[], Callable[[], object]]) -> None:
    """Run a large change in a thread, behind a dialog that takes no keys, then call what it returns."""
    waiting = ProgressDialog(session, f"Saving {count(papers, 'paper')}")

    def run() -> None:
        try:
            then = change()
        finally:
            app.call_from_thread(waiting.dismiss)
        app.call_from_thread(then)

    waiting.open(app)
    app.run_worker(run, thread=True, exclusive=True, group="import")


def _show_progress(app: App[Any], waiting: ProgressDialog, done: int, total: int) -> None:
    if not waiting.is_attached and not done:
        waiting.open(app)
    waiting.show_progress(done, total)


# looking papers up: the services' modules are imported in the thread, they take longer than the dialog to open


class LookUpDialog(ProgressDialog):
    """The progress of a look-up, which ends however the dialog is closed."""

    def on_unmount(self) -> None:
        if self._stop is not None:
            self._stop()


class FetchDialog(ProgressDialog):
    """The progress of a fetch, which goes on where the dialog is hidden."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "accept", "hide", tooltip="Hide this; the fetch goes on, and says when it is done")
    ]

    def labels(self) -> Mapping[str, str]:
        return {**super().labels(), "accept": "hide"}

    def action_accept(self) -> None:
        self.dismiss(None)


def look_up(app: App[Any], session: Session, papers: Sequence[Paper]) -> None:
    """Ask the services about papers, then show what they answered in a dialog."""
    from readlist.lookup.client import SystemClock

    clock = SystemClock()
    waiting = LookUpDialog(session, f"Looking up {count(len(papers), 'paper')}", clock.stop)
    waiting.open(app)
    app.run_worker(lambda: _look_up(app, session, papers, clock, waiting), thread=True, exclusive=True, group="enrich")


def _look_up(
    app: App[Any], session: Session, papers: Sequence[Paper], clock: SystemClock, waiting: ProgressDialog
) -> None:
    """In a thread: ask, then show the answers, or say why there are none."""
    from readlist.lookup.client import BusyError, StoppedError
    from readlist.lookup.seeker import OfflineError
    from readlist.lookup.services import ServicesError
    from readlist.session.lookups import seeking

    outcomes: list[Outcome] = []
    try:
        with seeking(clock) as seeker:
            for outcome in seeker.look_up(papers):
                outcomes.append(outcome)
                app.call_from_thread(waiting.show_progress, len(outcomes), len(papers))
                if clock.stopped:
                    raise StoppedError
    except StoppedError:
        app.call_from_thread(session.notify, _STOPPED)
    except (OfflineError, BusyError, ServicesError) as error:
        app.call_from_thread(_end_look_up, app, session, waiting, clean(str(error)))
    except OSError as error:
        app.call_from_thread(
            _end_look_up, app, session, waiting, f"look-up failed: {clean(str(error.strerror or error))}"
        )
    else:
        app.call_from_thread(_show_outcomes, app, session, waiting, outcomes)


_STOPPED = "stopped: nothing was changed; E resumes"


def _end_look_up(app: App[Any], session: Session, waiting: ProgressDialog, why: str) -> None:
    if app.screen is waiting:
        waiting.dismiss()
    session.notify(why, "error")


def _show_outcomes(app: App[Any], session: Session, waiting: ProgressDialog, outcomes: Sequence[Outcome]) -> None:
    from readlist.tui.dialogs.enrich_dialog import EnrichDialog

    if app.screen is not waiting:  # it was closed while the last answer came
        session.notify(_STOPPED)
    elif len(outcomes) == 1 and not outcomes[0].sure and not outcomes[0].unsure:
        title = shorten(outcomes[0].paper.title_text, 6, 40)
        _end_look_up(app, session, waiting, f"“{title}”: {outcomes[0].reason}")
    else:
        app.switch_screen(EnrichDialog(session, outcomes))
