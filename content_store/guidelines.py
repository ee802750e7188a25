"""Guidelines open to comment: every rep for a set period, and what changed because of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import update

from content_store import authoring
from content_store.answering import LONGEST_ANSWER, move, tell
from content_store.changelog import Entity, record
from content_store.commenting import check_field, new_comment, view_of, worded
from content_store.council_views import PeriodView
from content_store.errors import Invalid, NotFound
from content_store.proposing import saved_snapshot
from content_store.queries.comments import load_comments, locked_comment, period_comments
from content_store.queries.people import people_book
from content_store.queries.periods import lasting_period, load_periods, locked_period
from content_store.review_views import CommentView
from content_store.rules.feedback import Path
from content_store.rules.permissions import Action
from content_store.rules.vocabulary import ContentType, FeedbackStatus, Role, Status
from content_store.rules.wording import storable
from content_store.tables import CommentPeriod
from content_store.work import Work

LONGEST_PERIOD = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class PeriodInput:
    """From when until when, None meaning at once; which revision, None meaning the newest; and the invitation."""

    closes_at: datetime
    opens_at: datetime | None = None
    revision: int | None = None
    note: str = ""


def open_period(work: Work, asset_id: int, given: PeriodInput) -> PeriodView:
    """Open a revision of a guideline, draft or published, to every rep's comments. Raises Invalid and Forbidden."""
    work.require(Action.EDIT)
    asset = authoring.locked(work.session, asset_id, None)
    opens_at, note = given.opens_at or work.now, storable(given.note).strip()
    revision = asset.latest_revision if given.revision is None else given.revision
    if asset.type is not ContentType.GUIDELINE:
        raise Invalid.of("id", "OTHER_TYPE", "only guidelines are opened to every rep's comments")
    if asset.status in {Status.RETIRED, Status.ARCHIVED}:
        raise Invalid.of("status", "WRONG_STATUS", f"it is {asset.status.value}; restore it first")
    saved_snapshot(work.session, asset.id, revision)
    _check_times(work.now, opens_at, given)
    if lasting_period(work.session, asset.id, work.now) is not None:
        raise Invalid.of("id", "OPEN_ALREADY", "it is open for comment already, or will be; close that first")
    if len(note) > LONGEST_ANSWER:
        raise Invalid.of("note", "TOO_LONG", f"it may have {LONGEST_ANSWER:,} characters at most")
    row = CommentPeriod(
        asset_id=asset.id,
        revision=revision,
        opens_at=opens_at,
        closes_at=given.closes_at,
        note=note,
        opened_by_id=work.actor_id,
        created_at=work.now,
        announced_at=None,
        summarised_at=None,
    )
    work.session.add(row)
    work.session.flush()
    record(work, Entity.PERIOD, row.id, "opened", revision=revision, note=note)
    announce_periods(work)
    return _view(work, row.id)


def close_period(work: Work, period_id: int) -> PeriodView:
    """End a period before its time; one that has not begun is taken back."""
    work.require(Action.EDIT)
    row = _locked(work, period_id)
    if row.closes_at <= work.now:
        raise Invalid.of("status", "WRONG_STATUS", "it is over already")
    row.opens_at, row.closes_at = min(row.opens_at, work.now - timedelta(microseconds=1)), work.now
    row.announced_at = row.announced_at or work.now
    record(work, Entity.PERIOD, row.id, "closed")
    return _view(work, row.id)


def comment(work: Work, period_id: int, field: Path, text: str) -> CommentView:
    """Comment on a field of the revision that is open, ``()`` for the whole. For everybody who works here."""
    work.require(Action.GIVE_FEEDBACK)
    period = _seen(work, period_id)
    if not period.is_open(work.now):
        raise Invalid.of("status", "WRONG_STATUS", "the time for comments is over, or has not begun")
    check_field(ContentType.GUIDELINE, field)
    row = new_comment(work, period.revision, field, worded(text), period_id=period.id)
    return view_of(work, row)


