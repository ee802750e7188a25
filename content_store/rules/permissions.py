"""Who may do what. One table, read per operation, so that a change of role counts at once."""

from collections.abc import Set as AbstractSet
from enum import StrEnum

from content_store.rules.vocabulary import Audience, Role, Scope


class Action(StrEnum):
    """What somebody wants to do."""

    READ = "read"
    READ_DRAFTS = "read_drafts"
    RECORD_USAGE = "record_usage"
    EDIT = "edit"
    PUBLISH = "publish"
    EDIT_TAXONOMY = "edit_taxonomy"
    GIVE_FEEDBACK = "give_feedback"
    LEARN = "learn"
    ENROL = "enrol"
    READ_PROGRESS = "read_progress"
    READ_FEEDBACK = "read_feedback"
    ANSWER_FEEDBACK = "answer_feedback"
    READ_INSIGHTS = "read_insights"
    MANAGE_COUNCIL = "manage_council"
    MANAGE_PEOPLE = "manage_people"
    OVERRIDE_REVIEW = "override_review"


_READER = frozenset({Action.READ, Action.RECORD_USAGE, Action.GIVE_FEEDBACK, Action.LEARN})
_MARKETING = _READER | {
    Action.READ_DRAFTS,
    Action.EDIT,
    Action.PUBLISH,
    Action.EDIT_TAXONOMY,
    Action.READ_FEEDBACK,
    Action.ANSWER_FEEDBACK,
    Action.READ_INSIGHTS,
    Action.MANAGE_COUNCIL,
    Action.ENROL,
    Action.READ_PROGRESS,
}

_MAY: dict[Role, frozenset[Action]] = {
    Role.REP: _READER,
    Role.SERVICE: _READER,
    Role.MARKETING: _MARKETING,
    Role.ADMIN: _MARKETING | {Action.MANAGE_PEOPLE, Action.OVERRIDE_REVIEW},
}

_WRITES = frozenset(Action) - {
    Action.READ,
    Action.READ_DRAFTS,
    Action.READ_FEEDBACK,
    Action.READ_INSIGHTS,
    Action.READ_PROGRESS,
}
# A front end for customers reads no drafts, and what our own people say among themselves is not its business.
_OURS = frozenset(
    {
        Action.READ_DRAFTS,
        Action.GIVE_FEEDBACK,
        Action.READ_FEEDBACK,
        Action.ANSWER_FEEDBACK,
        Action.READ_INSIGHTS,
        Action.LEARN,
        Action.ENROL,
        Action.READ_PROGRESS,
    }
)


def may(role: Role, scopes: AbstractSet[Scope], action: Action) -> bool:
    """Whether ``role`` may do ``action``; scopes, where there are any, only narrow it."""
    if action not in _MAY[role]:
        return False
    if not scopes:
        return True
    if action in _OURS and Scope.READ_CUSTOMER_FACING in scopes:
        return False
    return action not in _WRITES or Scope.WRITE in scopes


def audiences(scopes: AbstractSet[Scope]) -> frozenset[Audience]:
    """Which audiences' content may be read. A front end for customers holds the customer-facing scope."""
    if Scope.READ_CUSTOMER_FACING in scopes:
        return frozenset({Audience.CUSTOMER_FACING})
    return frozenset(Audience)
