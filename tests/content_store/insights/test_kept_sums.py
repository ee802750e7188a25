"""What is over is read once, and anew when something is added to it late."""

from typing import Any

from sqlalchemy import text

from content_store.database import Database
from content_store.insights.reports import Insights
from content_store.memory import Shelf
from content_store.rules.vocabulary import EventKind
from tests.content_store.insights.making import asking, days_ago, happened, rep
from tests.content_store.making import published


def conversations(database: Database, **given: Any) -> int:
    return asking(database, Insights.totals, **given).conversations


def test_what_came_late_shows_at_once(database: Database) -> None:
    ann, asset = rep(database, "ann", team="hunters"), published(database)
    happened(database, EventKind.USED, asset.id, ann, days_ago(12))
    assert conversations(database) == conversations(database, teams=("hunters",)) == 1
    happened(database, EventKind.USED, asset.id, ann, days_ago(12), 2)
    happened(database, EventKind.USED, asset.id, ann, days_ago(3))
    assert conversations(database) == conversations(database, teams=("hunters",)) == 4
    happened(database, EventKind.USED, asset.id, ann, days_ago(12), -1)
    assert conversations(database) == 3


def test_what_is_over_is_read_once_until_something_comes_late(sqlite_database: Database) -> None:
    ann, asset = rep(sqlite_database, "ann"), published(sqlite_database)
    happened(sqlite_database, EventKind.USED, asset.id, ann, days_ago(12))
    assert conversations(sqlite_database) == 1
    with sqlite_database.writing() as session:
        session.execute(text("UPDATE usage_sum SET conversations = conversations + 5"))
    assert conversations(sqlite_database) == 1
    happened(sqlite_database, EventKind.USED, asset.id, ann, days_ago(12))
    assert conversations(sqlite_database) == 7


def test_a_shelf_keeps_what_was_asked_for_last() -> None:
    shelf = Shelf(most=30)
    for key in "abc":
        shelf.put(key, 1, key.upper(), 10)
    assert shelf.find("a", 1) == "A"
    shelf.put("d", 1, "D", 10)
    assert [shelf.find(key, 1) for key in "abcd"] == ["A", None, "C", "D"]


def test_a_shelf_keeps_the_newest() -> None:
    shelf = Shelf(most=30)
    shelf.put("a", 2, "new", 10)
    shelf.put("a", 1, "old", 10)
    assert shelf.find("a", 1) is None
    assert shelf.find("a", 2) == "new"
    shelf.put("a", 3, "newer", 25)
    shelf.put("b", 1, "b", 5)
    assert (shelf.find("a", 3), shelf.find("b", 1)) == ("newer", "b")
