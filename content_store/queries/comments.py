"""Reading what is said about revisions, in reviews and in comment periods."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, func, select
from sqlalchemy.orm import Session

from content_store.queries.people import people_book
from content_store.review_views import CommentView, ReplyView
from content_store.tables import CommentPeriod, CommentReply, Review, RevisionComment

_COLUMNS = (
    RevisionComment.id,
    RevisionComment.review_id,
    RevisionComment.period_id,
    func.coalesce(Review.asset_id, CommentPeriod.asset_id).label("asset_id"),
    RevisionComment.revision,
    RevisionComment.field,
    RevisionComment.text,
    RevisionComment.proposal,
    RevisionComment.status,
    RevisionComment.answer,
    RevisionComment.draft_revision,
    RevisionComment.created_at,
    RevisionComment.updated_at,
)
_FIELD = 5  # its place among them


def review_comments(session: Session, review_ids: Sequence[int]) -> dict[int, list[CommentView]]:
    """The comments in each of these reviews, oldest first. Who may see the reviews is asked before."""
    found: dict[int, list[CommentView]] = {each: [] for each in review_ids}
    for view in _load(session, RevisionComment.review_id.in_(review_ids)):
        found[view.review_id or 0].append(view)
    return found


def period_comments(session: Session, period_ids: Sequence[int]) -> dict[int, list[CommentView]]:
    """The comments in each of these comment periods, oldest first. Who may see the periods is asked before."""
    found: dict[int, list[CommentView]] = {each: [] for each in period_ids}
    for view in _load(session, RevisionComment.period_id.in_(period_ids)):
        found[view.period_id or 0].append(view)
    return found


def load_comments(session: Session, ids: Iterable[int]) -> list[CommentView]:
    """The comments of these ids, oldest first. Who may see them is asked with their review or period."""
    return _load(session, RevisionComment.id.in_(list(ids)))


def locked_comment(session: Session, comment_id: int) -> RevisionComment | None:
    """The row, held until the transaction ends and as it is now; None where there is none."""
    query = select(RevisionComment).where(RevisionComment.id == comment_id).with_for_update()
    return session.scalar(query, execution_options={"populate_existing": True})


def _load(session: Session, condition: ColumnElement[bool]) -> list[CommentView]:
    query = (
        select(*_COLUMNS, RevisionComment.person_id, RevisionComment.answered_by_id)
        .outerjoin(Review, Review.id == RevisionComment.review_id)
        .outerjoin(CommentPeriod, CommentPeriod.id == RevisionComment.period_id)
        .where(condition)
        .order_by(RevisionComment.id)
    )
    rows = session.execute(query).all()
    people, replies = people_book(session).by_id, _replies(session, [row.id for row in rows])
    views = []
    for row in rows:
        said_by, answered_by = people.get(row.person_id), people.get(row.answered_by_id)
        views.append(CommentView(*_placed(row), said_by, answered_by, tuple(replies[row.id])))  # type: ignore[call-arg]
    return views


def _placed(row: Row[Any]) -> tuple[Any, ...]:
    """The columns, with the place in the revision as a path."""
    values = list(row[: len(_COLUMNS)])
    values[_FIELD] = tuple(row.field.split(".")) if row.field else ()
    return tuple(values)


def _replies(session: Session, ids: Sequence[int]) -> dict[int, list[ReplyView]]:
    people = people_book(session).by_id
    found: defaultdict[int, list[ReplyView]] = defaultdict(list)
    if ids:
        query = select(CommentReply).where(CommentReply.comment_id.in_(ids)).order_by(CommentReply.id)
        for row in session.scalars(query):
            found[row.comment_id].append(ReplyView(row.id, row.text, row.at, people.get(row.person_id)))
    return found
