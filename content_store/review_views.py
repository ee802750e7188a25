"""What the store hands out of reviews and comments: frozen rows, never ORM objects."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from content_store.rules.reviewing import (
    ReviewOutcome,
    ReviewRule,
    ReviewState,
    Standing,
    Verdict,
    is_overdue,
    missing,
    state_of,
)
from content_store.rules.vocabulary import FeedbackStatus
from content_store.views import PersonView


@dataclass(frozen=True, slots=True)
class DecisionView:
    """What a reviewer decided about one revision."""

    person: PersonView
    revision: int
    verdict: Verdict
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ReviewerView:
    """Somebody who is asked, and where they stand; ``decision`` is their newest, perhaps of an older revision."""

    person: PersonView
    standing: Standing
    decision: DecisionView | None
    reminded_at: datetime | None

    @property
    def is_pending(self) -> bool:
        """Whether their word is still needed."""
        return self.standing.counts and self.standing.verdict is None


@dataclass(frozen=True, slots=True)
class ReviewView:
    """A review. ``revision`` is the one that is looked at: the newest or, closed, the one that it ended with.

    ``history`` holds every decision, oldest first.
    """

    id: int
    asset_id: int
    revision: int
    rule: ReviewRule
    due_on: date | None
    note: str
    asked_at: datetime
    created_at: datetime
    closed_at: datetime | None
    outcome: ReviewOutcome | None
    asked_by: PersonView | None
    reviewers: tuple[ReviewerView, ...]
    history: tuple[DecisionView, ...]

    @property
    def is_open(self) -> bool:
        """Whether it still goes on."""
        return self.closed_at is None

    @property
    def state(self) -> ReviewState:
        """Where the revision stands."""
        return state_of(self.rule, [each.standing for each in self.reviewers])

    @property
    def missing(self) -> str:
        """What is missing until the revision may be published where review is demanded; empty where nothing is."""
        state = self.state
        wanted = Verdict.CHANGES_REQUESTED if state is ReviewState.CHANGES_REQUESTED else None
        counted = (each for each in self.reviewers if each.standing.counts)
        names = [each.person.name for each in counted if each.standing.verdict is wanted]
        return missing(self.revision, state, names)

    def is_overdue(self, today: date) -> bool:
        """Whether it should be done by now, and waits for a reviewer."""
        waits = self.state in {ReviewState.WAITING, ReviewState.STALE}
        return self.is_open and waits and is_overdue(self.due_on, today)

    def of(self, person_id: int) -> ReviewerView | None:
        """Where one of its reviewers stands; None for others."""
        return next((each for each in self.reviewers if each.person.id == person_id), None)


@dataclass(frozen=True, slots=True)
class ReplyView:
    """A reply to a comment."""

    id: int
    text: str
    at: datetime
    person: PersonView | None


@dataclass(frozen=True, slots=True)
class CommentView:
    """A comment on a field of a revision, ``()`` for the whole; with ``proposal`` an edit of that field."""

    id: int
    review_id: int | None
    period_id: int | None
    asset_id: int
    revision: int
    field: tuple[str, ...]
    text: str
    proposal: Mapping[str, Any] | None
    status: FeedbackStatus
    answer: str
    draft_revision: int | None
    created_at: datetime
    updated_at: datetime
    person: PersonView | None
    answered_by: PersonView | None
    replies: tuple[ReplyView, ...] = ()

    @property
    def is_edit(self) -> bool:
        """Whether it says how the field should read."""
        return self.proposal is not None
