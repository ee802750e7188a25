"""Insights over the API."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from content_store.database import Database
from content_store.rules.vocabulary import EventKind, Facet, Role, Scope
from schema.definition import SCHEMA
from tests.content_store.insights.making import happened, rep, searched
from tests.content_store.making import published, tag
from tests.schema.asking import YESTERDAY, Api, served
from tests.schema.selecting import document

EVERYTHING = document("insights", SCHEMA.type_map["Insights"], 1)
DAY = YESTERDAY.date()


def fill(database: Database) -> None:
    persona, stage = tag(database, Facet.PERSONA, "CFO"), tag(database, Facet.STAGE, "Decision")
    carried = {Facet.PERSONA: ["cfo"], Facet.STAGE: ["decision"]}
    asset = published(database, title="Used", at=YESTERDAY - timedelta(days=5), tags=carried)
    published(database, title="Unused", at=YESTERDAY - timedelta(days=5))
    ann = rep(database, "ann", "hunters", "north")
    happened(database, EventKind.VIEW, asset.id, ann, DAY, count=4)
    happened(database, EventKind.USED, asset.id, ann, DAY, tags=(persona, stage))
    searched(database, "quantum", ann, day=DAY)


def test_everything_that_insights_offer_answers(api: Api) -> None:
    fill(api.database)
    found = api.data(EVERYTHING, Role.MARKETING)["insights"]
    assert found["totals"]["published"] == 2
    assert [row["asset"]["slug"] for row in found["usage"]["rows"]] == ["used", "unused"]
    assert found["coverage"]["cells"][0]["figures"]["conversations"] == 1
    assert found["searchGaps"]["rows"][0]["words"] == "quantum"
    assert found["adoption"]["teams"][0]["name"] == "hunters"
    assert found["adoption"]["persons"] is None
    assert "1 of 2 published assets was not used in a conversation in the last 90 days" in {
        finding["text"] for finding in found["overview"]
    }


def test_names_show_where_the_installation_says_so(sqlite_database: Database, tmp_path: Path) -> None:
    with served(sqlite_database, tmp_path / "data", insights_show_names=True) as api:
        fill(api.database)
        asked = "{ insights { adoption { persons { person { name } conversations } } } }"
        persons = api.data(asked, Role.ADMIN)["insights"]["adoption"]["persons"]
    assert persons == [{"person": {"name": "ann"}, "conversations": 1}]


def test_a_filter_narrows_every_report(sqlite_api: Api) -> None:
    fill(sqlite_api.database)
    asked = """query ($where: InsightWhere) { insights(where: $where) {
        window { days } totals { published conversations basis { tier exclusions window { last } } }
        lists { list count } usage(list: NEVER_USED, orderBy: VIEWS, direction: ASC, first: 1) { totalCount } } }"""

    def ask(**where: Any) -> Any:
        return sqlite_api.data(asked, Role.MARKETING, where=where)["insights"]

    day = DAY.isoformat()
    found = ask(first=day, last=day, personas=["cfo"])
    assert found["window"]["days"] == 1
    assert found["totals"] == {
        "published": 1,
        "conversations": 1,
        "basis": {"tier": "USE", "exclusions": ["services", "suspected bots", "onboarding"], "window": {"last": day}},
    }
    assert ask(types=["PLAY"])["totals"]["published"] == 0
    assert ask(teams=["hunters"])["totals"]["conversations"] == 1
    assert ask(quotaBands=["ABOVE"])["totals"]["conversations"] == 0
    assert ask()["usage"]["totalCount"] == 1
    assert {each["list"]: each["count"] for each in ask()["lists"]}["NEVER_USED"] == 1


@pytest.mark.parametrize(
    ("where", "path", "code"),
    [
        ({"first": "2026-01-02", "last": "2026-01-01"}, ["where", "first"], "WRONG_ORDER"),
        ({"last": "0001-01-01"}, ["where", "first"], "OUT_OF_RANGE"),
        ({"personas": ["cfu"]}, ["where", "personas", "0"], "UNKNOWN_TAG"),
        ({"teams": ["x"]}, ["where", "teams", "0"], "UNKNOWN_TEAM"),
        ({"teams": ["x"] * 101}, ["where", "teams"], "TOO_MANY"),
    ],
)
def test_a_wrong_filter_is_told(sqlite_api: Api, where: dict[str, Any], path: list[str], code: str) -> None:
    asked = "query ($where: InsightWhere) { insights(where: $where) { totals { used } } }"
    error = sqlite_api.error(asked, Role.MARKETING, where=where)
    assert error["extensions"]["problems"][0]["path"] == path
    assert error["extensions"]["problems"][0]["code"] == code


@pytest.mark.parametrize("field", ["usage(first: 0)", "usage(first: 101)", "usage(offset: -1)", "searchGaps(first: 0)"])
def test_a_page_has_bounds(sqlite_api: Api, field: str) -> None:
    error = sqlite_api.error(f"{{ insights {{ {field} {{ totalCount }} }} }}", Role.MARKETING)
    assert error["extensions"]["code"] == "BAD_USER_INPUT"


@pytest.mark.parametrize(
    ("role", "scopes"), [(Role.REP, ()), (Role.SERVICE, ()), (Role.MARKETING, (Scope.READ_CUSTOMER_FACING,))]
)
def test_insights_are_forbidden_to_others(sqlite_api: Api, role: Role, scopes: tuple[Scope, ...]) -> None:
    error = sqlite_api.error("{ insights { totals { used } } }", role, *scopes)
    assert error["extensions"]["code"] == "FORBIDDEN"


def test_a_gap_becomes_a_synonym_with_one_call(sqlite_api: Api) -> None:
    fill(sqlite_api.database)
    pain = tag(sqlite_api.database, Facet.PAIN, "Quantums")
    asked = "{ insights { searchGaps { rows { words tag { id } suggested { id slug } } } } }"
    (gap,) = sqlite_api.data(asked, Role.MARKETING)["insights"]["searchGaps"]["rows"]
    assert gap["suggested"]["slug"] == pain.slug
    add = """mutation ($input: AddSynonymInput!) {
        addSynonym(input: $input) { ... on AddSynonymPayload { tag { synonyms } } } }"""
    given = {"id": gap["suggested"]["id"], "word": gap["words"]}
    assert sqlite_api.data(add, Role.MARKETING, input=given)["addSynonym"] == {"tag": {"synonyms": ["quantum"]}}
    (gap,) = sqlite_api.data(asked, Role.MARKETING)["insights"]["searchGaps"]["rows"]
    assert gap["tag"]["id"] == given["id"]
