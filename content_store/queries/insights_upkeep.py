"""Reading how the library is kept: verified in time, promises held, what was made."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from content_store.queries.insights import Narrowed, of_assets, rows_of, showing
from content_store.rules.freshness import due_bounds
from content_store.rules.periods import Days
from content_store.rules.vocabulary import FeedbackStatus, Freshness
from content_store.tables import Asset, Change, ContentRequest

ANSWERS = (FeedbackStatus.ACCEPTED, FeedbackStatus.DECLINED, FeedbackStatus.RESOLVED)


@dataclass(frozen=True, slots=True)
class OwnerFreshness:
    """How fresh the published assets of one owner are."""

    owner_id: int | None
    fresh: int
    due: int
    overdue: int


def freshness_by_owner(session: Session, narrowed: Narrowed, now: datetime) -> list[OwnerFreshness]:
    """Assets that show now, by owner, and how near their next verification is."""
    overdue_below, due_below = due_bounds(Freshness.OVERDUE, now)[1], due_bounds(Freshness.DUE, now)[1]
    overdue = func.sum(case((Asset.due_at < overdue_below, 1), else_=0))
    either = func.sum(case((Asset.due_at < due_below, 1), else_=0))
    statement = select(Asset.owner_id, func.count(), either, overdue).group_by(Asset.owner_id)
    rows = session.execute(statement.where(*showing(now), *of_assets(narrowed, Asset.id)))
    return [OwnerFreshness(owner, every - soon, soon - late, late) for owner, every, soon, late in rows]


@dataclass(frozen=True, slots=True)
class Promise:
    """A content request, when it was answered first, and when it was closed."""

    status: FeedbackStatus
    asked_at: datetime
    promised_for: date | None
    answered_at: datetime | None
    resolved_at: datetime | None


def promises(session: Session, narrowed: Narrowed) -> list[Promise]:
    """The requests of the window, the oldest first."""
    first_answer = (
        select(func.min(Change.at))
        .where(Change.entity == "request", Change.entity_id == ContentRequest.id, Change.kind.in_(ANSWERS))
        .scalar_subquery()
    )
    columns = ContentRequest.status, ContentRequest.created_at, ContentRequest.promised_for
    statement = select(*columns, first_answer, ContentRequest.resolved_at).order_by(ContentRequest.id)
    asked = ContentRequest.created_at >= narrowed.window.start, ContentRequest.created_at < narrowed.window.end
    return [Promise(*row) for row in session.execute(statement.where(*asked))]


def first_published(session: Session, narrowed: Narrowed, window: Days) -> dict[int, datetime]:
    """Assets that were published for the first time in ``window``, and when."""
    at = Asset.first_published_at
    statement = select(Asset.id, at).where(at >= window.start, at < window.end, *of_assets(narrowed, Asset.id))
    return {row[0]: row[1] for row in rows_of(session, statement)}
