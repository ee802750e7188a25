from random import Random

from hypothesis import given
from hypothesis import strategies as st

from renderers.differences import Kind, differences, readable, shortened

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


def test_long_texts_are_cut_where_a_run_of_words_stands_once_in_both() -> None:
    rng = Random(7)
    old = [f"word{rng.randrange(2_000)}" for _ in range(20_000)]
    new = [*old[:500], "extra", *old[500:9_000], *old[9_003:15_000], "other", *old[15_001:]]
    found = differences(" ".join(old), " ".join(new))
    assert [(each.kind.value, each.text.strip()) for each in found if each.kind is not Kind.SAME] == [
        ("new", "extra"),
        ("gone", " ".join(old[9_000:9_003])),
        ("gone", old[15_000]),
        ("new", "other"),
    ]


def test_a_part_that_moved_goes_and_comes() -> None:
    old = [f"word{number}" for number in range(600)]
    found = differences(" ".join(old), " ".join([*old[400:], *old[:400]]))
    assert [each.kind.value for each in found] == ["gone", "same", "new"] or [each.kind.value for each in found] == [
        "new",
        "same",
        "gone",
    ]


def test_what_stayed_is_cut_down_to_what_stands_around_a_change() -> None:
    words = [f"word{number}" for number in range(1_000)]
    found = shortened(differences(" ".join(words), " ".join([*words[:500], "new", *words[500:]])))
    assert [each.kind.value for each in found] == ["cut", "same", "new", "same", "cut"]
    assert found[0].text == "460 words that stayed"
    assert shortened(differences("a b c", "a b d")) == differences("a b c", "a b d")


def test_a_list_has_one_entry_a_line() -> None:
    assert readable([{"kind": "problem", "text": "What hurts?"}, {"kind": "", "text": "Why?"}]) == (
        "problem · What hurts?\nWhy?"
    )
