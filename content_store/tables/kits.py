"""Kits: what newcomers are given to learn, and every version of it that was published."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from content_store.rules.kits import KitStatus
from content_store.tables.base import Base, one_of, word


class Kit(Base):
    """A kit. ``draft`` is the newest plan saved, ``revision`` counts the saves; readers see ``version``.

    ``earlier`` is the plan before the last save, to be taken back. ``title``, ``role`` and ``region`` are those of what
    readers see, or of the draft until something is published.
    """

    __tablename__ = "kit"
    __table_args__ = (
        one_of("status", KitStatus),
        CheckConstraint("status = 'draft' OR version IS NOT NULL", name="published_has_version"),
        CheckConstraint("(status = 'retired') = (retired_at IS NOT NULL)", name="retired_when"),
        CheckConstraint("successor_id <> id", name="not_its_own_successor"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(200), unique=True)
    status: Mapped[KitStatus] = mapped_column(word(KitStatus))
    title: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(100))
    region: Mapped[str] = mapped_column(String(200))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    revision: Mapped[int]
    version: Mapped[int | None]
    successor_id: Mapped[int | None] = mapped_column(ForeignKey("kit.id"), index=True)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    retired_at: Mapped[datetime | None]
    draft: Mapped[dict[str, Any]]
    earlier: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))


class KitVersion(Base):
    """What was published at one time; never changed, because newcomers are on it."""

    __tablename__ = "kit_version"
    __table_args__ = ({"sqlite_with_rowid": False},)

    kit_id: Mapped[int] = mapped_column(ForeignKey("kit.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    revision: Mapped[int]
    plan: Mapped[dict[str, Any]]
    published_at: Mapped[datetime]
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    note: Mapped[str] = mapped_column(Text, default="")


class KitAsset(Base):
    """An asset that a kit names in its draft, or in the version that readers see."""

    __tablename__ = "kit_asset"
    __table_args__ = ({"sqlite_with_rowid": False},)

    kit_id: Mapped[int] = mapped_column(ForeignKey("kit.id", ondelete="CASCADE"), primary_key=True)
    asset_id: Mapped[int] = mapped_column(ForeignKey("asset.id", ondelete="CASCADE"), primary_key=True, index=True)
