"""When an asset must be looked at again."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from content_store.rules.vocabulary import Freshness

DEFAULT_INTERVAL_DAYS = 90
NOTICE = timedelta(days=14)
MANY = 5  # assets of one owner that are due in the same week; the next one is moved
_HALF_A_WEEK = 3  # days before and after a day, which make a week with it


def due_at(verified_at: datetime, interval_days: int) -> datetime:
    """The moment from which the asset counts as overdue."""
    return verified_at + timedelta(days=interval_days)


def spread_due_at(verified_at: datetime, interval_days: int, taken: Mapping[date, int]) -> datetime:
    """As ``due_at``, but up to a tenth of the interval earlier or later where its week has ``MANY`` already.

    ``taken`` says how many assets of the same owner are due on a day. The day with the fewest is chosen, of those the
    nearest, of two the earlier: so the same input gives the same day, and what was verified in one sitting is not due
    in one.
    """
    plain = due_at(verified_at, interval_days)
    around = range(-_HALF_A_WEEK, _HALF_A_WEEK + 1)
    if sum(taken.get(plain.date() + timedelta(days=shift), 0) for shift in around) < MANY:
        return plain
    reach = interval_days // 10
    best = min(
        range(-reach, reach + 1),
        key=lambda shift: (taken.get(plain.date() + timedelta(days=shift), 0), abs(shift), shift),
    )
    return plain + timedelta(days=best)


def freshness(due: datetime, now: datetime) -> Freshness:
    """Overdue from ``due`` on, due in the ``NOTICE`` before it, fresh until then."""
    if now >= due:
        return Freshness.OVERDUE
    return Freshness.DUE if now >= due - NOTICE else Freshness.FRESH


def due_bounds(state: Freshness, now: datetime) -> tuple[datetime | None, datetime | None]:
    """The half-open range ``[low, high)`` of ``due`` in which ``freshness(due, now)`` is ``state``."""
    match state:
        case Freshness.OVERDUE:
            # now >= due  <=>  due < now + the smallest step a timestamp has
            return None, now + timedelta(microseconds=1)
        case Freshness.DUE:
            return now + timedelta(microseconds=1), now + NOTICE + timedelta(microseconds=1)
        case Freshness.FRESH:
            return now + NOTICE + timedelta(microseconds=1), None
