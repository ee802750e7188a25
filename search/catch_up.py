"""Brings the index to the store's change number before it answers, and builds it anew when it cannot be trusted."""

import logging
import shutil
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from content_store.database import Database
from content_store.queries import changes
from content_store.queries.changes import Numbers
from search.engine import Engine, IndexDamaged, IndexFull
from search.generations import Generations
from search.index import Index, Progress

LONGEST_WAIT = 0.25  # seconds a search waits for the index
_POLL = 0.01  # seconds between two looks at what another process does,
_SLOW_POLL = 0.1  # and when it takes longer than a search waits
_LINGER = 0.3  # seconds the writer stays for the next change: changes come in bursts, and tidying takes as long
_BATCH = 2_000  # changes of one commit
_PAUSE = 2.0  # seconds after a failure

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Ready:
    """What to search in, and how many changes it lacks. Without an index there is nothing to find yet."""

    index: Index | None
    behind: int
    numbers: Numbers


class CatchUp:
    """Keeps one index with one store. One thread of the process brings it up; searches wait for it, not for long."""

    def __init__(
        self, database: Database, generations: Generations, engine: type[Engine], longest_wait: float = LONGEST_WAIT
    ) -> None:
        self._database = database
        self._longest_wait = longest_wait
        self._generations = generations
        self._engine = engine
        self._index: Index | None = None
        self._distrusted: set[Path] = set()
        self._moved = threading.Condition()
        # Each wait has a number; all up to ``_answered`` are over.
        self._asked = 0
        self._answered = 0
        self._closed = False
        self._retry_at = 0.0
        self._worker: threading.Thread | None = None

    def ready(self, session: Session) -> Ready:
        """The index, brought to the state of ``session`` or, behind a bulk change, as near as a short wait allows."""
        known = changes.numbers(session)
        index = self._index
        if index is None or not (index.shows(known) or self._is_ahead(index, known)):
            self._wait_for(known)
            index = self._index
        return Ready(index, known.change if index is None else index.behind(known), known)

    def distrust(self, index: Index) -> None:
        """Never read ``index`` again: it turned out to be damaged. The next search begins a new one."""
        log.warning("the search index in %s is damaged and is built anew", index.folder)
        with self._moved:
            self._distrusted.add(index.folder)
            if self._index is index:
                self._index = None

    def rebuild(self, progress: Progress) -> None:
        """Build the index anew from the store, now. ``progress`` is told how many assets are done, and of how many."""
        with self._generations.writing():
            self._rebuild(progress)

    def on_disk(self) -> Index | None:
        """The index as it is, without bringing it up."""
        self._see_current()
        return self._index

    def close(self) -> None:
        """Stop bringing the index up, and close it."""
        with self._moved:
            self._closed = True
            self._moved.notify_all()
        if self._worker is not None:
            self._worker.join()
        if self._index is not None:
            self._index.close()
            self._index = None

    def _is_ahead(self, index: Index, known: Numbers) -> bool:
        """Whether another thread brought the index past this session's snapshot; false after a restore."""
        stamp = index.engine.stamp
        if stamp is None or stamp.store_id != known.store_id or stamp.number < known.change:
            return False
        with self._database.reading() as fresh:
            return changes.numbers(fresh).change >= stamp.number

    def _wait_for(self, known: Numbers) -> None:
        with self._moved:
            if self._closed or time.monotonic() < self._retry_at:
                return
            self._asked += 1
            mine = self._asked
            if self._worker is None:
                self._worker = threading.Thread(target=self._work, name="search-catch-up", daemon=True)
                self._worker.start()
            self._moved.notify_all()
            self._moved.wait_for(
                lambda: self._answered >= mine or (self._index is not None and self._index.shows(known)),
                self._longest_wait,
            )

    def _work(self) -> None:
        while True:
            with self._moved:
                self._moved.wait_for(lambda: self._asked > self._answered or self._closed)
                if self._closed:
                    return
                answering = self._asked
            try:
                self._bring_up()
            except IndexFull as full:
                log.warning("the search index waits for room on the disk: %s", full)
                self._retry_at = time.monotonic() + _PAUSE
            except Exception:
                # Whatever went wrong, searches go on with what there is, and a later one tries again.
                log.exception("the search index could not be brought up to date")
                self._retry_at = time.monotonic() + _PAUSE
            with self._moved:
                self._answered = answering
                self._moved.notify_all()

    def _bring_up(self) -> None:
        """Bring the index up, or wait until another process has."""
        began = time.monotonic()
        while not self._closed:
            if self._generations.try_to_write():
                try:
                    self._write()
                finally:
                    self._generations.stop_writing()
                return
            if self._see_current():
                return
            time.sleep(_POLL if time.monotonic() - began < self._longest_wait else _SLOW_POLL)

    def _write(self) -> None:
        """Write what is missing, as the one writer of this host."""
        if self._see_current():
            return
        index = self._index
        if index is not None:
            with self._database.reading() as session:
                continues = index.continues(session)
            if continues and self._apply(index):
                return
        self._rebuild(_untold)

    def _apply(self, index: Index) -> bool:
        """Apply all changes that are missing; false when the index turns out to be damaged."""
        try:
            try:
                self._apply_until_quiet(index)
            finally:
                index.engine.tidy()
        except IndexDamaged:
            self.distrust(index)
            return False
        return True

    def _apply_until_quiet(self, index: Index) -> None:
        """Apply changes as they come, until there are none for a while: they need not wait for the tidying then."""
        quiet_since = time.monotonic()
        while not self._closed and time.monotonic() < quiet_since + _LINGER:
            with self._database.reading() as session:
                applied = index.apply_next(session, _BATCH)
            if applied:
                self._tell()
                quiet_since = time.monotonic()
            else:
                self._rest(_POLL)

    def _rest(self, seconds: float) -> None:
        """Do nothing until somebody waits for the index, or for so long."""
        with self._moved:
            asked = self._asked
            self._moved.wait_for(lambda: self._asked > asked or self._closed, seconds)

    def _rebuild(self, progress: Progress) -> None:
        folder = self._generations.begin()
        try:
            index = Index.create(folder, self._engine)
            with self._database.reading() as session:
                index.fill(session, progress)
            self._generations.install(folder)
        except BaseException:
            # What is half built would stay behind at every try, and fill the disk.
            shutil.rmtree(folder, ignore_errors=True)
            raise
        # The one before is not closed: a search may still be reading it.
        self._index = index
        self._tell()

    def _see_current(self) -> bool:
        """Look at what is on disk by now; true when nothing is missing."""
        try:
            index = self._open_current()
            if index is None:
                return False
            index.engine.refresh()
        except IndexDamaged:
            if self._index is not None:
                self.distrust(self._index)
            return False
        self._index = index
        self._tell()
        with self._database.reading() as session:
            return index.continues(session) and index.behind(changes.numbers(session)) == 0

    def _open_current(self) -> Index | None:
        folder = self._generations.current()
        if folder is None or folder in self._distrusted:
            return None
        if self._index is not None and self._index.folder == folder:
            return self._index
        try:
            return Index.open(folder, self._engine)
        except IndexDamaged as damage:
            log.warning("the search index in %s cannot be opened (%s) and is built anew", folder, str(damage))
            self._distrusted.add(folder)
            return None

    def _tell(self) -> None:
        with self._moved:
            self._moved.notify_all()


def _untold(done: int, total: int) -> None:
    """Progress that nobody watches."""
