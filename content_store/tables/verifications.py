"""Who vouched for which asset when."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from content_store.tables.base import Base


class Verification(Base):
    """Somebody looked at an asset and found it right. What held before it is kept, so that it can be taken back."""

    __tablename__ = "verification"
    __table_args__ = (Index("ix_verification_asset_id_id", "asset_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    asset_id: Mapped[int] = mapped_column(ForeignKey("asset.id", ondelete="CASCADE"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    at: Mapped[datetime]
    verified_before: Mapped[datetime]
    due_before: Mapped[datetime]
