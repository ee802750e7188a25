from hypothesis import given
from hypothesis import strategies as st

from renderers.differences import MOST_WORDS, Kind, differences, readable

texts = st.text(st.sampled_from("ab ,\n"), max_size=40)
parts = st.fixed_dictionaries({"kind": texts, "text": texts})
values = st.none() | texts | st.lists(texts, max_size=4) | st.lists(parts, max_size=3) | st.integers()


@given(values, values)
def test_what_stayed_and_went_is_the_old_and_what_stayed_and_came_the_new(before: object, after: object) -> None:
    found = differences(before, after)
    assert "".join(each.text for each in found if each.kind is not Kind.NEW) == readable(before)
    assert "".join(each.text for each in found if each.kind is not Kind.GONE) == readable(after)
    assert all(each.text for each in found)


@given(values)
def test_the_same_has_no_differences(value: object) -> None:
    assert all(each.kind is Kind.SAME for each in differences(value, value))


def test_words_change_and_not_letters() -> None:
    found = differences("A freeze stops the good orders.", "A freeze stops good orders.")
    assert [(each.kind.value, each.text) for each in found] == [
        ("same", "A freeze stops "),
        ("gone", "the "),
        ("same", "good orders."),
    ]


def test_what_was_written_anew_is_shown_whole() -> None:
    found = differences("One thing to say.", "Quite another, and longer.")
    assert [each.kind for each in found] == [Kind.GONE, Kind.NEW]


def test_long_texts_are_not_compared() -> None:
    text = "word " * MOST_WORDS
    assert [each.kind for each in differences(text, text + "more")] == [Kind.GONE, Kind.NEW]


def test_a_list_has_one_entry_a_line() -> None:
    assert readable([{"kind": "problem", "text": "What hurts?"}, {"kind": "", "text": "Why?"}]) == (
        "problem · What hurts?\nWhy?"
    )
