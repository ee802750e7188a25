"""Assets as readers see them now. What was ever saved is in ``revisions``."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from content_store.rules.vocabulary import Audience, ContentType, LinkKind, RetireReason, Status
from content_store.tables.base import Base, one_of, word


class Asset(Base):
    """The live row: the published revision, or the newest one while nothing has been published.

    ``listed_at`` is the moment from which a published asset shows, and the order of every list; it is
    null unless the status is published. ``due_at`` repeats verified_at + interval and ``sort_title`` the title
    without case and accents, so that both can be indexed. ``updated_at`` is when this row last changed, ``edited_at``
    when anybody last saved a revision, which readers must not learn: it may be a draft that waits.
    """

    __tablename__ = "asset"
    # No index begins with status: SQLite would walk it, and so all that is published, even to read 20 rows by id.
    __table_args__ = (
        one_of("type", ContentType),
        one_of("status", Status),
        one_of("audience", Audience),
        one_of("retire_reason", RetireReason),
        CheckConstraint("(status = 'published') = (listed_at IS NOT NULL)", name="listed_when_published"),
        CheckConstraint("status <> 'retired' OR retire_reason IS NOT NULL", name="retired_has_reason"),
        CheckConstraint("replacement_id <> id", name="not_its_own_replacement"),
        CheckConstraint("unpublish_at IS NULL OR publish_at IS NULL OR publish_at < unpublish_at", name="window"),
        CheckConstraint("revision <= latest_revision", name="revision_exists"),
        Index("ix_asset_listed_at_id", "listed_at", "id"),
        Index("ix_asset_type_listed_at_id", "type", "listed_at", "id"),
        Index("ix_asset_updated_at_id", "updated_at", "id"),
        Index("ix_asset_edited_at_id", "edited_at", "id"),
        Index("ix_asset_sort_title_id", "sort_title", "id"),
        Index("ix_asset_due_at_id", "due_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(200), unique=True)
    type: Mapped[ContentType] = mapped_column(word(ContentType))
    status: Mapped[Status] = mapped_column(word(Status))
    title: Mapped[str] = mapped_column(String(300))
    sort_title: Mapped[str] = mapped_column(String(600).with_variant(String(600, collation="C"), "postgresql"))
    language: Mapped[str] = mapped_column(String(35))
    audience: Mapped[Audience] = mapped_column(word(Audience))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    steward_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    publish_at: Mapped[datetime | None]
    unpublish_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    first_published_at: Mapped[datetime | None]
    listed_at: Mapped[datetime | None]
    verified_at: Mapped[datetime]
    verify_interval_days: Mapped[int]
    due_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]
    retire_reason: Mapped[RetireReason | None] = mapped_column(word(RetireReason))
    replacement_id: Mapped[int | None] = mapped_column(ForeignKey("asset.id"), index=True)
    revision: Mapped[int]
    latest_revision: Mapped[int]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    edited_at: Mapped[datetime]
    # Where an import took it from, so that the next import finds it again; not shown to readers.
    source: Mapped[str | None] = mapped_column(String(1000), index=True)
    # Long ones last: SQLite reads a row from its beginning, and a list looks at many rows that it does not show.
    summary: Mapped[str] = mapped_column(Text)
    retire_note: Mapped[str] = mapped_column(Text, default="")
    extra: Mapped[dict[str, Any]]
    content: Mapped[dict[str, Any]]
    body: Mapped[str] = mapped_column(Text)


class AssetTag(Base):
    """A tag on a live asset. Type and ``listed_at`` are repeated, so that a filtered list walks one index."""

    __tablename__ = "asset_tag"
    __table_args__ = (
        Index("ix_asset_tag_tag_id_listed_at_asset_id", "tag_id", "listed_at", "asset_id"),
        Index("ix_asset_tag_tag_id_type_listed_at_asset_id", "tag_id", "type", "listed_at", "asset_id"),
        {"sqlite_with_rowid": False},
    )

    asset_id: Mapped[int] = mapped_column(ForeignKey("asset.id", ondelete="CASCADE"), primary_key=True)
    tag_id: Mapped[int] = mapped_column(ForeignKey("tag.id"), primary_key=True)
    type: Mapped[ContentType] = mapped_column(word(ContentType))
    listed_at: Mapped[datetime | None]


class AssetLink(Base):
    """A link from a live asset to another, in the author's order."""

    __tablename__ = "asset_link"
    __table_args__ = (
        one_of("kind", LinkKind),
        CheckConstraint("source_id <> target_id", name="not_to_itself"),
        Index("ix_asset_link_target_id_kind", "target_id", "kind"),
        {"sqlite_with_rowid": False},
    )

    source_id: Mapped[int] = mapped_column(ForeignKey("asset.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[LinkKind] = mapped_column(word(LinkKind), primary_key=True)
    target_id: Mapped[int] = mapped_column(ForeignKey("asset.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int]
