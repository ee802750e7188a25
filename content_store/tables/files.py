"""Files of assets, and what was read in them. The bytes themselves lie in the file store, named by their digest."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from content_store.rules.files import FileKind, FileProblem, ReadingStatus
from content_store.tables.base import Base, one_of, word


class Blob(Base):
    """Some bytes, kept once however often they were uploaded. ``digest`` is their SHA-256.

    ``touched_at`` is when they were last uploaded: the clean-up stays away from what is new. Reading their text is work
    that this row stands for until ``status`` says that it is done: ``claimed_at`` tells that somebody is at it, and
    ``attempts`` how often that began.
    """

    __tablename__ = "blob"
    __table_args__ = (
        one_of("kind", FileKind),
        one_of("status", ReadingStatus),
        one_of("problem", FileProblem),
        CheckConstraint("(status = 'failed') = (problem IS NOT NULL)", name="failed_has_problem"),
        Index(
            "ix_blob_waiting",
            "touched_at",
            sqlite_where=text("status = 'pending'"),
            postgresql_where=text("status = 'pending'"),
        ),
    )

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[FileKind] = mapped_column(word(FileKind))
    bytes: Mapped[int] = mapped_column(BigInteger)
    touched_at: Mapped[datetime]
    status: Mapped[ReadingStatus] = mapped_column(word(ReadingStatus))
    problem: Mapped[FileProblem | None] = mapped_column(word(FileProblem))
    claimed_at: Mapped[datetime | None]
    attempts: Mapped[int]
    pages: Mapped[int | None]
    has_thumbnail: Mapped[bool]


class AssetFile(Base):
    """A file of an asset. ``removed_at`` is null while it is there; for a while after that it can be put back."""

    __tablename__ = "asset_file"
    __table_args__ = (UniqueConstraint("asset_id", "digest"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    asset_id: Mapped[int] = mapped_column(ForeignKey("asset.id", ondelete="CASCADE"))
    digest: Mapped[str] = mapped_column(ForeignKey("blob.digest"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    uploaded_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]


class FilePassage(Base):
    """The text of one page or slide, counted from 1; ``title`` is a slide's."""

    __tablename__ = "file_passage"

    digest: Mapped[str] = mapped_column(ForeignKey("blob.digest", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(300))
    text: Mapped[str] = mapped_column(Text)
