"""``readlist enrich`` and ``readlist add`` as people and programs use them."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from readlist.lookup.services import Services
from tests.cli.conftest import MAPS, ORDER, PAGE, SMALL, SPARSE, Ran, Readlist, _in_home, filled, five_papers, unwelcome
from tests.cli.conftest import readlist as readlist
from tests.documents import ENRICH
from tests.lookup.conftest import FakeClock
from tests.lookup.server import World
from tests.lookup.test_records import HOSTILE
from tests.lookup.world import Work

__all__ = ["_in_home", "filled", "five_papers", "readlist"]

WORKS = [
    Work("Small Language Models Remember More",
         ("Ada Karlsson", "Jun Mori", "Lena Fischer", "Tove Berg", "Omar Haddad"), "2026-05-27", "2605.12345"),
    Work("Small Language Models Remember More: A Survey", ("Ada Karlsson", "Jun Mori"), "2026-05-27", "2605.12346"),
    Work("Sparse Attention for Long Documents", ("Jun Mori", "Ada Karlsson"), "2024-09-14", "2409.00001",
         "10.5555/conf.7", "Conference on Documents", category="cs.LG"),
    Work("Reading Order Matters", ("Somebody Else",), "2024-02-03", "2402.00001"),
    Work("Drawing Maps from Our Memory", ("Lena Fischer", "Tove Berg"), "2023-03-09", "2303.00001"),
]  # fmt: skip
NO_WAIT = dict.fromkeys(("arxiv", "crossref", "semantic_scholar", "openalex"), 0.0)


@pytest.fixture
def served(world: World, clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> World:
    """The services of the commands are the world's."""
    world.works = WORKS
    monkeypatch.setattr("readlist.session.lookups.configured", lambda: world.services())
    monkeypatch.setattr("readlist.session.lookups.SystemClock", lambda: clock)
    return world


def test_the_difference_is_shown_and_taken_as_one_change(served: World, filled: Readlist) -> None:
    ran = filled("enrich", SMALL, SPARSE)
    assert ran.code == 0
    assert ran.out == (
        f"{SMALL}  Small Language Models Remember More  (sure, 100)\n"
        "    authors   3 et al. → 5: … Tove Berg; Omar Haddad\n"
        "    date      2026-05-27 (year assumed) → 2026-05-27\n"
        "    arxiv     + 2605.12345\n"
        "    doi       + 10.48550/arXiv.2605.12345\n"
        "    urls      + https://arxiv.org/abs/2605.12345\n"
        f"{SPARSE}  Sparse Attention for Long Documents  (sure, 100)\n"
        "    type      + inproceedings\n"
        "    venue     + Conference on Documents\n"
        "    arxiv     + 2409.00001\n"
        "    doi       + 10.5555/conf.7\n"
        "    urls      + https://arxiv.org/abs/2409.00001\n"
        "    volume    + 12\n"
        "    pages     + 1--9\n"
        "    publisher + A Press\n"
    )
    assert ran.told[-1] == "readlist: 2 found: enriched 2 papers (`readlist undo` reverts it)"
    small = filled.show(SMALL)
    assert small["authors"][-1] == "Omar Haddad"
    assert (small["et_al"], small["arxiv"], small["key"]) == (False, "2605.12345", SMALL)
    assert small["sources"][-1] == "looked up at arXiv and Semantic Scholar"
    assert filled("undo").code == 0
    assert filled.show(SMALL)["arxiv"] is None


def test_a_dry_run_changes_nothing(served: World, filled: Readlist) -> None:
    before = filled.bytes()
    ran = filled("enrich", "--dry-run")
    assert ran.code == 0
    assert "+ 2605.12345" in ran.out
    assert "nothing was changed" in ran.err
    assert filled.bytes() == before


