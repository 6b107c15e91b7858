"""Commands for the PDFs of papers: open or fetch, attach, remove, read in the app, take notes from them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from readlist.library.marking import title_of

if TYPE_CHECKING:
    from readlist.tui.main_screen import MainScreen


def open_pdf(main: MainScreen) -> None:
    """Open the paper's PDF; if there is none here, fetch one, after asking unless the user has allowed it."""
    id = main.session.only_paper("PDF")
    if id is None:
        return
    from readlist.tui.dialogs.pdf_dialogs import fetch_and_show, show

    if main.session.pdfs.has(id):
        page = main.passage_page(id)
        show(main.app, main.session, id, page, main.papers.words if page else None)
    else:
        fetch_and_show(main.app, main.session, id)


def manage(main: MainScreen) -> None:
    """Choose what to do with the paper's PDF."""
    id = main.session.only_paper("PDF")
    if id is None:
        return
    from readlist.tui.dialogs.pdf_dialogs import manage

    manage(main.app, main.session, id)


def take_notes(main: MainScreen) -> None:
    """Append highlights and notes of the paper's PDF to its note."""
    id = main.session.only_paper("PDF notes")
    if id is None:
        return
    from readlist.tui.dialogs.pdf_dialogs import take_notes

    if main.session.pdfs.has(id):
        take_notes(main.app, main.session, id)
    else:
        main.session.notify(f"no PDF of {title_of(main.session.library.papers[id])} here: P attaches one", "warning")


def read_here(main: MainScreen, id: int, page: int) -> None:
    """Open the reading view at a page."""
    from readlist.tui.dialogs.pdf_dialogs import read_here

    read_here(main.app, main.session, id, page, main.papers.words)
