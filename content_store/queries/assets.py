"""Reading assets: by id, by slug, by link. Everything goes through the visibility rule."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields, replace
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Row,
    Select,
    String,
    Table,
    and_,
    bindparam,
    case,
    func,
    literal,
    select,
    tuple_,
)
from sqlalchemy.orm import Session

from content_store.errors import NotFound
from content_store.queries.changes import numbers
from content_store.queries.people import people_book
from content_store.queries.taxonomy import TagBook, tag_book
from content_store.queries.visibility import Scope, parameters, reachable, scope, visible
from content_store.rules.counting import EVERYWHERE
from content_store.rules.evidence import NO_EVIDENCE, Evidence
from content_store.rules.filters import Window
from content_store.rules.freshness import freshness
from content_store.rules.snapshots import Snapshot
from content_store.rules.vocabulary import Audience, ContentType, Facet, LinkKind, Status
from content_store.rules.wording import storable
from content_store.tables import Asset, AssetLink, AssetTag, Revision
from content_store.tables import Evidence as EvidenceRow
from content_store.views import AssetView

MOST_LINKING = 100  # assets that one proof may serve and still be listed with it

_ASSET = cast("Table", Asset.__table__)
# Under a name of its own: a list may walk the same table.
_CARRIED = cast("Table", AssetTag.__table__).alias("carried")
_PROVEN = cast("Table", EvidenceRow.__table__)
_LINK = cast("Table", AssetLink.__table__)
_IDS: BindParameter[int] = bindparam("ids", expanding=True)

# A view begins with these, in this order; what follows them in a row is looked up in the books of people and tags.
_SHOWN = tuple(_ASSET.c[field.name] for field in fields(AssetView) if field.name in _ASSET.c)
_EVIDENCE = tuple(_PROVEN.c[field.name] for field in fields(Evidence))
_TAG_IDS = (
    select(func.aggregate_strings(_CARRIED.c.tag_id.cast(String), ","))
    .where(_CARRIED.c.asset_id == _ASSET.c.id)
    .scalar_subquery()
    .label("tag_ids")
)
_IDS_OF = select(_ASSET.c.slug, _ASSET.c.id).where(_ASSET.c.slug.in_(bindparam("slugs", expanding=True)))
_GONE = frozenset({Status.RETIRED, Status.ARCHIVED})


def columns() -> Select[Any]:
    """A SELECT of all that a view is made from, on the bare tables: rows, not objects."""
    proven = and_(_PROVEN.c.asset_id == _ASSET.c.id, _PROVEN.c.tag_id == EVERYWHERE)
    beside = _ASSET.c.owner_id, _ASSET.c.steward_id, _TAG_IDS, _ASSET.c.sort_title
    return select(*_SHOWN, *_EVIDENCE, *beside).select_from(_ASSET.outerjoin(_PROVEN, proven))


@lru_cache
def _by_ids(rule: Callable[[Scope], ColumnElement[bool]], seen: Scope) -> Select[Any]:
    return columns().where(Asset.id.in_(_IDS), rule(seen))


@lru_cache
def _revisions(seen: Scope) -> Select[Any]:
    return select(_ASSET.c.id, _ASSET.c.revision).where(Asset.id.in_(_IDS), reachable(seen))


@lru_cache
def _by_slug(seen: Scope) -> Select[Any]:
    return columns().where(Asset.slug == bindparam("slug"), reachable(seen))


def load(session: Session, ids: Sequence[int], window: Window) -> list[AssetView]:
    """The visible assets among ``ids``, in that order; the others are left out."""
    return _load(session, ids, visible, window)


def load_reachable(session: Session, ids: Sequence[int], window: Window) -> list[AssetView]:
    """As ``load``, and retired ones too, which answer to their id with little more than their successor."""
    return _load(session, ids, reachable, window)


def _load(
    session: Session, ids: Sequence[int], rule: Callable[[Scope], ColumnElement[bool]], window: Window
) -> list[AssetView]:
    if not ids:
        return []
    rows = session.connection().execute(_by_ids(rule, scope(window)), parameters(window) | {"ids": list(ids)}).all()
    found = {view.id: view for view in views(session, rows, window)}
    return [found[each] for each in ids if each in found]


def reachable_revisions(session: Session, ids: Sequence[int], window: Window) -> dict[int, int]:
    """The revisions that now show of those among ``ids`` that answer to their id; the others are left out."""
    if not ids:
        return {}
    statement = _revisions(scope(window))
    rows = session.connection().execute(statement, parameters(window) | {"ids": list(ids)})
    return {row.id: row.revision for row in rows}


def by_slug(session: Session, slug: str, window: Window) -> AssetView | None:
    """The asset that answers to ``slug``: visible, or retired and leading to a successor."""
    rows = session.connection().execute(_by_slug(scope(window)), parameters(window) | {"slug": storable(slug)}).all()
    return next(iter(views(session, rows, window)), None)


def views(session: Session, rows: Sequence[Row[Any]], window: Window) -> list[AssetView]:
    """Views of ``rows`` of ``columns()``, in their order, with their evidence, and tags and people from memory."""
    if not rows:
        return []
    known = numbers(session)
    tags, people = tag_book(session, known), people_book(session, known).by_id
    width, end = len(_SHOWN), len(_SHOWN) + len(_EVIDENCE)
    made = [
        AssetView(  # type: ignore[call-arg]  # as many columns as there are fields before the tags
            *row[:width],
            tags.carried(row.tag_ids),
            people.get(row.owner_id),
            people.get(row.steward_id),
            freshness(row.due_at, window.now),
            NO_EVIDENCE if row.conversations is None else Evidence(*row[width:end]),
        )
        for row in rows
    ]
    if window.drafts:
        return _with_drafts(session, made, tags, {asset.id: asset.latest_revision for asset in made})
    told = [_without_text(asset) if asset.status in _GONE else asset for asset in made]
    if not window.opened:
        return told
    drafted = _with_drafts(session, told, tags, window.opened)
    # A draft may be for others than what is published of it, and the row knows only of that.
    return [asset for asset in drafted if asset.audience in window.audiences]


def _without_text(asset: AssetView) -> AssetView:
    """What was retired, perhaps for legal reasons, is no longer read; only its name leads on."""
    return replace(asset, summary="", body="", content={}, extra={}, retire_note="", tags=())


def _with_drafts(
    session: Session, assets: list[AssetView], book: TagBook, opened: Mapping[int, int]
) -> list[AssetView]:
    """The same assets, those that are ``opened`` as that revision has them."""
    waiting = [
        (asset.id, opened[asset.id]) for asset in assets if opened.get(asset.id, asset.revision) != asset.revision
    ]
    if not waiting:
        return assets
    wanted = tuple_(Revision.asset_id, Revision.number).in_(waiting)
    rows = session.execute(select(Revision.asset_id, Revision.number, Revision.snapshot).where(wanted))
    saved = {row.asset_id: (row.number, row.snapshot) for row in rows}
    return [_drafted(asset, *saved[asset.id], book) if asset.id in saved else asset for asset in assets]


def _drafted(asset: AssetView, number: int, snapshot: Snapshot, book: TagBook) -> AssetView:
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
        revision=number,
    )


def linked(session: Session, ids: Sequence[int], kind: LinkKind, window: Window) -> dict[int, list[AssetView]]:
    """For each of ``ids`` the visible assets it links to, in the author's order. Two queries for all of them."""
    if not ids:
        return {}
    drafted = ids if window.drafts else [each for each in ids if each in window.opened]
    live = [each for each in ids if each not in drafted]
    targets = {
        **(_live_targets(session, live, kind) if live else {}),
        **(_draft_targets(session, drafted, kind, window.opened) if drafted else {}),
    }
    wanted = list(dict.fromkeys(target for found in targets.values() for target in found))
    assets = {asset.id: asset for asset in load(session, wanted, window)}
    return {each: [assets[target] for target in targets.get(each, ()) if target in assets] for each in ids}