def test_what_is_not_sure_is_left_and_said(served: World, filled: Readlist) -> None:
    ran = filled("enrich")
    assert ran.code == 0
    assert any(f"{ORDER}: not known to any service" in line and "other authors" in line for line in ran.told)
    assert any(f"{MAPS}: not sure (9" in line and "the title differs" in line for line in ran.told)
    assert filled.show(MAPS)["arxiv"] is None
    assert filled.show(ORDER)["arxiv"] is None


def test_as_json(served: World, filled: Readlist) -> None:
    report = filled("enrich", "--json").json
    numbers = {name: n for name, n in report.items() if name != "papers"}
    assert numbers == {"found": 2, "unsure": 1, "unknown": 2, "failed": 0, "untitled": 0, "looked_up_before": 0}
    small = next(p for p in report["papers"] if p["key"] == SMALL)
    assert list(report) == list(ENRICH)
    assert list(small) == list(ENRICH["papers"][0])
    assert (small["outcome"], small["score"], small["services"]) == ("found", 100, ["arXiv", "Semantic Scholar"])
    assert {"field": "arxiv", "old": None, "new": "2605.12345"} in small["differences"]
    assert filled.show(SMALL)["arxiv"] == "2605.12345"


def test_what_was_enriched_is_not_asked_again_unless_wanted(served: World, filled: Readlist) -> None:
    filled("enrich", SMALL)
    served.asked.clear()
    ran = filled("enrich", SMALL)
    assert served.asked == []
    assert "1 looked up before (--again includes them)" in ran.err
    ran = filled("enrich", "--again", SMALL)
    assert "nothing new" in ran.out
    assert ran.told[-1] == "readlist: 1 found: nothing was changed"


@pytest.mark.parametrize("fault", ["broken", "busy", "type", "elsewhere", "large", "cut off", "empty", "nonsense"])
def test_a_fault_is_one_line_a_paper_and_nothing_changes(served: World, filled: Readlist, fault: str) -> None:
    served.faults = dict.fromkeys(("arxiv", "crossref", "s2", "openalex"), fault)
    before = filled.bytes()
    ran = filled("enrich", SMALL, SPARSE)
    assert ran.code == 1
    assert ran.out == ""
    assert [sum(f" {key}: " in line for line in ran.told) for key in (SMALL, SPARSE)] == [1, 1]
    assert len(ran.told) == 4  # how many are asked about, a line each, what it came to
    assert filled.bytes() == before
    assert unwelcome(ran.err) == set()


def test_the_good_ones_are_taken_all_the_same(served: World, filled: Readlist) -> None:
    served.faults = {"arxiv": "type"}
    ran = filled("enrich", SPARSE, SMALL)
    assert filled.show(SPARSE)["doi"] == "10.5555/conf.7"
    assert "readlist: arXiv: the answer is not XML" in ran.told
    assert ran.code == 0
    served.faults = {}
    assert "2409.00001" in filled("enrich", SMALL, SPARSE).out, "they are asked about again: not everything was known"


def test_offline(served: World, filled: Readlist, monkeypatch: pytest.MonkeyPatch) -> None:
    nowhere = Services(**dict.fromkeys(("arxiv", "crossref", "semantic_scholar", "openalex"), "http://127.0.0.1:1"))  # type: ignore[arg-type]
    monkeypatch.setattr("readlist.session.lookups.configured", lambda: nowhere)
    before = filled.bytes()
    for arguments in (["enrich"], ["add", "2405.12345"], ["add", "10.1000/1"]):
        ran = filled(*arguments)
        assert ran.code == 1
        assert "offline: " in ran.told[-1]
        assert ran.told[-1].endswith("nothing was changed")
        assert ran.out == ""
    assert filled.bytes() == before


