"""What holds for every dialog: esc cancels, enter saves or opens, ``?`` lists the keys and loses nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from importlib import import_module
from pkgutil import iter_modules

import pytest
from textual.widgets import Input, TextArea
from textual.widgets._toast import Toast

from readlist.library import history
from readlist.model.paper import Mark
from readlist.platform.paths import sample_pages
from readlist.session.open_library import OpenLibrary
from readlist.tui import dialogs as all_dialogs
from readlist.tui.dialogs import (
    board_dialog,
    cite_dialog,
    copy_dialog,
    enrich_dialog,
    export_dialog,
    help_dialog,
    kept_dialog,
    pick_dialog,
    sheets,
    text_dialogs,
)
from readlist.tui.dialogs.base import ChooseDialog, Dialog, KeySheet, Panel, Sheet
from readlist.tui.dialogs.fix_dialog import FixDialog
from readlist.tui.dialogs.import_dialog import ImportDialog
from readlist.tui.dialogs.pdf_dialogs import AttachDialog
from readlist.tui.dialogs.preview_dialog import PreviewDialog
from readlist.tui.dialogs.progress_dialog import ProgressDialog
from readlist.tui.dialogs.reading_screen import ReadingScreen
from tests.tui.conftest import FIRST, Clipboard, Run, Seat, as_pasted, page


@dataclass(frozen=True)
class Case:
    """A dialog: the keys that open it, what is typed in it, and what is seen after enter."""

    dialog: type[Dialog[object]]
    opens: tuple[str, ...]
    types: str = ""
    after: Callable[[Seat], object] = lambda seat: True
    saves: str = "enter"
    cancels: tuple[str, ...] = ("escape",)


def mark(seat: Seat) -> Mark:
    library = seat.opened.library
    return library.mark(library.keys[FIRST])


PAGE = str(next(iter(sample_pages())))

CASES = [
    Case(text_dialogs.TagsDialog, ("t",), "proofs", lambda seat: "proofs" in mark(seat).tags),
    Case(
        text_dialogs.NoteDialog,
        ("n",),
        "why",
        lambda seat: mark(seat).note == "why",
        saves="ctrl+s",
        cancels=("escape", "d", "enter"),
    ),
    Case(pick_dialog.MergeDialog, ("m",), "lightman2023let", lambda seat: len(seat.opened.library.papers) == 54),
    Case(pick_dialog.AliasDialog, ("1", *"jjjjjjj", "A"), "Alec Radford", lambda seat: "Alec R" in seat.messages[-1]),
    Case(text_dialogs.SaveSearchDialog, ("slash", *"bert", "ctrl+s"), "x", lambda seat: seat.opened.library.queries),
    Case(FixDialog, ("f",), "X", lambda seat: "SpacesX" in seat.text),
    Case(pick_dialog.ListPick, ("S",), "ttl", lambda seat: "title A to Z" in seat.status),
    Case(pick_dialog.LibraryDialog, ("ctrl+o",), "/tmp", lambda seat: seat.main.next_library == "/tmp"),
    Case(copy_dialog.CopyDialog, ("Y",), "jj", lambda seat: seat.messages[-1] == f"copied the key of {FIRST}"),
    Case(cite_dialog.CiteDialog, ("c",), "j", lambda seat: seat.messages[-1] == f"copied the \\cite of {FIRST}"),
    Case(
        cite_dialog.IntoDialog,
        ("c", "w"),
        "more.bib",
        lambda seat: seat.messages[-1].endswith("wrote 1 entry to more.bib"),
    ),
    Case(
        kept_dialog.KeptDialog, ("e", "down", "right", "enter", "ctrl+e"), "", lambda seat: seat.app.screen is seat.main
    ),
    Case(export_dialog.ExportDialog, ("e",), "", lambda seat: "queue.bib" in seat.messages[-1]),
    Case(ImportDialog, ("i",), PAGE, lambda seat: isinstance(seat.app.screen, PreviewDialog)),
    Case(PreviewDialog, ("paste",), "j", lambda seat: "imported" in seat.messages[-1] or "new" in seat.messages[-1]),
    Case(board_dialog.FollowBoard, ("L",), "", lambda seat: "Nothing is followed" in seat.text),
    Case(sheets.HistoryDialog, ("H",), "j", lambda seat: seat.messages[-1].endswith(": done")),
    Case(sheets.StatisticsSheet, ("percent_sign",), "", lambda seat: seat.app.screen is seat.main),
    Case(
        help_dialog.HelpDialog,
        ("question_mark",),
        "citation keys",
        lambda seat: "lee2024memory" in seat.text,
    ),
    Case(
        help_dialog.TopicPage,
        ("question_mark", *"citekeys", "enter"),
        "",
        lambda seat: "Help" in seat.status,
        cancels=("escape", "escape"),
    ),
]
every_dialog = pytest.mark.parametrize("case", CASES, ids=lambda case: case.dialog.__name__)


async def open_dialog(seat: Seat, case: Case) -> None:
    for key in case.opens:
        await (seat.paste(as_pasted(page("sutskever"))) if key == "paste" else seat.press(key))
    assert isinstance(seat.app.screen, case.dialog)
    await seat.type(case.types)


for module in iter_modules(all_dialogs.__path__):
    import_module(f"{all_dialogs.__name__}.{module.name}")


def dialogs(dialog: type = Dialog) -> Iterator[type]:
    """Every dialog, whichever module it is in."""
    for subclass in dialog.__subclasses__():
        yield subclass
        yield from dialogs(subclass)


def test_every_dialog_is_in_the_table() -> None:
    shared = {Panel, Sheet, KeySheet, text_dialogs.FieldDialog, pick_dialog.PickDialog}
    waiting = {d for d in dialogs() if issubclass(d, ProgressDialog)}  # test_importing, test_enriching
    by_their_own = {enrich_dialog.EnrichDialog, sheets.ReportDialog, ChooseDialog, ReadingScreen, AttachDialog}
    tried = {case.dialog for case in CASES} | by_their_own
    assert set(dialogs()) - shared - waiting == tried


@every_dialog
async def test_keys_are_listed_and_escape_changes_nothing(case: Case, sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        start = history.present(seat.opened.library)
        await open_dialog(seat, case)
        dialog, before = seat.app.screen, seat.lines
        if not isinstance(dialog, help_dialog.HelpDialog):  # which lists them itself
            await seat.press("f1")
            assert isinstance(seat.app.screen, KeySheet)
            assert "esc" in seat.text
            await seat.press("escape")
            assert seat.app.screen is dialog
            assert seat.lines == before
        await seat.press(*case.cancels)
        assert seat.app.screen is seat.main
        assert history.present(seat.opened.library) == start


@every_dialog
async def test_enter_saves_or_opens(case: Case, sample: OpenLibrary, run: Run, clipboard: Clipboard) -> None:
    async with run(sample) as seat:
        await open_dialog(seat, case)
        await seat.press(case.saves)
        assert case.after(seat)


@every_dialog
async def test_on_a_small_screen_the_way_out_and_every_field_are_seen(
    case: Case, sample: OpenLibrary, run: Run
) -> None:
    async with run(sample, (80, 24)) as seat:
        await open_dialog(seat, case)
        seat.main.session.notify("a message of some length " * 4, "error")
        await seat.settle()
        for size in ((80, 24), (60, 20)):
            await seat.resize(*size)
            (toast,) = seat.app.screen.query(Toast)
            shown = [field for field in seat.app.screen.query(Input) if field.region.area]
            seen = [seat.app.screen.find_widget(field).visible_region for field in shown]
            assert not [region for region in seen if region.overlaps(toast.region)]
        seat.app.clear_notifications()
        await seat.settle()
        assert "esc cancel" in seat.text or "esc close" in seat.text


async def test_f1_closes_the_help_it_opened(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.press("f1", "f1")
        assert seat.app.screen is seat.main


@every_dialog
async def test_q_leaves_and_question_mark_helps_outside_fields(case: Case, sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await open_dialog(seat, replace(case, types=""))
        dialog, field = seat.app.screen, seat.app.focused
        if isinstance(field, Input | TextArea):
            typed = "q" if case.dialog is help_dialog.HelpDialog else "?q"  # there ? closes what it opened
            await seat.type(typed)
            assert seat.app.screen is dialog
            assert typed in (field.value if isinstance(field, Input) else field.text)
            return
        await seat.press("question_mark")
        assert seat.app.screen is not dialog
        await seat.press(*(case.opens if seat.app.screen is seat.main else ["q"]))  # the help is its own
        assert isinstance(seat.app.screen, case.dialog)
        await seat.press("q")
        assert not isinstance(seat.app.screen, case.dialog)


@pytest.mark.parametrize(
    ("opens", "wrong"),
    [
        (("i",), "/no/such/file.txt"),
        (("m",), "zzqqxx"),
        (("1", *"jjjjjjj", "A"), "zzqqxx"),
        (("t",), "-"),
        (("e",), ""),
        (("ctrl+o",), "zzqqxx"),
        (("f", *["down"] * 2), "yesterday"),
    ],
    ids=["import", "merge", "alias", "tags", "export", "library", "fix"],
)
async def test_what_is_typed_after_an_error_gives_no_command(
    opens: tuple[str, ...], wrong: str, sample: OpenLibrary, run: Run
) -> None:
    async with run(sample) as seat:
        before = history.present(seat.opened.library)
        await seat.press(*opens, "ctrl+u", *wrong, "enter")
        dialog = seat.app.screen
        assert isinstance(dialog, Dialog)
        assert seat.prose("#message")
        await seat.press(*"xsadr")
        assert seat.app.screen is dialog
        assert history.present(seat.opened.library) == before


async def test_an_error_stands_in_the_dialog_and_the_text_stays(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.press("m", *"zz", "enter")
        assert isinstance(seat.app.screen, pick_dialog.MergeDialog)
        assert seat.prose("#message") == "no match for “zz”"
        assert "zz" in seat.prose("Field")
        assert not seat.messages


async def test_a_changed_note_asks_before_it_is_closed(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.press("n", *"why", "escape")
        assert "Save the note?" in seat.text
        await seat.press("e", "enter")
        assert isinstance(seat.app.screen, text_dialogs.NoteDialog)
        await seat.press("escape", "enter")
        assert seat.app.screen is seat.main
        assert mark(seat).note == "why"


async def test_q_cancels_outside_text_fields(sample: OpenLibrary, run: Run) -> None:
    async with run(sample) as seat:
        await seat.press("Y", "q")
        assert seat.app.screen is seat.main
        await seat.press("t", "q")
        assert isinstance(seat.app.screen, text_dialogs.TagsDialog)
        assert "q" in seat.prose("Field")


async def test_two_records_are_merged_by_words_typed_wrongly(sample: OpenLibrary, run: Run) -> None:
    async with run(sample, (100, 30)) as seat:
        await seat.press("m", "enter")
        assert "type what you remember, or choose with ↓" in seat.text
        assert len(seat.opened.library.papers) == 55
        await seat.press(*"verfy step by stp")
        assert "Let's Verify Step by Step" in seat.part("#options")[0]
        await seat.press("enter")
        assert "merged 2 papers into “Mamba" in seat.messages[-1]
        assert len(seat.opened.library.papers) == 54
