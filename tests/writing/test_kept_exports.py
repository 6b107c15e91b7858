"""Kept exports: right after every change, whoever made it; no hand edit lost; no decision held up."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from filelock import FileLock
from msgspec.structs import replace

from readlist.formats import FORMATS, ExportError, ExportOptions
from readlist.library.marking import queue, tag
from readlist.library.papers import Papers
from readlist.library.repairs import join, remove
from readlist.session import kept_exports as module
from readlist.session.kept_exports import drop, due, follow, keep, take_news, update
from readlist.session.open_library import OpenLibrary
from readlist.store.file_swap import replace_unchanged
from readlist.writing import kept_file, ledger
from readlist.writing.ledger import place_of
from tests.benchmarks.libraries import fill
from tests.conftest import MORE
from tests.writing.conftest import paper, put
from tests.writing.test_record_merge import read_bib

OPTIONS = ExportOptions(abstract=False)
KEEPERS = [name for name, row in FORMATS.items() if row.merger or row.keeper]


def kept(opened: OpenLibrary) -> list[ledger.KeptExport]:
    return ledger.kept_exports(opened.folder)


def catch_up(opened: OpenLibrary) -> list[str]:
    """What a process does for all that is due; the news that it leaves."""
    for export in due(opened):
        update(opened, export)
    return take_news(opened.folder)


def rename(opened: OpenLibrary, number: int, title: str) -> None:
    put(opened, [replace(opened.library.papers[number], title=title, title_text=title)])


@pytest.mark.parametrize("format", KEEPERS)
def test_a_change_reaches_the_file_and_nothing_else_moves(format: str, ten: OpenLibrary, tmp_path: Path) -> None:
    file = tmp_path / f"refs{FORMATS[format].suffix}"
    keep(ten, [1, 2, 3], format, OPTIONS, file, query=None)
    before = file.read_text()
    assert not due(ten)
    rename(ten, 2, "Quite Another Heading")
    assert len(due(ten)) == 1
    assert catch_up(ten) == []
    after = file.read_text()
    assert "Quite Another Heading" in after
    ours = {line for line in before.splitlines() if "Matter" not in line}
    assert ours <= set(after.splitlines())
    stamp = file.stat().st_mtime_ns
    rename(ten, 9, "Of No Interest Here")
    assert catch_up(ten) == []
    assert (file.stat().st_mtime_ns, file.read_text()) == (stamp, after)
    assert not due(ten)


def test_an_update_reads_only_the_papers_that_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, file = tmp_path / "library", tmp_path / "refs.bib"
    fill(folder, [paper(n) for n in range(1, 41)])
    opened = OpenLibrary(folder)
    keep(opened, range(1, 41), "bibtex", OPTIONS, file, query=None)
    decoded: list[int] = []
    usual = Papers._decoded
    monkeypatch.setattr(Papers, "_decoded", lambda papers, id: (decoded.append(id), usual(papers, id))[1])
    rename(opened, 7, "The Only One")
    opened.do("tag", lambda library, at: tag(library, [9], ["thesis"], []))
    later = OpenLibrary(folder)
    decoded.clear()
    assert catch_up(later) == []
    assert "The Only One" in file.read_text()
    assert "keywords      = {thesis}" in file.read_text()
    assert set(decoded) <= {7, 9}
    papers = [(later.library.papers[n], later.library.mark(n)) for n in range(1, 41)]
    assert file.read_text() == FORMATS["bibtex"].merge("", papers, OPTIONS, {}).text


def test_a_query_and_the_queue_gain_entries_and_lose_none(ten: OpenLibrary, tmp_path: Path) -> None:
    found, queued = tmp_path / "oak.bib", tmp_path / "queue.bib"
    keep(ten, [10], "bibtex", OPTIONS, found, query="oak")
    keep(ten, [], "bibtex", OPTIONS, queued)
    assert not queued.exists()
    ten.do("queue", lambda library, at: queue(library, [1, 2], True, at))
    rename(ten, 4, "The Oak Again")
    catch_up(ten)
    assert "The {Oak} Again" in found.read_text() or "The Oak Again" in found.read_text()
    assert list(read_bib(queued.read_text())) == ["writer2001work", "writer2002work"]
    ten.do("remove", lambda library, at: remove(library, [4]))
    ten.do("queue", lambda library, at: queue(library, [2], False, at))
    catch_up(ten)
    assert "writer2004work" in read_bib(found.read_text())
    assert list(read_bib(queued.read_text())) == ["writer2001work", "writer2002work"]


@pytest.mark.parametrize("format", KEEPERS)
def test_prune_removes_what_readlist_wrote_and_nobody_touched(format: str, ten: OpenLibrary, tmp_path: Path) -> None:
    file = tmp_path / f"refs{FORMATS[format].suffix}"
    ten.do("queue", lambda library, at: queue(library, [1, 2, 3, 4], True, at))
    keep(ten, ten.library.queue, format, OPTIONS, file, prune=True)
    whole = file.read_text()
    file.write_text(whole.replace("Matter cedar 2", "matter of cedar 2"))
    ten.do("queue", lambda library, at: queue(library, [1, 2, 4], False, at))
    catch_up(ten)
    text = file.read_text()
    assert [n for n in (1, 2, 3, 4) if f"w.{n}" in text] == [2, 3]
    ten.do("queue", lambda library, at: queue(library, [1, 4], True, at))
    catch_up(ten)
    assert sorted(file.read_text().split()) == sorted(whole.replace("Matter cedar 2", "matter of cedar 2").split())


def test_what_a_hand_changed_or_deleted_stays_so(ten: OpenLibrary, tmp_path: Path) -> None:
    file = tmp_path / "refs.bib"
    keep(ten, [1, 2, 3], "bibtex", OPTIONS, file, query=None)
    text = (
        file.read_text()
        .replace("Bo Other", "Bo Other")
        .replace("{Other, Bo", "{Other, B.")
        .replace("year          = {2001}", "year          = {1999}")
    )
    entries = text.split("\n\n")
    file.write_text("% mine\n\n" + "\n\n".join([entries[0], entries[2]]))
    rename(ten, 1, "First Anew")
    put(ten, [replace(ten.library.papers[2], date="2010"), replace(ten.library.papers[1], date="2011")])
    catch_up(ten)
    found = read_bib(file.read_text())
    assert list(found) == ["writer2001work", "writer2003work"]
    assert found["writer2001work"]["year"] == "1999"
    assert "First Anew" in str(found["writer2001work"]["title"])
    assert file.read_text().startswith("% mine\n")
    keep(ten, [1, 2, 3], "bibtex", OPTIONS, file, query=None)  # asked for again, it comes back
    assert len(read_bib(file.read_text())) == 3


def test_a_merged_paper_keeps_its_entry_and_its_key(ten: OpenLibrary, tmp_path: Path) -> None:
    file = tmp_path / "refs.bib"
    keep(ten, [1], "bibtex", OPTIONS, file, query=None)
    ten.do("merge", lambda library, at: join(library, [2, 1]))
    assert 1 not in ten.library.papers
    rename(ten, 2, "Both In One")
    catch_up(ten)
    found = read_bib(file.read_text())
    assert list(found) == ["writer2001work"]
    assert "Both In One" in str(found["writer2001work"]["title"])


def test_a_paper_that_was_removed_and_comes_back_is_the_entry_that_it_was(ten: OpenLibrary, tmp_path: Path) -> None:
    file = tmp_path / "refs.bib"
    keep(ten, [9], "bibtex", OPTIONS, file, query="oak")
    again = replace(ten.library.papers[9], id=30, key="anotherkey")
    ten.do("remove", lambda library, at: remove(library, [9]))
    put(ten, [again])
    catch_up(ten)
    assert list(read_bib(file.read_text())) == ["writer2009work"]
    assert 30 in place_of(ten.folder, str(file)).load_ledger().papers


def test_an_export_without_keep_is_the_base_of_one_with_it(ten: OpenLibrary, tmp_path: Path) -> None:
    from readlist.session.exports import prepare, write

    file = tmp_path / "refs.bib"
    write(ten, prepare(ten.library, [1, 2], "bibtex", OPTIONS, file))
    rename(ten, 1, "Known To Be Ours")
    keep(ten, [1], "bibtex", OPTIONS, file, query=None)
    assert "Known To Be Ours" in file.read_text()


def test_a_moved_file_is_followed(ten: OpenLibrary, tmp_path: Path) -> None:
    file, other = tmp_path / "refs.bib", tmp_path / "thesis" / "all.bib"
    other.parent.mkdir()
    keep(ten, [1], "bibtex", OPTIONS, file, query=None)
    file.rename(other)
    rename(ten, 1, "Here It Is")
    assert catch_up(ten) == [f"{file} was moved to {other}, and is kept up to date there"]
    assert "Here It Is" in other.read_text()
    assert [export.path for export in kept(ten)] == [str(other)]
    assert not file.exists()
    rename(ten, 1, "And Again")
    assert catch_up(ten) == []
    assert "And Again" in other.read_text()


def test_a_file_that_is_gone_is_news_once_and_tried_again(
    ten: OpenLibrary, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "refs.bib"
    keep(ten, [1], "bibtex", OPTIONS, file, query=None)
    text = file.read_text()
    file.unlink()
    rename(ten, 1, "Where Is It")
    (news,) = catch_up(ten)
    assert news.startswith(f"{file} is gone; `readlist exports --drop ")
    assert not due(ten)  # for a while
    monkeypatch.setattr(module, "RETRY", 0)
    assert len(due(ten)) == 1
    monkeypatch.setattr(module, "RETRY", 5)
    update(ten, kept(ten)[0])
    assert take_news(ten.folder) == []
    assert kept(ten)[0].problem
    file.write_text(text)
    update(ten, kept(ten)[0])
    assert "Where Is It" in file.read_text()
    assert not kept(ten)[0].problem


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), OSError(30, "Read-only file system")])
def test_a_disk_that_takes_nothing_is_a_problem_and_no_loss(
    error: OSError, ten: OpenLibrary, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "refs.bib"
    keep(ten, [1], "bibtex", OPTIONS, file, query=None)
    before = file.read_text()

    def fail(*_: object) -> bool:
        raise error

    with monkeypatch.context() as patched:
        patched.setattr(kept_file, "replace_unchanged", fail)
        rename(ten, 1, "Not Yet")
        assert catch_up(ten) == [f"cannot write {file}: {error.strerror}; readlist tries again"]
    assert file.read_text() == before
    update(ten, kept(ten)[0])
    assert "Not Yet" in file.read_text()


def test_a_read_only_file_is_left_alone(ten: OpenLibrary, tmp_path: Path) -> None:
    file = tmp_path / "refs.bib"
    keep(ten, [1], "bibtex", OPTIONS, file, query=None)
    before = file.read_text()
    file.chmod(0o444)
    rename(ten, 1, "Not Allowed")
    assert catch_up(ten) == [f"{file} is read-only: it is left as it is; readlist tries again"]
    assert file.read_text() == before
    file.chmod(0o644)
    update(ten, kept(ten)[0])
    assert "Not Allowed" in file.read_text()


@pytest.mark.parametrize("written", [True, False])
def test_a_kill_between_file_and_ledger_makes_no_edit_of_the_users(
    written: bool, ten: OpenLibrary, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "refs.bib"
    keep(ten, [1], "bibtex", OPTIONS, file, query=None)

    def killed(path: Path, before: bytes | None, data: bytes, mode: int) -> bool:
        if written:
            replace_unchanged(path, before, data, mode)
        raise KeyboardInterrupt

    rename(ten, 1, "Second")
    with monkeypatch.context() as patched:
        patched.setattr(kept_file, "replace_unchanged", killed)
        with pytest.raises(KeyboardInterrupt):
            catch_up(ten)
    assert ("Second" in file.read_text()) is written
    rename(ten, 1, "Third")
    catch_up(ten)
    assert "Third" in file.read_text()


def test_a_hand_that_writes_meanwhile_wins_and_is_merged(
    ten: OpenLibrary, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "refs.bib"
    keep(ten, [1], "bibtex", OPTIONS, file, query=None)
    hands = iter(["% one\n", "% two\n"])

    def late(path: Path, before: bytes | None, data: bytes, mode: int) -> bool:
        if line := next(hands, ""):
            path.write_text(line + path.read_text())
        return replace_unchanged(path, before, data, mode)

    monkeypatch.setattr(kept_file, "replace_unchanged", late)
    rename(ten, 1, "In Between")
    catch_up(ten)
    assert file.read_text().startswith("% two\n% one\n")
    assert "In Between" in file.read_text()


def test_a_broken_file_is_left_alone_and_named(ten: OpenLibrary, tmp_path: Path) -> None:
    file = tmp_path / "refs.json"
    keep(ten, [1], "csl-json", OPTIONS, file, query=None)
    file.write_text("[ {")
    rename(ten, 1, "No Way In")
    (news,) = catch_up(ten)
    assert news.startswith(f"{file}: line 1: ")
    assert file.read_text() == "[ {"


def test_what_can_not_be_kept_is_refused_in_a_line(ten: OpenLibrary, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path, format in ((tmp_path, "bibtex"), (tmp_path / "pipe", "bibtex"), (tmp_path / "x.json", "json")):
        with pytest.raises(ExportError) as error:
            keep(ten, [1], format, OPTIONS, path)
        assert "\n" not in str(error.value)
    with pytest.raises(ExportError, match="cannot write"):
        keep(ten, [1], "bibtex", OPTIONS, tmp_path / "no" / "folder.bib")
    assert kept(ten) == []


def test_a_dropped_file_stays_as_it_is(ten: OpenLibrary, tmp_path: Path) -> None:
    file = tmp_path / "refs.bib"
    keep(ten, [1], "bibtex", OPTIONS, file, query=None)
    before = file.read_bytes()
    assert drop(ten.folder, file)
    assert not drop(ten.folder, file)
    rename(ten, 1, "Not For You")
    assert catch_up(ten) == []
    assert file.read_bytes() == before


def test_another_library_does_not_touch_the_file(ten: OpenLibrary, tmp_path: Path) -> None:
    keep(ten, [1], "bibtex", OPTIONS, tmp_path / "refs.bib", query=None)
    assert ledger.kept_exports(tmp_path / "other") == []


def test_a_command_waits_for_a_disk_no_longer_than_it_may(
    ten: OpenLibrary, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "refs.bib"
    keep(ten, [1], "bibtex", OPTIONS, file, query=None)
    hung = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    monkeypatch.setattr(module, "_processes", lambda opened, exports: {export.path: hung.pid for export in exports})
    monkeypatch.setattr(module, "PATIENCE", 0.05)
    lines: list[str] = []
    rename(ten, 1, "Later")
    follow(ten, lines.append)
    assert lines == [f"{file} does not answer: it is brought up to date as soon as it does"]
    rename(ten, 1, "Later Still")
    monkeypatch.setattr(module, "_ends", lambda *_: pytest.fail("it was waited for again"))
    follow(ten, lines.append)
    assert len(lines) == 1
    hung.communicate(b"\n")


def test_only_one_process_writes_at_a_time(ten: OpenLibrary, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "refs.bib"
    keep(ten, [1], "bibtex", OPTIONS, file, query=None)
    monkeypatch.setattr(module, "PATIENCE", 0.05)
    lock = place_of(ten.folder, str(file)).file.with_suffix(".lock")
    with FileLock(lock), pytest.raises(ExportError, match="another readlist"):
        keep(ten, [2], "bibtex", OPTIONS, file, query=None)
    assert len(read_bib(file.read_text())) == 1


WORKER = """
import sys
from pathlib import Path
from readlist.session import kept_exports
from readlist.session.open_library import OpenLibrary
from tests.writing.test_kept_exports import rename
folder, name, changes = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
opened = OpenLibrary(folder)
for n in range(changes):
    opened.refresh()
    rename(opened, 1 + (n * 7 + len(name)) % 10, f"Change {n} By {name}")
    for export in kept_exports.due(opened):
        kept_exports.update(opened, export)
