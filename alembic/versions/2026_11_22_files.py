"""Files of assets."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "blob",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("pdf", "pptx", "docx", "png", "jpeg", "gif", "webp", name="filekind", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("touched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "status",
            sa.Enum("pending", "done", "failed", name="readingstatus", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column(
            "problem",
            sa.Enum("encrypted", "broken", "too_large", "too_slow", name="fileproblem", native_enum=False, length=40),
            nullable=True,
        ),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("has_thumbnail", sa.Boolean(), nullable=False),
        sa.CheckConstraint("(status = 'failed') = (problem IS NOT NULL)", name=op.f("ck_blob_failed_has_problem")),
        sa.CheckConstraint(
            "kind IN ('pdf', 'pptx', 'docx', 'png', 'jpeg', 'gif', 'webp')", name=op.f("ck_blob_kind_known")
        ),
        sa.CheckConstraint(
            "problem IN ('encrypted', 'broken', 'too_large', 'too_slow')", name=op.f("ck_blob_problem_known")
        ),
        sa.CheckConstraint("status IN ('pending', 'done', 'failed')", name=op.f("ck_blob_status_known")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_blob")),
    )
    op.create_index(
        "ix_blob_waiting",
        "blob",
        ["touched_at"],
        unique=False,
        sqlite_where=sa.text("status = 'pending'"),
        postgresql_where=sa.text("status = 'pending'"),
    )
    op.create_table(
        "file_passage",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["digest"], ["blob.digest"], name=op.f("fk_file_passage_digest_blob"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("digest", "number", name=op.f("pk_file_passage")),
    )
    op.create_table(
        "asset_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("asset_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("uploaded_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["asset_id"], ["asset.id"], name=op.f("fk_asset_file_asset_id_asset"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["digest"], ["blob.digest"], name=op.f("fk_asset_file_digest_blob")),
        sa.ForeignKeyConstraint(["uploaded_by_id"], ["person.id"], name=op.f("fk_asset_file_uploaded_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asset_file")),
        sa.UniqueConstraint("asset_id", "digest", name=op.f("uq_asset_file_asset_id_digest")),
    )
    op.create_index(op.f("ix_asset_file_digest"), "asset_file", ["digest"], unique=False)


def downgrade() -> None:
    """Undo."""
    op.drop_table("asset_file")
    op.drop_table("file_passage")
    op.drop_table("blob")
