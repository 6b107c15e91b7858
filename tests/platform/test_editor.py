"""The user's own editor."""

from __future__ import annotations

from pathlib import Path

import pytest

from readlist.platform.programs import EditorError, edit, editor


@pytest.fixture(autouse=True)
def _none(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("VISUAL", "EDITOR"):
        monkeypatch.delenv(name, raising=False)


def program(tmp_path: Path, script: str) -> str:
    file = tmp_path / "an editor"
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)
    return f"'{file}'"


def test_visual_goes_before_editor_and_may_have_arguments(monkeypatch: pytest.MonkeyPatch) -> None:
    assert editor() == []
    monkeypatch.setenv("EDITOR", "vi")
    assert editor() == ["vi"]
    monkeypatch.setenv("VISUAL", "code --wait 'a b'")
    assert editor() == ["code", "--wait", "a b"]


def test_a_text_is_edited_in_a_private_file_that_is_gone_afterwards(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = tmp_path / "log"
    script = f'echo "$(stat -c %a "$(dirname "$1")") $1" > {log}; cat "$1"; printf "more" >> "$1"'
    monkeypatch.setenv("EDITOR", program(tmp_path, script))
    assert edit("one\ntwo") == "one\ntwo\nmore"
    mode, path = log.read_text().split()
    assert mode == "700"
    assert not Path(path).exists()


def test_nothing_of_it_is_for_a_shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EDITOR", f"{program(tmp_path, 'exit 0')} ; touch evil $(touch evil)")
    assert edit("x") == "x\n"
    assert not (tmp_path / "evil").exists()


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("exit 3", "ended with exit code 3: nothing was changed"),
        (r'printf "\377" > "$1"', "the editor saved text that is not UTF-8: nothing was changed"),
        ('rm "$1"', "No such file or directory: nothing was changed"),
    ],
)
def test_an_editor_that_fails_changes_nothing(
    script: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDITOR", program(tmp_path, script))
    with pytest.raises(EditorError, match=said):
        edit("x")


@pytest.mark.parametrize("command", ["/nowhere/vi", "'open"])
def test_an_editor_that_is_not_there_is_said(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDITOR", command)
    with pytest.raises(EditorError):
        edit("x")
