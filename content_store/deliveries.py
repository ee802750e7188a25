"""Digests on their way: planned before anything is sent, so that nobody is skipped and nobody is told twice.

Planning writes a row for each person and moves the moment up to which they were told, in one transaction. Whoever sends
claims some rows, and writes down after each message what became of it. A sender that dies leaves its rows claimed;
they are taken up again when it has not been heard of for a while, under the same message id.
"""

import secrets
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from content_store.database import Database
from content_store.digest_settings import ensured
from content_store.digest_views import Delivery, DigestSettings
from content_store.errors import Invalid
from content_store.queries.digests import deliveries, locked_delivery, locked_told, subscribers, waiting
from content_store.queries.people import people_book
from content_store.rules.digests import DeliveryStatus, DigestFrequency, begins_at, is_due, next_try
from content_store.rules.wording import storable
from content_store.tables import DigestDelivery, DigestSetting
from content_store.tables.inserting import insert_rows

CLAIMED = 50  # deliveries that one sender takes at a time


def plan_due(session: Session, now: datetime) -> int:
    """Plan a digest for everybody whose time has come; how many."""
    settings = ensured(session, subscribers(session))
    due = [each for each in settings.values() if is_due(each.frequency, each.told_until, now)]
    return _plan(session, due, None, now)


def plan_all(session: Session, since: datetime, now: datetime, emails: Collection[str] = ()) -> int:
    """Plan a digest of the time since then for everybody who wants any, or for those of ``emails``; how many.

    Nobody is told again what a digest told them before. Raises Invalid where an address belongs to nobody who gets any.
    """
    people = subscribers(session, emails)
    known = people_book(session)
    active = {known.by_id[each].email for each in people}
    stranger = next((email for email in emails if email.strip().lower() not in active), None)
    if stranger is not None:
        raise Invalid.of("to", "UNKNOWN_PERSON", f"nobody active has the address “{stranger[:320]}”")
    wanting = [each for each in ensured(session, people).values() if each.frequency is not DigestFrequency.NEVER]
    return _plan(session, wanting, since, now)


def claim(database: Database, now: datetime, most: int = CLAIMED) -> list[Delivery]:
    """Take deliveries whose time has come; nobody else takes them for a quarter of an hour."""
    with database.writing() as session:
        ids = session.scalars(waiting(now, most)).all()
        if not ids:
            return []
        taken = update(DigestDelivery).where(DigestDelivery.id.in_(ids))
        session.execute(
            taken.values(status=DeliveryStatus.SENDING, tried_at=now, attempts=DigestDelivery.attempts + 1),
            execution_options={"synchronize_session": False},
        )
        return deliveries(session, ids)


def note(database: Database, delivery_id: int, status: DeliveryStatus, now: datetime, problem: str = "") -> None:
    """Write down for good what became of a delivery."""
    with database.writing() as session:
        row = locked_delivery(session, delivery_id)
        if row is not None:
            row.status, row.problem = status, storable(problem)[:1000]
            row.sent_at = now if status is DeliveryStatus.SENT else None


def postpone(database: Database, delivery_id: int, now: datetime, problem: str) -> None:
    """Try again later or, after too many failures, never."""
    with database.writing() as session:
        row = locked_delivery(session, delivery_id)
        if row is None:
            return
        again = next_try(row.attempts, now)
        row.status = DeliveryStatus.FAILED if again is None else DeliveryStatus.PENDING
        row.try_at, row.problem = again or row.try_at, storable(problem)[:1000]


def give_back(database: Database, ids: Sequence[int], now: datetime) -> None:
    """Let go of claimed deliveries that were not tried: the server did not listen at all, or the sender stops."""
    if not ids:
        return
    with database.writing() as session:
        claimed = update(DigestDelivery).where(
            DigestDelivery.id.in_(ids), DigestDelivery.status == DeliveryStatus.SENDING
        )
        session.execute(
            claimed.values(status=DeliveryStatus.PENDING, try_at=now, attempts=DigestDelivery.attempts - 1),
            execution_options={"synchronize_session": False},
        )


def _plan(session: Session, settings: Sequence[DigestSettings], since: datetime | None, until: datetime) -> int:
    days = {each.person_id: each.frequency.days for each in settings}
    # Another node may plan at the same time; whoever comes second finds everybody told.
    told = locked_told(session, days)
    begins = {each: begins_at(since, told[each], until, days[each]) for each in told}
    planned = {person_id: moment for person_id, moment in begins.items() if moment < until}
    rows = [
        {
            "person_id": person_id,
            "since": moment,
            "until": until,
            "status": DeliveryStatus.PENDING,
            "message_id": secrets.token_hex(16),
            "attempts": 0,
            "try_at": until,
            "tried_at": None,
            "sent_at": None,
            "problem": "",
        }
        for person_id, moment in planned.items()
    ]
    insert_rows(session, DigestDelivery, rows)
    moved = update(DigestSetting).where(DigestSetting.person_id.in_(planned)).values(told_until=until)
    session.execute(moved, execution_options={"synchronize_session": False})
    return len(planned)
