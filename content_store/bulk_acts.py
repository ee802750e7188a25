"""What a bulk does to assets whose rows are held, and how that is taken back."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any, Self

from content_store import stepping
from content_store.authoring import save
from content_store.changelog import AssetChange, Entity, record, record_assets
from content_store.errors import Invalid
from content_store.former import former, put_back
from content_store.placing import place_in_row
from content_store.queries.assets import snapshot_of
from content_store.rules.bulk import BulkKind
from content_store.rules.snapshots import Snapshot, tags_of
from content_store.rules.vocabulary import Facet, RetireReason, Status
from content_store.stepping import Times
from content_store.tables import Asset
from content_store.verifying import vouch
from content_store.work import Work

_TAGS = frozenset({BulkKind.ADD_TAG, BulkKind.REMOVE_TAG})


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be done, and what it needs: times, a reason, a replacement, somebody's address, a tag.

    ``override`` is an admin's reason to publish what was not approved.
    """

    kind: BulkKind
    publish_at: datetime | None = None
    unpublish_at: datetime | None = None
    reason: RetireReason | None = None
    replacement_id: int | None = None
    email: str = ""
    facet: Facet | None = None
    tag: str = ""
    note: str = ""
    override: str = ""

    def plain(self) -> dict[str, Any]:
        """The order as values for JSON, without its kind."""
        found = asdict(self)
        del found["kind"]
        return {
            name: value.isoformat() if isinstance(value, datetime) else value for name, value in found.items() if value
        }

    @classmethod
    def read(cls, kind: BulkKind, plain: Mapping[str, Any]) -> Self:
        """The order that ``plain`` was made of."""
        readers: dict[str, Any] = {
            "publish_at": datetime.fromisoformat,
            "unpublish_at": datetime.fromisoformat,
            "reason": RetireReason,
            "facet": Facet,
        }
        known = {field.name for field in fields(cls)}
        given = {name: readers.get(name, _as_it_is)(value) for name, value in plain.items() if name in known}
        return cls(kind, **given)


def act(work: Work, order: Order, assets: Sequence[Asset]) -> list[dict[str, Any]]:
    """Do what is ordered to all of these; gives back what each was. Raises as the use cases do."""
    was = [former(asset) for asset in assets]
    if order.kind in _TAGS:
        for asset, before in zip(assets, was, strict=True):
            before["tags"] = _retag(work, order, asset)
    else:
        _LIFE[order.kind](work, order, assets)
    return was


def take_back(work: Work, order: Order, was: Sequence[tuple[Asset, Mapping[str, Any]]]) -> None:
    """Make assets what they were before the order. Raises where one of them cannot be that any more."""
    if order.kind in _TAGS and order.facet is not None:
        for asset, before in was:
            _place_tags(work, asset, order.facet, list(before["tags"]), "as before")
            asset.updated_at = datetime.fromisoformat(before["updated_at"])
        work.session.flush()
    else:
        put_back(work, was)
    record_assets(
        work, [AssetChange(asset.id, "undone", shown=True, revision=asset.latest_revision) for asset, _ in was]
    )


def _publish(work: Work, order: Order, assets: Sequence[Asset]) -> None:
    stepping.publish(work, assets, Times(order.publish_at, order.unpublish_at), order.note, order.override)


def _retire(work: Work, order: Order, assets: Sequence[Asset]) -> None:
    if order.reason is None:
        raise Invalid.of("reason", "REQUIRED", "say why")
    stepping.retire(work, assets, order.reason, order.replacement_id, order.note)


def _assign(work: Work, order: Order, assets: Sequence[Asset]) -> None:
    for asset in assets:
        if not save(work, asset, {order.kind.value: order.email}, order.note):
            raise Invalid.of(order.kind.value, "NOTHING_TO_DO", "it is so already")


_LIFE: dict[BulkKind, Any] = {
    BulkKind.PUBLISH: _publish,
    BulkKind.SCHEDULE: _publish,
    BulkKind.UNSCHEDULE: lambda work, order, assets: stepping.unschedule(work, assets, order.note),
    BulkKind.EXPIRE: lambda work, order, assets: stepping.set_expiry(work, assets, order.unpublish_at),
    BulkKind.RETIRE: _retire,
    BulkKind.ARCHIVE: lambda work, order, assets: stepping.archive(work, assets, order.note),
    BulkKind.RESTORE: lambda work, order, assets: stepping.restore(work, assets, order.note),
    BulkKind.VERIFY: lambda work, order, assets: vouch(work, assets, order.note),
    BulkKind.OWNER: _assign,
    BulkKind.STEWARD: _assign,
}


def _retag(work: Work, order: Order, asset: Asset) -> list[str]:
    """Add or remove a tag; gives back the slugs of its facet as they were."""
    if order.facet is None:
        raise Invalid.of("tag", "REQUIRED", "choose a tag")
    if asset.status is Status.PUBLISHED and asset.revision < asset.latest_revision:
        raise Invalid.of("revision", "DRAFT_WAITS", "a newer draft waits; publish that first, or tag it there")
    slugs = tags_of(_newest(work, asset), order.facet)
    adds = order.kind is BulkKind.ADD_TAG
    if (order.tag in slugs) is adds:
        raise Invalid.of(
            "tag", "NOTHING_TO_DO", "it carries that tag already" if adds else "it does not carry that tag"
        )
    wanted = [*slugs, order.tag] if adds else [slug for slug in slugs if slug != order.tag]
    _place_tags(work, asset, order.facet, wanted, order.note)
    return slugs


def _place_tags(work: Work, asset: Asset, facet: Facet, slugs: list[str], note: str) -> None:
    """Save the tags of one facet; where nothing else waits, readers see them at once."""
    shows = asset.status is Status.PUBLISHED and asset.revision == asset.latest_revision
    save(work, asset, {"tags": {facet: slugs}}, note)
    if shows and not work.demands_review:
        asset.updated_at = work.now
        place_in_row(work.session, asset, _newest(work, asset), asset.latest_revision)
        work.session.flush()
        record(work, Entity.ASSET, asset.id, "tagged", shown=True, revision=asset.latest_revision, note=note)


def _newest(work: Work, asset: Asset) -> Snapshot:
    snapshot = snapshot_of(work.session, asset.id, asset.latest_revision)
    if snapshot is None:
        raise Invalid.of("revision", "UNKNOWN_REVISION", "its newest revision is gone")
    return snapshot


def _as_it_is(value: Any) -> Any:
    return value
