"""The same done to many assets, with what each was, so that it can be taken back."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from content_store.rules.bulk import BulkKind, BulkStatus, ItemState
from content_store.tables.base import Base, one_of, word


class Bulk(Base):
    """One order: what is done, by whom. ``given`` holds what the kind needs, ``seen`` the change number of its plan."""

    __tablename__ = "bulk"
    __table_args__ = (one_of("kind", BulkKind), one_of("status", BulkStatus))

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[BulkKind] = mapped_column(word(BulkKind))
    status: Mapped[BulkStatus] = mapped_column(word(BulkStatus), index=True)
    given: Mapped[dict[str, Any]]
    seen: Mapped[int]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class BulkItem(Base):
    """One asset of a bulk. ``before`` is what it was, ``number`` the change that was made of it."""

    __tablename__ = "bulk_item"
    __table_args__ = (
        one_of("state", ItemState),
        Index("ix_bulk_item_bulk_id_state_asset_id", "bulk_id", "state", "asset_id"),
        {"sqlite_with_rowid": False},
    )

    bulk_id: Mapped[int] = mapped_column(ForeignKey("bulk.id", ondelete="CASCADE"), primary_key=True)
    asset_id: Mapped[int] = mapped_column(ForeignKey("asset.id", ondelete="CASCADE"), primary_key=True, index=True)
    state: Mapped[ItemState] = mapped_column(word(ItemState))
    code: Mapped[str] = mapped_column(String(40), default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    before: Mapped[dict[str, Any]]
    number: Mapped[int | None]
