import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.query import LONGEST, MOST_PARTS, Understood, understand


def words(text: str) -> list[str]:
    return [word.word for word in understand(text).words]


def phrases(text: str) -> list[str]:
    return [phrase.typed for phrase in understand(text).phrases]


def excluded(text: str) -> list[str]:
    return [phrase.typed for phrase in understand(text).excluded]


def begun(text: str) -> list[str]:
    return [word.word for word in understand(text).words if word.prefix]


def test_words_phrases_and_exclusions() -> None:
    text = 'budget "state of the art" -risk -"fixed price" cfo'

    assert words(text) == ["budget", "cfo"]
    assert phrases(text) == ["state of the art"]
    assert excluded(text) == ["risk", "fixed price"]


def test_only_the_last_word_may_be_half_typed() -> None:
    assert begun("budget appr") == ["appr"]
    assert begun("budget appr ") == []
    assert begun('appr "budget"') == []
    assert begun("budget -appr") == []
    assert begun("c++") == []


def test_stop_words_are_left_out_beside_others_but_it_stays() -> None:
    assert words("what is the budget of IT ") == ["budget", "it"]
    assert words("not the budget ") == ["not", "budget"]


def test_a_query_of_stop_words_still_asks_for_them() -> None:
    assert words("who is the ") == ["who"]
    assert words("what is the ") == ["what", "is", "the"]
    assert begun("the") == []


def test_a_lone_letter_just_begun_waits_for_the_next() -> None:
    assert words("budget a") == ["budget"]
    assert words("budget f") == ["budget"]
    assert words("plan b ") == ["plan", "b"]
    assert begun("b") == ["b"]


def test_an_unclosed_quote_is_no_quote() -> None:
    assert words('"budget appr') == ["budget", "appr"]
    assert phrases('"budget" "appr') == ["budget"]


def test_curly_quotes_are_quotes() -> None:
    assert phrases("“tied up”") == ["tied up"]


def test_scripts_without_spaces_are_phrases_of_characters() -> None:
    assert [phrase.terms for phrase in understand("予算 管理").phrases] == [("予", "算"), ("管", "理")]


def test_operators_mean_nothing() -> None:
    assert words("( budget AND ) OR * ~ cfo^2 title:risk ") == ["budget", "cfo", "2", "title", "risk"]


def test_nothing_to_search_for() -> None:
    assert understand("").is_empty
    assert understand("?!… ()").is_empty
    assert not understand("-budget").is_empty


def test_a_word_twice_is_one() -> None:
    assert words("budget budgets budget ") == ["budgets"] or words("budget budgets budget ") == ["budget"]


def test_a_novel_is_cut() -> None:
    read = understand("word " * 10_000)

    assert len(read.text) <= LONGEST
    assert len(understand(" ".join(f"w{n}" for n in range(100))).words) == MOST_PARTS


NASTY = st.text(alphabet=st.sampled_from("\"'()[]{}-+*~^:\\/&|! \x00\ud800ab“”予🚀é\u0301"), max_size=300)


@given(st.one_of(st.text(max_size=400), NASTY))
def test_any_input_means_something(text: str) -> None:
    read = understand(text)

    assert isinstance(read, Understood)
    assert len(read.text) <= LONGEST
    read.text.encode()
    assert "\x00" not in read.text
    assert all(word.term for word in read.words)
    assert all(phrase.terms for phrase in (*read.phrases, *read.excluded))


@pytest.mark.parametrize("text", ["a" * 10_000, "(" * 10_000, '"' * 10_000, "-" * 10_000, "\x00" * 10_000])
def test_ten_thousand_of_anything(text: str) -> None:
    assert len(understand(text).text) <= LONGEST
