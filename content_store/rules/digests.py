"""What a digest tells whom, in which order, and when the next one is due.

A digest never repeats itself: each begins where the last one to the same person ended.
"""

from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeVar

T = TypeVar("T")


class DigestFrequency(StrEnum):
    """How often somebody wants to hear."""

    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    MONTHLY = "monthly"
    NEVER = "never"

    @property
    def days(self) -> int:
        """Days from one digest to the next; 0 where there is none."""
        return {"weekly": 7, "fortnightly": 14, "monthly": 28, "never": 0}[self.value]


class DigestSection(StrEnum):
    """What a digest tells, in the order in which it is told."""

    RETIRED = "retired"
    RECOMMENDED = "recommended"
    LANDED = "landed"
    NEW = "new"
    CHANGED = "changed"
    WANTED = "wanted"


# How many are told; the rest is a number and a way to it. What is retired must not be said any more: all of it is told.
SHOWN = {
    DigestSection.RETIRED: 30,
    DigestSection.RECOMMENDED: 5,
    DigestSection.LANDED: 5,
    DigestSection.NEW: 10,
    DigestSection.CHANGED: 8,
    DigestSection.WANTED: 6,
}


class DeliveryStatus(StrEnum):
    """What became of one person's digest."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    EMPTY = "empty"  # there was nothing to tell
    SKIPPED = "skipped"  # they left, or no longer want any
    FAILED = "failed"


# Minutes to wait after each failure; after the last one nobody tries again.
WAITS = (1, 5, 30, 120, 360, 1440)
# A message that is being sent and whose sender is not heard of for so long was left by one that died.
LEFT_AFTER = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Interests:
    """Whom somebody talks to, and where: ids of personas, and the words that name their region."""

    persona_ids: frozenset[int] = frozenset()
    region: str = ""


def nearness(persona_ids: AbstractSet[int], regions: Iterable[str], interests: Interests) -> int:
    """How much something is about somebody's work: 2 for one of their personas, 1 for their region, both added."""
    mine = interests.region.casefold()
    named = {region.casefold() for region in regions}
    return 2 * bool(persona_ids & interests.persona_ids) + (bool(mine) and mine in named)


def nearest_first(items: Sequence[T], near: Callable[[T], int], most: int) -> tuple[tuple[T, ...], int]:
    """At most ``most`` of ``items``, the nearest first and otherwise in their order; and how many are left out."""
    ordered = sorted(items, key=near, reverse=True)
    return tuple(ordered[:most]), max(len(items) - most, 0)


def begins_at(asked: datetime | None, told_until: datetime | None, until: datetime, days: int) -> datetime:
    """Where somebody's next digest begins: where the last one ended, and not before the moment ``asked`` for.

    Who never got one is told of the last ``days``.
    """
    earliest = asked or until - timedelta(days=days)
    return max(earliest, told_until) if told_until else earliest


def is_due(frequency: DigestFrequency, told_until: datetime | None, now: datetime) -> bool:
    """Whether it is time for the next one; the first is due at once."""
    if frequency is DigestFrequency.NEVER:
        return False
    return told_until is None or now - told_until >= timedelta(days=frequency.days)


def next_try(attempts: int, now: datetime) -> datetime | None:
    """When to try again after so many failures; None when to give up."""
    return now + timedelta(minutes=WAITS[attempts - 1]) if attempts <= len(WAITS) else None
