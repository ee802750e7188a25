"""What the people of a demo said of assets and asked for, through the use cases that everybody goes through."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from content_store import feedback, requests
from content_store.errors import Invalid
from content_store.exchange.story import Answer, Missed, Story, days_before
from content_store.feedback import FeedbackInput
from content_store.feedback_views import FeedbackView, RequestView
from content_store.queries.assets import ids_of
from content_store.queries.people import people_book
from content_store.requests import RequestInput
from content_store.rules.vocabulary import Facet, FeedbackStatus
from content_store.views import Viewer
from content_store.work import Work


def add_feedback(session: Session, story: Story, now: datetime) -> None:
    """Give all feedback of the story, and answer what was answered."""
    ids = ids_of(session, {said.asset for said in story.feedback})
    # In the order in which it was said, as in life.
    for said in sorted(story.feedback, key=lambda each: -each.ago):
        content = {"content": dict(said.proposal)} if said.proposal else None
        given = FeedbackInput(ids[said.asset], said.kind, said.reason, said.text, content)
        made = feedback.give(work_of(session, said.by, said.ago, now), given)
        for answer in said.then:
            _answer_feedback(work_of(session, answer.by, answer.ago, now), made, answer)


def _answer_feedback(work: Work, made: FeedbackView, answer: Answer) -> None:
    if answer.accept:
        feedback.accept_suggestion(work, made.id, made.revision, answer.text)
    elif answer.status is FeedbackStatus.REOPENED:
        feedback.reopen(work, made.id, answer.text)
    elif answer.status is not None:
        feedback.answer(work, made.id, answer.status, answer.text)


def add_requests(session: Session, story: Story, now: datetime) -> None:
    """Ask for all that is missed in the story, with its votes, promises and endings."""
    ids = ids_of(session, {answer.fulfil for missed in story.requests for answer in missed.then if answer.fulfil})
    for missed in story.requests:
        asked = work_of(session, missed.by, missed.ago, now)
        made = requests.ask(asked, _request(missed, now))
        for voter in missed.votes:
            requests.vote(work_of(session, voter, missed.ago - 1, now), made.id)
        for answer in missed.then:
            _answer_request(work_of(session, answer.by, answer.ago, now), made, answer, ids, now)


def _request(missed: Missed, now: datetime) -> RequestInput:
    tags = {Facet.PERSONA: missed.persona, Facet.STAGE: missed.stage, Facet.PAIN: missed.pain}
    wanted = None if missed.wanted_in is None else (now + timedelta(days=missed.wanted_in)).date()
    return RequestInput(missed.title, missed.why, tags, missed.type, wanted)


def _answer_request(work: Work, made: RequestView, answer: Answer, ids: Mapping[str, int], now: datetime) -> None:
    if answer.fulfil:
        requests.fulfil(work, made.id, ids[answer.fulfil], answer.text)
    elif answer.status is not None:
        promised = None if answer.promised is None else (now - timedelta(days=answer.promised)).date()
        requests.answer(work, made.id, answer.status, answer.text, promised)


def work_of(session: Session, email: str, ago: int, now: datetime) -> Work:
    """The work of somebody, so many days ago. Raises Invalid where the demo has nobody of this address."""
    person = people_book(session).find(email)
    if person is None:
        raise Invalid.of("by", "UNKNOWN_PERSON", f"nobody in the demo has the address {email}")
    return Work(session, Viewer(person), days_before(now, ago))
