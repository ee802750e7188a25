"""What is let go of after a while changes no sum and no evidence, and never half a conversation."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from content_store import bulk
from content_store.access import SYSTEM
from content_store.bulk_acts import Order
from content_store.database import Database
from content_store.journal import SearchJournal
from content_store.queries.bulk import bulk_view, recent_bulks
from content_store.queries.evidence import evidence_of
from content_store.recording import Recorder
from content_store.recounting import check, recount
from content_store.retention import SHORTEST_DAYS, end_sign_ins, forget_plans, prune, would_prune
from content_store.rules.bulk import BulkKind
from content_store.rules.vocabulary import EventKind, Role
from content_store.searches import SearchNote
from content_store.tables import SearchLog, SignInSession, UsageEvent
from content_store.usage import UsageInput
from content_store.work import Work
from tests.content_store.events import record, record_at_random, sums_stored
from tests.content_store.making import NOON, draft, published, viewer


@pytest.fixture
def recorder(database: Database) -> Iterator[Recorder]:
    made = Recorder(database)
    yield made
    made.close()


@pytest.mark.parametrize("days_later", [SHORTEST_DAYS - 20, SHORTEST_DAYS - 5, SHORTEST_DAYS + 10])
def test_sums_and_evidence_outlive_the_events(database: Database, recorder: Recorder, days_later: int) -> None:
    record_at_random(database, recorder, seed=days_later)
    later = NOON + timedelta(days=days_later)
    sums = sums_stored(database)
    with database.reading() as session:
        known = evidence_of(session, [1, 2, 3])
        expected = would_prune(session, later, SHORTEST_DAYS)
    gone = prune(database, later, SHORTEST_DAYS)
    assert gone == expected
    assert gone.events > 0
    assert check(database, later).wrong == 0
    recount(database, later)
    with database.reading() as session:
        assert evidence_of(session, [1, 2, 3]) == known
        left = list(session.scalars(select(UsageEvent)))
    assert sums_stored(database) == sums
    ids = {event.id for event in left}
    assert all(event.about_id in ids for event in left if event.about_id is not None)
    assert all(event.occurred_at.date() >= gone.kept_from for event in left)
    assert prune(database, later, SHORTEST_DAYS).events == 0


def test_taking_back_a_use_leaves_an_older_one_that_only_the_sums_know(database: Database, recorder: Recorder) -> None:
    asset, rep = published(database), viewer(database, Role.REP)
    before = NOON - timedelta(days=20)
    for key, at in (("a", before), ("b", NOON)):
        record(recorder, database, rep, UsageInput(EventKind.USED, key, asset.id, occurred_at=at))
    prune(database, NOON + timedelta(days=SHORTEST_DAYS - 10), SHORTEST_DAYS)
    record(recorder, database, rep, UsageInput(EventKind.RETRACTED, "c", about="b"))
    with database.reading() as session:
        found = evidence_of(session, [asset.id])[asset.id]
    assert (found.conversations, found.last_used_at) == (1, before.replace(hour=0))


def test_searches_go_too(database: Database) -> None:
    rep = viewer(database, Role.REP).person
    journal = SearchJournal(database)
    for days in (0, SHORTEST_DAYS + 1):
        note = SearchNote(str(days), NOON - timedelta(days=days), rep.id, "web", "Budget", "budget", {}, 1)
        journal.searched(note)
    journal.close()
    assert prune(database, NOON, SHORTEST_DAYS).searches == 1
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(SearchLog)) == 1
    assert check(database, NOON).wrong == 0


def test_sign_ins_end(database: Database) -> None:
    rep = viewer(database, Role.REP).person
    with database.writing() as session:
        for number in (-1, 1):
            session.add(
                SignInSession(
                    secret_hash=str(number),
                    person_id=rep.id,
                    created_at=NOON - timedelta(days=9),
                    expires_at=NOON + timedelta(days=number),
                )
            )
    assert end_sign_ins(database, NOON) == 1


def test_what_was_previewed_and_never_run_goes_after_a_day(sqlite_database: Database) -> None:
    assets = [draft(sqlite_database, title=f"Written {number}").id for number in range(2)]
    with sqlite_database.writing() as session:
        work = Work(session, SYSTEM, NOON)
        idle, begun = (bulk.plan(work, Order(BulkKind.ARCHIVE), assets) for _ in range(2))
        bulk.run(work, begun)
    assert forget_plans(sqlite_database, NOON + timedelta(hours=23)) == 0
    assert forget_plans(sqlite_database, NOON + timedelta(hours=24)) == 1
    with sqlite_database.reading() as session:
        assert bulk_view(session, idle) is None
        assert [each.id for each in recent_bulks(session, 10)] == [begun]
        assert recent_bulks(session, 10, begun) == []
