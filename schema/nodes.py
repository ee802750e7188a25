"""What can be asked for by its global id."""

from typing import Any

import strawberry

from content_store.views import PersonView, TagView
from schema.fields import read

_NAMES = {TagView: "Tag", PersonView: "Person"}


@strawberry.interface(description="Something with a global id.")
class Node:
    """Its sources are the store's views, ``AssetNode`` and ``ThreadNode``, which name their types themselves."""

    id: strawberry.ID = read("Global id: opaque, and the same for as long as the thing exists.")

    @classmethod
    def resolve_type(cls, source: Any, *_: Any) -> str:
        """The GraphQL type of a source."""
        return _NAMES.get(type(source)) or str(source.type_name)
