"""What one event adds to which sum."""

from collections import Counter
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from content_store.rules.counting import (
    COLUMNS,
    Circumstances,
    DemandKey,
    EvidenceKey,
    RepKey,
    Said,
    UsageKey,
    counted,
    difference,
    standing,
)
from content_store.rules.vocabulary import ActorKind, EventKind, Purpose

KINDS = st.sampled_from([kind for kind in EventKind if kind is not EventKind.RETRACTED])
CIRCUMSTANCES = st.builds(
    Circumstances,
    asset_id=st.integers(1, 5),
    person_id=st.integers(1, 5),
    cohort_id=st.integers(1, 3),
    actor_kind=st.sampled_from(ActorKind),
    purpose=st.sampled_from(Purpose),
    occurred_at=st.integers(0, 10**9).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)),
    persona_id=st.integers(0, 3),
    stage_id=st.sampled_from([0, 11, 12]),
    pain_id=st.sampled_from([0, 21, 22]),
)


@given(KINDS, CIRCUMSTANCES)
def test_every_event_is_counted_once_by_day_month_and_quarter_for_all_and_for_its_cohort(
    kind: EventKind, at: Circumstances
) -> None:
    found = Counter(counted(kind, at))
    assert set(found.values()) == {1}
    assert {column for _, column in found} == {COLUMNS[kind]}
    assert len([key for key, _ in found if isinstance(key, UsageKey)]) == 6


@given(KINDS, CIRCUMSTANCES)
def test_only_peoples_conversations_are_evidence_and_onboarding_is_none(kind: EventKind, at: Circumstances) -> None:
    kinds = {type(key) for key, _ in counted(kind, at)}
    is_conversation = kind in {EventKind.USED, EventKind.LANDED, EventKind.FELL_FLAT}
    is_human = at.actor_kind is ActorKind.HUMAN
    assert (RepKey in kinds) == (is_conversation and is_human)
    assert (EvidenceKey in kinds) == (is_conversation and is_human and not at.onboarding)
    assert (DemandKey in kinds) == (kind is EventKind.USED and is_human and not at.onboarding)


def story(*kinds: tuple[EventKind, int | None]) -> list[Said]:
    return [Said(place, kind, about) for place, (kind, about) in enumerate(kinds, start=1)]


USED = (EventKind.USED, None)


def test_the_last_verdict_stands() -> None:
    assert standing(story(USED)) == (EventKind.USED,)
    changed = story(USED, (EventKind.LANDED, 1), (EventKind.FELL_FLAT, 1))
    assert standing(changed) == (EventKind.USED, EventKind.FELL_FLAT)


def test_a_verdict_taken_back_leaves_the_one_before() -> None:
    taken_back = story(USED, (EventKind.LANDED, 1), (EventKind.FELL_FLAT, 1), (EventKind.RETRACTED, 3))
    assert standing(taken_back) == (EventKind.USED, EventKind.LANDED)
    assert standing([*taken_back, Said(5, EventKind.RETRACTED, 2)]) == (EventKind.USED,)


def test_of_a_conversation_taken_back_nothing_stands() -> None:
    assert standing(story(USED, (EventKind.LANDED, 1), (EventKind.RETRACTED, 1))) == ()


SUBSETS = st.sets(st.sampled_from([EventKind.USED, EventKind.LANDED, EventKind.FELL_FLAT]))


@given(SUBSETS, SUBSETS)
def test_the_difference_leads_from_one_standing_to_the_other(before: set[EventKind], after: set[EventKind]) -> None:
    counts = Counter(before)
    for kind, amount in difference(before, after):
        counts[kind] += amount
    assert {kind for kind, count in counts.items() if count} == after
