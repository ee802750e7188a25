from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from content_store.rules.enrolments import (
    EnrolmentState,
    ReminderKind,
    Standing,
    is_useless,
    moved,
    next_step,
    ramps,
    reminder,
    stalls,
    state,
)

TODAY = date(2026, 6, 15)
days = st.dates(TODAY - timedelta(days=60), TODAY + timedelta(days=60))
keys = st.lists(st.sampled_from("abcdef"), unique=True)


@given(days, st.booleans(), st.booleans())
def test_what_is_over_counts_first(start: date, completed: bool, ended: bool) -> None:
    found = state(start, TODAY, is_completed=completed, is_ended=ended)
    assert (found is EnrolmentState.COMPLETED) is completed
    assert (found is EnrolmentState.ENDED) is (ended and not completed)
    if not completed and not ended:
        assert (found is EnrolmentState.UPCOMING) is (start > TODAY)


@given(keys, keys, st.frozensets(st.sampled_from("abcdef")))
def test_moving_keeps_what_is_in_both(before: list[str], after: list[str], done: frozenset[str]) -> None:
    change = moved(before, after, done)
    assert set(change.kept) == done & set(after)
    assert set(change.added) == set(after) - set(before)
    assert set(change.dropped) == set(before) - set(after)


@given(st.lists(st.tuples(keys, st.frozensets(st.sampled_from("abcdef")), days), max_size=6))
def test_everybody_stalls_before_one_step_at_most(found: list[tuple[list[str], frozenset[str], date]]) -> None:
    standings = [Standing(*each) for each in found]
    stuck = stalls(standings, TODAY)
    waiting = [s for s in standings if next_step(s.keys, s.done) and TODAY - s.last_on >= timedelta(days=7)]
    assert sum(stuck.values()) == len(waiting)


@given(st.lists(st.tuples(days, st.none() | st.integers(0, 90))))
def test_the_ramp_counts_everybody_once(found: list[tuple[date, int | None]]) -> None:
    starts = [(start, None if wait is None else start + timedelta(days=wait)) for start, wait in found]
    made = ramps(starts)
    assert sum(each.newcomers for each in made) == len(found)
    assert [each.month for each in made] == sorted({start.replace(day=1) for start, _ in found})
    for each in made:
        waits = [wait for start, wait in found if start.replace(day=1) == each.month and wait is not None]
        assert each.landed == len(waits)
        assert (each.days is None) is not bool(waits)
        assert each.days is None or min(waits) <= each.days <= max(waits)


@given(days, st.none() | days)
def test_reminders_come_in_order(start: date, due: date | None) -> None:
    order = [None, *ReminderKind]
    said = [reminder(start, due, TODAY + timedelta(days=number)) for number in range(-90, 90)]
    places = [order.index(each) for each in said]
    assert places == sorted(places)
    if due is not None and start <= due <= TODAY:
        assert said[-1] is ReminderKind.OVERDUE


def test_one_opinion_says_nothing() -> None:
    assert not is_useless(0, 1)
    assert is_useless(0, 2)
    assert not is_useless(1, 9)
