"""Windows are made of whole periods: every day once, and as few rows as can be."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from content_store.rules.periods import Days, Grain, month_start

DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))


@given(DAYS, st.integers(0, 900))
def test_the_spans_hold_every_day_of_the_window_once(first: date, length: int) -> None:
    window = Days(first, first + timedelta(days=length))
    found: list[int] = []
    for span in window.spans():
        assert span.first <= span.last
        if span.grain is Grain.DAY:
            found += range(span.first, span.last + 1)
        else:
            found += range(month_start(span.first).toordinal(), month_start(span.last + 1).toordinal())
    assert found == list(range(window.first.toordinal(), window.last.toordinal() + 1))


@given(DAYS, st.integers(0, 900))
def test_no_whole_month_is_read_by_days(first: date, length: int) -> None:
    window = Days(first, first + timedelta(days=length))
    days = sum(span.last - span.first + 1 for span in window.spans() if span.grain is Grain.DAY)
    assert days <= 60


@given(DAYS)
def test_a_day_lies_in_its_month(day: date) -> None:
    month = Grain.MONTH.of(day)
    assert month_start(month) <= day < month_start(month + 1)


def test_a_window_until_now_ends_today_and_compares_with_as_many_days_before() -> None:
    window = Days.until(datetime(2026, 3, 31, 23, 59, tzinfo=UTC), 30)
    assert (window.first, window.last, window.count) == (date(2026, 3, 2), date(2026, 3, 31), 30)
    assert window.before.last == date(2026, 3, 1)
    assert window.before.count == 30
    assert window.end - window.start == timedelta(days=30)
