"""Copying a revision into the row that readers see, with its tags and links."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, update
from sqlalchemy.orm import Session

from content_store.queries.assets import ids_of
from content_store.queries.taxonomy import TagBook, tag_book
from content_store.queries.verifying import due_days
from content_store.rules.freshness import due_at, spread_due_at
from content_store.rules.lifecycle import listed_at
from content_store.rules.snapshots import Snapshot
from content_store.rules.vocabulary import ContentType, Facet
from content_store.rules.wording import sort_key
from content_store.tables import Asset, AssetLink, AssetTag

_COPIED = ("title", "summary", "body", "language", "audience", "verify_interval_days", "content", "extra")


def row_columns(snapshot: Snapshot) -> dict[str, Any]:
    """The columns of ``asset`` that come from a snapshot."""
    copied = {name: snapshot[name] for name in _COPIED}  # type: ignore[literal-required]
    return copied | {"sort_title": sort_key(snapshot["title"])}


def place_in_row(session: Session, asset: Asset, snapshot: Snapshot, revision: int) -> None:
    """Make the row, its tags and its links those of ``snapshot``."""
    before = asset.verify_interval_days
    for name, value in row_columns(snapshot).items():
        setattr(asset, name, value)
    asset.revision = revision
    if asset.verify_interval_days != before:
        asset.due_at = due_at(asset.verified_at, asset.verify_interval_days)
    _place_tags(session, asset, snapshot)
    _place_links(session, asset, snapshot)


def mark_verified(session: Session, asset: Asset, now: datetime) -> None:
    """Count the asset as looked at now; it is due again after its interval, away from what piles up there."""
    asset.verified_at = now
    plain = due_at(now, asset.verify_interval_days)
    reach = timedelta(days=asset.verify_interval_days // 10 + 4)
    taken = due_days(session, asset.owner_id, (plain - reach, plain + reach), asset.id)
    asset.due_at = spread_due_at(now, asset.verify_interval_days, taken)


def relist(session: Session, asset: Asset) -> None:
    """Bring ``listed_at`` of the row, and of its tags, in line with its status and times."""
    asset.listed_at = listed_at(asset.status, asset.published_at, asset.publish_at)
    _relist_tags(session, asset.id, asset.listed_at)


def _relist_tags(session: Session, asset_id: int, listed: datetime | None) -> None:
    session.execute(update(AssetTag).where(AssetTag.asset_id == asset_id).values(listed_at=listed))


def _place_tags(session: Session, asset: Asset, snapshot: Snapshot) -> None:
    session.execute(delete(AssetTag).where(AssetTag.asset_id == asset.id))
    rows = tag_rows(tag_book(session), snapshot, asset.id, asset.type, asset.listed_at)
    if rows:
        session.execute(insert(AssetTag), rows)


def tag_rows(
    book: TagBook, snapshot: Snapshot, asset_id: int, type_: ContentType, listed: datetime | None
) -> list[dict[str, Any]]:
    """The rows of ``asset_tag`` for what ``snapshot`` is tagged with."""
    # A tag may have been merged since the revision was saved; its successor takes its place.
    tags = [book.find(Facet(facet), slug) for facet, slugs in snapshot["tags"].items() for slug in slugs]
    ids = dict.fromkeys(tag.id for tag in tags if tag is not None)
    return [{"asset_id": asset_id, "tag_id": tag_id, "type": type_, "listed_at": listed} for tag_id in ids]


def _place_links(session: Session, asset: Asset, snapshot: Snapshot) -> None:
    session.execute(delete(AssetLink).where(AssetLink.source_id == asset.id))
    known = ids_of(session, {slug for slugs in snapshot["links"].values() for slug in slugs})
    rows = [
        {"source_id": asset.id, "kind": kind, "target_id": known[slug], "position": place}
        for kind, slugs in snapshot["links"].items()
        for place, slug in enumerate(slugs)
        if slug in known and known[slug] != asset.id
    ]
    if rows:
        session.execute(insert(AssetLink), rows)
