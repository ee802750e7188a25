"""What imports and exports need to know of many assets at once."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, func, or_, select
from sqlalchemy.orm import Session

from content_store.rules.snapshots import Snapshot
from content_store.rules.vocabulary import ContentType, LinkKind, Status
from content_store.tables import Asset, AssetLink, AssetTag, ContentRequest, Publication, Revision, UsageEvent

TOGETHER = 500  # keys looked up in one statement


@dataclass(frozen=True, slots=True)
class Present:
    """An asset that is already here. ``newest`` is its newest revision."""

    id: int
    slug: str
    source: str | None
    type: ContentType
    status: Status
    revision: int
    latest_revision: int
    owner_id: int | None
    steward_id: int | None
    unpublish_at: datetime | None
    verified_at: datetime
    replacement_id: int | None
    newest: Snapshot


# In the order of Present's fields.
_PRESENT = (
    Asset.id,
    Asset.slug,
    Asset.source,
    Asset.type,
    Asset.status,
    Asset.revision,
    Asset.latest_revision,
    Asset.owner_id,
    Asset.steward_id,
    Asset.unpublish_at,
    Asset.verified_at,
    Asset.replacement_id,
    Revision.snapshot,
)


def present(session: Session, slugs: Iterable[str], sources: Iterable[str]) -> list[Present]:
    """The assets with one of these slugs, or that came from one of these sources."""
    query: Select[*tuple[Any, ...]] = select(*_PRESENT).join(
        Revision, (Revision.asset_id == Asset.id) & (Revision.number == Asset.latest_revision)
    )
    rows = session.execute(query.where(or_(Asset.slug.in_(list(slugs)), Asset.source.in_(list(sources)))))
    return [Present(*row) for row in rows]


def snapshots_of(session: Session, asset_id: int) -> dict[int, Snapshot]:
    """All that was ever saved of an asset, by the revisions' numbers."""
    rows = session.execute(select(Revision.number, Revision.snapshot).where(Revision.asset_id == asset_id))
    return {row.number: row.snapshot for row in rows}


def links_of_assets(session: Session, asset_ids: Sequence[int]) -> dict[int, set[tuple[LinkKind, str]]]:
    """The kinds and slugs that each asset links to now."""
    found: defaultdict[int, set[tuple[LinkKind, str]]] = defaultdict(set)
    if asset_ids:
        rows = session.execute(
            select(AssetLink.source_id, AssetLink.kind, Asset.slug)
            .join(Asset, Asset.id == AssetLink.target_id)
            .where(AssetLink.source_id.in_(asset_ids))
        )
        for row in rows:
            found[row.source_id].add((row.kind, row.slug))
    return found


def assets_named(session: Session, slugs: Iterable[str]) -> dict[str, tuple[int, ContentType]]:
    """Id and type of the assets with these slugs, whoever may see them."""
    wanted = list(slugs)
    if not wanted:
        return {}
    rows = session.execute(select(Asset.slug, Asset.id, Asset.type).where(Asset.slug.in_(wanted)))
    return {row.slug: (row.id, row.type) for row in rows}


def replacements_after(session: Session, asset_ids: Iterable[int]) -> dict[int, int]:
    """What replaces each of these assets, what replaces those, and so on to the ends."""
    found: dict[int, int] = {}
    waiting = list(asset_ids)
    while waiting:
        part, waiting = waiting[:TOGETHER], waiting[TOGETHER:]
        query = select(Asset.id, Asset.replacement_id).where(Asset.id.in_(part), Asset.replacement_id.is_not(None))
        step: dict[int, int] = {row.id: row.replacement_id for row in session.execute(query)}
        found |= step
        waiting += [target for target in step.values() if target not in found]
    return found


def all_ids(session: Session) -> list[int]:
    """The ids of all assets in the order of their slugs, the same in every database."""
    slug = Asset.slug.collate("C") if session.get_bind().dialect.name == "postgresql" else Asset.slug
    return list(session.scalars(select(Asset.id).order_by(slug)))


