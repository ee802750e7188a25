"""The lists of assets: of all, and of each type."""

from collections.abc import Callable
from dataclasses import replace
from typing import Annotated, Any

import strawberry

from content_store.content_types import DECLARATIONS
from content_store.errors import Invalid
from content_store.rules.filters import Where
from content_store.rules.vocabulary import ContentType
from schema.assets import ASSET_TYPES
from schema.connections import AssetConnection, AssetOrder, Listing, Paging, connection_type, order_of
from schema.enums import Perspective
from schema.filters import AssetWhere, where_of
from schema.operation import Info


def _listing(type_: ContentType | None) -> Callable[..., Any]:
    def assets(  # noqa: PLR0913, PLR0917 - each is an argument of the field
        info: Info,
        where: Annotated[AssetWhere | None, strawberry.argument(description="What to narrow the list to.")] = None,
        order_by: Annotated[
            AssetOrder | None,
            strawberry.argument(
                description="The order; without it the newest publication first, of drafts the last edit first."
            ),
        ] = None,
        perspective: Annotated[
            Perspective, strawberry.argument(description="Which state of the content to list.")
        ] = Perspective.PUBLISHED,
        first: Annotated[
            int | None, strawberry.argument(description="The size of the page, 1 to 100; 20 without it.")
        ] = None,
        after: Annotated[str | None, strawberry.argument(description="A cursor: the page begins behind it.")] = None,
        last: Annotated[
            int | None, strawberry.argument(description="The size of a page counted from the end, 1 to 100.")
        ] = None,
        before: Annotated[str | None, strawberry.argument(description="A cursor: the page ends before it.")] = None,
    ) -> Any:
        wanted = _of_type(where_of(where), type_)
        order = order_of(order_by, perspective)
        return Listing(info.context, wanted, perspective, order, Paging(first, after, last, before))

    return assets


def _of_type(where: Where, type_: ContentType | None) -> Where:
    if type_ is None:
        return where
    if where.types and type_ not in where.types:
        declaration = DECLARATIONS[type_]
        raise Invalid.of(("where", "types"), "WRONG_VALUE", f"this list holds {declaration.plural} only")
    return replace(where, types=(type_,))


def _field(type_: ContentType | None, connection: Any, description: str) -> tuple[Any, Any]:
    return connection, strawberry.field(resolver=_listing(type_), description=description)


def list_fields() -> dict[str, tuple[Any, Any]]:
    """Annotation and field of every list, by its name."""
    fields = {"assets": _field(None, AssetConnection, "Assets of all types.")}
    for (type_, declaration), output in zip(DECLARATIONS.items(), ASSET_TYPES, strict=True):
        connection = connection_type(output.__name__, output, declaration.plural)
        name = declaration.plural.replace(" ", "_")
        fields[name] = _field(type_, connection, f"All {declaration.plural}. {declaration.help}")
    return fields
