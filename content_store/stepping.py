"""Steps through life of assets whose rows are held: of as many at once as there are.

Whoever calls has made sure that the actor may. Where one asset cannot take the step it raises, and nothing is done.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from content_store.answering import resolve_published
from content_store.approval import end_recommendations, end_reviews, require_approval
from content_store.changelog import AssetChange, record_assets
from content_store.drafting import missing_to_publish
from content_store.errors import Invalid
from content_store.placing import mark_verified, place_in_rows, relist
from content_store.queries.assets import locked_asset, snapshots_of
from content_store.queries.replacements import chain_of
from content_store.rules.lifecycle import Step, after, is_scheduled, refusal
from content_store.rules.reviewing import ReviewOutcome
from content_store.rules.snapshots import Snapshot
from content_store.rules.vocabulary import RetireReason, Status
from content_store.rules.wording import storable
from content_store.tables import Asset, Publication
from content_store.tables.inserting import insert_rows
from content_store.work import Work


@dataclass(frozen=True, slots=True)
class Times:
    """When a publication begins and ends; None means at once, and never."""

    publish_at: datetime | None = None
    unpublish_at: datetime | None = None


NOW_AND_FOR_GOOD = Times()
FARTHEST = timedelta(days=36_525)  # a hundred years; what lies beyond is a typing error


def publish(work: Work, assets: Sequence[Asset], times: Times, note: str = "", override: str = "") -> None:
    """Show the newest revisions. Raises as ``publishing.publish`` does."""
    allow(assets, Step.PUBLISH)
    snapshots = complete_snapshots(work, assets)
    for asset in assets:
        _check_times(asset, times, work.now)
    require_approval(work, assets, override)
    for asset in assets:
        asset.publish_at, asset.unpublish_at = times.publish_at, times.unpublish_at
        asset.published_at = work.now
        asset.first_published_at = asset.first_published_at or times.publish_at or work.now
    shown = _take(work, assets, Step.PUBLISH)
    placed = [(asset, snapshot, asset.latest_revision) for asset, snapshot in zip(assets, snapshots, strict=True)]
    place_in_rows(work.session, placed)
    showing = f"from {times.publish_at:%d %B %Y} on" if times.publish_at else "now"
    for asset, snapshot, revision in placed:
        # A scheduled one changes for its readers when it begins to show.
        asset.updated_at = times.publish_at or work.now
        mark_verified(work.session, asset, work.now)
        resolve_published(work, asset.id, revision, snapshot, showing)
    end_reviews(work, assets, ReviewOutcome.PUBLISHED)
    _write_down(work, assets, Step.PUBLISH, note, shown)


def unschedule(work: Work, assets: Sequence[Asset], note: str = "") -> None:
    """Call off publications whose hour has not come; the assets are drafts again."""
    allow(assets, Step.UNSCHEDULE)
    if not all(is_scheduled(asset.listed_at, work.now) for asset in assets):
        raise Invalid.of("status", "NOT_SCHEDULED", "it already shows; retire it instead")
    for asset in assets:
        asset.publish_at = asset.unpublish_at = asset.published_at = asset.first_published_at = None
    take(work, assets, Step.UNSCHEDULE, note)


def set_expiry(work: Work, assets: Sequence[Asset], unpublish_at: datetime | None) -> None:
    """Say until when published assets show; None means for good."""
    for asset in assets:
        if asset.status is not Status.PUBLISHED:
            raise Invalid.of("status", "WRONG_STATUS", "only what is published can expire")
        _check_expiry(unpublish_at, asset.publish_at, work.now)
        asset.unpublish_at = unpublish_at
    work.session.flush()
    record_assets(work, [AssetChange(asset.id, "expiry_set", shown=True) for asset in assets])


def retire(
    work: Work, assets: Sequence[Asset], reason: RetireReason, replacement_id: int | None = None, note: str = ""
) -> None:
    """Take assets away from readers and lead them to a replacement. Raises as ``publishing.retire`` does."""
    allow(assets, Step.RETIRE)
    if replacement_id is None and reason is RetireReason.REPLACED:
        raise Invalid.of("replacement", "REQUIRED", "say what replaces it")
    if replacement_id is not None:
        _check_replacement(work, assets, replacement_id)
    for asset in assets:
        asset.retired_at, asset.retire_reason, asset.retire_note = work.now, reason, storable(note)
        asset.replacement_id = replacement_id
    end_reviews(work, assets, ReviewOutcome.WITHDRAWN)
    end_recommendations(work, assets)
    take(work, assets, Step.RETIRE, note)


def archive(work: Work, assets: Sequence[Asset], note: str = "") -> None:
    """Put away what should no longer show even to marketing."""
    allow(assets, Step.ARCHIVE)
    end_reviews(work, assets, ReviewOutcome.WITHDRAWN)
    take(work, assets, Step.ARCHIVE, note)


def restore(work: Work, assets: Sequence[Asset], note: str = "") -> None:
    """Bring retired or archived assets back as drafts of their newest revisions."""
    allow(assets, Step.RESTORE)
    for asset in assets:
        asset.retired_at = asset.retire_reason = asset.replacement_id = None
        asset.publish_at = asset.unpublish_at = asset.published_at = None
        asset.retire_note = ""
    shown = _take(work, assets, Step.RESTORE)
    newest = zip(assets, _snapshots(work, assets), strict=True)
    place_in_rows(work.session, [(asset, snapshot, asset.latest_revision) for asset, snapshot in newest])
    _write_down(work, assets, Step.RESTORE, note, shown)


def take(work: Work, assets: Sequence[Asset], step: Step, note: str) -> None:
    """Take a step that ``allow`` let pass, and write it down."""
    _write_down(work, assets, step, note, _take(work, assets, step))


def allow(assets: Sequence[Asset], step: Step) -> None:
    """Raise Invalid where one of the assets cannot take the step from where it is."""
    for asset in assets:
        _target(asset, step)


def complete_snapshots(work: Work, assets: Sequence[Asset]) -> list[Snapshot]:
    """The newest revisions. Raises Invalid where one lacks what readers need."""
    snapshots = _snapshots(work, assets)
    for asset, snapshot in zip(assets, snapshots, strict=True):
        missing = missing_to_publish(asset.type, snapshot)
        if missing:
            raise Invalid(missing)
    return snapshots


def _snapshots(work: Work, assets: Sequence[Asset]) -> list[Snapshot]:
    return snapshots_of(work.session, {asset.id: asset.latest_revision for asset in assets})


def _target(asset: Asset, step: Step) -> Status:
    target = after(step, asset.status)
    if target is None:
        raise Invalid.of("status", "WRONG_STATUS", refusal(step, asset.status))
    return target


def _take(work: Work, assets: Sequence[Asset], step: Step) -> list[bool]:
    """Take the step; for each asset whether readers may see a difference."""
    shown = []
    for asset in assets:
        before, target = asset.status, _target(asset, step)
        asset.status = target
        asset.updated_at = asset.edited_at = work.now
        shown.append(Status.PUBLISHED in {before, target} or step in {Step.ARCHIVE, Step.RESTORE})
    relist(work.session, assets)
    return shown


def _write_down(work: Work, assets: Sequence[Asset], step: Step, note: str, shown: Sequence[bool]) -> None:
    """Write the step down, in each asset's history and in the change log."""
    steps = [
        {
            "asset_id": asset.id,
            "step": step,
            "at": work.now,
            "revision": asset.latest_revision,
            "actor_id": work.actor_id,
            "actor_email": work.actor.person.email,
            "note": storable(note),
        }
        for asset in assets
    ]
    insert_rows(work.session, Publication, steps)
    changes = zip(assets, shown, strict=True)
    record_assets(work, [AssetChange(each.id, step.value, seen, each.latest_revision) for each, seen in changes], note)


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


def _check_replacement(work: Work, assets: Sequence[Asset], replacement_id: int) -> None:
    replacement = locked_asset(work.session, replacement_id)
    if replacement is None:
        raise Invalid.of("replacement", "UNKNOWN_ASSET", "there is no such asset")
    if not chain_of(work.session, replacement_id).isdisjoint(asset.id for asset in assets):
        raise Invalid.of("replacement", "CYCLE", f"“{replacement.slug}” is, or leads back to, what it would replace")
    if replacement.status is not Status.PUBLISHED:
        state = replacement.status.value.replace("_", " ")
        raise Invalid.of("replacement", "NOT_PUBLISHED", f"“{replacement.slug}” is {state}; readers could not see it")
