"""Commands that repair papers and authors: fix, remove, merge, split, alias."""

from __future__ import annotations

from typing import TYPE_CHECKING

from readlist.library import listing, repairs
from readlist.library.repairs import RepairError
from readlist.library.repairs import fix as fix_paper
from readlist.model.paper import Candidate

if TYPE_CHECKING:
    from readlist.tui.main_screen import MainScreen


def fix(main: MainScreen) -> None:
    from readlist.tui.dialogs.fix_dialog import FixDialog, given_of

    id = main.session.only_paper("Fix")
    if id is None:
        return

    def save(facts: Candidate) -> None:
        main.session.change("fix", lambda library, at: fix_paper(library, id, facts))

    library = main.session.library
    FixDialog(main.session, given_of(library.papers[id]), library.author_names()).open(main.app, save)


def remove(main: MainScreen) -> None:
    if main.session.pane == "authors":
        _forget(main)
        return
    ids = main.session.chosen
    change = main.session.change("remove", lambda library, at: repairs.remove(library, ids))
    if change:
        main.session.notify(f"{change.summary}   (u brings {'it' if len(ids) == 1 else 'them'} back)")


def _forget(main: MainScreen) -> None:
    """Delete the saved search."""
    kept = main.authors.query_of(main.authors.current or "")
    if kept is None:
        main.session.notify("Remove: only saved searches can be removed from this pane", "warning")
        return
    change = main.session.change("forget", lambda library, at: listing.delete_query(library, kept.id))
    if change:
        main.session.notify(f"{change.summary}   (u brings it back)")


def merge(main: MainScreen) -> None:
    """Merge the selected papers; if only one is chosen, ask for the other record."""
    ids = sorted(main.session.chosen, key=lambda id: id != main.session.paper)  # into the one under the cursor
    if len(ids) > 1:
        change = main.session.change("merge", lambda library, at: repairs.join(library, ids))
        if change:
            main.session.notify(f"{change.summary}   (u undoes)")
            main.session.end_selection()
        return
    from readlist.tui.dialogs.pick_dialog import MergeDialog

    MergeDialog(main.session, ids[0]).open(main.app)


def split(main: MainScreen) -> None:
    id = main.session.only_paper("Split")
    if id is None:
        return
    try:
        change = main.session.change("split", lambda library, at: repairs.split(library, id))
    except RepairError as error:
        main.session.notify(str(error), "warning")
    else:
        if change:
            main.session.notify(f"{change.summary}   (u undoes)")


def alias(main: MainScreen) -> None:
    from readlist.tui.dialogs.pick_dialog import AliasDialog

    author = main.authors.author_of(main.authors.current or "")
    if author is not None:
        AliasDialog(main.session, author.name).open(main.app)
