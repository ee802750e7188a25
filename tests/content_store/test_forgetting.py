"""What a forgotten person did still counts, and nothing says who it was."""

import json
from collections.abc import Iterator

import orjson
import pytest
from sqlalchemy import select, text

from content_store import feedback, people, requests
from content_store.access import SYSTEM
from content_store.database import Database
from content_store.errors import Invalid, NotFound, Unauthenticated
from content_store.feedback import FeedbackInput
from content_store.forgetting import export_person, forget
from content_store.journal import SearchJournal
from content_store.queries.people import people_book
from content_store.recording import Recorder
from content_store.recounting import check
from content_store.requests import RequestInput
from content_store.rules.vocabulary import EventKind, FeedbackKind, QuotaBand, Role
from content_store.searches import OpeningNote, SearchNote
from content_store.tables import Asset, Base, Person, UsageEvent
from content_store.usage import UsageInput
from content_store.views import AssetView, Viewer
from content_store.work import Work
from tests.content_store.events import record, sums_stored
from tests.content_store.making import NOON, PASSWORD, published, viewer

RUTH = "ruth.calloway@example.com"


@pytest.fixture
def recorder(database: Database) -> Iterator[Recorder]:
    made = Recorder(database)
    yield made
    made.close()


def ruth(database: Database) -> Viewer:
    given = people.PersonInput(
        RUTH, "Ruth Calloway", Role.REP, PASSWORD, "Mid-market", "uk-ireland", QuotaBand.ABOVE, council=True
    )
    with database.writing() as session:
        work = Work(session, SYSTEM, NOON)
        added = people.add(work, given)
        people.create_token(work, RUTH, "intranet")
    return Viewer(added)


def busy(database: Database, recorder: Recorder, who: Viewer) -> AssetView:
    """Do a bit of everything."""
    asset = published(database)
    for key, kind, about in (("a", EventKind.USED, None), ("b", EventKind.LANDED, "a")):
        given = UsageInput(kind, key, asset.id, about=about, deal="D-17", account="Harbour Mills")
        record(recorder, database, who, given)
    with database.writing() as session:
        work = Work(session, who, NOON)
        feedback.give(work, FeedbackInput(asset.id, FeedbackKind.COMMENT, text="Good with a CFO."))
        requests.ask(work, RequestInput("ROI calculator"))
        session.get_one(Asset, asset.id).owner_id = who.person.id
    journal = SearchJournal(database)
    journal.searched(SearchNote("s", NOON, who.person.id, "web", "roi calculator", "roi calculator", {}, 1))
    journal.opened(OpeningNote("s", who.person.id, asset.id, 1, NOON))
    journal.close()
    people.sign_in(database, RUTH, PASSWORD, NOON)
    return asset


def everything(database: Database) -> str:
    """All that is in the database, as text."""
    with database.reading() as session:
        rows = [tuple(row) for table in Base.metadata.sorted_tables for row in session.execute(select(table))]
    return repr(rows)


def test_a_forgotten_person_counts_and_has_no_name(database: Database, recorder: Recorder) -> None:
    who = ruth(database)
    asset = busy(database, recorder, who)
    sums = sums_stored(database)
    with database.writing() as session:
        left = forget(Work(session, SYSTEM, NOON), RUTH.upper())
    assert (left.owned, left.stewarded) == ((asset.slug,), ())
    assert sums_stored(database) == sums
    assert check(database, NOON).wrong == 0
    with database.reading() as session:
        person = people_book(session).by_id[who.person.id]
        searches = session.execute(text("SELECT key, person_id, cohort_id FROM search_log")).all()
        opened = session.scalar(text("SELECT count(*) FROM search_opening"))
    assert (person.name, person.email) == ("Former colleague", left.address)
    assert (person.team, person.region, person.quota_band) == ("Mid-market", "uk-ireland", QuotaBand.ABOVE)
    assert [(row.person_id, row.cohort_id is None, row.key[:10]) for row in searches] == [(None, False, "forgotten:")]
    assert opened == 1
    remains = everything(database).lower()
    for trace in ("ruth", "calloway", "argon2", "d-17", "harbour", "intranet"):
        assert trace not in remains, trace
    with pytest.raises(Unauthenticated):
        people.sign_in(database, left.address, PASSWORD, NOON)


def test_a_successor_takes_over(sqlite_database: Database) -> None:
    asset, heir = published(sqlite_database), viewer(sqlite_database, Role.MARKETING).person
    who = ruth(sqlite_database)
    with sqlite_database.writing() as session:
        session.get_one(Asset, asset.id).owner_id = who.person.id
    for nobody in (RUTH, "nobody@example.com"):
        with sqlite_database.writing() as session, pytest.raises(Invalid):
            forget(Work(session, SYSTEM, NOON), RUTH, successor=nobody)
    with sqlite_database.writing() as session:
        forget(Work(session, SYSTEM, NOON), RUTH, successor=heir.email)
    with sqlite_database.reading() as session:
        assert session.get_one(Asset, asset.id).owner_id == heir.id


def test_all_that_is_kept_of_somebody_is_given_out(database: Database, recorder: Recorder) -> None:
    who = ruth(database)
    asset = busy(database, recorder, who)
    with database.writing() as session:
        found = json.loads(orjson.dumps(export_person(Work(session, SYSTEM, NOON), RUTH)))
    assert found["profile"]["email"] == RUTH
    assert [(event["kind"], event["asset"], event["deal"]) for event in found["usage_events"][:1]] == [
        ("used", asset.slug, "D-17")
    ]
    assert [(search["text"], search["opened"][0]["asset"]) for search in found["searches"]] == [
        ("roi calculator", asset.slug)
    ]
    assert [len(found[part]) for part in ("feedback", "requests", "votes", "tokens", "sign_ins")] == [1] * 5
    assert found["owned_assets"] == [asset.slug]
    assert not any(secret in json.dumps(found) for secret in ("argon2", "secret_hash"))


def test_nobody_is_neither_forgotten_nor_given_out(sqlite_database: Database) -> None:
    for asked in (forget, export_person):
        with sqlite_database.writing() as session, pytest.raises(NotFound):
            asked(Work(session, SYSTEM, NOON), "nobody@example.com")
    with sqlite_database.reading() as session:
        assert session.scalar(select(Person.id)) is None


def test_the_credit_for_a_suggestion_names_nobody_any_more(sqlite_database: Database) -> None:
    who, asset = ruth(sqlite_database), published(sqlite_database)
    given = FeedbackInput(asset.id, FeedbackKind.SUGGESTION, text="Shorter.", proposal={"summary": "Say it shorter."})
    with sqlite_database.writing() as session:
        made = feedback.give(Work(session, who, NOON), given)
        feedback.accept_suggestion(Work(session, SYSTEM, NOON), made.id, asset.latest_revision)
        forget(Work(session, SYSTEM, NOON), RUTH)
        for table in ("revision", "change"):
            notes = session.scalars(text(f"SELECT note FROM {table} WHERE note <> ''")).all()
            assert "Suggested by a former colleague: Shorter." in notes
            assert not any("Calloway" in note for note in notes)


def test_no_key_that_a_client_chose_is_left(database: Database, recorder: Recorder) -> None:
    who = ruth(database)
    busy(database, recorder, who)
    with database.writing() as session:
        forget(Work(session, SYSTEM, NOON), RUTH)
        keys = session.scalars(select(UsageEvent.key)).all()
    assert keys
    assert all(key.startswith(f"{who.person.id}:forgotten-") for key in keys)
