"""The work on files beside the requests: reading what was uploaded, and letting go of what nobody uses."""

import logging
from collections.abc import Callable
from datetime import datetime
from time import monotonic

from api.worker import Worker
from content_store.database import Database
from content_store.file_upkeep import extract_waiting, tidy_files
from content_store.storage import Storage

EVERY_SECONDS = 60.0  # somebody else may have uploaded something: another process, or one that was killed
TIDY_EVERY_SECONDS = 3600.0

_log = logging.getLogger(__name__)


class FileWork:
    """Reads what waits, one file after the other, and tidies up now and then."""

    def __init__(self, database: Database, storage: Storage, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._storage = storage
        self._clock = clock
        self._tidied_at: float | None = None
        self._worker = Worker("reading files", self._part, EVERY_SECONDS)
        self.wake, self.close = self._worker.wake, self._worker.close

    def _part(self) -> bool:
        if extract_waiting(self._database, self._storage, 1):
            return True
        if self._tidied_at is None or monotonic() > self._tidied_at + TIDY_EVERY_SECONDS:
            self._tidied_at = monotonic()
            gone = tidy_files(self._database, self._storage, self._clock())
            if gone:
                _log.info("let go of the bytes of %d files that nobody uses", gone)
        return False
