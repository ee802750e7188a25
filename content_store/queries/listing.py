"""Lists of assets, page by page, by keyset: a page in the middle costs what the first one costs."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, literal, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

from content_store.queries.assets import columns, views
from content_store.queries.filters import condition
from content_store.queries.visibility import visible
from content_store.rules.filters import Filter, Window
from content_store.rules.vocabulary import Status
from content_store.tables import Asset, AssetTag
from content_store.views import AssetView


class OrderField(StrEnum):
    """What a list may be ordered by."""

    PUBLISHED = "published"
    UPDATED = "updated"
    TITLE = "title"
    DUE = "due"


@dataclass(frozen=True, slots=True)
class Order:
    """A field and a direction; the id breaks ties in the same direction, so that the order is total."""

    field: OrderField = OrderField.PUBLISHED
    descending: bool = True


@dataclass(frozen=True, slots=True)
class Keyset:
    """A place in a list: the value ordered by and the id of the asset there."""

    value: datetime | str
    id: int


@dataclass(frozen=True, slots=True)
class Span:
    """Which page: ``size`` assets behind ``after``, or before ``before``, or the last ones with ``backward``."""

    size: int
    after: Keyset | None = None
    before: Keyset | None = None
    backward: bool = False


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page; ``places`` holds the keyset of each item, for cursors."""

    items: tuple[AssetView, ...] = ()
    places: tuple[Keyset, ...] = ()
    has_next: bool = False
    has_previous: bool = False


_COLUMNS: dict[OrderField, InstrumentedAttribute[Any]] = {
    OrderField.PUBLISHED: Asset.listed_at,
    OrderField.UPDATED: Asset.updated_at,
    OrderField.TITLE: Asset.sort_title,
    OrderField.DUE: Asset.due_at,
}


@dataclass(frozen=True, slots=True)
class _Walk:
    """The index a list is read along: its ordering column, its id column and the tag it belongs to."""

    value: InstrumentedAttribute[Any]
    id: InstrumentedAttribute[int]
    tag_group: frozenset[int] | None = None


def list_assets(
    session: Session,
    narrowing: Filter,
    window: Window,
    order: Order,
    span: Span,
    among: Sequence[int] | None = None,
) -> ListPage:
    """One page of the visible assets that match.

    ``among`` are the ids of all that can match, where the search index knows that they are few; without it
    the list walks an index in order, and meets a page soon because many match.
    """
    if among is not None and not among:
        return ListPage(has_next=span.before is not None, has_previous=span.after is not None)
    rows = session.execute(_select(narrowing, window, order, span, among)).all()
    more, rows = len(rows) > span.size, rows[: span.size]
    if span.backward:
        rows = rows[::-1]
    return ListPage(
        items=tuple(views(session, rows, window)),
        places=tuple(_place(row, order) for row in rows),
        has_next=span.before is not None if span.backward else more,
        has_previous=more if span.backward else span.after is not None,
    )


def _place(row: Row[Any], order: Order) -> Keyset:
    return Keyset(getattr(row, _COLUMNS[order.field].key), row.id)


def _select(narrowing: Filter, window: Window, order: Order, span: Span, among: Sequence[int] | None) -> Select[Any]:
    walk = _walk(narrowing, order, among)
    query = columns()
    if walk.tag_group is not None:
        query = query.join(AssetTag, AssetTag.asset_id == Asset.id).where(AssetTag.tag_id == min(walk.tag_group))
        if len(narrowing.types) == 1:
            query = query.where(AssetTag.type.in_(narrowing.types))
        others = tuple(group for group in narrowing.tag_groups if group != walk.tag_group)
        narrowing = replace(narrowing, tag_groups=others)
    if among is not None:
        query = query.where(Asset.id.in_(among))
    if order.field is OrderField.PUBLISHED:
        query = query.where(walk.value.is_not(None) if window.drafts else walk.value <= window.now)
    descending = order.descending is not span.backward
    return (
        query.where(_shown(narrowing, window), condition(narrowing, window.now), *_between(walk, order, span))
        .order_by(*((column.desc() if descending else column.asc()) for column in (walk.value, walk.id)))
        .limit(span.size + 1)
    )


def _walk(narrowing: Filter, order: Order, among: Sequence[int] | None) -> _Walk:
    """A tag's own index holds its assets newest first, so that walking it meets no others."""
    if order.field is OrderField.PUBLISHED and among is None:
        group = next((group for group in narrowing.tag_groups if len(group) == 1), None)
        if group is not None:
            return _Walk(AssetTag.listed_at, AssetTag.asset_id, group)
    return _Walk(_COLUMNS[order.field], Asset.id)


def _shown(narrowing: Filter, window: Window) -> ColumnElement[bool]:
    asked_for = any(part.statuses for part in narrowing.walk())
    if window.drafts and not asked_for:
        return and_(visible(window), Asset.status != Status.ARCHIVED)
    return visible(window)


def _between(walk: _Walk, order: Order, span: Span) -> list[ColumnElement[bool]]:
    bounds: list[ColumnElement[bool]] = []
    for edge, behind in ((span.after, True), (span.before, False)):
        if edge is not None:
            place, at = tuple_(walk.value, walk.id), tuple_(literal(edge.value, walk.value.type), edge.id)
            bounds.append(place < at if behind is order.descending else place > at)
    return bounds


def count(session: Session, narrowing: Filter, window: Window) -> int:
    """How many visible assets match, counted in the database: exact, and slow where there are many."""
    matching = select(func.count()).select_from(Asset)
    return session.scalar(matching.where(_shown(narrowing, window), condition(narrowing, window.now))) or 0
