"""Guidelines open to comment, and what changed because of it."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import cached_property
from typing import Annotated, Any

import strawberry

from content_store import guidelines
from content_store.council_views import PeriodView
from content_store.errors import NotFound
from content_store.guidelines import PeriodInput
from content_store.queries.assets import load
from content_store.queries.comments import period_comments
from content_store.queries.periods import list_periods, load_periods, period_window
from content_store.review_views import CommentView
from content_store.rules.permissions import Action
from content_store.work import Work
from schema.assets import Asset
from schema.bounds import page_size
from schema.feedback import shown
from schema.fields import read
from schema.ids import Kind, global_id, number_of
from schema.inputs import input_type, optional
from schema.mutating import Mutation
from schema.nodes import Node
from schema.operation import Info, Operation
from schema.pages import AssetNode, Page
from schema.people import Person
from schema.review_mutations import FIELD, comment_mutation, comment_number, field_of
from schema.review_nodes import CommentNode, comment_nodes
from schema.reviews import RevisionComment


class PeriodNode:
    """One comment period."""

    __slots__ = ("page", "view")
    type_name = "CommentPeriod"

    def __init__(self, view: PeriodView, page: "PeriodPage") -> None:
        self.view = view
        self.page = page

    @property
    def asset(self) -> AssetNode | None:
        """The guideline; while comments are taken the revision that is open to them."""
        return self.page.assets.get(self.view.id)

    @property
    def comments(self) -> list[CommentNode]:
        """What was said."""
        return self.page.comments.get(self.view.id, [])


class PeriodPage:
    """Comment periods that were loaded together."""

    def __init__(self, operation: Operation, views: Iterable[PeriodView]) -> None:
        self.operation = operation
        self.nodes = [PeriodNode(view, self) for view in views]

    @cached_property
    def assets(self) -> Mapping[int, AssetNode]:
        """The guidelines by period: two periods may be about two revisions of one."""
        operation, found = self.operation, {}
        for node in self.nodes:
            window = period_window(operation.viewer, operation.now, [node.view])
            loaded = load(operation.session, [node.view.asset_id], window)
            for asset in Page(operation, window, loaded).nodes:
                found[node.view.id] = asset
        return found

    @cached_property
    def comments(self) -> Mapping[int, list[CommentNode]]:
        """What was said in each."""
        found = period_comments(self.operation.session, [node.view.id for node in self.nodes])
        nodes = comment_nodes(self.operation, [view for each in found.values() for view in each])
        by_id = {node.view.id: node for node in nodes}
        return {period_id: [by_id[view.id] for view in each] for period_id, each in found.items()}


@strawberry.type(description="A time in which every rep may comment on one revision of a guideline.")
class CommentPeriod(Node):
    """The source is a ``PeriodNode``."""

    id: strawberry.ID = read("Global id.", lambda node, _: global_id(Kind.PERIOD, node.view.id))
    asset: Asset | None = read("The guideline; while comments are taken the revision that is open to them.")
    revision: int = read("The revision that is open to comments.", shown("revision"))
    opens_at: datetime = read("From when on comments are taken.", shown("opens_at"))
    closes_at: datetime = read("Until when.", shown("closes_at"))
    is_open: bool = read("Whether comments are taken now.", lambda node, _: node.view.is_open(node.page.operation.now))
    days_left: int = read(
        "How many days are left, the last one counted; 0 once it is over.",
        lambda node, _: node.view.days_left(node.page.operation.now),
    )
    note: str = read("What the reps were told, plain text.", shown("note"))
    opened_by: Person | None = read("Who opened it.", shown("opened_by"))
    comments: list[RevisionComment] = read(
        "What was said, oldest first: ACCEPTED was taken up, DECLINED was not, and answer says why."
    )
    summary: str = read("What changed because of it, plain text; empty until that is said.", shown("summary"))
    summarised_at: datetime | None = read("When that was said.", shown("summarised_at"))


def period_nodes(operation: Operation, views: Iterable[PeriodView]) -> list[PeriodNode]:
    """Sources of ``CommentPeriod``."""
    return PeriodPage(operation, views).nodes


def periods_by_id(operation: Operation, ids: Iterable[int]) -> dict[int, PeriodNode]:
    """The periods of these ids that the viewer may see."""
    found = load_periods(operation.session, ids, operation.viewer, operation.now)
    return {node.view.id: node for node in period_nodes(operation, found)}


def _periods(
    info: Info,
    open_only: Annotated[bool, strawberry.argument(description="Only those in which comments are taken now.")] = False,
    first: Annotated[int, strawberry.argument(description="How many, 1 to 100.")] = 20,
) -> Any:
    operation, size = info.context, page_size("first", first)
    found = list_periods(operation.session, operation.viewer, operation.now)
    chosen = [each for each in found if each.is_open(operation.now)] if open_only else found
    return period_nodes(operation, chosen[:size])


PERIODS: tuple[Any, Any] = (
    list[CommentPeriod],
    strawberry.field(
        resolver=_periods,
        description="Times in which every rep may comment on a guideline, what closes last first; those ahead are told "
        "to editors only.",
    ),
)


def _open(work: Work, given: Any) -> PeriodView:
    asset_id = number_of(Kind.ASSET, given.id)
    if asset_id is None:
        message = "there is no such asset"
        raise NotFound(message)
    asked = PeriodInput(given.closes_at, given.opens_at or None, given.revision or None, given.note or "")
    return guidelines.open_period(work, asset_id, asked)


def _comment(work: Work, given: Any) -> CommentView:
    return guidelines.comment(work, _number(given.id), field_of(given), given.text)


def _answer(work: Work, given: Any) -> CommentView:
    return guidelines.answer(work, comment_number(given.id), given.text, taken_up=given.taken_up)


def _number(id_: str) -> int:
    number = number_of(Kind.PERIOD, id_)
    if number is None:
        message = "there is no such comment period"
        raise NotFound(message)
    return number


def _pays(operation: Operation, view: PeriodView) -> dict[str, Any]:
    return {"period": period_nodes(operation, [view])[0]}


def _mutation(name: str, description: str, change: Callable[[Work, Any], PeriodView], **declared: Any) -> Mutation:
    title = "".join(part.capitalize() for part in name.split("_"))
    given = input_type(f"{title}Input", description, declared)
    payload = {"period": (CommentPeriod, read("The period, as it is now."))}
    return Mutation(name, Action.EDIT, description, given, change, payload, _pays)


_ID: tuple[Any, Any] = (strawberry.ID, strawberry.field(description="The period's global id."))

GUIDELINE_MUTATIONS = [
    _mutation(
        "open_comment_period",
        "Open a guideline, draft or published, to the comments of every rep; all of them are told.",
        _open,
        id=(strawberry.ID, strawberry.field(description="The guideline's global id.")),
        closes_at=(datetime, strawberry.field(description="Until when comments are taken; a year at most.")),
        opens_at=(datetime | None, optional("From when on; at once without it.")),
        revision=(int | None, optional("Which revision; the newest without it.")),
        note=(str | None, optional("What the reps are told, plain text, at most 2,000 characters.")),
    ),
    _mutation(
        "close_comment_period",
        "End a comment period before its time.",
        lambda work, given: guidelines.close_period(work, _number(given.id)),
        id=_ID,
    ),
    _mutation(
        "summarise_comment_period",
        "Say what changed because of the comments, once the period is over; all who commented are told.",
        lambda work, given: guidelines.summarise(work, _number(given.id), given.text),
        id=_ID,
        text=(str, strawberry.field(description="What changed, plain text, at most 5,000 characters.")),
    ),
    comment_mutation(
        "comment_on_guideline",
        Action.GIVE_FEEDBACK,
        "Comment on a guideline while that is open to comments.",
        _comment,
        id=_ID,
        field=FIELD,
        text=(str, strawberry.field(description="What to say, plain text, at most 5,000 characters.")),
    ),
    comment_mutation(
        "answer_guideline_comment",
        Action.EDIT,
        "Say whether a comment on a guideline was taken up, with a word; whoever made it is told.",
        _answer,
        id=(strawberry.ID, strawberry.field(description="The comment's id.")),
        taken_up=(bool, strawberry.field(description="Whether it was taken up.")),
        text=(str, strawberry.field(description="Why, plain text, at most 2,000 characters.")),
    ),
]
