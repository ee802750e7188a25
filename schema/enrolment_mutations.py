"""Giving kits to newcomers, and learning from them."""

from collections.abc import Callable
from datetime import date
from typing import Any

import strawberry
from strawberry import UNSET

from content_store import enrolling, learning
from content_store.enrolling import EnrolmentInput, Outcome
from content_store.enrolment_views import EnrolmentView
from content_store.errors import NotFound
from content_store.queries.kit_steps import Steps
from content_store.rules.permissions import Action
from content_store.usage import Occurrence, Recording, prepare
from content_store.work import Work
from schema.declared import make_type
from schema.enrolments import Enrolment, EnrolmentNode, EnrolmentPage, enrolments_by_id
from schema.enums import Perspective
from schema.fields import read
from schema.ids import Kind, number_of
from schema.inputs import input_type, optional
from schema.mutating import Mutation
from schema.operation import Operation

_ID: tuple[Any, Any] = (strawberry.ID, strawberry.field(description="The enrolment's global id."))
_STEP: tuple[Any, Any] = (str, strawberry.field(description="The key of the step."))
_ENROLMENT: dict[str, tuple[Any, Any]] = {"enrolment": (Enrolment, read("The enrolment, as it is now."))}

NewcomerInput: Any = input_type(
    "NewcomerInput",
    "Somebody who is to learn from a kit.",
    {
        "email": (str, strawberry.field(description="Their e-mail address.")),
        "mentor": (str | None, optional("The e-mail address of their mentor.")),
        "start_on": (date | None, optional("The day on which they start; today without it.")),
        "due_on": (date | None, optional("The day by which they should be through.")),
    },
)
EnrolOutcome: Any = make_type(
    "EnrolOutcome",
    (),
    "What became of one of those who were to be enrolled.",
    iter(
        [
            ("email", str, read("The address that was given.", lambda pair, _: pair[0].given.email)),
            (
                "enrolment",
                Enrolment | None,
                read("Their enrolment; null where it was refused.", lambda pair, _: pair[1]),
            ),
            (
                "was_enrolled",
                bool,
                read("Whether they were on the kit already, and stay as they are.", lambda p, _: p[0].was_enrolled),
            ),
            (
                "code",
                str | None,
                read(
                    "Why it was refused, for programs: UNKNOWN_PERSON, DISABLED, WRONG_ORDER …",
                    lambda pair, _: pair[0].problem.code if pair[0].problem else None,
                ),
            ),
            (
                "message",
                str | None,
                read(
                    "Why it was refused, for people.",
                    lambda pair, _: pair[0].problem.message if pair[0].problem else None,
                ),
            ),
        ]
    ),
)


def _enrol(work: Work, given: Any) -> list[Outcome]:
    people = [
        EnrolmentInput(each.email, each.mentor or "", each.start_on or None, each.due_on or None)
        for each in given.people
    ]
    return enrolling.enrol(work, _kit(given.kit), people)


def _change(work: Work, given: Any) -> EnrolmentView:
    number = _number(given.id)
    now = enrolling.view(work, number)
    mentor = (now.mentor.email if now.mentor else "") if given.mentor is UNSET else given.mentor
    due = now.due_on if given.due_on is UNSET else given.due_on
    return enrolling.change(work, number, mentor, given.start_on or None, due)


def _move(work: Work, given: Any) -> list[EnrolmentView]:
    return enrolling.move(work, [_number(each) for each in given.ids])


def _complete(work: Work, given: Any) -> EnrolmentView:
    useful = None if given.useful is UNSET else given.useful
    minutes = None if given.minutes is UNSET else given.minutes
    said = learning.Done(minutes, given.answer or "", useful)
    return learning.complete_step(work, _number(given.id), given.step, said)


def _undo(work: Work, given: Any) -> EnrolmentView:
    return learning.undo_step(work, _number(given.id), given.step)


def _note(work: Work, given: Any) -> EnrolmentView:
    return learning.write_note(work, _number(given.id), given.text, given.step or "")


def _simple(change: Callable[[Work, int], EnrolmentView]) -> Callable[[Work, Any], EnrolmentView]:
    return lambda work, given: change(work, _number(given.id))


def _number(id_: str) -> int:
    number = number_of(Kind.ENROLMENT, id_)
    if number is None:
        message = "there is no such enrolment"
        raise NotFound(message)
    return number


def _kit(id_: str) -> int:
    number = number_of(Kind.KIT, id_)
    if number is None:
        message = "there is no such kit"
        raise NotFound(message)
    return number


