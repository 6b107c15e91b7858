"""An open library: the library in memory with the store it is kept in. Every change goes through here."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from itertools import chain
from pathlib import Path

from msgspec.structs import replace

from readlist.library import history
from readlist.library.columns import Columns, row
from readlist.library.history import HistoryError, Way
from readlist.library.history_walk import Step, Walk
from readlist.library.library import Library, Touched
from readlist.library.marking import Plan
from readlist.model.change import Change, Edit
from readlist.model.dates import local_time
from readlist.model.paper import MALFORMED
from readlist.platform.paths import device_name
from readlist.session import column_cache
from readlist.store.files import StoreError
from readlist.store.store import Loaded, Store, Written

Watcher = Callable[[Touched], None]


def now() -> str:
    """The present time in the form that records have."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


Commit = tuple[int, Change | None, tuple[Edit, ...]]
"""The stamp under which something is written, the change that it makes, and the edits that do it."""


def today() -> date:
    """Today's date, by the user's clock."""
    return local_time(now()).date()


class OpenLibrary:
    """An open library: reads come from memory; changes are on disk before they are in memory.

    So an acknowledged change survives however the process ends. Watchers are told what a change touched.
    With ``keep_unsaved`` a change that can't be written is kept in memory all the same, counted in ``unsaved``, until
    ``retry`` writes it; without, it raises StoreError and nothing has changed. A library that is not ``persistent``
    leaves nothing outside of its folder.
    """

    def __init__(self, folder: Path, *, keep_unsaved: bool = False, persistent: bool = True) -> None:
        self.folder = folder
        self.unsaved_reason: str | None = None  # why changes are unsaved
        self._keep_unsaved = keep_unsaved
        self.persistent = persistent
        self._unsaved: list[tuple[int, tuple[Edit, ...]]] = []  # stamps and edits
        self.files_moved = False  # did a change give papers files, or take some from them? They are put in order later
        self._diverged = True  # may decisions of several devices contradict each other?
        self._store = Store(folder, device_name() if persistent else "here")
        self.library = self._load()
        self._watchers: list[Watcher] = []

    def watch(self, watcher: Watcher) -> Callable[[], None]:
        """Call a function after every change, of this process or another; returns a function that ends that."""
        self._watchers.append(watcher)
        return lambda: self._watchers.remove(watcher)

    def do(self, command: str, plan: Callable[[Library, str], Plan]) -> Change | None:
        """Carry out a command; None if there was nothing to do.

        ``plan`` is called with the library as it is on disk at this moment and the time of the command. Raises
        StoreError, with nothing changed.
        """
        at = now()
        early: Plan | None = None  # of a library that is not there yet: nothing to do is no reason to make it
        last = self._last_change
        if not self._store.exists() and not (early := plan(self.library, at)):
            return None

        def make() -> Commit | None:
            planned = early if early and last == self._last_change else plan(self.library, at)
            if not planned:
                return None
            here = history.parent(self.library)
            change = Change(
                id=self._next_id(),
                at=at,
                command=command,
                summary=planned.summary,
                parent=here.id if here else None,
                device=self.library.device,
            )
            return change.id, change, (*planned.edits, Edit("history", change.id, None, change.document()))

        return self._commit(make)

    def record(self, plan: Callable[[Library], tuple[Edit, ...]]) -> None:
        """Carry out edits that the user did not decide, such as what was exported where: they have no history.

        Raises StoreError, with nothing changed.
        """
        if not self._store.exists():  # nothing was decided yet: nothing to remember either
            return
        with self._store.writing():
            self._catch_up()
            if edits := plan(self.library):
                self._append(edits, self._next_id())

    def undo(self) -> Change:
        """Undo the newest change of this device that is not undone and still has an effect.

        Raises HistoryError or StoreError, nothing changed.
        """
        return self.undo_all(1)[-1][0]

    def undo_all(self, number: int) -> tuple[Step, ...]:
        """Undo several changes as one, passing over those that have no effect any more.

        Raises HistoryError or StoreError, nothing changed.
        """
        return self._walk(lambda walk: walk.undo(number), "there is nothing to undo")

    def redo(self) -> Change:
        """Redo what was undone last. Raises HistoryError or StoreError, nothing changed."""
        return self.redo_all(1)[-1][0]

    def redo_all(self, number: int) -> tuple[Step, ...]:
        """Redo several changes as one. Raises HistoryError or StoreError, nothing changed."""
        return self._walk(lambda walk: walk.redo(number), "there is nothing to redo")

    def go_to(self, point: int) -> Way:
        """Undo and redo until the library is as it was right after a change (0: before all); returns the steps taken.

        All of them or none: raises HistoryError or StoreError with the library as it was.
        """
        ways: list[Way] = []

        def go(walk: Walk) -> None:
            ways.append(history.way(self.library, point))
            walk.along(ways[-1])

        self._walk(go, "the history does not reach back to there")
        return ways[-1]

    def _walk(self, go: Callable[[Walk], None], nothing: str) -> tuple[Step, ...]:
        """Undo and redo as one change on disk. Raises HistoryError or StoreError, nothing changed."""
        if not self._store.exists() and not self._unsaved:  # nothing to do is no reason to make a library
            raise HistoryError(nothing)
        steps: list[Step] = []

        def make() -> Commit:
            walk = Walk(self.library)
            edits = walk.edits(go)
            steps[:] = walk.steps
            return self._next_id(), None, edits

        self._commit(make)
        return tuple(steps)

    def changed(self) -> bool:
        """Have other processes changed anything?"""
        return self._store.changed()

    def refresh(self) -> bool:
        """Take in what other processes changed; True if there was anything. Raises StoreError."""
        if not self.changed():
            return False
        if (edits := self._store.new_edits()) is not None:
            self._diverged |= bool(edits)
            try:
                touched = self.library.apply(edits)
            except MALFORMED:  # a line that is whole, but makes no records
                raise self._store.damage() from None
            self._publish(touched)
            return bool(edits)
        self._diverged = True
        ids, interests = set(self.library.papers), self.library.interests
        self.library = self._load()
        self.library.interests = interests  # until they are learned anew
        ids |= set(self.library.papers)
        # the file that told the old papers may be gone: nothing is compared
        self._publish(Touched(papers=ids, facts=ids, profiles=True, queries=True))
        return True

    @property
    def problems(self) -> tuple[str, ...]:
        """Lines of journals that were left out, each with the reason."""
        return self._store.problems

    def files(self) -> tuple[Path, ...]:
        """The files that make up the library: while they are unchanged, so is the library."""
        journals = sorted(journal.path for journal in self._store.journals().values())
        return self.folder, self._store.path, self.folder / "journal", *journals

    # what could not be written

    @property
    def read_only(self) -> bool:
        """Is this a library that can be read, but not changed?"""
        return self._store.exists() and not os.access(self.folder, os.W_OK)

    @property
    def unsaved(self) -> int:
        """How many changes are only in memory."""
        return len(self._unsaved)

    def retry(self) -> bool:
        """Try again to write what is unsaved; True if everything is saved."""
        if self._unsaved:
            try:
                with self._store.writing(wait=False):  # it is tried again soon
                    self._catch_up()
            except StoreError as error:
                self.unsaved_reason = _why(error)
        return not self._unsaved

    def _catch_up(self) -> None:
        """Take in what is new on disk, and write what is unsaved. Call it while ``writing``."""
        self.refresh()
        while self._unsaved:
            stamp, edits = self._unsaved[0]
            if stamp > self._store.last + 1:
                self._append(edits, stamp)
            else:  # others wrote since
                self._append(_with_edits(edits), self._store.last + 2)
            del self._unsaved[0]
        self.unsaved_reason = None
        if self._store.has_lost:
            self._store.settle()
        self._reconcile()

    def _reconcile(self) -> None:
        """Repair what is inconsistent after several devices' changes. Call it while ``writing``."""
        if self._diverged and self._store.shared():
            from readlist.library.repairs import reconcile  # only who has several devices needs it

            removed = partial(self._store.removed, "papers")
            if edits := reconcile(self.library, removed):
                self._append(edits, self._next_id())
        self._diverged = False

    def _append(self, edits: tuple[Edit, ...], at: int) -> None:
        """Write edits, then apply their effect to the library in memory."""
        self._publish(self.library.apply(self._store.append(edits, at)))

    # the snapshot

    def compaction(self) -> Callable[[], bool] | None:
        """A function that rewrites the snapshot, to be called in a thread or at the end; None if it is not due.

        Raises StoreError when called, the library as it was.
        """
        if self._unsaved or not self._store.is_due():
            return None
        return self._compaction()

    def compact(self) -> bool:
        """Rewrite the snapshot now; False if that changes nothing. Raises StoreError, the library as it was."""
        if not self._store.exists() or self._unsaved:
            return False
        with self._store.writing():
            self._catch_up()
            self._store.settle()
            self._store.shorten_journal()
        return self._compaction()()

    def journals_of(self, device: str) -> Written:
        """The journals that another device wrote. Raises StoreError."""
        return self._store.journals_of(device)

    def take_over(self, device: str) -> list[Path]:
        """Copy what another device's journals have into this one's; returns where those are then. Raises StoreError."""
        with self._store.writing():
            self._catch_up()
            self._store.settle()
            return self._store.take_over(device)

    def _compaction(self) -> Callable[[], bool]:
        frozen, columns = self._store.freeze(), self.library.papers.columns
        changed = dict(self.library.papers.changed)

        def write() -> bool:
            loaded = self._store.compact(frozen)
            if loaded is not None:
                rows = chain(columns.rows(without=changed), map(row, filter(None, changed.values())))
                self._save_columns(loaded, Columns.of(rows))
            return loaded is not None

        return write

    @property
    def origin(self) -> str:
        """An id that changes if another program changes the library's file: what was derived from it is then void."""
        return self._store.origin

    def copy_to(self, path: Path) -> None:
        """Write the library to another file. Raises OSError."""
        self._store.copy_to(path)

    def _load(self) -> Library:
        loaded = self._store.load()
        try:
            library = self._library_of(loaded)
            for edits in (loaded.edits, *(_with_edits(edits) for _, edits in self._unsaved)):
                library.apply(edits)
        except MALFORMED:
            raise self._store.damage() from None
        return library

    def _library_of(self, loaded: Loaded) -> Library:
        """The library of a snapshot, with its cached columns or new ones."""
        columns = column_cache.read(self.folder, loaded)
        library = Library(
            loaded.tables,
            columns=columns,
            edits_of=self._store.edits_of,
            damage=self._store.damage,
            device=self._store.device,
        )
        if columns is None:
            self._save_columns(loaded, library.papers.columns)
        return library

    def _save_columns(self, loaded: Loaded, columns: Columns) -> None:
        if self.persistent:
            column_cache.write(self.folder, loaded, columns)

    def _commit(self, make: Callable[[], Commit | None]) -> Change | None:
        """Make a change to the library as it is on disk, and write it; None if there was nothing to do."""
        try:
            with self._store.writing(wait=not self._unsaved):  # who is in the way is waited for once, not at every key
                self._catch_up()
                made = make()
                if made is None:
                    return None
                stamp, change, edits = made
                edits = self._store.append(edits, stamp)
                self.files_moved = self.files_moved or any(map(_has_files, edits))
        except StoreError as error:
            if not self._keep_unsaved:
                raise
            made = make()
            if made is None:
                return None
            stamp, change, edits = made
            self.unsaved_reason = _why(error)
            self._unsaved.append((stamp, edits))
            edits = _with_edits(edits)
        self._publish(self.library.apply(edits))
        return change

    def _publish(self, touched: Touched) -> None:
        for watcher in self._watchers:
            watcher(touched)

    def _next_id(self) -> int:
        return self._store.next_stamp(self._last_change)

    @property
    def _last_change(self) -> int:
        """The newest change the library knows of, 0 where there is none."""
        return next(reversed(self.library.history), 0)


def _with_edits(edits: tuple[Edit, ...]) -> tuple[Edit, ...]:
    """The edits of a change, which are also put into its record, since no line of the journal has its id."""
    own = [[e.table, e.id, e.before, e.after] for e in edits if e.table != "history"]
    return tuple(
        replace(e, after={**e.after, "edits": own}) if e.table == "history" and e.before is None and e.after else e
        for e in edits
    )


def _has_files(edit: Edit) -> bool:
    """Does an edit give a paper files, or take some from it?"""
    documents = (edit.before, edit.after) if edit.table == "papers" else ()
    return any(document is not None and document.get("files") for document in documents)


def _why(error: StoreError) -> str:
    """Why a change could not be written, without "nothing was changed": it is kept in memory."""
    return str(error).removesuffix(": nothing was changed")
