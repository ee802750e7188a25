"""The log of searches, written in groups beside the requests, so that no search waits for it."""

import logging
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy.orm import Session

from content_store.content_types.cleaning import cleaned
from content_store.database import Database
from content_store.errors import Unavailable
from content_store.queries.searches import known_openings
from content_store.rules.wording import storable
from content_store.tables import SearchLog, SearchOpening

_log = logging.getLogger(__name__)

EVERY_SECONDS = 0.25
PAUSE_SECONDS = 2.0  # after a failure
MOST_WAITING = 10_000  # entries; beyond that the oldest are let go, and the log says so


@dataclass(frozen=True, slots=True)
class SearchNote:
    """One search. While somebody types, every step bears the same ``key``, and the last one stays."""

    key: str
    at: datetime
    person_id: int | None
    channel: str
    text: str
    normalised: str
    filters: Mapping[str, Any]
    result_count: int
    did_you_mean: str = ""


@dataclass(frozen=True, slots=True)
class OpeningNote:
    """An asset opened from the results of the search ``key``; ``position`` counts from 1."""

    key: str
    person_id: int | None
    asset_id: int
    position: int
    at: datetime


class SearchJournal:
    """Takes notes from any thread and writes them down a few times a second.

    A note is not acknowledged: a process that is killed loses what it noted in the last moment.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._searches: dict[str, SearchNote] = {}
        self._openings: dict[tuple[str, int], OpeningNote] = {}
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="search-journal", daemon=True)
        self._thread.start()

    def searched(self, note: SearchNote) -> None:
        """Note a search; it takes the place of an earlier one with the same key."""
        with self._lock:
            self._searches.pop(_key(note), None)
            self._searches[_key(note)] = note
            _let_go(self._searches)

    def opened(self, note: OpeningNote) -> None:
        """Note that a result was opened."""
        with self._lock:
            self._openings[_key(note), note.asset_id] = note
            _let_go(self._openings)

    def flush(self) -> bool:
        """Write down what waits; false where it cannot be written now, and waits for the next time."""
        with self._lock:
            searches, self._searches = self._searches, {}
            openings, self._openings = self._openings, {}
        if not searches and not openings:
            return True
        try:
            with self._database.writing() as session:
                _write(session, list(searches.values()), list(openings.values()))
        except Unavailable as error:
            _log.warning("the log of searches waits: %s", error)
            with self._lock:
                self._searches = searches | self._searches
                self._openings = openings | self._openings
                _let_go(self._searches)
                _let_go(self._openings)
            return False
        return True

    def close(self) -> None:
        """Write down what waits, and stop."""
        self._stopping.set()
        self._thread.join()
        self.flush()

    def _run(self) -> None:
        pause = EVERY_SECONDS
        while not self._stopping.wait(pause):
            try:
                pause = EVERY_SECONDS if self.flush() else PAUSE_SECONDS
            except Exception:  # noqa: BLE001 - whatever it was, the next note must still be written
                _log.exception("the log of searches could not be written")


def _let_go(waiting: dict[Any, Any]) -> None:
    """Keep the newest entries only."""
    too_many = len(waiting) - MOST_WAITING
    if too_many > 0:
        for key in list(islice(waiting, too_many)):
            del waiting[key]
        _log.warning("the log of searches cannot keep up; the %d oldest waiting entries were let go", too_many)


def _write(session: Session, searches: list[SearchNote], openings: list[OpeningNote]) -> None:
    for search in searches:
        session.merge(SearchLog(**cleaned(asdict(search)) | {"key": _key(search)}))
    session.flush()
    known = known_openings(session, {(_key(note), note.asset_id) for note in openings})
    for opening in openings:
        if (_key(opening), opening.asset_id) in known:
            session.merge(
                SearchOpening(key=_key(opening), asset_id=opening.asset_id, position=opening.position, at=opening.at)
            )


def _key(note: SearchNote | OpeningNote) -> str:
    """Keys come from browsers: with the person's id before them nobody writes in another's log."""
    return storable(f"{note.person_id or 0}:{note.key}")[:64]
