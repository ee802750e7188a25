from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from content_store.rules.evidence import Evidence
from content_store.rules.recommending import (
    EXPLORE_EVERY,
    Asked,
    Candidate,
    Circumstance,
    RecommendReason,
    recommend,
    strength,
)
from content_store.rules.vocabulary import ContentType, Facet, Freshness
from tests.content_store.making import NOON

DAY = date(2026, 6, 1)
CFO, DECISION = Circumstance(1, Facet.PERSONA, "CFO"), Circumstance(2, Facet.STAGE, "decision")
SITUATION = (CFO, DECISION)
ASKED = Asked(7, DAY, SITUATION)


@st.composite
def evidences(draw: st.DrawFn) -> Evidence:
    landed, flat, unjudged = (draw(st.integers(0, 30)) for _ in range(3))
    used = landed + flat + unjudged
    return Evidence(used, draw(st.integers(1, used)) if used else 0, landed, flat)


@st.composite
def candidates(draw: st.DrawFn) -> list[Candidate]:
    ids = draw(st.lists(st.integers(1, 500), unique=True, max_size=40))
    return [
        Candidate(
            asset_id,
            draw(st.sampled_from(ContentType)),
            draw(st.sampled_from(Freshness)),
            NOON - timedelta(days=draw(st.integers(0, 3))),
            frozenset(draw(st.sets(st.sampled_from([1, 2])))),
            draw(evidences()),
            (draw(evidences()), draw(evidences())),
        )
        for asset_id in ids
    ]


LIMITS = st.integers(1, 25)


@given(candidates(), LIMITS, st.randoms())
def test_as_many_as_there_are_each_once_in_one_order(found: list[Candidate], limit: int, chance: Random) -> None:
    made = recommend(found, ASKED, limit)
    assert len(made) == len({each.asset_id for each in made}) == min(limit, len(found))
    shuffled = list(found)
    chance.shuffle(shuffled)
    assert recommend(shuffled, ASKED, limit) == made


@given(candidates(), LIMITS)
def test_every_place_says_why_and_strength_is_a_share(found: list[Candidate], limit: int) -> None:
    assert all(0 <= strength(each, ASKED) <= 1 for each in found)
    assert all(each.reasons for each in recommend(found, ASKED, limit))


@given(candidates(), LIMITS)
def test_one_place_of_five_goes_to_something_untried_where_there_is_any(found: list[Candidate], limit: int) -> None:
    untried = {each.asset_id for each in found if each.is_untried}
    made = recommend(found, ASKED, limit)
    for place, each in enumerate(made, start=1):
        before = {other.asset_id for other in made[: place - 1]}
        due = place % EXPLORE_EVERY == 0 and bool(untried - before)
        assert each.is_exploration is due
        if due:
            assert each.asset_id in untried
            assert each.reasons[0][0] is RecommendReason.UNTRIED


def test_another_day_and_another_person_explore_something_else() -> None:
    found = [candidate(number) for number in range(1, 40)]

    def explored(asked: Asked) -> int:
        return next(each.asset_id for each in recommend(found, asked, EXPLORE_EVERY) if each.is_exploration)

    assert explored(ASKED) == explored(ASKED)
    days = {explored(replace(ASKED, day=DAY + timedelta(days=number))) for number in range(10)}
    people = {explored(replace(ASKED, person_id=number)) for number in range(10)}
    assert len(days) > 3
    assert len(people) > 3


def candidate(
    asset_id: int, type_: ContentType = ContentType.TALKING_POINT, evidence: Evidence | None = None, **within: Evidence
) -> Candidate:
    known = (within.get("cfo", Evidence()), within.get("decision", Evidence()))
    return Candidate(asset_id, type_, Freshness.FRESH, NOON, frozenset({1, 2}), evidence or Evidence(), known)


def order(*found: Candidate, limit: int = 4) -> list[int]:
    return [each.asset_id for each in recommend(found, ASKED, limit)]


def test_what_works_here_beats_what_works_elsewhere_beats_the_untried_beats_what_falls_flat() -> None:
    good, bad = Evidence(40, 6, 30, 4), Evidence(20, 5, 1, 17)
    flat = candidate(9, ContentType.GUIDELINE, bad, cfo=bad, decision=bad)
    untried = candidate(1, ContentType.CASE_STUDY)
    elsewhere = candidate(2, ContentType.PLAY, good)
    here = candidate(3, ContentType.WHITE_PAPER, good, cfo=good, decision=good)
    assert order(flat, untried, elsewhere, here) == [3, 2, 1, 9]


def test_types_mix() -> None:
    good, fair = Evidence(40, 6, 36, 2), Evidence(30, 6, 18, 8)
    points = [candidate(number, evidence=good, cfo=good, decision=good) for number in range(1, 6)]
    others = [
        candidate(10 + place, type_, fair, cfo=fair, decision=fair)
        for place, type_ in enumerate((ContentType.CASE_STUDY, ContentType.PROOF_STATEMENT, ContentType.PLAY))
    ]
    chosen = recommend([*points, *others], ASKED, 5)
    types = {each.asset_id: each.type for each in (*points, *others)}
    assert types[chosen[0].asset_id] is ContentType.TALKING_POINT
    assert len(Counter(types[each.asset_id] for each in chosen)) >= 3


def test_reasons_name_the_circumstance_that_speaks_most() -> None:
    asked = replace(ASKED, account="Harbour Mills")
    here = candidate(1, evidence=Evidence(23, 5, 18, 5), cfo=Evidence(10, 3, 9, 1), decision=Evidence(3, 1, 1, 2))
    assert [text for _, text in recommend([here], asked, 1)[0].reasons] == [
        "landed in 9 of 10 conversations with CFOs",
        "for conversations with CFOs at decision",
        "not used with Harbour Mills so far",
    ]
