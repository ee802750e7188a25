import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.plain_text import plain_text


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("# Title", "Title"),
        ("- one\n- two", "one two"),
        ("1. one\n2) two", "one two"),
        ("> said", "said"),
        ("**bold** _light_ ~~gone~~ `code`", "bold light gone code"),
        ("snake_case 2*3", "snake_case 23"),
        ("[link](https://example.com/budget) ![alt](x.png)", "link alt"),
        ("[link][ref]\n\n[ref]: https://example.com", "link"),
        ("<p class='budget'>Text</p>", "Text"),
        ("a < b and c > d", "a < b and c > d"),
        ("<!-- hidden -->seen", "seen"),
        ("<script>let hidden = 1</script>seen<style>p{}</style>", "seen"),
        ("import Chart from './chart'\n\n<Chart data={1} />Seen", "Seen"),
        ("We import goods from Spain", "We import goods from Spain"),
        ("R&amp;D", "R&D"),
        ("| a | b |\n|---|---|\n| c | d |", "a b c d"),
        ("```python\nprint()\n```", "print()"),
        ("{/* note */}seen", "seen"),
    ],
)
def test_what_a_reader_sees(markup: str, expected: str) -> None:
    assert " ".join(plain_text(markup).split()) == expected


@pytest.mark.parametrize(
    "bad", ["<!--", "<a", "[[", "](", "{/*", "<script>", "`", "*", "_a", "&#", "```", "[a](", "|", "import '", "# "]
)
def test_time_is_linear_in_any_input(bad: str) -> None:
    begun = time.process_time()

    plain_text(f"{bad}\n" * (300_000 // len(bad)))

    assert time.process_time() - begun < 20  # seconds; where it is not linear it is hours


@given(st.text(alphabet=st.sampled_from("<>!-[](){}*_`#|&;/ab \n"), max_size=200))
def test_any_input_gives_some_text(markup: str) -> None:
    assert isinstance(plain_text(markup), str)