"""


def crowd(opened: OpenLibrary, file: Path, changes: int) -> None:
    """Four processes change papers while a hand edits the file, and somebody reads it all the time."""
    keep(opened, range(1, 11), "bibtex", OPTIONS, file, query=None)
    command = [sys.executable, "-c", WORKER, opened.folder]
    root = Path(__file__).parent.parent.parent
    env = {**os.environ, "PYTHONPATH": str(root)}
    names = ["a", "bb", "ccc", "dddd"]
    workers = [subprocess.Popen([*command, name, str(changes // 4)], env=env) for name in names]
    dice, hands = random.Random(1), 0
    while any(worker.poll() is None for worker in workers):
        data = file.read_bytes()
        found = read_bib(data.decode())
        assert len(found) == 10
        assert all(f"hand {n} " in data.decode() for n in range(hands))
        key = dice.choice(list(found))
        line = f"  note{hands:<9} = {{hand {hands} of mine}},\n"
        text = data.decode().replace(f"{{{key},\n", f"{{{key},\n{line}", 1)
        hands += replace_unchanged(file, data, text.encode(), 0o644)
        time.sleep(0.1)  # a hand is not faster
    assert [worker.returncode for worker in workers] == [0] * 4
    opened.refresh()
    update(opened, kept(opened)[0])
    found = read_bib(file.read_text())
    for number in range(1, 11):
        assert str(found[opened.library.papers[number].key]["title"]) == opened.library.papers[number].title_text
    assert all(f"hand {n} " in file.read_text() for n in range(hands))
    assert hands > changes // 40
    assert not list(file.parent.glob("*.orig"))


@pytest.mark.long
def test_a_thousand_changes_beside_hands_lose_nothing(ten: OpenLibrary, tmp_path: Path) -> None:
    crowd(ten, tmp_path / "refs.bib", 1000 if MORE > 1 else 200)


def test_commands_write_the_file_before_they_end(ten: OpenLibrary, tmp_path: Path) -> None:
    def run(*args: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "readlist", "--library", str(ten.folder), *args]
        return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)

    file = tmp_path / "refs.bib"
    kept = run("export", "writer", "-o", str(file), "--keep")
    assert kept.stderr.endswith("10 entries added; kept up to date from now on\n")
    assert run("fix", "writer2003work", "--title", "Right Away").returncode == 0
    assert "Right Away" in file.read_text()
    assert run("undo").returncode == 0
    assert "Right Away" not in file.read_text()
    (listed,) = json.loads(run("exports", "--json").stdout)
    assert (listed["path"], listed["query"], listed["entries"], listed["problem"]) == (str(file), "writer", 10, None)
    file.unlink()
    gone = run("fix", "writer2003work", "--title", "Into The Void")
    assert (gone.returncode, gone.stderr.count("is gone")) == (0, 1)
    assert run("exports", "--update").returncode == 1
    assert run("exports", "--drop", str(file)).returncode == 0
    assert run("exports", "--json").stdout == "[]\n"
