"""A model of devices that share a library as people do: by copying folders, in any order, by halves, with accidents.

A trial is made of a seed alone. What it does is listed in ``World.log``, so that a seed that fails can be read.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import patch

from readlist.library.history import HistoryError
from readlist.library.marking import Plan
from readlist.model.change import Edit
from readlist.session import health
from readlist.session.open_library import OpenLibrary
from readlist.store import backups
from readlist.store import store as store_module
from readlist.store.files import StoreError
from readlist.store.journal import Line
from readlist.store.store import Store
from readlist.store.tables import Tables
from tests.library.any_command import COMMANDS
from tests.store.conftest import paper

NAMES = (
    "mark read", "mark star", "mark skip", "queue", "queue move", "tag", "note", "follow", "remove", "merge", "split",
    "fix", "add", "keep", "undo", "redo",
)  # fmt: skip
YEAR = 365 * 24 * 3600 * 1_000_000  # microseconds
Snapshot = frozenset[int]


@dataclass
class Device:
    """A folder with a library, the name its owner's state folder gives it, and how far its clock is off."""

    folder: Path
    name: str
    drift: int
    app: OpenLibrary | None = None
    told: Snapshot = frozenset()  # stamps of the lines that library.json tells
    kept: Snapshot = frozenset()  # of those that its backup tells


