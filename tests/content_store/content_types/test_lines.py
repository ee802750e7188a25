"""What leaves the company: the stricter of the asset's and the line's audience wins, whatever the content."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content_store.content_types import DECLARATIONS
from content_store.content_types.lines import ALWAYS_INTERNAL, for_audience
from content_store.rules.vocabulary import Audience, ContentType

EVERYBODY = frozenset(Audience)
CUSTOMERS = frozenset({Audience.CUSTOMER_FACING})
POINT = DECLARATIONS[ContentType.TALKING_POINT]
PLAY = DECLARATIONS[ContentType.PLAY]

marks = st.sampled_from([None, "internal", "customer_facing"])


def line(mark: str | None, **texts: str) -> dict[str, Any]:
    """A line whose texts say what may be read of it."""
    return {"audience": mark, **{name: "HIDDEN" if mark == "internal" else text for name, text in texts.items()}}


@st.composite
def contents(draw: st.DrawFn) -> dict[str, Any]:
    hidden = draw(st.sets(st.sampled_from(["opener", "value_statement", "objections", "do_say"])))
    content: dict[str, Any] = {
        "headline": "SHOWN",
        "opener": "HIDDEN" if "opener" in hidden else "SHOWN",
        "value_statement": "HIDDEN" if "value_statement" in hidden else "SHOWN",
        "do_say": ["HIDDEN" if "do_say" in hidden else "SHOWN"],
        "discovery_questions": [line(mark, text="SHOWN") for mark in draw(st.lists(marks))],
        "objections": [
            line("internal" if "objections" in hidden else mark, buyer_says="SHOWN") for mark in draw(st.lists(marks))
        ],
        "landmine_questions": [line(mark, question="HIDDEN", answer="HIDDEN") for mark in draw(st.lists(marks))],
        "do_not_say": ["HIDDEN"] * draw(st.integers(0, 2)),
        "internal_fields": sorted(hidden),
    }
    return {name: value for name, value in content.items() if draw(st.booleans())} | {"internal_fields": sorted(hidden)}


@given(contents())
def test_customers_read_no_internal_line_and_every_other(content: dict[str, Any]) -> None:
    shared = for_audience(POINT, content, Audience.CUSTOMER_FACING, CUSTOMERS)
    assert "HIDDEN" not in json.dumps(shared)
    assert not shared.keys() & ALWAYS_INTERNAL
    assert json.dumps(shared).count("SHOWN") == json.dumps(content).count("SHOWN")


@given(contents())
def test_of_an_internal_asset_customers_read_nothing(content: dict[str, Any]) -> None:
    assert for_audience(POINT, content, Audience.INTERNAL, CUSTOMERS) == {}


@given(contents(), st.sampled_from(list(Audience)))
def test_our_own_people_read_all(content: dict[str, Any], audience: Audience) -> None:
    assert for_audience(POINT, content, audience, EVERYBODY) is content


@given(contents())
def test_what_is_left_is_valid_and_filtering_again_changes_nothing(content: dict[str, Any]) -> None:
    shared = for_audience(POINT, content, Audience.CUSTOMER_FACING, CUSTOMERS)
    POINT.model_validate(shared)
    assert for_audience(POINT, shared, Audience.CUSTOMER_FACING, CUSTOMERS) == shared


def test_steps_of_a_play_have_an_audience_too() -> None:
    content = {"steps": [{"kind": "say", "text": "a", "audience": "internal"}, {"kind": "do", "text": "b"}]}
    shared = for_audience(PLAY, content, Audience.CUSTOMER_FACING, CUSTOMERS)
    assert shared == {"steps": [{"kind": "do", "text": "b"}]}


@pytest.mark.parametrize("content", [{}, {"discovery_questions": []}, {"unknown": [1]}, {"internal_fields": None}])
def test_odd_content(content: dict[str, Any]) -> None:
    shared = for_audience(POINT, content, Audience.CUSTOMER_FACING, CUSTOMERS)
    assert shared == {name: value for name, value in content.items() if name != "internal_fields"}
