from contextlib import ExitStack, suppress
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from api import throttle
from api.signing_in import FAILURES, Guard
from api.throttle import Throttle
from content_store.errors import KindlingError, Unauthenticated, Unavailable
from tests.content_store.making import NOON, after

WITHIN = timedelta(minutes=5)


def test_the_tenth_failure_closes_and_time_opens_again() -> None:
    guard = Throttle(10, WITHIN)
    for second in range(10):
        assert not guard.wait("a", after(second))
        guard.failed("a", after(second))
    assert guard.wait("a", after(9)) == timedelta(seconds=291)
    assert not guard.wait("b", after(9))
    assert not guard.wait("a", after(300))


def test_success_forgets() -> None:
    guard = Throttle(1, WITHIN)
    guard.failed("a", NOON)
    guard.forget("a")
    assert not guard.wait("a", NOON)


def test_memory_is_bounded() -> None:
    guard = Throttle(1, WITHIN)
    for number in range(throttle.MOST_KEYS + 1):
        guard.failed(str(number), NOON)
    assert not guard.wait("0", NOON)
    assert guard.wait("1", NOON)


def test_tries_at_once_are_counted_before_they_are_made() -> None:
    guard = Guard()
    with ExitStack() as tries:
        for _ in range(FAILURES):
            assert not guard.wait("a@example.com", "1.2.3.4", NOON)
            tries.enter_context(guard.one_try("a@example.com", "1.2.3.4", NOON))
        assert guard.wait("a@example.com", "5.6.7.8", NOON)
        assert guard.wait("b@example.com", "1.2.3.4", NOON)
    assert not guard.wait("a@example.com", "1.2.3.4", NOON)


def test_only_a_wrong_password_is_a_failure() -> None:
    guard = Guard()
    for error in (Unavailable("the database is busy"), Unauthenticated("wrong")):
        for _ in range(FAILURES):
            assert not guard.wait("a@example.com", "1.2.3.4", NOON)
            with suppress(KindlingError), guard.one_try("a@example.com", "1.2.3.4", NOON):
                raise error
    assert guard.wait("a@example.com", "1.2.3.4", NOON)


@given(st.lists(st.integers(0, 2_000), max_size=40), st.integers(1, 5))
def test_nobody_waits_who_failed_less_within_the_window(seconds: list[int], most: int) -> None:
    guard = Throttle(most, WITHIN)
    times = [after(second) for second in sorted(seconds)]
    for time in times:
        guard.failed("a", time)
    now = after(2_000)
    recent = sum(now - time < WITHIN for time in times)
    assert bool(guard.wait("a", now)) == (recent >= most)
