"""What the advisory council recommends."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from content_store.tables.base import Base

_STANDS = text("withdrawn_at IS NULL")


class Recommendation(Base):
    """One asset, why, and for whom; null where no persona or stage was named. It stands until ``withdrawn_at``."""

    __tablename__ = "recommendation"
    __table_args__ = (
        Index("ix_recommendation_created_at_id", "created_at", "id"),
        Index(
            "uq_recommendation_standing", "asset_id", "person_id", unique=True,
            sqlite_where=_STANDS, postgresql_where=_STANDS,
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    asset_id: Mapped[int] = mapped_column(ForeignKey("asset.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    persona_id: Mapped[int | None] = mapped_column(ForeignKey("tag.id"))
    stage_id: Mapped[int | None] = mapped_column(ForeignKey("tag.id"))
    created_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
