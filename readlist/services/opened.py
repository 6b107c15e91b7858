"""An open library: the library in memory with the store it is kept in. Every change goes through here."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from readlist.library import history
from readlist.library.history import HistoryError
from readlist.library.library import Library, Touched
from readlist.library.marking import Plan
from readlist.models import Change, Edit
from readlist.store.store import Store

Watcher = Callable[[Touched], None]


def now() -> str:
    """This moment as records have it."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class OpenLibrary:
    """A library that is open: reads come from memory, changes are on disk before they are in memory.

    So a change that was acknowledged survives any death of the process. Watchers are told what a change touched.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._store = Store(folder)
        self.library = self._load()
        self._watchers: list[Watcher] = []

    def watch(self, watcher: Watcher) -> Callable[[], None]:
        """Have a function called after every change, this process's and others'; what is returned ends that."""
        self._watchers.append(watcher)
        return lambda: self._watchers.remove(watcher)

    def do(self, command: str, plan: Callable[[Library, str], Plan]) -> Change | None:
        """Carry out a command; None where there was nothing to do.

        ``plan`` is called with the library as it is on disk at this moment and the time of the command. Raises
        StoreError, with nothing changed.
        """
        at = now()
        planned = None if self._store.exists() else plan(self.library, at)
        if planned is not None and not planned:
            return None  # nothing to do is no reason to make a library
        with self._store.writing():
            if self.refresh() or planned is None:
                planned = plan(self.library, at)
            if not planned:
                return None
            here = history.present(self.library)
            change = Change(
                id=self._next_id(),
                at=at,
                command=command,
                summary=planned.summary,
                edits=planned.edits,
                parent=here.id if here else None,
            )
            self._carry_out((*planned.edits, Edit("history", change.id, None, change.document())))
        return change

    def undo(self) -> Change:
        """Take back the newest change that is not undone. Raises HistoryError or StoreError, nothing changed."""
        return self._step(history.present, history.undoing, "there is nothing to undo")

    def redo(self) -> Change:
        """Carry out again what was undone last. Raises HistoryError or StoreError, nothing changed."""
        return self._step(history.redoable, history.redoing, "there is nothing to redo")

    def _step(
        self,
        find: Callable[[Library], Change | None],
        edits: Callable[[Library, Change], tuple[Edit, ...]],
        nothing: str,
    ) -> Change:
        if not self._store.exists():  # nothing to do is no reason to make a library
            raise HistoryError(nothing)
        with self._store.writing():
            self.refresh()
            change = find(self.library)
            if change is None:
                raise HistoryError(nothing)
            self._carry_out(edits(self.library, change))
        return change

    def refresh(self) -> bool:
        """Take in what other processes changed; True if they did."""
        if not self._store.changed():
            return False
        old = self.library
        self.library = self._load()
        self._tell(_difference(old, self.library))
        return True

    def _load(self) -> Library:
        tables = self._store.load()
        try:
            return Library(tables)
        except (AttributeError, KeyError, TypeError, ValueError, RecursionError):  # documents that are no records
            raise self._store.damage() from None

    def _carry_out(self, edits: tuple[Edit, ...]) -> None:
        self._store.append(edits)
        self._tell(self.library.apply(edits))

    def _tell(self, touched: Touched) -> None:
        for watcher in self._watchers:
            watcher(touched)

    def _next_id(self) -> int:
        """Microseconds since 1970, or one more than the last id where the clock went back."""
        last = next(reversed(self.library.history), 0)
        return max(time.time_ns() // 1000, last + 1)


def _difference(old: Library, new: Library) -> Touched:
    """What differs between two states of a library."""
    ids = old.papers.keys() | new.papers.keys()
    facts = {id for id in ids if old.papers.get(id) != new.papers.get(id)}
    marked = {id for id in ids if old.marks.get(id) != new.marks.get(id)}
    return Touched(papers=facts | marked, facts=facts, profiles=old.profiles != new.profiles)
