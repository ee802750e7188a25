"""Events are written once, in groups, and the sums always say what the events say."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Table, delete

from content_store.access import window
from content_store.database import Database
from content_store.errors import Invalid
from content_store.queries.evidence import evidence_of
from content_store.queries.sums import TABLES
from content_store.queries.usage import recent_conversations
from content_store.recording import Recorder
from content_store.rules.counting import MOST_SAID
from content_store.rules.evidence import Evidence
from content_store.rules.vocabulary import ActorKind, Channel, EventKind, Role
from content_store.tables import Asset
from content_store.usage import Recording, UsageInput, prepare
from content_store.views import RecordedEvent
from tests.content_store.events import record, record_at_random, sums_of_events, sums_stored
from tests.content_store.making import NOON, published, viewer


@pytest.fixture
def recorder(database: Database) -> Iterator[Recorder]:
    made = Recorder(database)
    yield made
    made.close()


def event(outcome: object) -> RecordedEvent:
    assert isinstance(outcome, RecordedEvent), outcome
    return outcome


def evidence(database: Database, asset_id: int) -> Evidence:
    with database.reading() as session:
        return evidence_of(session, [asset_id]).get(asset_id, Evidence())


def test_a_conversation_and_its_verdict_become_evidence(database: Database, recorder: Recorder) -> None:
    asset, rep = published(database), viewer(database, Role.REP)
    used, landed = record(
        recorder,
        database,
        rep,
        UsageInput(EventKind.USED, "a", asset.id),
        UsageInput(EventKind.LANDED, "b", about="a"),
    )
    assert event(landed).about_id == event(used).id
    assert event(used).kind is EventKind.USED
    assert evidence(database, asset.id) == Evidence(1, 1, 1, 0, NOON)


def test_the_same_key_counts_once_and_answers_the_same(database: Database, recorder: Recorder) -> None:
    asset, rep = published(database), viewer(database, Role.REP)
    given = UsageInput(EventKind.USED, "a", asset.id)
    first, twin = record(recorder, database, rep, given, given)
    (again,) = record(recorder, database, rep, given)
    assert first == twin == again
    assert evidence(database, asset.id).conversations == 1


def test_the_same_key_with_another_body_is_refused(database: Database, recorder: Recorder) -> None:
    asset, rep = published(database), viewer(database, Role.REP)
    record(recorder, database, rep, UsageInput(EventKind.USED, "a", asset.id))
    (refused,) = record(recorder, database, rep, UsageInput(EventKind.COPY, "a", asset.id))
    assert isinstance(refused, Invalid)
    assert refused.problems[0].code == "KEY_REUSED"
    assert evidence(database, asset.id).conversations == 1


def test_keys_of_different_people_do_not_meet(database: Database, recorder: Recorder) -> None:
    asset = published(database)
    for number in range(2):
        rep = viewer(database, Role.REP, f"rep{number}@example.com")
        record(recorder, database, rep, UsageInput(EventKind.USED, "a", asset.id))
    assert evidence(database, asset.id) == Evidence(2, 2, 0, 0, NOON)


def test_a_verdict_can_change_and_be_taken_back_and_so_can_the_conversation(
    database: Database, recorder: Recorder
) -> None:
    asset, rep = published(database), viewer(database, Role.REP)
    record(recorder, database, rep, UsageInput(EventKind.USED, "a", asset.id))
    record(recorder, database, rep, UsageInput(EventKind.LANDED, "b", about="a"))
    (flat,) = record(recorder, database, rep, UsageInput(EventKind.FELL_FLAT, "c", about="a"))
    assert evidence(database, asset.id) == Evidence(1, 1, 0, 1, NOON)
    record(recorder, database, rep, UsageInput(EventKind.RETRACTED, "d", about=event(flat).id))
    assert evidence(database, asset.id) == Evidence(1, 1, 1, 0, NOON)
    record(recorder, database, rep, UsageInput(EventKind.RETRACTED, "e", about="a"))
    assert evidence(database, asset.id) == Evidence(0, 0, 0, 0, None)


def test_taking_back_the_last_use_leaves_the_one_before(database: Database, recorder: Recorder) -> None:
    asset, rep = published(database), viewer(database, Role.REP)
    before = NOON - timedelta(days=3)
    for key, at in (("a", before), ("b", NOON)):
        record(recorder, database, rep, UsageInput(EventKind.USED, key, asset.id, occurred_at=at))
    record(recorder, database, rep, UsageInput(EventKind.RETRACTED, "c", about="b"))
    assert evidence(database, asset.id) == Evidence(1, 1, 0, 0, before)


def test_nobody_judges_or_takes_back_what_another_did(database: Database, recorder: Recorder) -> None:
    asset = published(database)
    rep, other = viewer(database, Role.REP), viewer(database, Role.REP, "other@example.com")
    (used,) = record(recorder, database, rep, UsageInput(EventKind.USED, "a", asset.id))
    for kind in (EventKind.LANDED, EventKind.RETRACTED):
        (refused,) = record(recorder, database, other, UsageInput(kind, kind.value, about=event(used).id))
        assert isinstance(refused, Invalid)
        assert (refused.problems[0].path, refused.problems[0].code) == (("event_id",), "NOT_FOUND")
    (unknown,) = record(recorder, database, rep, UsageInput(EventKind.LANDED, "b", about="never"))
    assert isinstance(unknown, Invalid)
    assert unknown.problems[0].path == ("event_key",)
    assert evidence(database, asset.id).conversations == 1


def test_only_so_much_can_be_said_of_one_conversation(database: Database, recorder: Recorder) -> None:
    asset, rep = published(database), viewer(database, Role.REP)
    verdicts = (EventKind.LANDED, EventKind.FELL_FLAT)
    said = [UsageInput(verdicts[number % 2], f"v{number}", about="a") for number in range(MOST_SAID + 1)]
    *_, last, refused = record(recorder, database, rep, UsageInput(EventKind.USED, "a", asset.id), *said)
    assert event(last).kind is EventKind.FELL_FLAT
    assert isinstance(refused, Invalid)
    assert refused.problems[0].code == "TOO_MANY"
    assert evidence(database, asset.id).fell_flat == 1


def test_what_stands_can_be_taken_back_however_much_was_said(database: Database, recorder: Recorder) -> None:
    asset, rep = published(database), viewer(database, Role.REP)
    said = [UsageInput(EventKind.LANDED, f"v{number}", about="a") for number in range(MOST_SAID)]
    record(recorder, database, rep, UsageInput(EventKind.USED, "a", asset.id), *said)
    undone = [UsageInput(EventKind.RETRACTED, f"r{number}", about=f"v{number}") for number in range(MOST_SAID)]
    again = UsageInput(EventKind.RETRACTED, "again", about="v0")
    *taken, refused = record(recorder, database, rep, *undone, again)
    assert {event(each).kind for each in taken} == {EventKind.RETRACTED}
    assert isinstance(refused, Invalid)
    assert evidence(database, asset.id) == Evidence(1, 1, 0, 0, NOON)
    (gone,) = record(recorder, database, rep, UsageInput(EventKind.RETRACTED, "gone", about="a"))
    assert event(gone).kind is EventKind.RETRACTED
    assert evidence(database, asset.id).conversations == 0


def test_only_conversations_are_judged(database: Database, recorder: Recorder) -> None:
    asset, rep = published(database), viewer(database, Role.REP)
    record(recorder, database, rep, UsageInput(EventKind.COPY, "a", asset.id))
    (refused,) = record(recorder, database, rep, UsageInput(EventKind.LANDED, "b", about="a"))
    assert isinstance(refused, Invalid)


@pytest.mark.parametrize(
    ("given", "field", "code"),
    [
        ({"asset_id": 999}, "asset_id", "NOT_FOUND"),
        ({"asset_id": None, "asset_slug": "nowhere"}, "asset_slug", "NOT_FOUND"),
        ({"occurred_at": NOON + timedelta(minutes=6)}, "occurred_at", "IN_THE_FUTURE"),
        ({"occurred_at": NOON - timedelta(days=31)}, "occurred_at", "TOO_LATE"),
        ({"persona": "nobody"}, "persona", "UNKNOWN_TAG"),
        ({"key": "with space"}, "idempotency_key", "INVALID_KEY"),
        ({"key": ""}, "idempotency_key", "INVALID_KEY"),
        ({"deal": "x" * 201}, "deal", "TOO_LONG"),
        ({"account": "\u0958" * 200}, "account", "TOO_LONG"),  # two characters each, once composed
        ({"kind": EventKind.LANDED}, "event_id", "REQUIRED"),
    ],
)
def test_what_is_wrong_is_named_and_the_rest_of_the_batch_counts(
    sqlite_database: Database, given: dict[str, Any], field: str, code: str
) -> None:
    asset, rep = published(sqlite_database), viewer(sqlite_database, Role.REP)
    good = UsageInput(EventKind.USED, "good", asset.id)
    body: dict[str, Any] = {"kind": EventKind.USED, "key": "bad", "asset_id": asset.id} | given
    bad = UsageInput(**body)
    recorder = Recorder(sqlite_database)
    refused, kept = record(recorder, sqlite_database, rep, bad, good)
    recorder.close()
    assert isinstance(refused, Invalid)
    assert [(problem.path, problem.code) for problem in refused.problems] == [((field,), code)]
    assert event(kept).key.endswith(":good")


def test_a_draft_answers_as_what_does_not_exist(sqlite_database: Database) -> None:
    from tests.content_store.making import draft

    hidden, rep = draft(sqlite_database), viewer(sqlite_database, Role.REP)
    with sqlite_database.reading() as session:
        by = Recording(rep.person, window(rep, NOON), Channel.WEB, ActorKind.HUMAN)
        (refused,) = prepare(session, by, [UsageInput(EventKind.VIEW, "a", hidden.id)])
    assert isinstance(refused, Invalid)


def test_an_asset_that_is_gone_meanwhile_fails_alone(database: Database, recorder: Recorder) -> None:
    gone, kept, rep = published(database), published(database, title="Kept"), viewer(database, Role.REP)
    with database.reading() as session:
        by = Recording(rep.person, window(rep, NOON), Channel.WEB, ActorKind.HUMAN)
        prepared = prepare(
            session, by, [UsageInput(EventKind.VIEW, "a", gone.id), UsageInput(EventKind.VIEW, "b", kept.id)]
        )
    with database.writing() as session:
        session.execute(delete(Asset).where(Asset.id == gone.id))
    outcomes = recorder.record([each for each in prepared if not isinstance(each, Invalid)])
    assert isinstance(outcomes[1], RecordedEvent)
    assert not isinstance(outcomes[0], RecordedEvent)


def test_many_at_once_are_all_counted(database: Database, recorder: Recorder) -> None:
    asset, rep = published(database), viewer(database, Role.REP)

    def one(number: int) -> None:
        record(recorder, database, rep, UsageInput(EventKind.USED, f"k{number % 60}", asset.id))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(one, range(120)))
    assert evidence(database, asset.id).conversations == 60


def test_bots_and_services_are_counted_apart(database: Database, recorder: Recorder) -> None:
    asset, rep = published(database), viewer(database, Role.REP)
    for actor in ActorKind:
        record(recorder, database, rep, UsageInput(EventKind.USED, actor.value, asset.id), actor=actor)
    assert evidence(database, asset.id).conversations == 1


def test_my_recent_conversations_bear_their_verdict(database: Database, recorder: Recorder) -> None:
    asset, rep = published(database), viewer(database, Role.REP)
    for key in "abc":
        record(recorder, database, rep, UsageInput(EventKind.USED, key, asset.id, deal=f"deal {key}"))
    record(recorder, database, rep, UsageInput(EventKind.FELL_FLAT, "d", about="b"))
    record(recorder, database, rep, UsageInput(EventKind.RETRACTED, "e", about="c"))
    with database.reading() as session:
        found = recent_conversations(session, rep.person.id, 10)
        older = recent_conversations(session, rep.person.id, 10, before_id=found[0].event.id)
    assert [(each.deal, each.verdict) for each in found] == [("deal b", EventKind.FELL_FLAT), ("deal a", None)]
    assert [each.deal for each in older] == ["deal a"]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_whatever_happens_the_sums_are_those_of_the_events(database: Database, recorder: Recorder, seed: int) -> None:
    record_at_random(database, recorder, seed)
    assert sums_stored(database) == sums_of_events(database)
    tables: set[Table] = set(TABLES.values())
    assert len(tables) == 6
