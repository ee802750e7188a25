"""What newcomers, mentors and the owners of kits are told, and what was said already.

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

_COLUMNS = ("feedback_id", "request_id", "review_id", "period_id", "enrolment_id", "kit_id")


def _one_of(*columns: str) -> str:
    return " + ".join(f"(CASE WHEN {column} IS NULL THEN 0 ELSE 1 END)" for column in columns) + " = 1"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "enrolment_reminder",
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("starts", "due_soon", "overdue", name="reminderkind", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('starts', 'due_soon', 'overdue')", name=op.f("ck_enrolment_reminder_kind_known")),
        sa.ForeignKeyConstraint(
            ["enrolment_id"],
            ["enrolment.id"],
            name=op.f("fk_enrolment_reminder_enrolment_id_enrolment"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("enrolment_id", "kind", name=op.f("pk_enrolment_reminder")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("notice") as notice:
        for column, table in (("enrolment_id", "enrolment"), ("kit_id", "kit")):
            notice.add_column(sa.Column(column, sa.Integer(), nullable=True))
            notice.create_index(op.f(f"ix_notice_{column}"), [column])
            notice.create_foreign_key(op.f(f"fk_notice_{column}_{table}"), table, [column], ["id"], ondelete="CASCADE")
        notice.drop_constraint(op.f("ck_notice_about_one_thing"), type_="check")
        notice.create_check_constraint(op.f("ck_notice_about_one_thing"), _one_of(*_COLUMNS))


def downgrade() -> None:
    """Undo."""
    op.execute("DELETE FROM notice WHERE enrolment_id IS NOT NULL OR kit_id IS NOT NULL")
    with op.batch_alter_table("notice") as notice:
        notice.drop_constraint(op.f("ck_notice_about_one_thing"), type_="check")
        notice.create_check_constraint(op.f("ck_notice_about_one_thing"), _one_of(*_COLUMNS[:4]))
        for column, table in (("kit_id", "kit"), ("enrolment_id", "enrolment")):
            notice.drop_constraint(op.f(f"fk_notice_{column}_{table}"), type_="foreignkey")
            notice.drop_index(op.f(f"ix_notice_{column}"))
            notice.drop_column(column)
    op.drop_table("enrolment_reminder")
