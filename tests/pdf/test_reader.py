"""The process that reads PDFs: it ends, is ended and begins anew, and nothing else notices."""

from __future__ import annotations

import os
import subprocess
import sys
from os import fsencode
from pathlib import Path

import msgspec
import pytest

from readlist.pdf import child, reader
from readlist.pdf.extracted import Extracted, Wanted
from readlist.pdf.reader import Reader, ReaderError
from tests.pdf.writer import Line, PageOf, first_page, lines_down, pdf


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "good.pdf"
    path.write_bytes(pdf([first_page("A Sound Paper", "Jane Doe", ["Some words of it."])]))
    return path


def _stand_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """Have another program in the place of the reading process, for the file that is named so; else the real one."""
    script = tmp_path / "child.py"
    lines = [
        "import os, signal",
        "from readlist.pdf import child, extraction",
        "real = extraction.extract",
        "def extract(wanted):",
        "    if b'bad' in wanted.path:",
        f"        {code}",
        "    return real(wanted)",
        "extraction.extract = extract",
        "child.main()",
    ]
    script.write_text("\n".join(lines), encoding="utf-8")
    popen = subprocess.Popen

    def started(command: list[str], **named: object) -> object:
        return popen([sys.executable, str(script)], **named)  # type: ignore[call-overload]

    monkeypatch.setattr(reader.subprocess, "Popen", started)


def _read(path: Path, *others: Path, seconds: float = 20) -> list[Extracted]:
    with Reader(seconds) as one:
        return list(one.read_all(Wanted(fsencode(p), text=True) for p in (path, *others)))


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("os.kill(os.getpid(), signal.SIGSEGV)", "crashed the reading process"),
        ("os._exit(0)", "crashed the reading process"),
        ("signal.pause()", "took more than 0.5 seconds"),
        ("bytearray(3_000_000_000)", "needs more than 1,000 MB"),
        ("os.write(1, b'noise on standard output'); raise MemoryError", "needs more than 1,000 MB"),
    ],
)
def test_a_file_that_ends_the_process_costs_itself_alone(
    good: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str, reason: str
) -> None:
    _stand_in(tmp_path, monkeypatch, code)
    bad = tmp_path / "bad.pdf"
    bad.write_bytes(good.read_bytes())
    found = _read(good, bad, good, good, seconds=0.5 if "pause" in code else 20)
    assert [bool(x.refused) for x in found] == [False, True, False, False]
    assert reason in found[1].refused
    assert "Some words of it." in found[2].pages[0]


def test_no_module_of_the_current_folder_is_taken(good: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "msgspec.py").write_text("raise SystemExit")
    monkeypatch.chdir(tmp_path)
    assert not _read(good)[0].refused


def test_the_process_can_write_no_file_and_ends_with_its_input(good: Path) -> None:
    command = [sys.executable, "-P", "-m", "readlist.pdf.child"]
    message = msgspec.msgpack.encode(Wanted(fsencode(good)))
    done = subprocess.run(command, input=len(message).to_bytes(4, "big") + message, capture_output=True, timeout=60)
    assert done.returncode == 0
    assert msgspec.msgpack.decode(done.stdout[4:], type=Extracted).count == 1
    code = "from readlist.pdf import child; child._limit_memory(); open('written', 'w').write('x')"
    subprocess.run([sys.executable, "-c", code], cwd=good.parent, capture_output=True, timeout=60)
    assert (good.parent / "written").read_bytes() == b""
    assert child.SECONDS == 20


def test_without_the_library_the_reason_is_said(good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "can_read", lambda: False)
    with pytest.raises(ReaderError, match="pip install pypdfium2"):
        _read(good)


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.pdf")
    (tmp_path / "folder.pdf").mkdir()
    (tmp_path / "page.pdf").write_text("<!DOCTYPE html><title>Sign in</title> %PDF-1.7")
    (tmp_path / "empty.pdf").touch()
    (tmp_path / "zero.pdf").symlink_to("/dev/zero")
    odd = Path(os.fsdecode(os.fsencode(tmp_path) + b"/latin\xfc.pdf"))
    odd.write_bytes(pdf([PageOf()]))
    names = ("gone", "folder", "pipe", "page", "empty", "zero")
    found = _read(*(tmp_path / f"{name}.pdf" for name in names), odd)
    assert [x.refused for x in found] == [
        "No such file or directory",
        "Is a directory",
        "it is not a regular file",
        "is a web page, not a PDF",
        "is empty",
        "it is not a regular file",
        "",
    ]


def test_only_so_many_pages_are_read(tmp_path: Path) -> None:
    path = tmp_path / "long.pdf"
    path.write_bytes(pdf([PageOf(lines_down(["x"]))] * 2003))
    (found,) = _read(path)
    assert (found.count, len(found.pages)) == (2003, 2000)
    assert found.remarks == ["only the first 2,000 of 2,003 pages were read"]


@pytest.mark.parametrize(
    "box", [(0, 0, 595, 842), (0, 0, 14_000, 2), (0, 0, 3, 14_000), (0, 0, 1e7, 1e7), (5, 5, 5, 5)]
)
def test_a_page_is_drawn_in_so_many_pixels(tmp_path: Path, box: tuple[float, float, float, float]) -> None:
    path = tmp_path / "boxed.pdf"
    path.write_bytes(pdf([PageOf(lines_down(["first"])), PageOf(lines_down(["second"]), box=box)]))
    with Reader() as reader:
        drawn = [reader.draw(path, page, 1400) for page in (2, 3)]
    assert not drawn[0].refused
    assert drawn[1].image is None  # there is no third page
    if (image := drawn[0].image) is not None:
        assert 0 < image.width * image.height < 4_500_000
        assert len(image.pixels) == image.width * image.height * len(image.mode)
        assert set(image.pixels) != {255} or box[2] != 595  # it is not empty


HEBREW, ARABIC = "מחקר רשתות חדש", "دراسة الشبكات العصبية"
MIXED = "מחקר BERT רשתות 2024"


def drawn_from_right(text: str) -> list[Line]:
    """Word by word, the first at the right."""
    at, lines = 500, []
    for word in text.split():
        at -= 12 * len(word)
        lines.append(Line(word[::-1], at, 700, 12))
        at -= 8
    return lines


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (HEBREW, [Line(HEBREW[::-1], 100, 700, 12)]),  # as it stands on the page, from the left
        (ARABIC, [Line(ARABIC[::-1], 100, 700, 12)]),
        (HEBREW, drawn_from_right(HEBREW)),
        (ARABIC, drawn_from_right(ARABIC)),
        (ARABIC, drawn_from_right(ARABIC)[::-1]),
        (MIXED, [Line(f"2024 {'רשתות'[::-1]} BERT {'מחקר'[::-1]}", 100, 700, 12)]),
        (f"the word {HEBREW} is here", [Line(f"the word {HEBREW[::-1]} is here", 100, 700, 12)]),
        (f"a well known paper of {HEBREW}", [Line(f"a well known paper of {HEBREW[::-1]}", 100, 700, 12)]),
        (f"{HEBREW} deep net {HEBREW}", [Line(f"{HEBREW[::-1]} deep net {HEBREW[::-1]}", 100, 700, 12)]),
    ],
)
def test_text_right_to_left_is_in_the_order_in_which_it_is_read(tmp_path: Path, text: str, lines: list[Line]) -> None:
    path = tmp_path / "right.pdf"
    path.write_bytes(pdf([PageOf(lines)]))
    with Reader() as reader:
        found = reader.read(path, text=True, first=True)
    assert found.pages == [text]
    assert [" ".join(line.text.split()) for line in found.lines] == [text]
