"""What people say about assets, what they miss, and what they are told in the end."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from content_store.rules.vocabulary import ContentType, FeedbackKind, FeedbackStatus, FlagReason
from content_store.tables.base import Base, one_of, word


class Feedback(Base):
    """A flag, comment or suggestion about one asset.

    ``revision`` is the one that was read, ``proposal`` holds the fields that a suggestion would change of it, and
    ``draft_revision`` is the one that took the suggestion in. ``input_digest`` tells whether the same key came with
    the same words.
    """

    __tablename__ = "feedback"
    __table_args__ = (
        one_of("kind", FeedbackKind),
        one_of("status", FeedbackStatus),
        one_of("flag_reason", FlagReason),
        CheckConstraint("(kind = 'flag') = (flag_reason IS NOT NULL)", name="flag_has_reason"),
        CheckConstraint("(kind = 'suggestion') = (proposal IS NOT NULL)", name="suggestion_has_proposal"),
        UniqueConstraint("person_id", "idempotency_key"),
        Index("ix_feedback_asset_id_status", "asset_id", "status"),
        Index("ix_feedback_status_id", "status", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    asset_id: Mapped[int] = mapped_column(ForeignKey("asset.id", ondelete="CASCADE"))
    revision: Mapped[int]
    kind: Mapped[FeedbackKind] = mapped_column(word(FeedbackKind))
    flag_reason: Mapped[FlagReason | None] = mapped_column(word(FlagReason))
    text: Mapped[str] = mapped_column(Text)
    proposal: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    status: Mapped[FeedbackStatus] = mapped_column(word(FeedbackStatus))
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    draft_revision: Mapped[int | None]
    idempotency_key: Mapped[str | None] = mapped_column(String(64))
    input_digest: Mapped[str] = mapped_column(String(32))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class ContentRequest(Base):
    """Something that is missing: for whom, when and why, and what marketing promised.

    ``asset_id`` is what fulfilled it, ``votes`` how many rows of ``request_vote`` it has. Tags and type are null where
    they were not named.
    """

    __tablename__ = "content_request"
    __table_args__ = (
        one_of("status", FeedbackStatus),
        one_of("type", ContentType),
        UniqueConstraint("person_id", "idempotency_key"),
        Index("ix_content_request_status_id", "status", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(300))
    why: Mapped[str] = mapped_column(Text)
    persona_id: Mapped[int | None] = mapped_column(ForeignKey("tag.id"))
    stage_id: Mapped[int | None] = mapped_column(ForeignKey("tag.id"))
    pain_id: Mapped[int | None] = mapped_column(ForeignKey("tag.id"))
    type: Mapped[ContentType | None] = mapped_column(word(ContentType))
    wanted_by: Mapped[date | None] = mapped_column(Date)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    status: Mapped[FeedbackStatus] = mapped_column(word(FeedbackStatus))
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    promised_for: Mapped[date | None] = mapped_column(Date)
    asset_id: Mapped[int | None] = mapped_column(ForeignKey("asset.id", ondelete="SET NULL"), index=True)
    votes: Mapped[int]
    idempotency_key: Mapped[str | None] = mapped_column(String(64))
    input_digest: Mapped[str] = mapped_column(String(32))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    resolved_at: Mapped[datetime | None]


class RequestVote(Base):
    """Somebody who misses the same; whoever asked first has a vote too."""

    __tablename__ = "request_vote"
    __table_args__ = ({"sqlite_with_rowid": False},)

    request_id: Mapped[int] = mapped_column(ForeignKey("content_request.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    at: Mapped[datetime]


class Notice(Base):
    """What somebody is told about one thing that concerns them; ``seen_at`` is null until they have looked."""

    __tablename__ = "notice"
    __table_args__ = (
        CheckConstraint(
            "(CASE WHEN feedback_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN request_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN review_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN period_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN enrolment_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN kit_id IS NULL THEN 0 ELSE 1 END) = 1",
            name="about_one_thing",
        ),
        Index("ix_notice_person_id_seen_at", "person_id", "seen_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    feedback_id: Mapped[int | None] = mapped_column(ForeignKey("feedback.id", ondelete="CASCADE"), index=True)
    request_id: Mapped[int | None] = mapped_column(ForeignKey("content_request.id", ondelete="CASCADE"), index=True)
    review_id: Mapped[int | None] = mapped_column(ForeignKey("review.id", ondelete="CASCADE"), index=True)
    period_id: Mapped[int | None] = mapped_column(ForeignKey("comment_period.id", ondelete="CASCADE"), index=True)
    enrolment_id: Mapped[int | None] = mapped_column(ForeignKey("enrolment.id", ondelete="CASCADE"), index=True)
    kit_id: Mapped[int | None] = mapped_column(ForeignKey("kit.id", ondelete="CASCADE"), index=True)
    status: Mapped[FeedbackStatus] = mapped_column(word(FeedbackStatus))
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
    seen_at: Mapped[datetime | None]
