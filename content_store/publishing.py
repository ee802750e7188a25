"""Moving one asset through its life: review, publication, schedule, retirement, archive, and back."""

from datetime import datetime

from content_store import stepping
from content_store.approval import end_reviews
from content_store.authoring import locked, view
from content_store.rules.lifecycle import Step
from content_store.rules.permissions import Action
from content_store.rules.reviewing import ReviewOutcome
from content_store.rules.vocabulary import RetireReason
from content_store.stepping import FARTHEST, NOW_AND_FOR_GOOD, Times
from content_store.views import AssetView
from content_store.work import Work

# The times are part of what is asked here; the steps themselves are taken in ``stepping``.
__all__ = [
    "FARTHEST",
    "NOW_AND_FOR_GOOD",
    "Times",
    "archive",
    "publish",
    "restore",
    "retire",
    "set_expiry",
    "submit",
    "unschedule",
    "withdraw",
]


def submit(work: Work, asset_id: int, expected_revision: int | None = None, note: str = "") -> AssetView:
    """Ask for review. Raises Invalid while something that readers need is missing."""
    work.require(Action.EDIT)
    assets = [locked(work.session, asset_id, expected_revision)]
    stepping.allow(assets, Step.SUBMIT)
    stepping.complete_snapshots(work, assets)
    stepping.take(work, assets, Step.SUBMIT, note)
    return view(work, asset_id)


def withdraw(work: Work, asset_id: int, note: str = "") -> AssetView:
    """Take back from review to draft."""
    work.require(Action.EDIT)
    assets = [locked(work.session, asset_id, None)]
    stepping.allow(assets, Step.WITHDRAW)
    end_reviews(work, assets, ReviewOutcome.WITHDRAWN)
    stepping.take(work, assets, Step.WITHDRAW, note)
    return view(work, asset_id)


def publish(
    work: Work,
    asset_id: int,
    times: Times = NOW_AND_FOR_GOOD,
    expected_revision: int | None = None,
    note: str = "",
    override: str = "",
) -> AssetView:
    """Show the newest revision to readers, from ``publish_at`` on or at once, until ``unpublish_at``.

    Raises Invalid while something that readers need is missing, where the times make no sense, and where review is
    demanded and the revision is not approved; an admin may ``override`` that with a reason.
    """
    work.require(Action.PUBLISH)
    stepping.publish(work, [locked(work.session, asset_id, expected_revision)], times, note, override)
    return view(work, asset_id)


def unschedule(work: Work, asset_id: int, note: str = "") -> AssetView:
    """Call off a publication whose hour has not come; the asset is a draft again."""
    work.require(Action.PUBLISH)
    stepping.unschedule(work, [locked(work.session, asset_id, None)], note)
    return view(work, asset_id)


def set_expiry(work: Work, asset_id: int, unpublish_at: datetime | None) -> AssetView:
    """Say until when a published asset shows; None means for good."""
    work.require(Action.PUBLISH)
    stepping.set_expiry(work, [locked(work.session, asset_id, None)], unpublish_at)
    return view(work, asset_id)


def retire(
    work: Work,
    asset_id: int,
    reason: RetireReason,
    replacement_id: int | None = None,
    note: str = "",
) -> AssetView:
    """Take a published asset away from readers and lead them to its replacement.

    Raises Invalid when the replacement is missing, not published, or leads back here.
    """
    work.require(Action.PUBLISH)
    stepping.retire(work, [locked(work.session, asset_id, None)], reason, replacement_id, note)
    return view(work, asset_id)


def archive(work: Work, asset_id: int, note: str = "") -> AssetView:
    """Put away what should no longer show even to marketing."""
    work.require(Action.PUBLISH)
    stepping.archive(work, [locked(work.session, asset_id, None)], note)
    return view(work, asset_id)


def restore(work: Work, asset_id: int, note: str = "") -> AssetView:
    """Bring a retired or archived asset back as a draft of its newest revision."""
    work.require(Action.PUBLISH)
    stepping.restore(work, [locked(work.session, asset_id, None)], note)
    return view(work, asset_id)
