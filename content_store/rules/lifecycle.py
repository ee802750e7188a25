"""Which steps lead from which status to which."""

from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from content_store.rules.vocabulary import Status


class Step(StrEnum):
    """Something done to an asset that moves it through its life."""

    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    PUBLISH = "publish"
    UNSCHEDULE = "unschedule"
    RETIRE = "retire"
    ARCHIVE = "archive"
    RESTORE = "restore"


_D, _R, _P, _X, _A = Status.DRAFT, Status.IN_REVIEW, Status.PUBLISHED, Status.RETIRED, Status.ARCHIVED

_ALLOWED: dict[Step, tuple[frozenset[Status], Status]] = {
    Step.SUBMIT: (frozenset({_D}), _R),
    Step.WITHDRAW: (frozenset({_R}), _D),
    Step.PUBLISH: (frozenset({_D, _R, _P}), _P),
    Step.UNSCHEDULE: (frozenset({_P}), _D),
    Step.RETIRE: (frozenset({_P}), _X),
    Step.ARCHIVE: (frozenset({_D, _R, _X}), _A),
    Step.RESTORE: (frozenset({_X, _A}), _D),
}

# What to do first where a step is refused: the messages name the way, not only the wall.
_ADVICE: dict[tuple[Step, Status], str] = {
    (Step.ARCHIVE, _P): "retire it first, so that readers are led to its replacement",
    (Step.RETIRE, _D): "it was never published; archive it instead",
    (Step.RETIRE, _R): "it was never published; archive it instead",
    (Step.PUBLISH, _X): "restore it first",
    (Step.PUBLISH, _A): "restore it first",
    (Step.SUBMIT, _X): "restore it first",
    (Step.SUBMIT, _A): "restore it first",
}


def after(step: Step, status: Status) -> Status | None:
    """The status that ``step`` leads to, or None where it cannot be taken from ``status``."""
    sources, target = _ALLOWED[step]
    return target if status in sources else None


def refusal(step: Step, status: Status) -> str:
    """Why ``step`` cannot be taken from ``status``, and what to do."""
    state = status.value.replace("_", " ")
    advice = _ADVICE.get((step, status))
    return f"cannot {step.value} what is {state}" + (f": {advice}" if advice else "")


class State(StrEnum):
    """How an asset stands at a moment: its status, with what is published told apart by its times."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    EXPIRED = "expired"
    RETIRED = "retired"
    ARCHIVED = "archived"


M = TypeVar("M", datetime, int)


def state_of(status: Status, listed: M | None, unpublish_at: M | None, now: M) -> State:
    """The state of an asset as of ``now``; all moments are of one kind, the index's own included."""
    if status is not Status.PUBLISHED:
        return State(status.value)
    if listed is not None and listed > now:
        return State.SCHEDULED
    return State.EXPIRED if unpublish_at is not None and unpublish_at <= now else State.PUBLISHED


def listed_at(status: Status, published_at: datetime | None, publish_at: datetime | None) -> datetime | None:
    """The moment from which the asset shows; None unless it is published."""
    if status is not Status.PUBLISHED or published_at is None:
        return None
    return max(published_at, publish_at) if publish_at else published_at


def is_scheduled(listed: datetime | None, now: datetime) -> bool:
    """Whether it is published but its hour has not come."""
    return listed is not None and listed > now
