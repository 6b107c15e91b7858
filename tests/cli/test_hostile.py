"""Text from outside (papers, keys, file names) never reaches the terminal as anything but text."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.cli.conftest import PAGE, Readlist, process, unwelcome

BAD = {
    "clipboard": "\x1b]52;c;ZXZpbA==\x07",
    "clipboard by ST": "\x1b]52;c;ZXZpbA==\x1b\\",
    "title": "\x1b]0;evil\x07",
    "colour": "\x1b[31m",
    "cursor": "\x1b[2J\x1b[H",
    "device control": "\x1bPq evil\x1b\\",
    "C1": "\x9b31m\x9d52;c;ZXZpbA==\x9c",
    "bidi": "\u202eevil\u202c\u2066\u2069",
    "invisible": "\u200b\u2060\ufeff\u00ad",
    "private": "\ue000\U000f0000",
    "bell": "\x07\x08\x7f\x00",
}
"""What must never be printed; NUL can be in a page only."""

every_one = pytest.mark.parametrize("bad", BAD.values(), ids=BAD)
COMMANDS = (
    ["list"], ["list", "--json"], ["list", "remember"], ["show", "karlsson2026"], ["show", "karlsson2026", "--json"],
    ["authors"], ["authors", "--json"], ["queue"], ["export"], ["export", "--format", "biblatex"],
)  # fmt: skip


def hostile_page(bad: str) -> str:
    """The page with the text in every part of it; the lines stay recognisable."""
    bad = bad.replace("\0", "")
    page = PAGE.replace("Small Language", f"Small {bad}Language").replace("Jun Mori", f"Jun {bad}Mori")
    return page.replace("How much", f"How {bad} much").replace("Ada Karlsson\n\nCL", f"Ada {bad}Karlsson\n\nCL")


@every_one
def test_a_page_with_control_sequences_is_imported_without_them(readlist: Readlist, bad: str) -> None:
    ran = readlist("import", "-", "--as-of", "2026-06-01", "--queue", stdin=hostile_page(bad))
    assert ran.code == 0
    assert not unwelcome(ran.out + ran.err)
    for command in COMMANDS:
        shown = readlist(*command)
        assert shown.code == 0
        assert shown.out
        assert not unwelcome(shown.out + shown.err)
    for command in (["queue", "move", "karlsson2026", "3"], ["mark", "read", "karlsson2026"], ["undo"], ["redo"]):
        shown = readlist(*command)
        assert shown.code == 0
        assert not unwelcome(shown.out + shown.err)


def test_a_page_says_that_control_characters_were_removed(readlist: Readlist) -> None:
    ran = readlist("import", "-", "--as-of", "2026-06-01", stdin=hostile_page(BAD["bidi"]))
    assert any("control characters removed" in line for line in ran.told)


@every_one
def test_a_library_that_others_wrote_to_is_shown_without_them(filled: Readlist, bad: str) -> None:
    raw = filled.file.read_bytes()
    inside = "".join(f"\\u{ord(c):04x}" if c < "\U00010000" else c for c in bad).encode()
    filled.file.write_bytes(raw.replace(b"Small Language", b"Small " + inside + b"Language"))
    for command in (["list"], ["show", "karlsson2026"], ["list", "--json"], ["export", "remember"]):
        shown = filled(*command)
        assert shown.code == 0
        assert not unwelcome(shown.out + shown.err)


@every_one
@pytest.mark.parametrize(
    "command",
    [
        ["show", "{}"], ["mark", "read", "{}"], ["queue", "add", "{}"], ["queue", "move", "{}", "1"], ["list", "{}"],
        ["export", "{}"], ["{}"], ["list", "--sort", "{}"], ["--{}"], ["import", "{}"],
        ["import", "--as-of", "{}", "x"], ["undo", "{}"], ["queue", "{}"], ["export", "--format", "{}"],
        ["show", "key", "--library", "{}"], ["export", "-o", "{}/refs.bib", "remember"],
    ],
)  # fmt: skip
def test_an_argument_is_never_printed_as_it_is(filled: Readlist, command: list[str], bad: str) -> None:
    bad = bad.replace("\0", "")
    ran = filled(*(part.format(f"x{bad}y") for part in command))
    assert ran.code in (0, 1, 2)
    assert not unwelcome(ran.out + ran.err)
    assert "Traceback" not in ran.err


def test_keys_on_standard_input_are_never_printed_as_they_are(filled: Readlist) -> None:
    ran = filled("mark", "read", "-", stdin="x".join(BAD.values()))
    assert ran.code == 1
    assert not unwelcome(ran.out + ran.err)


@every_one
def test_a_bad_source_is_named_without_control_characters(readlist: Readlist, tmp_path: Path, bad: str) -> None:
    path = tmp_path / f"x{bad}y.txt".replace("\0", "")
    if "/" not in path.name:
        path.write_text("Dear Ada", encoding="utf-8")
    ran = readlist("import", path)
    assert ran.code == 1
    assert not unwelcome(ran.out + ran.err)


@every_one
@pytest.mark.parametrize("options", [[], ["--json"]])
def test_a_good_source_is_named_without_control_characters(
    readlist: Readlist, tmp_path: Path, bad: str, options: list[str]
) -> None:
    path = tmp_path / f"x{bad}y.txt".replace("\0", "").replace("\x1b\\", "")
    path.write_text(PAGE[PAGE.index("41.5CL") :], encoding="utf-8")
    ran = readlist("import", path, *options)
    assert ran.code == 0
    shown = readlist("show", "mori2024")
    told = ran.out + ran.err + shown.out
    if options:
        told += "\x1b" if "\\u001b" in told or "\\u0007" in told else ""  # escaped in JSON, but stored
    assert not unwelcome(told)


@pytest.mark.parametrize("markup", ["[bold]loud[/bold]", "[/]", "[link=file:///etc]x[/link]", "%(prog)s %s", "{0} {}"])
def test_markup_is_shown_as_it_stands(readlist: Readlist, markup: str) -> None:
    page = PAGE.replace("Small Language", f"{markup} Language")
    assert readlist("import", "-", "--as-of", "2026-06-01", stdin=page).code == 0
    assert f"{markup} Language Models Remember More" in readlist("list").out
    (paper,) = readlist("list", "remember", "--json").json
    assert paper["title_text"].startswith(markup)
    assert readlist("show", paper["key"]).out.startswith(markup)
    assert markup in readlist("mark", "read", paper["key"]).err


@pytest.mark.parametrize("markup", ["[bold]", "%(prog)s", "%s", "{}"])
def test_markup_in_arguments_is_shown_as_it_stands(filled: Readlist, markup: str) -> None:
    assert f"“{markup}”" in filled("show", markup).err
    assert filled("list", "--sort", markup).code == 2
    assert filled(markup).code == 2


def test_a_file_name_that_is_not_utf8_leaves_the_library_readable(readlist: Readlist, tmp_path: Path) -> None:
    name = os.fsencode(tmp_path) + b"/caf\xe9.txt"
    with open(name, "wb") as file:  # noqa: PTH123  # the name is bytes
        file.write(PAGE[PAGE.index("41.5CL") :].encode())
    assert process("import", name, "--as-of", "2026-06-01").returncode == 0
    assert readlist.keys()
    readlist.file.read_text(encoding="utf-8")


def test_a_file_name_of_two_lines_is_reported_in_one(readlist: Readlist, tmp_path: Path) -> None:
    path = tmp_path / "two\nlines.txt"
    path.write_text("Dear Ada", encoding="utf-8")
    assert len([line for line in readlist("import", path).told if "lines.txt" in line and "two" in line]) == 1


def test_the_name_of_a_backup_is_printed_as_text(filled: Readlist, tmp_path: Path) -> None:
    ran = filled("backup", tmp_path / "\x1b[31m\x9bkept.json")
    assert (ran.code, len(ran.out.splitlines())) == (0, 1)
    assert "kept.json" in ran.out
    assert not unwelcome(ran.out)
