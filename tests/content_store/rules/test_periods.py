"""Every day lies in one day, month and quarter."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from content_store.rules.periods import Days, Grain

DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))


@given(DAYS, st.sampled_from(Grain))
def test_a_day_lies_in_its_period(day: date, grain: Grain) -> None:
    period = grain.of(day)
    assert grain.start(period) <= day <= grain.end(period) < grain.start(period + 1)


@given(DAYS)
def test_a_quarter_is_three_months(day: date) -> None:
    quarter = Grain.QUARTER.of(day)
    months = [Grain.MONTH.of(edge) for edge in (Grain.QUARTER.start(quarter), Grain.QUARTER.end(quarter))]
    assert months == [quarter * 3, quarter * 3 + 2]


def test_a_window_until_now_ends_today_and_compares_with_as_many_days_before() -> None:
    window = Days.until(datetime(2026, 3, 31, 23, 59, tzinfo=UTC), 30)
    assert (window.first, window.last, window.count) == (date(2026, 3, 2), date(2026, 3, 31), 30)
    assert window.before.last == date(2026, 3, 1)
    assert window.before.count == 30
    assert window.end - window.start == timedelta(days=30)
