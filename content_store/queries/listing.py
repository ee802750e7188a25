"""Lists of assets, page by page, by keyset: a page in the middle costs what the first one costs."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Integer, Row, Select, and_, bindparam, func, select, tuple_
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from content_store.queries.assets import columns, views
from content_store.queries.filters import condition
from content_store.queries.visibility import NOW, Scope, parameters, scope, visible
from content_store.rules.filters import Filter, Window
from content_store.rules.vocabulary import Status
from content_store.tables import Asset, AssetTag
from content_store.views import AssetView


class OrderField(StrEnum):
    """What a list may be ordered by."""

    PUBLISHED = "published"
    UPDATED = "updated"
    EDITED = "edited"
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
    OrderField.EDITED: Asset.edited_at,
    OrderField.TITLE: Asset.sort_title,
    OrderField.DUE: Asset.due_at,
}


class _Unindexed(FunctionElement[Any]):
    """A column in an order for which SQLite shall not walk an index: few rows are read by id and sorted."""

    name = "unindexed"
    inherit_cache = True


@compiles(_Unindexed)
def _as_it_is(element: _Unindexed, compiler: SQLCompiler, **options: Any) -> str:
    return compiler.process(element.clauses, **options)


@compiles(_Unindexed, "sqlite")
def _with_plus(element: _Unindexed, compiler: SQLCompiler, **options: Any) -> str:
    return f"+{compiler.process(element.clauses, **options)}"


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

    ``among`` are the ids of all that can match, newest first, where the search index knows that they are few;
    without it the list walks an index in order, and meets a page soon because many match. Where drafts are not seen,
    EDITED is as UPDATED: the order must not tell that a draft waits.
    """
    if order.field is OrderField.EDITED and not window.drafts:
        order = replace(order, field=OrderField.UPDATED)
    if among is not None and not among:
        return ListPage(has_next=span.before is not None, has_previous=span.after is not None)
    asked = _Asked(narrowing, scope(window), order, span.after is not None, span.before is not None, span.backward)
    near = _near(among, order, span)
    rows = _rows(session, asked, window, span, near)
    if among is not None and near != among and len(rows) <= span.size:
        # Some that were near may no longer show; only all of them tell whether there are more.
        rows = _rows(session, asked, window, span, among)
    more, rows = len(rows) > span.size, rows[: span.size]
    if span.backward:
        rows = rows[::-1]
    return ListPage(
        items=tuple(views(session, rows, window)),
        places=tuple(_place(row, order) for row in rows),
        has_next=span.before is not None if span.backward else more,
        has_previous=more if span.backward else span.after is not None,
    )


def _near(among: Sequence[int] | None, order: Order, span: Span) -> Sequence[int] | None:
    """Of candidates newest first those that the page begins with, where that is the order asked for."""
    if among is None or span.backward or order != Order():
        return among
    begin = among.index(span.after.id) + 1 if span.after and span.after.id in among else 0
    return among[begin : begin + span.size + 1] if begin or span.after is None else among


def _rows(
    session: Session, asked: "_Asked", window: Window, span: Span, among: Sequence[int] | None
) -> Sequence[Row[Any]]:
    if among is not None and len(among) > span.size + 1:
        # Sorted without their texts, and only those of the page read.
        keys = _statement(asked, narrow=True).with_only_columns(Asset.id, maintain_column_froms=True)
        among = session.connection().scalars(keys, _parameters(window, span, among)).all()
    statement = _statement(asked, narrow=among is not None)
    return session.connection().execute(statement, _parameters(window, span, among)).all()


def _place(row: Row[Any], order: Order) -> Keyset:
    return Keyset(getattr(row, _COLUMNS[order.field].key), row.id)


class _Asked(NamedTuple):
    """What of a list a statement depends on."""

    narrowing: Filter
    seen: Scope
    order: Order
    after: bool
    before: bool
    backward: bool