def linking(session: Session, ids: Sequence[int], kind: LinkKind, window: Window) -> dict[int, list[AssetView]]:
    """For each of ``ids`` the visible assets that link to it, newest first, at most ``MOST_LINKING`` of each."""
    if not ids:
        return {}
    newest = func.row_number().over(partition_by=AssetLink.target_id, order_by=AssetLink.source_id.desc())
    ranked = (
        select(AssetLink.target_id, AssetLink.source_id, newest.label("place"))
        .join(Asset, Asset.id == AssetLink.source_id)
        .where(AssetLink.target_id.in_(ids), AssetLink.kind == kind, visible(scope(window)))
        .subquery()
    )
    found_first = select(ranked).where(ranked.c.place <= MOST_LINKING).order_by(ranked.c.place)
    rows = session.execute(found_first, parameters(window)).all()
    assets = {asset.id: asset for asset in load(session, list({row.source_id for row in rows}), window)}
    found: defaultdict[int, list[AssetView]] = defaultdict(list)
    for row in rows:
        if row.source_id in assets:
            found[row.target_id].append(assets[row.source_id])
    return found


_LIVE_TARGETS = (
    select(_LINK.c.source_id, _LINK.c.target_id)
    .where(_LINK.c.source_id.in_(_IDS), _LINK.c.kind == bindparam("kind"))
    .order_by(_LINK.c.source_id, _LINK.c.position)
)


