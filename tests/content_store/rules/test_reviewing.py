from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from content_store.rules.reviewing import (
    ReviewRule,
    ReviewState,
    Standing,
    Verdict,
    may_review,
    missing,
    reminded_before,
    state_of,
)
from content_store.rules.vocabulary import Role

standings = st.lists(
    st.builds(Standing, st.booleans(), st.booleans(), st.none() | st.sampled_from(Verdict), st.booleans()), max_size=5
)
APPROVED, CHANGES = Verdict.APPROVED, Verdict.CHANGES_REQUESTED
WAITS = Standing(is_able=True)


@given(st.sampled_from(ReviewRule), standings)
def test_nothing_is_approved_without_somebody_else_who_is_still_here(rule: ReviewRule, given: list[Standing]) -> None:
    if state_of(rule, given) is ReviewState.APPROVED:
        assert any(each.is_able and not each.is_author and each.verdict is APPROVED for each in given)


@given(standings)
def test_what_all_approved_any_approved_too(given: list[Standing]) -> None:
    if state_of(ReviewRule.ALL, given) is ReviewState.APPROVED:
        assert state_of(ReviewRule.ANY, given) is ReviewState.APPROVED


@given(st.sampled_from(ReviewRule), standings, st.none() | st.sampled_from(Verdict))
def test_whoever_left_or_wrote_it_makes_no_difference(
    rule: ReviewRule, given: list[Standing], verdict: Verdict | None
) -> None:
    before = state_of(rule, given)
    gone, author = Standing(is_able=False, verdict=verdict), Standing(is_able=True, is_author=True, verdict=verdict)
    assert state_of(rule, [*given, gone, author]) is before


def test_one_is_enough_or_all_are_needed() -> None:
    one = [WAITS, Standing(is_able=True, verdict=APPROVED)]
    assert state_of(ReviewRule.ANY, one) is ReviewState.APPROVED
    assert state_of(ReviewRule.ALL, one) is ReviewState.WAITING
    assert state_of(ReviewRule.ANY, [*one, Standing(is_able=True, verdict=CHANGES)]) is ReviewState.CHANGES_REQUESTED
    assert state_of(ReviewRule.ANY, [WAITS, Standing(is_able=True, had_approved=True)]) is ReviewState.STALE
    assert state_of(ReviewRule.ANY, []) is ReviewState.STUCK


@given(st.integers(1, 99), st.none() | st.sampled_from(ReviewState), st.lists(st.sampled_from(["Ruth", "Jonas"])))
def test_only_of_what_is_approved_nothing_is_missing(
    revision: int, state: ReviewState | None, names: list[str]
) -> None:
    words = missing(revision, state, names)
    assert bool(words) == (state is not ReviewState.APPROVED)
    assert not words or str(revision) in words


def test_who_may_review() -> None:
    able = {role for role in Role if may_review(role, council=False, is_active=True)}
    assert able == {Role.MARKETING, Role.ADMIN}
    assert may_review(Role.REP, council=True, is_active=True)
    assert not may_review(Role.REP, council=True, is_active=False)
    assert not may_review(Role.SERVICE, council=True, is_active=True)


def test_a_reminder_comes_when_the_day_has_passed_and_again() -> None:
    due, every = date(2026, 6, 1), timedelta(days=3)

    def at(day: int, hour: int = 12) -> datetime:
        return datetime(2026, 6, day, hour, tzinfo=UTC)

    assert reminded_before(due, every, at(1, 23)) is None
    assert reminded_before(due, every, at(2)) == at(2, 0)
    assert reminded_before(due, every, at(4)) == at(2, 0)
    assert reminded_before(due, every, at(9)) == at(6)
