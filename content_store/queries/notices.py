"""Reading what somebody is told about their feedback and requests."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from content_store.feedback_views import NoticeView, Place, Placed
from content_store.queries.places import placed
from content_store.rules.permissions import audiences
from content_store.rules.vocabulary import Audience
from content_store.tables import Notice
from content_store.views import Viewer

_COLUMNS = (
    Notice.id,
    Notice.feedback_id,
    Notice.request_id,
    Notice.review_id,
    Notice.period_id,
    Notice.status,
    Notice.text,
    Notice.at,
    Notice.seen_at,
    Notice.enrolment_id,
    Notice.kit_id,
)


def list_notices(
    session: Session, viewer: Viewer, size: int, after: Place | None = None, *, unseen_only: bool = False
) -> Placed[NoticeView]:
    """One page of what ``viewer`` was told, the newest first."""
    if not _is_told(viewer):
        return Placed()
    query = select(*_COLUMNS).where(Notice.person_id == viewer.person.id)
    if unseen_only:
        query = query.where(Notice.seen_at.is_(None))
    return placed(session, query, Notice.id.expression, Notice.id.expression, size, after, _views)


def count_unseen(session: Session, viewer: Viewer) -> int:
    """How many notices ``viewer`` has not looked at."""
    if not _is_told(viewer):
        return 0
    mine = Notice.person_id == viewer.person.id, Notice.seen_at.is_(None)
    return session.scalar(select(func.count()).select_from(Notice).where(*mine)) or 0


def _is_told(viewer: Viewer) -> bool:
    return Audience.INTERNAL in audiences(viewer.scopes)


def _views(rows: Sequence[Row[Any]]) -> list[NoticeView]:
    return [NoticeView(*row[: len(_COLUMNS)]) for row in rows]
