"""GraphQL over HTTP: forms of requests and answers, who may ask, and that nothing sent makes a 500."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.requests import SESSION_COOKIE
from api.settings import Mode
from content_store import people
from content_store.access import SYSTEM
from content_store.database import Database
from content_store.rules.vocabulary import Role
from content_store.work import Work
from tests.api.site import Site
from tests.content_store.making import PASSWORD
from tests.schema.asking import Api, served

GRAPHQL = "application/graphql-response+json"
JSON = "application/json"
VIEWER = "{ viewer { person { role } scopes canEdit } }"


@pytest.fixture
def api(sqlite_database: Database, tmp_path: Path) -> Iterator[Api]:
    with served(sqlite_database, tmp_path / "data", max_body_bytes=100_000) as found:
        yield found


@pytest.fixture
def development(sqlite_database: Database, tmp_path: Path) -> Iterator[Api]:
    with served(sqlite_database, tmp_path / "data", mode=Mode.DEVELOPMENT) as found:
        yield found


def post(api: Api, body: Any, accept: str = GRAPHQL, **headers: str) -> Any:
    sent = {"Authorization": f"Bearer {api.token(Role.REP)}", "Accept": accept, **headers}
    return api.client.post("/graphql", json=body, headers=sent)


def raw(api: Api, body: bytes, content_type: str = JSON) -> Any:
    headers = {"Authorization": f"Bearer {api.token(Role.REP)}", "Content-Type": content_type}
    return api.client.post("/graphql", content=body, headers=headers)


def code(response: Any) -> str:
    found: str = response.json()["errors"][0]["extensions"]["code"]
    return found


@pytest.mark.parametrize(
    ("accept", "answered"),
    [
        (GRAPHQL, GRAPHQL),
        (JSON, JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        (f"{GRAPHQL}, {JSON};q=0.9", GRAPHQL),
        (f"{GRAPHQL};q=0.1, {JSON};q=0.9", JSON),
        (f"{GRAPHQL}; charset=utf-8", GRAPHQL),
        ("text/html, */*;q=0.1", JSON),
    ],
)
def test_the_answer_has_the_form_asked_for(api: Api, accept: str, answered: str) -> None:
    response = post(api, {"query": VIEWER}, accept)
    assert response.status_code == 200
    assert response.headers["content-type"] == f"{answered}; charset=utf-8"
    assert response.headers["cache-control"] == "no-store"
    assert response.headers["x-request-id"]
    assert response.json()["data"]["viewer"] == {"person": {"role": "REP"}, "scopes": [], "canEdit": False}


def test_a_form_that_is_not_offered(api: Api) -> None:
    response = post(api, {"query": VIEWER}, "text/html")
    assert (response.status_code, code(response)) == (406, "BAD_USER_INPUT")


@pytest.mark.parametrize(
    "body",
    [
        {"query": "{"},
        {"query": "{ nothing }"},
        {"query": "query Q($n: Int!) { assets(first: $n) { totalCount } }"},
        {"query": "query Q($n: Int!) { assets(first: $n) { totalCount } }", "variables": {"n": "x"}},
        {"query": "query A { viewer { canEdit } } query B { viewer { canEdit } }"},
        {"query": VIEWER, "operationName": "Nothing"},
        {"query": "query Q($w: AssetWhere) { assets(where: $w) { totalCount } }", "variables": {"w": {"x": 1}}},
        {
            "query": "query Q($d: DateTime) { assets(where: {updatedSince: $d}) { totalCount } }",
            "variables": {"d": "x"},
        },
        {"query": 'mutation { createAsset(input: {title: "x", content: {}}) { __typename } }'},
        {"query": "subscription { x }"},
    ],
)
def test_a_refused_document_is_400_or_200_as_the_form_has_it(api: Api, body: Any) -> None:
    for accept, status in ((GRAPHQL, 400), (JSON, 200)):
        response = post(api, body, accept)
        assert response.status_code == status, response.text
        assert "data" not in response.json()
        assert code(response) == "BAD_USER_INPUT"


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"", JSON, 400),
        (b"{", JSON, 400),
        (b"[]", JSON, 400),
        (b'[{"query": "{ viewer { canEdit } }"}]', JSON, 400),
        (b'"query"', JSON, 400),
        (b"null", JSON, 400),
        (b"{}", JSON, 400),
        (b'{"query": null}', JSON, 400),
        (b'{"query": 1}', JSON, 400),
        (b'{"query": ""}', JSON, 400),
        (b'{"query": "{ viewer { canEdit } }", "variables": []}', JSON, 400),
        (b'{"query": "{ viewer { canEdit } }", "variables": "x"}', JSON, 400),
        (b'{"query": "{ viewer { canEdit } }", "operationName": 1}', JSON, 400),
        (b'{"query": "{ viewer { canEdit } }", "extensions": []}', JSON, 400),
        (b'{"query": "{ viewer { canEdit } }", "variables": {"x": NaN}}', JSON, 400),
        (b'{"query": "\\ud800"}', JSON, 400),
        (b'{"query": "\xff"}', JSON, 400),
        (b"\xef\xbb\xbf{}", JSON, 400),
        (b'{"a":' * 5_000 + b"1" + b"}" * 5_000, JSON, 400),
        (b'{"query": "{ viewer { canEdit } }"}', "text/plain", 415),
        (b'{"query": "{ viewer { canEdit } }"}', "", 415),
        (b'{"query": "{ viewer { canEdit } }"}', "application/json; charset=utf-16", 415),
        (b"query=x", "application/x-www-form-urlencoded", 415),
    ],
)
def test_malformed_requests(api: Api, body: bytes, content_type: str, status: int) -> None:
    response = raw(api, body, content_type)
    assert (response.status_code, code(response)) == (status, "BAD_USER_INPUT")


def test_deep_variables(api: Api) -> None:
    nested = '{"and": [' * 400 + "]}" * 400
    query = '"query Q($w: AssetWhere) { assets(where: $w) { totalCount } }"'
    response = raw(api, f'{{"query": {query}, "variables": {{"w": {nested}}}}}'.encode())
    assert response.status_code in {200, 400}
    assert code(response) == "BAD_USER_INPUT"


def test_odd_texts_in_the_right_places(api: Api) -> None:
    for text in ("\x00", "\U0001f600", "\u202e", "a" * 10_001, "'; DROP TABLE asset; --"):
        body = {
            "query": "query Q($t: String!) { asset(slug: $t) { id } tag(facet: PAIN, slug: $t) { id } "
            'search(text: $t) { totalCount } suggest(text: $t) { text } node(id: "x") { id } }',
            "variables": {"t": text},
        }
        response = post(api, body)
        assert response.status_code == 200
        codes = {error["extensions"]["code"] for error in response.json().get("errors", ())}
        assert codes <= {"BAD_USER_INPUT"}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.binary(max_size=200)
    | st.text(max_size=100).map(lambda text: f'{{"query": "{text}"}}'.encode("utf-8", "replace"))
)
def test_no_body_makes_a_500(api: Api, body: bytes) -> None:
    assert raw(api, body).status_code < 500


def test_get_reads_and_never_writes(api: Api) -> None:
    headers = {"Authorization": f"Bearer {api.token(Role.MARKETING)}", "Accept": GRAPHQL}
    query = "query Q($n: Int) { assets(first: $n) { totalCount } }"
    asked = {"query": query, "variables": '{"n": 1}', "operationName": "Q"}
    assert api.client.get("/graphql", params=asked, headers=headers).json()["data"]["assets"] == {"totalCount": 0}
    asked = {"query": 'mutation { createTag(input: {facet: PAIN, name: "x"}) { __typename } }'}
    response = api.client.get("/graphql", params=asked, headers=headers)
    assert (response.status_code, response.headers["allow"], code(response)) == (405, "POST", "BAD_USER_INPUT")
    assert api.data("{ pains { id } }") == {"pains": []}
    assert api.client.get("/graphql", headers=headers).status_code == 400
    asked = {"query": VIEWER, "variables": "{"}
    assert api.client.get("/graphql", params=asked, headers=headers).status_code == 400


def test_other_methods(api: Api) -> None:
    assert api.client.put("/graphql").status_code == 405


@pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer x", "Basic eDp5", "Bearer kdl_nothing"])
def test_strangers_are_answered_401_before_anything_is_read(api: Api, authorization: str) -> None:
    for query in (VIEWER, "{", "{ __schema { queryType { name } } }"):
        headers = {"Authorization": authorization} if authorization else {}
        response = api.client.post("/graphql", json={"query": query}, headers=headers)
        assert (response.status_code, code(response)) == (401, "UNAUTHENTICATED")
        assert response.headers["www-authenticate"].startswith("Bearer")


def test_in_development_strangers_may_read_the_schema(development: Api) -> None:
    ask = development.client.post
    assert ask("/graphql", json={"query": "{ __schema { queryType { name } } __typename }"}).json()["data"]
    assert ask("/graphql", json={"query": "{ __typename viewer { canEdit } }"}).status_code == 401
    hidden = "{ ...A } fragment A on Query { viewer { canEdit } }"
    assert ask("/graphql", json={"query": hidden}).status_code == 401
    assert ask("/graphql", json={"query": "{ __typename }"}, headers={"Authorization": "Bearer x"}).status_code == 401


def test_expired_and_revoked_tokens(api: Api) -> None:
    api.token(Role.REP)
    now = datetime.now(UTC)
    with api.database.writing() as session:
        work = Work(session, SYSTEM, now - timedelta(days=2))
        short, _ = people.create_token(work, "rep@example.com", "short", expires_at=now - timedelta(days=1))
        gone, row = people.create_token(work, "rep@example.com", "gone")
        people.revoke_token(work, row.id)
    for token, said in ((short, "expired"), (gone, "not valid")):
        response = api.client.post("/graphql", json={"query": VIEWER}, headers={"Authorization": f"Bearer {token}"})
        assert response.status_code == 401
        assert said in response.json()["errors"][0]["message"]


def test_the_use_of_a_token_is_noted(api: Api) -> None:
    post(api, {"query": VIEWER})
    from content_store.queries.people import tokens

    with api.database.reading() as session:
        used = tokens(session)[0][0].last_used_at
    assert used is not None
    assert datetime.now(UTC) - used < timedelta(minutes=1)


def test_a_cookie_counts_only_from_our_own_pages(api: Api) -> None:
    with api.database.writing() as session:
        work = Work(session, SYSTEM, datetime.now(UTC))
        people.add(work, people.PersonInput("ann@example.com", "Ann", Role.REP, PASSWORD))
    secret = people.sign_in(api.database, "ann@example.com", PASSWORD, datetime.now(UTC))
    cookie = {"Cookie": f"{SESSION_COOKIE}={secret}"}
    ask = api.client.post
    own: list[dict[str, str]] = [{"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://testserver"}]
    other: list[dict[str, str]] = [
        {},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
    ]
    for headers in own:
        assert ask("/graphql", json={"query": VIEWER}, headers=cookie | headers).status_code == 200
    for headers in other:
        response = ask("/graphql", json={"query": VIEWER}, headers=cookie | headers)
        assert (response.status_code, code(response)) == (403, "FORBIDDEN")
    assert api.client.get("/graphql", params={"query": VIEWER}, headers=cookie).status_code == 200
    with api.database.writing() as session:
        people.disable(Work(session, SYSTEM, datetime.now(UTC)), "ann@example.com")
    assert api.client.get("/graphql", params={"query": VIEWER}, headers=cookie).status_code == 401


def test_what_nobody_foresaw_is_masked_and_logged(api: Api, caplog: pytest.LogCaptureFixture) -> None:
    with api.database.writing() as session:
        from sqlalchemy import text

        work = Work(session, SYSTEM, datetime.now(UTC))
        from content_store import taxonomy
        from content_store.rules.vocabulary import Facet

        taxonomy.create(work, Facet.PAIN, {"name": "Broken"})
        session.execute(text('UPDATE tag SET details = \'{"category": "nonsense"}\''))
    response = post(api, {"query": "{ pains { pain { category } name } }"})
    error = response.json()["errors"][0]
    request_id = response.headers["x-request-id"]
    assert error["extensions"] == {"code": "INTERNAL", "requestId": request_id}
    assert "nonsense" not in response.text
    assert request_id in caplog.text
    assert "nonsense" in caplog.text


def test_a_body_that_is_too_large_is_refused_whether_or_not_its_size_is_told(site: Site) -> None:
    most = site.runtime.settings.max_body_bytes
    piece = b"x" * (most // 2 + 1)
    for content in (piece * 2, iter([piece, piece])):
        response = site.client.post("/graphql", content=content, headers={"Content-Type": JSON})
        assert (response.status_code, code(response)) == (413, "BAD_USER_INPUT")
        assert response.headers["content-type"] == f"{JSON}; charset=utf-8"
        # The rest of it is not waited for.
        assert response.headers["connection"] == "close"
