"""Every report as a table."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from content_store.database import Database
from content_store.insights.reports import Insights
from content_store.insights.usage import Part
from content_store.rules.vocabulary import EventKind, Facet, QuotaBand
from renderers.insight_tables import about, sheet_of
from renderers.tables import csv_text, json_text
from tests.content_store.insights.making import asking, happened, rep, searched
from tests.content_store.making import NOON, published, tag

REPORTS: dict[str, Callable[[Insights], Any]] = {
    "usage": lambda insights: insights.usage(Part(first=None)),
    "coverage": lambda insights: insights.coverage(),
    "search_gaps": lambda insights: insights.search_gaps(first=None),
    "adoption": lambda insights: insights.adoption(),
    "differences": lambda insights: insights.differences(),
    "freshness": lambda insights: insights.freshness(),
    "promises": lambda insights: insights.promises(),
    "marketing_return": lambda insights: insights.marketing_return(),
}


def fill(database: Database) -> None:
    persona, stage = tag(database, Facet.PERSONA, "CFO"), tag(database, Facet.STAGE, "Decision")
    asset, common = (published(database, title=title, at=NOON - timedelta(days=20)) for title in ("=1+1", "common"))
    people = {
        band: [rep(database, f"{band.value}{number}", "hunters", "north", band) for number in range(5)]
        for band in (QuotaBand.ABOVE, QuotaBand.BELOW)
    }
    for person in people[QuotaBand.ABOVE]:
        happened(database, EventKind.USED, asset.id, person, tags=(persona, stage))
    for person in people[QuotaBand.BELOW]:
        happened(database, EventKind.USED, common.id, person)
    searched(database, "quantum", people[QuotaBand.BELOW][0])


@pytest.mark.parametrize("name", REPORTS)
def test_every_report_has_a_table(sqlite_database: Database, name: str) -> None:
    fill(sqlite_database)
    report = asking(sqlite_database, REPORTS[name], show_names=True)
    sheet = sheet_of(report)
    rows = list(sheet.rows)
    assert rows
    assert {len(row) for row in rows} == {len(sheet.columns)}
    told = json.loads("".join(json_text(sheet_of(report), about(report.basis))))
    assert told["last"] == "2026-06-01"
    assert len(told["rows"]) == len(rows)


def test_a_title_is_no_formula(sqlite_database: Database) -> None:
    fill(sqlite_database)
    table = sheet_of(asking(sqlite_database, REPORTS["usage"]))
    assert ",'=1+1," in "".join(csv_text(table))


def test_what_is_no_report_has_no_table() -> None:
    with pytest.raises(TypeError):
        sheet_of("a text")
