"""How often something may fail before it has to wait. Kept in memory: each process counts for itself."""

from collections import OrderedDict, deque
from datetime import datetime, timedelta
from threading import Lock

MOST_KEYS = 10_000  # beyond that the one longest without a failure is forgotten


class Throttle:
    """Counts failures per key within a window of time."""

    def __init__(self, failures: int, within: timedelta) -> None:
        self._failures = failures
        self._within = within
        self._times: OrderedDict[str, deque[datetime]] = OrderedDict()
        self._lock = Lock()

    def wait(self, key: str, now: datetime) -> timedelta:
        """How long ``key`` has to wait; zero while it may try."""
        with self._lock:
            times = self._times.get(key, deque())
            if len(times) < self._failures:
                return timedelta(0)
            return max(times[0] + self._within - now, timedelta(0))

    def failed(self, key: str, now: datetime) -> None:
        """Count one failure of ``key``."""
        with self._lock:
            self._times.setdefault(key, deque(maxlen=self._failures)).append(now)
            self._times.move_to_end(key)
            while len(self._times) > MOST_KEYS:
                self._times.popitem(last=False)

    def take_back(self, key: str) -> None:
        """Uncount the latest failure of ``key``: it was none."""
        with self._lock:
            times = self._times.get(key)
            if times:
                times.pop()

    def forget(self, key: str) -> None:
        """Begin anew for ``key``: it succeeded."""
        with self._lock:
            self._times.pop(key, None)
