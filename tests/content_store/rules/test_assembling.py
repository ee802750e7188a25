from datetime import timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from content_store.rules.assembling import USUAL_MINUTES, Candidate, Lack, Need, assemble
from content_store.rules.evidence import NO_EVIDENCE, Evidence, weight
from content_store.rules.vocabulary import ContentType, Facet, Freshness
from tests.content_store.making import NOON

CFO, COO = Need(1, Facet.PERSONA, "CFO"), Need(2, Facet.PERSONA, "COO")
DECISION = Need(3, Facet.STAGE, "decision")
NEEDS = (CFO, COO, DECISION)


def candidate(number: int, *needs: Need, type_: ContentType = ContentType.TALKING_POINT, landed: int = 0) -> Candidate:
    evidence = Evidence(landed, min(landed, 5), landed) if landed else NO_EVIDENCE
    return Candidate(number, type_, frozenset(need.tag_id for need in needs), Freshness.FRESH, NOON, evidence)


@st.composite
def candidates(draw: st.DrawFn) -> list[Candidate]:
    ids = draw(st.lists(st.integers(1, 99), unique=True, max_size=25))
    return [
        Candidate(
            number,
            draw(st.sampled_from(ContentType)),
            draw(st.frozensets(st.integers(1, 3))),
            draw(st.sampled_from(Freshness)),
            NOON - timedelta(days=draw(st.integers(0, 3))),
            Evidence(landed, landed, landed) if (landed := draw(st.integers(0, 9))) else NO_EVIDENCE,
        )
        for number in ids
    ]


@given(candidates(), st.lists(st.sampled_from(NEEDS), unique=True, max_size=3), st.integers(0, 200), st.randoms())
def test_what_a_proposal_keeps(found: list[Candidate], needs: list[Need], minutes: int, random: Random) -> None:
    made = assemble(found, needs, minutes)
    by_id = {each.asset_id: each for each in found}
    ids = [step.asset_id for step in made.steps]
    # It respects the time, repeats nothing, and does not depend on the order in which candidates come.
    assert made.minutes <= minutes
    assert made.minutes == sum(USUAL_MINUTES[by_id[each].type] for each in ids)
    assert len(set(ids)) == len(ids)
    assert assemble(random.sample(found, len(found)), needs, minutes) == made
    # Each need is covered, or told as missing for the right reason.
    carried = {tag_id for each in ids for tag_id in by_id[each].tag_ids}
    missing = {each.need.tag_id: each.lack for each in made.missing}
    left = minutes - made.minutes
    for need in needs:
        assert (need.tag_id in carried) is not (need.tag_id in missing)
        carrying = [each for each in found if need.tag_id in each.tag_ids]
        if need.tag_id in missing:
            assert missing[need.tag_id] is (Lack.NO_TIME if carrying else Lack.NOTHING)
            # Nothing that carries it would still fit.
            assert all(each.minutes > left for each in carrying)
    # Time is not left over while something fits.
    assert all(each.minutes > left for each in found if each.asset_id not in ids)
    # What a step covers, it carries; and what is proven says so.
    for step in made.steps:
        assert {need.tag_id for need in step.covers} <= by_id[step.asset_id].tag_ids
        assert bool(by_id[step.asset_id].evidence.conversations) is ("anded in " in step.why)


@given(st.integers(0, 20), st.integers(0, 20))
def test_of_equals_the_better_proven_one_is_taken(one: int, other: int) -> None:
    found = [candidate(1, CFO, landed=one), candidate(2, CFO, landed=other)]
    chosen = assemble(found, [CFO], USUAL_MINUTES[ContentType.TALKING_POINT]).steps[0]
    assert weight(found[chosen.asset_id - 1].evidence) == max(weight(each.evidence) for each in found)


def test_what_covers_most_comes_first_and_says_why() -> None:
    found = [candidate(1, CFO, landed=9), candidate(2, COO), candidate(3, CFO, COO, DECISION)]
    made = assemble(found, NEEDS, 8)
    assert [(step.asset_id, step.covers) for step in made.steps] == [(3, NEEDS)]
    assert made.steps[0].why == "For conversations with CFOs and COOs at decision; verified lately."
    assert not made.missing


def test_sections_stand_in_the_order_of_learning() -> None:
    types = (ContentType.WHITE_PAPER, ContentType.TESTIMONIAL, ContentType.TALKING_POINT, ContentType.GUIDELINE)
    found = [candidate(number, CFO, type_=type_) for number, type_ in enumerate(types, start=1)]
    titles = [title for title, _ in assemble(found, [CFO], 100).sections]
    assert titles == ["What we agreed on", "What to say", "What proves it", "To read and to show"]
