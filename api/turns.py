"""Taking turns: few threads work at a time, and one that only waits lets another work."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Semaphore


class Turns:
    """Places to work at. Threads share one interpreter: more of them at once only get in each other's way."""

    def __init__(self, places: int) -> None:
        self._places = Semaphore(places)

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Work at a place, as soon as one is free."""
        with self._places:
            yield

    @contextmanager
    def given_up(self) -> Iterator[None]:
        """Inside ``taken``: wait for something without a place, and take one again before going on."""
        self._places.release()
        try:
            yield
        finally:
            self._places.acquire()
