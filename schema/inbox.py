"""What waits for the viewer, and handing it over."""

from datetime import date, datetime
from typing import Annotated, Any

import strawberry

from content_store.errors import Invalid, NotFound
from content_store.queries.inbox import Inbox as StoreInbox
from content_store.queries.inbox import InboxPage
from content_store.queries.people import people_book
from content_store.queries.succession import responsibilities
from content_store.rules.inbox import InboxKind, InboxScope
from content_store.rules.permissions import Action
from content_store.succession import hand_over
from content_store.upkeep_views import InboxItem as StoreItem
from content_store.work import Work
from schema.bounds import DEFAULT_PAGE, page_size
from schema.cursors import digest, keyset_cursor, read_keyset
from schema.enums import describe
from schema.fields import read
from schema.ids import Kind, global_id, number_of
from schema.inputs import input_type
from schema.mutating import Mutation
from schema.operation import Info, Operation
from schema.people import Person

describe(
    InboxKind,
    "InboxKind",
    "What can wait for somebody.",
    {
        "REVIEW": "An open review in which a decision about the newest revision is awaited.",
        "FLAG": "A flag that nobody has dealt with.",
        "VERIFY": "A published asset that is due for verification, or overdue.",
        "REQUEST": "A content request without an answer, or whose promised day is near or past.",
        "SUGGESTION": "A suggestion that nobody has answered.",
        "COMMENT": "A comment that nobody has answered.",
        "DRAFT": "A draft, or a newer revision of what is published, that nobody has touched for two weeks.",
        "FILE": "A file whose text could not be read.",
        "DEPARTED": "A colleague who left and whose work nobody has taken over.",
    },
)
describe(
    InboxScope,
    "InboxScope",
    "Whose inbox. What belongs to nobody who is still here is in everybody's.",
    {"ME": "The viewer's own.", "TEAM": "That of the viewer's team.", "ALL": "Everything that waits."},
)

_SUBJECTS = {
    InboxKind.VERIFY: Kind.ASSET,
    InboxKind.DRAFT: Kind.ASSET,
    InboxKind.REQUEST: Kind.REQUEST,
    InboxKind.REVIEW: Kind.REVIEW,
    InboxKind.FILE: Kind.FILE,
    InboxKind.DEPARTED: Kind.PERSON,
}


def _subject(item: StoreItem) -> str:
    return global_id(_SUBJECTS.get(item.kind, Kind.FEEDBACK), item.id)


@strawberry.type(description="One thing that waits.")
class InboxItem:
    """The source is the store's ``InboxItem``."""

    kind: InboxKind = read("What it is.")
    subject_id: strawberry.ID = read(
        "The global id of the asset, feedback, request, review, file or person.",
        lambda item, _: _subject(item),
    )
    slug: str | None = read(
        "The slug of the asset it is about, where it is about one.", lambda item, _: item.slug or None
    )
    title: str = read("What it is about, plain text.")
    text: str = read("What was said of it, plain text; may be empty.")
    state: str = read(
        "The reason of a flag, the status of a request or draft, the type of what is to be verified, or what is wrong "
        "with a file; may be empty."
    )
    since: datetime = read("From when on it waits; of what is to be verified, when it is due.")
    promised_for: date | None = read("The promised day, where it is a promise; the day a review is due on.")
    person: Person | None = read("Who said it, asked for it, uploaded it or owns it.")


@strawberry.type(description="How much waits of one kind.")
class InboxCount:
    """Made from the store's counts."""

    kind: InboxKind = strawberry.field(description="What it is.")
    count: int = strawberry.field(description="How much of it.")


@strawberry.type(description="Some of what waits, the longest waiting first.")
class InboxItems:
    """The source is the store's ``InboxPage``."""

    nodes: list[InboxItem] = read("What waits.", lambda page, _: page.items)
    end_cursor: str | None = read(
        "Where the next page begins; null where nothing follows.",
        lambda page, _: keyset_cursor(_of(page), page.end) if page.end else None,
    )


def _of(page: InboxPage) -> str:
    return digest("inbox", page.items[0].kind.value)


