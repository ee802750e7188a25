from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content_store.content_types.talking_point import TalkingPoint
from content_store.rules.briefing import may_quote
from content_store.rules.vocabulary import Audience, ContentType
from content_store.views import AssetView
from renderers.talking_points import anatomy, for_buyer
from tests.renderers.making import FULL, asset

TODAY = date(2026, 6, 1)


def sent(content: dict[str, Any], *proof: AssetView, audience: Audience = Audience.CUSTOMER_FACING) -> str:
    laid_out = anatomy(TalkingPoint.model_validate(content), {})
    return for_buyer(asset(audience=audience), laid_out, proof, TODAY)


def test_a_buyer_gets_what_is_said_to_them() -> None:
    proof = asset(ContentType.PROOF_STATEMENT, content=FULL[ContentType.PROOF_STATEMENT])
    assert sent(FULL[ContentType.TALKING_POINT], proof) == (
        "People in your role in your industry speak of this. And you?\n\n"
        "It is worth a lot.\n\n"
        "- What if it were solved?\n\n"
        "- A third fewer."
    )


def test_the_stricter_of_asset_and_line_wins() -> None:
    assert sent(FULL[ContentType.TALKING_POINT], audience=Audience.INTERNAL) == ""


@given(st.sets(st.sampled_from(["opener", "value_statement", "discovery_questions"])), st.lists(st.booleans()))
def test_no_internal_line_is_ever_sent(hidden: set[str], marks: list[bool]) -> None:
    questions = [
        {"text": f"{'secret' if mark else 'open'} {place}?", "audience": "internal" if mark else None}
        for place, mark in enumerate(marks)
    ]
    content = {
        "headline": "H",
        "opener": "secret opener" if "opener" in hidden else "opener",
        "value_statement": "secret value" if "value_statement" in hidden else "value",
        "discovery_questions": questions,
        "do_not_say": ["secret word"],
        "landmine_questions": [{"question": "secret question", "answer": "secret answer"}],
        "internal_fields": sorted(hidden),
    }
    text = sent(content)
    assert "secret" not in text
    if "discovery_questions" not in hidden:
        assert text.count("open ") == marks.count(False)


@pytest.mark.parametrize(
    ("public", "until", "allowed"),
    [(True, None, True), (True, "2026-06-01", True), (True, "2026-05-31", False), (False, None, False)],
)
def test_a_quote_needs_permission_that_lasts(public: bool, until: str | None, allowed: bool) -> None:
    content = {"quote": "We sleep.", "company": "Mills", "permission_public": public, "permission_until": until}
    quote = asset(ContentType.TESTIMONIAL, content=content)
    assert may_quote(quote.content, TODAY) is allowed
    assert ("We sleep." in sent({"headline": "H"}, quote)) is allowed


def test_internal_proof_stays_inside() -> None:
    assert sent({"headline": "H"}, asset(ContentType.WHITE_PAPER, audience=Audience.INTERNAL)) == ""


def test_fields_marked_internal_carry_the_mark() -> None:
    laid_out = anatomy(TalkingPoint.model_validate(FULL[ContentType.TALKING_POINT]), {})
    marks = {name: said.internal for name, said in laid_out.background}
    assert marks == {"Today": False, "What that costs": True}
    assert [internal for _, internal in laid_out.ask] == [False, True]
