import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis import fold, is_alone, terms, tokens, word_and_term, words, written_at
from search.documents import BREAK


def words_in_order(text: str) -> list[str]:
    return [token.word for token in tokens(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("C++ and C#", ["c++", "and", "c#"]),
        (".NET, ASP.NET", ["dotnet", "asp", "dotnet"]),
        ("AT&T's R&D", ["at&t", "r&d"]),
        ("24/7 or 3.5 %", ["24/7", "or", "3.5"]),
        ("1,000,000 = 1000000", ["1000000", "1000000"]),
        ("don't don\u2019t dont", ["dont", "dont", "dont"]),
        ("customer's customers'", ["customer", "customers"]),
        ("Café Ærø Łódź straße İzmir", ["cafe", "aero", "lodz", "strasse", "izmir"]),
        ("cafe\u0301", ["cafe"]),
        ("e-mail, follow-up", ["email", "follow", "up"]),
        ("予算を", ["予", "算", "を"]),
        ("예산", ["예", "산"]),
        ("हिन्दी में", ["हिन्दी", "में"]),
        ("🚀 up", ["🚀", "up"]),
        ("snake_case", ["snake", "case"]),
        ("IT buyers", ["it", "buyers"]),
        ("... -- ??", []),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert words_in_order(text) == expected


def test_a_term_is_the_stem_of_a_word_and_anything_else_is_left_alone() -> None:
    assert [token.term for token in tokens("budgets c++ 24/7 Zürichs")] == ["budget", "c++", "24/7", "zurich"]


def test_words_to_complete_leave_out_characters_that_stand_alone() -> None:
    assert terms("予算 budgets") == "予 算 budget"
    assert words("予算 budgets") == {"budgets"}


@given(st.text(max_size=200))
def test_any_text_gives_tokens_in_order_that_no_engine_can_break(text: str) -> None:
    last = 0
    for token in tokens(text):
        assert last <= token.start < token.end <= len(text)
        assert token.term
        assert token.term == "".join(token.term.split())
        assert token.term != BREAK
        last = token.end


@given(st.text(st.sampled_from("aé予🚀.,:+#&-'\u2019 \n\x1f\u3000ß9") | st.characters(), max_size=100))
def test_terms_and_words_are_those_of_the_tokens(text: str) -> None:
    assert terms(text).split() == [token.term for token in tokens(text)]
    assert words(text) == {token.word for token in tokens(text) if not is_alone(token.word)}


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(max_size=200))
def test_a_token_is_the_same_wherever_reading_begins(text: str) -> None:
    for token in tokens(text):
        assert written_at(text, token.start) == text[token.start : token.end]
        assert word_and_term(text[token.start : token.end]) == (token.word, token.term)


def test_a_long_word_is_cut() -> None:
    assert len(words_in_order("x" * 10_000)[0]) == 60


def test_pictures_stand_alone() -> None:
    assert is_alone("🚀")
    assert not is_alone("a")
