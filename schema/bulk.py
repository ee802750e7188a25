"""Doing the same to many assets: planned, run, watched and taken back."""

from datetime import datetime
from typing import Annotated, Any

import strawberry
from strawberry import UNSET

from content_store import bulk
from content_store.bulk_acts import Order
from content_store.errors import Forbidden, Invalid, NotFound
from content_store.queries.assets import ids_of
from content_store.queries.bulk import BulkView, bulk_view, items, recent_bulks
from content_store.queries.impact import impact
from content_store.rules.bulk import MOST_ITEMS, BulkKind, BulkStatus, ItemState
from content_store.rules.permissions import Action
from content_store.rules.vocabulary import Facet, RetireReason
from content_store.work import Work
from schema.bounds import page_size
from schema.comparing import HISTORY_FIELDS
from schema.enums import describe
from schema.fields import read
from schema.ids import Kind, global_id, number_of
from schema.inputs import input_type, optional
from schema.mutating import Mutation
from schema.operation import Info, Operation
from schema.people import Person

describe(
    BulkKind,
    "BulkKind",
    "What a bulk does to each asset.",
    {
        "PUBLISH": "Shows its newest revision at once.",
        "SCHEDULE": "Shows its newest revision from publishAt on.",
        "UNSCHEDULE": "Calls off a publication whose time has not come.",
        "EXPIRE": "Says until when it shows: unpublishAt.",
        "RETIRE": "Takes it away, for a reason, and leads to a replacement.",
        "ARCHIVE": "Puts it away.",
        "RESTORE": "Brings it back as a draft.",
        "VERIFY": "Vouches that it is still right.",
        "OWNER": "Gives it to the owner with the address email; to nobody without one.",
        "STEWARD": "Gives it to the steward with the address email; to nobody without one.",
        "ADD_TAG": "Adds the tag of a facet.",
        "REMOVE_TAG": "Removes the tag of a facet.",
    },
)
describe(
    BulkStatus,
    "BulkStatus",
    "How far a bulk is.",
    {
        "PLANNED": "Previewed; nothing is done.",
        "RUNNING": "Being done, part after part.",
        "DONE": "Done.",
        "UNDOING": "Being taken back.",
        "UNDONE": "Taken back.",
    },
)
describe(
    ItemState,
    "BulkItemState",
    "How far one asset of a bulk is.",
    {
        "WAITING": "It is still to be done.",
        "DONE": "Done.",
        "REFUSED": "It cannot be done; reason says why.",
        "UNDONE": "Taken back: it is as it was.",
        "KEPT": "Not taken back; reason says why.",
    },
)


@strawberry.type(description="One asset of a bulk.")
class BulkItem:
    """The source is an ``ItemView``."""

    asset_id: strawberry.ID = read("The asset's global id.", lambda item, _: global_id(Kind.ASSET, item.asset_id))
    slug: str = read("The asset's slug.")
    title: str = read("The title that readers see, or would.")
    state: ItemState = read("How far it is.")
    code: str = read("Why it was refused or kept, for programs; empty otherwise.")
    reason: str = read("Why it was refused or kept, for people; empty otherwise.")


def _items(
    root: strawberry.Parent[Any],
    info: Info,
    state: Annotated[ItemState | None, strawberry.argument(description="Only those in this state.")] = None,
    first: Annotated[int, strawberry.argument(description="How many at most, 1 to 100.")] = 20,
    after_id: Annotated[strawberry.ID | None, strawberry.argument(description="Behind this asset's global id.")] = None,
) -> Any:
    states = [state] if state else list(ItemState)
    after = number_of(Kind.ASSET, after_id) if after_id else 0
    return items(info.context.session, root.id, states, page_size("first", first), after or 0)


def _counted(state: ItemState) -> Any:
    return lambda view, _: view.counts.get(state, 0)


@strawberry.type(description="The same done to many assets, with one undo.")
class Bulk:
    """The source is a ``BulkView``."""

    id: strawberry.ID = read("Its id: for runBulk, undoBulk and bulk.", lambda view, _: str(view.id))
    kind: BulkKind = read("What it does.")
    status: BulkStatus = read("How far it is.")
    person: Person | None = read("Who ordered it; null for the command line.")
    created_at: datetime = read("When it was planned.")
    finished_at: datetime | None = read("When it was done, or taken back; null until then.")
    total: int = read("How many assets it is for.")
    waiting: int = read("How many are still to be done.", _counted(ItemState.WAITING))
    done: int = read("How many are done.", _counted(ItemState.DONE))
    refused: int = read("To how many it cannot be done.", _counted(ItemState.REFUSED))
    undone: int = read("How many were taken back.", _counted(ItemState.UNDONE))
    kept: int = read("How many could not be taken back.", _counted(ItemState.KEPT))
    items: list[BulkItem] = strawberry.field(resolver=_items, description="Its assets, by id.")


@strawberry.type(description="One kind of use that an asset has.")
class Impact:
    """The source is an ``Impact`` of the store."""

    kind: str = read("The kind: step, proof, related, kit, replaced; more may come.")
    count: int = read("How many use it so.")
    words: str = read("The same in words.")
    examples: list[str] = read("What some of them are called.", lambda each, _: [one.title for one in each.examples])


def _editors(operation: Operation) -> None:
    if not operation.sees_drafts:
        message = "only those who edit content may ask this"
        raise Forbidden(message)


