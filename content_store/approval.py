"""The approval that publishing needs where the setting demands review, and what ends with an asset's life."""

from sqlalchemy import update

from content_store.answering import tell
from content_store.changelog import Entity, record
from content_store.errors import Invalid
from content_store.queries.reviews import approving_review, open_review, reviewers_of
from content_store.review_views import ReviewView
from content_store.rules.permissions import Action
from content_store.rules.reviewing import ReviewOutcome, missing
from content_store.rules.vocabulary import FeedbackStatus
from content_store.rules.wording import storable
from content_store.tables import Asset, Recommendation
from content_store.work import Work


def require_approval(work: Work, asset: Asset, override: str = "") -> None:
    """Raise Invalid where review is demanded and the newest revision of a locked asset is not approved.

    An admin may publish it all the same with ``override``, the reason, which goes into the change log; it raises
    Forbidden for others.
    """
    if not work.demands_review:
        return
    lacking = missing_approval(approving_review(work.session, asset.id), asset.latest_revision)
    if not lacking:
        return
    reason = storable(override).strip()
    if not reason:
        raise Invalid.of("revision", "NOT_APPROVED", lacking)
    work.require(Action.OVERRIDE_REVIEW)
    record(work, Entity.ASSET, asset.id, "review_overridden", revision=asset.latest_revision, note=reason)


def missing_approval(review: ReviewView | None, revision: int) -> str:
    """What ``revision`` lacks to be approved, empty where it is: an approval belongs to its revision."""
    if review is None or review.revision != revision:
        return missing(revision, None, ())
    return review.missing


def end_review(work: Work, asset: Asset, outcome: ReviewOutcome) -> None:
    """Close the open review of a locked asset, where there is one, and tell who was asked."""
    review = open_review(work.session, asset.id)
    if review is None:
        return
    review.closed_at, review.outcome, review.revision = work.now, outcome, asset.latest_revision
    work.session.flush()
    words = {
        ReviewOutcome.PUBLISHED: "What you reviewed is published.",
        ReviewOutcome.WITHDRAWN: "It need not be reviewed any more.",
    }
    told = {*reviewers_of(work.session, review.id), review.asked_by_id}
    tell(work, told, FeedbackStatus.RESOLVED, words[outcome], review_id=review.id)
    record(work, Entity.REVIEW, review.id, outcome.value, revision=asset.latest_revision)


def end_recommendations(work: Work, asset_id: int) -> None:
    """Let the council's recommendations of what is being retired end with it."""
    standing = Recommendation.asset_id == asset_id, Recommendation.withdrawn_at.is_(None)
    work.session.execute(update(Recommendation).where(*standing).values(withdrawn_at=work.now))
