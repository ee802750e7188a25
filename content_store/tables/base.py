"""What all tables share: names of constraints, moments in UTC, words of the vocabulary."""

from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import JSON, CheckConstraint, DateTime, Dialect, Enum, MetaData
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Moment(TypeDecorator[datetime]):
    """An aware datetime in UTC.

    SQLite keeps it as text of one fixed form with its zone, which sorts as time does and is read by one call in C;
    the library's own way through naive datetimes took three times as long for a page of assets.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], Any]:
        """Refuse naive datetimes: a moment without its zone is a guess."""
        form = _sqlite_text if dialect.name == "sqlite" else _unchanged

        def process(value: datetime | None) -> Any:
            if value is None:
                return None
            if value.tzinfo is None:
                message = f"{value!r} has no time zone"
                raise ValueError(message)
            return form(value if value.tzinfo is UTC else value.astimezone(UTC))

        return process

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None]:
        """Every moment comes out in UTC, whatever zone the server speaks."""
        del coltype
        if dialect.name == "sqlite":
            return lambda value: None if value is None else datetime.fromisoformat(value)
        return lambda value: None if value is None else value.astimezone(UTC)


def _sqlite_text(value: datetime) -> str:
    return value.isoformat(" ", "microseconds")


def _unchanged(value: datetime) -> datetime:
    return value


def word(vocabulary: type[StrEnum]) -> Enum:
    """A column of one of the vocabulary's words, stored as text."""
    return Enum(
        vocabulary,
        native_enum=False,
        create_constraint=False,
        length=40,
        values_callable=lambda words: [entry.value for entry in words],
    )


def one_of(column: str, vocabulary: type[StrEnum]) -> CheckConstraint:
    """The constraint that a column holds one of the vocabulary's words."""
    words = ", ".join(f"'{entry.value}'" for entry in vocabulary)
    return CheckConstraint(f"{column} IN ({words})", name=f"{column}_known")


class Base(DeclarativeBase):
    """The base of every table."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar = {datetime: Moment, dict[str, Any]: JSON, list[str]: JSON}