@dataclass
class World:
    """All devices, and every line that was ever acknowledged."""

    root: Path
    dice: Random
    inodes: bool  # are those of files told apart?
    devices: list[Device] = field(default_factory=list)
    lines: dict[int, Line] = field(default_factory=dict)
    ever: dict[int, Line] = field(default_factory=dict)  # those that are lost, too
    carried: dict[int, Snapshot] = field(default_factory=dict)  # of lines with a state: what it tells
    clock: int = 1_790_000_000_000_000
    log: list[str] = field(default_factory=list)
    here: Device | None = None

    # the code under test, watched

    @contextmanager
    def watched(self) -> Iterator[None]:
        merge, write, put = Tables.merge, Store._write_line, Store._put_in_place

        def merge_(tables: Tables, lines: Any) -> Any:
            lines = tuple(lines)
            known = tables.__dict__.setdefault("seen", set())
            for line in lines:
                known |= {line.at, *self.carried.get(line.at, ())}
            return merge(tables, lines)

        def write_(store: Store, line: Line) -> Any:
            assert line.at not in self.lines or not line.edits, "a stamp that two lines have"
            if line.state:
                self.carried[line.at] = frozenset(store.tables.__dict__.get("seen", ()))
            made = write(store, line)
            self.lines[line.at] = self.ever[line.at] = line
            return made

        def put_(store: Store, temp: Path, frozen: Any) -> None:
            put(store, temp, frozen)
            device = next(d for d in self.devices if d.folder == store.folder)
            device.told = frozenset(store.tables.__dict__.get("seen", ()))

        load = Store.load

        def load_(store: Store, base: Any = None) -> Any:
            loaded = load(store, base)
            device = next(d for d in self.devices if d.folder == store.folder)
            store.tables.__dict__.setdefault("seen", set()).update(device.told if base is None else device.kept)
            return loaded

        make = backups.make

        def make_(file: Path, library: Path) -> Path:
            device = next(d for d in self.devices if d.folder == library)
            if backups.due(library):
                device.kept = device.told
            return make(file, library)

        def state(it: Any) -> tuple[int, int, int]:
            return 0, it.st_mtime_ns, it.st_size

        with (
            patch.object(Tables, "merge", merge_),
            patch.object(Store, "_write_line", write_),
            patch.object(Store, "_put_in_place", put_),
            patch.object(Store, "load", load_),
            patch.object(backups, "make", make_),
            patch("readlist.session.open_library.device_name", lambda: self.here.name if self.here else "none"),
            patch("readlist.session.health.device_name", lambda: self.here.name if self.here else "none"),
            patch.object(store_module.time, "time_ns", self.time_ns),
            patch("os.urandom", lambda n: self.dice.randbytes(n)),
            patch("os.fsync", lambda fd: None),
            patch("os.fdatasync", lambda fd: None),
            patch("readlist.session.column_cache.write", lambda *_: None),
        ):
            if self.inodes:
                yield
            else:
                with patch("readlist.store.journal.file_state", state):
                    yield

    def time_ns(self) -> int:
        self.clock += self.dice.randint(3, 2_000_000)
        return (self.clock + (self.here.drift if self.here else 0)) * 1000

    # what people do

    def begin(self, number: int) -> None:
        for k in range(number):
            drift = self.dice.choice((0, 0, 0, 5_000_000, -YEAR, YEAR))
            self.devices.append(Device(self.root / f"d{k}", f"name{k}", drift))
        edits = tuple(Edit("papers", p.id, None, p.document()) for p in map(paper, range(1, 6)))
        self.open(self.devices[0]).do("import", lambda library, at: Plan(edits, "imported"))

    def open(self, device: Device) -> OpenLibrary:
        """The library as a new process has it: it is there at any moment."""
        self.here = device
        return OpenLibrary(device.folder)

    def act(self, device: Device) -> None:
        """Some commands, in a process of their own or in the app that is open."""
        self.here = device
        opened = device.app if device.app and self.dice.random() < 0.5 else self.open(device)
        for _ in range(self.dice.randint(1, 3)):
            name, seed = self.dice.choice(NAMES), self.dice.random()
            self.log.append(f"{device.folder.name}: {name} {seed}")
            with suppress(HistoryError, NotHereError):
                if name in ("undo", "redo"):
                    undo_or_redo(opened, name)
                else:
                    opened.do(name, lambda library, at, n=name, s=seed: COMMANDS[n](library, at, Random(s)))  # type: ignore[misc]
        if self.dice.random() < 0.3:
            opened.compact()
        if device.app:
            device.app.refresh()

    def app(self, device: Device) -> None:
        self.log.append(f"{device.folder.name}: app")
        device.app = None if device.app else self.open(device)

    def exchange(self, device: Device, other: Device, *, whole: bool = False) -> None:
        """Carry what journals one has to the other: all or some, whole or in part."""
        self.log.append(f"{device.folder.name} -> {other.folder.name}")
        (other.folder / "journal").mkdir(parents=True, exist_ok=True)
        for source in sorted((device.folder / "journal").glob("*.jsonl")):
            if not whole and self.dice.random() < 0.3:
                continue
            raw = source.read_bytes()
            if not whole and self.dice.random() < 0.3:
                cut = self.dice.randint(0, len(raw))
                raw = raw[:cut] + (bytes(len(raw) - cut) if self.dice.random() < 0.3 else b"")
            target = other.folder / "journal" / source.name
            old = target.read_bytes() if target.exists() else b""
            if not old or raw.startswith(old):
                self.put(target, raw)
            elif not old.startswith(raw) and len(raw) and (whole or self.dice.random() < 0.7):
                name = hashlib.sha256(raw).hexdigest()[:6]
                stem = source.stem.split(".sync-conflict")[0]
                self.put(target.with_name(f"{stem}.sync-conflict-{name}.jsonl"), raw)
            elif not whole and self.dice.random() < 0.2:
                self.put(target, raw)  # whatever is there
        if other.app:
            self.here = other
            other.app.refresh()

    def put(self, target: Path, raw: bytes) -> None:
        temp = target.with_suffix(".part")
        temp.write_bytes(raw)
        temp.replace(target)

    # accidents

    def restore(self, device: Device) -> None:
        """The folder as it was some time ago comes back, files as new ones or written over."""
        copy = device.folder.with_name(f"{device.folder.name}.copy")
        if not copy.exists() or self.dice.random() < 0.5:
            if device.folder.exists():
                self.log.append(f"{device.folder.name}: copied away")
                shutil.rmtree(copy, ignore_errors=True)
                shutil.copytree(device.folder, copy)
                (copy / "told").write_text(json.dumps([sorted(device.told), sorted(device.kept)]))
            return
        self.log.append(f"{device.folder.name}: put back")
        shutil.rmtree(device.folder, ignore_errors=True)  # it may have been beyond repair, and removed
        shutil.copytree(copy, device.folder)
        (device.folder / "told").unlink()
        device.told, device.kept = map(frozenset, json.loads((copy / "told").read_text()))
        device.app = None
        self.lines |= {at: self.ever[at] for at in self.known(device) if at in self.ever}

    def clone(self, device: Device) -> None:
        """The whole machine is copied, its name included."""
        if len(self.devices) < 5 and device.folder.exists():
            self.log.append(f"{device.folder.name}: cloned")
            folder = self.root / f"d{len(self.devices)}"
            shutil.copytree(device.folder, folder)
            self.devices.append(Device(folder, device.name, device.drift, told=device.told, kept=device.kept))

    def damage(self, device: Device) -> None:
        """A file is cut short, emptied, filled with nulls, or has a bit flipped."""
        files = sorted((device.folder / "journal").glob("*.jsonl"))
        if (device.folder / "library.json").exists() and self.dice.random() < 0.4:
            files = [device.folder / "library.json"]
        if not files:
            return
        file = self.dice.choice(files)
        raw = file.read_bytes()
        place = self.dice.randrange(len(raw)) if raw else 0
        kinds: dict[str, Callable[[], bytes]] = {
            "cut": lambda: raw[:place],
            "empty": lambda: b"",
            "null": lambda: raw[:place] + bytes(min(90, len(raw) - place)) + raw[place + 90 :],
            "flip": lambda: raw[:place] + bytes([raw[place] ^ 4]) + raw[place + 1 :] if raw else b"",
            "doubled": lambda: raw + raw[raw.rfind(b"\n", 0, place) + 1 :],
        }
        kind = self.dice.choice(sorted(kinds))
        self.log.append(f"{device.folder.name}: {file.name} {kind}")
        file.write_bytes(kinds[kind]())
        if file.name == "library.json":
            device.told = frozenset()
            if any(copy.samefile(file) for copy in backups.copies(device.folder)):
                device.kept = frozenset()  # the backup is the same file under a second name
            device.app = None
            self.repair(device)
        elif device.app:
            self.here = device
            device.app.refresh()

    def repair(self, device: Device) -> None:
        """What ``doctor --repair`` does, where something is wrong."""
        self.here = device
        if device.folder.exists() and not all(finding.good for finding in health.examine(device.folder)):
            self.log.append(f"{device.folder.name}: repair")
            try:
                health.repair(health.recover(device.folder))
            except StoreError as error:
                if "has anything to restore" not in str(error):
                    raise
                shutil.rmtree(device.folder)
                device.app = None
                return
            wrong = [f.text for f in health.examine(device.folder) if not f.good]
            assert not wrong, wrong

    def lose(self) -> None:
        """Forget the lines that no folder has any more: nobody can bring them back."""
        there: set[int] = set()
        for device in self.devices:
            there |= self.known(device)
        for at in self.lines.keys() - there:
            self.log.append(f"lost {at}")
            del self.lines[at]

    def known(self, device: Device) -> set[int]:
        """The stamps of the lines that a device has, in its file, its app or its journals."""
        known = {*device.told, *device.kept}
        if device.app:
            known |= device.app._store.tables.__dict__.get("seen", set())
        for line in Store(device.folder, "x").journal_news().lines:
            known |= {line.at, *self.carried.get(line.at, ())}
        return known

    # all of it

    def run(self, steps: int) -> None:
        self.begin(self.dice.randint(2, 4))
        accidents = (self.restore, self.clone, self.damage, self.repair)
        for _ in range(steps):
            what, device = self.dice.random(), self.dice.choice(self.devices)
            if what < 0.4:
                self.act(device)
            elif what < 0.75:
                self.exchange(*self.dice.sample(self.devices, 2))
            elif what < 0.82:
                self.app(device)
            else:
                self.dice.choice(accidents)(device)
                self.lose()
            self.open(device)
        self.meet()

    def meet(self) -> None:
        """Everything arrives everywhere, and every library is used once more."""
        for device in self.devices:
            device.app = None
        for device in self.devices:
            self.repair(device)
        for _ in range(2):
            for device in self.devices:
                self.open(device).record(lambda library: ())
            self.lose()
            for device in (*self.devices, *self.devices):
                for other in self.devices:
                    if device is not other and device.folder.exists():
                        self.exchange(device, other, whole=True)
        for device in self.devices:
            self.repair(device)
            self.open(device).record(lambda library: ())


class NotHereError(Exception):
    """A change whose line is not here (yet) can't be undone."""


def undo_or_redo(opened: OpenLibrary, name: str) -> None:
    try:
        getattr(opened, name)()
    except StoreError as error:
        if "no longer has this change" not in str(error):
            raise
        raise NotHereError from None
