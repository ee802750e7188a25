import csv
import json
from datetime import UTC, date, datetime
from io import StringIO

from hypothesis import given
from hypothesis import strategies as st

from renderers.tables import Sheet, Value, csv_text, json_text

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
ROWS = st.lists(st.tuples(TEXTS, st.integers(), st.none() | st.floats(allow_nan=False, allow_infinity=False)))


def read(sheet: Sheet) -> list[list[str]]:
    text = "".join(csv_text(sheet))
    assert text.startswith("\ufeff")
    return list(csv.reader(StringIO(text[1:], newline="")))


def one(value: Value) -> str:
    return read(Sheet(("only",), [[value]]))[1][0]


@given(ROWS)
def test_a_spreadsheet_gets_every_row_and_no_formula(rows: list[tuple[str, int, float | None]]) -> None:
    header, *found = read(Sheet(("text", "whole", "part"), rows))
    assert header == ["text", "whole", "part"]
    for given_row, row in zip(rows, found, strict=True):
        assert row[0].removeprefix("'") == given_row[0].removeprefix("'")
        assert not row[0].startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝"))  # noqa: RUF001
        assert int(row[1]) == given_row[1]


def test_text_that_looks_like_a_formula_is_marked_and_a_number_is_not() -> None:
    assert one("=1+1") == "'=1+1"
    assert one("-2 %") == "'-2 %"
    assert one("@SUM(A1)") == "'@SUM(A1)"
    assert one(-2) == "-2"
    assert one(None) == ""
    assert one(date(2026, 6, 1)) == "2026-06-01"


@given(ROWS)
def test_a_program_gets_every_value_as_it_is(rows: list[tuple[str, int, float | None]]) -> None:
    found = json.loads("".join(json_text(Sheet(("text", "whole", "part"), rows), {"report": "usage"})))
    assert found["report"] == "usage"
    assert [tuple(row.values()) for row in found["rows"]] == rows


def test_moments_are_written_as_programs_read_them() -> None:
    found = "".join(json_text(Sheet(("at",), [[datetime(2026, 6, 1, 12, tzinfo=UTC)]]), {}))
    assert json.loads(found) == {"rows": [{"at": "2026-06-01T12:00:00+00:00"}]}
