"""When somebody leaves: what was theirs to look after passes to a successor, in one transaction."""

from collections.abc import Sequence

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from content_store.changelog import AssetChange, Entity, record, record_assets
from content_store.errors import Invalid
from content_store.queries.people import locked_person, people_book
from content_store.queries.succession import (
    open_promises,
    open_reviews,
    open_votes,
    responsibilities,
    reviewed_by,
    told_already,
)
from content_store.rules.permissions import Action
from content_store.rules.vocabulary import Role
from content_store.tables import Asset, ContentRequest, Kit, RequestVote, Reviewer
from content_store.upkeep_views import Responsibilities
from content_store.work import Work


def hand_over(work: Work, person_id: int, successor_id: int) -> Responsibilities:
    """Pass all that somebody looks after, and what they wait for, to a successor; returns how much it was.

    What they wrote and did stays theirs. Raises Forbidden, and Invalid where the successor is nobody who is still
    here, the same person, or a program.
    """
    work.require(Action.EDIT)
    # Held, so that the successor cannot leave meanwhile.
    successor = locked_person(work.session, successor_id)
    if successor is None or successor.disabled_at is not None or successor.role is Role.SERVICE:
        raise Invalid.of("successor", "UNKNOWN_PERSON", "choose somebody who is still here")
    if person_id == successor_id or person_id not in people_book(work.session).by_id:
        raise Invalid.of("successor", "UNKNOWN_PERSON", "choose somebody else than who leaves")
    passed = responsibilities(work.session, person_id)
    _pass_assets(work, person_id, successor_id)
    session = work.session
    session.execute(update(Kit).where(Kit.owner_id == person_id).values(owner_id=successor_id))
    promises = update(ContentRequest).where(ContentRequest.id.in_(open_promises(person_id)))
    session.execute(promises.values(answered_by_id=successor_id), execution_options={"synchronize_session": False})
    _pass_reviews(session, person_id, successor_id)
    _pass_votes(session, person_id, successor_id)
    record(work, Entity.PERSON, person_id, "handed_over", note=successor.email)
    return passed


def _pass_assets(work: Work, person_id: int, successor_id: int) -> None:
    ids: set[int] = set()
    for column in (Asset.owner_id, Asset.steward_id):
        theirs = update(Asset).where(column == person_id).values({column.key: successor_id}).returning(Asset.id)
        found: Sequence[int] = work.session.scalars(theirs).all()
        ids.update(found)
    record_assets(work, [AssetChange(asset_id, "assigned", shown=True) for asset_id in sorted(ids)])


def _pass_reviews(session: Session, person_id: int, successor_id: int) -> None:
    """The successor is asked in the open reviews instead; where they were asked beside, once is enough."""
    theirs = Reviewer.person_id == person_id, Reviewer.review_id.in_(open_reviews())
    once = delete(Reviewer).where(*theirs, Reviewer.review_id.in_(reviewed_by(successor_id)))
    session.execute(once, execution_options={"synchronize_session": False})
    passed = update(Reviewer).where(*theirs).values(person_id=successor_id)
    session.execute(passed, execution_options={"synchronize_session": False})


def _pass_votes(session: Session, person_id: int, successor_id: int) -> None:
    """Whoever takes over is told what becomes of the open requests; a vote of their own is enough for that."""
    waits = RequestVote.request_id.in_(open_votes(person_id)), RequestVote.request_id.not_in(told_already(successor_id))
    passed = update(RequestVote).where(RequestVote.person_id == person_id, *waits).values(person_id=successor_id)
    session.execute(passed, execution_options={"synchronize_session": False})
