from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from content_store.rules.freshness import NOTICE, due_at, due_bounds, freshness
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
