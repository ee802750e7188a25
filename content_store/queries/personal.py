"""Everything that is kept of one person, as plain values for JSON; no secret is among it, hashed or not."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Table, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from content_store.queries.taxonomy import tag_book
from content_store.tables import (
    ApiToken,
    Asset,
    Change,
    CommentPeriod,
    CommentReply,
    ContentRequest,
    DigestDelivery,
    DigestSetting,
    Enrolment,
    EnrolmentNote,
    EnrolmentStep,
    Feedback,
    Notice,
    Person,
    Publication,
    Recommendation,
    RequestVote,
    Review,
    ReviewDecision,
    Reviewer,
    Revision,
    RevisionComment,
    SearchLog,
    SearchOpening,
    SignInSession,
    UsageEvent,
    Verification,
)

# Whose they are, by the names under which they are given out.
_PARTS: Mapping[str, InstrumentedAttribute[Any]] = {
    "sign_ins": SignInSession.person_id,
    "tokens": ApiToken.person_id,
    "usage_events": UsageEvent.person_id,
    "searches": SearchLog.person_id,
    "feedback": Feedback.person_id,
    "requests": ContentRequest.person_id,
    "votes": RequestVote.person_id,
    "notices": Notice.person_id,
    "reviews_asked_for": Review.asked_by_id,
    "reviews": Reviewer.person_id,
    "review_decisions": ReviewDecision.person_id,
    "revision_comments": RevisionComment.person_id,
    "comment_replies": CommentReply.person_id,
    "comment_periods": CommentPeriod.opened_by_id,
    "recommendations": Recommendation.person_id,
    "digest_settings": DigestSetting.person_id,
    "digests": DigestDelivery.person_id,
    "enrolments": Enrolment.person_id,
    "mentored_enrolments": Enrolment.mentor_id,
    "enrolment_notes": EnrolmentNote.person_id,
    "revisions": Revision.author_id,
    "publications": Publication.actor_id,
    "verifications": Verification.person_id,
    "changes": Change.actor_id,
}
# What only leads somewhere inside, a secret, or content that is no word of theirs.
_SECRET = frozenset({"password_hash", "secret_hash", "feed_key", "unsubscribe_key"})
_LEFT_OUT = _SECRET | {"digest", "input_digest", "snapshot"}
_TAGS = {"persona_id": "persona", "stage_id": "stage", "pain_id": "pain"}


def personal_data(session: Session, person: Person) -> dict[str, Any]:
    """Profile, sign-ins, tokens, events, searches, feedback, requests, votes, notices, and what they wrote or changed.

    Assets and tags are named by their slugs.
    """
    tags = {tag.id: tag.slug for tag in tag_book(session).by_id.values()}
    found: dict[str, Any] = {"profile": _rows(session, Person.id, person.id, tags)[0]}
    for name, owner in _PARTS.items():
        found[name] = _rows(session, owner, person.id, tags)
    found["learnt_steps"] = _learnt(session, person.id)
    opened = _opened(session, person.id)
    for search in found["searches"]:
        search["opened"] = opened.get(search["key"], [])
    for name, of_asset in (("owned_assets", Asset.owner_id), ("stewarded_assets", Asset.steward_id)):
        found[name] = list(session.scalars(select(Asset.slug).where(of_asset == person.id).order_by(Asset.slug)))
    return found


def assets_in_care(session: Session, person_id: int) -> list[tuple[int, str, bool]]:
    """Id and slug of the assets that somebody owns or is steward of, and whether they own them; by slug."""
    query = select(Asset.id, Asset.slug, Asset.owner_id == person_id)
    return [
        (row[0], row[1], bool(row[2]))
        for row in session.execute(
            query.where((Asset.owner_id == person_id) | (Asset.steward_id == person_id)).order_by(Asset.slug)
        )
    ]


def search_keys(session: Session, person_id: int) -> list[str]:
    """The keys of somebody's searches."""
    return list(session.scalars(select(SearchLog.key).where(SearchLog.person_id == person_id)))


def _rows(session: Session, owner: Any, person_id: int, tags: Mapping[int, str]) -> list[dict[str, Any]]:
    table: Table = owner.class_.__table__
    columns = [column for column in table.c if column.name not in _LEFT_OUT and column.name != owner.key]
    query = select(*columns).where(owner == person_id).order_by(*table.primary_key.columns)
    if "asset_id" in table.c:
        query = query.add_columns(Asset.slug.label("asset")).outerjoin(Asset, Asset.id == table.c.asset_id)
    return [_told(dict(row), tags) for row in session.execute(query).mappings()]


def _told(row: Mapping[str, Any], tags: Mapping[int, str]) -> dict[str, Any]:
    """A row with tags by their slugs; what is not there at all is left out."""
    told = {_TAGS.get(name, name): tags.get(value) if name in _TAGS else value for name, value in row.items()}
    return {name: value for name, value in told.items() if value not in (None, "") and name != "asset_id"}


def _learnt(session: Session, person_id: int) -> list[dict[str, Any]]:
    """What somebody did with the steps of their kits."""
    query = (
        select(*EnrolmentStep.__table__.columns)
        .join(Enrolment, Enrolment.id == EnrolmentStep.enrolment_id)
        .where(Enrolment.person_id == person_id)
        .order_by(EnrolmentStep.enrolment_id, EnrolmentStep.step_key)
    )
    return [_told(dict(row), {}) for row in session.execute(query).mappings()]


def _opened(session: Session, person_id: int) -> dict[str, list[dict[str, Any]]]:
    query = (
        select(SearchOpening.key, Asset.slug.label("asset"), SearchOpening.position, SearchOpening.at)
        .join(SearchLog, SearchLog.key == SearchOpening.key)
        .join(Asset, Asset.id == SearchOpening.asset_id)
        .where(SearchLog.person_id == person_id)
        .order_by(SearchOpening.at)
    )
    found: dict[str, list[dict[str, Any]]] = {}
    for row in session.execute(query).mappings():
        opening = dict(row)
        found.setdefault(opening.pop("key"), []).append(opening)
    return found
