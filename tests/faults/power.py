"""What a power cut may leave: every state of a folder in which writes and renames that were not synced are lost.

The model is the one that file systems promise: the content of a file is as it was at its last sync, with any part of
what was written since; a folder's names are as they were at its last sync, with any of the changes since, in order.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any


@dataclass
class _File:
    safe: bytes = b""
    now: bytes = b""

    def states(self) -> Iterator[bytes]:
        """What may be found of it."""
        yield self.safe
        if self.now != self.safe:
            yield self.now
            yield self.safe + self.now[len(self.safe) : (len(self.safe) + len(self.now) + 1) // 2]  # torn
            if len(self.now) > len(self.safe):
                yield self.safe + bytes(len(self.now) - len(self.safe))  # as long, but empty


@dataclass
class _Folder:
    safe: dict[str, int] = field(default_factory=dict)  # name → file or folder
    since: list[tuple[str, int | None]] = field(default_factory=list)

    def after(self, changes: int) -> dict[str, int]:
        names = dict(self.safe)
        for name, what in self.since[:changes]:
            if what is None:
                names.pop(name, None)
            else:
                names[name] = what
        return names

    def now(self) -> dict[str, int]:
        return self.after(len(self.since))


class Model:
    """A folder with all below it, as it is and as it would be found after a power cut."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._things: dict[int, _File | _Folder] = {0: _Folder()}  # 0: what the root is in
        self._made = 0
        self._take(root)

    def _take(self, path: Path) -> None:
        if path.is_dir():
            self._put(path, _Folder(), safe=True)
            for child in path.iterdir():
                self._take(child)
        elif path.exists():
            content = path.read_bytes()
            self._put(path, _File(content, content), safe=True)

    def _put(self, path: Path, thing: _File | _Folder, *, safe: bool = False) -> None:
        self._made += 1
        self._things[self._made] = thing
        if safe:
            self._folder(path.parent).safe[path.name] = self._made
        else:
            self._folder(path.parent).since.append((path.name, self._made))

    def _folder(self, path: Path) -> _Folder:
        thing = self._things[0 if path == self.root.parent else self._number(path)]
        assert isinstance(thing, _Folder)
        return thing

    def _number(self, path: Path) -> int:
        return self._folder(path.parent).now()[path.name]

    def do(self, call: Sequence[Any]) -> None:
        name, path, *how = call
        if name == "create":
            self._put(path, _File())
        elif name == "mkdir":
            self._put(path, _Folder())
        elif name == "sync":
            self._sync(self._things[0 if path == self.root.parent else self._number(path)])
        elif name == "rename":
            (to,) = how
            number = self._number(path)
            if path.parent == to.parent:  # one change, not two
                self._folder(to.parent).since += [(to.name, number), (path.name, None)]
            else:
                raise NotImplementedError("a file moved to another folder")
        elif name == "link":
            (to,) = how
            self._folder(to.parent).since.append((to.name, self._number(path)))
        elif name in ("unlink", "rmdir"):
            self._folder(path.parent).since.append((path.name, None))
        else:
            file = self._things[self._number(path)]
            assert isinstance(file, _File)
            if name == "truncate":
                (size,) = how
                file.now = file.now[:size] + bytes(max(0, size - len(file.now)))
            else:
                place, data = how
                file.now = file.now[:place].ljust(place, b"\0") + data + file.now[place + len(data) :]

    def _sync(self, thing: _File | _Folder) -> None:
        if isinstance(thing, _File):
            thing.safe = thing.now
        else:
            thing.safe, thing.since = thing.now(), []

    def states(self) -> Iterator[dict[str, bytes | None]]:
        """What may be found below the root: path → content, None for a folder. The lock is left out."""
        pending = [f for f in self._things.values() if isinstance(f, _Folder) and f.since]
        for kept in product(*(range(len(f.since) + 1) for f in pending)):
            names = dict(zip(map(id, pending), kept, strict=True))
            for choice in range(4):
                yield dict(self._found(1, "", names, choice))  # 1: the root

    def _found(self, number: int, path: str, names: dict[int, int], choice: int) -> Iterator[tuple[str, bytes | None]]:
        thing = self._things[number]
        if isinstance(thing, _File):
            states = list(thing.states())
            yield path, states[min(choice, len(states) - 1)]
            return
        if path:
            yield path, None
        for name, inside in thing.after(names.get(id(thing), 0)).items():
            below = f"{path}/{name}" if path else name
            if Path(below).name != "lock":
                yield from self._found(inside, below, names, choice)


def build(state: dict[str, bytes | None], into: Path) -> None:
    """Make what was found."""
    into.mkdir()
    for name, content in state.items():
        path = into / name
        if content is None:
            path.mkdir()
        else:
            path.write_bytes(content)
