import pytest
from hypothesis import given
from hypothesis import strategies as st

from content_store.rules.likeness import ALIKE, likeness, stems

words = st.frozensets(st.text("abcdef", min_size=1, max_size=4), max_size=8)


@given(words, words, st.integers(0, 3))
def test_likeness_is_a_share_and_works_both_ways(one: frozenset[str], other: frozenset[str], tags: int) -> None:
    found = likeness(one, other, tags)
    assert 0 <= found <= 1
    assert found == likeness(other, one, tags)
    assert (found > 0) == bool(one & other)


@given(words.filter(bool))
def test_nothing_is_more_alike_than_the_same(one: frozenset[str]) -> None:
    assert likeness(one, one) == pytest.approx(1)


@given(words, words, st.integers(0, 2))
def test_a_shared_tag_never_makes_it_less(one: frozenset[str], other: frozenset[str], tags: int) -> None:
    assert likeness(one, other, tags + 1) >= likeness(one, other, tags)


@given(st.text())
def test_any_text_has_stems_whatever_its_case(text: str) -> None:
    assert stems(text.upper()) == stems(text.upper().lower().upper())
    assert all(stems(text))


def test_endings_accents_and_empty_words_do_not_matter() -> None:
    assert stems("Approvals for the cafés") == stems("approval CAFE")
    assert stems("something about it, please") == stems("please")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("A case study about shipping delays", "Case studies on delayed shipping"),
        ("Objection handling for security reviews", "How to answer the security review objections"),
    ],
)
def test_what_people_would_call_the_same_is_alike(one: str, other: str) -> None:
    assert likeness(stems(one), stems(other)) >= ALIKE


def test_what_shares_one_common_word_is_not() -> None:
    assert likeness(stems("A case study from retail"), stems("Pricing objections in the public sector, a case")) < ALIKE
