"""Searching through the API: pages, context, facets, and the log of what was looked for."""

from typing import Any

import pytest
from sqlalchemy import select

from content_store.database import Database
from content_store.rules.vocabulary import ContentType, Facet
from content_store.tables import SearchLog, SearchOpening
from tests.content_store.making import published, tag
from tests.schema.asking import YESTERDAY, Api

PAGE = """query Page($text: String!, $first: Int!, $after: String, $key: String, $context: SearchContext) {
  search(text: $text, first: $first, after: $after, searchKey: $key, context: $context) {
    totalCount searchKey behind understood { text words phrases excluded } types { type count }
    nodes { slug } edges { reasons { code } node { slug } } pageInfo { hasNextPage hasPreviousPage endCursor }
  } }"""


def fill(database: Database) -> None:
    tag(database, Facet.PERSONA, "CFO")
    for number in range(5):
        tags = {Facet.PERSONA: ["cfo"]} if number == 0 else {}
        published(database, title=f"Budget number {number}", at=YESTERDAY, tags=tags)
    published(database, ContentType.CASE_STUDY, "Harbour", at=YESTERDAY)


@pytest.mark.begins_with(fill=fill)
def test_every_hit_once_over_all_pages(api: Api) -> None:
    slugs: list[str] = []
    found: dict[str, Any] = {}
    after = None
    for _ in range(3):
        found = api.data(PAGE, text="budget", first=2, after=after)["search"]
        slugs += [node["slug"] for node in found["nodes"]]
        assert found["pageInfo"]["hasPreviousPage"] is (after is not None)
        assert found["totalCount"] == 5
        after = found["pageInfo"]["endCursor"]
    assert not found["pageInfo"]["hasNextPage"]
    assert sorted(slugs) == [f"budget-number-{number}" for number in range(5)]
    error = api.error(PAGE, text="other", first=2, after=after)
    assert error["extensions"]["problems"][0]["path"] == ["after"]


@pytest.mark.begins_with(fill=fill)
def test_context_raises_and_leaves_nothing_out(sqlite_api: Api) -> None:
    found = sqlite_api.data(PAGE, text="budget", first=20, context={"persona": "cfo"})["search"]
    assert found["nodes"][0] == {"slug": "budget-number-0"}
    assert "CONTEXT" in [reason["code"] for reason in found["edges"][0]["reasons"]]
    assert found["totalCount"] == 5
    error = sqlite_api.error(PAGE, text="budget", first=20, context={"persona": "nobody"})
    assert error["extensions"]["problems"][0] | {"message": ""} == {
        "path": ["context", "persona"], "code": "UNKNOWN_TAG", "message": ""
    }  # fmt: skip


@pytest.mark.begins_with(fill=fill)
def test_what_was_understood(sqlite_api: Api) -> None:
    found = sqlite_api.data(PAGE, text='budget "number 1" -harbour', first=20)["search"]
    assert found["understood"] == {
        "text": 'budget "number 1" -harbour',
        "words": ["budget"],
        "phrases": ["number 1"],
        "excluded": ["harbour"],
    }
    assert found["types"] == [{"type": "TALKING_POINT", "count": 1}]
    assert found["behind"] == 0


@pytest.mark.begins_with(fill=fill)
def test_a_correction_says_so_and_can_be_refused(sqlite_api: Api) -> None:
    asked = "query ($text: String!, $correct: Boolean! = true) { "
    asked += "search(text: $text, correct: $correct) { totalCount didYouMean corrected } }"

    assert sqlite_api.data(asked, text="budgte ")["search"] == {
        "totalCount": 5, "didYouMean": "budget", "corrected": True
    }  # fmt: skip
    assert sqlite_api.data(asked, text="budgte ", correct=False)["search"] == {
        "totalCount": 0, "didYouMean": None, "corrected": False
    }  # fmt: skip


@pytest.mark.begins_with(fill=fill)
def test_the_steps_of_typing_are_one_entry_of_the_log(api: Api) -> None:
    for text in ("bu", "budg", "budget"):
        api.data(PAGE, text=text, first=20, key="typing")
    found = api.data(PAGE, text="budget", first=2, key="typing")["search"]
    api.data(PAGE, text="budget", first=2, key="typing", after=found["pageInfo"]["endCursor"])
    asset = api.data('{ asset(slug: "budget-number-1") { id } }')["asset"]["id"]
    assert opened(api, asset) == {"searchKey": "typing"}
    api.runtime.journal.flush()
    with api.database.reading() as session:
        logged = session.scalars(select(SearchLog)).all()
        openings = session.scalars(select(SearchOpening)).all()
    assert [(entry.text, entry.channel, entry.result_count) for entry in logged] == [("budget", "api", 5)]
    assert [entry.position for entry in openings] == [2]


def opened(api: Api, asset: str, key: str = "typing", position: int = 2) -> Any:
    document = """mutation Opened($asset: ID!, $key: String!, $position: Int!) {
      recordSearchOpened(input: {searchKey: $key, assetId: $asset, position: $position}) {
        ... on RecordSearchOpenedPayload { searchKey } ... on MutationErrors { errors { path code } } } }"""
    result = api.data(document, asset=asset, key=key, position=position)["recordSearchOpened"]
    return result.get("errors") or result


def test_only_what_is_there_can_have_been_opened(sqlite_api: Api) -> None:
    assert opened(sqlite_api, "nothing") == [{"path": ["assetId"], "code": "NOT_FOUND"}]
    assert opened(sqlite_api, "x", key="") == [{"path": ["searchKey"], "code": "OUT_OF_RANGE"}]
    assert opened(sqlite_api, "x", position=0) == [{"path": ["position"], "code": "OUT_OF_RANGE"}]


@pytest.mark.parametrize(("name", "given"), [("searchKey", {"key": "x" * 41}), ("text", {"text": "x" * 10_001})])
def test_too_long(sqlite_api: Api, name: str, given: dict[str, Any]) -> None:
    error = sqlite_api.error(PAGE, **{"text": "x", "first": 1, **given})
    assert error["extensions"]["problems"][0]["path"] == [name]


@pytest.mark.begins_with(fill=fill)
def test_suggestions_lead_to_tags_and_assets(api: Api) -> None:
    found = api.data('{ suggest(text: "bud") { text tag { slug } asset { slug } } }')["suggest"]
    assert {each["asset"]["slug"] for each in found} >= {"budget-number-0"}
    found = api.data('{ suggest(text: "cf") { text tag { slug } asset { slug } synonym } }')["suggest"]
    assert found == [{"text": "CFO", "tag": {"slug": "cfo"}, "asset": None, "synonym": None}]
    assert api.error('{ suggest(text: "x", first: 0) { text } }')["extensions"]["code"] == "BAD_USER_INPUT"
