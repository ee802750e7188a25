"""Feedback about assets: giving it, answering it, and taking a suggestion into a draft."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from content_store import authoring
from content_store.access import window
from content_store.answering import answer_feedback, person_id_of
from content_store.changelog import Entity, record
from content_store.errors import Invalid, NotFound
from content_store.feedback_views import FeedbackView
from content_store.proposing import NOTE_LENGTH, merged, proposed
from content_store.queries.assets import load
from content_store.queries.feedback import feedback_of_key, load_feedback, locked_feedback
from content_store.rules.feedback import input_digest
from content_store.rules.permissions import Action
from content_store.rules.vocabulary import FeedbackKind, FeedbackStatus, FlagReason
from content_store.rules.wording import storable
from content_store.tables import Feedback
from content_store.views import AssetView
from content_store.work import Work

LONGEST_TEXT = 5_000  # characters
LONGEST_KEY = 64


@dataclass(frozen=True, slots=True)
class FeedbackInput:
    """What somebody says about an asset. ``proposal`` is as for ``drafting.make_snapshot``."""

    asset_id: int
    kind: FeedbackKind
    flag_reason: FlagReason | None = None
    text: str = ""
    proposal: Mapping[str, Any] | None = None
    idempotency_key: str = ""


def give(work: Work, given: FeedbackInput) -> FeedbackView:
    """Flag an asset, comment on it, or suggest a change of it.

    The same key again answers what was given first. Raises Invalid with every problem of a proposal, Forbidden.
    """
    work.require(Action.GIVE_FEEDBACK)
    person_id = person_id_of(work)
    digest = input_digest(given.asset_id, given.kind, given.flag_reason, given.text, given.proposal)
    known = feedback_of_key(work.session, person_id, check_key(given.idempotency_key))
    if known is not None:
        check_same(known.input_digest, digest)
        return _view(work, known.id)
    text = _text(given)
    asset, seen = _asset(work, given.asset_id), window(work.actor, work.now)
    row = Feedback(
        asset_id=asset.id,
        revision=asset.revision,
        kind=given.kind,
        flag_reason=given.flag_reason,
        text=text,
        proposal=None if given.proposal is None else proposed(work.session, asset, given.proposal, seen),
        person_id=person_id,
        status=FeedbackStatus.OPEN,
        answer="",
        idempotency_key=given.idempotency_key or None,
        input_digest=digest,
        created_at=work.now,
        updated_at=work.now,
    )
    work.session.add(row)
    work.session.flush()
    record(work, Entity.FEEDBACK, row.id, FeedbackStatus.OPEN.value)
    return _view(work, row.id)


def answer(work: Work, feedback_id: int, status: FeedbackStatus, words: str = "") -> FeedbackView:
    """Accept, decline or resolve; declining needs a reason. A suggestion is accepted with ``accept_suggestion``."""
    work.require(Action.ANSWER_FEEDBACK)
    row = _locked(work, feedback_id)
    if row.kind is FeedbackKind.SUGGESTION and status is FeedbackStatus.ACCEPTED:
        raise Invalid.of("status", "WRONG_STATUS", "accept a suggestion by taking it into a draft")
    answer_feedback(work, row, status, words)
    return _view(work, row.id)


def reopen(work: Work, feedback_id: int, words: str) -> FeedbackView:
    """Say that an answer was none. For whoever gave the feedback, and those who answer it."""
    work.require(Action.GIVE_FEEDBACK)
    row = _locked(work, feedback_id)
    if row.person_id != work.actor_id:
        work.require(Action.ANSWER_FEEDBACK)
    answer_feedback(work, row, FeedbackStatus.REOPENED, words)
    return _view(work, row.id)


def accept_suggestion(work: Work, feedback_id: int, expected_revision: int, note: str = "") -> FeedbackView:
    """Save a draft with what was suggested, its author credited in the revision's note.

    Raises Conflict when the newest revision is another than expected, or has changed the same fields since.
    """
    work.require(Action.ANSWER_FEEDBACK)
    found = _seen(work, feedback_id)
    # The asset first: publishing takes its locks in this order too.
    asset = authoring.locked(work.session, found.asset_id, expected_revision)
    row = _locked(work, feedback_id)
    if row.proposal is None:
        raise Invalid.of("id", "NOT_A_SUGGESTION", "only a suggestion can be taken into a draft")
    if row.status is FeedbackStatus.ACCEPTED:
        raise Invalid.of("status", "WRONG_STATUS", "it was accepted already")
    given = merged(work.session, asset.id, row.proposal, row.revision, asset.latest_revision)
    name = found.person.name if found.person else "somebody"
    reason = storable(note).strip() or row.text
    saved = authoring.update(work, asset.id, given, expected_revision, f"Suggested by {name}: {reason}"[:NOTE_LENGTH])
    row.draft_revision = saved.latest_revision
    answer_feedback(work, row, FeedbackStatus.ACCEPTED, note)
    return _view(work, row.id)


def check_key(key: str) -> str:
    """An idempotency key that can be kept; empty for none. Raises Invalid."""
    if len(key) > LONGEST_KEY or storable(key) != key:
        raise Invalid.of("idempotency_key", "WRONG_FORM", f"a key is text of at most {LONGEST_KEY} characters")
    return key


def check_same(kept: str, given: str) -> None:
    """Raise Invalid where a key came before with other words."""
    if kept != given:
        raise Invalid.of("idempotency_key", "REUSED", "this key was used for something else")


def _text(given: FeedbackInput) -> str:
    """The words, checked together with what else the kind needs."""
    text = storable(given.text).strip()
    if (given.kind is FeedbackKind.FLAG) != (given.flag_reason is not None):
        raise Invalid.of("flag_reason", "REQUIRED", "a flag, and only a flag, says what is wrong")
    if (given.kind is FeedbackKind.SUGGESTION) != (given.proposal is not None):
        raise Invalid.of("proposal", "REQUIRED", "a suggestion, and only a suggestion, says how it should read")
    if given.kind is FeedbackKind.COMMENT and not text:
        raise Invalid.of("text", "REQUIRED", "say something")
    if len(text) > LONGEST_TEXT:
        raise Invalid.of("text", "TOO_LONG", f"it may have {LONGEST_TEXT:,} characters at most")
    return text


def _asset(work: Work, asset_id: int) -> AssetView:
    found = load(work.session, [asset_id], window(work.actor, work.now))
    if not found:
        raise Invalid.of("asset_id", "NOT_FOUND", "there is no such asset")
    return found[0]


def _seen(work: Work, feedback_id: int) -> FeedbackView:
    found = load_feedback(work.session, [feedback_id], work.actor, work.now)
    if not found:
        message = "there is no such feedback"
        raise NotFound(message)
    return found[0]


def _locked(work: Work, feedback_id: int) -> Feedback:
    _seen(work, feedback_id)
    row = locked_feedback(work.session, feedback_id)
    if row is None:
        message = "there is no such feedback"
        raise NotFound(message)
    return row


def _view(work: Work, feedback_id: int) -> FeedbackView:
    work.session.flush()
    return _seen(work, feedback_id)
