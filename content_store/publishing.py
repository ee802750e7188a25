"""Moving assets through their life: review, publication, schedule, retirement, archive, and back."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from content_store.answering import resolve_published
from content_store.approval import end_recommendations, end_review, require_approval
from content_store.authoring import locked, view
from content_store.changelog import Entity, record
from content_store.drafting import missing_to_publish
from content_store.errors import Invalid, NotFound
from content_store.placing import mark_verified, place_in_row, relist
from content_store.queries.assets import leads_to, locked_asset, snapshot_of
from content_store.rules.lifecycle import Step, after, is_scheduled, refusal
from content_store.rules.permissions import Action
from content_store.rules.reviewing import ReviewOutcome
from content_store.rules.snapshots import Snapshot
from content_store.rules.vocabulary import RetireReason, Status
from content_store.rules.wording import storable
from content_store.tables import Asset, Publication
from content_store.views import AssetView
from content_store.work import Work


@dataclass(frozen=True, slots=True)
class Times:
    """When a publication begins and ends; None means at once, and never."""

    publish_at: datetime | None = None
    unpublish_at: datetime | None = None


NOW_AND_FOR_GOOD = Times()
FARTHEST = timedelta(days=36_525)  # a hundred years; what lies beyond is a typing error


def submit(work: Work, asset_id: int, expected_revision: int | None = None, note: str = "") -> AssetView:
    """Ask for review. Raises Invalid while something that readers need is missing."""
    work.require(Action.EDIT)
    asset = _ready(work.session, asset_id, Step.SUBMIT, expected_revision)
    _complete_snapshot(work.session, asset)
    return _step(work, asset, Step.SUBMIT, note)


def withdraw(work: Work, asset_id: int, note: str = "") -> AssetView:
    """Take back from review to draft."""
    work.require(Action.EDIT)
    asset = _ready(work.session, asset_id, Step.WITHDRAW)
    end_review(work, asset, ReviewOutcome.WITHDRAWN)
    return _step(work, asset, Step.WITHDRAW, note)


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
    asset = _ready(work.session, asset_id, Step.PUBLISH, expected_revision)
    snapshot = _complete_snapshot(work.session, asset)
    _check_times(asset, times, work.now)
    require_approval(work, asset, override)
    asset.publish_at, asset.unpublish_at = times.publish_at, times.unpublish_at
    asset.published_at = work.now
    asset.first_published_at = asset.first_published_at or times.publish_at or work.now
    shown = _take(work, asset, Step.PUBLISH)
    # A scheduled one changes for its readers when it begins to show.
    asset.updated_at = max(work.now, times.publish_at or work.now)
    place_in_row(work.session, asset, snapshot, asset.latest_revision)
    mark_verified(work.session, asset, work.now)
    showing = f"from {times.publish_at:%d %B %Y} on" if times.publish_at else "now"
    resolve_published(work, asset.id, asset.latest_revision, snapshot, showing)
    end_review(work, asset, ReviewOutcome.PUBLISHED)
    return _written(work, asset, Step.PUBLISH, note, shown=shown)


def unschedule(work: Work, asset_id: int, note: str = "") -> AssetView:
    """Call off a publication whose hour has not come; the asset is a draft again."""
    work.require(Action.PUBLISH)
    asset = _ready(work.session, asset_id, Step.UNSCHEDULE)
    if not is_scheduled(asset.listed_at, work.now):
        raise Invalid.of("status", "NOT_SCHEDULED", "it already shows; retire it instead")
    asset.publish_at = asset.unpublish_at = asset.published_at = asset.first_published_at = None
    return _step(work, asset, Step.UNSCHEDULE, note)


def set_expiry(work: Work, asset_id: int, unpublish_at: datetime | None) -> AssetView:
    """Say until when a published asset shows; None means for good."""
    work.require(Action.PUBLISH)
    asset = locked(work.session, asset_id, None)
    if asset.status is not Status.PUBLISHED:
        raise Invalid.of("status", "WRONG_STATUS", "only what is published can expire")
    _check_expiry(unpublish_at, asset.publish_at, work.now)
    asset.unpublish_at = unpublish_at
    work.session.flush()
    record(work, Entity.ASSET, asset.id, "expiry_set", shown=True)
    return view(work, asset.id)


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
    retire_held(work, locked(work.session, asset_id, None), reason, replacement_id, note)
    return view(work, asset_id)


def retire_held(
    work: Work, asset: Asset, reason: RetireReason, replacement_id: int | None = None, note: str = ""
) -> None:
    """As ``retire``, of an asset whose row is held, and without looking at it afterwards: for many at once."""
    if after(Step.RETIRE, asset.status) is None:
        raise Invalid.of("status", "WRONG_STATUS", refusal(Step.RETIRE, asset.status))
    if replacement_id is None and reason is RetireReason.REPLACED:
        raise Invalid.of("replacement", "REQUIRED", "say what replaces it")
    if replacement_id is not None:
        _check_replacement(work.session, asset, replacement_id)
    asset.retired_at, asset.retire_reason, asset.retire_note = work.now, reason, storable(note)
    asset.replacement_id = replacement_id
    end_review(work, asset, ReviewOutcome.WITHDRAWN)
    end_recommendations(work, asset.id)
    _write_down(work, asset, Step.RETIRE, note, shown=_take(work, asset, Step.RETIRE))


def archive(work: Work, asset_id: int, note: str = "") -> AssetView:
    """Put away what should no longer show even to marketing."""
    work.require(Action.PUBLISH)
    asset = _ready(work.session, asset_id, Step.ARCHIVE)
    end_review(work, asset, ReviewOutcome.WITHDRAWN)
    return _step(work, asset, Step.ARCHIVE, note)


def restore(work: Work, asset_id: int, note: str = "") -> AssetView:
    """Bring a retired or archived asset back as a draft of its newest revision."""
    work.require(Action.PUBLISH)
    asset = _ready(work.session, asset_id, Step.RESTORE)
    asset.retired_at = asset.retire_reason = asset.replacement_id = None
    asset.publish_at = asset.unpublish_at = asset.published_at = None
    asset.retire_note = ""
    shown = _take(work, asset, Step.RESTORE)
    place_in_row(work.session, asset, _snapshot(work.session, asset), asset.latest_revision)
    return _written(work, asset, Step.RESTORE, note, shown=shown)


def _ready(session: Session, asset_id: int, step: Step, expected_revision: int | None = None) -> Asset:
    asset = locked(session, asset_id, expected_revision)
    if after(step, asset.status) is None:
        raise Invalid.of("status", "WRONG_STATUS", refusal(step, asset.status))
    return asset


def _take(work: Work, asset: Asset, step: Step) -> bool:
    """Take the step that ``_ready`` allowed; whether readers may see a difference."""
    before, target = asset.status, after(step, asset.status)
    if target is None:
        raise Invalid.of("status", "WRONG_STATUS", refusal(step, before))
    asset.status = target
    asset.updated_at = asset.edited_at = work.now
    relist(work.session, asset)
    return Status.PUBLISHED in {before, target} or step in {Step.ARCHIVE, Step.RESTORE}


def _written(work: Work, asset: Asset, step: Step, note: str, *, shown: bool) -> AssetView:
    _write_down(work, asset, step, note, shown=shown)
    return view(work, asset.id)


def _write_down(work: Work, asset: Asset, step: Step, note: str, *, shown: bool) -> None:
    """Write the step down, in the asset's history and in the change log."""
    work.session.add(
        Publication(
            asset_id=asset.id,
            step=step,
            at=work.now,
            revision=asset.latest_revision,
            actor_id=work.actor_id,
            actor_email=work.actor.person.email,
            note=storable(note),
        )
    )
    work.session.flush()
    record(work, Entity.ASSET, asset.id, step.value, shown=shown, revision=asset.latest_revision, note=note)


