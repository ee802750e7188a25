"""Reading assets: by id, by slug, by link. Everything goes through the visibility rule."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Row, Select, literal, select
from sqlalchemy.orm import Session

from content_store.queries.changes import numbers
from content_store.queries.people import PeopleBook, people_book
from content_store.queries.taxonomy import TagBook, tag_book
from content_store.queries.visibility import reachable, visible
from content_store.rules.filters import Window
from content_store.rules.freshness import freshness
from content_store.rules.snapshots import Snapshot
from content_store.rules.vocabulary import Audience, ContentType, Facet, LinkKind, Status
from content_store.tables import Asset, AssetLink, AssetTag, Revision
from content_store.views import AssetView, TagView

MAX_CHAIN = 50  # of replacements; longer ones end nowhere

_SHOWN = (
    Asset.id,
    Asset.slug,
    Asset.type,
    Asset.status,
    Asset.title,
    Asset.sort_title,
    Asset.summary,
    Asset.body,
    Asset.language,
    Asset.audience,
    Asset.content,
    Asset.extra,
    Asset.owner_id,
    Asset.steward_id,
    Asset.publish_at,
    Asset.unpublish_at,
    Asset.published_at,
    Asset.first_published_at,
    Asset.listed_at,
    Asset.verified_at,
    Asset.verify_interval_days,
    Asset.due_at,
    Asset.retired_at,
    Asset.retire_reason,
    Asset.retire_note,
    Asset.replacement_id,
    Asset.revision,
    Asset.latest_revision,
    Asset.created_at,
    Asset.updated_at,
)


def columns() -> Select[Any]:
    """A SELECT of all that a view is made from."""
    return select(*_SHOWN)


def load(session: Session, ids: Sequence[int], window: Window) -> list[AssetView]:
    """The visible assets among ``ids``, in that order; the others are left out."""
    return _in_order(session, ids, columns().where(Asset.id.in_(ids), visible(window)), window)


def load_reachable(session: Session, ids: Sequence[int], window: Window) -> list[AssetView]:
    """As ``load``, and retired ones too, which answer to their id with little more than their successor."""
    return _in_order(session, ids, columns().where(Asset.id.in_(ids), reachable(window)), window)


def _in_order(session: Session, ids: Sequence[int], query: Select[Any], window: Window) -> list[AssetView]:
    if not ids:
        return []
    found = {view.id: view for view in views(session, session.execute(query).all(), window)}
    return [found[each] for each in ids if each in found]


def by_slug(session: Session, slug: str, window: Window) -> AssetView | None:
    """The asset that answers to ``slug``: visible, or retired and leading to a successor."""
    rows = session.execute(columns().where(Asset.slug == slug, reachable(window))).all()
    return next(iter(views(session, rows, window)), None)


def views(session: Session, rows: Sequence[Row[Any]], window: Window) -> list[AssetView]:
    """Views of ``rows`` of ``columns()``, in their order, with tags and people: one query more for the page."""
    if not rows:
        return []
    known = numbers(session)
    tags, people = tag_book(session, known), people_book(session, known)
    carried = _tags_of(session, [row.id for row in rows], tags)
    made = [_view(row, carried[row.id], people, window) for row in rows]
    return _with_drafts(session, made, tags) if window.drafts else made


def _tags_of(session: Session, ids: Sequence[int], book: TagBook) -> defaultdict[int, list[TagView]]:
    carried: defaultdict[int, list[TagView]] = defaultdict(list)
    rows = session.execute(select(AssetTag.asset_id, AssetTag.tag_id).where(AssetTag.asset_id.in_(ids)))
    for asset_id, tag_id in rows:
        carried[asset_id].append(book.by_id[tag_id])
    for tags in carried.values():
        tags.sort(key=book.place)
    return carried


def _view(row: Row[Any], tags: Iterable[TagView], people: PeopleBook, window: Window) -> AssetView:
    fields = dict(row._mapping)  # noqa: SLF001 - public in SQLAlchemy, in spite of its name
    owner_id, steward_id, _ = fields.pop("owner_id"), fields.pop("steward_id"), fields.pop("sort_title")
    gone = row.status in {Status.RETIRED, Status.ARCHIVED} and not window.drafts
    if gone:
        # What was retired, perhaps for legal reasons, is no longer read; only its name leads on.
        fields.update(summary="", body="", content={}, extra={}, retire_note="")
    return AssetView(
        **fields,
        tags=() if gone else tuple(tags),
        owner=people.by_id.get(owner_id),
        steward=people.by_id.get(steward_id),
        freshness=freshness(row.due_at, window.now),
    )


def _with_drafts(session: Session, assets: list[AssetView], book: TagBook) -> list[AssetView]:
    """The same assets as their newest revision has them."""
    waiting = [asset.id for asset in assets if asset.latest_revision != asset.revision]
    if not waiting:
        return assets
    newest = {
        row.asset_id: row.snapshot
        for row in session.execute(
            select(Revision.asset_id, Revision.snapshot)
            .join(Asset, Asset.id == Revision.asset_id)
            .where(Revision.asset_id.in_(waiting), Revision.number == Asset.latest_revision)
        )
    }
    return [_drafted(asset, newest[asset.id], book) if asset.id in newest else asset for asset in assets]


def _drafted(asset: AssetView, snapshot: Snapshot, book: TagBook) -> AssetView:
    tags = [book.find(Facet(facet), slug) for facet, slugs in snapshot["tags"].items() for slug in slugs]
    return replace(
        asset,
        title=snapshot["title"],
        summary=snapshot["summary"],
        body=snapshot["body"],
        language=snapshot["language"],
        audience=Audience(snapshot["audience"]),
        verify_interval_days=snapshot["verify_interval_days"],
        content=snapshot["content"],
        extra=snapshot["extra"],
        tags=tuple(sorted({tag.id: tag for tag in tags if tag}.values(), key=book.place)),
        revision=asset.latest_revision,
    )


def linked(session: Session, ids: Sequence[int], kind: LinkKind, window: Window) -> dict[int, list[AssetView]]:
    """For each of ``ids`` the visible assets it links to, in the author's order. Two queries for all of them."""
    if not ids:
        return {}
    targets = _draft_targets(session, ids, kind) if window.drafts else _live_targets(session, ids, kind)
    wanted = list(dict.fromkeys(target for found in targets.values() for target in found))
    assets = {asset.id: asset for asset in load(session, wanted, window)}
    return {each: [assets[target] for target in targets.get(each, ()) if target in assets] for each in ids}


