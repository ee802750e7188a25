"""What an asset was before something was done to it, kept as plain values, and put back exactly."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from content_store.placing import place_in_rows, relist
from content_store.queries.assets import snapshots_of
from content_store.rules.vocabulary import RetireReason, Status
from content_store.tables import Asset
from content_store.work import Work

_MOMENTS = (
    *("publish_at", "unpublish_at", "published_at", "first_published_at", "verified_at", "due_at"),
    *("retired_at", "updated_at"),
)
_PLAIN = ("replacement_id", "retire_note", "owner_id", "steward_id", "revision")


def former(asset: Asset) -> dict[str, Any]:
    """All of an asset that its life decides, as values for JSON."""
    moments = {name: getattr(asset, name) for name in _MOMENTS}
    return {
        "status": asset.status.value,
        "retire_reason": asset.retire_reason.value if asset.retire_reason else None,
        **{name: moment.isoformat() if moment else None for name, moment in moments.items()},
        **{name: getattr(asset, name) for name in _PLAIN},
    }


def put_back(work: Work, was: Sequence[tuple[Asset, Mapping[str, Any]]]) -> None:
    """Make locked assets what they were. Raises NotFound where the revision of one is gone."""
    snapshots = snapshots_of(work.session, {asset.id: before["revision"] for asset, before in was})
    for asset, before in was:
        asset.status = Status(before["status"])
        asset.retire_reason = RetireReason(before["retire_reason"]) if before["retire_reason"] else None
        for name in _MOMENTS:
            setattr(asset, name, _moment(before[name]))
        for name in _PLAIN:
            setattr(asset, name, before[name])
        asset.edited_at = work.now
    relist(work.session, [asset for asset, _ in was])
    placed = zip(was, snapshots, strict=True)
    place_in_rows(work.session, [(asset, snapshot, before["revision"]) for (asset, before), snapshot in placed])
    for asset, before in was:
        # What ``place_in_rows`` reckons anew from the interval was spread over the days when it was verified.
        asset.due_at = datetime.fromisoformat(before["due_at"])
    work.session.flush()


def _moment(kept: str | None) -> datetime | None:
    return datetime.fromisoformat(kept) if kept else None
