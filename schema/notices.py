"""What the viewer is told about their feedback and requests."""

from datetime import datetime
from functools import cached_property
from typing import Annotated, Any

import strawberry

from content_store.feedback_views import NoticeView
from content_store.queries.notices import count_unseen, list_notices
from content_store.rules.vocabulary import FeedbackStatus
from schema.bounds import page_size
from schema.cursors import digest, read_place
from schema.enrolments import Enrolment, EnrolmentNode, enrolments_by_id
from schema.enums import Perspective
from schema.feedback import Feedback, feedback_by_id, shown
from schema.fields import read
from schema.guidelines import CommentPeriod, PeriodNode, periods_by_id
from schema.ids import Kind, global_id
from schema.kits import Kit, KitNode, kits_by_id
from schema.operation import Info, Operation
from schema.requests import ContentRequest, requests_by_id
from schema.review_nodes import ReviewNode
from schema.reviews import Review, reviews_by_id
from schema.threads import ThreadListing, ThreadNode, thread_connection


class NoticePage:
    """Notices that were loaded together."""

    def __init__(self, operation: Operation, views: tuple[NoticeView, ...]) -> None:
        self._operation = operation
        self._views = views
        self.nodes = [NoticeNode(view, self) for view in views]

    @cached_property
    def feedback(self) -> dict[int, ThreadNode]:
        """The feedback they are about."""
        ids = {view.feedback_id for view in self._views if view.feedback_id is not None}
        return feedback_by_id(self._operation, ids, Perspective.PUBLISHED)

    @cached_property
    def requests(self) -> dict[int, ThreadNode]:
        """The requests they are about."""
        return requests_by_id(self._operation, {view.request_id for view in self._views if view.request_id is not None})

    @cached_property
    def reviews(self) -> dict[int, ReviewNode]:
        """The reviews they are about and that the viewer may still see."""
        ids = {view.review_id for view in self._views if view.review_id is not None}
        return reviews_by_id(self._operation, sorted(ids))

    @cached_property
    def periods(self) -> dict[int, PeriodNode]:
        """The comment periods they are about."""
        ids = {view.period_id for view in self._views if view.period_id is not None}
        return periods_by_id(self._operation, sorted(ids))

    @cached_property
    def enrolments(self) -> dict[int, EnrolmentNode]:
        """The enrolments they are about and that the viewer may see."""
        ids = {view.enrolment_id for view in self._views if view.enrolment_id is not None}
        return enrolments_by_id(self._operation, sorted(ids))

    @cached_property
    def kits(self) -> dict[int, KitNode]:
        """The kits they are about."""
        ids = {view.kit_id for view in self._views if view.kit_id is not None}
        return kits_by_id(self._operation, sorted(ids), Perspective.PUBLISHED)


class NoticeNode:
    """One notice of a page."""

    __slots__ = ("page", "view")

    def __init__(self, view: NoticeView, page: NoticePage) -> None:
        self.view = view
        self.page = page


@strawberry.type(description="What somebody is told: about their feedback, a request, a review or a kit.")
class Notice:
    """The source is a ``NoticeNode``."""

    id: strawberry.ID = read("Its id, for markNoticesSeen.", lambda node, _: global_id(Kind.NOTICE, node.view.id))
    status: FeedbackStatus = read("What became of it.", shown("status"))
    text: str = read("What was said about it, plain text; may be empty.", shown("text"))
    at: datetime = read("When.", shown("at"))
    seen_at: datetime | None = read("When the viewer looked at it; null until then.", shown("seen_at"))
    feedback: Feedback | None = read(
        "The feedback it is about; null where it is about something else.",
        lambda node, _: node.page.feedback.get(node.view.feedback_id),
    )
    review: Review | None = read(
        "The review it is about; null where it is about something else, or the viewer is no longer asked.",
        lambda node, _: node.page.reviews.get(node.view.review_id),
    )
    period: CommentPeriod | None = read(
        "The comment period it is about; null where it is about something else.",
        lambda node, _: node.page.periods.get(node.view.period_id),
    )
    enrolment: Enrolment | None = read(
        "The enrolment it is about; null where it is about something else, or the viewer may not see it.",
        lambda node, _: node.page.enrolments.get(node.view.enrolment_id),
    )
    kit: Kit | None = read(
        "The kit it is about, for its owner; null where it is about something else.",
        lambda node, _: node.page.kits.get(node.view.kit_id),
    )
    request: ContentRequest | None = read(
        "The request it is about; null where it is about something else.",
        lambda node, _: node.page.requests.get(node.view.request_id),
    )


NoticeConnection: Any = thread_connection(
    "Notice",
    Notice,
    "notices",
    unseen_count=(int, read("How many notices the viewer has not looked at; computed only when selected.")),
)


def notice_list(
    info: Info,
    unseen_only: Annotated[bool, strawberry.argument(description="Whether to leave out those looked at.")] = False,
    first: Annotated[int, strawberry.argument(description="The size of the page, 1 to 100.")] = 20,
    after: Annotated[str | None, strawberry.argument(description="A cursor: the page begins behind it.")] = None,
) -> Any:
    """One page of what the viewer is told, the newest first."""
    operation = info.context
    of = digest("notices", unseen_only)
    place = read_place(of, after, "after")
    page = list_notices(operation.session, operation.viewer, page_size("first", first), place, unseen_only=unseen_only)
    nodes = NoticePage(operation, page.items).nodes
    return ThreadListing(page, nodes, of, after, unseen=lambda: count_unseen(operation.session, operation.viewer))
