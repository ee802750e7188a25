"""Doing the same to many assets, and taking it back."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

_KINDS = (
    *("publish", "schedule", "unschedule", "expire", "retire", "archive", "restore", "verify", "owner", "steward"),
    *("add_tag", "remove_tag"),
)
_STATUSES = ("planned", "running", "done", "undoing", "undone")
_STATES = ("waiting", "done", "refused", "undone", "kept")


def _known(column: str, words: tuple[str, ...]) -> str:
    listed = ", ".join(f"'{word}'" for word in words)
    return f"{column} IN ({listed})"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "bulk",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Enum(*_KINDS, name="bulkkind", native_enum=False, length=40), nullable=False),
        sa.Column("status", sa.Enum(*_STATUSES, name="bulkstatus", native_enum=False, length=40), nullable=False),
        sa.Column("given", sa.JSON(), nullable=False),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(_known("kind", _KINDS), name=op.f("ck_bulk_kind_known")),
        sa.CheckConstraint(_known("status", _STATUSES), name=op.f("ck_bulk_status_known")),
        sa.ForeignKeyConstraint(["actor_id"], ["person.id"], name=op.f("fk_bulk_actor_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulk")),
    )
    op.create_index(op.f("ix_bulk_actor_id"), "bulk", ["actor_id"], unique=False)
    op.create_index(op.f("ix_bulk_status"), "bulk", ["status"], unique=False)
    op.create_table(
        "bulk_item",
        sa.Column("bulk_id", sa.Integer(), nullable=False),
        sa.Column("asset_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.Enum(*_STATES, name="itemstate", native_enum=False, length=40), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.CheckConstraint(_known("state", _STATES), name=op.f("ck_bulk_item_state_known")),
        sa.ForeignKeyConstraint(
            ["asset_id"], ["asset.id"], name=op.f("fk_bulk_item_asset_id_asset"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["bulk_id"], ["bulk.id"], name=op.f("fk_bulk_item_bulk_id_bulk"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("bulk_id", "asset_id", name=op.f("pk_bulk_item")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_bulk_item_asset_id"), "bulk_item", ["asset_id"], unique=False)
    op.create_index("ix_bulk_item_bulk_id_state_asset_id", "bulk_item", ["bulk_id", "state", "asset_id"], unique=False)


def downgrade() -> None:
    """Take back."""
    op.drop_table("bulk_item")
    op.drop_table("bulk")
