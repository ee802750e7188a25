"""How a result is spread over the taxonomy and the types."""

import strawberry

from content_store.rules.vocabulary import ContentType, Facet
from schema.fields import read
from schema.tags import Tag


@strawberry.type(description="How many assets of a result carry a tag.")
class TagCount:
    """The source is search's ``TagCount``."""

    tag: Tag = read("The tag.")
    count: int = read("How many assets carry it.")


@strawberry.type(description="How a result is spread over one facet. Values that no asset has are left out.")
class FacetCounts:
    """The source is search's ``FacetCounts``."""

    facet: Facet = read("The facet.")
    values: list[TagCount] = read("Its values, the most frequent first.")


@strawberry.type(description="How many assets of a result are of a type.")
class TypeCount:
    """The source is search's ``TypeCount``."""

    type: ContentType = read("The type.")
    count: int = read("How many assets are of it.")
