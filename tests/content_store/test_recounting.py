"""A recount makes any sums right from the events, and a check finds what is wrong."""

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select, update

from content_store import migrations
from content_store.database import Database
from content_store.journal import SearchJournal
from content_store.queries.sums import TABLES
from content_store.recording import Recorder
from content_store.recounting import check, recount
from content_store.rules.vocabulary import EventKind, Role
from content_store.searches import OpeningNote, SearchNote
from content_store.tables import Evidence, EvidenceRep, SearchSum, UsageSum
from content_store.usage import UsageInput
from tests.content_store.events import record, record_at_random, sums_of_events, sums_stored
from tests.content_store.making import NOON, published, viewer

BY_PERIOD = [table for table in TABLES.values() if "grain" in table.c]


@pytest.fixture
def recorder(database: Database) -> Iterator[Recorder]:
    made = Recorder(database)
    yield made
    made.close()


def evidence_stored(database: Database) -> list[tuple[object, ...]]:
    columns = [column for column in Evidence.__table__.c if column.name != "level"]
    with database.reading() as session:
        rows = session.execute(select(*columns).where(Evidence.conversations > 0).order_by(*columns[:2]))
        return [tuple(row) for row in rows]


def damage(database: Database) -> None:
    """Lose some sums, invent others."""
    with database.writing() as session:
        session.execute(delete(UsageSum).where(UsageSum.asset_id == 1))
        session.execute(update(UsageSum).where(UsageSum.asset_id == 2).values(views=UsageSum.views + 3))
        session.execute(delete(BY_PERIOD[1]))
        session.execute(delete(Evidence).where(Evidence.asset_id == 1))
        session.execute(update(EvidenceRep).values(conversations=EvidenceRep.conversations + 1))
        session.execute(update(Evidence).values(reps=9, last_used_at=None))


@pytest.mark.parametrize("seed", [1, 2])
def test_a_recount_makes_right_what_was_damaged(database: Database, recorder: Recorder, seed: int) -> None:
    record_at_random(database, recorder, seed)
    before = evidence_stored(database)
    assert check(database, NOON).wrong == 0
    damage(database)
    assert check(database, NOON).wrong > 0
    assert recount(database, NOON).wrong > 0
    assert sums_stored(database) == sums_of_events(database)
    assert evidence_stored(database) == before
    assert check(database, NOON).wrong == 0
    assert recount(database, NOON).wrong == 0


def test_searches_are_recounted_too(database: Database) -> None:
    asset, rep = published(database), viewer(database, Role.REP).person
    journal = SearchJournal(database)
    for number in range(5):
        journal.searched(SearchNote(str(number), NOON, rep.id, "web", "Budget", "budget", {}, number % 2))
    journal.opened(OpeningNote("1", rep.id, asset.id, 1, NOON))
    journal.close()
    with database.writing() as session:
        session.execute(update(SearchSum).values(searches=1, opened=0))
    assert check(database, NOON).wrong == 2  # of the day; the longer periods still say what their parts say
    recount(database, NOON)
    with database.reading() as session:
        rows = session.execute(select(SearchSum.searches, SearchSum.without_result, SearchSum.opened))
        assert [tuple(row) for row in rows] == [(5, 3, 1)] * 6


def test_a_migration_makes_the_sums_of_quarters(database: Database, recorder: Recorder) -> None:
    record_at_random(database, recorder, 3, days=200)
    journal = SearchJournal(database)
    for number in range(3):
        who = viewer(database, Role.REP, f"asker{number}@example.com").person
        journal.searched(SearchNote(str(number), NOON, who.id, "web", "Budget", "budget", {}, number))
    journal.close()
    before = sums_stored(database)
    migrations.downgrade(database, "0005")
    assert sums_stored(database) != before
    migrations.upgrade(database)
    assert sums_stored(database) == before
    assert check(database, NOON).wrong == 0


def test_older_sums_stay_as_they_are(database: Database, recorder: Recorder) -> None:
    asset, rep = published(database), viewer(database, Role.REP)
    record(recorder, database, rep, UsageInput(EventKind.USED, "a", asset.id))
    old = {"grain": "day", "actor_kind": "human", "cohort_id": 0, "period": (NOON - timedelta(900)).toordinal()}
    with database.writing() as session:
        table = BY_PERIOD[0]
        session.execute(
            table.insert(), {column.name: 0 for column in table.c} | old | {"asset_id": asset.id, "views": 7}
        )
    recount(database, NOON)
    with database.reading() as session:
        assert session.scalar(select(UsageSum.views).where(UsageSum.period == old["period"])) == 7


def test_a_recount_while_others_record_counts_everything_once(database: Database, recorder: Recorder) -> None:
    asset, rep = published(database), viewer(database, Role.REP)
    stop = threading.Event()

    def recording() -> None:
        number = 0
        while not stop.is_set():
            record(recorder, database, rep, UsageInput(EventKind.USED, f"k{number}", asset.id))
            number += 1

    thread = threading.Thread(target=recording)
    thread.start()
    for _ in range(5):
        recount(database, NOON)
    stop.set()
    thread.join()
    assert sums_stored(database) == sums_of_events(database)
    with database.reading() as session:
        assert session.scalar(select(func.max(Evidence.conversations)))


def test_an_empty_store_has_nothing_to_count(sqlite_database: Database) -> None:
    assert recount(sqlite_database, NOON).events == 0
    assert check(sqlite_database, NOON).wrong == 0
