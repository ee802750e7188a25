"""Dates and times as they travel: ISO 8601, times always with their offset."""

from datetime import UTC, date, datetime

import dateutil.parser
import strawberry
from strawberry.exceptions import StrawberryInputCoercionError
from strawberry.types.scalar import ScalarDefinition


def _time(value: object) -> datetime:
    try:
        parsed = dateutil.parser.isoparse(value) if isinstance(value, str) else None
        if parsed is not None and parsed.tzinfo is not None:
            return parsed.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    message = "A DateTime is ISO 8601 with its offset, as in 2026-01-31T09:00:00Z."
    raise StrawberryInputCoercionError(message)


def _day(value: object) -> date:
    try:
        if isinstance(value, str):
            return date.fromisoformat(value)
    except ValueError:
        pass
    message = "A Date is ISO 8601, as in 2026-01-31."
    raise StrawberryInputCoercionError(message)


def _day_out(value: date | str) -> str:
    # Content is stored as plain values: its dates are ISO 8601 already.
    return value if isinstance(value, str) else value.isoformat()


SCALARS: dict[object, ScalarDefinition] = {
    datetime: strawberry.scalar(
        name="DateTime",
        description="A moment: ISO 8601, answered in UTC. As input it needs an offset: 2026-01-31T09:00:00Z.",
        specified_by_url="https://datatracker.ietf.org/doc/html/rfc3339",
        serialize=datetime.isoformat,
        parse_value=_time,
    ),
    date: strawberry.scalar(
        name="Date",
        description="A day without a time: ISO 8601, as in 2026-01-31.",
        specified_by_url="https://datatracker.ietf.org/doc/html/rfc3339",
        serialize=_day_out,
        parse_value=_day,
    ),
}
