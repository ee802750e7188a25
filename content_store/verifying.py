"""Vouching that an asset is still right, and taking that back."""

from collections.abc import Sequence

from content_store.authoring import locked, view
from content_store.changelog import AssetChange, record_assets
from content_store.errors import Conflict, Invalid
from content_store.placing import mark_verified
from content_store.queries.verifying import last_verification
from content_store.rules.permissions import Action
from content_store.rules.vocabulary import Status
from content_store.tables import Asset, Verification
from content_store.views import AssetView
from content_store.work import Work


def verify(work: Work, asset_id: int, note: str = "", expected_revision: int | None = None) -> AssetView:
    """Vouch that the asset is still right; it is due again after its interval.

    Raises Conflict where readers no longer see ``expected_revision``: one vouches for what one has read.
    """
    work.require(Action.EDIT)
    asset = locked(work.session, asset_id, None)
    if expected_revision is not None and asset.revision != expected_revision:
        message = "it was published anew meanwhile; read it again"
        raise Conflict(message, asset.revision)
    vouch(work, [asset], note)
    return view(work, asset.id)


def vouch(work: Work, assets: Sequence[Asset], note: str = "") -> None:
    """Vouch that assets whose rows are held are still right, whatever of them shows."""
    for asset in assets:
        before, due_before = asset.verified_at, asset.due_at
        mark_verified(work.session, asset, work.now)
        work.session.add(
            Verification(
                asset_id=asset.id, person_id=work.actor_id, at=work.now, verified_before=before, due_before=due_before
            )
        )
    _changed(work, assets, "verified", note)


def take_back(work: Work, asset_id: int) -> AssetView:
    """Take one's own verification back, while it is the last thing that was said of the asset's freshness.

    Raises NotFound, and Invalid where somebody else vouched for it, or it was verified or published since.
    """
    work.require(Action.EDIT)
    asset = locked(work.session, asset_id, None)
    last = last_verification(work.session, asset_id)
    if last is None or last.person_id != work.actor_id or last.at != asset.verified_at:
        raise Invalid.of("id", "NOTHING_TO_UNDO", "it is not by you that it was verified last")
    asset.verified_at, asset.due_at = last.verified_before, last.due_before
    work.session.delete(last)
    _changed(work, [asset], "verification_taken_back", "")
    return view(work, asset.id)


def _changed(work: Work, assets: Sequence[Asset], kind: str, note: str) -> None:
    work.session.flush()
    record_assets(work, [AssetChange(each.id, kind, each.status is Status.PUBLISHED) for each in assets], note)
