"""Recommendations over GraphQL."""

from typing import Any

import pytest

from content_store.rules.vocabulary import ContentType, Facet, LinkKind, Role, Scope
from tests.content_store.making import published, tag
from tests.schema.asking import YESTERDAY, Api, counted

RECOMMEND = """
query($persona: String, $stage: String, $account: String, $limit: Int!) {
  recommend(persona: $persona, stage: $stage, account: $account, limit: $limit) {
    asset { slug } score isExploration reasons { code text } proof { slug } } }
"""


def test_assets_come_with_reasons_and_proof(api: Api) -> None:
    tag(api.database, Facet.PERSONA, "CFO")
    proof = published(api.database, ContentType.PROOF_STATEMENT, "A third fewer", YESTERDAY)
    tags = {Facet.PERSONA: ["cfo"]}
    for number in range(3):
        published(api.database, title=f"Point {number}", at=YESTERDAY, tags=tags, links={LinkKind.PROOF: [proof.slug]})
    api.settle()
    with counted(api.database) as statements:
        found = api.data(RECOMMEND, persona="cfo", limit=10)["recommend"]
    assert len(found) == 3
    assert [each["slug"] for each in found[0]["proof"]] == [proof.slug]
    assert found[0]["reasons"] == [{"code": "FITS", "text": "for conversations with CFOs"}]
    assert not found[0]["isExploration"]
    many = len(statements)
    with counted(api.database) as statements:
        api.data(RECOMMEND, persona="cfo", limit=1)
    assert len(statements) == many


@pytest.mark.parametrize(
    ("given", "path", "code"),
    [
        ({"persona": "nobody"}, ["persona"], "UNKNOWN_TAG"),
        ({"stage": "never"}, ["stage"], "UNKNOWN_TAG"),
        ({"limit": 0}, ["limit"], "OUT_OF_RANGE"),
        ({"limit": 51}, ["limit"], "OUT_OF_RANGE"),
        ({"account": "x" * 201}, ["account"], "TOO_LONG"),
    ],
)
def test_what_makes_no_sense_is_told(sqlite_api: Api, given: dict[str, Any], path: list[str], code: str) -> None:
    error = sqlite_api.error(RECOMMEND, **({"limit": 10} | given))
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert [(each["path"], each["code"]) for each in error["extensions"]["problems"]] == [(path, code)]


def test_a_token_for_customers_cannot_ask_what_was_used_with_an_account(sqlite_api: Api) -> None:
    scope = Scope.READ_CUSTOMER_FACING
    assert sqlite_api.data(RECOMMEND, Role.REP, scope, limit=10)["recommend"] == []
    error = sqlite_api.error(RECOMMEND, Role.REP, scope, limit=10, account="A-1")
    assert error["extensions"]["code"] == "FORBIDDEN"
