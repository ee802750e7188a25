"""Reading bulks: how far they are, what waits in them, and what may not be done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from content_store.queries.people import people_book
from content_store.rules.bulk import BulkKind, BulkStatus, ItemState
from content_store.rules.vocabulary import ContentType, Status
from content_store.tables import Asset, Bulk, BulkItem, Change, Revision
from content_store.views import PersonView

_MOVING = (BulkStatus.RUNNING, BulkStatus.UNDOING)
# What changes by itself, and what nobody did to the asset's words or life.
_BY_ITSELF = ("evidence", "file_read")
_EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class Standing:
    """What of an asset decides whether something can be done to it; ``snapshot`` is its newest revision."""

    id: int
    type: ContentType
    status: Status
    listed_at: datetime | None
    latest_revision: int
    snapshot: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class ItemView:
    """One asset of a bulk."""

    asset_id: int
    slug: str
    title: str
    state: ItemState
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something was not done, or not taken back, to how many assets, with some of them."""

    state: ItemState
    reason: str
    count: int
    examples: tuple[ItemView, ...]


@dataclass(frozen=True, slots=True)
class BulkView:
    """A bulk and how far it is."""

    id: int
    kind: BulkKind
    status: BulkStatus
    given: Mapping[str, Any]
    person: PersonView | None
    created_at: datetime
    finished_at: datetime | None
    counts: Mapping[ItemState, int]

    @property
    def total(self) -> int:
        """How many assets it is for."""
        return sum(self.counts.values())


def bulk_view(session: Session, bulk_id: int) -> BulkView | None:
    """The bulk of this id; None where there is none."""
    row = session.get(Bulk, bulk_id)
    if row is None:
        return None
    person = people_book(session).by_id.get(row.actor_id) if row.actor_id else None
    counts = count_items(session, bulk_id)
    return BulkView(row.id, row.kind, row.status, row.given, person, row.created_at, row.finished_at, counts)


def recent_bulks(session: Session, size: int, before: int | None = None) -> list[BulkView]:
    """The newest bulks of more than one asset that were begun; those older than the bulk ``before``."""
    of_it = select(func.count()).where(BulkItem.bulk_id == Bulk.id).scalar_subquery()
    query = select(Bulk.id).where(Bulk.status != BulkStatus.PLANNED, of_it > 1)
    if before is not None:
        query = query.where(Bulk.id < before)
    ids = session.scalars(query.order_by(Bulk.id.desc()).limit(size)).all()
    return [view for each in ids if (view := bulk_view(session, each)) is not None]


def items(session: Session, bulk_id: int, states: Sequence[ItemState], size: int, after: int = 0) -> list[ItemView]:
    """The next ``size`` assets of a bulk in any of these states, behind an asset's id."""
    columns = (BulkItem.asset_id, Asset.slug, Asset.title, BulkItem.state, BulkItem.code, BulkItem.reason)
    query = select(*columns).join(Asset, Asset.id == BulkItem.asset_id)
    query = query.where(BulkItem.bulk_id == bulk_id, BulkItem.state.in_(states), BulkItem.asset_id > after)
    return [ItemView(*row) for row in session.execute(query.order_by(BulkItem.asset_id).limit(size))]


def reasons(session: Session, bulk_id: int) -> list[Reason]:
    """Why it was not done, or not taken back, the most frequent first."""
    stuck = BulkItem.bulk_id == bulk_id, BulkItem.state.in_((ItemState.REFUSED, ItemState.KEPT))
    query = select(BulkItem.state, BulkItem.reason, func.count()).where(*stuck)
    grouped = session.execute(query.group_by(BulkItem.state, BulkItem.reason).order_by(func.count().desc()).limit(20))
    return [
        Reason(state, reason, count, tuple(_examples(session, bulk_id, state, reason)))
        for state, reason, count in grouped.all()
    ]