def linking(session: Session, ids: Sequence[int], kind: LinkKind, window: Window) -> dict[int, list[AssetView]]:
    """For each of ``ids`` the visible assets that link to it, newest first."""
    if not ids:
        return {}
    rows = session.execute(
        select(AssetLink.target_id, AssetLink.source_id)
        .where(AssetLink.target_id.in_(ids), AssetLink.kind == kind)
        .order_by(AssetLink.source_id.desc())
    ).all()
    assets = {asset.id: asset for asset in load(session, list({row.source_id for row in rows}), window)}
    found: defaultdict[int, list[AssetView]] = defaultdict(list)
    for row in rows:
        if row.source_id in assets:
            found[row.target_id].append(assets[row.source_id])
    return found


def _live_targets(session: Session, ids: Sequence[int], kind: LinkKind) -> dict[int, list[int]]:
    targets: defaultdict[int, list[int]] = defaultdict(list)
    rows = session.execute(
        select(AssetLink.source_id, AssetLink.target_id)
        .where(AssetLink.source_id.in_(ids), AssetLink.kind == kind)
        .order_by(AssetLink.source_id, AssetLink.position)
    )
    for source, target in rows:
        targets[source].append(target)
    return targets


def _draft_targets(session: Session, ids: Sequence[int], kind: LinkKind) -> dict[int, list[int]]:
    slugs = {
        row.asset_id: row.snapshot["links"].get(kind.value, [])
        for row in session.execute(
            select(Revision.asset_id, Revision.snapshot)
            .join(Asset, Asset.id == Revision.asset_id)
            .where(Revision.asset_id.in_(ids), Revision.number == Asset.latest_revision)
        )
    }
    known = ids_of(session, {slug for found in slugs.values() for slug in found})
    return {each: [known[slug] for slug in found if slug in known] for each, found in slugs.items()}


def ids_of(session: Session, slugs: Iterable[str]) -> dict[str, int]:
    """The ids of the assets with these slugs, whoever may see them."""
    wanted = list(slugs)
    if not wanted:
        return {}
    return {row.slug: row.id for row in session.execute(select(Asset.slug, Asset.id).where(Asset.slug.in_(wanted)))}


def successors(session: Session, ids: Sequence[int], window: Window) -> dict[int, AssetView]:
    """For each retired asset the first visible one down its chain of replacements, where there is one.

    A replacement may itself have been retired and replaced; the chain is walked for the whole page at once.
    """
    at = {each: each for each in ids}
    found: dict[int, AssetView] = {}
    for _ in range(MAX_CHAIN):
        pending = {origin: place for origin, place in at.items() if origin not in found}
        following = _replacements(session, set(pending.values()))
        at = {origin: following[place] for origin, place in pending.items() if place in following}
        if not at:
            break
        shown = {asset.id: asset for asset in load(session, list(set(at.values())), window)}
        found.update({origin: shown[place] for origin, place in at.items() if _is_live(shown.get(place))})
    return found


def leads_to(session: Session, asset_id: int, goal: int) -> bool:
    """Whether the chain of replacements that begins at ``asset_id`` passes ``goal``."""
    at, seen = {asset_id}, {asset_id}
    while at and goal not in at:
        at = set(_replacements(session, at).values()) - seen
        seen |= at
    return goal in at


def _is_live(asset: AssetView | None) -> bool:
    return asset is not None and asset.status not in {Status.RETIRED, Status.ARCHIVED}


def _replacements(session: Session, ids: set[int]) -> dict[int, int]:
    rows = session.execute(
        select(Asset.id, Asset.replacement_id).where(Asset.id.in_(ids), Asset.replacement_id.is_not(None))
    )
    return {row.id: row.replacement_id for row in rows}


def slug_is_taken(session: Session, slug: str) -> bool:
    """Whether any asset, seen or not, has this slug."""
    return session.scalar(select(literal(1)).where(Asset.slug == slug)) is not None


def types_of(session: Session, slugs: Iterable[str]) -> dict[str, ContentType]:
    """The content types of the assets with these slugs, whoever may see them."""
    wanted = list(slugs)
    if not wanted:
        return {}
    rows = session.execute(select(Asset.slug, Asset.type).where(Asset.slug.in_(wanted)))
    return {row.slug: row.type for row in rows}


def locked_asset(session: Session, asset_id: int) -> Asset | None:
    """The asset's row, held until the transaction ends; None where there is none."""
    return session.scalar(select(Asset).where(Asset.id == asset_id).with_for_update())


def snapshot_of(session: Session, asset_id: int, number: int) -> Snapshot | None:
    """What revision ``number`` of the asset holds."""
    return session.scalar(select(Revision.snapshot).where(Revision.asset_id == asset_id, Revision.number == number))
