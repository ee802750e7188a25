"""Reading the raw events that are kept, by whole days, as they have to be counted."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session, aliased

from content_store.rules.counting import Circumstances, EvidenceKey, Said
from content_store.rules.periods import Days
from content_store.rules.vocabulary import ActorKind, EventKind, Purpose
from content_store.tables import Asset, SearchLog, UsageEvent

_AT_ONCE = 1_000


def hold_recording(session: Session) -> None:
    """Let nobody record, events or searches, until this transaction ends; what is being recorded is waited for.

    SQLite has one writer at a time anyway.
    """
    if session.connection().dialect.name == "postgresql":
        session.execute(text("LOCK TABLE usage_event, search_log IN SHARE ROW EXCLUSIVE MODE"))


def first_kept_day(session: Session) -> date | None:
    """The day of the oldest event or search, from which on all are there: retention takes whole days, oldest first.

    What was said of an event while that was being taken away may be older, and does not count.
    """
    told = select(UsageEvent.occurred_at).where(UsageEvent.about_id.is_(None)).order_by(UsageEvent.occurred_at)
    found = (session.scalar(told.limit(1)), session.scalar(select(func.min(SearchLog.at))))
    return min((each.astimezone(UTC).date() for each in found if each is not None), default=None)


def count_events(session: Session, days: Days) -> int:
    """How many events happened on these days."""
    within = UsageEvent.occurred_at >= days.start, UsageEvent.occurred_at < days.end
    return session.scalar(select(func.count()).select_from(UsageEvent).where(*within)) or 0


def count_before(session: Session, moment: datetime) -> tuple[int, int]:
    """How many events and how many searches are older than ``moment``."""
    events = select(func.count()).select_from(UsageEvent).where(UsageEvent.occurred_at < moment)
    searches = select(func.count()).select_from(SearchLog).where(SearchLog.at < moment)
    return session.scalar(events) or 0, session.scalar(searches) or 0


def oldest_before(session: Session, moment: datetime) -> date | None:
    """The day of the oldest event or search before ``moment``."""
    found = [
        session.scalar(select(func.min(column)).where(column < moment))
        for column in (UsageEvent.occurred_at, SearchLog.at)
    ]
    return min((each.astimezone(UTC).date() for each in found if each is not None), default=None)


def events_of(session: Session, days: Days) -> Iterator[tuple[Said, Circumstances]]:
    """All events of these days, in the order of recording. What was said of an event has the event's time."""
    rows = session.execute(
        select(
            *(UsageEvent.id, UsageEvent.kind, UsageEvent.about_id),
            *(UsageEvent.asset_id, UsageEvent.person_id, UsageEvent.cohort_id),
            *(UsageEvent.actor_kind, UsageEvent.purpose, UsageEvent.occurred_at),
            *(UsageEvent.persona_id, UsageEvent.stage_id, UsageEvent.pain_id),
        )
        .where(UsageEvent.occurred_at >= days.start, UsageEvent.occurred_at < days.end)
        .order_by(UsageEvent.id)
    )
    return ((Said(*row[:3]), Circumstances(*row[3:])) for row in rows)


def searches_of(session: Session, days: Days) -> Iterator[Sequence[SearchLog]]:
    """All searches of these days, some at a time."""
    within = SearchLog.at >= days.start, SearchLog.at < days.end
    return session.scalars(select(SearchLog).where(*within)).partitions(_AT_ONCE)


def last_asset_id(session: Session) -> int:
    """The highest id of an asset; 0 where there is none."""
    return session.scalar(select(func.max(Asset.id))) or 0


def last_conversations(session: Session, assets: range) -> dict[EvidenceKey, datetime]:
    """When each of the assets with these ids was last used in a conversation that still counts, by tag too."""
    retraction = aliased(UsageEvent)
    retracted = select(retraction.about_id).where(
        retraction.about_id == UsageEvent.id, retraction.kind == EventKind.RETRACTED
    )
    by = UsageEvent.asset_id, UsageEvent.persona_id, UsageEvent.stage_id, UsageEvent.pain_id
    rows = session.execute(
        select(*by, func.max(UsageEvent.occurred_at))
        .where(
            UsageEvent.asset_id.between(assets.start, assets.stop - 1),
            UsageEvent.kind == EventKind.USED,
            UsageEvent.actor_kind == ActorKind.HUMAN,
            UsageEvent.purpose != Purpose.ONBOARDING,
            ~retracted.exists(),
        )
        .group_by(*by)
    )
    found: dict[EvidenceKey, datetime] = {}
    for asset_id, *tag_ids, at in rows:
        for tag_id in {0, *tag_ids}:
            key = EvidenceKey(asset_id, tag_id)
            found[key] = max(at, found.get(key, at))
    return found