def test_hostile_answers_are_shown_harmlessly(served: World, filled: Readlist) -> None:
    served.works = [Work("Small Language Models Remember More", ("Ada Karlsson", "Jun Mori", "Lena Fischer", HOSTILE),
                         "2026-05-27", None, "10.5555/h", HOSTILE)]  # fmt: skip
    ran = filled("enrich", SMALL)
    assert ran.code == 0
    assert unwelcome(ran.out) | unwelcome(ran.err) == set()
    assert "[bold]x[/]" in filled.show(SMALL)["venue"]
    assert unwelcome(filled.file.read_text()) == set()
    ran = filled("export", SMALL)
    assert "\\input" not in ran.out
    assert ran.out.count("\n@") == 0


def test_someone_at_a_terminal_is_asked(served: World, filled: Readlist, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("readlist.cli.network._can_ask", lambda: True)
    ran = filled("enrich", MAPS, stdin="n\n")
    assert "same paper?" in ran.err
    assert filled.show(MAPS)["arxiv"] is None
    ran = filled("enrich", MAPS, stdin="y\n")
    assert "1 accepted" in ran.err
    assert filled.show(MAPS)["arxiv"] == "2303.00001"


def test_papers_kept_twice_are_named(served: World, filled: Readlist) -> None:
    filled("fix", MAPS, "--arxiv", "2605.12345")
    ran = filled("enrich", SMALL)
    assert f"readlist: duplicate: the same id, 2605.12345; `readlist merge {SMALL} {MAPS}` merges them" in ran.told


def test_an_empty_library(served: World, readlist: Readlist) -> None:
    ran = readlist("enrich")
    assert (ran.code, ran.out, ran.told) == (0, "", ["readlist: no papers: nothing was changed"])
    assert not readlist.folder.exists()
    assert served.asked == []


# add


def test_papers_are_added_by_number(served: World, readlist: Readlist) -> None:
    ran = readlist("add", "arXiv:2605.12345v2", "https://doi.org/10.5555/conf.7", "--queue")
    assert ran.code == 0
    assert ran.out == (
        "new      karlsson2026small  Small Language Models Remember More\n"
        "new      mori2024sparse  Sparse Attention for Long Documents\n"
    )
    assert readlist.queue() == ["karlsson2026small", "mori2024sparse"]
    small = readlist.show("karlsson2026small")
    assert (small["arxiv"], len(small["authors"]), small["category"]) == ("2605.12345", 5, "CL")
    assert readlist.show("mori2024sparse")["venue"] == "Conference on Documents"
    assert readlist("undo").code == 0
    assert readlist.keys() == []


def test_a_known_paper_gains_what_it_lacks(served: World, filled: Readlist) -> None:
    before = len(filled.keys())
    ran = filled("add", "2605.12345")
    assert ran.out == f"updated  {SMALL}  Small Language Models Remember More\n"
    assert ran.told[-1] == "readlist: added 0 papers, 1 updated, 0 already known"
    assert len(filled.keys()) == before
    assert filled("add", "2605.12345").out.startswith("known")


def test_bad_ones_are_named_and_good_ones_added(served: World, readlist: Readlist) -> None:
    ran = readlist("add", "2605.12345", "nonsense", "2605.99999", "https://openreview.net/forum?id=x")
    assert ran.code == 1
    assert readlist.keys() == ["karlsson2026small"]
    parts = ("“nonsense” is not an arXiv id", "2605.99999: not known to any service", "OpenReview")
    assert [part for part in parts if part not in ran.err] == []


def test_a_dry_run_of_adding(served: World, readlist: Readlist) -> None:
    ran = readlist("add", "2605.12345", "--dry-run")
    assert ran.out.startswith("new")
    assert not readlist.folder.exists()


def test_added_as_json(served: World, readlist: Readlist) -> None:
    (added,) = readlist("add", "2605.12345", "--json").json
    assert (added["key"], added["arxiv"]) == ("karlsson2026small", "2605.12345")


# as processes

PROGRAM = """
import json, sys
from readlist.lookup import client
from readlist.lookup.services import Services
from readlist.session import lookups
settings = Services(**json.loads(sys.argv.pop(1)))
lookups.configured = lambda: settings
from readlist.__main__ import main
main()
"""


def started(world: World, folder: Path, *arguments: str, **spacing: float) -> subprocess.Popen[bytes]:
    s = world.services()
    table = {n: getattr(s, n) for n in ("arxiv", "crossref", "semantic_scholar", "openalex")}
    settings = json.dumps({**table, "spacing": {**NO_WAIT, **spacing}})
    command = [sys.executable, "-c", PROGRAM, settings, "--library", str(folder), *arguments]
    pipe, nothing = subprocess.PIPE, subprocess.DEVNULL
    heeds = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)  # who runs tests in the background ignores it
    return subprocess.Popen(command, stdout=pipe, stderr=pipe, stdin=nothing, preexec_fn=heeds)


