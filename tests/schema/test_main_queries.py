"""The two queries that matter most, word for word as the design has them, and how many statements they take."""

from typing import Any

import pytest

from content_store.database import Database
from content_store.rules.vocabulary import ContentType, Facet, LinkKind
from tests.content_store.making import published, tag
from tests.schema.asking import YESTERDAY, Api, counted

BEFORE_THE_CALL = """
query BeforeTheCall($persona: String!, $stage: String!, $pain: String!) {
  talkingPoints(where: {personas: [$persona], stages: [$stage], pains: [$pain]}, first: 20) {
    totalCount
    facets { facet values { tag { slug name } count } }
    nodes {
      id slug headline opener
      discoveryQuestions { kind text }
      objections { buyerSays response }
      proof { __typename id title ... on ProofStatement { claim metric } ... on Testimonial { quote speakerName } }
      personas { slug name } stages { slug name } pains { slug name }
      freshness evidence { conversations landedRate lastUsedAt }
    }
  }
}
"""
FIND = """
query Find($text: String!) {
  search(text: $text, where: {stages: ["decision"]}, first: 20) {
    totalCount didYouMean
    facets { facet values { tag { slug } count } }
    edges { cursor score highlights { field html } reasons { code text } node { __typename id title summary } }
  }
}
"""


def fill(database: Database, count: int) -> None:
    for facet, name in ((Facet.PERSONA, "CFO"), (Facet.STAGE, "Decision"), (Facet.PAIN, "Cash")):
        tag(database, facet, name)
    tags = {Facet.PERSONA: ["cfo"], Facet.STAGE: ["decision"], Facet.PAIN: ["cash"]}
    for number in range(count):
        claim = published(database, ContentType.PROOF_STATEMENT, f"Claim {number}", YESTERDAY)
        quote = published(database, ContentType.TESTIMONIAL, f"Quote {number}", YESTERDAY)
        published(
            database,
            title=f"Budget freeze {number}",
            at=YESTERDAY,
            tags=tags,
            links={LinkKind.PROOF: [claim.slug, quote.slug]},
            content={
                "discovery_questions": [{"kind": "problem", "text": "What does it cost?"}],
                "objections": [{"buyer_says": "No money", "response": "That is why."}],
            },
        )


@pytest.mark.begins_with(fill=fill, count=2)
def test_before_the_call(api: Api) -> None:
    found = api.data(BEFORE_THE_CALL, persona="cfo", stage="decision", pain="cash")["talkingPoints"]
    assert found["totalCount"] == 2
    assert found["facets"][0] == {"facet": "PERSONA", "values": [{"tag": {"slug": "cfo", "name": "CFO"}, "count": 2}]}
    point = found["nodes"][1]
    assert point["slug"] == "budget-freeze-0"
    assert point["headline"] == "Cash is tied up in stock"
    assert point["discoveryQuestions"] == [{"kind": "PROBLEM", "text": "What does it cost?"}]
    assert point["objections"] == [{"buyerSays": "No money", "response": "That is why."}]
    assert [proof["__typename"] for proof in point["proof"]] == ["ProofStatement", "Testimonial"]
    assert point["proof"][0]["claim"].startswith("Late deliveries")
    assert point["stages"] == [{"slug": "decision", "name": "Decision"}]
    assert point["freshness"] == "FRESH"
    assert point["evidence"] == {"conversations": 0, "landedRate": 0.0, "lastUsedAt": None}


@pytest.mark.begins_with(fill=fill, count=2)
def test_find(api: Api) -> None:
    found = api.data(FIND, text="budgte")["search"]
    assert found["totalCount"] == 2
    assert found["didYouMean"] == "budget"
    edge = found["edges"][0]
    assert edge["node"]["__typename"] == "TalkingPoint"
    assert "<mark>Budget</mark>" in edge["highlights"][0]["html"]
    assert "TYPO" in {reason["code"] for reason in edge["reasons"]}


@pytest.mark.begins_with(fill=fill, count=1)
@pytest.mark.parametrize("document", [BEFORE_THE_CALL, FIND])
def test_many_take_as_many_statements_as_one(sqlite_api: Api, document: str) -> None:
    api = sqlite_api
    variables: dict[str, Any] = {"text": "budget"}
    if document is BEFORE_THE_CALL:
        variables = {"persona": "cfo", "stage": "decision", "pain": "cash"}
    api.data(document, **variables)
    with counted(api.runtime.database) as one:
        api.data(document, **variables)
    for number in range(7):
        fill_one_more(api, number)
    api.data(document, **variables)
    with counted(api.runtime.database) as many:
        api.data(document, **variables)
    assert len(many) == len(one) > 0


def fill_one_more(api: Api, number: int) -> None:
    claim = published(api.database, ContentType.PROOF_STATEMENT, f"More {number}", YESTERDAY)
    tags = {Facet.PERSONA: ["cfo"], Facet.STAGE: ["decision"], Facet.PAIN: ["cash"]}
    published(
        api.database, title=f"Budget more {number}", at=YESTERDAY, tags=tags, links={LinkKind.PROOF: [claim.slug]}
    )
