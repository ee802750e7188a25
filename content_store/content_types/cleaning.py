"""Making what people and programs give fit to be kept."""

from collections.abc import Mapping
from typing import Any

from content_store.errors import Invalid
from content_store.rules.wording import DEEPEST, is_keepable, storable


def cleaned(value: Any, depth: int = 0) -> Any:
    """``value`` with every text in it made storable. Raises Invalid where it holds what no database keeps.

    Only ``extra`` may hold anything, so it is what the problem names.
    """
    if type(value) is str:
        return storable(value)
    if depth > DEEPEST:
        raise Invalid.of("extra", "TOO_DEEP", f"it is nested more than {DEEPEST} levels deep")
    if isinstance(value, dict | Mapping):
        return {cleaned(key): cleaned(entry, depth + 1) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [cleaned(entry, depth + 1) for entry in value]
    if isinstance(value, int | float) and not is_keepable(value):
        raise Invalid.of("extra", "WRONG_VALUE", "a number in it is too large; write it as text")
    return value