def _examples(session: Session, bulk_id: int, state: ItemState, reason: str) -> list[ItemView]:
    columns = (BulkItem.asset_id, Asset.slug, Asset.title, BulkItem.state, BulkItem.code, BulkItem.reason)
    query = select(*columns).join(Asset, Asset.id == BulkItem.asset_id)
    query = query.where(BulkItem.bulk_id == bulk_id, BulkItem.state == state, BulkItem.reason == reason)
    return [ItemView(*row) for row in session.execute(query.order_by(BulkItem.asset_id).limit(_EXAMPLES))]


def count_items(session: Session, bulk_id: int) -> dict[ItemState, int]:
    """How many assets of a bulk are in each state."""
    query = select(BulkItem.state, func.count()).where(BulkItem.bulk_id == bulk_id).group_by(BulkItem.state)
    return {row[0]: row[1] for row in session.execute(query)}


def items_in(session: Session, bulk_id: int, state: ItemState, size: int) -> list[BulkItem]:
    """The next rows of a bulk in this state."""
    query = select(BulkItem).where(BulkItem.bulk_id == bulk_id, BulkItem.state == state)
    return list(session.scalars(query.order_by(BulkItem.asset_id).limit(size)))


def locked_bulk(session: Session, bulk_id: int) -> Bulk | None:
    """The bulk's row, held until the transaction ends."""
    return session.scalar(select(Bulk).where(Bulk.id == bulk_id).with_for_update())


def moving_bulk(session: Session) -> Bulk | None:
    """The oldest bulk that is under way and that nobody else holds; held until the transaction ends."""
    query = select(Bulk).where(Bulk.status.in_(_MOVING)).order_by(Bulk.id).limit(1)
    return session.scalar(query.with_for_update(skip_locked=True))


def shared_with_running(session: Session, bulk_id: int) -> int:
    """How many assets of a bulk wait in another one that is under way."""
    other = aliased(BulkItem)
    query = (
        select(func.count())
        .select_from(BulkItem)
        .join(other, (other.asset_id == BulkItem.asset_id) & (other.bulk_id != BulkItem.bulk_id))
        .join(Bulk, Bulk.id == other.bulk_id)
        .where(
            BulkItem.bulk_id == bulk_id,
            Bulk.status.in_(_MOVING),
            other.state.in_((ItemState.WAITING, ItemState.DONE)),
        )
    )
    return session.scalar(query) or 0


def changed_last(session: Session, asset_ids: Sequence[int]) -> dict[int, int]:
    """The number of the last change that somebody made of each asset."""
    if not asset_ids:
        return {}
    query = select(Change.entity_id, func.max(Change.number)).where(
        Change.entity == "asset", Change.entity_id.in_(asset_ids), Change.kind.not_in(_BY_ITSELF)
    )
    return {row[0]: row[1] for row in session.execute(query.group_by(Change.entity_id))}


def existing(session: Session, ids: Sequence[int]) -> list[int]:
    """Those of the ids that are assets, in their order."""
    found: set[int] = set()
    for begin in range(0, len(ids), 1_000):
        found |= set(session.scalars(select(Asset.id).where(Asset.id.in_(ids[begin : begin + 1_000]))))
    return [each for each in ids if each in found]


def standings(session: Session, ids: Sequence[int], *, with_snapshots: bool) -> list[Standing]:
    """How these assets stand."""
    columns = (Asset.id, Asset.type, Asset.status, Asset.listed_at, Asset.latest_revision)
    if not with_snapshots:
        rows = session.execute(select(*columns).where(Asset.id.in_(ids))).all()
        return [Standing(*row, None) for row in rows]
    newest = (Revision.asset_id == Asset.id) & (Revision.number == Asset.latest_revision)
    query = select(*columns, Revision.snapshot).join(Revision, newest).where(Asset.id.in_(ids))
    return [Standing(*row) for row in session.execute(query)]


def item_ids(session: Session, bulk_id: int, state: ItemState) -> list[int]:
    """The ids of all assets of a bulk in this state."""
    return list(session.scalars(select(BulkItem.asset_id).where(BulkItem.bulk_id == bulk_id, BulkItem.state == state)))


def names_of(session: Session, ids: Sequence[int]) -> dict[int, str]:
    """The titles of these assets."""
    rows = session.execute(select(Asset.id, Asset.title).where(Asset.id.in_(ids)))
    return {row.id: row.title for row in rows}
