"""Copying: through the terminal (OSC 52, which also works over ssh) and through the system's clipboard."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from readlist.formats import ExportError
from readlist.model.text import count
from readlist.platform.programs import ClipboardError, write_clipboard
from readlist.session.copies import COPIES
from readlist.tui.exporting import chosen, export_options
from readlist.tui.lending import LendingError, show_plain

if TYPE_CHECKING:
    from readlist.tui.main import MainScreen


def copy_entry(main: MainScreen) -> None:
    """Copy the BibTeX of what the cursor or the selection is on, as an export writes it."""
    copy_as(main, "BibTeX", chosen(main))


def copy_as(main: MainScreen, name: str, ids: Sequence[int]) -> None:
    """Copy one of ``COPIES`` of some papers, and say so."""
    try:
        text = COPIES[name](main.session.library, ids, export_options(main))
    except ExportError as error:
        main.session.notify(str(error), "error")
        return
    if not text:
        citable = any(main.session.library.papers[id].citable for id in ids)
        missing = (
            f"there is no {name} to copy" if citable else "known only by its abstract: there is nothing to cite yet"
        )
        main.session.notify(missing, "warning")
        return
    what = main.session.library.papers[ids[0]].key if len(ids) == 1 else count(len(ids), "paper")
    copy_text(main, text, f"the {name} of {what}")


def copy_text(main: MainScreen, text: str, what: str) -> None:
    """Copy, and say by which way. A terminal can't confirm that it took a text: asked again, it is shown instead."""
    if main.sent == text:
        main.sent = None
        try:
            show_plain(main, text)
        except LendingError as error:
            main.session.notify(str(error), "warning")
        return
    main.app.copy_to_clipboard(text)

    def work() -> None:
        try:
            write_clipboard(text)
            said = f"copied {what}"
        except ClipboardError:
            main.sent = text
            said = f"copied {what} through the terminal; if that has no clipboard, the same again shows the text"
        main.app.call_from_thread(main.session.notify, said)

    main.run_worker(work, thread=True, exclusive=True, group="copy")
