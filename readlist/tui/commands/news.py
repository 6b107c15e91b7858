"""Commands for following: fetch new papers, open the follow board, answer whose a doubtful paper is."""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import TYPE_CHECKING

from readlist.library.marking import title_of
from readlist.model.text import clean

_MOST = 3  # messages about known papers at once

if TYPE_CHECKING:
    from readlist.follow.verdicts import Answer
    from readlist.lookup.client import SystemClock
    from readlist.session.fetches import Report
    from readlist.tui.dialogs.progress_dialog import ProgressDialog
    from readlist.tui.main_screen import MainScreen


def fetch(main: MainScreen) -> None:
    """Ask what is new of what is followed, behind a bar; then list what came."""
    from readlist.follow.follows import followed
    from readlist.tui.dialogs.progress_dialog import FetchDialog

    if not followed(main.session.library):
        main.session.notify("nothing is followed: F on an author, or `readlist follow`", "warning")
    elif _is_fetching(main):
        main.session.notify("already fetching; what is new will be listed under New", "warning")
    else:
        clock = _begin(main, lambda clock: _fetch(main, clock, waiting))
        waiting = FetchDialog(main.session, "Fetching new papers", clock.stop)
        waiting.open(main.app)


def fetch_by_itself(main: MainScreen, *, at_once: bool, hours: float) -> None:
    """Fetch as configured: when the app starts, and every few hours."""

    def begin() -> None:
        if not _is_fetching(main):
            _begin(main, lambda clock: _fetch(main, clock, None))

    if at_once:
        begin()
    if hours:
        main.app.set_interval(max(hours, 1.0) * 3_600, begin)  # nothing is asked twice within an hour


def _is_fetching(main: MainScreen) -> bool:
    return any(worker.group == "fetch" and worker.is_running for worker in main.app.workers)


def _begin(main: MainScreen, work: Callable[[SystemClock], None]) -> SystemClock:
    """Start a thread that fetches; the clock stops it, at the latest when the app is left."""
    from readlist.lookup.client import SystemClock

    clock = SystemClock()
    main.when_left = clock.stop
    gc.freeze()  # the feeds make so many objects that all others would be searched for cycles, 100 ms each time
    main.app.run_worker(lambda: work(clock), thread=True, group="fetch")
    return clock


def _fetch(main: MainScreen, clock: SystemClock, waiting: ProgressDialog | None) -> None:
    """In a thread: ask; what the answers change is done in the app, between two keys."""
    from readlist.lookup.client import BusyError, StoppedError
    from readlist.lookup.services import ServicesError
    from readlist.session.fetches import fetch
    from readlist.store.files import StoreError

    app, why = main.app, ""

    def progress(done: int, total: int) -> None:
        if clock.stopped:
            raise StoppedError
        if waiting is not None:
            app.call_from_thread(waiting.show_progress, done, total)

    try:
        report = fetch(main.session.opened, clock=clock, progress=progress, carry_out=app.call_from_thread)
    except StoppedError:
        if waiting is not None and app.is_running:  # else the app was left
            app.call_from_thread(main.session.notify, "stopped: nothing was changed; R continues")
        return
    except BusyError as error:
        if waiting is None:  # somebody else fetches, or looks something up: the next time will do
            return
        why = str(error)
    except (ServicesError, StoreError) as error:
        why = str(error)
    except OSError as error:
        why = f"fetch failed: {error.strerror or error}"
    app.call_from_thread(_end, main, waiting, clean(why) or report)


def _end(main: MainScreen, waiting: ProgressDialog | None, result: Report | str) -> None:
    """Close the dialog, and show the result of a fetch or why there is none."""
    watched = waiting is not None and main.app.screen is waiting
    if waiting is not None and watched:
        waiting.dismiss()
    if isinstance(result, str):
        main.session.notify(result, "error")
        return
    _show(main, result, asked=waiting is not None)
    if watched and result.fetched.number("new") + result.fetched.number("check"):
        main.show_group("group:New")


def _show(main: MainScreen, report: Report, *, asked: bool) -> None:
    """Say what came; that nothing did only if the user asked."""
    session, fetched = main.session, report.fetched
    session.show_saved()
    if report.failures or fetched.refused:
        session.notify("; ".join((*report.failures, *fetched.refused)), "warning")
    if fetched.news:
        left = f"; {fetched.left_out} by others of a name left out" if fetched.left_out else ""
        session.notify(f"{fetched.plan.summary}{left}   (u undoes)")
    elif asked and not report.failures:
        session.notify(report.remark or "nothing new", "warning" if report.remark else "information")
    for one in fetched.of_known[:_MOST]:
        session.notify(f"{title_of(one.paper)}: {one.why}")


def follow_board(main: MainScreen) -> None:
    from readlist.tui.dialogs.board_dialog import FollowBoard

    def leave(answer: str) -> None:
        if answer == "fetch":
            fetch(main)
        elif main.session.library.author(answer):
            main.show_group(main.session.library.author_id(answer))

    FollowBoard(main.session).open(main.app, leave)


def answer(word: Answer, none: str) -> Callable[[MainScreen], None]:
    """A command that says whose the chosen papers are."""

    def run(main: MainScreen) -> None:
        from readlist.follow.verdicts import plan_answer

        ids = main.session.chosen
        change = main.session.change(f"follow {word}", lambda library, at: plan_answer(library, ids, word))
        main.session.notify(
            f"{change.summary}   (u undoes)" if change else none, "information" if change else "warning"
        )
        main.session.end_selection()
        if change:
            main.session.advance()

    return run


_SURE = "no fetch brought this paper for whom you follow"
theirs = answer("yes", "whose this paper is, is not in doubt")
not_theirs, never_theirs = answer("no", _SURE), answer("never", _SURE)
