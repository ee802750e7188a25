"""Links under which a draft can be looked at without signing in, and the keys that sign them."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from content_store.rules.vocabulary import Audience
from content_store.tables.base import Base, one_of, word


class PreviewLink(Base):
    """A link to one asset's draft as ``audience`` would see it. Its address is its id and a signature."""

    __tablename__ = "preview_link"
    __table_args__ = (one_of("audience", Audience),)

    id: Mapped[int] = mapped_column(primary_key=True)
    asset_id: Mapped[int] = mapped_column(ForeignKey("asset.id", ondelete="CASCADE"), index=True)
    maker_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    audience: Mapped[Audience] = mapped_column(word(Audience))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class SigningKey(Base):
    """A secret that all nodes share, by what it signs. It is in the database, so that it is backed up with the rest."""

    __tablename__ = "signing_key"

    purpose: Mapped[str] = mapped_column(String(40), primary_key=True)
    secret: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
