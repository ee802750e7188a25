"""Enrolments: who learns from which kit, how far they are, and what is said about it."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import cached_property
from typing import Annotated, Any

import strawberry

from content_store.enrolment_views import EnrolmentView, NoteView, StepProgress
from content_store.queries.enrolments import (
    EnrolmentFilter,
    count_enrolments,
    list_enrolments,
    load_enrolments,
    notes_of,
)
from content_store.queries.kit_steps import Steps
from content_store.rules.enrolments import EnrolmentState, next_step
from schema import kit_enums  # noqa: F401 - makes the words of kits known to the schema
from schema.bounds import page_size
from schema.cursors import digest, read_place
from schema.enums import Perspective
from schema.fields import Reader, read
from schema.ids import Kind, global_id, number_of
from schema.kit_steps import KitStep, StepNode, step_nodes
from schema.kits import Kit, KitNode, kits_by_id
from schema.nodes import Node
from schema.operation import Info, Operation
from schema.people import Person
from schema.threads import ThreadListing, thread_connection, total


class EnrolmentPage:
    """Enrolments that were loaded together."""

    def __init__(self, operation: Operation, views: Iterable[EnrolmentView]) -> None:
        self.operation = operation
        self.nodes = [EnrolmentNode(view, self) for view in views]

    @cached_property
    def kits(self) -> dict[int, KitNode]:
        """The kits that are still to be seen."""
        ids = dict.fromkeys(node.view.kit_id for node in self.nodes)
        return kits_by_id(self.operation, ids, Perspective.PUBLISHED)

    @cached_property
    def steps(self) -> Steps:
        """What the steps of their versions mean now."""
        plans = [node.view.plan for node in self.nodes]
        return Steps(self.operation.session, self.operation.window(Perspective.PUBLISHED), plans)

    @cached_property
    def notes(self) -> dict[int, list[NoteView]]:
        """What is said about each."""
        return notes_of(self.operation.session, [node.view.id for node in self.nodes])


class EnrolmentNode:
    """One enrolment of a page."""

    type_name = "Enrolment"

    def __init__(self, view: EnrolmentView, page: EnrolmentPage) -> None:
        self.view = view
        self.page = page

    @property
    def today(self) -> date:
        """The day of the request."""
        return self.page.operation.now.date()

    @cached_property
    def steps(self) -> list["ProgressNode"]:
        """Every step with what was done."""
        operation, found = self.page.operation, self.page.steps.of(self.view.plan)
        nodes = step_nodes(operation, operation.window(Perspective.PUBLISHED), found)
        return [ProgressNode(node, self.view.progress.get(node.view.step.key, StepProgress())) for node in nodes]

    @property
    def next_step(self) -> "ProgressNode | None":
        """The first step that is not done and has something to read."""
        open_steps = [each.step.view.step.key for each in self.steps if not each.step.view.is_skipped]
        key = next_step(open_steps, self.view.done)
        return next((each for each in self.steps if each.step.view.step.key == key), None)


class ProgressNode:
    """A step, and what was done with it."""

    def __init__(self, step: StepNode, progress: StepProgress) -> None:
        self.step = step
        self.progress = progress


def _shown(name: str) -> Reader:
    return lambda node, _: getattr(node.view, name)


def _progress(name: str) -> Reader:
    return lambda node, _: getattr(node.progress, name)


@strawberry.type(description="A step of an enrolment, and what the newcomer did with it.")
class EnrolmentStep:
    """The source is a ``ProgressNode``."""

    step: KitStep = read("The step, in the version that the newcomer is on.")
    done_at: datetime | None = read("When it was done; null while it is not.", _progress("done_at"))
    minutes: int | None = read("How long it took, as the newcomer says, in minutes.", _progress("minutes"))
    answer: str = read("The answer to its question, plain text; may be empty.", _progress("answer"))
    useful: bool | None = read(
        "Whether the newcomer found it useful; null where they did not say.", _progress("useful")
    )


@strawberry.type(description="What a newcomer or their mentor said.")
class EnrolmentNote:
    """The source is a ``NoteView``."""

    person: Person | None = read("Who said it.")
    step: str = read("The key of the step it is about; empty for the whole kit.", lambda note, _: note.step_key)
    text: str = read("Plain text.")
    at: datetime = read("When.")


@strawberry.type(
    description="One newcomer on one version of a kit; told to them, their mentor and who runs the program."
)
class Enrolment(Node):
    """The source is an ``EnrolmentNode``."""

    id: strawberry.ID = read("Global id.", lambda node, _: global_id(Kind.ENROLMENT, node.view.id))
    kit: Kit | None = read("The kit, as readers see it now.", lambda node, _: node.page.kits.get(node.view.kit_id))
    version: int = read("The number of the version that they are on.", _shown("version"))
    latest_version: int = read("The number of the newest version.", _shown("latest_version"))
    person: Person = read("The newcomer.", _shown("person"))
    mentor: Person | None = read("Who helps them.", _shown("mentor"))
    start_on: date = read("The day on which they start.", _shown("start_on"))
    due_on: date | None = read("The day by which they should be through.", _shown("due_on"))
    state: EnrolmentState = read("Where it stands, today (UTC).", lambda node, _: node.view.state(node.today))
    is_overdue: bool = read("Whether the due day has passed.", lambda node, _: node.view.is_overdue(node.today))
    steps: list[EnrolmentStep] = read("Every step, with what was done.")
    next_step: EnrolmentStep | None = read("The first step that is not done; null at the end.")
    step_count: int = read("How many steps there are.", lambda node, _: len(node.view.plan.steps))
    done_count: int = read("How many of them are done.", _shown("done_count"))
    minutes_left: int = read("How long the other steps take, in minutes.", _shown("minutes_left"))
    minutes_spent: int = read("What the newcomer says it took so far, in minutes.", _shown("minutes_spent"))
    notes: list[EnrolmentNote] = read(
        "What the newcomer and their mentor say, the oldest first; the last 200.",
        lambda node, _: node.page.notes.get(node.view.id, []),
    )
    created_at: datetime = read("When they were enrolled.", _shown("created_at"))
    completed_at: datetime | None = read("When every required step was done.", _shown("completed_at"))
    ended_at: datetime | None = read("When it was called off.", _shown("ended_at"))


EnrolmentConnection: Any = thread_connection("Enrolment", Enrolment, "enrolments", total_count=total("enrolments"))


@strawberry.input(description="Narrows a list of enrolments; a field that is left out, or empty, narrows nothing.")
class EnrolmentWhere:
    """All of the fields together."""

    kit: strawberry.ID | None = strawberry.field(default=None, description="The global id of a kit.")
    state: list[EnrolmentState] | None = strawberry.field(default=None, description="Any of these states.")
    mine: bool = strawberry.field(default=False, description="Only the viewer's own.")
    mentored: bool = strawberry.field(default=False, description="Only those whose mentor the viewer is.")


def enrolments_by_id(operation: Operation, ids: Iterable[int]) -> dict[int, EnrolmentNode]:
    """The enrolments of these ids that the viewer may see."""
    found = load_enrolments(operation.session, ids, operation.viewer)
    return {node.view.id: node for node in EnrolmentPage(operation, found).nodes}


def _enrolments(
    info: Info,
    where: Annotated[EnrolmentWhere | None, strawberry.argument(description="What to narrow the list to.")] = None,
    first: Annotated[int, strawberry.argument(description="The size of the page, 1 to 100.")] = 20,
    after: Annotated[str | None, strawberry.argument(description="A cursor: the page begins behind it.")] = None,
) -> Any:
    operation, given = info.context, where or EnrolmentWhere()
    kit_id = None if given.kit is None else number_of(Kind.KIT, given.kit) or 0
    narrowing = EnrolmentFilter(kit_id, frozenset(given.state or ()), given.mine, given.mentored)
    of = digest("enrolments", narrowing)
    place, size = read_place(of, after, "after"), page_size("first", first)
    viewer, today = operation.viewer, operation.now.date()
    page = list_enrolments(operation.session, viewer, today, narrowing, size, place)
    return ThreadListing(
        page,
        EnrolmentPage(operation, page.items).nodes,
        of,
        after,
        total=lambda: count_enrolments(operation.session, viewer, today, narrowing),
    )


ENROLMENTS: tuple[Any, Any] = (
    EnrolmentConnection,
    strawberry.field(
        resolver=_enrolments,
        description="Enrolments, the newest first: one's own, those whose mentor one is, and all of them for those who "
        "run the program.",
    ),
)