def run_kill_run(world: World, folder: Path, at: int, *arguments: str) -> tuple[list[str], Ran]:
    """Kill the command when its request number ``at`` arrives, then run it again: all that was asked."""
    arrived, go_on = threading.Event(), threading.Event()

    def wait(_: object) -> None:
        if len(world.asked) == at and not go_on.is_set():
            arrived.set()
            go_on.wait(20)

    world.before = wait  # type: ignore[assignment]
    first = started(world, folder, *arguments)
    assert arrived.wait(20)
    os.kill(first.pid, signal.SIGKILL)
    first.communicate()
    asked = world.questions()[:-1]  # of the last one the answer was lost
    go_on.set()
    world.asked.clear()
    again = started(world, folder, *arguments)
    out, err = again.communicate(timeout=60)
    return [*asked, *world.questions()], Ran(again.returncode, out.decode(), err.decode())


@pytest.mark.parametrize("at", [pytest.param(2, marks=pytest.mark.long), 8])
def test_killed_and_run_again_nothing_is_asked_twice(world: World, filled: Readlist, at: int) -> None:
    world.works = WORKS
    asked, ran = run_kill_run(world, filled.folder, at, "enrich")
    assert ran.code == 0, ran.err
    assert len(asked) == len(set(asked))
    assert filled.show(SMALL)["arxiv"] == "2605.12345"
    assert world.most_in_flight <= 2  # the killed one's last, which the server still holds, and the next


def test_interrupted_says_how_to_go_on(world: World, filled: Readlist) -> None:
    world.works = WORKS
    arrived = threading.Event()
    world.before = lambda asked: arrived.set() if len(world.asked) == 3 else None
    process = started(world, filled.folder, "enrich", crossref=30.0, semantic_scholar=30.0)
    assert arrived.wait(20)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=20)
    assert process.returncode == 130
    assert b"nothing was changed; run it again" in err


def test_a_check_looks_up_what_is_cited_where_it_may(served: World, filled: Readlist, tmp_path: Path) -> None:
    (tmp_path / "a.tex").write_text(f"\\cite{{{SPARSE}}}\\bibliography{{a}}\n", encoding="utf-8")
    filled("export", "sparse", "-o", str(tmp_path / "a.bib"))
    assert filled("check", str(tmp_path / "a.tex")).code == 0
    assert not served.asked
    online = filled("check", str(tmp_path / "a.tex"), "--online")
    assert (online.code, served.asked != []) == (1, True)
    assert f"preprint: {SPARSE} is cited as a preprint, but was published in " in online.out
    assert filled.show(SPARSE)["venue"]
    assert filled("check", str(tmp_path / "a.tex"), "--fix").code == 0


