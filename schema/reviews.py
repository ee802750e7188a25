"""Reviews before publication: who is asked, what they decided, and what was said."""

from datetime import date, datetime
from typing import Annotated, Any

import strawberry

from content_store.queries.reviews import ReviewFilter, ReviewGroup, count_reviews, list_reviews, load_reviews
from content_store.rules.reviewing import ReviewOutcome, ReviewRule, ReviewState, Verdict
from content_store.rules.vocabulary import FeedbackStatus
from schema import review_enums  # noqa: F401 - makes the words of reviews known to the schema
from schema.assets import Asset
from schema.bounds import page_size
from schema.cursors import digest, read_place
from schema.feedback import SuggestedChange, shown
from schema.fields import read
from schema.ids import Kind, global_id, number_of
from schema.naming import camel
from schema.nodes import Node
from schema.operation import Info, Operation
from schema.people import Person
from schema.review_nodes import ReviewNode, review_nodes
from schema.threads import ThreadListing, thread_connection, total


@strawberry.type(description="What a reviewer decided about one revision.")
class ReviewDecision:
    """The source is a ``DecisionView``."""

    person: Person = read("Who decided.")
    revision: int = read("The revision that it is about.")
    verdict: Verdict = read("What they decided.")
    text: str = read("What they said about it, plain text.")
    at: datetime = read("When.")


@strawberry.type(description="Somebody who is asked to review, and where they stand.")
class Reviewer:
    """The source is a ``ReviewerView``."""

    person: Person = read("Who is asked.")
    verdict: Verdict | None = read(
        "What they decided about the revision in question; null until they do.", lambda each, _: each.standing.verdict
    )
    decision: ReviewDecision | None = read("Their newest decision, perhaps about an older revision.")
    is_able: bool = read(
        "Whether they may still review: of those who left, or are no longer on the council, nothing is awaited.",
        lambda each, _: each.standing.is_able,
    )
    is_author: bool = read(
        "Whether they wrote the revision: nobody approves their own.", lambda each, _: each.standing.is_author
    )
    is_pending: bool = read("Whether their word is still needed.")
    reminded_at: datetime | None = read("When they were last told that it is overdue.")


@strawberry.type(description="A reply to a comment.")
class CommentReply:
    """The source is a ``ReplyView``."""

    text: str = read("What is said, plain text.")
    at: datetime = read("When.")
    person: Person | None = read("Who says it.")


@strawberry.type(description="A comment on a field of a revision, or on the whole; or an edit of one field.")
class RevisionComment:
    """The source is a ``CommentNode``."""

    id: strawberry.ID = read("Its id, for the mutations.", lambda node, _: global_id(Kind.COMMENT, node.view.id))
    revision: int = read("The revision that was read.", shown("revision"))
    field: list[str] = read(
        "Where in the asset: title; content, opener; tags, persona; empty for the whole.",
        lambda node, _: [camel(part) for part in node.view.field],
    )
    text: str = read("What is said, plain text; may be empty with an edit.", shown("text"))
    is_edit: bool = read("Whether it says how the field should read.", shown("is_edit"))
    changes: list[SuggestedChange] = read("What an edit would change; empty for a comment.")
    status: FeedbackStatus = read("What became of it.", shown("status"))
    answer: str = read("What was said when its status last changed, plain text.", shown("answer"))
    answered_by: Person | None = read("Who changed it last.", shown("answered_by"))
    draft_revision: int | None = read(
        "The revision that an edit was taken into; told to editors only.",
        lambda node, _: node.view.draft_revision if node.operation.sees_drafts else None,
    )
    person: Person | None = read("Who says it.", shown("person"))
    created_at: datetime = read("When it was said.", shown("created_at"))
    updated_at: datetime = read("When its status last changed.", shown("updated_at"))
    replies: list[CommentReply] = read("The thread, oldest first.", shown("replies"))


@strawberry.type(description="Asking for an asset's newest revision to be looked at before readers see it.")
class Review(Node):
    """The source is a ``ReviewNode``."""

    id: strawberry.ID = read("Global id.", lambda node, _: global_id(Kind.REVIEW, node.view.id))
    asset: Asset | None = read(
        "The asset: while the review is open its newest revision, for those who are asked and those who edit."
    )
    revision: int = read("The revision that is looked at, or that a closed review ended with.", shown("revision"))
    rule: ReviewRule = read("Whose approval is needed.", shown("rule"))
    due_on: date | None = read("The last day on which it is in time.", shown("due_on"))
    is_overdue: bool = read(
        "Whether that day has passed and somebody's word is still needed.",
        lambda node, _: node.view.is_overdue(node.page.operation.now.date()),
    )
    note: str = read("What the reviewers were told, plain text.", shown("note"))
    asked_by: Person | None = read("Who asked last.", shown("asked_by"))
    asked_at: datetime = read("When they did.", shown("asked_at"))
    created_at: datetime = read("When it was first asked for.", shown("created_at"))
    closed_at: datetime | None = read("When it ended; null while it is open.", shown("closed_at"))
    outcome: ReviewOutcome | None = read("How it ended; null while it is open.", shown("outcome"))
    state: ReviewState = read("Where the revision stands.", shown("state"))
    missing: str = read(
        "What is missing until the revision may be published where review is demanded; empty where nothing is.",
        shown("missing"),
    )
    reviewers: list[Reviewer] = read("Who is asked.", shown("reviewers"))
    decisions: list[ReviewDecision] = read("All decisions, oldest first.", shown("history"))
    changes: list[SuggestedChange] = read(
        "What differs from what readers see now; empty while they see nothing, and once the review is over."
    )
    comments: list[RevisionComment] = read("What was said, oldest first.")


ReviewConnection: Any = thread_connection("Review", Review, "reviews", total_count=total("reviews"))


@strawberry.input(description="Narrows a list of reviews; a field that is left out narrows nothing.")
class ReviewWhere:
    """All of the fields together."""

    group: ReviewGroup | None = strawberry.field(default=None, description="Whom they wait for.")
    asset: strawberry.ID | None = strawberry.field(default=None, description="The global id of the asset.")


def reviews_by_id(operation: Operation, ids: list[int]) -> dict[int, ReviewNode]:
    """The reviews of these ids that the viewer may see."""
    found = load_reviews(operation.session, ids, operation.viewer)
    return {node.view.id: node for node in review_nodes(operation, found)}


def review_list(
    info: Info,
    where: Annotated[ReviewWhere | None, strawberry.argument(description="What to narrow the list to.")] = None,
    first: Annotated[int, strawberry.argument(description="The size of the page, 1 to 100.")] = 20,
    after: Annotated[str | None, strawberry.argument(description="A cursor: the page begins behind it.")] = None,
) -> Any:
    """One page of reviews."""
    operation, given = info.context, where or ReviewWhere()
    asset_id = None if given.asset is None else number_of(Kind.ASSET, given.asset) or 0
    narrowing = ReviewFilter(given.group, asset_id)
    of = digest("reviews", narrowing)
    place = read_place(of, after, "after")
    page = list_reviews(operation.session, operation.viewer, narrowing, page_size("first", first), place)
    nodes = review_nodes(operation, page.items)
    return ThreadListing(
        page, nodes, of, after, total=lambda: count_reviews(operation.session, operation.viewer, narrowing)
    )


REVIEWS = strawberry.field(
    resolver=review_list,
    description="Reviews, the newest first: all of them for those who edit, for others those they are asked to decide.",
)