def _items(
    root: StoreInbox,
    kind: Annotated[InboxKind, strawberry.argument(description="What.")] = InboxKind.VERIFY,
    first: Annotated[int, strawberry.argument(description="The size of the page, 1 to 100.")] = DEFAULT_PAGE,
    after: Annotated[str | None, strawberry.argument(description="A cursor: the page begins behind it.")] = None,
) -> Any:
    place = read_keyset(digest("inbox", kind.value), after, "after", by_time=True) if after else None
    return root.page(kind, page_size("first", first), place)


def _counts(root: StoreInbox) -> list[InboxCount]:
    return [InboxCount(kind=kind, count=count) for kind, count in root.counts().items()]


@strawberry.type(name="Inbox", description="What waits for somebody; nothing here that needs no action.")
class InboxType:
    """The source is the store's ``Inbox``."""

    total_count: int = read("How much waits, of all kinds.", lambda inbox, _: inbox.total())
    counts: list[InboxCount] = strawberry.field(resolver=_counts, description="How much of each kind.")
    items: InboxItems = strawberry.field(resolver=_items, description="What waits of one kind.")


def _inbox(
    info: Info,
    scope: Annotated[InboxScope, strawberry.argument(description="Whose.")] = InboxScope.ME,
) -> Any:
    operation = info.context
    return StoreInbox(operation.session, operation.viewer, operation.now, scope)


_INBOX: tuple[Any, Any] = (
    InboxType | None,
    strawberry.field(resolver=_inbox, description="What waits, for marketing and admins; FORBIDDEN to others."),
)


@strawberry.type(name="Responsibilities", description="How much is somebody's to look after.")
class ResponsibilitiesType:
    """The source is the store's ``Responsibilities``."""

    owned_count: int = read("Assets owned that are in use or in the making.", lambda held, _: held.owned)
    put_away_count: int = read("Retired and archived assets owned.", lambda held, _: held.put_away)
    stewarded_count: int = read("Assets looked after as a steward.", lambda held, _: held.stewarded)
    kit_count: int = read("Kits owned.", lambda held, _: held.kits)
    review_count: int = read("Open reviews in which they are asked.", lambda held, _: held.reviews)
    promise_count: int = read("Promises that are not kept yet.", lambda held, _: held.promises)
    awaited_request_count: int = read("Open requests whose answer they will be told.", lambda held, _: held.waits_for)


def _responsibilities(
    info: Info, person: Annotated[strawberry.ID, strawberry.argument(description="The person's global id.")]
) -> Any:
    operation = info.context
    # Whoever may not see an inbox may not see this either.
    StoreInbox(operation.session, operation.viewer, operation.now)
    number = number_of(Kind.PERSON, person)
    known = number is not None and number in people_book(operation.session).by_id
    return responsibilities(operation.session, number) if known and number else None


_RESPONSIBILITIES: tuple[Any, Any] = (
    ResponsibilitiesType | None,
    strawberry.field(
        resolver=_responsibilities,
        description="What somebody looks after, for marketing and admins; null where there is no such person.",
    ),
)


INBOX_FIELDS = {"inbox": _INBOX, "responsibilities": _RESPONSIBILITIES}


def _hand_over(work: Work, given: Any) -> Any:
    person, successor = number_of(Kind.PERSON, given.person), number_of(Kind.PERSON, given.successor)
    if person is None or person not in people_book(work.session).by_id:
        message = "there is no such person"
        raise NotFound(message)
    if successor is None:
        raise Invalid.of("successor", "UNKNOWN_PERSON", "choose somebody who is still here")
    return hand_over(work, person, successor)


def _passed(_operation: Operation, passed: Any) -> dict[str, Any]:
    return {"passed": passed}


_PERSON = (strawberry.ID, strawberry.field(description="The global id of who leaves."))
_SUCCESSOR = (strawberry.ID, strawberry.field(description="The global id of who takes over."))

SUCCESSION_MUTATIONS = [
    Mutation(
        "hand_over",
        Action.EDIT,
        "Pass all that somebody looks after to a successor: assets, stewardships, kits, promises, at once.",
        input_type("HandOverInput", "Who leaves, and who takes over.", {"person": _PERSON, "successor": _SUCCESSOR}),
        _hand_over,
        {"passed": (ResponsibilitiesType, read("What passed."))},
        _passed,
    )
]
