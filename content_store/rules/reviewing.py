"""Who may review, when a revision counts as approved, and when somebody is reminded."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from content_store.rules.vocabulary import Role


class ReviewRule(StrEnum):
    """Whose approval is needed."""

    ANY = "any"
    ALL = "all"


class Verdict(StrEnum):
    """What a reviewer decides about a revision."""

    APPROVED = "approved"
    CHANGES_REQUESTED = "changes_requested"


class ReviewOutcome(StrEnum):
    """How a review ended."""

    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class ReviewState(StrEnum):
    """Where the review of a revision stands. Computed, never stored."""

    WAITING = "waiting"
    CHANGES_REQUESTED = "changes_requested"
    APPROVED = "approved"
    STALE = "stale"
    STUCK = "stuck"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one reviewer stands: ``verdict`` is about the revision in question, ``had_approved`` about an earlier one.

    ``is_able`` says that they may review at all, ``is_author`` that they wrote the revision.
    """

    is_able: bool
    is_author: bool = False
    verdict: Verdict | None = None
    had_approved: bool = False

    @property
    def counts(self) -> bool:
        """Whether their approval is asked for: of those who have left, and of one's own work, it is not."""
        return self.is_able and not self.is_author


def may_review(role: Role, *, council: bool, is_active: bool) -> bool:
    """Whether somebody may be asked to review: marketing, admins, and reps on the advisory council."""
    return is_active and (role in {Role.MARKETING, Role.ADMIN} or (role is Role.REP and council))


def state_of(rule: ReviewRule, standings: Collection[Standing]) -> ReviewState:
    """Where a review stands. Whoever asks for changes is heard, even where one approval would be enough."""
    counted = [each for each in standings if each.counts]
    verdicts = [each.verdict for each in counted]
    if not counted:
        return ReviewState.STUCK
    if Verdict.CHANGES_REQUESTED in verdicts:
        return ReviewState.CHANGES_REQUESTED
    enough = all if rule is ReviewRule.ALL else any
    if enough(verdict is Verdict.APPROVED for verdict in verdicts):
        return ReviewState.APPROVED
    stale = any(each.had_approved and each.verdict is None for each in counted)
    return ReviewState.STALE if stale else ReviewState.WAITING


def missing(revision: int, state: ReviewState | None, names: Collection[str]) -> str:
    """What is missing until ``revision`` may be published where review is demanded; empty where nothing is.

    ``state`` is None where no review was asked for, ``names`` are those whose word is still needed.
    """
    whose = " and ".join(names) or "a reviewer"
    match state:
        case ReviewState.APPROVED:
            return ""
        case None:
            return f"revision {revision} was not reviewed; ask for a review first"
        case ReviewState.STUCK:
            return f"nobody who was asked can approve revision {revision}: they left, or wrote it; ask somebody else"
        case ReviewState.CHANGES_REQUESTED:
            return f"{whose} asked for changes of revision {revision}"
        case ReviewState.STALE:
            return f"it changed after it was approved; revision {revision} still needs the approval of {whose}"
        case ReviewState.WAITING:
            return f"revision {revision} still needs the approval of {whose}"


def is_overdue(due_on: date | None, today: date) -> bool:
    """Whether a review should be done by now; its last day is in time."""
    return due_on is not None and due_on < today


def reminded_before(due_on: date, every: timedelta, now: datetime) -> datetime | None:
    """Whoever was last reminded before this moment, or never, is reminded now; None while nobody is.

    Once when the day has passed, and again each ``every``.
    """
    if not is_overdue(due_on, now.date()):
        return None
    passed = datetime.combine(due_on + timedelta(days=1), time(), UTC)
    return max(passed, now - every)
