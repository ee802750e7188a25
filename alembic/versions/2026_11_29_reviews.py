"""Reviews, comments on revisions, comment periods and recommendations."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

_ONE_OF_TWO = "(feedback_id IS NULL) <> (request_id IS NULL)"
_ONE_OF_FOUR = (
    "(CASE WHEN feedback_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN request_id IS NULL THEN 0 ELSE 1 END)"
    " + (CASE WHEN review_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN period_id IS NULL THEN 0 ELSE 1 END) = 1"
)


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "comment_period",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("asset_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("opened_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("announced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("summarised_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("summarised_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(summarised_at IS NULL) = (summary = '')", name=op.f("ck_comment_period_summary_has_moment")
        ),
        sa.CheckConstraint("opens_at < closes_at", name=op.f("ck_comment_period_window")),
        sa.ForeignKeyConstraint(
            ["asset_id"], ["asset.id"], name=op.f("fk_comment_period_asset_id_asset"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["opened_by_id"], ["person.id"], name=op.f("fk_comment_period_opened_by_id_person")),
        sa.ForeignKeyConstraint(
            ["summarised_by_id"], ["person.id"], name=op.f("fk_comment_period_summarised_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment_period")),
    )
    op.create_index("ix_comment_period_asset_id", "comment_period", ["asset_id"], unique=False)
    op.create_index("ix_comment_period_closes_at", "comment_period", ["closes_at"], unique=False)
    op.create_index(op.f("ix_comment_period_opened_by_id"), "comment_period", ["opened_by_id"], unique=False)
    op.create_table(
        "recommendation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("asset_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("persona_id", sa.Integer(), nullable=True),
        sa.Column("stage_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["asset_id"], ["asset.id"], name=op.f("fk_recommendation_asset_id_asset"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_recommendation_person_id_person")),
        sa.ForeignKeyConstraint(["persona_id"], ["tag.id"], name=op.f("fk_recommendation_persona_id_tag")),
        sa.ForeignKeyConstraint(["stage_id"], ["tag.id"], name=op.f("fk_recommendation_stage_id_tag")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recommendation")),
    )
    op.create_index("ix_recommendation_created_at_id", "recommendation", ["created_at", "id"], unique=False)
    op.create_index(op.f("ix_recommendation_person_id"), "recommendation", ["person_id"], unique=False)
    op.create_index(
        "uq_recommendation_standing",
        "recommendation",
        ["asset_id", "person_id"],
        unique=True,
        sqlite_where=sa.text("withdrawn_at IS NULL"),
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )
    op.create_table(
        "review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("asset_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("rule", sa.Enum("any", "all", name="reviewrule", native_enum=False, length=40), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum("published", "withdrawn", name="reviewoutcome", native_enum=False, length=40),
            nullable=True,
        ),
        sa.CheckConstraint("outcome IN ('published', 'withdrawn')", name=op.f("ck_review_outcome_known")),
        sa.CheckConstraint("rule IN ('any', 'all')", name=op.f("ck_review_rule_known")),
        sa.CheckConstraint("(closed_at IS NULL) = (outcome IS NULL)", name=op.f("ck_review_closed_has_outcome")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name=op.f("fk_review_asked_by_id_person")),
        sa.ForeignKeyConstraint(["asset_id"], ["asset.id"], name=op.f("fk_review_asset_id_asset"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
    )
    op.create_index(op.f("ix_review_asked_by_id"), "review", ["asked_by_id"], unique=False)
    op.create_index("ix_review_asset_id", "review", ["asset_id"], unique=False)
    op.create_index(
        "uq_review_open_asset_id",
        "review",
        ["asset_id"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_table(
        "review_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column(
            "verdict",
            sa.Enum("approved", "changes_requested", name="verdict", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "verdict IN ('approved', 'changes_requested')", name=op.f("ck_review_decision_verdict_known")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_review_decision_person_id_person")),
        sa.ForeignKeyConstraint(
            ["review_id"], ["review.id"], name=op.f("fk_review_decision_review_id_review"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_decision")),
    )
    op.create_index(op.f("ix_review_decision_person_id"), "review_decision", ["person_id"], unique=False)
    op.create_index("ix_review_decision_review_id", "review_decision", ["review_id"], unique=False)
    op.create_table(
        "reviewer",
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_reviewer_person_id_person")),
        sa.ForeignKeyConstraint(
            ["review_id"], ["review.id"], name=op.f("fk_reviewer_review_id_review"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("review_id", "person_id", name=op.f("pk_reviewer")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_reviewer_person_id"), "reviewer", ["person_id"], unique=False)
    op.create_table(
        "revision_comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=True),
        sa.Column("period_id", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(length=100), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("proposal", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "open",
                "accepted",
                "declined",
                "resolved",
                "reopened",
                name="feedbackstatus",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("draft_revision", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "status IN ('open', 'accepted', 'declined', 'resolved', 'reopened')",
            name=op.f("ck_revision_comment_status_known"),
        ),
        sa.CheckConstraint(
            "(review_id IS NULL) <> (period_id IS NULL)", name=op.f("ck_revision_comment_belongs_to_one_thing")
        ),
        sa.CheckConstraint(
            "draft_revision IS NULL OR proposal IS NOT NULL", name=op.f("ck_revision_comment_only_edits_are_taken")
        ),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["person.id"], name=op.f("fk_revision_comment_answered_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["period_id"],
            ["comment_period.id"],
            name=op.f("fk_revision_comment_period_id_comment_period"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_revision_comment_person_id_person")),
        sa.ForeignKeyConstraint(
            ["review_id"], ["review.id"], name=op.f("fk_revision_comment_review_id_review"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revision_comment")),
    )
    op.create_index("ix_revision_comment_period_id", "revision_comment", ["period_id"], unique=False)
    op.create_index(op.f("ix_revision_comment_person_id"), "revision_comment", ["person_id"], unique=False)
    op.create_index("ix_revision_comment_review_id", "revision_comment", ["review_id"], unique=False)
    op.create_table(
        "comment_reply",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id"],
            ["revision_comment.id"],
            name=op.f("fk_comment_reply_comment_id_revision_comment"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_comment_reply_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment_reply")),
    )
    op.create_index("ix_comment_reply_comment_id", "comment_reply", ["comment_id"], unique=False)
    op.create_index(op.f("ix_comment_reply_person_id"), "comment_reply", ["person_id"], unique=False)
    with op.batch_alter_table("notice") as notice:
        notice.add_column(sa.Column("review_id", sa.Integer(), nullable=True))
        notice.add_column(sa.Column("period_id", sa.Integer(), nullable=True))
        notice.create_index(op.f("ix_notice_review_id"), ["review_id"])
        notice.create_index(op.f("ix_notice_period_id"), ["period_id"])
        notice.create_foreign_key(
            op.f("fk_notice_review_id_review"), "review", ["review_id"], ["id"], ondelete="CASCADE"
        )
        notice.create_foreign_key(
            op.f("fk_notice_period_id_comment_period"), "comment_period", ["period_id"], ["id"], ondelete="CASCADE"
        )
        notice.drop_constraint(op.f("ck_notice_about_one_thing"), type_="check")
        notice.create_check_constraint(op.f("ck_notice_about_one_thing"), _ONE_OF_FOUR)


def downgrade() -> None:
    """Undo."""
    op.execute("DELETE FROM notice WHERE feedback_id IS NULL AND request_id IS NULL")
    with op.batch_alter_table("notice") as notice:
        notice.drop_constraint(op.f("ck_notice_about_one_thing"), type_="check")
        notice.create_check_constraint(op.f("ck_notice_about_one_thing"), _ONE_OF_TWO)
        notice.drop_constraint(op.f("fk_notice_period_id_comment_period"), type_="foreignkey")
        notice.drop_constraint(op.f("fk_notice_review_id_review"), type_="foreignkey")
        notice.drop_index(op.f("ix_notice_period_id"))
        notice.drop_index(op.f("ix_notice_review_id"))
        notice.drop_column("period_id")
        notice.drop_column("review_id")
    for table in (
        "comment_reply",
        "revision_comment",
        "recommendation",
        "reviewer",
        "review_decision",
        "review",
        "comment_period",
    ):
        op.drop_table(table)
