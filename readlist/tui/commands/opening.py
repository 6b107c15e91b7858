"""Commands that open something: a dialog, a screen, a link, the clipboard."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from typing import TYPE_CHECKING

from readlist.library.listing import ALL, INBOX, SORTS, listing, listing_query
from readlist.store.files import StoreError
from readlist.tui.widgets.frame import ORDERS

if TYPE_CHECKING:
    from readlist.model.paper import Paper
    from readlist.tui.main_screen import MainScreen

_RELATED = 12  # papers offered
_LINKS = 8  # opened at once; more tabs than that nobody asked for


def copy(main: MainScreen) -> None:
    from readlist.tui.dialogs.copy_dialog import copy_as

    copy_as(main.app, main.session, "BibTeX", main.session.chosen)


def copy_other(main: MainScreen) -> None:
    from readlist.tui.dialogs.copy_dialog import CopyDialog

    CopyDialog(main.session, main.session.chosen).open(main.app)


def open_paper(main: MainScreen) -> None:
    """Open the papers in the browser; a paper without an address as a search for its title."""
    from readlist.model.identifiers import paper_address, search_address

    search = main.session.settings.open.search
    _open(main, lambda paper: paper_address(paper) or search_address(search, paper.title_text), "no link to the paper")


def open_code(main: MainScreen) -> None:
    """Open the papers' code in the browser, one link per paper."""
    from readlist.model.identifiers import code_address

    _open(main, code_address, "no link to code is known")


def _open(main: MainScreen, link: Callable[[Paper], str | None], none: str) -> None:
    from readlist.platform.programs import in_terminal, open_link
    from readlist.tui.terminal import HandoverError, hand_over

    found = [link(main.session.library.papers[id]) for id in main.session.chosen]
    urls = [url for url in found if url is not None]
    if not urls:
        main.session.notify(none, "warning")
        return
    if len(urls) > _LINKS:
        main.session.notify(f"{len(urls)} links at once are too many: select at most {_LINKS} papers", "warning")
        return
    try:
        with hand_over(main.app) if in_terminal() else nullcontext():
            opened = sum(map(open_link, urls))
    except HandoverError:
        opened = 0
    main.session.end_selection()
    if opened == len(urls):
        main.session.notify(
            f"opened {urls[0]}" if len(urls) == 1 else f"opened {len(urls)} links of {len(found)} papers"
        )
    else:
        main.app.copy_to_clipboard("\n".join(urls))
        main.session.notify(f"the browser did not open; copied: {' '.join(urls)}", "warning")


def sort(main: MainScreen) -> None:
    """Choose the field to sort papers by; choosing the present one again reverses the order."""
    from readlist.tui.dialogs.base import Option
    from readlist.tui.dialogs.pick_dialog import ListPick

    papers = main.papers
    usual = "best match first" if papers.result else "newest first, or most interesting first"
    choices = [Option("", "as usual", usual)]
    in_use = papers.order if papers.order[0] or papers.result else ("date", False)
    for field in SORTS:
        choices.append(Option(field, field, ORDERS[field][in_use == (field, False)]))  # again: the other way round

    def sort_by(field: str) -> None:
        if field == "interest" and not main.session.library.interests.orders:
            main.session.notify("decide about 10 papers first: interest is learned from them", "warning")
            return
        papers.sort_by(field, reverse=in_use == (field, False))
        main.refresh_edges()

    ListPick(main.session, "Sort papers by", choices, at=papers.order[0]).open(main.app, sort_by)


def related(main: MainScreen) -> None:
    """List the papers nearest to the one under the cursor, with what they have in common; go to one."""
    id, interest = main.session.only_paper("Related"), main.session.interest
    if id is None:
        return
    if interest.ready:
        _show_related(main, id)
    elif not interest.preparing:
        main.run_worker(_read_and_relate(main, id), group="related", exit_on_error=False)
    else:
        main.session.notify("Related: papers are being read, try again in a moment")


async def _read_and_relate(main: MainScreen, id: int) -> None:
    import asyncio

    from readlist.session.derived_state import CancelledError

    interest = main.session.interest
    try:
        while not interest.ready:
            interest.begin()
            interest.use(await asyncio.to_thread(interest.prepare))
    except CancelledError:
        return
    except StoreError as error:
        interest.stop()
        main.session.notify(str(error), "error")
        return
    main.interest.begin()
    if id in main.session.library.papers:
        _show_related(main, id)


