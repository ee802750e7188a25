"""Learning from a kit: what a newcomer has done, how long it took, and what they and their mentor say to each other."""

from dataclasses import dataclass

from content_store.access import window
from content_store.changelog import Entity, record
from content_store.enrolment_views import EnrolmentView
from content_store.errors import Forbidden, Invalid, NotFound
from content_store.kit_reminding import tell_completed, tell_noted
from content_store.kit_views import StepView
from content_store.queries.enrolments import load_enrolments, locked_enrolment, step_of
from content_store.queries.kit_steps import Steps
from content_store.rules.enrolments import is_complete
from content_store.rules.kits import MOST_MINUTES
from content_store.rules.permissions import Action
from content_store.rules.vocabulary import EventKind, Purpose
from content_store.rules.wording import storable
from content_store.tables import Enrolment, EnrolmentNote, EnrolmentStep
from content_store.usage import UsageInput
from content_store.work import Work

LONGEST_ANSWER = LONGEST_NOTE = 2_000  # characters


@dataclass(frozen=True, slots=True)
class Done:
    """What a newcomer says of a step: how long it took, the answer to its question, and whether it was useful."""

    minutes: int | None = None
    answer: str = ""
    useful: bool | None = None


def complete_step(work: Work, enrolment_id: int, key: str, said: Done) -> EnrolmentView:
    """Note that a step is done; again, to say something else of it. Raises Forbidden, NotFound, Invalid."""
    view, row = _mine(work, enrolment_id, key)
    answer = storable(said.answer).strip()
    if said.minutes is not None and not 0 <= said.minutes <= MOST_MINUTES:
        raise Invalid.of("minutes", "OUT_OF_RANGE", f"a step takes 0 to {MOST_MINUTES} minutes")
    if len(answer) > LONGEST_ANSWER:
        raise Invalid.of("answer", "TOO_LONG", f"it may have {LONGEST_ANSWER:,} characters at most")
    step = _step(work, view.id, key)
    step.done_at = step.done_at or work.now
    step.minutes, step.answer, step.useful = said.minutes, answer, said.useful
    return _settled(work, row)


def undo_step(work: Work, enrolment_id: int, key: str) -> EnrolmentView:
    """Note that a step is not done after all; what was said of it stays."""
    view, row = _mine(work, enrolment_id, key)
    _step(work, view.id, key).done_at = None
    return _settled(work, row)


def write_note(work: Work, enrolment_id: int, text: str, key: str = "") -> EnrolmentView:
    """Say something to the mentor, or to the newcomer; about a step, where one is named.

    For these two, and for those who run the program. Raises Forbidden, NotFound, Invalid.
    """
    work.require(Action.LEARN)
    view = _seen(work, enrolment_id)
    said = storable(text).strip()
    if not said:
        raise Invalid.of("text", "REQUIRED", "say something")
    if len(said) > LONGEST_NOTE:
        raise Invalid.of("text", "TOO_LONG", f"it may have {LONGEST_NOTE:,} characters at most")
    if key and view.plan.step(key) is None:
        raise Invalid.of("step", "UNKNOWN_STEP", "the kit has no such step")
    if work.actor_id is None:
        message = "a note needs a person who says it"
        raise Forbidden(message)
    note = EnrolmentNote(enrolment_id=view.id, person_id=work.actor_id, step_key=key, text=said, at=work.now)
    work.session.add(note)
    work.session.flush()
    record(work, Entity.ENROLMENT, view.id, "noted")
    tell_noted(work, view, said)
    return view


def _mine(work: Work, enrolment_id: int, key: str) -> tuple[EnrolmentView, Enrolment]:
    """The actor's own enrolment with its row, held, where ``key`` is one of its steps."""
    work.require(Action.LEARN)
    row = locked_enrolment(work.session, enrolment_id)
    view = _seen(work, enrolment_id)
    if row is None or view.person.id != work.actor_id:
        message = "only the newcomer says what they have done"
        raise Forbidden(message)
    if row.ended_at is not None:
        raise Invalid.of("id", "ENDED", "this was called off; ask your mentor if you want to go on")
    if view.plan.step(key) is None:
        raise Invalid.of("step", "UNKNOWN_STEP", "the kit has no such step")
    return view, row


def _seen(work: Work, enrolment_id: int) -> EnrolmentView:
    found = load_enrolments(work.session, [enrolment_id], work.actor)
    if not found:
        message = "there is no such enrolment"
        raise NotFound(message)
    return found[0]


def _step(work: Work, enrolment_id: int, key: str) -> EnrolmentStep:
    step = step_of(work.session, enrolment_id, key)
    if step is None:
        step = EnrolmentStep(enrolment_id=enrolment_id, step_key=key, answer="")
        work.session.add(step)
    return step


def _settled(work: Work, row: Enrolment) -> EnrolmentView:
    """The enrolment as it is now, completed or not; a step with nothing to read keeps nobody from it."""
    work.session.flush()
    view = _seen(work, row.id)
    steps = Steps(work.session, window(work.actor, work.now), [view.plan]).of(view.plan)
    required = [each.step.key for each in steps if each.step.required and not each.is_skipped]
    was, is_ = row.completed_at is not None, is_complete(required, view.done) and bool(view.done)
    row.updated_at = work.now
    if was is not is_:
        row.completed_at = work.now if is_ else None
        work.session.flush()
        record(work, Entity.ENROLMENT, row.id, "completed" if is_ else "reopened")
        if is_:
            tell_completed(work, view)
    return _seen(work, row.id)


def reading_of(enrolment_id: int, step: StepView) -> list[UsageInput]:
    """What is recorded of the assets of a step that is done: each was viewed once, to learn and not to sell."""
    return [
        UsageInput(
            EventKind.VIEW,
            f"kit-{enrolment_id}-{step.step.key}-{asset.id}",
            asset_id=asset.id,
            purpose=Purpose.ONBOARDING,
        )
        for asset in step.assets
    ]
