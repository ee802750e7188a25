"""How people want to be told what is new, and the mails that tell them."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from content_store.rules.digests import DeliveryStatus, DigestFrequency
from content_store.tables.base import Base, one_of, word


class DigestSetting(Base):
    """One person's wishes. ``personas`` holds the slugs they chose, ``told_until`` where their last digest ended.

    The keys are kept as they are: they are shown again, and open nothing that this database does not hold.
    """

    __tablename__ = "digest_setting"
    __table_args__ = (one_of("frequency", DigestFrequency),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    frequency: Mapped[DigestFrequency] = mapped_column(word(DigestFrequency))
    personas: Mapped[list[str]]
    feed_key: Mapped[str] = mapped_column(String(64), unique=True)
    unsubscribe_key: Mapped[str] = mapped_column(String(64), unique=True)
    told_until: Mapped[datetime | None]


class DigestDelivery(Base):
    """One digest to one person. It is written before anything is sent, so that nobody is skipped and nobody told twice.

    ``tried_at`` is when the last attempt began, ``try_at`` when the next one may; ``problem`` is the server's answer.
    """

    __tablename__ = "digest_delivery"
    __table_args__ = (
        one_of("status", DeliveryStatus),
        UniqueConstraint("person_id", "until"),
        CheckConstraint("since < until", name="window"),
        Index(
            "ix_digest_delivery_waiting",
            "try_at",
            sqlite_where=text("status IN ('pending', 'sending')"),
            postgresql_where=text("status IN ('pending', 'sending')"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    since: Mapped[datetime]
    until: Mapped[datetime]
    status: Mapped[DeliveryStatus] = mapped_column(word(DeliveryStatus))
    message_id: Mapped[str] = mapped_column(String(100), unique=True)
    attempts: Mapped[int]
    try_at: Mapped[datetime]
    tried_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    problem: Mapped[str] = mapped_column(Text, default="")
