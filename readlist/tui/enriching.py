"""Looking papers up in the app: asked in a thread, with a bar and a way out; what was found is shown first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from readlist.model.text import clean, count, shorten
from readlist.tui.dialogs.progress_dialog import ProgressScreen

if TYPE_CHECKING:
    from readlist.lookup.client import SystemClock
    from readlist.lookup.seeker import Outcome
    from readlist.model.paper import Paper
    from readlist.tui.main import MainScreen


def enrich_chosen(main: MainScreen) -> None:
    """Look up the papers that commands act on; from the authors, all listed that were not looked up yet."""
    from readlist.session.lookups import to_ask

    listed = main.session.pane == "authors"
    ids: Sequence[int] = main.papers.rows if listed else main.session.chosen
    papers = [p for p in to_ask(main.session.library, ids, again=not listed) if not p.placeholder]
    if papers:
        _ask(main, papers)
    elif not ids:
        main.session.notify("Enrich: there is no paper here", "warning")
    elif listed:
        main.session.notify("these papers were looked up already: from a paper, E asks about it again")
    else:
        main.session.notify("this paper has no title yet, only an abstract: nothing to look up", "warning")


class _Waiting(ProgressScreen):
    """Nobody waits for an answer any more once this is gone, least of all an app that is left."""

    def on_unmount(self) -> None:
        if self._stop is not None:
            self._stop()


def _ask(main: MainScreen, papers: Sequence[Paper]) -> None:
    from readlist.lookup.client import SystemClock

    clock = SystemClock()
    waiting = _Waiting(f"asking about {count(len(papers), 'paper')} · esc stops, nothing changes", clock.stop)
    main.app.push_screen(waiting)
    main.run_worker(lambda: _work(main, papers, clock, waiting), thread=True, exclusive=True, group="enrich")


def _work(main: MainScreen, papers: Sequence[Paper], clock: SystemClock, waiting: ProgressScreen) -> None:
    """In a thread: ask, then show what was found, or say why there is nothing to show."""
    from readlist.lookup.client import BusyError, StoppedError
    from readlist.lookup.seeker import OfflineError
    from readlist.lookup.services import ServicesError
    from readlist.session.lookups import seeking

    app = main.app
    outcomes: list[Outcome] = []
    try:
        with seeking(clock) as seeker:
            for outcome in seeker.look_up(papers):
                outcomes.append(outcome)
                app.call_from_thread(waiting.tell, len(outcomes), len(papers))
                if clock.stopped:
                    raise StoppedError
    except StoppedError:
        app.call_from_thread(main.session.notify, "stopped: nothing was changed; E goes on from there")
    except (OfflineError, BusyError, ServicesError) as error:
        app.call_from_thread(_leave, main, waiting, clean(str(error)))
    except OSError as error:
        app.call_from_thread(_leave, main, waiting, f"not looked up: {clean(str(error.strerror or error))}")
    else:
        app.call_from_thread(_show, main, waiting, outcomes)


def _leave(main: MainScreen, waiting: ProgressScreen, why: str) -> None:
    if main.app.screen is waiting:
        waiting.dismiss()
    main.session.notify(why, "error")


def _show(main: MainScreen, waiting: ProgressScreen, outcomes: Sequence[Outcome]) -> None:
    from readlist.tui.dialogs.enrich_dialog import EnrichScreen

    if main.app.screen is not waiting:  # it was left while the last answer came
        main.session.notify("stopped: nothing was changed; E goes on from there")
        return
    if len(outcomes) == 1 and not outcomes[0].sure and not outcomes[0].unsure:
        title = shorten(outcomes[0].paper.title_text, 6, 40)
        _leave(main, waiting, f"“{title}”: {outcomes[0].reason}")
        return
    main.app.switch_screen(EnrichScreen(main, outcomes))
