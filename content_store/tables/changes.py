"""The change log: what changed, by whom, in commit order and without a gap."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from content_store.tables.base import Base


class ChangeCounter(Base):
    """One row. Its lock puts change numbers in commit order, which a sequence cannot.

    ``change`` counts every content change; ``published``, ``taxonomy`` and ``people`` are the change number
    that last altered what readers see, a tag, a person. ``store_id`` tells one database from another.
    """

    __tablename__ = "change_counter"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    change: Mapped[int]
    published: Mapped[int]
    taxonomy: Mapped[int]
    people: Mapped[int]
    store_id: Mapped[str] = mapped_column(String(32))


class Change(Base):
    """One change of one thing. ``shown`` says whether it altered what readers may see."""

    __tablename__ = "change"
    __table_args__ = (Index("ix_change_entity_entity_id", "entity", "entity_id"),)

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    entity: Mapped[str] = mapped_column(String(20))
    entity_id: Mapped[int]
    kind: Mapped[str] = mapped_column(String(40))
    shown: Mapped[bool]
    revision: Mapped[int | None]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    at: Mapped[datetime] = mapped_column(index=True)
    note: Mapped[str] = mapped_column(Text, default="")
