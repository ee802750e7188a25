"""Copying a revision into the row that readers see, with its tags and links."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select, update
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
from content_store.tables.inserting import insert_rows

Placed = tuple[Asset, Snapshot, int]  # a row, the revision it shall show, and that one's number

_COPIED = ("title", "summary", "body", "language", "audience", "verify_interval_days", "content", "extra")


def row_columns(snapshot: Snapshot) -> dict[str, Any]:
    """The columns of ``asset`` that come from a snapshot."""
    copied = {name: snapshot[name] for name in _COPIED}  # type: ignore[literal-required]
    return copied | {"sort_title": sort_key(snapshot["title"])}


def place_in_row(session: Session, asset: Asset, snapshot: Snapshot, revision: int) -> None:
    """Make the row, its tags and its links those of ``snapshot``."""
    place_in_rows(session, [(asset, snapshot, revision)])


def place_in_rows(session: Session, placed: Sequence[Placed]) -> None:
    """Make rows, their tags and their links those of their snapshots."""
    for asset, snapshot, revision in placed:
        before = asset.verify_interval_days
        for name, value in row_columns(snapshot).items():
            setattr(asset, name, value)
        asset.revision = revision
        if asset.verify_interval_days != before:
            asset.due_at = due_at(asset.verified_at, asset.verify_interval_days)
    _place_tags(session, placed)
    _place_links(session, placed)


def mark_verified(session: Session, asset: Asset, now: datetime) -> None:
    """Count the asset as looked at now; it is due again after its interval, away from what piles up there."""
    asset.verified_at = now
    plain = due_at(now, asset.verify_interval_days)
    reach = timedelta(days=asset.verify_interval_days // 10 + 4)
    taken = due_days(session, asset.owner_id, (plain - reach, plain + reach), asset.id)
    asset.due_at = spread_due_at(now, asset.verify_interval_days, taken)


def relist(session: Session, assets: Sequence[Asset]) -> None:
    """Bring ``listed_at`` of rows, and of their tags, in line with their status and times."""
    for asset in assets:
        asset.listed_at = listed_at(asset.status, asset.published_at, asset.publish_at)
    session.flush()
    own = select(Asset.listed_at).where(Asset.id == AssetTag.asset_id).scalar_subquery()
    relisted = update(AssetTag).where(AssetTag.asset_id.in_([asset.id for asset in assets])).values(listed_at=own)
    session.execute(relisted, execution_options={"synchronize_session": False})


def _place_tags(session: Session, placed: Sequence[Placed]) -> None:
    session.execute(delete(AssetTag).where(AssetTag.asset_id.in_([asset.id for asset, *_ in placed])))
    book = tag_book(session)
    rows = [tag_rows(book, snapshot, asset.id, asset.type, asset.listed_at) for asset, snapshot, _ in placed]
    insert_rows(session, AssetTag, [row for found in rows for row in found])


def tag_rows(
    book: TagBook, snapshot: Snapshot, asset_id: int, type_: ContentType, listed: datetime | None
) -> list[dict[str, Any]]:
    """The rows of ``asset_tag`` for what ``snapshot`` is tagged with."""
    # A tag may have been merged since the revision was saved; its successor takes its place.
    tags = [book.find(Facet(facet), slug) for facet, slugs in snapshot["tags"].items() for slug in slugs]
    ids = dict.fromkeys(tag.id for tag in tags if tag is not None)
    return [{"asset_id": asset_id, "tag_id": tag_id, "type": type_, "listed_at": listed} for tag_id in ids]


def _place_links(session: Session, placed: Sequence[Placed]) -> None:
    session.execute(delete(AssetLink).where(AssetLink.source_id.in_([asset.id for asset, *_ in placed])))
    links = [
        (asset.id, kind, slug, place)
        for asset, snapshot, _ in placed
        for kind, slugs in snapshot["links"].items()
        for place, slug in enumerate(slugs)
    ]
    known = ids_of(session, {slug for _, _, slug, _ in links})
    rows = [
        {"source_id": source, "kind": kind, "target_id": known[slug], "position": place}
        for source, kind, slug, place in links
        if slug in known and known[slug] != source
    ]
    insert_rows(session, AssetLink, rows)
