"""Work beside the requests: in a thread of its own, as soon as something waits and every so often."""

import logging
import threading
from collections.abc import Callable

from content_store.errors import KindlingError

_log = logging.getLogger(__name__)


class Worker:
    """Does ``part`` after part until it says that nothing waits, when woken and every ``every`` seconds.

    Its thread begins when it is first woken. Work is done in parts, so that closing need not wait for all; what is left
    is done by the next process.
    """

    def __init__(self, name: str, part: Callable[[], bool], every: float) -> None:
        self._name = name
        self._part = part
        self._every = every
        self._woken = threading.Event()
        self._stopping = False
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()

    def wake(self) -> None:
        """Say that something waits."""
        with self._starting:
            if self._thread is None and not self._stopping:
                self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
                self._thread.start()
        self._woken.set()

    def is_stopping(self) -> bool:
        """Whether it was told to stop; a long part looks now and then."""
        return self._stopping

    def close(self, patience: float | None = None) -> None:
        """Finish the part under way, and stop; wait for that ``patience`` seconds at most, where it is given."""
        with self._starting:
            self._stopping = True
        self._woken.set()
        if self._thread is not None:
            self._thread.join(patience)

    def _run(self) -> None:
        while not self.is_stopping():
            self._woken.clear()
            try:
                while not self.is_stopping() and self._part():
                    pass
            except KindlingError as error:
                _log.warning("%s waits for the next time: %s", self._name, error)
            except Exception:  # noqa: BLE001 - whatever it was, the next part must still be done
                _log.exception("%s failed", self._name)
            self._woken.wait(self._every)
