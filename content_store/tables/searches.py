"""What people searched for and what they opened, for the reports on gaps."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from content_store.rules.periods import Grain
from content_store.tables.base import Base, word


class SearchLog(Base):
    """One search as it ended; the steps typed on the way to it share its key and are not kept.

    ``cohort_id`` is what the person belonged to at that time; null where no person searched, and nothing is counted.
    """

    __tablename__ = "search_log"
    __table_args__ = (Index("ix_search_log_at", "at"),)

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    at: Mapped[datetime]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    cohort_id: Mapped[int | None]
    channel: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text)
    normalised: Mapped[str] = mapped_column(Text)
    filters: Mapped[dict[str, Any]]
    result_count: Mapped[int]
    did_you_mean: Mapped[str] = mapped_column(Text, default="")


class SearchOpening(Base):
    """An asset opened from a search's results."""

    __tablename__ = "search_opening"

    key: Mapped[str] = mapped_column(ForeignKey("search_log.key", ondelete="CASCADE"), primary_key=True)
    asset_id: Mapped[int] = mapped_column(ForeignKey("asset.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int]
    at: Mapped[datetime]


class SearchSum(Base):
    """How often the same words were searched for, found nothing, and led to something being opened.

    ``cohort_id`` 0 sums all cohorts; see ``usage``.
    """

    __tablename__ = "search_sum"
    __table_args__ = ({"sqlite_with_rowid": False},)

    grain: Mapped[Grain] = mapped_column(word(Grain), primary_key=True)
    cohort_id: Mapped[int] = mapped_column(primary_key=True)
    period: Mapped[int] = mapped_column(primary_key=True)
    words: Mapped[str] = mapped_column(String(200), primary_key=True)
    searches: Mapped[int]
    without_result: Mapped[int]
    opened: Mapped[int]