def _nodes(operation: Operation, views: list[EnrolmentView]) -> list[EnrolmentNode]:
    return EnrolmentPage(operation, views).nodes


def _pays(operation: Operation, view: EnrolmentView) -> dict[str, Any]:
    return {"enrolment": _nodes(operation, [view])[0]}


def _pays_learnt(operation: Operation, view: EnrolmentView) -> dict[str, Any]:
    """The enrolment; what was read of it is recorded as onboarding, each asset of a step once."""
    window = operation.window(Perspective.PUBLISHED)
    done = [step for step in Steps(operation.session, window, [view.plan]).of(view.plan) if step.step.key in view.done]
    inputs = [each for step in done for each in learning.reading_of(view.id, step)]
    by = Recording(operation.viewer.person, window, operation.channel, operation.actor)
    prepared = prepare(operation.session, by, inputs)
    operation.services.recorder.note([each for each in prepared if isinstance(each, Occurrence)])
    return _pays(operation, view)


def _pays_outcomes(operation: Operation, outcomes: list[Outcome]) -> dict[str, Any]:
    found = enrolments_by_id(operation, [each.enrolment_id for each in outcomes if each.enrolment_id is not None])
    return {"outcomes": [(each, found.get(each.enrolment_id or 0)) for each in outcomes]}


def _mutation(
    name: str, action: Action, description: str, change: Callable[[Work, Any], EnrolmentView], **declared: Any
) -> Mutation:
    title = "".join(part.capitalize() for part in name.split("_"))
    given = input_type(f"{title}Input", description, {"id": _ID, **declared})
    return Mutation(name, action, description, given, change, _ENROLMENT, _pays)


ENROLMENT_MUTATIONS = [
    Mutation(
        "enrol",
        Action.ENROL,
        "Give the version of a kit that readers see to newcomers. What is wrong with one keeps no other from it.",
        input_type(
            "EnrolInput",
            "Which kit, and to whom.",
            {
                "kit": (strawberry.ID, strawberry.field(description="The kit's global id.")),
                "people": (list[NewcomerInput], strawberry.field(description="At most 500.")),
            },
        ),
        _enrol,
        {"outcomes": (list[EnrolOutcome], read("What became of each, in their order."))},
        _pays_outcomes,
    ),
    _mutation(
        "change_enrolment",
        Action.ENROL,
        "Give an enrolment another mentor or other dates; what is left out stays.",
        _change,
        mentor=(str | None, optional("The e-mail address of the mentor; null for none.")),
        start_on=(date | None, optional("The day on which they start.")),
        due_on=(date | None, optional("The day by which they should be through; null for none.")),
    ),
    _mutation(
        "end_enrolment",
        Action.ENROL,
        "Call it off; what was learnt stays written down.",
        _simple(enrolling.end),
    ),
    _mutation("resume_enrolment", Action.ENROL, "Take back that it was called off.", _simple(enrolling.resume)),
    Mutation(
        "move_enrolments",
        Action.ENROL,
        "Move newcomers to the newest version of their kit; kitMoves says before what that does.",
        input_type(
            "MoveEnrolmentsInput",
            "Whom to move.",
            {"ids": (list[strawberry.ID], strawberry.field(description="The global ids of their enrolments."))},
        ),
        _move,
        {"enrolments": (list[Enrolment], read("The enrolments, as they are now."))},
        lambda operation, views: {"enrolments": _nodes(operation, views)},
    ),
    Mutation(
        "complete_kit_step",
        Action.LEARN,
        "Say that one has done a step of a kit one is enrolled on; again, to say something else of it. What was read "
        "is recorded as viewed for the purpose ONBOARDING.",
        input_type(
            "CompleteKitStepInput",
            "Which step, and what to say of it.",
            {
                "id": _ID,
                "step": _STEP,
                "minutes": (int | None, optional("How long it took, 0 to 480 minutes.")),
                "answer": (str | None, optional("The answer to its question, plain text, at most 2,000 characters.")),
                "useful": (bool | None, optional("Whether it was useful.")),
            },
        ),
        _complete,
        _ENROLMENT,
        _pays_learnt,
    ),
    _mutation("undo_kit_step", Action.LEARN, "Take back that a step is done.", _undo, step=_STEP),
    _mutation(
        "write_enrolment_note",
        Action.LEARN,
        "Say something to one's mentor, or to the newcomer whose mentor one is.",
        _note,
        text=(str, strawberry.field(description="Plain text, at most 2,000 characters.")),
        step=(str | None, optional("The key of the step it is about.")),
    ),
]
