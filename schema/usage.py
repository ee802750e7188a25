"""Recording what happened with assets, and reading what one did lately."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Union, cast

import strawberry

from content_store.errors import Forbidden, Invalid, KindlingError
from content_store.queries import assets
from content_store.queries import usage as queries
from content_store.rules.occurrences import MOST_IN_A_BATCH
from content_store.rules.permissions import Action, audiences, may
from content_store.rules.vocabulary import ActorKind, Audience, Channel, EventKind, Purpose, Tier
from content_store.usage import Recording, UsageInput, prepare
from content_store.views import RecordedEvent
from schema import usage_enums  # noqa: F401 - makes the words of usage known to the schema
from schema.bounds import page_size
from schema.enums import Perspective
from schema.fields import Reader, read
from schema.ids import Kind, global_id, number_of
from schema.mutating import MutationError, MutationErrors, refused
from schema.operation import Info, Operation
from schema.pages import AssetNode, Page

if TYPE_CHECKING:
    from schema.assets import Asset

_SAID = "What a conversation led to, or that it was recorded by mistake:"


@strawberry.type(description="An event as it was written down. It is never changed.")
class UsageEvent:
    """The source is a ``RecordedEvent``."""

    id: strawberry.ID = read("Global id.", lambda event, _: global_id(Kind.EVENT, event.id))
    asset_id: strawberry.ID = read("The asset's global id.", lambda event, _: global_id(Kind.ASSET, event.asset_id))
    kind: EventKind = read("What happened.")
    tier: Tier | None = read(
        "How much it says; null for what is said about an earlier event.", lambda event, _: event.kind.tier
    )
    revision: int = read("The asset's revision at that time.")
    actor_kind: ActorKind = read("Who caused it; reports keep people and programs apart.")
    channel: Channel = read("Where it came from.")
    purpose: Purpose = read("What for.")
    occurred_at: datetime = read("When it happened, by the client's clock where it said so.")
    recorded_at: datetime = read("When it was written down, by the server's clock.")
    idempotency_key: str = read("The key that the client chose.", lambda event, _: event.client_key)
    event_id: strawberry.ID | None = read(
        "The earlier event that it speaks of.",
        lambda event, _: global_id(Kind.EVENT, event.about_id) if event.about_id else None,
    )


@strawberry.input(description="Something that happened with an asset.")
class RecordUsageInput:
    """Becomes a ``UsageInput``."""

    kind: EventKind = strawberry.field(description="What happened.")
    idempotency_key: str = strawberry.field(
        description="Chosen by the client, 1 to 80 visible characters, new for every event: the same key again counts "
        "once and answers the same."
    )
    asset_id: strawberry.ID | None = strawberry.field(default=None, description="The asset, by its global id …")
    asset_slug: str | None = strawberry.field(default=None, description="… or by its slug.")
    event_id: strawberry.ID | None = strawberry.field(
        default=None, description=f"{_SAID} the earlier event of yours, by its global id …"
    )
    event_key: str | None = strawberry.field(default=None, description="… or by the key it was recorded under.")
    occurred_at: datetime | None = strawberry.field(
        default=None, description="When it happened; now, where it is left out. At most 30 days ago."
    )
    channel: Channel | None = strawberry.field(
        default=None, description="Where it came from; by itself web for a browser and api for a token."
    )
    purpose: Purpose | None = strawberry.field(
        default=None, description="What for; by itself a live call for what is used, browsing for the rest."
    )
    persona: str | None = strawberry.field(default=None, description="The slug of the persona it was for.")
    stage: str | None = strawberry.field(default=None, description="The slug of the stage the buyer was at.")
    pain: str | None = strawberry.field(default=None, description="The slug of the pain it was about.")
    deal: str | None = strawberry.field(default=None, description="The deal's reference in the CRM.")
    account: str | None = strawberry.field(default=None, description="The account's reference in the CRM.")


@strawberry.input(description="Many events at once; each is taken or refused by itself.")
class RecordUsageBatchInput:
    """At most ``MOST_IN_A_BATCH``."""

    events: list[RecordUsageInput] = strawberry.field(description=f"1 to {MOST_IN_A_BATCH} events.")


@strawberry.type(description="What recording gives back.")
class RecordUsagePayload:
    """The event."""

    event: UsageEvent = strawberry.field(description="The event; it is on disk.")


@strawberry.type(description="What became of one event of a batch.")
class RecordUsageResultEntry:
    """Either the event or its errors."""

    index: int = strawberry.field(description="Its place in the batch, counted from 0.")
    event: UsageEvent | None = strawberry.field(description="The event, where it was taken; it is on disk.")
    errors: list[MutationError] = strawberry.field(description="Why it was refused; empty where it was not.")


@strawberry.type(description="What recording a batch gives back.")
class RecordUsageBatchPayload:
    """One entry an event."""

    results: list[RecordUsageResultEntry] = strawberry.field(description="One entry for each event, in their order.")
    recorded: int = strawberry.field(description="How many were taken.")
    refused: int = strawberry.field(description="How many were not.")


_Recorded = Annotated[
    Union[RecordUsagePayload, MutationErrors],  # noqa: UP007 - read while running
    strawberry.union("RecordUsageResult", description="What was recorded, or why nothing was."),
]
_RecordedBatch = Annotated[
    Union[RecordUsageBatchPayload, MutationErrors],  # noqa: UP007 - read while running
    strawberry.union("RecordUsageBatchResult", description="What was recorded, or why nothing was."),
]


def _record(
    info: Info,
    input: Annotated[RecordUsageInput, strawberry.argument(description="What happened.")],  # noqa: A002
) -> Any:
    (outcome,) = _outcomes(info.context, [input])
    return RecordUsagePayload(event=cast("Any", outcome)) if isinstance(outcome, RecordedEvent) else refused(outcome)


def _record_batch(
    info: Info,
    input: Annotated[RecordUsageBatchInput, strawberry.argument(description="What happened.")],  # noqa: A002
) -> Any:
    if not 1 <= len(input.events) <= MOST_IN_A_BATCH:
        return refused(Invalid.of("events", "OUT_OF_RANGE", f"a batch holds 1 to {MOST_IN_A_BATCH} events"))
    outcomes = _outcomes(info.context, input.events)
    recorded = sum(isinstance(outcome, RecordedEvent) for outcome in outcomes)
    return RecordUsageBatchPayload(
        results=[_entry(place, outcome) for place, outcome in enumerate(outcomes)],
        recorded=recorded,
        refused=len(outcomes) - recorded,
    )


def _entry(place: int, outcome: RecordedEvent | KindlingError) -> RecordUsageResultEntry:
    if isinstance(outcome, RecordedEvent):
        return RecordUsageResultEntry(index=place, event=cast("Any", outcome), errors=[])
    return RecordUsageResultEntry(index=place, event=None, errors=refused(outcome).errors)


def _outcomes(operation: Operation, events: Sequence[RecordUsageInput]) -> list[RecordedEvent | KindlingError]:
    """Record what can be; what became of each, in their order. Raises RateLimited and Unavailable."""
    if not may(operation.viewer.role, operation.viewer.scopes, Action.RECORD_USAGE):
        return [Forbidden("this role or token may not record usage")] * len(events)
    operation.services.events.take(operation.viewer.person.id, len(events))
    by = Recording(operation.viewer.person, operation.window(Perspective.PUBLISHED), operation.channel, operation.actor)
    prepared = prepare(operation.session, by, [_given(given) for given in events])
    good = [each for each in prepared if not isinstance(each, Invalid)]
    # The commit takes a while; neither the database nor a place to work is held meanwhile.
    operation.snapshot.close()
    with operation.waiting():
        ahead = iter(operation.services.recorder.record(good) if good else [])
    return [each if isinstance(each, Invalid) else next(ahead) for each in prepared]


def _given(given: RecordUsageInput) -> UsageInput:
    about: int | str | None = given.event_key or None
    if given.event_id is not None:
        # What is no id of an event is nobody's event.
        about = number_of(Kind.EVENT, given.event_id) or 0
    asset_id = None
    if given.asset_id is not None:
        asset_id = number_of(Kind.ASSET, given.asset_id) or 0
    return UsageInput(
        kind=given.kind,
        key=given.idempotency_key,
        asset_id=asset_id,
        asset_slug=given.asset_slug or "",
        about=about,
        occurred_at=given.occurred_at,
        channel=given.channel,
        purpose=given.purpose,
        persona=given.persona or "",
        stage=given.stage or "",
        pain=given.pain or "",
        deal=given.deal or "",
        account=given.account or "",
    )


@dataclass(frozen=True, slots=True)
class _Recent:
    """A conversation and its asset, where that may still be seen."""

    conversation: queries.Conversation
    asset: AssetNode | None


def _of(name: str) -> Reader:
    return lambda source, _: getattr(source.conversation, name)


@strawberry.type(description="One use of an asset in a conversation, and what came of it.")
class Conversation:
    """The source is a ``_Recent``."""

    event: UsageEvent = read("The event.", _of("event"))
    asset: Annotated["Asset", strawberry.lazy("schema.assets")] | None = read(
        "The asset; null where it may no longer be seen."
    )
    verdict: EventKind | None = read("LANDED or FELL_FLAT; null until somebody said.", _of("verdict"))
    deal: str = read("The deal's reference in the CRM; empty where none was given.", _of("deal"))
    account: str = read("The account's reference in the CRM; empty where none was given.", _of("account"))


def _recent(
    info: Info,
    first: Annotated[int, strawberry.argument(description="How many, 1 to 100.")] = 20,
    before: Annotated[
        strawberry.ID | None, strawberry.argument(description="Only those older than this event, by its global id.")
    ] = None,
) -> Any:
    operation = info.context
    older_than = None if before is None else number_of(Kind.EVENT, before) or 0
    if Audience.INTERNAL not in audiences(operation.viewer.scopes):
        # Which deals somebody works on is no business of a front end for customers.
        return []
    person_id = operation.viewer.person.id
    found = queries.recent_conversations(operation.session, person_id, page_size("first", first), older_than)
    window = operation.window(Perspective.PUBLISHED)
    ids = list(dict.fromkeys(each.event.asset_id for each in found))
    page = Page(operation, window, assets.load_reachable(operation.session, ids, window))
    nodes = {node.view.id: node for node in page.nodes}
    return [_Recent(each, nodes.get(each.event.asset_id)) for each in found]


def usage_mutations() -> dict[str, tuple[Any, Any]]:
    """Annotation and field of each mutation here."""

    def field(resolver: Callable[..., Any], description: str) -> Any:
        return strawberry.field(resolver=resolver, description=description)

    return {
        "record_usage": (
            _Recorded,
            field(_record, "Record what happened with an asset. The answer comes after it is on disk."),
        ),
        "record_usage_batch": (
            _RecordedBatch,
            field(_record_batch, "Record many events; one that is wrong is refused alone, and the answer says which."),
        ),
    }


RECENT = (
    list[Conversation],
    strawberry.field(
        resolver=_recent, description="The conversations in which the viewer used something, newest first."
    ),
)
