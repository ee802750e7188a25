"""Our stemmer against another implementation of the same algorithm."""

import re
from pathlib import Path

import pytest
import tantivy
from hypothesis import given
from hypothesis import strategies as st

from search.stemming import stem

SNOWBALL = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).filter(tantivy.Filter.stemmer("english")).build()
ENDINGS = (
    "", "s", "es", "ed", "ing", "ly", "ness", "ment", "ation", "ational", "ative", "ability", "ization", "iveness",
    "fulness", "ies", "ied", "ement", "ist", "ogist", "ically", "entli", "eedly", "ll", "y", "e",
)  # fmt: skip


@given(st.from_regex(r"[a-z]{1,8}", fullmatch=True), st.sampled_from(ENDINGS))
def test_agrees_with_snowball(start: str, ending: str) -> None:
    word = start + ending

    assert stem(word) == SNOWBALL.analyze(word)[0]


def test_agrees_with_snowball_on_our_own_prose() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in Path("demo").rglob("*.md"))
    words = set(re.findall("[a-z]{3,}", text.lower()))

    assert {word: stem(word) for word in words} == {word: SNOWBALL.analyze(word)[0] for word in words}


@pytest.mark.parametrize(
    ("one", "other"), [("budget", "budgets"), ("approve", "approving"), ("customer", "customers"), ("story", "stories")]
)
def test_forms_of_a_word_meet(one: str, other: str) -> None:
    assert stem(one) == stem(other)


@pytest.mark.parametrize(("one", "other"), [("internal", "internet"), ("university", "universe"), ("news", "new")])
def test_different_words_stay_apart(one: str, other: str) -> None:
    assert stem(one) != stem(other)
