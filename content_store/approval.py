"""The approval that publishing needs where the setting demands review, and what ends with an asset's life."""

from collections.abc import Mapping, Sequence

from sqlalchemy import update

from content_store.answering import tell
from content_store.changelog import Entity, record
from content_store.errors import Invalid
from content_store.queries.reviews import approving_reviews, open_reviews, reviewers_of
from content_store.review_views import ReviewView
from content_store.rules.permissions import Action
from content_store.rules.reviewing import ReviewOutcome, missing
from content_store.rules.vocabulary import FeedbackStatus
from content_store.rules.wording import storable
from content_store.tables import Asset, Recommendation
from content_store.work import Work


def require_approval(work: Work, assets: Sequence[Asset], override: str = "") -> None:
    """Raise Invalid where review is demanded and the newest revision of a locked asset is not approved.

    An admin may publish it all the same with ``override``, the reason, which goes into the change log; it raises
    Forbidden for others.
    """
    lacking = unapproved(work, {asset.id: asset.latest_revision for asset in assets})
    reason = storable(override).strip()
    for asset in assets:
        if asset.id not in lacking:
            continue
        if not reason:
            raise Invalid.of("revision", "NOT_APPROVED", lacking[asset.id])
        work.require(Action.OVERRIDE_REVIEW)
        record(work, Entity.ASSET, asset.id, "review_overridden", revision=asset.latest_revision, note=reason)


def unapproved(work: Work, revisions: Mapping[int, int]) -> dict[int, str]:
    """What these revisions, one for each asset, lack to be published; empty where review is not demanded."""
    if not work.demands_review or not revisions:
        return {}
    reviews = approving_reviews(work.session, list(revisions))
    lacking = {each: missing_approval(reviews.get(each), revision) for each, revision in revisions.items()}
    return {each: words for each, words in lacking.items() if words}


def missing_approval(review: ReviewView | None, revision: int) -> str:
    """What ``revision`` lacks to be approved, empty where it is: an approval belongs to its revision."""
    if review is None or review.revision != revision:
        return missing(revision, None, ())
    return review.missing


_ENDED: Mapping[ReviewOutcome, str] = {
    ReviewOutcome.PUBLISHED: "What you reviewed is published.",
    ReviewOutcome.WITHDRAWN: "It need not be reviewed any more.",
}


def end_reviews(work: Work, assets: Sequence[Asset], outcome: ReviewOutcome) -> None:
    """Close the open reviews of locked assets, where there are any, and tell who was asked."""
    revisions = {asset.id: asset.latest_revision for asset in assets}
    for review in open_reviews(work.session, list(revisions)):
        revision = revisions[review.asset_id]
        review.closed_at, review.outcome, review.revision = work.now, outcome, revision
        work.session.flush()
        told = {*reviewers_of(work.session, review.id), review.asked_by_id}
        tell(work, told, FeedbackStatus.RESOLVED, _ENDED[outcome], review_id=review.id)
        record(work, Entity.REVIEW, review.id, outcome.value, revision=revision)


def end_recommendations(work: Work, assets: Sequence[Asset]) -> None:
    """Let the council's recommendations of what is being retired end with it."""
    of_these = Recommendation.asset_id.in_([asset.id for asset in assets])
    ended = update(Recommendation).where(of_these, Recommendation.withdrawn_at.is_(None)).values(withdrawn_at=work.now)
    work.session.execute(ended)
