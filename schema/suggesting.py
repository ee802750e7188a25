"""Completing what is typed into a search box."""

from typing import Annotated, Any

import strawberry

from content_store.errors import Invalid
from schema.assets import Asset
from schema.enums import Perspective
from schema.fields import read
from schema.operation import Info
from schema.pages import Page
from schema.tags import Tag

MOST = 20  # completions
_LONGEST_TEXT = 1_000  # characters looked at; search reads fewer


@strawberry.type(description="One completion of what is typed.")
class Suggestion:
    """The source is search's ``Suggestion``; its asset comes as a node."""

    text: str = read("What to show, plain text.", lambda made, _: made[0].text)
    tag: Tag | None = read("The tag it leads to.", lambda made, _: made[0].tag)
    asset: Asset | None = read("The asset it leads to.", lambda made, _: made[1])
    synonym: str | None = read("The synonym that was met, where it was one.", lambda made, _: made[0].by or None)


def suggest(
    info: Info,
    text: Annotated[str, strawberry.argument(description="What is typed so far; at most 200 characters are read.")],
    first: Annotated[int, strawberry.argument(description="How many at most, 1 to 20.")] = 8,
) -> Any:
    """Complete what is typed: tags first, then assets."""
    operation = info.context
    if not 1 <= first <= MOST:
        raise Invalid.of("first", "OUT_OF_RANGE", f"first lies between 1 and {MOST}")
    window = operation.window(Perspective.PUBLISHED)
    found = operation.services.search.suggest(operation.session, text[:_LONGEST_TEXT], window, first)
    nodes = {node.view.id: node for node in Page(operation, window, [s.asset for s in found if s.asset]).nodes}
    return [(each, nodes.get(each.asset.id) if each.asset else None) for each in found]
