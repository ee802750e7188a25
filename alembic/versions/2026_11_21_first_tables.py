"""First tables."""

from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "change_counter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.Column("published", sa.Integer(), nullable=False),
        sa.Column("taxonomy", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("store_id", sa.String(length=32), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_change_counter_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change_counter")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column(
            "role",
            sa.Enum("rep", "marketing", "admin", "service", name="role", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("team", sa.String(length=200), nullable=False),
        sa.Column("region", sa.String(length=200), nullable=False),
        sa.Column(
            "quota_band", sa.Enum("below", "at", "above", name="quotaband", native_enum=False, length=40), nullable=True
        ),
        sa.Column("council", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("quota_band IN ('below', 'at', 'above')", name=op.f("ck_person_quota_band_known")),
        sa.CheckConstraint("role IN ('rep', 'marketing', 'admin', 'service')", name=op.f("ck_person_role_known")),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_person_email_lower")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("email", name=op.f("uq_person_email")),
    )
    op.create_table(
        "tag",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "facet",
            sa.Enum(
                "persona",
                "stage",
                "pain",
                "industry",
                "product",
                "competitor",
                "region",
                name="facet",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("slug", sa.String(length=100), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum("active", "retired", "merged", name="tagstatus", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("crm_aliases", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(status = 'merged') = (merged_into_id IS NOT NULL)", name=op.f("ck_tag_merged_has_successor")
        ),
        sa.CheckConstraint(
            "facet IN ('persona', 'stage', 'pain', 'industry', 'product', 'competitor', 'region')",
            name=op.f("ck_tag_facet_known"),
        ),
        sa.CheckConstraint("status IN ('active', 'retired', 'merged')", name=op.f("ck_tag_status_known")),
        sa.CheckConstraint("merged_into_id <> id", name=op.f("ck_tag_not_merged_into_itself")),
        sa.ForeignKeyConstraint(["merged_into_id"], ["tag.id"], name=op.f("fk_tag_merged_into_id_tag")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tag")),
        sa.UniqueConstraint("facet", "slug", name=op.f("uq_tag_facet_slug")),
    )
    op.create_index("ix_tag_merged_into_id", "tag", ["merged_into_id"])
    op.create_table(
        "api_token",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("prefix", sa.String(length=20), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_api_token_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_token")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_api_token_secret_hash")),
    )
    op.create_index("ix_api_token_person_id_name", "api_token", ["person_id", "name"])
    op.create_table(
        "asset",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=200), nullable=False),
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
            nullable=False,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "draft", "in_review", "published", "retired", "archived", name="status", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column(
            "sort_title",
            sa.String(length=600).with_variant(sa.String(length=600, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column(
            "audience",
            sa.Enum("internal", "customer_facing", name="audience", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("steward_id", sa.Integer(), nullable=True),
        sa.Column("publish_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("unpublish_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("listed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("verify_interval_days", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "retire_reason",
            sa.Enum(
                "outdated",
                "replaced",
                "inaccurate",
                "off_message",
                "legal",
                "unused",
                name="retirereason",
                native_enum=False,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("replacement_id", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("latest_revision", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.String(length=1000), nullable=True),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("retire_note", sa.Text(), nullable=False),
        sa.Column("extra", sa.JSON(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(status = 'published') = (listed_at IS NOT NULL)", name=op.f("ck_asset_listed_when_published")
        ),
        sa.CheckConstraint("audience IN ('internal', 'customer_facing')", name=op.f("ck_asset_audience_known")),
        sa.CheckConstraint(
            "retire_reason IN ('outdated', 'replaced', 'inaccurate', 'off_message', 'legal', 'unused')",
            name=op.f("ck_asset_retire_reason_known"),
        ),
        sa.CheckConstraint(
            "status <> 'retired' OR retire_reason IS NOT NULL", name=op.f("ck_asset_retired_has_reason")
        ),
        sa.CheckConstraint(
            "status IN ('draft', 'in_review', 'published', 'retired', 'archived')", name=op.f("ck_asset_status_known")
        ),
        sa.CheckConstraint(
            "type IN ('case_study', 'testimonial', 'white_paper', 'proof_statement', 'presentation', 'talking_point', 'play', 'guideline')",
            name=op.f("ck_asset_type_known"),
        ),
        sa.CheckConstraint("replacement_id <> id", name=op.f("ck_asset_not_its_own_replacement")),
        sa.CheckConstraint("revision <= latest_revision", name=op.f("ck_asset_revision_exists")),
        sa.CheckConstraint(
            "unpublish_at IS NULL OR publish_at IS NULL OR publish_at < unpublish_at", name=op.f("ck_asset_window")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_asset_owner_id_person")),
        sa.ForeignKeyConstraint(["replacement_id"], ["asset.id"], name=op.f("fk_asset_replacement_id_asset")),
        sa.ForeignKeyConstraint(["steward_id"], ["person.id"], name=op.f("fk_asset_steward_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asset")),
        sa.UniqueConstraint("slug", name=op.f("uq_asset_slug")),
    )
    op.create_index("ix_asset_due_at_id", "asset", ["due_at", "id"])
    op.create_index("ix_asset_edited_at_id", "asset", ["edited_at", "id"])
    op.create_index("ix_asset_listed_at_id", "asset", ["listed_at", "id"])
    op.create_index("ix_asset_owner_id", "asset", ["owner_id"])
    op.create_index("ix_asset_replacement_id", "asset", ["replacement_id"])
    op.create_index("ix_asset_sort_title_id", "asset", ["sort_title", "id"])
    op.create_index("ix_asset_source", "asset", ["source"])
    op.create_index("ix_asset_steward_id", "asset", ["steward_id"])
    op.create_index("ix_asset_type_listed_at_id", "asset", ["type", "listed_at", "id"])
    op.create_index("ix_asset_updated_at_id", "asset", ["updated_at", "id"])
    op.create_table(
        "change",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("entity", sa.String(length=20), nullable=False),
        sa.Column("entity_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=True),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["person.id"], name=op.f("fk_change_actor_id_person")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_change")),
    )
    op.create_index("ix_change_actor_id", "change", ["actor_id"])
    op.create_index("ix_change_at", "change", ["at"])
    op.create_index("ix_change_entity_entity_id", "change", ["entity", "entity_id"])
    op.create_table(
        "search_log",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("normalised", sa.Text(), nullable=False),
        sa.Column("filters", sa.JSON(), nullable=False),
        sa.Column("result_count", sa.Integer(), nullable=False),
        sa.Column("did_you_mean", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_search_log_person_id_person"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_search_log")),
    )
    op.create_index("ix_search_log_at", "search_log", ["at"])
    op.create_index("ix_search_log_person_id", "search_log", ["person_id"])
    op.create_table(
        "sign_in_session",
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_sign_in_session_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("secret_hash", name=op.f("pk_sign_in_session")),
    )
    op.create_index("ix_sign_in_session_expires_at", "sign_in_session", ["expires_at"])
    op.create_index("ix_sign_in_session_person_id", "sign_in_session", ["person_id"])
    op.create_table(
        "tag_synonym",
        sa.Column("tag_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["tag_id"], ["tag.id"], name=op.f("fk_tag_synonym_tag_id_tag"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("tag_id", "text", name=op.f("pk_tag_synonym")),
    )
    op.create_table(
        "asset_link",
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "proof",
                "related",
                "supersedes",
                "translation_of",
                "step",
                name="linkkind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('proof', 'related', 'supersedes', 'translation_of', 'step')",
            name=op.f("ck_asset_link_kind_known"),
        ),
        sa.CheckConstraint("source_id <> target_id", name=op.f("ck_asset_link_not_to_itself")),
        sa.ForeignKeyConstraint(
            ["source_id"], ["asset.id"], name=op.f("fk_asset_link_source_id_asset"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["target_id"], ["asset.id"], name=op.f("fk_asset_link_target_id_asset"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("source_id", "kind", "target_id", name=op.f("pk_asset_link")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_asset_link_target_id_kind", "asset_link", ["target_id", "kind"])
    op.create_table(
        "asset_tag",
        sa.Column("asset_id", sa.Integer(), nullable=False),
        sa.Column("tag_id", sa.Integer(), nullable=False),
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
            nullable=False,
        ),
        sa.Column("listed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["asset_id"], ["asset.id"], name=op.f("fk_asset_tag_asset_id_asset"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["tag_id"], ["tag.id"], name=op.f("fk_asset_tag_tag_id_tag")),
        sa.PrimaryKeyConstraint("asset_id", "tag_id", name=op.f("pk_asset_tag")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_asset_tag_tag_id_listed_at_asset_id", "asset_tag", ["tag_id", "listed_at", "asset_id"])
    op.create_index(
        "ix_asset_tag_tag_id_type_listed_at_asset_id", "asset_tag", ["tag_id", "type", "listed_at", "asset_id"]
    )
    op.create_table(
        "publication",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("asset_id", sa.Integer(), nullable=False),
        sa.Column(
            "step",
            sa.Enum(
                "submit",
                "withdraw",
                "publish",
                "unschedule",
                "retire",
                "archive",
                "restore",
                name="step",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("actor_email", sa.String(length=320), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "step IN ('submit', 'withdraw', 'publish', 'unschedule', 'retire', 'archive', 'restore')",
            name=op.f("ck_publication_step_known"),
        ),
        sa.ForeignKeyConstraint(["actor_id"], ["person.id"], name=op.f("fk_publication_actor_id_person")),
        sa.ForeignKeyConstraint(
            ["asset_id"], ["asset.id"], name=op.f("fk_publication_asset_id_asset"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publication")),
    )
    op.create_index("ix_publication_actor_id", "publication", ["actor_id"])
    op.create_index("ix_publication_asset_id_at", "publication", ["asset_id", "at"])
    op.create_table(
        "revision",
        sa.Column("asset_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("snapshot", sa.JSON(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["asset_id"], ["asset.id"], name=op.f("fk_revision_asset_id_asset"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_revision_author_id_person")),
        sa.PrimaryKeyConstraint("asset_id", "number", name=op.f("pk_revision")),
    )
    op.create_index("ix_revision_author_id", "revision", ["author_id"])
    op.create_table(
        "search_opening",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("asset_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["asset_id"], ["asset.id"], name=op.f("fk_search_opening_asset_id_asset"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["key"], ["search_log.key"], name=op.f("fk_search_opening_key_search_log"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("key", "asset_id", name=op.f("pk_search_opening")),
    )
    counter = sa.table(
        "change_counter",
        *(sa.column(name) for name in ("id", "change", "published", "taxonomy", "people", "store_id")),
    )
    op.execute(counter.insert().values(id=1, change=0, published=0, taxonomy=0, people=0, store_id=uuid4().hex))


def downgrade() -> None:
    """Undo."""
    op.drop_table("search_opening")
    op.drop_table("revision")
    op.drop_table("publication")
    op.drop_table("asset_tag")
    op.drop_table("asset_link")
    op.drop_table("tag_synonym")
    op.drop_table("sign_in_session")
    op.drop_table("search_log")
    op.drop_table("change")
    op.drop_table("asset")
    op.drop_table("api_token")
    op.drop_table("tag")
    op.drop_table("person")
    op.drop_table("change_counter")
