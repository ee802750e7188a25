"""How a window is read from sums, and what figures mean."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content_store.rules.insights import (
    Adopted,
    Coverage,
    Figures,
    InsightFilter,
    UsageList,
    differs,
    exclusions,
    first_days_of_quarters,
    lists_of,
    quarter_of,
    trend,
    window_problem,
)
from content_store.rules.periods import Days
from content_store.rules.vocabulary import ActorKind, Status

DAYS = st.dates(date(2019, 12, 1), date(2024, 4, 1))
COUNTS = st.integers(0, 1_000)


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [
        (date(2026, 1, 2), date(2026, 1, 1), "WRONG_ORDER"),
        (date(2016, 1, 1), date(2026, 1, 1), "TOO_LONG"),
        (date(1, 1, 1), date(2026, 1, 1), "OUT_OF_RANGE"),
        (date(2026, 1, 1), date(9999, 12, 31), "OUT_OF_RANGE"),
    ],
)
def test_a_wrong_window_is_told(first: date, last: date, code: str) -> None:
    problem = window_problem(Days(first, last))
    assert problem is not None
    assert problem[1] == code


def test_ten_years_are_a_window() -> None:
    assert window_problem(Days(date(2016, 1, 1), date(2025, 12, 31))) is None


FIGURES = st.builds(
    Figures, **dict.fromkeys(("impressions", "views", "copies", "conversations", "in_onboarding"), COUNTS),
    landed=st.integers(0, 5), fell_flat=st.integers(0, 5),
)  # fmt: skip


@given(FIGURES, st.sampled_from(Status))
def test_what_was_used_is_in_no_list_of_what_was_not(figures: Figures, status: Status) -> None:
    found = lists_of(figures, status)
    unused = {UsageList.NEVER_USED, UsageList.ONBOARDING_ONLY, UsageList.VIEWED_NEVER_USED}
    assert UsageList.ALL in found
    assert not (UsageList.USED in found and found & unused)
    assert (UsageList.NEVER_USED in found) == (status is Status.PUBLISHED and not figures.conversations)
    assert found & unused <= ({*unused} if UsageList.NEVER_USED in found else set())


@pytest.mark.parametrize(
    ("figures", "status", "expected"),
    [
        (Figures(views=10), Status.PUBLISHED, UsageList.VIEWED_NEVER_USED),
        (Figures(in_onboarding=1), Status.PUBLISHED, UsageList.ONBOARDING_ONLY),
        (Figures(copies=1, conversations=3, landed=1, fell_flat=2), Status.PUBLISHED, UsageList.COPIED_FELL_FLAT),
        (Figures(views=1), Status.RETIRED, UsageList.RETIRED_ASKED_FOR),
    ],
)
def test_each_question_has_its_list(figures: Figures, status: Status, expected: UsageList) -> None:
    assert expected in lists_of(figures, status)


@pytest.mark.parametrize(
    "figures", [Figures(copies=1, conversations=3, landed=2, fell_flat=1), Figures(copies=1, fell_flat=2)]
)
def test_what_landed_or_was_hardly_judged_did_not_fall_flat(figures: Figures) -> None:
    assert UsageList.COPIED_FELL_FLAT not in lists_of(figures, Status.PUBLISHED)


@given(COUNTS, COUNTS)
def test_a_trend_has_the_sign_of_the_change(now: int, before: int) -> None:
    found = trend(now, before)
    if before == 0:
        assert found is None
    else:
        assert found is not None
        assert (found > 0, found < 0) == (now > before, now < before)


@given(COUNTS, COUNTS, COUNTS, COUNTS, st.integers(0, 50))
def test_a_gap_grows_with_demand_and_shrinks_with_supply(
    conversations: int, searches: int, without: int, requests: int, published: int
) -> None:
    def cell(**more: int) -> float:
        known = {"published": published, "conversations": conversations, "searches": searches}
        return Coverage(**(known | {"without_result": without, "open_requests": requests} | more)).gap

    assert cell(searches=searches + 1) > cell()
    assert cell(without_result=without + 1) > cell(searches=searches + 1)
    assert cell(open_requests=requests + 1) > cell(without_result=without + 1)
    if cell():
        assert cell(published=published + 1) < cell()
        assert cell(published=published + 1, fresh=1) < cell(published=published + 1)


@given(st.integers(0, 30), st.integers(0, 30), st.integers(0, 30), st.integers(0, 30))
def test_bands_too_small_to_be_groups_never_differ(above: int, above_of: int, below: int, below_of: int) -> None:
    found = differs(Adopted(above, above_of), Adopted(below, below_of))
    assert not (found and min(above_of, below_of) < 5)
    assert not (found and above < 3)


def test_bands_differ_by_the_share_of_their_people() -> None:
    assert differs(Adopted(6, 10), Adopted(1, 10))
    assert not differs(Adopted(6, 10), Adopted(6, 10))
    assert not differs(Adopted(6, 60), Adopted(1, 10))


@given(DAYS, st.integers(1, 900))
def test_quarters_cover_the_window(first: date, length: int) -> None:
    window = Days(first, first + timedelta(days=length - 1))
    found = [quarter_of(day) for day in first_days_of_quarters(window)]
    days = {quarter_of(first + timedelta(days=count)) for count in range(length)}
    assert found == sorted(days)


def test_bots_and_services_are_left_out_unless_asked_for() -> None:
    window = Days(date(2026, 1, 1), date(2026, 1, 2))
    assert exclusions(InsightFilter(window)) == ("services", "suspected bots", "onboarding")
    assert exclusions(InsightFilter(window, actor_kinds=tuple(ActorKind))) == ("onboarding",)