def _show_related(main: MainScreen, id: int) -> None:
    from readlist.library.marking import title_of
    from readlist.tui.dialogs.base import Option
    from readlist.tui.dialogs.pick_dialog import ListPick

    papers = main.session.library.papers
    found = main.session.interest.related(id, _RELATED)
    if not found:
        main.session.notify("Related: no other paper here", "warning")
        return
    choices = [
        Option(str(near.id), papers[near.id].title_text, ", ".join(reason.text for reason in near.reasons))
        for near in found
    ]
    heading = f"Related to {title_of(papers[id])}"
    ListPick(main.session, heading, choices).open(main.app, lambda chosen: main.show_paper(int(chosen)))


def triage(main: MainScreen) -> None:
    """Triage the inbox papers of the listing, or of its selection; where there are none, the whole inbox."""
    from readlist.library.triage import Round, best_round
    from readlist.tui.dialogs.triage_screen import TriageScreen

    papers, library = main.papers, main.session.library
    group = INBOX if papers.group == ALL else papers.group
    ids = [id for id in papers.rows if id in library.papers and library.mark(id).inbox]
    name = group.name + (" · matches" if papers.result else "")
    if papers.selected:
        ids, name = [id for id in ids if id in papers.selected], "Selected"
    if not ids:
        if name != INBOX.name and library.count("inbox"):
            main.session.notify(f"{name}: nothing in the inbox; showing the whole inbox")
        ids, name = list(listing(library, INBOX)), INBOX.name
    if not ids:
        main.session.notify("inbox empty")
        return

    def show_paper(_: None) -> None:
        if screen.round.at is not None:
            main.papers.go(screen.round.at)

    chosen = papers.selected or papers.result or papers.order[0]  # then the order is the user's own
    share, today = main.session.settings.interest.random, main.session.today
    round = Round(library, name, ids) if chosen else best_round(library, name, ids, share, today)
    screen = TriageScreen(main.session, round, main.carry_out)
    main.app.push_screen(screen, show_paper)


def history(main: MainScreen) -> None:
    from readlist.tui.dialogs.sheets import HistoryDialog

    HistoryDialog(main.session).open(main.app)


def import_source(main: MainScreen) -> None:
    from readlist.tui.dialogs.import_dialog import ImportDialog

    ImportDialog(main.session).open(main.app)


def paste(main: MainScreen) -> None:
    from readlist.tui.dialogs.import_dialog import import_clipboard

    import_clipboard(main.app, main.session)


def export(main: MainScreen) -> None:
    from readlist.tui.dialogs.export_dialog import ExportDialog, export_sources

    group = main.papers.group
    query = listing_query(group, main.search.text.strip() if main.papers.result else "")
    ExportDialog(main.session, export_sources(main.session, main.papers.rows, query)).open(main.app)


def cite(main: MainScreen) -> None:
    from readlist.tui.dialogs.cite_dialog import CiteDialog

    CiteDialog(main.session, main.session.chosen).open(main.app)


def kept_exports(main: MainScreen) -> None:
    from readlist.tui.dialogs.kept_dialog import KeptDialog
    from readlist.writing.ledger import kept_exports as exports_of

    if exports := exports_of(main.session.opened.folder):
        KeptDialog(main.session, exports).open(main.app)
    else:
        main.session.notify("no file is kept up to date: e exports to one, and can keep it so")


def show_help(main: MainScreen) -> None:
    from readlist.tui.dialogs.help_dialog import HelpDialog

    HelpDialog(main.session, main.session.pane, main.session.commands).open(main.app)


def enrich(main: MainScreen) -> None:
    """Look up the chosen papers; from the authors pane, all listed papers not looked up yet."""
    from readlist.session.lookups import to_ask
    from readlist.tui.dialogs.progress_dialog import look_up

    listed = main.session.pane == "authors"
    ids: Sequence[int] = main.papers.rows if listed else main.session.chosen
    papers = [p for p in to_ask(main.session.library, ids, again=not listed) if not p.placeholder or p.arxiv or p.doi]
    if papers:
        look_up(main.app, main.session, papers)
    elif not ids:
        main.session.notify("Enrich: no paper here", "warning")
    elif listed:
        main.session.notify("all of these were looked up already: E on a paper looks it up again")
    else:
        main.session.notify("nothing to look up: neither title, arXiv id nor DOI is known", "warning")


def match(step: int) -> Callable[[MainScreen], None]:
    """Jump to another match in the detail."""

    def run(main: MainScreen) -> None:
        if main.narrow and main.session.pane != "detail":
            main.go("detail")
        if not main.detail.jump(step):
            main.session.notify("no match here; press / to search", "warning")

    return run


next_match, previous_match = match(+1), match(-1)


def save_search(main: MainScreen) -> None:
    from readlist.tui.dialogs.text_dialogs import SaveSearchDialog

    if not main.search.text.strip():
        main.session.notify("Save search: press / to search first", "warning")
    else:
        SaveSearchDialog(main.session, main.search.text.strip()).open(main.app)
