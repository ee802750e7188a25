import pytest
from hypothesis import given
from hypothesis import strategies as st

from content_store.rules.wording import first_sentence, plural, sort_key, storable


@given(st.text(st.characters(), max_size=50))
def test_storable_text_can_be_encoded_and_stays_as_it_is(text: str) -> None:
    once = storable(text)
    assert "\x00" not in once
    assert "\r" not in once
    once.encode("utf-8")
    assert storable(once) == once


@given(st.text(max_size=400))
def test_sorting_ignores_case_and_fits_its_column(text: str) -> None:
    assert len(sort_key(text)) <= 600
    assert sort_key("Élan") == sort_key("elan") == sort_key("ÉLAN")


@given(st.text(max_size=300), st.integers(20, 100))
def test_a_first_sentence_fits(text: str, limit: int) -> None:
    assert len(first_sentence(text, limit)) <= limit


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Stock doubled. Then it fell.", "Stock doubled."),
        ("Version 2.5 shipped! Great.", "Version 2.5 shipped!"),
        ("no end at all", "no end at all"),
        ("", ""),
    ],
)
def test_the_first_sentence_ends_where_it_ends(text: str, sentence: str) -> None:
    assert first_sentence(text, 100) == sentence


@pytest.mark.parametrize(
    ("one", "several"),
    [("CFO", "CFOs"), ("head of procurement", "heads of procurement"), ("boss", "bosses"), ("deputy", "deputies")],
)
def test_several_of_a_persona(one: str, several: str) -> None:
    assert plural(one) == several
