"""Letting go of raw events and searches that are older than they are kept; what they added to the sums stays."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, Delete, delete
from sqlalchemy.orm import Session

from content_store.database import Database
from content_store.queries import kept_events
from content_store.rules.bulk import PLANS_LAST, BulkStatus
from content_store.rules.occurrences import LATEST
from content_store.rules.periods import Days
from content_store.tables import Bulk, SearchLog, SignInSession, UsageEvent

# An event that comes late must not fall on a day that was let go of.
SHORTEST_DAYS = LATEST.days * 2

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Pruned:
    """How many events and searches were let go of, or would be; those since ``kept_from`` are kept."""

    kept_from: date
    events: int
    searches: int


def prune(database: Database, now: datetime, keep_days: int, progress: Progress = lambda *_: None) -> Pruned:
    """Delete events and searches older than ``keep_days`` days, the oldest first, each day in a transaction of its own.

    So the days that are left are always whole. What was said of a conversation bears its time, and goes with it.
    """
    end = _end(now, keep_days)
    events = searches = 0
    with database.reading() as session:
        first = kept_events.oldest_before(session, end)
    if first is None:
        return Pruned(end.date(), 0, 0)
    whole = Days(first, end.date() - timedelta(days=1))
    for number, day in enumerate(whole.each(), start=1):
        with database.writing() as session:
            events += _delete(session, delete(UsageEvent).where(UsageEvent.occurred_at < day.end))
            searches += _delete(session, delete(SearchLog).where(SearchLog.at < day.end))
        progress(number, whole.count, f"{events:,} events, {searches:,} searches")
    return Pruned(end.date(), events, searches)


def would_prune(session: Session, now: datetime, keep_days: int) -> Pruned:
    """What ``prune`` would let go of now."""
    end = _end(now, keep_days)
    return Pruned(end.date(), *kept_events.count_before(session, end))


def end_sign_ins(database: Database, now: datetime) -> int:
    """Delete the sign-ins that have expired; how many."""
    with database.writing() as session:
        return _delete(session, delete(SignInSession).where(SignInSession.expires_at <= now))


def forget_plans(database: Database, now: datetime) -> int:
    """Delete bulks that were previewed and that nobody ran; how many."""
    idle = Bulk.status == BulkStatus.PLANNED, Bulk.created_at <= now - PLANS_LAST
    with database.writing() as session:
        return _delete(session, delete(Bulk).where(*idle))


def _end(now: datetime, keep_days: int) -> datetime:
    """The beginning of the first day that is kept."""
    first = now.astimezone(UTC).date() - timedelta(days=max(keep_days, SHORTEST_DAYS))
    return datetime.combine(first, time(), UTC)


def _delete(session: Session, statement: Delete) -> int:
    return cast("CursorResult[Any]", session.execute(statement)).rowcount
