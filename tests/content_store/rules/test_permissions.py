from hypothesis import given
from hypothesis import strategies as st

from content_store.rules.permissions import Action, audiences, may
from content_store.rules.vocabulary import Audience, Role, Scope

scopes = st.frozensets(st.sampled_from(Scope))


@given(st.sampled_from(Role), scopes, st.sampled_from(Action))
def test_scopes_only_ever_narrow(role: Role, held: frozenset[Scope], action: Action) -> None:
    if may(role, held, action):
        assert may(role, frozenset(), action)


@given(st.sampled_from(Role), scopes)
def test_everybody_may_read_and_a_reading_token_writes_nothing(role: Role, held: frozenset[Scope]) -> None:
    assert may(role, held, Action.READ)
    if held and Scope.WRITE not in held:
        assert not any(may(role, held, action) for action in (Action.EDIT, Action.PUBLISH, Action.MANAGE_PEOPLE))


def test_reps_and_services_see_no_drafts() -> None:
    for role in (Role.REP, Role.SERVICE):
        assert not may(role, frozenset(), Action.READ_DRAFTS)
    assert may(Role.MARKETING, frozenset(), Action.READ_DRAFTS)


def test_who_gives_feedback_and_who_answers_it() -> None:
    answers = {role for role in Role if may(role, frozenset(), Action.ANSWER_FEEDBACK)}
    assert answers == {Role.MARKETING, Role.ADMIN}
    assert all(may(role, frozenset({Scope.WRITE}), Action.GIVE_FEEDBACK) for role in Role)
    assert not any(may(role, frozenset({Scope.READ}), Action.GIVE_FEEDBACK) for role in Role)


@given(st.sampled_from(Role), scopes)
def test_feedback_is_no_business_of_customers(role: Role, held: frozenset[Scope]) -> None:
    with_customers = held | {Scope.READ_CUSTOMER_FACING}
    for action in (Action.GIVE_FEEDBACK, Action.READ_FEEDBACK, Action.ANSWER_FEEDBACK):
        assert not may(role, with_customers, action)


@given(scopes)
def test_a_customer_facing_token_sees_nothing_internal(held: frozenset[Scope]) -> None:
    assert (Audience.INTERNAL in audiences(held)) == (Scope.READ_CUSTOMER_FACING not in held)
    assert not (Scope.READ_CUSTOMER_FACING in held and may(Role.ADMIN, held, Action.READ_DRAFTS))
