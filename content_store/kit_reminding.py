"""Telling newcomers, their mentors and the owners of kits what they need to know; each thing once."""

from content_store.access import SYSTEM, window
from content_store.answering import tell
from content_store.enrolment_views import EnrolmentView
from content_store.kit_views import StepTrouble
from content_store.queries.enrolments import open_enrolments, said_reminders
from content_store.queries.kit_steps import Steps
from content_store.queries.kits import load_kits, published_kit_ids, told_about_kits
from content_store.rules.enrolments import ReminderKind, reminder
from content_store.rules.vocabulary import FeedbackStatus
from content_store.tables import EnrolmentReminder
from content_store.work import Work


def remind_newcomers(work: Work) -> int:
    """Remind those who are not through of what is due, and mentors of what is overdue; how many were told."""
    today, told = work.now.date(), 0
    enrolments = open_enrolments(work.session)
    said = said_reminders(work.session, [each.id for each in enrolments])
    for each in enrolments:
        kind = reminder(each.start_on, each.due_on, today)
        if kind is None or kind in said.get(each.id, ()):
            continue
        work.session.add(EnrolmentReminder(enrolment_id=each.id, kind=kind, at=work.now))
        people = [each.person.id]
        if kind is ReminderKind.OVERDUE and each.mentor is not None:
            people.append(each.mentor.id)
        tell(work, people, FeedbackStatus.OPEN, _words(each, kind), enrolment_id=each.id)
        told += len(people)
    return told


def flag_kits(work: Work) -> int:
    """Tell the owner of each published kit of steps that newcomers skip by now; how many kits there are of these."""
    seen = window(SYSTEM, work.now)
    kits = [kit for kit in load_kits(work.session, published_kit_ids(work.session), seen) if kit.owner is not None]
    steps, told = Steps(work.session, seen, [kit.plan for kit in kits]), 0
    before = told_about_kits(work.session, [kit.id for kit in kits])
    for kit in kits:
        gone = [each.words or each.step.asset for each in steps.of(kit.plan) if each.trouble is StepTrouble.GONE]
        text = _flagged(gone)
        if gone and kit.owner is not None and (kit.owner.id, kit.id, text) not in before:
            tell(work, [kit.owner.id], FeedbackStatus.OPEN, text, kit_id=kit.id)
            told += 1
    return told


def tell_enrolled(work: Work, enrolment: EnrolmentView) -> None:
    """Tell a newcomer of their kit, and their mentor of the newcomer."""
    today = work.now.date()
    begins = "You can start now." if enrolment.start_on <= today else f"It starts on {enrolment.start_on:%d %B %Y}."
    if enrolment.start_on <= today:
        work.session.add(EnrolmentReminder(enrolment_id=enrolment.id, kind=ReminderKind.STARTS, at=work.now))
    tell(work, [enrolment.person.id], FeedbackStatus.OPEN, f"{begins}{_due(enrolment)}", enrolment_id=enrolment.id)
    if enrolment.mentor is not None:
        words = f"You are the mentor of {enrolment.person.name}. {_starting(enrolment)}"
        tell(work, [enrolment.mentor.id], FeedbackStatus.OPEN, words, enrolment_id=enrolment.id)


def tell_completed(work: Work, enrolment: EnrolmentView) -> None:
    """Tell the mentor that a newcomer is through."""
    mentor = [enrolment.mentor.id] if enrolment.mentor else []
    tell(work, mentor, FeedbackStatus.RESOLVED, f"{enrolment.person.name} is through.", enrolment_id=enrolment.id)


def tell_noted(work: Work, enrolment: EnrolmentView, text: str) -> None:
    """Tell the other side of a note."""
    people = [enrolment.person.id, enrolment.mentor.id if enrolment.mentor else None]
    tell(work, people, FeedbackStatus.OPEN, text, enrolment_id=enrolment.id)


def _words(each: EnrolmentView, kind: ReminderKind) -> str:
    steps = len(each.plan.steps) - each.done_count
    left = f"{steps} {'step is' if steps == 1 else 'steps are'} left, about {each.minutes_left} minutes."
    match kind:
        case ReminderKind.STARTS:
            return f"You can start now.{_due(each)}"
        case ReminderKind.DUE_SOON:
            return f"{left}{_due(each)}"
        case ReminderKind.OVERDUE:
            return f"It was due on {each.due_on:%d %B %Y}. {left}"


def _due(each: EnrolmentView) -> str:
    return f" It is due on {each.due_on:%d %B %Y}." if each.due_on else ""


def _starting(each: EnrolmentView) -> str:
    return f"They start on {each.start_on:%d %B %Y}."


def _flagged(gone: list[str]) -> str:
    subject = "A step is" if len(gone) == 1 else f"{len(gone)} steps are"
    return f"{subject} no longer to be read, and newcomers skip it: {'; '.join(gone)}."
