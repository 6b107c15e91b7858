"""Copying: through the terminal (OSC 52, which also works over ssh) and through the system's clipboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from readlist.formats import ExportError, ExportOptions
from readlist.services.exports import export
from readlist.system.clipboard import ClipboardError, write_clipboard

if TYPE_CHECKING:
    from readlist.tui.main import MainScreen


def copy_entry(main: MainScreen) -> None:
    """Copy the BibTeX entry of the paper, without its abstract."""
    id = main.paper
    assert id is not None
    try:
        exported = export(main.library, [id], "bibtex", ExportOptions(abstract=False))
    except ExportError as error:
        main.say(str(error), "error")
        return
    if not exported.text:
        main.say("known only by its abstract: there is nothing to cite yet", "warning")
        return
    copy_text(main, exported.text, f"the BibTeX of {main.library.papers[id].key}")


def copy_text(main: MainScreen, text: str, what: str) -> None:
    """Copy, and say by which way: a terminal can't confirm that it took it."""
    main.app.copy_to_clipboard(text)

    def work() -> None:
        try:
            write_clipboard(text)
            said = f"copied {what}"
        except ClipboardError:
            said = f"copied {what} through the terminal"
        main.app.call_from_thread(main.say, said)

    main.run_worker(work, thread=True, exclusive=True, group="copy")
