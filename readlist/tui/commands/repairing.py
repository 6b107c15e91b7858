"""Repairs of papers and authors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from readlist.library import repairs, saved_queries
from readlist.library.corrections import Facts
from readlist.library.corrections import fix as fix_paper
from readlist.library.repairs import RepairError

if TYPE_CHECKING:
    from readlist.tui.main import MainScreen


def _one(main: MainScreen, what: str) -> int | None:
    """The only paper chosen; of several none, which is said."""
    if len(main.chosen) > 1:
        main.say(f"{what} acts on one paper, {len(main.chosen)} are selected: esc ends the selection", "warning")
        return None
    return main.paper


def fix(main: MainScreen) -> None:
    from readlist.tui.dialogs.fix_dialog import FixScreen, given_of

    id = _one(main, "Fix")
    if id is None:
        return

    def take(facts: Facts | None) -> None:
        if facts is not None:
            main.change("fix", lambda library, at: fix_paper(library, id, facts))

    main.app.push_screen(FixScreen(given_of(main.library.papers[id]), main.library.author_names()), take)


def remove(main: MainScreen) -> None:
    if main.pane == "authors":
        _forget(main)
        return
    ids = main.chosen
    change = main.change("remove", lambda library, at: repairs.remove(library, ids))
    if change:
        main.say(f"{change.summary}   (u brings {'it' if len(ids) == 1 else 'them'} back)")


def _forget(main: MainScreen) -> None:
    """Keep a query no longer."""
    kept = main.authors.query_of(main.authors.current or "")
    if kept is None:
        main.say("Remove: of what stands here only queries that are kept can be removed", "warning")
        return
    change = main.change("forget", lambda library, at: saved_queries.forget(library, kept.id))
    if change:
        main.say(f"{change.summary}   (u brings it back)")


def merge(main: MainScreen) -> None:
    """Join what is selected; into a single paper one that is asked for."""
    ids = sorted(main.chosen, key=lambda id: id != main.paper)  # into the one under the cursor
    if len(ids) > 1:
        change = main.change("merge", lambda library, at: repairs.join(library, ids))
        if change:
            main.say(f"{change.summary}   (u undoes)")
        return
    from readlist.tui.dialogs.repair_dialog import MergeScreen

    main.app.push_screen(MergeScreen(main, ids[0]))


def split(main: MainScreen) -> None:
    id = _one(main, "Split")
    if id is None:
        return
    try:
        change = main.change("split", lambda library, at: repairs.split(library, id))
    except RepairError as error:
        main.say(str(error), "warning")
    else:
        if change:
            main.say(f"{change.summary}   (u undoes)")


def alias(main: MainScreen) -> None:
    from readlist.tui.dialogs.repair_dialog import AliasScreen

    author = main.authors.author_of(main.authors.current or "")
    if author is None:
        main.say("Alias: there is no author here", "warning")
    else:
        main.app.push_screen(AliasScreen(main, author.name))
