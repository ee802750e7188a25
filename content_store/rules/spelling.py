"""The nearest known word, for messages that say what was probably meant."""

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word most like ``word``, or None where none is near."""
    return next(iter(get_close_matches(word[:100], list(known), n=1, cutoff=0.7)), None)