def test_no_other_command_opens_a_socket(filled: Readlist, tmp_path: Path) -> None:
    """Every command that is none of the network, in processes whose sockets are watched."""
    page = tmp_path / "page.txt"
    page.write_text(PAGE, encoding="utf-8")
    (tmp_path / "a.bib").write_text("@misc{a, title = {A}}\n", encoding="utf-8")
    lines = [
        ["import", str(page), "--as-of", "2026-06-01"], ["list"], ["list", "atention"], ["show", SMALL], ["authors"],
        ["queue", "add", SMALL], ["mark", "star", SMALL], ["fix", SMALL, "--ok"], ["remove", ORDER],
        ["merge", SMALL, MAPS], ["split", SMALL], ["alias", "Ada Karlsson", "Jun Mori"], ["export", "a"], ["undo"],
        ["redo"], ["follow", "Ada Karlsson", "--category", "cs.CL"], ["unfollow", "cs.CL"], ["fetch", "--help"],
        ["demo"], ["--version"], ["--help"], ["enrich", "--help"], ["add", "--help"], ["add", "nonsense"],
        ["pdf"], ["pdf", "missing", "is:inbox"], ["pdf", "open", SMALL], ["pdf", "text"], ["pdf", "get", "nonsense"],
        ["check", str(tmp_path / "a.bib")], ["check", str(tmp_path / "a.bib"), "--fix"], ["cite", SMALL],
    ]  # fmt: skip
    from readlist.cli.parser import VERBS

    assert {verb.name for verb in VERBS if verb.network} == {"add", "enrich", "fetch", "pdf", "check"}
    program = (
        "import json, sys\n"
        "opened = []\n"
        "own = lambda e, a: e == 'socket.__new__' and a[1] == 1\n"  # a pair of this process, as asyncio has it
        "sys.addaudithook(lambda e, a: opened.append(e) if e.startswith('socket.') and not own(e, a) else None)\n"
        "from readlist.cli.main import main\n"
        "lines = json.loads(sys.argv[1])\n"
        "for line in lines:\n"
        "    try: main(line)\n"
        "    except SystemExit: pass\n"
        "    assert not opened, (line, opened)\n"
        "    assert 'httpx2' not in sys.modules and 'feedparser' not in sys.modules, line\n"
    )
    others = [[v.name] for v in VERBS if not v.network and v.name not in {line[0] for line in lines}]
    env = {**os.environ, "READLIST_LIBRARY": str(filled.folder)}
    done = subprocess.run(
        [sys.executable, "-c", program, json.dumps([*lines, *others])],
        env=env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()[-2000:]


def test_after_it_the_entry_is_complete(served: World, filled: Readlist, tmp_path: Path) -> None:
    filled("enrich")
    text = filled("export", "a").out
    assert "  eprint        = {2605.12345},\n  archiveprefix = {arXiv},\n  primaryclass  = {cs.CL},\n" in text
    assert (
        "  doi           = {10.48550/arXiv.2605.12345},\n  url           = {https://arxiv.org/abs/2605.12345},\n"
        in text
    )
    assert "Haddad, Omar" in text
    assert "@inproceedings{mori2024sparse" in text


def test_the_published_version_is_cited_with_its_year(served: World, filled: Readlist) -> None:
    preprint, *others = [w for w in WORKS if "Sparse" in w.title]
    printed = replace(preprint, arxiv=None, date="2025-01-20")
    served.works = [replace(preprint, doi=None, venue=None), printed, *others]
    filled("enrich", SPARSE)
    assert filled.show(SPARSE)["date"] == "2024-09-14"
    text = filled("export", "sparse").out
    assert "  year          = {2025},\n  month         = jan,\n" in text
    assert text.startswith("@inproceedings{mori2024sparse,")


Checker = Callable[[Path], None]


@pytest.mark.long
@pytest.mark.skipif(not os.environ.get("READLIST_BIB_CHECKER"), reason="$READLIST_BIB_CHECKER names no checker")
def test_a_checker_takes_it(served: World, filled: Readlist, tmp_path: Path) -> None:
    filled("enrich")
    filled("export", "-o", str(tmp_path / "all.bib"), "a")
    checker = shutil.which(os.environ["READLIST_BIB_CHECKER"])
    assert checker
    subprocess.run([checker, str(tmp_path / "all.bib")], check=True)
