"""Which periods had their sums changed after they were over.

Revises: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "late_sum",
        sa.Column(
            "grain", sa.Enum("day", "month", "quarter", name="grain", native_enum=False, length=40), nullable=False
        ),
        sa.Column("period", sa.Integer(), nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("grain", "period", name=op.f("pk_late_sum")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Undo."""
    op.drop_table("late_sum")
