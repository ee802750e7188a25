"""Feedback about assets: flags, comments, suggestions, and what became of them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any

import strawberry
from strawberry.scalars import JSON

from content_store.changelog import Entity
from content_store.feedback_views import FeedbackView
from content_store.queries.feedback import (
    FeedbackFilter,
    FeedbackOrder,
    count_feedback,
    list_feedback,
    load_feedback,
)
from content_store.rules.vocabulary import FeedbackKind, FeedbackStatus, FlagReason
from schema.assets import Asset
from schema.bounds import page_size
from schema.cursors import digest, read_place
from schema.enums import Perspective
from schema.fields import Reader, read
from schema.ids import Kind, global_id, number_of
from schema.naming import camel
from schema.nodes import Node
from schema.operation import Info, Operation
from schema.people import Person
from schema.threads import HappeningType, ThreadListing, ThreadNode, ThreadPage, thread_connection, total


def shown(name: str) -> Reader:
    """Reads what a thread's view calls ``name``."""
    return lambda node, _: getattr(node.view, name)


@strawberry.type(description="One field that a suggestion would change.")
class SuggestedChange:
    """The source is a ``FieldChange``."""

    path: list[str] = read(
        "Where in the asset: title; content, opener; tags, persona; links, proof.",
        lambda change, _: [camel(part) for part in change.path],
    )
    before: JSON | None = read("What it said when the suggestion was made.")
    after: JSON | None = read("What it would say.")


@strawberry.type(description="A flag, comment or suggestion about one asset. Its giver is told what becomes of it.")
class Feedback(Node):
    """The source is a ``ThreadNode``."""

    id: strawberry.ID = read("Global id.", lambda node, _: global_id(Kind.FEEDBACK, node.view.id))
    kind: FeedbackKind = read("What was said.", shown("kind"))
    flag_reason: FlagReason | None = read("What is wrong, where it is a flag.", shown("flag_reason"))
    text: str = read("What was said about it, plain text; may be empty but for a comment.", shown("text"))
    asset: Asset | None = read("What it is about; null where that no longer shows.")
    revision: int = read("The revision that was read.", shown("revision"))
    changes: list[SuggestedChange] = read("What a suggestion would change; empty for other kinds.")
    status: FeedbackStatus = read("What became of it.", shown("status"))
    answer: str = read("What its giver was last told, plain text.", shown("answer"))
    answered_by: Person | None = read("Who answered last.", shown("answered_by"))
    draft_revision: int | None = read(
        "The revision that a suggestion was taken into; told to editors only.",
        lambda node, _: node.view.draft_revision if node.page.operation.sees_drafts else None,
    )
    person: Person | None = read("Who gave it.", shown("person"))
    created_at: datetime = read("When it was given.", shown("created_at"))
    updated_at: datetime = read("When its status last changed.", shown("updated_at"))
    history: list[HappeningType] = read("What happened to it, oldest first.")


FeedbackConnection: Any = thread_connection(
    "Feedback", Feedback, "pieces of feedback", total_count=total("pieces of feedback")
)


@strawberry.input(description="Narrows a list of feedback; a field that is left out, or empty, narrows nothing.")
class FeedbackWhere:
    """All of the fields together."""

    status: list[FeedbackStatus] | None = strawberry.field(default=None, description="Any of these statuses.")
    kinds: list[FeedbackKind] | None = strawberry.field(default=None, description="Any of these kinds.")
    asset: strawberry.ID | None = strawberry.field(default=None, description="The global id of the asset it is about.")
    mine: bool = strawberry.field(default=False, description="Only what the viewer gave.")


def feedback_nodes(
    operation: Operation, views: Iterable[FeedbackView], perspective: Perspective = Perspective.PUBLISHED
) -> list[ThreadNode]:
    """Sources of ``Feedback``."""
    return ThreadPage(operation, operation.window(perspective), Entity.FEEDBACK, views).nodes


def feedback_by_id(operation: Operation, ids: Iterable[int], perspective: Perspective) -> dict[int, ThreadNode]:
    """The feedback of these ids that the viewer may see."""
    found = load_feedback(operation.session, ids, operation.viewer, operation.now)
    return {node.view.id: node for node in feedback_nodes(operation, found, perspective)}


def feedback_list(
    info: Info,
    where: Annotated[FeedbackWhere | None, strawberry.argument(description="What to narrow the list to.")] = None,
    order_by: Annotated[FeedbackOrder, strawberry.argument(description="What comes first.")] = FeedbackOrder.OPEN_FIRST,
    perspective: Annotated[
        Perspective, strawberry.argument(description="Which state of the assets to read.")
    ] = Perspective.PUBLISHED,
    first: Annotated[int, strawberry.argument(description="The size of the page, 1 to 100.")] = 20,
    after: Annotated[str | None, strawberry.argument(description="A cursor: the page begins behind it.")] = None,
) -> Any:
    """One page of feedback."""
    operation = info.context
    narrowing = _filter(where or FeedbackWhere())
    of = digest("feedback", narrowing, order_by)
    place = read_place(of, after, "after")
    viewer, now, size = operation.viewer, operation.now, page_size("first", first)
    page = list_feedback(operation.session, viewer, now, narrowing, order_by, size, place)
    return ThreadListing(
        page,
        feedback_nodes(operation, page.items, perspective),
        of,
        after,
        total=lambda: count_feedback(operation.session, viewer, now, narrowing),
    )


def _filter(given: FeedbackWhere) -> FeedbackFilter:
    # No asset has the number 0, as none has an id that is not one of ours.
    asset_id = None if given.asset is None else number_of(Kind.ASSET, given.asset) or 0
    return FeedbackFilter(frozenset(given.status or ()), frozenset(given.kinds or ()), asset_id, given.mine)
