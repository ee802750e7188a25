"""Reading what a digest tells, who wants one, and which wait to be sent."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from content_store.digest_views import Delivery, DigestSettings
from content_store.queries.taxonomy import tag_book
from content_store.rules.digests import LEFT_AFTER, DeliveryStatus, DigestFrequency
from content_store.rules.lifecycle import Step
from content_store.rules.periods import Days, Grain
from content_store.rules.vocabulary import Facet, FeedbackStatus, Role, Status
from content_store.rules.wording import storable
from content_store.tables import (
    Asset,
    ContentRequest,
    DigestDelivery,
    DigestSetting,
    Person,
    Publication,
    RepSum,
)
from content_store.views import TagView

LATELY = 90  # days that tell whom somebody talks to
_PERSONAS_OF_OWN = 3
_PEOPLE = (Role.REP, Role.MARKETING, Role.ADMIN)


class Happened(NamedTuple):
    """Something happened to an asset."""

    asset_id: int
    at: datetime


def _happened(
    session: Session, found: Select[int, datetime | None], moment: InstrumentedAttribute[datetime | None]
) -> list[Happened]:
    rows = session.execute(found.order_by(moment.desc(), Asset.id))
    return [Happened(row[0], row[1]) for row in rows if row[1] is not None]


def first_published(session: Session, since: datetime, until: datetime) -> list[Happened]:
    """Assets that readers first saw in the time, the newest first."""
    moment = Asset.first_published_at
    shown = select(Asset.id, moment).where(Asset.status == Status.PUBLISHED, moment > since, moment <= until)
    return _happened(session, shown, moment)


def published_again(session: Session, since: datetime, until: datetime) -> list[Happened]:
    """Assets that readers knew before and that were published anew in the time, the newest first."""
    moment = Asset.published_at
    shown = select(Asset.id, moment).where(
        Asset.status == Status.PUBLISHED, moment > since, moment <= until, Asset.first_published_at <= since
    )
    return _happened(session, shown, moment)


def retired(session: Session, since: datetime, until: datetime) -> list[Happened]:
    """Assets that were taken away from readers in the time, the newest first."""
    moment = Asset.retired_at
    gone = select(Asset.id, moment).where(Asset.status == Status.RETIRED, moment > since, moment <= until)
    return _happened(session, gone, moment)


def publication_notes(session: Session, asset_ids: Collection[int], since: datetime) -> dict[int, str]:
    """What was said with the last publication of each asset after ``since``; those without words are left out."""
    said = select(Publication.asset_id, Publication.note).where(
        Publication.asset_id.in_(asset_ids),
        Publication.step == Step.PUBLISH,
        Publication.at > since,
        Publication.note != "",
    )
    return {row.asset_id: row.note for row in session.execute(said.order_by(Publication.at, Publication.id))}


def wanted_ids(session: Session, since: datetime, until: datetime, most: int) -> tuple[list[int], int]:
    """Requests that came to an end in the time, then the open ones with most votes; and how many there are of both."""
    ended = select(ContentRequest.id).where(
        ContentRequest.status.in_([FeedbackStatus.RESOLVED, FeedbackStatus.DECLINED]),
        ContentRequest.updated_at > since,
        ContentRequest.updated_at <= until,
    )
    waiting = select(ContentRequest.id).where(
        ContentRequest.status.in_([each for each in FeedbackStatus if each.is_open])
    )
    votes, newest = ContentRequest.votes.desc(), ContentRequest.id.desc()
    found = [
        *session.scalars(ended.order_by(votes, newest).limit(most)),
        *session.scalars(waiting.order_by(votes, newest).limit(most)),
    ]
    total = sum(session.scalar(select(func.count()).select_from(each.subquery())) or 0 for each in (ended, waiting))
    return found, total


def personas_lately(session: Session, person_ids: Collection[int], now: datetime) -> dict[int, frozenset[int]]:
    """The ids of the personas that each person had most conversations with, lately; three at most."""
    days = Days.until(now, LATELY)
    months = Grain.MONTH.of(days.first), Grain.MONTH.of(days.last)
    spoken = (
        select(RepSum.person_id, RepSum.tag_id, func.sum(RepSum.conversations).label("conversations"))
        .where(
            RepSum.grain == Grain.MONTH,
            RepSum.period.between(*months),
            RepSum.person_id.in_(person_ids),
            RepSum.onboarding.is_(False),
            RepSum.conversations > 0,
        )
        .group_by(RepSum.person_id, RepSum.tag_id)
    )
    book = tag_book(session)
    counted: dict[int, list[tuple[int, int]]] = {}
    for person_id, tag_id, conversations in session.execute(spoken):
        tag = book.current(book.by_id.get(tag_id))
        if tag is not None and tag.facet is Facet.PERSONA:
            counted.setdefault(person_id, []).append((conversations, tag.id))
    return {
        person_id: frozenset(tag_id for _, tag_id in sorted(pairs, reverse=True)[:_PERSONAS_OF_OWN])
        for person_id, pairs in counted.items()
    }


def subscribers(session: Session, emails: Collection[str] = ()) -> list[int]:
    """The ids of everybody who may get a digest: active people, programs left out. With ``emails`` of those alone."""
    active = select(Person.id).where(Person.disabled_at.is_(None), Person.role.in_(_PEOPLE))
    if emails:
        active = active.where(Person.email.in_([email.strip().lower() for email in emails]))
    return list(session.scalars(active.order_by(Person.id)))


def settings_of(session: Session, person_ids: Collection[int]) -> dict[int, DigestSettings]:
    """The wishes of people, by their id; who never said any and was never told anything is left out."""
    return {view.person_id: view for view in _settings(session, DigestSetting.person_id.in_(person_ids))}


def by_feed_key(session: Session, key: str) -> DigestSettings | None:
    """Whose feeds a key opens."""
    return next(iter(_settings(session, DigestSetting.feed_key == storable(key))), None)


def by_unsubscribe_key(session: Session, key: str) -> DigestSettings | None:
    """Whose mails a key ends."""
    return next(iter(_settings(session, DigestSetting.unsubscribe_key == storable(key))), None)


def locked_setting(session: Session, person_id: int) -> DigestSetting | None:
    """The row, held until the transaction ends; None where there is none."""
    query = select(DigestSetting).where(DigestSetting.person_id == person_id).with_for_update()
    return session.scalar(query, execution_options={"populate_existing": True})


def locked_told(session: Session, person_ids: Collection[int]) -> dict[int, datetime | None]:
    """Up to when each of these people was told; the rows are held until the transaction ends."""
    columns = DigestSetting.person_id, DigestSetting.told_until
    query = select(*columns).where(DigestSetting.person_id.in_(person_ids)).order_by(DigestSetting.person_id)
    return {row[0]: row[1] for row in session.execute(query.with_for_update())}


def waiting(now: datetime, most: int) -> Select[int]:
    """The ids of deliveries whose time has come, those left by a sender that died among them, the oldest first."""
    due = or_(
        and_(DigestDelivery.status == DeliveryStatus.PENDING, DigestDelivery.try_at <= now),
        and_(DigestDelivery.status == DeliveryStatus.SENDING, DigestDelivery.tried_at <= now - LEFT_AFTER),
    )
    found = select(DigestDelivery.id).where(due).order_by(DigestDelivery.try_at, DigestDelivery.id)
    return found.limit(most).with_for_update(skip_locked=True)


def locked_delivery(session: Session, delivery_id: int) -> DigestDelivery | None:
    """The row, held until the transaction ends."""
    query = select(DigestDelivery).where(DigestDelivery.id == delivery_id).with_for_update()
    return session.scalar(query, execution_options={"populate_existing": True})


def deliveries(session: Session, ids: Sequence[int]) -> list[Delivery]:
    """The deliveries of these ids, in the order of their ids."""
    columns = (getattr(DigestDelivery, name) for name in Delivery.__dataclass_fields__)
    rows = session.execute(select(*columns).where(DigestDelivery.id.in_(ids)).order_by(DigestDelivery.id))
    return [Delivery(*row) for row in rows]


def counts_by_status(session: Session, until: datetime) -> dict[DeliveryStatus, int]:
    """How many deliveries of digests up to ``until`` stand where."""
    counted = select(DigestDelivery.status, func.count()).where(DigestDelivery.until == until)
    return {row[0]: row[1] for row in session.execute(counted.group_by(DigestDelivery.status))}


def _settings(session: Session, condition: ColumnElement[bool]) -> list[DigestSettings]:
    book = tag_book(session)

    def chosen(slugs: Sequence[str]) -> tuple[TagView, ...]:
        found = [tag for slug in slugs if (tag := book.find(Facet.PERSONA, slug)) is not None]
        # Two may have been merged into one since.
        return tuple({tag.id: tag for tag in found}.values())

    return [
        DigestSettings(
            row.person_id,
            DigestFrequency(row.frequency),
            chosen(row.personas),
            row.feed_key,
            row.unsubscribe_key,
            row.told_until,
        )
        for row in session.scalars(select(DigestSetting).where(condition))
    ]
