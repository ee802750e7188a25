"""Lists, page by page: what Relay calls a connection. Nothing is read that was not selected."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import strawberry

from content_store.errors import Invalid
from content_store.queries.filters import resolve
from content_store.queries.listing import Keyset, ListPage, Order, OrderField, Span, list_assets
from content_store.rules.filters import Filter, Where
from content_store.rules.vocabulary import Status
from schema.assets import Asset
from schema.bounds import DEFAULT_PAGE, page_size
from schema.cursors import digest, keyset_cursor, read_keyset
from schema.enums import Direction, Perspective
from schema.facets import FacetCounts, TypeCount
from schema.fields import read
from schema.filters import checked
from schema.operation import Operation
from schema.pages import AssetNode, Page
from search.facets import Facets

_FEW = 500  # up to so many matches are handed to the database one by one


@strawberry.type(description="Where a page lies in its list.")
class PageInfo:
    """Made for every page that is asked for it."""

    has_next_page: bool = strawberry.field(description="Whether more follows behind this page.")
    has_previous_page: bool = strawberry.field(description="Whether something stands before this page.")
    start_cursor: str | None = strawberry.field(description="The cursor of the first edge.", default=None)
    end_cursor: str | None = strawberry.field(description="The cursor of the last edge.", default=None)


@strawberry.input(description="What a list is ordered by.")
class AssetOrder:
    """The order of a list."""

    field: OrderField = strawberry.field(description="What to order by.", default=OrderField.PUBLISHED)
    direction: Direction = strawberry.field(description="Which end comes first.", default=Direction.DESC)


@dataclass(frozen=True, slots=True)
class Paging:
    """The paging arguments of a list, as they were given."""

    first: int | None
    after: str | None
    last: int | None
    before: str | None

    def span(self, of: str, order: Order) -> Span:
        """The page they mean in the list with the digest ``of``. Raises Invalid."""
        if self.first is not None and self.last is not None:
            raise Invalid.of("last", "NOT_BOTH", "give first or last, not both")
        backward = self.last is not None
        size = self.last if self.last is not None else self.first
        by_time = order.field is not OrderField.TITLE

        def place(cursor: str | None, field: str) -> Keyset | None:
            return None if cursor is None else read_keyset(of, cursor, field, by_time=by_time)

        checked = page_size("last" if backward else "first", DEFAULT_PAGE if size is None else size)
        return Span(checked, place(self.after, "after"), place(self.before, "before"), backward)


@dataclass(frozen=True, slots=True)
class EdgeSource:
    """A node and its place."""

    node: AssetNode
    cursor: str


class Listing:
    """The source of a connection: reads the page, the total and the facets only when they are touched."""

    def __init__(
        self, operation: Operation, where: Where, perspective: Perspective, order: Order, paging: Paging
    ) -> None:
        self._operation = operation
        self._window = operation.window(perspective)
        asked = checked(resolve(operation.session, where), perspective)
        self._filter = _narrowed(asked, perspective, order)
        self._order = order
        self._digest = digest("assets", self._filter, order, perspective, sorted(self._window.audiences))
        self._span = paging.span(self._digest, order)

    @cached_property
    def _page(self) -> ListPage:
        session, search = self._operation.session, self._operation.services.search
        among = search.matching(session, self._filter, self._window, _FEW)
        return list_assets(session, self._filter, self._window, self._order, self._span, among)

    @cached_property
    def nodes(self) -> list[AssetNode]:
        """The assets of the page."""
        return Page(self._operation, self._window, self._page.items).nodes

    @property
    def edges(self) -> list[EdgeSource]:
        """The assets with their cursors."""
        return [EdgeSource(node, cursor) for node, cursor in zip(self.nodes, self._cursors, strict=True)]

    @property
    def page_info(self) -> PageInfo:
        """Where the page lies."""
        page, cursors = self._page, self._cursors
        return PageInfo(
            has_next_page=page.has_next,
            has_previous_page=page.has_previous,
            start_cursor=cursors[0] if cursors else None,
            end_cursor=cursors[-1] if cursors else None,
        )

    @property
    def total_count(self) -> int:
        """How many assets match, over all pages."""
        return self._operation.services.search.count(self._operation.session, self._filter, self._window)

    @property
    def facets(self) -> Sequence[Any]:
        """The counts by tag."""
        return self._facets.tags

    @property
    def types(self) -> Sequence[Any]:
        """The counts by type."""
        return self._facets.types

    @cached_property
    def _facets(self) -> Facets:
        if self._filter.names_use:
            raise Invalid.of(("where", "use"), "NOT_COUNTED", "facets are not counted of what is narrowed by use")
        return self._operation.services.search.facets(self._operation.session, self._filter, self._window)

    @cached_property
    def _cursors(self) -> list[str]:
        return [keyset_cursor(self._digest, place) for place in self._page.places]


@strawberry.type(description="How many there are of a list, over all pages.")
class Counted:
    """What every list of assets can count."""

    total_count: int = read("How many assets match, over all pages; computed only when selected.")
    facets: list[FacetCounts] = read(
        "How the matching assets are spread over the taxonomy; computed only when selected. What is chosen in a facet "
        "does not narrow that facet's own counts."
    )
    types: list[TypeCount] = read("How the matching assets are spread over the types; computed only when selected.")
    page_info: PageInfo = read("Where this page lies in the list.")


def connection_type(name: str, node: Any, plural: str) -> Any:
    """The connection of a list of ``node``, with its edge."""
    edge = strawberry.type(
        type(
            f"{name}Edge",
            (),
            {
                "__annotations__": {"cursor": str, "node": node},
                "cursor": read("Its place in the list: for after and before."),
                "node": read("What is there."),
            },
        ),
        description=f"One of the {plural} of a list, and its place.",
    )
    namespace = {
        "__annotations__": {"edges": list[edge], "nodes": list[node]},  # type: ignore[valid-type]
        "edges": read("This page with the place of each."),
        "nodes": read("This page."),
    }
    connection = type(f"{name}Connection", (Counted,), namespace)
    return strawberry.type(connection, description=f"A list of {plural}, page by page.")


AssetConnection: Any = connection_type("Asset", Asset, "assets")


def _narrowed(narrowing: Filter, perspective: Perspective, order: Order) -> Filter:
    """The filter, with what an order by publication leaves out of drafts, so that page, count and facets agree."""
    if perspective is not Perspective.DRAFT or order.field is not OrderField.PUBLISHED:
        return narrowing
    return replace(narrowing, all_of=(*narrowing.all_of, Filter(statuses=frozenset({Status.PUBLISHED}))))


def order_of(given: AssetOrder | None, perspective: Perspective) -> Order:
    """The order asked for; without one the newest first, of drafts those edited last."""
    if given is None:
        return Order(OrderField.EDITED if perspective is Perspective.DRAFT else OrderField.PUBLISHED)
    return Order(given.field, descending=given.direction is Direction.DESC)
