"""What the newcomers of a demo have learnt, through the use cases that everybody goes through."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from content_store import enrolling, learning
from content_store.access import SYSTEM, window
from content_store.enrolling import EnrolmentInput
from content_store.errors import Invalid
from content_store.exchange.story import Enrolled, Story, days_before
from content_store.queries.kits import kit_by_slug
from content_store.queries.people import people_book
from content_store.views import Viewer
from content_store.work import Work


def add_enrolments(session: Session, story: Story, now: datetime) -> None:
    """Enrol all newcomers of the story, and let them do what they have done."""
    for told in story.enrolments:
        kit = kit_by_slug(session, told.kit, window(SYSTEM, now))
        if kit is None:
            raise Invalid.of("kit", "UNKNOWN_KIT", f"the demo has no published kit “{told.kit}”")
        start = (now - timedelta(days=told.ago)).date()
        due = None if told.due_in is None else start + timedelta(days=told.due_in)
        given = EnrolmentInput(told.person, told.mentor, start, due)
        begun = days_before(now, max(told.ago, 0))
        (outcome,) = enrolling.enrol(Work(session, SYSTEM, begun), kit.id, [given])
        if outcome.enrolment_id is None:
            raise Invalid([outcome.problem] if outcome.problem else [])
        _learn(session, told, outcome.enrolment_id, now)


def _learn(session: Session, told: Enrolled, enrolment_id: int, now: datetime) -> None:
    for step in told.done:
        said = learning.Done(step.minutes, step.answer, step.useful)
        learning.complete_step(_work(session, told.person, told.ago - step.after, now), enrolment_id, step.step, said)
    for note in told.notes:
        learning.write_note(_work(session, note.by, told.ago - note.after, now), enrolment_id, note.text)


def _work(session: Session, email: str, ago: int, now: datetime) -> Work:
    person = people_book(session).find(email)
    if person is None:
        raise Invalid.of("by", "UNKNOWN_PERSON", f"nobody in the demo has the address {email}")
    return Work(session, Viewer(person), days_before(now, ago))
