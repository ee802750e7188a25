"""Running an onboarding program: giving kits to newcomers, moving them to newer versions, and calling it off."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from content_store.access import require, window
from content_store.changelog import Entity, record
from content_store.enrolment_views import EnrolmentView, MoveView
from content_store.errors import Invalid, NotFound, Problem
from content_store.kit_reminding import tell_enrolled
from content_store.kit_views import KitView
from content_store.queries.enrolments import (
    enrolments_of_kit,
    load_enrolments,
    locked_enrolment,
    on_version,
    open_on_kit,
)
from content_store.queries.kit_steps import Steps
from content_store.queries.kits import locked_kit
from content_store.queries.people import PeopleBook, people_book
from content_store.rules.enrolments import is_complete, moved
from content_store.rules.kits import KitStatus, Plan
from content_store.rules.permissions import Action
from content_store.rules.vocabulary import Role
from content_store.tables import Enrolment, EnrolmentReminder, Kit
from content_store.views import PersonView, Viewer
from content_store.work import Work

MOST_AT_ONCE = 500  # newcomers
FARTHEST = timedelta(days=3_653)  # ten years; what lies beyond is a typing error


@dataclass(frozen=True, slots=True)
class EnrolmentInput:
    """Somebody who is to learn: their e-mail address and their mentor's, when they start, and until when.

    ``place`` is where it stood in a file, for the report.
    """

    email: str
    mentor: str = ""
    start_on: date | None = None
    due_on: date | None = None
    place: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one of them. ``problem`` says why nothing did; ``was_enrolled`` that they were on it already."""

    given: EnrolmentInput
    enrolment_id: int | None = None
    was_enrolled: bool = False
    problem: Problem | None = None


def enrol(work: Work, kit_id: int, people: Sequence[EnrolmentInput]) -> list[Outcome]:
    """Give the version of a kit that readers see to newcomers; in their order, what became of each.

    One who is on it already stays where they are. What is wrong with one keeps no other from it. Raises Forbidden,
    NotFound, and Invalid where the kit is not published or too many are given at once.
    """
    work.require(Action.ENROL)
    kit = _open_kit(work, kit_id)
    if not people:
        raise Invalid.of("people", "REQUIRED", "name somebody to enrol")
    if len(people) > MOST_AT_ONCE:
        raise Invalid.of("people", "TOO_MANY", f"enrol at most {MOST_AT_ONCE} at once")
    book = people_book(work.session)
    ids = {person.id for each in people if (person := book.find(each.email)) is not None}
    known = open_on_kit(work.session, kit.id, ids)
    outcomes = []
    for each in people:
        problem, person, mentor = _checked(work, book, each)
        if problem is not None or person is None:
            outcomes.append(Outcome(each, problem=problem))
        elif person.id in known:
            outcomes.append(Outcome(each, known[person.id], was_enrolled=True))
        else:
            known[person.id] = _enrolled(work, kit, each, person, mentor)
            tell_enrolled(work, view(work, known[person.id]))
            outcomes.append(Outcome(each, known[person.id]))
    return outcomes


def change(
    work: Work, enrolment_id: int, mentor: str | None, start_on: date | None, due_on: date | None
) -> EnrolmentView:
    """Give it another mentor or other dates; None leaves the start, no mentor and no due date empties them.

    Raises Forbidden, NotFound, Invalid.
    """
    work.require(Action.ENROL)
    row = _locked(work, enrolment_id)
    person = people_book(work.session).by_id[row.person_id]
    given = EnrolmentInput(person.email, mentor or "", start_on or row.start_on, due_on)
    problem, _, found = _checked(work, people_book(work.session), given)
    if problem is not None and problem.code != "DISABLED":
        raise Invalid([problem])
    row.mentor_id = found.id if found else None
    row.start_on, row.due_on, row.updated_at = given.start_on or row.start_on, due_on, work.now
    work.session.execute(delete(EnrolmentReminder).where(EnrolmentReminder.enrolment_id == row.id))
    work.session.flush()
    record(work, Entity.ENROLMENT, row.id, "changed")
    return view(work, row.id)


def end(work: Work, enrolment_id: int) -> EnrolmentView:
    """Call it off; what was learnt stays written down."""
    work.require(Action.ENROL)
    row = _locked(work, enrolment_id)
    if row.ended_at is None:
        row.ended_at = row.updated_at = work.now
        work.session.flush()
        record(work, Entity.ENROLMENT, row.id, "ended")
    return view(work, row.id)


def resume(work: Work, enrolment_id: int) -> EnrolmentView:
    """Take back that it was called off. Raises Invalid where they are on another version by now, or may not sign in."""
    work.require(Action.ENROL)
    row = _locked(work, enrolment_id)
    person = people_book(work.session).by_id[row.person_id]
    if person.disabled_at is not None:
        raise Invalid.of("person", "DISABLED", f"{person.email} may not sign in")
    if row.ended_at is not None:
        if open_on_kit(work.session, row.kit_id, [row.person_id]):
            raise Invalid.of("person", "ENROLLED", "they are on another version of this kit")
        row.ended_at, row.updated_at = None, work.now
        work.session.flush()
        record(work, Entity.ENROLMENT, row.id, "resumed")
    return view(work, row.id)


def preview_move(session: Session, viewer: Viewer, kit: KitView, now: datetime) -> list[MoveView]:
    """What moving everybody who is not through to the newest version would do. Raises Forbidden."""
    require(viewer, Action.READ_PROGRESS)
    behind = [each for each in enrolments_of_kit(session, kit.id, open_only=True) if each.version != kit.version]
    plans = [kit.plan, *{each.version: each.plan for each in behind}.values()]
    steps = Steps(session, window(viewer, now), plans)
    words = {each.step.key: each.words for plan in reversed(plans) for each in steps.of(plan)}
    return [_preview(each, kit.plan, kit.version or 0, words) for each in behind]


