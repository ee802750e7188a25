"""When each asset was published, retired, archived and restored."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from content_store.rules.lifecycle import Step
from content_store.tables.base import Base, one_of, word


class Publication(Base):
    """One step in an asset's public life. Exports carry these rows, imports bring them back."""

    __tablename__ = "publication"
    __table_args__ = (one_of("step", Step), Index("ix_publication_asset_id_at", "asset_id", "at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    asset_id: Mapped[int] = mapped_column(ForeignKey("asset.id", ondelete="CASCADE"))
    step: Mapped[Step] = mapped_column(word(Step))
    at: Mapped[datetime]
    revision: Mapped[int]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    # As text, because an import may know the name of somebody who has no account here.
    actor_email: Mapped[str] = mapped_column(String(320), default="")
    note: Mapped[str] = mapped_column(Text, default="")
