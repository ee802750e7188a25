"""Whatever fails, what was acknowledged is there, nothing counts twice, and an answer is never a false yes."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.event import listen

from content_store import recording, taxonomy, verifying
from content_store.access import SYSTEM
from content_store.database import Database
from content_store.errors import KindlingError, Unavailable
from content_store.evidence import refresh_levels
from content_store.queries.evidence import evidence_of
from content_store.recording import Recorder
from content_store.recounting import check, recount
from content_store.rules.vocabulary import EventKind, Facet, Role
from content_store.tables import Evidence, UsageEvent
from content_store.usage import Occurrence, UsageInput
from content_store.views import RecordedEvent
from content_store.work import Work
from tests.content_store.events import record, sums_of_events, sums_stored
from tests.content_store.making import published, tag, viewer
from tests.content_store.recording_loop import inputs, occurrences
from tests.databases import away
from tests.serving import unmeasured

# A fault shows seldom: name more rounds to look for it.
ROUNDS = int(os.environ.get("KINDLING_TEST_KILLS", "2"))


def prepared(database: Database) -> list[int]:
    """A store with somebody and a few assets in it; the ids of these."""
    viewer(database, Role.REP)
    return [published(database, title=f"Asset {number}").id for number in range(3)]


def keys_stored(database: Database) -> set[str]:
    with database.reading() as session:
        return {key.partition(":")[2] for key in session.scalars(select(UsageEvent.key))}


def conversations(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.sum(Evidence.conversations)).where(Evidence.tag_id == 0)) or 0


def is_right(database: Database) -> bool:
    return check(database, datetime.now(UTC)).wrong == 0


def killed_after(database: Database, name: str, seconds: float) -> set[str]:
    """The keys that a process acknowledged before it was killed."""
    url = database.url.render_as_string(hide_password=False)
    with subprocess.Popen(
        [sys.executable, "-m", "tests.content_store.recording_loop", url, name],
        env=unmeasured(),
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        first = process.stdout.readline()  # it has begun
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
        # The last line may be cut off; then it was not acknowledged.
        lines = [first, *process.stdout.read().splitlines(keepends=True)]
    return {line.strip() for line in lines if line.endswith("\n")}


def test_a_killed_recorder_keeps_all_it_acknowledged_and_counts_it_once(database: Database) -> None:
    rng = random.Random(3)
    assets = prepared(database)
    for number in range(ROUNDS):
        acknowledged = killed_after(database, f"round{number}", rng.uniform(0.05, 0.6))
        stored = keys_stored(database)
        assert acknowledged <= stored
        assert {f"{key}." for key in acknowledged} <= stored
        assert is_right(database)
        # Whoever heard nothing sends it again, and so do those who did.
        recorder = Recorder(database)
        again = [each for key in sorted(acknowledged)[-50:] for each in inputs(assets[int(key.split("-")[2]) % 3], key)]
        outcomes = recorder.record(occurrences(database, *again))
        recorder.close()
        assert all(isinstance(outcome, RecordedEvent) for outcome in outcomes)
        assert keys_stored(database) == stored
        assert conversations(database) == len(stored) / 2
        assert is_right(database)


@contextmanager
def locked(database: Database) -> Iterator[None]:
    """Another process in the middle of writing."""
    assert database.file is not None
    other = sqlite3.connect(database.file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


def one(asset_id: int, key: str) -> UsageInput:
    return UsageInput(EventKind.USED, key, asset_id)


def test_a_lock_that_ends_is_waited_for(sqlite_database: Database) -> None:
    assets = prepared(sqlite_database)
    given = occurrences(sqlite_database, one(assets[0], "a"))
    recorder = Recorder(sqlite_database)
    with locked(sqlite_database):
        waiting = recorder.submit(given)
        time.sleep(0.5)
        assert not waiting.done()
    assert isinstance(waiting.result()[0], RecordedEvent)
    recorder.close()
    assert conversations(sqlite_database) == 1


def test_a_lock_that_stays_is_told_within_the_deadline(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recording, "DEADLINE", 0.5)
    assets = prepared(sqlite_database)
    given = occurrences(sqlite_database, one(assets[0], "a"))
    recorder = Recorder(sqlite_database)
    with locked(sqlite_database):
        # The second waits behind the first. Both are told while the lock still stands.
        waiting = [recorder.submit(given), recorder.submit(occurrences(sqlite_database, one(assets[0], "b")))]
        told = [each.exception() for each in waiting]
    assert [type(each) for each in told] == [Unavailable, Unavailable]
    assert conversations(sqlite_database) == 0
    # The same again, once the lock is gone.
    assert isinstance(recorder.record(given)[0], RecordedEvent)
    recorder.close()
    assert conversations(sqlite_database) == 1


def test_a_full_disk_is_told_and_forgotten_when_there_is_room(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recording, "DEADLINE", 0.3)
    assets = prepared(sqlite_database)
    with sqlite_database.reading() as session:
        pages = session.scalar(text("PRAGMA page_count"))
    full = Database(sqlite_database.url)
    listen(full.engine, "begin", lambda connection: connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}"))
    recorder = Recorder(full)
    many = [occurrences(sqlite_database, *(one(assets[0], f"{n}-{part}") for part in range(20))) for n in range(100)]
    with pytest.raises(Unavailable, match="disk is full"):
        _record_all(recorder, many)
    recorder.close()
    full.close()
    assert is_right(sqlite_database)
    recorder = Recorder(sqlite_database)
    assert isinstance(recorder.record(occurrences(sqlite_database, one(assets[0], "room")))[0], RecordedEvent)
    recorder.close()
    assert is_right(sqlite_database)


def _record_all(recorder: Recorder, many: Iterable[Sequence[Occurrence]]) -> None:
    for each in many:
        recorder.record(each)


def test_a_server_that_comes_back_is_waited_for(postgresql_database: Database) -> None:
    database = postgresql_database
    assets = prepared(database)
    given = [occurrences(database, one(assets[0], f"k{number}")) for number in range(300)]
    recorder = Recorder(database)
    with ThreadPoolExecutor(8) as pool:
        outcomes = [pool.submit(recorder.record, each) for each in given]
        for _ in range(3):
            time.sleep(0.05)
            with away(database):
                time.sleep(0.3)
        assert all(isinstance(outcome.result()[0], RecordedEvent) for outcome in outcomes)
    recorder.close()
    assert conversations(database) == 300
    assert is_right(database)


def test_a_server_that_stays_away_is_told(postgresql_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recording, "DEADLINE", 0.5)
    assets = prepared(postgresql_database)
    given = occurrences(postgresql_database, one(assets[0], "a"))
    recorder = Recorder(postgresql_database)
    with away(postgresql_database), pytest.raises(Unavailable):
        recorder.record(given)
    assert isinstance(recorder.record(given)[0], RecordedEvent)
    recorder.close()
    assert conversations(postgresql_database) == 1


def test_the_same_keys_at_two_servers_count_once(database: Database) -> None:
    assets = prepared(database)
    other = Database(database.url)
    recorders = Recorder(database), Recorder(other)
    keys = [f"k{number}" for number in range(60)]

    def send(place: int) -> list[object]:
        rng = random.Random(place)
        found: list[object] = []
        for key in rng.sample(keys, len(keys)):
            found += recorders[place % 2].record(occurrences(database, *inputs(assets[0], key)))
        return found

    with ThreadPoolExecutor(4) as pool:
        for outcomes in pool.map(send, range(4)):
            assert all(isinstance(outcome, RecordedEvent) for outcome in outcomes)
    for recorder in recorders:
        recorder.close()
    other.close()
    assert conversations(database) == len(keys)
    assert is_right(database)


def test_recorders_and_all_other_writers_never_wait_in_a_ring(postgresql_database: Database) -> None:
    database = postgresql_database
    assets = prepared(database)
    tags = [tag(database, Facet.PAIN, f"Pain {number}").id for number in range(13)]
    recorders = Recorder(database), Recorder(database)
    failed = at_once(
        lambda number: _records(database, recorders[0], assets, f"a{number}"),
        lambda number: _records(database, recorders[1], assets, f"b{number}"),
        lambda number: _in_work(database, lambda work: verifying.verify(work, assets[number % 3])),
        lambda number: _in_work(database, lambda work: taxonomy.merge(work, tags[number], tags[number + 1])),
        lambda _: _in_work(database, refresh_levels),
        lambda _: recount(database, datetime.now(UTC)),
        rounds=len(tags) - 1,
    )
    for recorder in recorders:
        recorder.close()
    assert failed == []
    assert is_right(database)


def at_once(*jobs: Callable[[int], object], rounds: int) -> list[str]:
    """Do all jobs at the same time, ``rounds`` times each; what failed."""
    failed: list[str] = []

    def repeat(job: Callable[[int], object]) -> None:
        for number in range(rounds):
            try:
                job(number)
            except KindlingError as error:
                failed.append(str(error))

    with ThreadPoolExecutor(len(jobs)) as pool:
        list(pool.map(repeat, jobs))
    return failed


def _records(database: Database, recorder: Recorder, assets: list[int], key: str) -> None:
    given = [one(asset_id, f"{key}-{asset_id}") for asset_id in random.sample(assets, len(assets))]
    recorder.record(occurrences(database, *given))


def _in_work(database: Database, job: Callable[[Work], object]) -> None:
    with database.writing() as session:
        job(Work(session, SYSTEM, datetime.now(UTC)))


def test_two_nodes_that_judge_the_same_conversation_count_one_verdict(postgresql_database: Database) -> None:
    database = postgresql_database
    asset, rep = published(database), viewer(database, Role.REP)
    nodes = [Recorder(database), Recorder(database)]
    try:
        for number in range(12):
            record(nodes[0], database, rep, UsageInput(EventKind.USED, f"u{number}", asset.id))
            verdicts = [
                UsageInput(kind, f"{kind.value}{number}", about=f"u{number}")
                for kind in (EventKind.LANDED, EventKind.FELL_FLAT)
            ]
            with ThreadPoolExecutor(2) as pool:
                list(pool.map(lambda pair: record(pair[0], database, rep, pair[1]), zip(nodes, verdicts, strict=True)))
    finally:
        for node in nodes:
            node.close()
    with database.reading() as session:
        judged = evidence_of(session, [asset.id])[asset.id].judged
    assert judged == 12
    assert sums_stored(database) == sums_of_events(database)
