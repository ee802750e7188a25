from collections import Counter
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from content_store.rules.demand import MOST_SITUATIONS, Searched, named, searched, situations
from content_store.rules.periods import Grain
from content_store.rules.vocabulary import Facet
from tests.content_store.making import NOON

IDS = st.lists(st.integers(1, 9), max_size=6)


@given(IDS, IDS, IDS)
def test_each_combination_once_and_not_too_many(personas: list[int], stages: list[int], pains: list[int]) -> None:
    found = situations([personas, stages, pains])
    everything = set(product({*personas} or {0}, {*stages} or {0}, {*pains} or {0}))
    assert len(found) == len(set(found)) == min(len(everything), MOST_SITUATIONS)
    assert set(found) <= everything


@given(st.booleans(), st.booleans(), st.text(max_size=300), st.sampled_from([None, 7]))
def test_a_search_counts_alike_by_day_month_and_quarter(
    found_nothing: bool, opened: bool, words: str, cohort_id: int | None
) -> None:
    made = Searched(NOON, words, ((1, 2, 0), (1, 3, 0)), cohort_id, found_nothing, opened)
    counts = {grain: Counter(column for key, column in searched(made) if key.grain is grain) for grain in Grain}
    assert counts[Grain.DAY] == counts[Grain.MONTH] == counts[Grain.QUARTER]
    if cohort_id is None:
        assert not counts[Grain.DAY]
        return
    own = 2 if words else 0  # for its cohort and for everybody
    assert counts[Grain.DAY]["searches"] == 2 + own
    assert counts[Grain.DAY]["without_result"] == (2 + own) * found_nothing
    assert counts[Grain.DAY]["opened"] == own * opened
    assert all(len(getattr(key, "words", "")) <= 200 for key, _ in searched(made))


def test_filters_name_more_than_the_context() -> None:
    filters = {"personas": ["cfo", "cio"], "context": {"persona": "ceo", "stage": "decision"}}
    assert named(filters, Facet.PERSONA) == ["cfo", "cio"]
    assert named(filters, Facet.STAGE) == ["decision"]
    assert named(filters, Facet.PAIN) == []
