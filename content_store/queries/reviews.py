"""Reading reviews: who may see which, and where they stand."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, cast

from sqlalchemy import ColumnElement, Row, Select, and_, case, exists, false, func, not_, or_, select, true
from sqlalchemy.orm import Session

from content_store.feedback_views import Place, Placed
from content_store.queries.people import people_book
from content_store.queries.places import placed
from content_store.review_views import DecisionView, ReviewerView, ReviewView
from content_store.rules.permissions import Action, audiences, may
from content_store.rules.reviewing import ReviewOutcome, Standing, Verdict, may_review
from content_store.rules.vocabulary import Audience
from content_store.tables import Asset, Review, ReviewDecision, Reviewer, Revision
from content_store.views import PersonView, Viewer


class ReviewGroup(StrEnum):
    """What a list of reviews is narrowed to."""

    MINE = "mine"
    OTHERS = "others"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class ReviewFilter:
    """What is empty narrows nothing."""

    group: ReviewGroup | None = None
    asset_id: int | None = None


# A closed review ended with a revision of its own; an open one is about the newest.
_REVISION = case((Review.closed_at.is_(None), Asset.latest_revision), else_=Review.revision)
_COLUMNS = (
    Review.id,
    Review.asset_id,
    _REVISION.label("revision"),
    Review.rule,
    Review.due_on,
    Review.note,
    Review.asked_at,
    Review.created_at,
    Review.closed_at,
    Review.outcome,
)


def list_reviews(
    session: Session, viewer: Viewer, narrowing: ReviewFilter, size: int, after: Place | None = None
) -> Placed[ReviewView]:
    """One page of the reviews that ``viewer`` may see, the newest first."""
    query = _seen(viewer).where(*_conditions(narrowing, viewer))
    row_id = Review.id.expression
    return placed(session, query, row_id, row_id, size, after, lambda rows: _views(session, rows))


def count_reviews(session: Session, viewer: Viewer, narrowing: ReviewFilter) -> int:
    """How many there are, over all pages."""
    seen = _seen(viewer).where(*_conditions(narrowing, viewer)).subquery()
    return session.scalar(select(func.count()).select_from(seen)) or 0


def load_reviews(session: Session, ids: Iterable[int], viewer: Viewer) -> list[ReviewView]:
    """The reviews of these ids that ``viewer`` may see, in their order; the other are left out."""
    wanted = list(ids)
    if not wanted:
        return []
    found = {
        view.id: view for view in _views(session, session.execute(_seen(viewer).where(Review.id.in_(wanted))).all())
    }
    return [found[each] for each in wanted if each in found]


def newest_reviews(session: Session, asset_ids: Sequence[int], viewer: Viewer) -> dict[int, ReviewView]:
    """For each asset its newest review that ``viewer`` may see."""
    newest = select(func.max(Review.id)).where(Review.asset_id.in_(asset_ids)).group_by(Review.asset_id)
    rows = session.execute(_seen(viewer).where(Review.id.in_(newest))).all()
    return {view.asset_id: view for view in _views(session, rows)}


def approving_review(session: Session, asset_id: int) -> ReviewView | None:
    """The review that tells whether the asset's newest revision is approved, whoever may see it."""
    return approving_reviews(session, [asset_id]).get(asset_id)


def approving_reviews(session: Session, asset_ids: Sequence[int]) -> dict[int, ReviewView]:
    """As ``approving_review``, for each of the assets that has one."""
    lasting = or_(Review.closed_at.is_(None), Review.outcome == ReviewOutcome.PUBLISHED)
    newest = select(func.max(Review.id)).where(Review.asset_id.in_(asset_ids), lasting).group_by(Review.asset_id)
    rows = session.execute(_select().where(Review.id.in_(newest))).all()
    return {view.asset_id: view for view in _views(session, rows)}


def open_review(session: Session, asset_id: int) -> Review | None:
    """The row of the asset's open review, held until the transaction ends."""
    return next(iter(open_reviews(session, [asset_id])), None)


def open_reviews(session: Session, asset_ids: Sequence[int]) -> Sequence[Review]:
    """The rows of the open reviews of these assets, held until the transaction ends."""
    query = select(Review).where(Review.asset_id.in_(asset_ids), Review.closed_at.is_(None)).order_by(Review.id)
    return session.scalars(query.with_for_update(), execution_options={"populate_existing": True}).all()


def reviewers_of(session: Session, review_id: int) -> dict[int, Reviewer]:
    """The rows of a review's reviewers, by person."""
    rows = session.scalars(select(Reviewer).where(Reviewer.review_id == review_id))
    return {row.person_id: row for row in rows}


def author_of(session: Session, asset_id: int, revision: int) -> int | None:
    """Who wrote a revision; None for the command line."""
    return session.scalar(select(Revision.author_id).where(Revision.asset_id == asset_id, Revision.number == revision))


def is_reviewer(viewer: Viewer) -> bool:
    """Whether ``viewer`` may be asked to review, and with these scopes read what that takes."""
    person = viewer.person
    is_able = may_review(person.role, council=person.council, is_active=person.disabled_at is None)
    return is_able and Audience.INTERNAL in audiences(viewer.scopes)


