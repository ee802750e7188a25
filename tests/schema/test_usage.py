"""Recording usage over GraphQL."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from api.runtime import now
from content_store.database import Database
from content_store.rules.vocabulary import Audience, Facet, Role, Scope
from schema.ids import Kind, global_id
from tests.content_store.making import draft, published, tag
from tests.schema.asking import YESTERDAY, Api, served

RECORD = """
mutation($input: RecordUsageInput!) { recordUsage(input: $input) {
  ... on RecordUsagePayload { event {
    id assetId kind tier revision actorKind channel purpose occurredAt recordedAt idempotencyKey eventId } }
  ... on MutationErrors { errors { path code message } } } }
"""
BATCH = """
mutation($input: RecordUsageBatchInput!) { recordUsageBatch(input: $input) {
  ... on RecordUsageBatchPayload { recorded refused results { index event { id kind } errors { path code } } }
  ... on MutationErrors { errors { path code } } } }
"""
EVIDENCE = """
query($slug: String!) { asset(slug: $slug) {
  evidence { conversations reps landed fellFlat landedRate lastUsedAt } } }
"""
RECENT = "{ recentUsage { event { id } verdict deal asset { slug } } }"


def record(api: Api, role: Role = Role.REP, *scopes: Scope, **given: Any) -> Any:
    return api.data(RECORD, role, *scopes, input=given)["recordUsage"]


def test_a_conversation_from_tap_to_evidence(api: Api) -> None:
    asset = published(api.database, at=YESTERDAY)
    cfo = tag(api.database, Facet.PERSONA, "CFO")
    used = record(api, kind="USED", assetSlug=asset.slug, idempotencyKey="a", persona=cfo.slug, deal="D-1")["event"]
    assert (used["kind"], used["tier"], used["purpose"], used["channel"]) == ("USED", "USE", "LIVE_CALL", "API")
    assert used["assetId"] == global_id(Kind.ASSET, asset.id)
    landed = record(api, kind="LANDED", eventId=used["id"], idempotencyKey="b")["event"]
    assert (landed["eventId"], landed["tier"]) == (used["id"], None)
    found = api.data(EVIDENCE, slug=asset.slug)["asset"]["evidence"]
    assert (found["conversations"], found["reps"], found["landed"], found["fellFlat"]) == (1, 1, 1, 0)
    assert found["landedRate"] == pytest.approx(0.2065, abs=0.001)
    (recent,) = api.data(RECENT)["recentUsage"]
    assert (recent["verdict"], recent["deal"], recent["asset"]["slug"]) == ("LANDED", "D-1", asset.slug)
    record(api, kind="RETRACTED", eventKey="a", idempotencyKey="c")
    assert api.data(EVIDENCE, slug=asset.slug)["asset"]["evidence"]["conversations"] == 0
    assert api.data(RECENT)["recentUsage"] == []


def test_the_same_key_answers_the_same(api: Api) -> None:
    asset = published(api.database, at=YESTERDAY)
    given: dict[str, Any] = {"kind": "COPY", "assetSlug": asset.slug, "idempotencyKey": "a"}
    first = record(api, **given)
    assert record(api, **given) == first
    other = record(api, **{**given, "kind": "USED"})
    assert [(each["path"], each["code"]) for each in other["errors"]] == [(["idempotencyKey"], "KEY_REUSED")]


def test_one_bad_event_of_a_batch_is_named_and_the_good_ones_count(api: Api) -> None:
    asset = published(api.database, at=YESTERDAY)
    hidden = draft(api.database, title="Secret")
    future = (now() + timedelta(hours=1)).isoformat()
    events = [
        {"kind": "USED", "assetSlug": asset.slug, "idempotencyKey": "a"},
        {"kind": "USED", "assetSlug": hidden.slug, "idempotencyKey": "b"},
        {"kind": "USED", "assetSlug": asset.slug, "idempotencyKey": "c", "occurredAt": future},
        {"kind": "LANDED", "eventKey": "a", "idempotencyKey": "d"},
    ]
    answer = api.data(BATCH, input={"events": events})["recordUsageBatch"]
    assert (answer["recorded"], answer["refused"]) == (2, 2)
    told = [(each["index"], [(error["path"], error["code"]) for error in each["errors"]]) for each in answer["results"]]
    assert told == [(0, []), (1, [(["assetSlug"], "NOT_FOUND")]), (2, [(["occurredAt"], "IN_THE_FUTURE")]), (3, [])]
    assert api.data(EVIDENCE, slug=asset.slug)["asset"]["evidence"]["landed"] == 1


@pytest.mark.parametrize("count", [0, 501])
def test_a_batch_has_its_bounds(sqlite_api: Api, count: int) -> None:
    events = [{"kind": "VIEW", "assetSlug": "x", "idempotencyKey": str(number)} for number in range(count)]
    answer = sqlite_api.data(BATCH, input={"events": events})["recordUsageBatch"]
    assert [error["code"] for error in answer["errors"]] == ["OUT_OF_RANGE"]


def test_a_service_is_told_from_people_and_a_reading_token_records_nothing(sqlite_api: Api) -> None:
    asset = published(sqlite_api.database, at=YESTERDAY)
    given: dict[str, Any] = {"kind": "USED", "assetSlug": asset.slug, "idempotencyKey": "a"}
    service = record(sqlite_api, Role.SERVICE, channel="EXTENSION", **given)["event"]
    assert (service["actorKind"], service["channel"]) == ("SERVICE", "EXTENSION")
    refused = record(sqlite_api, Role.REP, Scope.READ, **given)
    assert [error["code"] for error in refused["errors"]] == ["FORBIDDEN"]
    assert sqlite_api.data(EVIDENCE, slug=asset.slug)["asset"]["evidence"]["conversations"] == 0


def test_nobody_sees_or_judges_anothers_conversations(sqlite_api: Api) -> None:
    asset = published(sqlite_api.database, at=YESTERDAY)
    used = record(sqlite_api, kind="USED", assetSlug=asset.slug, idempotencyKey="a")["event"]
    answer = record(sqlite_api, Role.MARKETING, kind="LANDED", eventId=used["id"], idempotencyKey="b")
    assert [(each["path"], each["code"]) for each in answer["errors"]] == [(["eventId"], "NOT_FOUND")]
    assert sqlite_api.data(RECENT, Role.MARKETING)["recentUsage"] == []


def test_a_token_for_customers_reads_no_conversations(sqlite_api: Api) -> None:
    asset = published(sqlite_api.database, at=YESTERDAY, audience=Audience.CUSTOMER_FACING)
    scopes = Scope.READ_CUSTOMER_FACING, Scope.WRITE
    given = {"kind": "USED", "assetSlug": asset.slug, "idempotencyKey": "a", "deal": "D-1"}
    assert record(sqlite_api, Role.REP, *scopes, **given)["event"]["kind"] == "USED"
    assert sqlite_api.data(RECENT, Role.REP, *scopes)["recentUsage"] == []


def test_a_token_for_customers_is_not_told_what_landed(sqlite_api: Api) -> None:
    tag(sqlite_api.database, Facet.PERSONA, "CFO")
    asset = published(
        sqlite_api.database, at=YESTERDAY, audience=Audience.CUSTOMER_FACING, tags={Facet.PERSONA: ["cfo"]}
    )
    for number in range(4):
        record(sqlite_api, kind="USED", assetSlug=asset.slug, persona="cfo", idempotencyKey=str(number))
        record(sqlite_api, kind="LANDED", eventKey=str(number), idempotencyKey=f"landed-{number}")
    sqlite_api.settle()
    told = """query {
      search(text: "budget", context: { persona: "cfo" }) { edges { reasons { code } node { evidence { landed } } } }
      recommend(persona: "cfo") { asset { evidence { landed } } isExploration reasons { code } } }"""
    ours = sqlite_api.data(told, Role.REP)
    theirs = sqlite_api.data(told, Role.REP, Scope.READ_CUSTOMER_FACING)
    codes = {"EVIDENCE", "PROVEN", "PROVEN_HERE", "UNTRIED"}
    for found, evidence in ((ours, {"landed": 4}), (theirs, None)):
        hit, place = found["search"]["edges"][0], found["recommend"][0]
        assert (hit["node"]["evidence"], place["asset"]["evidence"]) == (evidence, evidence)
        assert all(bool(codes & {why["code"] for why in each["reasons"]}) is bool(evidence) for each in (hit, place))


def test_a_flood_is_limited_with_a_time_to_try_again(sqlite_database: Database, tmp_path: Path) -> None:
    with served(sqlite_database, tmp_path / "data", usage_events_per_minute=10) as api:
        asset = published(sqlite_database, at=YESTERDAY)
        headers = {"Authorization": f"Bearer {api.token(Role.REP)}"}
        answers = []
        for number in range(22):
            given = {"kind": "VIEW", "assetSlug": asset.slug, "idempotencyKey": str(number)}
            body = {"query": RECORD, "variables": {"input": given}}
            answers.append(api.client.post("/graphql", json=body, headers=headers))
        assert [each.status_code for each in answers] == [200] * 20 + [429] * 2
        assert 1 <= int(answers[-1].headers["Retry-After"]) <= 60
        assert answers[-1].json()["errors"][0]["extensions"]["code"] == "RATE_LIMITED"


def test_many_at_once_are_all_answered_after_their_commit(api: Api) -> None:
    asset = published(api.database, at=YESTERDAY)
    api.token(Role.REP)

    def one(number: int) -> str:
        answer = record(api, kind="USED", assetSlug=asset.slug, idempotencyKey=f"k{number}")
        found: str = answer["event"]["id"]
        return found

    with ThreadPoolExecutor(8) as pool:
        ids = list(pool.map(one, range(48)))
    assert len(set(ids)) == 48
    assert api.data(EVIDENCE, slug=asset.slug)["asset"]["evidence"]["conversations"] == 48
