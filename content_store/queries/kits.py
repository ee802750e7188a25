"""Reading kits. They are between ourselves: readers see what is published, editors everything."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, false, func, literal, select, true
from sqlalchemy.orm import Session

from content_store.feedback_views import Place, Placed
from content_store.kit_views import KitUse, KitView, VersionView
from content_store.queries.people import people_book
from content_store.queries.places import placed
from content_store.queries.taxonomy import tag_book
from content_store.rules.filters import Window
from content_store.rules.kits import KitStatus, of_plain
from content_store.rules.vocabulary import Audience, Facet
from content_store.rules.wording import storable
from content_store.tables import Kit, KitAsset, KitVersion, Notice

MAX_CHAIN = 50  # of successors; longer ones end nowhere


@dataclass(frozen=True, slots=True)
class KitFilter:
    """What a list of kits is narrowed to; what is empty narrows nothing. ``region`` finds those for all regions too."""

    statuses: frozenset[KitStatus] = frozenset()
    role: str = ""
    region: str = ""
    owner_id: int | None = None


_COLUMNS = (
    Kit.id,
    Kit.slug,
    Kit.status,
    Kit.owner_id,
    Kit.revision,
    Kit.version,
    Kit.successor_id,
    Kit.created_at,
    Kit.updated_at,
    Kit.published_at,
    Kit.retired_at,
    Kit.draft,
    KitVersion.plan,
    KitVersion.revision.label("published_revision"),
)


def list_kits(
    session: Session, window: Window, narrowing: KitFilter, size: int, after: Place | None = None
) -> Placed[KitView]:
    """One page of the kits, the newest first; retired ones only where they are asked for."""
    query, row_id = _seen(window).where(*_conditions(narrowing)), Kit.id.expression
    return placed(session, query, row_id, row_id, size, after, lambda rows: _views(session, rows, window))


def count_kits(session: Session, window: Window, narrowing: KitFilter) -> int:
    """How many there are, over all pages."""
    found = _seen(window).where(*_conditions(narrowing)).subquery()
    return session.scalar(select(func.count()).select_from(found)) or 0


def load_kits(session: Session, ids: Iterable[int], window: Window) -> list[KitView]:
    """The kits of these ids that may be seen, in their order; retired ones too."""
    wanted = list(ids)
    if not wanted:
        return []
    found = {view.id: view for view in _views(session, _rows(session, _seen(window).where(Kit.id.in_(wanted))), window)}
    return [found[each] for each in wanted if each in found]


def all_kit_ids(session: Session) -> list[int]:
    """The ids of all kits, whoever may see them, by slug."""
    return list(session.scalars(select(Kit.id).order_by(Kit.slug)))


def published_kit_ids(session: Session) -> list[int]:
    """The ids of the kits that are given to newcomers."""
    return list(session.scalars(select(Kit.id).where(Kit.status == KitStatus.PUBLISHED).order_by(Kit.id)))


def told_about_kits(session: Session, kit_ids: Collection[int]) -> set[tuple[int, int, str]]:
    """Who was told what about which kit: person, kit, text."""
    query = select(Notice.person_id, Notice.kit_id, Notice.text).where(Notice.kit_id.in_(kit_ids))
    return {(row.person_id, row.kit_id, row.text) for row in session.execute(query)}


def kit_by_slug(session: Session, slug: str, window: Window) -> KitView | None:
    """The kit of this slug, where it may be seen; a retired one too."""
    rows = _rows(session, _seen(window).where(Kit.slug == storable(slug)))
    return next(iter(_views(session, rows, window)), None)


def versions_of(session: Session, kit_ids: Collection[int]) -> dict[int, list[VersionView]]:
    """Every published version of each kit, the newest first."""
    people = people_book(session).by_id
    found: defaultdict[int, list[VersionView]] = defaultdict(list)
    query = select(KitVersion).where(KitVersion.kit_id.in_(kit_ids)).order_by(KitVersion.number.desc())
    for row in session.scalars(query):
        by = people.get(row.published_by_id or 0)
        found[row.kit_id].append(
            VersionView(row.number, row.revision, of_plain(row.plan), row.published_at, by, row.note)
        )
    return found


def kits_using(session: Session, asset_ids: Collection[int]) -> dict[int, list[KitUse]]:
    """For each asset the kits that are not retired and name it; what a rule may find is not among them."""
    people = people_book(session).by_id
    query = (
        select(KitAsset.asset_id, Kit.id, Kit.slug, Kit.title, Kit.status, Kit.owner_id)
        .join(Kit, Kit.id == KitAsset.kit_id)
        .where(KitAsset.asset_id.in_(asset_ids), Kit.status != KitStatus.RETIRED)
        .order_by(Kit.title, Kit.id)
    )
    found: defaultdict[int, list[KitUse]] = defaultdict(list)
    for row in session.execute(query):
        found[row.asset_id].append(KitUse(row.id, row.slug, row.title, row.status, people.get(row.owner_id)))
    return found


def locked_kit(session: Session, kit_id: int) -> Kit | None:
    """The row, held until the transaction ends and as it is now; None where there is none."""
    query = select(Kit).where(Kit.id == kit_id).with_for_update()
    return session.scalar(query, execution_options={"populate_existing": True})


def version_of(session: Session, kit_id: int, number: int) -> KitVersion | None:
    """One published version."""
    return session.get(KitVersion, (kit_id, number))


def kit_slug_is_taken(session: Session, slug: str) -> bool:
    """Whether any kit, seen or not, has this slug."""
    return session.scalar(select(literal(1)).where(Kit.slug == slug)) is not None


def kit_leads_to(session: Session, kit_id: int, goal: int) -> bool:
    """Whether the chain of successors that begins at ``kit_id`` passes ``goal``."""
    at: int | None = kit_id
    for _ in range(MAX_CHAIN):
        if at is None or at == goal:
            break
        at = session.scalar(select(Kit.successor_id).where(Kit.id == at))
    return at == goal


def kit_successor(session: Session, kit: KitView, window: Window) -> KitView | None:
    """What a retired kit leads to: the first that shows down its chain of successors."""
    at, seen = kit.successor_id, {kit.id}
    while at is not None and at not in seen and len(seen) < MAX_CHAIN:
        seen.add(at)
        following = next(iter(load_kits(session, [at], window)), None)
        if following is None or following.status is not KitStatus.RETIRED:
            return following
        at = following.successor_id
    return None


def _seen(window: Window) -> Select[*tuple[Any, ...]]:
    joined = and_(KitVersion.kit_id == Kit.id, KitVersion.number == Kit.version)
    query = select(*_COLUMNS).outerjoin(KitVersion, joined)
    return query.where(_visible(window))


def _visible(window: Window) -> ColumnElement[bool]:
    if Audience.INTERNAL not in window.audiences:
        return false()
    return true() if window.drafts else Kit.version.is_not(None)


def _conditions(narrowing: KitFilter) -> list[ColumnElement[bool]]:
    statuses = narrowing.statuses or frozenset(KitStatus) - {KitStatus.RETIRED}
    parts: list[ColumnElement[bool]] = [Kit.status.in_(sorted(statuses))]
    if narrowing.role:
        parts.append(func.lower(Kit.role) == storable(narrowing.role).strip().lower())
    if narrowing.region:
        parts.append(Kit.region.in_(("", storable(narrowing.region))))
    if narrowing.owner_id is not None:
        parts.append(Kit.owner_id == narrowing.owner_id)
    return parts


def _rows(session: Session, query: Select[*tuple[Any, ...]]) -> Sequence[Row[Any]]:
    return session.execute(query).all()


def _views(session: Session, rows: Sequence[Row[Any]], window: Window) -> list[KitView]:
    people, book = people_book(session).by_id, tag_book(session)
    made = []
    for row in rows:
        plan = of_plain(row.draft if window.drafts or row.plan is None else row.plan)
        newer = window.drafts and row.published_revision is not None and row.revision > row.published_revision
        made.append(
            KitView(
                id=row.id,
                slug=row.slug,
                status=row.status,
                plan=plan,
                region=book.find(Facet.REGION, plan.region) if plan.region else None,
                owner=people.get(row.owner_id),
                revision=row.revision,
                version=row.version,
                has_newer_draft=newer,
                successor_id=row.successor_id,
                created_at=row.created_at,
                updated_at=row.updated_at,
                published_at=row.published_at,
                retired_at=row.retired_at,
            )
        )
    return made
