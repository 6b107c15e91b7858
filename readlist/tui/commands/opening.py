"""What opens something: a screen, a link, the clipboard."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from typing import TYPE_CHECKING

from readlist.library.listing import SORTS
from readlist.view.edges import ORDERS

if TYPE_CHECKING:
    from readlist.model.paper import Paper
    from readlist.tui.main import MainScreen

_LINKS = 8  # opened at once; more tabs than that nobody asked for


def copy(main: MainScreen) -> None:
    from readlist.tui.copying import copy_entry

    copy_entry(main)


def copy_other(main: MainScreen) -> None:
    from readlist.tui.dialogs.copy_dialog import CopyScreen

    main.app.push_screen(CopyScreen(main))


def open_paper(main: MainScreen) -> None:
    """Open the links of the papers, one a paper."""
    from readlist.model.identifiers import paper_address

    _open(main, paper_address, "no link to the paper is known")


def open_code(main: MainScreen) -> None:
    """Open where the papers' code is, one link a paper."""
    from readlist.model.identifiers import code_address

    _open(main, code_address, "no link to code is known")


def _open(main: MainScreen, link: Callable[[Paper], str | None], none: str) -> None:
    from readlist.platform.programs import in_terminal, open_link
    from readlist.tui.lending import LendingError, lent

    found = [link(main.session.library.papers[id]) for id in main.session.chosen]
    urls = [url for url in found if url is not None]
    if not urls:
        main.session.notify(none, "warning")
        return
    if len(urls) > _LINKS:
        main.session.notify(f"{len(urls)} links at once are too many: select at most {_LINKS} papers", "warning")
        return
    try:
        with lent(main) if in_terminal() else nullcontext():
            opened = sum(map(open_link, urls))
    except LendingError:
        opened = 0
    if opened == len(urls):
        main.session.notify(
            f"opened {urls[0]}" if len(urls) == 1 else f"opened {len(urls)} links of {len(found)} papers"
        )
    else:
        main.app.copy_to_clipboard("\n".join(urls))
        main.session.notify(f"no browser here; copied: {' '.join(urls)}", "warning")


def sort(main: MainScreen) -> None:
    """Choose the field that the papers are sorted by; the one in use again turns the order round."""
    from readlist.tui.dialogs.choose_dialog import Choice, ChooseScreen

    papers = main.papers
    usual = "best match first" if papers.result else "newest first"
    choices = [Choice("", "as usual", usual)]
    in_use = papers.order if papers.order[0] or papers.result else ("date", False)
    for field in SORTS:
        choices.append(Choice(field, field, ORDERS[field][in_use == (field, False)]))  # again: the other way round

    def take(field: str | None) -> None:
        if field is not None:
            papers.sort_by(field, reverse=in_use == (field, False))
            main.refresh_edges()

    main.app.push_screen(ChooseScreen("Sort the papers by", choices, at=papers.order[0]), take)


def triage(main: MainScreen) -> None:
    from readlist.tui.dialogs.triage_dialog import enter_triage

    enter_triage(main)


def history(main: MainScreen) -> None:
    from readlist.tui.dialogs.history_dialog import HistoryScreen

    main.app.push_screen(HistoryScreen(main))


def import_source(main: MainScreen) -> None:
    from readlist.tui.dialogs.import_source_dialog import ImportSource

    main.app.push_screen(ImportSource(main))


def paste(main: MainScreen) -> None:
    from readlist.tui.importing import import_clipboard

    import_clipboard(main)


def export(main: MainScreen) -> None:
    from readlist.tui.dialogs.export_dialog import ExportScreen

    main.app.push_screen(ExportScreen(main))


def show_help(main: MainScreen) -> None:
    from readlist.tui.dialogs.help_dialog import HelpScreen

    main.app.push_screen(HelpScreen(main.session.pane, main.session.commands))


def enrich(main: MainScreen) -> None:
    from readlist.tui.enriching import enrich_chosen

    enrich_chosen(main)


def match(step: int) -> Callable[[MainScreen], None]:
    """Jump between what matches in the detail."""

    def run(main: MainScreen) -> None:
        if main.narrow and main.session.pane != "detail":
            main.go("detail")
        if not main.detail.jump(step):
            main.session.notify("nothing is lit here: / searches", "warning")

    return run


def keep(main: MainScreen) -> None:
    from readlist.tui.dialogs.keep_dialog import KeepScreen

    if not main.search.text.strip():
        main.session.notify("Keep: there is no query: / searches", "warning")
    else:
        main.app.push_screen(KeepScreen(main, main.search.text.strip()))