def _parameters(window: Window, span: Span, among: Sequence[int] | None) -> dict[str, Any]:
    found: dict[str, Any] = {**parameters(window), "size": span.size + 1, "among": among}
    for name, edge in (("after", span.after), ("before", span.before)):
        if edge is not None:
            found |= {f"{name}_value": edge.value, f"{name}_id": edge.id}
    return found


# A front end asks the same few lists over and over; making a statement takes longer than running it.
@lru_cache(maxsize=1024)
def _statement(asked: _Asked, *, narrow: bool) -> Select[Any]:
    narrowing, order = asked.narrowing, asked.order
    walk = _walk(narrowing, order, narrow=narrow)
    query = columns()
    if walk.tag_group is not None:
        query = query.join(AssetTag, AssetTag.asset_id == Asset.id).where(AssetTag.tag_id == min(walk.tag_group))
        if len(narrowing.types) == 1:
            query = query.where(AssetTag.type.in_(narrowing.types))
        others = tuple(group for group in narrowing.tag_groups if group != walk.tag_group)
        narrowing = replace(narrowing, tag_groups=others)
    if narrow:
        # The index has applied the filter already; who may see them is still decided here.
        query, narrowing = query.where(Asset.id.in_(bindparam("among", expanding=True))), Filter()
    if order.field is OrderField.PUBLISHED:
        query = query.where(walk.value.is_not(None) if asked.seen.drafts else walk.value <= NOW)
    query = query.where(_shown(asked.narrowing, asked.seen), condition(narrowing, walk.id), *_between(walk, asked))
    descending = order.descending is not asked.backward
    value = _Unindexed(walk.value) if narrow else walk.value
    ordered = (column.desc() if descending else column.asc() for column in (value, walk.id))
    return query.order_by(*ordered).limit(bindparam("size"))


def _walk(narrowing: Filter, order: Order, *, narrow: bool) -> _Walk:
    """A tag's own index holds its assets newest first, so that walking it meets no others."""
    if order.field is OrderField.PUBLISHED and not narrow:
        group = next((group for group in narrowing.tag_groups if len(group) == 1), None)
        if group is not None:
            return _Walk(AssetTag.listed_at, AssetTag.asset_id, group)
    return _Walk(_COLUMNS[order.field], Asset.id)


def _shown(narrowing: Filter, seen: Scope) -> ColumnElement[bool]:
    if seen.drafts and not narrowing.names_status:
        return and_(visible(seen), Asset.status != Status.ARCHIVED)
    return visible(seen)


def _between(walk: _Walk, asked: _Asked) -> list[ColumnElement[bool]]:
    bounds: list[ColumnElement[bool]] = []
    place = tuple_(walk.value, walk.id)
    for name, given, behind in (("after", asked.after, True), ("before", asked.before, False)):
        if given:
            at = tuple_(bindparam(f"{name}_value", type_=walk.value.type), bindparam(f"{name}_id", type_=Integer()))
            bounds.append(place < at if behind is asked.order.descending else place > at)
    return bounds


def count(session: Session, narrowing: Filter, window: Window, at_most: int | None = None) -> int:
    """How many visible assets match, up to ``at_most``, counted in the database: exact, and slow where many do."""
    matching = _matching(narrowing, window).limit(at_most).subquery()
    return session.scalar(select(func.count()).select_from(matching), parameters(window)) or 0


def matching_ids(
    session: Session, narrowing: Filter, window: Window, at_most: int, among: Sequence[int] | None = None
) -> list[int]:
    """The ids of the first ``at_most`` visible assets that match; of ``among`` where that is given."""
    query = _matching(narrowing, window).order_by(Asset.id).limit(at_most)
    if among is not None:
        query = query.where(Asset.id.in_(among))
    return list(session.scalars(query, parameters(window)))


def _matching(narrowing: Filter, window: Window) -> Select[int]:
    return select(Asset.id).where(_shown(narrowing, scope(window)), condition(narrowing))
