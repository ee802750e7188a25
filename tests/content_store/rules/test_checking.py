"""What the checker points out, and what it leaves alone."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content_store.content_types import DECLARATIONS
from content_store.rules.checking import Check, Draft, Linked, Severity, findings, seconds_to_say
from content_store.rules.vocabulary import ContentType, Status
from tests.renderers.making import FULL

TODAY = date(2026, 6, 1)
SITUATION = {"persona": ["cfo"], "stage": ["decision"], "pain": ["late-orders"]}
CASE = Linked("a-case", "A case", ContentType.CASE_STUDY, Status.PUBLISHED, {})


def found(type_: ContentType, content: dict[str, Any], **given: Any) -> dict[Check, tuple[str, ...]]:
    draft = Draft(type_, content, **{"tags": SITUATION, "proof": [CASE], **given})
    return {each.check: each.path for each in findings(draft, TODAY)}


@pytest.mark.parametrize("type_", list(ContentType))
def test_an_empty_draft_is_told_only_what_it_is_for(type_: ContentType) -> None:
    content = DECLARATIONS[type_]().model_dump(mode="json")
    assert found(type_, content, proof=[]) == {}
    told = findings(Draft(type_, content), TODAY)
    assert {each.check for each in told} <= {Check.NO_PERSONA, Check.NO_STAGE, Check.NO_PAIN}


def test_a_good_talking_point_is_left_alone() -> None:
    assert found(ContentType.TALKING_POINT, FULL[ContentType.TALKING_POINT]) == {}


def test_a_promise_without_proof_is_told() -> None:
    content = {"value_statement": "Late orders fall by a third."}
    assert found(ContentType.TALKING_POINT, content, proof=[]) == {Check.NO_PROOF: ("proof",)}
    assert found(ContentType.TALKING_POINT, {"headline": "Late orders"}, proof=[]) == {}


def test_a_claim_says_where_and_when_it_is_from() -> None:
    assert found(ContentType.PROOF_STATEMENT, {"claim": "A third fewer.", "source": " "}) == {
        Check.NO_SOURCE: ("content", "source"),
        Check.NO_SOURCE_DATE: ("content", "source_date"),
    }
    old = {"claim": "A third fewer.", "source": "A study", "source_date": "2020-01-01"}
    assert found(ContentType.PROOF_STATEMENT, old) == {Check.OLD_SOURCE: ("content", "source_date")}
    answer = {"objections": [None, {"buyer_says": "Dear.", "response": "It saves 12 % a year.", "evidence": ""}]}
    assert found(ContentType.TALKING_POINT, answer) == {Check.NO_SOURCE: ("content", "objections", "1", "evidence")}


def test_what_is_said_of_a_line_names_the_line() -> None:
    content = {
        "opener": "I saw you on our website.",
        "discovery_questions": [{"text": ""}, {"text": "Did our platform offer help? Our platform offers help."}],
        "do_not_say": ["I saw you on our website."],
    }
    assert found(ContentType.TALKING_POINT, content) == {
        Check.REVEALS_TRACKING: ("content", "opener"),
        Check.FEATURE_SPEAK: ("content", "discovery_questions", "1", "text"),
    }


@given(st.integers(0, 400))
def test_reading_aloud_takes_as_long_as_its_words(words: int) -> None:
    text = " ".join(["word"] * words)
    assert seconds_to_say(text) == pytest.approx(words / 150 * 60)
    too_long = found(ContentType.TALKING_POINT, {"opener": text})
    assert (Check.TOO_LONG_TO_SAY in too_long) == (words / 150 * 60 > 25)


@given(st.integers(-2_000, 2_000), st.booleans())
def test_a_testimonial_is_used_while_its_permission_lasts(days: int, public: bool) -> None:
    until = TODAY + timedelta(days=days)
    content = {"quote": "We sleep again.", "permission_public": public, "permission_until": until.isoformat()}
    told = found(ContentType.TESTIMONIAL, content)
    assert (Check.NO_PERMISSION in told) == (not public)
    assert (Check.PERMISSION_EXPIRED in told) == (public and days < 0)
    linked = Linked("a-quote", "A quote", ContentType.TESTIMONIAL, Status.PUBLISHED, content)
    beside = found(ContentType.TALKING_POINT, {}, proof=[CASE, linked])
    assert set(beside) == set(told)
    assert set(beside.values()) <= {("proof", "1")}


def test_retired_proof_is_told() -> None:
    gone = Linked("gone", "Gone", ContentType.CASE_STUDY, Status.RETIRED, {})
    told = findings(Draft(ContentType.TALKING_POINT, {}, SITUATION, [gone]), TODAY)
    assert [(each.check, each.slug, each.severity) for each in told] == [(Check.PROOF_GONE, "gone", Severity.WARNING)]


values = st.recursive(
    st.none() | st.text(max_size=40) | st.booleans() | st.integers(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["text", "response", "evidence"]), inner)
    ),
    max_leaves=6,
)
NAMES = ["opener", "headline", "objections", "discovery_questions", "claim", "source_date", "quote", "steps"]


@settings(max_examples=60)
@given(st.sampled_from(list(ContentType)), st.dictionaries(st.sampled_from(NAMES), values))
def test_whatever_stands_in_a_draft_can_be_checked(type_: ContentType, content: dict[str, Any]) -> None:
    for each in findings(Draft(type_, content), TODAY):
        assert each.message
        assert each.path
