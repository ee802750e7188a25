"""Dates and times in the forms in which people write them."""

import re
import warnings
from datetime import UTC, date, datetime
from typing import NamedTuple

from dateutil import parser

LAST_YEAR = 9000  # intervals are added to what is read, and no calendar goes beyond 9999

_ZONE_AFTER_SPACE = re.compile(r"(?<=\d) (?=[+-]\d{2}:?\d{2}$|Z$)")
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_NUMERIC = re.compile(r"(\d{1,2})([/.])(\d{1,2})\2(\d{4})(?=$|[ ,T])")
_TIME = re.compile(r"\d[:T]\d")
# Two moments that differ in every part: what a text leaves open differs between the two readings.
_DEFAULTS = (datetime(2000, 1, 1, tzinfo=UTC), datetime(2001, 2, 2, tzinfo=UTC))


class Read(NamedTuple):
    """A moment, whether only its day was said, and whether day and month could be the other way round."""

    moment: datetime
    day_only: bool = False
    ambiguous: bool = False


def read_moment(text: str) -> Read:
    """The moment that ``text`` means; without a zone it is in UTC, without a time at its day's beginning.

    Of ``04/05/2026`` the day comes first, unless only the other order gives a date. Raises ValueError.
    """
    if _ISO_DAY.fullmatch(text):
        return Read(_in_utc(_read(text), text), day_only=True)
    flat = " ".join(text.split())
    ambiguous = False
    numeric = _NUMERIC.match(flat)
    if numeric:
        first, mark, second, year = int(numeric[1]), numeric[2], int(numeric[3]), numeric[4]
        day, month = (first, second) if mark == "." or second <= 12 else (second, first)
        ambiguous = mark == "/" and first <= 12 and second <= 12 and first != second
        flat = f"{year}-{month:02}-{day:02}{flat[numeric.end() :]}"
    moment = _read(_ZONE_AFTER_SPACE.sub("", flat))
    return Read(_in_utc(moment, flat), day_only=not _TIME.search(flat), ambiguous=ambiguous)


def read_day(text: str) -> date:
    """The day that ``text`` means, where it was written. Raises ValueError."""
    try:
        return datetime.fromisoformat(text).date()
    except ValueError:
        return read_moment(text).moment.date()


def _read(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        pass
    try:
        with warnings.catch_warnings():
            # A zone that is not known would be passed over with a warning, and the time read wrongly.
            warnings.simplefilter("error", parser.UnknownTimezoneWarning)
            first, second = (parser.parse(text, default=default) for default in _DEFAULTS)
    except (parser.ParserError, parser.UnknownTimezoneWarning, OverflowError) as error:
        raise ValueError(_refusal(text)) from error
    if first != second or not re.search(r"\d{4}", text):
        raise ValueError(_refusal(text))
    return first


def _in_utc(moment: datetime, text: str) -> datetime:
    try:
        converted = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError(_refusal(text)) from error
    if converted.year > LAST_YEAR:
        raise ValueError(_refusal(text))
    return converted


def _refusal(text: str) -> str:
    return f"“{text[:60]}” is no date; write it as 2026-05-04 or 2026-05-04T09:30:00+02:00"
