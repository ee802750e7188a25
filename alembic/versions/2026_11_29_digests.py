"""Digests: how people want to be told what is new, and the mails that tell them."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "digest_delivery",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "pending",
                "sending",
                "sent",
                "empty",
                "skipped",
                "failed",
                name="deliverystatus",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("message_id", sa.String(length=100), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("try_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "status IN ('pending', 'sending', 'sent', 'empty', 'skipped', 'failed')",
            name=op.f("ck_digest_delivery_status_known"),
        ),
        sa.CheckConstraint("since < until", name=op.f("ck_digest_delivery_window")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_digest_delivery_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest_delivery")),
        sa.UniqueConstraint("message_id", name=op.f("uq_digest_delivery_message_id")),
        sa.UniqueConstraint("person_id", "until", name=op.f("uq_digest_delivery_person_id_until")),
    )
    op.create_index(
        "ix_digest_delivery_waiting",
        "digest_delivery",
        ["try_at"],
        unique=False,
        sqlite_where=sa.text("status IN ('pending', 'sending')"),
        postgresql_where=sa.text("status IN ('pending', 'sending')"),
    )
    op.create_table(
        "digest_setting",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "frequency",
            sa.Enum("weekly", "fortnightly", "monthly", "never", name="digestfrequency", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("personas", sa.JSON(), nullable=False),
        sa.Column("feed_key", sa.String(length=64), nullable=False),
        sa.Column("unsubscribe_key", sa.String(length=64), nullable=False),
        sa.Column("told_until", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "frequency IN ('weekly', 'fortnightly', 'monthly', 'never')",
            name=op.f("ck_digest_setting_frequency_known"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_digest_setting_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_digest_setting")),
        sa.UniqueConstraint("feed_key", name=op.f("uq_digest_setting_feed_key")),
        sa.UniqueConstraint("unsubscribe_key", name=op.f("uq_digest_setting_unsubscribe_key")),
    )


def downgrade() -> None:
    """Undo."""
    op.drop_table("digest_setting")
    op.drop_table("digest_delivery")
