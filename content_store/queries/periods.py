"""Reading comment periods: who may see which, and what of a draft they open."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, false, select, true
from sqlalchemy.orm import Session

from content_store.access import window
from content_store.council_views import PeriodView
from content_store.queries.people import people_book
from content_store.rules.filters import Window
from content_store.rules.permissions import Action, audiences, may
from content_store.rules.vocabulary import Audience
from content_store.tables import CommentPeriod
from content_store.views import Viewer

MOST = 200
_COLUMNS = (
    CommentPeriod.id,
    CommentPeriod.asset_id,
    CommentPeriod.revision,
    CommentPeriod.opens_at,
    CommentPeriod.closes_at,
    CommentPeriod.note,
    CommentPeriod.created_at,
    CommentPeriod.summary,
    CommentPeriod.summarised_at,
)


def list_periods(session: Session, viewer: Viewer, now: datetime, asset_ids: Sequence[int] = ()) -> list[PeriodView]:
    """The periods that ``viewer`` may see, what closes last first; of these assets where any are named."""
    query = _seen(viewer, now)
    if asset_ids:
        query = query.where(CommentPeriod.asset_id.in_(asset_ids))
    ordered = query.order_by(CommentPeriod.closes_at.desc(), CommentPeriod.id.desc()).limit(MOST)
    return _views(session, session.execute(ordered).all())


def load_periods(session: Session, ids: Iterable[int], viewer: Viewer, now: datetime) -> list[PeriodView]:
    """The periods of these ids that ``viewer`` may see."""
    query = _seen(viewer, now)
    return _views(session, session.execute(query.where(CommentPeriod.id.in_(list(ids)))).all())


def period_window(viewer: Viewer, now: datetime, periods: Iterable[PeriodView]) -> Window:
    """What ``viewer`` may see while commenting: beside what is published the revisions that are open for comment.

    Editors read those of periods that are over as well.
    """
    edits = may(viewer.role, viewer.scopes, Action.READ_DRAFTS)
    opened = {each.asset_id: each.revision for each in periods if edits or each.is_open(now)}
    return replace(window(viewer, now), opened=opened)


def locked_period(session: Session, period_id: int) -> CommentPeriod | None:
    """The row, held until the transaction ends and as it is now; None where there is none."""
    query = select(CommentPeriod).where(CommentPeriod.id == period_id).with_for_update()
    return session.scalar(query, execution_options={"populate_existing": True})


def lasting_period(session: Session, asset_id: int, now: datetime) -> int | None:
    """The period of an asset that is not over."""
    lasting = CommentPeriod.asset_id == asset_id, CommentPeriod.closes_at > now
    return session.scalar(select(CommentPeriod.id).where(*lasting).limit(1))


def _seen(viewer: Viewer, now: datetime) -> Select[*tuple[Any, ...]]:
    return select(*_COLUMNS, CommentPeriod.opened_by_id).where(_visible(viewer, now))


def _visible(viewer: Viewer, now: datetime) -> ColumnElement[bool]:
    """Everybody who works here sees those that have begun; editors those ahead too."""
    if Audience.INTERNAL not in audiences(viewer.scopes):
        return false()
    return true() if may(viewer.role, viewer.scopes, Action.READ_DRAFTS) else CommentPeriod.opens_at <= now


def _views(session: Session, rows: Sequence[Row[Any]]) -> list[PeriodView]:
    people = people_book(session).by_id
    return [PeriodView(*row[: len(_COLUMNS)], people.get(row.opened_by_id)) for row in rows]  # type: ignore[call-arg]
