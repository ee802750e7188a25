"""Reading events: by their keys, with what was said of them, and by whom."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Row, Select, Table, and_, bindparam, exists, func, or_, select, text
from sqlalchemy.orm import Session, aliased

from content_store.queries.sums import last_day_used
from content_store.rules.counting import VERDICTS, Circumstances, Said
from content_store.rules.vocabulary import ActorKind, EventKind, Purpose
from content_store.rules.wording import storable
from content_store.tables import Asset, Cohort, UsageEvent
from content_store.views import RecordedEvent

# In the order of RecordedEvent's fields.
_SHOWN = (
    UsageEvent.id,
    UsageEvent.key,
    UsageEvent.kind,
    UsageEvent.asset_id,
    UsageEvent.revision,
    UsageEvent.person_id,
    UsageEvent.actor_kind,
    UsageEvent.channel,
    UsageEvent.purpose,
    UsageEvent.occurred_at,
    UsageEvent.recorded_at,
    UsageEvent.about_id,
)

# What every group of events asks for is made once: making it takes longer than answering it.
_EVENT, _ASSET = cast("Table", UsageEvent.__table__), cast("Table", Asset.__table__)
_OF_KEYS = _EVENT.c.key.in_(bindparam("keys", expanding=True))
_RECORDED = select(*(_EVENT.c[column.key] for column in _SHOWN), _EVENT.c.digest).where(_OF_KEYS)
_IDS = select(_EVENT.c.key, _EVENT.c.id).where(_OF_KEYS)
_ASSETS = select(_ASSET.c.id).where(_ASSET.c.id.in_(bindparam("ids", expanding=True)))
_COHORT = select(cast("Table", Cohort.__table__).c.id).where(
    *(cast("Table", Cohort.__table__).c[name] == bindparam(name) for name in ("team", "region", "quota_band"))
)


@dataclass(frozen=True, slots=True)
class Root:
    """An event that others are about: where it is counted, and its story so far."""

    event: RecordedEvent
    circumstances: Circumstances
    story: tuple[Said, ...]


def recorded(session: Session, keys: Collection[str]) -> dict[str, tuple[RecordedEvent, str]]:
    """The events with these keys, each with the digest of what was sent."""
    if not keys:
        return {}
    rows = session.connection().execute(_RECORDED, {"keys": list(keys)})
    return {row.key: (_event(row), row.digest) for row in rows}


def _event(row: Row[*tuple[Any, ...]]) -> RecordedEvent:
    """The view of a row that begins with what is shown."""
    return RecordedEvent(*row[: len(_SHOWN)])


def event_ids(session: Session, keys: Collection[str]) -> dict[str, int]:
    """The ids of the events with these keys."""
    return {row[0]: row[1] for row in session.connection().execute(_IDS, {"keys": list(keys)})}


def root_of(session: Session, event_id: int, person_id: int) -> Root | None:
    """The event that ``event_id`` is or speaks of, with its story; None where it is not that person's.

    The event is held until the transaction ends: of two nodes that add to its story the second reads what the first
    added.
    """
    event = session.get(UsageEvent, event_id)
    # At most two steps up: a retraction is about a verdict, that about a conversation.
    for _ in range(2):
        if event is not None and event.about_id is not None:
            event = session.get(UsageEvent, event.about_id)
    if event is None or event.person_id != person_id:
        return None
    session.get(UsageEvent, event.id, with_for_update=True)
    return Root(_view(event), circumstances(event), tuple(_story(session, event.id)))


def _story(session: Session, root_id: int) -> Sequence[Said]:
    about = aliased(UsageEvent)
    inner = select(about.id).where(about.about_id == root_id)
    rows = session.execute(
        select(UsageEvent.id, UsageEvent.kind, UsageEvent.about_id)
        .where(or_(UsageEvent.id == root_id, UsageEvent.about_id == root_id, UsageEvent.about_id.in_(inner)))
        .order_by(UsageEvent.id)
    )
    return [Said(*row) for row in rows]


def circumstances(event: UsageEvent) -> Circumstances:
    """Where an event is counted."""
    return Circumstances(
        asset_id=event.asset_id,
        person_id=event.person_id,
        cohort_id=event.cohort_id,
        actor_kind=event.actor_kind,
        purpose=event.purpose,
        occurred_at=event.occurred_at,
        persona_id=event.persona_id,
        stage_id=event.stage_id,
        pain_id=event.pain_id,
    )


def _view(event: UsageEvent) -> RecordedEvent:
    return RecordedEvent(*(getattr(event, column.key) for column in _SHOWN))


def cohort_id(session: Session, team: str, region: str, quota_band: str) -> int | None:
    """The id of a cohort; None where nobody of it did anything yet."""
    found: int | None = session.connection().scalar(_COHORT, {"team": team, "region": region, "quota_band": quota_band})
    return found


def existing_assets(session: Session, ids: Collection[int]) -> set[int]:
    """Those of the ids that are assets, in any status."""
    return set(session.connection().scalars(_ASSETS, {"ids": list(ids)})) if ids else set()


def last_conversation(session: Session, asset_id: int, tag_id: int) -> datetime | None:
    """When the asset was last used in a conversation that still counts; ``tag_id`` 0 for any."""
    retraction = aliased(UsageEvent)
    counts = and_(
        UsageEvent.asset_id == asset_id,
        UsageEvent.kind == EventKind.USED,
        UsageEvent.actor_kind == ActorKind.HUMAN,
        UsageEvent.purpose != Purpose.ONBOARDING,
        ~exists().where(retraction.about_id == UsageEvent.id, retraction.kind == EventKind.RETRACTED),
    )
    query = select(func.max(UsageEvent.occurred_at)).where(counts)
    if tag_id:
        query = query.where(
            or_(UsageEvent.persona_id == tag_id, UsageEvent.stage_id == tag_id, UsageEvent.pain_id == tag_id)
        )
    # Of what is older than the events that are kept, the sums still know the day.
    return session.scalar(query) or last_day_used(session, asset_id, tag_id)


def used_with(session: Session, account: str) -> Sequence[int]:
    """The ids of the assets that anybody used in a conversation with this account, a reference of the CRM."""
    retraction = aliased(UsageEvent)
    query = (
        select(UsageEvent.asset_id)
        .where(
            UsageEvent.account == storable(account.strip()),
            # Said once more in plain words, for the index holds nothing else.
            text("usage_event.account <> ''"),
            UsageEvent.kind == EventKind.USED,
            ~exists().where(retraction.about_id == UsageEvent.id, retraction.kind == EventKind.RETRACTED),
        )
        .distinct()
    )
    return session.scalars(query).all()


@dataclass(frozen=True, slots=True)
class Conversation:
    """One use of an asset by a person, with what they said came of it; ``verdict`` is None until they said."""

    event: RecordedEvent
    verdict: EventKind | None
    verdict_id: int | None
    persona_id: int
    stage_id: int
    pain_id: int
    deal: str
    account: str


def recent_conversations(
    session: Session, person_id: int, limit: int, before_id: int | None = None
) -> list[Conversation]:
    """What this person used last, newest first; what they took back is left out."""
    rows = session.execute(_conversations(person_id, limit, before_id)).all()
    said = _said_of(session, [row.id for row in rows])
    return [_conversation(row, said[row.id]) for row in rows]


def conversation(session: Session, person_id: int, event_id: int) -> Conversation | None:
    """One of them; None where it is not this person's, or was taken back."""
    found = recent_conversations(session, person_id, 1, event_id + 1)
    return found[0] if found and found[0].event.id == event_id else None


