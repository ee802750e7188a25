"""The nearest known word, for messages that say what was probably meant."""

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(word: str, known: Iterable[str], likeness: float = 0.7) -> str | None:
    """The known word most like ``word``; None where none is at least so like it, from 0 to 1 (the same)."""
    return next(iter(get_close_matches(word[:100], list(known), n=1, cutoff=likeness)), None)