_EXPORTED = (
    Asset.id,
    Asset.slug,
    Asset.type,
    Asset.status,
    Asset.owner_id,
    Asset.steward_id,
    Asset.publish_at,
    Asset.unpublish_at,
    Asset.published_at,
    Asset.first_published_at,
    Asset.verified_at,
    Asset.retired_at,
    Asset.retire_reason,
    Asset.retire_note,
    Asset.replacement_id,
    Asset.revision,
    Asset.latest_revision,
    Asset.created_at,
    Asset.updated_at,
)


def exported(session: Session, asset_ids: Sequence[int]) -> Sequence[Row[Any]]:
    """What the lifecycle decided of each asset, in the order of ``asset_ids``; the rest is in its revisions."""
    query: Select[*tuple[Any, ...]] = select(*_EXPORTED).where(Asset.id.in_(asset_ids))
    rows = {row.id: row for row in session.execute(query)}
    return [rows[asset_id] for asset_id in asset_ids if asset_id in rows]


def revisions_at_hand(session: Session, asset_ids: Sequence[int]) -> dict[tuple[int, int], Snapshot]:
    """Of each asset the revision in its row and the newest one, by the asset's id and the revision's number."""
    at_hand = or_(Revision.number == Asset.revision, Revision.number == Asset.latest_revision)
    query = (
        select(Revision.asset_id, Revision.number, Revision.snapshot)
        .join(Asset, Asset.id == Revision.asset_id)
        .where(Asset.id.in_(asset_ids), at_hand)
    )
    return {(row.asset_id, row.number): row.snapshot for row in session.execute(query)}


def histories(session: Session, asset_ids: Sequence[int]) -> dict[int, list[Row[Any]]]:
    """The steps of publication of each asset, oldest first."""
    found: defaultdict[int, list[Row[Any]]] = defaultdict(list)
    query: Select[*tuple[Any, ...]] = select(
        Publication.asset_id,
        Publication.step,
        Publication.at,
        Publication.revision,
        Publication.actor_email,
        Publication.note,
    ).where(Publication.asset_id.in_(asset_ids))
    for row in session.execute(query.order_by(Publication.id)):
        found[row.asset_id].append(row)
    return found


def slugs_of(session: Session, asset_ids: Iterable[int]) -> dict[int, str]:
    """The slugs of the assets with these ids."""
    wanted = list(asset_ids)
    rows = session.execute(select(Asset.id, Asset.slug).where(Asset.id.in_(wanted))) if wanted else ()
    return {row.id: row.slug for row in rows}


def ever_published(session: Session) -> list[Row[*tuple[Any, ...]]]:
    """Id, slug, type, revision, first publication, and end or retirement of all that is or was published; by id."""
    end = func.coalesce(Asset.retired_at, Asset.unpublish_at).label("until")
    columns = Asset.id, Asset.slug, Asset.type, Asset.revision, Asset.first_published_at.label("since"), end
    was_published = Asset.first_published_at.is_not(None), Asset.status.in_((Status.PUBLISHED, Status.RETIRED))
    return list(session.execute(select(*columns).where(*was_published).order_by(Asset.id)).all())


def tag_ids_of(session: Session) -> dict[int, list[int]]:
    """The ids of the tags that each asset carries."""
    found: defaultdict[int, list[int]] = defaultdict(list)
    for row in session.execute(select(AssetTag.asset_id, AssetTag.tag_id).order_by(AssetTag.asset_id, AssetTag.tag_id)):
        found[row.asset_id].append(row.tag_id)
    return found


def has_usage(session: Session) -> bool:
    """Whether anything was ever recorded."""
    return session.scalar(select(UsageEvent.id).limit(1)) is not None


def has_requests(session: Session) -> bool:
    """Whether anybody ever asked for content."""
    return session.scalar(select(ContentRequest.id).limit(1)) is not None
