"""Newcomers as they are pasted or come in a CSV file: an address on each line, or columns with a header."""

import csv
from datetime import date

from content_store.enrolling import EnrolmentInput
from renderers.kit_views import ReportRow

_COLUMNS = {
    "email": ("email", "e-mail", "mail", "address", "newcomer"),
    "mentor": ("mentor", "mentor email", "buddy", "manager"),
    "start_on": ("start", "start_on", "start date", "starts", "first day"),
    "due_on": ("due", "due_on", "due date", "end", "until"),
}
_ORDER = ("email", "mentor", "start_on", "due_on")


def read_newcomers(
    text: str, mentor: str = "", start_on: date | None = None, due_on: date | None = None
) -> tuple[list[EnrolmentInput], list[ReportRow]]:
    """Whom the lines name, and the lines that could not be read. What a line leaves out is as given."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    rows = [(number, row) for number, row in enumerate(_rows(lines), start=1) if any(cell.strip() for cell in row)]
    order: tuple[str, ...] = _ORDER
    if rows and (named := _header(rows[0][1])):
        order, rows = named, rows[1:]
    found: list[EnrolmentInput] = []
    problems: list[ReportRow] = []
    for number, row in rows:
        cells = {name: cell.strip() for name, cell in zip(order, row, strict=False) if name}
        place = f"Line {number}" if len(rows) > 1 else ""
        try:
            start, due = _day(cells.get("start_on", "")), _day(cells.get("due_on", ""))
        except ValueError as error:
            problems.append(ReportRow(f"Line {number}: {cells.get('email', '')}", str(error), is_wrong=True))
            continue
        given = EnrolmentInput(
            cells.get("email", ""), cells.get("mentor", "") or mentor, start or start_on, due or due_on, place
        )
        found.append(given)
    return found, problems


def _rows(lines: list[str]) -> list[list[str]]:
    """Each line by itself: an open quotation mark must not swallow those below."""
    sample = next((line for line in lines if line.strip()), "")
    delimiter = max(",;\t", key=sample.count)
    return [next(csv.reader([line], delimiter=delimiter), []) for line in lines]


def _header(row: list[str]) -> tuple[str, ...]:
    """The columns that a header names; nothing where the row is none."""
    if any("@" in cell for cell in row):
        return ()
    called = {name: column for column, names in _COLUMNS.items() for name in names}
    named = tuple(called.get(cell.strip().lower().replace("-", " ").replace("e mail", "e-mail"), "") for cell in row)
    return named if "email" in named else ()


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        message = f"“{text[:40]}” is no day; write it like 2026-06-30"
        raise ValueError(message) from None
