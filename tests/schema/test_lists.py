"""Lists page by page: every asset once, whatever the order; cursors of another list are refused."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from content_store import authoring
from content_store.access import SYSTEM
from content_store.database import Database
from content_store.errors import Invalid
from content_store.queries.assets import ids_of
from content_store.queries.listing import Keyset
from content_store.rules.vocabulary import ContentType, Facet, Role
from content_store.work import Work
from schema.cursors import digest, keyset_cursor, position_cursor, read_keyset, read_position
from schema.ids import GREATEST_ID
from tests.content_store.making import draft, published, tag
from tests.schema.asking import YESTERDAY, Api, counted

PAGES = """query Pages(
  $order: AssetOrder, $first: Int, $after: String, $last: Int, $before: String, $where: AssetWhere
) {
  assets(orderBy: $order, first: $first, after: $after, last: $last, before: $before, where: $where) {
    edges { cursor node { slug } } nodes { slug }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount } }"""


def fill(database: Database, count: int) -> None:
    tag(database, Facet.PERSONA, "CFO")
    for number in range(count):
        type_ = ContentType.CASE_STUDY if number % 3 else ContentType.TALKING_POINT
        tags = {Facet.PERSONA: ["cfo"]} if number % 2 else {}
        # Two of each moment: the order must be total all the same.
        at = YESTERDAY - timedelta(hours=number // 2)
        published(database, type_, f"Number {number}", at, tags=tags)


def pages(api: Api, **variables: Any) -> Iterator[Any]:
    page = api.data(PAGES, **variables)["assets"]
    yield page
    forward = "first" in variables
    while page["pageInfo"]["hasNextPage" if forward else "hasPreviousPage"]:
        edge = {"after": page["pageInfo"]["endCursor"]} if forward else {"before": page["pageInfo"]["startCursor"]}
        page = api.data(PAGES, **{**variables, **edge})["assets"]
        yield page


@pytest.mark.parametrize("field", ["PUBLISHED", "UPDATED", "EDITED", "TITLE", "DUE"])
@pytest.mark.begins_with(fill=fill, count=7)
def test_every_asset_once_in_both_directions(api: Api, field: str) -> None:
    order = {"field": field, "direction": "ASC"}
    whole = [node["slug"] for node in api.data(PAGES, order=order)["assets"]["nodes"]]
    assert len(whole) == 7
    forward = [node["slug"] for page in pages(api, order=order, first=2) for node in page["nodes"]]
    assert forward == whole
    backward = [node["slug"] for page in pages(api, order=order, last=3) for node in reversed(page["nodes"])]
    assert backward == whole[::-1]
    descending = [node["slug"] for node in api.data(PAGES, order={**order, "direction": "DESC"})["assets"]["nodes"]]
    assert descending == whole[::-1]


@pytest.mark.begins_with(fill=fill, count=3)
def test_page_info(sqlite_api: Api) -> None:
    first = sqlite_api.data(PAGES, first=2)["assets"]
    assert first["pageInfo"] | {"startCursor": 0, "endCursor": 0} == {
        "hasNextPage": True, "hasPreviousPage": False, "startCursor": 0, "endCursor": 0
    }  # fmt: skip
    assert first["pageInfo"]["endCursor"] == first["edges"][-1]["cursor"]
    assert first["totalCount"] == 3
    second = sqlite_api.data(PAGES, first=2, after=first["pageInfo"]["endCursor"])["assets"]
    assert (second["pageInfo"]["hasNextPage"], second["pageInfo"]["hasPreviousPage"]) == (False, True)


@pytest.mark.parametrize(
    ("other", "field"),
    [
        ({"where": {"types": ["CASE_STUDY"]}}, "after"),
        ({"order": {"field": "TITLE"}}, "after"),
        ({"order": {"direction": "ASC"}}, "after"),
    ],
)
@pytest.mark.begins_with(fill=fill, count=3)
def test_a_cursor_of_another_list_is_refused(sqlite_api: Api, other: dict[str, Any], field: str) -> None:
    cursor = sqlite_api.data(PAGES, first=1)["assets"]["pageInfo"]["endCursor"]
    error = sqlite_api.error(PAGES, **{field: cursor}, **other)
    assert [each["path"] for each in error["extensions"]["problems"]] == [[field]]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    error = sqlite_api.error('query Q($c: String!) { search(text: "x", after: $c) { totalCount } }', c=cursor)
    assert error["extensions"]["code"] == "BAD_USER_INPUT"


@pytest.mark.parametrize("garbage", ["", "x", "====", "é", "bnVsbA", "W10", "a" * 5_000, "\x00"])
def test_garbage_is_no_cursor(sqlite_api: Api, garbage: str) -> None:
    assert sqlite_api.error(PAGES, after=garbage)["extensions"]["code"] == "BAD_USER_INPUT"


@pytest.mark.parametrize("place", [["x\x00y", 5], ["x", 2**31], ["x", 2**61], ["x", 0], ["x", -5], ["x", None], [1, 1]])
@pytest.mark.begins_with(fill=fill, count=7)
def test_a_forged_place_is_refused_before_the_database_sees_it(api: Api, place: list[Any]) -> None:
    by_title = "orderBy: {field: TITLE, direction: ASC}"
    page = api.data(f"{{ assets(first: 1, {by_title}) {{ pageInfo {{ endCursor }} }} }}")["assets"]["pageInfo"]
    of = orjson.loads(urlsafe_b64decode(page["endCursor"] + "=="))[0]
    forged = urlsafe_b64encode(orjson.dumps([of, *place])).decode()
    document = f"query Q($after: String) {{ assets(first: 1, after: $after, {by_title}) {{ nodes {{ id }} }} }}"
    assert api.error(document, after=forged)["extensions"]["code"] == "BAD_USER_INPUT"


@pytest.mark.parametrize("number", ["0", "-1", "2147483648", "9223372036854775808", "9" * 5_000, "1\x00"])
def test_an_id_that_no_column_holds_is_nobodys(api: Api, number: str) -> None:
    for kind in ("asset", "tag", "person"):
        id_ = urlsafe_b64encode(f"{kind}:{number}".encode()).decode()
        answer = api.data("query Q($id: ID!) { node(id: $id) { id } nodes(ids: [$id]) { id } }", id=id_)
        assert answer == {"node": None, "nodes": [None]}


@pytest.mark.begins_with(fill=fill, count=1)
def test_a_text_that_no_column_holds_names_nothing(api: Api) -> None:
    document = """query Q($t: String!) {
      asset(slug: $t) { id }
      tag(facet: PAIN, slug: $t) { id }
      assets(where: {language: [$t]}) { totalCount nodes { id } }
    }"""
    found = api.data(document, t="a\x00b")
    assert found == {"asset": None, "tag": None, "assets": {"totalCount": 0, "nodes": []}}


@given(st.text(max_size=200))
def test_no_text_breaks_a_cursor(text: str) -> None:
    for read in (lambda: read_keyset("x", text, "after", by_time=True), lambda: read_position("x", text, "after")):
        with pytest.raises(Invalid):
            read()


@given(st.datetimes(), st.text(), st.integers(1, GREATEST_ID))
def test_cursors_come_back(moment: Any, title: str, id_: int) -> None:
    aware = moment.replace(tzinfo=UTC)
    plain = title.encode("utf-8", "ignore").decode().replace("\x00", "")[:600]
    assert read_keyset("x", keyset_cursor("x", Keyset(aware, id_)), "after", by_time=True) == Keyset(aware, id_)
    assert read_keyset("x", keyset_cursor("x", Keyset(plain, id_)), "after", by_time=False) == Keyset(plain, id_)
    assert read_position("x", position_cursor("x", id_), "after") == id_


def test_a_digest_is_the_same_in_every_process() -> None:
    """Sets of texts have another order in every process; a cursor must not care."""
    assert digest("a", frozenset(ContentType)) == digest("a", frozenset(reversed(list(ContentType))))
    assert digest("a", 1) != digest("a", "1")


def test_first_and_last_together(sqlite_api: Api) -> None:
    error = sqlite_api.error("{ assets(first: 1, last: 1) { nodes { id } } }")
    assert error["extensions"]["problems"][0]["code"] == "NOT_BOTH"


@pytest.mark.parametrize(
    ("where", "slugs"),
    [
        ({"personas": ["cfo"]}, {"number-1", "number-3"}),
        ({"types": ["TALKING_POINT"]}, {"number-0", "number-3"}),
        ({"personas": ["cfo"], "types": ["TALKING_POINT"]}, {"number-3"}),
        ({"not": [{"personas": ["cfo"]}]}, {"number-0", "number-2"}),
        ({"or": [{"personas": ["cfo"]}, {"types": ["TALKING_POINT"]}]}, {"number-0", "number-1", "number-3"}),
        ({"and": [{"personas": ["cfo"]}, {"types": ["TALKING_POINT"]}]}, {"number-3"}),
        ({"updatedSince": "2200-01-01T00:00:00Z"}, set()),
        ({"language": ["de"]}, set()),
        ({"freshness": ["OVERDUE"]}, set()),
        ({"status": ["DRAFT"]}, set()),
        ({}, {"number-0", "number-1", "number-2", "number-3"}),
    ],
)
@pytest.mark.begins_with(fill=fill, count=4)
def test_filters(sqlite_api: Api, where: dict[str, Any], slugs: set[str]) -> None:
    found = sqlite_api.data(PAGES, where=where)["assets"]
    assert {node["slug"] for node in found["nodes"]} == slugs
    assert found["totalCount"] == len(slugs)


NESTED: dict[str, Any] = {}
for _ in range(6):
    NESTED = {"and": [NESTED]}


@pytest.mark.parametrize(
    ("where", "path"),
    [
        ({"personas": ["cfp"]}, ["where", "personas", "0"]),
        ({"or": [{"personas": ["cfp"]}]}, ["where", "or", "0", "personas", "0"]),
        ({"owner": ["nobody@example.com"]}, ["where", "owner", "0"]),
        ({"personas": ["x"] * 101}, ["where", "personas"]),
        ({"and": [{}] * 31}, ["where"]),
        (NESTED, ["where"]),
    ],
)
@pytest.mark.begins_with(fill=fill, count=1)
def test_wrong_filters_are_named(sqlite_api: Api, where: dict[str, Any], path: list[str]) -> None:
    error = sqlite_api.error(PAGES, where=where)
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert error["extensions"]["problems"][0]["path"] == path


@pytest.mark.begins_with(fill=fill, count=7)
def test_a_list_of_one_type_holds_no_other(sqlite_api: Api) -> None:
    found = sqlite_api.data("{ caseStudies { nodes { __typename customer } totalCount } }")["caseStudies"]
    assert {node["__typename"] for node in found["nodes"]} == {"CaseStudy"}
    assert found["totalCount"] == 4
    error = sqlite_api.error("{ caseStudies(where: {types: [PLAY]}) { totalCount } }")
    assert error["extensions"]["problems"][0]["path"] == ["where", "types"]


@pytest.mark.begins_with(fill=fill, count=1)
def test_what_is_not_selected_is_not_read(sqlite_api: Api) -> None:
    sqlite_api.data("{ assets { totalCount } }")
    with counted(sqlite_api.runtime.database) as statements:
        sqlite_api.data("{ assets { totalCount facets { facet } } }")
    assert not any("asset.body" in statement for statement in statements)


@pytest.mark.begins_with(fill=fill, count=2)
def test_nodes_come_in_their_order_and_missing_ones_as_null(sqlite_api: Api) -> None:
    ids = [n["id"] for n in sqlite_api.data("{ assets { nodes { id } } personas { id } }")["assets"]["nodes"]]
    persona = sqlite_api.data("{ personas { id } }")["personas"][0]["id"]
    found = sqlite_api.data(
        "query Q($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }", ids=[ids[1], "x", persona, ids[0]]
    )
    assert [node and node["id"] for node in found["nodes"]] == [ids[1], None, persona, ids[0]]
    error = sqlite_api.error("query Q($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=["x"] * 101)
    assert error["extensions"]["problems"][0]["path"] == ["ids"]


@pytest.mark.begins_with(fill=fill, count=2)
def test_a_draft_list_shows_the_last_change_first(sqlite_api: Api) -> None:
    draft(sqlite_api.database, title="Drafted long ago")  # at NOON of making.py
    with sqlite_api.database.writing() as session:
        oldest = ids_of(session, ["number-0"])["number-0"]
        authoring.update(Work(session, SYSTEM, datetime.now(UTC)), oldest, {"summary": "Newer"}, 1)
    found = sqlite_api.data("{ assets(perspective: DRAFT) { totalCount nodes { slug } } }", Role.MARKETING)["assets"]
    assert [node["slug"] for node in found["nodes"]] == ["number-0", "number-1", "drafted-long-ago"]
    assert found["totalCount"] == 3


@pytest.mark.parametrize("direction", ["ASC", "DESC"])
@pytest.mark.begins_with(fill=fill, count=3)
def test_drafts_in_order_of_publication_are_what_is_published_and_counted_so(sqlite_api: Api, direction: str) -> None:
    draft(sqlite_api.database, title="Never published")
    found = sqlite_api.data(
        """query Q($order: AssetOrder) { assets(perspective: DRAFT, orderBy: $order) {
          totalCount types { count } nodes { slug } } }""",
        Role.MARKETING,
        order={"field": "PUBLISHED", "direction": direction},
    )["assets"]
    assert len(found["nodes"]) == found["totalCount"] == sum(each["count"] for each in found["types"]) == 3
