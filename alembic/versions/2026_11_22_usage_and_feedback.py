"""Usage and feedback."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "cohort",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("team", sa.String(length=200), nullable=False),
        sa.Column("region", sa.String(length=200), nullable=False),
        sa.Column("quota_band", sa.String(length=40), nullable=False),
        sa.CheckConstraint("quota_band IN ('', 'below', 'at', 'above')", name=op.f("ck_cohort_quota_band_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cohort")),
    )
    op.create_index("uq_cohort_team_region_quota_band", "cohort", ["team", "region", "quota_band"], unique=True)
    op.create_table(
        "demand_sum",
        sa.Column("grain", sa.Enum("day", "month", name="grain", native_enum=False, length=40), nullable=False),
        sa.Column("period", sa.Integer(), nullable=False),
        sa.Column("persona_id", sa.Integer(), nullable=False),
        sa.Column("stage_id", sa.Integer(), nullable=False),
        sa.Column("pain_id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("conversations", sa.Integer(), nullable=False),
        sa.Column("searches", sa.Integer(), nullable=False),
        sa.Column("without_result", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "grain", "period", "persona_id", "stage_id", "pain_id", "cohort_id", name=op.f("pk_demand_sum")
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "rep_sum",
        sa.Column("grain", sa.Enum("day", "month", name="grain", native_enum=False, length=40), nullable=False),
        sa.Column("tag_id", sa.Integer(), nullable=False),
        sa.Column("period", sa.Integer(), nullable=False),
        sa.Column("asset_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("onboarding", sa.Boolean(), nullable=False),
        sa.Column("conversations", sa.Integer(), nullable=False),
        sa.Column("landed", sa.Integer(), nullable=False),
        sa.Column("fell_flat", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "grain", "tag_id", "period", "asset_id", "person_id", "cohort_id", "onboarding", name=op.f("pk_rep_sum")
        ),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_rep_sum_people",
        "rep_sum",
        [
            "tag_id",
            "grain",
            "period",
            "person_id",
            "cohort_id",
            "onboarding",
            "asset_id",
            "conversations",
            "landed",
            "fell_flat",
        ],
        sqlite_where=sa.text("tag_id = 0"),
        postgresql_where=sa.text("tag_id = 0"),
    )
    op.create_table(
        "search_sum",
        sa.Column("grain", sa.Enum("day", "month", name="grain", native_enum=False, length=40), nullable=False),
        sa.Column("period", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("searches", sa.Integer(), nullable=False),
        sa.Column("without_result", sa.Integer(), nullable=False),
        sa.Column("opened", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("grain", "period", "words", "cohort_id", name=op.f("pk_search_sum")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "usage_sum",
        sa.Column("grain", sa.Enum("day", "month", name="grain", native_enum=False, length=40), nullable=False),
        sa.Column(
            "actor_kind",
            sa.Enum("human", "service", "suspected_bot", name="actorkind", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("period", sa.Integer(), nullable=False),
        sa.Column("asset_id", sa.Integer(), nullable=False),
        sa.Column("onboarding", sa.Boolean(), nullable=False),
        sa.Column("impressions", sa.Integer(), nullable=False),
        sa.Column("views", sa.Integer(), nullable=False),
        sa.Column("copies", sa.Integer(), nullable=False),
        sa.Column("downloads", sa.Integer(), nullable=False),
        sa.Column("exports", sa.Integer(), nullable=False),
        sa.Column("shares", sa.Integer(), nullable=False),
        sa.Column("conversations", sa.Integer(), nullable=False),
        sa.Column("buyer_opens", sa.Integer(), nullable=False),
        sa.Column("buyer_engagements", sa.Integer(), nullable=False),
        sa.Column("deals_won", sa.Integer(), nullable=False),
        sa.Column("deals_lost", sa.Integer(), nullable=False),
        sa.Column("landed", sa.Integer(), nullable=False),
        sa.Column("fell_flat", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "grain", "actor_kind", "cohort_id", "period", "asset_id", "onboarding", name=op.f("pk_usage_sum")
        ),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_usage_sum_used",
        "usage_sum",
        [
            "grain",
            "actor_kind",
            "cohort_id",
            "period",
            "asset_id",
            "onboarding",
            "conversations",
            "landed",
            "fell_flat",
        ],
        sqlite_where=sa.text("conversations > 0"),
        postgresql_where=sa.text("conversations > 0"),
    )
    op.create_table(
        "content_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("persona_id", sa.Integer(), nullable=True),
        sa.Column("stage_id", sa.Integer(), nullable=True),
        sa.Column("pain_id", sa.Integer(), nullable=True),
        sa.Column(
            "type",
            sa.Enum(
                "case_study",
                "testimonial",
                "white_paper",
                "proof_statement",
                "presentation",
                "talking_point",
                "play",
                "guideline",
                name="contenttype",
                native_enum=False,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("wanted_by", sa.Date(), nullable=True),
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
        sa.Column("promised_for", sa.Date(), nullable=True),
        sa.Column("asset_id", sa.Integer(), nullable=True),
        sa.Column("votes", sa.Integer(), nullable=False),
        sa.Column("idempotency_key", sa.String(length=64), nullable=True),
        sa.Column("input_digest", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "status IN ('open', 'accepted', 'declined', 'resolved', 'reopened')",
            name=op.f("ck_content_request_status_known"),
        ),
        sa.CheckConstraint(
            "type IN ('case_study', 'testimonial', 'white_paper', 'proof_statement', 'presentation', 'talking_point', 'play', 'guideline')",
            name=op.f("ck_content_request_type_known"),
        ),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["person.id"], name=op.f("fk_content_request_answered_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["asset_id"], ["asset.id"], name=op.f("fk_content_request_asset_id_asset"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["pain_id"], ["tag.id"], name=op.f("fk_content_request_pain_id_tag")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_content_request_person_id_person")),
        sa.ForeignKeyConstraint(["persona_id"], ["tag.id"], name=op.f("fk_content_request_persona_id_tag")),
        sa.ForeignKeyConstraint(["stage_id"], ["tag.id"], name=op.f("fk_content_request_stage_id_tag")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_content_request")),
        sa.UniqueConstraint("person_id", "idempotency_key", name=op.f("uq_content_request_person_id_idempotency_key")),
    )
    op.create_index(op.f("ix_content_request_asset_id"), "content_request", ["asset_id"], unique=False)
    op.create_index(op.f("ix_content_request_person_id"), "content_request", ["person_id"], unique=False)
    op.create_index("ix_content_request_status_id", "content_request", ["status", "id"], unique=False)
    op.create_table(
        "evidence",
        sa.Column("asset_id", sa.Integer(), nullable=False),
        sa.Column("tag_id", sa.Integer(), nullable=False),
        sa.Column("conversations", sa.Integer(), nullable=False),
        sa.Column("landed", sa.Integer(), nullable=False),
        sa.Column("fell_flat", sa.Integer(), nullable=False),
        sa.Column("reps", sa.Integer(), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["asset_id"], ["asset.id"], name=op.f("fk_evidence_asset_id_asset"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("asset_id", "tag_id", name=op.f("pk_evidence")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "evidence_rep",
        sa.Column("asset_id", sa.Integer(), nullable=False),
        sa.Column("tag_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("conversations", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["asset_id"], ["asset.id"], name=op.f("fk_evidence_rep_asset_id_asset"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_evidence_rep_person_id_person")),
        sa.PrimaryKeyConstraint("asset_id", "tag_id", "person_id", name=op.f("pk_evidence_rep")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "feedback",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("asset_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("flag", "comment", "suggestion", name="feedbackkind", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column(
            "flag_reason",
            sa.Enum(
                "outdated",
                "inaccurate",
                "duplicate",
                "wrong_audience",
                "broken",
                name="flagreason",
                native_enum=False,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("proposal", sa.JSON(), nullable=True),
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
        sa.Column("idempotency_key", sa.String(length=64), nullable=True),
        sa.Column("input_digest", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(kind = 'flag') = (flag_reason IS NOT NULL)", name=op.f("ck_feedback_flag_has_reason")),
        sa.CheckConstraint(
            "(kind = 'suggestion') = (proposal IS NOT NULL)", name=op.f("ck_feedback_suggestion_has_proposal")
        ),
        sa.CheckConstraint(
            "flag_reason IN ('outdated', 'inaccurate', 'duplicate', 'wrong_audience', 'broken')",
            name=op.f("ck_feedback_flag_reason_known"),
        ),
        sa.CheckConstraint("kind IN ('flag', 'comment', 'suggestion')", name=op.f("ck_feedback_kind_known")),
        sa.CheckConstraint(
            "status IN ('open', 'accepted', 'declined', 'resolved', 'reopened')", name=op.f("ck_feedback_status_known")
        ),
        sa.ForeignKeyConstraint(["answered_by_id"], ["person.id"], name=op.f("fk_feedback_answered_by_id_person")),
        sa.ForeignKeyConstraint(
            ["asset_id"], ["asset.id"], name=op.f("fk_feedback_asset_id_asset"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_feedback_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback")),
        sa.UniqueConstraint("person_id", "idempotency_key", name=op.f("uq_feedback_person_id_idempotency_key")),
    )
    op.create_index("ix_feedback_asset_id_status", "feedback", ["asset_id", "status"], unique=False)
    op.create_index(op.f("ix_feedback_person_id"), "feedback", ["person_id"], unique=False)
    op.create_index("ix_feedback_status_id", "feedback", ["status", "id"], unique=False)
    op.create_table(
        "usage_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("digest", sa.String(length=32), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "impression",
                "view",
                "copy",
                "download",
                "export",
                "share",
                "used",
                "buyer_opened",
                "buyer_engaged",
                "deal_won",
                "deal_lost",
                "landed",
                "fell_flat",
                "retracted",
                name="eventkind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("asset_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column(
            "actor_kind",
            sa.Enum("human", "service", "suspected_bot", name="actorkind", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column(
            "channel",
            sa.Enum("web", "api", "share", "chat", "extension", name="channel", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column(
            "purpose",
            sa.Enum(
                "call_prep",
                "live_call",
                "follow_up",
                "onboarding",
                "browsing",
                name="purpose",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("about_id", sa.Integer(), nullable=True),
        sa.Column("persona_id", sa.Integer(), nullable=False),
        sa.Column("stage_id", sa.Integer(), nullable=False),
        sa.Column("pain_id", sa.Integer(), nullable=False),
        sa.Column("deal", sa.String(length=200), nullable=False),
        sa.Column("account", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "(kind IN ('landed', 'fell_flat', 'retracted')) = (about_id IS NOT NULL)", name=op.f("ck_usage_event_about")
        ),
        sa.CheckConstraint(
            "actor_kind IN ('human', 'service', 'suspected_bot')", name=op.f("ck_usage_event_actor_kind_known")
        ),
        sa.CheckConstraint(
            "channel IN ('web', 'api', 'share', 'chat', 'extension')", name=op.f("ck_usage_event_channel_known")
        ),
        sa.CheckConstraint(
            "kind IN ('impression', 'view', 'copy', 'download', 'export', 'share', 'used', 'buyer_opened', 'buyer_engaged', 'deal_won', 'deal_lost', 'landed', 'fell_flat', 'retracted')",
            name=op.f("ck_usage_event_kind_known"),
        ),
        sa.CheckConstraint(
            "purpose IN ('call_prep', 'live_call', 'follow_up', 'onboarding', 'browsing')",
            name=op.f("ck_usage_event_purpose_known"),
        ),
        sa.ForeignKeyConstraint(
            ["asset_id"], ["asset.id"], name=op.f("fk_usage_event_asset_id_asset"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_usage_event_cohort_id_cohort")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_usage_event_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_usage_event")),
        sa.UniqueConstraint("key", name=op.f("uq_usage_event_key")),
    )
    op.create_index(
        "ix_usage_event_about_id",
        "usage_event",
        ["about_id"],
        unique=False,
        sqlite_where=sa.text("about_id IS NOT NULL"),
        postgresql_where=sa.text("about_id IS NOT NULL"),
    )
    op.create_index(
        "ix_usage_event_account",
        "usage_event",
        ["account", "asset_id"],
        unique=False,
        sqlite_where=sa.text("account <> ''"),
        postgresql_where=sa.text("account <> ''"),
    )
    op.create_index("ix_usage_event_asset_id_occurred_at", "usage_event", ["asset_id", "occurred_at"], unique=False)
    op.create_index(op.f("ix_usage_event_occurred_at"), "usage_event", ["occurred_at"], unique=False)
    op.create_index("ix_usage_event_person_id_id", "usage_event", ["person_id", "id"], unique=False)
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("feedback_id", sa.Integer(), nullable=True),
        sa.Column("request_id", sa.Integer(), nullable=True),
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
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(feedback_id IS NULL) <> (request_id IS NULL)", name=op.f("ck_notice_about_one_thing")),
        sa.ForeignKeyConstraint(
            ["feedback_id"], ["feedback.id"], name=op.f("fk_notice_feedback_id_feedback"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_notice_person_id_person"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["content_request.id"],
            name=op.f("fk_notice_request_id_content_request"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
    )
    op.create_index(op.f("ix_notice_feedback_id"), "notice", ["feedback_id"], unique=False)
    op.create_index("ix_notice_person_id_seen_at", "notice", ["person_id", "seen_at"], unique=False)
    op.create_index(op.f("ix_notice_request_id"), "notice", ["request_id"], unique=False)
    op.create_table(
        "request_vote",
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_request_vote_person_id_person")),
        sa.ForeignKeyConstraint(
            ["request_id"],
            ["content_request.id"],
            name=op.f("fk_request_vote_request_id_content_request"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("request_id", "person_id", name=op.f("pk_request_vote")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_request_vote_person_id"), "request_vote", ["person_id"], unique=False)
    op.add_column("search_log", sa.Column("cohort_id", sa.Integer(), nullable=True))


def downgrade() -> None:
    """Undo."""
    op.drop_column("search_log", "cohort_id")
    op.drop_table("request_vote")
    op.drop_table("notice")
    op.drop_table("usage_event")
    op.drop_table("feedback")
    op.drop_table("evidence_rep")
    op.drop_table("evidence")
    op.drop_table("content_request")
    op.drop_table("usage_sum")
    op.drop_table("search_sum")
    op.drop_table("rep_sum")
    op.drop_table("demand_sum")
    op.drop_table("cohort")
