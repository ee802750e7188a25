"""The log of searches, written beside the requests once a search has come to rest, so that no search waits for it."""

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from time import monotonic

from content_store.database import Database
from content_store.errors import Conflict, Unavailable
from content_store.impressions import impressions
from content_store.queries.people import people_book
from content_store.queries.taxonomy import tag_book
from content_store.searches import OpeningNote, SearchNote, write_searches
from content_store.usage import Occurrence

_log = logging.getLogger(__name__)

EVERY_SECONDS = 0.25
REST_SECONDS = 2.0  # without another step: then whoever typed has found what to look for
PAUSE_SECONDS = 2.0  # after a failure
MOST_WAITING = 10_000  # searches; beyond that the oldest are let go, and the log says so


@dataclass(slots=True)
class _Waiting:
    """What is known of one search and not written yet; ``at`` is when it was last heard of."""

    search: SearchNote | None = None
    openings: dict[int, OpeningNote] = field(default_factory=dict)
    at: float = field(default_factory=monotonic)


class SearchJournal:
    """Takes notes from any thread and writes each search down once nothing more has come of it for a moment.

    A note is not acknowledged: a process that is killed loses what it noted in the last moment. ``record`` takes the
    impressions of the searches written; without it none are made.
    """

    def __init__(self, database: Database, record: Callable[[Sequence[Occurrence]], object] | None = None) -> None:
        self._database = database
        self._record = record
        # In the order of when they were last heard of.
        self._waiting: dict[str, _Waiting] = {}
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="search-journal", daemon=True)
        self._thread.start()

    def searched(self, note: SearchNote) -> None:
        """Note a search; it takes the place of an earlier one with the same key."""
        with self._lock:
            self._heard_of(note.log_key).search = note

    def opened(self, note: OpeningNote) -> None:
        """Note that a result was opened."""
        with self._lock:
            self._heard_of(note.log_key).openings[note.asset_id] = note

    def flush(self) -> bool:
        """Write down all that waits; false where it cannot be written now, and waits for the next time."""
        return self._write(self._taken(rested_before=None))

    def close(self) -> None:
        """Write down what waits, and stop."""
        self._stopping.set()
        self._thread.join()
        self.flush()

    def _heard_of(self, key: str) -> _Waiting:
        waiting = self._waiting.pop(key, None) or _Waiting()
        waiting.at = monotonic()
        self._waiting[key] = waiting
        self._let_go()
        return waiting

    def _let_go(self) -> None:
        """Keep the newest only."""
        too_many = len(self._waiting) - MOST_WAITING
        if too_many > 0:
            for key in list(islice(self._waiting, too_many)):
                del self._waiting[key]
            _log.warning("the log of searches cannot keep up; the %d oldest waiting entries were let go", too_many)

    def _taken(self, rested_before: float | None) -> dict[str, _Waiting]:
        """Take out what has been at rest since then, or all."""
        with self._lock:
            taken = {
                key: each for key, each in self._waiting.items() if rested_before is None or each.at <= rested_before
            }
            for key in taken:
                del self._waiting[key]
        return taken

    def _write(self, taken: dict[str, _Waiting]) -> bool:
        if not taken:
            return True
        searches = [each.search for each in taken.values() if each.search is not None]
        openings = [opening for each in taken.values() for opening in each.openings.values()]
        try:
            with self._database.reading() as session:
                people, book = people_book(session).by_id, tag_book(session)
            with self._database.writing() as session:
                write_searches(session, people, book, searches, openings)
        except (Unavailable, Conflict) as error:
            _log.warning("the log of searches waits: %s", error)
            self._put_back(taken)
            return False
        self._record_impressions(searches)
        return True

    def _put_back(self, taken: dict[str, _Waiting]) -> None:
        with self._lock:
            for key, newer in self._waiting.items():
                older = taken.pop(key, None)
                if older is not None:
                    newer.search = newer.search or older.search
                    newer.openings = older.openings | newer.openings
            self._waiting = taken | self._waiting
            self._let_go()

    def _record_impressions(self, searches: Sequence[SearchNote]) -> None:
        if self._record is None:
            return
        try:
            with self._database.reading() as session:
                occurrences = impressions(session, searches)
            if occurrences:
                self._record(occurrences)
        except Unavailable as error:
            _log.warning("what searches showed was not recorded: %s", error)

    def _run(self) -> None:
        pause = EVERY_SECONDS
        while not self._stopping.wait(pause):
            try:
                written = self._write(self._taken(rested_before=monotonic() - REST_SECONDS))
            except Exception:  # noqa: BLE001 - whatever it was, the next note must still be written
                _log.exception("the log of searches could not be written")
                written = False
            pause = EVERY_SECONDS if written else PAUSE_SECONDS
