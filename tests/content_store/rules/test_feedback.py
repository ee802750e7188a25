from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from content_store.rules.feedback import (
    changes,
    conflicts,
    difference,
    follows,
    input_digest,
    is_late,
    is_taken,
    needs_reason,
    refusal,
)
from content_store.rules.vocabulary import FeedbackStatus

TODAY = date(2026, 6, 1)
statuses = st.sampled_from(FeedbackStatus)
texts = st.sampled_from(["", "a", "b", "c"])
slugs = st.sampled_from([["cfo"], ["coo"], ["cfo", "coo"]])
snapshots: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {
        "title": texts,
        "summary": texts,
        "content": st.fixed_dictionaries({"opener": texts, "do_say": st.lists(texts, max_size=2)}),
        # As a snapshot has it: a facet without tags is not there.
        "tags": st.dictionaries(st.sampled_from(["persona", "stage"]), slugs),
        "links": st.dictionaries(st.sampled_from(["proof", "step"]), slugs),
    }
)


@given(statuses, statuses)
def test_what_is_ended_can_only_be_reopened_and_only_what_is_ended(
    before: FeedbackStatus, after: FeedbackStatus
) -> None:
    if follows(before, after):
        assert (after is FeedbackStatus.REOPENED) is not before.is_open
        assert after is not FeedbackStatus.OPEN
    else:
        assert before.value in refusal(before, after)


@given(statuses)
def test_every_status_leads_on(before: FeedbackStatus) -> None:
    assert any(follows(before, after) for after in FeedbackStatus)


def test_a_no_and_a_reopening_need_a_reason() -> None:
    assert {status for status in FeedbackStatus if needs_reason(status)} == {
        FeedbackStatus.DECLINED,
        FeedbackStatus.REOPENED,
    }


@given(st.integers(-400, 400), statuses)
def test_a_promise_is_late_from_the_day_after_while_it_is_open(days: int, status: FeedbackStatus) -> None:
    assert is_late(TODAY + timedelta(days), status, TODAY) == (days < 0 and status.is_open)
    assert not is_late(None, status, TODAY)


@given(snapshots, snapshots)
def test_a_proposal_says_what_is_different_and_nothing_else(base: dict[str, Any], wanted: dict[str, Any]) -> None:
    proposal = difference(base, wanted)
    found = {change.path: change.after for change in changes(proposal, base)}
    assert ("links", "step") not in found
    for name in ("title", "summary"):
        assert ((name,) in found) == (base[name] != wanted[name])
    for facet in ("persona", "stage"):
        after = wanted["tags"].get(facet, [])
        assert found.get(("tags", facet), base["tags"].get(facet, [])) == after
    assert difference(base, base) == {}


@given(snapshots, snapshots, snapshots)
def test_fields_conflict_where_both_changed_them_differently(
    base: dict[str, Any], wanted: dict[str, Any], current: dict[str, Any]
) -> None:
    clashing = set(conflicts(difference(base, wanted), base, current))
    for name in ("opener", "do_say"):
        before, ours, theirs = base["content"][name], wanted["content"][name], current["content"][name]
        assert (("content", name) in clashing) == (ours not in (before, theirs) and theirs != before)
    assert not conflicts(difference(base, wanted), base, base)
    assert not conflicts(difference(base, wanted), base, wanted)


@given(snapshots, snapshots)
def test_a_suggestion_is_taken_when_it_is_published_and_not_when_it_was_undone(
    base: dict[str, Any], wanted: dict[str, Any]
) -> None:
    proposal = difference(base, wanted)
    assert is_taken(proposal, base, wanted) == bool(proposal)
    assert not is_taken(proposal, base, base)


@given(st.lists(st.text()), st.lists(st.text()))
def test_the_same_words_have_the_same_sum(one: list[str], other: list[str]) -> None:
    assert (input_digest(*one) == input_digest(*other)) == (one == other)
