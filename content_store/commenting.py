"""Comments on a revision: threads about a field, and in a review edits that are taken into the draft one by one."""

from collections.abc import Mapping
from typing import Any

from content_store import authoring
from content_store.answering import move, person_id_of, tell
from content_store.changelog import Entity, record
from content_store.content_types import DECLARATIONS
from content_store.content_types.common import CommonFields
from content_store.errors import Invalid, NotFound
from content_store.feedback import LONGEST_TEXT
from content_store.proposing import NOTE_LENGTH, merged, proposed
from content_store.queries.assets import load
from content_store.queries.comments import load_comments, locked_comment
from content_store.queries.periods import load_periods
from content_store.queries.reviews import load_reviews
from content_store.queries.visibility import reviewing_window
from content_store.review_views import CommentView, ReviewView
from content_store.reviewing import require_open, seen_review
from content_store.rules.feedback import Path, changes
from content_store.rules.permissions import Action, may
from content_store.rules.vocabulary import ContentType, Facet, FeedbackStatus, LinkKind
from content_store.rules.wording import storable
from content_store.tables import CommentReply, RevisionComment
from content_store.views import AssetView
from content_store.work import Work


def comment(work: Work, review_id: int, field: Path, text: str) -> CommentView:
    """Comment on a field of what is reviewed, ``()`` for the whole. For its reviewers and those who edit."""
    work.require(Action.GIVE_FEEDBACK)
    review, asset = _reviewed(work, review_id)
    said = worded(text)
    check_field(asset.type, field)
    row = new_comment(work, asset.revision, field, said, review_id=review.id)
    _tell_editors(work, review, asset, said)
    return view_of(work, row)


def suggest(work: Work, review_id: int, proposal: Mapping[str, Any], text: str = "") -> list[CommentView]:
    """Suggest how fields should read: an edit for each field that differs. ``proposal`` is as for ``feedback.give``.

    Raises Invalid with every problem of it.
    """
    work.require(Action.GIVE_FEEDBACK)
    review, asset = _reviewed(work, review_id)
    said = worded(text, needed=False)
    changed = proposed(work.session, asset, proposal, reviewing_window(work.session, work.actor, work.now))
    made = []
    for change in changes(changed, {}):
        name, *inner = change.path
        each = {name: {inner[0]: change.after}} if inner else {name: change.after}
        made.append(new_comment(work, asset.revision, change.path, said, review_id=review.id, proposal=each))
    _tell_editors(work, review, asset, said or "suggests an edit")
    return [view_of(work, row) for row in made]


def reply(work: Work, comment_id: int, text: str) -> CommentView:
    """Reply to a comment, and tell who began the thread or took part in it."""
    work.require(Action.GIVE_FEEDBACK)
    person_id, found = person_id_of(work), seen_comment(work, comment_id)
    _require_open(work, found)
    said = worded(text)
    row = CommentReply(comment_id=comment_id, person_id=person_id, text=said, at=work.now)
    work.session.add(row)
    work.session.flush()
    record(work, Entity.COMMENT, comment_id, "replied", note=said[:NOTE_LENGTH])
    part = {found.person, *(each.person for each in found.replies)}
    _tell_of(work, found, {person.id for person in part if person}, FeedbackStatus.OPEN, said)
    return _seen_again(work, comment_id)


def resolve(work: Work, comment_id: int, words: str = "") -> CommentView:
    """Say that a comment is settled. For who began it, and those who edit."""
    row = _mine_or_editing(work, comment_id)
    return _answered(work, row, FeedbackStatus.RESOLVED, words)


def reopen(work: Work, comment_id: int, words: str) -> CommentView:
    """Say that it is not settled, and why. For who began it, and those who edit."""
    row = _mine_or_editing(work, comment_id)
    return _answered(work, row, FeedbackStatus.REOPENED, words)


def accept_edit(work: Work, comment_id: int, expected_revision: int, note: str = "") -> CommentView:
    """Save a draft with the edit, whose author is credited in the revision's note.

    Raises Conflict when the newest revision is another than expected, or the field has changed since.
    """
    work.require(Action.EDIT)
    found = seen_comment(work, comment_id)
    # The asset first: publishing takes its locks in this order too.
    asset = authoring.locked(work.session, found.asset_id, expected_revision)
    row = _locked(work, comment_id)
    _require_open(work, found)
    if row.proposal is None:
        raise Invalid.of("id", "NOT_AN_EDIT", "only a suggested edit can be taken into a draft")
    if row.status is FeedbackStatus.ACCEPTED:
        raise Invalid.of("status", "WRONG_STATUS", "it was accepted already")
    given = merged(work.session, asset.id, row.proposal, row.revision, asset.latest_revision)
    name = found.person.name if found.person else "somebody"
    reason = storable(note).strip() or row.text or "edit in review"
    saved = authoring.update(work, asset.id, given, expected_revision, f"Suggested by {name}: {reason}"[:NOTE_LENGTH])
    row.draft_revision = saved.latest_revision
    return _answered(work, row, FeedbackStatus.ACCEPTED, note)


