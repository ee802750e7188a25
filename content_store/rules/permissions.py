"""Who may do what. One table, read per operation, so that a change of role counts at once."""

from collections.abc import Set as AbstractSet
from enum import StrEnum

from content_store.rules.vocabulary import Audience, Role, Scope


class Action(StrEnum):
    """What somebody wants to do."""

    READ = "read"
    READ_DRAFTS = "read_drafts"
    EDIT = "edit"
    PUBLISH = "publish"
    EDIT_TAXONOMY = "edit_taxonomy"
    MANAGE_PEOPLE = "manage_people"


_MARKETING = frozenset({Action.READ, Action.READ_DRAFTS, Action.EDIT, Action.PUBLISH, Action.EDIT_TAXONOMY})

_MAY: dict[Role, frozenset[Action]] = {
    Role.REP: frozenset({Action.READ}),
    Role.SERVICE: frozenset({Action.READ}),
    Role.MARKETING: _MARKETING,
    Role.ADMIN: _MARKETING | {Action.MANAGE_PEOPLE},
}

_WRITES = frozenset(Action) - {Action.READ, Action.READ_DRAFTS}


def may(role: Role, scopes: AbstractSet[Scope], action: Action) -> bool:
    """Whether ``role`` may do ``action``; scopes, where there are any, only narrow it."""
    if action not in _MAY[role]:
        return False
    if not scopes:
        return True
    if action in _WRITES:
        return Scope.WRITE in scopes
    if action is Action.READ_DRAFTS:
        return Scope.READ_CUSTOMER_FACING not in scopes
    return True


def audiences(scopes: AbstractSet[Scope]) -> frozenset[Audience]:
    """Which audiences' content may be read. A front end for customers holds the customer-facing scope."""
    if Scope.READ_CUSTOMER_FACING in scopes:
        return frozenset({Audience.CUSTOMER_FACING})
    return frozenset(Audience)
