"""Something takes a while: how far it is, and escape stops it."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import ProgressBar, Static


class ProgressScreen(ModalScreen[None]):
    """``doing`` says what takes so long, ``tell`` how far it is; ``stop`` is called when the user has enough of it."""

    DEFAULT_CSS = """
    ProgressScreen { align: center bottom; background: $background 40%; }
    ProgressScreen > Vertical { height: 5; background: $panel; padding: 1 2; }
    ProgressScreen #doing { height: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "stop", show=False)]

    def __init__(self, doing: str, stop: Callable[[], None] | None = None) -> None:
        super().__init__()
        self._doing = doing
        self._stop = stop

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(self._doing, id="doing", markup=False)
            yield ProgressBar(show_eta=False)

    def tell(self, done: int, total: int) -> None:
        """Called from the working thread's messages; a late one, after the end, is passed over."""
        if self.is_mounted:
            self.query_one(ProgressBar).update(total=total, progress=done)

    def action_stop(self) -> None:
        if self._stop:
            self._stop()
            self.dismiss()