def move(work: Work, enrolment_ids: Iterable[int]) -> list[EnrolmentView]:
    """Move newcomers to the newest version of their kit; steps that are in both stay done.

    Raises Forbidden, NotFound, and Invalid where one is ended, or the kit is retired.
    """
    work.require(Action.ENROL)
    ids = list(dict.fromkeys(enrolment_ids))
    for enrolment_id in ids:
        row = _locked(work, enrolment_id)
        kit = _open_kit(work, row.kit_id)
        if row.ended_at is not None:
            raise Invalid.of("id", "ENDED", "it was called off; resume it first")
        if kit.version is None or row.version == kit.version:
            continue
        earlier = on_version(work.session, row.kit_id, kit.version, row.person_id)
        if earlier is not None:
            work.session.delete(earlier)
            work.session.flush()
        row.version, row.updated_at = kit.version, work.now
        work.session.flush()
        moved_view = view(work, row.id)
        required = [step.key for step in moved_view.plan.steps if step.required]
        row.completed_at = (row.completed_at or work.now) if is_complete(required, moved_view.done) else None
        work.session.flush()
        record(work, Entity.ENROLMENT, row.id, "moved", revision=kit.version)
    return load_enrolments(work.session, ids, work.actor)


def view(work: Work, enrolment_id: int) -> EnrolmentView:
    """The enrolment as it is now. Raises NotFound."""
    work.session.flush()
    found = load_enrolments(work.session, [enrolment_id], work.actor)
    if not found:
        message = "there is no such enrolment"
        raise NotFound(message)
    return found[0]


def _open_kit(work: Work, kit_id: int) -> Kit:
    """The kit's row, held, so that of two who enrol the same person one meets what the other did."""
    kit = locked_kit(work.session, kit_id)
    if kit is None:
        message = "there is no such kit"
        raise NotFound(message)
    if kit.status is not KitStatus.PUBLISHED:
        raise Invalid.of("kit", "NOT_PUBLISHED", f"it is {kit.status.value}; only a published kit can be given")
    return kit


def _enrolled(work: Work, kit: Kit, given: EnrolmentInput, person: PersonView, mentor: PersonView | None) -> int:
    start = given.start_on or work.now.date()
    version = kit.version or 0
    row = on_version(work.session, kit.id, version, person.id)
    if row is None:
        row = Enrolment(kit_id=kit.id, version=version, person_id=person.id, created_at=work.now, completed_at=None)
        work.session.add(row)
    row.mentor_id = mentor.id if mentor else None
    row.start_on, row.due_on, row.ended_at, row.updated_at = start, given.due_on, None, work.now
    row.enrolled_by_id = work.actor_id
    work.session.flush()
    work.session.execute(delete(EnrolmentReminder).where(EnrolmentReminder.enrolment_id == row.id))
    record(work, Entity.ENROLMENT, row.id, "enrolled")
    return row.id


def _checked(
    work: Work, book: PeopleBook, given: EnrolmentInput
) -> tuple[Problem | None, PersonView | None, PersonView | None]:
    """What is wrong, and who is meant."""
    person = book.find(given.email)
    mentor = book.find(given.mentor) if given.mentor else None
    for wrong in (*_person_problems(person, given.email), *_mentor_problems(person, mentor, given.mentor)):
        return wrong, person, mentor
    start, due = given.start_on or work.now.date(), given.due_on
    for name, day in (("start_on", start), ("due_on", due)):
        if day is not None and abs(day - work.now.date()) > FARTHEST:
            return Problem((name,), "OUT_OF_RANGE", "that day is more than ten years away"), person, mentor
    if due is not None and due < start:
        return Problem(("due_on",), "WRONG_ORDER", "it would be due before it starts"), person, mentor
    return None, person, mentor


def _person_problems(person: PersonView | None, email: str) -> Iterable[Problem]:
    if person is None:
        yield Problem(("email",), "UNKNOWN_PERSON", f"nobody has the address “{email[:100]}”")
    elif person.role is Role.SERVICE:
        yield Problem(("email",), "NO_PERSON", f"{person.email} is a program")
    elif person.disabled_at is not None:
        yield Problem(("email",), "DISABLED", f"{person.email} may not sign in")


def _mentor_problems(person: PersonView | None, mentor: PersonView | None, email: str) -> Iterable[Problem]:
    if email and (mentor is None or mentor.disabled_at is not None or mentor.role is Role.SERVICE):
        yield Problem(("mentor",), "UNKNOWN_PERSON", f"nobody active has the address “{email[:100]}”")
    elif mentor is not None and person is not None and mentor.id == person.id:
        yield Problem(("mentor",), "SAME_PERSON", "nobody is their own mentor")


def _locked(work: Work, enrolment_id: int) -> Enrolment:
    row = locked_enrolment(work.session, enrolment_id)
    if row is None:
        message = "there is no such enrolment"
        raise NotFound(message)
    return row


def _preview(each: EnrolmentView, plan: Plan, version: int, words: dict[str, str]) -> MoveView:
    before, after = [step.key for step in each.plan.steps], [step.key for step in plan.steps]
    change_ = moved(before, after, each.done)
    named = ([words.get(key) or key for key in keys] for keys in (change_.kept, change_.added, change_.dropped))
    kept, added, dropped = (tuple(keys) for keys in named)
    required = [step.key for step in plan.steps if step.required]
    return MoveView(each, version, kept, added, dropped, is_complete(required, each.done))
