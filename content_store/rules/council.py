"""The advisory council: how large it should be, and whom it speaks for."""

from collections.abc import Collection

SMALLEST, LARGEST = 4, 8  # members; about six are few enough to decide and many enough to differ


def size_hint(members: int) -> str:
    """What to think about where the council is small or large; empty where it is neither."""
    if members > LARGEST:
        return f"{members} members are many: with more than {LARGEST} nobody feels asked. About six work best."
    if members < SMALLEST:
        return f"{members or 'No'} members are few: with fewer than {SMALLEST} one voice decides. About six work best."
    return ""


def unrepresented(regions: Collection[str], represented: Collection[str]) -> list[str]:
    """The regions for which nobody speaks, in their order."""
    return [region for region in regions if region not in represented]
