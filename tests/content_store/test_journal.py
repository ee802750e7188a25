import pytest
from sqlalchemy import select, text

from content_store.database import Database
from content_store.journal import OpeningNote, SearchJournal, SearchNote
from content_store.rules.vocabulary import Role
from content_store.tables import SearchLog, SearchOpening
from content_store.views import PersonView
from tests.content_store.making import NOON, after, person, published


def note(typed: str, who: PersonView, key: str = "k", results: int = 3) -> SearchNote:
    return SearchNote(key, NOON, who.id, "web", typed, typed.lower(), {"stages": ["decision"]}, results)


def test_one_typing_is_one_search_with_what_was_opened(database: Database) -> None:
    rep, asset = person(database, Role.REP), published(database)
    journal = SearchJournal(database)
    for typed in ("bud", "budg", "Budget"):
        journal.searched(note(typed, rep))
    journal.opened(OpeningNote("k", rep.id, asset.id, 1, after(1)))
    journal.flush()
    journal.searched(note("Budget freeze", rep, results=1))
    journal.close()
    with database.reading() as session:
        log = session.scalars(select(SearchLog)).one()
        assert (log.text, log.result_count, log.person_id) == ("Budget freeze", 1, rep.id)
        assert log.filters == {"stages": ["decision"]}
        assert session.scalars(select(SearchOpening.asset_id)).all() == [asset.id]


def test_nobody_writes_into_the_search_of_another(database: Database) -> None:
    rep, other = person(database, Role.REP), person(database, Role.REP, "other@example.com")
    journal = SearchJournal(database)
    journal.searched(note("mine", rep))
    journal.searched(note("not yours", other))
    journal.close()
    with database.reading() as session:
        assert sorted(session.scalars(select(SearchLog.text))) == ["mine", "not yours"]


def test_an_opening_of_nothing_or_without_a_search_is_let_go(database: Database) -> None:
    rep, asset = person(database, Role.REP), published(database)
    journal = SearchJournal(database)
    journal.searched(note("Budget\x00", rep))
    journal.opened(OpeningNote("k", rep.id, 404, 1, NOON))
    journal.opened(OpeningNote("another", rep.id, asset.id, 1, NOON))
    journal.close()
    with database.reading() as session:
        assert session.scalars(select(SearchOpening.asset_id)).all() == []
        assert session.scalars(select(SearchLog.text)).all() == ["Budget"]


def test_what_cannot_be_written_now_is_written_later(sqlite_database: Database) -> None:
    rep = person(sqlite_database, Role.REP)
    journal = SearchJournal(sqlite_database)
    with sqlite_database.reading() as session:
        pages = session.scalar(text("PRAGMA page_count"))
    with sqlite_database.engine.connect() as connection:
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    journal.searched(note("x" * 100_000, rep))
    journal.flush()
    with sqlite_database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
    journal.close()
    with sqlite_database.reading() as session:
        assert len(session.scalars(select(SearchLog)).all()) == 1


def test_while_nothing_can_be_written_only_the_newest_wait(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("content_store.journal.MOST_WAITING", 3)
    monkeypatch.setattr("content_store.journal.EVERY_SECONDS", 60)
    rep, assets = person(sqlite_database, Role.REP), [published(sqlite_database, title=f"Asset {n}") for n in range(5)]
    journal = SearchJournal(sqlite_database)
    for number, asset in enumerate(assets):
        journal.searched(note(f"search {number}", rep, key=f"k{number}"))
        journal.opened(OpeningNote(f"k{number}", rep.id, asset.id, 1, after(1)))
    journal.close()
    with sqlite_database.reading() as session:
        assert sorted(session.scalars(select(SearchLog.text))) == ["search 2", "search 3", "search 4"]
        assert sorted(session.scalars(select(SearchOpening.asset_id))) == [asset.id for asset in assets[2:]]
