"""Days and months that sums are kept by, and how a window of time is made of them. All in UTC."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum


class Grain(StrEnum):
    """How long a period is."""

    DAY = "day"
    MONTH = "month"

    def period(self, moment: datetime) -> int:
        """The number of the period that ``moment`` lies in."""
        return self.of(moment.astimezone(UTC).date())

    def of(self, day: date) -> int:
        """The number of the period of ``day``: its ordinal, or the months since the year 0."""
        return day.toordinal() if self is Grain.DAY else day.year * 12 + day.month - 1


def month_start(month: int) -> date:
    """The first day of the month of this number."""
    return date(month // 12, month % 12 + 1, 1)


@dataclass(frozen=True, slots=True)
class Span:
    """Whole periods of one grain, from ``first`` to ``last``, both included."""

    grain: Grain
    first: int
    last: int


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

    def spans(self) -> list[Span]:
        """The fewest periods that make up the window: whole months, and the days before and after them."""
        return list(self._spans())

    def _spans(self) -> Iterator[Span]:
        first_month = Grain.MONTH.of(self.first) + (self.first.day > 1)
        past_month = Grain.MONTH.of(self.last + timedelta(days=1))  # the first that is not whole
        if first_month >= past_month:
            yield Span(Grain.DAY, self.first.toordinal(), self.last.toordinal())
            return
        months_begin, months_end = month_start(first_month).toordinal(), month_start(past_month).toordinal()
        if self.first.toordinal() < months_begin:
            yield Span(Grain.DAY, self.first.toordinal(), months_begin - 1)
        yield Span(Grain.MONTH, first_month, past_month - 1)
        if months_end <= self.last.toordinal():
            yield Span(Grain.DAY, months_end, self.last.toordinal())
