"""Telling reviewers that a review is overdue: once when its day has passed, and again from time to time."""

from datetime import timedelta

from sqlalchemy import or_, update

from content_store.answering import tell
from content_store.queries.reviews import overdue_reviews
from content_store.review_views import ReviewView
from content_store.rules.permissions import Action
from content_store.rules.reviewing import reminded_before
from content_store.rules.vocabulary import FeedbackStatus
from content_store.tables import Reviewer
from content_store.work import Work


def remind_reviewers(work: Work, every: timedelta) -> int:
    """Remind everybody whose word is overdue and who was not reminded since ``every``; how many that were.

    Each reminder is claimed by moving its moment, so that of several programs one tells.
    """
    work.require(Action.EDIT)
    told = 0
    for review in overdue_reviews(work.session, work.now):
        pending = [each.person.id for each in review.reviewers if each.is_pending]
        if review.is_overdue(work.now.date()):
            told += _remind(work, review, pending, every)
    return told


def _remind(work: Work, review: ReviewView, pending: list[int], every: timedelta) -> int:
    before = reminded_before(review.due_on, every, work.now) if review.due_on else None
    if before is None or review.due_on is None:
        return 0
    claimed = work.session.scalars(
        update(Reviewer)
        .where(
            Reviewer.review_id == review.id,
            Reviewer.person_id.in_(pending),
            or_(Reviewer.reminded_at.is_(None), Reviewer.reminded_at < before),
        )
        .values(reminded_at=work.now)
        .returning(Reviewer.person_id)
    ).all()
    words = f"Your review is overdue since {review.due_on.day} {review.due_on:%B %Y}."
    tell(work, claimed, FeedbackStatus.OPEN, words, review_id=review.id)
    return len(claimed)
