"""The work on bulks beside the requests: part after part, by whichever process comes first."""

import logging
import threading
from datetime import UTC, datetime

from content_store.bulk import advance
from content_store.database import Database
from content_store.errors import KindlingError

EVERY_SECONDS = 30.0  # another process may have been killed in the middle of one

_log = logging.getLogger(__name__)


class BulkWork:
    """Works through what is under way in a thread of its own, which begins when it is first woken."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._woken = threading.Event()
        self._stopping = False
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()

    def wake(self) -> None:
        """Say that something waits."""
        with self._starting:
            if self._thread is None and not self._stopping:
                self._thread = threading.Thread(target=self._run, name="bulk-work", daemon=True)
                self._thread.start()
        self._woken.set()

    def close(self) -> None:
        """Finish the part under way, and stop; the next process goes on from there."""
        with self._starting:
            self._stopping = True
        self._woken.set()
        if self._thread is not None:
            self._thread.join()

    def _go_on(self) -> None:
        # Part by part, so that closing need not wait for all.
        while not self._stopping and advance(self._database, datetime.now(UTC)):
            pass

    def _run(self) -> None:
        while not self._stopping:
            self._woken.clear()
            try:
                self._go_on()
            except KindlingError as error:
                _log.warning("a bulk waits to be gone on with: %s", error)
            except Exception:  # noqa: BLE001 - whatever it was, the next part must still be done
                _log.exception("going on with a bulk failed")
            self._woken.wait(EVERY_SECONDS)
