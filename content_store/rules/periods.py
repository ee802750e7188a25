"""Days, months and quarters that sums are kept by, and windows of days. All in UTC."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum


class Grain(StrEnum):
    """How long a period is."""

    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"

    def period(self, moment: datetime) -> int:
        """The number of the period that ``moment`` lies in."""
        return self.of(moment.astimezone(UTC).date())

    def of(self, day: date) -> int:
        """The number of the period of ``day``: its ordinal, or the months or quarters since the year 0."""
        return day.toordinal() if self is Grain.DAY else (day.year * 12 + day.month - 1) // _MONTHS[self]

    def start(self, number: int) -> date:
        """The first day of the period of this number."""
        if self is Grain.DAY:
            return date.fromordinal(number)
        month = number * _MONTHS[self]
        return date(month // 12, month % 12 + 1, 1)

    def end(self, number: int) -> date:
        """The last day of the period of this number."""
        return self.start(number + 1) - timedelta(days=1)


_MONTHS = {Grain.MONTH: 1, Grain.QUARTER: 3}


@dataclass(frozen=True, slots=True)
class Days:
    """A window of whole days, from ``first`` to ``last``, both included."""

    first: date
    last: date

    @classmethod
    def until(cls, now: datetime, count: int) -> "Days":
        """The last ``count`` days, today included."""
        today = now.astimezone(UTC).date()
        return cls(today - timedelta(days=count - 1), today)

    @property
    def count(self) -> int:
        """How many days."""
        return (self.last - self.first).days + 1

    @property
    def before(self) -> "Days":
        """As many days right before, to compare with."""
        return Days(self.first - timedelta(days=self.count), self.first - timedelta(days=1))

    @property
    def start(self) -> datetime:
        """The moment it begins."""
        return datetime.combine(self.first, time(), UTC)

    @property
    def end(self) -> datetime:
        """The moment it is over: the first that no longer belongs to it."""
        return datetime.combine(self.last + timedelta(days=1), time(), UTC)

    def each(self) -> Iterator["Days"]:
        """Its days, one by one."""
        for number in range(self.count):
            day = self.first + timedelta(days=number)
            yield Days(day, day)