def answer(work: Work, comment_id: int, words: str, *, taken_up: bool) -> CommentView:
    """Say whether a comment was taken up, with a word, and tell who made it. Raises Invalid, NotFound, Forbidden."""
    work.require(Action.EDIT)
    found = next((each for each in load_comments(work.session, [comment_id]) if each.period_id is not None), None)
    row = locked_comment(work.session, comment_id) if found else None
    if row is None:
        message = "there is no such comment"
        raise NotFound(message)
    if not storable(words).strip():
        raise Invalid.of("text", "REQUIRED", "answer with a word")
    status = FeedbackStatus.ACCEPTED if taken_up else FeedbackStatus.DECLINED
    if row.status is FeedbackStatus.DECLINED:
        # A new answer takes the place of the old one.
        row.status = FeedbackStatus.REOPENED
    said = move(work, row, status, words)
    record(work, Entity.COMMENT, row.id, status.value, note=said)
    tell(work, {row.person_id}, status, said, period_id=row.period_id or 0)
    return view_of(work, row)


def summarise(work: Work, period_id: int, text: str) -> PeriodView:
    """Say what changed because of the comments, once the period is over; all who commented are told."""
    work.require(Action.EDIT)
    said, row = worded(text), _locked(work, period_id)
    if row.closes_at > work.now:
        raise Invalid.of("status", "WRONG_STATUS", "comments are still taken; close the period first")
    row.summary, row.summarised_at, row.summarised_by_id = said, work.now, work.actor_id
    work.session.flush()
    record(work, Entity.PERIOD, row.id, "summarised")
    comments = period_comments(work.session, [row.id])[row.id]
    said_by = [each.person for each in comments] + [each.person for found in comments for each in found.replies]
    part = {person.id for person in said_by if person is not None}
    tell(work, part, FeedbackStatus.RESOLVED, f"What changed because of your comments: {said}", period_id=row.id)
    return _view(work, row.id)


def announce_periods(work: Work) -> int:
    """Tell every rep of the periods that have begun; how many those were. Of several programs one tells."""
    work.require(Action.EDIT)
    begun = CommentPeriod.announced_at.is_(None), CommentPeriod.opens_at <= work.now, CommentPeriod.closes_at > work.now
    claimed = update(CommentPeriod).where(*begun).values(announced_at=work.now).returning(CommentPeriod.id)
    ids = list(work.session.scalars(claimed, execution_options={"synchronize_session": False}))
    people = people_book(work.session).by_id.values()
    reps = [each.id for each in people if each.role is Role.REP and each.disabled_at is None]
    for period in load_periods(work.session, ids, work.actor, work.now):
        until = f"{period.closes_at.day} {period.closes_at:%B %Y}"
        words = f"Open to your comments until {until}." + (f" {period.note}" if period.note else "")
        tell(work, reps, FeedbackStatus.OPEN, words, period_id=period.id)
    return len(ids)


def _check_times(now: datetime, opens_at: datetime, given: PeriodInput) -> None:
    if given.opens_at is not None and given.opens_at < now - timedelta(minutes=1):
        raise Invalid.of("opens_at", "IN_THE_PAST", "that moment has passed")
    if given.closes_at <= opens_at:
        raise Invalid.of("closes_at", "BEFORE_ITS_BEGINNING", "it would end before it begins")
    if given.closes_at - opens_at > LONGEST_PERIOD:
        raise Invalid.of("closes_at", "TOO_FAR", "a period lasts a year at most")


def _seen(work: Work, period_id: int) -> PeriodView:
    found = load_periods(work.session, [period_id], work.actor, work.now)
    if not found:
        message = "there is no such comment period"
        raise NotFound(message)
    return found[0]


def _locked(work: Work, period_id: int) -> CommentPeriod:
    row = locked_period(work.session, period_id)
    if row is None:
        message = "there is no such comment period"
        raise NotFound(message)
    return row


def _view(work: Work, period_id: int) -> PeriodView:
    work.session.flush()
    return _seen(work, period_id)
