"""What somebody who looks after an installation wants to know of its database."""

from sqlalchemy import func, or_, select, text
from sqlalchemy.orm import Session

from content_store.rules.vocabulary import Status
from content_store.tables import Asset, Person


def unowned(session: Session) -> int:
    """How many assets that are in use, or meant to be, have no owner who is still here."""
    query = (
        select(func.count())
        .select_from(Asset)
        .outerjoin(Person, Person.id == Asset.owner_id)
        .where(Asset.status.in_((Status.DRAFT, Status.IN_REVIEW, Status.PUBLISHED)))
        .where(or_(Person.id.is_(None), Person.disabled_at.is_not(None)))
    )
    return session.scalar(query) or 0


def faults(session: Session) -> list[str]:
    """What SQLite finds wrong with its file; PostgreSQL looks after itself."""
    if session.get_bind().dialect.name != "sqlite":
        return []
    found = [str(row[0]) for row in session.execute(text("PRAGMA quick_check(5)"))]
    broken = [
        f"a row of {row[0]} refers to a missing {row[2]}" for row in session.execute(text("PRAGMA foreign_key_check"))
    ]
    return [fault for fault in found if fault != "ok"] + broken