def _live_targets(session: Session, ids: Sequence[int], kind: LinkKind) -> dict[int, list[int]]:
    targets: defaultdict[int, list[int]] = defaultdict(list)
    for source, target in session.connection().execute(_LIVE_TARGETS, {"ids": list(ids), "kind": kind}):
        targets[source].append(target)
    return targets


def _draft_targets(
    session: Session, ids: Sequence[int], kind: LinkKind, opened: Mapping[int, int]
) -> dict[int, list[int]]:
    number = case(opened, value=Asset.id, else_=Asset.latest_revision) if opened else Asset.latest_revision
    slugs = {
        row.asset_id: row.snapshot["links"].get(kind.value, [])
        for row in session.execute(
            select(Revision.asset_id, Revision.snapshot)
            .join(Asset, Asset.id == Revision.asset_id)
            .where(Revision.asset_id.in_(ids), Revision.number == number)
        )
    }
    known = ids_of(session, {slug for found in slugs.values() for slug in found})
    return {each: [known[slug] for slug in found if slug in known] for each, found in slugs.items()}


def ids_of(session: Session, slugs: Iterable[str]) -> dict[str, int]:
    """The ids of the assets with these slugs, whoever may see them."""
    wanted = [storable(slug) for slug in slugs]
    if not wanted:
        return {}
    return {row[0]: row[1] for row in session.execute(_IDS_OF, {"slugs": wanted})}


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


def types_by_id(session: Session, ids: Sequence[int]) -> dict[int, ContentType]:
    """The content types of the assets with these ids, whoever may see them."""
    rows = session.execute(select(Asset.id, Asset.type).where(Asset.id.in_(ids)))
    return {row.id: row.type for row in rows}


def locked_asset(session: Session, asset_id: int) -> Asset | None:
    """The asset's row, held until the transaction ends; None where there is none."""
    return session.scalar(select(Asset).where(Asset.id == asset_id).with_for_update())


def locked_assets(session: Session, ids: Iterable[int]) -> dict[int, Asset]:
    """The rows of those of the assets that there are, held until the transaction ends; always in the same order."""
    query = select(Asset).where(Asset.id.in_(list(ids))).order_by(Asset.id)
    return {asset.id: asset for asset in session.scalars(query.with_for_update())}


def snapshot_of(session: Session, asset_id: int, number: int) -> Snapshot | None:
    """What revision ``number`` of the asset holds."""
    return session.scalar(select(Revision.snapshot).where(Revision.asset_id == asset_id, Revision.number == number))


def snapshots_of(session: Session, revisions: Mapping[int, int]) -> list[Snapshot]:
    """What these revisions hold, one for each asset, in the order given.

    Raises NotFound where one of them is gone.
    """
    wanted = tuple_(Revision.asset_id, Revision.number).in_(list(revisions.items()))
    query = select(Revision.asset_id, Revision.snapshot).where(wanted)
    found = {row.asset_id: row.snapshot for row in session.execute(query)}
    for asset_id, number in revisions.items():
        if asset_id not in found:
            message = f"there is no revision {number}"
            raise NotFound(message)
    return [found[asset_id] for asset_id in revisions]
