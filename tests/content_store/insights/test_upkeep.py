"""Freshness, promises, what became of what was made, and the findings over all."""

from datetime import UTC, datetime, timedelta

import pytest

from content_store import requests
from content_store.database import Database
from content_store.insights.findings import in_words
from content_store.insights.upkeep import kept
from content_store.queries.insights_upkeep import Promise
from content_store.requests import RequestInput
from content_store.rules.periods import Days
from content_store.rules.vocabulary import EventKind, FeedbackStatus, Role
from content_store.work import Work
from tests.content_store.insights.making import TODAY, asking, days_ago, ended, happened, rep, searched
from tests.content_store.making import NOON, published, viewer


def test_freshness_by_owner_the_most_overdue_first(database: Database) -> None:
    owner = viewer(database, Role.MARKETING).person
    for number in range(2):
        published(database, title=f"old{number}", at=NOON - timedelta(days=200), owner=owner.email)
    published(database, title="due", at=NOON - timedelta(days=80))
    published(database, title="new")
    ended(database, "ended")
    report = asking(database, lambda insights: insights.freshness())
    assert report.everybody.published == 4
    assert sum(row.published for row in report.rows) == 4
    assert {row.owner for row in report.rows} == {owner, None}
    assert report.basis.tier is None


def test_promises_count_what_was_asked_in_the_window(database: Database) -> None:
    asker, marketer = viewer(database, Role.REP), viewer(database, Role.MARKETING)
    asset = published(database, at=NOON - timedelta(days=60))

    def asked(title: str, ago: int) -> int:
        with database.writing() as session:
            return requests.ask(Work(session, asker, NOON - timedelta(days=ago)), RequestInput(title)).id

    in_time, late, declined = asked("in time", 20), asked("late", 20), asked("declined", 10)
    asked("waiting", 5)
    asked("long ago", 50)
    with database.writing() as session:
        earlier = Work(session, marketer, NOON - timedelta(days=18))
        for request_id, days in ((in_time, 10), (late, 2)):
            requests.answer(earlier, request_id, FeedbackStatus.ACCEPTED, promised_for=days_ago(18 - days))
        requests.fulfil(Work(session, marketer, NOON - timedelta(days=10)), in_time, asset.id)
        requests.answer(Work(session, marketer, NOON), declined, FeedbackStatus.DECLINED, "It would not help.")
    report = asking(database, lambda insights: insights.promises())
    assert (report.asked, report.answered, report.fulfilled, report.declined) == (4, 3, 1, 1)
    assert (report.promised, report.in_time, report.late) == (2, 1, 1)
    assert (report.median_days_to_answer, report.median_days_to_fulfil) == (2, 10)


@pytest.mark.parametrize(
    ("status", "promised", "resolved", "expected"),
    [
        (FeedbackStatus.OPEN, None, None, None),
        (FeedbackStatus.ACCEPTED, TODAY, None, None),
        (FeedbackStatus.ACCEPTED, days_ago(1), None, False),
        (FeedbackStatus.RESOLVED, days_ago(1), NOON - timedelta(days=1), True),
        (FeedbackStatus.RESOLVED, days_ago(2), NOON - timedelta(days=1), False),
    ],
)
def test_a_promise_is_kept_by_the_end_of_its_day(
    status: FeedbackStatus, promised: object, resolved: datetime | None, expected: bool | None
) -> None:
    assert kept(Promise(status, NOON, promised, NOON, resolved), TODAY) is expected  # type: ignore[arg-type]


def test_what_was_made_and_used_within_90_days_by_quarter(database: Database) -> None:
    ann = rep(database, "ann")
    made = datetime(2026, 1, 10, 12, tzinfo=UTC)
    window = Days(made.date(), TODAY)
    for title, days in (("on the last day", 90), ("a day late", 91), ("at once", 0), ("never", None)):
        asset = published(database, title=title, at=made)
        if days is not None:
            happened(database, EventKind.USED, asset.id, ann, (made + timedelta(days=days)).date())
    published(database, title="the year before", at=made - timedelta(days=30))
    report = asking(database, lambda insights: insights.marketing_return(), window)
    assert [(row.name, row.made, row.used_soon, row.used) for row in report.rows] == [
        ("2026 Q1", 4, 2, 3),
        ("2026 Q2", 0, 0, 0),
    ]


def test_the_overview_says_in_words_what_matters_most_first(database: Database) -> None:
    ann = rep(database, "ann")
    rep(database, "ben")
    used = published(database, title="used", at=NOON - timedelta(days=50))
    for number in range(3):
        published(database, title=f"unused{number}", at=NOON - timedelta(days=50))
    happened(database, EventKind.USED, used.id, ann)
    searched(database, "quantum", ann)
    found = asking(database, lambda insights: insights.overview())
    texts = [finding.text for finding in found]
    assert texts == [
        "1 of 1 search found nothing in the last 30 days",
        "3 of 4 published assets were not used in a conversation in the last 30 days",
        "1 of 2 reps used nothing in a conversation in the last 30 days",
    ]
    assert [finding.weight for finding in found] == sorted((each.weight for each in found), reverse=True)
    assert found[1].report == "usage/never_used"


def test_an_empty_store_has_nothing_to_find(database: Database) -> None:
    assert asking(database, lambda insights: insights.overview()) == ()
    assert asking(database, lambda insights: insights.marketing_return()).rows


def test_windows_in_words() -> None:
    today = TODAY.toordinal()
    assert in_words(Days(days_ago(6), TODAY), today) == "in the last 7 days"
    assert in_words(Days(TODAY, TODAY), today) == "today"
    assert in_words(Days(days_ago(1), days_ago(1)), today) == "on 31 May 2026"
    assert in_words(Days(days_ago(30), days_ago(1)), today) == "from 2 May 2026 to 31 May 2026"
