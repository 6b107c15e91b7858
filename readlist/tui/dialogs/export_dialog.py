"""The export dialog: which papers, in which format, into which file; what would be written is shown first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from difflib import unified_diff
from itertools import islice
from pathlib import Path, PurePath
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Input, Static

from readlist.formats import EXPORTS, FORMATS, ExportError, ExportOptions
from readlist.model.text import clean_lines, count
from readlist.platform.paths import user_path
from readlist.session.exports import PathOf, Prepared, gaps, prepare, write
from readlist.session.session import Session
from readlist.tui.dialogs.base import Panel
from readlist.tui.dialogs.form_fields import OptionLine, PathField

_NAMES = {"bibtex": "BibTeX", "biblatex": "BibLaTeX", "ris": "RIS", "csl-json": "CSL-JSON", "markdown": "Markdown",
          "json": "readlist JSON", "hayagriva": "Hayagriva"}  # fmt: skip
_SUFFIXES = {name: FORMATS[name].suffix for name in EXPORTS}
_MOST_LINES = 200  # lines of the preview
_MOST_COMPARED = 2_000_000  # characters; of longer files only the numbers of what changes are shown


@dataclass(frozen=True, slots=True)
class Source:
    """Papers that can be exported."""

    name: str  # in the dialog: "the queue (4)"
    file: str  # what a file of them is called, without a suffix
    ids: tuple[int, ...]
    query: str | None = None  # what papers to come have to match to belong to it: "" the queue, None none does


def export_sources(session: Session, listing: Sequence[int], query: str | None = None) -> list[Source]:
    """The queue, the selection or the paper under the cursor, and the papers that are listed; a selection first."""
    queue, chosen = session.library.queue, session.chosen
    listed = tuple(id for id in listing if id in session.library.papers)
    sources = [Source(f"the queue ({len(queue):,})", "queue", queue, "")]
    if chosen:
        name = "this paper" if len(chosen) == 1 else f"the selection ({len(chosen):,})"
        sources.insert(len(chosen) == 1, Source(name, "papers", chosen))
    if listed:
        sources.append(Source(f"the listing: {count(len(listed), 'paper')}", "papers", listed, query))
    return sources


def export_options(session: Session) -> ExportOptions:
    """What the configuration says about exports."""
    export = session.settings.export
    return ExportOptions(**{field.name: getattr(export, field.name) for field in fields(ExportOptions)})


class ExportDialog(Panel[None]):
    """Enter exports. A .bib file that exists is merged into; any other is replaced only when enter is pressed again."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "accept", "export", tooltip="Write the file; again to replace a file that exists"),
        Binding("tab", "app.focus_next", "next field", tooltip="Next field"),
        Binding("down", "move(1)", tooltip="Next field; in the preview, scroll"),
        Binding("up", "move(-1)", tooltip="Previous field; in the preview, scroll"),
        # the fields themselves take these two keys; the row is for the footer and the list of keys
        Binding("left,right", "none", "change", key_display="← →", tooltip="Change papers or format; complete a path"),
    ]

    def __init__(self, session: Session, sources: Sequence[Source]) -> None:
        super().__init__(session, "Export")
        self._sources = sources
        self._formats = EXPORTS
        usual = session.exported_as or session.settings.export.format
        at = self._formats.index(usual) if usual in self._formats else 0
        self._source = OptionLine([source.name for source in sources], id="source")
        self._format = OptionLine([_NAMES.get(name, name) for name in self._formats], at, id="format")
        before = session.exported_to if sources[0].file == "queue" else None  # a selection needs a file of its own
        self._path = PathField(before or f"{sources[0].file}{_SUFFIXES[self._formats[at]]}", id="path")
        self._keep = OptionLine(["written once", "kept up to date"], id="keep")
        self._files = OptionLine(["left out", "their paths"], int(session.settings.export.files), id="files")
        self._text = Static(id="text", markup=False)
        self._refused: str | None = None  # the path that is replaced when enter is pressed again
        self._requests = 0  # so that an answer to an earlier question is not shown
        self._shown_for: tuple[int, int] | None = None  # papers and format of the new file that is shown

    def compose_body(self) -> ComposeResult:
        rows = [("papers", self._source), ("format", self._format), ("file", self._path), ("then", self._keep)]
        if self.session.library.papers.have_files:
            rows.insert(3, ("PDFs", self._files))
        for name, widget in rows:
            with Horizontal(classes="row"):
                yield Static(name, markup=False)
                yield widget
        with VerticalScroll(id="preview", can_focus=True):
            yield self._text

    def on_mount(self) -> None:
        self._path.focus()
        self._fit()
        self._prepare()

    def on_resize(self) -> None:
        self._fit()

    def _fit(self) -> None:
        self.query_one("#preview").styles.max_height = max(min(self.app.size.height - 14, self.app.size.height // 2), 0)

    def action_move(self, by: int) -> None:
        """Between the lines, and into the preview."""
        if self.focused is not self.query_one("#preview"):
            self.focus_next() if by > 0 else self.focus_previous()

    # what would be written

    @property
    def _papers(self) -> tuple[int, ...]:
        """The papers to export; a format for whole libraries takes all of them in place of the queue."""
        source = self._sources[self._source.at]
        return (
            self.session.library.newest if source.file == "queue" and FORMATS[self._format_name].whole else source.ids
        )

    @property
    def _options(self) -> ExportOptions:
        return replace(export_options(self.session), files=bool(self._files.at))

    @property
    def _format_name(self) -> str:
        return self._formats[self._format.at]

    @on(OptionLine.Changed)
    def _change_path(self) -> None:
        """Update the file's name: its suffix for the format, and its stem for the papers unless the user typed it."""
        path = PurePath(self._path.value)
        typed = path.stem not in {source.file for source in self._sources}
        stem = path.stem if typed else self._sources[self._source.at].file
        if path.suffix in {"", *_SUFFIXES.values()} and path.name:
            self._path.value = str(path.with_name(stem + _SUFFIXES[self._format_name]))
        self._prepare()

    @on(Input.Changed)
    def _path_changed(self, event: Input.Changed) -> None:
        event.stop()
        if self._shown_for != (self._source.at, self._format.at) or _exists(event.value.strip()):
            self._prepare()  # a new file has the same content whatever it is called

    def _prepare(self) -> None:
        """Prepare in a thread what would be written, and show it."""
        ids, library, options = self._papers, self.session.library, self._options
        name, path, place = self._format_name, self._path.value.strip(), shelf_place(self.session)
        kept = bool(self._keep.at)
        self._shown_for = None if _exists(path) else (self._source.at, self._format.at)
        if not ids:
            self._show("the queue is empty: a adds a paper to it", Text(""))
            return

        self._requests += 1
        request, app = self._requests, self.app  # a closed dialog has no app

        def work() -> None:
            message, text = _preview(
                lambda: prepare(library, ids, name, options, user_path(path), place=place, merging=kept)
            )
            if lack := gaps(library, ids) if text.plain and FORMATS[name].merger else "":
                message += f"\n{lack}: E completes them"
            app.call_from_thread(self._show_answer, request, message, text)

        app.run_worker(work, thread=True, group="prepare")

    def _show_answer(self, request: int, message: str, text: Text) -> None:
        """Show what was prepared, unless there is a newer request, or the dialog is closed."""
        if self.is_attached and self in self.app.screen_stack and request == self._requests:
            self._show(message, text)

    def _show(self, message: str, text: Text) -> None:
        self.show_message(message)
        self._text.update(text)
        self.query_one("#preview").display = bool(text.plain)

    def _refuse(self, error: str) -> None:
        self._requests += 1  # the result of an earlier request must not replace the error
        self._show("", Text(""))
        self.show_error(error)

    # writing

    def action_accept(self) -> None:
        value, session = self._path.value.strip(), self.session
        if not self._papers:
            return
        if not value:
            self._refuse("enter a file name")
            return
        path, overwrite = user_path(value), self._refused == value
        options = self._options
        if self._keep.at:
            self._start_keeping(value, path)
            return
        try:
            prepared = prepare(
                session.library, self._papers, self._format_name, options, path, overwrite=overwrite,
                place=shelf_place(session),
            )  # fmt: skip
            if not prepared.text:
                return
            report = write(session.opened, prepared)
        except ExportError as error:
            self._refused = value
            replaceable = path.is_file() and not FORMATS[self._format_name].merger
            self._refuse(f"{error}\npress enter again to replace it" if replaceable else str(error))
            return
        session.exported_to, session.exported_as = value, self._format_name
        if self._papers == session.chosen:
            session.end_selection()
        self.dismiss(None)
        if prepared.refused:
            session.notify(f"{prepared.refused}; {report}", "warning")
        else:
            session.notify(report)

    def _start_keeping(self, value: str, path: Path) -> None:
        from readlist.session.kept_exports import keep

        session, source = self.session, self._sources[self._source.at]
        try:
            report = keep(session.opened, self._papers, self._format_name, self._options, path, query=source.query)
        except ExportError as error:
            self._refuse(str(error))
            return
        session.exported_to, session.exported_as = value, self._format_name
        self.dismiss(None)
        session.notify(report)


def shelf_place(session: Session) -> PathOf:
    """Where papers' PDFs are, for exports that name them."""
    from readlist.pdf.shelf import shelf_of

    return shelf_of(session.opened.folder, session.settings.pdf).place


def _exists(path: str) -> bool:
    try:
        return user_path(path).exists()
    except (OSError, ValueError):
        return True


def _preview(make: Callable[[], Prepared]) -> tuple[str, Text]:
    """The message about an export, and the text that is shown of it."""
    try:
        prepared = make()
    except ExportError as error:
        return str(error), Text("")
    remarks = "".join(f"\n{remark}" for remark in prepared.remarks)
    if not prepared.text:
        return f"nothing here can be cited{remarks}", Text("")
    if prepared.refused:
        remarks = f"\n{prepared.refused}; the export goes into {prepared.path.name}{remarks}"
    if not prepared.changes:
        return f"the file is up to date: {prepared.summary}{remarks}", Text("")
    if prepared.before is None:
        return f"new file: {prepared.summary}{remarks}", _excerpt(prepared.text.splitlines())
    old = prepared.before.decode("utf-8", "replace")
    message = f"existing file: {prepared.summary}{remarks}"
    if len(old) > _MOST_COMPARED:
        return message, Text("")
    changed = unified_diff(old.splitlines(), prepared.text.splitlines(), lineterm="", n=1)
    return message, _excerpt(islice(changed, 2, None), diff=True)


def _excerpt(lines: Iterator[str] | list[str], *, diff: bool = False) -> Text:
    """The first lines, each as long as a screen may need; those of a comparison coloured by their sign."""
    styles = {"+": "green", "-": "red", "@": "dim"} if diff else {}
    text = Text(end="")
    for n, line in enumerate(lines):
        if n == _MOST_LINES:
            text.append("…\n", style="dim")
            break
        text.append(f"{clean_lines(line[:1000])}\n", styles.get(line[:1], ""))
    text.right_crop(1)
    return text
