"""Tables as files: CSV for spreadsheets, JSON for programs. Both piece by piece, so that a long one needs no memory."""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import StringIO

Value = str | int | float | date | datetime | None

# What a spreadsheet takes for a formula (OWASP, “CSV Injection”), the wide forms of East Asian keyboards included.
_FORMULA_BEGINNINGS = tuple("=+-@\t\r\n＝＋－＠")  # noqa: RUF001 - these very characters
_BYTE_ORDER_MARK = "\ufeff"  # without it Excel reads UTF-8 as something else


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows of plain values under named columns."""

    columns: tuple[str, ...]
    rows: Iterable[Sequence[Value]]


def csv_text(sheet: Sheet) -> Iterator[str]:
    """The sheet as RFC 4180 says, with a byte order mark. No cell is a formula to whoever opens it."""
    yield _BYTE_ORDER_MARK + _line(sheet.columns)
    for row in sheet.rows:
        yield _line([_cell(value) for value in row])


def json_text(sheet: Sheet, about: Mapping[str, object]) -> Iterator[str]:
    """One object: what the sheet is ``about``, then its ``rows``, each an object by column."""
    begun = json.dumps({**about, "rows": []}, ensure_ascii=False)
    yield begun.removesuffix("]}")
    for place, row in enumerate(sheet.rows):
        named = dict(zip(sheet.columns, map(_plain, row), strict=True))
        yield f"{',' if place else ''}\n{json.dumps(named, ensure_ascii=False)}"
    yield "\n]}\n"


def _line(cells: Sequence[object]) -> str:
    written = StringIO()
    csv.writer(written).writerow(cells)
    return written.getvalue()


def _cell(value: Value) -> Value:
    """Text that begins like a formula gets an apostrophe before it; numbers stay numbers, a minus sign included."""
    plain = _plain(value)
    return f"'{plain}" if isinstance(plain, str) and plain.startswith(_FORMULA_BEGINNINGS) else plain


def _plain(value: Value) -> str | int | float | None:
    return value.isoformat() if isinstance(value, date) else value
