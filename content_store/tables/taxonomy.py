"""The taxonomy: tags in seven facets, and the words people really type for them."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from content_store.rules.vocabulary import Facet, TagStatus
from content_store.tables.base import Base, one_of, word


class Tag(Base):
    """One value of one facet."""

    __tablename__ = "tag"
    __table_args__ = (
        UniqueConstraint("facet", "slug"),
        one_of("facet", Facet),
        one_of("status", TagStatus),
        CheckConstraint("(status = 'merged') = (merged_into_id IS NOT NULL)", name="merged_has_successor"),
        CheckConstraint("merged_into_id <> id", name="not_merged_into_itself"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    facet: Mapped[Facet] = mapped_column(word(Facet))
    slug: Mapped[str] = mapped_column(String(100))
    name: Mapped[str] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(Text, default="")
    position: Mapped[int]
    status: Mapped[TagStatus] = mapped_column(word(TagStatus), default=TagStatus.ACTIVE)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("tag.id"), index=True)
    details: Mapped[dict[str, Any]]
    crm_aliases: Mapped[list[str]]
    created_at: Mapped[datetime]


class TagSynonym(Base):
    """Another word for a tag."""

    __tablename__ = "tag_synonym"

    tag_id: Mapped[int] = mapped_column(ForeignKey("tag.id", ondelete="CASCADE"), primary_key=True)
    text: Mapped[str] = mapped_column(String(200), primary_key=True)
    position: Mapped[int]
