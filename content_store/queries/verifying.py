"""Reading what is to be verified, and who vouched for what."""

from collections import Counter
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from content_store.queries.insights import showing
from content_store.rules.vocabulary import Status
from content_store.tables import Asset, Verification


def due_days(session: Session, owner_id: int | None, between: tuple[datetime, datetime], but: int) -> Counter[date]:
    """How many published assets of one owner, ``but`` one left out, are due on each day between two moments."""
    whose = Asset.owner_id.is_(None) if owner_id is None else Asset.owner_id == owner_id
    low, high = between
    statement = select(Asset.due_at).where(whose, Asset.due_at >= low, Asset.due_at < high, Asset.id != but)
    return Counter(due.date() for due in session.scalars(statement.where(Asset.status == Status.PUBLISHED)))


def last_verification(session: Session, asset_id: int) -> Verification | None:
    """The newest verification of the asset."""
    statement = select(Verification).where(Verification.asset_id == asset_id)
    return session.scalar(statement.order_by(Verification.id.desc()).limit(1))


def next_due(session: Session, now: datetime) -> datetime | None:
    """When the next asset that shows now will be due."""
    return session.scalar(select(func.min(Asset.due_at)).where(*showing(now), Asset.due_at > now))
