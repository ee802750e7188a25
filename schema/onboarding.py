"""A program's overview, and what moving its newcomers to the newest version would do."""

from datetime import date
from typing import Annotated, Any

import strawberry

from content_store.enrolling import preview_move
from content_store.enrolment_views import Overview, StepFigures
from content_store.onboarding import overview
from content_store.queries.kits import kit_by_slug
from content_store.rules.enrolments import EnrolmentState
from schema.enrolments import Enrolment, EnrolmentPage
from schema.enums import Perspective
from schema.fields import Reader, read
from schema.kit_steps import KitStep, StepNode, step_nodes
from schema.operation import Info, Operation


class OverviewNode:
    """An overview, whose steps are loaded together."""

    def __init__(self, operation: Operation, found: Overview) -> None:
        self.found = found
        nodes = step_nodes(operation, operation.window(Perspective.PUBLISHED), [each.step for each in found.steps])
        self.steps = [FiguresNode(node, each) for node, each in zip(nodes, found.steps, strict=True)]


class FiguresNode:
    """A step, and how newcomers fare with it."""

    def __init__(self, step: StepNode, figures: StepFigures) -> None:
        self.step = step
        self.figures = figures


def _figure(name: str) -> Reader:
    return lambda node, _: getattr(node.figures, name)


def _count(state: EnrolmentState) -> Reader:
    return lambda node, _: node.found.counts.get(state, 0)


@strawberry.type(description="How newcomers fare with one step.")
class KitStepFigures:
    """The source is a ``FiguresNode``."""

    step: KitStep = read("The step, in the version that readers see.")
    reached: int = read("How many newcomers have it in their version.", _figure("reached"))
    done: int = read("How many of them did it.", _figure("done"))
    stalled: int = read("How many have stood before it for a week or longer.", _figure("stalled"))
    useful: int = read("How many found it useful.", _figure("useful"))
    useless: int = read("How many did not.", _figure("useless"))
    found_useless: bool = read("Whether nobody found it useful, of two or more who said.", _figure("found_useless"))
    minutes: float | None = read("The median of what they say it took, in minutes.", _figure("minutes"))


@strawberry.type(
    description="How long it took until a first conversation landed, by month of start. It goes along with the kit and "
    "is not its effect: a correlation."
)
class Ramp:
    """The source is a ``Ramp`` of the rules."""

    month: date = read("The first day of the month in which they started.")
    newcomers: int = read("How many started.")
    landed: int = read("How many of them have had a conversation that landed (tier: use; onboarding left out).")
    days: float | None = read("The median number of days from start to that; null where there is none.")


@strawberry.type(description="How the newcomers of a kit fare together; those called off are left out.")
class KitOverview:
    """The source is an ``OverviewNode``."""

    enrolled: int = read("How many are or were on it.", lambda node, _: node.found.enrolled)
    upcoming: int = read("How many start later.", _count(EnrolmentState.UPCOMING))
    under_way: int = read("How many are at it.", _count(EnrolmentState.UNDER_WAY))
    overdue: int = read("How many of them should be through.", lambda node, _: node.found.overdue)
    completed: int = read("How many are through.", _count(EnrolmentState.COMPLETED))
    steps: list[KitStepFigures] = read("Each step of the version that readers see.")
    ramps: list[Ramp] = read("The ramp by month of start, the oldest first.", lambda node, _: node.found.ramps)


@strawberry.type(description="What moving a newcomer to the newest version of a kit would do.")
class MovePreview:
    """The source is a pair of ``EnrolmentNode`` and ``MoveView``."""

    enrolment: Enrolment = read("Where they are now.", lambda pair, _: pair[0])
    to_version: int = read("The version they would be on.", lambda pair, _: pair[1].to_version)
    kept: list[str] = read("Steps that stay done, in words.", lambda pair, _: pair[1].kept)
    added: list[str] = read("Steps that are new, in words.", lambda pair, _: pair[1].added)
    dropped: list[str] = read("Steps that go, in words.", lambda pair, _: pair[1].dropped)
    completes: bool = read("Whether they would be through.", lambda pair, _: pair[1].completes)


def _overview(info: Info, slug: Annotated[str, strawberry.argument(description="The kit's slug.")]) -> Any:
    operation = info.context
    window = operation.window(Perspective.PUBLISHED)
    kit = kit_by_slug(operation.session, slug[:200], window)
    return OverviewNode(operation, overview(operation.session, operation.viewer, kit, window)) if kit else None


def _moves(info: Info, slug: Annotated[str, strawberry.argument(description="The kit's slug.")]) -> Any:
    operation = info.context
    kit = kit_by_slug(operation.session, slug[:200], operation.window(Perspective.PUBLISHED))
    if kit is None:
        return []
    moves = preview_move(operation.session, operation.viewer, kit, operation.now)
    nodes = EnrolmentPage(operation, [each.enrolment for each in moves]).nodes
    return list(zip(nodes, moves, strict=True))


ONBOARDING_FIELDS: dict[str, tuple[Any, Any]] = {
    "kit_overview": (
        KitOverview | None,
        strawberry.field(
            resolver=_overview,
            description="How a kit's newcomers fare together, for those who run the program; null where there is no "
            "such kit.",
        ),
    ),
    "kit_moves": (
        list[MovePreview],
        strawberry.field(
            resolver=_moves,
            description="What moving everybody on an older version of a kit to the newest would do; for those who run "
            "the program.",
        ),
    ),
}
