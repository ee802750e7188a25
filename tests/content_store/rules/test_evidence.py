"""Evidence as a rule: what the bound promises, and that more landing never counts for less."""

from math import isclose, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content_store.rules.evidence import CONFIDENCE_Z, Evidence, evidence_level, weight, wilson_lower_bound

COUNTS = st.integers(0, 2_000)


@st.composite
def shares(draw: st.DrawFn) -> tuple[int, int]:
    trials = draw(COUNTS)
    return draw(st.integers(0, trials)), trials


@pytest.mark.parametrize(
    ("successes", "trials", "bound"),
    # Computed by hand from the formula, and as tables of the interval give them.
    [(0, 0, 0.0), (0, 10, 0.0), (10, 10, 0.7225), (5, 10, 0.2366), (1, 1, 0.2065), (18, 23, 0.5810), (50, 100, 0.4038)],
)
def test_known_bounds(successes: int, trials: int, bound: float) -> None:
    assert wilson_lower_bound(successes, trials) == pytest.approx(bound, abs=0.0001)


@given(shares())
def test_the_bound_lies_between_nothing_and_the_share(share: tuple[int, int]) -> None:
    successes, trials = share
    bound = wilson_lower_bound(successes, trials)
    assert 0 <= bound <= (successes / trials if trials else 0) + 1e-12


@given(shares())
def test_one_more_that_landed_never_lowers_it_and_one_that_fell_flat_never_raises_it(share: tuple[int, int]) -> None:
    successes, trials = share
    bound = wilson_lower_bound(successes, trials)
    assert wilson_lower_bound(successes + 1, trials + 1) >= bound - 1e-12
    assert wilson_lower_bound(successes, trials + 1) <= bound + 1e-12


@given(shares(), st.integers(2, 20))
def test_the_same_share_of_more_is_worth_more(share: tuple[int, int], times: int) -> None:
    successes, trials = share
    assert wilson_lower_bound(successes * times, trials * times) >= wilson_lower_bound(successes, trials) - 1e-12


@given(shares().filter(lambda share: share[0] > 0))
def test_the_bound_solves_the_equation_it_comes_from(share: tuple[int, int]) -> None:
    successes, trials = share
    bound, observed = wilson_lower_bound(successes, trials), successes / trials
    # Wilson: the bound is the p whose distance to the observed share is z standard errors of p itself.
    assert isclose(observed - bound, CONFIDENCE_Z * sqrt(bound * (1 - bound) / trials), abs_tol=1e-6)


@pytest.mark.parametrize(("successes", "trials"), [(1, 0), (-1, 3), (4, 3)])
def test_what_is_no_share_is_refused(successes: int, trials: int) -> None:
    with pytest.raises(ValueError, match="is no share"):
        wilson_lower_bound(successes, trials)


@given(shares(), st.integers(0, 50))
def test_levels_and_weights_stay_in_their_bounds_and_grow_with_landing(share: tuple[int, int], reps: int) -> None:
    landed, judged = share
    evidence = Evidence(judged, reps, landed, judged - landed)
    assert 0 <= evidence_level(evidence) <= 4
    assert 0 <= weight(evidence) <= 1
    better = Evidence(judged + 1, reps, landed + 1, judged - landed)
    assert weight(better) >= weight(evidence) - 1e-12


def test_an_untried_asset_ranks_above_one_that_is_known_to_fall_flat() -> None:
    assert evidence_level(Evidence(1, 1, 0, 1)) == 1
    assert evidence_level(Evidence(12, 2, 0, 12)) == 0
    assert evidence_level(Evidence(40, 6, 36, 4)) == 4
