from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content_store.rules.digests import (
    LEFT_AFTER,
    WAITS,
    DigestFrequency,
    Interests,
    begins_at,
    is_due,
    nearest_first,
    nearness,
    next_try,
)
from tests.content_store.making import NOON

HOURS = st.integers(0, 2_000).map(lambda hours: NOON - timedelta(hours=hours))


@given(st.lists(st.integers(0, 3)), st.integers(0, 10))
def test_the_nearest_come_first_in_the_order_they_had_and_none_is_lost(near: list[int], most: int) -> None:
    items = list(enumerate(near))
    shown, more = nearest_first(items, lambda item: item[1], most)
    assert len(shown) + more == len(items)
    assert list(shown) == sorted(items, key=lambda item: (-item[1], item[0]))[:most]


def test_a_persona_counts_more_than_a_region_and_both_more_than_either() -> None:
    mine = Interests(frozenset({1}), "UK and Ireland")
    assert [
        nearness(personas, regions, mine)
        for personas, regions in ((set(), ()), (set(), ("uk AND ireland",)), ({1, 2}, ()), ({1}, ("UK and Ireland",)))
    ] == [0, 1, 2, 3]
    assert nearness(set(), ("",), Interests()) == 0


@given(st.none() | HOURS, st.none() | HOURS, st.integers(1, 28))
def test_nothing_is_told_twice_and_nothing_before_what_was_asked_for(
    asked: datetime | None, told_until: datetime | None, days: int
) -> None:
    begins = begins_at(asked, told_until, NOON, days)
    assert told_until is None or begins >= told_until
    assert begins >= (asked or NOON - timedelta(days=days)) or begins == told_until


@pytest.mark.parametrize("frequency", DigestFrequency)
def test_the_next_is_due_after_as_many_days_and_never_means_never(frequency: DigestFrequency) -> None:
    wanted = frequency is not DigestFrequency.NEVER
    assert is_due(frequency, None, NOON) is wanted
    assert is_due(frequency, NOON - timedelta(days=frequency.days), NOON) is wanted
    assert not is_due(frequency, NOON - timedelta(days=frequency.days) + timedelta(seconds=1), NOON)


def test_each_failure_waits_longer_and_in_the_end_nobody_tries() -> None:
    tries = [next_try(attempt, NOON) for attempt in range(1, len(WAITS) + 2)]
    assert tries[-1] is None
    moments = [each for each in tries if each is not None]
    assert moments == sorted(set(moments))
    assert moments[0] > NOON
    assert timedelta(0) < LEFT_AFTER
