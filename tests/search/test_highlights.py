import re
import time
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.highlights import Highlighter, Marked, Target, marked
from search.query import understand


def highlighter(text: str, also: dict[str, str] | None = None) -> Highlighter:
    read = understand(text)
    corrected = also or {}
    targets = [
        Target(
            word.typed,
            frozenset({word.term, corrected.get(word.typed, word.term)}),
            word.word if word.prefix else None,
        )
        for word in read.words
    ]
    return Highlighter(targets, read.phrases)


def whole(query: str, text: str, also: dict[str, str] | None = None) -> Marked:
    return marked(text, *highlighter(query, also).spans([text]))


def fragment(query: str, text: str) -> Marked:
    made = highlighter(query)
    return made.fragment(text, *made.spans([text])) or Marked("", ())


@pytest.mark.parametrize(
    ("query", "text", "html"),
    [
        ("budget ", "Budgets & budgeting", "<mark>Budgets</mark> &amp; <mark>budgeting</mark>"),
        ("bud", "A budget", "A <mark>budget</mark>"),
        ("cafe ", "Im Café <b>", "Im <mark>Café</mark> &lt;b&gt;"),
        ("customer ", "The customer\u2019s view", "The <mark>customer\u2019s</mark> view"),
        ('"tied up" ', "Cash tied up, up tied", "Cash <mark>tied up</mark>, up tied"),
        ("c++ ", "In C++ only", "In <mark>C++</mark> only"),
        (".net ", "On .NET", "On <mark>.NET</mark>"),
        ("24/7 ", "Open 24/7", "Open <mark>24/7</mark>"),
        ("10000 ", "Saves 10,000", "Saves <mark>10,000</mark>"),
        ("予算 ", "今年の予算管理", "今年の<mark>予算</mark>管理"),
        ("story ", "Stories", "<mark>Stories</mark>"),
        ("budget ", "A low budgetary", "A low budgetary"),
    ],
)
def test_whole_texts(query: str, text: str, html: str) -> None:
    assert whole(query, text).html == html


def test_what_was_met_is_told_as_it_was_typed() -> None:
    assert whole("Budgets freeze ", "frozen? the budget").typed == ("Budgets",)
    assert whole("budgte", "Budget", {"budgte": "budget"}).typed == ("budgte",)


def test_texts_are_read_at_once_and_kept_apart() -> None:
    found = highlighter('"tied up" bud').spans(["Budget", "", "tied", "up the budget: tied up"])

    assert found == [[(0, 6, "bud")], [], [], [(7, 13, "bud"), (15, 22, "tied up")]]


def test_a_fragment_is_where_most_words_are() -> None:
    body = f"A budget here. {'Filler words go on. ' * 40}The freeze of a budget there. {'More filler. ' * 40}"

    html, typed = fragment("budget freeze ", body)

    assert html.startswith("The <mark>freeze</mark> of a <mark>budget</mark> there.")
    assert set(typed) == {"budget", "freeze"}
    assert len(html) < 300


def test_a_fragment_shows_no_markup() -> None:
    body = f"<div class='budget'>{'x ' * 200}</div>\n\n## The **budget** is [gone](https://budget.example)"

    assert fragment("budget ", body).html == "The <mark>budget</mark> is gone"


def test_a_fragment_of_markup_alone_is_none() -> None:
    assert fragment("budget ", "<img src='budget.png'>") == ("", ())


def test_a_megabyte_is_not_read_again_and_again() -> None:
    body = f"{'Nothing of interest here. ' * 40_000}The budget. {'Nor here. ' * 100}"
    begun = time.thread_time()

    html, _ = fragment("budget freeze ", body)

    assert "<mark>budget</mark>" in html
    assert time.thread_time() - begun < 2  # seconds; where work grows with the square it is minutes


TEXT = st.text(alphabet=st.sampled_from("<>&\"'budgetşßİ 予\n.*[]()"), max_size=120)


@given(TEXT)
def test_only_our_own_marks_are_html(text: str) -> None:
    for html, _ in (whole('bud "ge t" ', text), fragment("budget 予", text)):
        bare = html.replace("<mark>", "").replace("</mark>", "")
        assert not re.search("[<>\"']", bare)


@given(TEXT)
def test_nothing_of_the_text_is_lost(text: str) -> None:
    html, _ = whole("bud", text)

    assert unescape(html.replace("<mark>", "").replace("</mark>", "")) == text
