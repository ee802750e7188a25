"""How much may be asked for at once."""

from content_store.errors import Invalid

LARGEST_PAGE = 100
DEFAULT_PAGE = 20


def page_size(name: str, size: int) -> int:
    """``size`` if it is one a page may have. Raises Invalid naming the argument."""
    if not 1 <= size <= LARGEST_PAGE:
        raise Invalid.of(name, "OUT_OF_RANGE", f"{name} lies between 1 and {LARGEST_PAGE}")
    return size
