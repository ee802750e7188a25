"""Moving feedback and requests from one status to the next, and telling those who wait for it."""

from collections.abc import Iterable

from content_store.changelog import Entity, record
from content_store.errors import Forbidden, Invalid
from content_store.queries.feedback import snapshots, taken_in
from content_store.rules.feedback import follows, is_taken, needs_reason, refusal
from content_store.rules.snapshots import Snapshot
from content_store.rules.vocabulary import FeedbackStatus
from content_store.rules.wording import storable
from content_store.tables import ContentRequest, Feedback, Notice, RevisionComment
from content_store.work import Work

LONGEST_ANSWER = 2_000  # characters


def person_id_of(work: Work) -> int:
    """Who gives feedback or asks; the command line is nobody. Raises Forbidden."""
    if work.actor_id is None:
        message = "feedback needs a person who gives it"
        raise Forbidden(message)
    return work.actor_id


def answer_feedback(work: Work, row: Feedback, status: FeedbackStatus, words: str) -> None:
    """Give locked feedback its new status and tell whoever gave it. Raises Invalid."""
    said = move(work, row, status, words)
    tell(work, {row.person_id}, status, said, feedback_id=row.id)
    record(work, Entity.FEEDBACK, row.id, status.value, note=said)


def answer_request(work: Work, row: ContentRequest, status: FeedbackStatus, words: str, waiting: Iterable[int]) -> None:
    """Give a locked request its new status and tell all who are ``waiting``. Raises Invalid."""
    said = move(work, row, status, words)
    row.resolved_at = work.now if status is FeedbackStatus.RESOLVED else None
    tell(work, {row.person_id, *waiting}, status, said, request_id=row.id)
    record(work, Entity.REQUEST, row.id, status.value, note=said)


def resolve_published(work: Work, asset_id: int, revision: int, published: Snapshot, showing: str) -> None:
    """End the suggestions that are in what was just published, and tell those who made them.

    ``showing`` says since when readers see it. An accepted one that an editor took back again stays as it is.
    """
    waiting = taken_in(work.session, asset_id, revision)
    bases = snapshots(work.session, ((row.asset_id, row.revision) for row in waiting))
    for row in waiting:
        base = bases.get((row.asset_id, row.revision))
        if row.proposal is not None and base is not None and is_taken(row.proposal, base, published):
            answer_feedback(work, row, FeedbackStatus.RESOLVED, f"Your suggestion is in what readers see {showing}.")


def move(work: Work, row: Feedback | ContentRequest | RevisionComment, status: FeedbackStatus, words: str) -> str:
    """Give a locked row its new status, with the answer; returns that as it was stored. Raises Invalid."""
    said = storable(words).strip()
    if not follows(row.status, status):
        raise Invalid.of("status", "WRONG_STATUS", refusal(row.status, status))
    if needs_reason(status) and not said:
        raise Invalid.of("answer", "REQUIRED", "say why")
    if len(said) > LONGEST_ANSWER:
        raise Invalid.of("answer", "TOO_LONG", f"it may have {LONGEST_ANSWER:,} characters at most")
    row.status, row.updated_at = status, work.now
    if status is not FeedbackStatus.REOPENED:
        row.answer, row.answered_by_id = said, work.actor_id
    work.session.flush()
    return said


def tell(work: Work, people: Iterable[int | None], status: FeedbackStatus, text: str, **about: int) -> None:
    """A notice for each of ``people`` but the one whose doing it is; ``about`` names its column and id."""
    told = sorted({person_id for person_id in people if person_id is not None} - {work.actor_id})
    for person_id in told:
        work.session.add(Notice(person_id=person_id, status=status, text=text, at=work.now, seen_at=None, **about))
    work.session.flush()