def decline_edit(work: Work, comment_id: int, words: str) -> CommentView:
    """Decline an edit; whoever suggested it is told why."""
    work.require(Action.EDIT)
    found, row = seen_comment(work, comment_id), _locked(work, comment_id)
    _require_open(work, found)
    if row.proposal is None:
        raise Invalid.of("id", "NOT_AN_EDIT", "only a suggested edit can be declined; resolve a comment")
    return _answered(work, row, FeedbackStatus.DECLINED, words)


def seen_comment(work: Work, comment_id: int) -> CommentView:
    """A comment in a review, or a comment period, that the actor may see. Raises NotFound."""
    for found in load_comments(work.session, [comment_id]):
        reviews, periods = [found.review_id] if found.review_id else [], [found.period_id] if found.period_id else []
        if load_reviews(work.session, reviews, work.actor) or (
            periods and load_periods(work.session, periods, work.actor, work.now)
        ):
            return found
    message = "there is no such comment"
    raise NotFound(message)


def fields_of(type_: ContentType) -> list[Path]:
    """What a comment on an asset of ``type_`` can be about: its fields, its tags, its links."""
    own = [("content", name) for name in DECLARATIONS[type_].model_fields]
    tags, links = [("tags", facet.value) for facet in Facet], [("links", kind.value) for kind in LinkKind]
    return [*((name,) for name in CommonFields.model_fields), *own, *tags, *links]


def check_field(type_: ContentType, field: Path) -> None:
    """Raise Invalid where a revision of an asset of ``type_`` has no such field; ``()`` is the whole."""
    if field and field not in fields_of(type_):
        raise Invalid.of("field", "UNKNOWN_FIELD", "there is no such field")


def worded(text: str, *, needed: bool = True) -> str:
    """What somebody says, as it is stored. Raises Invalid."""
    said = storable(text).strip()
    if needed and not said:
        raise Invalid.of("text", "REQUIRED", "say something")
    if len(said) > LONGEST_TEXT:
        raise Invalid.of("text", "TOO_LONG", f"it may have {LONGEST_TEXT:,} characters at most")
    return said


def new_comment(work: Work, revision: int, field: Path, said: str, **belongs: Any) -> RevisionComment:
    """Write a comment down; ``belongs`` names its review or period, and the proposal of an edit."""
    row = RevisionComment(
        revision=revision,
        field=".".join(field),
        text=said,
        person_id=person_id_of(work),
        status=FeedbackStatus.OPEN,
        answer="",
        created_at=work.now,
        updated_at=work.now,
        **belongs,
    )
    work.session.add(row)
    work.session.flush()
    record(work, Entity.COMMENT, row.id, FeedbackStatus.OPEN.value, revision=revision)
    return row


def view_of(work: Work, row: RevisionComment) -> CommentView:
    """The comment as it is now."""
    work.session.flush()
    return load_comments(work.session, [row.id])[0]


def _reviewed(work: Work, review_id: int) -> tuple[ReviewView, AssetView]:
    """An open review, and its draft as the actor may read it."""
    review = seen_review(work, review_id)
    require_open(review)
    seen = reviewing_window(work.session, work.actor, work.now)
    return review, load(work.session, [review.asset_id], seen)[0]


def _require_open(work: Work, found: CommentView) -> None:
    """Raise Invalid where nothing is said any more: the review is over or, but for those who answer, the period."""
    if found.period_id is None:
        require_open(seen_review(work, found.review_id or 0))
        return
    (period,) = load_periods(work.session, [found.period_id], work.actor, work.now)
    if not period.is_open(work.now) and not may(work.actor.role, work.actor.scopes, Action.EDIT):
        raise Invalid.of("status", "WRONG_STATUS", "the time for comments is over")


def _mine_or_editing(work: Work, comment_id: int) -> RevisionComment:
    work.require(Action.GIVE_FEEDBACK)
    found = seen_comment(work, comment_id)
    if found.person is None or found.person.id != work.actor_id:
        work.require(Action.EDIT)
    _require_open(work, found)
    return _locked(work, comment_id)


def _answered(work: Work, row: RevisionComment, status: FeedbackStatus, words: str) -> CommentView:
    said = move(work, row, status, words)
    record(work, Entity.COMMENT, row.id, status.value, note=said)
    view = _seen_again(work, row.id)
    _tell_of(work, view, {row.person_id}, status, said)
    return view


def _tell_editors(work: Work, review: ReviewView, asset: AssetView, said: str) -> None:
    """Whoever asked for the review, and the asset's owner, hear of a comment."""
    name = work.actor.person.name
    people = (person.id for person in (review.asked_by, asset.owner) if person)
    tell(work, people, FeedbackStatus.OPEN, f"{name}: {said}", review_id=review.id)


def _tell_of(work: Work, found: CommentView, people: set[int], status: FeedbackStatus, said: str) -> None:
    words = f"{work.actor.person.name}: {said}" if said else ""
    about = {"review_id": found.review_id} if found.review_id else {"period_id": found.period_id or 0}
    tell(work, people, status, words, **about)


def _locked(work: Work, comment_id: int) -> RevisionComment:
    row = locked_comment(work.session, comment_id)
    if row is None:
        message = "there is no such comment"
        raise NotFound(message)
    return row


def _seen_again(work: Work, comment_id: int) -> CommentView:
    work.session.flush()
    return seen_comment(work, comment_id)
