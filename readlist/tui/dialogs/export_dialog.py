"""The export dialog: which papers, in which format, into which file; what would be written is shown first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from difflib import unified_diff
from itertools import islice
from pathlib import PurePath
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Input, Static

from readlist.formats import EXPORTS, FORMATS, ExportError
from readlist.model.text import clean_lines
from readlist.platform.paths import user_path
from readlist.session.exports import Prepared, prepare, write
from readlist.tui.dialogs.dialog import Dialog
from readlist.tui.exporting import export_options, sources
from readlist.tui.widgets.bars import KeyHints
from readlist.tui.widgets.choice import Choice
from readlist.tui.widgets.path_field import PathField

if TYPE_CHECKING:
    from readlist.tui.main import MainScreen

_NAMES = {"bibtex": "BibTeX", "biblatex": "BibLaTeX", "ris": "RIS", "csl-json": "CSL-JSON", "markdown": "Markdown",
          "json": "readlist JSON"}  # fmt: skip
_SUFFIXES = {name: FORMATS[name].suffix for name in EXPORTS}
_SHOWN = 200  # lines of the preview
_COMPARED = 2_000_000  # characters; of longer files only the numbers of what changes are said


class ExportScreen(Dialog):
    """Enter writes. A .bib file that is there is merged into; any other is replaced only when told twice."""

    DEFAULT_CSS = """
    ExportScreen > Vertical { max-height: 100%; padding: 1 2 0 2; }
    ExportScreen Horizontal { height: 1; }
    ExportScreen Horizontal > Static { width: 8; color: $text-muted; }
    ExportScreen PathField { width: 1fr; margin: 0; }
    ExportScreen #answer { margin: 1 0 0 0; }
    ExportScreen #preview { height: auto; margin: 1 0 0 0; background: $surface; scrollbar-size-vertical: 1; }
    ExportScreen #text { text-wrap: nowrap; text-overflow: ellipsis; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "write", show=False),
        Binding("down", "move(1)", show=False),
        Binding("up", "move(-1)", show=False),
    ]

    def __init__(self, main: MainScreen) -> None:
        super().__init__(main, "Export", "", "")
        self._sources = sources(main)
        self._formats = EXPORTS
        usual = main.session.exported_as or main.session.settings.export.format
        at = self._formats.index(usual) if usual in self._formats else 0
        self._what = Choice([source.name for source in self._sources], id="what")
        self._format = Choice([_NAMES.get(name, name) for name in self._formats], at, id="format")
        self._path = PathField(main.session.exported_to or f"queue{_SUFFIXES[self._formats[at]]}", id="path")
        self._preview = Static(id="text", markup=False)
        self._refused: str | None = None  # the path that is replaced when enter is pressed again
        self._asked = 0  # how often it was prepared what would be written
        self._shown_for: tuple[int, int] | None = None  # papers and format of the new file that is shown

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(self._question, id="question", markup=False)
            for name, widget in (("what", self._what), ("format", self._format), ("file", self._path)):
                with Horizontal():
                    yield Static(name, markup=False)
                    yield widget
            yield Static("", id="answer", markup=False)
            with VerticalScroll(id="preview", can_focus=True):
                yield self._preview
            yield KeyHints()

    def on_mount(self) -> None:
        self._path.focus()
        self.query_one(KeyHints).tell(
            [("enter", "write"), ("tab", "next"), ("← →", "choose"), ("→", "complete the path"), ("esc", "leave")]
        )
        self._fit()
        self._look()

    def on_resize(self) -> None:
        self._fit()

    def _fit(self) -> None:
        self.query_one("#preview").styles.max_height = max(min(self.app.size.height - 13, self.app.size.height // 2), 0)

    def action_move(self, by: int) -> None:
        """Between the three lines, and into the preview."""
        if self.focused is not self.query_one("#preview"):
            self.focus_next() if by > 0 else self.focus_previous()

    # what would be written

    @property
    def _papers(self) -> tuple[int, ...]:
        """The papers chosen; a format for whole libraries takes all where another takes the queue."""
        if self._what.at == 0 and FORMATS[self._chosen_format].whole:
            return self.main.session.library.newest
        return self._sources[self._what.at].ids

    @property
    def _chosen_format(self) -> str:
        return self._formats[self._format.at]

    @on(Choice.Changed)
    def _chosen(self) -> None:
        """Another format has another suffix, and other papers another name, unless it was the user's own."""
        path = PurePath(self._path.value)
        own = path.stem not in {source.file for source in self._sources}
        stem = path.stem if own else self._sources[self._what.at].file
        if path.suffix in {"", *_SUFFIXES.values()} and path.name:
            self._path.value = str(path.with_name(stem + _SUFFIXES[self._chosen_format]))
        self._look()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        if self._shown_for != (self._what.at, self._format.at) or _is_there(event.value.strip()):
            self._look()  # a new file has the same content whatever it is called

    def _look(self) -> None:
        """Prepare in a thread what would be written, and show it."""
        ids, library = self._papers, self.main.session.library
        name, path = self._chosen_format, self._path.value.strip()
        self._shown_for = None if _is_there(path) else (self._what.at, self._format.at)
        if not ids:
            self._tell("The queue is empty: a puts papers there.", Text(""))
            return

        self._asked += 1
        asked, app = self._asked, self.app  # which a dialog that was left has no more

        def work() -> None:
            said, text = _told(lambda: prepare(library, ids, name, export_options(self.main), user_path(path)))
            app.call_from_thread(self._take, asked, said, text)

        self.main.run_worker(work, thread=True, group="prepare")

    def _take(self, asked: int, said: str, text: Text) -> None:
        """Show an answer, unless another question was asked since, or the dialog is gone."""
        if self.is_attached and self in self.app.screen_stack and asked == self._asked:
            self._tell(said, text)

    def _tell(self, said: str, text: Text) -> None:
        self.tell(said)
        self._preview.update(text)
        self.query_one("#preview").display = bool(text.plain)

    # writing

    def action_write(self) -> None:
        self.answer(self._path.value.strip())

    def answer(self, value: str) -> None:
        if not self._papers:
            return
        if not value:
            self._tell("Name a file.", Text(""))
            return
        path, again = user_path(value), self._refused == value
        try:
            prepared = prepare(
                self.main.session.library,
                self._papers,
                self._chosen_format,
                export_options(self.main),
                path,
                overwrite=again,
            )
            if not prepared.text:
                return
            done = write(self.main.session.opened, prepared)
        except ExportError as error:
            self._refused = value
            self._asked += 1  # what is still being prepared does not say it better
            can = path.is_file() and not FORMATS[self._chosen_format].merger
            self._tell(f"{error}\nenter again replaces it   ·   esc leaves" if can else str(error), Text(""))
            return
        self.main.session.exported_to, self.main.session.exported_as = value, self._chosen_format
        self.dismiss()
        if prepared.refused:
            self.main.session.notify(f"{prepared.refused}; {done}", "warning")
        else:
            self.main.session.notify(done)


def _is_there(path: str) -> bool:
    try:
        return user_path(path).exists()
    except (OSError, ValueError):
        return True


def _told(make: Callable[[], Prepared]) -> tuple[str, Text]:
    """What is said about an export, and the text that is shown of it."""
    try:
        prepared = make()
    except ExportError as error:
        return str(error), Text("")
    remarks = "".join(f"\n{remark}" for remark in prepared.remarks)
    if not prepared.text:
        return f"nothing citable is among them{remarks}", Text("")
    if prepared.refused:
        remarks = f"\n{prepared.refused}; the export goes into {prepared.path.name}{remarks}"
    if not prepared.changes:
        return f"the file is up to date: {prepared.summary}{remarks}", Text("")
    if prepared.before is None:
        return f"{prepared.summary} ready, into a new file{remarks}", _shown(prepared.text.splitlines())
    old = prepared.before.decode("utf-8", "replace")
    if len(old) > _COMPARED:
        return f"into the file: {prepared.summary}{remarks}", Text("")
    changed = unified_diff(old.splitlines(), prepared.text.splitlines(), lineterm="", n=1)
    return f"into the file: {prepared.summary}{remarks}", _shown(islice(changed, 2, None), diff=True)


def _shown(lines: Iterator[str] | list[str], *, diff: bool = False) -> Text:
    """The first lines, each shortened to what a screen may have; those of a comparison by their sign."""
    styles = {"+": "green", "-": "red", "@": "dim"} if diff else {}
    text = Text(end="")
    for n, line in enumerate(lines):
        if n == _SHOWN:
            text.append("…\n", style="dim")
            break
        text.append(f"{clean_lines(line[:1000])}\n", styles.get(line[:1], ""))
    text.right_crop(1)
    return text
