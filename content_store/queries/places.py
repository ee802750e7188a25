"""Lists that are ordered by a number and read forward, page by page, by keyset."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Row, Select, tuple_
from sqlalchemy.orm import Session

from content_store.feedback_views import Place, Placed

T = TypeVar("T")


def placed(  # noqa: PLR0913, PLR0917 - one list: what, ordered by what, from where, how much
    session: Session,
    query: Select[*tuple[Any, ...]],
    value: ColumnElement[int],
    row_id: ColumnElement[int],
    size: int,
    after: Place | None,
    views: Callable[[Sequence[Row[Any]]], Sequence[T]],
    parameters: dict[str, Any] | None = None,
) -> Placed[T]:
    """The ``size`` rows of ``query`` behind ``after``, the greatest ``value`` first and then the greatest id."""
    if after is not None:
        query = query.where(tuple_(value, row_id) < tuple_(*after))
    ordered = query.add_columns(value.label("place"), row_id.label("place_id"))
    ordered = ordered.order_by(value.desc(), row_id.desc()).limit(size + 1)
    rows = session.execute(ordered, parameters or {}).all()
    page = rows[:size]
    places = tuple(Place(row.place, row.place_id) for row in page)
    return Placed(tuple(views(page)), places, has_next=len(rows) > size)
