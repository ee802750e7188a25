"""Reviews before publication, who decides in them, and what is said about a revision."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from content_store.rules.reviewing import ReviewOutcome, ReviewRule, Verdict
from content_store.rules.vocabulary import FeedbackStatus
from content_store.tables.base import Base, one_of, word

_OPEN = text("closed_at IS NULL")


class Review(Base):
    """Asking for an asset's newest revision to be looked at; while it is open, each newer one is asked about.

    ``revision`` is the one for which it was last asked or, closed, the one that it ended with.
    """

    __tablename__ = "review"
    __table_args__ = (
        one_of("rule", ReviewRule),
        one_of("outcome", ReviewOutcome),
        CheckConstraint("(closed_at IS NULL) = (outcome IS NULL)", name="closed_has_outcome"),
        Index("ix_review_asset_id", "asset_id"),
        Index("uq_review_open_asset_id", "asset_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    asset_id: Mapped[int] = mapped_column(ForeignKey("asset.id", ondelete="CASCADE"))
    revision: Mapped[int]
    rule: Mapped[ReviewRule] = mapped_column(word(ReviewRule))
    due_on: Mapped[date | None] = mapped_column(Date)
    note: Mapped[str] = mapped_column(Text)
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    asked_at: Mapped[datetime]
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    outcome: Mapped[ReviewOutcome | None] = mapped_column(word(ReviewOutcome))


class Reviewer(Base):
    """Somebody who is asked to review; ``reminded_at`` is when they were last told that it is overdue."""

    __tablename__ = "reviewer"
    __table_args__ = ({"sqlite_with_rowid": False},)

    review_id: Mapped[int] = mapped_column(ForeignKey("review.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    asked_at: Mapped[datetime]
    reminded_at: Mapped[datetime | None]


class ReviewDecision(Base):
    """What a reviewer decided about one revision; of several about the same the newest counts."""

    __tablename__ = "review_decision"
    __table_args__ = (one_of("verdict", Verdict), Index("ix_review_decision_review_id", "review_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    review_id: Mapped[int] = mapped_column(ForeignKey("review.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    revision: Mapped[int]
    verdict: Mapped[Verdict] = mapped_column(word(Verdict))
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]


class CommentPeriod(Base):
    """A time in which every rep may comment on one revision of a guideline, and what changed because of it.

    ``announced_at`` is null until everybody was told that it began.
    """

    __tablename__ = "comment_period"
    __table_args__ = (
        CheckConstraint("opens_at < closes_at", name="window"),
        CheckConstraint("(summarised_at IS NULL) = (summary = '')", name="summary_has_moment"),
        Index("ix_comment_period_asset_id", "asset_id"),
        Index("ix_comment_period_closes_at", "closes_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    asset_id: Mapped[int] = mapped_column(ForeignKey("asset.id", ondelete="CASCADE"))
    revision: Mapped[int]
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    note: Mapped[str] = mapped_column(Text)
    opened_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime]
    announced_at: Mapped[datetime | None]
    summary: Mapped[str] = mapped_column(Text, default="")
    summarised_at: Mapped[datetime | None]
    summarised_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class RevisionComment(Base):
    """Something said about a revision, or a field of it, in a review or a comment period; with ``proposal`` an edit.

    ``field`` names the place as ``content.opener``; empty means the whole. ``proposal`` is as in ``feedback``.
    """

    __tablename__ = "revision_comment"
    __table_args__ = (
        one_of("status", FeedbackStatus),
        CheckConstraint("(review_id IS NULL) <> (period_id IS NULL)", name="belongs_to_one_thing"),
        CheckConstraint("draft_revision IS NULL OR proposal IS NOT NULL", name="only_edits_are_taken"),
        Index("ix_revision_comment_review_id", "review_id"),
        Index("ix_revision_comment_period_id", "period_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    review_id: Mapped[int | None] = mapped_column(ForeignKey("review.id", ondelete="CASCADE"))
    period_id: Mapped[int | None] = mapped_column(ForeignKey("comment_period.id", ondelete="CASCADE"))
    revision: Mapped[int]
    field: Mapped[str] = mapped_column(String(100))
    text: Mapped[str] = mapped_column(Text)
    proposal: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    status: Mapped[FeedbackStatus] = mapped_column(word(FeedbackStatus))
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    draft_revision: Mapped[int | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class CommentReply(Base):
    """A reply to a comment."""

    __tablename__ = "comment_reply"
    __table_args__ = (Index("ix_comment_reply_comment_id", "comment_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("revision_comment.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
