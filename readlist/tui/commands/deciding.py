"""Commands that decide: mark, queue and move papers, sort the queue, follow authors."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING

from readlist.library import marking, suggestion
from readlist.library.library import Library
from readlist.library.marking import Plan
from readlist.model.paper import Mark
from readlist.model.text import count

if TYPE_CHECKING:
    from readlist.tui.main_screen import MainScreen

Marking = Callable[[Library, Iterable[int], bool, str], Plan]


def decide(names: tuple[str, str], has: Callable[[Mark], bool], plan: Marking) -> Callable[[MainScreen], None]:
    """A command that sets a mark for all chosen papers, or unsets it if all have it."""

    def run(main: MainScreen) -> None:
        ids = main.session.chosen
        on = not all(has(main.session.library.mark(id)) for id in ids)
        change = main.session.change(names[0] if on else names[1], lambda library, at: plan(library, ids, on, at))
        if change:
            if len(ids) > 1:
                main.session.notify(f"{change.summary}   (u undoes)")
            main.session.advance()

    return run


queue = decide(("queue add", "queue remove"), lambda mark: mark.queued, marking.queue)
star = decide(("mark star", "mark unstar"), lambda mark: mark.starred, marking.star_and_queue)
skip = decide(("mark skip", "mark unskip"), lambda mark: mark.skipped, marking.skip)


def read(main: MainScreen) -> None:
    keep = main.session.settings.queue.keep_read
    mark = decide(("mark read", "mark unread"), lambda mark: mark.read, partial(marking.read, keep_queued=keep))
    mark(main)


def move(to: Callable[[int, int], int]) -> Callable[[MainScreen], None]:
    """A command that moves the chosen papers within the queue, as a block, to ``to(place, last)``, from 1."""

    def run(main: MainScreen) -> None:
        queue = main.session.library.queue
        ids = [id for id in queue if id in set(main.session.chosen)]
        if not ids:
            main.session.notify("that paper is not in the queue any more: a puts it back", "warning")
            return
        place = queue.index(ids[0]) + 1
        last = len(queue) - len(ids) + 1
        target = max(1, min(to(place, last), last))
        if not main.session.change("queue move", lambda library, at: marking.move(library, ids, target)):
            main.session.notify("already at the top of the queue" if target == 1 else "already at the end of the queue")
        main.queue.go(ids[0])

    return run


queue_down = move(lambda place, last: place + 1)
queue_up = move(lambda place, last: place - 1)
queue_top = move(lambda place, last: 1)
queue_bottom = move(lambda place, last: last)


def suggest(main: MainScreen) -> None:
    """Apply the suggested order, as one change; pinned papers keep their places."""
    change = main.session.change(
        "queue suggest", lambda library, at: suggestion.suggest(library, main.session.weights, main.session.today)
    )
    main.session.notify(f"{change.summary}   (u undoes)" if change else "already in the suggested order")


def unpin(main: MainScreen) -> None:
    ids = main.session.chosen
    change = main.session.change("queue release", lambda library, at: marking.release(library, ids))
    main.session.notify(f"{change.summary}   (w suggests the order)" if change else "not pinned")


def follow(main: MainScreen) -> None:
    """Follow the author under the cursor, or whose papers are listed, or one of the paper's, after asking which."""
    if main.session.pane == "authors" and (author := main.authors.author_of(main.authors.current or "")):
        follow_author(main, author.name)
        return
    if main.session.pane == "papers" and main.papers.group.author is not None:
        follow_author(main, main.papers.group.name)
        return
    paper = main.session.library.papers[main.session.paper or 0]
    names = list(main.session.library.authors_of(paper).values())
    if len(names) < 2:
        if names:
            follow_author(main, names[0])
        else:
            main.session.notify("no author of this paper is known", "warning")
        return
    from readlist.tui.dialogs.base import Option
    from readlist.tui.dialogs.pick_dialog import ListPick

    followed = main.session.library.followed()
    choices = [
        Option(name, name, f"{'★ ' if main.session.library.author_id(name) in followed else ''}{_papers(main, name)}")
        for name in sorted(names, key=lambda name: -len(main.session.library.papers_of(name)))
    ]
    ListPick(main.session, "Follow or unfollow", choices).open(main.app, lambda name: follow_author(main, name))


def _papers(main: MainScreen, name: str) -> str:
    return count(len(main.session.library.papers_of(name)), "paper")


def follow_author(main: MainScreen, name: str) -> None:
    author = main.session.library.author(name)
    on = author is not None and not author.followed
    change = main.session.change(
        "follow" if on else "unfollow", lambda library, at: marking.follow(library, name, on, at)
    )
    if change:
        main.session.notify(f"{change.summary}   (u undoes)")


def queue_author(main: MainScreen) -> None:
    author = main.authors.author_of(main.authors.current or "")
    if author is None:
        return
    change = main.session.change("queue add", lambda library, at: marking.queue_unread(library, author.name, at))
    if change:
        main.session.notify(f"{change.summary} of {author.name}   (u undoes)")
    else:
        main.session.notify(f"nothing of {author.name} is in the inbox")
