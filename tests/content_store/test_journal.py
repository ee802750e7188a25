import random
import time
from collections import Counter, defaultdict
from dataclasses import replace

import pytest
from sqlalchemy import select, text

from content_store import taxonomy
from content_store.access import SYSTEM
from content_store.database import Database
from content_store.journal import REST_SECONDS, SearchJournal
from content_store.queries.taxonomy import tag_book
from content_store.recording import Recorder
from content_store.rules.counting import DemandKey
from content_store.rules.demand import SearchKey, searched
from content_store.rules.vocabulary import ActorKind, EventKind, Facet, Role
from content_store.searches import TABLES, OpeningNote, SearchNote, searched_of
from content_store.tables import SearchLog, SearchOpening, UsageEvent
from content_store.views import AssetView, PersonView
from content_store.work import Work
from tests.content_store.making import NOON, after, draft, person, published, tag, viewer


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


def test_what_is_still_being_typed_waits(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [0.0]
    monkeypatch.setattr("content_store.journal.monotonic", lambda: clock[0])
    monkeypatch.setattr("content_store.journal.EVERY_SECONDS", 0.001)
    rep = person(sqlite_database, Role.REP)
    journal = SearchJournal(sqlite_database)
    for letters in range(1, 7):
        journal.searched(note("budget"[:letters], rep))
        clock[0] += REST_SECONDS * 0.9
        time.sleep(0.01)  # the journal has looked several times
        with sqlite_database.reading() as session:
            assert session.scalars(select(SearchLog.text)).all() == []
    clock[0] += REST_SECONDS
    deadline = time.monotonic() + 20
    found: list[str] = []
    while not found and time.monotonic() < deadline:
        with sqlite_database.reading() as session:
            found = list(session.scalars(select(SearchLog.text)))
        time.sleep(0.05)
    journal.close()
    assert found == ["budget"]


def test_what_a_search_showed_becomes_impressions_each_once(database: Database) -> None:
    rep, bot = viewer(database, Role.REP).person, viewer(database, Role.MARKETING).person
    cfo = tag(database, Facet.PERSONA, "CFO")
    shown = [published(database, title=f"Asset {number}") for number in range(3)]
    secret = draft(database, title="Secret")
    ids = tuple(asset.id for asset in shown)
    recorder = Recorder(database)
    journal = SearchJournal(database, recorder.note)
    first = replace(note("bud", rep), shown=ids[:2], filters={"personas": ["cfo"]})
    journal.searched(first)
    journal.flush()
    journal.searched(replace(first, text="budget", at=after(5), shown=(*ids, secret.id)))
    journal.searched(replace(note("ahead", bot), shown=ids, filters={}, actor_kind=ActorKind.SUSPECTED_BOT))
    journal.close()
    recorder.close()
    with database.reading() as session:
        events = session.scalars(select(UsageEvent).where(UsageEvent.kind == EventKind.IMPRESSION)).all()
    people = [each for each in events if each.actor_kind is ActorKind.HUMAN]
    assert sorted(each.asset_id for each in people) == sorted(ids)
    assert {(each.person_id, each.persona_id) for each in people} == {(rep.id, cfo.id)}
    assert [each.actor_kind for each in events if each.person_id == bot.id] == [ActorKind.SUSPECTED_BOT] * 3


@pytest.mark.parametrize("seed", range(4))
def test_the_sums_are_those_of_the_log(database: Database, seed: int) -> None:
    people = [person(database, Role.REP, f"rep{number}@example.com") for number in range(2)]
    people.append(person(database, Role.SERVICE))
    personas = [tag(database, Facet.PERSONA, name) for name in ("CFO", "CIO")]
    tag(database, Facet.STAGE, "Decision")
    assets = [published(database, title=f"Asset {number}") for number in range(2)]
    journal = SearchJournal(database)
    chance = random.Random(seed)
    for step in range(60):
        somebody_looks(journal, chance, step, people, assets)
        if step == 30:
            with database.writing() as session:
                taxonomy.merge(Work(session, SYSTEM, NOON), personas[1].id, personas[0].id)
    journal.close()
    for kind in TABLES:
        assert written_sums(database, kind) == expected_sums(database, kind)
    assert expected_sums(database, SearchKey)


def somebody_looks(
    journal: SearchJournal, chance: random.Random, step: int, people: list[PersonView], assets: list[AssetView]
) -> None:
    who, key = chance.choice(people), chance.choice("abcd")
    match chance.randrange(6):
        case 0:
            journal.opened(OpeningNote(key, who.id, chance.choice(assets).id, 1, after(step)))
        case 1:
            journal.flush()
        case _:
            slugs = chance.sample(["cfo", "cio"], chance.randrange(3))
            made = note(chance.choice(["Budget", "budget", "freeze", ""]), who, key, chance.randrange(2))
            filters = {"personas": slugs, "context": {"stage": "decision"}}
            journal.searched(replace(made, at=after(step * 20_000), filters=filters))


Sums = dict[SearchKey | DemandKey, Counter[str]]


def expected_sums(database: Database, kind: type[SearchKey] | type[DemandKey]) -> Sums:
    """What the log says, counted one by one."""
    counts: defaultdict[SearchKey | DemandKey, Counter[str]] = defaultdict(Counter)
    with database.reading() as session:
        for each in searched_of(session, tag_book(session), session.scalars(select(SearchLog)).all()):
            for key, column in searched(each):
                counts[key][column] += 1
    return {key: columns for key, columns in counts.items() if type(key) is kind}


def written_sums(database: Database, kind: type[SearchKey] | type[DemandKey]) -> Sums:
    columns = ("searches", "without_result", "opened")
    with database.reading() as session:
        rows = session.execute(select(TABLES[kind])).mappings().all()
    found = {
        kind(*(row[name] for name in kind._fields)): Counter({name: row[name] for name in columns if row.get(name)})
        for row in rows
    }
    return {key: counts for key, counts in found.items() if counts}
