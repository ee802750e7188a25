"""Kits and their versions.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "kit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=200), nullable=False),
        sa.Column(
            "status",
            sa.Enum("draft", "published", "retired", name="kitstatus", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=100), nullable=False),
        sa.Column("region", sa.String(length=200), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("successor_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("draft", sa.JSON(), nullable=False),
        sa.CheckConstraint("status IN ('draft', 'published', 'retired')", name=op.f("ck_kit_status_known")),
        sa.CheckConstraint("status = 'draft' OR version IS NOT NULL", name=op.f("ck_kit_published_has_version")),
        sa.CheckConstraint("(status = 'retired') = (retired_at IS NOT NULL)", name=op.f("ck_kit_retired_when")),
        sa.CheckConstraint("successor_id <> id", name=op.f("ck_kit_not_its_own_successor")),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_kit_owner_id_person")),
        sa.ForeignKeyConstraint(["successor_id"], ["kit.id"], name=op.f("fk_kit_successor_id_kit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kit")),
        sa.UniqueConstraint("slug", name=op.f("uq_kit_slug")),
    )
    op.create_index(op.f("ix_kit_owner_id"), "kit", ["owner_id"], unique=False)
    op.create_index(op.f("ix_kit_successor_id"), "kit", ["successor_id"], unique=False)
    op.create_table(
        "kit_version",
        sa.Column("kit_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("plan", sa.JSON(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["kit_id"], ["kit.id"], name=op.f("fk_kit_version_kit_id_kit"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["published_by_id"], ["person.id"], name=op.f("fk_kit_version_published_by_id_person")),
        sa.PrimaryKeyConstraint("kit_id", "number", name=op.f("pk_kit_version")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_kit_version_published_by_id"), "kit_version", ["published_by_id"], unique=False)
    op.create_table(
        "kit_asset",
        sa.Column("kit_id", sa.Integer(), nullable=False),
        sa.Column("asset_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["asset_id"], ["asset.id"], name=op.f("fk_kit_asset_asset_id_asset"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["kit_id"], ["kit.id"], name=op.f("fk_kit_asset_kit_id_kit"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("kit_id", "asset_id", name=op.f("pk_kit_asset")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_kit_asset_asset_id"), "kit_asset", ["asset_id"], unique=False)


def downgrade() -> None:
    """Undo."""
    op.drop_table("kit_asset")
    op.drop_table("kit_version")
    op.drop_table("kit")
