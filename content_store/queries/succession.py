"""Reading what is somebody's to look after."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from content_store.queries.feedback import OPEN
from content_store.queries.people import people_book
from content_store.rules.vocabulary import FeedbackStatus, Status
from content_store.tables import Asset, ContentRequest, Kit, RequestVote, Review, Reviewer
from content_store.upkeep_views import Responsibilities

_LIVING = (Status.DRAFT, Status.IN_REVIEW, Status.PUBLISHED)


def responsibilities(session: Session, person_id: int) -> Responsibilities:
    """What one person looks after."""
    return all_responsibilities(session, [person_id]).get(person_id, Responsibilities())


def all_responsibilities(session: Session, among: Iterable[int] | None = None) -> dict[int, Responsibilities]:
    """What everybody looks after, or those ``among`` whom one asks; who looks after nothing is left out."""
    people = set(people_book(session).by_id if among is None else among)
    counted = {
        "owned": _by(Asset.owner_id, Asset.status.in_(_LIVING)),
        "put_away": _by(Asset.owner_id, Asset.status.not_in(_LIVING)),
        "stewarded": _by(Asset.steward_id),
        "kits": _by(Kit.owner_id),
        "reviews": _by(Reviewer.person_id, Reviewer.review_id.in_(open_reviews())),
        "promises": _by(ContentRequest.answered_by_id, ContentRequest.status == FeedbackStatus.ACCEPTED),
        "waits_for": _by(
            RequestVote.person_id,
            RequestVote.request_id.in_(select(ContentRequest.id).where(ContentRequest.status.in_(OPEN))),
        ),
    }
    found: dict[int, dict[str, int]] = {}
    for name, statement in counted.items():
        for person_id, count in session.execute(statement):
            if person_id in people:
                found.setdefault(person_id, {})[name] = count
    return {person_id: Responsibilities(**counts) for person_id, counts in found.items()}


def open_promises(person_id: int) -> Select[int]:
    """The ids of the requests for which this person promised something that is not there yet."""
    waits = ContentRequest.status == FeedbackStatus.ACCEPTED
    return select(ContentRequest.id).where(ContentRequest.answered_by_id == person_id, waits)


def open_reviews() -> Select[int]:
    """The ids of all open reviews."""
    return select(Review.id).where(Review.closed_at.is_(None))


def reviewed_by(person_id: int) -> Select[int]:
    """The ids of the reviews in which this person is asked already."""
    return select(Reviewer.review_id).where(Reviewer.person_id == person_id)


def open_votes(person_id: int) -> Select[int]:
    """The ids of the open requests of which this person will be told."""
    voted = select(RequestVote.request_id).where(RequestVote.person_id == person_id)
    return select(ContentRequest.id).where(ContentRequest.status.in_(OPEN), ContentRequest.id.in_(voted))


def told_already(person_id: int) -> Select[int]:
    """The ids of all requests of which this person will be told anyway."""
    return select(RequestVote.request_id).where(RequestVote.person_id == person_id)


def _by(person: InstrumentedAttribute[Any], *conditions: Any) -> Select[int, int]:
    return select(person, func.count()).where(person.is_not(None), *conditions).group_by(person)
