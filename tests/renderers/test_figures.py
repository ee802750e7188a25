import pytest
from hypothesis import given
from hypothesis import strategies as st

from renderers.figures import figure


@pytest.mark.parametrize(
    ("metric", "number", "rest"),
    [
        ("31 % fewer late invoices", "31 %", "fewer late invoices"),
        ("58 % of 212 firms in six countries", "58 %", "of 212 firms in six countries"),
        ("31 of 38 customers (82 %)", "31 of 38", "customers (82 %)"),
        ("87.1 % to 94.5 % of orders on time, median", "87.1 % → 94.5 %", "of orders on time, median"),
        ("31 to 4.5 working hours, median", "31 → 4.5", "working hours, median"),
        ("EUR 140 per late order", "EUR 140", "per late order"),
        ("2.7 times, 4,180 customers", "2.7 times", "4,180 customers"),
        ("19 working days", "19", "working days"),
        ("fewer invoices", "", "fewer invoices"),
        ("3rd place", "", "3rd place"),
    ],
)
def test_the_number_stands_apart(metric: str, number: str, rest: str) -> None:
    found = figure(metric)
    assert (found.number.replace("\u00a0", " "), found.rest) == (number, rest)


@given(st.text())
def test_any_text_can_be_shown(text: str) -> None:
    found = figure(text)
    assert found.number or found.rest == text
