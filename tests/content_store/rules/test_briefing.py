from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content_store.rules.briefing import (
    ANSWERS,
    PROOF_TYPES,
    PROOFS,
    QUESTIONS,
    Assembled,
    Line,
    Part,
    Source,
    assemble,
    leading,
    may_quote,
)
from content_store.rules.vocabulary import ContentType, QuestionKind

TEXTS = st.sampled_from(["One?", "Two?", "Three?", "ONE?"])
LINES = st.fixed_dictionaries({"audience": st.sampled_from([None, "internal", "customer_facing"])})
CONTENTS = st.fixed_dictionaries(
    {},
    optional={
        "opener": st.sampled_from(["", "Hello"]),
        "value_statement": st.sampled_from(["", "Worth it"]),
        "next_step": st.just("Meet"),
        "do_not_say": st.lists(st.just("Never"), max_size=5),
        "discovery_questions": st.lists(
            st.builds(
                lambda text, kind, line: {"text": text, "kind": kind, **line},
                TEXTS,
                st.sampled_from(QuestionKind),
                LINES,
            ),
            max_size=5,
        ),
        "objections": st.lists(
            st.builds(
                lambda text, answer, line: {"buyer_says": text, "response": answer, **line},
                TEXTS,
                st.sampled_from(["", "So"]),
                LINES,
            ),
            max_size=4,
        ),
        "landmine_questions": st.lists(st.just({"question": "Mine?", "answer": "Ours"}), max_size=2),
        "internal_fields": st.lists(st.sampled_from(["opener", "objections", "discovery_questions"]), max_size=2),
    },
)


@st.composite
def sources(draw: st.DrawFn, *types: ContentType, first: int = 1) -> list[Source]:
    count = draw(st.integers(0, 5))
    return [
        Source(
            first + place,
            draw(st.sampled_from(types)),
            draw(st.sampled_from(["en", "en-GB", "de"])),
            draw(CONTENTS),
            draw(st.booleans()),
            draw(st.booleans()),
        )
        for place in range(count)
    ]


POINTS, EVIDENCE = sources(ContentType.TALKING_POINT), sources(*PROOF_TYPES, first=100)


def lines(made: Assembled) -> Iterator[Line]:
    single = (made.opener, made.value, made.landmine, made.next_step)
    yield from (each for each in single if each is not None)
    yield from (*made.do_not_say, *made.questions, *made.objections)


@settings(max_examples=60)
@given(POINTS, EVIDENCE)
def test_every_line_stands_in_the_asset_it_names_and_keeps_its_mark(points: list[Source], proofs: list[Source]) -> None:
    made = assemble(points, proofs)
    by_id = {each.asset_id: each for each in points}
    for line in lines(made):
        content = by_id[line.asset_id].content
        assert line.text in repr(dict(content))
    hidden = {each.asset_id for each in points if "opener" in each.content.get("internal_fields", ())}
    assert made.opener is None or made.opener.internal is (made.opener.asset_id in hidden)
    assert all(line.internal for line in made.do_not_say)


@settings(max_examples=60)
@given(POINTS, EVIDENCE)
def test_it_holds_no_more_than_a_page_says_nothing_twice_and_is_honest(
    points: list[Source], proofs: list[Source]
) -> None:
    made = assemble(points, proofs)
    assert len(made.questions) <= QUESTIONS
    assert len(made.objections) <= ANSWERS
    assert len(made.proof) == len(set(made.proof)) == min(PROOFS, len(made.proof))
    asked = [each.text.casefold() for each in made.questions]
    assert len(asked) == len(set(asked))
    assert (Part.PROOF in made.missing) is (len(made.proof) < PROOFS)
    assert (Part.OPENER in made.missing) is (made.opener is None)
    assert (Part.QUESTIONS in made.missing) is (len(made.questions) < QUESTIONS)
    kinds = [list(QuestionKind).index(each.kind) for each in made.questions]
    assert kinds == sorted(kinds)


@settings(max_examples=40)
@given(POINTS, EVIDENCE)
def test_the_same_assets_make_the_same_brief_in_one_language(points: list[Source], proofs: list[Source]) -> None:
    made = assemble(points, proofs)
    assert made == assemble(list(points), list(proofs))
    languages = {each.asset_id: each.language.partition("-")[0] for each in points}
    assert len({languages[line.asset_id] for line in lines(made)}) <= 1
    german = assemble(points, proofs, language="de-AT")
    assert {languages[line.asset_id] for line in lines(german)} <= {"de"}


def point(asset_id: int, **content: Any) -> Source:
    return Source(asset_id, ContentType.TALKING_POINT, "en", content)


def proof(asset_id: int, type_: ContentType = ContentType.PROOF_STATEMENT, **given: Any) -> Source:
    return Source(asset_id, type_, "en", {}, **given)


def test_the_first_with_an_opener_leads_and_lends_what_it_lacks() -> None:
    first = point(1, value_statement="First worth")
    second = point(2, opener="Hello", next_step="Meet")
    made = assemble([first, second], [])
    assert leading([first, second]) is second
    assert (made.lead, made.opener, made.value) == (2, Line("Hello", 2, False), Line("First worth", 1, False))


def test_questions_are_of_different_kinds_where_that_can_be() -> None:
    asked = [{"kind": kind, "text": f"{kind} {number}?"} for kind in ("need_payoff", "situation") for number in (1, 2)]
    made = assemble(
        [point(1, discovery_questions=asked), point(2, discovery_questions=[{"kind": "problem", "text": "P?"}])], []
    )
    assert [each.text for each in made.questions] == ["situation 1?", "P?", "need_payoff 1?"]


def test_proof_is_of_two_types_in_time_and_of_the_industry() -> None:
    quote = ContentType.TESTIMONIAL
    assert assemble([], [proof(1), proof(2), proof(3, quote)]).proof == (1, 3)
    assert assemble([], [proof(1, is_overdue=True), proof(2), proof(3)]).proof == (2, 3)
    assert assemble([], [proof(1), proof(2, fits_industry=True), proof(3, quote)]).proof == (2, 3)
    assert assemble([], [proof(1), proof(2, quote), proof(3)], named={3}).proof == (3, 2)


def test_without_anything_all_is_missing() -> None:
    made = assemble([], [])
    assert list(lines(made)) == []
    assert made.missing == tuple(part for part in Part if part is not Part.WHO)


@pytest.mark.parametrize(
    ("given", "allowed"),
    [
        ({}, False),
        ({"permission_public": True}, True),
        ({"permission_public": True, "permission_until": "2026-05-31"}, False),
    ],
)
def test_a_quote_needs_permission(given: dict[str, Any], allowed: bool) -> None:
    assert may_quote(given, date(2026, 6, 1)) is allowed
