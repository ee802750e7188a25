import threading
from pathlib import Path

import pytest
from sqlalchemy import text

from content_store import authoring, migrations, publishing
from content_store.access import SYSTEM
from content_store.database import Database, is_supported
from content_store.errors import Conflict, Unavailable
from content_store.queries.changes import changed_assets, numbers
from content_store.rules.vocabulary import ContentType
from content_store.tables import Change
from content_store.work import Work
from tests.content_store.making import NOON, after, draft, published


def test_migrations_go_up_down_and_up_and_make_what_the_tables_say(database: Database) -> None:
    assert migrations.drift(database) == []
    migrations.downgrade(database, "base")
    assert migrations.current(database) is None
    migrations.upgrade(database)
    assert migrations.current(database) == migrations.head()
    assert migrations.drift(database) == []
    with database.reading() as session:
        assert numbers(session).change == 0


def test_each_store_has_a_name_of_its_own(database: Database) -> None:
    with database.reading() as session:
        first = numbers(session).store_id
    migrations.downgrade(database, "base")
    migrations.upgrade(database)
    with database.reading() as session:
        assert numbers(session).store_id != first


def test_a_reader_sees_one_snapshot(database: Database) -> None:
    with database.reading() as session:
        before = numbers(session).change
        published(database)
        assert numbers(session).change == before
    with database.reading() as session:
        assert numbers(session).change == before + 2


def test_many_writers_at_once_leave_no_gap_and_lose_nothing(database: Database) -> None:
    asset = draft(database)
    outcomes: list[int | None] = []

    def write(number: int) -> None:
        try:
            with database.writing() as session:
                authoring.update(Work(session, SYSTEM, after(number)), asset.id, {"summary": f"By {number}."}, 1)
            outcomes.append(None)
        except Conflict as conflict:
            outcomes.append(conflict.current_revision)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes, key=str) == [2] * 7 + [None]
    with database.reading() as session:
        log = session.query(Change.number).order_by(Change.number).all()
        assert [row.number for row in log] == [1, 2]


def test_of_two_who_make_the_same_one_gets_a_conflict_or_another_name(database: Database) -> None:
    outcomes: list[str] = []
    begin = threading.Barrier(4)

    def create() -> None:
        begin.wait()
        try:
            with database.writing() as session:
                given = {"title": "The same"}
                outcomes.append(authoring.create(Work(session, SYSTEM, NOON), ContentType.PLAY, given).slug)
        except Conflict:
            outcomes.append("conflict")

    threads = [threading.Thread(target=create) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    made = [outcome for outcome in outcomes if outcome != "conflict"]
    assert len(outcomes) == 4
    assert made
    with database.reading() as session:
        assert numbers(session).change == len(set(made)) == len(made)


def test_different_assets_are_written_side_by_side(database: Database) -> None:
    assets = [draft(database, title=f"Asset {number}") for number in range(6)]

    def publish(asset_id: int) -> None:
        with database.writing() as session:
            publishing.publish(Work(session, SYSTEM, after(asset_id)), asset_id)

    threads = [threading.Thread(target=publish, args=(asset.id,)) for asset in assets]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading() as session:
        assert [row.number for row in session.query(Change.number).order_by(Change.number)] == list(range(1, 13))
        assert set(changed_assets(session, 6, 100).asset_ids) == {asset.id for asset in assets}


def test_a_database_that_stays_locked_says_so(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("content_store.database.BUSY_SECONDS", 0.05)
    impatient = Database(sqlite_database.url)
    with sqlite_database.writing() as holder:
        numbers(holder)
        with pytest.raises(Unavailable, match="busy"), impatient.writing() as other:
            numbers(other)
    with impatient.writing() as other:
        numbers(other)
    impatient.close()


def test_a_full_disk_says_so_and_leaves_all_as_it_was(sqlite_database: Database) -> None:
    asset = draft(sqlite_database)
    with sqlite_database.reading() as session:
        pages = session.scalar(text("PRAGMA page_count"))
    with sqlite_database.engine.connect() as connection:
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(Unavailable, match="full"), sqlite_database.writing() as session:
        authoring.update(Work(session, SYSTEM, NOON), asset.id, {"body": "x" * 1_000_000}, 1)
    with sqlite_database.reading() as session:
        assert numbers(session).change == 1


def test_a_file_that_is_no_database_says_so(tmp_path: Path) -> None:
    file = tmp_path / "kindling.sqlite"
    file.write_bytes(bytes(range(256)) * 100)
    database = Database(f"sqlite:///{file}")
    with pytest.raises(Unavailable, match="holds something else"):
        migrations.current(database)
    database.close()


def test_a_mistake_of_ours_is_not_blamed_on_the_database(database: Database) -> None:
    with pytest.raises(Exception, match="no_such_table") as error, database.reading() as session:
        session.execute(text("SELECT * FROM no_such_table"))
    assert not isinstance(error.value, Unavailable)


def test_a_server_that_is_not_there_says_so() -> None:
    nowhere = Database("postgresql://nobody@127.0.0.1:1/nowhere")
    with pytest.raises(Unavailable, match="no connection to the database"), nowhere.reading() as session:
        session.execute(text("SELECT 1"))
    nowhere.close()


@pytest.mark.parametrize(
    ("url", "supported"),
    [
        ("sqlite:///x.db", True),
        ("postgresql://u@h/d", True),
        ("postgres://u@h/d", True),
        ("mysql://u@h/d", False),
        ("nonsense", False),
        ("", False),
    ],
)
def test_which_databases_are_supported(url: str, supported: bool) -> None:
    assert is_supported(url) is supported


def test_the_file_of_a_database_is_made_with_its_folder(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/new/folder/kindling.sqlite")
    migrations.upgrade(database)
    assert database.file is not None
    assert database.file.exists()
    database.close()
