"""What waits for somebody, and whose it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

LYING = timedelta(days=14)  # after which a draft that nobody touched counts as left lying
PROMISE_NOTICE = timedelta(days=7)  # how long before its day a promise is called to mind


class InboxKind(StrEnum):
    """What can wait, in the order in which an inbox shows it: what others wait for, then what misleads readers."""

    REVIEW = "review"
    FLAG = "flag"
    VERIFY = "verify"
    REQUEST = "request"
    SUGGESTION = "suggestion"
    COMMENT = "comment"
    DRAFT = "draft"
    FILE = "file"
    DEPARTED = "departed"


class InboxScope(StrEnum):
    """Whose inbox. What belongs to nobody who is here is in everybody's, so that nothing waits unseen."""

    ME = "me"
    TEAM = "team"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Colleague:
    """As much of a person as says whose something is."""

    id: int
    team: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose things are meant: those of ``mine``, and of everybody who is ``gone``. ``mine`` is None for all."""

    mine: frozenset[int] | None
    gone: frozenset[int]


def whose(scope: InboxScope, person_id: int, people: Iterable[Colleague]) -> Whose:
    """Who stands behind a scope for this person; a team without a name is no team, but its only member."""
    everybody = list(people)
    gone = frozenset(each.id for each in everybody if not each.is_here)
    if scope is InboxScope.ALL:
        return Whose(None, gone)
    team = next((each.team for each in everybody if each.id == person_id), "")
    if scope is InboxScope.ME or not team:
        return Whose(frozenset({person_id}), gone)
    return Whose(frozenset(each.id for each in everybody if each.team == team) | {person_id}, gone)
