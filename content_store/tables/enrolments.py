"""Enrolments: who learns from which version of a kit, how far they are, and what they tell their mentor."""

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from content_store.rules.enrolments import ReminderKind
from content_store.tables.base import Base, one_of, word

_OPEN = text("ended_at IS NULL")


class Enrolment(Base):
    """One newcomer on one version of a kit. ``ended_at`` is when it was called off; what was learnt stays."""

    __tablename__ = "enrolment"
    __table_args__ = (
        ForeignKeyConstraint(["kit_id", "version"], ["kit_version.kit_id", "kit_version.number"], ondelete="CASCADE"),
        UniqueConstraint("kit_id", "version", "person_id"),
        CheckConstraint("due_on IS NULL OR due_on >= start_on", name="due_after_start"),
        CheckConstraint("mentor_id <> person_id", name="not_ones_own_mentor"),
        # Nobody is on two versions of a kit at once.
        Index(
            "uq_enrolment_open",
            "kit_id",
            "person_id",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kit_id: Mapped[int]
    version: Mapped[int]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    mentor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    start_on: Mapped[date] = mapped_column(Date)
    due_on: Mapped[date | None] = mapped_column(Date)
    enrolled_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    completed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class EnrolmentStep(Base):
    """What a newcomer did with one step. ``done_at`` is null after an undo; ``minutes`` are what they say it took."""

    __tablename__ = "enrolment_step"
    __table_args__ = ({"sqlite_with_rowid": False},)

    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id", ondelete="CASCADE"), primary_key=True)
    step_key: Mapped[str] = mapped_column(String(40), primary_key=True)
    done_at: Mapped[datetime | None]
    minutes: Mapped[int | None]
    answer: Mapped[str] = mapped_column(Text, default="")
    useful: Mapped[bool | None]


class EnrolmentReminder(Base):
    """What a newcomer was reminded of already, so that nobody is told twice; new dates begin anew."""

    __tablename__ = "enrolment_reminder"
    __table_args__ = (one_of("kind", ReminderKind), {"sqlite_with_rowid": False})

    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[ReminderKind] = mapped_column(word(ReminderKind), primary_key=True)
    at: Mapped[datetime]


class EnrolmentNote(Base):
    """What a newcomer and their mentor say to each other, about the whole kit or about one step."""

    __tablename__ = "enrolment_note"

    id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    step_key: Mapped[str] = mapped_column(String(40), default="")
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]
