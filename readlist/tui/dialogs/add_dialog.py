"""Adds a paper that the user names by an arXiv id, a DOI or an address: looks it up, adds it, lists it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.app import App
from textual.message import Message

from readlist.lookup.targets import Target, target_of
from readlist.model.text import clean, shorten
from readlist.session.session import Session
from readlist.tui.dialogs.base import ChooseDialog, Dialog, Option
from readlist.tui.dialogs.progress_dialog import LookUpDialog

if TYPE_CHECKING:
    from readlist.lookup.client import SystemClock

_OPTIONS = [
    Option("yes", "Look it up", "from now on without asking"),
    Option("once", "Look it up this once"),
    Option("no", "No", "nothing is sent"),
]


class Imported(Message):
    """Sent to the app after an import, with the number of new papers."""

    def __init__(self, new: int) -> None:
        super().__init__()
        self.new = new


def add_named(app: App[Any], session: Session, text: str, asking: Dialog[Any] | None = None) -> None:
    """Look up the paper that a line names, and add it. The user is asked once whether the network may be used.

    ``asking`` is the dialog in which the line was typed: it stays open if nothing is found. Raises TargetError.
    """
    target = target_of(text)

    def answer(chosen: str) -> None:
        if chosen != "no":
            session.may_look_up = session.may_look_up or chosen == "yes"
            _start(app, session, target, asking)

    if session.may_look_up:
        _start(app, session, target, asking)
    else:
        heading = f"Look up {shorten(target.given, 6, 60)} at arXiv, Crossref and others?"
        ChooseDialog(session, heading, _OPTIONS).open(app, answer)


def _start(app: App[Any], session: Session, target: Target, asking: Dialog[Any] | None) -> None:
    from readlist.lookup.client import SystemClock

    clock = SystemClock()
    waiting = LookUpDialog(session, f"Looking up {shorten(target.given, 6, 60)}", clock.stop)
    waiting.open(app)
    app.run_worker(lambda: _add(app, session, target, clock, waiting, asking), thread=True, exclusive=True, group="add")


def _add(
    app: App[Any],
    session: Session,
    target: Target,
    clock: SystemClock,
    waiting: LookUpDialog,
    asking: Dialog[Any] | None,
) -> None:
    """In a thread: ask the services, then let the app add the paper, or say why not."""
    from readlist.lookup.client import BusyError, ServiceError, StoppedError
    from readlist.lookup.seeker import OfflineError
    from readlist.lookup.services import ServicesError
    from readlist.session import lookups
    from readlist.store.files import StoreError

    def end(message: str, new: int | None) -> None:
        if app.screen is waiting:
            app.pop_screen()
        if new is None and asking is not None and app.screen is asking:
            asking.show_error(message)
            return
        session.notify(message, "error" if new is None else "information")
        if new is not None:
            if app.screen is asking:
                app.pop_screen()
            session.show_saved()
            app.post_message(Imported(new))

    try:
        with lookups.seeking(clock) as seeker:
            records = seeker.fetch(target, [target])
        if clock.stopped:
            raise StoppedError
        if not records:
            app.call_from_thread(end, f"{clean(target.given)}: not known to any service; check the spelling", None)
            return
        added = app.call_from_thread(lookups.add, session.opened, [records]).added[0]
    except StoppedError:
        app.call_from_thread(session.notify, "stopped: nothing was added")
    except (ServiceError, OfflineError, BusyError, ServicesError, StoreError, OSError) as error:
        app.call_from_thread(end, f"not added: {clean(str(error))}", None)
    else:
        what = {"new": "added", "updated": "completed", "known": "known already:"}[added.outcome]
        undo = "   (u undoes)" if added.outcome != "known" else ""
        title = shorten(added.paper.title_text, 8, 60)
        app.call_from_thread(end, f"{what} “{title}”{undo}", int(added.outcome == "new"))