def _bulk(info: Info, id: Annotated[strawberry.ID, strawberry.argument(description="The bulk's id.")]) -> Any:  # noqa: A002
    _editors(info.context)
    return bulk_view(info.context.session, _number(id)) if id.isdecimal() else None


def _recent(
    info: Info,
    first: Annotated[int, strawberry.argument(description="How many at most, 1 to 100.")] = 20,
    before: Annotated[strawberry.ID | None, strawberry.argument(description="Older than the bulk of this id.")] = None,
) -> Any:
    _editors(info.context)
    return recent_bulks(info.context.session, page_size("first", first), _number(before) if before else None)


def _impact(
    info: Info,
    ids: Annotated[list[strawberry.ID], strawberry.argument(description="Global ids of assets, at most 100.")],
) -> Any:
    _editors(info.context)
    if len(ids) > 100:
        raise Invalid.of("ids", "TOO_MANY", "at most 100 ids")
    return impact(info.context.session, [number for each in ids if (number := number_of(Kind.ASSET, each))])


def _number(text: str) -> int:
    if not text.isdecimal() or len(text) > 9:
        message = "there is no such bulk"
        raise NotFound(message)
    return int(text)


def _plan(work: Work, given: Any) -> int:
    if len(given.ids) > MOST_ITEMS:
        raise Invalid.of("ids", "TOO_MANY", f"at most {MOST_ITEMS:,} at once")
    replacement = _value(given.replacement)
    number = None
    if replacement:
        number = number_of(Kind.ASSET, replacement) or ids_of(work.session, [replacement[:200]]).get(replacement)
        if number is None:
            raise Invalid.of("replacement", "UNKNOWN_ASSET", "there is no such asset")
    order = Order(
        given.kind,
        publish_at=_value(given.publish_at),
        unpublish_at=_value(given.unpublish_at),
        reason=_value(given.reason),
        replacement_id=number,
        email=_value(given.email) or "",
        facet=_value(given.facet),
        tag=_value(given.tag) or "",
        note=_value(given.note) or "",
    )
    return bulk.plan(work, order, [found for each in given.ids if (found := number_of(Kind.ASSET, each))])


def _value(given: Any) -> Any:
    return None if given is UNSET else given


def _run(work: Work, given: Any) -> int:
    number = _number(given.id)
    bulk.run(work, number)
    return number


def _undo(work: Work, given: Any) -> int:
    number = _number(given.id)
    bulk.undo(work, number)
    return number


def _pays(operation: Operation, number: int) -> dict[str, BulkView | None]:
    operation.services.wake_bulk()
    return {"bulk": bulk_view(operation.session, number)}


_PAYLOAD: dict[str, tuple[Any, Any]] = {"bulk": (Bulk, read("The bulk as it is now."))}
_PLANNED = input_type(
    "PlanBulkInput",
    "What to do, and to which assets. Lists give their ids; nothing is done before runBulk.",
    {
        "kind": (BulkKind, strawberry.field(description="What to do.")),
        "ids": (list[strawberry.ID], strawberry.field(description="Global ids of the assets, at most 10,000.")),
        "publish_at": (datetime | None, optional("With SCHEDULE: from when on they show.")),
        "unpublish_at": (datetime | None, optional("Until when they show; for good without it.")),
        "reason": (RetireReason | None, optional("With RETIRE: why.")),
        "replacement": (strawberry.ID | None, optional("With RETIRE: what replaces them, its global id or slug.")),
        "email": (str | None, optional("With OWNER and STEWARD: the person's address.")),
        "facet": (Facet | None, optional("With ADD_TAG and REMOVE_TAG: the tag's facet.")),
        "tag": (str | None, optional("With ADD_TAG and REMOVE_TAG: the tag's slug.")),
        "note": (str | None, optional("What to write down about it, plain text.")),
    },
)


def _of_one(name: str, description: str) -> Any:
    return input_type(name, description, {"id": (strawberry.ID, strawberry.field(description="The bulk's id."))})


_RUN = "Begin a planned bulk. What somebody changed since it was planned is left as it is."
_UNDO = "Take a bulk back: each asset is made what it was, but for those that somebody changed since."
BULK_MUTATIONS = [
    Mutation(
        "plan_bulk",
        Action.PUBLISH,
        "Preview the same for many assets: to which it can be done, and to which it cannot and why.",
        _PLANNED,
        _plan,
        _PAYLOAD,
        _pays,
    ),
    Mutation("run_bulk", Action.PUBLISH, _RUN, _of_one("RunBulkInput", "Which bulk."), _run, _PAYLOAD, _pays),
    Mutation("undo_bulk", Action.PUBLISH, _UNDO, _of_one("UndoBulkInput", "Which bulk."), _undo, _PAYLOAD, _pays),
]
# What is asked of an asset's life: its history, and what is done to many at once.
LIFE_FIELDS: dict[str, tuple[Any, Any]] = {
    **HISTORY_FIELDS,
    "bulk": (
        Bulk | None,
        strawberry.field(resolver=_bulk, description="A bulk and how far it is; for those who edit content."),
    ),
    "recent_bulks": (
        list[Bulk],
        strawberry.field(
            resolver=_recent,
            description="What was done to more than one asset at once, the newest first; for those who edit content.",
        ),
    ),
    "impact": (
        list[Impact],
        strawberry.field(
            resolver=_impact,
            description="What uses these assets and would be left without them, kind by kind; for those who edit "
            "content.",
        ),
    ),
}
