"""What comes round by itself beside the requests."""

import time
from datetime import timedelta

from sqlalchemy import func, select, update

from api.background import background
from api.runtime import now
from content_store.database import Database
from content_store.recording import Recorder
from content_store.retention import SHORTEST_DAYS
from content_store.rules.vocabulary import EventKind, Role
from content_store.tables import UsageEvent
from content_store.usage import UsageInput
from tests.content_store.events import record
from tests.content_store.making import published, viewer
from tests.databases import read_only


def events(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(UsageEvent)) or 0


def gone(database: Database) -> bool:
    deadline = time.monotonic() + 20
    while events(database) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not events(database)


def old_event(database: Database) -> None:
    recorder = Recorder(database)
    record(recorder, database, viewer(database, Role.REP), UsageInput(EventKind.VIEW, "a", published(database).id))
    recorder.close()
    with database.writing() as session:
        session.execute(update(UsageEvent).values(occurred_at=now() - timedelta(days=SHORTEST_DAYS + 1)))


def test_what_is_too_old_goes_at_once_and_again_later(database: Database) -> None:
    old_event(database)
    with background(database, SHORTEST_DAYS, every=0.05):
        assert gone(database)


def test_a_failure_is_no_end(sqlite_database: Database) -> None:
    old_event(sqlite_database)
    with read_only(sqlite_database), background(sqlite_database, SHORTEST_DAYS, every=0.05):
        time.sleep(0.2)
        assert events(sqlite_database) == 1
    with background(sqlite_database, SHORTEST_DAYS, every=0.05):
        assert gone(sqlite_database)