def under_review(session: Session, viewer: Viewer) -> dict[int, int]:
    """The assets that ``viewer`` is asked to review now, each with the revision that is looked at."""
    if not is_reviewer(viewer):
        return {}
    mine = Reviewer.review_id == Review.id, Reviewer.person_id == viewer.person.id
    query = select(Review.asset_id, Asset.latest_revision).join(Asset, Asset.id == Review.asset_id)
    rows = session.execute(query.where(Review.closed_at.is_(None), exists().where(*mine)))
    return {row.asset_id: row.latest_revision for row in rows}


def overdue_reviews(session: Session, now: datetime) -> list[ReviewView]:
    """The open reviews whose day has passed."""
    query = _select().where(Review.closed_at.is_(None), Review.due_on < now.date()).order_by(Review.id)
    return _views(session, session.execute(query).all())


def _select() -> Select[*tuple[Any, ...]]:
    return (
        select(*_COLUMNS, Review.asked_by_id, Revision.author_id)
        .join(Asset, Asset.id == Review.asset_id)
        .outerjoin(Revision, and_(Revision.asset_id == Review.asset_id, Revision.number == _REVISION))
    )


def _seen(viewer: Viewer) -> Select[*tuple[Any, ...]]:
    return _select().where(_visible(viewer))


def _visible(viewer: Viewer) -> ColumnElement[bool]:
    """Editors see all; others those that they are asked to decide."""
    if may(viewer.role, viewer.scopes, Action.READ_DRAFTS):
        return true()
    return _asked(viewer) if is_reviewer(viewer) else false()


def _asked(viewer: Viewer) -> ColumnElement[bool]:
    return exists().where(Reviewer.review_id == Review.id, Reviewer.person_id == viewer.person.id)


def _is_my_turn(viewer: Viewer) -> ColumnElement[bool]:
    if not is_reviewer(viewer):
        return false()
    me = viewer.person.id
    decided = exists().where(
        ReviewDecision.review_id == Review.id,
        ReviewDecision.person_id == me,
        ReviewDecision.revision == Asset.latest_revision,
    )
    is_mine = func.coalesce(Revision.author_id, 0) == me
    return and_(Review.closed_at.is_(None), _asked(viewer), not_(decided), not_(is_mine))


def _conditions(narrowing: ReviewFilter, viewer: Viewer) -> list[ColumnElement[bool]]:
    parts: list[ColumnElement[bool]] = []
    match narrowing.group:
        case ReviewGroup.MINE:
            parts.append(_is_my_turn(viewer))
        case ReviewGroup.OTHERS:
            parts += [Review.closed_at.is_(None), not_(_is_my_turn(viewer))]
        case ReviewGroup.DONE:
            parts.append(Review.closed_at.is_not(None))
        case None:
            pass
    if narrowing.asset_id is not None:
        parts.append(Review.asset_id == narrowing.asset_id)
    return parts


def _views(session: Session, rows: Sequence[Row[Any]]) -> list[ReviewView]:
    ids = [row.id for row in rows]
    if not ids:
        return []
    people = people_book(session).by_id
    decisions, asked = _decisions(session, ids), _reviewers(session, ids)
    made = []
    for row in rows:
        history = tuple(decisions[row.id])
        reviewers = tuple(_reviewer(people[each.person_id], each, row, history) for each in asked[row.id])
        shown = row[: len(_COLUMNS)]
        made.append(ReviewView(*shown, people.get(row.asked_by_id), reviewers, history))  # type: ignore[call-arg]
    return made


def _reviewer(person: PersonView, asked: Row[Any], review: Row[Any], history: Sequence[DecisionView]) -> ReviewerView:
    theirs = [each for each in history if each.person.id == person.id]
    current = [each for each in theirs if each.revision == review.revision]
    standing = Standing(
        is_able=may_review(person.role, council=person.council, is_active=person.disabled_at is None),
        is_author=person.id == review.author_id,
        verdict=current[-1].verdict if current else None,
        had_approved=any(each.verdict is Verdict.APPROVED for each in theirs if each.revision != review.revision),
    )
    return ReviewerView(person, standing, theirs[-1] if theirs else None, asked.reminded_at)


def _decisions(session: Session, ids: Sequence[int]) -> dict[int, list[DecisionView]]:
    people = people_book(session).by_id
    found: defaultdict[int, list[DecisionView]] = defaultdict(list)
    query = select(ReviewDecision).where(ReviewDecision.review_id.in_(ids)).order_by(ReviewDecision.id)
    for row in session.scalars(query):
        found[row.review_id].append(DecisionView(people[row.person_id], row.revision, row.verdict, row.text, row.at))
    return found


def _reviewers(session: Session, ids: Sequence[int]) -> dict[int, list[Row[Any]]]:
    found: defaultdict[int, list[Row[Any]]] = defaultdict(list)
    columns = Reviewer.review_id, Reviewer.person_id, Reviewer.reminded_at
    query = select(*columns).where(Reviewer.review_id.in_(ids)).order_by(Reviewer.asked_at, Reviewer.person_id)
    for row in session.execute(query).all():
        found[row.review_id].append(cast("Row[Any]", row))
    return found
