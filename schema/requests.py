"""Content requests: what is missing, who misses it, and what was promised."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Any

import strawberry

from content_store.changelog import Entity
from content_store.errors import Invalid, Problem
from content_store.feedback_views import RequestView
from content_store.queries.filters import unknown_tag
from content_store.queries.requests import (
    TAG_FACETS,
    RequestFilter,
    RequestOrder,
    Wish,
    count_requests,
    list_requests,
    load_requests,
    similar_requests,
)
from content_store.queries.taxonomy import tag_book
from content_store.rules.vocabulary import ContentType, Facet, FeedbackStatus
from content_store.views import TagView
from schema.assets import Asset
from schema.bounds import page_size
from schema.cursors import digest, read_place
from schema.enums import Perspective
from schema.feedback import shown
from schema.fields import read
from schema.ids import Kind, global_id
from schema.nodes import Node
from schema.operation import Info, Operation
from schema.pages import AssetNode, Page
from schema.people import Person
from schema.tags import Tag
from schema.threads import HappeningType, ThreadListing, ThreadNode, ThreadPage, thread_connection, total
from search.finding import SearchRequest

LONGEST_WISH = 5_000  # characters


@strawberry.type(description="Something that is missing. Everybody who voted for it is told what becomes of it.")
class ContentRequest(Node):
    """The source is a ``ThreadNode``."""

    id: strawberry.ID = read("Global id.", lambda node, _: global_id(Kind.REQUEST, node.view.id))
    title: str = read("What is missing, plain text.", shown("title"))
    why: str = read("What it is needed for, plain text.", shown("why"))
    persona: Tag | None = read("Whom it would be for.", shown("persona"))
    stage: Tag | None = read("How far the buyer would be.", shown("stage"))
    pain: Tag | None = read("The pain it would speak to.", shown("pain"))
    type: ContentType | None = read("What it would be; null where that is open.", shown("type"))
    wanted_by: date | None = read("The day by which it is wanted.", shown("wanted_by"))
    person: Person | None = read("Who asked for it.", shown("person"))
    status: FeedbackStatus = read("What became of it.", shown("status"))
    answer: str = read("What those who wait were last told, plain text.", shown("answer"))
    answered_by: Person | None = read("Who answered last.", shown("answered_by"))
    promised_for: date | None = read("The day by which it is promised.", shown("promised_for"))
    is_late: bool = read(
        "Whether that day has passed (UTC) and it is still open.",
        lambda node, _: node.view.is_late(node.page.operation.now.date()),
    )
    asset: Asset | None = read("What fulfilled it; null where that no longer shows.")
    votes: int = read("How many people miss it.", shown("votes"))
    viewer_voted: bool = read("Whether the viewer is one of them.", shown("viewer_voted"))
    created_at: datetime = read("When it was asked for.", shown("created_at"))
    updated_at: datetime = read("When its status last changed.", shown("updated_at"))
    resolved_at: datetime | None = read("When it was fulfilled.", shown("resolved_at"))
    history: list[HappeningType] = read("What happened to it, oldest first.")


RequestConnection: Any = thread_connection(
    "Request", ContentRequest, "content requests", total_count=total("content requests")
)


@strawberry.type(description="What may make a request needless.")
class SimilarRequests:
    """Made for every answer."""

    requests: list[ContentRequest] = read("Requests in much the same words, the most alike first.")
    assets: list[Asset] = read("Published assets that may answer it already, the best first.")


class Similar:
    """The source of ``SimilarRequests``; looks for each only when it is selected."""

    def __init__(self, operation: Operation, wish: Wish, size: int) -> None:
        self._operation = operation
        self._wish = wish
        self._size = size

    @property
    def requests(self) -> list[ThreadNode]:
        """Requests like it."""
        asked = self._operation
        return request_nodes(asked, similar_requests(asked.session, asked.viewer, asked.now, self._wish, self._size))

    @property
    def assets(self) -> list[AssetNode]:
        """Assets that may answer it."""
        asked, window = self._operation, self._operation.window(Perspective.PUBLISHED)
        if not self._wish.text.strip():
            return []
        request = SearchRequest(self._wish.text, context=self._wish.tag_ids, limit=self._size, with_explanations=False)
        found = asked.services.search.find(asked.session, request, window)
        return Page(asked, window, (hit.asset for hit in found.hits)).nodes


@strawberry.input(description="Narrows a list of requests; a field that is left out, or empty, narrows nothing.")
class RequestWhere:
    """All of the fields together."""

    status: list[FeedbackStatus] | None = strawberry.field(default=None, description="Any of these statuses.")
    persona: str | None = strawberry.field(default=None, description="The slug of a persona.")
    stage: str | None = strawberry.field(default=None, description="The slug of a stage.")
    pain: str | None = strawberry.field(default=None, description="The slug of a pain.")
    mine: bool = strawberry.field(default=False, description="Only what the viewer asked for.")
    late: bool = strawberry.field(default=False, description="Only open ones whose promised day has passed.")


def request_nodes(operation: Operation, views: Iterable[RequestView]) -> list[ThreadNode]:
    """Sources of ``ContentRequest``."""
    return ThreadPage(operation, operation.window(Perspective.PUBLISHED), Entity.REQUEST, views).nodes


def requests_by_id(operation: Operation, ids: Iterable[int]) -> dict[int, ThreadNode]:
    """The requests of these ids that the viewer may see."""
    found = load_requests(operation.session, ids, operation.viewer, operation.now)
    return {node.view.id: node for node in request_nodes(operation, found)}


def request_list(
    info: Info,
    where: Annotated[RequestWhere | None, strawberry.argument(description="What to narrow the list to.")] = None,
    order_by: Annotated[RequestOrder, strawberry.argument(description="What comes first.")] = RequestOrder.VOTES,
    first: Annotated[int, strawberry.argument(description="The size of the page, 1 to 100.")] = 20,
    after: Annotated[str | None, strawberry.argument(description="A cursor: the page begins behind it.")] = None,
) -> Any:
    """One page of requests."""
    operation, given = info.context, where or RequestWhere()
    tags = _tags(operation, {facet: getattr(given, facet.value) for facet in TAG_FACETS}, ("where",))
    narrowing = RequestFilter(frozenset(given.status or ()), tags, given.mine, given.late)
    of = digest("requests", given, order_by)
    place = read_place(of, after, "after")
    viewer, now, size = operation.viewer, operation.now, page_size("first", first)
    page = list_requests(operation.session, viewer, now, narrowing, order_by, size, place)
    return ThreadListing(
        page,
        request_nodes(operation, page.items),
        of,
        after,
        total=lambda: count_requests(operation.session, viewer, now, narrowing),
    )


def similar(
    info: Info,
    text: Annotated[str, strawberry.argument(description="What somebody is about to ask for, as far as typed.")],
    persona: Annotated[str | None, strawberry.argument(description="The slug of a persona.")] = None,
    stage: Annotated[str | None, strawberry.argument(description="The slug of a stage.")] = None,
    pain: Annotated[str | None, strawberry.argument(description="The slug of a pain.")] = None,
    first: Annotated[int, strawberry.argument(description="How many of each, 1 to 100.")] = 5,
) -> Any:
    """What may make a request needless."""
    if len(text) > LONGEST_WISH:
        raise Invalid.of("text", "TOO_LONG", f"at most {LONGEST_WISH:,} characters")
    named = {Facet.PERSONA: persona, Facet.STAGE: stage, Facet.PAIN: pain}
    tags = _tags(info.context, named, ())
    return Similar(info.context, Wish(text, frozenset(tag.id for tag in tags)), page_size("first", first))


def _tags(operation: Operation, named: dict[Facet, str | None], path: tuple[str, ...]) -> tuple[TagView, ...]:
    """The tags of these slugs. Raises Invalid with all that are not known."""
    book = tag_book(operation.session)
    found = {facet: book.find(facet, slug) for facet, slug in named.items() if slug}
    problems: list[Problem] = [
        unknown_tag(book, facet, named[facet] or "", (*path, facet.value))
        for facet, tag in found.items()
        if tag is None
    ]
    if problems:
        raise Invalid(problems)
    return tuple(tag for tag in found.values() if tag is not None)
