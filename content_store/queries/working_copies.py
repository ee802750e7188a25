"""Reading unsaved work."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from content_store.rules.vocabulary import ContentType
from content_store.tables import WorkingCopy


@dataclass(frozen=True, slots=True)
class WorkingCopyView:
    """Unsaved work; see the table for what each means."""

    place: str
    asset_id: int | None
    type: ContentType
    base: int
    writer: str
    title: str
    form: Mapping[str, str]
    updated_at: datetime
    discarded_at: datetime | None


_COLUMNS = (
    WorkingCopy.place,
    WorkingCopy.asset_id,
    WorkingCopy.type,
    WorkingCopy.base,
    WorkingCopy.writer,
    WorkingCopy.title,
    WorkingCopy.form,
    WorkingCopy.updated_at,
    WorkingCopy.discarded_at,
)


def working_copy(session: Session, person_id: int, place: str) -> WorkingCopyView | None:
    """A person's unsaved work on what ``place`` names."""
    found = select(*_COLUMNS).where(WorkingCopy.person_id == person_id, WorkingCopy.place == place)
    row = session.execute(found).one_or_none()
    return WorkingCopyView(*row) if row else None


def begun(session: Session, person_id: int, limit: int) -> list[WorkingCopyView]:
    """The new assets that a person began and did not save, the newest first."""
    found = (
        select(*_COLUMNS)
        .where(WorkingCopy.person_id == person_id, WorkingCopy.asset_id.is_(None), WorkingCopy.discarded_at.is_(None))
        .order_by(WorkingCopy.updated_at.desc())
        .limit(limit)
    )
    return [WorkingCopyView(*row) for row in session.execute(found)]


def locked_copy(session: Session, person_id: int, place: str) -> WorkingCopy | None:
    """The row of a person's unsaved work, held until the transaction ends."""
    return session.scalar(
        select(WorkingCopy).where(WorkingCopy.person_id == person_id, WorkingCopy.place == place).with_for_update()
    )


def oldest_copies(session: Session, person_id: int, beyond: int) -> list[str]:
    """The places of a person's working copies beyond the newest ``beyond``."""
    return list(
        session.scalars(
            select(WorkingCopy.place)
            .where(WorkingCopy.person_id == person_id)
            .order_by(WorkingCopy.updated_at.desc())
            .offset(beyond)
        )
    )
