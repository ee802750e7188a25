"""Briefs over GraphQL."""

from typing import Any

import pytest

from content_store.rules.vocabulary import Facet, Role, Scope
from tests.content_store.making import published, tag
from tests.schema.asking import YESTERDAY, Api, counted

BRIEF = """
query($persona: String, $industry: String, $account: String, $language: String) {
  callBrief(persona: $persona, industry: $industry, account: $account, language: $language) {
    persona { name persona { goals } } industry { slug } language languages isWidened lead { slug }
    opener { text isInternal isForBuyer asset { slug } } doNotSay { text }
    questions { kind text isInternal } value { text } proof { text source dated asset { title } }
    objections { buyerSays response } landmine { question answer } nextStep { text }
    markdown buyer: text(recipient: BUYER) address
    landed { text asset { slug } } comments { text by } missing { part text title }
  }
}
"""
LINES: dict[str, Any] = {
    "opener": "In {industry}, {persona}?",
    "discovery_questions": [{"kind": "problem", "text": "What hurts?", "audience": "internal"}],
    "landmine_questions": [{"question": "Can they?", "answer": "We can."}],
}


def test_a_brief_has_its_lines_with_their_assets(api: Api) -> None:
    tag(api.database, Facet.PERSONA, "CFO", details={"goals": ["Cash"]})
    tag(api.database, Facet.INDUSTRY, "food")
    published(api.database, at=YESTERDAY, tags={Facet.PERSONA: ["cfo"]}, content=LINES)
    api.settle()
    with counted(api.database) as statements:
        found = api.data(BRIEF, persona="cfo", industry="food")["callBrief"]
    assert len(statements) < 40
    assert found["persona"] == {"name": "CFO", "persona": {"goals": ["Cash"]}}
    assert found["opener"] == {
        "text": "In food, CFO?",
        "isInternal": False,
        "isForBuyer": False,
        "asset": {"slug": "budget-freeze"},
    }
    assert found["questions"] == [{"kind": "PROBLEM", "text": "What hurts?", "isInternal": True}]
    assert found["markdown"].startswith("# CFO\n\nCall brief · Food")
    assert found["buyer"] == "For our conversation\n====================\n"
    assert found["address"] == "/brief?persona=cfo&industry=food"
    assert found["landmine"] == {"question": "Can they?", "answer": "We can."}
    assert [each["part"] for each in found["missing"]] == ["QUESTIONS", "VALUE", "PROOF", "OBJECTIONS", "NEXT_STEP"]


@pytest.mark.parametrize(
    ("given", "path", "code"),
    [
        ({"persona": "nobody"}, ["persona"], "UNKNOWN_TAG"),
        ({"industry": "none"}, ["industry"], "UNKNOWN_TAG"),
        ({"account": "x" * 201}, ["account"], "TOO_LONG"),
        ({"language": "x" * 36}, ["language"], "TOO_LONG"),
    ],
)
def test_what_makes_no_sense_is_told(sqlite_api: Api, given: dict[str, Any], path: list[str], code: str) -> None:
    error = sqlite_api.error(BRIEF, **given)
    assert [(each["path"], each["code"]) for each in error["extensions"]["problems"]] == [(path, code)]


def test_a_brief_is_not_for_customers(sqlite_api: Api) -> None:
    error = sqlite_api.error(BRIEF, Role.REP, Scope.READ_CUSTOMER_FACING)
    assert error["extensions"]["code"] == "FORBIDDEN"
