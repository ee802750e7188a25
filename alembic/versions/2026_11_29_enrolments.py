"""Enrolments on kits, what newcomers did with each step, and what they and their mentors say.

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "enrolment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kit_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("mentor_id", sa.Integer(), nullable=True),
        sa.Column("start_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("enrolled_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("due_on IS NULL OR due_on >= start_on", name=op.f("ck_enrolment_due_after_start")),
        sa.CheckConstraint("mentor_id <> person_id", name=op.f("ck_enrolment_not_ones_own_mentor")),
        sa.ForeignKeyConstraint(
            ["kit_id", "version"],
            ["kit_version.kit_id", "kit_version.number"],
            name=op.f("fk_enrolment_kit_id_version_kit_version"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_enrolment_person_id_person")),
        sa.ForeignKeyConstraint(["mentor_id"], ["person.id"], name=op.f("fk_enrolment_mentor_id_person")),
        sa.ForeignKeyConstraint(["enrolled_by_id"], ["person.id"], name=op.f("fk_enrolment_enrolled_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolment")),
        sa.UniqueConstraint("kit_id", "version", "person_id", name=op.f("uq_enrolment_kit_id_version_person_id")),
    )
    op.create_index(op.f("ix_enrolment_person_id"), "enrolment", ["person_id"], unique=False)
    op.create_index(op.f("ix_enrolment_mentor_id"), "enrolment", ["mentor_id"], unique=False)
    op.create_index(op.f("ix_enrolment_enrolled_by_id"), "enrolment", ["enrolled_by_id"], unique=False)
    op.create_index(
        "uq_enrolment_open",
        "enrolment",
        ["kit_id", "person_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "enrolment_step",
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("step_key", sa.String(length=40), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("useful", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(
            ["enrolment_id"],
            ["enrolment.id"],
            name=op.f("fk_enrolment_step_enrolment_id_enrolment"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("enrolment_id", "step_key", name=op.f("pk_enrolment_step")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "enrolment_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("step_key", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["enrolment_id"],
            ["enrolment.id"],
            name=op.f("fk_enrolment_note_enrolment_id_enrolment"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_enrolment_note_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolment_note")),
    )
    op.create_index(op.f("ix_enrolment_note_enrolment_id"), "enrolment_note", ["enrolment_id"], unique=False)
    op.create_index(op.f("ix_enrolment_note_person_id"), "enrolment_note", ["person_id"], unique=False)


def downgrade() -> None:
    """Undo."""
    op.drop_table("enrolment_note")
    op.drop_table("enrolment_step")
    op.drop_table("enrolment")
