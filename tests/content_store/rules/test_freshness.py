from collections import Counter
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from content_store.rules.freshness import MANY, NOTICE, due_at, due_bounds, freshness, spread_due_at
from content_store.rules.vocabulary import Freshness

moments = st.integers(0, 4_000_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
near = st.timedeltas(-2 * NOTICE, 2 * NOTICE)


@given(moments, near)
def test_the_bounds_of_each_state_agree_with_the_state(now: datetime, distance: timedelta) -> None:
    due = now + distance
    for state in Freshness:
        low, high = due_bounds(state, now)
        inside = (low is None or due >= low) and (high is None or due < high)
        assert inside == (freshness(due, now) is state)


@given(moments, st.integers(1, 3650))
def test_an_asset_goes_from_fresh_over_due_to_overdue(verified: datetime, days: int) -> None:
    due = due_at(verified, days)
    assert freshness(due, due) is Freshness.OVERDUE
    assert freshness(due, due - timedelta(microseconds=1)) is Freshness.DUE
    assert freshness(due, due - NOTICE - timedelta(microseconds=1)) is Freshness.FRESH


loads = st.dictionaries(st.integers(-60, 60), st.integers(0, 9), max_size=30)


@given(moments, st.integers(1, 500), loads)
def test_a_due_date_moves_by_a_tenth_of_the_interval_at_most_and_only_out_of_a_crowd(
    verified: datetime, days: int, load: dict[int, int]
) -> None:
    plain = due_at(verified, days)
    taken = {plain.date() + timedelta(days=shift): count for shift, count in load.items()}
    due = spread_due_at(verified, days, taken)
    assert due == spread_due_at(verified, days, taken)
    assert abs(due - plain) <= timedelta(days=days) / 10
    assert taken.get(due.date(), 0) <= taken.get(plain.date(), 0)
    if sum(count for shift, count in load.items() if abs(shift) <= 3) < MANY:
        assert due == plain


@given(moments, st.integers(1, 200))
def test_what_is_verified_in_one_sitting_is_not_due_in_one(verified: datetime, sitting: int) -> None:
    taken: Counter[date] = Counter()
    for _ in range(sitting):
        taken[spread_due_at(verified, 90, taken).date()] += 1
    assert max(taken.values()) <= max(MANY, -(-sitting // 19))
