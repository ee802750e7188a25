"""When an asset must be looked at again."""

from datetime import datetime, timedelta

from content_store.rules.vocabulary import Freshness

DEFAULT_INTERVAL_DAYS = 90
NOTICE = timedelta(days=14)


def due_at(verified_at: datetime, interval_days: int) -> datetime:
    """The moment from which the asset counts as overdue."""
    return verified_at + timedelta(days=interval_days)


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