def _step(work: Work, asset: Asset, step: Step, note: str) -> AssetView:
    shown = _take(work, asset, step)
    return _written(work, asset, step, note, shown=shown)


def _snapshot(session: Session, asset: Asset) -> Snapshot:
    snapshot = snapshot_of(session, asset.id, asset.latest_revision)
    if snapshot is None:
        message = f"there is no revision {asset.latest_revision}"
        raise NotFound(message)
    return snapshot


def _complete_snapshot(session: Session, asset: Asset) -> Snapshot:
    snapshot = _snapshot(session, asset)
    missing = missing_to_publish(asset.type, snapshot)
    if missing:
        raise Invalid(missing)
    return snapshot


def _check_times(asset: Asset, times: Times, now: datetime) -> None:
    if times.publish_at is not None:
        if times.publish_at <= now:
            raise Invalid.of("publish_at", "IN_THE_PAST", "the time of publication must lie ahead")
        _check_distance("publish_at", times.publish_at, now)
        if asset.status is Status.PUBLISHED and not is_scheduled(asset.listed_at, now):
            raise Invalid.of(
                "publish_at", "ALREADY_LIVE", "it already shows; publish the new revision when its time has come"
            )
    _check_expiry(times.unpublish_at, times.publish_at, now)


def _check_expiry(unpublish_at: datetime | None, publish_at: datetime | None, now: datetime) -> None:
    begins = max(publish_at, now) if publish_at else now
    if unpublish_at is not None and unpublish_at <= begins:
        raise Invalid.of("unpublish_at", "BEFORE_ITS_BEGINNING", "it would end before it begins")
    if unpublish_at is not None:
        _check_distance("unpublish_at", unpublish_at, now)


def _check_distance(field: str, moment: datetime, now: datetime) -> None:
    if moment - now > FARTHEST:
        raise Invalid.of(field, "TOO_FAR", "it may lie a hundred years ahead at most")


def _check_replacement(session: Session, asset: Asset, replacement_id: int) -> None:
    replacement = locked_asset(session, replacement_id)
    if replacement is None:
        raise Invalid.of("replacement", "UNKNOWN_ASSET", "there is no such asset")
    if asset.id == replacement_id or leads_to(session, replacement_id, asset.id):
        raise Invalid.of("replacement", "CYCLE", f"“{replacement.slug}” is, or leads back to, what it would replace")
    if replacement.status is not Status.PUBLISHED:
        state = replacement.status.value.replace("_", " ")
        raise Invalid.of("replacement", "NOT_PUBLISHED", f"“{replacement.slug}” is {state}; readers could not see it")
