"""The work on files beside the requests: reading what was uploaded, and letting go of what nobody uses."""

import logging
import threading
from datetime import UTC, datetime
from time import monotonic

from content_store.database import Database
from content_store.errors import KindlingError
from content_store.file_upkeep import extract_waiting, tidy_files
from content_store.storage import Storage

EVERY_SECONDS = 60.0  # somebody else may have uploaded something: another process, or one that was killed
TIDY_EVERY_SECONDS = 3600.0

_log = logging.getLogger(__name__)


class FileWork:
    """Works through what waits in a thread of its own, which begins when it is first woken."""

    def __init__(self, database: Database, storage: Storage) -> None:
        self._database = database
        self._storage = storage
        self._woken = threading.Event()
        self._stopping = False
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()
        self._tidied_at: float | None = None

    def wake(self) -> None:
        """Say that something waits."""
        with self._starting:
            if self._thread is None and not self._stopping:
                self._thread = threading.Thread(target=self._run, name="file-work", daemon=True)
                self._thread.start()
        self._woken.set()

    def close(self) -> None:
        """Finish the file that is being read, and stop; what waits is read by the next process."""
        with self._starting:
            self._stopping = True
        self._woken.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        while not self._stopping:
            self._woken.clear()
            try:
                self._work()
            except KindlingError as error:
                _log.warning("files wait to be read: %s", error)
            except Exception:  # noqa: BLE001 - whatever it was, the next file must still be read
                _log.exception("reading files failed")
            self._woken.wait(EVERY_SECONDS)

    def _work(self) -> None:
        # One by one, so that closing need not wait for all.
        while not self._stopping and extract_waiting(self._database, self._storage, 1):
            pass
        if not self._stopping and (self._tidied_at is None or monotonic() > self._tidied_at + TIDY_EVERY_SECONDS):
            self._tidied_at = monotonic()
            gone = tidy_files(self._database, self._storage, datetime.now(UTC))
            if gone:
                _log.info("let go of the bytes of %d files that nobody uses", gone)