def _conversations(person_id: int, limit: int, before_id: int | None) -> Select[*tuple[Any, ...]]:
    retraction = aliased(UsageEvent)
    query = (
        select(
            *_SHOWN,
            UsageEvent.persona_id,
            UsageEvent.stage_id,
            UsageEvent.pain_id,
            UsageEvent.deal,
            UsageEvent.account,
        )
        .where(
            UsageEvent.person_id == person_id,
            UsageEvent.kind == EventKind.USED,
            ~exists().where(retraction.about_id == UsageEvent.id, retraction.kind == EventKind.RETRACTED),
        )
        .order_by(UsageEvent.id.desc())
        .limit(limit)
    )
    return query if before_id is None else query.where(UsageEvent.id < before_id)


def _said_of(session: Session, ids: Sequence[int]) -> dict[int, list[Said]]:
    """For each event the verdicts about it that still stand, in the order they were given."""
    said: defaultdict[int, list[Said]] = defaultdict(list)
    if not ids:
        return said
    retraction = aliased(UsageEvent)
    rows = session.execute(
        select(UsageEvent.id, UsageEvent.kind, UsageEvent.about_id)
        .where(
            UsageEvent.about_id.in_(ids),
            UsageEvent.kind.in_(VERDICTS),
            ~exists().where(retraction.about_id == UsageEvent.id),
        )
        .order_by(UsageEvent.id)
    )
    for row in rows:
        said[row.about_id].append(Said(*row))
    return said


def _conversation(row: Row[*tuple[Any, ...]], said: Sequence[Said]) -> Conversation:
    last = said[-1] if said else None
    verdict = (last.kind, last.id) if last else (None, None)
    return Conversation(_event(row), *verdict, *row[len(_SHOWN) :])
