"""A program's overview: who is where, where newcomers get stuck, what nobody found useful, and the ramp."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from statistics import median

from sqlalchemy.orm import Session

from content_store.access import require
from content_store.enrolment_views import EnrolmentView, Overview, StepFigures
from content_store.kit_views import KitView, StepView
from content_store.queries.enrolments import enrolments_of_kit, first_landed
from content_store.queries.kit_steps import Steps
from content_store.rules.enrolments import EnrolmentState, Standing, ramps, stalls
from content_store.rules.filters import Window
from content_store.rules.permissions import Action
from content_store.views import Viewer


def overview(session: Session, viewer: Viewer, kit: KitView, window: Window) -> Overview:
    """How a kit's newcomers fare together, with the steps of what readers see now. Raises Forbidden."""
    require(viewer, Action.READ_PROGRESS)
    today = window.now.date()
    enrolments = enrolments_of_kit(session, kit.id)
    states = {each.id: each.state(today) for each in enrolments}
    counting = [each for each in enrolments if states[each.id] is not EnrolmentState.ENDED]
    under_way = [each for each in enrolments if states[each.id] is EnrolmentState.UNDER_WAY]
    reached = _reached(counting)
    stuck = stalls([_standing(each) for each in under_way], today)
    steps = Steps(session, window, [kit.plan]).of(kit.plan)
    return Overview(
        Counter(states.values()),
        sum(each.is_overdue(today) for each in enrolments),
        tuple(_figures(step, counting, reached[step.step.key], stuck.get(step.step.key, 0)) for step in steps),
        tuple(ramps(_starts(session, counting, today))),
    )


def _standing(each: EnrolmentView) -> Standing:
    last = each.last_at
    return Standing(
        [step.key for step in each.plan.steps], each.done, max(each.start_on, last.date()) if last else each.start_on
    )


def _reached(enrolments: Sequence[EnrolmentView]) -> Counter[str]:
    """How many have each step in the version that they are on."""
    found: Counter[str] = Counter()
    plans = {each.version: each.plan for each in enrolments}
    for version, count in Counter(each.version for each in enrolments).items():
        found.update({step.key: count for step in plans[version].steps})
    return found


def _figures(step: StepView, enrolments: Sequence[EnrolmentView], reached: int, stalled: int) -> StepFigures:
    key = step.step.key
    found = [each.progress[key] for each in enrolments if key in each.progress]
    took = [each.minutes for each in found if each.done_at is not None and each.minutes is not None]
    return StepFigures(
        step,
        reached=reached,
        done=sum(each.done_at is not None for each in found),
        stalled=stalled,
        useful=sum(each.useful is True for each in found),
        useless=sum(each.useful is False for each in found),
        minutes=float(median(took)) if took else None,
    )


def _starts(session: Session, enrolments: Sequence[EnrolmentView], today: date) -> list[tuple[date, date | None]]:
    """The start of each newcomer who has started, and the day on which something of theirs first landed."""
    starts = {each.person.id: each.start_on for each in enrolments if each.start_on <= today}
    landed = first_landed(session, starts)
    return [(start, landed.get(person_id)) for person_id, start in starts.items()]
