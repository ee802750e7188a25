"""Small things every request needs, kept in memory and made anew when their change number moves."""

from collections.abc import Callable
from threading import Lock
from typing import Any, TypeVar, cast

T = TypeVar("T")


class Memory:
    """Values by name, each with the change number it was made at.

    Two threads may make the same value at once; both are right, and the newer number stays.
    """

    def __init__(self) -> None:
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
