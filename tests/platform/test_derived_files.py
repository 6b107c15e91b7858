"""A derived file gives back its parts, and nothing where it does not hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from readlist.platform.derived_files import read, write

PARTS = {"ids": b"\1\2\3", "nothing": b"", "long": bytes(range(256)) * 5}


@pytest.mark.parametrize("checked", [True, False])
def test_parts_come_back_as_they_were_and_private(tmp_path: Path, checked: bool) -> None:
    file = tmp_path / "new" / "file"
    write(file, "a\tstamp\n", PARTS, checked=checked)
    parts = read(file, "a\tstamp\n")
    assert parts is not None
    assert {name: bytes(part) for name, part in parts.items()} == PARTS
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_file_of_another_stamp_is_not_read(tmp_path: Path) -> None:
    write(tmp_path / "file", "one", PARTS)
    assert read(tmp_path / "file", "other") is None
    assert read(tmp_path / "missing", "one") is None


def test_a_file_that_others_could_write_is_not_read(tmp_path: Path) -> None:
    write(tmp_path / "file", "one", PARTS)
    (tmp_path / "file").chmod(0o666)
    assert read(tmp_path / "file", "one") is None


def test_no_byte_of_a_checked_file_may_change(tmp_path: Path) -> None:
    file = tmp_path / "file"
    write(file, "one", {"a": bytes(64), "b": bytes(64)})
    raw = file.read_bytes()
    for at in range(len(raw)):
        file.write_bytes(raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :])
        assert read(file, "one") is None, at
    for end in range(len(raw)):
        file.write_bytes(raw[:end])
        assert read(file, "one") is None, end
