"""Unsaved work, and links to drafts.

Revises: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

_TYPES = (
    "case_study",
    "testimonial",
    "white_paper",
    "proof_statement",
    "presentation",
    "talking_point",
    "play",
    "guideline",
)


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "working_copy",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=100), nullable=False),
        sa.Column("asset_id", sa.Integer(), nullable=True),
        sa.Column("type", sa.Enum(*_TYPES, name="contenttype", native_enum=False, length=40), nullable=False),
        sa.Column("base", sa.Integer(), nullable=False),
        sa.Column("writer", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("form", sa.JSON(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("discarded_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            f"type IN ({', '.join(repr(each) for each in _TYPES)})", name=op.f("ck_working_copy_type_known")
        ),
        sa.ForeignKeyConstraint(
            ["asset_id"], ["asset.id"], name=op.f("fk_working_copy_asset_id_asset"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_working_copy_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "place", name=op.f("pk_working_copy")),
    )
    op.create_index("ix_working_copy_asset_id", "working_copy", ["asset_id"], unique=False)
    op.create_table(
        "preview_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("asset_id", sa.Integer(), nullable=False),
        sa.Column("maker_id", sa.Integer(), nullable=False),
        sa.Column(
            "audience",
            sa.Enum("internal", "customer_facing", name="audience", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("audience IN ('internal', 'customer_facing')", name=op.f("ck_preview_link_audience_known")),
        sa.ForeignKeyConstraint(
            ["asset_id"], ["asset.id"], name=op.f("fk_preview_link_asset_id_asset"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["maker_id"], ["person.id"], name=op.f("fk_preview_link_maker_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_preview_link")),
    )
    op.create_index(op.f("ix_preview_link_asset_id"), "preview_link", ["asset_id"], unique=False)
    op.create_index(op.f("ix_preview_link_maker_id"), "preview_link", ["maker_id"], unique=False)
    op.create_table(
        "signing_key",
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("secret", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("purpose", name=op.f("pk_signing_key")),
    )


def downgrade() -> None:
    """Undo."""
    op.drop_table("signing_key")
    op.drop_table("preview_link")
    op.drop_table("working_copy")
