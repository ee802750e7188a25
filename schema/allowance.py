"""How much one person or program may record, or write, in a while."""

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from time import monotonic

from content_store.errors import RateLimited

_MOST_KNOWN = 10_000  # people whose allowance is remembered; the longest idle are forgotten, and full again
_BURST = 2.0  # minutes' worth that may come at once: a device that was offline, a nightly batch


@dataclass(slots=True)
class _Bucket:
    left: float
    at: float


class Allowance:
    """A token bucket for each person: ``per_minute`` flow in, two minutes' worth fit. Any thread may take."""

    def __init__(self, per_minute: int) -> None:
        self._rate = per_minute / 60
        self._size = per_minute * _BURST
        self._buckets: OrderedDict[int, _Bucket] = OrderedDict()
        self._lock = Lock()

    def take(self, person_id: int, count: int = 1) -> None:
        """Use up ``count`` of it. Raises RateLimited, having taken nothing, where so many are not there."""
        now = monotonic()
        with self._lock:
            bucket = self._buckets.setdefault(person_id, _Bucket(self._size, now))
            self._buckets.move_to_end(person_id)
            if len(self._buckets) > _MOST_KNOWN:
                self._buckets.popitem(last=False)
            bucket.left = min(self._size, bucket.left + (now - bucket.at) * self._rate)
            bucket.at = now
            if bucket.left < count:
                wait = (count - bucket.left) / self._rate
                message = f"too much at once; there is room for more in {max(1, round(wait))} s"
                raise RateLimited(message, wait)
            bucket.left -= count
