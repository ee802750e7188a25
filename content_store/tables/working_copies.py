"""What somebody typed into the form of an asset and did not save yet."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from content_store.rules.vocabulary import ContentType
from content_store.tables.base import Base, one_of, word


class WorkingCopy(Base):
    """One person's unsaved work on one asset, as the fields of the form by name.

    ``place`` is ``asset:12``, or ``new:`` and the form's key. ``base`` is the revision that the form began from,
    ``writer`` the open page that kept it last. ``asset_id`` is what it belongs to, or what a new one became: then the
    row only says so, for whoever sends the same form twice.
    """

    __tablename__ = "working_copy"
    __table_args__ = (one_of("type", ContentType), Index("ix_working_copy_asset_id", "asset_id"))

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    place: Mapped[str] = mapped_column(String(100), primary_key=True)
    asset_id: Mapped[int | None] = mapped_column(ForeignKey("asset.id", ondelete="CASCADE"))
    type: Mapped[ContentType] = mapped_column(word(ContentType))
    base: Mapped[int]
    writer: Mapped[str] = mapped_column(String(64))
    title: Mapped[str] = mapped_column(String(300))
    form: Mapped[dict[str, Any]]
    updated_at: Mapped[datetime]
    discarded_at: Mapped[datetime | None]
