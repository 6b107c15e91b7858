"""The dialog of exports that are kept up to date: what each file has, when it was written, what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from readlist.model.dates import local_time
from readlist.model.text import clean, count
from readlist.session.kept_exports import drop
from readlist.session.session import Session
from readlist.tui.dialogs.base import LIST_KEYS, Option, OptionRows, Panel
from readlist.writing.ledger import KeptExport, kept_exports


class KeptDialog(Panel[None]):
    """Kept exports; x drops the one under the cursor, whose file stays as it is."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,escape,q", "cancel", "close", key_display="esc", tooltip="Close"),
        Binding("x,delete", "drop", "drop", tooltip="Keep the file no longer; it stays as it is"),
        *LIST_KEYS,
    ]
    rows: OptionRows

    def __init__(self, session: Session, exports: Sequence[KeptExport]) -> None:
        super().__init__(session, "Kept up to date")
        self.rows = OptionRows(_options(exports))

    def labels(self) -> Mapping[str, str]:
        return {"accept": ""}

    def compose_body(self) -> ComposeResult:
        yield self.rows

    def on_mount(self) -> None:
        self.fit_rows(self.rows, around=6)
        self.rows.show(self.rows.rows)
        self.rows.focus()

    def action_drop(self) -> None:
        if (path := self.rows.current) is None:
            return
        drop(self.session.opened.folder, Path(path))
        self.rows.offer(_options(kept_exports(self.session.opened.folder)))
        self.show_message(f"{clean(path)} is kept no longer; it stays as it is")
        if not self.rows.rows:
            self.dismiss(None)
            self.session.notify(f"{clean(path)} is kept no longer; it stays as it is")


def _options(exports: Sequence[KeptExport]) -> list[Option]:
    return [Option(kept.path, clean(_short(kept.path)), clean(_about(kept))) for kept in exports]


def _short(path: str) -> str:
    home = str(Path.home())
    return f"~{path.removeprefix(home)}" if path.startswith(f"{home}/") else path


def _about(kept: KeptExport) -> str:
    if kept.problem:
        return f"not up to date: {kept.problem}"
    when = f"written {local_time(kept.written):%Y-%m-%d %H:%M}" if kept.written else "not written yet"
    return f"{kept.label} · {count(kept.entries, 'entry', 'entries')} · {kept.format} · {when}"
