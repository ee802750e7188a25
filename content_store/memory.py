"""What is kept in memory, and made anew when its change number moves: small things every request needs, and sums."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar, cast

T = TypeVar("T")


SHELF_BYTES = 64 * 1024 * 1024


class Shelf:
    """Values by key, each with the change number it was made at; those asked for last stay, up to ``most`` bytes."""

    def __init__(self, most: int = SHELF_BYTES) -> None:
        self._most = most
        self._size = 0
        self._kept: OrderedDict[Hashable, tuple[int, int, Any]] = OrderedDict()
        self._lock = Lock()

    def find(self, key: Hashable, number: int) -> Any | None:
        """The value of ``key`` as of ``number``; None where it is not here."""
        with self._lock:
            kept = self._kept.get(key)
            if kept is None or kept[0] != number:
                return None
            self._kept.move_to_end(key)
            return kept[2]

    def put(self, key: Hashable, number: int, value: Any, size: int) -> None:
        """Keep a value of about ``size`` bytes, unless a newer one is here."""
        with self._lock:
            before = self._kept.get(key)
            if before is not None and before[0] > number:
                return
            self._size += size - (before[1] if before is not None else 0)
            self._kept[key] = number, size, value
            self._kept.move_to_end(key)
            while self._size > self._most:
                _, (_, gone, _) = self._kept.popitem(last=False)
                self._size -= gone


class Memory:
    """Values by name, each with the change number it was made at; and a shelf for what is large.

    Two threads may make the same value at once; both are right, and the newer number stays.
    """

    def __init__(self) -> None:
        self.shelf = Shelf()
        self._kept: dict[str, tuple[int, Any]] = {}
        self._lock = Lock()

    def recall(self, name: str, number: int, make: Callable[[], T]) -> T:
        """The value of ``name`` as of ``number``, made by ``make`` if that one is not here."""
        kept = self._kept.get(name)
        if kept is not None and kept[0] == number:
            return cast("T", kept[1])
        value = make()
        with self._lock:
            kept = self._kept.get(name)
            if kept is None or kept[0] <= number:
                self._kept[name] = (number, value)
        return value
