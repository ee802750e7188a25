"""The change log as an audit trail."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any

import strawberry

from content_store.changelog import Entity
from content_store.errors import Forbidden, Invalid
from content_store.feedback_views import Place, Placed
from content_store.queries.assets import load
from content_store.queries.audit import ASSET, AuditFilter, ChangeView, trail
from content_store.queries.people import people_book
from schema.assets import Asset
from schema.bounds import page_size
from schema.cursors import digest, read_place
from schema.enums import Perspective, describe
from schema.fields import Reader, read
from schema.ids import Kind, number_of
from schema.operation import Info, Operation
from schema.pages import AssetNode, Page
from schema.people import Person
from schema.threads import ThreadListing, thread_connection

_THINGS = {
    Entity.ASSET: "An asset, its files included.",
    Entity.PERSON: "A person or their tokens; for admins only.",
    Entity.FEEDBACK: "Feedback about an asset.",
    Entity.REQUEST: "A content request.",
}
describe(
    Entity,
    "ChangedThing",
    "What a change is about.",
    {each.name: _THINGS.get(each, f"A {each.value.replace('_', ' ')}.") for each in Entity},
)


class ChangeNode:
    """One change of a page; the assets of a page are loaded together."""

    __slots__ = ("assets", "view")

    def __init__(self, view: ChangeView, assets: Callable[[], dict[int, AssetNode]]) -> None:
        self.view = view
        self.assets = assets


def _shown(name: str) -> Reader:
    return lambda node, _: getattr(node.view, name)


@strawberry.type(description="One change of one thing, never altered afterwards.")
class Change:
    """The source is a ``ChangeNode``."""

    number: int = read("Its number: gapless, in the order in which changes were made.", _shown("number"))
    at: datetime = read("When.", _shown("at"))
    thing: Entity = read("What kind of thing was changed.", lambda node, _: Entity(node.view.entity))
    kind: str = read("What was done: created, saved, publish, retire, role_set …", _shown("kind"))
    about: str = read("What the thing is called; empty where it has no name.", _shown("about"))
    asset: Asset | None = read(
        "The asset, where it is about one, as its editors see it.",
        lambda node, _: node.assets().get(node.view.entity_id) if node.view.entity == ASSET else None,
    )
    person: Person | None = read("Who did it; null for the command line.", _shown("person"))
    revision: int | None = read("The revision of the asset it is about.", _shown("revision"))
    note: str = read("What was written down about it, plain text.", _shown("note"))


ChangeConnection: Any = thread_connection("Change", Change, "changes")


@strawberry.input(description="What a list of changes is narrowed to; what is left out narrows nothing.")
class ChangeWhere:
    """All of these together."""

    person: str | None = strawberry.field(default=None, description="The e-mail address of who made them.")
    thing: Entity | None = strawberry.field(default=None, description="What kind of thing they are about.")
    asset_id: strawberry.ID | None = strawberry.field(default=None, description="The global id of the asset.")
    kind: str | None = strawberry.field(default=None, description="What was done, exactly.")
    since: datetime | None = strawberry.field(default=None, description="Made at this moment or later.")
    until: datetime | None = strawberry.field(default=None, description="Made before this moment.")


def changes(
    info: Info,
    where: Annotated[ChangeWhere | None, strawberry.argument(description="What to narrow them to.")] = None,
    first: Annotated[int, strawberry.argument(description="The size of the page, 1 to 100.")] = 20,
    after: Annotated[str | None, strawberry.argument(description="A cursor: the page begins behind it.")] = None,
) -> Any:
    """One page of the trail, the newest first."""
    operation = info.context
    if not operation.sees_drafts:
        message = "only those who edit content may read what was changed"
        raise Forbidden(message)
    narrowing = _filter(operation, where or ChangeWhere())
    of = digest("changes", narrowing)
    place = read_place(of, after, "after")
    found = trail(operation.session, operation.viewer, narrowing, page_size("first", first), place and place.id)
    places = tuple(Place(0, change.number) for change in found.items)
    page = Placed(found.items, places, found.has_next)
    return ThreadListing(page, _nodes(operation, found.items), of, after)


def _filter(operation: Operation, where: ChangeWhere) -> AuditFilter:
    person = people_book(operation.session).find(where.person) if where.person else None
    if where.person and person is None:
        raise Invalid.of(("where", "person"), "UNKNOWN_PERSON", f"nobody has the address “{where.person[:100]}”")
    thing = where.thing.value if where.thing else ""
    asset_id = None
    if where.asset_id is not None:
        if thing not in {"", ASSET}:
            raise Invalid.of(("where", "thing"), "NOT_BOTH", "changes of one asset are about an asset")
        thing, asset_id = ASSET, number_of(Kind.ASSET, where.asset_id) or -1
    return AuditFilter(person.id if person else None, thing, asset_id, where.kind or "", where.since, where.until)


def _nodes(operation: Operation, views: tuple[ChangeView, ...]) -> list[ChangeNode]:
    loaded: list[dict[int, AssetNode]] = []

    def assets() -> dict[int, AssetNode]:
        if not loaded:
            window = operation.window(Perspective.DRAFT)
            ids = list(dict.fromkeys(view.entity_id for view in views if view.entity == ASSET))
            found = Page(operation, window, load(operation.session, ids, window)).nodes
            loaded.append({node.view.id: node for node in found})
        return loaded[0]

    return [ChangeNode(view, assets) for view in views]


CHANGES: tuple[Any, Any] = (
    ChangeConnection,
    strawberry.field(
        resolver=changes,
        description="Everything that was changed, the newest first: for those who edit content. Changes of people are "
        "for admins only.",
    ),
)
